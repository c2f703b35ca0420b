"""Plan steps: what each step of the plan is worth while it is in force.

A step's phase and its row on the sheet Plan make one number, its order: of two steps on one track, the one of
the higher order takes the place of the other, in the same phase too. So a step is in force while its own order is
reached and the order of the next one is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.packages.packages import TICKS, ticks
from steelyard.model.fields import ID_OF
from steelyard.model.parts import StepKind
from steelyard.sheets.column_kinds import helper, live
from steelyard.sheets.context import ALL
from steelyard.sheets.formula_text import (
    NO_NEXT,
    PERCENT,
    STEPS_KEPT,
    in_ticks,
    level_value,
    our_measure,
    our_option,
    typed_effort,
)
from steelyard.sheets.headings import (
    AT_FIRST,
    BY_WEIGHTS_OF,
    COST_ON,
    EFFORT_FOR,
    KEY_FOR,
    OURS,
    POINTS_FOR,
    WEIGHT_FOR,
    stakeholders_asked,
)
from steelyard.sheets.portable_text import entry_of_column, greatest
from steelyard.sheets.spec import Kind, Sheet, Table, View
from steelyard.weigh.issues import track_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from steelyard.model.model import Model
    from steelyard.model.parts import CostHead, Counterpart, Step
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import At, Column
    from steelyard.weigh.plan_course import PlanCourse


class _Worth(NamedTuple):
    """What a step is worth while it is in force, in points, and when that is."""

    order: int
    next: int
    us: float
    them: float
    at_first: float
    """For the first step on a measure: what the other side has by the measure before it."""
    back_us: float
    back_them: float
    further: tuple[float, ...]
    """What each further counterpart has by it, compared with nothing."""
    by_stakeholder: tuple[float, ...]
    """What our side has by it by the weights of each stakeholder."""


class _Judged(NamedTuple):
    """What the counterpart's judgements make of a step."""

    key: str
    """Key of the judgement."""
    weight: float
    """As a part of a budget of 100."""
    effort: float
    """Share of a measure's cost that the level takes."""


class _Row(NamedTuple):
    """What the engine finds for one step."""

    step: Step
    worth: _Worth
    track: str
    position: int
    """Position of the level, counted from 1; 0 for an option."""
    group: str
    value: float
    """Value of the level; 0 for an option."""
    delay: int
    costs: tuple[float, ...]
    """On each cost head; 0 for a measure."""
    judged: tuple[_Judged, ...]
    """By the counterparts, the first of which the ledger shows as the other side."""

    @property
    def until(self) -> float | str:
        """Phase of the next step on the same track."""
        return "" if self.worth.next == NO_NEXT else self.worth.next // STEPS_KEPT


def sheet(model: Model) -> Sheet:
    """Plan steps."""
    return Sheet(
        name="Plan steps",
        kind=Kind.LIVE,
        title="Plan steps: what each step of the plan is worth while it is in force",
        purpose="A measure stands at a level until its next step; an option is in force until another of its track takes its place. "
        "What can be taken back is the share on Options.",
        tables=(_table(model),),
        since=3,
        view=View.VIEWPOINT,
    )


