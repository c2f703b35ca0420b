"""Plan: who moves when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.sheets.inputs import entered, note, own_id
from steelyard.sheets.references import referring
from steelyard.sheets.spec import Kind, Sheet, Table

if TYPE_CHECKING:
    from steelyard.model.draft import Row
    from steelyard.model.model import Model


def sheet(model: Model) -> Sheet:
    """Plan."""
    return Sheet(
        name="Plan",
        kind=Kind.JUDGEMENTS,
        title="Plan: who moves when",
        purpose="Phases in which measures are delivered and options released; within a phase, measures come first.",
        head=8,
        tables=(_table(model),),
        essential=bool(model.plan),
    )


def _table(_: Model) -> Table[Row]:
    return Table(
        name="plan",
        rows=lambda context: context.draft.tables["plan"],
        columns=(
            own_id("plan"),
            entered("plan", "phase", "count", 8),
            entered("plan", "kind", "id", 10),
            *referring("plan", "item", 30),
            entered("plan", "level", "id", 13),
            note("plan"),
        ),
    )
