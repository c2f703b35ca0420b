"""Verdicts in a restrained colour beside their sign and their word, by conditional formats.

A conditional format with a formula, and not one of a kind of its own, since every program has that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font

from steelyard.ooxml.addresses import address, column_letters
from steelyard.sheets.looks import TELLS_VERDICT, VERDICT_COLOURS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl.formatting.rule import Rule
    from openpyxl.worksheet.worksheet import Worksheet

    from steelyard.sheets.spec import FilledSheet


def verdict_cells(filled: FilledSheet) -> Iterator[str]:
    """The areas of a sheet whose cells may hold a verdict: columns, and cells above the table."""
    for table in filled.tables:
        place = table.place
        for at, column in enumerate(table.columns, place.left):
            if column.look in TELLS_VERDICT and not column.helper:
                letter = column_letters(at)
                yield f"{letter}{place.first}:{letter}{place.last}"
    above = sorted((cell.row, cell.column) for cell in filled.header if cell.look in TELLS_VERDICT)
    if above:
        yield " ".join(address(*cell) for cell in above)


def _rules(cells: str) -> Iterator[Rule]:
    """One conditional format for each sign, wherever it stands in the text; the formula is of the first cell.

    The first one counts: a party that refuses is seen beside one that accepts.
    """
    first = cells.replace(":", " ").split()[0]
    for sign, colour in VERDICT_COLOURS.items():
        formula = f'ISNUMBER(FIND("{sign}",{first}))'
        yield FormulaRule(formula=[formula], font=Font(color=colour))  # type: ignore[no-untyped-call]


def colour_verdicts(sheet: Worksheet, filled: FilledSheet) -> None:
    """Give a sheet in the making its conditional formats."""
    for cells in verdict_cells(filled):
        for rule in _rules(cells):
            sheet.conditional_formatting.add(cells, rule)
