"""How far a lead falls when judgements move within their ranges: one at a time, and all together.

The first option leads rivals, r, by Σ_c share[c] · (first[c] − rival[r, c]) · counts[c]. `first` and
`rival` are linkages or costs, 0 to 100; `counts` is the value of the delivered level, divided by 100, for a
measure, and −1 for a cost head. Holding the current position is a rival with zeros.

The lead is linear in each linkage, cost and value. In a weight, and in an influence, it is a ratio of two
linear functions. All these are monotone, so over a range the lead is least at one of the two ends.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from steelyard.analysis.arrays import Floats

LINEAR = np.inf
"""The budget of a judgement in which the lead is linear."""


class Between(NamedTuple):
    """The lowest and the highest value of judgements, as arrays of one shape; equal without a range."""

    low: Floats
    high: Floats


def weight_slopes(lead: Floats, by_stakeholder: Floats, gaps: Floats, influence: Floats) -> Floats:
    """The slopes of the lead in every weight; its budget is the sum of the stakeholder's weights.

    slopes[r, s, c] = lead[r] + influence[s] · (gaps[r, c] − by_stakeholder[r, s])

    Args:
        lead: [r], points.
        by_stakeholder: [r, s], the lead from each stakeholder's viewpoint.
        gaps: [r, c], the lead if the criterion had the whole budget.
        influence: [s], shares of all influence, adding up to 1.

    Returns:
        [r, s, c]; see `after` for what a slope is.

    >>> weight_slopes(np.array([2.0]), np.array([[2.0]]), np.array([[10.0, -6.0]]), np.array([1.0]))
    array([[[10., -6.]]])
    """
    apart = gaps[:, np.newaxis, :] - by_stakeholder[:, :, np.newaxis]
    return lead[:, np.newaxis, np.newaxis] + influence[:, np.newaxis] * apart


def after(lead: Floats, slopes: Floats, budgets: Floats, changes: Floats) -> Floats:
    """The lead after each change alone.

    after[r, j] = lead[r] + changes[j] · slopes[r, j] where the budget is LINEAR, else
    (budgets[j] · lead[r] + changes[j] · slopes[r, j]) / (budgets[j] + changes[j])

    Args:
        lead: [r], points.
        slopes: [r, j]
        budgets: [j], the sum that the judgement is a part of: of weights, or of influences.
        changes: [j], of the judgement. A change that would leave nothing of the budget is no change.

    Returns:
        [r, j], points.

    >>> after(np.array([2.0]), np.array([[10.0, -1.0]]), np.array([4.0, LINEAR]), np.array([4.0, 3.0]))
    array([[ 6., -1.]])
    """
    linear = np.isinf(budgets)
    possible = linear | (budgets + changes > 0)
    left = np.where(possible & ~linear, budgets + changes, 1.0)
    whole = np.where(linear, 1.0, budgets)
    moved = (whole * lead[:, np.newaxis] + changes * slopes) / left
    return np.where(possible, moved, lead[:, np.newaxis])


def to_level(lead: float, slope: float, budget: float) -> float:
    """The change of one judgement after which the two are level; infinite where there is none.

    to_level = −lead / slope where the budget is LINEAR, else −budget · lead / slope

    Args:
        lead: points.
        slope: see `after`.
        budget: see `after`.

    >>> to_level(2.0, -1.0, LINEAR), to_level(2.0, -10.0, 5.0), to_level(2.0, 0.0, 5.0)
    (2.0, 1.0, inf)
    """
    if slope == 0:
        return np.inf
    return -lead / slope * (1.0 if np.isinf(budget) else budget)


def least_gaps(first: Between, rivals: Between, counts: Between) -> Floats:
    """The least lead on each criterion, with linkages, costs and values anywhere within their ranges.

    Each criterion has linkages, costs and a value of its own, so that they move independently. What a
    criterion counts for keeps its sign, so the lead is least with the first at one end and the rival at the
    other; with both there, it is linear in the value.

    Args:
        first: [c], linkages or costs.
        rivals: [r, c], the same.
        counts: [c], 0 to 1 for measures, −1 for cost heads.

    Returns:
        [r, c], points.

    >>> least_gaps(
    ...     Between(np.array([40.0, 10.0]), np.array([60.0, 20.0])),
    ...     Between(np.array([[50.0, 5.0]]), np.array([[55.0, 8.0]])),
    ...     Between(np.array([0.25, -1.0]), np.array([0.5, -1.0])),
    ... )
    array([[ -7.5, -15. ]])
    """
    takes = counts.low < 0
    worst = np.where(takes, first.high - rivals.low, first.low - rivals.high)
    return np.minimum(worst * counts.low, worst * counts.high)


def least_mean(parts: Floats, weights: Between) -> Floats:
    """The least weighted mean, with the weights anywhere within their ranges.

    least_mean[r, s] = min over w of Σ_c w[s, c] · parts[r, s, c] / Σ_c w[s, c]

    It is reached where the weights of the smallest parts are high and all others low  [Dantzig 1957, for the
    relaxed knapsack problem]: sorted by part, the best number of high ones is tried.

    Args:
        parts: [r, s, c], what is averaged.
        weights: [s, c], 0 or more, not all highest ones 0.

    Returns:
        [r, s].

    >>> weights = Between(np.array([[1.0, 1.0, 2.0]]), np.array([[3.0, 2.0, 2.0]]))
    >>> least_mean(np.array([[[10.0, -6.0, 0.0]]]), weights)
    array([[-0.4]])
    """
    order = np.argsort(parts, axis=2, kind="stable")
    part = np.take_along_axis(parts, order, axis=2)
    shape = parts.shape
    low, high = (np.take_along_axis(np.broadcast_to(each, shape), order, axis=2) for each in weights)
    none = np.zeros((*shape[:2], 1))

    def so_far(of: Floats) -> Floats:
        return np.concatenate([none, np.cumsum(of, axis=2)], axis=2)

    def to_come(of: Floats) -> Floats:
        return np.concatenate([np.cumsum(of[:, :, ::-1], axis=2)[:, :, ::-1], none], axis=2)

    total = so_far(high) + to_come(low)
    summed = so_far(high * part) + to_come(low * part)
    means = np.full(total.shape, np.inf)
    np.divide(summed, total, out=means, where=total > 0)
    return means.min(axis=2)
