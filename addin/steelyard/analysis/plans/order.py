"""The order of a plan in which the greatest exposure of any side is least.

Of several such orders, it is one with the fewest phases, and of these one that is nearest to the plan.

Every order of a plan is a path on a grid from its start to its end, with one axis for each track. A half-step
moves along the axes of the measures, or of the options, by any number of places. The exposure of both sides
at a point of the grid does not depend on the path to it. So each question is answered for all points at once:
the least greatest exposure of a path to the point, the fewest phases to it, and the nearest path.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.arrays import Bools, Ints

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from steelyard.analysis.packages.packages import Limit
    from steelyard.analysis.plans.ledger import Course

CELLS = 3_000_000
"""Points that the grid may have; for larger plans no order is sought."""

UNREACHED = np.iinfo(np.int64).max
"""The exposure at a point that no allowed path leads to; above any exposure."""

UNREACHED_MOVES = 2**30
"""The sum of moves at such a point; with all moves added, it still fits into 32 bits."""


class Order(NamedTuple):
    """A best order: the places after each half-step, and the greatest exposure."""

    exposure: int
    """Ticks: the greatest exposure of either side after any half-step."""
    places: Ints
    """[2 · phases, t], the place on each track after each half-step: measures, options, measures, ..."""


def cells(course: Course) -> int:
    """How many points the grid of a plan has."""
    return prod(len(track) for track in course.us)


def best_order(course: Course, limits: tuple[Limit, ...], planned: tuple[Ints, ...]) -> Order | None:
    """The order in which the greatest exposure of any side is least, exactly.

    Of several such orders, it is one with the fewest phases. Of these it is one whose steps are nearest to
    their planned phases: the sum over all steps of |phase − planned phase| is least.

    In one half-step any number of tracks may go on, each by any number of places; a half-step may be empty.
    All limits must be kept after each half-step. These are all orders that a plan with these tracks can have.

    Args:
        course: the tracks; see `cells` for the size of the grid.
        limits: the rules, with tracks for issues and places for choices.
        planned: [t][p], the planned phase of the step to place p + 1, from 1.

    Returns:
        The order, or None if no order keeps the limits.
    """
    allowed, exposure = _grid(course, limits)
    start = tuple(0 for _ in course.us)
    end = tuple(len(track) - 1 for track in course.us)
    tracks = [np.flatnonzero(course.measure).tolist(), np.flatnonzero(~course.measure).tolist()]
    exposed = np.where(allowed, exposure, UNREACHED)
    least = _least_greatest(exposed, start, tracks)
    greatest = int(least[end])
    if greatest == UNREACHED:
        return None
    allowed = exposed <= greatest
    phases = _fewest_phases(allowed, start, end, tracks)
    return Order(greatest, _nearest(allowed, phases, tracks, planned))


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
    for track in moving:
        values = best.accumulate(values, axis=track)
    return values


def _fewest_phases(
    allowed: Bools, start: tuple[int, ...], end: tuple[int, ...], tracks: list[list[int]]
) -> int:
    """The number of phases of a shortest path over allowed points."""
    reached = np.zeros(allowed.shape, dtype=np.bool_)
    reached[start] = True
    phases = 0
    while not reached[end]:
        for moving in tracks:
            reached = _spread(reached, moving, np.logical_or) & allowed
        phases += 1
    return phases


def _nearest(allowed: Bools, phases: int, tracks: list[list[int]], planned: tuple[Ints, ...]) -> Ints:
    """The places after each half-step of the path over allowed points that is nearest to the plan."""
    moved = np.full(allowed.shape, UNREACHED_MOVES, dtype=np.int32)
    moved[(0,) * moved.ndim] = 0
    halves = [moved]
    for phase in range(1, phases + 1):
        by = _moved_by(phase, planned)
        for moving in tracks:
            # Along one track the sums up to both places give what the steps between them are moved by, so the
            # best earlier place is a running minimum.
            for track in moving:
                along = _on(allowed.shape, track, by[track])
                moved = np.minimum.accumulate(moved - along, axis=track) + along
            moved = np.where(allowed, np.minimum(moved, UNREACHED_MOVES), UNREACHED_MOVES)
            halves.append(moved)
    way = [tuple(size - 1 for size in allowed.shape)]
    for half in range(len(halves) - 1, 0, -1):
        by = _moved_by((half + 1) // 2, planned)
        way.append(_came_from(halves[half - 1], halves[half][way[-1]], way[-1], tracks[(half - 1) % 2], by))
    return np.array(way[-2::-1], dtype=np.int64).reshape(-1, allowed.ndim)


def _moved_by(phase: int, planned: tuple[Ints, ...]) -> list[Ints]:
    """[t][p], by how many phases all steps up to a place are moved if they are taken in this phase."""
    return [np.concatenate([[0], np.abs(phase - track).cumsum()]).astype(np.int32) for track in planned]


def _came_from(
    before: NDArray[np.int32], value: int, point: tuple[int, ...], moving: list[int], by: list[Ints]
) -> tuple[int, ...]:
    """The place one half-step before, from which the nearest path leads here; of several the last."""
    box = before[tuple(slice(0 if track in moving else at, at + 1) for track, at in enumerate(point))]
    steps = {track: by[track][point[track]] - by[track][: point[track] + 1] for track in moving}
    there = np.argwhere(box + _total(box.shape, steps) == value)[-1].tolist()
    return tuple(there[track] if track in moving else at for track, at in enumerate(point))
