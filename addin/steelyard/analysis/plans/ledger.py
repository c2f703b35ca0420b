"""The ledger of a plan: what each side has given and received after every half-step, and stands to lose.

A plan moves along *tracks*, each from its start through places in a fixed order: a measure from level to
level, delivered by the other side; an option or a line of options that take each other's place, released by
ours. A phase has two half-steps: first measures move, then options. All worth is in whole ticks.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from steelyard.analysis.arrays import Bools, Ints


class Course(NamedTuple):
    """The tracks of a plan, with what each place on them is worth, counted from nothing at all."""

    measure: Bools
    """[t], whether the other side moves the track; ours otherwise."""
    us: tuple[Ints, ...]
    """[t][p], ticks for our side: received for a measure, less than 0 for what an option costs."""
    them: tuple[Ints, ...]
    """[t][p], ticks for the other side: less than 0 for what a measure costs it."""
    back_us: tuple[Ints, ...]
    """[t][p], ticks that our side would recover by taking back what it can; 0 for measures."""
    back_them: tuple[Ints, ...]
    """[t][p], ticks that the other side would lose by that."""


class Ledger(NamedTuple):
    """Where both sides stand after each half-step, in ticks; h counts half-steps, 0 before the first."""

    received: Ints
    """[h, 2], for our side and the other."""
    given: Ints
    """[h, 2]."""
    exposure: Ints
    """[h, 2], given less received, 0 at the least."""
    recovered: Ints
    """[h, 2], what our side would recover by snapback; the other takes nothing back, so 0."""
    withdrawn: Ints
    """[h, 2], what a side would lose when the other takes back what it can; our side loses nothing so."""
    loss: Ints
    """[h, 2], what a side loses if the other stops there: its exposure less what it recovers, 0 or more."""


def ledger(course: Course, places: Ints) -> Ledger:
    """Given, received, exposure, snapback and loss of both sides after each half-step.

    exposure = max(0, given − received), loss = max(0, exposure − recovered)

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
    return Ledger(
        received=received,
        given=given,
        exposure=exposure,
        recovered=recovered,
        withdrawn=np.column_stack([nothing, back_them.sum(axis=1)]),
        loss=np.maximum(0, exposure - recovered),
    )


def _along(values: tuple[Ints, ...], places: Ints) -> Ints:
    """[h, t], the values of the places."""
    return np.column_stack([track[places[:, t]] for t, track in enumerate(values)])


def future_needed(book: Ledger, moves_left: Bools, reservations: tuple[int, int]) -> Ints:
    """How much the future must be worth to a side at each half-step so that stopping there does not pay.

    Who stops keeps what it has received and falls back on no deal, but loses what the other takes back:

    future_needed = max(0, reservation + received − given − withdrawn − (final received − final given))

    This is the gain from breaking off one's own part that the shadow of the future must outweigh
    [Axelrod 1984], for a plan that is carried out once. A side with nothing left to do cannot stop.

    Args:
        book: the ledger.
        moves_left: [h, 2], whether a side still has something to do afterwards.
        reservations: ticks that each side gets with no deal.

    Returns:
        [h, 2], ticks, 0 or more.
    """
    now = book.received - book.given
    stopping = np.array(reservations) + now - book.withdrawn
    return np.where(moves_left, np.maximum(0, stopping - now[-1]), 0)
