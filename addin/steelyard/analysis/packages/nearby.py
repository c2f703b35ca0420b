"""Packages better than a given one that differ from it on few issues, all of them for each number of changes.

Changes are added one after the other, in the order of the issues. A way is left as soon as the changes that
may still follow cannot make good what some party has lost: for each party the best changes ahead are added
up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.arrays import Ints
from steelyard.analysis.packages.packages import kept

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.analysis.packages.packages import Limit

WAYS = 200_000
"""Ways that may be followed at once; with more, the search ends."""


class _Ways(NamedTuple):
    """Packages with some changes."""

    packages: Ints
    """[w, i], the choice on each issue."""
    gains: Ints
    """[w, n], ticks that each party gains so far."""
    last: Ints
    """[w], the issue that was changed last."""


def improvements_by_changes(
    values: tuple[tuple[Ints, ...], ...], limits: tuple[Limit, ...], package: Ints, *, ways: int = WAYS
) -> Iterator[Ints]:
    """All packages that are worth as much to every party and more to one, for 1, 2, 3, ... changes.

    Args:
        values: [n][i][j], ticks by choice for each party.
        limits: the limits that they keep; the given package need not keep them.
        package: [i], the given package.
        ways: how many ways may be followed at once.

    Yields:
        [p, i], for each number of changes; it ends after as many changes as there are issues, or before the
        first number of changes for which there are too many ways.

    >>> values = (np.array([0, 2]), np.array([0, -1])), (np.array([0, -1]), np.array([0, 1]))
    >>> [found.tolist() for found in improvements_by_changes(values, (), np.array([0, 0]))]
    [[], [[1, 1]]]
    """
    gains = [
        np.column_stack([party[issue] - party[issue][own] for party in values])
        for issue, own in enumerate(package.tolist())
    ]
    ahead = _ahead(gains)
    for changes in range(1, len(package) + 1):
        found = _with_changes(changes, gains, ahead, package, ways)
        if found is None:
            return
        better = found.packages[(found.gains > 0).any(axis=1)]
        yield better[kept(limits, better).all(axis=0)]


def _ahead(gains: list[Ints]) -> Ints:
    """[i, c, n], the most that each party can gain by up to c changes on the issues from i on."""
    count, parties = len(gains), gains[0].shape[1]
    best = np.array([issue.max(axis=0) for issue in gains])  # 0 or more: the own choice gains nothing
    ahead = np.zeros((count + 1, count + 1, parties), dtype=np.int64)
    for issue in range(count):
        ordered = -np.sort(-best[issue:], axis=0)
        ahead[issue, 1 : len(ordered) + 1] = ordered.cumsum(axis=0)
        ahead[issue, len(ordered) + 1 :] = ordered.sum(axis=0)
    return ahead


def _with_changes(changes: int, gains: list[Ints], ahead: Ints, package: Ints, most: int) -> _Ways | None:
    """The packages with so many changes by which no party loses; None if there are more than `most` ways."""
    parties = gains[0].shape[1]
    ways = _Ways(package[np.newaxis], np.zeros((1, parties), dtype=np.int64), np.array([-1]))
    for left in range(changes - 1, -1, -1):
        pieces = [
            piece
            for issue in range(len(gains) - left)
            for choice in range(len(gains[issue]))
            if choice != package[issue]
            and len(
                (piece := _changed(ways, issue, choice, gains[issue][choice], ahead[issue + 1, left])).last
            )
        ]
        if sum(len(piece.last) for piece in pieces) > most:
            return None
        if not pieces:
            nothing = np.zeros((0, len(package)), dtype=np.int64)
            return _Ways(nothing, np.zeros((0, parties), dtype=np.int64), np.zeros(0, dtype=np.int64))
        ways = _Ways(*map(np.concatenate, zip(*pieces, strict=True)))
    return ways


def _changed(ways: _Ways, issue: int, choice: int, gain: Ints, ahead: Ints) -> _Ways:
    """The ways to which this change is added, those that can still make no party lose."""
    gains = ways.gains + gain
    here = np.flatnonzero((ways.last < issue) & (gains + ahead >= 0).all(axis=1))
    packages = ways.packages[here]
    packages[:, issue] = choice
    return _Ways(packages, gains[here], np.full(len(here), issue))
