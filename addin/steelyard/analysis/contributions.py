"""The terms of net, and what one more step of delivery gains."""

from __future__ import annotations

import numpy as np

from steelyard.analysis.arrays import SAME, Floats, Ints


def contributions(weights: Floats, linkage: Floats, costs: Floats, delivered: Floats) -> Floats:
    """Points that each criterion adds to each option's net in one scenario; a row adds up to the net.

    contributions[o, m] = weights[m] · linkage[o, m] / 100 · delivered[m] for measures,
    contributions[o, k] = −weights[k] · costs[o, k] for cost heads.

    Args:
        weights: [c], shares of the one budget, measures before cost heads.
        linkage: [o, m], 0 to 100.
        costs: [o, k], 0 to 100.
        delivered: [m], value of the level that the scenario delivers, 0 to 100.

    Returns:
        [o, c], points; 0 or more for measures, 0 or less for cost heads.

    >>> contributions(
    ...     np.array([0.5, 0.25, 0.25]), np.array([[100.0, 40.0]]), np.array([[20.0]]), np.array([80.0, 10.0])
    ... )
    array([[40.,  1., -5.]])
    """
    measures = linkage.shape[1]
    earned = weights[:measures] * linkage / 100 * delivered
    spent = weights[measures:] * costs
    return np.concatenate([earned, 0.0 - spent], axis=1)


def step_points(weights: Floats, linkage: Floats, values: Floats, levels: Ints) -> Floats:
    """Points that each option gains when one measure is delivered one level further.

    step_points[o, m] = weights[m] · linkage[o, m] / 100 · (values[m, levels[m] + 1] − values[m, levels[m]])

    Args:
        weights: [m], shares of the one budget.
        linkage: [o, m], 0 to 100.
        values: [m, l], value of each level, 0 to 100, non-decreasing in l.
        levels: [m], the present level.

    Returns:
        [o, m], points, 0 or more; NaN where the measure is at its highest level already.

    >>> step_points(
    ...     np.array([0.5, 0.5]), np.array([[100.0, 40.0]]),
    ...     np.array([[0.0, 40.0, 100.0], [0.0, 40.0, 100.0]]), np.array([1, 2]),
    ... )
    array([[30., nan]])
    """
    top = values.shape[1] - 1
    rows = np.arange(len(levels))
    rise = values[rows, np.minimum(levels + 1, top)] - values[rows, levels]
    return weights * linkage / 100 * np.where(levels < top, rise, np.nan)


def exchange_rates(step_points: Floats) -> Floats:
    """How many steps of the second measure are worth one step of the first, for each option.

    exchange_rates[o, i, j] = step_points[o, i] / step_points[o, j]

    A step that gains SAME or less gains nothing. If only the second step gains nothing, no number of
    such steps is worth one of the first: the rate is infinite. If only the first gains nothing, the rate
    is 0. If both gain nothing, there is no rate: NaN.

    Args:
        step_points: [o, m], points gained by one more step; NaN where there is none.

    Returns:
        [o, m, m], 0 or more; NaN where either measure has no further step or neither gains anything.

    >>> exchange_rates(np.array([[30.0, 12.0, 0.0]]))
    array([[[1. , 2.5, inf],
            [0.4, 1. , inf],
            [0. , 0. , nan]]])
    """
    first, second = np.broadcast_arrays(step_points[:, :, np.newaxis], step_points[:, np.newaxis, :])
    rates = np.full(first.shape, np.nan)
    gains = second > SAME
    np.divide(first, second, out=rates, where=gains)
    rates[gains & (first <= SAME)] = 0.0
    rates[(second <= SAME) & (first > SAME)] = np.inf
    return rates


def relative_steps(step_points: Floats) -> Floats:
    """What one more step of each measure gains, as a share of the step that gains the option most.

    relative_steps[o, m] = step_points[o, m] / max over m of step_points[o, m]

    Args:
        step_points: [o, m], points gained by one more step; NaN where there is none.

    Returns:
        [o, m], 0 to 1; NaN where there is no further step, and in the whole row where no step gains the
        option more than SAME.

    >>> relative_steps(np.array([[30.0, 12.0, np.nan], [0.0, 0.0, np.nan]]))
    array([[1. , 0.4, nan],
           [nan, nan, nan]])
    """
    largest = np.where(np.isnan(step_points), 0.0, step_points).max(axis=1, initial=0.0, keepdims=True)
    shares = np.full(step_points.shape, np.nan)
    return np.divide(step_points, largest, out=shares, where=largest > SAME)
