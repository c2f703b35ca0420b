"""The solutions: by definition, on a published case, and with every tie."""

from __future__ import annotations

import json
from fractions import Fraction
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
    assert getattr(bargaining, name)(us, them, reservations, allowed).tolist() == wanted


@given(starts, steps, starts, st.integers(0, 6))
def test_a_zone_is_open_where_both_accept_and_one_gains(
    start: tuple[int, int], steps: list[tuple[int, int]], reservations: tuple[int, int], allowed: int
) -> None:
    us, them = staircase(start, steps)
    gains = [(a - reservations[0], b - reservations[1]) for a, b in zip(us, them, strict=True)]
    assert bargaining.better(us, them, reservations, allowed).tolist() == [
        min(both) >= -allowed and max(both) > allowed for both in gains
    ]


def test_a_gain_by_rounding_chooses_no_solution() -> None:
    """Our side gains a tick or two at most, which may be nothing; then only the other side can gain."""
    us, them = np.array([2, 1, -1]), np.array([500, 700, 900])
    assert bargaining.nash(us, them, (0, 0), 2).tolist() == [0, 1, 2]
    assert bargaining.kalai_smorodinsky(us, them, (0, 0), 2).tolist() == [2]
    assert bargaining.nash(us, them, (0, 0)).tolist() == [0]


def test_gains_of_any_size_are_multiplied_exactly() -> None:
    us, them = np.array([3 * 10**15 + 1, 3 * 10**15]), np.array([3 * 10**15, 3 * 10**15 + 1])
    assert bargaining.nash(us, them, (0, 0)).tolist() == [0, 1]
    assert bargaining.nash(us, them, (-1, 0)).tolist() == [1]


def test_bill_and_jack_trade_as_nash_said() -> None:
    """The example of Nash 1950, with outcomes that were printed of it later (see the vector)."""
    told = json.loads((VECTORS / "nash_1950.json").read_text(encoding="utf-8"))
    goods = told["goods"]
    us = tuple(np.array([0, good["bill"] * (1 if good["owner"] == "Jack" else -1)]) for good in goods)
    them = tuple(np.array([0, good["jack"] * (-1 if good["owner"] == "Jack" else 1)]) for good in goods)
    found = frontier(Space(us, them))
    assert found is not None
    [solution] = bargaining.nash(found.us, found.them, (0, 0)).tolist()
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
    assert distance(point, us, them) == max(0, *both)
