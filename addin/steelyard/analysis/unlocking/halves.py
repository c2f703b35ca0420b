"""The cheapest answer to a task whose measures divide into two halves that can be listed.

All levels of each half are listed, and the best pair is found by sorting one list and searching it for each
entry of the other  [Horowitz & Sahni 1974]. So it does not matter how many answers are equally good, which
is what makes a search by bounds long.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.arrays import Bools, Ints
from steelyard.analysis.unlocking.task import TICK, Task, ticks

if TYPE_CHECKING:
    from collections.abc import Iterator

LISTED = 400_000
"""Entries that a half may have: eight measures of five levels."""

COMPARED = 20_000_000
"""Entries of the second half times the kinds of entries that the first half has by its conditions."""

_FAR = np.iinfo(np.int64).max // 4
"""More units than any levels cost."""


class _Half(NamedTuple):
    """All levels of some measures; entries are in the order of their codes."""

    effort: Ints
    """[h], units that the counterpart spends."""
    points: Ints
    """[h], units that the option earns."""
    steps: Ints
    """[h], single steps above the floor."""
    counts: Ints
    """[c, h], counts towards each open condition."""

    def only(self, chosen: Bools | Ints) -> _Half:
        """Some of the entries."""
        return _Half(self.effort[chosen], self.points[chosen], self.steps[chosen], self.counts[:, chosen])


class _Pairs(NamedTuple):
    """Entries of the first half that leave the same open, and those of the second half that meet it."""

    first: Ints
    """[a], places in the first half."""
    second: Ints
    """[b], places in the second half, points rising."""


def fits(task: Task, listed: int = LISTED) -> bool:
    """Whether both halves can be listed."""
    rows = list(task.choices.values())
    cut = _cut(task)
    sizes = [prod(map(len, half)) for half in (rows[:cut], rows[cut:])]
    kinds = prod(lacks + 1 for lacks in task.conditions)
    return max(sizes) <= listed and min(kinds, sizes[0]) * sizes[1] <= COMPARED


def halves(task: Task) -> list[int]:
    """The best levels.

    Args:
        task: what is lacking and the choices; something must be lacking, and the task must fit.

    Returns:
        [m], levels.
    """
    measures, cut = list(task.choices), _cut(task)
    one, other = (_listed(task, part) for part in (measures[:cut], measures[cut:]))
    pairs = _pairs(task, one, other)
    lacking = max(0, task.lacking)
    least = min(int(_least_effort(one, other, pair, lacking).min(initial=_FAR)) for pair in pairs)
    most_effort = ticks(task.effort + least) * TICK + (TICK - 1) // 2 - task.effort
    pairs = [
        pair._replace(first=pair.first[_least_effort(one, other, pair, lacking) <= most_effort])
        for pair in pairs
    ]
    steps = _fewest_steps(one, other, pairs, (lacking, most_effort))
    alike = list(_with_steps(one, other, pairs, steps))
    points = max(_most_points(one, other, pair, most_effort) for pair in alike)
    least_points = max(lacking, ticks(task.points + points) * TICK - TICK // 2 - task.points)
    at = min(
        int(pair.first[_least_effort(one, other, pair, least_points) <= most_effort].min(initial=_FAR))
        for pair in alike
    )
    second = next(pair.second for pair in alike if at in pair.first)
    enough = one.points[at] + other.points[second] >= least_points
    spent = one.effort[at] + other.effort[second] <= most_effort
    return _levels(task, at, int(second[enough & spent].min()))


def _cut(task: Task) -> int:
    """How many measures the first half has, so that the larger half is as small as possible."""
    sizes = [len(row) for row in task.choices.values()]
    return min(range(len(sizes) + 1), key=lambda at: max(prod(sizes[:at]), prod(sizes[at:])))


def _listed(task: Task, measures: list[int]) -> _Half:
    """All levels of these measures; the first measure changes last."""
    zero = np.zeros(1, dtype=np.int64)
    found = _Half(zero, zero, zero, np.zeros((len(task.conditions), 1), dtype=np.int64))
    for measure in measures:
        row = task.choices[measure]
        counts = np.array([choice.counts for choice in row], dtype=np.int64).T
        found = _Half(
            np.add.outer(found.effort, np.array([choice.effort for choice in row])).ravel(),
            np.add.outer(found.points, np.array([choice.points for choice in row])).ravel(),
            np.add.outer(found.steps, np.array([choice.steps for choice in row])).ravel(),
            (found.counts[:, :, np.newaxis] + counts[:, np.newaxis]).reshape(
                len(counts), len(found.steps) * len(row)
            ),
        )
    return found


def _pairs(task: Task, one: _Half, other: _Half) -> list[_Pairs]:
    """The entries of both halves that meet all conditions together, by what the first half leaves open."""
    lacks = np.array(task.conditions, dtype=np.int64)[:, np.newaxis]
    left, kind = np.unique(np.maximum(0, lacks - one.counts), axis=1, return_inverse=True)
    rising = np.argsort(other.points, kind="stable")
    counts = other.counts[:, rising]
    return [
        _Pairs(np.flatnonzero(kind.ravel() == place), rising[(counts >= needed[:, np.newaxis]).all(axis=0)])
        for place, needed in enumerate(left.T)
    ]


def _least_effort(one: _Half, other: _Half, pair: _Pairs, points: int) -> Ints:
    """[a], the least effort of each first entry with a second one that together earn so many points."""
    held = other.only(pair.second)
    least = np.append(np.minimum.accumulate(held.effort[::-1])[::-1], _FAR)
    at = np.searchsorted(held.points, points - one.points[pair.first])
    return one.effort[pair.first] + least[at]


def _with_steps(one: _Half, other: _Half, pairs: list[_Pairs], steps: int) -> Iterator[_Pairs]:
    """The pairs with so many steps in all, one for each number of steps of the second entries."""
    for first, second in pairs:
        taken, more = one.steps[first], other.steps[second]
        for number in np.intersect1d(steps - taken, more).tolist():
            yield _Pairs(first[taken == steps - number], second[more == number])


def _fewest_steps(one: _Half, other: _Half, pairs: list[_Pairs], limits: tuple[int, int]) -> int:
    """The fewest steps of a pair that earns enough points with no more than the most effort."""
    points, most_effort = limits
    fewest = min(int(one.steps[pair.first].min(initial=_FAR)) for pair in pairs)
    while True:
        for pair in _with_steps(one, other, pairs, fewest):
            if (_least_effort(one, other, pair, points) <= most_effort).any():
                return fewest
        fewest += 1


def _most_points(one: _Half, other: _Half, pair: _Pairs, most_effort: int) -> int:
    """The most points of a pair with no more than this effort; far below 0 if there is none."""
    held = other.only(pair.second[np.argsort(other.effort[pair.second], kind="stable")])
    most = np.append(-_FAR, np.maximum.accumulate(held.points))
    at = np.searchsorted(held.effort, most_effort - one.effort[pair.first], side="right")
    return int((one.points[pair.first] + most[at]).max())


def _levels(task: Task, first: int, second: int) -> list[int]:
    """[m], the levels of an entry of each half."""
    found, cut = list(task.floor), _cut(task)
    measures = list(task.choices)
    for part, place in ((measures[:cut], first), (measures[cut:], second)):
        for measure in reversed(part):
            row = task.choices[measure]
            place, at = divmod(place, len(row))  # noqa: PLW2901 - the digits of a number, from the last on
            found[measure] = row[at].level
    return found
