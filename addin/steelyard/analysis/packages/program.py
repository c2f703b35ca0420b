"""Packages by mixed-integer programming: the smallest sets of rules that prevent an agreement.

There is one binary column for each choice of each issue, and one for each rule that may be left out. HiGHS
[Huangfu & Hall 2018] computes in floating point. Every row that counts ticks is loosened by more than the
tolerances of HiGHS, so that no package is lost. Each package that HiGHS finds is checked in whole ticks,
and one that does not hold is excluded by a further row. The search ends only when HiGHS finds nothing
better.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.arrays import Floats, Ints
from steelyard.analysis.packages import acceptance
from steelyard.analysis.packages.bargaining import better
from steelyard.analysis.packages.packages import kept, worth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.analysis.packages.packages import Limit, Space

_LARGEST = 0.1
"""Largest coefficient in a row that counts ticks: an error of 1e-6 in a column is 1e-7 in the row."""

_LOOSE = 2e-6
"""How much such a row is loosened: more than the tolerance of HiGHS, 1e-6."""

SETS = 50
"""Number of smallest sets of rules that are found at most."""


class Row(NamedTuple):
    """Σ coefficients · columns ≥ least."""

    coefficients: Floats
    least: float


class Program(NamedTuple):
    """The packages of a space as binary columns, and the rows that a package within the limits keeps."""

    starts: Ints
    """[i + 1], the first column of each issue; the columns of the rules follow the last."""
    rules: int
    """How many rules there are, each of which may be left out: one column for each."""
    rows: list[Row]

    @property
    def width(self) -> int:
        """How many columns there are."""
        return int(self.starts[-1]) + self.rules

    def along(self, values: tuple[Ints, ...] | tuple[Floats, ...]) -> Floats:
        """[c], the values of the choices by column; 0 for the rules."""
        return np.concatenate([*(np.asarray(v, dtype=float) for v in values), np.zeros(self.rules)])


def program(space: Space, belongs_to: tuple[int, ...] | None = None) -> Program:
    """The rows of a space, each rule of which may be left out.

    Args:
        space: the packages, with their limits.
        belongs_to: [r], the rule that each limit belongs to, from 0. None: each limit is a rule.
    """
    rule_of = tuple(range(len(space.limits))) if belongs_to is None else belongs_to
    starts = np.concatenate([[0], np.cumsum(space.sizes)]).astype(np.int64)
    rules = max(rule_of, default=-1) + 1
    width = int(starts[-1]) + rules
    rows = []
    for issue in range(len(space.us)):
        one = np.zeros(width)
        one[starts[issue] : starts[issue + 1]] = 1.0
        rows += [Row(one, 1.0), Row(-one, -1.0)]
    for rule, limit in zip(rule_of, space.limits, strict=True):
        rows.append(_limit_row(limit, starts, width, int(starts[-1]) + rule))
    return Program(starts, rules, rows)


def _limit_row(limit: Limit, starts: Ints, width: int, aside: int) -> Row:
    """The row of a limit; it always holds where the guard is not chosen or the limit is left out."""
    coefficients = np.zeros(width)
    beyond = max(1, sum(max(spends) for spends in limit.spends.values()) - limit.most)
    for issue, spends in limit.spends.items():
        coefficients[starts[issue] : starts[issue + 1]] -= spends
    for choice in limit.choices:
        coefficients[starts[limit.issue] + choice] -= beyond
    coefficients[aside] += beyond
    scale = _LARGEST / max(1.0, float(np.abs(coefficients).max()))
    loose = _LOOSE if float(np.abs(coefficients).max()) > _LARGEST / _LOOSE / 100 else scale / 2
    return Row(coefficients * scale, (-limit.most - beyond) * scale - loose)


def worth_row(made: Program, values: tuple[Ints, ...], least: int) -> Row:
    """The row that packages worth at least `least` ticks keep, loosened."""
    coefficients = made.along(values)
    scale = _LARGEST / max(1.0, float(np.abs(coefficients).max()))
    return Row(coefficients * scale, least * scale - _LOOSE)


def solved(made: Program, aim: Floats, rows: list[Row]) -> Ints | None:
    """The columns within all rows for which the aim is largest, or None if no columns keep all rows.

    Raises:
        ArithmeticError: HiGHS gave no answer.
    """
    from scipy.optimize import (  # type: ignore[import-untyped, unused-ignore]  # noqa: PLC0415 (slow)
        Bounds,
        LinearConstraint,
        milp,
    )

    every = [*made.rows, *rows]
    within = LinearConstraint(np.array([row.coefficients for row in every]), [row.least for row in every])
    found = milp(
        -aim,
        integrality=np.ones(made.width, dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=within,
        options={"mip_rel_gap": 0.0},
    )
    if found.x is None:
        if found.status == 2:
            return None
        raise ArithmeticError(f"HiGHS gave no answer: {found.message}")
    return np.rint(found.x).astype(np.int64)


def package_of(made: Program, columns: Ints) -> Ints:
    """[i], the choice on each issue by these columns."""
    ends = zip(made.starts[:-1], made.starts[1:], strict=True)
    return np.array([int(np.argmax(columns[start:end])) for start, end in ends], dtype=np.int64)


def another(made: Program, package: Ints) -> Row:
    """A row that excludes one package and no other."""
    coefficients = np.zeros(made.width)
    coefficients[made.starts[:-1] + package] = -1.0
    return Row(coefficients, 1.0 - len(package))


class Relaxation(NamedTuple):
    """Rules without which there is a zone of agreement, and a package in it."""

    rules: tuple[int, ...]
    """Places of the rules."""
    package: Ints
    """[i], the choice on each issue."""


def smallest_relaxations(
    space: Space,
    values: tuple[tuple[Ints, ...], ...],
    no_deal: tuple[int, ...],
    allowed: int = 0,
    *,
    belongs_to: tuple[int, ...] | None = None,
) -> tuple[Relaxation, ...]:
    """The smallest sets of rules without which a zone of agreement is open.

    The zone is open if every party accepts a package, and one of them gains by it (`bargaining.better`). All
    sets of the smallest size are found, up to `SETS`, in the order of their rules.

    Args:
        space: the packages, with their limits.
        values: [n][i][j], ticks by choice for each party that bargains.
        no_deal: [n], ticks that each of them gets with no deal.
        allowed: ticks of rounding, see `acceptance.rounding`.
        belongs_to: [r], the rule that each limit belongs to, from 0; a rule is left out with all its limits.
            None: each limit is a rule.

    Returns:
        One empty set where the zone is open with all rules; nothing where no set opens it.
    """
    rule_of = tuple(range(len(space.limits))) if belongs_to is None else belongs_to
    made = program(space, rule_of)
    parties = zip(values, no_deal, strict=True)
    wanted = [worth_row(made, party, acceptance.least(least, allowed)) for party, least in parties]
    # One party gains more than the rounding, by which each of the others may be short.
    together = tuple(sum(choices) for choices in zip(*values, strict=True))
    wanted.append(worth_row(made, together, sum(no_deal) + 1 - (len(values) - 2) * allowed))
    found = dict[tuple[int, ...], Relaxation]()
    for relaxation in _relaxations(made, (space, rule_of), wanted, (values, no_deal, allowed)):
        if found and len(relaxation.rules) > len(next(iter(found))):
            break
        found.setdefault(relaxation.rules, relaxation)
        if len(found) == SETS or not relaxation.rules:
            break
    return tuple(found[key] for key in sorted(found))


def _relaxations(
    made: Program,
    rules: tuple[Space, tuple[int, ...]],
    wanted: list[Row],
    zone: tuple[tuple[tuple[Ints, ...], ...], tuple[int, ...], int],
) -> Iterator[Relaxation]:
    """Sets of rules without which the zone is open, smaller ones first; none twice.

    Args:
        made: the program of the space.
        rules: the packages with their limits, and the rule of each limit.
        wanted: the rows that an open zone keeps.
        zone: ticks by choice for each party, ticks that each gets with no deal, and ticks of rounding.
    """
    (values, no_deal, allowed), (space, rule_of) = zone, rules
    aside = np.zeros(made.width)
    aside[made.starts[-1] :] = 1.0
    cuts = list[Row]()
    while (columns := solved(made, -aside, [*wanted, *cuts])) is not None:
        package = package_of(made, columns)
        here = package[np.newaxis]
        gets = np.column_stack([worth(party, here) for party in values])
        missed = np.flatnonzero(~kept(space.limits, here)[:, 0]).tolist()
        broken = tuple(sorted({rule_of[place] for place in missed}))
        if not better(gets, no_deal, allowed)[0]:
            cuts.append(another(made, package))
            continue
        yield Relaxation(broken, package)
        coefficients = np.zeros(made.width)
        coefficients[[made.starts[-1] + rule for rule in broken]] = -1.0
        cuts.append(Row(coefficients, 1.0 - len(broken)))
