"""The packages that no other beats, exactly, for spaces too large to be enumerated.

It is a dynamic program: issue after issue, the points of all choices are added, and of the points in one
state of the rules only those that no other beats are kept  [Nemhauser & Ullmann 1969]. `monitors` follows the
rules from issue to issue. A point is also dropped if another is better in a state that permits at least as
much. All numbers are whole ticks, so that dominance and ties are exact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.arrays import Floats, Ints
from steelyard.analysis.packages import monitors
from steelyard.analysis.packages.staircase import LARGEST, Points, distinct, staircases, thinned, undominated

if TYPE_CHECKING:
    from collections.abc import Collection

    from steelyard.analysis.packages.packages import Space

STATES = 100_000
"""With more states of the rules than this, `frontier` returns None; `frontier_program` is for such spaces."""

POINTS = 4_500_000
"""With more points than this at one issue, they are thinned out, and the frontier has a gap."""

THINNED = 200_000
"""Number of points that are left then."""

CROSSED = 128
"""With more states than this, points of different states are compared; with fewer, that takes longer."""


class Frontier(NamedTuple):
    """Packages that no other beats, best for our side first; one for each point."""

    us: Ints
    """[f], ticks for our side, falling."""
    them: Ints
    """[f], ticks for the other side, rising."""
    packages: Ints
    """[f, i], the choice on each issue; one package of those with the same worth to both sides."""
    alike: Floats
    """[f], how many packages have this worth to both; exact up to 2^53, NaN where not counted."""
    gap: int = 0
    """0 for an exact frontier. Otherwise, for every package there is one here that is worth as much to the
    other side, and to our side less by at most this number of ticks."""


def frontier(
    space: Space, *, states: int = STATES, points: int = POINTS, thin: int = THINNED
) -> Frontier | None:
    """All points that no package beats, with a package for each.

    A package is on the frontier if no other is worth as much to both sides and more to one. Where there are
    too many points, they are thinned out, and `gap` says how much that can cost; otherwise `gap` is 0.

    Args:
        space: the packages.
        states: how many states of the rules there may be at one issue.
        points: how many points may be kept at one issue.
        thin: how many are left when there are more.

    Returns:
        The frontier, empty if no package keeps all limits; None if there are more states than `states`.

    Raises:
        ValueError: the range of worth is too wide for keys of `LARGEST` bits.

    >>> from steelyard.analysis.packages.packages import Space
    >>> space = Space(us=(np.array([0, -2]), np.array([0, 9])), them=(np.array([0, 5]), np.array([0, -4])))
    >>> found = frontier(space)
    >>> list(zip(found.us.tolist(), found.them.tolist(), found.packages.tolist()))
    [(9, -4, [0, 1]), (7, 1, [1, 1]), (-2, 5, [1, 0])]
    """
    walk = _Walk(space)
    order = monitors.issue_order(space)
    for stage in monitors.stages(space, order):
        if not walk.go(stage, states):
            return None
        if len(walk.points.key) > points:
            walk.thin(thin)
    return walk.frontier(order)


def spaced(us: Ints, most: int, keep: Collection[int] = ()) -> tuple[Ints, int]:
    """Some points of a frontier, evenly by what our side gets, and the greatest loss.

    The range of our side is divided into cells; of each cell, the point that is best for the other side is
    kept. For any point there is a kept one that is worth as much to the other side, and to our side less by
    at most the greatest loss.

    Args:
        us: [f], ticks for our side, falling; at least one.
        most: how many cells there are.
        keep: places that are kept in any case.

    Returns:
        Places, rising, and the greatest loss in ticks.

    >>> spaced(np.array([90, 80, 72, 30, 10, 0]), 3, keep=[1])
    (array([0, 1, 2, 5]), 30)
    """
    cell = (us - us[-1]) // ((us[0] - us[-1]) // most + 1)
    kept = np.append(cell[1:] != cell[:-1], True)
    kept[[0, *keep]] = True
    places = np.flatnonzero(kept)
    instead = places[np.searchsorted(places, np.arange(len(us)))]
    return places, int((us - us[instead]).max())


class _Walk:
    """The state of the program after some issues: points, their states, and the choice that led to each."""

    def __init__(self, space: Space) -> None:
        floors = [[int(choices.min()) for choices in side] for side in (space.us, space.them)]
        spans = [
            sum(int(choices.max()) - floor for choices, floor in zip(side, low, strict=True))
            for side, low in zip((space.us, space.them), floors, strict=True)
        ]
        self.bits = max(1, spans[1].bit_length())
        if spans[0].bit_length() + self.bits > LARGEST:
            raise ValueError(f"worth spans {spans[0]} and {spans[1]} ticks, which is too wide to be exact")
        self.base = sum(floors[0]), sum(floors[1])
        self.shifts = [
            ((us - low_us) << self.bits) + (them - low_them)
            for us, them, low_us, low_them in zip(space.us, space.them, *floors, strict=True)
        ]
        self.states = np.zeros((1, 0), dtype=np.int64)
        zero = np.zeros(1, dtype=np.int64)
        self.points = Points(zero, zero, np.ones(1))
        self.came: list[tuple[Ints, Ints]] = []
        self.gap = 0

    def go(self, stage: monitors.Stage, most: int) -> bool:
        """Settle one issue; False if there are then more than `most` states."""
        shifts = self.shifts[stage.issue]
        moved = [monitors.step(stage, self.states, choice) for choice in range(len(shifts))]
        self.states, place = distinct(np.concatenate([after for after, _ in moved]))
        pieces, came = [], []
        for choice, (_, allowed) in enumerate(moved):
            here = np.flatnonzero(allowed[self.points.state])
            state = place[choice * len(allowed) + self.points.state[here]]
            pieces.append(Points(self.points.key[here] + shifts[choice], state, self.points.alike[here]))
            came.append((here, np.full(len(here), choice)))
        joined = Points(*map(np.concatenate, zip(*pieces, strict=True)))
        parent, chosen = map(np.concatenate, zip(*came, strict=True))
        self.points, kept = staircases(joined, self.bits)
        self.came.append((parent[kept], chosen[kept]))
        self._forget()
        if len(self.states) > CROSSED:
            self._keep(undominated(self.points, self.states, self.bits))
            self._forget()
        return len(self.states) <= most

    def thin(self, most: int) -> None:
        """Keep about `most` points, and add the greatest loss to the gap."""
        keep, lost = thinned(self.points, len(self.states), max(1, most // len(self.states)), self.bits)
        self._keep(keep)
        self.gap += lost

    def frontier(self, order: list[int]) -> Frontier:
        """The points after the last issue, and their packages, which are traced back from issue to issue."""
        at = np.arange(len(self.points.key))
        packages = np.zeros((len(at), len(order)), dtype=np.int64)
        for issue, (parent, choice) in zip(reversed(order), reversed(self.came), strict=True):
            packages[:, issue] = choice[at]
            at = parent[at]
        us, them = self.points.key >> self.bits, self.points.key & ((1 << self.bits) - 1)
        alike = self.points.alike if not self.gap else np.full(len(us), np.nan)
        return Frontier(us + self.base[0], them + self.base[1], packages, alike, self.gap)

    def _keep(self, chosen: np.ndarray) -> None:
        self.points = Points(*(part[chosen] for part in self.points))
        self.came[-1] = (self.came[-1][0][chosen], self.came[-1][1][chosen])

    def _forget(self) -> None:
        """Drop the states that have no point."""
        used, place = np.unique(self.points.state, return_inverse=True)
        self.states = self.states[used]
        self.points = self.points._replace(state=place.ravel())
