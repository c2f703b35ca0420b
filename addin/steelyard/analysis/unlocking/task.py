"""The task of the search in whole numbers: what an option lacks, and what each further step adds.

Points and effort are counted in units of 1e-12 points, so that sums, bounds and comparisons are exact.
Results that differ by less than a tick of 1e-6 points are ties. All that must be delivered in any case is
in the floor, and only levels that add points or help to meet a condition are choices.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from steelyard.analysis.arrays import SAME, Floats, Ints
from steelyard.analysis.conditions import UNNAMED, Thresholds

UNITS = 10**12
"""Units in a point. Rounding 40 measures to units changes a sum by 2e-11 points at most, far below SAME."""

TICK = 10**6
"""Units in a tick of 1e-6 points, the smallest difference in effort or points that decides."""


class Choice(NamedTuple):
    """One level that a measure may be raised to, counted from its floor."""

    level: int
    steps: int
    effort: int
    """Units that the counterpart spends, less those that it spends at the floor."""
    points: int
    """Units that the option earns, less those that it earns at the floor."""
    counts: tuple[int, ...]
    """1 for each open condition that the level helps to meet, else 0."""


class Task(NamedTuple):
    """What is lacking at the floor, and the choices; the highest levels of all measures always suffice."""

    floor: list[int]
    """[m], the levels that any answer must reach."""
    effort: int
    """Units that the counterpart spends to reach the floor."""
    points: int
    """Units earned at the floor."""
    lacking: int
    """Units of points still to be earned; 0 or less when the option pays."""
    conditions: tuple[int, ...]
    """How many measures each open condition still lacks, 1 or more."""
    choices: dict[int, list[Choice]]
    """For each measure that can add something: its floor, then every level that adds more."""


def ticks(units: int) -> int:
    """Whole ticks nearest to this many units, halves up.

    >>> ticks(1_499_999), ticks(1_500_000)
    (1, 2)
    """
    return (units + TICK // 2) // TICK


def in_units(points: Floats) -> list[list[int]]:
    """These points in whole units.

    Args:
        points: [m, l], points.

    >>> in_units(np.array([[0.0, 0.5]]))
    [[0, 500000000000]]
    """
    counted: list[list[int]] = np.rint(points * UNITS).astype(np.int64).tolist()
    return counted


def task(points: Floats, need: float, levels: Ints, effort: Floats, thresholds: Thresholds) -> Task | None:
    """What is lacking and the choices; None if even the highest levels do not suffice.

    Args:
        points: [m, l], what the option earns on each measure at each level, non-decreasing in l.
        need: points that it must earn; SAME less is enough.
        levels: [m], the present level of each measure.
        effort: [m, l], points that the counterpart spends at each level, non-decreasing in l.
        thresholds: conditions on the same measures, all of which must hold.
    """
    top = points.shape[1] - 1
    named = thresholds.level != UNNAMED
    every = thresholds.enough >= named.sum(axis=1)
    floors = np.maximum(levels, thresholds.level[every].max(axis=0, initial=UNNAMED))
    there = named & (floors >= thresholds.level)
    helps = named & ~there & (thresholds.level <= top)
    lacks = np.maximum(1, thresholds.enough) - there.sum(axis=1)  # a condition over no measure never holds
    if (floors > top).any() or (lacks > helps.sum(axis=1)).any():
        return None
    floor: list[int] = floors.tolist()
    earned, spent = in_units(points), in_units(effort)
    wanted = round((need - SAME) * UNITS)
    if sum(row[top] for row in earned) < wanted:
        return None
    base = sum(row[level] for row, level in zip(earned, floor, strict=True))
    start = sum(row[to] - row[at] for row, at, to in zip(spent, levels.tolist(), floor, strict=True))
    still = lacks > 0
    reach = np.where(helps, thresholds.level, top + 1)[still].T.tolist()
    choices = {m: _choices(level, earned[m], spent[m], reach[m]) for m, level in enumerate(floor)}
    return Task(
        floor=floor,
        effort=start,
        points=base,
        lacking=wanted - base,
        conditions=tuple(lacks[still].tolist()),
        choices={m: found for m, found in choices.items() if len(found) > 1},
    )


def _choices(floor: int, earned: list[int], spent: list[int], reach: list[int]) -> list[Choice]:
    """The floor of one measure, and every level above it that adds more than the level before.

    A level that adds no more needs a step and perhaps effort, and gains nothing, so that no best answer has
    it.

    Args:
        floor: the lowest level allowed.
        earned: [l], units of points.
        spent: [l], units of effort.
        reach: for each open condition, the lowest level that helps to meet it.
    """
    found = [Choice(floor, 0, 0, 0, (0,) * len(reach))]
    for level in range(floor + 1, len(earned)):
        points = earned[level] - earned[floor]
        counts = tuple(int(level >= lowest) for lowest in reach)
        if points > found[-1].points or counts != found[-1].counts:
            found.append(Choice(level, level - floor, spent[level] - spent[floor], points, counts))
    return found
