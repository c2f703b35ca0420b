"""Plan: who moves when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.parts import StepKind
from steelyard.sheets.inputs import LEVEL, note, own_id
from steelyard.sheets.spec import Allowed, Kind, Sheet, Table, typed

if TYPE_CHECKING:
    from steelyard.model.draft import Row
    from steelyard.model.model import Model

PHASE = Allowed("A whole number, 1 or more.", low=1, whole=True)
KIND = Allowed(
    "measure (delivered by the counterpart) or option (released by our side).",
    choices='"' + ",".join(StepKind) + '"',
)


def sheet(model: Model) -> Sheet:
    """Plan."""
    return Sheet(
        name="Plan",
        kind=Kind.JUDGEMENTS,
        title="Plan: who moves when",
        purpose="Phases in which measures are delivered and options released; within a phase, measures come first.",
        head=8,
        tables=(_table(model),),
    )


def _table(_: Model) -> Table[Row]:
    return Table(
        name="plan",
        rows=lambda context: context.draft.tables["plan"],
        columns=(
            own_id("the step"),
            typed("phase", "count", 8, "1 for the first.", allowed=PHASE),
            typed("kind", "id", 10, "measure or option.", allowed=KIND),
            typed("item", "id", 22, "The measure or option."),
            typed("level", "id", 13, "The level that the measure reaches.", allowed=LEVEL),
            note(),
        ),
    )
