"""The solutions: by definition, on a published case, and with every tie."""

from __future__ import annotations

import json
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.analysis.packages import bargaining
from steelyard.analysis.packages.bargaining import concession, distance
from steelyard.analysis.packages.frontier import frontier
from steelyard.analysis.packages.packages import Space

if TYPE_CHECKING:
    from collections.abc import Callable

VECTORS = Path(__file__).parents[2] / "vectors"

steps = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=0, max_size=12)
starts = st.tuples(st.integers(-20, 20), st.integers(-20, 20))


def staircase(start: tuple[int, int], steps: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    """Our side falling, the other rising."""
    us = start[0] - np.cumsum([0, *(down for down, _ in steps)])
    return us, start[1] + np.cumsum([0, *(up for _, up in steps)])


def nash(us: int, them: int, ideals: tuple[int, int]) -> Fraction:
    return Fraction(us * them)


def smorodinsky(us: int, them: int, ideals: tuple[int, int]) -> Fraction:
    shares = [Fraction(gain, ideal) for gain, ideal in zip((us, them), ideals, strict=True) if ideal]
    return min(shares) if len(shares) > 1 else Fraction(us + them)


def egalitarian(us: int, them: int, ideals: tuple[int, int]) -> Fraction:
    return Fraction(min(us, them))


def greatest_sum(us: int, them: int, ideals: tuple[int, int]) -> Fraction:
    return Fraction(us + them)


def best_for_us(us: int, them: int, ideals: tuple[int, int]) -> Fraction:
    return Fraction(us)


def best_for_them(us: int, them: int, ideals: tuple[int, int]) -> Fraction:
    return Fraction(them)


@pytest.mark.parametrize(
    ("name", "by_definition"),
    [
        ("nash", nash),
        ("kalai_smorodinsky", smorodinsky),
        ("egalitarian", egalitarian),
        ("greatest_sum", greatest_sum),
        ("best_for_us", best_for_us),
        ("best_for_them", best_for_them),
    ],
)
@given(starts, steps, starts, st.integers(0, 6))
def test_a_solution_is_all_that_its_definition_says(
    name: str,
    by_definition: Callable[[int, int, tuple[int, int]], Fraction],
    start: tuple[int, int],
    steps: list[tuple[int, int]],
    reservations: tuple[int, int],
    allowed: int,
) -> None:
    us, them = staircase(start, steps)
    gains = [
        (at, a - reservations[0], b - reservations[1])
        for at, (a, b) in enumerate(zip(us.tolist(), them.tolist(), strict=True))
        if a >= reservations[0] - allowed and b >= reservations[1] - allowed
    ]
    if name in {"nash", "kalai_smorodinsky", "egalitarian"}:  # a gain that may be rounding is none
        gains = [(at, a if a > allowed else 0, b if b > allowed else 0) for at, a, b in gains]
    ideals = max((a for _, a, _ in gains), default=0), max((b for *_, b in gains), default=0)
    scored = {at: by_definition(a, b, ideals) for at, a, b in gains}
    wanted = [at for at, value in scored.items() if value == max(scored.values())]
    solution = (
        partial(bargaining.best_for, ("us", "them").index(name.removeprefix("best_for_")))
        if name.startswith("best_for_")
        else getattr(bargaining, name)
    )
    assert solution(np.column_stack([us, them]), reservations, allowed).tolist() == wanted
    found = bargaining.ideals(np.column_stack([us, them]), reservations, allowed)
    inside = [(us[at], them[at]) for at, *_ in gains]
    assert found == ((max(a for a, _ in inside), max(b for _, b in inside)) if inside else None)


@given(starts, steps, starts, st.integers(0, 6))
def test_a_zone_is_open_where_both_accept_and_one_gains(
    start: tuple[int, int], steps: list[tuple[int, int]], reservations: tuple[int, int], allowed: int
) -> None:
    us, them = staircase(start, steps)
    gains = [(a - reservations[0], b - reservations[1]) for a, b in zip(us, them, strict=True)]
    assert bargaining.better(np.column_stack([us, them]), reservations, allowed).tolist() == [
        min(both) >= -allowed and max(both) > allowed for both in gains
    ]


def test_a_gain_by_rounding_chooses_no_solution() -> None:
    """Our side gains a tick or two at most, which may be nothing; then only the other side can gain."""
    worth = np.array([[2, 500], [1, 700], [-1, 900]])
    assert bargaining.nash(worth, (0, 0), 2).tolist() == [0, 1, 2]
    assert bargaining.kalai_smorodinsky(worth, (0, 0), 2).tolist() == [2]
    assert bargaining.nash(worth, (0, 0)).tolist() == [0]


def test_gains_of_any_size_are_multiplied_exactly() -> None:
    worth = np.array([[3 * 10**15 + 1, 3 * 10**15], [3 * 10**15, 3 * 10**15 + 1]])
    assert bargaining.nash(worth, (0, 0)).tolist() == [0, 1]
    assert bargaining.nash(worth, (-1, 0)).tolist() == [1]


@given(
    st.lists(st.tuples(*[st.integers(-4, 9)] * 3), min_size=0, max_size=12),
    st.tuples(*[st.integers(-4, 6)] * 3),
    st.integers(0, 2),
)
def test_solutions_of_three_parties_are_what_their_definitions_say(
    points: list[tuple[int, ...]], no_deal: tuple[int, ...], allowed: int
) -> None:
    worth = np.array(points, dtype=np.int64).reshape(len(points), 3)
    inside = [
        (at, [value - least for value, least in zip(point, no_deal, strict=True)])
        for at, point in enumerate(points)
        if all(value >= least - allowed for value, least in zip(point, no_deal, strict=True))
    ]
    gains = {at: [gain if gain > allowed else 0 for gain in raw] for at, raw in inside}
    ideals = [max(column) for column in zip(*gains.values(), strict=True)]
    counted = [party for party, ideal in enumerate(ideals) if ideal]

    def shares(at: int) -> Fraction:
        if len(counted) < 2:
            return Fraction(sum(gains[at]))
        return min(Fraction(gains[at][party], ideals[party]) for party in counted)

    by_definition: dict[str, Callable[[int], Fraction]] = {
        "nash": lambda at: Fraction(np.prod(np.array(gains[at], dtype=object))),
        "kalai_smorodinsky": shares,
        "egalitarian": lambda at: Fraction(min(gains[at])),
        "greatest_sum": lambda at: Fraction(sum(points[at])),
    }
    for name, value in by_definition.items():
        best = max(map(value, gains), default=None)
        wanted = [at for at in gains if value(at) == best]
        assert getattr(bargaining, name)(worth, no_deal, allowed).tolist() == wanted, name
    for party in range(3):
        best_for = max((points[at][party] for at in gains), default=None)
        found = bargaining.best_for(party, worth, no_deal, allowed).tolist()
        assert found == [at for at in gains if points[at][party] == best_for]
    places, short = bargaining.nearest(worth, no_deal)
    lacks = [max(least - value for value, least in zip(point, no_deal, strict=True)) for point in points]
    assert places.tolist() == [at for at, lack in enumerate(lacks) if lack == min(lacks)]
    assert short == min(lacks, default=0)


def test_bill_and_jack_trade_as_nash_said() -> None:
    """The example of Nash 1950, with outcomes that were printed of it later (see the vector)."""
    told = json.loads((VECTORS / "nash_1950.json").read_text(encoding="utf-8"))
    goods = told["goods"]
    us = tuple(np.array([0, good["bill"] * (1 if good["owner"] == "Jack" else -1)]) for good in goods)
    them = tuple(np.array([0, good["jack"] * (-1 if good["owner"] == "Jack" else 1)]) for good in goods)
    found = frontier(Space(us, them))
    assert found is not None
    [solution] = bargaining.nash(np.column_stack([found.us, found.them]), (0, 0)).tolist()
    assert [found.us[solution], found.them[solution]] == told["solution"]["gains"]
    moved = {good["name"] for good, choice in zip(goods, found.packages[solution], strict=True) if choice}
    assert moved == {*told["solution"]["bill gives"], *told["solution"]["jack gives"]}
    assert found.alike[solution] == 1
    for ours, theirs in told["barter"]:  # none of the printed outcomes lies beyond the frontier
        assert ((found.us >= ours) & (found.them >= theirs)).any()
        assert not (
            (found.us <= ours) & (found.them <= theirs) & (found.us + found.them < ours + theirs)
        ).any()


def test_concessions_run_from_the_aspiration_to_the_reservation_value() -> None:
    assert concession(np.array([8, 5, 2]), 8, 2).tolist() == [0.0, 0.5, 1.0]
    assert np.isnan(concession(np.array([8]), 2, 2)).all()


def test_a_concession_is_a_share_even_where_a_package_is_beyond_the_range() -> None:
    assert concession(np.array([9, 1, -100]), 8, 2).tolist() == [0.0, 1.0, 1.0]


def test_a_range_that_may_be_rounding_alone_is_none() -> None:
    assert np.isnan(concession(np.array([4, 2]), 5, 2, allowed=3)).all()
    assert concession(np.array([4, 0]), 6, 2, allowed=3).tolist() == [0.5, 1.0]


@given(starts, steps, starts)
def test_the_distance_is_what_both_could_gain(
    start: tuple[int, int], steps: list[tuple[int, int]], point: tuple[int, int]
) -> None:
    us, them = staircase(start, steps)
    both = [min(a - point[0], b - point[1]) for a, b in zip(us.tolist(), them.tolist(), strict=True)]
    assert distance(point, np.column_stack([us, them])) == max(0, *both)
