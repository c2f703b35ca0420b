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


def whole(net: Floats, companions: Bools) -> Floats:
    """Points that each option is worth in each scenario together with all that it requires.

    whole[o, d] = Σ over p with companions[o, p] of net[p, d]

    It is `net` for an option that requires no other.

    Args:
        net: [o, d], points.
        companions: [o, o], which options must be released with each; true on the diagonal.

    Returns:
        [o, d], points.

    >>> whole(np.array([[30.0], [-66.5]]), np.array([[True, True], [False, True]]))
    array([[-36.5],
           [-66.5]])
    """
    return (companions[:, :, np.newaxis] * net).sum(axis=1)


def expected(net: Floats, probabilities: Floats) -> Floats:
    """Points that each option is worth on average if it is released in every scenario, locked or not.

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


def offered(net: Floats, unlocked: Bools, probabilities: Floats) -> Floats:
    """Points that each option is worth on average if it is offered, and released only where it is unlocked.

    offered[o] = Σ_d probabilities[d] · net[o, d] · unlocked[o, d]

    Where the option is locked the current position is held, which is worth 0.

    Args:
        net: [o, d], points.
        unlocked: [o, d], whether all conditions on the option hold.
        probabilities: [d], 0 to 1, adding up to 1.

    Returns:
        [o], points.

    >>> offered(np.array([[20.0, -4.0]]), np.array([[True, False]]), np.array([0.25, 0.75]))
    array([5.])
    """
    return expected(gained(net, unlocked), probabilities)


def gained(net: Floats, unlocked: Bools) -> Floats:
    """Points that an offer brings in each scenario: the net where it is unlocked, 0 for holding elsewhere.

    Args:
        net: [o, d], points.
        unlocked: [o, d], whether all conditions on the option hold.

    Returns:
        [o, d], points.

    >>> gained(np.array([[12.0, -3.0]]), np.array([[True, False]]))
    array([[12.,  0.]])
    """
    return np.where(unlocked, net, 0.0)


def attainable(gained: Floats, alternatives: Bools) -> Floats:
    """The best that could be gained in each scenario in place of each option: by another one, or by holding.

    attainable[o, d] = max(0, max of gained[p, d] over p with alternatives[o, p])

    Args:
        gained: [o, d], points; 0 where an option is locked.
        alternatives: [o, o], with which options each is compared; true on the diagonal.

    Returns:
        [o, d], points, 0 or more.

    >>> attainable(np.array([[12.0, -3.0], [30.0, 0.0]]), np.array([[True, True], [False, True]]))
    array([[30.,  0.],
           [30.,  0.]])
    """
    compared = np.where(alternatives[:, :, np.newaxis], gained, 0.0)
    best: Floats = compared.max(axis=1, initial=0.0)
    return best


def regret(gained: Floats, alternatives: Bools) -> Floats:
    """Points that are lost by the choice of an option, compared with the best choice in the scenario.

    regret[o, d] = attainable[o, d] − gained[o, d]  [Savage 1951]

    All options are judged over the same scenarios: where an option is locked, its choice means to hold.

    Args:
        gained: [o, d], points; 0 where an option is locked.
        alternatives: [o, o], with which options each is compared; true on the diagonal.

    Returns:
        [o, d], points, 0 or more.

    >>> regret(np.array([[12.0, -3.0], [0.0, -4.0]]), np.full((2, 2), True))
    array([[ 0.,  3.],
           [12.,  4.]])
    """
    return attainable(gained, alternatives) - gained
