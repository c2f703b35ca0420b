"""Plan steps, Plan rules and Plan ledger: the plan half-step by half-step, and what stands above."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import shipped
from openpyxl.utils import get_column_letter
from promises.live import edit_of, written_bare
from workbook.scoring.test_growth import disagreements, scored, with_rows, without_row

from steelyard.api import weighed
from steelyard.model.fields import INPUTS
from steelyard.model.parts import Step, StepKind
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import charts_of, with_cells
from steelyard.ooxml.tables import table
from steelyard.sheets.catalogue import context_of, filled_sheets, places
from steelyard.sheets.context import Context
from steelyard.sheets.headings import AFTER
from steelyard.sheets.spec import Formula
from steelyard.weigh.plan_course import PlanCourse, course_of
from steelyard.weigh.plan_results import ledger
from steelyard.weigh.plan_sentences import IF_WORTH
from steelyard.weigh.sheet_lists import NO_PLAN
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.checking.verify import verify

if TYPE_CHECKING:
    from libreoffice import Document, Office

    from steelyard.model.model import Model
    from steelyard.sheets.spec import FilledSheet

SYRIA = shipped.model()
"""Four phases: acknowledgements; engagement; stabilisation; limited easing."""

EARLY = SYRIA.replace_value("plan/fund-stabilisation/phase", 2)
"""Stabilisation is released before the core package is delivered and the committee has begun."""


def sheet(model: Model | Context, table: str) -> FilledSheet:
    """The plan of the sheet with this table."""
    filled = filled_sheets(model) if isinstance(model, Context) else filled_for(model)
    return next(plan for plan in filled if plan.table.name == table)


@lru_cache(maxsize=4)
def filled_for(model: Model) -> tuple[FilledSheet, ...]:
    """The sheets of a new workbook; most tests ask several of them, or ask for those of the shipped case."""
    return filled_sheets(context_of(model))


def entries(model: Model | Context, table: str) -> list[dict[str, Any]]:
    """The rows of a table by their headings, as the engine says them."""
    plan = sheet(model, table)
    return [
        {
            column.heading: entry.value if isinstance(entry, Formula) else entry
            for column, entry in zip(plan.table.columns, row, strict=True)
        }
        for row in plan.table.rows
    ]


def told(model: Model | Context) -> list[str]:
    """The sentences above the ledger."""
    placed = {cell.row: cell.content for cell in sheet(model, "plan_ledger").header}
    return [content.value for row in range(5, 10) if isinstance(content := placed[row], Formula)]  # type: ignore[misc]


def future_told(model: Model | Context) -> str:
    """What the sheet says of the time after the plan, in one line."""
    return " ".join(filter(None, told(model)[1:4]))


def test_the_sheet_says_what_the_ledger_of_the_plan_says() -> None:
    wanted = ledger(weighed(SYRIA))
    names = [column.name for column in wanted.columns]
    lines = [dict(zip(names, row, strict=True)) for row in wanted.rows]
    found = entries(SYRIA, "plan_ledger")
    assert len(found) == len(lines) / 2 == 8
    for at, row in enumerate(found):
        us, them = lines[2 * at], lines[2 * at + 1]
        assert row["half-step"] == f"{us['phase']} {us['half']}"
        assert (row["we gave"], row["we received"]) == (us["given"], us["received"])
        assert (row["our exposure"], row["back to us"]) == (us["exposure"], us["recovered"])
        assert (row["after phases"], row["we lose"]) == (us["delay"], us["loss"])
        assert (row["to come to us"], row["our future"]) == (us["to_come"], us["future"])
        assert row["we go on"] == ("yes" if us["goes_on"] else "no")
        assert (row["they gave"], row["they received"]) == (them["given"], them["received"])
        assert (row["their exposure"], row["they lose"]) == (them["exposure"], them["loss"])
        assert (row["to come to them"], row["their future"]) == (them["to_come"], them["future"])
        assert row["they go on"] == ("yes" if them["goes_on"] else "no")


def test_what_the_options_in_force_cost_on_a_head_is_added_up() -> None:
    """Engagement has taken the place of the acknowledgements; 25 + 20 + 50 are on the sheet Costs."""
    last = entries(SYRIA, "plan_ledger")[-1]
    assert last["in force: common-position"] == 25 + 20 + 50


def test_a_step_is_in_force_until_the_next_one_of_its_track() -> None:
    steps = {row["step"]: row for row in entries(SYRIA, "plan_steps")}
    assert (steps["acknowledge"]["track"], steps["acknowledge"]["until"]) == ("political", 2)
    assert (steps["engage"]["track"], steps["engage"]["until"]) == ("political", "")
    assert (steps["first-visits"]["position"], steps["first-visits"]["until"]) == (3, 3)
    assert steps["acknowledge"]["their points"] == pytest.approx(100 * 6 / 265, abs=1e-6)
    assert steps["acknowledge"]["back from them"] == pytest.approx(0.2 * 100 * 6 / 265, abs=1e-6)


def test_an_option_in_the_same_phase_as_the_next_of_its_track_is_never_in_force() -> None:
    steps = {row["step"]: row for row in entries(_at_once(SYRIA), "plan_steps")}
    order = [steps[step]["order"] for step in ("acknowledge", "engage")]
    assert order == sorted(order)
    assert steps["acknowledge"]["next"] == steps["engage"]["order"]
    first = entries(_at_once(SYRIA), "plan_ledger")[1]
    assert first["we gave"] == -steps["engage"]["our points"]


def _at_once(model: Model) -> Model:
    """Acknowledgements and engagement, which share a track, in phase 2."""
    return model.replace_value("plan/acknowledge/phase", 2)


def test_the_sentences_tell_rules_exposure_and_what_the_future_must_be_worth() -> None:
    first, second = told(SYRIA)[0], future_told(SYRIA)
    assert first == (
        "The plan keeps its rules; greatest exposure: European governments 3.4 points (phase 1), "
        "Russia 11.1 points (phase 2)."
    )
    after = "2 measures, 2 options, 3 measures, 4 measures"
    assert second == (
        "Neither side is better off stopping on the way if the time after the plan is worth what is stated: "
        f"European governments 15.0 (9.9 is enough; it is needed after the half-steps {after})."
    )
    poor = SYRIA.replace_value("settings/future", 5)
    assert future_told(poor) == (
        "To go on throughout, the time after the plan must be worth at least: "
        f"European governments 9.9 (stated 5.0; needed after the half-steps {after})."
    )
    safe = _at_once(SYRIA)
    assert told(safe)[0].startswith(
        "The plan keeps its rules; greatest exposure: European governments none, "
    )


def test_the_value_that_is_called_enough_is_enough() -> None:
    """9.845 is needed: rounded to the nearest tenth it would be called 9.8, with which our side stops."""
    assert entries(SYRIA, "plan_ledger")[6]["our future"] == pytest.approx(9.845, abs=1e-5)
    enough, less = (future_told(SYRIA.replace_value("settings/future", value)) for value in (9.9, 9.8))
    assert "European governments 9.9 (9.9 is enough; it is needed" in enough
    assert less.startswith("To go on throughout, the time after the plan must be worth at least: European")
    assert "9.9 (stated 9.8; needed" in less


def test_every_party_is_compared_with_what_it_has_with_no_deal_in_the_phase() -> None:
    """Our side loses a point a phase, Russia half a point; Damascus gains two, and so ends further below."""
    model = SYRIA.replace(
        counterparts=(SYRIA.counterparts[0], replace(SYRIA.counterparts[1], reservation_change=2.0))
    )
    rows = entries(model, "plan_ledger")
    assert [row["no deal: us"] for row in rows] == [0, 0, -1, -1, -2, -2, -3, -3]
    assert [row["no deal: them"] for row in rows] == [-4, -4, -4.5, -4.5, -5, -5, -5.5, -5.5]
    assert [row["no deal: Damascus"] for row in rows] == [-2, -2, 0, 0, 2, 2, 4, 4]
    assert [row["no deal in the last phase"] for row in entries(model, "parties")] == [-3, -5.5, 4]
    assert [row["no deal"] for row in entries(model, "parties")] == [0, -4, -2]
    assert (
        "Damascus ends the plan at −4.6, 8.6 points below what it has with no deal (4.0)" in told(model)[-1]
    )


def test_no_future_is_named_where_none_is_needed() -> None:
    """Acknowledgements alone cost our side 3.4 points, and with no deal it has 4 less than nothing."""
    opening = SYRIA.replace(plan=tuple(step for step in SYRIA.plan if step.id == "acknowledge"))
    opening = opening.replace_value("settings/reservation", -4)
    assert future_told(opening) == (
        "Neither side is better off stopping on the way, even if the time after the plan is worth nothing."
    )
    # A future below nothing can keep nobody going, even where none is needed.
    dreaded = SYRIA.replace_value("settings/future", 15).replace_value("future/Russia", -1)
    assert future_told(dreaded).endswith("must be worth at least: Russia 0.0 (stated −1.0).")


def test_what_the_other_side_loses_if_ours_stops_and_takes_back_is_shown() -> None:
    """From the case by hand: 8.2, 12.2 and 19.5 points are taken back after phases 2 to 4."""
    options = entries(SYRIA, "plan_ledger")[3::2]
    assert [round(row["they lose"], 1) for row in options] == [4.3, 1.9, 0.0]
    assert [round(row["they lose, taken back"], 1) for row in options] == [12.5, 14.1, 15.9]


def test_the_standing_of_a_further_counterpart_is_told_at_every_half_step() -> None:
    """The plan ends in a package that is worth -4.6 to Damascus, which has -2 with no deal."""
    rows = entries(SYRIA, "plan_ledger")
    assert [round(row["worth to Damascus"], 1) for row in rows] == [
        0,
        4.1,
        -11.9,
        -7.8,
        -12.2,
        -8.1,
        -12.3,
        -4.6,
    ]
    assert [row["no lower: Damascus"] for row in rows] == ["yes", "yes", *["no"] * 6]
    below = "2 measures, 2 options, 3 measures, 3 options, 4 measures, 4 options"
    assert rows[-1]["below after: Damascus"] == below
    assert told(SYRIA)[4] == (
        "Damascus ends the plan at −4.6, 2.6 points below what it has with no deal (−2.0); "
        f"it is below that after the half-steps {below}."
    )
    content = SYRIA.replace_value("reservation/Damascus", -5)
    assert told(content)[4].startswith(
        "Damascus ends the plan at −4.6, no lower than what it has with no deal (−5.0); it is below that"
    )
    ends = rows[-1]["worth to Damascus"]
    hair = SYRIA.replace_value("reservation/Damascus", round(ends + 0.0001, 6))
    assert "at −4.6, less than 0.1 points below what it has with no deal (−4.6)" in told(hair)[4]
    assert told(SYRIA.replace_value("role/Damascus", "is shown"))[4] == ""


def test_what_a_further_counterpart_has_includes_measures_that_no_step_moves() -> None:
    """A measure costs Damascus something at its lowest level: half of its 80 of 341 points."""
    first, damascus = SYRIA.counterparts
    at = [measure.id for measure in SYRIA.measures].index("political-agreement")
    effort = tuple((0.5, 0.5, 0.6, 0.95, 1.0) if m == at else e for m, e in enumerate(damascus.effort))
    burdened = SYRIA.replace(counterparts=(first, replace(damascus, effort=effort)))
    before, now = (entries(model, "plan_ledger") for model in (SYRIA, burdened))
    for one, two in zip(before, now, strict=True):
        lost = one["worth to Damascus"] - two["worth to Damascus"]
        assert lost == pytest.approx(50 * 80 / damascus.budget, abs=2e-6)


def test_a_rule_that_the_plan_breaks_is_told_with_the_half_step() -> None:
    broken = {row["rule"]: row for row in entries(EARLY, "plan_rules") if not row["kept"]}
    assert set(broken) == {"stabilisation-core", "stabilisation-committee"}
    core = broken["stabilisation-core"]
    assert (core["released"], core["short"], core["broken after"]) == (2, 2, "2 options")
    assert core["what is missing"] == "all of core: implemented"
    assert told(EARLY)[0].startswith("Rules broken: 2 (see Plan rules); greatest exposure: ")
    assert len(PlanCourse(weighed(EARLY)).breaches()) == len(broken)


def test_a_level_that_falls_while_an_option_is_in_force_breaks_its_rule() -> None:
    back = Step(id="closed", phase=4, kind=StepKind.MEASURE, item="committee", level="none")
    others = tuple(step for step in SYRIA.plan if step.id not in ("committee-meets", "ease-limited"))
    falling = SYRIA.replace(plan=(*others, back))
    rows = {row["rule"]: row for row in entries(falling, "plan_rules")}
    row = rows["stabilisation-committee"]
    assert (row["released"], row["kept"], row["broken after"]) == (3, 0, "4 measures")


def test_a_rule_of_an_option_that_the_plan_never_releases_is_kept() -> None:
    row = next(row for row in entries(SYRIA, "plan_rules") if row["option"] == "broad-easing")
    assert (row["released"], row["until"], row["short"], row["kept"]) == ("", "", 0, 1)


def test_without_a_counterpart_the_other_side_says_nothing_and_ours_the_same(tmp_path: Path) -> None:
    alone = SYRIA.replace(counterparts=())
    with_them = entries(SYRIA, "plan_ledger")
    for row, before in zip(entries(alone, "plan_ledger"), with_them, strict=True):
        theirs = [heading for heading in row if heading.startswith("the") or heading.endswith("them")]
        assert len(theirs) == 11
        assert [row[heading] for heading in theirs] == [None] * 11
        assert {heading: row[heading] for heading in row if heading not in theirs} == {
            heading: before[heading] for heading in row if heading not in theirs
        }
    assert entries(alone, "plan_rules") == entries(SYRIA, "plan_rules")
    after = "2 measures, 2 options, 3 measures, 4 measures"
    rests_on = f"European governments 15.0 (9.9 is enough; it is needed after the half-steps {after})."
    assert told(alone) == [
        "The plan keeps its rules; greatest exposure: European governments 3.4 points (phase 1).",
        f"Our side is not better off stopping on the way{IF_WORTH.rstrip()}",
        rests_on,
        "",
        "",
    ]
    assert _sound_after_score(alone, tmp_path)


def test_without_a_plan_there_are_no_rows(tmp_path: Path) -> None:
    none = SYRIA.replace(plan=())
    assert course_of(weighed(none)) is None
    assert [entries(none, table) for table in ("plan_steps", "plan_rules", "plan_ledger")] == [[], [], []]
    assert told(none) == [NO_PLAN, *[""] * 4]
    assert _sound_after_score(none, tmp_path)


def test_a_plan_without_rules_keeps_them(tmp_path: Path) -> None:
    free = SYRIA.replace(rules=())
    assert told(free)[0].startswith("The plan keeps its rules; ")
    assert _sound_after_score(free, tmp_path)


def _sound_after_score(model: Model, folder: Path) -> bool:
    return verify(scored(Package.of(workbook_bytes(model)), folder)).sound


def test_phases_that_the_table_has_no_rows_for_are_counted_above() -> None:
    later = SYRIA.replace_value("plan/ease-limited/phase", 7)
    book = context_of(later, places(SYRIA))
    assert [row["phase"] for row in entries(book, "plan_ledger")] == [1, 1, 2, 2, 3, 3, 4, 4]
    assert told(book)[0].endswith(" Steps in phases that this table shows after the next score: 1.")
    assert [row["phase"] for row in entries(later, "plan_ledger")][-2:] == [7, 7]
    assert "after the next score" not in told(later)[0]


@pytest.mark.office
def test_the_ledger_follows_the_phases_and_the_rows_that_are_typed(tmp_path: Path, office: Office) -> None:
    more, fewer = SYRIA.replace_value("plan/ease-limited/phase", 5), _at_once(SYRIA)
    with office.open(written_bare(SYRIA, tmp_path / "syria.xlsx")) as document:
        assert _phases(document, more, "plan/ease-limited/phase") == [1, 1, 2, 2, 3, 3, 4, 4]
        assert document.get("Plan ledger", "A5:A5") == [[told(context_of(more, places(SYRIA)))[0]]]
        assert _phases(document, SYRIA, "plan/ease-limited/phase") == [1, 1, 2, 2, 3, 3, 4, 4]
        assert _phases(document, fewer, "plan/acknowledge/phase") == [2, 2, 3, 3, 4, 4, "", ""]
        assert document.get("Plan ledger", "A5:A5") == [[told(context_of(fewer, places(SYRIA)))[0]]]
        before, after = (
            entries(model, "plan_ledger")[1]["we gave"] for model in (fewer, _rows_swapped(fewer))
        )
        assert before != after
        gave = sheet(SYRIA, "plan_ledger").place.here.part("we gave", 1, 1).replace("$", "")
        assert document.get("Plan ledger", gave) == [[pytest.approx(before, abs=1e-9)]]
        _swap_rows(document, fewer)
        assert document.get("Plan ledger", gave) == [[pytest.approx(after, abs=1e-9)]]


def _phases(document: Document, model: Model, key: str) -> list[float | str]:
    """The phases in the ledger once the cell of this judgement says what the model says."""
    place = sheet(SYRIA, "plan_ledger").place.here
    [found] = document.edit_and_read(
        [edit_of(filled_for(SYRIA), model, key)],
        [("Plan ledger", place.column("phase").replace("$", ""))],
    )
    return [row[0] for row in found]


def _rows_swapped(model: Model) -> Model:
    """The model with the rows of acknowledgements and engagement on the sheet Plan changed over."""
    one, two = (next(s for s in model.plan if s.id == step) for step in ("acknowledge", "engage"))
    return model.replace(plan=tuple({one: two, two: one}.get(step, step) for step in model.plan))


def _swap_rows(document: Document, model: Model) -> None:
    place = sheet(model, "plan").place.here
    rows = [
        next(at for at, part in enumerate(model.plan) if part.id == step)
        for step in ("acknowledge", "engage")
    ]
    for first, last in (("id", "item"), ("level", "level")):
        areas = [place.across(first, last, row).replace("$", "") for row in rows]
        one, two = (document.get("Plan", area) for area in areas)
        document.edit_and_read([("Plan", areas[0], two), ("Plan", areas[1], one)], [])


def test_a_phase_less_and_a_cost_head_less_take_their_columns_with_them(tmp_path: Path) -> None:
    typed = with_rows(shipped.package(), "cost_heads", {"id": "trust", "name": "Trust"})
    grown = Package.read(scored(typed, tmp_path))
    assert "cost: trust" in table(grown, "plan_steps").columns
    place = table(grown, "plan")
    first = f"{get_column_letter(place.column('phase'))}{place.first_row}"
    moved = with_cells(without_row(grown, "cost_heads", "trust"), {place.sheet: {first: Value(2.0)}})
    path = scored(moved, tmp_path)
    assert verify(path).sound
    shrunk = Package.read(path)
    assert "cost: trust" not in table(shrunk, "plan_steps").columns
    assert "in force: trust" not in table(shrunk, "plan_ledger").columns
    halves = [heading for heading in table(shrunk, "plan_rules").columns if heading.startswith(AFTER)]
    assert halves == [f"{AFTER}{half}" for half in range(1, 7)]
    [chart] = charts_of(shrunk, "Plan ledger")
    assert shrunk.part(chart).count(b'<ptCount val="6"/>') == 4


@pytest.mark.office
def test_steps_that_are_typed_or_taken_out_are_taken_up(tmp_path: Path, office: Office) -> None:
    fresh = shipped.package()
    agreed: dict[str, float | str] = {
        "kind": "measure",
        "item": "political-agreement",
        "level": "implemented",
    }
    typed = with_rows(
        fresh,
        "plan",
        {"id": "settled", "phase": 5.0, **agreed},
        {"id": "rebuild", "phase": 5.0, "kind": "option", "item": "reconstruction"},
    )
    path = scored(without_row(typed, "plan", "engage"), tmp_path)
    assert disagreements(path, office) == []
    assert verify(path).sound


@pytest.mark.office
def test_cells_agree_with_the_engine_up_to_the_last_phase_that_is_allowed(
    tmp_path: Path, office: Office
) -> None:
    last = max(step.phase for step in SYRIA.plan)
    high = INPUTS.named("plan", "phase").high
    assert high == 99_999_999
    plan = tuple(replace(step, phase=int(high)) if step.phase == last else step for step in SYRIA.plan)
    (tmp_path / "book.xlsx").write_bytes(workbook_bytes(SYRIA.replace(plan=plan)))
    assert disagreements(tmp_path / "book.xlsx", office) == []
