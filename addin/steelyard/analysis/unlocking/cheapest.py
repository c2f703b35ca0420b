"""What it takes: the cheapest set of further delivery steps that makes an option an offer."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from steelyard.analysis.arrays import Floats, Ints
from steelyard.analysis.conditions import Thresholds
from steelyard.analysis.unlocking.program import program
from steelyard.analysis.unlocking.search import search
from steelyard.analysis.unlocking.task import UNITS, task

LABELS = 100_000
"""Labels that the search may open before it hands the task to HiGHS; some seconds."""


class Steps(NamedTuple):
    """Where the measures stand after the steps, and what the steps take and bring."""

    levels: Ints
    """[m], the levels reached."""
    effort: float
    """Points that the counterpart spends more than at present."""
    steps: int
    """How many single levels are climbed."""
    points: float
    """Points that the option earns at the levels reached."""


def cheapest_steps(
    points: Floats,
    need: float,
    levels: Ints,
    effort: Floats,
    thresholds: Thresholds,
    *,
    labels: int = LABELS,
) -> Steps | None:
    """The cheapest further delivery steps after which the option pays and all its conditions hold.

    Of all levels' ≥ levels with Σ_m points[m, levels'[m]] ≥ need − SAME that meet every threshold, those
    with the least effort for the counterpart, Σ_m effort[m, levels'[m]] − effort[m, levels[m]] in whole
    ticks of 1e-6 points; of these, with the fewest single steps; then with the most points, in whole
    ticks too; then the lexicographically smallest, so that there is one answer only.

    The answer is exact. Every point and effort is first counted in units of 1e-12 points, and from
    there all is done in whole numbers: sums, the bound, what beats what. Floors that any answer must
    reach are raised first; a best-first search does the rest and proves its answer. Should it need more
    than so many labels, HiGHS solves the same task as a mixed-integer program, one aim after the other
    with no gap allowed; its rows are a little loose, so that no answer is lost to rounding, and each
    answer is checked in whole numbers and cut off when it does not hold.

    Args:
        points: [m, l], what the option earns on each measure at each level, non-decreasing in l.
        need: points that it must earn: its cost.
        levels: [m], the present level of each measure.
        effort: [m, l], points that the counterpart spends at each level, non-decreasing in l.
        thresholds: conditions of the option and its companions, all of which must hold; which option
            each guards plays no part.
        labels: how many labels the search may open; 0 leaves all to HiGHS.

    Returns:
        The steps, none of them (`steps` 0) when nothing is lacking; None when even the highest levels
        do not do.

    >>> cheapest_steps(
    ...     points=np.array([[0.0, 10.0, 20.0], [0.0, 5.0, 30.0]]),
    ...     need=25.0,
    ...     levels=np.array([0, 0]),
    ...     effort=np.array([[0.0, 4.0, 8.0], [0.0, 6.0, 15.0]]),
    ...     thresholds=Thresholds(np.array([0]), np.array([[1, -1]]), np.array([1])),
    ... )
    Steps(levels=array([2, 1]), effort=14.0, steps=3, points=25.0)
    """
    errand = task(points, need, levels, effort, thresholds)
    if errand is None:
        return None
    if errand.lacking <= 0 and not errand.conditions:
        found = errand.floor
    else:
        found = search(errand, labels) or program(errand)
    chosen = {
        m: next(choice for choice in row if choice.level == found[m]) for m, row in errand.choices.items()
    }
    return Steps(
        levels=np.array(found, dtype=np.int64),
        effort=(errand.effort + sum(choice.effort for choice in chosen.values())) / UNITS,
        steps=sum(found) - int(levels.sum()),
        points=(errand.points + sum(choice.points for choice in chosen.values())) / UNITS,
    )
