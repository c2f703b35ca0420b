"""The third engine does what the comparisons rely on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
from gnumeric import GnumericError, recalculated, without_caches

from steelyard.ooxml.cell_values import Cached, Value
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells, with_cells

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("gnumeric")


@pytest.fixture
def package(tmp_path: Path) -> Package:
    """Two weights, their scores by formula, one error and one text, all with 99 as the cached value."""
    book = openpyxl.Workbook()
    weights = book.active
    assert weights is not None
    weights.title = "Weights"
    weights.append([2, 3])
    scores = book.create_sheet("Scores")
    scores["A1"] = "=SUMPRODUCT(Weights!A1:B1,Weights!A1:B1)"
    scores["A2"] = '="first: "&IF(Weights!A1>Weights!B1,"A","B")'
    scores["A3"] = "=1/(Weights!A1-2)"
    scores["A4"] = "=Weights!A1>0"
    book.save(tmp_path / "book.xlsx")
    return with_cells(
        Package.read(tmp_path / "book.xlsx"), {"Scores": {f"A{row}": Cached(99.0) for row in range(1, 5)}}
    )


def test_formulas_are_computed_and_read_with_their_kinds(package: Package, tmp_path: Path) -> None:
    found = recalculated(package, ["Weights", "Scores"], tmp_path)
    assert [found["Scores", f"A{row}"] for row in range(1, 5)] == [13.0, "first: B", "#DIV/0!", 1.0]
    assert (found["Weights", "B1"], found["Weights", "C1"]) == (3.0, "")


def test_formulas_follow_a_cell_that_was_set(package: Package, tmp_path: Path) -> None:
    edited = with_cells(package, {"Weights": {"A1": Value(4.0)}})
    found = recalculated(edited, ["Scores"], tmp_path)
    assert (found["Scores", "A1"], found["Scores", "A2"]) == (25.0, "first: A")


def test_no_value_of_an_earlier_calculation_goes_to_gnumeric(package: Package) -> None:
    assert cells(package, "Scores")["A1"].value == 99.0
    assert cells(without_caches(package), "Scores")["A1"].value is None


def test_a_file_that_gnumeric_cannot_open_is_an_error(
    package: Package, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Package, "to_bytes", lambda _: b"no workbook")
    with pytest.raises(GnumericError, match="ssconvert"):
        recalculated(package, ["Scores"], tmp_path)
