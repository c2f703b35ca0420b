"""Cost heads: on which criteria options cost us something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.sheets.inputs import entered, entered_along, note, own_id
from steelyard.sheets.spec import Kind, Sheet, Table

if TYPE_CHECKING:
    from steelyard.model.draft import Row
    from steelyard.model.model import Model


def sheet(model: Model) -> Sheet:
    """Cost heads."""
    return Sheet(
        name="Cost heads",
        kind=Kind.JUDGEMENTS,
        title="Cost heads: on what options cost us",
        purpose="The criteria on which options cost us something; the Costs sheet says how much. A head with a unit has an "
        "amount at 0 and at 100 points, perhaps at 25, 50 and 75; then its costs are typed in the unit.",
        head=8,
        tables=(_table(model),),
        essential=bool(model.cost_heads),
    )


def _table(model: Model) -> Table[Row]:
    return Table(
        name="cost_heads",
        listed_by=("effects", ""),
        rows=lambda context: context.draft.tables["cost_heads"],
        columns=(
            own_id("cost_heads"),
            entered("cost_heads", "name", "name", 30),
            entered("cost_heads", "worst", "text", 34),
            entered("cost_heads", "best", "text", 34),
            entered("cost_heads", "unit", "text", 16),
            *entered_along("cost_heads", "scale", "plain", model),
            entered("cost_heads", "irreversible", "id", 12),
            note("cost_heads"),
        ),
    )
