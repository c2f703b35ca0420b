"""What stopped the last score stands on Checks until a score works, and nothing else is touched."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import shipped
from cli.editing import place

from steelyard.errors import InvalidModel, SteelyardError
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells, with_cells
from steelyard.sheets.catalogue import sheets_by_table
from steelyard.sheets.names import PROBLEM, PROBLEM_LINES
from steelyard.sheets.record.checks.sheet import PROBLEM_ROW
from steelyard.workbook.scoring.problems import LONGEST, lines
from steelyard.workbook.scoring.score import NOTED, score

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steelyard.ooxml.cell_values import Scalar

DATA = shipped.workbook()
NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
STAMP = "2026-01-02 03:04 UTC: nothing was scored, {}. The list goes with the next score that works."


def book(path: Path, weights: Mapping[str, float]) -> Path:
    """The shipped workbook with these weights of France."""
    package = Package.of(DATA)
    for criterion, weight in weights.items():
        sheet, at = place(package, "weights", "France", criterion)
        package = with_cells(package, {sheet: {at: Value(weight)}})
    path.write_bytes(package.to_bytes())
    return path


def problems(path: Path) -> list[Scalar]:
    """The lines on Checks."""
    found = cells(Package.read(path), "Checks")
    held = [found.get(f"A{PROBLEM_ROW + line}") for line in range(1, PROBLEM_LINES + 1)]
    return [cell.value for cell in held if cell is not None and cell.value not in (None, "")]


def test_a_new_workbook_has_none(tmp_path: Path) -> None:
    assert problems(book(tmp_path / "book.xlsx", {})) == ["none"]


def test_a_refused_score_lists_them_and_the_next_one_that_works_clears_the_list(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx", {"money": -3.0, "committee": -4.0})
    with pytest.raises(InvalidModel) as refused:
        score(path, now=NOW)
    assert refused.value.__notes__ == [NOTED]
    assert problems(path) == [
        STAMP.format("2 problems"),
        "Weights, row 'France', column 'committee' (cell I10): found -4; a number of 0 or more is needed",
        "Weights, row 'France', column 'money' (cell O10): found -3; a number of 0 or more is needed",
    ]
    package = Package.read(path)
    places = [place(package, "weights", "France", criterion) for criterion in ("money", "committee")]
    mended = {at: Value(value) for (_, at), value in zip(places, (3.0, 8.0), strict=True)}
    path.write_bytes(with_cells(package, {"Weights": mended}).to_bytes())
    score(path, now=NOW)
    assert problems(path) == ["none"]
    assert path.read_bytes() != DATA  # the lines below the first one are empty cells that were filled once


def test_a_score_into_another_file_leaves_both_as_they_were(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx", {"money": -3.0})
    before = path.read_bytes()
    with pytest.raises(InvalidModel) as refused:
        score(path, tmp_path / "other.xlsx", now=NOW)
    assert not hasattr(refused.value, "__notes__")
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_workbook_that_may_not_be_written_gives_the_same_refusal_and_stays(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx", {"money": -3.0})
    (tmp_path / "~$book.xlsx").write_bytes(b"\x05Frida" + b" " * 49)
    before = path.read_bytes()
    with pytest.raises(InvalidModel, match="found -3") as refused:
        score(path, now=NOW)
    assert not hasattr(refused.value, "__notes__")
    assert path.read_bytes() == before


def test_a_workbook_without_the_places_stays_as_it_was(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx", {"money": -3.0})
    package = Package.read(path)
    renamed = package.part("xl/workbook.xml").replace(PROBLEM.format(3).encode(), b"mine")
    path.write_bytes(package.replaced({"xl/workbook.xml": renamed}).to_bytes())
    before = path.read_bytes()
    with pytest.raises(InvalidModel):
        score(path, now=NOW)
    assert path.read_bytes() == before


def test_more_problems_than_lines_share_the_last_one_in_full() -> None:
    found = [f"problem {at}" for at in range(1, 13)]
    said = lines(InvalidModel("book.xlsx", found), NOW)
    assert said == [STAMP.format("12 problems"), *found[:8], "and 4 more: " + " · ".join(found[8:])]
    assert len(said) == PROBLEM_LINES


def test_as_many_problems_as_lines_have_one_each_and_a_cell_is_never_too_full() -> None:
    found = [f"problem {at}" for at in range(1, 10)]
    assert lines(InvalidModel("book.xlsx", found), NOW)[1:] == found
    assert len(lines(InvalidModel("book.xlsx", ["x" * 5000] * 30), NOW)[-1]) == LONGEST


def test_another_refusal_is_one_problem() -> None:
    said = lines(SteelyardError("in the way"), NOW)
    assert said[:3] == [STAMP.format("1 problem"), "in the way", ""]


def test_the_lines_stand_above_the_ledger() -> None:
    assert sheets_by_table()["checks"].head - 1 > PROBLEM_ROW + PROBLEM_LINES