def _table(model: Model) -> Table[_Row]:
    return Table(
        name="plan_steps",
        rows=_rows,
        columns=(
            live("step", "id", 22, "Id of the step.", lambda at: at.row.step.id),
            live("phase", "count", 8, "Phase in which it is made.", lambda at: at.row.step.phase, lambda at: _on_plan(at, "phase")),
            live("kind", "id", 10, "measure or option.", lambda at: str(at.row.step.kind), lambda at: _on_plan(at, "kind")),
            live("item", "id", 22, "The measure or option.", lambda at: at.row.step.item, lambda at: _on_plan(at, ID_OF.format("item"))),
            live("level", "id", 13, "The level that the measure reaches.", lambda at: at.row.step.level, lambda at: _on_plan(at, "level") + '&""'),
            live("track", "id", 22, "What it moves: the measure, or the track of the option.", lambda at: at.row.track, _track),
            live("until", "count", 8, "Phase of the next step on the same track; empty where there is none.", lambda at: at.row.until, _until),
            live(OURS, "points", 9, "What our side has by it while it is in force; an option's cost counts below 0.", lambda at: at.row.worth.us, _ours),
            _to_them("their points", "points", 9, "What the other side has by it; a measure's cost counts below 0.", lambda row, _: row.worth.them, _theirs),
            _to_them(AT_FIRST, "points", 9, "What the other side has by the measure before the first step on it.", lambda row, _: row.worth.at_first, _at_first),
            live("back to us", "points", 9, "What our side recovers when all that can be is taken back.", lambda at: at.row.worth.back_us, _back_to_us),
            _to_them("back from them", "points", 10, "What the other side loses by that.", lambda row, _: row.worth.back_them, _back_from_them),
            live("delay", "count", 8, "Phases until it is back, where some can be taken back.", lambda at: at.row.delay, _delay),
            helper(live("position", "count", 9, "Position of the level, 1 for the lowest; 0 for an option.", lambda at: at.row.position, _position)),
            live("group", "id", 12, "Group of the measure.", lambda at: at.row.group, _group),
            live("value", "points", 9, "Value of the level, from 0 to 100.", lambda at: at.row.value, _value),
            _to_them("key", "id", 36, "The row of Counterpart that says what it is to the other side.", lambda _, judged: judged.key, _key),
            _to_them("weight", "points", 9, "Points of that row, as a share of the other side's budget of 100.", lambda _, judged: judged.weight, _weight),
            _to_them("effort", "plain", 9, "Share of the measure's cost that the level takes.", lambda _, judged: judged.effort, _effort),
            *(each for place, party in enumerate(model.counterparts[1:]) for each in _of_party(party.id, 2 + place)),
            *map(_cost_on, model.cost_heads, range(len(model.cost_heads))),
            *map(_by_weights_of, stakeholders_asked(model), range(len(model.stakeholders))),
            helper(live("order", "count", 16, "Phase and row on the sheet Plan as one number: the later of two steps on a track counts.", lambda at: at.row.worth.order, _order)),
            helper(live("next", "count", 16, "The order of the next step on the same track; a larger number than any where there is none.", lambda at: at.row.worth.next, _next)),
        ),
    )  # fmt: skip


def _to_them(
    heading: str,
    look: str,
    width: float,
    meaning: str,
    value: Callable[[_Row, _Judged], float | str],
    formula: Callable[[At[_Row]], str],
) -> Column[_Row]:
    """A column that is empty where there is no counterpart."""

    def of_row(at: At[_Row]) -> float | str | None:
        return value(at.row, at.row.judged[0]) if at.row.judged else None

    return live(heading, look, width, meaning, of_row, formula)


def _cost_on(head: CostHead, place: int) -> Column[_Row]:
    """What an option costs on one head, in whole ticks as caps count it."""

    def formula(at: At[_Row]) -> str:
        # Effects has points, which are what Costs says unless the head has a unit.
        source = at.table("costs" if head.scale else "effects")
        return _by_kind(at, "0", in_ticks(source.lookup(at.cell("item"), head.id)))

    return live(
        COST_ON + head.id,
        "points",
        12,
        "What the option costs on this head.",
        lambda at: at.row.costs[place],
        formula,
    )


def _by_weights_of(stakeholder: str, place: int) -> Column[_Row]:
    """What our side has by the step by the weights of a stakeholder, whose place is given."""

    def formula(at: At[_Row]) -> str:
        item = at.cell("item")
        cost = in_ticks(at.table("effects").lookup(item, heading))
        return _by_kind(at, our_measure(at.context, item, at.cell("value"), ALL + 1 + place), f"-{cost}")

    heading = BY_WEIGHTS_OF + stakeholder
    meaning = "What our side has by it by the stakeholder's own weights."
    return live(heading, "points", 12, meaning, lambda at: at.row.worth.by_stakeholder[place], formula)


# What the engine finds.


def _rows(context: Context) -> tuple[_Row, ...]:
    course = context.course
    if course is None:
        return ()
    worth = _worth_by_step(context, course)
    return tuple(
        (_measure_row if step.kind is StepKind.MEASURE else _option_row)(context, step, worth[step.id])
        for step in context.model.plan
    )


