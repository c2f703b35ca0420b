"""The cheapest set of further delivery steps that makes an option an offer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.arrays import Floats, Ints
from steelyard.analysis.conditions import Thresholds
from steelyard.analysis.unlocking.halves import LISTED
from steelyard.analysis.unlocking.search import Answer, search
from steelyard.analysis.unlocking.task import TICK, UNITS, task

if TYPE_CHECKING:
    from steelyard.analysis.unlocking.task import Task


class Within(NamedTuple):
    """How far the answer is searched for."""

    labels: int = 40_000
    """Labels that the search may open; this takes some seconds."""
    listed: int = LISTED
    """Entries that a half of the measures may have to be listed."""


WITHIN = Within()
"""How far it is searched for everywhere."""


class Steps(NamedTuple):
    """The levels after the steps, and what the steps cost and earn."""

    levels: Ints
    """[m], the levels reached."""
    effort: float
    """Points that the counterpart spends on the steps."""
    steps: int
    """Number of single steps from level to level."""
    points: float
    """Points that the option earns at the levels reached."""
    least: float | None = None
    """None where the steps are proven to be the cheapest. Otherwise the search was ended, and no steps cost
    less than this number of points."""


def cheapest_steps(
    points: Floats,
    need: float,
    levels: Ints,
    effort: Floats,
    thresholds: Thresholds,
    *,
    within: Within = WITHIN,
) -> Steps | None:
    """The cheapest further delivery steps after which the option pays and all its conditions hold.

    Of all levels' ≥ levels with Σ_m points[m, levels'[m]] ≥ need − SAME that meet every threshold, the
    answer has the least effort for the counterpart, Σ_m effort[m, levels'[m]] − effort[m, levels[m]], in
    whole ticks of 1e-6 points; of several, the fewest single steps; then the most points, in whole ticks
    too; then the lexicographically smallest levels, so that there is only one answer.

    Points and effort are whole units of 1e-12 points, so that the answer is exact. A best-first search finds
    it and proves it; where many answers are alike, the measures are listed in two halves. Only if both need
    too much, the answer is a good one, and `least` says what any answer costs at least. How far the
    search goes is counted, not timed: the same task has the same answer everywhere.

    Args:
        points: [m, l], what the option earns on each measure at each level, non-decreasing in l.
        need: points that it must earn: its cost.
        levels: [m], the present level of each measure.
        effort: [m, l], points that the counterpart spends at each level, non-decreasing in l.
        thresholds: conditions of the option and its companions, all of which must hold; the options in it
            do not matter.
        within: how far the answer is searched for.

    Returns:
        The steps (`steps` is 0 if nothing is lacking), or None if even the highest levels do not suffice.

    >>> cheapest_steps(
    ...     points=np.array([[0.0, 10.0, 20.0], [0.0, 5.0, 30.0]]),
    ...     need=25.0,
    ...     levels=np.array([0, 0]),
    ...     effort=np.array([[0.0, 4.0, 8.0], [0.0, 6.0, 15.0]]),
    ...     thresholds=Thresholds(np.array([0]), np.array([[1, -1]]), np.array([1])),
    ... )
    Steps(levels=array([2, 1]), effort=14.0, steps=3, points=25.0, least=None)
    """
    wanted = task(points, need, levels, effort, thresholds)
    if wanted is None:
        return None
    answer = search(wanted, *within) if wanted.lacking > 0 or wanted.conditions else Answer(wanted.floor)
    return _steps(wanted, answer, int(levels.sum()))


def _steps(wanted: Task, answer: Answer, taken: int) -> Steps:
    """What an answer costs and earns; `taken` steps lead to the present levels."""
    found, least = answer.levels or wanted.floor, answer.least
    chosen = [next(choice for choice in row if choice.level == found[m]) for m, row in wanted.choices.items()]
    return Steps(
        levels=np.array(found, dtype=np.int64),
        effort=(wanted.effort + sum(choice.effort for choice in chosen)) / UNITS,
        steps=sum(found) - taken,
        points=(wanted.points + sum(choice.points for choice in chosen)) / UNITS,
        least=None if least is None else least * TICK / UNITS,
    )
