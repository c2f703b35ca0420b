"""The delivery record over time: what stood verified at each entry's day, and what it is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.model.record import in_date_order, standings
from steelyard.weigh.result import Column, Table, Unit

if TYPE_CHECKING:
    from steelyard.analysis.arrays import Floats
    from steelyard.model.parts import RecordEntry
    from steelyard.weigh.weighing import Weighing


class Report(NamedTuple):
    """What the record said once an entry, and all others of its day and before, were in it."""

    entry: RecordEntry
    verified: Floats
    """[m], value of the level that was verified, 0 to 100."""
    pledged: Floats
    """[m], value of the level if the pledges of that day were kept."""
    points: tuple[float, float]
    """Benefit at full linkage from the weighing's viewpoint: as verified, and if pledges are kept."""


def reports(weighing: Weighing) -> tuple[Report, ...]:
    """One report an entry, in the order of their dates."""
    return tuple(_report(weighing, entry) for entry in in_date_order(weighing.model))


def _report(weighing: Weighing, entry: RecordEntry) -> Report:
    place = {level: at for at, level in enumerate(weighing.model.levels)}
    levels = [standing.levels for standing in standings(weighing.model, entry.date)]
    verified, pledged = (
        np.array([values[place[both[which]]] for values, both in zip(weighing.values, levels, strict=True)])
        for which in (0, 1)
    )
    shares = weighing.measure_shares
    return Report(entry, verified, pledged, (float(shares @ verified), float(shares @ pledged)))


def record(weighing: Weighing) -> Table:
    """The entries of the delivery record by date, with what stood verified then and if pledges were kept."""
    measures = [measure.id for measure in weighing.model.measures]
    return Table(
        "record",
        "Delivery over time: value of what was verified at each entry's day",
        (
            Column("entry", "entry", Unit.TEXT),
            Column("date", "date", Unit.TEXT),
            Column("measure", "measure", Unit.TEXT),
            Column("level", "level", Unit.TEXT),
            Column("verifier", "verifier", Unit.TEXT),
            Column("benefit_verified", "benefit verified", Unit.POINTS),
            Column("benefit_pledged", "benefit with pledges", Unit.POINTS),
            *(Column(measure, measure, Unit.POINTS) for measure in measures),
        ),
        tuple(
            (
                report.entry.id,
                report.entry.date,
                report.entry.measure,
                report.entry.level,
                report.entry.verifier,
                *report.points,
                *report.verified.tolist(),
            )
            for report in reports(weighing)
        ),
    )
