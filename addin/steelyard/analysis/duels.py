"""Option against option: where one gains and loses, and the weight at which the two tie."""

from __future__ import annotations

import numpy as np

from steelyard.analysis.arrays import SAME, Bools, Floats


def advantage(contributions: Floats) -> Floats:
    """Points by which the first option leads the second on each criterion.

    advantage[o, p, c] = contributions[o, c] − contributions[p, c]

    Over the criteria it adds up to the difference of the two nets.

    Args:
        contributions: [o, c], terms of net in points, cost terms negative.

    Returns:
        [o, o, c], points; below 0 where the first option is behind.

    >>> advantage(np.array([[40.0, -5.0], [30.0, 0.0]]))[0, 1]
    array([10., -5.])
    """
    return contributions[:, np.newaxis, :] - contributions[np.newaxis, :, :]


def tie_weights(weights: Floats, worth: Floats) -> Floats:
    """Share of each criterion at which two options tie, the other shares keeping their proportions.

    With D the present difference of the nets, g = worth[o, c] − worth[p, c] the difference when the
    criterion holds the whole budget and h = (D − weights[c] · g) / (1 − weights[c]) the difference
    when it holds nothing, the difference at share t is t · g + (1 − t) · h, a straight line, so that
    tie_weights[o, p, c] = h / (h − g)  [Triantaphyllou & Sánchez 1997]

    The tie of options that tie at present is at the present share. A difference of SAME or less at an end
    of the line is a tie at that end, unless neither option earns or costs anything there: two options that
    are worth nothing because nothing counts have no common worth.

    Args:
        weights: [c], shares of the one budget, adding up to 1.
        worth: [o, c], signed points of each option on each criterion at full weight: linkage · value
            / 100 for a measure, −cost for a cost head.

    Returns:
        [o, o, c], shares from 0 to 1; NaN where the two tie at no share, where they tie at all shares
        (the difference changes by SAME or less), and where the criterion has the whole budget, so that
        the others have no proportions to keep.

    >>> tie_weights(np.array([0.75, 0.25]), np.array([[80.0, -10.0], [40.0, 0.0]]))[0, 1]
    array([0.2, 0.8])
    """
    return _ties(weights, worth[:, np.newaxis, :], worth[np.newaxis, :, :])


def ties_with(weights: Floats, worth: Floats, option: int) -> Floats:
    """Share of each criterion at which one option and each other tie: a row of `tie_weights`.

    Args:
        weights: [c], see `tie_weights`.
        worth: [o, c], see `tie_weights`.
        option: the one option.

    Returns:
        [o, c], shares from 0 to 1, or NaN.

    >>> ties_with(np.array([0.75, 0.25]), np.array([[80.0, -10.0], [40.0, 0.0]]), 1)[0]
    array([0.2, 0.8])
    """
    return _ties(weights, worth[option], worth)


def ties_with_holding(weights: Floats, worth: Floats) -> Floats:
    """Share of each criterion at which an option is worth as much as the current position, whose worth is 0.

    Args:
        weights: [c], see `tie_weights`.
        worth: [c], of the option; see `tie_weights`.

    Returns:
        [c], shares from 0 to 1, or NaN.

    >>> ties_with_holding(np.array([0.5, 0.5]), np.array([30.0, -10.0]))
    array([0.25, 0.75])
    """
    return _ties(weights, worth, np.zeros_like(worth))


def _ties(weights: Floats, one: Floats, other: Floats) -> Floats:
    """[..., c], ties of pairs, by what they are worth if a criterion has the whole budget."""
    full, others = one - other, 1 - weights
    whole = others <= SAME
    present = (weights * full).sum(axis=-1, keepdims=True)
    none = (present - weights * full) / np.where(whole, 1.0, others)
    crosses = (none <= SAME) & (full >= -SAME) | (none >= -SAME) & (full <= SAME)
    differs = (np.abs(none - full) > SAME) & (np.maximum(np.abs(none), np.abs(full)) > SAME)
    ties = np.full(full.shape, np.nan)
    np.divide(none, none - full, out=ties, where=crosses & differs)
    ties = np.clip(ties, 0.0, 1.0) + 0.0
    now = (np.abs(present) <= SAME) & ~np.isnan(ties)
    idle = _idle(weights, one, other)
    return np.where(whole, np.nan, np.where(now, weights, np.where(idle, np.nan, ties)))


def idle_with(weights: Floats, worth: Floats, option: int) -> Bools:
    """Whether one option and each other earn and cost nothing at one end of the line, which is no tie.

    Args:
        weights: [c], see `tie_weights`.
        worth: [o, c], see `tie_weights`.
        option: the one option.

    Returns:
        [o, c].

    >>> idle_with(np.array([0.75, 0.25]), np.array([[80.0, 0.0], [40.0, 0.0]]), 1)
    array([[ True,  True],
           [ True,  True]])
    """
    return _idle(weights, worth[option], worth)


def _idle(weights: Floats, one: Floats, other: Floats) -> Bools:
    """[..., c], whether both of a pair earn and cost nothing at one end of the line."""
    found: Bools = (_rests(one) & _rests(other)) | (
        _rests_without(weights, one) & _rests_without(weights, other)
    )
    return found


def _rests(worth: Floats) -> Bools:
    """[..., c], whether an option earns and costs nothing where the criterion has the whole budget."""
    found: Bools = np.abs(worth) <= SAME
    return found


def _rests_without(weights: Floats, worth: Floats) -> Bools:
    """[..., c], whether it earns and costs nothing where the criterion has nothing of the budget."""
    terms = np.abs(weights * worth)
    found: Bools = terms.sum(axis=-1, keepdims=True) - terms <= SAME
    return found
