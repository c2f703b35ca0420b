"""The rule of acceptance, for sums of fractions that are rounded term by term."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from steelyard.analysis.packages.acceptance import accepted, gains, least, rounding
from steelyard.analysis.packages.packages import ticks

points = st.builds(Fraction, st.integers(-2000, 2000), st.integers(1, 60))


def in_ticks(fraction: Fraction) -> int:
    return int(ticks(np.array(float(fraction))))


@given(st.lists(points, min_size=1, max_size=12), st.integers(-3, 30))
def test_what_is_exactly_worth_no_deal_is_accepted_and_what_is_clearly_worth_less_is_not(
    terms: list[Fraction], short: int
) -> None:
    """`short` is how many ticks the sum is short of no deal."""
    allowed = rounding(len(terms) + 1)
    no_deal = in_ticks(sum(terms) + Fraction(short, 10**6))
    worth = np.array([sum(map(in_ticks, terms))])
    [accepts] = accepted(worth, no_deal, allowed).tolist()
    assert accepts == (worth[0] >= least(no_deal, allowed))
    if short <= 0:
        assert accepts
    if short > len(terms) + 1:
        assert not accepts
    [gain] = gains(worth, no_deal, allowed).tolist()
    assert gain >= 0
    if short >= 0:
        assert gain == 0
    if short < -len(terms) - 1:
        assert gain == worth[0] - no_deal


def test_where_nothing_is_rounded_the_reservation_value_is_the_bound() -> None:
    assert accepted(np.array([-1, 0, 1]), 0, rounding(0)).tolist() == [False, True, True]
    assert gains(np.array([-1, 0, 1]), 0, rounding(1)).tolist() == [0, 0, 1]
