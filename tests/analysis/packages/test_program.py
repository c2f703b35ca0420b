"""HiGHS finds what the dynamic program finds, and the smallest sets of rules in the way."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
import pytest
from analysis.spaces import random_space

from steelyard.analysis.packages import program as package_program
from steelyard.analysis.packages.packages import Limit, Space, kept, worth
from steelyard.analysis.packages.program import (
    Relaxation,
    another,
    package_of,
    program,
    smallest_relaxations,
    solved,
)


def every(space: Space) -> np.ndarray:
    return np.array(np.meshgrid(*map(range, space.sizes), indexing="ij")).reshape(len(space.us), -1).T


def smallest_by_brute_force(
    space: Space, reservations: tuple[int, int], allowed: int = 0
) -> list[tuple[int, ...]]:
    packages = every(space)
    us, them = worth(space.us, packages), worth(space.them, packages)
    accepted = (us >= reservations[0] - allowed) & (them >= reservations[1] - allowed)
    opens = accepted & ((us > reservations[0] + allowed) | (them > reservations[1] + allowed))
    broken = {tuple(np.flatnonzero(~held).tolist()) for held in kept(space.limits, packages[opens]).T}
    fewest = min(map(len, broken), default=0)
    return sorted(rules for rules in broken if len(rules) == fewest)


def test_the_smallest_sets_of_rules_are_what_brute_force_finds() -> None:
    sizes = []
    for seed in range(60):
        space = random_space(seed)
        us, them = worth(space.us, every(space)), worth(space.them, every(space))
        reservations = int(np.quantile(us, 0.7)), int(np.quantile(them, 0.7))
        allowed = seed % 3
        wanted = smallest_by_brute_force(space, reservations, allowed)
        found = smallest_relaxations(space, (space.us, space.them), reservations, allowed)
        assert [relaxation.rules for relaxation in found] == wanted
        for relaxation in found:
            here = relaxation.package[np.newaxis]
            assert np.flatnonzero(~kept(space.limits, here)[:, 0]).tolist() == [*relaxation.rules]
            assert worth(space.us, here)[0] >= reservations[0] - allowed
        sizes += [len(rules) for rules in wanted]
    assert {0, 1, 2} <= {*sizes}


def test_the_smallest_sets_for_three_parties_are_what_brute_force_finds() -> None:
    sizes = []
    for seed in range(60):
        space, rng = random_space(seed), np.random.default_rng(seed)
        values = space.us, space.them, tuple(rng.integers(-9, 10, n) for n in space.sizes)
        packages = every(space)
        gets = np.column_stack([worth(party, packages) for party in values])
        no_deal = tuple(int(np.quantile(column, 0.6)) for column in gets.T)
        allowed = seed % 3
        above = gets - np.array(no_deal)
        opens = (above >= -allowed).all(axis=1) & (above > allowed).any(axis=1)
        broken = {tuple(np.flatnonzero(~held).tolist()) for held in kept(space.limits, packages[opens]).T}
        fewest = min(map(len, broken), default=0)
        found = smallest_relaxations(space, values, no_deal, allowed)
        assert [each.rules for each in found] == sorted(each for each in broken if len(each) == fewest)
        sizes.append(fewest)
    assert {0, 1} <= {*sizes}


def test_a_zone_that_is_open_needs_nothing() -> None:
    space = Space((np.array([0, 5]),), (np.array([0, 5]),))
    [found] = smallest_relaxations(space, (space.us, space.them), (0, 0))
    assert isinstance(found, Relaxation)
    assert (found.rules, found.package.tolist()) == ((), [1])


def test_larger_sets_that_open_a_zone_too_are_left_out() -> None:
    never = [Limit(issue, frozenset({1}), {issue: (0, 1)}, 0) for issue in (0, 1, 1)]
    space = Space((np.array([0, 5]),) * 2, (np.array([0, 5]),) * 2, tuple(never))
    assert [found.rules for found in smallest_relaxations(space, (space.us, space.them), (0, 0))] == [(0,)]


def test_no_more_sets_are_listed_than_a_reader_can_use() -> None:
    rules = tuple(Limit(i, frozenset({1}), {i: (0, 1)}, 0) for i in range(4))
    space = Space((np.array([0, 5]),) * 4, (np.array([0, 5]),) * 4, rules)
    with patch.object(package_program, "SETS", 3):
        assert len(smallest_relaxations(space, (space.us, space.them), (0, 0))) == 3


def test_a_relaxation_that_rounding_let_through_is_cut_off() -> None:
    space = Space((np.array([0, 10**7]),), (np.array([0, 10**8 - 1]),))
    assert smallest_relaxations(space, (space.us, space.them), (0, 10**8)) == ()


def test_a_cut_leaves_all_other_packages() -> None:
    space = Space((np.array([0, 1]),) * 2, (np.array([0, 0]),) * 2)
    made = program(space)
    cut = another(made, np.array([1, 1]))
    columns = solved(made, made.along(space.us), [cut])
    assert columns is not None
    assert package_of(made, columns).sum() == 1


def test_no_answer_is_an_error() -> None:
    class Nothing:
        x, status, message = None, 1, "time limit"

    made = program(Space((np.array([0, 1]),), (np.array([0, 1]),)))
    with (
        patch("scipy.optimize.milp", return_value=Nothing()),
        pytest.raises(ArithmeticError, match="HiGHS gave no answer: time limit"),
    ):
        solved(made, np.zeros(made.width), [])
