"""The packages that no other beats for two parties or more, as one array; and how those of more are found.

For two parties `frontier` finds them in spaces of any size. For more parties the packages that no other beats
are many: often a good part of all. So they are found exactly up to a number of partial packages, and refused
beyond. Issue after issue, the worth of all choices is added. A partial package is dropped if another is worth
as much to every party and more to one, in a state of the rules that permits at least as much  [Nemhauser &
Ullmann 1969]. The worth to every party and the state of every rule are treated alike: each is one number of a
row, and a row drops another by comparing all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.arrays import Bools, Floats, Ints
from steelyard.analysis.packages import monitors
from steelyard.analysis.packages.packages import Space
from steelyard.analysis.packages.staircase import distinct

if TYPE_CHECKING:
    from steelyard.analysis.packages.frontier import Frontier
    from steelyard.analysis.packages.packages import Limit

PARTIAL = 10_000
"""Partial packages that may be kept at one issue for three parties or more; some seconds."""

_BLOCK = 256
"""Rows that are compared with all rows before them at once."""


class Unbeaten(NamedTuple):
    """Packages that no other beats, best for our side first; one for each point."""

    worth: Ints
    """[f, n], ticks for each party; our side is the first. For two parties, the other rises as ours falls."""
    packages: Ints
    """[f, i], the choice on each issue; one package of those with the same worth to all parties."""
    alike: Floats
    """[f], how many packages have this worth to all; exact up to 2^53, NaN where not counted."""
    gap: int = 0
    """0 where the packages are exact. Otherwise, for every package there is one here that is worth as much to
    the other side, and to our side less by at most this number of ticks; for two parties only."""

    @property
    def us(self) -> Ints:
        """[f], ticks for our side, falling."""
        return self.worth[:, 0]

    @property
    def them(self) -> Ints:
        """[f], ticks for the other side: the first counterpart."""
        return self.worth[:, 1]


def of_two(found: Frontier) -> Unbeaten:
    """A frontier of two parties in this form."""
    return Unbeaten(np.column_stack([found.us, found.them]), found.packages, found.alike, found.gap)


def unbeaten(
    values: tuple[tuple[Ints, ...], ...], limits: tuple[Limit, ...], *, partial: int = PARTIAL
) -> Unbeaten | None:
    """All points that no package beats, with a package for each, for any number of parties.

    Args:
        values: [n][i][j], ticks by choice for each party, two parties at least.
        limits: the limits on packages.
        partial: how many partial packages may be kept at one issue.

    Returns:
        The packages, none if none keeps all limits; None if there are more partial packages than `partial`.

    >>> found = unbeaten(((np.array([0, 2]),), (np.array([0, -1]),), (np.array([0, -3]),)), ())
    >>> found.worth.tolist(), found.packages.tolist()
    ([[2, -1, -3], [0, 0, 0]], [[1], [0]])
    """
    space = Space(values[0], values[1], limits)
    order = monitors.issue_order(space)
    kept = _Partial(np.zeros((1, len(values)), dtype=np.int64), np.zeros((1, 0), dtype=np.int64), np.ones(1))
    came = list[tuple[Ints, Ints]]()
    for stage in monitors.stages(space, order):
        kept, parent, choice = _settled(kept, stage, [party[stage.issue] for party in values])
        came.append((parent, choice))
        if len(kept.worth) > partial:
            return None
    at = np.lexsort(-kept.worth.T[::-1])
    packages, back = np.zeros((len(at), len(order)), dtype=np.int64), at
    for issue, (parent, choice) in zip(reversed(order), reversed(came), strict=True):
        packages[:, issue] = choice[back]
        back = parent[back]
    return Unbeaten(kept.worth[at], packages, kept.alike[at])


class _Partial(NamedTuple):
    """Partial packages: rows with the same worth and state are one."""

    worth: Ints
    """[p, n]."""
    state: Ints
    """[p, r], the state of each open limit."""
    alike: Floats
    """[p], how many partial packages are alike."""


def _settled(before: _Partial, stage: monitors.Stage, values: list[Ints]) -> tuple[_Partial, Ints, Ints]:
    """The partial packages after one more issue, with the row that each comes from and its choice."""
    states, allowed = monitors.steps(stage, before.state)
    chosen, parent = np.nonzero(allowed)
    gained = np.column_stack(values)[chosen]
    worth, state = before.worth[parent] + gained, states[allowed.ravel()]
    rows, place = distinct(np.hstack([worth, state]))
    first = np.full(len(rows), len(place))
    np.minimum.at(first, place, np.arange(len(place)))
    alike = np.bincount(place, weights=before.alike[parent], minlength=len(rows)).astype(np.float64)
    worth, state = rows[:, : worth.shape[1]], rows[:, worth.shape[1] :]
    left = np.flatnonzero(_no_other_beats(worth, state))
    return _Partial(worth[left], state[left], alike[left]), parent[first[left]], chosen[first[left]]


def _no_other_beats(worth: Ints, state: Ints) -> Bools:
    """[p], whether no other row is worth as much to all and more to one, in a state that permits as much.

    Rows of equal worth are kept, so that the numbers of packages stay exact.

    Args:
        worth: [p, n], no row twice together with its state.
        state: [p, r].
    """
    # A row that beats another is worth more in all, so that it comes before it in this order.
    order = np.argsort(-worth.sum(axis=1), kind="stable")
    rows, kept = np.hstack([worth, -state])[order], np.zeros(len(order), dtype=np.bool_)
    total = worth.sum(axis=1)[order]
    survivors = np.zeros(0, dtype=np.int64)
    for start in range(0, len(order), _BLOCK):
        block = np.arange(start, min(start + _BLOCK, len(order)))
        others = np.concatenate([survivors, block])
        beats = total[others][:, np.newaxis] > total[block]
        for column in rows.T:
            beats &= column[others][:, np.newaxis] >= column[block]
        survivors = np.concatenate([survivors, block[~beats.any(axis=0)]])
    kept[order[survivors]] = True
    return kept
