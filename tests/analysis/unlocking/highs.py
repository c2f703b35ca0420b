"""The task solved by HiGHS, as a second opinion on tasks that are too large to try everything.

HiGHS  [Huangfu & Hall 2018] computes in floating point, within tolerances of 1e-6. An answer is exact for
three reasons. The rows for points and effort are scaled, so that no row is broken when a column within the
tolerance is rounded to a whole number, and no answer is lost. Each answer of HiGHS is checked in whole units,
and one that does not hold is excluded by a further row. An aim in ticks ends only when HiGHS finds nothing
better by a tick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.unlocking.program import Column, Row, columns, standing_rows
from steelyard.analysis.unlocking.task import TICK, Task, ticks

if TYPE_CHECKING:
    from steelyard.analysis.arrays import Floats

_LARGEST = 0.1
"""Largest coefficient in a row that counts units: an error of 1e-6 in a column is 1e-7 in the row."""

_LOOSE = 1e-6
"""How much such a row is loosened, in addition to the tolerance of HiGHS."""

_INFEASIBLE = 2
"""The status by which scipy says that nothing satisfies all rows."""


class Limits(NamedTuple):
    """Units of points that must be earned above the floor, and units of effort that may be spent there."""

    least_points: int
    most_effort: int


def limiting_rows(found: list[Column], limits: Limits) -> list[Row]:
    """The limits as rows, scaled and loosened."""
    points = np.array([float(c.points) for c in found])
    effort = np.array([float(c.effort) for c in found])
    by_points = _LARGEST / max(points.max(), 1.0)
    by_effort = _LARGEST / max(effort.max(), 1.0)
    return [
        Row(points * by_points, limits.least_points * by_points - _LOOSE, np.inf),
        Row(effort * by_effort, -np.inf, limits.most_effort * by_effort + _LOOSE),
    ]


def cut(found: list[Column], chosen: list[bool], limits: Limits) -> Row | None:
    """A row that excludes these choices if they break a limit, and excludes no choices that keep both.

    Choices that earn too little must raise some measure further; choices that cost too much must raise some
    measure less far.
    """
    ends = np.zeros(len(found))
    if sum(c.points for c, taken in zip(found, chosen, strict=True) if taken) < limits.least_points:
        for place, column in enumerate(found):
            first = place == 0 or found[place - 1].measure != column.measure or chosen[place - 1]
            ends[place] = first and not chosen[place]
        return Row(ends, 1, np.inf)
    if sum(c.effort for c, taken in zip(found, chosen, strict=True) if taken) > limits.most_effort:
        for place, column in enumerate(found):
            last = place + 1 == len(found) or found[place + 1].measure != column.measure
            ends[place] = chosen[place] and (last or not chosen[place + 1])
        return Row(ends, -np.inf, ends.sum() - 1)
    return None


def least(found: list[Column], aim: Floats, rows: list[Row], limits: Limits) -> list[bool] | None:
    """The choices within all rows and limits for which the aim is least, or None if there are none.

    Raises:
        RuntimeError: HiGHS gave up.
    """
    from scipy.optimize import (  # type: ignore[import-untyped, unused-ignore]  # noqa: PLC0415 (slow to load)
        Bounds,
        LinearConstraint,
        milp,
    )

    rows = [*rows, *limiting_rows(found, limits)]
    while True:
        kept = LinearConstraint(
            np.array([row.coefficients for row in rows]),
            np.array([row.low for row in rows]),
            np.array([row.high for row in rows]),
        )
        whole = np.ones(len(found), dtype=np.int64)
        answer = milp(
            aim, integrality=whole, bounds=Bounds(0, 1), constraints=kept, options={"mip_rel_gap": 0}
        )
        if answer.status == _INFEASIBLE:
            return None
        if not answer.success:
            raise RuntimeError(f"HiGHS gave up: {answer.message}")
        chosen: list[bool] = (answer.x > 0.5).tolist()
        broken = cut(found, chosen, limits)
        if broken is None:
            return chosen
        rows.append(broken)


def program(task: Task) -> list[int]:
    """The best levels.

    Args:
        task: what is lacking and the choices; something must be lacking.

    Returns:
        [m], levels.
    """
    found = columns(task)
    rows = standing_rows(task, found)
    limits, best = _least_effort(task, found, rows)
    steps = np.array([float(c.steps) for c in found])
    best = least(found, steps, rows, limits) or best
    rows.append(Row(steps, -np.inf, steps[best].sum()))
    limits, best = _most_points(task, found, rows, limits, best)
    for measure in task.choices:
        climb = np.where([c.measure == measure for c in found], steps, 0.0)
        if climb[best].any():
            best = least(found, climb, rows, limits) or best
        rows.append(Row(climb, -np.inf, climb[best].sum()))
    raised = [
        sum(c.steps for c, taken in zip(found, best, strict=True) if taken and c.measure == m)
        for m in range(len(task.floor))
    ]
    return [at + more for at, more in zip(task.floor, raised, strict=True)]


def _least_effort(task: Task, found: list[Column], rows: list[Row]) -> tuple[Limits, list[bool]]:
    """The limit by the least effort, and choices that keep it; the search begins with all choices."""
    aim = np.array([c.effort / TICK for c in found])
    best = [True] * len(found)
    while True:
        spent = ticks(task.effort + sum(c.effort for c, taken in zip(found, best, strict=True) if taken))
        limits = Limits(task.lacking, spent * TICK + TICK // 2 - 1 - task.effort)
        better = least(found, aim, rows, limits._replace(most_effort=limits.most_effort - TICK))
        if better is None:
            return limits, best
        best = better


def _most_points(
    task: Task, found: list[Column], rows: list[Row], limits: Limits, best: list[bool]
) -> tuple[Limits, list[bool]]:
    """The limit by the most points, and choices that keep it."""
    aim = np.array([-c.points / TICK for c in found])
    while True:
        earned = ticks(task.points + sum(c.points for c, taken in zip(found, best, strict=True) if taken))
        least_points = earned * TICK - TICK // 2 - task.points
        better = least(found, aim, rows, limits._replace(least_points=least_points + TICK))
        if better is None:
            return limits._replace(least_points=max(least_points, limits.least_points)), best
        best = better
