"""The text of a workbook's model is the same, whatever order its sheets are sorted in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from steelyard.cases import text
from steelyard.model.text.reading import read_text
from steelyard.model.text.writing import valid_text
from steelyard.ooxml.addresses import address
from steelyard.ooxml.cell_values import Formula, Value
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells, with_cells
from steelyard.ooxml.tables import tables
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.reading.declared_order import as_declared

if TYPE_CHECKING:
    from steelyard.ooxml.cell_values import Patch


@pytest.fixture(scope="module", name="file")
def _file() -> Package:
    return Package.of(workbook_bytes(read_text(text("syria"))), where="book.xlsx")


def upside_down(file: Package, name: str) -> Package:
    """The workbook in which the rows of a table stand in the opposite order."""
    table = tables(file)[name]
    shown = cells(file, table.sheet)
    patches: dict[str, Patch] = {}
    filled = [
        row
        for row in range(table.first_row, table.last_row + 1)
        if address(row, table.area.first_column) in shown
    ]
    for here, there in zip(filled, reversed(filled), strict=True):
        for column in range(table.area.first_column, table.area.last_column + 1):
            cell = shown.get(address(there, column))
            if cell is not None and cell.formula:
                patches[address(here, column)] = Formula(cell.formula, cell.value)
            else:
                patches[address(here, column)] = Value(None if cell is None else cell.value)
    return with_cells(file, {table.sheet: patches})


@pytest.mark.parametrize(
    "name",
    [
        "measures",
        "options",
        "cost_heads",
        "weights",
        "linkage",
        "costs",
        "delivery",
        "rules",
        "record",
        "tabled",
    ],
)
def test_sorting_a_sheet_does_not_change_the_text(name: str, file: Package) -> None:
    other = upside_down(file, name)
    assert cells(other, tables(other)[name].sheet) != cells(file, tables(file)[name].sheet)
    assert valid_text(as_declared(other)) == valid_text(as_declared(file))


def test_the_model_is_the_one_of_the_workbook(file: Package) -> None:
    assert as_declared(file) == read_text(text("syria"))
