"""The flags turn with every judgement, also with one that was not there, and tell a choice from a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import shipped

from steelyard.ooxml.addresses import address
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells
from steelyard.ooxml.tables import tables
from steelyard.workbook.checking.verify import verify
from steelyard.workbook.scoring.score import score

if TYPE_CHECKING:
    from pathlib import Path

    from libreoffice import Document, Office

pytestmark = pytest.mark.office

CURRENT = "Judgements: fit · Computed tables: current"
SINCE = "Judgements: fit · Computed tables: {} changed since"


@pytest.fixture(name="path")
def _path(tmp_path: Path) -> Path:
    """The case without the efforts of its counterparts, so that these can be typed where there are none."""
    path = tmp_path / "book.xlsx"
    path.write_bytes(shipped.workbook())
    return path


def flag(book: Document) -> str:
    return str(book.get("Decide", "A3")[0][0])


def empty_entry(path: Path, start: str) -> tuple[str, str]:
    """An empty cell of Counterpart in the row of a measure, under a heading that begins so."""
    file = Package.read(path)
    table = tables(file)["counterpart"]
    shown, kind = cells(file, table.sheet), table.column("kind")
    return table.sheet, next(
        at
        for heading in table.columns
        if heading.startswith(start)
        for row in range(table.first_row, table.last_row + 1)
        if shown[address(row, kind)].value == "measure"
        and (at := address(row, table.column(heading))) not in shown
    )


@pytest.mark.parametrize("kind", ["effort", "chance"])
def test_a_number_typed_where_there_was_none_turns_the_flag(kind: str, path: Path, office: Office) -> None:
    sheet, at = empty_entry(path, kind)
    with office.open(path) as book:
        book.recalculate()
        assert flag(book) == CURRENT
        book.put(sheet, at, [[0.3]])
        assert flag(book) == SINCE.format("1 judgement")
        assert str(book.get("Parties", "A5")[0][0]) == flag(book)
        book.put(sheet, at, [[None]])
        assert flag(book) == CURRENT


def test_a_second_counterpart_turns_the_flag(path: Path, office: Office) -> None:
    table = tables(Package.read(path))["counterpart"]
    row = table.last_row + 1
    with office.open(path) as book:
        book.recalculate()
        book.put(table.sheet, f"B{row}:D{row}", [["Third", "option", "stabilisation"]])
        assert flag(book) == SINCE.format("1 judgement")
        book.put(table.sheet, f"E{row}", [[5]])
        assert flag(book) == SINCE.format("2 judgements")


@pytest.mark.parametrize("name", ["measures", "options", "rules", "record", "plan", "delivery"])
def test_any_row_added_turns_the_flag_though_another_was_removed(
    name: str, path: Path, office: Office
) -> None:
    found = tables(Package.read(path))
    table, other = found[name], found["cost_heads"]
    with office.open(path) as book:
        book.recalculate()
        book.put(table.sheet, f"A{table.last_row + 1}", [["new"]])
        assert flag(book) == SINCE.format("1 judgement")
        book.put(other.sheet, f"A{other.last_row}", [[None]])
        assert flag(book) != CURRENT


def test_another_view_is_a_choice_and_no_fault(path: Path, office: Office) -> None:
    saved = path.with_name("saved.xlsx")
    with office.open(path) as book:
        book.recalculate()
        book.put("Decide", "B5", [["France"]])
        assert flag(book) == "Judgements: fit · Computed tables: computed for all, pooled"
        book.save_as(saved)
        book.put("Weights", "D10", [[33]])
        assert flag(book) == (
            "Judgements: fit · Computed tables: 1 judgement changed since; computed for all, pooled"
        )
    found = verify(saved)
    assert (found.changed, found.computed_for, found.live, found.computed) == ((), "all, pooled", (), ())
    assert found.sound
    assert not found.current
    score(saved)
    assert verify(saved).current


def test_what_rests_on_a_computed_table_is_no_live_error(path: Path, office: Office) -> None:
    saved = path.with_name("saved.xlsx")
    with office.open(path) as book:
        book.recalculate()
        book.put("Counterpart", "E10", [[9]])
        book.save_as(saved)
    found = verify(saved)
    assert (len(found.changed), found.live) == (1, ())
    assert found.currency == "1 judgement changed since"
    score(saved)
    assert verify(saved).sound
