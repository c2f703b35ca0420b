"""Plan ledger: who has given and received what after each half-step of the plan.

Two rows a phase. The phases are found by formula, so the ledger follows the sheet Plan at once; where the plan
has fewer phases than the table has room for, the last rows are empty texts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.analysis.packages.packages import TICKS
from steelyard.model.parts import StepKind
from steelyard.sheets.charts import Chart, ChartKind, Series
from steelyard.sheets.column_kinds import helper, live
from steelyard.sheets.formula_text import (
    NO_NEXT,
    STEPS_KEPT,
    in_ticks,
    rounding_of_worth,
    steps_in_force,
)
from steelyard.sheets.headings import (
    BY_WEIGHTS_OF,
    COST_ON,
    IN_FORCE,
    NO_DEAL,
    REFUSED_BY,
    half_steps,
    stakeholders_asked,
)
from steelyard.sheets.live.plan_ledger.further import of_party
from steelyard.sheets.live.plan_ledger.header import CHART_BELOW_SENTENCES, HEAD, header
from steelyard.sheets.live.plan_ledger.needed import goes_on, needed_after
from steelyard.sheets.live.plan_ledger.rows import REACHED, column, rows, their_column
from steelyard.sheets.plan_sides import THEM, US, no_deal_in, sides
from steelyard.sheets.portable_text import greatest
from steelyard.sheets.spec import Kind, Sheet, Table, View
from steelyard.weigh.plan_sentences import HALVES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.model.model import Model
    from steelyard.sheets.context import Context
    from steelyard.sheets.live.plan_ledger.rows import Row
    from steelyard.sheets.plan_sides import Side
    from steelyard.sheets.spec import At, Column


def sheet(model: Model) -> Sheet:
    """Plan ledger."""
    return Sheet(
        name="Plan ledger",
        kind=Kind.LIVE,
        title="Plan ledger: who has given and received what, and who stands exposed",
        purpose="After each half-step, in points of each side's own: exposure is what it has given beyond what it has received.",
        head=HEAD,
        tables=(_table(model),),
        essential=bool(model.plan and model.counterparts),
        since=3,
        view=View.VIEWPOINT,
        header=header,
        charts=_charts,
    )


def _table(model: Model) -> Table[Row]:
    return Table(
        name="plan_ledger",
        rows=rows,
        room=half_steps,
        columns=(
            column("half-step", "id", 14, "Phase, and whether measures or options move.", lambda half: half.name, lambda at: f'{at.cell("phase")}&" {HALVES[at.row.kind]}"'),
            live("phase", "count", 8, "The phase.", lambda at: "" if at.row.half is None else at.row.half.phase, _phase),
            column("we gave", "points", 9, "What the options in force cost our side.", lambda half: half.us.gave, lambda at: _gave(at, US)),
            column("we received", "points", 10, "What the measures delivered are worth to it.", lambda half: half.us.received, lambda at: _received(at, US)),
            column("our exposure", "points", 11, "Given less received, 0 at the least.", lambda half: half.us.exposure, lambda at: _exposure(at, US)),
            column("back to us", "points", 9, "What our side recovers by taking back what it can.", lambda half: half.back_to_us, lambda at: _in_force(at, StepKind.OPTION, "back to us")),
            column("after phases", "count", 8, "Phases until all of that is back.", lambda half: half.after_phases, _after_phases),
            column("we lose", "points", 9, "What our side loses if the other stops here, which takes nothing back: exposure less what it recovers.", lambda half: half.we_lose, _we_lose),
            column("to come to us", "signed", 9, "What the rest of the plan brings our side.", lambda half: half.us.to_come, lambda at: _to_come(at, US)),
            column("our future", "points", 9, "What the time after the plan must be worth to our side, for it to go on.", lambda half: half.us.future, lambda at: _future(at, US)),
            column("we go on", "id", 8, "Whether what is stated for it is enough.", lambda half: half.us.goes_on, lambda at: goes_on(at, US)),
            their_column("they gave", "points", 9, "What the measures delivered cost the other side.", lambda half: half.them.gave, lambda at: _gave(at, THEM)),
            their_column("they received", "points", 10, "What the options in force are worth to it.", lambda half: half.them.received, lambda at: _received(at, THEM)),
            their_column("their exposure", "points", 11, "Given less received, 0 at the least.", lambda half: half.them.exposure, lambda at: _exposure(at, THEM)),
            their_column("back from them", "points", 10, "What the other side loses when our side takes back what it can.", lambda half: half.back_from_them, lambda at: _in_force(at, StepKind.OPTION, "back from them")),
            their_column("they lose", "points", 9, "What the other side loses if ours stops here: its exposure, for it takes nothing back.", lambda half: half.they_lose, lambda at: at.cell("their exposure")),
            their_column("they lose, taken back", "points", 11, "What the other side loses if ours stops here and takes back what it can.", lambda half: half.they_lose_taken_back, _they_lose_taken_back),
            their_column("to come to them", "signed", 9, "What the rest of the plan brings the other side.", lambda half: half.them.to_come, lambda at: _to_come(at, THEM)),
            their_column("their future", "points", 9, "What the time after the plan must be worth to it, for it to go on.", lambda half: half.them.future, lambda at: _future(at, THEM)),
            their_column("they go on", "id", 8, "Whether what is stated for it is enough.", lambda half: half.them.goes_on, lambda at: goes_on(at, THEM)),
            *(each for place, party in enumerate(model.counterparts[1:], 2) for each in of_party(party.id, place)),
            helper(_no_deal(US)),
            helper(_no_deal(THEM)),
            helper(needed_after(US)),
            helper(needed_after(THEM)),
            helper(column("measures below", "count", 10, "Measures have moved whose order on Plan steps is below this.", lambda half: half.measures_below, lambda at: f"({at.cell('phase')}+1)*{STEPS_KEPT}")),
            helper(column("options below", "count", 10, "Options are released whose order is below this.", lambda half: half.options_below, _options_below)),
            *(helper(_cost_on(head.id, place)) for place, head in enumerate(model.cost_heads)),
            *(helper(_by_weights_of(own, place)) for place, own in enumerate(stakeholders_asked(model))),
            *(helper(_refused_by(own, place)) for place, own in enumerate(stakeholders_asked(model))),
        ),
    )  # fmt: skip


def _no_deal(side: Side) -> Column[Row]:
    """What a side gets with no deal in the phase of the row."""
    return (column if side is US else their_column)(
        side.no_deal,
        "points",
        12,
        f"What {'our side' if side is US else 'the other side'} gets with no deal in this phase.",
        lambda half: (half.us if side is US else half.them).no_deal,
        lambda at: no_deal_in(at.context, side.place, at.cell("phase")),
    )


def _cost_on(head: str, place: int) -> Column[Row]:
    def formula(at: At[Row]) -> str:
        return _in_force(at, StepKind.OPTION, COST_ON + head)

    meaning = "What the options in force cost on this head."
    return column(IN_FORCE + head, "points", 12, meaning, lambda half: half.costs[place], formula)


def _by_weights_of(stakeholder: str, place: int) -> Column[Row]:
    """What the package in force is worth by the weights of a stakeholder, whose place is given."""
    heading = BY_WEIGHTS_OF + stakeholder

    def formula(at: At[Row]) -> str:
        return "+".join(_in_force(at, kind, heading) for kind in (StepKind.MEASURE, StepKind.OPTION))

    meaning = "What the package in force is worth by the stakeholder's own weights."
    return column(heading, "points", 12, meaning, lambda half: half.by_stakeholder[place], formula)


def _refused_by(stakeholder: str, place: int) -> Column[Row]:
    """Whether that is too little for the stakeholder."""

    def formula(at: At[Row]) -> str:
        gain = f"{at.cell(BY_WEIGHTS_OF + stakeholder)}-{at.table('parties').cell(NO_DEAL, 0)}"
        return f"IF({gain}>=-({rounding_of_worth(at.context)}),0,1)"

    meaning = "1 where that is less than our side has with no deal now."
    heading = REFUSED_BY + stakeholder
    return column(heading, "count", 12, meaning, lambda half: half.refused[place], formula)


def _charts(context: Context) -> tuple[Chart, ...]:
    here, course = context.tables["plan_ledger"], context.course
    names: tuple[str, ...] = ()
    if course is not None:
        names = tuple(f"{phase} {HALVES[kind]}" for phase, kind in course.halves)
    return (
        Chart(
            kind=ChartKind.GROUPED,
            title="Exposure after each half-step (points of each side's own; 0 = nobody has given too much)",
            description="Grouped bars of what each side has given beyond what it has received after each "
            "half-step of the plan, measures first, then options; the table below holds the same numbers.",
            value_title="exposure, points",
            category_title="phase, and what moves in it",
            categories_ref=here.column("half-step"),
            categories=names,
            series=tuple(
                Series(here.heading_cell(heading), heading, here.column(heading), values)
                for heading, values in _exposures(context)
            ),
            row=CHART_BELOW_SENTENCES,
        ),
    )


def _exposures(context: Context) -> Iterator[tuple[str, tuple[float, ...]]]:
    """Heading and values of each side's exposure; a side that is not there has no values."""
    course, there = context.course, sides(context)
    for side in (US, THEM):
        values: tuple[float, ...] = ()
        if course is not None and side in there:
            exposure = course.ledger(course.places).exposure[1:, side.place]
            values = tuple((exposure / TICKS).tolist())
        yield side.exposure, values


