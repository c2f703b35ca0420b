"""What the measures without a level can add at best: bounds for the search for the cheapest steps.

All bounds are whole units, rounded so that they stay bounds. The *line* is the linear relaxation of the
multiple-choice knapsack  [Kellerer, Pferschy & Pisinger 2004]: it is quick to compute, and tight while
measures differ and conditions are few. The *stairs* are all combinations of levels that no other
combination beats, counted in cells of 1e-9 points: they are tight also where many measures are alike. The
*prices* give points and conditions a worth in effort: they are tight also where both are lacking  [Fisher
1981].
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np

from steelyard.analysis.arrays import Ints
from steelyard.analysis.unlocking.task import Choice, Task

_FINE = 128
"""Binary digits of a slope. Points stay below 2**47 units (1e14), so that any two slopes differ in them."""

PRICE = 100
"""Binary digits of a price."""

_CELL = 1000
"""Units in a cell. The error of 40 measures rounded to cells is 0.04 ticks, in the direction that is safe."""

_STAIRS = 10_000
"""Steps that a staircase may have; with more, neighbours are merged, in the direction that is safe."""


class Segment(NamedTuple):
    """A segment of the lower convex hull of effort over points of one measure."""

    slope: int
    """Effort per point, in 2**-128."""
    measure: int
    points: int
    effort: int


class Price(NamedTuple):
    """Worth of points and conditions in effort, or in steps, in 2**-PRICE; any price gives a valid bound."""

    point: int
    """For a unit of points."""
    conditions: tuple[int, ...]
    """For one more count towards each condition."""
    start: int = 0
    """Sum, over the measures left, of the least cost of any choice less what it adds, at these prices."""


class Ahead(NamedTuple):
    """What the measures from one place in the order on can add."""

    line: bool
    """Whether points between the corners count too."""
    points: list[int]
    """Units of points at each corner, from 0, rising."""
    effort: list[int]
    """Least units of effort for them."""
    gain: int
    """The most points that one step can add, rounded up; at least 1."""
    effort_for: list[list[int]]
    """For each condition: least effort for 0, 1, 2, ... further counts."""
    steps_for: list[list[int]]
    """For each condition: fewest steps for 0, 1, 2, ... further counts."""
    prices: tuple[Price, ...] = ()
    """In effort and in steps, or none."""


def hull(choices: list[Choice]) -> list[tuple[int, int]]:
    """Corners (points, effort) of the lower convex hull of the choices, from (0, 0).

    >>> hull([Choice(0, 0, 0, 0, ()), Choice(1, 1, 9, 10, ()), Choice(2, 2, 10, 40, ())])
    [(0, 0), (40, 10)]
    """
    corners = [(0, 0)]
    for choice in choices:
        points, effort = choice.points, choice.effort
        if points == corners[-1][0]:
            continue
        while len(corners) > 1:
            (p, e), (q, f) = corners[-2:]
            if (effort - f) * (q - p) > (f - e) * (points - q):
                break
            corners.pop()
        corners.append((points, effort))
    return corners


def segments(task: Task) -> list[Segment]:
    """The segments of all hulls, in the order in which the relaxation takes them."""
    return sorted(
        Segment((f - e << _FINE) // (q - p), measure, q - p, f - e)
        for measure, choices in task.choices.items()
        for (p, e), (q, f) in pairwise(hull(choices))
    )


def in_order(task: Task, hulls: list[Segment]) -> list[int]:
    """The measures, those with the least uncertain level first.

    The linear relaxation takes the segments whose slope is below a critical slope. The nearer the slope of a
    measure is to the critical one, the more uncertain its level is, and the later the measure comes.
    """
    critical = reached = 0
    for segment in hulls:
        if reached < task.lacking:
            critical = segment.slope
        reached += segment.points
    doubt = dict.fromkeys(task.choices, 1 << 2 * _FINE)
    for segment in hulls:
        doubt[segment.measure] = min(doubt[segment.measure], abs(segment.slope - critical))
    return sorted(doubt, key=lambda m: (-doubt[m], m))


def lines(task: Task, hulls: list[Segment], order: list[int]) -> list[Ahead]:
    """The bounds by linear relaxation from each place in the order on; the last is for no measures."""
    found = []
    for place in range(len(order) + 1):
        measures = order[place:]
        left = [s for s in hulls if s.measure in measures]
        points = list(accumulate([s.points for s in left], initial=0))
        effort = list(accumulate([s.effort for s in left], initial=0))
        gain, effort_for, steps_for = _others(task, measures)
        found.append(Ahead(True, points, effort, gain, effort_for, steps_for))  # noqa: FBT003
    return found


def stairs(task: Task, order: list[int], in_effort: Price, in_steps: Price) -> list[Ahead]:
    """The bounds by stairs and prices from each place in the order on; the last is for no measures."""
    points = effort = np.zeros(1, dtype=np.int64)
    gain, effort_for, steps_for = _others(task, [])
    found = [Ahead(False, [0], [0], gain, effort_for, steps_for, (in_effort, in_steps))]  # noqa: FBT003
    for place in range(len(order) - 1, -1, -1):
        row = task.choices[order[place]]
        more = np.array([-(-c.points // _CELL) for c in row])
        cost = np.array([c.effort // _CELL for c in row])
        points, effort = unbeaten(np.add.outer(points, more).ravel(), np.add.outer(effort, cost).ravel())
        in_effort = _with(in_effort, row, [c.effort for c in row])
        in_steps = _with(in_steps, row, [c.steps for c in row])
        gain, effort_for, steps_for = _others(task, order[place:])
        units = (points * _CELL).tolist(), (effort * _CELL).tolist()
        found.append(Ahead(False, *units, gain, effort_for, steps_for, (in_effort, in_steps)))  # noqa: FBT003
    return found[::-1]


def _with(price: Price, row: list[Choice], taken: list[int]) -> Price:
    """The price with one more measure among those left."""
    brought = [
        price.point * c.points + sum(a * b for a, b in zip(price.conditions, c.counts, strict=True))
        for c in row
    ]
    least = min((much << PRICE) - worth for much, worth in zip(taken, brought, strict=True))
    return price._replace(start=price.start + least)


def unbeaten(points: Ints, effort: Ints) -> tuple[Ints, Ints]:
    """The combinations for which no other adds as many points with as little effort, points rising.

    Args:
        points: units that each combination adds.
        effort: units that each combination costs.

    >>> unbeaten(np.array([0, 5, 5, 9, 7]), np.array([0, 4, 3, 6, 6]))
    (array([0, 5, 9]), array([0, 3, 6]))
    """
    rising = np.lexsort((-points, effort))
    points, effort = points[rising], effort[rising]
    best = np.maximum.accumulate(points)
    keep = np.concatenate([[True], points[1:] > best[:-1]])
    points, effort = points[keep], effort[keep]
    merged = -(-len(points) // _STAIRS)
    first = np.arange(0, len(points), merged)
    last = np.minimum(first + merged, len(points)) - 1
    return points[last], effort[first]


def _others(task: Task, measures: list[int]) -> tuple[int, list[list[int]], list[list[int]]]:
    """The most points that a step of these measures adds; the least effort and steps for further counts."""
    rows = [task.choices[m] for m in measures]
    gain = max([-(-c.points // c.steps) for row in rows for c in row[1:]], default=0) or 1
    helpers = [
        [next(c for c in row if c.counts[condition]) for row in rows if row[-1].counts[condition]]
        for condition in range(len(task.conditions))
    ]
    effort = [list(accumulate(sorted([c.effort for c in row]), initial=0)) for row in helpers]
    steps = [list(accumulate(sorted([c.steps for c in row]), initial=0)) for row in helpers]
    return gain, effort, steps


def owed(price: Price, lacking: int, conditions: tuple[int, ...]) -> int:
    """The least effort, or the fewest steps, by these prices, rounded up.

    >>> owed(Price(point=3 << PRICE, conditions=(5 << PRICE,), start=-20 << PRICE), 10, (2,))
    20
    """
    value = price.start + price.point * max(0, lacking)
    for worth, lacks in zip(price.conditions, conditions, strict=True):
        value += worth * lacks
    return -(-value >> PRICE)


def least(lacking: int, conditions: tuple[int, ...], ahead: Ahead) -> tuple[int, int] | None:
    """The least effort and the fewest steps that are still needed, or None if no levels suffice.

    Args:
        lacking: units of points still to be earned.
        conditions: how many measures each condition still lacks.
        ahead: what the measures left can add.
    """
    effort = steps = 0
    if lacking > 0:
        at = bisect_left(ahead.points, lacking)
        if at == len(ahead.points):
            return None
        effort = ahead.effort[at]
        if ahead.line:
            rise, run = effort - ahead.effort[at - 1], ahead.points[at] - ahead.points[at - 1]
            effort = ahead.effort[at - 1] + (lacking - ahead.points[at - 1]) * rise // run
        steps = -(-lacking // ahead.gain)
    for count, effort_for, steps_for in zip(conditions, ahead.effort_for, ahead.steps_for, strict=True):
        if count >= len(effort_for):
            return None
        effort = max(effort, effort_for[count])
        steps = max(steps, steps_for[count])
    if ahead.prices:
        effort = max(effort, owed(ahead.prices[0], lacking, conditions))
        steps = max(steps, owed(ahead.prices[1], lacking, conditions))
    return effort, steps


def most(budget: int, ahead: Ahead) -> int:
    """The most points that can be earned with this much effort.

    Args:
        budget: units of effort, 0 or more.
        ahead: what the measures left can add.
    """
    at = bisect_right(ahead.effort, budget)
    if at == len(ahead.effort) or not ahead.line:
        return ahead.points[at - 1]
    rise, run = ahead.effort[at] - ahead.effort[at - 1], ahead.points[at] - ahead.points[at - 1]
    return ahead.points[at - 1] + (budget - ahead.effort[at - 1]) * run // rise + 1
