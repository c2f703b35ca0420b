"""How far one weight may change before another option comes first."""

from __future__ import annotations

import numpy as np

from steelyard.analysis.arrays import SAME, Floats


def weight_intervals(weights: Floats, worth: Floats) -> Floats:
    """Lowest and highest weight of each criterion that keep the present first choice first.

    The other weights keep their proportions, so that the lead of the first choice over a rival is a
    straight line in the weight: g where the criterion has the whole budget, h = (D − weights[c] · g)
    / (1 − weights[c]) where it has nothing, D at the present weight. The lead is 0 at h / (h − g), which
    is exact and needs no search  [Mareschal 1988]

    The first choice is the option with the greatest net; of options within SAME of it, the first row. It
    stays first while no rival is ahead. The current position is a rival only if there is a row of zeros
    for it.

    Args:
        weights: [c], shares of the one budget, adding up to 1.
        worth: [o, c], signed points of each option on each criterion at full weight; at least one row.

    Returns:
        [c, 2], shares from 0 to 1 around the present weight; NaN where the criterion has the
        whole budget, so that the others have no proportions to keep.

    >>> weight_intervals(np.array([0.75, 0.25]), np.array([[80.0, -10.0], [40.0, 0.0]]))
    array([[0.2, 1. ],
           [0. , 0.8]])
    """
    net = (weights * worth).sum(axis=1)
    first = int(np.argmax(net.max() - net <= SAME))
    whole = 1 - weights <= SAME
    full = worth[first] - worth
    lead = np.maximum(net[first] - net, 0.0)[:, np.newaxis]
    none = (lead - weights * full) / np.where(whole, 1.0, 1 - weights)
    ends = np.full(full.shape, np.nan)
    np.divide(none, none - full, out=ends, where=np.abs(none - full) > SAME)
    low = np.where(full - none > SAME, np.minimum(ends, weights), 0.0).max(axis=0, initial=0.0)
    high = np.where(none - full > SAME, np.maximum(ends, weights), 1.0).min(axis=0, initial=1.0)
    # An end that rounding moved off 0 or 1 is no tie.
    low, high = np.where(low <= SAME, 0.0, low), np.where(high >= 1 - SAME, 1.0, high)
    return np.where(whole[:, np.newaxis], np.nan, np.stack([low, high], axis=1))


def weight_interval(weights: Floats, worth: Floats, criterion: int) -> tuple[float, float]:
    """Lowest and highest weight of one criterion that keep the present first choice first.

    It is one row of `weight_intervals`, whose text says how the ends are found.

    Args:
        weights: [c], shares of the one budget, adding up to 1.
        worth: [o, c], signed points of each option on each criterion at full weight; at least one row.
        criterion: position of the weight that changes, from 0.

    Returns:
        (low, high), shares from 0 to 1 around the present weight.

    Raises:
        ValueError: the criterion has the whole budget, so that the others have no proportions to keep.

    >>> weight_interval(np.array([0.75, 0.25]), np.array([[80.0, -10.0], [40.0, 0.0]]), criterion=0)
    (0.2, 1.0)
    """
    low, high = weight_intervals(weights, worth)[criterion].tolist()
    if np.isnan(low):
        raise ValueError(f"criterion {criterion} holds the whole budget; the others keep no proportions")
    return low, high
