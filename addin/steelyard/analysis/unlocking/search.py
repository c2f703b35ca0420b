"""The cheapest way to do a task, by best-first search over the measures.

A label is a beginning: levels chosen for the first measures. Labels are taken in the order of a lower
bound on (ticks of effort, steps, −ticks of points, levels) over all their completions  [Hart, Nilsson
& Raphael 1968], so the first complete one to be taken is the best.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from steelyard.analysis.unlocking.bounds import Ahead, in_order, least, lines, most, segments, stairs
from steelyard.analysis.unlocking.program import prices
from steelyard.analysis.unlocking.task import TICK, Choice, Task, ticks

if TYPE_CHECKING:
    from collections.abc import Iterator

_FEW = 1000
"""Labels that may be opened with the quick bounds; a task that needs more is worth the better ones."""


class Spent(NamedTuple):
    """What a label has used and brought so far."""

    effort: int
    steps: int
    points: int
    code: int
    """Levels above the floor as the digits of one number, so that smaller is lexicographically first."""


def beats(one: Spent, other: Spent, lacking: int) -> bool:
    """Whether every completion of the other label is beaten by the same completion of the one.

    Args:
        one: a label with the same measures chosen and the same conditions met.
        other: another such label.
        lacking: units of points that the task lacks at the floor; more are needed by none.
    """
    if one.effort > other.effort or one.points < min(other.points, lacking):
        return False
    if one.effort + TICK <= other.effort or one.steps < other.steps:
        return True
    return one.steps == other.steps and (
        one.points >= other.points + TICK or (one.points >= other.points and one.code < other.code)
    )


class Course(NamedTuple):
    """The task in the order of the search."""

    task: Task
    choices: list[list[Choice]]
    digits: list[int]
    """What one level of each measure adds to the code."""
    future: list[Ahead]
    """What the measures from each place on can bring; the last is nothing."""


Label: TypeAlias = tuple[tuple[int, int, int, int], int, Spent, tuple[int, ...]]
"""Bound (ticks of effort, steps, −ticks of points, code), −place of the next measure, what is used and
brought, how many measures each condition still lacks. Bound and place are never equal for two labels."""


def label(course: Course, stage: int, spent: Spent, conditions: tuple[int, ...]) -> Label | None:
    """The beginning with its bound, or None when no completion does the task.

    A beginning that does the task by itself is complete: more levels only cost steps.
    """
    task, lacking = course.task, course.task.lacking - spent.points
    if lacking <= 0 and not any(conditions):
        stage = len(course.choices)
    ahead = course.future[stage]
    more = least(lacking, conditions, ahead)
    if more is None:
        return None
    used = task.effort + spent.effort
    effort = ticks(used + more[0])
    points = ticks(task.points + spent.points + most(effort * TICK + TICK // 2 - 1 - used, ahead))
    return (effort, spent.steps + more[1], -points, spent.code), -stage, spent, conditions


def opened(course: Course, stage: int, spent: Spent, conditions: tuple[int, ...]) -> Iterator[Label]:
    """The labels that choose a level for one measure more and can still do the task."""
    for choice in course.choices[stage]:
        longer = Spent(
            spent.effort + choice.effort,
            spent.steps + choice.steps,
            spent.points + choice.points,
            spent.code + choice.steps * course.digits[stage],
        )
        left = tuple(max(0, lacks - met) for lacks, met in zip(conditions, choice.counts, strict=True))
        found = label(course, stage + 1, longer, left)
        if found is not None:
            yield found


def search(task: Task, labels: int) -> list[int] | None:
    """The best levels, or None when it would take more than so many labels to find them.

    Args:
        task: what is lacking and what may be done; something is lacking.
        labels: how many labels may be opened.

    Returns:
        [m], levels.
    """
    stretches = segments(task)
    order = in_order(task, stretches)
    found = first_complete(task, order, lines(task, stretches, order), min(labels, _FEW))
    if found is None and labels > _FEW:
        found = first_complete(task, order, stairs(task, order, *prices(task)), labels)
    return found


def first_complete(task: Task, order: list[int], future: list[Ahead], labels: int) -> list[int] | None:
    """The levels of the first complete label to be taken, or None when that needs too many labels."""
    choices = [task.choices[m] for m in order]
    base = 1 + max(row[-1].steps for row in choices)
    places = range(len(task.floor) - 1, -1, -1)
    course = Course(task, choices, [base ** places[m] for m in order], future)
    settled: dict[tuple[int, tuple[int, ...]], list[Spent]] = {}
    heap = [found for found in [label(course, 0, Spent(0, 0, 0, 0), task.conditions)] if found]
    count = 1
    while count <= labels:
        _, place, spent, conditions = heappop(heap)
        if -place == len(choices):
            return [at + spent.code // base**m % base for m, at in zip(places, task.floor, strict=True)]
        others = settled.setdefault((place, conditions), [])
        if any(beats(one, spent, task.lacking) for one in others):
            continue
        others.append(spent)
        for longer in opened(course, -place, spent, conditions):
            heappush(heap, longer)
            count += 1
    return None
