"""Some packages of a frontier for a list, and what the list loses; the computation is with all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from steelyard.analysis.packages.frontier import spaced

if TYPE_CHECKING:
    from collections.abc import Collection

    from steelyard.analysis.arrays import Ints


def shown(worth: Ints, most: int, keep: Collection[int] = ()) -> tuple[list[int], int]:
    """Places of about `most` packages, evenly by what our side gets, and the gap of the list in ticks.

    The gap is exact. For two parties it is the least number with which this is true: for any package of the
    frontier there is one in the list that is worth as much to the other side, and to our side less by at
    most the gap. For more parties: one that is worth less by at most the gap to each party  [Zitzler et al.
    2003].

    Args:
        worth: [f, n], ticks for each party, our side falling.
        most: how many cells the range of our side has.
        keep: places that are kept in any case.

    >>> shown(np.array([[90, 0], [80, 1], [72, 2], [30, 3], [10, 4], [0, 5]]), 3, keep=[1])
    ([0, 1, 2, 5], 30)
    """
    if len(worth) <= most:
        return list(range(len(worth))), 0
    places, lost = spaced(worth[:, 0], most, keep)
    if worth.shape[1] > 2:
        lost = max(_least_loss(point, worth[places]) for point in worth)
    return places.tolist(), lost


def _least_loss(point: Ints, kept: Ints) -> int:
    """By how much the best of the kept packages is worse than a point for the party that loses most."""
    return int(np.maximum(0, point - kept).max(axis=1).min())
