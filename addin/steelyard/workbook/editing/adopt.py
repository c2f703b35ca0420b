"""Trial weights become the judgements of a stakeholder, and no share is on trial any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.errors import SteelyardError
from steelyard.model.naming import meant
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.sheet_cells import with_cells
from steelyard.sheets.names import TRIAL
from steelyard.weigh.sentences import number_words
from steelyard.weigh.trial_sentences import said
from steelyard.weigh.weighing import Weighing
from steelyard.workbook.editing.weights import DIGITS, with_weights
from steelyard.workbook.reading.dropped import require_tables
from steelyard.workbook.reading.located import view_of
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.score import scored

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from steelyard.model.model import Model
    from steelyard.model.parts import Stakeholder
    from steelyard.ooxml.opc.package import Package
    from steelyard.workbook.scoring.score import Scored

POOL_STAYS = (
    "The pool does not become the trial: it averages the weights of all stakeholders by their influence."
)


class Adopted(NamedTuple):
    """What an adoption did."""

    scored: Scored
    stakeholder: str
    """Id of the stakeholder."""
    said: tuple[str, ...]
    """What was written, what rounding moved, and what becomes of the pool."""


def adopted(file: Package, stakeholder: str, now: datetime | None = None) -> tuple[Package, Adopted]:
    """The workbook in which the trial weights are those of a stakeholder, scored, with no trial any more.

    Each weight is the share that results follow times the points that the stakeholder gave in all, rounded to
    a tenth of a point. The Change log gets an entry for each weight that changes.

    Args:
        file: the workbook.
        stakeholder: id or name of the stakeholder.
        now: see `steelyard.workbook.scoring.score.score`.

    Raises:
        SteelyardError: no trial weights are in use, or a formula stands where a weight is to be written.
        UnknownName: there is no such stakeholder.
        InvalidModel, WouldLoseContent, MissingTable: see `steelyard.workbook.scoring.score.score`.
    """
    reading = read_package(file)
    model, file = reading.fit(), reading.file
    require_tables(file)
    own = meant("stakeholder", stakeholder, {part.id: part.name for part in model.stakeholders})
    weighing = Weighing(model, with_trial=True)
    if not weighing.on_trial:
        why = said(weighing.trial) or "No shares are on trial."
        raise SteelyardError(f"{file.where}: {why} Nothing is adopted")
    part = next(each for each in model.stakeholders if each.id == own)
    wanted = weighing.shares.tolist()
    points = [round(share * sum(part.weights), DIGITS) for share in wanted]
    if not sum(points) > 0:
        raise SteelyardError(
            f"{file.where}: {part.name} gave {sum(part.weights):.15g} points in all, so few that all weights "
            "would be rounded to 0; give more points in the same proportions"
        )
    given = {(own, criterion): value for criterion, value in zip(model.criteria, points, strict=True)}
    file = _emptied(with_weights(file, given))
    file, done = scored(file, now=now)
    return file, Adopted(
        done._replace(corrections=reading.corrections), own, _said(model, part, points, wanted)
    )


def _emptied(file: Package) -> Package:
    """The workbook without any share on trial."""
    view = view_of(file, TRIAL)
    cells = {
        view.address(row, "trial"): Value(None) for row in view.rows if view.cell(row, "trial") is not None
    }
    return with_cells(file, {view.table.sheet: cells})


def _said(
    model: Model, part: Stakeholder, points: Sequence[float], wanted: Sequence[float]
) -> tuple[str, ...]:
    """What was written, what rounding moved, and what becomes of the pool."""
    got = [value / sum(points) for value in points]
    moved, at = max(
        (abs(one - other), place) for place, (one, other) in enumerate(zip(got, wanted, strict=True))
    )
    rounding = (
        f"Rounding to a tenth of a point moves shares by up to {number_words(100 * moved, 2)} % "
        f"({[*model.names('criteria').values()][at]}: {number_words(100 * wanted[at], 2)} % on trial, "
        f"{number_words(100 * got[at], 2)} % now)."
    )
    written = f"The trial weights are now the weights of {part.name}, and no share is on trial any more."
    pool = (POOL_STAYS,) if len(model.stakeholders) > 1 else ()
    return (written, rounding, *pool)
