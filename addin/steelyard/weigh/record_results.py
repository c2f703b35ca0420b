"""The delivery record over time: the levels that were verified on the day of each entry, and their worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.model.record import in_date_order, standings
from steelyard.weigh.result import Result, ResultColumn, Unit
from steelyard.weigh.weighing import computed_once

if TYPE_CHECKING:
    from steelyard.analysis.arrays import Floats
    from steelyard.model.parts import RecordEntry
    from steelyard.weigh.weighing import Weighing


class Report(NamedTuple):
    """What the record says with an entry, and with all other entries of its day and of earlier days."""

    entry: RecordEntry
    verified: Floats
    """[m], value of the verified level, 0 to 100."""
    pledged: Floats
    """[m], value of the level if the pledges of that day are kept, 0 to 100."""
    points: tuple[float, float]
    """Benefit at full linkage from the weighing's viewpoint: as verified, and if the pledges are kept."""


@computed_once
def reports(weighing: Weighing) -> tuple[Report, ...]:
    """One report for each entry, in the order of their dates."""
    return tuple(_report(weighing, entry) for entry in in_date_order(weighing.model))


def _report(weighing: Weighing, entry: RecordEntry) -> Report:
    place = {level: at for at, level in enumerate(weighing.model.levels)}
    levels = [standing.levels for standing in standings(weighing.model, entry.date)]
    verified, pledged = (
        np.array([values[place[pair[which]]] for values, pair in zip(weighing.values, levels, strict=True)])
        for which in (0, 1)
    )
    shares = weighing.measure_shares
    return Report(entry, verified, pledged, (float(shares @ verified), float(shares @ pledged)))


def record(weighing: Weighing) -> Result:
    """The entries of the delivery record by date, with the benefit as verified then and with pledges kept."""
    measures = weighing.model.ids("measures")
    return Result(
        "record",
        "Delivery over time: value of what was verified at each entry's day",
        (
            ResultColumn("entry", "entry", Unit.TEXT),
            ResultColumn("date", "date", Unit.TEXT),
            ResultColumn("measure", "measure", Unit.TEXT, "measures"),
            ResultColumn("level", "level", Unit.TEXT),
            ResultColumn("verifier", "verifier", Unit.TEXT),
            ResultColumn("benefit_verified", "benefit verified", Unit.POINTS),
            ResultColumn("benefit_pledged", "benefit with pledges", Unit.POINTS),
            *(ResultColumn(measure, measure, Unit.POINTS, heads="measures") for measure in measures),
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
