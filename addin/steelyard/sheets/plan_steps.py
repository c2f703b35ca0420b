"""Plan steps: what each step of the plan is worth while it is in force, live.

A step's phase and its row on the sheet Plan make one number, its order: of two steps on one track the one of
the higher order takes the other's place, in the same phase too. So a step is in force as long as its own
order is reached, and the order of the next one is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from steelyard.analysis.packages.packages import TICKS, ticks
from steelyard.model.parts import StepKind
from steelyard.sheets.formula_text import (
    NO_NEXT,
    PERCENT,
    STEPS_KEPT,
    in_ticks,
    level_value,
    our_measure,
    our_option,
)
from steelyard.sheets.headings import EFFORT, OURS
from steelyard.sheets.spec import Formula
from steelyard.weigh.issues import track_of

if TYPE_CHECKING:
    from steelyard.model.parts import Step
    from steelyard.sheets.context import Context
    from steelyard.sheets.shares import Rows
    from steelyard.sheets.spec import Content
    from steelyard.weigh.plan_course import Plan


@dataclass(frozen=True, slots=True)
class StepWorth:
    """What the engine says of one step, in points."""

    track: str
    order: int
    next: int
    us: float
    them: float
    at_first: float
    back_us: float
    back_them: float


def plan_steps(book: Context) -> Rows:
    """One row a step, in the order of the sheet Plan."""
    plan = book.course
    if plan is None:
        return ()
    worth = _worth_by_step(book, plan)
    return tuple(_step(book, row, step, worth[step.id]) for row, step in enumerate(book.model.plan))


def _worth_by_step(book: Context, plan: Plan) -> dict[str, StepWorth]:
    row = {step.id: at for at, step in enumerate(book.model.plan, 1)}
    options = {option.id: option for option in book.model.options}
    course, found = plan.course, {}
    for t, steps in enumerate(plan.tracks):
        along = [plan.steps[at] for at in steps]
        orders = [step.phase * STEPS_KEPT + row[step.id] for step in along]
        for place, step in enumerate(along, 1):
            values = (course.us, course.them, course.back_us, course.back_them)
            us, them, back_us, back_them = (float(side[t][place] / TICKS) for side in values)
            begins = place == 1 and step.kind is StepKind.MEASURE
            found[step.id] = StepWorth(
                track=step.item if step.kind is StepKind.MEASURE else track_of(options[step.item]),
                order=orders[place - 1],
                next=(*orders, NO_NEXT)[place],
                us=us,
                them=them,
                at_first=float(course.them[t][0] / TICKS) if begins else 0.0,
                back_us=back_us,
                back_them=back_them,
            )
    return found


def _step(book: Context, row: int, step: Step, worth: StepWorth) -> tuple[Content, ...]:
    here, plan = book.tables["plan_steps"].here, book.tables["plan"]
    own, item, order, following = (here.cell(name, row) for name in ("step", "item", "order", "next"))
    is_measure = step.kind is StepKind.MEASURE
    model = book.model
    group = next((m.group for m in model.measures if is_measure and m.id == step.item), "")
    place = 1 + model.levels.index(step.level) if is_measure else 0
    return (
        step.id,
        Formula(plan.lookup(own, "phase"), step.phase),
        Formula(plan.lookup(own, "kind"), str(step.kind)),
        Formula(plan.lookup(own, "item"), step.item),
        Formula(f'{plan.lookup(own, "level")}&""', step.level),
        Formula(_track(book, row), worth.track),
        Formula(
            f'IF({following}={NO_NEXT},"",INT({following}/{STEPS_KEPT}))',
            "" if worth.next == NO_NEXT else worth.next // STEPS_KEPT,
        ),
        Formula(_ours(book, row), worth.us),
        *_theirs(book, row, worth),
        *_taken_back(book, row, step, worth),
        Formula(_by_kind(book, row, f"MATCH({here.cell('level', row)},{book.level_names()},0)", "0"), place),
        Formula(_by_kind(book, row, f'{book.tables["measures"].lookup(item, "group")}&""', '""'), group),
        Formula(
            _by_kind(book, row, level_value(book, item, here.cell("position", row)), "0"),
            _value(book, step),
        ),
        *_to_them(book, row, step),
        *_costs(book, row, step),
        Formula(f"{here.cell('phase', row)}*{STEPS_KEPT}+{_row_of(book, own)}", worth.order),
        Formula(
            f"{NO_NEXT}-SUMPRODUCT(MAX({_same_track(book, row)}*({here.column('order')}>{order})"
            f"*({NO_NEXT}-{here.column('order')})))",
            worth.next,
        ),
    )


def _value(book: Context, step: Step) -> float:
    if step.kind is StepKind.OPTION:
        return 0.0
    return float(book.weighing.values[book.measures.index(step.item), book.model.levels.index(step.level)])


def _by_kind(book: Context, row: int, measure: str, option: str) -> str:
    """Formula text: one thing for a measure, another for an option."""
    return f'IF({book.tables["plan_steps"].here.cell("kind", row)}="{StepKind.MEASURE}",{measure},{option})'


def _row_of(book: Context, own: str) -> str:
    """Formula text: the row of a step among those of the sheet Plan, empty ones aside."""
    plan = book.tables["plan"]
    ids, head = plan.column("id"), plan.headings_range("id", "id").split(":")[0]
    return f'SUMPRODUCT(({ids}<>"")*(ROW({ids})-ROW({head})<=MATCH({own},{ids},0)))'


def _track(book: Context, row: int) -> str:
    item = book.tables["plan_steps"].here.cell("item", row)
    track = book.tables["options"].lookup(item, "track")
    return _by_kind(book, row, item, f'IF({track}="","/"&{item},{track})')


def _same_track(book: Context, row: int) -> str:
    """Formula text: 1 for each step on the track of this one."""
    here = book.tables["plan_steps"].here
    return "*".join(f"({here.column(name)}={here.cell(name, row)})" for name in ("kind", "track"))


def _ours(book: Context, row: int) -> str:
    here = book.tables["plan_steps"].here
    item = here.cell("item", row)
    return _by_kind(book, row, our_measure(book, item, here.cell("value", row)), our_option(book, item))


def _theirs(book: Context, row: int, worth: StepWorth) -> tuple[Content, Content]:
    """What the other side has by the step, and by the measure before its first one."""
    if not book.model.counterparts:
        return None, None
    here = book.tables["plan_steps"].here
    weight, effort = here.cell("weight", row), here.cell("effort", row)
    at_lowest = _effort(book, row, f"INDEX({book.level_names()},1)")
    sooner = f"SUMPRODUCT({_same_track(book, row)}*({here.column('order')}<{here.cell('order', row)}))"
    measure, start = (f"-{in_ticks(f'{weight}*{share}')}" for share in (effort, at_lowest))
    return (
        Formula(_by_kind(book, row, measure, in_ticks(weight)), worth.them),
        Formula(_by_kind(book, row, f"IF({sooner}=0,{start},0)", "0"), worth.at_first),
    )


def _effort(book: Context, row: int, level: str) -> str:
    """Formula text: the share of a measure's cost that a level takes, as typed."""
    return book.tables["counterpart"].crossing(
        book.tables["plan_steps"].here.cell("key", row), f'"{EFFORT}"&{level}'
    )


