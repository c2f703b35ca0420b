"""The answers about the plan as labelled tables, one function for each question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from steelyard.analysis.packages.packages import TICKS
from steelyard.model.parts import THRESHOLD_KINDS, StepKind
from steelyard.weigh import issues
from steelyard.weigh.conditions import asked_by, enough, members
from steelyard.weigh.plan_course import plan_of
from steelyard.weigh.plan_sentences import HALVES, futures, going_on, standings
from steelyard.weigh.result import BY_KIND, Result, ResultColumn, Unit
from steelyard.weigh.sentences import number_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.analysis.arrays import Floats, Ints
    from steelyard.model.parts import Rule
    from steelyard.weigh.plan_course import PlanCourse
    from steelyard.weigh.result import ResultValue
    from steelyard.weigh.weighing import Weighing

    Halves = list[tuple[int, StepKind]]

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
    ResultColumn("loss_taken_back", "and takes back what it can", Unit.POINTS),
    ResultColumn("to_come", "still to come", Unit.POINTS),
    ResultColumn("future", "future must be worth", Unit.POINTS),
    ResultColumn("goes_on", "goes on", Unit.YES_NO),
)

_SNAPBACK = (
    ResultColumn("scenario", "scenario", Unit.TEXT, "all_scenarios"),
    ResultColumn("option", "option", Unit.TEXT, "options"),
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
    places, halves = _course(plan, optimise=optimise)
    which = "best order" if optimise else "plan as it stands"
    said = "; ".join([going_on(futures(plan, places, halves)), *standings(plan, places, halves)])
    title = (
        f"Ledger of the {which}: {_phases(len(halves) // 2)}, "
        f"greatest exposure {number_words(_greatest_exposure(plan, places))}; {said}"
    )
    rows = tuple(_ledger_rows(plan, places, halves))
    return Result("best_plan" if optimise else "plan", title, _LEDGER, rows, keys=3)


def best_ledger(weighing: Weighing) -> Result:
    """The same for the order in which the greatest exposure of any side is least."""
    return ledger(weighing, optimise=True)


def _course(plan: PlanCourse, *, optimise: bool) -> tuple[Ints, Halves]:
    """The places before the first half-step and after each, and the half-steps.

    Raises:
        BrokenPlan: a condition does not hold when an option is released, or no order keeps the rules.
    """
    if not optimise:
        plan.require_sound()
        return plan.places, list(plan.halves)
    places = plan.best_places
    return places, [(1 + h // 2, (StepKind.MEASURE, StepKind.OPTION)[h % 2]) for h in range(len(places) - 1)]


def plan_futures(weighing: Weighing, *, optimise: bool = False) -> Result:
    """What each side needs of the time after the plan, so that it is never better off stopping.

    Args:
        weighing: the model from a viewpoint.
        optimise: of the best order, not of the plan as it stands.

    Raises:
        BrokenPlan: a condition does not hold when an option is released; the message names it.
    """
    plan = plan_of(weighing)
    found = futures(plan, *_course(plan, optimise=optimise))
    return Result(
        "plan_futures",
        "What the time after the plan must be worth, so that no side is better off stopping on the way",
        (
            ResultColumn("side", "side", Unit.TEXT),
            ResultColumn("stated", "stated", Unit.POINTS),
            ResultColumn("least", "least that is enough", Unit.POINTS),
            ResultColumn("after", "needed after the half-steps", Unit.TEXT),
            ResultColumn("goes_on", "goes on", Unit.YES_NO),
        ),
        tuple((side.name, side.stated, side.least, side.after, side.goes_on) for side in found),
    )


def plan_parties(weighing: Weighing, *, optimise: bool = False) -> Result:
    """What the package in force is worth to each further counterpart after each half-step.

    Args:
        weighing: the model from a viewpoint.
        optimise: of the best order, not of the plan as it stands.

    Raises:
        BrokenPlan: a condition does not hold when an option is released; the message names it.
    """
    plan = plan_of(weighing)
    places, halves = _course(plan, optimise=optimise)
    return Result(
        "plan_parties",
        "Further counterparts: what the package in force is worth to them after each half-step",
        (
            _PHASE,
            ResultColumn("half", "half-step", Unit.TEXT),
            ResultColumn("party", "party", Unit.TEXT),
            ResultColumn("role", "role", Unit.TEXT),
            ResultColumn("value", "has", Unit.POINTS),
            ResultColumn("reservation", "with no deal", Unit.POINTS),
            ResultColumn("accepts", "no lower", Unit.YES_NO),
        ),
        tuple(_party_rows(plan, places, halves)),
        keys=3,
    )


def _party_rows(
    plan: PlanCourse, places: Ints, halves: list[tuple[int, StepKind]]
) -> Iterator[tuple[ResultValue, ...]]:
    worth, accepts, no_deals = plan.standings(places), plan.accepts(places), plan.no_deals(places)
    further = [*zip(plan.model.counterparts[1:], plan.model.roles[1:], strict=True)]
    for h, (phase, kind) in enumerate(halves, 1):
        for at, (party, role) in enumerate(further):
            has, no_deal = float(worth[h, at] / TICKS), float(no_deals[h, 2 + at] / TICKS)
            yield phase, HALVES[kind], party.id, str(role), has, no_deal, bool(accepts[h, at])


def _phases(count: int) -> str:
    return f"{count} phase" if count == 1 else f"{count} phases"


def _greatest_exposure(plan: PlanCourse, places: Ints) -> float:
    return int(plan.ledger(places).exposure.max()) / TICKS


def _ledger_rows(
    plan: PlanCourse, places: Ints, halves: list[tuple[int, StepKind]]
) -> Iterator[tuple[ResultValue, ...]]:
    book, needed, delays = plan.ledger(places), plan.future_needed(places), plan.delay(places)
    goes_on = plan.goes_on(places)
    net = book.received - book.given
    for h, (phase, kind) in enumerate(halves, 1):
        for side, name in enumerate(plan.sides):
            parts = (book.given, book.received, book.exposure, book.recovered)
            yield (
                phase,
                HALVES[kind],
                name,
                *(float(part[h, side] / TICKS) for part in parts),
                delays[h] if side == 0 else None,  # only our side takes anything back
                float(book.loss[h, side] / TICKS),
                float(book.loss_taken_back[h, side] / TICKS),
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
            ResultColumn("item", "item", Unit.TEXT, BY_KIND),
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
                asked_by(model, rule),
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
