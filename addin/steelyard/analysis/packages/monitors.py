"""Limits while issues are settled one by one: what has been spent, and which limits no longer matter.

The state of each open limit is one whole number, and a smaller number permits at least as much: `FREE` if no
issue to come can break the limit, otherwise what has been spent, and `BARRED` if its guard can no longer be
chosen. A choice after which a limit must be broken is forbidden at once, so that every state leads to a
package.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.arrays import Bools, Ints

if TYPE_CHECKING:
    from steelyard.analysis.packages.packages import Limit, Space

FREE = -1
"""The state of a limit that no issue to come can break; below any number spent."""

BARRED = 2**62
"""The state of a limit that is broken, so that its guard must not be chosen; above any number spent."""


class Watch(NamedTuple):
    """One limit at one issue: what the choices spend, which are guarded, and what later issues can spend."""

    spends: Ints
    """[j], what each choice spends."""
    guards: Bools | None
    """[j], whether the limit guards the choice; None where the guard is on another issue."""
    decided: bool
    """Whether the issue of the guard is this one or an earlier one, or each of its choices is guarded."""
    most: int
    """The most that may be spent."""
    least_ahead: int
    """The least that the issues to come spend."""
    most_ahead: int
    """The most that the issues to come can spend."""
    apart: bool
    """Whether the limit is not about this issue, so that its state stays as it is."""


class Stage(NamedTuple):
    """One issue in the order of settling: its position in the space, and the limits that are open there."""

    issue: int
    size: int
    """How many choices it has."""
    carried: tuple[int, ...]
    """Columns of the states before this issue that are still needed; each is an open limit."""
    opened: int
    """How many limits open at this issue; nothing is spent of them yet."""
    watches: tuple[Watch, ...]
    """One for each limit that is open at this issue: those carried, then those opened."""


def issue_order(space: Space) -> list[int]:
    """An order of the issues in which few limits are open at a time.

    The next issue is always the one that leaves the fewest limits open; of several, the one that closes most
    limits, then the first. Few open limits mean few states. A limit on all issues is open to the end in any
    order, so issues that have only such limits come last.
    """
    scopes = [{limit.issue, *limit.spends} for limit in space.limits]
    limits_of = [[r for r, scope in enumerate(scopes) if issue in scope] for issue in range(len(space.us))]
    missing = [len(scope) for scope in scopes]  # issues of each limit that are not in the order yet

    def opened_and_closed(issue: int) -> tuple[int, int]:
        """How the number of open limits changes with this issue, and minus the number that it closes."""
        opened = sum(missing[r] == len(scopes[r]) for r in limits_of[issue])
        closed = sum(missing[r] == 1 for r in limits_of[issue])
        return opened - closed, -closed

    everywhere = {r for r, scope in enumerate(scopes) if len(scope) == len(space.us)}
    only_those = [bool(everywhere) and {*limits} <= everywhere for limits in limits_of]
    left, order = list(range(len(space.us))), list[int]()
    while left:
        best = min(left, key=lambda issue: (only_those[issue], *opened_and_closed(issue)))
        left.remove(best)
        order.append(best)
        for limit in limits_of[best]:
            missing[limit] -= 1
    return order


def stages(space: Space, order: list[int]) -> list[Stage]:
    """The limits that are open at each issue, in this order of the issues."""
    place = {issue: at for at, issue in enumerate(order)}
    spans = []
    for limit in space.limits:
        touched = [place[issue] for issue in (limit.issue, *limit.spends)]
        spans.append((min(touched), max(touched)))
    sizes, counted = space.sizes, [_counted(limit) for limit in space.limits]
    found, before = [], list[int]()
    for at, issue in enumerate(order):
        carried = [r for r in before if spans[r][1] >= at]
        opened = [r for r, span in enumerate(spans) if span[0] == at]
        watched = [_watch(space.limits[r], counted[r], issue, sizes, place) for r in (*carried, *opened)]
        columns = tuple(before.index(r) for r in carried)
        found.append(Stage(issue, sizes[issue], columns, len(opened), tuple(watched)))
        before = [*carried, *opened]
    return found


def _counted(limit: Limit) -> dict[int, tuple[int, int]]:
    """By issue, the least and the most that its choices spend, as far as it counts."""
    return {
        issue: (min(ahead), max(ahead))
        for issue, spends in limit.spends.items()
        if (ahead := [spend for choice, spend in enumerate(spends) if _counts(limit, issue, choice)])
    }


def _watch(
    limit: Limit,
    counted: dict[int, tuple[int, int]],
    issue: int,
    sizes: tuple[int, ...],
    place: dict[int, int],
) -> Watch:
    """The limit at this issue.

    Args:
        limit: the limit.
        counted: what it counts, see `_counted`.
        issue: the issue that is settled.
        sizes: how many choices each issue has.
        place: the place of every issue in the order.
    """
    ahead = [spends for later, spends in counted.items() if place[later] > place[issue]]
    size = sizes[issue]
    guards = np.array([choice in limit.choices for choice in range(size)]) if issue == limit.issue else None
    always = len(limit.choices) == sizes[limit.issue]  # whatever is chosen there, the limit applies
    return Watch(
        spends=np.array(limit.spends.get(issue, (0,) * size), dtype=np.int64),
        guards=guards,
        decided=always or place[limit.issue] <= place[issue],
        most=limit.most,
        least_ahead=sum(least for least, _ in ahead),
        most_ahead=sum(most for _, most in ahead),
        apart=issue != limit.issue and issue not in limit.spends,
    )


def _counts(limit: Limit, issue: int, choice: int) -> bool:
    """Whether what the choice spends can count: on the issue of the guard, only if the choice is guarded."""
    return issue != limit.issue or choice in limit.choices


def steps(stage: Stage, states: Ints) -> tuple[Ints, Bools]:
    """The states after each choice.

    Args:
        stage: the issue that is settled.
        states: [s, r], one number for each limit open before.

    Returns:
        [j s, r], one number for each limit open at this issue, first after the first choice; and [j, s],
        whether the choice is allowed.
    """
    # The numbers of one limit are next to each other in memory.
    after = np.zeros((len(stage.watches), stage.size, len(states)), dtype=np.int64)
    after[: len(stage.carried)] = states.T[list(stage.carried), np.newaxis]
    allowed = np.ones(after.shape[1:], dtype=np.bool_)
    for column, watch in enumerate(stage.watches):
        if watch.apart:
            continue
        before = after[column]
        free = before == FREE
        spent = before + watch.spends[:, np.newaxis]
        broken = ~free & (spent + watch.least_ahead > watch.most)
        free |= ~broken & (spent + watch.most_ahead <= watch.most)
        if watch.guards is not None:
            free[~watch.guards], broken[~watch.guards] = True, False
        if watch.decided:
            allowed &= ~broken
        after[column] = np.where(free, FREE, np.where(broken, BARRED, spent))
    return after.reshape(len(stage.watches), allowed.size).T, allowed
