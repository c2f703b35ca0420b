"""Directions: what a polygon says about points, compared with all points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from analysis.spaces import spaces
from hypothesis import given
from hypothesis import strategies as st

from steelyard.analysis.packages.course import course
from steelyard.analysis.packages.directions import NOTHING, directions, largest_loss, thresholds

if TYPE_CHECKING:
    from steelyard.analysis.arrays import Ints
    from steelyard.analysis.packages.packages import Space

ALONG = np.array([[1, 0], [3, 1], [1, 1], [1, 4], [0, 1]])

points = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=20)


def staircase(held: list[tuple[int, int]]) -> Ints:
    """[f, 2], those that no other beats, the best for our side first."""
    left = {one for one in held if not any(a >= one[0] and b >= one[1] and (a, b) != one for a, b in held)}
    return np.array(sorted(left, reverse=True))


@given(points, points)
def test_what_a_frontier_does_not_beat_reaches_a_threshold(
    held: list[tuple[int, int]], more: list[tuple[int, int]]
) -> None:
    us, them = staircase(held).T
    least = thresholds(us, them, ALONG, (ALONG @ np.array([*held, *more]).T).max(axis=1))
    for a, b in more:
        beaten = ((us >= a) & (them >= b) & ((us > a) | (them > b))).any()
        assert beaten or (ALONG @ (a, b) >= least).any()


def test_no_frontier_has_thresholds_that_only_nothing_misses() -> None:
    none = np.zeros(0, dtype=np.int64)
    assert thresholds(none, none, ALONG, np.zeros(5, dtype=np.int64)).tolist() == [NOTHING] * 5


@given(points, points)
def test_no_package_is_better_by_more_than_the_largest_loss(
    held: list[tuple[int, int]], more: list[tuple[int, int]]
) -> None:
    us, them = staircase(held).T
    lost = largest_loss(us, them, ALONG, (ALONG @ np.array(more).T).max(axis=1))
    for a, b in more:
        assert b > them[-1] or a - us[them >= b].max() <= lost


def test_the_largest_loss_of_packages_along_a_line_is_that_line() -> None:
    us, them = np.array([9, 4]), np.array([0, 5])
    assert largest_loss(us, them, ALONG, ALONG @ np.array([8, 1])) == 4
    assert largest_loss(us, them, ALONG, ALONG @ np.array([3, 5])) == -1


@given(spaces(), st.integers(3, 40))
def test_directions_turn_from_one_side_to_the_other(space: Space, many: int) -> None:
    found = directions(course(space), many)
    assert (found[0].tolist(), found[-1].tolist()) == ([1, 0], [0, 1])
    assert len(found) <= many
    turn = found[:, 1] / found.sum(axis=1)
    assert (np.diff(turn) > 0).all()
