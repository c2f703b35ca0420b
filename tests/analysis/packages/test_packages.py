"""Packages, what they are worth, and the one form that all rules have."""

from __future__ import annotations

import numpy as np
from analysis.spaces import spaces
from hypothesis import given
from hypothesis import strategies as st

from steelyard.analysis.packages.packages import Limit, Space, kept, near, ticks, worth, worth_at_least


def test_halves_of_a_tick_go_away_from_zero() -> None:
    assert ticks(np.array([0.0000005, -0.0000005, 0.0, 1e-7])).tolist() == [1, -1, 0, 0]


def test_packages_are_counted_beyond_what_a_machine_number_holds() -> None:
    assert Space((np.arange(10),) * 100, (np.arange(10),) * 100).packages == 10**100


@given(spaces(limits=0), st.data())
def test_acceptance_is_the_limit_that_keeps_what_is_worth_enough(space: Space, data: st.DataObject) -> None:
    least = data.draw(st.integers(-100, 100))
    packages = np.array([[data.draw(st.integers(0, n - 1)) for n in space.sizes] for _ in range(5)])
    wanted = worth(space.them, packages) >= least
    assert kept((worth_at_least(space.them, least),), packages)[0].tolist() == wanted.tolist()


@given(spaces(limits=0), st.data())
def test_nearness_counts_the_issues_that_differ(space: Space, data: st.DataObject) -> None:
    one, other = (np.array([data.draw(st.integers(0, n - 1)) for n in space.sizes]) for _ in range(2))
    differ = int((one != other).sum())
    assert kept((near(one, space.sizes, differ),), other[np.newaxis]).all()
    assert not kept((near(one, space.sizes, differ - 1),), other[np.newaxis]).any()


def test_a_limit_without_its_guard_is_kept() -> None:
    limit = Limit(0, frozenset({1}), {1: (9, 0)}, 3)
    assert kept((limit,), np.array([[0, 0], [1, 0], [1, 1]])).tolist() == [[True, False, True]]


def test_no_limits_are_no_rows() -> None:
    assert kept((), np.zeros((3, 2), dtype=np.int64)).shape == (0, 3)
