"""The terms of net add up to it, and steps are traded at the rate of their gains."""

from __future__ import annotations

import numpy as np
from analysis.drawn import Judged, judged, whole
from hypothesis import given

from steelyard.analysis.arrays import SAME, Floats
from steelyard.analysis.contributions import contributions, exchange_rates, relative_steps, step_points
from steelyard.analysis.scores import benefit, cost, net


def gains(said: Judged) -> Floats:
    m = said.linkage.shape[1]
    return step_points(said.weights[:m], said.linkage, said.values, said.levels[:, 0])


@given(judged())
def test_contributions_add_up_to_net_in_every_scenario(said: Judged) -> None:
    m = said.linkage.shape[1]
    nets = net(benefit(said.weights[:m], said.linkage, said.delivered), cost(said.weights[m:], said.costs))
    for d in range(said.levels.shape[1]):
        terms = contributions(said.weights, said.linkage, said.costs, said.delivered[:, d])
        np.testing.assert_allclose(terms.sum(axis=1), nets[:, d], rtol=0, atol=SAME)


@given(judged())
def test_measures_add_and_cost_heads_subtract(said: Judged) -> None:
    m = said.linkage.shape[1]
    terms = contributions(said.weights, said.linkage, said.costs, said.delivered[:, 0])
    assert (terms[:, :m] >= 0).all()
    assert (terms[:, m:] <= 0).all()
    assert not np.signbit(terms[terms == 0]).any()


@given(judged())
def test_a_step_gains_what_the_benefit_rises_by(said: Judged) -> None:
    m, top = said.linkage.shape[1], said.values.shape[1] - 1
    now = benefit(said.weights[:m], said.linkage, said.delivered)[:, 0]
    for measure in range(m):
        raised = said.levels.copy()
        raised[measure, 0] += 1
        if raised[measure, 0] > top:
            assert np.isnan(gains(said)[:, measure]).all()
        else:
            then = benefit(said.weights[:m], said.linkage, said._replace(levels=raised).delivered)[:, 0]
            np.testing.assert_allclose(gains(said)[:, measure], then - now, rtol=0, atol=SAME)


@given(judged())
def test_as_many_steps_as_the_rate_says_gain_as_much(said: Judged) -> None:
    steps = gains(said)
    rates = exchange_rates(steps)
    for o, i, j in np.ndindex(*rates.shape):
        one, other = steps[o, i], steps[o, j]
        if np.isnan(one) or np.isnan(other) or (one <= SAME and other <= SAME):
            assert np.isnan(rates[o, i, j])
        elif other <= SAME:
            assert rates[o, i, j] == np.inf
        elif one <= SAME:
            assert rates[o, i, j] == 0
        else:
            assert abs(rates[o, i, j] * other - one) <= SAME


@given(judged())
def test_a_rate_there_and_back_is_one(said: Judged) -> None:
    rates = exchange_rates(gains(said))
    both = np.isfinite(rates) & (rates > 0)
    back = np.swapaxes(rates, 1, 2)
    np.testing.assert_allclose(rates[both] * back[both], 1.0, rtol=1e-12)


def test_a_gain_within_the_tolerance_is_no_gain() -> None:
    rates = exchange_rates(np.array([[1e-10, 5.0]]))[0]
    assert np.isnan(rates[0, 0])
    assert rates[0, 1] == 0
    assert rates[1, 0] == np.inf
    assert rates[1, 1] == 1


@given(whole((3, 4)))
def test_relative_steps_are_shares_of_the_largest(steps: Floats) -> None:
    found = relative_steps(steps)
    for o, row in enumerate(steps):
        if row.max() == 0:
            assert np.isnan(found[o]).all()
        else:
            np.testing.assert_allclose(found[o], row / row.max(), rtol=1e-12)
            assert found[o].max() == 1


def test_a_step_that_does_not_exist_has_no_share() -> None:
    assert np.isnan(relative_steps(np.array([[np.nan, np.nan]]))).all()
    np.testing.assert_array_equal(relative_steps(np.array([[np.nan, 4.0, 1.0]])), [[np.nan, 1.0, 0.25]])
