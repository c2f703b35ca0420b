"""The sentences above Plan ledger: whether the plan keeps its rules, who is exposed most, who goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.analysis.packages.packages import TICKS
from steelyard.sheets.formula_text import in_ticks, number_text
from steelyard.sheets.live.plan_ledger.sides import half_steps_shown, sides, stated_future
from steelyard.sheets.portable_text import entry_of_column
from steelyard.sheets.spec import SENTENCE_ROW, Formula, HeaderCell
from steelyard.weigh.sentences import number_words
from steelyard.weigh.sheet_lists import NO_PLAN

if TYPE_CHECKING:
    from steelyard.sheets.context import Context
    from steelyard.sheets.live.plan_ledger.sides import Side
    from steelyard.weigh.plan_course import PlanCourse

KEEPS = "The plan keeps its rules"

NOBODY_STOPS = "Neither side is better off stopping on the way."
"""Where there is a counterpart."""

ALONE = "Our side is not better off stopping on the way."
"""Where there is none."""

NEEDED = "To go on throughout, the future must be worth at least: "


class _Words(NamedTuple):
    """A part of a sentence: the formula text, and the engine's value."""

    formula: str
    value: str


def header(context: Context) -> tuple[HeaderCell, ...]:
    """The two sentences."""
    course = context.course
    if course is None:
        exposed, goes_on = _Words(f'"{NO_PLAN}"', NO_PLAN), _Words('""', "")
    else:
        exposed, goes_on = _exposed(context, course), _goes_on(context, course)
    return (
        HeaderCell(SENTENCE_ROW - 1, 1, Formula(exposed.formula, exposed.value), "sentence", "plan_exposed"),
        HeaderCell(SENTENCE_ROW, 1, Formula(goes_on.formula, goes_on.value), "sentence", "plan_goes_on"),
    )


def _exposed(context: Context, course: PlanCourse) -> _Words:
    """Whether the plan keeps its rules, and the greatest exposure of each side."""
    kept, hidden = _kept(context, course), _hidden(context, course)
    most = [_greatest(context, course, side) for side in sides(context)]
    formulas = '&", "&'.join(words.formula for words in most)
    values = ", ".join(words.value for words in most)
    return _Words(
        f'{kept.formula}&"; greatest exposure: "&{formulas}&"."&{hidden.formula}',
        f"{kept.value}; greatest exposure: {values}.{hidden.value}",
    )


def _kept(context: Context, course: PlanCourse) -> _Words:
    """Whether the plan keeps its rules."""
    if not context.model.rules:
        return _Words(f'"{KEEPS}"', KEEPS)
    broken = f"COUNTIF({context.tables['plan_rules'].column('kept')},0)"
    count = int((course.lacking[:, : half_steps_shown(context, course)] > 0).any(axis=1).sum())
    return _Words(
        f'IF({broken}=0,"{KEEPS}","Rules broken: "&{broken}&" (see Plan rules)")',
        f"Rules broken: {count} (see Plan rules)" if count else KEEPS,
    )


def _greatest(context: Context, course: PlanCourse, side: Side) -> _Words:
    """The greatest exposure of a side and its phase."""
    here = context.tables["plan_ledger"].here
    column = here.column(side.exposure)
    name, most = context.tables["parties"].cell("name", side.place), f"MAX({column})"
    phase = entry_of_column(here.column("phase"), f"MATCH({most},{column},0)")
    points = f'" "&{number_text(most)}&" points (phase "&{phase}&")"'
    exposure = course.ledger(course.places).exposure[1 : 1 + half_steps_shown(context, course), side.place]
    half = int(exposure.argmax())
    value = " none"
    if exposure[half]:
        value = f" {number_words(float(exposure[half] / TICKS))} points (phase {course.halves[half][0]})"
    return _Words(
        f'{name}&IF({most}=0," none",{points})',
        context.parties[side.place].name + value,
    )


def _hidden(context: Context, course: PlanCourse) -> _Words:
    """How many steps the table will show only after the next score."""
    last = f"MAX({context.tables['plan_ledger'].here.column('phase')})"
    count = f"SUMPRODUCT(({context.tables['plan_steps'].column('phase')}>{last})*1)"
    last_shown, _ = course.halves[half_steps_shown(context, course) - 1]
    steps = sum(step.phase > last_shown for step in course.steps)
    start = " Steps in phases that this table shows after the next score: "
    return _Words(f'IF({count}=0,"","{start}"&{count}&".")', f"{start}{steps}." if steps else "")


def _goes_on(context: Context, course: PlanCourse) -> _Words:
    """Whether each side goes on throughout, or what the future must be worth for that."""
    here = context.tables["plan_ledger"].here
    stops = [f'COUNTIF({here.column(side.goes_on)},"no")' for side in sides(context)]
    fine, between = ALONE, ""
    if len(stops) > 1:
        fine, between = NOBODY_STOPS, f'&IF({"*".join(stops)}=0,"",", ")&'
    needed = between.join(
        _needed_text(context, side, stop) for side, stop in zip(sides(context), stops, strict=True)
    )
    values = _needed(context, course)
    return _Words(
        f'IF({"+".join(stops)}=0,"{fine}","{NEEDED}"&{needed}&".")',
        f"{NEEDED}{', '.join(values)}." if values else fine,
    )


def _needed_text(context: Context, side: Side, stops: str) -> str:
    """Formula text: what the future must be worth to a side, and what is stated; empty where it goes on."""
    name = context.tables["parties"].cell("name", side.place)
    most = in_ticks(f"MAX({context.tables['plan_ledger'].here.column(side.future)})")
    stated = number_text(stated_future(context, side))
    return f'IF({stops}=0,"",{name}&" "&{number_text(most)}&" (stated "&{stated}&")")'


def _needed(context: Context, course: PlanCourse) -> list[str]:
    """The same for each side that does not go on."""
    needed = (
        course.future_needed(course.places)[1 : 1 + half_steps_shown(context, course)].max(axis=0) / TICKS
    )
    stated = course.futures
    shown = course.goes_on(course.places)[1 : 1 + half_steps_shown(context, course)]
    return [
        f"{context.parties[side.place].name} {number_words(float(needed[side.place]))} (stated {number_words(stated[side.place])})"
        for side in sides(context)
        if not shown[:, side.place].all()
    ]
