"""A good answer to a task that is too large to be solved: it is improved on a few measures at a time.

The answer begins with the levels of the linear relaxation. Then the levels of some measures are chosen anew,
as well as is possible while the others stay as they are, again and again: a search in large neighbourhoods
[Shaw 1998]. The measures whose level is least certain come first, as in the core of a knapsack problem
[Kellerer, Pferschy & Pisinger 2004].
"""

from __future__ import annotations

from steelyard.analysis.unlocking.bounds import Segment
from steelyard.analysis.unlocking.halves import halves
from steelyard.analysis.unlocking.task import Choice, Task

LISTED = 60_000
"""Entries that a half of the measures of a window may have; one window takes a tenth of a second."""

ROUNDS = 4
"""How often each measure has its turn at most."""


def improved(task: Task, hulls: list[Segment], order: list[int]) -> list[int]:
    """Good levels, which meet all that is lacking.

    Args:
        task: what is lacking and the choices.
        hulls: the segments of the relaxation, in its order.
        order: the measures, those with the least uncertain level first.

    Returns:
        [m], levels.
    """
    taken = _relaxed(task, hulls)
    for _ in range(ROUNDS):
        before = dict(taken)
        for window in _windows(task, order[::-1]):
            part = narrowed(task, taken, window)
            levels = halves(part) if part.lacking > 0 or part.conditions else part.floor
            taken |= {m: next(c for c in task.choices[m] if c.level == levels[m]) for m in window}
        if taken == before:
            break
    return [taken[m].level if m in taken else level for m, level in enumerate(task.floor)]


def _relaxed(task: Task, hulls: list[Segment]) -> dict[int, Choice]:
    """Choices that meet all: those of the relaxation, and every one that helps to meet a condition."""
    reached, points = dict.fromkeys(task.choices, 0), 0
    for segment in hulls:
        if points < task.lacking:
            reached[segment.measure] += segment.points
            points += segment.points
    return {
        m: next(
            choice
            for choice in row
            if choice.points >= reached[m] and choice.counts == row[-1].counts
        )
        for m, row in task.choices.items()
    }  # fmt: skip


def _windows(task: Task, order: list[int]) -> list[list[int]]:
    """Measures that are chosen anew together: as many as can be listed, half of them with the next too."""
    found, start = list[list[int]](), 0
    while start < len(order) and (not found or found[-1][-1] != order[-1]):
        size, end = len(task.choices[order[start]]), start + 1
        while end < len(order) and (size := size * len(task.choices[order[end]])) <= LISTED**2:
            end += 1
        found.append(order[start:end])
        start += max(1, (end - start) // 2)
    return found


def narrowed(task: Task, taken: dict[int, Choice], window: list[int]) -> Task:
    """The task of choosing the levels of some measures while the others stay as they are.

    Args:
        task: the whole task.
        taken: the choice on each measure.
        window: the measures that are chosen anew.
    """
    fixed = {m: choice for m, choice in taken.items() if m not in window}
    points = sum(choice.points for choice in fixed.values())
    lacks = [
        lacking - sum(choice.counts[condition] for choice in fixed.values())
        for condition, lacking in enumerate(task.conditions)
    ]
    open_ones = [condition for condition, lacking in enumerate(lacks) if lacking > 0]
    return Task(
        floor=[fixed[m].level if m in fixed else level for m, level in enumerate(task.floor)],
        effort=task.effort + sum(choice.effort for choice in fixed.values()),
        points=task.points + points,
        lacking=task.lacking - points,
        conditions=tuple(lacks[condition] for condition in open_ones),
        choices={
            m: [c._replace(counts=tuple(c.counts[condition] for condition in open_ones)) for c in row]
            for m, row in task.choices.items()
            if m in window
        },
    )
