"""Weights: what matters to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.sheets.inputs import entered, entered_along, note, own_id
from steelyard.sheets.spec import Kind, Sheet, Table

if TYPE_CHECKING:
    from steelyard.model.draft import Row
    from steelyard.model.model import Model


def sheet(model: Model) -> Sheet:
    """Weights."""
    return Sheet(
        name="Weights",
        kind=Kind.JUDGEMENTS,
        title="Weights: what matters to whom",
        purpose="Swing weights in points: how much it matters to move a criterion from its worst to its best. "
        "Measures and cost heads share one budget; only the proportions within a row count.",
        head=8,
        tables=(_table(model),),
    )


def _table(model: Model) -> Table[Row]:
    return Table(
        name="weights",
        listed_by=("shares", "id"),
        rows=lambda context: context.draft.tables["weights"],
        columns=(
            own_id("weights"),
            entered("weights", "name", "name", 24),
            entered("weights", "influence", "weight", 10),
            *entered_along("weights", "weights", "weight", model),
            note("weights"),
        ),
    )  # fmt: skip
