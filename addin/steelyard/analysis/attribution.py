"""Which edit caused a change: the share of each edit, and the smallest sets of edits that suffice.

The edits between two versions are the players of a game: what a set of edits is worth is the result of the
earlier version with these edits alone. The share of an edit is its Shapley value  [Shapley 1953]: what it
changes, averaged over all orders in which the edits may be made. So shares add up to the whole change, an
edit that changes nothing has none, and the order in which edits are listed does not matter.

Sets of edits are whole numbers: bit i stands for edit i.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.arrays import Bools, Floats, Ints

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_EXACT = 10
"""Edits up to which every set is computed: 1,024 of them."""


class Shares(NamedTuple):
    """The share of each edit in each change."""

    shares: Floats
    """[e, q], they add up to the whole change of each of the q numbers."""
    errors: Floats | None
    """[e, q], the standard error of each share where orders were drawn; None where the shares are exact."""


def shapley(values: Floats) -> Floats:
    """[e, q], the exact share of every edit.

    φ_i = Σ over sets S without i of |S|! (e − |S| − 1)! / e! · (v(S + i) − v(S))  [Shapley 1953].

    Args:
        values: [2^e, q], the numbers with each set of edits.

    >>> shapley(np.array([[0.0], [3.0], [1.0], [6.0]])).ravel().tolist()
    [4.0, 2.0]
    """
    count = len(values).bit_length() - 1
    sets = np.arange(len(values))
    sizes = _sizes(sets)
    found = np.zeros((count, *values.shape[1:]))
    for edit in range(count):
        without = sets[sets >> edit & 1 == 0]
        each = np.array([1 / (count * math.comb(count - 1, size)) for size in sizes[without].tolist()])
        found[edit] = each @ (values[without | 1 << edit] - values[without])
    return found


def drawn_shares(edits: int, value: Callable[[frozenset[int]], Floats], pairs: int, seed: int = 0) -> Shares:
    """Shares from orders that are drawn evenly, each with its reverse  [Castro, Gómez & Tejada 2009].

    They too add up to the whole change, whatever is drawn, up to rounding. The standard error is that of the
    mean of the pairs.

    Args:
        edits: how many edits there are.
        value: [q], the numbers with a set of edits; it is asked for 2 · `pairs` · `edits` sets.
        pairs: how many orders are drawn, each with its reverse; two at least.
        seed: of the random numbers.
    """
    rng = np.random.default_rng(seed)
    sums: list[Floats] = []
    for _ in range(pairs):
        order = rng.permutation(edits).tolist()
        sums.append((_along(order, value) + _along(order[::-1], value)) / 2)
    each = np.array(sums)
    return Shares(each.mean(axis=0), each.std(axis=0, ddof=1) / math.sqrt(pairs))


def _along(order: list[int], value: Callable[[frozenset[int]], Floats]) -> Floats:
    """[e, q], what each edit changes when the edits are made in this order."""
    made, before = frozenset[int](), value(frozenset())
    found = np.zeros((len(order), len(before)))
    for edit in order:
        made |= {edit}
        after = value(made)
        found[edit] = after - before
        before = after
    return found


def smallest_sets(suffices: Bools) -> list[tuple[int, ...]]:
    """The smallest sets of edits that suffice: no set in the list holds another set that suffices.

    Args:
        suffices: [2^e], whether the set brings what is asked about.

    >>> smallest_sets(np.array([False, False, False, True, True, True, True, True]))
    [(2,), (0, 1)]
    """
    count = len(suffices).bit_length() - 1
    sets = np.flatnonzero(suffices)
    minimal: list[int] = []
    for each in sets[np.argsort(_sizes(sets), kind="stable")].tolist():
        if not any(each & kept == kept for kept in minimal):
            minimal.append(each)
    return [tuple(edit for edit in range(count) if each >> edit & 1) for each in minimal]


def cancelling(shares: Floats, least: float) -> list[tuple[int, int]]:
    """Pairs of edits that cancel each other: one raises a number, the other lowers it, and little is left.

    Args:
        shares: [e], the shares in one number.
        least: shares below this are not looked at; of two shares, at most half of the smaller may be left.

    >>> cancelling(np.array([5.0, -4.0, 0.1]), least=0.5)
    [(0, 1)]
    """
    large = [edit for edit, share in enumerate(shares.tolist()) if abs(share) >= least]
    return [
        (one, other)
        for at, one in enumerate(large)
        for other in large[at + 1 :]
        if shares[one] * shares[other] < 0
        and abs(shares[one] + shares[other]) <= min(abs(shares[one]), abs(shares[other])) / 2
    ]


def _sizes(sets: Ints) -> Ints:
    """[s], how many edits each set holds."""
    return np.array([int(each).bit_count() for each in sets.tolist()], dtype=np.int64)
