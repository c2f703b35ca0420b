"""What HiGHS brings back is checked in whole units, and cut off when it does not hold."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from analysis.unlocking.highs import Limits, cut, least, program
from analysis.unlocking.test_cheapest import Asked, by_highs, by_trying_everything, compare, no_thresholds

from steelyard.analysis.unlocking.program import Column, columns
from steelyard.analysis.unlocking.task import UNITS, Task, task

TWO_AND_ONE = [Column(0, 1, 5, 10, ()), Column(0, 1, 5, 10, ()), Column(1, 2, 7, 15, ())]


def test_columns_are_what_each_choice_adds() -> None:
    work = task(
        np.array([[0.0, 1.0, 4.0]]), 4.0, np.array([0]), np.array([[0.0, 2.0, 3.0]]), no_thresholds(1)
    )
    assert work is not None
    assert columns(work) == [Column(0, 1, 2 * UNITS, UNITS, ()), Column(0, 1, UNITS, 3 * UNITS, ())]


def test_who_earns_too_little_must_raise_some_measure_further() -> None:
    row = cut(TWO_AND_ONE, [True, False, False], Limits(least_points=11, most_effort=99))
    assert row is not None
    assert (row.coefficients.tolist(), row.low) == ([0, 1, 1], 1)


def test_who_spends_too_much_must_raise_some_measure_less_far() -> None:
    row = cut(TWO_AND_ONE, [True, True, True], Limits(least_points=0, most_effort=16))
    assert row is not None
    assert (row.coefficients.tolist(), row.high) == ([0, 1, 1], 1)


def test_who_keeps_both_limits_is_not_cut_off() -> None:
    assert cut(TWO_AND_ONE, [True, False, True], Limits(least_points=25, most_effort=12)) is None


@pytest.mark.parametrize("short", [1e-6, 1e-8, 2e-9, 0.0])
def test_what_falls_short_by_less_than_the_tolerance_of_highs_is_found_out(short: float) -> None:
    points = np.array([[0.0, 10.0], [0.0, 10.0 - short], [0.0, 30.0]])
    effort = np.array([[0.0, 1.0], [0.0, 1.0], [0.0, 3.0]])
    ask = Asked(points, 20.0, np.array([0, 0, 0]), effort, no_thresholds(3))
    found = by_highs(ask)
    compare(found, by_trying_everything(ask))
    assert found is not None
    assert found.levels.tolist() == ([0, 0, 1] if short else [1, 1, 0])


@pytest.mark.parametrize("dearer", [0.0, 4e-7, 2e-6, 1e-5])
def test_what_is_dearer_by_less_than_the_tolerance_of_highs_is_found_out(dearer: float) -> None:
    points = np.array([[0.0, 10.0], [0.0, 10.0], [0.0, 20.0]])
    effort = np.array([[0.0, 25.0], [0.0, 25.0], [0.0, 50.0 + dearer]])
    ask = Asked(points, 20.0, np.array([0, 0, 0]), effort, no_thresholds(3))
    found = by_highs(ask)
    compare(found, by_trying_everything(ask))
    assert found is not None
    assert found.levels.tolist() == ([1, 1, 0] if dearer > 5e-7 else [0, 0, 1])


def simple() -> Task:
    work = task(np.array([[0.0, 5.0]]), 5.0, np.array([0]), np.array([[0.0, 1.0]]), no_thresholds(1))
    assert work is not None
    return work


def test_limits_that_nothing_keeps_have_no_choices() -> None:
    work = simple()
    assert least(columns(work), np.ones(1), [], Limits(least_points=6 * UNITS, most_effort=UNITS)) is None


def test_highs_giving_up_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def gives_up(*_: Any, **__: Any) -> SimpleNamespace:
        return SimpleNamespace(status=4, success=False, message="out of luck")

    monkeypatch.setattr("scipy.optimize.milp", gives_up)
    with pytest.raises(RuntimeError, match="HiGHS gave up: out of luck"):
        program(simple())
