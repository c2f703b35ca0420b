"""The packages that no other beats, exactly, for spaces too large to be enumerated.

It is a dynamic program: issue after issue, the points of all choices are added, and of the points in one
state of the rules only those that no other beats are kept (`walk`). `monitors` follows the rules from issue
to issue. A point is also dropped if another is better in a state that permits at least as much. Where there
are many states, the program is run again and again with bounds on what the issues to come can add
(`diagram`): each time closer to the rules, and with a better frontier to beat. All numbers are whole ticks,
so that dominance and ties are exact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.arrays import Floats, Ints
from steelyard.analysis.packages.course import Course, course
from steelyard.analysis.packages.diagram import Diagram, Guide, diagram
from steelyard.analysis.packages.directions import NOTHING, directions, largest_loss, thresholds
from steelyard.analysis.packages.prices import priced
from steelyard.analysis.packages.staircase import Points, staircases
from steelyard.analysis.packages.walk import Reached, Walk
from steelyard.errors import SteelyardError, TooManyStates

if TYPE_CHECKING:
    from collections.abc import Collection

    from steelyard.analysis.packages.packages import Space

STATES = 200
"""With more states of the rules than this at one issue, the program goes on with bounds."""

OPEN = 2_000
"""Open limits, added up over all issues, beyond which an answer takes longer than some seconds."""

FEW = 150_000
"""With more points than this after one issue, and several states, too."""

SEVERAL = 8
"""Fewer states than this are few: bounds can drop next to nothing."""

POINTS = 100_000
"""With more points than this at one issue, even with bounds, some are dropped, and the frontier has a gap."""

THINNED = 60_000
"""Number of points that are left then, at most."""

JOINED = 2_000_000
"""Points that one issue may make, before those are dropped that others beat. Each takes some 150 bytes."""

WORK = 10_000_000
"""Points that all issues together may make in one round, before those are dropped that others beat, if at
each issue the points are left that are left when there are too many."""

DIRECTIONS = 34
"""Directions of the bounds."""

ROUNDS = ((200, 1_000), (1_000, 4_000), (4_000, 20_000), (8_000, 50_000), (10_000, POINTS))
"""Nodes of a layer, and points kept at one issue, of the rounds with bounds."""

COMPARED = 4_000_000
"""Points that all rounds together compare with bounds, which takes less than ten seconds. A round that would
exceed it keeps fewer points; if these are no more than those of the round before, there is none."""

SOON = 3
"""Rounds for callers that need an answer soon."""


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
    space: Space, *, states: int | None = None, points: int = POINTS, thin: int = THINNED
) -> Frontier | None:
    """All points that no package beats, with a package for each.

    A package is on the frontier if no other is worth as much to both sides and more to one. Where there are
    too many points, the least promising are dropped, and `gap` says how much that can cost; otherwise `gap`
    is 0. Time and memory are bounded by the number of points.

    Args:
        space: the packages.
        states: for callers in a hurry: how many states of the rules one issue may have before bounds are
            computed. None computes as well as is possible.
        points: how many points may be kept at one issue.
        thin: how many are left when there are more.

    Returns:
        The frontier, empty if no package keeps all limits; None where an answer would take too long.

    Raises:
        SteelyardError: there is not enough memory.
        TooManyStates: points were dropped, and no package was found.
        ValueError: the range of worth is too wide for keys of `LARGEST` bits.

    >>> from steelyard.analysis.packages.packages import Space
    >>> space = Space(us=(np.array([0, -2]), np.array([0, 9])), them=(np.array([0, 5]), np.array([0, -4])))
    >>> found = frontier(space)
    >>> list(zip(found.us.tolist(), found.them.tolist(), found.packages.tolist()))
    [(9, -4, [0, 1]), (7, 1, [1, 1]), (-2, 5, [1, 0])]
    """
    way = course(space)
    try:
        found = _plain(way, STATES if states is None else states, points)
        # Each number of a state costs time at each issue.
        if found is None and (states is None or sum(len(stage.watches) for stage in way.stages) <= OPEN):
            found = _bounded(way, points, thin, ROUNDS if states is None else ROUNDS[:SOON])
    except MemoryError as short:
        raise SteelyardError(
            "there is not enough memory for the packages of this model (1 GB should be free); "
            "close other programs, or leave options, measures or rules out"
        ) from short
    return found


def _plain(way: Course, states: int, points: int) -> Frontier | None:
    """The frontier without bounds, or None where they are worth their time."""
    walk = Walk(way)
    for _ in way.stages:
        if not walk.settle(FEW if len(walk.states) > SEVERAL else JOINED):
            return None
        walk.compare()
        if len(walk.states) > states or len(walk.points.key) > points:
            return None
    return _frontier(way, walk.reached())


def _bounded(way: Course, points: int, thin: int, rounds: tuple[tuple[int, int], ...]) -> Frontier:
    """The frontier with bounds: exact if a round drops nothing that may lead to it, else with a gap.

    Args:
        way: the issues.
        points: how many points may be kept at one issue.
        thin: how many are left when there are more.
        rounds: nodes of a layer and points of each round.
    """
    along = priced(way, directions(way, DIRECTIONS))
    best, drawn, lost = _nothing(way), None, np.zeros(len(along), dtype=np.int64)
    work, before, rate = (
        0,
        0,
        0.0,
    )  # points compared so far, points kept in the last round, and their ratio there
    for width, planned in rounds:
        most = min(planned, int((COMPARED - work) / rate)) if rate else planned
        if most <= before:
            break
        drawn = diagram(way, along, width, drawn and _guide(best, along, drawn))
        walk = _guided(way, _guide(best, along, drawn), min(most, points), min(most, thin))
        found = walk.reached()
        best = _together(way, best, found)
        if walk.dropped is None or _gap(best, along, walk.dropped) < 0:
            return _frontier(way, found)
        lost, work, before, rate = walk.dropped, work + walk.work, most, walk.work / most
    if drawn and _gap(best, along, lost) == -NOTHING:
        best = _with_the_best_for_them(way, best, _guide(best, along, drawn))
    gap = max(0, largest_loss(best.us, best.them, along, lost)) if len(best.us) else 0
    return _frontier(way, best, gap, counted=False)


def _guide(best: Reached, along: Ints, drawn: Diagram) -> Guide:
    """The guide of a diagram towards what the best points so far do not beat."""
    return Guide(drawn, along, thresholds(best.us, best.them, along, drawn.highest))


def _gap(best: Reached, along: Ints, dropped: Ints) -> int:
    """The gap of these points if packages that reach so far were dropped; below 0 if they are all worse.

    It is -NOTHING where no point may be as good for the other side as a package that was dropped.
    """
    if not len(best.us) or dropped[-1] > along[-1, 1] * best.them[-1]:
        return -NOTHING
    return largest_loss(best.us, best.them, along, dropped)


def _with_the_best_for_them(way: Course, best: Reached, guide: Guide) -> Reached:
    """The points, and one that is worth more to the other side than any of them if there is such a package.

    It is found without regard to our side, so that there is one point for each state.

    Raises:
        TooManyStates: none was found.
    """
    drawn = Diagram(
        guide.diagram.after, [ahead[-1:] for ahead in guide.diagram.ahead], guide.diagram.start[-1:]
    )
    least = int(best.them[-1]) + 1 if len(best.us) else 0
    alone = Guide(drawn, guide.along[-1:], guide.along[-1:, 1] * least)
    walk = _guided(way._replace(us=[np.zeros_like(choices) for choices in way.us]), alone, THINNED, THINNED)
    found = walk.reached()
    if walk.dropped is not None and not (
        len(found.us) and walk.dropped[0] <= guide.along[-1, 1] * found.them[-1]
    ):
        raise TooManyStates(
            "the rules have too many states: there may be a package that is better for the other side than "
            "all that were found; leave some rules out"
        )
    us, them = way.worth(found.packages)
    return _together(way, best, found._replace(us=us, them=them))


def _guided(way: Course, guide: Guide, most: int, left: int) -> Walk:
    """The walk with bounds, in which no issue makes more points than `JOINED`."""
    walk = Walk(way, guide)
    sizes = [len(choices) for choices in way.us]
    at_each = max(1, WORK // sum(sizes))
    for size in (*sizes[1:], 1):
        walk.settle(max(JOINED, sizes[0]))
        room = max(1, JOINED // size)
        walk.bound(guide, min(most, room), min(left, room, at_each))
    return walk


def _nothing(way: Course) -> Reached:
    """No points."""
    none = np.zeros(0, dtype=np.int64)
    return Reached(none, none, np.zeros((0, len(way.order)), dtype=np.int64), np.zeros(0))


def _together(way: Course, one: Reached, other: Reached) -> Reached:
    """The points of both that none of the other beats."""
    us, them, packages, alike = (np.concatenate(parts) for parts in zip(one, other, strict=True))
    points = Points((us << way.bits) + them, np.zeros(len(us), dtype=np.int64), alike)
    at = staircases(points, way.bits)[1]
    return Reached(us[at], them[at], packages[at], alike[at])


def _frontier(way: Course, found: Reached, gap: int = 0, *, counted: bool = True) -> Frontier:
    """The points with all of their worth."""
    alike = found.alike if counted else np.full(len(found.us), np.nan)
    return Frontier(found.us + way.base[0], found.them + way.base[1], found.packages, alike, gap)


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
