"""Value functions: against numpy's interpolation, exact fractions, and a published curve."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.model.value_functions import POINTS, filled, level_values, points_of

AREA = (400.0, 500.0, 700.0, 1000.0, 1500.0)
"""Square feet of office space worth 0, 25, 50, 75 and 100, found by bisection [GoodwinWright2004]."""

amounts = st.lists(st.integers(-1000, 1000), min_size=5, max_size=5, unique=True).map(sorted)


@given(amounts, st.floats(-1200, 1200))
def test_points_are_those_of_linear_interpolation(rising: list[float], amount: float) -> None:
    worth = [0, 25, 50, 75, 100]
    assert points_of(rising, amount) == pytest.approx(np.interp(amount, rising, worth), abs=1e-9)
    falling = rising[::-1]
    assert points_of(falling, amount) == pytest.approx(np.interp(amount, rising, worth[::-1]), abs=1e-9)


@pytest.mark.parametrize(("area", "worth"), [(400, 0), (700, 50), (1000, 75), (1500, 100), (600, 37.5)])
def test_an_office_of_this_area_is_worth_so_much(area: float, worth: float) -> None:
    assert points_of(AREA, area) == worth


def test_beyond_the_ends_nothing_changes() -> None:
    assert (points_of(AREA, 0), points_of(AREA, 9999)) == (0, 100)


@given(amounts)
def test_what_is_left_out_lies_half_way_between_its_neighbours(rising: list[float]) -> None:
    low, _, half, _, high = rising
    way = Fraction(high) - Fraction(low)
    quarters = [float(Fraction(low) + way * part / 4) for part in range(5)]
    assert filled((low, None, None, None, high)) == pytest.approx(quarters, abs=1e-12)
    assert filled((low, None, half, None, high)) == (low, (low + half) / 2, half, (half + high) / 2, high)
    assert filled(rising) == tuple(rising)


@pytest.mark.parametrize("scale", [(None, 1, 2, 3, 4), (0, 1, 2, 3, None)])
def test_a_scale_without_an_end_has_no_points(scale: tuple[float | None, ...]) -> None:
    with pytest.raises(ValueError, match="an amount at 0 and one at 100"):
        filled(scale)


@given(amounts)
def test_values_of_levels_are_shares_of_the_way(rising: list[float]) -> None:
    low, high = rising[0], rising[-1]
    exact = [float(100 * Fraction(each - low) / Fraction(high - low)) for each in rising]
    assert level_values(rising) == pytest.approx(exact, abs=1e-12)
    assert level_values(rising[::-1]) == pytest.approx([100 - each for each in exact[::-1]], abs=1e-12)


def test_the_points_are_numbers() -> None:
    assert [int(point) for point in POINTS] == [0, 25, 50, 75, 100]
