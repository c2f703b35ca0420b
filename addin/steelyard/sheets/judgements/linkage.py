"""Linkage: how far the case for an option rests on a measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.sheets.inputs import entered_along, option_name, own_id
from steelyard.sheets.names_above import names_above
from steelyard.sheets.spec import Kind, Sheet, Table

if TYPE_CHECKING:
    from steelyard.model.draft import Row
    from steelyard.model.model import Model


def sheet(model: Model) -> Sheet:
    """Linkage."""
    return Sheet(
        name="Linkage",
        kind=Kind.JUDGEMENTS,
        title="Linkage: how options rest on measures",
        purpose="From 0 (not at all) to 100 (entirely), for every option and measure. Linkage counts in scores, not in packages: "
        "over options it may add up to more than 100 on a measure, so nets of several options cannot be added.",
        head=8,
        header=lambda context: tuple(names_above(context, "linkage", context.measures)),
        tables=(_table(model),),
        essential=True,
        frozen_columns=2,
    )


def _table(model: Model) -> Table[Row]:
    return Table(
        name="linkage",
        rows=lambda context: context.draft.tables["linkage"],
        columns=(
            own_id("linkage"),
            option_name(),
            *entered_along("linkage", "linkage", "weight", model),
        ),
    )  # fmt: skip
