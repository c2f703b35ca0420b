"""No bound is on the wrong side of what trying everything finds."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from analysis.unlocking.test_cheapest import asked
from hypothesis import given
from hypothesis import strategies as st

from steelyard.analysis.unlocking import bounds as unlocking_bounds
from steelyard.analysis.unlocking.bounds import (
    PRICE,
    Ahead,
    Price,
    hull,
    in_order,
    least,
    lines,
    most,
    segments,
    stairs,
    unbeaten,
)
from steelyard.analysis.unlocking.program import prices
from steelyard.analysis.unlocking.task import Choice, Task, task

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.unlocking.test_cheapest import Asked

numbers = st.lists(st.integers(0, 30), min_size=1, max_size=20)


def ways(work: Task, measures: list[int]) -> Iterator[tuple[int, int, int, tuple[int, ...]]]:
    """(effort, steps, points, counts) of everything that these measures can do."""
    for chosen in product(*(work.choices[m] for m in measures)):
        met = tuple(sum(c.counts[r] for c in chosen) for r in range(len(work.conditions)))
        yield sum(c.effort for c in chosen), sum(c.steps for c in chosen), sum(c.points for c in chosen), met


def check(work: Task, order: list[int], future: list[Ahead]) -> None:
    assert len(future) == len(order) + 1
    for place, ahead in enumerate(future):
        found = list(ways(work, order[place:]))
        for lacking in {work.lacking, work.lacking // 2, 0}:
            able = [w for w in found if w[2] >= lacking and np.greater_equal(w[3], work.conditions).all()]
            bound = least(lacking, work.conditions, ahead)
            if bound is None:
                assert not able
            elif able:
                assert bound[0] <= min(effort for effort, *_ in able)
                assert bound[1] <= min(steps for _, steps, *_ in able)
        for budget in {effort for effort, *_ in found}:
            assert most(budget, ahead) >= max(points for effort, _, points, _ in found if effort <= budget)


@given(asked())
def test_lines_bound_all_ways(ask: Asked) -> None:
    work = task(*ask)
    if work is not None:
        stretches = segments(work)
        order = in_order(work, stretches)
        assert sorted(order) == sorted(work.choices)
        check(work, order, lines(work, stretches, order))


@given(asked(), st.booleans())
def test_stairs_bound_all_ways(ask: Asked, merged: bool) -> None:
    work = task(*ask)
    if work is not None and work.choices and (work.lacking > 0 or work.conditions):
        order = list(work.choices)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(unlocking_bounds, "_STAIRS", 3 if merged else 10_000)
            check(work, order, stairs(work, order, *prices(work)))


@given(asked(), st.integers(0, 4), st.integers(0, 4))
def test_any_prices_give_a_bound(ask: Asked, for_points: int, for_conditions: int) -> None:
    work = task(*ask)
    if work is not None:
        order = list(work.choices)
        worth = Price(for_points << PRICE, (for_conditions << PRICE + 40,) * len(work.conditions))
        counted = Price(for_points << PRICE - 40, (for_conditions << PRICE,) * len(work.conditions))
        check(work, order, stairs(work, order, worth, counted))


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=6))
def test_the_hull_lies_below_all_choices_and_bends_upwards(rises: list[tuple[int, int]]) -> None:
    ends = np.cumsum([(0, 0), *rises], axis=0).tolist()
    corners = hull([Choice(level, level, effort, points, ()) for level, (points, effort) in enumerate(ends)])
    points, effort = np.array(corners).T
    assert (np.diff(points) > 0).all()
    slopes = np.diff(effort) / np.diff(points)
    assert (np.diff(slopes) > 0).all()
    for p, e in ends:
        assert np.interp(p, points, effort) <= e + 1e-9


@given(numbers, numbers)
def test_unbeaten_ways_are_those_that_no_other_beats(points: list[int], effort: list[int]) -> None:
    pairs = list(zip(points, effort, strict=False))
    wanted = sorted(
        {(p, e) for p, e in pairs if not any((q > p and f <= e) or (q >= p and f < e) for q, f in pairs)}
    )
    found = unbeaten(*np.array(pairs).T)
    assert list(zip(*(kept.tolist() for kept in found), strict=True)) == wanted


@given(numbers, numbers)
def test_merged_ways_bring_no_less_for_no_more(points: list[int], effort: list[int]) -> None:
    pairs = list(zip(points, effort, strict=False))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unlocking_bounds, "_STAIRS", 2)
        more, cost = unbeaten(*np.array(pairs).T)
    assert len(more) <= 2
    for p, e in pairs:
        assert ((more >= p) & (cost <= e)).any()
