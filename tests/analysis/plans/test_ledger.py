"""The ledger of a plan, worked by hand."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from steelyard.analysis.plans.ledger import Course, future_needed, goes_on, least_future, ledger

COURSE = Course(
    measure=np.array([True, False]),
    us=(np.array([0, 10, 15]), np.array([0, -8])),
    them=(np.array([0, -6, -9]), np.array([0, 7])),
    back_us=(np.array([0, 0, 0]), np.array([0, 4])),
    back_them=(np.array([0, 0, 0]), np.array([0, 3])),
)
"""A measure in two levels, worth 10 and 15 to us at a price of 6 and 9; an option at a price of 8, worth
7, of which half can be taken back."""

OPTION_FIRST = np.array([[0, 0], [0, 0], [0, 1], [2, 1]])
MEASURE_FIRST = np.array([[0, 0], [1, 0], [1, 1], [2, 1]])


def test_who_goes_first_is_exposed() -> None:
    book = ledger(COURSE, OPTION_FIRST)
    assert book.given.tolist() == [[0, 0], [0, 0], [8, 0], [8, 9]]
    assert book.received.tolist() == [[0, 0], [0, 0], [0, 7], [15, 7]]
    assert book.exposure.tolist() == [[0, 0], [0, 0], [8, 0], [0, 2]]
    assert book.recovered.tolist() == [[0, 0], [0, 0], [4, 0], [4, 0]]
    assert book.withdrawn.tolist() == [[0, 0], [0, 0], [0, 3], [0, 3]]
    assert book.loss.tolist() == [[0, 0], [0, 0], [4, 0], [0, 2]]
    # They gave 9 and keep 4 of the 7 that they received.
    assert book.loss_taken_back.tolist() == [[0, 0], [0, 0], [4, 0], [0, 5]]


def test_what_the_future_must_be_worth_is_the_gain_from_stopping() -> None:
    book = ledger(COURSE, MEASURE_FIRST)
    assert (book.received - book.given).tolist() == [[0, 0], [10, -6], [2, 1], [7, -2]]
    left = np.array([[True, True], [True, True], [False, True], [False, False]])
    # We would keep 10 instead of 7; they would keep 1, less 3 taken back, instead of -2.
    assert future_needed(book, left, np.array([[0, 0]] * 4)).tolist() == [[0, 2], [3, 0], [0, 0], [0, 0]]
    assert future_needed(book, left, np.array([[-4, -1]] * 4)).tolist() == [[0, 1], [0, 0], [0, 0], [0, 0]]
    # With no deal we get 2 more after the first half-step, and they 3 less.
    changed = np.array([[0, 0], [2, -3], [2, -3], [0, 0]])
    assert future_needed(book, left, changed).tolist() == [[0, 2], [5, 0], [0, 0], [0, 0]]


def test_a_side_with_nothing_left_to_do_cannot_stop() -> None:
    nobody = np.zeros((4, 2), dtype=np.bool_)
    assert not future_needed(ledger(COURSE, MEASURE_FIRST), nobody, np.zeros((4, 2), dtype=np.int64)).any()


def test_a_side_goes_on_where_only_rounding_is_missing() -> None:
    """Two steps: half a tick for two numbers each, and for what the side has with no deal."""
    needed = np.array([[2_500_000, 2_500_002], [2_500_003, 0]])
    assert goes_on(needed, np.array([2.5, 2.5]), steps=2).tolist() == [[True, True], [False, True]]
    assert goes_on(needed, np.array([2.5000005, 0.0]), steps=2).tolist() == [[True, False], [True, True]]


@given(st.lists(st.integers(0, 3_000_000), min_size=1, max_size=4), st.integers(1, 9))
def test_the_least_future_is_enough_and_a_tenth_less_is_not(needed: list[int], steps: int) -> None:
    points = np.array([[each, 0] for each in needed])
    least = least_future(points, steps)
    assert goes_on(points, least, steps).all()
    assert least[1] == 0
    assert least[0] == 0 or not goes_on(points, least - 0.1, steps)[:, 0].all()