def _to_them(book: Context, row: int, step: Step) -> tuple[Content, ...]:
    """Where the other side's judgement of the step stands, with its weight and the level's effort."""
    if not book.model.counterparts:
        return None, None, None
    here, parties = book.tables["plan_steps"].here, book.tables["parties"]
    party = book.model.counterparts[0]
    key = f'{parties.cell("party", 1)}&"/"&{here.cell("kind", row)}&"/"&{here.cell("item", row)}'
    given = book.tables["counterpart"].lookup(here.cell("key", row), "weight")
    effort = _effort(book, row, here.cell("level", row))
    if step.kind is StepKind.MEASURE:
        at = book.measures.index(step.item)
        points, curve = party.burden[at], party.effort[at]
        typed = None if curve is None else curve[book.model.levels.index(step.level)]
        share = _value(book, step) / PERCENT if typed is None else typed
    else:
        points, share = party.worth[[part.id for part in book.model.options].index(step.item)], 0.0
    return (
        Formula(key, f"{party.id}/{step.kind}/{step.item}"),
        Formula(
            f"{PERCENT}*{given}/{parties.cell('budget', 1)}",
            PERCENT * points / sum((*party.worth, *party.burden)),
        ),
        Formula(
            _by_kind(book, row, f'IF({effort}="",{here.cell("value", row)}/{PERCENT},{effort})', "0"), share
        ),
    )


def _taken_back(book: Context, row: int, step: Step, worth: StepWorth) -> tuple[Content, ...]:
    """What our side recovers, what the other loses by that, and how long it takes."""
    here, options = book.tables["plan_steps"].here, book.tables["options"]
    item = here.cell("item", row)
    share, delay = (options.lookup(item, heading) for heading in ("snapback", "delay"))
    option = next((part for part in book.model.options if part.id == step.item), None)
    released = option if step.kind is StepKind.OPTION else None
    waits = int(released.delay or 0) if released and released.snapback else 0
    ours, theirs = (here.cell(heading, row) for heading in (OURS, "their points"))
    return (
        Formula(_by_kind(book, row, "0", in_ticks(f"-{share}*{ours}")), worth.back_us),
        Formula(_by_kind(book, row, "0", in_ticks(f"{share}*{theirs}")), worth.back_them)
        if book.model.counterparts
        else None,
        Formula(_by_kind(book, row, "0", f"IF({share}>0,{delay}+0,0)"), waits),
    )


def _costs(book: Context, row: int, step: Step) -> tuple[Content, ...]:
    """What the option costs on each head, in whole ticks as caps count it."""
    here, effects = book.tables["plan_steps"].here, book.tables["effects"]
    released = step.kind is StepKind.OPTION
    costs = next((part.costs for part in book.model.options if released and part.id == step.item), None)
    return tuple(
        Formula(
            _by_kind(book, row, "0", in_ticks(effects.lookup(here.cell("item", row), head))),
            0 if costs is None else float(ticks(np.array(costs[at])) / TICKS),
        )
        for at, head in enumerate(book.heads)
    )
