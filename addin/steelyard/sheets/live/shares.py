"""Shares: weights as parts of one budget."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.model.parts import POOLED
from steelyard.model.vocabulary import POOLED_NAME
from steelyard.sheets.charts import Chart, ChartKind, Series
from steelyard.sheets.column_kinds import identity, live, under_name, wide
from steelyard.sheets.context import ALL, CHOSEN, JUDGED, TRIED
from steelyard.sheets.formula_text import PERCENT, TOLERANCE, number_text, of_chosen
from steelyard.sheets.headings import WEIGHT_OF
from steelyard.sheets.names import (
    TRIAL,
    TRIAL_IN_USE,
    TRIAL_OTHERS,
    TRIAL_SAID,
    TRIAL_TOTAL,
    TRIAL_UNFIT,
)
from steelyard.sheets.names_above import BELOW_NAMES, names_above
from steelyard.sheets.portable_text import entry_of_column
from steelyard.sheets.spec import CHARTED_HEAD, Fixed, Formula, HeaderCell, Kind, Sheet, Table
from steelyard.weigh import trial_sentences as words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.model.model import Model
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import At, Column

SAID_ROW = 4
"""Row of what is said of trial weights; the numbers that it follows from stand below."""

CHART_ROW, HEAD = SAID_ROW + 6, CHARTED_HEAD + 4
ON_TRIAL = "on trial, as typed on Decide"
"""Name of the row with the shares on trial."""


class _Viewpoint(NamedTuple):
    """One viewpoint's budget."""

    id: str
    name: str
    influence: float | None
    """Share of all influence; 1 for the pool; None for shares on trial."""
    points: float | None
    """Sum of the weights that a stakeholder gave; only stakeholders have it."""
    shares: Sequence[float | str]
    """[c], shares of the one budget; empty text where none is on trial."""


def sheet(model: Model) -> Sheet:
    """Shares."""
    cells = (TRIAL_SAID, TRIAL_IN_USE, TRIAL_UNFIT, TRIAL_TOTAL, TRIAL_OTHERS)
    return Sheet(
        name="Shares",
        kind=Kind.LIVE,
        title="Shares: weights as parts of one budget",
        purpose="The first row is what all live results follow: the viewpoint on Decide, or its trial weights. The row below it "
        "and those of the pool and the stakeholders stay as judged; each adds up to 100 %.",
        head=HEAD,
        tables=(_table(model),),
        header=_header,
        cells={
            name: f"{'B' if name != TRIAL_SAID else 'A'}{row}" for row, name in enumerate(cells, SAID_ROW)
        },
        charts=_charts,
        frozen_columns=2,
    )


def _table(model: Model) -> Table[_Viewpoint]:
    return Table(
        name="shares",
        rows=_rows,
        columns=(
            identity("chosen is what results follow, all is the pool", lambda at: at.row.id),
            live("viewpoint", "name", 22, "Name of the viewpoint.", _name_value, _name),
            live("influence share", "share", 11, "Share of all influence.", _influence_value, _influence),
            live("points given", "weight", 9, "Sum of the weights that this stakeholder gave.", lambda at: at.row.points, _points),
            *(
                _share_of(criterion, name, place)
                for place, (criterion, name) in enumerate(model.names("criteria").items())
            ),
        ),
    )  # fmt: skip


def _share_of(criterion: str, name: str, place: int) -> Column[_Viewpoint]:
    def value(at: At[_Viewpoint]) -> float | str:
        return at.row.shares[place]

    def formula(at: At[_Viewpoint]) -> str:
        match at.place:
            case 0:
                return _chosen(at, criterion)
            case 1:
                return of_chosen(at.here, "viewpoint", _viewpoints(at.context), criterion)
            case 2:
                return _on_trial(at, criterion)
            case 3:
                influences = at.here.part("influence share", *_stakeholders(at.context))
                return f"SUMPRODUCT({influences},{at.here.part(criterion, *_stakeholders(at.context))})"
        return f"{at.table('swings').cell(_given(at), place)}/{at.cell('points given')}"

    return under_name(
        live(criterion, "share", wide(criterion), "Share of the one budget.", value, formula), name
    )


