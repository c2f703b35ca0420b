"""The answers about the plan as labelled tables, one function a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from steelyard.analysis.packages.packages import TICKS
from steelyard.model.parts import StepKind
from steelyard.weigh import issues
from steelyard.weigh.conditions import THRESHOLD_KINDS, asked_by, enough, members
from steelyard.weigh.plan_course import Plan
from steelyard.weigh.result import Column, Table, Unit
from steelyard.weigh.sentences import shown

if TYPE_CHECKING:
    from steelyard.analysis.arrays import Ints
    from steelyard.model.parts import Rule
    from steelyard.weigh.result import Entry
    from steelyard.weigh.weighing import Weighing

HALVES = {StepKind.MEASURE: "measures", StepKind.OPTION: "options"}
"""What the half-steps of a phase are called."""

_PHASE = Column("phase", "phase", Unit.COUNT)


def ledger(weighing: Weighing, *, optimise: bool = False) -> Table:
    """What both sides have given and received after each half-step, and stand to lose.

    Raises:
        BrokenPlan: a condition does not hold when an option is released; the message names it.
    """
    plan = Plan(weighing)
    if optimise:
        places = plan.best_places
        halves = [(1 + h // 2, (StepKind.MEASURE, StepKind.OPTION)[h % 2]) for h in range(len(places) - 1)]
    else:
        plan.require_sound()
        places, halves = plan.places, list(plan.halves)
    greatest = int(plan.ledger(places).exposure.max()) / TICKS
    which = "best order" if optimise else "plan as it stands"
    title = (
        f"Ledger of the {which}: {_counted(len(halves) // 2)}, greatest exposure {shown(greatest)}; "
        f"{_held(plan, places)}"
    )
    return Table(
        "best_plan" if optimise else "plan", title, _COLUMNS, tuple(_rows(plan, places, halves)), keys=3
    )


def best_ledger(weighing: Weighing) -> Table:
    """The same for the order with the least greatest exposure of the larger side."""
    return ledger(weighing, optimise=True)


_COLUMNS = (
    _PHASE,
    Column("half", "half-step", Unit.TEXT),
    Column("side", "side", Unit.TEXT),
    Column("given", "given", Unit.POINTS),
    Column("received", "received", Unit.POINTS),
    Column("exposure", "exposure", Unit.POINTS),
    Column("recovered", "back by snapback", Unit.POINTS),
    Column("delay", "after phases", Unit.COUNT),
    Column("loss", "loses if the other stops", Unit.POINTS),
    Column("to_come", "still to come", Unit.POINTS),
    Column("future", "future must be worth", Unit.POINTS),
    Column("goes_on", "goes on", Unit.YES_NO),
)


def _counted(phases: int) -> str:
    return f"{phases} phase" if phases == 1 else f"{phases} phases"


def futures(plan: Plan) -> tuple[float, float]:
    """Points that the time after the plan is worth to our side and to the other."""
    return plan.model.settings.future or 0.0, plan.model.counterparts[0].future or 0.0


def _held(plan: Plan, places: Ints) -> str:
    """Whether both sides go on at every half-step, or what the future must be worth for that."""
    needed = plan.future_needed(places).max(axis=0) / TICKS
    sides = _sides(plan)
    short = [
        f"{sides[s]} {shown(float(needed[s]))} (stated {shown(futures(plan)[s])})"
        for s in (0, 1)
        if needed[s] > futures(plan)[s] + 0.5 / TICKS
    ]
    if not short:
        return "neither side is better off stopping on the way"
    return f"to go on throughout, the future must be worth at least: {', '.join(short)}"


def _sides(plan: Plan) -> tuple[str, str]:
    return plan.model.settings.our_side, plan.model.counterparts[0].id


def _rows(plan: Plan, places: Ints, halves: list[tuple[int, StepKind]]) -> list[tuple[Entry, ...]]:
    book, needed, waits = plan.ledger(places), plan.future_needed(places), plan.delay(places)
    net = book.received - book.given
    rows: list[tuple[Entry, ...]] = []
    for h, (phase, kind) in enumerate(halves, 1):
        for side, name in enumerate(_sides(plan)):
            points = (book.given, book.received, book.exposure, book.recovered)
            rows.append(
                (
                    phase,
                    HALVES[kind],
                    name,
                    *(float(part[h, side] / TICKS) for part in points),
                    waits[h] if side == 0 else None,
                    float(book.loss[h, side] / TICKS),
                    float((net[-1, side] - net[h, side]) / TICKS),
                    float(needed[h, side] / TICKS),
                    bool(needed[h, side] / TICKS <= futures(plan)[side] + 0.5 / TICKS),
                )
            )
    return rows


def order(weighing: Weighing) -> Table:
    """The order of the plan with the least greatest exposure of the larger side, then the fewest phases."""
    plan = Plan(weighing)
    phases = plan.best_phases
    now, then = (
        int(plan.ledger(places).exposure.max()) / TICKS for places in (plan.places, plan.best_places)
    )
    rows = sorted(
        (
            (step.id, phases[step.id], step.phase, step.kind.value, step.item, step.level or None)
            for step in plan.steps
        ),
        key=lambda row: (row[1], row[3] == StepKind.OPTION.value, row[2], row[0]),
    )
    return Table(
        "order",
        f"Order with the least exposure: greatest {shown(then)} in {_counted(max(phases.values()))}, "
        f"in the plan as it stands {shown(now)} in {_counted(len(plan.halves) // 2)}",
        (
            Column("step", "step", Unit.TEXT),
            _PHASE,
            Column("planned", "planned phase", Unit.COUNT),
            Column("kind", "kind", Unit.TEXT),
            Column("item", "item", Unit.TEXT),
            Column("level", "level", Unit.TEXT),
        ),
        tuple(rows),
    )


def fallen_short(weighing: Weighing, rule: Rule, scenario: int) -> bool:
    """Whether too few of the measures that a threshold rule names stand high enough in a scenario."""
    lowest = weighing.model.levels.index(rule.level)
    there = sum(weighing.levels[m, scenario] >= lowest for m in members(weighing.model, rule))
    return bool(there < enough(weighing.model, rule))


def snapback(weighing: Weighing) -> Table:
    """Which shortfall withdraws what: for every scenario, the rules of each option that it falls short of.

    A rule withdraws its share of what can be taken back of its option; of several, the greatest counts.
    """
    model = weighing.model
    costs, worth = weighing.cost, np.zeros(len(model.options))
    if model.counterparts:
        worth = issues.counterpart_points(model, model.counterparts[0])[1]
    place = {option.id: o for o, option in enumerate(model.options)}
    rows: list[tuple[Entry, ...]] = []
    for d, scenario in enumerate(weighing.scenarios):
        for rule in model.rules:
            if rule.kind not in THRESHOLD_KINDS or not model.options[place[rule.option]].snapback:
                continue
            if not fallen_short(weighing, rule, d):
                continue
            o = place[rule.option]
            share = (model.options[o].snapback or 0.0) * (1.0 if rule.withdraws is None else rule.withdraws)
            rows.append(
                (
                    scenario.id,
                    rule.option,
                    rule.id,
                    asked_by(rule),
                    share,
                    float(share * costs[o]),
                    float(share * worth[o]),
                    int(model.options[o].delay or 0),
                )
            )
    return Table(
        "snapback",
        "Snapback: which shortfall withdraws what of a released option; of several, the greatest counts",
        (
            Column("scenario", "scenario", Unit.TEXT),
            Column("option", "option", Unit.TEXT),
            Column("rule", "rule", Unit.TEXT),
            Column("asks", "falls short of", Unit.TEXT),
            Column("withdrawn", "withdraws", Unit.SHARE),
            Column("recovered", "back to us", Unit.POINTS),
            Column("lost", "they lose", Unit.POINTS),
            Column("delay", "after phases", Unit.COUNT),
        ),
        tuple(rows),
        keys=3,
    )
