"""Value functions: what an amount in the natural unit of a criterion is worth, in points from 0 to 100.

A cost head has the amounts at 0, 25, 50, 75 and 100 points, as the method of bisection asks for them; between
two of them the function is a straight line. A measure has an amount for each level. See [GoodwinWright2004].
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

POINTS = ("0", "25", "50", "75", "100")
"""The points of a cost head at which its scale has an amount."""

_STEP = 100 / (len(POINTS) - 1)
_LOWEST, _QUARTER, _HALF, _THREE_QUARTERS, _HIGHEST = range(len(POINTS))


def filled(scale: Sequence[float | None]) -> tuple[float, ...]:
    """The amounts at 0, 25, 50, 75 and 100 points; one that is left out lies half-way between its neighbours.

    The neighbours of 50 are 0 and 100; those of 25 and of 75 are 50 and the nearer end.

    Raises:
        ValueError: an end is left out.

    >>> filled((0, None, None, None, 30000)), filled((0, None, 10000, None, 30000))
    ((0, 7500.0, 15000.0, 22500.0, 30000), (0, 5000.0, 10000, 20000.0, 30000))
    """
    low, quarter, half, three_quarters, high = scale
    if low is None or high is None:
        raise ValueError("a scale needs an amount at 0 and one at 100 points")
    half = (low + high) / 2 if half is None else half
    quarter = (low + half) / 2 if quarter is None else quarter
    three_quarters = (half + high) / 2 if three_quarters is None else three_quarters
    return low, quarter, half, three_quarters, high


def points_of(amounts: Sequence[float], amount: float) -> float:
    """Points of an amount: piecewise linear, 0 before the first of the amounts and 100 beyond the last.

    Args:
        amounts: those at 0, 25, 50, 75 and 100 points, all rising or all falling; see `filled`.
        amount: in the same unit.

    >>> points_of((0, 5000, 10000, 20000, 30000), 15000), points_of((1500, 1000, 700, 500, 400), 1000)
    (62.5, 25.0)
    """
    return _STEP * sum(min(1.0, max(0.0, (amount - one) / (two - one))) for one, two in pairwise(amounts))


def amount_of(amounts: Sequence[float], points: float) -> float:
    """The amount that is worth these points, from 0 to 100; see `points_of`.

    >>> amount_of((0, 5000, 10000, 20000, 30000), 62.5), amount_of((1500, 1000, 700, 500, 400), 100)
    (15000.0, 400.0)
    """
    below = min(int(points // _STEP), len(amounts) - 2)
    low, high = amounts[below : below + 2]
    return low + (high - low) * (points / _STEP - below)


def level_values(amounts: Sequence[float]) -> tuple[float, ...]:
    """Values of the levels with these amounts: a straight line from 0 at the first to 100 at the last.

    >>> level_values((400, 700, 1000, 1600))
    (0.0, 25.0, 50.0, 100.0)
    """
    first, last = amounts[0], amounts[-1]
    return tuple(100 * ((amount - first) / (last - first)) for amount in amounts)
