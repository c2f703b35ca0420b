"""Who accepts a package: the one rule for our side, for every counterpart, and for every search.

The worth of a package is a sum of *terms*, one for each measure and each option. Every term is rounded to
whole ticks, and so is what a party has with no deal. Each of these numbers is half a tick from its exact
value at most. So a package that is worth exactly as much as no deal may be below it by half a tick for each
number. The rule accepts a package that is no further below no deal than that. A gain that is no larger than
that may be rounding alone, and counts as none.

Dominance and ties stay in whole ticks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from steelyard.analysis.arrays import Bools, Ints


def rounding(terms: int) -> int:
    """Whole ticks by which a comparison of this many rounded numbers may differ from the exact one.

    Args:
        terms: how many numbers are rounded, on both sides of the comparison together.

    >>> rounding(6), rounding(7)
    (3, 3)
    """
    return terms // 2


def accepted(worth: Ints, reservation: int, allowed: int) -> Bools:
    """Whether a party accepts what is worth so much to it.

    Args:
        worth: [p], ticks that packages give the party.
        reservation: ticks that it gets with no deal.
        allowed: ticks of rounding, see `rounding`.

    >>> accepted(np.array([7, 8, 12]), reservation=10, allowed=2)
    array([False,  True,  True])
    """
    return worth >= least(reservation, allowed)


def least(reservation: int, allowed: int) -> int:
    """The fewest ticks that a party accepts.

    >>> least(10, 2)
    8
    """
    return reservation - allowed


def gains(worth: Ints, reservation: int, allowed: int) -> Ints:
    """[p], ticks that packages give a party above no deal; 0 where the gain may be rounding alone.

    Args:
        worth: [p], ticks that packages give the party.
        reservation: ticks that it gets with no deal.
        allowed: ticks of rounding, see `rounding`.

    >>> gains(np.array([8, 12, 13]), reservation=10, allowed=2)
    array([0, 0, 3])
    """
    above = worth - reservation
    return np.where(above > allowed, above, 0)
