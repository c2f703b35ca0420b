"""Words of a workbook as people and other programs type them, and the cells that hold a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.field import InputKind
from steelyard.ooxml.addresses import address
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.sheet_cells import cells, with_cells
from steelyard.ooxml.tables import table, table_resized
from steelyard.workbook.reading.declared_words import DeclaredWords, inputs_with_words
from steelyard.workbook.reading.read import read_package

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from steelyard.ooxml.opc.package import Package

FULL_WIDTH = {ord("a") + at: 0xFF41 + at for at in range(26)}

FORGIVEN: Mapping[str, Callable[[str], str]] = {
    "blank after": lambda word: f"{word} ",
    "blanks before": lambda word: f"  {word}",
    "no-break blank": lambda word: f"{word}\u00a0",
    "no-break blank before": lambda word: f"\u00a0{word}",
    "zero-width blank": lambda word: f"{word}\u200b",
    "byte order mark": lambda word: f"\ufeff{word}",
    "direction mark": lambda word: f"{word}\u200e",
    "wide blank": lambda word: f"{word}\u3000",
    "tab": lambda word: f"{word}\t",
    "line break": lambda word: f"{word}\n",
    "capitals": str.upper,
    "other case": str.swapcase,
}
"""What the reader takes for the same word."""

ALIKE: Mapping[str, Callable[[str], str]] = {
    "dotless i": lambda word: word.replace("i", "\u0131"),
    "long s": lambda word: word.replace("s", "\u017f"),
    "fi as one letter": lambda word: word.replace("fi", "\ufb01"),
}
"""What the reader takes for the same word where a list declares it, though not every program does. It refuses
a group or a track of such a spelling, which no list declares."""

REFUSED: Mapping[str, Callable[[str], str]] = {"full width": lambda word: word.translate(FULL_WIDTH)}
"""What is another word, for formulas and for the reader."""


def word_cells(file: Package, *, labels: bool = True) -> dict[tuple[str, str], str]:
    """Every cell with a declared word, by sheet and address, and what stands there.

    Args:
        file: the workbook.
        labels: whether groups and tracks are among them, which no list declares.
    """
    reading = read_package(file)
    declared = DeclaredWords(reading.rows)
    found: dict[tuple[str, str], str] = {}
    for name, rows in reading.rows.items():
        for field, heading in inputs_with_words(name, declared):
            if field.kind is InputKind.TEXT or (field.kind is InputKind.LABEL and not labels):
                continue
            for row in rows:
                cell = row.cells.get(heading)
                if cell is not None and isinstance(cell.value, str) and cell.place.at:
                    sheet, at = cell.place.sheet, cell.place.at.removeprefix("cell ")
                    if not cells(file, sheet)[at].formula:
                        found[sheet, at] = cell.value
    return found


def typed(file: Package, put: Mapping[tuple[str, str], str]) -> Package:
    """The workbook with these texts in cells, by sheet and address."""
    for (sheet, at), word in put.items():
        file = with_cells(file, {sheet: {at: Value(word)}})
    return file


def with_heading(file: Package, name: str, was: str, now: str) -> Package:
    """The workbook with another heading in a table, in the cell and in the part of the table."""
    spot = table(file, name)
    columns = [now if heading == was else heading for heading in spot.columns]
    file = file.replaced({spot.part: table_resized(file.part(spot.part), spot.ref, columns)})
    return typed(file, {(spot.sheet, address(spot.area.first_row, spot.column(was))): now})