def _chosen(at: At[_Viewpoint], criterion: str) -> str:
    """Formula text: the share that results follow; see `steelyard.analysis.trial`."""
    judged, own = (at.here.cell(criterion, row) for row in (JUDGED, TRIED))
    in_use, total, others = (
        at.context.cell(name, here=True) for name in (TRIAL_IN_USE, TRIAL_TOTAL, TRIAL_OTHERS)
    )
    divided = f'IF({own}="",{judged}*(1-{total})/{others},{own})'
    alone = f'IF({own}="",0,{own}/{total})'
    return f"IF({in_use}=0,{judged},IF(AND({total}<1,{others}>0),{divided},{alone}))"


def _on_trial(at: At[_Viewpoint], criterion: str) -> str:
    """Formula text: what is typed on Decide for the criterion, where it is a share; else empty text."""
    typed = at.table(TRIAL)
    entry = typed.cell("trial", 0)
    if typed.rows > 1:
        place = f"MATCH({at.here.heading_cell(criterion)},{typed.column('criterion id')},0)"
        entry = entry_of_column(typed.column("trial"), place)
    return f'IF(ISNUMBER({entry}),IF(AND({entry}>=0,{entry}<=1),{entry},""),"")'


def _rows(context: Context) -> tuple[_Viewpoint, ...]:
    weighing, stakeholders = context.weighing, context.model.stakeholders
    pool = _Viewpoint(POOLED, POOLED_NAME, 1.0, None, weighing.pooled_shares.tolist())
    influences, shares = weighing.influence.tolist(), weighing.stakeholder_shares.tolist()
    single = tuple(
        _Viewpoint(part.id, part.name, influences[place], sum(part.weights), shares[place])
        for place, part in enumerate(stakeholders)
    )
    viewpoint = next(row for row in (pool, *single) if row.id == weighing.viewpoint)
    judged = viewpoint._replace(id="as judged", points=None)
    chosen = judged._replace(id="chosen", shares=weighing.shares.tolist())
    typed = tuple("" if np.isnan(share) else float(share) for share in weighing.trial.typed)
    tried = _Viewpoint("on trial", ON_TRIAL, None, None, typed)
    return (chosen, judged, tried, pool, *single)


def _viewpoints(context: Context) -> tuple[int, int]:
    """The first and the last row of the pool and the stakeholders, counted from 0."""
    return ALL, ALL + len(context.model.stakeholders)


def _stakeholders(context: Context) -> tuple[int, int]:
    """The first and the last row of a stakeholder, counted from 0."""
    return ALL + 1, ALL + len(context.model.stakeholders)


def _name_value(at: At[_Viewpoint]) -> str | Fixed:
    return Fixed(at.row.name) if at.place in (TRIED, ALL) else at.row.name


def _name(at: At[_Viewpoint]) -> str:
    if at.place in (CHOSEN, JUDGED):
        return at.context.cell("decide_viewpoint")
    return at.table("weights").lookup(at.cell("id"), "name")


def _influence_value(at: At[_Viewpoint]) -> float | Fixed | None:
    if at.row.influence is None:
        return None
    return Fixed(at.row.influence) if at.place == ALL else at.row.influence


def _influence(at: At[_Viewpoint]) -> str:
    if at.place in (CHOSEN, JUDGED):
        return of_chosen(at.here, "viewpoint", _viewpoints(at.context), "influence share")
    given = at.table("weights")
    return f"{given.lookup(at.cell('id'), 'influence')}/SUM({given.column('influence')})"


def _points(at: At[_Viewpoint]) -> str:
    return f"SUM({at.table('swings').column(_given(at))})"


