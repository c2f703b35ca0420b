"""What the issues to come can still add, as a relaxed decision diagram: bounds for the frontier.

A diagram has a layer of nodes for every issue. A node stands for states of the rules (see `monitors`), and
permits all that any of them permits. A layer that becomes too wide is narrowed: numbers of the states are
lowered to numbers below, which permit more, until enough states are equal  [Andersen, Hadzic, Hooker &
Tiedemann 2007], [Bergman, Cire, van Hoeve & Hooker 2016]. So a diagram allows all packages that the rules
allow, and others. A second diagram refines a first one: it has only nodes through which a package may lead
that no known one beats, and is therefore closer to the rules at the same width.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.arrays import Bools, Ints
from steelyard.analysis.packages import monitors
from steelyard.analysis.packages.directions import NOTHING
from steelyard.analysis.packages.staircase import distinct

if TYPE_CHECKING:
    from steelyard.analysis.packages.course import Course

NOWHERE = -1
"""The node after a choice that no node allows."""


class Diagram(NamedTuple):
    """Nodes by layer: layer i comes before the i-th issue of the course, the last one after all issues."""

    after: list[Ints]
    """[i][n, j], the node after each choice on the i-th issue, or NOWHERE."""
    ahead: list[Ints]
    """[i][k, n], how far along each direction the issues from the i-th on can add; see `directions`."""
    start: Ints
    """[k], how far nothing reaches: the price of all budgets; see `prices`."""

    @property
    def highest(self) -> Ints:
        """[k], how far packages reach at most."""
        return self.start + self.ahead[0][:, 0]


class Guide(NamedTuple):
    """A diagram, and how far packages must reach that a frontier known so far does not beat."""

    diagram: Diagram
    along: Ints
    """[k, 2 + b], the directions with their prices."""
    thresholds: Ints
    """[k]."""


class _Layer(NamedTuple):
    """Nodes of a layer while a diagram grows."""

    states: Ints
    """[n, r], what the nodes permit, as states of the limits."""
    coarse: Ints
    """[n], the node of the guide's diagram that permits at least as much."""
    gained: Ints
    """[k, n], the most that the issues settled can have added along each direction."""


def diagram(course: Course, along: Ints, width: int, guide: Guide | None = None) -> Diagram:
    """A diagram of layers of `width` nodes at most.

    Args:
        course: the issues in their order.
        along: [k, 2 + b], directions with their prices; or [k, 2], directions alone.
        width: how many nodes a layer may have; where the nodes of the guide alone are more, those.
        guide: the diagram that is refined, with the same directions.
    """
    most = np.array([budget.most for budget in course.budgets], dtype=np.int64)
    start = along[:, 2:] @ most[: along.shape[1] - 2]
    layer = _Layer(np.zeros((1, 0), dtype=np.int64), np.zeros(1, dtype=np.int64), start[:, np.newaxis])
    after = []
    for at, stage in enumerate(course.stages):
        following, layer = _grown(stage, layer, _added(course, along, at), width, (guide, at))
        after.append(following)
    ahead = [np.zeros((len(along), len(layer.states)), dtype=np.int64)]
    for at in reversed(range(len(after))):
        ahead.insert(0, _ahead(after[at], ahead[0], _added(course, along, at)))
    return Diagram(after, ahead, start)


def _added(course: Course, along: Ints, at: int) -> Ints:
    """[k, j], what the choices on an issue add along each direction, less the price of what they spend."""
    spends = [-budget.spends[at] for budget in course.budgets[: along.shape[1] - 2]]
    return along @ np.array([course.us[at], course.them[at], *spends])


