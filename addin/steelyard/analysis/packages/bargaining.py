"""The solutions of bargaining theory on a frontier, and how far each side is from the best it can get.

All numbers are whole ticks, so that ties are exact. Every solution gives all packages that tie, as places
on the frontier, and none if no package gives both sides what they have with no deal. A side's *gain* is
what a package gives it above its reservation value, even where every package gives it more than that. Who
accepts a package, and which gain is more than rounding, is the rule of `acceptance`.
"""

from __future__ import annotations

import numpy as np

from steelyard.analysis.arrays import Bools, Floats, Ints
from steelyard.analysis.packages import acceptance


def acceptable(us: Ints, them: Ints, reservations: tuple[int, int], allowed: int = 0) -> Bools:
    """[f], whether both sides accept: the zone of agreement.

    Args:
        us: [f], ticks for our side.
        them: [f], ticks for the other side.
        reservations: ticks that each side gets with no deal.
        allowed: ticks of rounding, see `acceptance.rounding`.

    >>> acceptable(np.array([9, 7, -2]), np.array([-4, 1, 5]), (0, 0))
    array([False,  True, False])
    """
    ours, theirs = (
        acceptance.accepted(side, reservation, allowed)
        for side, reservation in zip((us, them), reservations, strict=True)
    )
    return ours & theirs


def better(us: Ints, them: Ints, reservations: tuple[int, int], allowed: int = 0) -> Bools:
    """[f], whether both sides accept, and one of them gains: with such a package the zone is open.

    Args:
        us: [f], ticks for our side.
        them: [f], ticks for the other side.
        reservations: ticks that each side gets with no deal.
        allowed: ticks of rounding, see `acceptance.rounding`.

    >>> better(np.array([0, 3, -1]), np.array([0, -1, 1]), (0, 0), allowed=1)
    array([False,  True, False])
    """
    gain = np.zeros(len(us), dtype=np.bool_)
    for side, reservation in zip((us, them), reservations, strict=True):
        gain |= acceptance.gains(side, reservation, allowed) > 0
    return acceptable(us, them, reservations, allowed) & gain


def nash(us: Ints, them: Ints, reservations: tuple[int, int], allowed: int = 0) -> Ints:
    """Places with the greatest product of gains  [Nash 1950].

    Args:
        us: [f], ticks for our side.
        them: [f], ticks for the other side.
        reservations: ticks that each side gets with no deal.
        allowed: ticks of rounding, see `acceptance.rounding`.

    >>> nash(np.array([12, 8, 6, 2]), np.array([1, 4, 5, 16]), (0, 0))
    array([1, 3])
    """
    zone, ours, theirs = _gains(us, them, reservations, allowed)
    return zone[_largest(ours * theirs)]


def kalai_smorodinsky(us: Ints, them: Ints, reservations: tuple[int, int], allowed: int = 0) -> Ints:
    """Places with the largest smaller share of the ideal gain  [Kalai & Smorodinsky 1975].

    A side's ideal is its greatest gain in the zone of agreement. Packages hardly ever give both sides exactly
    the same share of their ideals, so the smaller of both shares is made as large as possible. A side whose
    ideal is 0 can gain nothing and does not count.

    Args:
        us: [f], ticks for our side.
        them: [f], ticks for the other side.
        reservations: ticks that each side gets with no deal.
        allowed: ticks of rounding, see `acceptance.rounding`.

    >>> kalai_smorodinsky(np.array([12, 8, 6, 2]), np.array([1, 4, 5, 16]), (0, 0))
    array([2])
    """
    zone, ours, theirs = _gains(us, them, reservations, allowed)
    if not len(zone):
        return zone
    shares = [gain * other.max() for gain, other in ((ours, theirs), (theirs, ours)) if gain.max() > 0]
    if len(shares) < 2:  # the ideal of one side is 0, so only the other can gain
        return zone[_largest(ours + theirs)]
    return zone[_largest(np.minimum(*shares))]


