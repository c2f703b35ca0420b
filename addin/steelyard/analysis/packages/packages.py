"""What a package is to the arithmetic: one choice an issue, worth so many ticks to each side, within limits.

An issue is anything that is settled once: a measure, whose choices are its levels, or a track, whose choices
are to hold everything back or to release one of its options. Worth is counted in whole ticks, so that sums,
ties and dominance are exact.

Every rule is one `Limit`: while its guard is chosen, what the package spends must stay within a most. A
measure that must reach a level spends 1 below it and may spend 0; *at least n of k* may spend k − n; an
option that must be released too spends 1 while it stays back, one that must stay back while it is released;
a cap spends what options cost.
"""

from __future__ import annotations

from math import prod
from typing import NamedTuple

import numpy as np

from steelyard.analysis.arrays import Bools, Floats, Ints

TICKS = 1_000_000
"""Ticks in a point; worth is counted in whole ones."""

CLOSE = 8
"""Units in the last place by which a half may be missed."""


class Limit(NamedTuple):
    """What a rule allows: Σ spends of the choices ≤ most, while the guard is chosen."""

    issue: int
    """The issue of the guard."""
    choices: frozenset[int]
    """The choices of that issue that the rule guards; with all of them it always holds sway."""
    spends: dict[int, tuple[int, ...]]
    """By issue, what each of its choices spends, whole numbers of 0 or more."""
    most: int
    """The most that may be spent; below 0, the guard can never be chosen."""


class Space(NamedTuple):
    """All packages: the choices of each issue, with what they are worth, and the limits on them."""

    us: tuple[Ints, ...]
    """[i][j], ticks that our side gains by choice j of issue i; less than 0 for what it costs."""
    them: tuple[Ints, ...]
    """[i][j], the same for the other side."""
    limits: tuple[Limit, ...] = ()

    @property
    def sizes(self) -> tuple[int, ...]:
        """[i], how many choices each issue has."""
        return tuple(len(choices) for choices in self.us)

    @property
    def packages(self) -> int:
        """How many packages there are, rules aside."""
        return prod(self.sizes)


def ticks(points: Floats) -> Ints:
    """Whole ticks nearest to these points, halves away from zero, as a spreadsheet rounds.

    A half that arithmetic left a few units in the last place short of a half counts as one, so that two ways
    to the same number come to the same ticks.

    >>> ticks(np.array([1.0, -0.0000015, 0.0000004]))
    array([1000000,      -2,       0])
    >>> ticks(np.array([np.nextafter(0.1953125, 0)]))
    array([195313])
    """
    return whole(points * TICKS)


def whole(counted: Floats) -> Ints:
    """Whole numbers nearest to these; halves as in `ticks`."""
    up = np.copysign(0.5 + CLOSE * np.spacing(np.abs(counted)), counted)
    return np.trunc(counted + up).astype(np.int64)


def worth(values: tuple[Ints, ...], packages: Ints) -> Ints:
    """Ticks that packages are worth to one side.

    Args:
        values: [i][j], ticks by choice.
        packages: [p, i], the choice on each issue.

    Returns:
        [p].

    >>> worth((np.array([0, 3]), np.array([0, -1, 5])), np.array([[1, 2], [0, 1]]))
    array([ 8, -1])
    """
    total = np.zeros(len(packages), dtype=np.int64)
    for issue, choices in enumerate(values):
        total += choices[packages[:, issue]]
    return total


def spent(limit: Limit, packages: Ints) -> Ints:
    """[p], what packages spend of a limit, whether it holds sway over them or not.

    Args:
        limit: the limit.
        packages: [p, i], the choice on each issue.
    """
    total = np.zeros(len(packages), dtype=np.int64)
    for issue, choices in limit.spends.items():
        total += np.array(choices, dtype=np.int64)[packages[:, issue]]
    return total


def guarded(limit: Limit, packages: Ints) -> Bools:
    """[p], whether packages choose the guard of a limit.

    Args:
        limit: the limit.
        packages: [p, i], the choice on each issue.
    """
    return np.isin(packages[:, limit.issue], sorted(limit.choices))


def kept(limits: tuple[Limit, ...], packages: Ints) -> Bools:
    """Which limits which packages keep.

    Args:
        limits: [r].
        packages: [p, i], the choice on each issue.

    Returns:
        [r, p].

    >>> needs = Limit(issue=1, choices=frozenset({1}), spends={0: (1, 1, 0)}, most=0)
    >>> kept((needs,), np.array([[2, 1], [1, 1], [1, 0]]))
    array([[ True, False,  True]])
    """
    held = [~guarded(limit, packages) | (spent(limit, packages) <= limit.most) for limit in limits]
    return np.array(held, dtype=np.bool_).reshape(len(limits), len(packages))


def accepts(values: tuple[Ints, ...], least: int) -> Limit:
    """The limit that keeps the packages worth at least so much to a party.

    What a party forgoes against the best choice on each issue is spent.

    Args:
        values: [i][j], ticks by choice.
        least: ticks that the party wants.

    >>> accepts((np.array([0, 3]), np.array([0, -1])), least=2)
    Limit(issue=0, choices=frozenset({0, 1}), spends={0: (3, 0), 1: (0, 1)}, most=1)
    """
    best = [int(choices.max()) for choices in values]
    forgone = {i: tuple((best[i] - choices).tolist()) for i, choices in enumerate(values)}
    return Limit(0, frozenset(range(len(values[0]))), forgone, sum(best) - least)


def near(package: Ints, sizes: tuple[int, ...], changes: int) -> Limit:
    """The limit that keeps the packages that differ from one on so many issues at most.

    Args:
        package: [i], its choice on each issue.
        sizes: [i], how many choices each issue has.
        changes: how many issues may differ.
    """
    differs = {
        issue: tuple(int(choice != own) for choice in range(size))
        for issue, (own, size) in enumerate(zip(package.tolist(), sizes, strict=True))
    }
    return Limit(0, frozenset(range(sizes[0])), differs, changes)
