"""Weights that were given before the range of their criterion moved: kept, or put in proportion."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.errors import SteelyardError
from steelyard.model.naming import meant
from steelyard.weigh.conditions import plain_number
from steelyard.weigh.swings import swings
from steelyard.workbook.editing.weights import DIGITS, with_weights
from steelyard.workbook.reading.dropped import require_tables
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.score import scored
from steelyard.workbook.scoring.weighed_ranges import weighed_ranges, without_ranges

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from steelyard.model.model import Model
    from steelyard.ooxml.opc.package import Package
    from steelyard.weigh.swings import Swing, WeighedRange
    from steelyard.workbook.scoring.score import Scored


class Reweighed(NamedTuple):
    """What became of weights whose criterion has another range now."""

    scored: Scored
    said: tuple[str, ...]
    """A sentence a criterion."""


def reweighed(
    file: Package, criteria: Sequence[str] = (), *, rescale: bool, now: datetime | None = None
) -> tuple[Package, Reweighed]:
    """The workbook in which the weights of criteria count for the ranges that these have now, scored.

    Args:
        file: the workbook.
        criteria: ids or names; all whose range has moved where none is given.
        rescale: whether weights are multiplied by what their range has grown by; else they stay as they are.
        now: see `steelyard.workbook.scoring.score.score`.

    Raises:
        SteelyardError: the range of no such criterion has moved, a range is in words alone, so that no weight
            can be put in proportion, or a formula stands where a weight is to be written.
        UnknownName: there is no such criterion.
        InvalidModel, WouldLoseContent, MissingTable: see `steelyard.workbook.scoring.score.score`.
    """
    reading = read_package(file)
    model, file = reading.fit(), reading.file
    require_tables(file)
    wanted = {meant("criterion", each, model.names("criteria")) for each in criteria}
    then = weighed_ranges(file, model)
    moved = [
        swing
        for swing in swings(model)
        if then.get(swing.id, swing.range) != swing.range and (not wanted or swing.id in wanted)
    ]
    if not moved:
        raise SteelyardError(
            f"{file.where}: the range of no such criterion has moved since its weights were given"
        )
    said = []
    for swing in moved:
        if rescale:
            file = _rescaled(file, model, swing, then[swing.id])
        said.append(_said(swing, then[swing.id], rescale=rescale))
    file, done = scored(without_ranges(file, {swing.id for swing in moved}), now=now)
    return file, Reweighed(done._replace(corrections=reading.corrections), tuple(said))


def _rescaled(file: Package, model: Model, swing: Swing, then: WeighedRange) -> Package:
    factor = then.factor(swing.range)
    if factor is None:
        raise SteelyardError(
            f"{file.where}: the range of {swing.name} is in words alone, so its weights cannot be put in "
            "proportion: ask for them again, and type them on Weights"
        )
    at = model.criteria.index(swing.id)
    return with_weights(
        file,
        {(part.id, swing.id): round(part.weights[at] * factor, DIGITS) for part in model.stakeholders},
    )


def _said(swing: Swing, then: WeighedRange, *, rescale: bool) -> str:
    if not rescale:
        return f"{swing.name}: its weights stay, and count as given for its range now."
    factor = then.factor(swing.range) or 0.0
    return f"{swing.name}: its weights are multiplied by {plain_number(factor)}, as its range is."
