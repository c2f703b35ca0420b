"""Benefit, cost, net, places and regret say what their formulas say."""

from __future__ import annotations

from math import fsum

import numpy as np
import pytest
from analysis.drawn import Judged, judged, truths, whole
from hypothesis import given
from hypothesis import strategies as st
from pymcdm.methods import WSM

from steelyard.analysis.arrays import SAME, Bools, Floats
from steelyard.analysis.conditions import companions
from steelyard.analysis.scores import (
    attainable,
    benefit,
    cost,
    expected,
    gained,
    net,
    offered,
    order,
    pooled,
    ranks,
    regret,
    shares,
)
from steelyard.analysis.scores import whole as of_wholes

tables = st.tuples(st.integers(1, 6), st.integers(1, 3)).flatmap(whole)


def nets(said: Judged) -> Floats:
    m = said.linkage.shape[1]
    return net(benefit(said.weights[:m], said.linkage, said.delivered), cost(said.weights[m:], said.costs))


def test_a_case_by_hand() -> None:
    weights = shares(np.array([[60.0, 20.0, 20.0]]))[0]
    earned = benefit(
        weights[:2], np.array([[100.0, 50.0], [0.0, 80.0]]), np.array([[80.0, 0.0], [100.0, 40.0]])
    )
    spent = cost(weights[2:], np.array([[50.0], [5.0]]))
    np.testing.assert_allclose(earned, [[58.0, 4.0], [16.0, 6.4]], atol=1e-12)
    np.testing.assert_allclose(spent, [10.0, 1.0], atol=1e-12)
    np.testing.assert_allclose(net(earned, spent), [[48.0, -6.0], [15.0, 5.4]], atol=1e-12)


@given(whole((3, 4)), st.floats(1e-3, 1e3))
def test_shares_do_not_depend_on_the_unit_of_the_weights(weights: Floats, unit: float) -> None:
    some = weights + np.eye(1, 4)
    np.testing.assert_allclose(shares(some * unit), shares(some), atol=1e-12)
    np.testing.assert_allclose(shares(some).sum(axis=1), 1.0, atol=1e-12)


def test_weights_that_add_up_to_nothing_are_refused_by_row() -> None:
    with pytest.raises(ValueError, match="weights of row 1 must add up to more than 0"):
        shares(np.array([[1.0, 2.0], [0.0, 0.0]]))


@given(whole((3, 4)), whole(3))
def test_pooled_shares_are_the_average_by_influence(weights: Floats, influence: Floats) -> None:
    own, heard = shares(weights + 1.0), influence + 1.0
    by_hand = [fsum(own[s, c] * heard[s] for s in range(3)) / fsum(heard) for c in range(4)]
    np.testing.assert_allclose(pooled(own, heard), by_hand, atol=1e-12)


def test_a_stakeholder_alone_is_the_pool() -> None:
    own = shares(np.array([[30.0, 70.0], [90.0, 10.0]]))
    np.testing.assert_allclose(pooled(own, np.array([0.0, 2.0])), [0.9, 0.1], atol=1e-12)


def test_no_influence_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="influence must add up to more than 0"):
        pooled(np.array([[1.0]]), np.array([0.0]))


@given(judged())
def test_net_is_the_sum_of_its_terms(said: Judged) -> None:
    m = said.linkage.shape[1]
    found = nets(said)
    for o, d in np.ndindex(*found.shape):
        gains = [said.weights[i] * said.linkage[o, i] / 100 * said.delivered[i, d] for i in range(m)]
        losses = [-said.weights[m + i] * said.costs[o, i] for i in range(said.costs.shape[1])]
        assert abs(found[o, d] - fsum(gains + losses)) <= SAME


@given(judged())
def test_net_is_the_weighted_sum_of_a_peer(said: Judged) -> None:
    types = np.array([1] * said.linkage.shape[1] + [-1] * said.costs.shape[1])
    values = np.concatenate([said.linkage * said.delivered[:, 0] / 100, said.costs], axis=1)
    peer = WSM(normalization_function=lambda column, cost: -column if cost else column)
    np.testing.assert_allclose(
        nets(said)[:, 0], peer(values, said.weights, types, validation=False), atol=SAME
    )


@given(judged(), st.floats(0.01, 100.0))
def test_net_does_not_depend_on_the_unit_of_the_weights(said: Judged, unit: float) -> None:
    again = said._replace(weights=shares(said.weights[np.newaxis] * unit)[0])
    np.testing.assert_allclose(nets(again), nets(said), atol=SAME)


