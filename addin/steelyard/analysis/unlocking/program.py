"""The task as a linear program, whose prices bound what is still needed.

There is one binary column for each choice above the floor of a measure: whether the measure is raised at
least to this level. HiGHS  [Huangfu & Hall 2018] computes in floating point. For prices this does not matter,
because any prices give a valid bound.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from steelyard.analysis.arrays import Floats
from steelyard.analysis.unlocking.bounds import PRICE, Price
from steelyard.analysis.unlocking.task import UNITS, Task


class Column(NamedTuple):
    """What a choice adds to the choice before it on the same measure."""

    measure: int
    steps: int
    effort: int
    points: int
    counts: tuple[int, ...]


class Row(NamedTuple):
    """low ≤ Σ coefficients · columns ≤ high."""

    coefficients: Floats
    low: float
    high: float


def columns(task: Task) -> list[Column]:
    """The choices above the floor, measure by measure, levels rising."""
    return [
        Column(
            measure,
            after.steps - before.steps,
            after.effort - before.effort,
            after.points - before.points,
            tuple(b - a for a, b in zip(before.counts, after.counts, strict=True)),
        )
        for measure, row in task.choices.items()
        for before, after in pairwise(row)
    ]


def standing_rows(task: Task, found: list[Column]) -> list[Row]:
    """The rows by which a choice needs the one before it on its measure, and every open condition is met."""
    rows = []
    for place in range(1, len(found)):
        if found[place].measure == found[place - 1].measure:
            coefficients = np.zeros(len(found))
            coefficients[[place - 1, place]] = [1, -1]
            rows.append(Row(coefficients, 0, np.inf))
    for condition, lacks in enumerate(task.conditions):
        rows.append(Row(np.array([float(c.counts[condition]) for c in found]), lacks, np.inf))
    return rows


def prices(task: Task) -> tuple[Price, Price]:
    """Worth of points and conditions in effort and in steps, where columns may be fractions."""
    from scipy.optimize import linprog  # type: ignore[import-untyped, unused-ignore]  # noqa: PLC0415 (slow)

    found = columns(task)
    rows = standing_rows(task, found)
    rows.append(Row(np.array([c.points / UNITS for c in found]), max(0, task.lacking) / UNITS, np.inf))
    at_most = [-row.coefficients for row in rows], [-row.low for row in rows]
    answers = []
    for aim, units in (([c.effort / UNITS for c in found], UNITS), ([c.steps for c in found], 1)):
        duals = linprog(aim, *at_most, bounds=(0, 1), method="highs").ineqlin.marginals
        worth = [int(max(0.0, -dual) * 2.0**PRICE) * units for dual in duals.tolist()]
        of_conditions = worth[len(rows) - 1 - len(task.conditions) : -1]
        answers.append(Price(worth[-1] // UNITS, tuple(of_conditions)))
    return answers[0], answers[1]
