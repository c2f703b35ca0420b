"""By measure: shares, linkages and values delivered, one row a measure.

The same numbers stand on Shares, Effects and Delivered with one column a measure. LibreOffice reads a range of
one column much faster than a range of one row, and Scores reads three of them for each of its rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.sheets.column_kinds import identity, live
from steelyard.sheets.context import CHOSEN
from steelyard.sheets.headings import DELIVERED_IN, LINKAGE_OF
from steelyard.sheets.spec import Kind, Sheet, Table, View

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.model.model import Model
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import At, Column

WIDTH = 14
"""Characters of a column of numbers."""


class _Measure(NamedTuple):
    """One measure: its share, and what it means for every option and in every scenario."""

    id: str
    share: float
    linkage: Sequence[float]
    """[o], 0 to 100."""
    delivered: Sequence[float]
    """[d], value of the level that is delivered, 0 to 100."""


def sheet(model: Model) -> Sheet:
    """By measure."""
    return Sheet(
        name="By measure",
        kind=Kind.LIVE,
        since=7,
        view=View.VIEWPOINT,
        title="By measure: shares, linkages and values delivered, one row a measure",
        purpose="The numbers of Shares, Effects and Delivered that Scores multiplies, in columns. A sum over a column is computed "
        "faster than one over a row.",
        tables=(_table(model),),
    )  # fmt: skip


def _table(model: Model) -> Table[_Measure]:
    return Table(
        name="by_measure",
        rows=_rows,
        columns=(
            identity("the measure", lambda at: at.row.id),
            live("share", "share", 9, "Share of the one budget.", lambda at: at.row.share, lambda at: at.table("shares").cell(at.row.id, CHOSEN)),
            *(_linkage_of(option.id, o) for o, option in enumerate(model.options)),
            *(_delivered_in(scenario.id, d) for d, scenario in enumerate(model.all_scenarios)),
        ),
    )  # fmt: skip


def _linkage_of(option: str, o: int) -> Column[_Measure]:
    def value(at: At[_Measure]) -> float:
        return at.row.linkage[o]

    def formula(at: At[_Measure]) -> str:
        return at.table("effects").cell(at.row.id, o)

    return live(LINKAGE_OF + option, "weight", WIDTH, "Linkage of the option, 0 to 100.", value, formula)


def _delivered_in(scenario: str, d: int) -> Column[_Measure]:
    def value(at: At[_Measure]) -> float:
        return at.row.delivered[d]

    def formula(at: At[_Measure]) -> str:
        return at.table("delivered").cell(at.row.id, 1 + d)

    return live(
        DELIVERED_IN + scenario, "weight", WIDTH, "Value delivered in the scenario, 0 to 100.", value, formula
    )


def _rows(context: Context) -> tuple[_Measure, ...]:
    weighing, measures = context.weighing, context.measures
    linkage, delivered = weighing.linkage.T.tolist(), weighing.delivered.tolist()
    return tuple(
        _Measure(measure, share, linkage[m], delivered[m])
        for m, (measure, share) in enumerate(zip(measures, weighing.measure_shares.tolist(), strict=True))
    )
