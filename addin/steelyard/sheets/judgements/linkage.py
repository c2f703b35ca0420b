"""Linkage: how far the case for an option rests on a measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.sheets.inputs import ZERO_TO_HUNDRED, option_name, own_id
from steelyard.sheets.spec import Kind, Sheet, Table, typed, wide

if TYPE_CHECKING:
    from steelyard.model.draft import Row
    from steelyard.model.model import Model


def sheet(model: Model) -> Sheet:
    """Linkage."""
    return Sheet(
        name="Linkage",
        kind=Kind.JUDGEMENTS,
        title="Linkage: how far the case for an option rests on a measure",
        purpose="From 0 (not at all) to 100 (entirely), for every option and measure.",
        head=8,
        tables=(_table(model),),
        frozen_columns=2,
    )


def _table(model: Model) -> Table[Row]:
    return Table(
        name="linkage",
        rows=lambda context: context.draft.tables["linkage"],
        columns=(
            own_id("the option"),
            option_name(),
            *(typed(m.id, "weight", wide(m.id), "Linkage, 0 to 100.", allowed=ZERO_TO_HUNDRED) for m in model.measures),
        ),
    )  # fmt: skip
