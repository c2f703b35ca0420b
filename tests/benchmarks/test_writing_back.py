"""The benchmarks of a write-back and of a diff measure what they say."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

import openpyxl

from benchmarks import differences
from benchmarks.writing_back import BLOCK, SHEET, by_openpyxl, filled, ours, write_back

if TYPE_CHECKING:
    from pathlib import Path


def test_both_write_the_320_cells_and_leave_the_others(tmp_path: Path) -> None:
    book = filled(tmp_path / "book.xlsx", 10_000)
    for work in (ours, by_openpyxl):
        work(book, tmp_path / "out.xlsx")
        before, after = (openpyxl.load_workbook(path) for path in (book, tmp_path / "out.xlsx"))
        for sheet in before.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    wanted = BLOCK.get(cell.coordinate, cell.value) if sheet.title == SHEET else cell.value
                    assert after[sheet.title][cell.coordinate].value == wanted
    assert len(BLOCK) == 320


def test_a_line_names_each_peer(tmp_path: Path) -> None:
    lines = [*write_back(1_000, 1, tmp_path)]
    assert lines[0].startswith("320 cells into 1,000: ")
    assert "openpyxl" in lines[0]
    assert "wolfxl" in lines[1]


def test_five_edits_are_found_as_five_edits() -> None:
    said = [*differences.beside_daff()]
    assert said[0].startswith("steelyard diff, five edits of syria: 5 edits, ")
    if importlib.util.find_spec("daff") is None:
        assert said[1:] == ["daff is not installed: there is nothing to compare with"]
    else:
        of_judgements = [line for line in said if line.startswith(("  weights", "  linkage", "  costs"))]
        assert len(of_judgements) == 5
