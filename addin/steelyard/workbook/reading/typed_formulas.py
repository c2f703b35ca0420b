"""Findings about formulas in the cells of inputs, where a judgement is typed.

The value that the file shows for such a formula counts, so nothing is refused. But it may be old: a program
that does not calculate leaves it as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.fields import INPUTS, PACKAGE_ROW
from steelyard.model.findings import Finding, Severity, quoted_value
from steelyard.model.vocabulary import folded
from steelyard.ooxml.cell_values import CellError
from steelyard.workbook.reading.rows import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from steelyard.model.draft import Place, Row
    from steelyard.ooxml.cell_values import CellValue


def typed_formulas(
    table: str, rows: Iterable[Row], sheet: Mapping[str, CellValue], words: Iterable[str]
) -> Iterator[Finding]:
    """A warning for every cell of an input that holds a formula with a value.

    Args:
        table: name of the table.
        rows: its rows.
        sheet: the cells of its sheet.
        words: ids and levels that head columns of inputs, as `words_of_headings` finds them.
    """
    ours = {folded(heading) for heading in (*words, *_headings(table))}
    for row in rows:
        for heading, cell in row.cells.items():
            held = sheet.get(cell.place.at.removeprefix("cell "))
            if held is not None and held.formula and folded(heading) in ours:
                yield from formula_found(cell.place, held)


def formula_found(place: Place, held: CellValue) -> Iterator[Finding]:
    """The warning for one cell; a formula without a value, or with an error, is refused elsewhere."""
    if held.value is None or isinstance(held.value, CellError):
        return
    value = quoted_value(held.value) if held.value != "" else "nothing"
    wanted = (
        f"a formula stands in the cell of an input; the value that the file shows for it, {value}, is used"
    )
    yield Finding(place, quoted_value(f"={held.formula}"), wanted, "formula", Severity.WARNING)


def words_of_headings(raw: Mapping[str, Sequence[Row]], levels: Sequence[str]) -> tuple[str, ...]:
    """The ids and levels after which columns of inputs are named."""
    own = [text_of(row, "id") for table in ("measures", "cost_heads") for row in raw[table]]
    curves = [field.name for field in INPUTS.fields if field.by_level]
    return (*own, *levels, *(f"{curve} {level}" for curve in curves for level in levels))


def _headings(table: str) -> tuple[str, ...]:
    """The headings of single columns of inputs in a table of the workbook."""
    if table == "settings":
        return ("setting", "value")
    inputs = [
        field for field in (*INPUTS.fields, *PACKAGE_ROW) if (field.sheet_table or field.table) == table
    ]
    return tuple(field.heading for field in inputs if field.heading)
