"""Two options tie at the weight that is found, and nowhere on the line where none is."""

from __future__ import annotations

import numpy as np
from analysis.drawn import Judged, judged
from hypothesis import given

from steelyard.analysis.arrays import SAME, Floats
from steelyard.analysis.contributions import contributions
from steelyard.analysis.duels import advantage, tie_weights, ties_with, ties_with_holding

CLEAR = 1e-6
"""Points; a difference beyond this is none of rounding."""


def slid(weights: Floats, criterion: int, share: float) -> Floats:
    """The weights when one criterion gets this share and the others keep their proportions."""
    others = np.delete(weights, criterion)
    return np.insert(others / others.sum() * (1 - share), criterion, share)


def test_a_case_by_hand() -> None:
    weights, worth = np.array([0.75, 0.25]), np.array([[80.0, -10.0], [40.0, 0.0], [80.0, -10.0]])
    ties = tie_weights(weights, worth)
    np.testing.assert_allclose(ties[0, 1], [0.2, 0.8], rtol=0, atol=1e-12)
    assert np.isnan(ties[0, 2]).all()


@given(judged())
def test_advantages_add_up_to_the_difference_of_the_nets(said: Judged) -> None:
    terms = contributions(said.weights, said.linkage, said.costs, said.delivered[:, 0])
    nets = terms.sum(axis=1)
    np.testing.assert_allclose(advantage(terms).sum(axis=2), np.subtract.outer(nets, nets), rtol=0, atol=SAME)


@given(judged(least=2))
def test_options_tie_at_the_weight_that_is_found(said: Judged) -> None:
    ties = tie_weights(said.weights, said.worth)
    for o, p, c in zip(*np.nonzero(~np.isnan(ties)), strict=True):
        assert 0 <= ties[o, p, c] <= 1
        nets = said.worth @ slid(said.weights, c, ties[o, p, c])
        assert abs(nets[o] - nets[p]) <= 1e-8


@given(judged(least=2))
def test_the_ties_of_one_option_are_its_row(said: Judged) -> None:
    ties = tie_weights(said.weights, said.worth)
    for option, row in enumerate(ties):
        np.testing.assert_array_equal(ties_with(said.weights, said.worth, option), row)


@given(judged(least=2))
def test_options_that_change_places_along_the_line_tie_on_it(said: Judged) -> None:
    ties = tie_weights(said.weights, said.worth)
    for o, p, c in np.ndindex(*ties.shape):
        if said.weights[c] >= 1 - SAME:
            assert np.isnan(ties[o, p, c])
            continue
        none, full = ((said.worth[o] - said.worth[p]) @ slid(said.weights, c, share) for share in (0.0, 1.0))
        if np.abs(said.worth[[o, p], c]).max() <= SAME:
            assert np.isnan(ties[o, p, c]) or abs(ties[o, p, c] - said.weights[c]) <= SAME
        if min(none, full) < -CLEAR and max(none, full) > CLEAR:
            assert not np.isnan(ties[o, p, c])
        if min(none, full) > CLEAR or max(none, full) < -CLEAR or max(abs(none), abs(full)) < SAME / 2:
            assert np.isnan(ties[o, p, c])


@given(judged(least=2))
def test_it_does_not_matter_which_option_comes_first(said: Judged) -> None:
    ties = tie_weights(said.weights, said.worth)
    np.testing.assert_array_equal(ties, np.swapaxes(ties, 0, 1))


def test_options_that_tie_now_tie_at_the_present_weight() -> None:
    weights, worth = np.array([0.3, 0.7]), np.array([[70.0, 0.0], [0.0, 30.0]])
    assert tie_weights(weights, worth)[0, 1].tolist() == [0.3, 0.7]


def test_options_that_tie_at_an_end_tie_there() -> None:
    weights, worth = np.array([0.5, 0.5]), np.array([[10.0, 40.0], [10.0, 20.0]])
    ties = tie_weights(weights, worth)[0, 1]
    assert ties.tolist() == [1.0, 0.0]
    assert not np.signbit(ties).any()


def test_parallel_lines_never_tie() -> None:
    weights, worth = np.array([0.5, 0.5]), np.array([[30.0, 30.0], [20.0, 20.0]])
    assert np.isnan(tie_weights(weights, worth)).all()


def test_a_criterion_with_the_whole_budget_has_no_tie_weight() -> None:
    weights, worth = np.array([1.0, 0.0]), np.array([[30.0, 0.0], [20.0, 40.0]])
    ties = tie_weights(weights, worth)[0, 1]
    assert np.isnan(ties[0])
    np.testing.assert_allclose(ties[1], 0.2, rtol=0, atol=1e-12)


def test_an_end_where_neither_earns_anything_is_no_tie() -> None:
    """With the whole budget on the third criterion both are worth 0."""
    weights, worth = np.array([0.5, 0.25, 0.25]), np.array([[40.0, 0.0, 0.0], [20.0, 10.0, 0.0]])
    np.testing.assert_array_equal(np.isnan(tie_weights(weights, worth)[0, 1]), [False, False, True])
    both = np.array([[40.0, 0.0, 5.0], [20.0, 10.0, 5.0]])
    assert tie_weights(weights, both)[0, 1, 2] == 1.0  # both are worth 5 there


def test_an_end_without_the_only_criterion_that_counts_is_no_tie() -> None:
    weights, worth = np.array([0.5, 0.5]), np.array([[40.0, 0.0], [20.0, 0.0]])
    assert np.isnan(tie_weights(weights, worth)).all()
    cancelled = np.array([[40.0, 10.0, -10.0], [20.0, 30.0, -30.0]])
    assert tie_weights(np.array([0.5, 0.25, 0.25]), cancelled)[0, 1, 0] == 0.0  # both earn what they cost


def test_one_end_for_each_is_a_line_that_may_cross() -> None:
    """The first earns nothing at one end, the second nothing at the other; they tie in between."""
    weights, worth = np.array([0.5, 0.5]), np.array([[40.0, 0.0], [0.0, 10.0]])
    np.testing.assert_allclose(tie_weights(weights, worth)[0, 1], [0.2, 0.8], rtol=0, atol=1e-12)


@given(judged())
def test_an_option_ties_with_holding_where_its_net_is_zero(said: Judged) -> None:
    for worth in said.worth:
        ties = ties_with_holding(said.weights, worth)
        for c in np.flatnonzero(~np.isnan(ties)).tolist():
            assert abs(worth @ slid(said.weights, c, ties[c])) <= 1e-8
        for c in np.flatnonzero(np.isnan(ties) & (said.weights < 1 - SAME)).tolist():
            none, full = (worth @ slid(said.weights, c, share) for share in (0.0, 1.0))
            assert min(none, full) > -CLEAR or max(none, full) < CLEAR