# The formulas.


def _phase(at: At[Row]) -> str:
    """Formula text: the phase of a row; the least one of the steps that is above that of the rows before."""
    phases = at.table("plan_steps").column("phase")
    if at.place == 0:
        return f"MIN({phases})"
    before = at.here.cell("phase", at.place - 1)
    if at.row.kind is StepKind.OPTION:
        return before
    return f'IF({before}="","",IFERROR(SMALL({phases},COUNTIF({phases},"<="&{before})+1),""))'


def _in_force(at: At[Row], kind: StepKind, heading: str) -> str:
    """Formula text: the sum of a column of Plan steps over the steps of a kind that are in force."""
    return f"SUMPRODUCT({_which(at, kind)},{at.table('plan_steps').column(heading)})"


def _which(at: At[Row], kind: StepKind) -> str:
    """Formula text: 1 for each step of a kind that is in force after the half-step."""
    return steps_in_force(at.context, kind, at.cell(REACHED[kind]))


def _after_phases(at: At[Row]) -> str:
    return greatest(f"{_which(at, StepKind.OPTION)}*{at.table('plan_steps').column('delay')}")


def _we_lose(at: At[Row]) -> str:
    return f"MAX(0,{at.cell('our exposure')}-{at.cell('back to us')})"


def _they_lose_taken_back(at: At[Row]) -> str:
    kept = f"({at.cell('they received')}-{at.cell('back from them')})"
    balance = f"{at.cell('they gave')}-{kept}"
    return f"MAX(0,{in_ticks(balance)})"


