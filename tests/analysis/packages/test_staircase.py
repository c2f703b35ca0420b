"""Staircases: what is left when everything beaten is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.analysis.packages.staircase import (
    Points,
    distinct,
    in_runs,
    staircases,
    undominated,
    undominated_of_few,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from steelyard.analysis.arrays import Bools, Ints

BITS = 4

Drawn = list[tuple[int, int, int]]
drawn = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 3)), min_size=1, max_size=30)
"""Worth to both sides, and a state."""


def points(held: Drawn) -> Points:
    us, them, state = (np.array(column, dtype=np.int64) for column in zip(*held, strict=True))
    return Points((us << BITS) + them, state, np.ones(len(us)))


@given(drawn)
def test_a_point_stays_when_nothing_in_its_state_beats_it(held: Drawn) -> None:
    left, at = staircases(points(held), BITS)
    wanted = {
        (state, -us, them, held.count((us, them, state)))
        for us, them, state in held
        if not any(s == state and a >= us and b >= them and (a, b) != (us, them) for a, b, s in held)
    }
    shown = zip(left.state, -(left.key >> BITS), left.key & 15, left.alike.astype(int), strict=True)
    assert [tuple(map(int, each)) for each in shown] == sorted(wanted)
    assert points(held).key[at].tolist() == left.key.tolist()


@given(drawn, st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), min_size=4, max_size=4, unique=True))
def test_a_point_stays_when_no_freer_state_beats_it(held: Drawn, numbers: list[tuple[int, int]]) -> None:
    """Two states are compared where they differ in one number."""
    states = np.array(numbers, dtype=np.int64)
    kept = undominated(points(held), states, BITS)
    for (us, them, state), stays in zip(held, kept.tolist(), strict=True):
        freer = [
            other
            for other in range(4)
            if other != state
            and (states[other] <= states[state]).all()
            and (states[other] != states[state]).sum() == 1
        ]
        beaten = any(s in freer and a >= us and b >= them and (a, b) != (us, them) for a, b, s in held)
        assert stays or beaten
        if not stays:
            assert any(
                (states[s] <= states[state]).all() and a >= us and b >= them and (a, b) != (us, them)
                for a, b, s in held
            )


@given(drawn, st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), min_size=4, max_size=4, unique=True))
def test_of_few_points_one_stays_when_none_beats_it_in_a_state_as_free(
    held: Drawn, numbers: list[tuple[int, int]]
) -> None:
    states = np.array(numbers, dtype=np.int64)
    wanted = [
        not any(
            (states[s] <= states[state]).all() and a >= us and b >= them and (a, b) != (us, them)
            for a, b, s in held
        )
        for us, them, state in held
    ]
    assert undominated_of_few(points(held), states, BITS).tolist() == wanted


@pytest.mark.parametrize("compared", [undominated, undominated_of_few])
def test_points_alike_in_a_freer_state_stay(compared: Callable[[Points, Ints, int], Bools]) -> None:
    states = np.array([[0], [1]])
    held = points([(3, 3, 0), (3, 3, 1), (3, 2, 1)])
    assert compared(held, states, BITS).tolist() == [True, True, False]


def test_many_states_are_sorted_as_they_are() -> None:
    state = np.array([70_000, 3, 70_000, 1])
    assert in_runs(state).tolist() == [3, 1, 0, 2]


def test_rows_without_columns_are_one() -> None:
    rows, place = distinct(np.zeros((3, 0), dtype=np.int64))
    assert (rows.shape, place.tolist()) == ((1, 0), [0, 0, 0])
