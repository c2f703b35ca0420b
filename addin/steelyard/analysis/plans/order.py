"""The order of a plan that leaves the more exposed side least exposed, and then has the fewest phases.

Every way to carry out a plan is a path on a grid, one axis a track, from its start to its end. How exposed
both sides are at a point of the grid does not depend on the way there, so both questions are answered for
all points at once: the least greatest exposure on the way to a point, and the fewest phases to it.
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
"""Points of the grid beyond which no order is sought."""

UNREACHED = np.iinfo(np.int64).max
"""Stands for the exposure on the way to a point that no allowed way leads to."""


class Order(NamedTuple):
    """A best order: where the plan stands after each phase, and how exposed a side ever is."""

    exposure: int
    """Ticks: the greatest exposure of either side after any half-step."""
    places: Ints
    """[2 · phases, t], the place on each track after each half-step: measures, options, measures, ..."""


def cells(course: Course) -> int:
    """How many points the grid of a plan has."""
    return prod(len(track) for track in course.us)


def best_order(course: Course, limits: tuple[Limit, ...], start: Ints) -> Order | None:
    """The order with the least greatest exposure of the larger side, then the fewest phases; exact.

    In one half-step any number of tracks may move, each by one place; a half-step may be empty. After each,
    all limits must be kept.

    Args:
        course: the tracks; `cells` says whether the grid is too large.
        limits: the rules, with tracks for issues and places for choices.
        start: [t], the places from which the order is sought.

    Returns:
        The order, or None when no order keeps the limits.
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
    """The values laid along one axis."""
    return values.reshape([-1 if axis == track else 1 for axis in range(len(shape))])


def _total(shape: tuple[int, ...], values: dict[int, Ints]) -> Ints:
    total = np.zeros(shape, dtype=np.int64)
    for track, along in values.items():
        total += _on(shape, track, along)
    return total


def _least_greatest(exposed: Ints, start: tuple[int, ...], tracks: list[list[int]]) -> Ints:
    """For every point, the least greatest exposure of any way there."""
    least = np.full(exposed.shape, UNREACHED)
    least[start] = exposed[start]
    while True:
        before = least.copy()
        for moving in tracks:
            least = np.minimum(least, np.maximum(_spread(least, moving, np.minimum), exposed))
        if (least == before).all():
            return least


def _spread(values: np.ndarray, moving: list[int], best: np.ufunc) -> np.ndarray:
    """The best value of all points from which some of these tracks move on by one place each."""
    spread = values.copy()
    for track in moving:
        ahead, behind = [slice(None)] * values.ndim, [slice(None)] * values.ndim
        ahead[track], behind[track] = slice(1, None), slice(None, -1)
        spread[tuple(ahead)] = best(spread[tuple(ahead)], spread[tuple(behind)])
    return spread


def _fewest_phases(
    allowed: Bools, start: tuple[int, ...], end: tuple[int, ...], tracks: list[list[int]]
) -> Ints:
    """The places after each half-step of a shortest way over allowed points."""
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
