"""The Change log: one entry a judgement that changed since the last score, kept for ever."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import shipped
import small
from openpyxl import load_workbook

from steelyard.errors import WouldLoseContent
from steelyard.model.text.reading import read_text
from steelyard.ooxml.addresses import address
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.opc.package import Package, write
from steelyard.ooxml.sheet_cells import cells, table_view, with_cells
from steelyard.ooxml.tables import table
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.scoring.score import score

if TYPE_CHECKING:
    from steelyard.ooxml.cell_values import Scalar

SYRIA = Path(__file__).parents[3] / "workbooks" / "syria.yaml"
EFFECT = (
    "share +5.1 of the net of Limited easing in Core package verified, committee at work; "
    "alone: Limited easing comes first in Core package implemented, If pledges are kept; "
    "Limited easing becomes ◐ not yet in Piecemeal gestures, Today, as verified; "
    "Reconstruction becomes ◐ not yet in Core package verified, committee at work"
)
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "syria.xlsx"
    path.write_bytes(shipped.workbook())
    return path


def put(path: Path, name: str, row_id: str, heading: str, value: float | str) -> None:
    """Type a value into a judgement cell, as a person would."""
    package = Package.read(path)
    place = table(package, name)
    held = cells(package, place.sheet)
    row = next(
        row
        for row in range(place.first_row, place.last_row + 1)
        if held[address(row, place.column("id"))].value == row_id
    )
    write(with_cells(package, {place.sheet: {address(row, place.column(heading)): Value(value)}}), path)


def log(path: Path) -> list[tuple[Scalar, ...]]:
    package = Package.read(path)
    place = table(package, "change_log")
    held = cells(package, place.sheet)
    rows = [
        tuple(
            held[at].value if (at := address(row, place.area.first_column + column)) in held else None
            for column in range(len(place.columns))
        )
        for row in range(place.first_row, place.last_row + 1)
    ]
    return [row for row in rows if any(row)]


def test_a_fresh_workbook_has_nothing_to_remember(book: Path) -> None:
    score(book, now=NOON)
    assert log(book) == []


def test_a_changed_weight_is_remembered_with_its_effect_on_the_decision(book: Path) -> None:
    put(book, "weights", "Other-members", "detainee-access", 60.0)
    score(book, now=NOON)
    assert log(book) == [
        (
            "2026-03-01 12:00",
            "steelyard project",
            "weights/Other-members/detainee-access",
            6.0,
            60.0,
            EFFECT,
            None,
        )
    ]


def test_two_changes_that_each_bring_another_first_place_are_both_told_so(book: Path) -> None:
    """Without either of them, the ranking would be the same: the other one suffices."""
    put(book, "weights", "France", "safe-returns", 37.0)
    put(book, "weights", "France", "independent-aid", 36.0)
    score(book, now=NOON)
    one, other, together = (str(row[5]) for row in log(book))
    first = "Stabilisation comes first in Core package verified, committee at work"
    assert "alone: " + first in one
    assert "alone: " + first in other
    assert first in together
    assert log(book)[2][2] == "all 2 together"


def test_of_very_many_changes_only_what_they_do_together_is_told(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("steelyard.workbook.scoring.change_log.MOST_EFFECTS", 1)
    put(book, "weights", "France", "safe-returns", 37.0)
    put(book, "weights", "France", "independent-aid", 36.0)
    score(book, now=NOON)
    one, other, together = (row[5] for row in log(book))
    assert not one
    assert not other
    assert "Stabilisation comes first" in str(together)


def test_the_rows_are_as_high_as_the_effects_need(book: Path) -> None:
    put(book, "weights", "Other-members", "detainee-access", 60.0)
    put(book, "weights", "France", "money", 4.0)
    score(book, now=NOON)
    sheet = load_workbook(book)["Change log"]
    heights = [sheet.row_dimensions[row].height for row in (9, 10, 11)]
    assert all(2 * 12.75 < each < 8 * 12.75 for each in (max(heights[:2]), heights[2]))


def test_entries_come_below_those_that_are_there_and_reasons_stay(book: Path) -> None:
    put(book, "weights", "France", "money", 4.0)
    score(book, now=NOON)
    package = Package.read(book)
    write(with_cells(package, {"Change log": {"G9": Value("as agreed in Paris")}}), book)
    put(book, "delivery", "core-implemented", "committee", "implemented")
    score(book, now=LATER)
    assert [(row[0], row[2], row[3], row[4], row[6]) for row in log(book)] == [
        ("2026-03-01 12:00", "weights/France/money", 3.0, 4.0, "as agreed in Paris"),
        ("2026-03-02 09:30", "delivery/core-implemented/committee", "partial", "implemented", None),
    ]


def test_parts_that_are_added_are_remembered(book: Path) -> None:
    package = Package.read(book)
    place = table(package, "options")
    typed = {"id": "visas", "name": "Visas", "opening": "no"}
    row = place.last_row + 1
    cells_typed = {address(row, place.column(heading)): Value(text) for heading, text in typed.items()}
    write(with_cells(package, {"Options": cells_typed}), book)
    score(book, now=NOON)
    assert [row[2:5] for row in log(book)] == [("options/visas", "", "added")]


def test_scoring_again_remembers_nothing_new(book: Path) -> None:
    put(book, "weights", "France", "money", 4.0)
    score(book, now=NOON)
    before = book.read_bytes()
    score(book, now=LATER)
    assert book.read_bytes() == before


def test_a_note_of_the_user_below_the_log_stops_the_write(book: Path) -> None:
    write(with_cells(Package.read(book), {"Change log": {"A10": Value("mine")}}), book)
    put(book, "weights", "France", "money", 4.0)
    put(book, "weights", "Germany", "money", 4.0)
    with pytest.raises(WouldLoseContent, match=r"^'Change log'!A10 is in the way"):
        score(book, now=NOON)
    assert log(book) == []


def test_every_entry_has_room_for_a_reason_though_the_sheet_is_protected(book: Path) -> None:
    for at, moment in ((4.0, NOON), (5.0, LATER)):
        put(book, "weights", "France", "money", at)
        put(book, "weights", "Germany", "money", at)
        score(book, now=moment)
    sheet = load_workbook(book)["Change log"]
    assert [sheet[f"G{row}"].protection.locked for row in range(9, 16)] == [False] * 6 + [True]
    assert {sheet[f"G{row}"].style for row in range(9, 15)} == {"steelyard text input"}


def test_every_entry_is_printed_where_the_sheet_is_visible(book: Path) -> None:
    text = SYRIA.read_text(encoding="utf-8").replace(
        "  viewpoint: all\n", "  viewpoint: all\n  sheets: all\n", 1
    )
    book.write_bytes(workbook_bytes(read_text(text)))
    put(book, "weights", "France", "money", 4.0)
    put(book, "weights", "Germany", "money", 4.0)
    score(book, now=NOON)
    sheet = load_workbook(book)["Change log"]
    assert [sheet.cell(row, 3).value for row in (9, 10)] == ["weights/France/money", "weights/Germany/money"]
    assert sheet.print_area == "'Change log'!$A$1:$G$11"


def emptied(path: Path, name: str, row_id: str) -> None:
    """Delete the entries of a row, as a person would."""
    package = Package.read(path)
    view = table_view(package, name)
    row = next(row for row in view.rows if view.text(row, "id") == row_id)
    of_row = {view.address(row, heading): Value(None) for heading in view.table.columns}
    write(with_cells(package, {view.table.sheet: of_row}), path)


def test_a_rule_that_is_taken_away_has_its_effect(book: Path) -> None:
    emptied(book, "rules", "easing-committee")
    score(book, now=NOON)
    [(_, _, key, was, now, effect, _)] = log(book)
    assert (key, was, now or "") == ("rules/easing-committee", "removed", "")
    assert effect == "alone: Limited easing becomes ● offer in Core package implemented, If pledges are kept"


def test_an_option_that_is_taken_away_has_its_effect_beside_that_of_another_edit(tmp_path: Path) -> None:
    path = tmp_path / "small.xlsx"
    path.write_bytes(workbook_bytes(read_text(small.TEXT)))
    emptied(path, "rules", "rule-1")
    score(path, now=NOON)
    emptied(path, "options", "option-1")
    put(path, "weights", "stakeholder-1", "measure-1", 30.0)
    score(path, now=LATER)
    told = {str(row[2]): str(row[5]) for row in log(path) if row[0] == "2026-03-02 09:30"}
    assert [*told] == ["options/option-1", "weights/stakeholder-1/measure-1", "all 2 together"]
    assert "Second option comes first in First scenario" in told["options/option-1"]
    assert told["weights/stakeholder-1/measure-1"].startswith("share ")
    assert "Second option comes first in First scenario" in told["all 2 together"]


def test_an_edit_of_one_level_has_its_effect(book: Path) -> None:
    put(book, "measures", "committee", "partial", 60.0)
    score(book, now=NOON)
    [(_, _, key, _, now, effect, _)] = log(book)
    assert (key, now) == ("values/committee/partial", 60.0)
    assert str(effect).startswith("share +")
