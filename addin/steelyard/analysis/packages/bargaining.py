"""The solutions of bargaining theory on a frontier, and how far each party is from the best it can get.

All numbers are whole ticks, so that ties are exact. Every solution gives all packages that tie, as places
on the frontier, and none if no package gives every party what it has with no deal. There may be any number of
parties; the first is our side. A party's *gain* is what a package gives it above its reservation value, even
where every package gives it more than that. Its *ideal* is its greatest worth in the zone of agreement. Who
accepts a package, and which gain is more than rounding, is the rule of `acceptance`.
"""

from __future__ import annotations

import numpy as np

from steelyard.analysis.arrays import Bools, Floats, Ints
from steelyard.analysis.packages import acceptance


def acceptable(worth: Ints, no_deal: tuple[int, ...], allowed: int = 0) -> Bools:
    """[f], whether every party accepts: the zone of agreement.

    Args:
        worth: [f, n], ticks for each party.
        no_deal: [n], ticks that each party gets with no deal.
        allowed: ticks of rounding, see `acceptance.rounding`.

    >>> acceptable(np.array([[9, -4], [7, 1], [-2, 5]]), (0, 0))
    array([False,  True, False])
    """
    return np.asarray((worth >= np.array(no_deal) - allowed).all(axis=1), dtype=np.bool_)


def better(worth: Ints, no_deal: tuple[int, ...], allowed: int = 0) -> Bools:
    """[f], whether every party accepts, and one of them gains: with such a package the zone is open.

    Args:
        worth: [f, n], ticks for each party.
        no_deal: [n], ticks that each party gets with no deal.
        allowed: ticks of rounding, see `acceptance.rounding`.

    >>> better(np.array([[0, 0], [3, -1], [-1, 1]]), (0, 0), allowed=1)
    array([False,  True, False])
    """
    gain = (_gains(worth, no_deal, allowed) > 0).any(axis=1)
    return np.asarray(acceptable(worth, no_deal, allowed) & gain, dtype=np.bool_)


def nash(worth: Ints, no_deal: tuple[int, ...], allowed: int = 0) -> Ints:
    """Places with the greatest product of gains  [Nash 1950], for several parties [Harsanyi 1977].

    Args:
        worth: [f, n], ticks for each party.
        no_deal: [n], ticks that each party gets with no deal.
        allowed: ticks of rounding, see `acceptance.rounding`.

    >>> nash(np.array([[12, 1], [8, 4], [6, 5], [2, 16]]), (0, 0))
    array([1, 3])
    """
    zone, gains = _in_zone(worth, no_deal, allowed)
    return zone[_largest(gains.prod(axis=1))]