def egalitarian(us: Ints, them: Ints, reservations: tuple[int, int], allowed: int = 0) -> Ints:
    """Places with the largest smaller gain  [Kalai 1977].

    Args:
        us: [f], ticks for our side.
        them: [f], ticks for the other side.
        reservations: ticks that each side gets with no deal.
        allowed: ticks of rounding, see `acceptance.rounding`.

    >>> egalitarian(np.array([12, 8, 6, 2]), np.array([1, 4, 5, 16]), (0, 0))
    array([2])
    """
    zone, ours, theirs = _gains(us, them, reservations, allowed)
    return zone[_largest(np.minimum(ours, theirs))]


def greatest_sum(us: Ints, them: Ints, reservations: tuple[int, int], allowed: int = 0) -> Ints:
    """Places with the greatest sum of gains; a point counts the same for both sides  [Myerson 1981].

    The reservation values are the same for all packages, so the sum of what they are worth decides.

    Args:
        us: [f], ticks for our side.
        them: [f], ticks for the other side.
        reservations: ticks that each side gets with no deal.
        allowed: ticks of rounding, see `acceptance.rounding`.

    >>> greatest_sum(np.array([12, 8, 6, 2]), np.array([1, 4, 5, 16]), (0, 0))
    array([3])
    """
    zone = np.flatnonzero(acceptable(us, them, reservations, allowed))
    return zone[_largest(us[zone] + them[zone])]


def best_for_us(us: Ints, them: Ints, reservations: tuple[int, int], allowed: int = 0) -> Ints:
    """The place that is best for our side, of those where both sides get their reservation values.

    Args:
        us: [f], ticks for our side, each once, as on a frontier.
        them: [f], ticks for the other side.
        reservations: ticks that each side gets with no deal.
        allowed: ticks of rounding, see `acceptance.rounding`.

    >>> best_for_us(np.array([12, 8, 6, 2]), np.array([1, 4, 5, 16]), (0, 2))
    array([1])
    """
    zone = np.flatnonzero(acceptable(us, them, reservations, allowed))
    return zone[_largest(us[zone])]


def best_for_them(us: Ints, them: Ints, reservations: tuple[int, int], allowed: int = 0) -> Ints:
    """The place that is best for the other side, of those where both sides get their reservation values.

    Args:
        us: [f], ticks for our side, each once, as on a frontier.
        them: [f], ticks for the other side.
        reservations: ticks that each side gets with no deal.
        allowed: ticks of rounding, see `acceptance.rounding`.

    >>> best_for_them(np.array([12, 8, 6, 2]), np.array([1, 4, 5, 16]), (3, 2))
    array([2])
    """
    zone = np.flatnonzero(acceptable(us, them, reservations, allowed))
    return zone[_largest(them[zone])]


def concession(value: Ints, aspiration: int, reservation: int, allowed: int = 0) -> Floats:
    """How far a side is from the best it can get, as a share of its range.

    concession = (aspiration − value) / (aspiration − reservation)  [Raiffa, Richardson & Metcalfe 2002]

    A share is never less than 0 or more than 1: a package below the reservation value concedes the whole
    range, and one above the aspiration, which breaks rules, concedes nothing.

    Args:
        value: ticks that packages give it.
        aspiration: ticks of the best package for it that the rules allow.
        reservation: ticks that it gets with no deal.
        allowed: ticks of rounding, see `acceptance.rounding`.

    Returns:
        An array like `value`: 0 at the aspiration, 1 at the reservation value; NaN where the aspiration is no
        gain.

    >>> concession(np.array([10, 4, -2, -3]), aspiration=10, reservation=-2)
    array([0. , 0.5, 1. , 1. ])
    """
    if not acceptance.gains(np.array(aspiration), reservation, allowed):
        return np.full(len(value), np.nan)
    return np.clip((aspiration - value) / (aspiration - reservation), 0.0, 1.0)


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


def _gains(
    us: Ints, them: Ints, reservations: tuple[int, int], allowed: int
) -> tuple[Ints, np.ndarray, np.ndarray]:
    """The places in the zone of agreement, and the gains of both sides there as whole numbers of any size."""
    zone = np.flatnonzero(acceptable(us, them, reservations, allowed))
    ours, theirs = (
        acceptance.gains(side[zone], least, allowed).astype(object)
        for side, least in zip((us, them), reservations, strict=True)
    )
    return zone, ours, theirs


def _largest(values: np.ndarray) -> Ints:
    return np.flatnonzero(values == values.max()) if len(values) else np.zeros(0, dtype=np.int64)
