"""Another version merged into a workbook: what it says afterwards, what its log says, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

import pytest
import shipped
from cli.editing import place
from gnumeric import recalculated
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from model.test_merging import PLAIN, part, says_the_same
from parting import without

from steelyard import api
from steelyard.model.checks import check
from steelyard.model.difference import LEVELS, Difference
from steelyard.model.findings import errors
from steelyard.model.merging import merged
from steelyard.ooxml.cell_values import Formula, Value
from steelyard.ooxml.concealment import hidden_sheets
from steelyard.ooxml.defined_names import defined_cells
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells, table_view, with_cells
from steelyard.ooxml.tables import table
from steelyard.sheets.names import ROOM_TO_GROW, TEST
from steelyard.sheets.record.change_log import LogEntry
from steelyard.sheets.record.checks.sheet import TESTS
from steelyard.sheets.record.checks.tests import OF_MERGES
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.checking.verify import verified
from steelyard.workbook.editing.merge import Origin, Result, with_merged
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.change_log import with_entries
from steelyard.workbook.scoring.logged import open_conflicts
from steelyard.workbook.scoring.score import scored

if TYPE_CHECKING:
    from pathlib import Path

    from libreoffice import Office

    from steelyard.model.model import Model

NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
ORIGINS = (Origin("ours.xlsx", lambda _: "Ann"), Origin("theirs.xlsx", lambda _: "Ben"))
KEY = "weights/France/safe-returns"


@pytest.fixture(scope="module")
def syria() -> Model:
    return shipped.model(shipped.EXCERPT)


@cache
def book(model: Model) -> Package:
    return Package.of(workbook_bytes(model), where="ours.xlsx")


def into(file: Package, base: Model, theirs: Model) -> Result:
    found = with_merged(file, base, theirs, ORIGINS, NOW)
    return found._replace(file=Package.of(found.file.to_bytes(), where="out.xlsx"))


def log(file: Package) -> list[tuple[object, ...]]:
    view = table_view(file, "change_log")
    return [
        tuple(view.value(row, heading) for heading in ("who", "key", "was", "is", "effect"))
        for row in view.rows
        if view.cell(row, "key") is not None
    ]


def test_a_changed_judgement_is_taken_scored_and_logged_with_its_author(syria: Model) -> None:
    found = into(book(syria), syria, syria.replace_value(KEY, 4.0))
    assert read_package(found.file).fit().values[KEY] == 4.0
    assert verified(found.file).sound
    [(who, key, was, now, effect)] = log(found.file)
    assert (who, key, was, now) == ("Ben", KEY, 7.0, 4.0)
    assert str(effect).startswith("from theirs.xlsx; ")


@pytest.fixture(scope="module")
def conflicting(syria: Model) -> Package:
    """A workbook in which a merge left one conflict to a person."""
    return into(book(syria.replace_value(KEY, 2.0)), syria, syria.replace_value(KEY, 4.0)).file


COUNT = TEST.format(TESTS.index(OF_MERGES[0]) + 1)
"""Name of the cell on Checks with the number of open conflicts."""


def counted(file: Package) -> tuple[object, str]:
    """What Checks says of open conflicts, and the formula."""
    sheet, at = defined_cells(file)[COUNT]
    cell = cells(file, sheet)[at]
    return cell.value, cell.formula


def reason_cell(file: Package) -> tuple[str, str]:
    """Sheet and address of the cell that is to say why of the first conflict."""
    view = table_view(file, "change_log")
    return view.table.sheet, view.address(open_conflicts(file)[0].row, "why")


def test_a_conflict_stays_open_until_somebody_says_why(syria: Model, conflicting: Package) -> None:
    assert read_package(conflicting).fit().values[KEY] == 2.0
    [(who, key, was, now, effect)] = log(conflicting)
    assert (who, key, was, now) == ("Ben", KEY, 7.0, 2.0)
    assert effect == (
        "Conflict: ours 2 (by Ann), which stands; theirs 4 (by Ben, from theirs.xlsx); both changed it. "
        "Decide, and say why in the last column."
    )
    assert "Change log" not in hidden_sheets(conflicting)
    seen = verified(conflicting)
    assert not seen.sound
    assert (seen.refusal, seen.live) == ("", ())
    [said] = seen.conflicts
    assert said.startswith(f"{KEY}: ours 2 (by Ann)")
    assert counted(conflicting)[0] == 1
    again = into(conflicting, syria, syria.replace_value(KEY, 4.0))
    assert len(log(again.file)) == 1
    sheet, at = reason_cell(conflicting)
    answered = with_cells(conflicting, {sheet: {at: Value("We stay with 2.")}})
    assert open_conflicts(answered) == []
    answered, _ = scored(answered)
    assert counted(answered)[0] == 0
    assert verified(answered).sound


@pytest.mark.office
def test_libreoffice_counts_open_conflicts_as_they_are_answered(
    conflicting: Package, office: Office, tmp_path: Path
) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(conflicting.to_bytes())
    sheet, at = reason_cell(conflicting)
    checks, count = defined_cells(conflicting)[COUNT]
    with office.open(path) as opened:
        opened.recalculate()
        assert opened.get(checks, count) == [[1.0]]
        for reason, left in (("We stay with 2.", 0.0), ("", 1.0), (5.0, 0.0), (None, 1.0)):
            assert opened.edit_and_read([(sheet, at, [[reason]])], [(checks, count)]) == [[[left]]]


@pytest.mark.usefixtures("gnumeric")
def test_gnumeric_counts_open_conflicts_too(conflicting: Package, tmp_path: Path) -> None:
    sheet, at = reason_cell(conflicting)
    place = defined_cells(conflicting)[COUNT]
    for reason, left in ((None, 1.0), ("We stay with 2.", 0.0), (5.0, 0.0)):
        answered = with_cells(conflicting, {sheet: {at: Value(reason)}})
        assert recalculated(answered, [place[0]], tmp_path)[place] == left


def test_conflicts_count_however_long_the_log(conflicting: Package) -> None:
    [line] = (each for each in log(conflicting))
    entry = LogEntry("2026-01-31 12:00", "Ben", str(line[1]), 7.0, 2.0, str(line[4]))
    plain = entry._replace(effect="nothing")
    file, _ = scored(with_entries(conflicting, [*[plain] * ROOM_TO_GROW, entry]))
    assert counted(file)[0] == 2
    seen = verified(file)
    assert (len(seen.conflicts), seen.live, seen.refusal) == (2, (), "")


def parts_of(syria: Model) -> dict[str, tuple[Model, Model]]:
    """Base, and theirs with parts that came or went, by what changes."""
    option, measure = syria.options[3].id, syria.measures[2].id
    fewer = syria.replace(
        stakeholders=syria.stakeholders[:-1],
        rules=syria.rules[:-2],
        record=(),
        plan=syria.plan[:-3],
        counterparts=syria.counterparts[:1],
        evidence=(),
        settings=replace(syria.settings, viewpoint="all", scenario=""),
    )
    counted = part(syria, "scenarios", syria.scenarios[0].id, name="Another name")
    counted = part(counted, "measures", measure, name="New", note="a note")
    counted = part(counted, "measures", measure, unit="people", amounts=(0.0, 1.0, 2.0, 3.0, 4.0))
    counted = counted.replace(settings=replace(syria.settings, title="T", owner="O"))
    less = without(without(syria, "options", option), "measures", measure)
    return {
        "an option and a measure went": (syria, less),
        "an option and a measure came": (less, syria),
        "lines and a counterpart came": (fewer, syria),
        "lines and a counterpart went": (syria, fewer),
        "words and amounts came": (syria, counted),
        "words and amounts went": (counted, syria),
    }


@pytest.mark.parametrize("what", [*parts_of(api.new("syria"))])
def test_parts_that_came_and_went_are_taken_and_the_workbook_is_sound(syria: Model, what: str) -> None:
    base, theirs = parts_of(syria)[what]
    assert not errors(check(theirs))
    ours = base.replace_value(KEY, 3.0)
    found = into(book(ours), base, theirs)
    assert found.merged.conflicts == ()
    assert says_the_same(read_package(found.file).fit(), merged(base, ours, theirs).model)
    assert found.merged.model.values[KEY] == 3.0
    seen = verified(found.file)
    assert seen.sound, seen
    keys = [f"{key}/" for _, key, *_ in log(found.file)]
    unlogged = [e.key for e in found.merged.taken if not any(key.startswith(f"{e.key}/") for key in keys)]
    assert unlogged == []


@settings(max_examples=3, deadline=None, suppress_health_check=[*HealthCheck])
@given(st.data())
def test_a_workbook_says_after_a_merge_what_the_merged_model_says(data: st.DataObject) -> None:
    base, other = (data.draw(PLAIN).replace(trial=()) for _ in range(2))
    between = Difference(base, other)
    every = sorted(edit.key for edit in between.edits)
    mine = data.draw(st.sets(st.sampled_from(every))) if every else set()
    ours, theirs = between.made(mine), between.made({*every} - mine)
    assume(not any(errors(check(each)) for each in (ours, theirs)))
    found = into(book(ours), base, theirs)
    assert says_the_same(read_package(found.file).fit(), found.merged.model)
    assert found.scored.model == read_package(found.file, as_live=True).fit()


def test_all_scenarios_may_go_while_a_record_comes(syria: Model) -> None:
    """The rows that follow from the record must not take the rows of new scenarios."""
    settings = replace(syria.settings, scenario="")
    base = syria.replace(settings=settings, record=(), plan=(), evidence=())
    base = base.replace(scenarios=tuple(replace(each, probability=None) for each in base.scenarios[:2]))
    others = (replace(each, id=f"new-{each.id}", name=f"New {each.name}") for each in base.scenarios)
    theirs = base.replace(record=syria.record, scenarios=tuple(others))
    found = into(book(base), base, theirs)
    assert found.merged.conflicts == ()
    assert [each.id for each in read_package(found.file).fit().scenarios] == [
        f"new-{each.id}" for each in base.scenarios
    ]


def test_a_formula_where_a_value_would_go_is_left_for_a_person(syria: Model) -> None:
    file = book(syria)
    sheet, at = place(file, "weights", "France", "safe-returns")
    file, _ = scored(with_cells(file, {sheet: {at: Formula("3+4", 7.0)}}))
    theirs = syria.replace_value(KEY, 4.0).replace_value("weights/France/committee", 5.0)
    found = into(file, syria, theirs)
    assert [(each.key, each.why) for each in found.merged.conflicts] == [
        (KEY, f"a formula stands in Weights, cell {at}")
    ]
    assert cells(found.file, sheet)[at].formula == "3+4"
    assert read_package(found.file).fit().values["weights/France/committee"] == 5.0


def test_a_row_that_went_stays_where_the_user_has_an_entry_beside_it(syria: Model) -> None:
    file = book(syria)
    spot = table(file, "rules")
    last = syria.rules[-1].id
    view = table_view(file, "rules")
    row = next(row for row in view.rows if view.text(row, "id") == last)
    xml = file.part(spot.part)
    own = xml.replace(b"</tableColumns>", b'<tableColumn id="99" name="mine"></tableColumn></tableColumns>')
    area = spot.area._replace(last_column=spot.area.last_column + 1)
    own = own.replace(str(spot.area).encode(), str(area).encode()).replace(
        f'count="{len(spot.columns)}"'.encode(), f'count="{len(spot.columns) + 1}"'.encode()
    )
    head, beside = (
        view.address(at, spot.columns[-1]).replace(
            view.address(at, spot.columns[-1])[0], chr(ord(view.address(at, spot.columns[-1])[0]) + 1)
        )
        for at in (spot.area.first_row, row)
    )
    file = file.replaced({spot.part: own})
    file = with_cells(file, {spot.sheet: {head: Value("mine"), beside: Value("ask Paul")}})
    theirs = syria.replace(rules=syria.rules[:-1])
    found = into(file, syria, theirs)
    assert [each.key for each in found.merged.conflicts] == [f"rules/{last}"]
    assert "your column 'mine' on Rules" in found.merged.conflicts[0].why
    assert cells(found.file, spot.sheet)[beside].value == "ask Paul"
    assert last in read_package(found.file).fit().ids("rules")


def test_other_levels_are_left_for_a_person(syria: Model) -> None:
    blank = api.new()
    other = blank.replace(
        levels=("none", "full"),
        measures=tuple(replace(m, values=(0.0, 100.0), asked="") for m in blank.measures),
        scenarios=tuple(replace(s, levels=("none",) * len(blank.measures)) for s in blank.scenarios),
        rules=(), record=(), plan=(), evidence=(),
    )  # fmt: skip
    assert not errors(check(other))
    found = into(book(blank), blank, other)
    assert [each.key for each in found.merged.conflicts] == [LEVELS]
    assert read_package(found.file).fit().levels == blank.levels


def test_own_changes_that_were_not_scored_are_logged_as_ours(syria: Model) -> None:
    file = book(syria)
    sheet, at = place(file, "weights", "France", "committee")
    file = with_cells(file, {sheet: {at: Value(5.0)}})
    found = into(file, syria, syria.replace_value(KEY, 4.0))
    entries = log(found.file)
    assert [(who, key) for who, key, *_ in entries] == [
        ("steelyard project", "weights/France/committee"),
        ("Ben", KEY),
    ]
