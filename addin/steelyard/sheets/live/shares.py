"""Shares: weights as parts of one budget."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.model.parts import POOLED
from steelyard.model.vocabulary import POOLED_NAME
from steelyard.sheets.charts import CHART_TOP, Chart, ChartKind, Series
from steelyard.sheets.column_kinds import identity, live, wide
from steelyard.sheets.context import ALL, CHOSEN
from steelyard.sheets.formula_text import of_chosen
from steelyard.sheets.spec import CHARTED_HEAD, Fixed, Kind, Sheet, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.model.model import Model
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import At, Column


class _Viewpoint(NamedTuple):
    """One viewpoint's budget."""

    id: str
    name: str
    influence: float
    """Share of all influence; 1 for the pool."""
    points: float | None
    """Sum of the weights that a stakeholder gave; the pool and the chosen viewpoint have none."""
    shares: Sequence[float]
    """[c], shares of the one budget."""


def sheet(model: Model) -> Sheet:
    """Shares."""
    return Sheet(
        name="Shares",
        kind=Kind.LIVE,
        title="Shares: weights as parts of one budget",
        purpose="Each row adds up to 100 %. The first row is the viewpoint chosen on Decide.",
        head=CHARTED_HEAD,
        tables=(_table(model),),
        charts=_charts,
        frozen_columns=2,
    )


def _table(model: Model) -> Table[_Viewpoint]:
    return Table(
        name="shares",
        rows=_rows,
        columns=(
            identity("chosen is the viewpoint on Decide, all is the pool", lambda at: at.row.id),
            live("viewpoint", "name", 22, "Name of the viewpoint.", _name_value, _name),
            live("influence share", "share", 11, "Share of all influence.", _influence_value, _influence),
            live("points given", "weight", 9, "Sum of the weights that this stakeholder gave.", lambda at: at.row.points, _points),
            *(_share_of(criterion, place) for place, criterion in enumerate(model.criteria)),
        ),
    )  # fmt: skip


def _share_of(criterion: str, place: int) -> Column[_Viewpoint]:
    def value(at: At[_Viewpoint]) -> float:
        return at.row.shares[place]

    def formula(at: At[_Viewpoint]) -> str:
        if at.place == CHOSEN:
            return of_chosen(at.here, "viewpoint", len(at.context.model.viewpoints), criterion)
        if at.place == ALL:
            influences = at.here.part("influence share", *_stakeholders(at.context))
            return f"SUMPRODUCT({influences},{at.here.part(criterion, *_stakeholders(at.context))})"
        given = at.table("weights").crossing(at.cell("id"), at.here.heading_cell(criterion))
        return f"{given}/{at.cell('points given')}"

    return live(criterion, "share", wide(criterion), "Share of the one budget.", value, formula)


def _rows(context: Context) -> tuple[_Viewpoint, ...]:
    weighing, stakeholders = context.weighing, context.model.stakeholders
    pool = _Viewpoint(POOLED, POOLED_NAME, 1.0, None, weighing.pooled_shares.tolist())
    influences, shares = weighing.influence.tolist(), weighing.stakeholder_shares.tolist()
    single = tuple(
        _Viewpoint(part.id, part.name, influences[place], sum(part.weights), shares[place])
        for place, part in enumerate(stakeholders)
    )
    chosen = next(row for row in (pool, *single) if row.id == weighing.viewpoint)
    return (chosen._replace(id="chosen", points=None), pool, *single)


def _stakeholders(context: Context) -> tuple[int, int]:
    """The first and the last row of a stakeholder, counted from 0."""
    return ALL + 1, len(context.model.viewpoints)


def _name_value(at: At[_Viewpoint]) -> str | Fixed:
    return Fixed(at.row.name) if at.place == ALL else at.row.name


def _name(at: At[_Viewpoint]) -> str:
    if at.place == CHOSEN:
        return at.context.cell("decide_viewpoint")
    return at.table("weights").lookup(at.cell("id"), "name")


def _influence_value(at: At[_Viewpoint]) -> float | Fixed:
    return Fixed(at.row.influence) if at.place == ALL else at.row.influence


def _influence(at: At[_Viewpoint]) -> str:
    if at.place == CHOSEN:
        return of_chosen(at.here, "viewpoint", len(at.context.model.viewpoints), "influence share")
    given = at.table("weights")
    return f"{given.lookup(at.cell('id'), 'influence')}/SUM({given.column('influence')})"


def _points(at: At[_Viewpoint]) -> str:
    # Weights has more columns than those of the criteria, and people may move them: only those whose headings
    # stand here count. SUMPRODUCT leaves out the texts of the other columns.
    given = at.table("weights")
    own = f"({given.column('id')}={at.cell('id')})"
    headings, criteria = given.headings_range(), at.context.model.criteria
    counts = "+".join(f"({headings}={at.here.heading_cell(criterion)})" for criterion in criteria)
    return f"SUMPRODUCT({own}*({counts}),{given.body()})"


def _charts(context: Context) -> tuple[Chart, ...]:
    criteria, here = context.model.criteria, context.tables["shares"]
    shares = np.vstack([context.weighing.pooled_shares, context.weighing.stakeholder_shares]).tolist()
    return (
        Chart(
            kind=ChartKind.GROUPED,
            title="Share of the one budget by criterion, pooled and by stakeholder",
            description="Grouped bars of each criterion's share of the budget of weights, for the pool and each "
            "stakeholder; the table below holds the same numbers.",
            value_title="share of the budget",
            categories_ref=here.headings_range(criteria[0], criteria[-1]),
            categories=criteria,
            series=tuple(
                Series(
                    here.cell("viewpoint", row),
                    name,
                    here.across(criteria[0], criteria[-1], row),
                    tuple(shares[row - ALL]),
                )
                for row, name in enumerate(context.model.viewpoints.values(), ALL)
            ),
            row=CHART_TOP,
            percent=True,
        ),
    )
