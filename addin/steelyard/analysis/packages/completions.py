"""Packages that give both sides at least what a given package does, found one by one.

First, for every issue and every state of the rules, the points that the issues to come can add are
computed. A search that settles issue by issue then takes only choices that lead to such a package.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.arrays import Ints
from steelyard.analysis.packages import monitors
from steelyard.analysis.packages.frontier import STATES
from steelyard.analysis.packages.staircase import Points, distinct, staircases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.analysis.packages.packages import Space

NOWHERE = -1
"""The state after a choice that the rules forbid."""


class Completions(NamedTuple):
    """The points that the issues to come can add, by issue and state."""

    order: list[int]
    """The issues in the order in which they are settled."""
    after: list[Ints]
    """[i][s, j], the state after each choice, or NOWHERE."""
    reach: list[list[tuple[Ints, Ints]]]
    """[i][s], ticks for our side (falling) and for the other side (rising) that can still be added."""


def completions(space: Space, *, states: int = STATES) -> Completions | None:
    """The points that can still be added from every state, or None if there are more than `states` states.

    Args:
        space: the packages.
        states: how many states of the rules there may be at one issue.
    """
    order = monitors.issue_order(space)
    reached, after = np.zeros((1, 0), dtype=np.int64), []
    for stage in monitors.stages(space, order):
        moved = [monitors.step(stage, reached, choice) for choice in range(space.sizes[stage.issue])]
        allowed = np.column_stack([fits for _, fits in moved])
        rows = np.concatenate([left[fits] for left, fits in moved])
        reached, place = distinct(rows)
        following = np.full(allowed.shape, NOWHERE)
        following.T[allowed.T] = place
        after.append(following)
        if len(reached) > states:
            return None
    return Completions(order, after, _reach(space, order, after))


def _reach(space: Space, order: list[int], after: list[Ints]) -> list[list[tuple[Ints, Ints]]]:
    """From the last issue to the first: the points of each choice together with those that can follow it."""
    last = max(len(after[-1]), 1 + int(after[-1].max(initial=0)))
    zero = np.zeros(1, dtype=np.int64)
    found = [[(zero, zero)] * last]
    for issue, following in zip(reversed(order), reversed(after), strict=True):
        ahead = found[0]
        found.insert(
            0,
            [
                _best([
                    (ahead[state][0] + us, ahead[state][1] + them)
                    for state, us, them in zip(
                        row, space.us[issue].tolist(), space.them[issue].tolist(), strict=True
                    )
                    if state != NOWHERE
                ])
                for row in following.tolist()
            ],
        )  # fmt: skip
    return found


def _best(pieces: list[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    """The points of all pieces that no other beats."""
    if not pieces:
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing
    us, them = (np.concatenate(side) for side in zip(*pieces, strict=True))
    low_us, low_them = int(us.min(initial=0)), int(them.min(initial=0))
    bits = max(1, (int(them.max(initial=0)) - low_them).bit_length())
    state = np.zeros(len(us), dtype=np.int64)
    points, _ = staircases(Points(((us - low_us) << bits) + (them - low_them), state, np.ones(len(us))), bits)
    return (points.key >> bits) + low_us, (points.key & ((1 << bits) - 1)) + low_them


def improvements(space: Space, ways: Completions, package: Ints) -> Iterator[Ints]:
    """Every package that keeps the limits and is worth at least as much to both sides, and more to one.

    On each issue the choice of the given package comes first.

    Args:
        space: the packages.
        ways: its `completions`.
        package: [i], the given package; it need not keep the limits.

    Yields:
        [i], the choice on each issue.
    """
    us = sum(int(choices[own]) for choices, own in zip(space.us, package.tolist(), strict=True))
    them = sum(int(choices[own]) for choices, own in zip(space.them, package.tolist(), strict=True))
    chosen = package.copy()
    yield from _settled(space, ways, package, chosen, (0, 0, us, them))


def _settled(
    space: Space, ways: Completions, package: Ints, chosen: Ints, at: tuple[int, int, int, int]
) -> Iterator[Ints]:
    """The improvements from a place of the search on.

    Args:
        space: the packages.
        ways: its `completions`.
        package: [i], the given package.
        chosen: [i], the choices so far; changed in place, so that each improvement is a copy.
        at: how many issues are settled, the state, and the ticks that each side still needs.
    """
    depth, state, us, them = at
    if not _reaches(ways.reach[depth][state], us, them):
        return
    if depth == len(ways.order):
        yield chosen.copy()
        return
    issue = ways.order[depth]
    own = int(package[issue])
    for choice in (own, *(other for other in range(space.sizes[issue]) if other != own)):
        following = int(ways.after[depth][state, choice])
        if following != NOWHERE:
            chosen[issue] = choice
            left = us - int(space.us[issue][choice]), them - int(space.them[issue][choice])
            yield from _settled(space, ways, package, chosen, (depth + 1, following, *left))


def _reaches(points: tuple[Ints, Ints], us: int, them: int) -> bool:
    """Whether a point gives both sides at least these ticks, and one of them more."""
    ours, theirs = points
    enough = int(np.searchsorted(-ours, -us, side="right"))  # points with at least that for our side
    more = int(np.searchsorted(-ours, -us, side="left"))  # points with more for our side
    return (enough > 0 and int(theirs[enough - 1]) > them) or (more > 0 and int(theirs[more - 1]) >= them)
