"""The dynamic program of the frontier: points, issue after issue, and the choices that led to each.

Of the points in one state of the rules, only those that no other beats are kept  [Nemhauser & Ullmann 1969].
With a guide, a point is dropped too if no package that it leads to can be on the frontier  [Marsten & Morin
1978], and the least promising points are dropped where there are too many.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from steelyard.analysis.arrays import Bools, Floats, Ints
from steelyard.analysis.packages import monitors
from steelyard.analysis.packages.course import Course, split
from steelyard.analysis.packages.diagram import NOWHERE, Guide
from steelyard.analysis.packages.directions import NOTHING, norms
from steelyard.analysis.packages.staircase import (
    Points,
    distinct,
    staircases,
    undominated,
    undominated_of_few,
)

CROSSED = 128
"""With more states than this, points of different states are compared; with fewer, that takes longer."""

PAIRED = 300
"""With no more points than this, each is compared with each; with more, that takes longer."""

_SCRAMBLE = np.uint64(0x9E3779B97F4A7C15)
"""An odd number; products with it are in no order, so that points that are equally promising are spread."""


class Reached(NamedTuple):
    """Points after the last issue."""

    us: Ints
    """[f], ticks for our side, falling; counted from the least worths, as in `course`."""
    them: Ints
    """[f], ticks for the other side, rising."""
    packages: Ints
    """[f, i], the choice on each issue."""
    alike: Floats
    """[f], how many packages have this worth to both."""


class Walk:
    """The state of the program after some issues."""

    def __init__(self, course: Course, guide: Guide | None = None) -> None:
        self.course = course
        self.guide = guide
        self.states = np.zeros((1, 0), dtype=np.int64)
        self.nodes = np.zeros(1, dtype=np.int64)
        zero = np.zeros(1, dtype=np.int64)
        self.points = Points(zero, zero, np.ones(1))
        budgets = course.budgets if guide is not None else ()
        self.room = np.array([[budget.most] for budget in budgets], dtype=np.int64).reshape(len(budgets), 1)
        """[b, p], what is left of each budget; only followed with a guide."""
        self.work = 0
        """How many points were compared with bounds, over all issues."""
        self.came: list[tuple[Ints, Ints]] = []
        self.dropped: Ints | None = None
        """[k], how far the points reach along each direction that were dropped though they might lead to the
        frontier; None if there were none."""

    def settle(self, most: int) -> bool:
        """Settle one issue; False, and nothing is settled, if that makes more than `most` points."""
        at = len(self.came)
        stage = self.course.stages[at]
        sizes = range(stage.size)
        rows, allowed = monitors.steps(stage, self.states)
        nodes = [self._nodes(choice) for choice in sizes]
        here = [
            np.flatnonzero(fits[self.points.state] & (node != NOWHERE))
            for fits, node in zip(allowed, nodes, strict=True)
        ]
        if sum(map(len, here)) > most:
            return False
        shifts = ((self.course.us[at] << self.course.bits) + self.course.them[at]).tolist()
        joined = Points(
            np.concatenate([self.points.key[p] + shift for p, shift in zip(here, shifts, strict=True)]),
            np.concatenate([self.points.state[p] + c * len(self.states) for c, p in enumerate(here)]),
            np.concatenate([self.points.alike[p] for p in here]),
        )
        used, state = np.unique(joined.state, return_inverse=True)
        self.states, place = distinct(rows.T[:, used].T)
        self.points, kept = staircases(joined._replace(state=place[state.ravel()]), self.course.bits)
        self.nodes = np.concatenate([node[p] for node, p in zip(nodes, here, strict=True)])[kept]
        choice = np.repeat(sizes, [len(p) for p in here])[kept]
        parent: Ints = np.concatenate(here)[kept].astype(np.int32)
        spends = [budget.spends[at][choice] for budget in self.course.budgets[: len(self.room)]]
        self.room = self.room[:, parent] - np.array(spends, dtype=np.int64).reshape(len(spends), len(parent))
        self.came.append((parent, choice.astype(np.int32)))
        self._forget()
        return True

    def _nodes(self, choice: int) -> Ints:
        """[p], the node in the guide's diagram after a choice. A node is valid for the ways that lead to it.

        Points of one state may have different nodes, as what one node permits may be worthless after what was
        gained on the ways to it, but not after more.
        """
        if self.guide is None:
            return self.nodes
        return self.guide.diagram.after[len(self.came)][self.nodes, choice]

    def compare(self) -> None:
        """Drop the points that are beaten in a state that permits at least as much."""
        if len(self.states) > CROSSED:
            compared = undominated_of_few if len(self.points.key) <= PAIRED else undominated
            self._keep(compared(self.points, self.states, self.course.bits))

    def bound(self, guide: Guide, points: int, left: int) -> None:
        """Drop the points that lead to nothing on the frontier, and of more than `points` all but `left`."""
        us, them = split(self.points.key, self.course.bits)
        self.work += len(us)
        node, ahead = self.nodes, guide.diagram.ahead[len(self.came)]
        keep, promise = np.zeros(len(us), dtype=np.bool_), np.full(len(us), -np.inf)
        ways = zip(guide.along.tolist(), guide.thresholds.tolist(), guide.diagram.highest.tolist(),
                   norms(guide.along).tolist(), strict=True)  # fmt: skip
        for place, ((a, b, *prices), least, highest, norm) in enumerate(ways):
            reach = a * us + b * them + ahead[place, node]
            for price, room in zip(prices, self.room, strict=True):
                reach += price * room
            keep |= reach >= least
            np.maximum(promise, (reach - highest) / norm, out=promise)
        found = np.flatnonzero(keep)
        if len(found) > points:
            mixed = self.points.key[found].view(np.uint64) * _SCRAMBLE
            lost = found[np.lexsort((mixed, -promise[found]))[left:]]
            keep[lost] = False
            reach = guide.along @ np.vstack([us[lost], them[lost], self.room[:, lost]]) + ahead[:, node[lost]]
            before = self.dropped if self.dropped is not None else NOTHING
            self.dropped = np.maximum(reach.max(axis=1), before)
        self._keep(keep)

    def reached(self) -> Reached:
        """The points after the last issue, and their packages, traced back from issue to issue."""
        at = np.arange(len(self.points.key))
        packages = np.zeros((len(at), len(self.course.order)), dtype=np.int64)
        for issue, (parent, choice) in zip(reversed(self.course.order), reversed(self.came), strict=True):
            packages[:, issue] = choice[at]
            at = parent[at]
        return Reached(*split(self.points.key, self.course.bits), packages, self.points.alike)

    def _keep(self, chosen: Bools) -> None:
        key, state, alike = self.points
        self.points = Points(key[chosen], state[chosen], alike[chosen])
        self.nodes = self.nodes[chosen]
        self.room = self.room[:, chosen]
        self.came[-1] = (self.came[-1][0][chosen], self.came[-1][1][chosen])
        self._forget()

    def _forget(self) -> None:
        """Drop the states that have no point."""
        used, place = np.unique(self.points.state, return_inverse=True)
        self.states = self.states.T[:, used].T
        self.points = self.points._replace(state=place.ravel())
