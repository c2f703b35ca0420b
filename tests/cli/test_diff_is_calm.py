"""What is no difference: the order of rows, empty rows, noise in numbers, the saves of other programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cli.editing import typed
from openpyxl import load_workbook

from steelyard import api
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.tables import table

if TYPE_CHECKING:
    from cli.conftest import Shell
    from libreoffice import Office

SAME = "No judgement differs.\n"


def test_numbers_that_differ_by_noise_only(shell: Shell, book: Path) -> None:
    typed(book, "weights", "France", "money", 0.3)
    other = Path("other.xlsx")
    other.write_bytes(book.read_bytes())
    typed(other, "weights", "France", "money", 0.1 + 0.2)
    assert api.load(book) != api.load(other)
    assert shell("diff", book.name, other.name).stdout == SAME


def inputs(path: Path, name: str) -> tuple[Any, Any, list[int]]:
    """A workbook, the sheet of a table, and the columns of the table that people type into."""
    spot = table(Package.read(path), name)
    book = load_workbook(path)
    sheet = book[spot.sheet]
    first = spot.area.first_row - 1
    columns = range(spot.area.first_column, spot.area.last_column + 1)
    typed_into = [at for at in columns if "input" in str(sheet.cell(first, at).value)]
    return book, sheet, typed_into


@pytest.mark.parametrize("name", ["weights", "linkage", "rules", "counterpart", "plan"])
def test_sorted_rows(shell: Shell, book: Path, name: str) -> None:
    spot = table(Package.read(book), name)
    opened, sheet, columns = inputs(book, name)
    rows = range(spot.first_row, spot.last_row + 1)
    held = [[sheet.cell(row, at).value for at in columns] for row in rows]
    assert held[0] != held[-1]
    for row, entries in zip(rows, held[::-1], strict=True):
        for at, value in zip(columns, entries, strict=True):
            sheet.cell(row, at).value = value
    opened.save("sorted.xlsx")
    assert shell("diff", book.name, "sorted.xlsx").stdout == SAME


def test_an_empty_row_in_between(shell: Shell, book: Path) -> None:
    spot = table(Package.read(book), "rules")
    opened, sheet, columns = inputs(book, "rules")
    for row in range(spot.last_row, spot.first_row + 3, -1):
        for at in columns:
            sheet.cell(row + 1, at).value = sheet.cell(row, at).value
            sheet.cell(row, at).value = None
    sheet.tables["rules"].ref = spot.ref.replace(str(spot.last_row), str(spot.last_row + 1))
    opened.save("inserted.xlsx")
    assert shell("diff", book.name, "inserted.xlsx").stdout == SAME


def test_files_that_libreoffice_saved(shell: Shell, book: Path, office: Office) -> None:
    with office.open(book) as document:
        document.recalculate()
        document.save_as(Path("saved.xlsx").absolute())
    assert shell("diff", book.name, "saved.xlsx").stdout == SAME
