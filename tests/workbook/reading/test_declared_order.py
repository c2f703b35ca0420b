"""The text of a workbook's model is the same, whatever order its sheets are sorted in."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
import shipped

from steelyard.cases import text
from steelyard.model.canonical_order import in_canonical_order
from steelyard.model.text.reading import read_text
from steelyard.model.text.writing import valid_text
from steelyard.ooxml.addresses import address
from steelyard.ooxml.cell_values import Formula, Value
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells, with_cells
from steelyard.ooxml.tables import tables
from steelyard.sheets.catalogue import judgement_tables
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.reading.declared_order import as_declared
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.score import scored

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.ooxml.cell_values import Patch, Scalar


@pytest.fixture(scope="module", name="file")
def _file() -> Package:
    return Package.of(shipped.workbook(), where="book.xlsx")


@pytest.fixture(scope="module", name="exported")
def _exported(file: Package) -> str:
    return valid_text(as_declared(file))


def rearranged(file: Package, name: str) -> Iterator[Package]:
    """The workbooks with the rows of a table sorted by each of its columns, now up, now down."""
    place = tables(file)[name]
    shown = cells(file, place.sheet)
    columns = range(place.area.first_column, place.area.last_column + 1)
    filled = [row for row in range(place.first_row, place.last_row + 1) if address(row, columns[0]) in shown]

    def content(row: int, column: int) -> Scalar:
        cell = shown.get(address(row, column))
        return None if cell is None else cell.value

    for column in columns:
        ranked = {row: _as_spreadsheets_sort(content(row, column)) for row in filled}
        order = sorted(filled, key=ranked.__getitem__, reverse=bool(column % 2))
        if order == filled:
            continue
        patches: dict[str, Patch] = {}
        for (here, there), at in product(zip(filled, order, strict=True), columns):
            cell, value = shown.get(address(there, at)), content(there, at)
            formula = cell.formula if cell is not None else ""
            patches[address(here, at)] = Formula(formula, value) if formula else Value(value)
        yield with_cells(file, {place.sheet: patches})


def _as_spreadsheets_sort(value: Scalar) -> tuple[int, float, str]:
    """Numbers first, then words, then what is empty."""
    if isinstance(value, int | float):
        return 0, float(value), ""
    return (1, 0, str(value).casefold()) if value else (2, 0, "")


@pytest.mark.parametrize("name", judgement_tables())
def test_sorting_a_sheet_by_any_column_does_not_change_the_text(
    name: str, file: Package, exported: str
) -> None:
    others = [*rearranged(file, name)]
    assert len(others) > 1
    assert {valid_text(as_declared(other)) for other in others} == {exported}


@pytest.mark.parametrize("name", ["record", "counterpart", "plan", "evidence", "options"])
def test_a_score_of_a_sorted_sheet_does_not_change_the_text(name: str, file: Package, exported: str) -> None:
    *_, other = rearranged(file, name)
    after, _ = scored(other)
    assert valid_text(as_declared(after)) == exported


def test_sorting_the_counterparts_leaves_the_first_one_the_other_side(file: Package) -> None:
    assert [part.id for part in read_package(file).fit().counterparts] == ["Russia", "Damascus"]
    place = tables(file)["counterpart"]
    first = address(place.first_row, place.column("party"))
    others = [
        book for book in rearranged(file, "counterpart") if _shows(book, place.sheet, first) == "Damascus"
    ]
    assert others
    for other in others:
        assert [part.id for part in read_package(other).fit().counterparts] == ["Russia", "Damascus"]


def _shows(file: Package, sheet: str, at: str) -> Scalar:
    return cells(file, sheet)[at].value


def test_the_model_is_the_one_of_the_workbook(file: Package) -> None:
    assert as_declared(file) == in_canonical_order(read_text(text("syria")))


def test_what_is_exported_is_built_and_exported_again_without_a_change(exported: str) -> None:
    again = Package.of(workbook_bytes(read_text(exported)), where="again.xlsx")
    assert valid_text(as_declared(again)) == exported
