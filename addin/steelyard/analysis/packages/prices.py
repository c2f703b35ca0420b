"""Prices of budgets: what makes bounds close where a limit adds up many different numbers.

A budget is a limit that every package must keep, whatever is chosen. That a party must consent is one, and so
is a cap. The states of a budget are too many for a diagram, which lowers their numbers and so forgets what
was spent. With a price for what is spent, a bound takes it into account all the same: no package that keeps
the budget is worth more along a direction than its worth less the price of what it spends, plus the price of
the whole budget  [Fisher 1981].
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from steelyard.analysis.arrays import Floats, Ints
from steelyard.analysis.packages.directions import FINE, SAFE

if TYPE_CHECKING:
    from steelyard.analysis.packages.course import Budget, Course

_ROUNDS = 3
"""How often the price of each budget is chosen anew, where there are several."""

_HALVINGS = 40
"""How often the range of a price is halved."""


def priced(course: Course, along: Ints) -> Ints:
    """[k, 2 + b], directions with a price for each budget, in the same proportions.

    Prices are those with which the bound is lowest if there are no other limits. Any price of 0 or more gives
    a bound. Without budgets the directions are returned as they are.

    Args:
        course: the issues and budgets.
        along: [k, 2], directions.
    """
    if not course.budgets:
        return along
    largest = max(span.bit_length() for span in course.spans)
    fine = along * np.maximum(1, 2 ** max(0, min(FINE, SAFE - largest)) // along.max(axis=1, keepdims=True))
    worth = _padded([np.outer(fine[:, 0], us) + np.outer(fine[:, 1], them) for us, them in _sides(course)])
    spends = [_padded([np.tile(of, (len(fine), 1)) for of in budget.spends]) for budget in course.budgets]
    prices = np.zeros((len(course.budgets), len(fine)))
    for _ in range(_ROUNDS if len(spends) > 1 else 1):
        for at, budget in enumerate(course.budgets):
            left = worth + prices[at][:, np.newaxis] * spends[at]
            for price, spent in zip(prices, spends, strict=True):
                left = left - price[:, np.newaxis] * spent
            prices[at] = _lowest(left, spends[at], budget)
    whole = np.rint(prices).astype(np.int64)
    for at, budget in enumerate(course.budgets):
        # A price so high that sums might leave 64 bits is none.
        whole[at][whole[at] > 2**SAFE // ((len(course.us) + 1) * (budget.most + 1) * len(spends))] = 0
    return np.hstack([fine, whole.T])


def _sides(course: Course) -> zip[tuple[Ints, Ints]]:
    return zip(course.us, course.them, strict=True)


def _padded(parts: list[Ints]) -> Floats:
    """[i, k, j], parts [k, j] of different widths; what is missing is a choice like the first."""
    wide = max(part.shape[1] for part in parts)
    each = [np.hstack([part, np.repeat(part[:, :1], wide - part.shape[1], axis=1)]) for part in parts]
    return np.array(each, dtype=np.float64)


def _lowest(worth: Floats, spends: Floats, budget: Budget) -> Floats:
    """[k], the price of a budget with which the bound along each direction is lowest.

    The bound falls with the price while the choices that are best at this price spend more than the budget.

    Args:
        worth: [i, k, j], worth of the choices along the directions, less the price of other budgets.
        spends: [i, k, j], what they spend.
        budget: the budget.
    """
    low = np.zeros(worth.shape[1])
    high = (worth.max(axis=2) - worth.min(axis=2)).sum(axis=0) + 1  # at this price, nothing is spent
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        best = (worth - middle[:, np.newaxis] * spends).argmax(axis=2)
        spent = np.take_along_axis(spends, best[:, :, np.newaxis], axis=2).sum(axis=(0, 2))
        low, high = np.where(spent > budget.most, (middle, high), (low, middle))
    return np.where(low > 0, high, 0.0)
