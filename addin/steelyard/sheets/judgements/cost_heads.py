"""Cost heads: on which criteria options cost us something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.sheets.inputs import entered, note, own_id
from steelyard.sheets.spec import Kind, Sheet, Table

if TYPE_CHECKING:
    from steelyard.model.draft import Row
    from steelyard.model.model import Model


def sheet(model: Model) -> Sheet:
    """Cost heads."""
    return Sheet(
        name="Cost heads",
        kind=Kind.JUDGEMENTS,
        title="Cost heads: on which criteria options cost us something",
        purpose="The criteria on which options cost us something; the Costs sheet says how much.",
        head=8,
        tables=(_table(model),),
    )


def _table(_: Model) -> Table[Row]:
    return Table(
        name="cost_heads",
        listed_by=("effects", ""),
        rows=lambda context: context.draft.tables["cost_heads"],
        columns=(
            own_id("cost_heads"),
            entered("cost_heads", "name", "name", 36),
            entered("cost_heads", "irreversible", "id", 12),
            note("cost_heads"),
        ),
    )
