"""The lowest level that pays is found as by trying every level."""

from __future__ import annotations

import numpy as np
from analysis.drawn import Judged, judged
from hypothesis import given

from steelyard.analysis.arrays import SAME
from steelyard.analysis.breakeven import NONE_SUFFICES, break_even
from steelyard.analysis.scores import benefit, cost


@given(judged())
def test_break_even_agrees_with_trying_every_level(said: Judged) -> None:
    m = said.linkage.shape[1]
    spent = cost(said.weights[m:], said.costs)
    found = break_even(said.weights[:m], said.linkage, said.values, said.levels[:, 0], spent)
    for o, measure in np.ndindex(*found.shape):
        pays = []
        for level in range(said.values.shape[1]):
            tried = said.levels[:, :1].copy()
            tried[measure] = level
            delivered = said._replace(levels=tried).delivered
            earned = benefit(said.weights[:m], said.linkage, delivered)[o, 0]
            pays += [level] * bool(earned - spent[o] >= -SAME)
        assert found[o, measure] == (pays[0] if pays else NONE_SUFFICES)


def test_an_option_that_pays_already_may_show_how_far_a_measure_can_slip() -> None:
    scale = np.array([[0.0, 40.0, 80.0, 100.0]])
    found = break_even(np.array([0.5]), np.array([[100.0]]), scale, np.array([3]), np.array([20.0]))
    assert found.tolist() == [[1]]


def test_a_net_of_zero_within_the_tolerance_pays() -> None:
    scale = np.array([[0.0, 100.0]])
    near, far = np.array([50.0 + 0.9e-9]), np.array([50.0 + 1.1e-9])
    assert break_even(np.array([0.5]), np.array([[100.0]]), scale, np.array([0]), near).tolist() == [[1]]
    assert break_even(np.array([0.5]), np.array([[100.0]]), scale, np.array([0]), far).tolist() == [
        [NONE_SUFFICES]
    ]
