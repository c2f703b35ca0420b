"""The frontier is what brute force finds, under any rules, and as thin as asked for within its stated gap."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING
from unittest.mock import patch

import numpy as np
import pytest
from analysis.spaces import (
    by_brute_force,
    crowded_space,
    every_package,
    many_rules,
    random_space,
    spaces,
    with_consents,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard.analysis.packages import frontier as program
from steelyard.analysis.packages import program as highs
from steelyard.analysis.packages import walk
from steelyard.analysis.packages.frontier import Frontier, frontier, spaced
from steelyard.analysis.packages.packages import Limit, Space, kept, worth
from steelyard.errors import SteelyardError, TooManyStates

if TYPE_CHECKING:
    from contextlib import AbstractContextManager


def found(space: Space, **bounds: int) -> Frontier:
    answer = frontier(space, **bounds)
    assert answer is not None
    return answer


def require_exact(space: Space, **bounds: int) -> int:
    """Compare with brute force; how many points there are."""
    answer = found(space, **bounds)
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


@pytest.mark.drawn
@pytest.mark.parametrize(("crossed", "paired"), [(0, 0), (0, walk.PAIRED), (walk.CROSSED, walk.PAIRED)])
def test_it_is_in_random_spaces(crossed: int, paired: int) -> None:
    first = crossed + paired
    with patch.object(walk, "CROSSED", crossed), patch.object(walk, "PAIRED", paired):
        sizes = [require_exact(random_space(seed)) for seed in range(first, first + 700)]
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


def bounded(*rounds: tuple[int, int]) -> AbstractContextManager[object]:
    """Bounds are used from the first state on, in these rounds."""
    return patch.multiple(program, STATES=0, ROUNDS=rounds)


def test_with_bounds_it_is_too() -> None:
    with bounded(*program.ROUNDS):
        sizes = [require_exact(random_space(seed)) for seed in range(200)]
    assert sizes.count(0) > 10


NARROW = ((2, 6), (5, 30), (9, 200), (40, 50_000))
"""Rounds whose diagrams are far from the rules, and that drop most points at first."""


def test_narrow_diagrams_and_dropped_points_do_not_change_it() -> None:
    with bounded(*NARROW):
        assert max(require_exact(crowded_space(seed)) for seed in range(25)) > 20


def test_consents_with_prices_do_not_change_it() -> None:
    with bounded(*NARROW):
        sizes = [
            require_exact(with_consents(crowded_space(seed), seed, parties))
            for seed in range(20)
            for parties in (1, 2)
        ]
    assert max(sizes) > 10


def test_a_round_that_would_compare_too_many_points_keeps_fewer_or_is_left_out() -> None:
    space = with_consents(many_rules(12, 4, 12, 1), 1, 1)
    with bounded((20, 40), (60, 10_000)):
        assert found(space).gap == 0
        with patch.object(program, "COMPARED", 2_000):
            assert found(space).gap > 0
        with patch.object(program, "COMPARED", 10):
            assert found(space).gap > 0


FINER = ((20, 20), (60, 60), (200, 200), (1_000, 50_000))
"""Rounds in which points of one state are in several nodes."""


def require_the_same_as_without_bounds(space: Space) -> None:
    with patch.multiple(program, STATES=10**9, FEW=10**7):
        wanted = found(space)
    with bounded(*FINER):
        answer = found(space)
    for ours, others in zip(answer[:2], wanted[:2], strict=True):
        assert ours.tolist() == others.tolist()
    assert answer.alike.tolist() == wanted.alike.tolist()
    assert kept(space.limits, answer.packages).all()


def test_points_of_one_state_have_bounds_of_their_own() -> None:
    """Seed 3 fails where all points of a state have the node of one of them."""
    for seed in range(6):
        require_the_same_as_without_bounds(many_rules(10, 4, 12, seed))


@pytest.mark.slow
def test_bounds_do_not_change_larger_spaces() -> None:
    for seed in range(100):
        require_the_same_as_without_bounds(many_rules(20, 4, 24, seed))
        require_the_same_as_without_bounds(many_rules(14, 5, 20, seed))
        require_the_same_as_without_bounds(many_rules(12, 4, 8, seed, caps=1))


@pytest.mark.slow
def test_they_do_not_in_a_thousand_more() -> None:
    with bounded(*NARROW):
        for seed in range(25, 1025):
            require_exact(crowded_space(seed))


@pytest.mark.slow
def test_highs_finds_nothing_better_among_thirty_issues_and_forty_rules() -> None:
    """The spaces are far too large for brute force; HiGHS is asked at ten places of each frontier."""
    for seed in (1, 2, 3):
        space = many_rules(30, 5, 40, seed)
        answer = found(space)
        assert answer.gap == 0
        assert kept(space.limits, answer.packages).all()
        made = highs.program(space)
        for at in np.linspace(0, len(answer.us) - 1, 10).astype(int).tolist():
            rows = [highs.worth_row(made, space.them, int(answer.them[at]))]
            columns = highs.solved(made, made.along(space.us) / 1e6, rows)
            assert columns is not None
            best = int(worth(space.us, highs.package_of(made, columns)[np.newaxis])[0])
            assert best == answer.us[at]


def require_within_the_gap(space: Space, answer: Frontier) -> None:
    """For every package there is one as good for the other side, and worse for ours by the gap at most."""
    for us, them, _ in by_brute_force(space):
        assert ((answer.them >= them) & (answer.us >= us - answer.gap)).any()
    assert kept(space.limits, answer.packages).all()
    assert worth(space.us, answer.packages).tolist() == answer.us.tolist()
    assert worth(space.them, answer.packages).tolist() == answer.them.tolist()


@settings(max_examples=60)
@given(spaces(issues=5))
def test_a_thinned_frontier_is_off_by_its_gap_at_most(space: Space) -> None:
    with bounded((1, 2), (3, 4)):
        answer = found(space, points=3, thin=2)
    require_within_the_gap(space, answer)
    assert (len(answer.us) > 0) == (len(every_package(space)) > 0)


def test_so_it_is_in_crowded_spaces() -> None:
    with bounded((2, 6), (3, 15)):
        gaps = [found(crowded_space(seed), thin=10) for seed in range(40)]
    for seed, answer in enumerate(gaps):
        require_within_the_gap(crowded_space(seed), answer)
    thinned = [answer for answer in gaps if answer.gap]
    assert len(thinned) > 5
    assert all(np.isnan(answer.alike).all() for answer in thinned)


def test_a_caller_in_a_hurry_gets_no_answer_where_many_rules_stay_open() -> None:
    space = crowded_space(3)
    assert found(space, states=0).gap == 0
    with patch.object(program, "OPEN", 10):
        assert frontier(space, states=0) is None


def test_many_points_in_few_states_are_kept_and_in_many_states_bounded() -> None:
    space = crowded_space(3)
    wanted = by_brute_force(space)
    with patch.multiple(program, FEW=20, SEVERAL=0):
        assert [*zip(*map(np.ndarray.tolist, found(space)[:2]), strict=True)] == [
            point[:2] for point in wanted
        ]


def test_rules_that_hide_all_packages_are_named() -> None:
    """Each choice but one a chain of rules forbids only at the end, so that two points never get there."""
    sizes, rng = 9, np.random.default_rng(5)
    us, them = (tuple(rng.integers(0, 100, 3) for _ in range(sizes)) for _ in range(2))
    weights = [tuple((5**i * np.array([0, 1, 2])).tolist()) for i in range(sizes)]
    total = sum(w[1] for w in weights)
    most = Limit(0, frozenset(range(3)), dict(enumerate(weights)), total)
    turned = {i: tuple(2 * w[1] - x for x in w) for i, w in enumerate(weights)}
    least = Limit(0, frozenset(range(3)), turned, total)
    space = Space(us, them, (most, least))
    assert len(found(space).us) == 1
    with (
        bounded((1, 1)),
        patch.object(program, "THINNED", 1),
        pytest.raises(TooManyStates, match="leave some rules out"),
    ):
        frontier(space)


def test_too_little_memory_is_told_with_a_cure() -> None:
    with (
        patch.object(walk, "staircases", side_effect=MemoryError),
        pytest.raises(SteelyardError, match="not enough memory for the packages of this model"),
    ):
        frontier(random_space(1))


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
