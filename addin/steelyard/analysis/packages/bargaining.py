"""The solutions of bargaining theory on a frontier, and how far each side is from the best it can get.

All numbers are whole ticks, so that ties are exact. Every solution gives all packages that tie, as places
on the frontier, and none if no package gives both sides what they have with no deal. A side's *gain* is
what a package gives it above its reservation value, even where every package gives it more than that.
"""

from __future__ import annotations

import numpy as np

from steelyard.analysis.arrays import Bools, Floats, Ints


def acceptable(us: Ints, them: Ints, reservations: tuple[int, int]) -> Bools:
    """[f], whether both sides get at least their reservation value: the zone of agreement.

    Args:
        us: [f], ticks for our side.
        them: [f], ticks for the other side.
        reservations: ticks that each side gets with no deal.

    >>> acceptable(np.array([9, 7, -2]), np.array([-4, 1, 5]), (0, 0))
    array([False,  True, False])
    """
    return (us >= reservations[0]) & (them >= reservations[1])


def nash(us: Ints, them: Ints, reservations: tuple[int, int]) -> Ints:
    """Places with the greatest product of gains  [Nash 1950].

    Args:
        us: [f], ticks for our side.
        them: [f], ticks for the other side.
        reservations: ticks that each side gets with no deal.

    >>> nash(np.array([12, 8, 6, 2]), np.array([1, 4, 5, 16]), (0, 0))
    array([1, 3])
    """
    zone, ours, theirs = _gains(us, them, reservations)
    return zone[_largest(ours * theirs)]


def kalai_smorodinsky(us: Ints, them: Ints, reservations: tuple[int, int]) -> Ints:
    """Places with the largest smaller share of the ideal gain  [Kalai & Smorodinsky 1975].

    A side's ideal is its greatest gain in the zone of agreement. Packages hardly ever give both sides exactly
    the same share of their ideals, so the smaller of both shares is made as large as possible. A side whose
    ideal is 0 can gain nothing and does not count.

    Args:
        us: [f], ticks for our side.
        them: [f], ticks for the other side.
        reservations: ticks that each side gets with no deal.

    >>> kalai_smorodinsky(np.array([12, 8, 6, 2]), np.array([1, 4, 5, 16]), (0, 0))
    array([2])
    """
    zone, ours, theirs = _gains(us, them, reservations)
    if not len(zone):
        return zone
    shares = [gain * other.max() for gain, other in ((ours, theirs), (theirs, ours)) if gain.max() > 0]
    if len(shares) < 2:  # the ideal of one side is 0, so only the other can gain
        return zone[_largest(ours + theirs)]
    return zone[_largest(np.minimum(*shares))]


def egalitarian(us: Ints, them: Ints, reservations: tuple[int, int]) -> Ints:
    """Places with the largest smaller gain  [Kalai 1977].

    Args:
        us: [f], ticks for our side.
        them: [f], ticks for the other side.
        reservations: ticks that each side gets with no deal.

    >>> egalitarian(np.array([12, 8, 6, 2]), np.array([1, 4, 5, 16]), (0, 0))
    array([2])
    """
    zone, ours, theirs = _gains(us, them, reservations)
    return zone[_largest(np.minimum(ours, theirs))]


def greatest_sum(us: Ints, them: Ints, reservations: tuple[int, int]) -> Ints:
    """Places with the greatest sum of gains; a point counts the same for both sides  [Myerson 1981].

    Args:
        us: [f], ticks for our side.
        them: [f], ticks for the other side.
        reservations: ticks that each side gets with no deal.

    >>> greatest_sum(np.array([12, 8, 6, 2]), np.array([1, 4, 5, 16]), (0, 0))
    array([3])
    """
    zone, ours, theirs = _gains(us, them, reservations)
    return zone[_largest(ours + theirs)]


def best_for_us(us: Ints, them: Ints, reservations: tuple[int, int]) -> Ints:
    """The place that is best for our side, of those where both sides get their reservation values.

    Args:
        us: [f], ticks for our side, each once, as on a frontier.
        them: [f], ticks for the other side.
        reservations: ticks that each side gets with no deal.

    >>> best_for_us(np.array([12, 8, 6, 2]), np.array([1, 4, 5, 16]), (0, 2))
    array([1])
    """
    zone, ours, _ = _gains(us, them, reservations)
    return zone[_largest(ours)]


def best_for_them(us: Ints, them: Ints, reservations: tuple[int, int]) -> Ints:
    """The place that is best for the other side, of those where both sides get their reservation values.

    Args:
        us: [f], ticks for our side, each once, as on a frontier.
        them: [f], ticks for the other side.
        reservations: ticks that each side gets with no deal.

    >>> best_for_them(np.array([12, 8, 6, 2]), np.array([1, 4, 5, 16]), (3, 2))
    array([2])
    """
    zone, _, theirs = _gains(us, them, reservations)
    return zone[_largest(theirs)]


def concession(value: Floats, aspiration: float, reservation: float) -> Floats:
    """How far a side is from the best it can get, as a share of its range.

    concession = (aspiration − value) / (aspiration − reservation)  [Raiffa, Richardson & Metcalfe 2002]

    Args:
        value: points that packages give it.
        aspiration: points of the best package for it that the rules allow.
        reservation: points that it gets with no deal.

    Returns:
        An array like `value`: 0 at the aspiration, 1 at the reservation value, more below it; NaN where
        the aspiration is no more than the reservation value.

    >>> concession(np.array([10.0, 4.0, -2.0]), aspiration=10.0, reservation=-2.0)
    array([0. , 0.5, 1. ])
    """
    span = aspiration - reservation
    return (aspiration - value) / span if span > 0 else np.full_like(value, np.nan)


def distance(point: tuple[int, int], us: Ints, them: Ints) -> int:
    """What both sides can gain at least, in ticks: over the frontier, the largest of the smaller gains.

    It is 0 for a package on the frontier.

    Args:
        point: ticks of the package for our side and for the other.
        us: [f], ticks of the frontier for our side.
        them: [f], ticks for the other side.

    >>> distance((5, 3), np.array([9, 7, -2]), np.array([-4, 4, 9]))
    1
    """
    return int(np.minimum(us - point[0], them - point[1]).max(initial=0))


def _gains(us: Ints, them: Ints, reservations: tuple[int, int]) -> tuple[Ints, np.ndarray, np.ndarray]:
    """The places in the zone of agreement, and the gains of both sides there as whole numbers of any size."""
    zone = np.flatnonzero(acceptable(us, them, reservations))
    ours, theirs = (
        side[zone].astype(object) - least for side, least in zip((us, them), reservations, strict=True)
    )
    return zone, ours, theirs


def _largest(values: np.ndarray) -> Ints:
    return np.flatnonzero(values == values.max()) if len(values) else np.zeros(0, dtype=np.int64)
