"""The cheapest steps where several sums of points must be high enough: the option's own, and those of others.

Stakeholders that must accept an option each add up the same levels by their own weights. Where the cheapest
steps for the option alone do not satisfy them, all levels are listed; where they are too many, a
mixed-integer program  [Huangfu & Hall 2018] gives good steps and a bound on what any steps cost.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.arrays import SAME, Bools, Floats, Ints
from steelyard.analysis.conditions import UNNAMED, Thresholds, met
from steelyard.analysis.unlocking.cheapest import Steps, cheapest_steps
from steelyard.analysis.unlocking.task import TICK, UNITS, in_units

if TYPE_CHECKING:
    from collections.abc import Sequence

LISTED = 1_000_000
"""Combinations of levels that are listed at most."""

_NODES = 2_000
"""Nodes that the mixed-integer program may open: counted, not timed, so that the answer never varies."""

_LOOSE = 2e-6
"""Points, above its tolerance, by which its rows are loosened for the bound.

They are tightened by as much for the steps where those of the loosened rows are not enough."""


class Sum(NamedTuple):
    """A sum of points over the measures that must be high enough."""

    points: Floats
    """[m, l], points by level, non-decreasing in l."""
    need: float
    """The least sum; SAME less is enough."""


class Wanted(NamedTuple):
    """What the steps must bring about."""

    sums: Sequence[Sum]
    """The sum of the option, then those of others."""
    levels: Ints
    """[m], the present levels."""
    effort: Floats
    """[m, l], points that the counterpart spends at each level, non-decreasing in l."""
    thresholds: Thresholds
    """Conditions on delivery, all of which must hold."""

    @property
    def top(self) -> int:
        """The highest level."""
        return self.effort.shape[1] - 1


def cheapest_for_all(wanted: Wanted, listed: int = LISTED) -> Steps | None:
    """The steps of least effort after which every sum is high enough, in the order of `cheapest_steps`.

    Args:
        wanted: what the steps must bring about; points are those of the first sum.
        listed: combinations of levels that may be listed. With more, `least` of the answer says what any
            steps cost at least, unless those that are best for the first sum are enough for all.

    Returns:
        The steps, or None if even the highest levels do not suffice.

    >>> one, other = (np.array([[0.0, 4.0], [0.0, 4.0]]), np.array([[0.0, 0.0], [0.0, 4.0]]))
    >>> nothing = Thresholds(np.zeros(0, dtype=int), np.zeros((0, 2), dtype=int), np.zeros(0, dtype=int))
    >>> sums = (Sum(one, 4.0), Sum(other, 1.0))
    >>> cheapest_for_all(Wanted(sums, np.array([0, 0]), np.array([[0.0, 1.0], [0.0, 2.0]]), nothing))
    Steps(levels=array([0, 1]), effort=2.0, steps=1, points=4.0, least=None)
    """
    own = wanted.sums[0]
    alone = cheapest_steps(own.points, own.need, wanted.levels, wanted.effort, wanted.thresholds)
    if alone is None or suffices(wanted, alone.levels):
        return alone
    if not suffices(wanted, np.full_like(wanted.levels, wanted.top)):
        return None
    if prod((wanted.top + 1 - wanted.levels).tolist()) <= listed:
        return _steps(wanted, _best_listed(wanted), None)
    return _programmed(wanted)


def _steps(wanted: Wanted, levels: Ints, least: float | None) -> Steps:
    """What levels, [m], cost and earn."""
    rows = np.arange(len(levels))
    spent = wanted.effort[rows, levels] - wanted.effort[rows, wanted.levels]
    points = float(wanted.sums[0].points[rows, levels].sum())
    return Steps(levels, float(spent.sum()), int((levels - wanted.levels).sum()), points, least)


def suffices(wanted: Wanted, levels: Ints) -> bool:
    """Whether levels, [m], make every sum high enough; conditions on delivery do not count."""
    return all(bool(_enough(own, levels[:, np.newaxis])[0]) for own in wanted.sums)


def _enough(own: Sum, levels: Ints) -> Bools:
    """[p], whether levels, [m, p], make a sum high enough."""
    earned, rows = np.array(in_units(own.points)), np.arange(len(levels))[:, np.newaxis]
    total: Ints = earned[rows, levels].sum(axis=0)
    return total >= round((own.need - SAME) * UNITS)


def _best_listed(wanted: Wanted) -> Ints:
    """The best of all levels; of several alike, those that come first."""
    each = [np.arange(own, wanted.top + 1) for own in wanted.levels.tolist()]
    levels = np.array([grid.ravel() for grid in np.meshgrid(*each, indexing="ij")])
    fit = met(levels, wanted.thresholds).all(axis=0)
    for own in wanted.sums:
        fit &= _enough(own, levels)
    levels = levels[:, fit]
    measures = np.arange(len(levels))
    spent, earned = (np.array(in_units(of)) for of in (wanted.effort, wanted.sums[0].points))
    before = spent[measures, wanted.levels].sum()
    effort = _ticks(spent[measures[:, np.newaxis], levels].sum(axis=0) - before)
    points = _ticks(earned[measures[:, np.newaxis], levels].sum(axis=0))
    # The last key counts first; the order of the list decides between those that are alike in all.
    return levels[:, np.lexsort((-points, levels.sum(axis=0), effort))[0]]


def _ticks(units: Ints) -> Ints:
    """Whole ticks nearest to these units, halves up, as `task.ticks`."""
    return (units + TICK // 2) // TICK


def _programmed(wanted: Wanted) -> Steps:
    """Good levels, and a bound; the highest where the program finds none in its nodes."""
    bound, levels = _solved(wanted, -_LOOSE)
    if levels is None or not suffices(wanted, levels):
        _, levels = _solved(wanted, _LOOSE)
    if levels is None or not suffices(wanted, levels):
        levels = np.full_like(wanted.levels, wanted.top)
    found = _steps(wanted, levels, None)
    return found._replace(least=min(found.effort, max(0.0, bound - _LOOSE)))


def _rows(wanted: Wanted, tighter: float) -> tuple[list[Floats], list[float]]:
    """The rows of the program, one coefficient a column, and the least that each must come to."""
    measures, top = len(wanted.levels), wanted.top
    rows, least = list[Floats](), list[float]()
    for own in wanted.sums:
        rows.append(np.diff(own.points, axis=1).ravel())
        least.append(own.need + tighter - float(own.points[:, 0].sum()))
    for level, enough in zip(wanted.thresholds.level, wanted.thresholds.enough, strict=True):
        named = np.flatnonzero((level != UNNAMED) & (level > 0))
        row = np.zeros((measures, top))
        row[named, level[named] - 1] = 1.0
        rows.append(row.ravel())
        least.append(float(max(1, enough) - ((level != UNNAMED) & (level == 0)).sum()))
    for measure in range(measures):
        for level in range(1, top):
            row = np.zeros((measures, top))
            row[measure, level - 1 : level + 1] = 1.0, -1.0
            rows.append(row.ravel())
            least.append(0.0)
    return rows, least


def _solved(wanted: Wanted, tighter: float) -> tuple[float, Ints | None]:
    """Points of effort that any levels cost at least, and the best levels found.

    A binary column says for one measure and one level whether it is delivered to that level or above.

    Args:
        wanted: what the steps must bring about.
        tighter: points that every sum must exceed what is needed by.
    """
    from scipy.optimize import (  # type: ignore[import-untyped, unused-ignore]  # noqa: PLC0415 (slow)
        Bounds,
        LinearConstraint,
        milp,
    )

    measures, top = len(wanted.levels), wanted.top
    rows, least = _rows(wanted, tighter)
    lowest = (np.arange(1, top + 1) <= wanted.levels[:, np.newaxis]).astype(float)
    rises = np.diff(wanted.effort, axis=1).ravel()
    found = milp(
        rises,
        integrality=np.ones(measures * top, dtype=np.int64),
        bounds=Bounds(lowest.ravel(), 1),
        constraints=LinearConstraint(np.array(rows), np.array(least)),
        options={"mip_rel_gap": 0.0, "node_limit": _NODES},
    )
    spent = float(rises @ lowest.ravel())
    bound = found.mip_dual_bound
    chosen = None if found.x is None else np.rint(found.x).reshape(measures, top).sum(axis=1).astype(np.int64)
    return 0.0 if bound is None else float(bound) - spent, chosen
