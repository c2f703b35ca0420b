"""Best order: the plan with the least exposure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.sheets.column_kinds import computed
from steelyard.sheets.spec import HeaderCell, Kind, Sheet, Table

if TYPE_CHECKING:
    from steelyard.model.model import Model
    from steelyard.model.parts import Step
    from steelyard.sheets.context import Context


class _Ordered(NamedTuple):
    """A step, and its phase in the best order; None where there is no such order."""

    step: Step
    best: int | None


def sheet(model: Model) -> Sheet:
    """Best order."""
    return Sheet(
        name="Best order",
        kind=Kind.COMPUTED,
        title="Best order: the plan with the least exposure",
        purpose="The phase of each step in the order that keeps every rule, with the least greatest exposure of the larger side, "
        "then the fewest phases. Exact; computed by steelyard, not live.",
        tables=(_table(model),),
        since=3,
        header=_header,
    )


def _table(_: Model) -> Table[_Ordered]:
    return Table(
        name="best_order",
        rows=_rows,
        columns=(
            computed("step", "id", 22, "Id of the step.", lambda at: at.row.step.id),
            computed("best phase", "count", 9, "Its phase in the order with the least exposure.", lambda at: at.row.best),
            computed("phase", "count", 9, "Its phase in the plan as it stands.", lambda at: at.row.step.phase),
            computed("kind", "id", 10, "measure or option.", lambda at: str(at.row.step.kind)),
            computed("item", "id", 22, "The measure or option.", lambda at: at.row.step.item),
            computed("level", "id", 13, "The level that the measure reaches.", lambda at: at.row.step.level or None),
        ),
    )  # fmt: skip


def _rows(context: Context) -> tuple[_Ordered, ...]:
    found = zip(context.model.plan, context.best_order.phases, strict=True)
    return tuple(_Ordered(*each) for each in found)


def _header(context: Context) -> tuple[HeaderCell, ...]:
    return context.stamp_and_sentence("best_order", context.best_order.said)
