"""Costs: what each option costs us."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.sheets.inputs import entered_along, option_name, own_id
from steelyard.sheets.spec import Kind, Sheet, Table

if TYPE_CHECKING:
    from steelyard.model.draft import Row
    from steelyard.model.model import Model


def sheet(model: Model) -> Sheet:
    """Costs."""
    return Sheet(
        name="Costs",
        kind=Kind.JUDGEMENTS,
        title="Costs: what each option costs us",
        purpose="From 0 (nothing) to 100 (the worst among the options one can think of), for every option and cost head.",
        head=8,
        tables=(_table(model),),
        frozen_columns=2,
    )


def _table(model: Model) -> Table[Row]:
    return Table(
        name="costs",
        rows=lambda context: context.draft.tables["costs"],
        columns=(
            own_id("costs"),
            option_name(),
            *entered_along("costs", "costs", "weight", model),
        ),
    )  # fmt: skip
