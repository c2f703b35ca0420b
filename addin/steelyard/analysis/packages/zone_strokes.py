"""The zone of agreement as one line that fills it, for charts that draw lines and no areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from steelyard.analysis.arrays import Floats


def zone_strokes(us: Floats, them: Floats, no_deal: tuple[float, float], strokes: int) -> Floats:
    """Corners of a line that runs to and fro over the zone of agreement.

    The zone is every pair of values at which no side has less than no deal, and some package gives both at
    least as much. Packages cannot be divided, so its upper edge is a staircase. Every stroke is level, in the
    middle of its share of the height.

    Args:
        us: [p], points for our side of the packages in the zone; at least one.
        them: [p], points for the other side.
        no_deal: points of our side and of the other with no deal.
        strokes: how many there are.

    Returns:
        [2 * strokes, 2], points for our side and for the other, from the lowest stroke up.

    >>> zone_strokes(np.array([4.0, 1.0]), np.array([2.0, 8.0]), (0.0, 0.0), 2).tolist()
    [[0.0, 2.0], [4.0, 2.0], [1.0, 6.0], [0.0, 6.0]]
    """
    ours, theirs = no_deal
    top = max(theirs, float(them.max()))
    heights = theirs + (top - theirs) * (np.arange(strokes) + 0.5) / strokes
    there = them[np.newaxis, :] >= heights[:, np.newaxis]
    ends = np.where(there, us[np.newaxis, :], ours).max(axis=1, initial=ours)
    across = np.column_stack([np.full(strokes, ours), ends])
    across[1::2] = across[1::2, ::-1]
    return np.column_stack([across.ravel(), np.repeat(heights, 2)])
