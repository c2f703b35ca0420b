"""Weights: what matters to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.sheets.inputs import ZERO_OR_MORE, note, own_id
from steelyard.sheets.spec import Kind, Sheet, Table, typed, wide

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
            own_id("the stakeholder"),
            typed("name", "name", 24, "Name of the stakeholder."),
            typed("influence", "weight", 10, "How much it counts in the pool; only the proportions matter.", allowed=ZERO_OR_MORE),
            *(typed(c, "weight", wide(c), "Swing weight in points, 0 or more.", allowed=ZERO_OR_MORE) for c in model.criteria),
            note(),
        ),
    )  # fmt: skip
