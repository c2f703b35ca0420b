"""A package for the arithmetic: one choice for each issue, its worth in ticks to each side, and the limits.

An issue is anything that a package settles once: a measure, whose choices are its levels, or a track, whose
choices are to release none of its options, or one of them. Worth is counted in whole ticks, so that sums,
ties and dominance are exact.

Every rule is one `Limit`: while its guard is chosen, the package may spend no more than a maximum. For a
measure that must reach a level, each level below it spends 1, and 0 may be spent. For *at least n of k*,
k − n may be spent. An option that must be released too spends 1 while it is not released; an option that
must not be released spends 1 while it is. For a cap, options spend what they cost. Where stakeholders must
accept, a choice spends what it leaves one of them short of its best choice: one limit for each of them.
"""

from __future__ import annotations

from math import prod
from typing import NamedTuple

import numpy as np

from steelyard.analysis.arrays import Bools, Floats, Ints

TICKS = 1_000_000
"""Ticks in a point; worth is a whole number of ticks."""

CLOSE = 8
"""Units in the last place by which floating-point arithmetic may miss a half."""


class Limit(NamedTuple):
    """What a rule allows: Σ spends of the choices ≤ most, while one of the guarded choices is chosen."""

    issue: int
    """The issue of the guard."""
    choices: frozenset[int]
    """The choices of that issue that the rule guards; with all of them, the rule always applies."""
    spends: dict[int, tuple[int, ...]]
    """By issue, what each of its choices spends, whole numbers of 0 or more."""
    most: int
    """The most that may be spent; where it is below 0, the guarded choices can never be chosen."""


class Space(NamedTuple):
    """All packages: the choices of each issue with their worth, and the limits on them."""

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
        """How many packages there are, without regard to the limits."""
        return prod(self.sizes)


def ticks(points: Floats) -> Ints:
    """Whole ticks nearest to these points, halves away from zero, as a spreadsheet rounds.

    A number that is a few units in the last place below a half counts as a half, so that two calculations of
    the same number give the same ticks.

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
    """[p], what packages spend of a limit, whether it applies to them or not.

    Args:
        limit: the limit.
        packages: [p, i], the choice on each issue.
    """
    total = np.zeros(len(packages), dtype=np.int64)
    for issue, choices in limit.spends.items():
        total += np.array(choices, dtype=np.int64)[packages[:, issue]]
    return total


def guarded(limit: Limit, packages: Ints) -> Bools:
    """[p], whether packages choose a guarded choice of a limit.

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
    holds = [~guarded(limit, packages) | (spent(limit, packages) <= limit.most) for limit in limits]
    return np.array(holds, dtype=np.bool_).reshape(len(limits), len(packages))


def worth_at_least(values: tuple[Ints, ...], least: int) -> Limit:
    """The limit that allows the packages worth at least `least` to a party.

    A choice spends what the party loses by it, compared with the best choice on the issue.

    Args:
        values: [i][j], ticks by choice.
        least: ticks that the party must get; of what it accepts, `acceptance.least`.

    >>> worth_at_least((np.array([0, 3]), np.array([0, -1])), least=2)
    Limit(issue=0, choices=frozenset({0, 1}), spends={0: (3, 0), 1: (0, 1)}, most=1)
    """
    best = [int(choices.max()) for choices in values]
    forgone = {i: tuple((best[i] - choices).tolist()) for i, choices in enumerate(values)}
    return Limit(0, frozenset(range(len(values[0]))), forgone, sum(best) - least)


def near(package: Ints, sizes: tuple[int, ...], changes: int) -> Limit:
    """The limit that allows the packages that differ from one package on `changes` issues at most.

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
