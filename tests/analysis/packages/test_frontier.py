"""The frontier is what brute force finds, under any rules, and as thin as asked for within its stated gap."""

from __future__ import annotations

import itertools
from unittest.mock import patch

import numpy as np
import pytest
from analysis.spaces import by_brute_force, every_package, random_space, spaces
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard.analysis.packages import frontier as program
from steelyard.analysis.packages.frontier import Frontier, frontier, spaced
from steelyard.analysis.packages.packages import Limit, Space, kept, worth


def found(space: Space, **bounds: int) -> Frontier:
    answer = frontier(space, **bounds)
    assert answer is not None
    return answer


def require_exact(space: Space) -> int:
    """Compare with brute force; how many points there are."""
    answer = found(space)
    points = zip(answer.us.tolist(), answer.them.tolist(), answer.alike.astype(int).tolist(), strict=True)
    assert [*points] == by_brute_force(space)
    assert answer.gap == 0
    if len(answer.us):
        assert kept(space.limits, answer.packages).all()
        assert worth(space.us, answer.packages).tolist() == answer.us.tolist()
        assert worth(space.them, answer.packages).tolist() == answer.them.tolist()
    return len(answer.us)


@given(spaces())
def test_the_frontier_is_what_brute_force_finds(space: Space) -> None:
    require_exact(space)


@pytest.mark.parametrize("crossed", [0, program.CROSSED])
def test_it_is_in_two_thousand_random_spaces(crossed: int) -> None:
    with patch.object(program, "CROSSED", crossed):
        sizes = [require_exact(random_space(seed)) for seed in range(crossed, crossed + 1000)]
    assert sizes.count(0) > 50
    assert max(sizes) > 10


def test_one_issue_of_one_choice_is_its_own_frontier() -> None:
    answer = found(Space((np.array([-3]),), (np.array([4]),)))
    assert (answer.us.tolist(), answer.them.tolist(), answer.packages.tolist()) == ([-3], [4], [[0]])


def test_issues_worth_nothing_are_counted_and_not_shown_twice() -> None:
    nothing = (np.zeros(3, dtype=np.int64),) * 4
    answer = found(Space(nothing, nothing))
    assert (len(answer.us), answer.alike.tolist()) == (1, [81.0])


def test_rules_that_nothing_keeps_leave_nothing() -> None:
    never = Limit(0, frozenset({0, 1}), {1: (2, 1)}, 0)
    answer = found(Space((np.array([0, 1]),) * 2, (np.array([1, 0]),) * 2, (never,)))
    assert (len(answer.us), answer.packages.shape) == (0, (0, 2))


def test_worth_that_spans_too_much_is_a_slip() -> None:
    wide = (np.array([0, 2**40]),)
    with pytest.raises(ValueError, match="too wide to be exact"):
        frontier(Space(wide, wide))


def test_more_states_than_allowed_are_left_to_others() -> None:
    rng = np.random.default_rng(0)
    us, them = (tuple(rng.integers(0, 100, 3) for _ in range(6)) for _ in range(2))
    costs = Limit(
        0, frozenset(range(3)), {i: tuple(rng.integers(0, 1000, 3).tolist()) for i in range(6)}, 2000
    )
    assert frontier(Space(us, them, (costs,)), states=3) is None
    assert frontier(Space(us, them, (costs,))) is not None


@settings(max_examples=60)
@given(spaces(issues=5))
def test_a_thinned_frontier_is_off_by_its_gap_at_most(space: Space) -> None:
    answer = found(space, points=3, thin=2)
    packages = every_package(space)
    assert (len(answer.us) > 0) == (len(packages) > 0)
    for us, them in zip(
        worth(space.us, packages).tolist(), worth(space.them, packages).tolist(), strict=True
    ):
        assert ((answer.them >= them) & (answer.us >= us - answer.gap)).any()
    if len(answer.us):
        assert kept(space.limits, answer.packages).all()
        assert worth(space.us, answer.packages).tolist() == answer.us.tolist()


def test_a_frontier_that_explodes_is_thinned_and_says_by_how_much() -> None:
    """Constant sum: every package is on the frontier, and no two are worth the same."""
    us = tuple(np.array([0, 3**i, 2 * 3**i]) for i in range(9))
    space = Space(us, tuple(-choices for choices in us))
    assert len(found(space).us) == 3**9
    thin = found(space, points=2000, thin=500)
    assert 0 < thin.gap < 3**9
    assert len(thin.us) < 2001
    assert np.isnan(thin.alike).all()


@settings(max_examples=100)
@given(st.sets(st.integers(-50, 200), min_size=1, max_size=30), st.integers(1, 12), st.data())
def test_spaced_points_are_off_by_what_is_said_and_by_no_less(
    drawn: set[int], most: int, data: st.DataObject
) -> None:
    us, them = np.array(sorted(drawn, reverse=True)), np.arange(len(drawn))
    keep = data.draw(st.sets(st.integers(0, len(us) - 1), max_size=3))
    places, lost = spaced(us, most, sorted(keep))
    assert places.tolist() == sorted({*places.tolist()} | keep | {0, len(us) - 1})
    assert len(places) <= most + 1 + len(keep)
    losses = [(us[at] - us[places][them[places] >= them[at]]).min() for at in range(len(us))]
    assert max(losses) == lost
    assert lost <= (us[0] - us[-1]) // most


def test_the_order_of_the_issues_plays_no_part() -> None:
    space = random_space(11)
    wanted = by_brute_force(space)
    for order in itertools.islice(itertools.permutations(range(len(space.us))), 24):
        place = {issue: at for at, issue in enumerate(order)}
        limits = tuple(
            limit._replace(
                issue=place[limit.issue], spends={place[i]: spends for i, spends in limit.spends.items()}
            )
            for limit in space.limits
        )
        us, them = (tuple(side[issue] for issue in order) for side in (space.us, space.them))
        assert by_brute_force(Space(us, them, limits)) == wanted
        require_exact(Space(us, them, limits))
