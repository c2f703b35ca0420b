"""A space of packages as the dynamic programs walk through it: issue after issue, worth counted from zero."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.packages import monitors
from steelyard.analysis.packages.staircase import LARGEST

if TYPE_CHECKING:
    from steelyard.analysis.arrays import Ints
    from steelyard.analysis.packages.packages import Space


class Budget(NamedTuple):
    """A limit that every package must keep, whatever is chosen."""

    spends: list[Ints]
    """[i][j], what the choices spend, less what the one spends that spends least; in this order."""
    most: int
    """The most that may be spent, less the same; not negative."""


class Course(NamedTuple):
    """The issues of a space in the order in which they are settled."""

    order: list[int]
    """The position of each issue in the space."""
    stages: list[monitors.Stage]
    us: list[Ints]
    """[i][j], ticks for our side by choice, less those of the choice that is worth least; in this order."""
    them: list[Ints]
    """[i][j], the same for the other side."""
    base: tuple[int, int]
    """What is left out of `us` and of `them`: the sums of the least worths."""
    spans: tuple[int, int]
    """The most that the choices can add up to for each side."""
    budgets: tuple[Budget, ...] = ()

    @property
    def bits(self) -> int:
        """Lowest bits of a key that are the other side's, see `staircase`."""
        return max(1, self.spans[1].bit_length())

    def worth(self, packages: Ints) -> tuple[Ints, Ints]:
        """[p] for each side, ticks of packages [p, i], counted as in `us` and `them`."""
        ours, theirs = np.zeros((2, len(packages)), dtype=np.int64)
        for issue, us, them in zip(self.order, self.us, self.them, strict=True):
            ours += us[packages[:, issue]]
            theirs += them[packages[:, issue]]
        return ours, theirs


def course(space: Space) -> Course:
    """The course through a space.

    Raises:
        ValueError: the range of worth is too wide for keys of `LARGEST` bits.
    """
    order = monitors.issue_order(space)
    us, them = ([side[issue] - side[issue].min() for issue in order] for side in (space.us, space.them))
    floors = [sum(int(choices.min()) for choices in side) for side in (space.us, space.them)]
    spans = [sum(int(choices.max()) for choices in side) for side in (us, them)]
    found = Course(
        order,
        monitors.stages(space, order),
        us,
        them,
        (floors[0], floors[1]),
        (spans[0], spans[1]),
        _budgets(space, order),
    )
    if spans[0].bit_length() + found.bits > LARGEST:
        raise ValueError(f"worth spans {spans[0]} and {spans[1]} ticks, which is too wide to be exact")
    return found


def _budgets(space: Space, order: list[int]) -> tuple[Budget, ...]:
    """The budgets among the limits; a limit on one issue is none, nor is one that nothing can break."""
    found = []
    for limit in space.limits:
        if len(limit.choices) < space.sizes[limit.issue] or len(limit.spends) < 2:
            continue
        spends = [np.array(limit.spends.get(i, (0,) * space.sizes[i]), dtype=np.int64) for i in order]
        most = limit.most - sum(int(of.min()) for of in spends)
        if 0 <= most < sum(int(np.ptp(of)) for of in spends):
            # A choice that spends more than all is forbidden; how much more does not matter.
            found.append(Budget([np.minimum(of - of.min(), most + 1) for of in spends], most))
    return tuple(found)


def split(key: Ints, bits: int) -> tuple[Ints, Ints]:
    """[p] for each side, the ticks in keys.

    >>> split(np.array([(5 << 4) + 3]), bits=4)
    (array([5]), array([3]))
    """
    return key >> bits, key & ((1 << bits) - 1)
