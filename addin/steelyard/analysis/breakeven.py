"""The lowest delivery level at which an option pays."""

from __future__ import annotations

import numpy as np

from steelyard.analysis.arrays import SAME, Floats, Ints

NONE_SUFFICES = -1
"""The answer where the option does not pay even at the highest level of the measure."""


def break_even(weights: Floats, linkage: Floats, values: Floats, levels: Ints, cost: Floats) -> Ints:
    """Lowest level of each measure at which each option has a net of 0 or more.

    The other measures stay at their present levels.

    break_even[o, m] = min of l with Σ over n ≠ m of weights[n] · linkage[o, n] / 100 · values[n, levels[n]]
    + weights[m] · linkage[o, m] / 100 · values[m, l] − cost[o] ≥ −SAME

    The level may be below the present one: the measure can then fall to it, and the option still pays.

    Args:
        weights: [m], shares of the one budget.
        linkage: [o, m], 0 to 100.
        values: [m, l], value of each level, 0 to 100, non-decreasing in l.
        levels: [m], the present level.
        cost: [o], points.

    Returns:
        [o, m], levels from 0, or NONE_SUFFICES.

    >>> break_even(
    ...     weights=np.array([0.5, 0.25]),
    ...     linkage=np.array([[100.0, 40.0]]),
    ...     values=np.array([[0.0, 40.0, 100.0], [0.0, 40.0, 100.0]]),
    ...     levels=np.array([2, 0]),
    ...     cost=np.array([25.0]),
    ... )
    array([[2, 0]])
    """
    rows = np.arange(len(levels))
    full = weights * linkage / 100
    earned = full * values[rows, levels]
    others = earned.sum(axis=1, keepdims=True) - earned - cost[:, np.newaxis]
    pays = others[:, :, np.newaxis] + full[:, :, np.newaxis] * values >= -SAME
    lowest = pays.argmax(axis=2)
    return np.where(pays.any(axis=2), lowest, NONE_SUFFICES).astype(np.int64)
