"""What follows from the delivery record: how far each measure had come on a day, and two scenarios.

An entry with a verifier gives what was really delivered; one without gives what was only announced. Of the
entries of one kind on a measure the latest day counts, and on one day the highest level, so that the order of
the rows never matters. Every entry counts, whatever the day on which the record is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.model.parts import Scenario

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.model.parts import ModelFields, RecordEntry

TODAY, PLEDGES = "today", "pledges-kept"
"""Ids of the two scenarios that follow from the record; no typed scenario has one of them."""

DERIVED = {TODAY: "Today, as verified", PLEDGES: "If pledges are kept"}
"""Names of the derived scenarios by their ids; no typed scenario has one of them."""

LAST_DAY = "9999-12-31"


class Standing(NamedTuple):
    """How far one measure has come by the record."""

    verified: RecordEntry | None
    """The entry with a verifier that counts; None where nothing was verified."""
    pledged: RecordEntry | None
    """The entry without a verifier that counts, where it goes beyond what is verified."""
    levels: tuple[str, str]
    """The level verified, and the level if pledges are kept; the lowest where nothing was."""


def standings(model: ModelFields, until: str = LAST_DAY) -> tuple[Standing, ...]:
    """[m], how far each measure has come by the entries up to and including a day (ISO 8601)."""
    known = [entry for entry in model.record if entry.date <= until]
    return tuple(
        _standing([entry for entry in known if entry.measure == measure.id], model.levels)
        for measure in model.measures
    )


def derived(model: ModelFields) -> tuple[Scenario, ...]:
    """The scenarios *today* and *if pledges are kept*; none where the record has no entry."""
    if not model.record:
        return ()
    levels = zip(*(standing.levels for standing in standings(model)), strict=True)
    return tuple(
        Scenario(id=own, name=name, levels=each)
        for (own, name), each in zip(DERIVED.items(), levels, strict=True)
    )


def in_date_order(model: ModelFields) -> tuple[RecordEntry, ...]:
    """The entries, earlier days first; on one day lower levels first, then as they stand in the record."""
    return tuple(sorted(model.record, key=lambda entry: (entry.date, model.levels.index(entry.level))))


def _standing(entries: Sequence[RecordEntry], levels: Sequence[str]) -> Standing:
    verified = _latest([entry for entry in entries if entry.verifier], levels)
    pledged = _latest([entry for entry in entries if not entry.verifier], levels)
    now, then = (levels.index(entry.level) if entry else 0 for entry in (verified, pledged))
    if then <= now:
        pledged = None
    return Standing(verified, pledged, (levels[now], levels[max(now, then)]))


def _latest(entries: Sequence[RecordEntry], levels: Sequence[str]) -> RecordEntry | None:
    """Of those on the latest day with the highest level of that day, the last."""
    ordered = sorted(entries, key=lambda entry: (entry.date, levels.index(entry.level)))
    return ordered[-1] if ordered else None