def kalai_smorodinsky(worth: Ints, no_deal: tuple[int, ...], allowed: int = 0) -> Ints:
    """Places with the largest smallest share of the ideal gain  [Kalai & Smorodinsky 1975].

    A party's ideal is its greatest gain in the zone of agreement. Packages hardly ever give all parties
    exactly the same share of their ideals, so the smallest of the shares is made as large as possible. A
    party whose ideal is 0 can gain nothing and does not count; if a single party can gain, its greatest gain
    is chosen.

    Args:
        worth: [f, n], ticks for each party.
        no_deal: [n], ticks that each party gets with no deal.
        allowed: ticks of rounding, see `acceptance.rounding`.

    >>> kalai_smorodinsky(np.array([[12, 1], [8, 4], [6, 5], [2, 16]]), (0, 0))
    array([2])
    """
    zone, gains = _in_zone(worth, no_deal, allowed)
    if not len(zone):
        return zone
    ideals = gains.max(axis=0)
    counts = np.flatnonzero(ideals > 0)
    if len(counts) < 2:
        return zone[_largest(gains.sum(axis=1))]
    # gain / ideal is compared as gain times the ideals of all others, in whole numbers of any size.
    product = ideals[counts].prod()
    shares = np.column_stack([gains[:, party] * (product // ideals[party]) for party in counts])
    return zone[_largest(shares.min(axis=1))]


def egalitarian(worth: Ints, no_deal: tuple[int, ...], allowed: int = 0) -> Ints:
    """Places with the largest smallest gain  [Kalai 1977].

    Args:
        worth: [f, n], ticks for each party.
        no_deal: [n], ticks that each party gets with no deal.
        allowed: ticks of rounding, see `acceptance.rounding`.

    >>> egalitarian(np.array([[12, 1], [8, 4], [6, 5], [2, 16]]), (0, 0))
    array([2])
    """
    zone, gains = _in_zone(worth, no_deal, allowed)
    return zone[_largest(gains.min(axis=1))]


def greatest_sum(worth: Ints, no_deal: tuple[int, ...], allowed: int = 0) -> Ints:
    """Places with the greatest sum of gains; a point counts the same for all parties  [Myerson 1981].

    The reservation values are the same for all packages, so the sum of what they are worth decides.

    Args:
        worth: [f, n], ticks for each party.
        no_deal: [n], ticks that each party gets with no deal.
        allowed: ticks of rounding, see `acceptance.rounding`.

    >>> greatest_sum(np.array([[12, 1], [8, 4], [6, 5], [2, 16]]), (0, 0))
    array([3])
    """
    zone = np.flatnonzero(acceptable(worth, no_deal, allowed))
    return zone[_largest(worth[zone].sum(axis=1))]


def best_for(party: int, worth: Ints, no_deal: tuple[int, ...], allowed: int = 0) -> Ints:
    """The places that are best for one party, of those where every party gets its reservation value.

    Args:
        party: its place among the parties.
        worth: [f, n], ticks for each party.
        no_deal: [n], ticks that each party gets with no deal.
        allowed: ticks of rounding, see `acceptance.rounding`.

    >>> best_for(0, np.array([[12, 1], [8, 4], [6, 5], [2, 16]]), (0, 2))
    array([1])
    """
    zone = np.flatnonzero(acceptable(worth, no_deal, allowed))
    return zone[_largest(worth[zone, party])]


def ideals(worth: Ints, no_deal: tuple[int, ...], allowed: int = 0) -> tuple[int, ...] | None:
    """The most that each party gets in the zone of agreement, or None where no package is in it.

    Args:
        worth: [f, n], ticks for each party.
        no_deal: [n], ticks that each party gets with no deal.
        allowed: ticks of rounding, see `acceptance.rounding`.

    >>> ideals(np.array([[12, 1], [8, 4], [6, 5], [2, 16]]), (0, 2))
    (8, 16)
    """
    zone = worth[acceptable(worth, no_deal, allowed)]
    return tuple(zone.max(axis=0).tolist()) if len(zone) else None


def concession(value: Ints, ideal: int, reservation: int, allowed: int = 0) -> Floats:
    """How far a party is from its ideal, as a share of its range.

    concession = (ideal − value) / (ideal − reservation)  [Raiffa, Richardson & Metcalfe 2002]

    A share is never less than 0 or more than 1: a package below the reservation value concedes the whole
    range, and one above the ideal, which another party does not accept or which breaks rules, concedes
    nothing.

    Args:
        value: ticks that packages give it.
        ideal: ticks of the best package for it in the zone of agreement.
        reservation: ticks that it gets with no deal.
        allowed: ticks of rounding, see `acceptance.rounding`.

    Returns:
        An array like `value`: 0 at the ideal, 1 at the reservation value; NaN where the ideal is no gain.

    >>> concession(np.array([10, 4, -2, -3]), ideal=10, reservation=-2)
    array([0. , 0.5, 1. , 1. ])
    """
    if not acceptance.gains(np.array(ideal), reservation, allowed):
        return np.full(len(value), np.nan)
    return np.clip((ideal - value) / (ideal - reservation), 0.0, 1.0)


def nearest(worth: Ints, no_deal: tuple[int, ...]) -> tuple[Ints, int]:
    """The places with the least shortfall: what the party lacks that lacks most.

    shortfall = max over the parties of (reservation − worth)

    Args:
        worth: [f, n], ticks for each party that must accept, of all packages that no other beats for these.
        no_deal: [n], ticks that each party gets with no deal.

    Returns:
        The places, all that tie, and the shortfall in ticks; below 0 where every party gains.

    >>> nearest(np.array([[9, -4], [4, -1], [-2, 3]]), (2, 1))
    (array([1]), 2)
    """
    short = (np.array(no_deal) - worth).max(axis=1)
    return _largest(-short), int(short.min()) if len(short) else 0


def distance(point: tuple[int, ...], worth: Ints) -> int:
    """What every party can gain at least, in ticks: over the frontier, the largest of the smallest gains.

    It is 0 for a package on the frontier.

    Args:
        point: [n], ticks of the package for each party.
        worth: [f, n], ticks of the frontier.

    >>> distance((5, 3), np.array([[9, -4], [7, 4], [-2, 9]]))
    1
    """
    return int((worth - np.array(point)).min(axis=1).max(initial=0))


def _gains(worth: Ints, no_deal: tuple[int, ...], allowed: int) -> Ints:
    """[f, n], the gain of each party; see `acceptance.gains`."""
    parties = zip(worth.T, no_deal, strict=True)
    return np.column_stack([acceptance.gains(values, least, allowed) for values, least in parties])


def _in_zone(worth: Ints, no_deal: tuple[int, ...], allowed: int) -> tuple[Ints, np.ndarray]:
    """The places in the zone of agreement, and [z, n] the gains there as whole numbers of any size."""
    zone = np.flatnonzero(acceptable(worth, no_deal, allowed))
    return zone, _gains(worth[zone], no_deal, allowed).astype(object)


def _largest(values: np.ndarray) -> Ints:
    return np.flatnonzero(values == values.max()) if len(values) else np.zeros(0, dtype=np.int64)
