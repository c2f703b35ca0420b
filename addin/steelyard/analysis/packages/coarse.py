"""The frontier where consents have too many states to be followed in whole ticks.

What a party that must consent forgoes is counted in larger units. Rounded up, no package is let through that
the party does not accept: these packages are the answer. Rounded down, none is left out that it accepts: the
distance between the two frontiers is what the answer can lose at most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from steelyard.analysis.packages.frontier import frontier
from steelyard.analysis.packages.several import Unbeaten, of_two

if TYPE_CHECKING:
    from collections.abc import Collection

    from steelyard.analysis.packages.packages import Limit, Space

UNITS = 400
"""Units in which what a party may forgo is counted."""


def coarse_frontier(space: Space, consents: Collection[int], *, units: int = UNITS) -> Unbeaten | None:
    """Packages that keep all limits, and by how much any other that keeps them can be better.

    Args:
        space: the packages of two parties.
        consents: places of the limits that are counted in larger units.
        units: units in which the most that may be spent of each is counted.

    Returns:
        Packages that no other of them beats, with the gap for each party; None if there are too many states
        all the same, or if no package is left when what is spent is rounded up.

    >>> from steelyard.analysis.packages.packages import Limit, Space
    >>> spends = Limit(0, frozenset({0, 1}), {0: (0, 3), 1: (0, 4)}, 7)
    >>> space = Space((np.array([0, 5]), np.array([0, 9])), (np.array([0, -1]), np.array([0, -1])), (spends,))
    >>> found = coarse_frontier(space, {0}, units=1)
    >>> found.worth.tolist(), found.gap
    ([[9, -1], [0, 0]], 5)
    """
    inner, outer = (
        frontier(space._replace(limits=tuple(
            _counted(limit, units, up=up) if place in consents else limit
            for place, limit in enumerate(space.limits)
        )))
        for up in (True, False)
    )  # fmt: skip
    if inner is None or outer is None or not len(inner.us):
        return None
    answer = of_two(inner)
    lost = max(_loss(np.array(point), answer) for point in of_two(outer).worth.tolist())
    gap = lost + inner.gap + outer.gap
    return answer._replace(alike=np.full(len(inner.us), np.nan), gap=gap, for_each=True)


def _loss(point: np.ndarray, answer: Unbeaten) -> int:
    """By how much the best of the answer is worse than a point for the party that loses most."""
    return int(np.maximum(0, point - answer.worth).max(axis=1).min())


def _counted(limit: Limit, units: int, *, up: bool) -> Limit:
    """A limit in units; each choice spends the whole number of them that is not below, or not above."""
    unit = max(1, limit.most // units)
    spends = {
        issue: tuple(-(-spend // unit) if up else spend // unit for spend in choices)
        for issue, choices in limit.spends.items()
    }
    return limit._replace(spends=spends, most=limit.most // unit)
