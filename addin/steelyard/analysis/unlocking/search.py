"""The cheapest answer to a task, by best-first search over the measures.

A label is a part of an answer: the levels of the first measures. Labels are taken in the order of a lower
bound on (ticks of effort, steps, −ticks of points, levels) of all answers that begin with them  [Hart,
Nilsson & Raphael 1968], so that the first complete label that is taken is the best answer. Where many answers
are alike, the bounds tell little; then the measures are listed in two halves (`halves`). Where they are too
many for that too, the search ends after a number of labels, with a good answer (`windows`) and the bound.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from steelyard.analysis.unlocking.bounds import Ahead, in_order, least, lines, most, segments, stairs
from steelyard.analysis.unlocking.halves import fits, halves
from steelyard.analysis.unlocking.program import prices
from steelyard.analysis.unlocking.task import TICK, Choice, Task, ticks
from steelyard.analysis.unlocking.windows import improved

if TYPE_CHECKING:
    from collections.abc import Iterator

_FEW = 1000
"""Labels that may be opened with the quick bounds; a task that needs more is worth the better bounds."""


class Spent(NamedTuple):
    """What the levels of a label cost and earn."""

    effort: int
    steps: int
    points: int
    code: int
    """Levels above the floor as the digits of one number, so that smaller is lexicographically first."""


def beats(one: Spent, other: Spent, lacking: int) -> bool:
    """Whether, with any levels of the measures left, the one label gives a better answer than the other.

    Args:
        one: a label.
        other: another label with levels for the same measures, which leaves the same conditions lacking.
        lacking: units of points that the task lacks at the floor; no label needs more.
    """
    if one.effort > other.effort or one.points < min(other.points, lacking):
        return False
    if one.effort + TICK <= other.effort or one.steps < other.steps:
        return True
    return one.steps == other.steps and (
        one.points >= other.points + TICK or (one.points >= other.points and one.code < other.code)
    )


class OrderedTask(NamedTuple):
    """The task with its measures in the order of the search."""

    task: Task
    choices: list[list[Choice]]
    digits: list[int]
    """What one step of each measure adds to the code."""
    future: list[Ahead]
    """What the measures from each place on can add; the last is for no measures."""


Label: TypeAlias = tuple[tuple[int, int, int, int], int, Spent, tuple[int, ...]]
"""Bound (ticks of effort, steps, −ticks of points, code), −place of the next measure, what the levels cost
and earn, how many measures each condition still lacks. No two labels have the same bound and the same
place, so that the heap never compares the parts after them."""


def label(ordered: OrderedTask, stage: int, spent: Spent, conditions: tuple[int, ...]) -> Label | None:
    """The label with its bound, or None if no answer begins with it.

    A label that lacks nothing is complete: more levels would only cost steps.
    """
    task, lacking = ordered.task, ordered.task.lacking - spent.points
    if lacking <= 0 and not any(conditions):
        stage = len(ordered.choices)
    ahead = ordered.future[stage]
    more = least(lacking, conditions, ahead)
    if more is None:
        return None
    used = task.effort + spent.effort
    effort = ticks(used + more[0])
    points = ticks(task.points + spent.points + most(effort * TICK + TICK // 2 - 1 - used, ahead))
    return (effort, spent.steps + more[1], -points, spent.code), -stage, spent, conditions


def opened(ordered: OrderedTask, stage: int, spent: Spent, conditions: tuple[int, ...]) -> Iterator[Label]:
    """The labels with a level for one more measure with which an answer can begin."""
    for choice in ordered.choices[stage]:
        longer = Spent(
            spent.effort + choice.effort,
            spent.steps + choice.steps,
            spent.points + choice.points,
            spent.code + choice.steps * ordered.digits[stage],
        )
        left = tuple(max(0, lacks - met) for lacks, met in zip(conditions, choice.counts, strict=True))
        found = label(ordered, stage + 1, longer, left)
        if found is not None:
            yield found


class Answer(NamedTuple):
    """What a search found."""

    levels: list[int] | None
    """[m], levels; None where the search was ended before it found any."""
    least: int | None = None
    """Ticks of effort that any answer costs at least; None where the levels are proven to be the best."""


def search(task: Task, labels: int, listed: int) -> Answer:
    """The best levels, or good ones with a bound where that needs too long.

    Args:
        task: what is lacking and the choices; something must be lacking.
        labels: how many labels may be opened.
        listed: how many entries a half of the measures may have to be listed.

    Returns:
        Levels, always.
    """
    hulls = segments(task)
    order = in_order(task, hulls)
    quick = first_complete(task, order, lines(task, hulls, order), min(labels, _FEW))
    if quick.least is None:
        return quick
    if fits(task, listed):
        return Answer(halves(task))
    better = first_complete(task, order, stairs(task, order, *prices(task)), labels)
    if better.least is None:
        return better
    return Answer(improved(task, hulls, order), max(quick.least, better.least))


def first_complete(task: Task, order: list[int], future: list[Ahead], labels: int) -> Answer:
    """The levels of the first complete label that is taken; only a bound if that needs too many labels."""
    choices = [task.choices[m] for m in order]
    base = 1 + max(row[-1].steps for row in choices)
    places = range(len(task.floor) - 1, -1, -1)
    ordered = OrderedTask(task, choices, [base ** places[m] for m in order], future)
    settled: dict[tuple[int, tuple[int, ...]], list[Spent]] = {}
    heap = [found for found in [label(ordered, 0, Spent(0, 0, 0, 0), task.conditions)] if found]
    count = 1
    while count <= labels:
        _, place, spent, conditions = heappop(heap)
        if -place == len(choices):
            return Answer(
                [at + spent.code // base**m % base for m, at in zip(places, task.floor, strict=True)]
            )
        others = settled.setdefault((place, conditions), [])
        if any(beats(one, spent, task.lacking) for one in others):
            continue
        others.append(spent)
        for longer in opened(ordered, -place, spent, conditions):
            heappush(heap, longer)
            count += 1
    return Answer(None, heap[0][0][0])
