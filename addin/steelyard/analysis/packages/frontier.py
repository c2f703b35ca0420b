"""The packages that no other beats, exactly, for spaces that nobody could enumerate.

One dynamic program: issue after issue, the points that can be reached are added up, and of those in one
state of the rules only the ones that no other beats are kept  [Nemhauser & Ullmann 1969]. Rules are watched
on the way (`monitors`); a point is dropped, too, when another is better in a state that permits at least as
much. All is done in whole ticks, so dominance and ties are exact.
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
"""States of the rules beyond which `frontier` gives up, for `frontier_program` to take over."""

POINTS = 4_500_000
"""Points at one issue beyond which they are thinned out, and the answer has a gap."""

THINNED = 200_000
"""Points that are left then."""

CROSSED = 128
"""States from which on points of different states are compared; below, that costs more than it saves."""


class Frontier(NamedTuple):
    """Packages that no other beats, best for our side first; one for each point."""

    us: Ints
    """[f], ticks for our side, falling."""
    them: Ints
    """[f], ticks for the other side, rising."""
    packages: Ints
    """[f, i], the choice on each issue; of equivalent packages, one."""
    alike: Floats
    """[f], how many packages are worth just this to both; exact up to 2^53, NaN where not counted."""
    gap: int = 0
    """0 for an exact answer. Otherwise to every package there is one here that is worth as much to the
    other side and at most so many ticks less to ours."""


def frontier(
    space: Space, *, states: int = STATES, points: int = POINTS, thin: int = THINNED
) -> Frontier | None:
    """All points that no package beats, with a package for each.

    A package is on the frontier when no other is worth as much to both sides and more to one. Where the
    points get too many they are thinned out; `gap` then says how far that may be off, and is 0 otherwise.

    Args:
        space: the packages.
        states: how many states of the rules may be open at once.
        points: how many points may be kept at one issue.
        thin: how many are left when there are more.

    Returns:
        The frontier, empty when no package keeps all limits; None when there are more states than allowed.

    Raises:
        ValueError: the worth of the packages spans more ticks than fit.

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
    """Some points of a frontier, evenly along what our side gets, and what is lost on the others.

    The range of our side is cut into cells, and each keeps its point that is best for the other side. To any
    point there is one among those kept that is worth as much to the other side and at most so many ticks less
    to ours.

    Args:
        us: [f], ticks for our side, falling; at least one.
        most: how many cells there are.
        keep: places that are kept in any case.

    Returns:
        Places, rising, and ticks.

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
    """The program on its way: the points so far, the states they are in, and where each came from."""

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
        """Settle one issue; False when that leaves more states than allowed."""
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
        """Keep so many points, and add to the gap what that may cost."""
        keep, lost = thinned(self.points, len(self.states), max(1, most // len(self.states)), self.bits)
        self._keep(keep)
        self.gap += lost

    def frontier(self, order: list[int]) -> Frontier:
        """The points at the end with their packages, which are traced back from issue to issue."""
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
        """Drop the states that no point is in."""
        used, place = np.unique(self.points.state, return_inverse=True)
        self.states = self.states[used]
        self.points = self.points._replace(state=place.ravel())
