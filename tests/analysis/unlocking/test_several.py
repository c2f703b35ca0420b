"""The cheapest steps for several sums, against all combinations of levels."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard.analysis.conditions import UNNAMED, Thresholds
from steelyard.analysis.unlocking import several
from steelyard.analysis.unlocking.several import Sum, Wanted, cheapest_for_all

LEVELS = 3


@st.composite
def tasks(draw: st.DrawFn) -> Wanted:
    measures = draw(st.integers(1, 4))
    whole = st.integers(0, 6)

    def rising() -> list[list[float]]:
        rows = (sorted(draw(st.lists(whole, min_size=LEVELS, max_size=LEVELS))) for _ in range(measures))
        return [[float(value) for value in row] for row in rows]

    sums = tuple(
        Sum(np.array(rising()), float(draw(st.integers(0, 10)))) for _ in range(draw(st.integers(2, 4)))
    )
    rules = draw(st.integers(0, 2))
    named = [[draw(st.integers(UNNAMED, LEVELS - 1)) for _ in range(measures)] for _ in range(rules)]
    return Wanted(
        sums,
        np.array([draw(st.integers(0, LEVELS - 1)) for _ in range(measures)]),
        np.array(rising()),
        Thresholds(
            np.zeros(rules, dtype=int),
            np.array(named, dtype=int).reshape(rules, measures),
            np.array([draw(st.integers(1, 2)) for _ in range(rules)], dtype=int),
        ),
    )


def best(wanted: Wanted) -> tuple[tuple[Fraction, int, Fraction], tuple[int, ...]] | None:
    """The best levels by looking at all, and their effort, steps and points."""
    found = []
    for levels in product(*(range(own, LEVELS) for own in wanted.levels.tolist())):

        def total(points: np.ndarray, at: tuple[int, ...] = levels) -> Fraction:
            return sum((Fraction(points[m, level]) for m, level in enumerate(at)), Fraction(0))

        high = [
            sum(level >= low >= 0 for level, low in zip(levels, row.tolist(), strict=True)) >= enough
            for row, enough in zip(wanted.thresholds.level, wanted.thresholds.enough, strict=True)
        ]
        if all(high) and all(total(own.points) >= own.need for own in wanted.sums):
            effort = total(wanted.effort) - total(wanted.effort, tuple(wanted.levels.tolist()))
            key = (effort, sum(levels) - int(wanted.levels.sum()), -total(wanted.sums[0].points))
            found.append((key, levels))
    return min(found, default=None)


@settings(max_examples=300, deadline=None)
@given(tasks())
def test_the_cheapest_steps_are_the_best_of_all(wanted: Wanted) -> None:
    found, right = cheapest_for_all(wanted), best(wanted)
    if right is None:
        assert found is None
        return
    assert found is not None
    (effort, steps, points), levels = right
    assert tuple(found.levels.tolist()) == levels
    assert (found.effort, found.steps, found.points) == (float(effort), steps, float(-points))
    assert found.least is None


def test_where_the_highest_levels_are_not_enough_for_one_sum_there_are_no_steps() -> None:
    one, other = np.array([[0.0, 4.0], [0.0, 4.0]]), np.array([[0.0, 0.0], [0.0, 4.0]])
    nothing = Thresholds(np.zeros(0, dtype=int), np.zeros((0, 2), dtype=int), np.zeros(0, dtype=int))
    effort = np.array([[0.0, 1.0], [0.0, 2.0]])
    assert (
        cheapest_for_all(Wanted((Sum(one, 4.0), Sum(other, 5.0)), np.array([0, 0]), effort, nothing)) is None
    )


@settings(max_examples=60, deadline=None)
@given(tasks())
def test_beyond_what_is_listed_the_answer_suffices_and_has_a_bound(wanted: Wanted) -> None:
    found, right = cheapest_for_all(wanted, listed=0), best(wanted)
    if right is None:
        assert found is None
        return
    assert found is not None
    assert several.suffices(wanted, found.levels)
    if found.least is not None:
        assert found.least <= right[0][0] <= found.effort
        assert right[0][0] - found.least < 0.001


def drawn(seed: int) -> Wanted:
    """A task in which the cheapest steps for the first sum are seldom enough for the others."""
    rng = np.random.default_rng(seed)

    def rising() -> np.ndarray:
        return np.sort(rng.integers(0, 7, (4, LEVELS)), axis=1).astype(float)

    return Wanted(
        (Sum(rising(), 3.0), Sum(rising(), 12.0), Sum(rising(), 12.0)),
        np.zeros(4, dtype=int),
        rising(),
        Thresholds(np.zeros(1, dtype=int), np.array([[1, UNNAMED, 0, 2]]), np.array([2])),
    )


def test_the_program_finds_what_all_combinations_say() -> None:
    bounded = 0
    for seed in range(60):
        found, right = cheapest_for_all(drawn(seed), listed=0), best(drawn(seed))
        if found is None or right is None:
            assert found is None
            assert right is None
        elif found.least is not None:
            bounded += 1
            assert several.suffices(drawn(seed), found.levels)
            assert found.effort == right[0][0]
            assert found.least == pytest.approx(found.effort, abs=0.001)
    assert bounded > 20


def test_without_an_answer_of_the_program_the_highest_levels_are_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(several, "_solved", lambda *_: (0.0, None))
    one, other = np.array([[0.0, 4.0], [0.0, 0.0]]), np.array([[0.0, 0.0], [0.0, 4.0]])
    nothing = Thresholds(np.zeros(0, dtype=int), np.zeros((0, 2), dtype=int), np.zeros(0, dtype=int))
    wanted = Wanted(
        (Sum(one, 0.0), Sum(other, 4.0)), np.array([0, 0]), np.array([[0.0, 1.0], [0.0, 2.0]]), nothing
    )
    found = cheapest_for_all(wanted, listed=0)
    assert found is not None
    assert (found.levels.tolist(), found.effort, found.least) == ([1, 1], 3.0, 0.0)
