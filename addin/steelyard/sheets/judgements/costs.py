"""Costs: what each option costs us."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from steelyard.model.assembly.anchors import range_of
from steelyard.model.vocabulary import TYPED_IN
from steelyard.sheets.column_kinds import live
from steelyard.sheets.inputs import entered_along, option_name, own_id
from steelyard.sheets.names_above import names_above
from steelyard.sheets.spec import Allowed, Kind, Sheet, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.model.draft import Row
    from steelyard.model.model import Model
    from steelyard.model.parts import CostHead
    from steelyard.sheets.spec import At, Column


def sheet(model: Model) -> Sheet:
    """Costs."""
    return Sheet(
        name="Costs",
        kind=Kind.JUDGEMENTS,
        title="Costs: what each option costs us",
        purpose="From 0 (nothing) to 100 (the worst among the options one can think of), for every option and cost head; in "
        "the unit of the head where Cost heads names one.",
        head=8,
        header=lambda context: tuple(names_above(context, "costs", context.heads)),
        tables=(_table(model),),
        essential=bool(model.cost_heads),
        frozen_columns=2,
    )


def _in_unit(column: Column[Row], head: CostHead) -> Column[Row]:
    """The column of a cost head that is counted in a unit: its scale says what may stand there."""
    if not head.scale:
        return column
    low, high = range_of(head)
    allowed = Allowed(f"{head.unit}, from {low:.15g} to {high:.15g}.", low=low, high=high)
    return replace(column, look="plain", allowed=allowed)


def _table(model: Model) -> Table[Row]:
    return Table(
        name="costs",
        rows=lambda context: context.draft.tables["costs"],
        columns=(
            own_id("costs"),
            option_name(),
            *map(_in_unit, entered_along("costs", "costs", "weight", model), model.cost_heads),
            *_units(model),
        ),
    )  # fmt: skip


def _units(model: Model) -> Iterator[Column[Row]]:
    """What costs are typed in that are not typed in points; a model without units has no such column."""
    counted = [head for head in model.cost_heads if head.unit]
    if not counted:
        return
    words = "; ".join(f"{head.id}: {head.unit}" for head in counted)

    def formula(at: At[Row]) -> str:
        units = (at.table("cost_heads").lookup(f'"{head.id}"', "unit") for head in counted)
        return '&"; "&'.join(f'"{head.id}: "&{unit}' for head, unit in zip(counted, units, strict=True))

    meaning = "The units of the cost heads that have one; all others are in points."
    yield live(TYPED_IN, "text", 30, meaning, lambda _: words, formula)
