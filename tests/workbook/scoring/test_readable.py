"""A score writes nothing that could not be read again, and a check says what a score would refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import small

from steelyard.errors import WouldLoseContent
from steelyard.model.text.reading import read_text
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.opc.package import Package, write
from steelyard.ooxml.sheet_cells import with_cells
from steelyard.ooxml.tables import tables
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.checking.verify import verified
from steelyard.workbook.scoring.score import score, scored

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module", name="file")
def _file() -> Package:
    return Package.of(workbook_bytes(read_text(small.TEXT)), where="book.xlsx")


def with_measures(file: Package, count: int) -> Package:
    """The workbook with so many new measures typed below its table."""
    table = tables(file)["measures"]
    rows = range(table.last_row + 1, table.last_row + 1 + count)
    typed = {f"A{row}": Value(f"m-{row}") for row in rows} | {f"B{row}": Value(f"M {row}") for row in rows}
    return with_cells(file, {"Measures": typed})


def test_a_stray_cell_that_would_make_a_sheet_unreadable_is_named_and_nothing_is_written(
    file: Package, tmp_path: Path
) -> None:
    path = tmp_path / "book.xlsx"
    stray = with_cells(with_measures(file, 25), {"Weights": {"A1048576": Value("x")}})
    write(stray, path)
    before = path.read_bytes()
    with pytest.raises(
        WouldLoseContent, match=r"the sheet 'Weights' spans .* row in use is 1,048,576: delete"
    ):
        score(path, tmp_path / "other.xlsx")
    assert path.read_bytes() == before
    assert not (tmp_path / "other.xlsx").exists()
    found = verified(Package.read(path))
    assert "the sheet 'Weights'" in found.refusal
    assert not found.sound


def test_sheets_that_were_laid_out_anew_are_told(file: Package) -> None:
    _, done = scored(with_measures(file, 1))
    assert {"Weights", "Linkage", "Scores"} & {*done.laid_out}
    assert scored(file)[1].laid_out == ()


def test_a_cell_in_the_way_is_told_by_the_check_as_by_the_score(file: Package) -> None:
    table = tables(file)["scores"]
    other = with_cells(with_measures(file, 0), {"Scores": {f"A{table.last_row + 1}": Value("mine")}})
    options = tables(file)["options"]
    row = options.last_row + 1
    other = with_cells(other, {"Options": {f"A{row}": Value("new"), f"B{row}": Value("New")}})
    with pytest.raises(WouldLoseContent) as refused:
        scored(other)
    assert verified(other).refusal == str(refused.value)
