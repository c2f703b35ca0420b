"""Shares on trial against their definition in exact fractions, and what must hold for all of them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.analysis.duels import tie_weights
from steelyard.analysis.trial import on_trial

NONE = np.nan

Case = tuple[list[Fraction], list[Fraction | None]]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Judged shares that add up to 1 exactly, and shares on trial for some of them, some of which are 0."""
    count = draw(st.integers(1, 6))
    points = draw(st.lists(st.integers(0, 40), min_size=count, max_size=count).filter(any))
    typed = draw(
        st.lists(
            st.one_of(st.none(), st.fractions(0, 1, max_denominator=64)), min_size=count, max_size=count
        ).filter(lambda each: any(one is not None for one in each))
    )
    return [Fraction(each, sum(points)) for each in points], typed


def exactly(judged: list[Fraction], typed: list[Fraction | None]) -> list[Fraction] | None:
    """The definition; None where there is nothing to divide the budget by."""
    total = sum((each for each in typed if each is not None), Fraction(0))
    others = sum((own for own, each in zip(judged, typed, strict=True) if each is None), Fraction(0))
    if total < 1 and others > 0:
        rest = 1 - total
        return [
            own / others * rest if each is None else each for own, each in zip(judged, typed, strict=True)
        ]
    if total == 0:
        return None
    return [Fraction(0) if each is None else each / total for each in typed]


def as_arrays(case: Case) -> tuple[np.ndarray, np.ndarray]:
    judged, typed = case
    return np.array([*map(float, judged)]), np.array(
        [NONE if each is None else float(each) for each in typed]
    )


@given(cases())
def test_it_is_what_the_definition_says(case: Case) -> None:
    wanted = exactly(*case)
    if wanted is None:
        with pytest.raises(ValueError, match="all shares on trial are 0"):
            on_trial(*as_arrays(case))
    else:
        found = on_trial(*as_arrays(case))
        assert found == pytest.approx([*map(float, wanted)], abs=1e-12)
        assert found.sum() == pytest.approx(1, abs=1e-12)
        assert (found >= 0).all()


@given(cases())
def test_what_is_typed_counts_as_it_is_and_the_others_keep_their_proportions(case: Case) -> None:
    judged, typed = case
    total = sum((each for each in typed if each is not None), Fraction(0))
    free = [at for at, each in enumerate(typed) if each is None]
    if total >= 1 or not sum(judged[at] for at in free):
        return
    found = on_trial(*as_arrays(case))
    assert all(found[at] == float(each) for at, each in enumerate(typed) if each is not None)
    for one in free:
        for other in free:
            assert found[one] * float(judged[other]) == pytest.approx(
                found[other] * float(judged[one]), abs=1e-12
            )


def test_a_share_of_none_is_a_trial() -> None:
    assert on_trial(np.array([0.5, 0.3, 0.2]), np.array([0.0, NONE, NONE])) == pytest.approx([0, 0.6, 0.4])


def test_the_share_that_is_judged_changes_nothing() -> None:
    judged = np.array([0.5, 0.3, 0.2])
    assert on_trial(judged, np.array([NONE, 0.3, NONE])) == pytest.approx(judged)


def test_all_that_is_typed_is_divided_by_its_sum() -> None:
    assert on_trial(np.array([0.5, 0.5]), np.array([0.1, 0.3])) == pytest.approx([0.25, 0.75])


def test_others_without_a_share_get_none() -> None:
    assert on_trial(np.array([1.0, 0.0]), np.array([0.2, NONE])) == pytest.approx([1, 0])


def test_the_share_at_which_two_options_tie_makes_them_tie() -> None:
    judged = np.array([0.5, 0.3, 0.2])
    worth = np.array([[40.0, 10.0, -20.0], [10.0, 60.0, -30.0]])
    ties = tie_weights(judged, worth)[0, 1]
    tried = [at for at in range(3) if not np.isnan(ties[at])]
    assert tried
    for at in tried:
        typed = np.full(3, NONE)
        typed[at] = ties[at]
        one, other = worth @ on_trial(judged, typed)
        assert one == pytest.approx(other, abs=1e-9)


def test_nothing_but_shares_of_none_is_no_trial() -> None:
    with pytest.raises(ValueError, match="all shares on trial are 0"):
        on_trial(np.array([0.6, 0.4, 0.0]), np.array([0.0, 0.0, np.nan]))
