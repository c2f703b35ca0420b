"""The sentences above Plan ledger; the first: whether the plan keeps its rules, and who is exposed most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.analysis.packages.packages import TICKS
from steelyard.sheets.charts import CHART_BELOW_SENTENCE
from steelyard.sheets.formula_text import number_text
from steelyard.sheets.live.plan_ledger.sentences import NOTHING, Words, goes_on, standings
from steelyard.sheets.plan_sides import half_steps_shown, sides
from steelyard.sheets.portable_text import entry_of_column
from steelyard.sheets.spec import CHARTED_HEAD, SENTENCE_ROW, Formula, HeaderCell
from steelyard.weigh.sentences import number_words
from steelyard.weigh.sheet_lists import NO_PLAN

if TYPE_CHECKING:
    from steelyard.sheets.context import Context
    from steelyard.sheets.plan_sides import Side
    from steelyard.weigh.plan_course import PlanCourse

KEEPS = "The plan keeps its rules"

HEAD, CHART_BELOW_SENTENCES = CHARTED_HEAD + 3, CHART_BELOW_SENTENCE + 3
"""Row of the headings, and of the upper edge of the chart: there are three lines more than on other sheets."""


def header(context: Context) -> tuple[HeaderCell, ...]:
    """The five lines."""
    course = context.course
    if course is None:
        found = [Words(f'"{NO_PLAN}"', NO_PLAN), *[NOTHING] * 4]
    else:
        found = [_exposed(context, course), *goes_on(context, course), standings(context, course)]
    names = ("plan_exposed", "plan_goes_on", "plan_our_future", "plan_their_future", "plan_parties")
    return tuple(
        HeaderCell(SENTENCE_ROW - 1 + row, 1, Formula(*words), "sentence", name)
        for row, (words, name) in enumerate(zip(found, names, strict=True))
    )


def _exposed(context: Context, course: PlanCourse) -> Words:
    """Whether the plan keeps its rules, and the greatest exposure of each side."""
    kept, hidden = _kept(context, course), _hidden(context, course)
    most = [_greatest(context, course, side) for side in sides(context)]
    formulas = '&", "&'.join(words.formula for words in most)
    values = ", ".join(words.value for words in most)
    return Words(
        f'{kept.formula}&"; greatest exposure: "&{formulas}&"."&{hidden.formula}',
        f"{kept.value}; greatest exposure: {values}.{hidden.value}",
    )


def _kept(context: Context, course: PlanCourse) -> Words:
    """Whether the plan keeps its rules."""
    if not context.model.rules:
        return Words(f'"{KEEPS}"', KEEPS)
    broken = f"COUNTIF({context.tables['plan_rules'].column('kept')},0)"
    count = int((course.lacking[:, : half_steps_shown(context, course)] > 0).any(axis=1).sum())
    return Words(
        f'IF({broken}=0,"{KEEPS}","Rules broken: "&{broken}&" (see Plan rules)")',
        f"Rules broken: {count} (see Plan rules)" if count else KEEPS,
    )


def _greatest(context: Context, course: PlanCourse, side: Side) -> Words:
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
    return Words(
        f'{name}&IF({most}=0," none",{points})',
        context.parties[side.place].name + value,
    )


def _hidden(context: Context, course: PlanCourse) -> Words:
    """How many steps the table will show only after the next score."""
    last = f"MAX({context.tables['plan_ledger'].here.column('phase')})"
    count = f"SUMPRODUCT(({context.tables['plan_steps'].column('phase')}>{last})*1)"
    last_shown, _ = course.halves[half_steps_shown(context, course) - 1]
    steps = sum(step.phase > last_shown for step in course.steps)
    start = " Steps in phases that this table shows after the next score: "
    return Words(f'IF({count}=0,"","{start}"&{count}&".")', f"{start}{steps}." if steps else "")
