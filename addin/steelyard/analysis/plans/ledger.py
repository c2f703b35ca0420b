"""The ledger of a plan: what each side has given and received after every half-step, and what it can lose.

A plan has *tracks*. Each track has a start and places in a fixed order: the levels of a measure, which the
other side delivers, or options that replace each other, which our side releases. A phase has two
half-steps: first measures go on, then options. All worth is in whole ticks.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from steelyard.analysis.arrays import Bools, Floats, Ints
from steelyard.analysis.packages.packages import TICKS


class Course(NamedTuple):
    """The tracks of a plan, with the worth of each place, compared with the start."""

    measure: Bools
    """[t], whether the track is a measure, whose steps the other side takes; otherwise our side does."""
    us: tuple[Ints, ...]
    """[t][p], ticks for our side: 0 or more for a measure, 0 or less for an option."""
    them: tuple[Ints, ...]
    """[t][p], ticks for the other side: 0 or less for a measure, 0 or more for an option."""
    back_us: tuple[Ints, ...]
    """[t][p], ticks that our side recovers if it takes back what it can; 0 for measures."""
    back_them: tuple[Ints, ...]
    """[t][p], ticks that the other side loses by that."""


class Ledger(NamedTuple):
    """What both sides have given and received after each half-step, in ticks; h is 0 before the first."""

    received: Ints
    """[h, 2], for our side and the other side."""
    given: Ints
    """[h, 2], for our side and the other side."""
    exposure: Ints
    """[h, 2], given less received, 0 or more."""
    recovered: Ints
    """[h, 2], what our side recovers by snapback; 0 for the other side, which takes nothing back."""
    withdrawn: Ints
    """[h, 2], what a side loses if the other takes back what it can; 0 for our side."""
    loss: Ints
    """[h, 2], what a side loses if the other stops there: its exposure less what it recovers, 0 or more."""
    loss_taken_back: Ints
    """[h, 2], what it loses if the other stops there and takes back what it can."""


def ledger(course: Course, places: Ints) -> Ledger:
    """Given, received, exposure, snapback and loss of both sides after each half-step.

    exposure = max(0, given − received), loss = max(0, exposure − recovered)
    loss_taken_back = max(0, max(0, given − (received − withdrawn)) − recovered)

    Args:
        course: the tracks.
        places: [h, t], the place on each track after each half-step, and before the first.
    """
    measure = course.measure[np.newaxis, :]
    us, them, back_us, back_them = (
        _along(side, places) for side in (course.us, course.them, course.back_us, course.back_them)
    )
    received = np.column_stack([(us * measure).sum(axis=1), (them * ~measure).sum(axis=1)])
    given = -np.column_stack([(us * ~measure).sum(axis=1), (them * measure).sum(axis=1)])
    nothing = np.zeros(len(places), dtype=np.int64)
    exposure = np.maximum(0, given - received)
    recovered = np.column_stack([back_us.sum(axis=1), nothing])
    withdrawn = np.column_stack([nothing, back_them.sum(axis=1)])
    without = np.maximum(0, given - (received - withdrawn))
    return Ledger(
        received=received,
        given=given,
        exposure=exposure,
        recovered=recovered,
        withdrawn=withdrawn,
        loss=np.maximum(0, exposure - recovered),
        loss_taken_back=np.maximum(0, without - recovered),
    )


def goes_on(needed: Ints, futures: Floats, steps: int) -> Bools:
    """Whether what the future is stated to be worth keeps a side from stopping, see `future_needed`.

    What is needed is a sum of rounded numbers: what the party has with no deal, and for each step of the plan
    two at most. For an option that stays in force this is what the other takes back, a rounded share of a
    rounded worth. For any other step it is the worth now and at the end. As in `packages.acceptance`, each of
    these numbers is half a tick off at most, and rounding never keeps a side from going on.

    Args:
        needed: [h, 2], ticks.
        futures: points that the future is stated to be worth to each side; not rounded.
        steps: how many steps the plan has.

    >>> goes_on(np.array([[7_000_002, 7_000_003]]), np.array([7.0, 7.0]), steps=2)
    array([[ True, False]])
    """
    return np.asarray(needed <= futures * TICKS + _rounded(steps), dtype=np.bool_)


def least_future(needed: Ints, steps: int) -> Floats:
    """The least future in points with which `goes_on` says that a side never stops, with one decimal.

    It is rounded up, so that a side goes on when just this much is stated.

    Args:
        needed: [h, 2], ticks.
        steps: how many steps the plan has.

    >>> least_future(np.array([[12_800_001, 0], [12_800_004, 0]]), steps=2)
    array([12.9,  0. ])
    """
    enough = needed.max(axis=0) - _rounded(steps)
    tenths: Floats = np.maximum(0, np.ceil(enough / (TICKS / 10)))
    return tenths / 10 + 0.0  # no negative zero


def _rounded(steps: int) -> float:
    """Ticks by which the rounding of single numbers may raise what is needed of the future, see `goes_on`.

    The number of terms is odd, so that no whole number of ticks is just at the bound.
    """
    return (2 * steps + 1) / 2


def _along(values: tuple[Ints, ...], places: Ints) -> Ints:
    """[h, t], the values of the places."""
    return np.column_stack([track[places[:, t]] for t, track in enumerate(values)])


def future_needed(book: Ledger, moves_left: Bools, reservations: Ints) -> Ints:
    """What the future must be worth to a side at each half-step, so that it is not better off stopping there.

    A side that stops keeps what it has received, has no deal otherwise, and loses what the other takes back:

    future_needed = max(0, reservation + received − given − withdrawn − (final received − final given))

    It is the gain from stopping, which the worth of the future must at least equal  [Axelrod 1984], for a
    plan that is carried out once. A side that has no steps left cannot stop.

    Args:
        book: the ledger.
        moves_left: [h, 2], whether a side still has steps to take afterwards.
        reservations: [h, 2], ticks that each side gets with no deal in the phase of the half-step.

    Returns:
        [h, 2], ticks, 0 or more.
    """
    now = book.received - book.given
    stopping = reservations + now - book.withdrawn
    return np.where(moves_left, np.maximum(0, stopping - now[-1]), 0)
