"""Shares of edits: by the definition over all orders, and the properties that make them fair."""

from __future__ import annotations

from itertools import combinations, permutations
from math import factorial
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from steelyard.analysis.attribution import cancelling, drawn_shares, shapley, smallest_sets

if TYPE_CHECKING:
    from steelyard.analysis.arrays import Bools, Floats

GAMES = st.integers(0, 4).flatmap(
    lambda count: arrays(np.float64, (2**count, 2), elements=st.integers(-50, 50).map(float))
)


def by_orders(values: Floats) -> Floats:
    """[e, q], what each edit changes, averaged over all orders."""
    count = len(values).bit_length() - 1
    found = np.zeros((count, values.shape[1]))
    for order in permutations(range(count)):
        made = 0
        for edit in order:
            found[edit] += values[made | 1 << edit] - values[made]
            made |= 1 << edit
    return found / factorial(count)


@given(GAMES)
def test_shares_are_those_of_all_orders_and_add_up_to_the_change(values: Floats) -> None:
    found = shapley(values)
    assert found == pytest.approx(by_orders(values), abs=1e-9)
    assert found.sum(axis=0) == pytest.approx(values[-1] - values[0], abs=1e-9)


def test_the_glove_game_has_its_published_shares() -> None:
    """One left and two right gloves: a pair is worth 1; the left one is worth 2/3  [Shapley 1953]."""
    worth = [[float(bool(held & 1) and bool(held & 6))] for held in range(8)]
    assert shapley(np.array(worth)).ravel() == pytest.approx([2 / 3, 1 / 6, 1 / 6])


def test_an_edit_that_changes_nothing_has_no_share() -> None:
    values = np.array([[0.0], [4.0], [0.0], [4.0]])
    assert shapley(values).ravel().tolist() == [4.0, 0.0]


@given(GAMES, st.integers(0, 9))
def test_drawn_shares_add_up_to_the_change_too(values: Floats, seed: int) -> None:
    count = len(values).bit_length() - 1
    found = drawn_shares(count, lambda held: values[sum(1 << edit for edit in held)], pairs=3, seed=seed)
    assert found.errors is not None
    assert found.shares.sum(axis=0) == pytest.approx(values[-1] - values[0], abs=1e-9)


def test_drawn_shares_come_close_to_the_exact_ones_within_their_errors() -> None:
    rng = np.random.default_rng(7)
    values = rng.normal(size=(2**8, 5))
    found = drawn_shares(8, lambda held: values[sum(1 << edit for edit in held)], pairs=400)
    assert found.errors is not None
    off = np.abs(found.shares - shapley(values)) / found.errors
    assert off.max() < 4
    assert 0.5 < np.sqrt((off**2).mean()) < 1.5


@given(arrays(np.bool_, st.integers(0, 5).map(lambda count: 2**count)))
def test_the_smallest_sets_are_those_of_brute_force(suffices: Bools) -> None:
    count = len(suffices).bit_length() - 1
    sets = [frozenset(each) for size in range(count + 1) for each in combinations(range(count), size)]
    enough = [each for each in sets if suffices[sum(1 << edit for edit in each)]]
    wanted = {each for each in enough if not any(other < each for other in enough)}
    found = smallest_sets(suffices)
    assert {*map(frozenset, found)} == wanted
    assert [*map(len, found)] == sorted(map(len, found))


def test_edits_cancel_each_other_if_little_is_left() -> None:
    shares = np.array([6.0, -5.0, 3.0, -0.2, 0.2])
    assert cancelling(shares, least=1.0) == [(0, 1)]
    assert cancelling(shares, least=0.1) == [(0, 1), (3, 4)]