def _gave(at: At[Row], side: Side) -> str:
    # A measure that no step has moved yet costs the other side what its lowest level does.
    at_first = ""
    if side is THEM:
        at_first = f"-SUMPRODUCT({_left(at, side)},{at.table('plan_steps').column('at first')})"
    return f"0-{_in_force(at, side.gives, side.points)}{at_first}"


def _received(at: At[Row], side: Side) -> str:
    return _in_force(at, side.takes, side.points)


def _exposure(at: At[Row], side: Side) -> str:
    balance = f"{at.cell(side.gave)}-{at.cell(side.received)}"
    return f"MAX(0,{in_ticks(balance)})"


def _to_come(at: At[Row], side: Side) -> str:
    steps = at.table("plan_steps")
    final = f"SUMPRODUCT(({steps.column('next')}={NO_NEXT})*1,{steps.column(side.points)})"
    return f"{final}-({at.cell(side.received)}-{at.cell(side.gave)})"


def _future(at: At[Row], side: Side) -> str:
    back = f"-{at.cell('back from them')}" if side is THEM else ""
    return (
        f"IF(SUMPRODUCT({_left(at, side)})=0,0,MAX(0,{at.cell(side.no_deal)}{back}-{at.cell(side.to_come)}))"
    )


def _left(at: At[Row], side: Side) -> str:
    """Formula text: 1 for each step that the side has still to make."""
    steps = at.table("plan_steps")
    return (
        f'({steps.column("kind")}="{side.gives}")*({steps.column("order")}>={at.cell(REACHED[side.gives])})'
    )


def _options_below(at: At[Row]) -> str:
    phase = at.cell("phase")
    return f"{phase}*{STEPS_KEPT}" if at.row.kind is StepKind.MEASURE else f"({phase}+1)*{STEPS_KEPT}"
