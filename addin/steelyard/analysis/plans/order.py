"""The order of a plan in which the greatest exposure of any side is least.

Of several such orders, it is one with the fewest phases.

Every order of a plan is a path on a grid from its start to its end, with one axis for each track. The
exposure of both sides at a point of the grid does not depend on the path to it. So both questions are
answered for all points at once: the least greatest exposure of a path to the point, and the fewest phases
to it.
"""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.arrays import Bools, Ints

if TYPE_CHECKING:
    from steelyard.analysis.packages.packages import Limit
    from steelyard.analysis.plans.ledger import Course

CELLS = 3_000_000
"""Points that the grid may have; for larger plans no order is sought."""

UNREACHED = np.iinfo(np.int64).max
"""The exposure at a point that no allowed path leads to; above any exposure."""


class Order(NamedTuple):
    """A best order: the places after each half-step, and the greatest exposure."""

    exposure: int
    """Ticks: the greatest exposure of either side after any half-step."""
    places: Ints
    """[2 · phases, t], the place on each track after each half-step: measures, options, measures, ..."""


def cells(course: Course) -> int:
    """How many points the grid of a plan has."""
    return prod(len(track) for track in course.us)


def best_order(course: Course, limits: tuple[Limit, ...], start: Ints) -> Order | None:
    """The order in which the greatest exposure of any side is least, exactly.

    Of several such orders, it is one with the fewest phases.

    In one half-step any number of tracks may go on, each by one place; a half-step may be empty. All limits
    must be kept after each half-step.

    Args:
        course: the tracks; see `cells` for the size of the grid.
        limits: the rules, with tracks for issues and places for choices.
        start: [t], the places from which the order is sought.

    Returns:
        The order, or None if no order keeps the limits.
    """
    allowed, exposure = _grid(course, limits)
    end = tuple(len(track) - 1 for track in course.us)
    tracks = [np.flatnonzero(course.measure).tolist(), np.flatnonzero(~course.measure).tolist()]
    exposed = np.where(allowed, exposure, UNREACHED)
    least = _least_greatest(exposed, tuple(start.tolist()), tracks)
    greatest = int(least[end])
    if greatest == UNREACHED:
        return None
    return Order(greatest, _fewest_phases(exposed <= greatest, tuple(start.tolist()), end, tracks))


def _grid(course: Course, limits: tuple[Limit, ...]) -> tuple[Bools, Ints]:
    """For every point: whether all limits are kept, and the exposure of the more exposed side."""
    shape = tuple(len(track) for track in course.us)
    allowed = np.ones(shape, dtype=np.bool_)
    for limit in limits:
        spent = _total(shape, {t: np.array(spends) for t, spends in limit.spends.items()})
        guard = np.isin(np.arange(shape[limit.issue]), sorted(limit.choices))
        allowed &= ~_on(shape, limit.issue, guard) | (spent <= limit.most)
    sides = [_total(shape, dict(enumerate(side))) for side in (course.us, course.them)]
    return allowed, np.maximum(0, np.maximum(-sides[0], -sides[1]))


def _on(shape: tuple[int, ...], track: int, values: np.ndarray) -> np.ndarray:
    """The values along one axis of the grid."""
    return values.reshape([-1 if axis == track else 1 for axis in range(len(shape))])


def _total(shape: tuple[int, ...], values: dict[int, Ints]) -> Ints:
    total = np.zeros(shape, dtype=np.int64)
    for track, along in values.items():
        total += _on(shape, track, along)
    return total


def _least_greatest(exposed: Ints, start: tuple[int, ...], tracks: list[list[int]]) -> Ints:
    """For every point, the least greatest exposure of any path to it."""
    least = np.full(exposed.shape, UNREACHED)
    least[start] = exposed[start]
    while True:
        before = least.copy()
        for moving in tracks:
            least = np.minimum(least, np.maximum(_spread(least, moving, np.minimum), exposed))
        if (least == before).all():
            return least


def _spread(values: np.ndarray, moving: list[int], best: np.ufunc) -> np.ndarray:
    """For every point, the best value of the points from which a half-step of these tracks leads to it."""
    spread = values.copy()
    for track in moving:
        ahead, behind = [slice(None)] * values.ndim, [slice(None)] * values.ndim
        ahead[track], behind[track] = slice(1, None), slice(None, -1)
        spread[tuple(ahead)] = best(spread[tuple(ahead)], spread[tuple(behind)])
    return spread


def _fewest_phases(
    allowed: Bools, start: tuple[int, ...], end: tuple[int, ...], tracks: list[list[int]]
) -> Ints:
    """The places after each half-step of a shortest path over allowed points."""
    reached = np.zeros(allowed.shape, dtype=np.bool_)
    reached[start] = True
    halves = [reached]
    while not reached[end]:
        for moving in tracks:
            reached = _spread(reached, moving, np.logical_or) & allowed
            halves.append(reached)
    way = [end]
    for half in range(len(halves) - 1, 0, -1):
        way.append(_came_from(halves[half - 1], way[-1], tracks[(half - 1) % 2]))
    return np.array(way[-2::-1], dtype=np.int64).reshape(-1, len(start))


def _came_from(reached: Bools, point: tuple[int, ...], moving: list[int]) -> tuple[int, ...]:
    """A point reached one half-step before, from which these tracks lead here; the nearest to the start."""
    back = [(1, 0) if track in moving and at else (0,) for track, at in enumerate(point)]
    earlier = (tuple(at - by for at, by in zip(point, step, strict=True)) for step in product(*back))
    return next(place for place in earlier if reached[place])