def _grown(
    stage: monitors.Stage, layer: _Layer, added: Ints, width: int, guided: tuple[Guide | None, int]
) -> tuple[Ints, _Layer]:
    """The node after each choice on an issue, and the layer of these nodes."""
    guide, at = guided
    moved, allowed = monitors.steps(stage, layer.states)
    pieces = []
    for choice, states in enumerate(np.split(moved, stage.size)):
        fits = allowed[choice]
        gained = layer.gained + added[:, choice, np.newaxis]
        coarse = np.zeros(len(states), dtype=np.int64)
        if guide is not None:
            coarse = guide.diagram.after[at][layer.coarse, choice]
            fits = fits & (coarse != NOWHERE)
            fits[fits] = _promising(gained[:, fits], coarse[fits], guide, at + 1)
        allowed[choice] = fits
        pieces.append(_Layer(states.T[:, fits].T, coarse[fits], gained[:, fits]))
    states, coarse = (np.concatenate(parts) for parts in list(zip(*pieces, strict=True))[:2])
    gained = np.concatenate([piece.gained for piece in pieces], axis=1)
    nodes, place = narrowed(np.vstack([coarse, states.T]).T, width)
    following = np.full(allowed.T.shape, NOWHERE)
    following.T[allowed] = place
    most = np.full((len(added), len(nodes)), NOTHING)
    order = np.argsort(place, kind="stable")
    if len(order):
        starts = np.searchsorted(place[order], np.arange(len(nodes)))
        most = np.maximum.reduceat(gained[:, order], starts, axis=1)
    return following, _Layer(nodes[:, 1:], nodes[:, 0], most)


def _promising(gained: Ints, node: Ints, guide: Guide, at: int) -> Bools:
    """[p], which partial packages may lead to a package that the known frontier does not beat.

    Args:
        gained: [k, p], how far they reach so far.
        node: [p], their nodes in the guide's diagram.
        guide: the guide.
        at: the layer of the nodes.
    """
    found = np.zeros(len(node), dtype=np.bool_)
    for so_far, ahead, least in zip(gained, guide.diagram.ahead[at], guide.thresholds.tolist(), strict=True):
        found |= so_far + ahead[node] >= least
    return found


def _ahead(after: Ints, ahead: Ints, added: Ints) -> Ints:
    """[k, n], how far the nodes before an issue can reach; choices that lead to no package become NOWHERE."""
    found = np.full((len(ahead), len(after)), 2 * NOTHING)
    for choice in range(after.shape[1]):
        here = np.flatnonzero(after[:, choice] != NOWHERE)
        here = here[ahead[0, after[here, choice]] >= NOTHING]
        ends = np.ones(len(after), dtype=np.bool_)
        ends[here] = False
        after[ends, choice] = NOWHERE
        reached = ahead[:, after[here, choice]] + added[:, choice, np.newaxis]
        found[:, here] = np.maximum(found[:, here], reached)
    return found


def narrowed(rows: Ints, most: int) -> tuple[Ints, Ints]:
    """Rows of which each given row has one that permits as much, `most` at most where that is possible.

    The numbers of a column are lowered to every second one of them, where the column has most numbers, until
    few enough rows are different. The first column is left as it is. No number becomes FREE while a column
    has several others.

    Args:
        rows: [p, r].
        most: how many rows there may be.

    Returns:
        The rows, and for each given row its place among them.

    >>> rows, place = narrowed(np.array([[0, 4], [0, 6], [0, 7], [1, 4]]), most=3)
    >>> rows.tolist(), place.tolist()
    ([[0, 4], [0, 7], [1, 4]], [0, 0, 1, 2])
    """
    found, place = distinct(rows)
    while len(found) > most:
        columns = [np.unique(column, return_inverse=True) for column in found[:, 1:].T]
        counts = [len(values) for values, _ in columns]
        if max(counts, default=1) == 1:
            break
        for _ in range((len(found) // most).bit_length()):
            widest = int(np.argmax(counts))
            first = _free(columns[widest][0])
            counts[widest] = first + (counts[widest] - first + 1) // 2
        lower = [_lowered(*column, many) for column, many in zip(columns, counts, strict=True)]
        found, inside = distinct(np.vstack([found[:, 0], *lower]).T)
        place = inside[place]
    return found, place


def _free(values: Ints) -> int:
    """How many of these numbers, rising, stay as they are: FREE, while there are two others."""
    return int(values[0] == monitors.FREE and len(values) > 2)


def _lowered(values: Ints, rank: Ints, most: int) -> Ints:
    """[p], numbers lowered so that `most` different ones are left.

    Args:
        values: the different numbers, rising.
        rank: [p], the place of each number among them.
        most: how many may be left.
    """
    first, rank = _free(values), rank.ravel()
    step = -(-(len(values) - first) // (most - first))
    return values[np.where(rank < first, rank, (rank - first) // step * step + first)]
