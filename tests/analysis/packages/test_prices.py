"""Prices of budgets: bounds that no package breaks, and that no other price makes lower."""

from __future__ import annotations

import numpy as np
from analysis.spaces import crowded_space, every_package, many_rules, with_consents

from steelyard.analysis.packages.course import Course, course
from steelyard.analysis.packages.diagram import diagram
from steelyard.analysis.packages.directions import directions
from steelyard.analysis.packages.packages import Limit, Space
from steelyard.analysis.packages.prices import priced


def bound(way: Course, along: list[int]) -> int:
    """The most that packages reach along a priced direction if only budgets are kept, by the definition."""
    a, b, *prices = along
    reach = sum(price * budget.most for price, budget in zip(prices, way.budgets, strict=True))
    for at, (us, them) in enumerate(zip(way.us, way.them, strict=True)):
        spent = sum(price * budget.spends[at] for price, budget in zip(prices, way.budgets, strict=True))
        reach += int((a * us + b * them - spent).max())
    return reach


def test_no_package_breaks_a_bound_with_prices_and_the_bound_is_lower() -> None:
    lower = 0
    for seed in range(30):
        space = with_consents(crowded_space(seed), seed, 1 + seed % 2)
        way, packages = course(space), every_package(space)
        along = priced(way, directions(way, 6))
        assert along.shape[1] == 2 + len(way.budgets)
        free = np.hstack([along[:, :2], np.zeros_like(along[:, 2:])])
        for width in (1, 20):
            highest, without = diagram(way, along, width).highest, diagram(way, free, width).highest
            lower += int((highest < without).sum())
            if len(packages):
                reached = along[:, :2] @ np.array(way.worth(packages))
                assert (highest >= reached.max(axis=1)).all()
    assert lower > 100


def test_one_node_bounds_what_the_definition_says() -> None:
    """Without rules, a diagram of one node forgets what was spent, and its bound is that of the prices."""
    space = with_consents(many_rules(8, 4, 0, 1), 1, 1)
    way = course(space)
    along = priced(way, directions(way, 6))
    highest = diagram(way, along, 1).highest.tolist()
    assert all(found <= bound(way, of) for found, of in zip(highest, along.tolist(), strict=True))


def test_no_other_price_gives_a_lower_bound() -> None:
    for seed in range(20):
        way = course(with_consents(many_rules(8, 4, 0, seed), seed, 1))
        for a, b, price in priced(way, directions(way, 6)).tolist():
            best = bound(way, [a, b, price])
            others = (
                bound(way, [a, b, other])
                for other in {0, price // 2, max(0, price - 2), price + 2, 2 * price}
            )
            # Prices are whole, so that the lowest bound may lie between two of them.
            assert all(best <= other + way.budgets[0].most for other in others)


def test_a_limit_that_guards_some_choices_or_that_nothing_breaks_has_no_price() -> None:
    one, two = np.array([0, 1]), np.array([1, 0])
    guarded = Limit(0, frozenset({1}), {0: (0, 1), 1: (0, 1)}, 1)
    alone, never = (
        Limit(0, frozenset({0, 1}), {0: (0, 1)}, 0),
        Limit(0, frozenset({0, 1}), {0: (0, 1), 1: (0, 1)}, 2),
    )
    way = course(Space((one, one), (two, two), (guarded, alone, never)))
    assert way.budgets == ()
    along = directions(way, 4)
    assert priced(way, along) is along


def test_prices_that_would_leave_64_bits_are_none() -> None:
    """A unit of the budget is worth a gain to our side, and the bound without a price is right too."""
    them = (np.array([1, 0]), np.array([1, 0]))
    spends: dict[int, tuple[int, ...]] = {0: (0, 1), 1: (0, 1)}
    found = []
    for gain in (10**6, 10**15):
        us = (np.array([0, gain]), np.array([0, gain]))
        way = course(Space(us, them, (Limit(0, frozenset({0, 1}), spends, 1),)))
        found.append(int(priced(way, np.array([[1, 0]]))[0, 2]))
    assert found == [1024 * 10**6, 0]
