"""Conditions hold, options unlock and verdicts fall as the rules say."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from analysis.drawn import counts, truths
from hypothesis import given
from hypothesis import strategies as st

from steelyard.analysis.arrays import Bools, Ints
from steelyard.analysis.conditions import (
    UNNAMED,
    Thresholds,
    Verdict,
    companions,
    met,
    own_conditions,
    unlocked,
    verdicts,
)

pairs = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=8)


def anyone(level: Ints, enough: Ints) -> Thresholds:
    return Thresholds(option=np.zeros(len(enough), dtype=np.int64), level=level, enough=enough)


@given(counts((3, 2), 0, 4), counts((4, 3), UNNAMED, 4), counts(4, 0, 3))
def test_a_condition_holds_when_enough_of_the_named_measures_are_there(
    levels: Ints, level: Ints, enough: Ints
) -> None:
    found = met(levels, anyone(level, enough))
    for c, d in np.ndindex(4, 2):
        there = [m for m in range(3) if level[c, m] != UNNAMED and levels[m, d] >= level[c, m]]
        assert found[c, d] == (len(there) >= max(1, int(enough[c])))


def test_no_conditions_hold_for_every_scenario() -> None:
    none = anyone(np.zeros((0, 2), dtype=np.int64), np.zeros(0, dtype=np.int64))
    held = met(np.array([[0, 4], [0, 4]]), none)
    assert held.shape == (0, 2)
    assert own_conditions(held, none.option, np.array([False, True])).tolist() == [
        [True, True],
        [False, False],
    ]


@given(truths((4, 2)), counts(4, 0, 2), truths(3))
def test_own_conditions_are_all_that_guard_the_option(held: Bools, option: Ints, blocked: Bools) -> None:
    found = own_conditions(held, option, blocked)
    for o, d in np.ndindex(3, 2):
        assert found[o, d] == (not blocked[o] and all(held[c, d] for c in range(4) if option[c] == o))


@given(pairs)
def test_companions_are_those_that_a_chain_of_requirements_reaches(asked: list[tuple[int, int]]) -> None:
    found = companions(asked, 5)
    for first in range(5):
        reached, new = {first}, {first}
        while new:
            new = {required for option, required in asked if option in new} - reached
            reached |= new
        assert set(np.flatnonzero(found[first])) == reached


def test_options_that_require_each_other_are_companions_of_one_another() -> None:
    assert companions([(0, 1), (1, 0)], options=2).all()


@given(truths((5, 3)), pairs)
def test_an_option_is_unlocked_with_all_its_companions(own: Bools, asked: list[tuple[int, int]]) -> None:
    together = companions(asked, 5)
    found = unlocked(own, together)
    for o, d in np.ndindex(5, 3):
        assert found[o, d] == all(own[p, d] for p in range(5) if together[o, p])


@pytest.mark.parametrize(
    ("points", "free", "opening", "verdict"),
    [
        (3.0, True, False, Verdict.OFFER),
        (0.0, True, False, Verdict.OFFER),
        (-0.9e-9, True, False, Verdict.OFFER),
        (-1.1e-9, True, False, Verdict.TOO_DEAR),
        (-3.0, True, False, Verdict.TOO_DEAR),
        (3.0, False, False, Verdict.NOT_YET),
        (-0.9e-9, False, False, Verdict.NOT_YET),
        (-3.0, False, False, Verdict.HOLD),
        *((points, free, True, Verdict.OPENING) for points, free in product((-3.0, 3.0), (True, False))),
    ],
)
def test_the_verdict_follows_from_net_and_lock(
    points: float, free: bool, opening: bool, verdict: Verdict
) -> None:
    found = verdicts(np.array([[points]]), np.array([[free]]), np.array([opening]))
    assert found.tolist() == [[verdict]]
    assert found.dtype == np.int64


def test_a_condition_that_names_no_measure_never_holds() -> None:
    none = Thresholds(option=np.array([0]), level=np.array([[UNNAMED, UNNAMED]]), enough=np.array([0]))
    assert not met(np.array([[4, 0], [4, 4]]), none).any()