@given(judged())
def test_benefit_and_cost_are_points_from_0_to_100(said: Judged) -> None:
    m = said.linkage.shape[1]
    for found in (
        benefit(said.weights[:m], said.linkage, said.delivered),
        cost(said.weights[m:], said.costs),
    ):
        assert (found >= 0).all()
        assert (found <= 100 + SAME).all()


@given(tables)
def test_ranks_agree_with_the_definition(found: Floats) -> None:
    by_hand = [
        [1 + sum(other - own > SAME for other in found[:, d]) for d, own in enumerate(row)] for row in found
    ]
    assert ranks(found).tolist() == by_hand


def test_nets_within_one_tolerance_share_a_place() -> None:
    found = np.array([[10.0], [10.0 + 0.9e-9], [10.0 + 2.1e-9]])
    assert ranks(found).ravel().tolist() == [2, 2, 1]


@given(tables)
def test_order_agrees_with_the_definition(found: Floats) -> None:
    places = ranks(found)
    by_hand = [
        [
            1 + sum(other < own for other in places[:, d]) + sum(other == own for other in places[:o, d])
            for d, own in enumerate(row)
        ]
        for o, row in enumerate(places)
    ]
    assert order(places).tolist() == by_hand
    assert np.sort(order(places), axis=0).tolist() == [[1 + o] * found.shape[1] for o in range(len(found))]


@given(whole((4, 3)))
def test_expected_is_the_average_over_scenarios(found: Floats) -> None:
    by_hand = [fsum([0.5 * row[0], 0.25 * row[1], 0.25 * row[2]]) for row in found]
    np.testing.assert_allclose(expected(found, np.array([0.5, 0.25, 0.25])), by_hand, atol=SAME)


@given(whole((4, 3)), truths((4, 3)))
def test_a_standing_offer_holds_where_it_is_locked(earned: Floats, free: Bools) -> None:
    found, chances = earned - 50, np.array([0.5, 0.25, 0.25])
    by_hand = [
        fsum(p * x for p, x, unlocked in zip(chances, row, open_, strict=True) if unlocked)
        for row, open_ in zip(found, free, strict=True)
    ]
    np.testing.assert_allclose(offered(found, free, chances), by_hand, atol=SAME)


def test_an_offer_that_is_unlocked_everywhere_is_a_release_everywhere() -> None:
    found, chances = np.array([[20.0, -4.0]]), np.array([0.25, 0.75])
    assert offered(found, np.array([[True, True]]), chances) == expected(found, chances)
    assert offered(found, np.array([[False, False]]), chances).tolist() == [0.0]


@given(whole((3, 2)))
def test_the_whole_is_the_sum_over_what_is_required(earned: Floats) -> None:
    found = earned - 50
    chain = companions([(0, 1), (1, 2)], options=3)
    by_hand = [found[0] + found[1] + found[2], found[1] + found[2], found[2]]
    np.testing.assert_allclose(of_wholes(found, chain), by_hand, atol=SAME)
    np.testing.assert_array_equal(of_wholes(found, companions([], options=3)), found)


@given(whole((4, 3)), truths((4, 3)), truths((4, 4)))
def test_regret_is_measured_over_all_scenarios_among_alternatives_and_zero(
    earned: Floats, free: Bools, others: Bools
) -> None:
    compared = others | np.eye(4, dtype=bool)
    gains = gained(earned - 50, free)
    lost = regret(gains, compared)
    for o, d in np.ndindex(4, 3):
        best = max([0.0, *(gains[p, d] for p in range(4) if compared[o, p])])
        assert attainable(gains, compared)[o, d] == best
        assert lost[o, d] == best - gains[o, d]
    assert not np.isnan(lost).any()
    assert (lost >= 0).all()


def test_an_option_that_is_always_locked_regrets_what_others_gain() -> None:
    """Over the scenarios in which it is unlocked alone, it would have no regret at all."""
    gains = gained(np.array([[12.0, 3.0], [40.0, 40.0]]), np.array([[True, True], [False, False]]))
    assert regret(gains, np.full((2, 2), True)).tolist() == [[0.0, 0.0], [12.0, 3.0]]


def test_with_no_option_unlocked_holding_is_the_best() -> None:
    gains = gained(np.array([[9.0, 9.0]]), np.array([[False, False]]))
    assert attainable(gains, np.array([[True]])).tolist() == [[0.0, 0.0]]


def test_with_no_option_at_all_there_is_nothing_to_compare() -> None:
    nothing = np.zeros((0, 2))
    assert ranks(nothing).shape == order(ranks(nothing)).shape == (0, 2)
    assert regret(nothing, np.zeros((0, 0), dtype=bool)).shape == (0, 2)
