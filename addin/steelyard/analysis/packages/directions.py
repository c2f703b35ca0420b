"""Bounds on a frontier by directions: how far packages reach along some weighted sums of both sides' worth.

A direction is a pair of whole numbers (a, b). No package in a set gives more of a · us + b · them than the
set *reaches* along it. Several directions bound the set by a polygon  [Ehrgott & Gandibleux 2007]. A partial
package is dropped if its polygon has no room for a package that is at least as good as a known frontier.
Where others are dropped, the polygon says what that can cost. Worth is counted from 0 on, as in `course`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from steelyard.analysis.arrays import Floats, Ints

if TYPE_CHECKING:
    from steelyard.analysis.packages.course import Course

NOTHING = -(2**59)
"""Reaches no further than this: there is no package at all."""

SAFE = 57
"""Bits of the worth along a direction, so that sums stay far from NOTHING."""

FINE = 10
"""Bits of a direction, where there is room."""


def directions(course: Course, many: int) -> Ints:
    """[k, 2], directions from the best for our side to the best for the other side, `many` at most.

    They are spread evenly over the turns of the frontier that there would be without rules.

    >>> from steelyard.analysis.packages.course import course
    >>> from steelyard.analysis.packages.packages import Space
    >>> way = course(Space((np.array([0, 9]), np.array([0, 3])), (np.array([3, 0]), np.array([9, 0]))))
    >>> directions(way, 4).tolist()
    [[1, 0], [1024, 341], [341, 1024], [0, 1]]
    """
    edges = np.array(
        [edge for us, them in zip(course.us, course.them, strict=True) for edge in _edges(us, them)]
    ).reshape(-1, 2)
    if not len(edges):
        return np.array([[1, 0], [0, 1]])
    shares = edges / edges.sum(axis=0)
    angles = np.arctan2(shares[:, 0], shares[:, 1])
    turned = np.argsort(angles, kind="stable")
    lengths = np.cumsum(np.hypot(*shares[turned].T))
    marks = (np.arange(many - 2) + 0.5) / (many - 2) * lengths[-1]
    at = angles[turned][np.searchsorted(lengths, marks).clip(max=len(edges) - 1)]
    normal = np.column_stack([np.cos(at), np.sin(at)]) / edges.sum(axis=0)
    fine = max(0, min(FINE, SAFE - max(span.bit_length() for span in course.spans)))
    whole = np.rint(normal / normal.max(axis=1, keepdims=True) * 2**fine).astype(np.int64)
    every = np.concatenate([[[1, 0]], whole, [[0, 1]]])
    found = np.unique(every // np.gcd(*every.T)[:, np.newaxis], axis=0)
    return found[np.argsort(found[:, 1] / found.sum(axis=1), kind="stable")]


def _edges(us: Ints, them: Ints) -> list[tuple[int, int]]:
    """What our side loses and the other side gains from corner to corner of the hull of some choices."""
    corners = list[tuple[int, int]]()
    for ours, theirs in sorted(zip(us.tolist(), them.tolist(), strict=True), reverse=True):
        if corners and theirs <= corners[-1][1]:
            continue
        while len(corners) > 1:
            (a, b), (c, d) = corners[-2:]
            if (d - b) * (c - ours) > (theirs - d) * (a - c):
                break
            corners.pop()
        corners.append((ours, theirs))
    return [(a - c, d - b) for (a, b), (c, d) in pairwise(corners)]


def norms(along: Ints) -> Floats:
    """[k], the lengths of directions; prices do not count."""
    return np.hypot(*along[:, :2].T.astype(float))


def thresholds(us: Ints, them: Ints, along: Ints, highest: Ints) -> Ints:
    """[k], how far a partial package must reach along one of the directions, so as not to be dropped.

    Any package that no point of the frontier beats reaches that far along at least one direction.

    Args:
        us: [f], ticks for our side of a known frontier, falling.
        them: [f], ticks for the other side.
        along: [k, 2], directions.
        highest: [k], how far packages reach at most.
    """
    if not len(us):
        return np.full(len(along), NOTHING)
    # What no point beats equals a point, or is better than one for our side and than the next for the other.
    ours = np.concatenate([us, us + 1, [0]])
    theirs = np.concatenate([them, [0], them + 1])
    reached = np.outer(ours, along[:, 0]) + np.outer(theirs, along[:, 1])
    spare = (highest - reached) / norms(along)
    possible = (spare >= 0).all(axis=1)
    nearest = spare[possible].argmin(axis=1)
    found = np.full(len(along), -NOTHING)
    np.minimum.at(found, nearest, reached[possible, nearest])
    return found


def largest_loss(us: Ints, them: Ints, along: Ints, reach: Ints) -> int:
    """The most by which our side can do better than on a known frontier, in ticks; below 0 if only worse.

    Args:
        us: [f], ticks for our side of the frontier, falling; at least one.
        them: [f], ticks for the other side.
        along: [k, 2], directions, among them (1, 0) and (0, 1).
        reach: [k], how far the packages reach that may not be on the frontier.

    Returns:
        The largest loss over all packages that keep `reach` and are worth no more to the other side than the
        best point: what they give to our side, less what the point gives that is best for our side of those
        worth as much to the other side.
    """
    least = np.concatenate([[0], them[:-1] + 1])  # of the packages for which each point is the best instead
    ours = np.full(len(least), -NOTHING)
    for (a, b), far in zip(along[:, :2].tolist(), reach.tolist(), strict=True):
        ours = np.minimum(ours, (far - b * least) // a) if a else np.where(b * least > far, NOTHING, ours)
    return int((ours - us).max())
