"""What the ledger of a plan means, in sentences: who is better off stopping, and who ends below no deal."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.packages.packages import TICKS
from steelyard.model.parts import PartyRole, StepKind
from steelyard.weigh.sentences import number_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.analysis.arrays import Bools, Ints
    from steelyard.weigh.plan_course import PlanCourse

HALVES = {StepKind.MEASURE: "measures", StepKind.OPTION: "options"}
"""Names of the half-steps of a phase."""

NOBODY_STOPS = "neither side is better off stopping on the way"
"""Where there is a counterpart."""

ALONE = "our side is not better off stopping on the way"
"""Where there is none."""

WORTH_NOTHING = ", even if the time after the plan is worth nothing"
"""What follows where no side needs a future."""

IF_WORTH = " if the time after the plan is worth what is stated: "
"""What follows where a side needs one."""

ENOUGH = " is enough; it is needed after the half-steps "

NEEDED = "to go on throughout, the time after the plan must be worth at least: "

STATED, NEEDED_AFTER = "stated ", "; needed after the half-steps "

ENDS = " ends the plan at "

SHORT, NOT_SHORT = " points below what it has with no deal", "no lower than what it has with no deal"
"""How a further counterpart ends the plan."""

LESS = "less than 0.1"
"""What is written for a number of points that would be rounded to 0."""

BELOW_AFTER = "; it is below that after the half-steps "


class Future(NamedTuple):
    """What one side needs of the time after the plan."""

    name: str
    stated: float
    least: float
    """The least that is enough, in points with one decimal."""
    after: str
    """The half-steps after which it would stop if the future were worth nothing."""
    goes_on: bool


def half_name(phase: int, kind: StepKind) -> str:
    """The name of a half-step."""
    return f"{phase} {HALVES[kind]}"


def listed(halves: Sequence[tuple[int, StepKind]], there: Bools) -> str:
    """The names of the half-steps where something holds.

    Args:
        halves: [h], the half-steps.
        there: [h], whether it holds after each.
    """
    return ", ".join(half_name(*half) for half, holds in zip(halves, there.tolist(), strict=True) if holds)


def futures(plan: PlanCourse, places: Ints, halves: Sequence[tuple[int, StepKind]]) -> tuple[Future, ...]:
    """What both sides need of the time after the plan; ours alone where there is no counterpart.

    Args:
        plan: the plan.
        places: [h + 1, t], before the first half-step and after each.
        halves: the half-steps that are looked at: all, or the first of them.
    """
    after = slice(1, 1 + len(halves))
    rests, least = plan.rests_on_future(places)[after], plan.least_future(places, after).tolist()
    staying = np.logical_and.reduce(plan.goes_on(places)[after], axis=0).tolist()
    return tuple(
        Future(name, plan.futures[side], least[side], listed(halves, rests[:, side]), staying[side])
        for side, name in enumerate(plan.sides)
    )


def going_on(sides: Sequence[Future]) -> str:
    """Whether a side is better off stopping at any half-step, and what the answer rests on."""
    short = [future_words(side) for side in sides if not side.goes_on]
    if short:
        return f"{NEEDED}{', '.join(short)}"
    nobody = NOBODY_STOPS if len(sides) > 1 else ALONE
    needy = [future_words(side) for side in sides if side.after]
    return f"{nobody}{IF_WORTH}{', '.join(needy)}" if needy else f"{nobody}{WORTH_NOTHING}"


def future_words(side: Future) -> str:
    """What one side needs of the time after the plan; empty where it needs nothing.

    >>> future_words(Future("Europe", stated=2.0, least=3.1, after="1 options", goes_on=False))
    'Europe 3.1 (stated 2.0; needed after the half-steps 1 options)'
    >>> future_words(Future("Europe", stated=4.0, least=3.1, after="1 options", goes_on=True))
    'Europe 4.0 (3.1 is enough; it is needed after the half-steps 1 options)'
    """
    stated, least = number_words(side.stated), number_words(side.least)
    if not side.goes_on:
        return f"{side.name} {least} ({STATED}{stated}{NEEDED_AFTER + side.after if side.after else ''})"
    return f"{side.name} {stated} ({least}{ENOUGH}{side.after})" if side.after else ""


def consenting(plan: PlanCourse) -> list[int]:
    """Places of the further counterparts that must accept, counted from 0 for the second counterpart."""
    return [at for at, role in enumerate(plan.model.roles[1:]) if role is not PartyRole.IS_SHOWN]


def standings(plan: PlanCourse, places: Ints, halves: Sequence[tuple[int, StepKind]]) -> list[str]:
    """How each further counterpart that must accept ends the plan, and where it is below no deal.

    Args:
        plan: the plan.
        places: [h + 1, t], before the first half-step and after each.
        halves: the half-steps that are looked at: all, or the first of them.
    """
    worth, accepts, no_deals = plan.standings(places), plan.accepts(places), plan.no_deals(places)
    return [
        standing(
            plan.model.counterparts[1 + at].id,
            float(worth[-1, at] / TICKS),
            float(no_deals[-1, 2 + at] / TICKS),
            accepts=bool(accepts[-1, at]),
            below=listed(halves, ~accepts[1 : 1 + len(halves), at]),
        )
        for at in consenting(plan)
    ]


def standing(name: str, ends: float, no_deal: float, *, accepts: bool, below: str) -> str:
    """How one further counterpart ends the plan.

    >>> standing("Damascus", 1.99, 2.0, accepts=False, below="")
    'Damascus ends the plan at 2.0, less than 0.1 points below what it has with no deal (2.0)'
    """
    gap = number_words(no_deal - ends)
    whether = NOT_SHORT if accepts else f"{LESS if gap == '0.0' else gap}{SHORT}"
    after = f"{BELOW_AFTER}{below}" if below else ""
    return f"{name}{ENDS}{number_words(ends)}, {whether} ({number_words(no_deal)}){after}"
