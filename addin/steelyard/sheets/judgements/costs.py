"""Costs: what each option costs us."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.sheets.inputs import ZERO_TO_HUNDRED, option_name, own_id
from steelyard.sheets.spec import Kind, Sheet, Table, typed, wide

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
            own_id("the option"),
            option_name(),
            *(typed(k.id, "weight", wide(k.id), "Cost, 0 to 100.", allowed=ZERO_TO_HUNDRED) for k in model.cost_heads),
        ),
    )  # fmt: skip