def _worth_by_step(context: Context, course: PlanCourse) -> dict[str, _Worth]:
    row = {step.id: at for at, step in enumerate(context.model.plan, 1)}
    tracks, found = course.course, {}
    for track, steps in enumerate(course.tracks):
        along = [course.steps[at] for at in steps]
        orders = [*(step.phase * STEPS_KEPT + row[step.id] for step in along), NO_NEXT]
        us, them, back_us, back_them = (
            (side[track] / TICKS).tolist()
            for side in (tracks.us, tracks.them, tracks.back_us, tracks.back_them)
        )
        # Place 0 of a track is the one before its first step.
        for place, step in enumerate(along, 1):
            begins = place == 1 and step.kind is StepKind.MEASURE
            found[step.id] = _Worth(
                order=orders[place - 1],
                next=orders[place],
                us=us[place],
                them=them[place],
                at_first=them[0] if begins else 0.0,
                back_us=back_us[place],
                back_them=back_them[place],
                further=tuple((gain[track][place] / TICKS).item() for gain in course.further),
                by_stakeholder=tuple((own[track][place] / TICKS).item() for own in course.by_stakeholder),
            )
    return found


def _measure_row(context: Context, step: Step, worth: _Worth) -> _Row:
    model, place = context.model, context.measures.index(step.item)
    level = model.levels.index(step.level)
    value, judged = float(context.weighing.values[place, level]), list[_Judged]()
    for party in model.counterparts:
        curve = party.effort[place]
        typed = None if curve is None else curve[level]
        judged.append(_judged(party, step, party.burden[place], value / PERCENT if typed is None else typed))
    return _Row(
        step=step,
        worth=worth,
        track=step.item,
        position=1 + level,
        group=model.measures[place].group,
        value=value,
        delay=0,
        costs=(0,) * len(model.cost_heads),
        judged=tuple(judged),
    )


def _option_row(context: Context, step: Step, worth: _Worth) -> _Row:
    model = context.model
    place = [option.id for option in model.options].index(step.item)
    option = model.options[place]
    return _Row(
        step=step,
        worth=worth,
        track=track_of(option),
        position=0,
        group="",
        value=0.0,
        delay=int(option.delay or 0) if option.snapback else 0,
        costs=tuple((ticks(np.array(option.costs)) / TICKS).tolist()),
        judged=tuple(_judged(party, step, party.worth[place], 0.0) for party in model.counterparts),
    )


def _judged(party: Counterpart, step: Step, points: float, effort: float) -> _Judged:
    weight = PERCENT * points / party.budget
    return _Judged(f"{party.id}/{step.kind}/{step.item}", weight, effort)


# The formulas.


def _by_kind(at: At[_Row], measure: str, option: str) -> str:
    """Formula text: one thing for a measure, another for an option."""
    return f'IF({at.cell("kind")}="{StepKind.MEASURE}",{measure},{option})'


def _on_plan(at: At[_Row], heading: str) -> str:
    return at.table("plan").lookup(at.cell("step"), heading)


def _track(at: At[_Row]) -> str:
    item = at.cell("item")
    track = at.table("options").lookup(item, "track")
    return _by_kind(at, item, f'IF({track}="","/"&{item},{track})')


def _until(at: At[_Row]) -> str:
    return f'IF({at.cell("next")}={NO_NEXT},"",INT({at.cell("next")}/{STEPS_KEPT}))'


def _ours(at: At[_Row]) -> str:
    item = at.cell("item")
    return _by_kind(at, our_measure(at.context, item, at.cell("value")), our_option(at.context, item))


def _theirs(at: At[_Row]) -> str:
    weight = at.cell("weight")
    cost = in_ticks(f"{weight}*{at.cell('effort')}")
    return _by_kind(at, f"-{cost}", in_ticks(weight))


def _at_first(at: At[_Row]) -> str:
    effort = typed_effort(at.context, at.cell("key"), entry_of_column(at.context.level_names(), "1"))
    cost = in_ticks(f"{at.cell('weight')}*{effort}")
    sooner = f"SUMPRODUCT({_same_track(at)}*({at.here.column('order')}<{at.cell('order')}))"
    return _by_kind(at, f"IF({sooner}=0,-{cost},0)", "0")


def _back_to_us(at: At[_Row]) -> str:
    return _by_kind(at, "0", in_ticks(f"-{_on_options(at, 'snapback')}*{at.cell(OURS)}"))


def _back_from_them(at: At[_Row]) -> str:
    return _by_kind(at, "0", in_ticks(f"{_on_options(at, 'snapback')}*{at.cell('their points')}"))