def _given(at: At[_Viewpoint]) -> str:
    """The heading on Swings of the weights of the row's stakeholder."""
    return WEIGHT_OF + at.context.model.stakeholders[at.place - ALL - 1].id


def _header(context: Context) -> tuple[HeaderCell, ...]:
    """What is said of trial weights, and the numbers that it follows from."""
    trial, criteria, here = context.weighing.trial, context.model.criteria, context.tables["shares"].here
    judged, tried = (here.across(criteria[0], criteria[-1], row) for row in (JUDGED, TRIED))
    unfit, total, others = (
        context.cell(name, here=True) for name in (TRIAL_UNFIT, TRIAL_TOTAL, TRIAL_OTHERS)
    )
    in_use = f"IF(AND({unfit}=0,COUNT({tried})>0,{total}+{others}>0),1,0)"
    typed = context.tables[TRIAL].column("trial")
    shown = (
        ("Trial weights in use", "count", TRIAL_IN_USE, in_use, int(trial.in_use)),
        ("Entries that are no share", "count", TRIAL_UNFIT, f"COUNTA({typed})-COUNT({tried})", trial.unfit),
        ("Shares on trial, added up", "share", TRIAL_TOTAL, f"SUM({tried})", trial.total),
        ("What the other criteria hold", "share", TRIAL_OTHERS, f'SUMPRODUCT(({tried}="")*{judged})', trial.others),
    )  # fmt: skip
    said = Formula(_said(context, tried), context.trial_said)
    return (
        *names_above(context, "shares", context.model.criteria, HEAD - BELOW_NAMES),
        HeaderCell(SAID_ROW, 1, said, "flag", TRIAL_SAID),
        *(
            cell
            for row, (label, look, name, text, value) in enumerate(shown, SAID_ROW + 1)
            for cell in (
                HeaderCell(row, 1, label, "label"),
                HeaderCell(row, 2, Formula(text, value), look, name),
            )
        ),
    )


def _said(context: Context, tried: str) -> str:
    """Formula text: the line about trial weights, as `steelyard.weigh.trial_sentences` has it."""
    in_use, unfit, total, others = (
        context.cell(name, here=True) for name in (TRIAL_IN_USE, TRIAL_UNFIT, TRIAL_TOTAL, TRIAL_OTHERS)
    )
    added = f'"{words.ADD_UP}"&{number_text(f"{PERCENT}*{total}")}&"{words.DIVIDED}"'
    no_rest = f"AND(OR({total}>=1,{others}<=0),ABS({total}-1)>{TOLERANCE})"
    used = f'IF({no_rest},{added},"{words.IN_USE}")'
    unused = f'IF({in_use}=0,"{words.ALL_ZERO}{words.JUDGED_STAY}",{used})'
    return f'IF({unfit}>0,"{words.UNFIT}"&{unfit}&"{words.JUDGED_STAY}",IF(COUNT({tried})=0,"",{unused}))'


def _charts(context: Context) -> tuple[Chart, ...]:
    criteria, here = context.model.criteria, context.tables["shares"]
    shares = np.vstack([context.weighing.pooled_shares, context.weighing.stakeholder_shares]).tolist()
    return (
        Chart(
            kind=ChartKind.GROUPED,
            title="Share of the one budget by criterion, pooled and by stakeholder, as judged",
            description="Grouped bars of each criterion's share of the budget of weights, for the pool and each "
            "stakeholder; the table below holds the same numbers.",
            value_title="share of the budget",
            categories_ref=here.headings_range(criteria[0], criteria[-1], above=BELOW_NAMES),
            categories=tuple(context.model.names("criteria").values()),
            series=tuple(
                Series(
                    here.cell("viewpoint", row),
                    name,
                    here.across(criteria[0], criteria[-1], row),
                    tuple(shares[row - ALL]),
                )
                for row, name in enumerate(context.model.viewpoints.values(), ALL)
            ),
            row=CHART_ROW,
            percent=True,
        ),
    )
