"""The answers about the plan as labelled tables, one function for each question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from steelyard.analysis.packages.packages import TICKS
from steelyard.model.parts import THRESHOLD_KINDS, StepKind
from steelyard.weigh import issues
from steelyard.weigh.conditions import asked_by, enough, members
from steelyard.weigh.plan_course import plan_of
from steelyard.weigh.result import Result, ResultColumn, Unit
from steelyard.weigh.sentences import number_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.analysis.arrays import Floats, Ints
    from steelyard.model.parts import Rule
    from steelyard.weigh.plan_course import PlanCourse
    from steelyard.weigh.result import ResultValue
    from steelyard.weigh.weighing import Weighing

HALVES = {StepKind.MEASURE: "measures", StepKind.OPTION: "options"}
"""Names of the half-steps of a phase."""

_PHASE = ResultColumn("phase", "phase", Unit.COUNT)

_LEDGER = (
    _PHASE,
    ResultColumn("half", "half-step", Unit.TEXT),
    ResultColumn("side", "side", Unit.TEXT),
    ResultColumn("given", "given", Unit.POINTS),
    ResultColumn("received", "received", Unit.POINTS),
    ResultColumn("exposure", "exposure", Unit.POINTS),
    ResultColumn("recovered", "back by snapback", Unit.POINTS),
    ResultColumn("delay", "after phases", Unit.COUNT),
    ResultColumn("loss", "loses if the other stops", Unit.POINTS),
    ResultColumn("to_come", "still to come", Unit.POINTS),
    ResultColumn("future", "future must be worth", Unit.POINTS),
    ResultColumn("goes_on", "goes on", Unit.YES_NO),
)

_SNAPBACK = (
    ResultColumn("scenario", "scenario", Unit.TEXT),
    ResultColumn("option", "option", Unit.TEXT),
    ResultColumn("rule", "rule", Unit.TEXT),
    ResultColumn("asks", "falls short of", Unit.TEXT),
    ResultColumn("withdrawn", "withdraws", Unit.SHARE),
    ResultColumn("recovered", "back to us", Unit.POINTS),
    ResultColumn("lost", "they lose", Unit.POINTS),
    ResultColumn("delay", "after phases", Unit.COUNT),
)


def ledger(weighing: Weighing, *, optimise: bool = False) -> Result:
    """What both sides have given and received after each half-step, and what they can lose.

    Args:
        weighing: the model from a viewpoint.
        optimise: show the best order, not the plan as it stands.

    Raises:
        BrokenPlan: a condition does not hold when an option is released; the message names it.
    """
    plan = plan_of(weighing)
    if optimise:
        places = plan.best_places
        halves = [(1 + h // 2, (StepKind.MEASURE, StepKind.OPTION)[h % 2]) for h in range(len(places) - 1)]
    else:
        plan.require_sound()
        places, halves = plan.places, list(plan.halves)
    which = "best order" if optimise else "plan as it stands"
    title = (
        f"Ledger of the {which}: {_phases(len(halves) // 2)}, "
        f"greatest exposure {number_words(_greatest_exposure(plan, places))}; {_futures_needed(plan, places)}"
    )
    rows = tuple(_ledger_rows(plan, places, halves))
    return Result("best_plan" if optimise else "plan", title, _LEDGER, rows, keys=3)


def best_ledger(weighing: Weighing) -> Result:
    """The same for the order in which the greatest exposure of any side is least."""
    return ledger(weighing, optimise=True)


def _phases(count: int) -> str:
    return f"{count} phase" if count == 1 else f"{count} phases"


def _greatest_exposure(plan: PlanCourse, places: Ints) -> float:
    return int(plan.ledger(places).exposure.max()) / TICKS


def _futures_needed(plan: PlanCourse, places: Ints) -> str:
    """Whether no side is better off stopping at any half-step, or what the future must be worth for that."""
    needed = (plan.future_needed(places).max(axis=0) / TICKS).tolist()
    staying = np.logical_and.reduce(plan.goes_on(places), axis=0).tolist()
    short = [
        f"{side} {number_words(worth)} (stated {number_words(stated)})"
        for side, worth, stated, stays in zip(_sides(plan), needed, plan.futures, staying, strict=True)
        if not stays
    ]
    if not short:
        return "neither side is better off stopping on the way"
    return f"to go on throughout, the future must be worth at least: {', '.join(short)}"


def _sides(plan: PlanCourse) -> tuple[str, str]:
    return plan.model.settings.our_side, plan.model.counterparts[0].id


def _ledger_rows(
    plan: PlanCourse, places: Ints, halves: list[tuple[int, StepKind]]
) -> Iterator[tuple[ResultValue, ...]]:
    book, needed, delays = plan.ledger(places), plan.future_needed(places), plan.delay(places)
    goes_on = plan.goes_on(places)
    net = book.received - book.given
    for h, (phase, kind) in enumerate(halves, 1):
        for side, name in enumerate(_sides(plan)):
            parts = (book.given, book.received, book.exposure, book.recovered)
            yield (
                phase,
                HALVES[kind],
                name,
                *(float(part[h, side] / TICKS) for part in parts),
                delays[h] if side == 0 else None,  # only our side takes anything back
                float(book.loss[h, side] / TICKS),
                float((net[-1, side] - net[h, side]) / TICKS),
                float(needed[h, side] / TICKS),
                bool(goes_on[h, side]),
            )


def order(weighing: Weighing) -> Result:
    """The order in which the greatest exposure of any side is least; of several, one with fewest phases."""
    plan = plan_of(weighing)
    phases = plan.best_phases
    then, now = (number_words(_greatest_exposure(plan, at)) for at in (plan.best_places, plan.places))
    rows = sorted(
        (
            (step.id, phases[step.id], step.phase, step.kind.value, step.item, step.level or None)
            for step in plan.steps
        ),
        key=lambda row: (row[1], row[3] == StepKind.OPTION.value, row[2], row[0]),
    )
    return Result(
        "order",
        f"Order with the least exposure: greatest {then} in {_phases(max(phases.values()))}, "
        f"in the plan as it stands {now} in {_phases(len(plan.halves) // 2)}",
        (
            ResultColumn("step", "step", Unit.TEXT),
            _PHASE,
            ResultColumn("planned", "planned phase", Unit.COUNT),
            ResultColumn("kind", "kind", Unit.TEXT),
            ResultColumn("item", "item", Unit.TEXT),
            ResultColumn("level", "level", Unit.TEXT),
        ),
        tuple(rows),
    )


def fallen_short(weighing: Weighing, rule: Rule, scenario: int) -> bool:
    """Whether too few of the measures that a threshold rule names are at its level in a scenario."""
    lowest = weighing.model.levels.index(rule.level)
    there = sum(weighing.levels[m, scenario] >= lowest for m in members(weighing.model, rule))
    return bool(there < enough(weighing.model, rule))


def snapback(weighing: Weighing) -> Result:
    """Which shortfall withdraws what: for every scenario, the rules that it does not meet.

    A rule withdraws its share of what can be taken back of its option. Of several rules on one option, the
    greatest share counts.
    """
    return Result(
        "snapback",
        "Snapback: which shortfall withdraws what of a released option; of several, the greatest counts",
        _SNAPBACK,
        tuple(_snapback_rows(weighing)),
        keys=3,
    )


def _snapback_rows(weighing: Weighing) -> Iterator[tuple[ResultValue, ...]]:
    model, worth = weighing.model, _counterpart_worth(weighing)
    place = {option.id: o for o, option in enumerate(model.options)}
    rules = [
        rule
        for rule in model.rules
        if rule.kind in THRESHOLD_KINDS and model.options[place[rule.option]].snapback
    ]
    for d, scenario in enumerate(weighing.scenarios):
        for rule in rules:
            if not fallen_short(weighing, rule, d):
                continue
            o = place[rule.option]
            share = (model.options[o].snapback or 0.0) * (1.0 if rule.withdraws is None else rule.withdraws)
            yield (
                scenario.id,
                rule.option,
                rule.id,
                asked_by(rule),
                share,
                float(share * weighing.cost[o]),
                float(share * worth[o]),
                int(model.options[o].delay or 0),
            )


def _counterpart_worth(weighing: Weighing) -> Floats:
    """[o], points of every option to the first counterpart; 0 where there is none."""
    model = weighing.model
    if not model.counterparts:
        return np.zeros(len(model.options))
    return issues.counterpart_points(model, model.counterparts[0])[1]