def _delay(at: At[_Row]) -> str:
    # Adding 0 makes a number of an empty cell.
    return _by_kind(at, "0", f"IF({_on_options(at, 'snapback')}>0,{_on_options(at, 'delay')}+0,0)")


def _on_options(at: At[_Row], heading: str) -> str:
    return at.table("options").lookup(at.cell("item"), heading)


def _position(at: At[_Row]) -> str:
    return _by_kind(at, f"MATCH({at.cell('level')},{at.context.level_names()},0)", "0")


def _group(at: At[_Row]) -> str:
    return _by_kind(at, f'{at.table("measures").lookup(at.cell("item"), "group")}&""', '""')


def _value(at: At[_Row]) -> str:
    return _by_kind(at, level_value(at.context, at.cell("item"), at.cell("position")), "0")


def _key(at: At[_Row], place: int = 1) -> str:
    """Formula text: the row of Counterpart for the step, of the party at this place among all parties."""
    return f'{at.table("parties").cell("party", place)}&"/"&{at.cell("kind")}&"/"&{at.cell("item")}'


def _weight(at: At[_Row]) -> str:
    given = at.table("counterpart").lookup(at.cell("key"), "weight")
    return f"{PERCENT}*{given}/{at.table('parties').cell('budget', 1)}"


def _effort(at: At[_Row]) -> str:
    return _effort_of(at, at.cell("key"))


def _effort_of(at: At[_Row], key: str) -> str:
    """Formula text: share of a measure's cost that the level takes, by a row of Counterpart."""
    effort = typed_effort(at.context, key, at.cell("level"))
    # Without a curve of its own, the cost of a measure goes by the value of the level.
    return _by_kind(at, f'IF({effort}="",{at.cell("value")}/{PERCENT},{effort})', "0")


def _of_party(party: str, place: int) -> tuple[Column[_Row], ...]:
    """What a further counterpart, whose place among all parties is given, makes of the step."""
    key, weight, effort = (each + party for each in (KEY_FOR, WEIGHT_FOR, EFFORT_FOR))

    def judged(at: At[_Row]) -> _Judged:
        return at.row.judged[place - 1]

    def in_full(at: At[_Row]) -> str:
        return at.table("party_points").lookup(at.cell(key), "points")

    def points(at: At[_Row]) -> str:
        cost = in_ticks(f"{at.cell(weight)}*{at.cell(effort)}")
        first = at.table("party_points").lookup(at.cell(key), AT_FIRST)
        return _by_kind(at, f"-{cost}-{first}", in_ticks(at.cell(weight)))

    return (
        live(key, "id", 36, "The row of Counterpart that says what it is to the party.", lambda at: judged(at).key, lambda at: _key(at, place)),
        live(weight, "points", 9, "Points of that row, as a share of its budget of 100.", lambda at: judged(at).weight, in_full),
        live(effort, "plain", 9, "Share of the measure's cost that the level takes.", lambda at: judged(at).effort, lambda at: _effort_of(at, at.cell(key))),
        live(POINTS_FOR + party, "points", 12, "What the party has by the step while it is in force, compared with nothing.", lambda at: at.row.worth.further[place - 2], points),
    )  # fmt: skip


def _order(at: At[_Row]) -> str:
    """Formula text: the phase, and the row of the step among those of Plan that are not empty."""
    steps, step = at.table("plan"), at.cell("step")
    ids = steps.column("id")
    above = f"(ROW({ids})-ROW({steps.heading_cell('id')})<=MATCH({step},{ids},0))"
    return f'{at.cell("phase")}*{STEPS_KEPT}+SUMPRODUCT(({ids}<>"")*{above})'


def _next(at: At[_Row]) -> str:
    # The greatest of an array finds the least order above this one without an array formula: the greatest distance
    # from NO_NEXT.
    orders = at.here.column("order")
    distance = f"{_same_track(at)}*({orders}>{at.cell('order')})*({NO_NEXT}-{orders})"
    return f"{NO_NEXT}-{greatest(distance)}"


def _same_track(at: At[_Row]) -> str:
    """Formula text: 1 for each step on the track of this one."""
    return "*".join(f"({at.here.column(name)}={at.cell(name)})" for name in ("kind", "track"))
