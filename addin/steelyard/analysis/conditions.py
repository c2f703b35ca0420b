"""Which options are unlocked, and the verdict on each."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.arrays import SAME, Bools, Floats, Ints

if TYPE_CHECKING:
    from collections.abc import Sequence

UNNAMED = -1
"""The value in `Thresholds.level` of a measure that the condition does not name."""


class Thresholds(NamedTuple):
    """Conditions on delivery, one row for each: enough of the named measures are at their level or above.

    Only in this file, c counts conditions, not criteria.
    """

    option: Ints
    """[c], the option that the condition guards."""
    level: Ints
    """[c, m], the lowest level that counts, or UNNAMED."""
    enough: Ints
    """[c], how many of the named measures must be at their level."""


class Verdict(IntEnum):
    """What an option is in a scenario."""

    OFFER = 0
    """Unlocked, and with all that it requires worth at least as much as holding the current position."""
    NOT_YET = 1
    """With all that it requires worth at least as much as holding, but a condition does not hold."""
    TOO_DEAR = 2
    """Unlocked, but worth less than the current position."""
    HOLD = 3
    """Neither unlocked nor worth as much as the current position."""
    OPENING = 4
    """Released first, without a condition; judged with the package that it opens."""


def met(levels: Ints, thresholds: Thresholds) -> Bools:
    """Which conditions on delivery hold in each scenario.

    met[c, d] = (number of named m with levels[m, d] ≥ level[c, m]) ≥ max(1, enough[c])

    So a condition that names no measure never holds.

    Args:
        levels: [m, d], the level that each scenario delivers.
        thresholds: conditions on the same measures.

    Returns:
        [c, d].

    >>> both = Thresholds(option=np.array([0]), level=np.array([[3, UNNAMED, 2]]), enough=np.array([2]))
    >>> met(np.array([[3, 4], [0, 0], [2, 1]]), both)
    array([[ True, False]])
    """
    named = thresholds.level != UNNAMED
    there = named[:, :, np.newaxis] & (levels >= thresholds.level[:, :, np.newaxis])
    return there.sum(axis=1) >= np.maximum(1, thresholds.enough)[:, np.newaxis]


def own_conditions(met: Bools, option: Ints, blocked: Bools) -> Bools:
    """Whether all conditions on the option itself hold; conditions on options that it requires do not count.

    own_conditions[o, d] = met[c, d] for all c with option[c] = o, and not blocked[o]

    Args:
        met: [c, d], which conditions hold.
        option: [c], the option that each condition guards.
        blocked: [o], whether a cap locks the option; no delivery can change that.

    Returns:
        [o, d].

    >>> own_conditions(np.array([[True, False]]), np.array([1]), np.array([False, False, True]))
    array([[ True,  True],
           [ True, False],
           [False, False]])
    """
    own = np.repeat(~blocked[:, np.newaxis], met.shape[1], axis=1)
    np.logical_and.at(own, option, met)
    return own


def companions(pairs: Sequence[tuple[int, int]], options: int) -> Bools:
    """Which options must be released with each option, itself included, however long the chain.

    The reflexive transitive closure of *requires option* [Warshall 1962]; a circle of requirements
    makes all its options companions of one another.

    Args:
        pairs: (option, the option that it requires), row numbers from 0.
        options: how many options there are.

    Returns:
        [o, o], row: the option; column: one that must be released with it.

    >>> companions([(0, 1), (1, 2)], options=3)
    array([[ True,  True,  True],
           [False,  True,  True],
           [False, False,  True]])
    """
    closure = np.eye(options, dtype=np.bool_)
    for option, required in pairs:
        closure[option, required] = True
    for through in range(options):
        closure[closure[:, through]] |= closure[through]
    return closure


def unlocked(own: Bools, companions: Bools) -> Bools:
    """Which options are unlocked in each scenario: all conditions on them and on their companions hold.

    unlocked[o, d] = own[p, d] for all p with companions[o, p]

    Args:
        own: [o, d], whether all conditions on the option itself hold.
        companions: [o, o], which options must be released with each; true on the diagonal.

    Returns:
        [o, d].

    >>> unlocked(np.array([[True, True], [True, False]]), companions([(0, 1)], options=2))
    array([[ True, False],
           [ True, False]])
    """
    ready = own | ~companions[:, :, np.newaxis]
    return np.logical_and.reduce(ready, axis=1)


def verdicts(whole: Floats, unlocked: Bools, opening: Bools) -> Ints:
    """The verdict on each option in each scenario, as the number of a `Verdict`.

    An option cannot be released without what it requires, so the verdict follows the net of the whole. A net
    of −SAME or more counts as 0 or more. An opening option is an opening, whatever its net.

    Args:
        whole: [o, d], points of each option with all that it requires.
        unlocked: [o, d], whether all conditions on the option hold.
        opening: [o], whether the option is released first, without a condition.

    Returns:
        [o, d], numbers of `Verdict`.

    >>> found = verdicts(
    ...     np.array([[5.0, 5.0, -5.0, -5.0]]), np.array([[True, False, True, False]]), np.array([False])
    ... )
    >>> [Verdict(number).name for number in found[0]]
    ['OFFER', 'NOT_YET', 'TOO_DEAR', 'HOLD']
    """
    pays = whole >= -SAME
    judged = np.select(
        [np.broadcast_to(opening[:, np.newaxis], whole.shape), unlocked & pays, pays, unlocked],
        [Verdict.OPENING, Verdict.OFFER, Verdict.NOT_YET, Verdict.TOO_DEAR],
        default=Verdict.HOLD,
    )
    return judged.astype(np.int64)
