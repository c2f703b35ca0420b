"""The cheapest steps are those that trying everything finds, by either path."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pytest
from analysis.drawn import counts, fixed
from analysis.unlocking.highs import program
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from steelyard.analysis.conditions import UNNAMED, Thresholds
from steelyard.analysis.unlocking import cheapest as unlocking_cheapest
from steelyard.analysis.unlocking import search as unlocking_search
from steelyard.analysis.unlocking import windows
from steelyard.analysis.unlocking.cheapest import Steps, Within, cheapest_steps
from steelyard.analysis.unlocking.search import Answer
from steelyard.analysis.unlocking.task import task

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from steelyard.analysis.arrays import Floats, Ints

    Draw = Callable[[st.SearchStrategy[Any]], Any]

UNITS = [1.0, 0.1, 1 / 3, 1 / 7, 2.5]
"""What a whole judgement is worth in points: round, and not."""

QUICK = 0
"""Set in place of the labels that may be opened with quick bounds, it leaves all to the better ones."""


class Asked(NamedTuple):
    """The arguments of `cheapest_steps`."""

    points: Floats
    need: float
    levels: Ints
    effort: Floats
    thresholds: Thresholds


def no_thresholds(measures: int) -> Thresholds:
    return Thresholds(
        np.zeros(0, dtype=np.int64), np.zeros((0, measures), dtype=np.int64), np.zeros(0, dtype=np.int64)
    )


def rising(measures: int, levels: int) -> st.SearchStrategy[Floats]:
    """[m, l], 0 at first and never falling, often level."""
    rises = arrays(np.int64, (measures, levels - 1), elements=st.integers(0, 3))
    from_zero = rises.map(lambda steps: np.pad(np.cumsum(steps, axis=1), ((0, 0), (1, 0))))
    return st.tuples(from_zero, st.sampled_from(UNITS)).map(lambda drawn: fixed(drawn[0] * drawn[1]))


@st.composite
def asked(draw: Draw) -> Asked:
    m, length, c = draw(st.integers(1, 4)), draw(st.integers(2, 4)), draw(st.integers(0, 3))
    points = draw(rising(m, length))
    effort = draw(rising(m, length) | st.sampled_from(UNITS).map(lambda rate: points * rate))
    most = float(points[:, -1].sum())
    return Asked(
        points=points,
        need=draw(st.sampled_from([0.0, most]) | st.integers(0, 20).map(lambda part: most * part / 19)),
        levels=draw(counts(m, 0, length - 1) | st.just(np.zeros(m, dtype=np.int64))),
        effort=effort,
        thresholds=Thresholds(
            option=np.zeros(c, dtype=np.int64),
            level=draw(counts((c, m), UNNAMED, length)),
            enough=draw(counts(c, 0, m)),
        ),
    )


FINE = 1 << 120
"""Parts of a point: every float that is drawn here is a whole number of them."""


def exact(points: float) -> int:
    parts = Fraction(points) * FINE
    assert parts.denominator == 1
    return parts.numerator


def in_ticks(parts: int) -> int:
    return (2 * parts * 10**6 + FINE) // (2 * FINE)


def by_trying_everything(ask: Asked) -> tuple[int, int, int, tuple[int, ...]] | None:
    """(ticks of effort, steps, −ticks of points, levels) of the best levels, in whole numbers."""
    earned = [[exact(value) for value in row] for row in ask.points.tolist()]
    spent = [[exact(value) for value in row] for row in ask.effort.tolist()]
    start = ask.levels.tolist()
    already = sum(row[level] for row, level in zip(spent, start, strict=True))
    enough = [
        ([(m, low) for m, low in enumerate(row) if low != UNNAMED], number)
        for row, number in zip(ask.thresholds.level.tolist(), ask.thresholds.enough.tolist(), strict=True)
    ]

    def found() -> Iterator[tuple[int, int, int, tuple[int, ...]]]:
        for levels in product(*(range(low, ask.points.shape[1]) for low in start)):
            points = sum(row[level] for row, level in zip(earned, levels, strict=True))
            there = all(
                sum(levels[m] >= low for m, low in named) >= max(1, number) for named, number in enough
            )
            if there and points >= exact(ask.need) - exact(1e-9):
                effort = sum(row[level] for row, level in zip(spent, levels, strict=True)) - already
                yield in_ticks(effort), sum(levels) - sum(start), -in_ticks(points), levels

    return min(found(), default=None)


def compare(found: Steps | None, expected: tuple[int, int, int, tuple[int, ...]] | None) -> None:
    if found is None or expected is None:
        assert (found, expected) == (None, None)
        return
    ticks, steps, points, levels = expected
    assert tuple(found.levels.tolist()) == levels
    assert found.steps == steps
    assert in_ticks(exact(found.effort)) == ticks
    assert in_ticks(exact(found.points)) == -points


SLOW_SCALE = Asked(
    points=np.array([[0.0, 1.0, 1.0, 4.0], [0.0, 0.0, 3.0, 3.0], [0.0, 2.0, 2.0, 2.0]]),
    need=5.0,
    levels=np.array([0, 0, 0]),
    effort=np.array([[0.0, 0.0, 0.0, 6.0], [0.0, 1.0, 4.0, 4.0], [0.0, 2.0, 2.0, 9.0]]),
    thresholds=Thresholds(np.array([0]), np.array([[1, 2, UNNAMED]]), np.array([1])),
)


@settings(max_examples=1000)
@given(asked())
@example(SLOW_SCALE)
def test_the_search_agrees_with_trying_everything(ask: Asked) -> None:
    compare(cheapest_steps(*ask), by_trying_everything(ask))


@settings(max_examples=400)
@given(asked())
@example(SLOW_SCALE)
def test_the_search_with_the_better_bounds_agrees_with_trying_everything(ask: Asked) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unlocking_search, "_FEW", QUICK)
        compare(cheapest_steps(*ask), by_trying_everything(ask))


def by_highs(ask: Asked) -> Steps | None:
    """The answer with the levels of HiGHS."""
    work = task(*ask)
    if work is None or (work.lacking <= 0 and not work.conditions):
        return cheapest_steps(*ask)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unlocking_cheapest, "search", lambda *_: Answer(program(work)))
        return cheapest_steps(*ask)


@settings(max_examples=100)
@given(asked())
@example(SLOW_SCALE)
def test_highs_agrees_with_trying_everything(ask: Asked) -> None:
    compare(by_highs(ask), by_trying_everything(ask))


@settings(max_examples=400)
@given(asked(), st.integers(0, 12))
@example(SLOW_SCALE, 0)
def test_where_the_search_gives_up_the_halves_agree_with_trying_everything(ask: Asked, labels: int) -> None:
    compare(cheapest_steps(*ask, within=Within(labels)), by_trying_everything(ask))


@settings(max_examples=300)
@given(asked(), st.integers(0, 6), st.integers(1, 30))
@example(SLOW_SCALE, 0, 2)
def test_where_both_end_the_answer_suffices_and_its_bound_holds(ask: Asked, labels: int, listed: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(windows, "LISTED", listed)
        found, best = cheapest_steps(*ask, within=Within(labels, 0)), by_trying_everything(ask)
    if found is None or best is None or found.least is None:
        compare(found, best)
        return
    effort = in_ticks(exact(found.effort))
    assert round(found.least * 10**6) <= best[0] <= effort
    again = by_trying_everything(ask._replace(levels=found.levels))
    assert again is not None
    assert again[1] == 0  # nothing is lacking any more
    assert found.steps == (found.levels - ask.levels).sum()
    assert (found.levels >= ask.levels).all()


def some(rng: np.random.Generator) -> Asked:
    """Small tasks as above, drawn quickly rather than widely."""
    m, length, c = int(rng.integers(1, 5)), int(rng.integers(2, 5)), int(rng.integers(0, 4))
    points, effort = (np.cumsum(rng.integers(0, 4, (m, length)), axis=1) * rng.choice(UNITS) for _ in "pe")
    points, effort = points - points[:, :1], effort - effort[:, :1]
    if rng.random() < 0.2:
        effort = points * rng.choice(UNITS)
    return Asked(
        points=points,
        need=float(rng.choice([0.0, 1.0, rng.random()]) * points[:, -1].sum()),
        levels=rng.integers(0, length, m) * rng.integers(0, 2, m),
        effort=effort,
        thresholds=Thresholds(
            np.zeros(c, dtype=np.int64), rng.integers(UNNAMED, length, (c, m)), rng.integers(0, m + 1, c)
        ),
    )


@pytest.mark.drawn
def test_the_search_agrees_with_trying_everything_on_3000_more() -> None:
    rng = np.random.default_rng(20190617)
    for _ in range(3000):
        ask = some(rng)
        compare(cheapest_steps(*ask), by_trying_everything(ask))


def test_no_steps_are_needed_where_nothing_is_lacking() -> None:
    ask = SLOW_SCALE._replace(levels=np.array([3, 1, 0]), need=4.0)
    found = cheapest_steps(*ask)
    assert found is not None
    assert (found.levels.tolist(), found.effort, found.steps, found.points) == ([3, 1, 0], 0.0, 0, 4.0)


def test_a_need_that_is_missed_by_less_than_the_tolerance_is_met() -> None:
    ask = Asked(np.array([[0.0, 5.0]]), 5.0 + 0.9e-9, np.array([1]), np.array([[0.0, 1.0]]), no_thresholds(1))
    assert cheapest_steps(*ask) is not None
    assert cheapest_steps(*ask._replace(need=5.0 + 1.1e-9)) is None


def test_equal_effort_in_sevenths_is_a_tie_that_the_fewest_steps_decide() -> None:
    weight = 100 / 7
    ask = Asked(
        points=np.array([[0.0, 10.0], [0.0, 10.0], [0.0, 20.0]]),
        need=20.0,
        levels=np.array([0, 0, 0]),
        effort=np.array([[0.0, weight], [0.0, weight], [0.0, 2 * weight + 1e-9]]),
        thresholds=no_thresholds(3),
    )
    for found in (by_highs(ask), *(cheapest_steps(*ask, within=Within(labels)) for labels in (0, 1000))):
        assert found is not None
        assert found.levels.tolist() == [0, 0, 1]


def test_equal_effort_and_steps_leave_it_to_the_points() -> None:
    points, effort = np.array([[0.0, 10.0], [0.0, 11.0]]), np.array([[0.0, 3.0], [0.0, 3.0]])
    for labels in (0, 1000):
        found = cheapest_steps(points, 9.0, np.array([0, 0]), effort, no_thresholds(2), within=Within(labels))
        assert found is not None
        assert (found.levels.tolist(), found.points) == ([0, 1], 11.0)


def test_measures_all_alike_are_raised_from_the_last() -> None:
    points = effort = np.tile([0.0, 1.0, 2.0], (3, 1))
    for labels in (0, 1000):
        found = cheapest_steps(
            points, 3.0, np.array([0, 0, 0]), effort, no_thresholds(3), within=Within(labels)
        )
        assert found is not None
        assert found.levels.tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("level", "enough"),
    [([3, UNNAMED], 1), ([UNNAMED, UNNAMED], 1), ([1, 1], 3), ([3, 3], 1)],
    ids=["level too high", "nothing named", "more than are named", "none of them can"],
)
def test_a_condition_that_cannot_be_met_has_no_steps(level: list[int], enough: int) -> None:
    points = np.tile([0.0, 1.0, 2.0], (2, 1))
    guard = Thresholds(np.array([0]), np.array([level]), np.array([enough]))
    assert cheapest_steps(points, 0.0, np.array([0, 0]), points, guard) is None


def test_a_need_beyond_the_highest_levels_has_no_steps() -> None:
    points = np.array([[0.0, 1.0, 2.0]])
    assert cheapest_steps(points, 2.1, np.array([0]), points, no_thresholds(1)) is None


def coarse(rng: np.random.Generator, measures: int, largest: int) -> tuple[Ints, Ints, int, Thresholds]:
    """Many measures on one scale with small whole weights, and *at least so many of all*."""
    scale = np.array([0, 1, 4, 8, 10])
    points, effort = (rng.integers(1, largest + 1, (measures, 1)) * scale for _ in "pe")
    level, enough = np.full((1, measures), 3), rng.integers(measures // 3, 2 * measures // 3, 1)
    need = int(rng.uniform(0.5, 0.8) * points[:, -1].sum())
    return points, effort, need, Thresholds(np.zeros(1, dtype=np.int64), level, enough)


def by_dynamic_programming(
    points: Ints, effort: Ints, need: int, enough: int
) -> tuple[float, int, float, list[int]]:
    """(effort, steps, points, levels) of the best levels from 0, over all sums that whole numbers reach."""
    best: dict[tuple[int, int, int], tuple[int, tuple[int, ...]]] = {(0, 0, 0): (0, ())}
    for earned, spent in zip(points.tolist(), effort.tolist(), strict=True):
        longer: dict[tuple[int, int, int], tuple[int, tuple[int, ...]]] = {}
        for (e, p, n), (steps, levels) in best.items():
            for level in range(len(earned)):
                key = e + spent[level], p + earned[level], min(enough, n + (level >= 3))
                longer[key] = min(longer.get(key, (10**9, ())), (steps + level, (*levels, level)))
        best = longer
    found = min((e, s, -p, lv) for (e, p, n), (s, lv) in best.items() if p >= need and n >= enough)
    return found[0], found[1], -found[2], list(found[3])


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("measures", "largest"), [(10, 3), (20, 1)])
def test_the_search_agrees_with_dynamic_programming_on_more_measures(
    measures: int, largest: int, seed: int
) -> None:
    points, effort, need, guard = coarse(np.random.default_rng(seed), measures, largest)
    expected = by_dynamic_programming(points, effort, need, int(guard.enough[0]))
    found = cheapest_steps(points / 1.0, float(need), np.zeros(measures, dtype=np.int64), effort / 1.0, guard)
    assert found is not None
    assert (found.effort, found.steps, found.points, found.levels.tolist()) == expected


def large(rng: np.random.Generator, alike: bool) -> Asked:
    """40 measures of 5 levels, with conditions on some and on enough of all."""
    scale = np.array([0.0, 10.0, 40.0, 80.0, 100.0])
    weights, burdens = (np.ones(40) if alike else rng.integers(1, 100, 40) for _ in "wb")
    level = np.full((3, 40), UNNAMED)
    level[0, 7], level[1, 30], level[2] = 3, 4, 3
    points = (80 * weights / weights.sum())[:, np.newaxis] * scale / 100
    return Asked(
        points=points,
        need=float(rng.uniform(0.3, 0.9) * points[:, -1].sum()),
        levels=rng.integers(0, 3, 40),
        effort=(100 * burdens / burdens.sum())[:, np.newaxis] * scale / 100,
        thresholds=Thresholds(np.zeros(3, dtype=np.int64), level, np.array([1, 1, 20])),
    )


def in_proportion(rng: np.random.Generator, measures: int) -> Asked:
    """Effort in proportion to points, so that bounds cannot tell answers apart."""
    shares = rng.random(measures) * rng.random(measures)
    points = (70 * shares / shares.sum())[:, np.newaxis] * np.array([0.0, 10.0, 40.0, 80.0, 100.0]) / 100
    need = 0.55 * float(points[:, -1].sum())
    levels = np.zeros(measures, dtype=np.int64)
    return Asked(points, need, levels, points / points[:, -1].sum() * 100, no_thresholds(measures))


@pytest.mark.parametrize("seed", range(3))
def test_effort_in_proportion_to_points_is_answered_at_once(seed: int) -> None:
    """14 measures of five levels took more than 500 seconds; the dynamic program has the sums of 7 and 7."""
    ask = in_proportion(np.random.default_rng(seed), 14)
    found = cheapest_steps(*ask)
    assert found is not None
    assert found.least is None
    assert found.points >= ask.need - 1e-9
    # A tick less is out of reach: no two sums of points, of 7 measures each, are between.
    one, other = (
        np.unique(np.array(list(product(*half))).sum(axis=1))
        for half in (ask.points[:7].tolist(), ask.points[7:].tolist())
    )
    least = one + np.append(other, np.inf)[np.searchsorted(other, ask.need - 1e-9 - one)]
    spent = float(least.min() / ask.points[:, -1].sum() * 100)
    assert in_ticks(exact(found.effort)) == in_ticks(exact(spent))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_highs_finds_no_less_effort_on_10_measures_in_proportion(seed: int) -> None:
    ask = in_proportion(np.random.default_rng(seed), 9)
    one, other = cheapest_steps(*ask), by_highs(ask)
    assert one is not None
    assert other is not None
    assert one.levels.tolist() == other.levels.tolist()


def test_many_measures_in_proportion_have_a_good_answer_and_a_bound() -> None:
    ask = in_proportion(np.random.default_rng(1), 30)
    found = cheapest_steps(*ask, within=Within(2000))
    assert found is not None
    assert found.least is not None
    assert 0 <= found.effort - found.least < 1e-4
    assert found.points >= ask.need - 1e-9
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(windows, "ROUNDS", 1)
        sooner = cheapest_steps(*ask, within=Within(2000))
    assert sooner is not None
    assert (round(sooner.effort, 6), sooner.steps) >= (round(found.effort, 6), found.steps)


@pytest.mark.parametrize("seed", range(3))
def test_search_and_highs_agree_on_40_measures(seed: int) -> None:
    ask = large(np.random.default_rng(seed), alike=False)
    one, other = cheapest_steps(*ask), by_highs(ask)
    assert one is not None
    assert other is not None
    assert one.levels.tolist() == other.levels.tolist()
    assert one._replace(levels=other.levels) == other


@pytest.mark.parametrize("seed", range(3))
def test_40_measures_all_alike_are_within_reach_of_the_search(seed: int) -> None:
    ask = large(np.random.default_rng(seed), alike=True)
    found = cheapest_steps(*ask)
    assert found is not None
    assert found.least is None
    assert (found.levels >= ask.levels).all()
    assert (found.levels >= 3).sum() >= 20
    assert found.levels[7] >= 3
    assert found.levels[30] == 4
    # all on one line, points are 0.8 of effort, and every level is a multiple of a tenth of a measure
    started = ask.effort[np.arange(40), ask.levels].sum()
    assert abs(found.points - 0.8 * (found.effort + started)) <= 1e-9
    assert found.points >= ask.need - 1e-9
