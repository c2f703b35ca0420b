"""Benefit, cost and net of each option, its rank, and the regret of a wrong choice."""

from __future__ import annotations

import numpy as np

from steelyard.analysis.arrays import SAME, Bools, Floats, Ints


def shares(weights: Floats) -> Floats:
    """Swing weights as shares of each stakeholder's one budget.

    shares[s, c] = weights[s, c] / Σ_c weights[s, c]  [Edwards & Barron 1994]

    Args:
        weights: [s, c], swing weights in points, 0 or more; measures and cost heads share the budget.

    Returns:
        [s, c], 0 to 1, each row adding up to 1.

    Raises:
        ValueError: the weights of a stakeholder add up to 0.

    >>> shares(np.array([[60.0, 20.0, 20.0], [1.0, 0.0, 3.0]]))
    array([[0.6 , 0.2 , 0.2 ],
           [0.25, 0.  , 0.75]])
    """
    budget = weights.sum(axis=1, keepdims=True)
    if not (budget > 0).all():
        raise ValueError(f"weights of row {int(np.argmin(budget > 0))} must add up to more than 0")
    return weights / budget


def pooled(shares: Floats, influence: Floats) -> Floats:
    """The shares of all stakeholders together, averaged by influence.

    pooled[c] = Σ_s influence[s] · shares[s, c] / Σ_s influence[s]

    Args:
        shares: [s, c], each row adding up to 1.
        influence: [s], 0 or more; only the ratios count.

    Returns:
        [c], adding up to 1.

    Raises:
        ValueError: no stakeholder has any influence.

    >>> pooled(np.array([[0.6, 0.4], [0.2, 0.8]]), np.array([3.0, 1.0]))
    array([0.5, 0.5])
    """
    if not influence.sum() > 0:
        raise ValueError("influence must add up to more than 0")
    return (influence[:, np.newaxis] * shares).sum(axis=0) / influence.sum()


def benefit(weights: Floats, linkage: Floats, delivered: Floats) -> Floats:
    """Points that each option earns in each scenario.

    benefit[o, d] = Σ_m weights[m] · linkage[o, m] / 100 · delivered[m, d]  [Keeney & Raiffa 1993]

    The elements are multiplied and added one by one: the last digit of a matrix product depends on the
    processor, and the same model must give the same bytes on every machine.

    Args:
        weights: [m], shares of the one budget (already divided by the joint sum).
        linkage: [o, m], 0 to 100.
        delivered: [m, d], value of the level that the scenario delivers, 0 to 100.

    Returns:
        [o, d], points from 0 to 100.

    >>> benefit(np.array([0.6, 0.2]), np.array([[100.0, 50.0]]), np.array([[80.0], [100.0]]))
    array([[58.]])
    """
    earned = (weights * linkage / 100)[:, :, np.newaxis] * delivered
    return earned.sum(axis=1)


def cost(weights: Floats, costs: Floats) -> Floats:
    """Points that each option costs our side.

    cost[o] = Σ_k weights[k] · costs[o, k]

    Args:
        weights: [k], shares of the one budget (already divided by the joint sum).
        costs: [o, k], 0 to 100.

    Returns:
        [o], points from 0 to 100.

    >>> cost(np.array([0.25]), np.array([[40.0], [100.0]]))
    array([10., 25.])
    """
    return (weights * costs).sum(axis=1)


def net(benefit: Floats, cost: Floats) -> Floats:
    """Points that each option is worth in each scenario: benefit less cost. The current position has 0.

    net[o, d] = benefit[o, d] − cost[o]

    Args:
        benefit: [o, d], points.
        cost: [o], points.

    Returns:
        [o, d], points from −100 to 100.

    >>> net(np.array([[58.0, 20.0]]), np.array([25.0]))
    array([[33., -5.]])
    """
    return benefit - cost[:, np.newaxis]


def ranks(net: Floats) -> Ints:
    """Rank of each option in each scenario, 1 for the best.

    ranks[o, d] = 1 + number of p with net[p, d] − net[o, d] > SAME

    Equal nets share a rank, and the next rank is left out, as in Excel's RANK.

    Args:
        net: [o, d], points.

    Returns:
        [o, d], 1 to the number of options.

    >>> ranks(np.array([[12.0], [30.0], [12.0], [-4.0]])).ravel()
    array([2, 1, 2, 4])
    """
    ahead = net[np.newaxis, :, :] - net[:, np.newaxis, :] > SAME
    return 1 + ahead.sum(axis=1, dtype=np.int64)


def order(ranks: Ints) -> Ints:
    """Line of each option in a list sorted by rank; options of one rank stay in the order of their rows.

    order[o, d] = 1 + number of smaller ranks + number of earlier rows with the same rank

    Args:
        ranks: [o, d], 1 for the best.

    Returns:
        [o, d]; each column has every number from 1 to the number of options once.

    >>> order(np.array([[2], [1], [2], [4]])).ravel()
    array([2, 1, 3, 4])
    """
    lines = np.argsort(np.argsort(ranks, axis=0, kind="stable"), axis=0, kind="stable")
    return 1 + lines.astype(np.int64)


def expected(net: Floats, probabilities: Floats) -> Floats:
    """Points that each option is worth on average over the scenarios.

    expected[o] = Σ_d probabilities[d] · net[o, d]

    Args:
        net: [o, d], points.
        probabilities: [d], 0 to 1, adding up to 1.

    Returns:
        [o], points.

    >>> expected(np.array([[20.0, -4.0]]), np.array([0.25, 0.75]))
    array([2.])
    """
    return (net * probabilities).sum(axis=1)


def attainable(net: Floats, unlocked: Bools) -> Floats:
    """The best net in each scenario: that of the best unlocked option, or 0 for the current position.

    attainable[d] = max(0, max of net[o, d] over unlocked o)

    It is also the regret of the current position, whose net is 0.

    Args:
        net: [o, d], points.
        unlocked: [o, d], whether all conditions on the option hold.

    Returns:
        [d], points, 0 or more.

    >>> attainable(np.array([[12.0, -3.0], [30.0, -4.0]]), np.array([[True, True], [False, True]]))
    array([12.,  0.])
    """
    best: Floats = np.where(unlocked, net, 0.0).max(axis=0, initial=0.0)
    return best


def regret(net: Floats, unlocked: Bools) -> Floats:
    """Points that are lost by the choice of an option, compared with the best choice in the scenario.

    regret[o, d] = attainable[d] − net[o, d]  [Savage 1951]

    The regret of the current position is `attainable` itself.

    Args:
        net: [o, d], points.
        unlocked: [o, d], whether all conditions on the option hold.

    Returns:
        [o, d], points, 0 or more; NaN where the option is locked and cannot be chosen.

    >>> regret(np.array([[12.0, -3.0], [30.0, -4.0]]), np.array([[True, True], [False, True]]))
    array([[ 0.,  3.],
           [nan,  4.]])
    """
    return np.where(unlocked, attainable(net, unlocked) - net, np.nan)
