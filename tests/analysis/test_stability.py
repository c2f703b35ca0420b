"""The first choice stays first within the interval and loses its place outside."""

from __future__ import annotations

import numpy as np
import pytest
from analysis.drawn import Judged, judged
from analysis.test_duels import slid
from hypothesis import given

from steelyard.analysis.arrays import SAME, Floats
from steelyard.analysis.duels import tie_weights
from steelyard.analysis.scores import order, ranks
from steelyard.analysis.stability import weight_interval, weight_intervals

APART = 1e-3
"""Share; so far from an end the lead is none of rounding."""


def first(weights: Floats, worth: Floats) -> int:
    nets = (weights * worth).sum(axis=1)[:, np.newaxis]
    return int(np.argmin(order(ranks(nets))))


def leads(weights: Floats, worth: Floats, option: int) -> bool:
    nets = (weights * worth).sum(axis=1)
    return bool(nets.max() - nets[option] <= SAME)


@given(judged())
def test_the_first_place_is_kept_inside_and_lost_outside(said: Judged) -> None:
    intervals = weight_intervals(said.weights, said.worth)
    best = first(said.weights, said.worth)
    for c, (low, high) in enumerate(intervals.tolist()):
        if said.weights[c] >= 1 - SAME:
            assert np.isnan([low, high]).all()
            continue
        close = [low - APART, low + APART, high - APART, high + APART]
        for share in [*np.linspace(0, 1, 21), *close]:
            if not 0 <= share <= 1 or min(abs(share - low), abs(share - high)) < APART / 2:
                continue
            assert leads(slid(said.weights, c, share), said.worth, best) == (low < share < high)


@given(judged())
def test_the_interval_encloses_the_present_weight(said: Judged) -> None:
    intervals = weight_intervals(said.weights, said.worth)
    known = ~np.isnan(intervals[:, 0])
    assert (known == (said.weights < 1 - SAME)).all()
    assert (intervals[known, 0] >= 0).all()
    assert (intervals[known, 0] <= said.weights[known]).all()
    assert (intervals[known, 1] >= said.weights[known]).all()
    assert (intervals[known, 1] <= 1).all()


@given(judged(least=2))
def test_an_end_inside_the_line_is_a_tie_with_a_rival(said: Judged) -> None:
    ties = tie_weights(said.weights, said.worth)[first(said.weights, said.worth)]
    for c, ends in enumerate(weight_intervals(said.weights, said.worth).tolist()):
        for end in ends:
            if 0 < end < 1:
                assert (np.abs(ties[:, c] - end) <= 1e-9).any()


def test_an_end_that_rounding_moved_off_the_line_is_its_end() -> None:
    worth = np.array([[0.0, 7.0], [0.0, 1.0]])
    assert weight_intervals(np.array([1 / 3, 2 / 3]), worth).tolist() == [[0, 1], [0, 1]]


@given(judged())
def test_one_interval_is_a_row_of_all(said: Judged) -> None:
    for c, ends in enumerate(weight_intervals(said.weights, said.worth).tolist()):
        if not np.isnan(ends[0]):
            assert weight_interval(said.weights, said.worth, c) == tuple(ends)


def test_a_criterion_with_the_whole_budget_is_refused() -> None:
    with pytest.raises(ValueError, match="criterion 0 holds the whole budget"):
        weight_interval(np.array([1.0, 0.0]), np.array([[30.0, 0.0]]), criterion=0)


def test_an_option_alone_stays_first_everywhere() -> None:
    assert weight_intervals(np.array([0.5, 0.5]), np.array([[1.0, 2.0]])).tolist() == [[0, 1], [0, 1]]


def test_a_shared_first_place_is_lost_at_the_first_slip() -> None:
    worth = np.array([[70.0, 0.0], [0.0, 30.0]])
    assert weight_intervals(np.array([0.3, 0.7]), worth).tolist() == [[0.3, 1.0], [0.0, 0.7]]


def test_a_twin_takes_nobody_s_place() -> None:
    twins = np.array([[50.0, 20.0], [50.0, 20.0]])
    assert weight_intervals(np.array([0.3, 0.7]), twins).tolist() == [[0, 1], [0, 1]]
