"""The packages that no other beats for each number of changes to a given package, found in one search.

The space gets one more issue: how many changes are allowed. Each choice there permits so many changes, and
moves the worth by more than all other issues can: up for our side and down for the other. So packages with
other numbers of allowed changes never beat each other, and the one frontier is that of every number, one
after the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from steelyard.analysis.packages.packages import Space, near
from steelyard.analysis.packages.several import Unbeaten
from steelyard.analysis.packages.staircase import LARGEST

if TYPE_CHECKING:
    from steelyard.analysis.arrays import Ints


def with_changes(space: Space, package: Ints, most: int) -> Space:
    """The space with one more issue: how many changes to a package are allowed, from 0 to `most`.

    Args:
        space: the packages of two parties.
        package: [i], its choice on each issue.
        most: how many changes are allowed at most.
    """
    apart, steps = _apart(space), np.arange(most + 1)
    bound = near(package, space.sizes, most)
    # What the choice of the new issue leaves unused counts as changed, so that one limit is enough.
    spends = bound.spends | {len(space.us): tuple((most - steps).tolist())}
    limits = (*space.limits, bound._replace(spends=spends))
    return Space((*space.us, steps * apart), (*space.them, -steps * apart), limits)


def by_changes(space: Space, found: Unbeaten, most: int) -> list[Unbeaten]:
    """[c], the frontier for each number of changes, from that of `with_changes`."""
    apart, allowed = _apart(space), found.packages[:, -1]
    frontiers = []
    for changes in range(most + 1):
        here = np.flatnonzero(allowed == changes)
        moved = np.array([changes, -changes]) * apart
        worth = found.worth[here] - moved
        frontiers.append(Unbeaten(worth, found.packages[here, :-1], found.alike[here], found.gap))
    return frontiers


def fits(space: Space) -> bool:
    """Whether worth in this space is small enough for keys of `LARGEST` bits, see `frontier`."""
    spans = [sum(int(np.ptp(choices)) for choices in side) for side in (space.us, space.them)]
    return spans[0].bit_length() + max(1, spans[1].bit_length()) <= LARGEST


def _apart(space: Space) -> int:
    """A number of ticks that is more than what two packages can differ by for any party."""
    spans = (sum(int(np.ptp(choices)) for choices in side) for side in (space.us, space.them))
    return 1 + max(spans)
