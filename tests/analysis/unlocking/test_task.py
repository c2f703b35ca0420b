"""A task holds what is lacking, in whole units, and nothing that cannot help."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from steelyard.analysis.conditions import UNNAMED, Thresholds
from steelyard.analysis.unlocking.task import TICK, UNITS, Choice, Task, in_units, task, ticks

SCALE = np.array([[0.0, 1.0, 1.0, 3.0], [0.0, 2.0, 4.0, 4.0]])
TWO = np.array([0, 0])


def found(level: list[list[int]], enough: list[int], need: float = 0.0) -> Task:
    guard = Thresholds(np.zeros(len(enough), dtype=np.int64), np.array(level), np.array(enough))
    made = task(SCALE, need, TWO, 2 * SCALE, guard)
    assert made is not None
    return made


@given(st.integers(-(10**20), 10**20))
def test_ticks_are_the_nearest_halves_up(units: int) -> None:
    assert Fraction(-1, 2) <= Fraction(units, TICK) - ticks(units) < Fraction(1, 2)


@given(st.floats(0, 100))
def test_units_are_nearer_to_the_points_than_half_a_unit(points: float) -> None:
    ((units,),) = in_units(np.array([[points]]))
    assert abs(Fraction(points) * UNITS - units) <= Fraction(51, 100)


def test_a_condition_that_names_all_it_needs_raises_the_floor() -> None:
    made = found([[2, UNNAMED], [1, 1]], [1, 2])
    assert made.floor == [2, 1]
    assert (made.points, made.effort) == (3 * UNITS, 6 * UNITS)
    assert made.conditions == ()


def test_a_condition_that_holds_at_the_floor_is_not_open() -> None:
    assert found([[2, UNNAMED], [1, 3]], [1, 1]).conditions == ()


def test_an_open_condition_counts_what_it_lacks() -> None:
    made = found([[2, 3], [1, UNNAMED]], [1, 1])
    assert made.floor == [1, 0]
    assert made.conditions == (1,)


def test_only_levels_that_bring_something_are_choices() -> None:
    choices = found([[0, UNNAMED]], [0], need=5.0).choices
    assert [choice.level for choice in choices[0]] == [0, 1, 3]
    assert [choice.level for choice in choices[1]] == [0, 1, 2]
    assert choices[1][2] == Choice(level=2, steps=2, effort=8 * UNITS, points=4 * UNITS, counts=())


def test_a_level_that_only_meets_a_condition_is_a_choice() -> None:
    choices = found([[2, 3]], [1], need=5.0).choices
    assert [(choice.level, choice.counts) for choice in choices[0]] == [
        (0, (0,)),
        (1, (0,)),
        (2, (1,)),
        (3, (1,)),
    ]


def test_a_measure_that_brings_nothing_is_no_choice() -> None:
    made = task(np.array([[0.0, 0.0]]), 0.0, np.array([0]), np.array([[0.0, 1.0]]), NOTHING)
    assert made is not None
    assert made.choices == {}


NOTHING = Thresholds(
    np.zeros(0, dtype=np.int64), np.zeros((0, 1), dtype=np.int64), np.zeros(0, dtype=np.int64)
)
