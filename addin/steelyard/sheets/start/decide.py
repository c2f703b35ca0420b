"""Decide: the options of one scenario from one viewpoint, best first, and what can be offered."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.conditions import Verdict
from steelyard.sheets.charts import Chart, ChartKind, Series
from steelyard.sheets.choices import SCENARIOS, VIEWPOINTS
from steelyard.sheets.column_kinds import live
from steelyard.sheets.context import CHOSEN
from steelyard.sheets.formula_text import TOLERANCE, in_chosen_scenario, number_text, percent_text
from steelyard.sheets.names import (
    DECIDE_LABELS,
    DECIDE_LEAD,
    DECIDE_OFFERS,
    DECIDE_SCENARIO,
    DECIDE_VIEWPOINT,
)
from steelyard.sheets.portable_text import entry_of_column, entry_of_row
from steelyard.sheets.spec import Allowed, Formula, HeaderCell, Kind, Sheet, Table
from steelyard.weigh import sentences
from steelyard.weigh.score_results import NOTHING
from steelyard.weigh.standing_offers import expectations

if TYPE_CHECKING:
    from steelyard.model.model import Model
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import At

WHOLE = "net with all it requires"
"""Heading of the net that the verdict follows, here and on Scores."""

OFFER = sentences.VERDICTS[Verdict.OFFER]


SCENARIO_ROW, VIEWPOINT_ROW = 4, 5
"""Rows of the two choices."""

LEAD_ROW = 7
"""Row of the first sentence; the second one and the chart follow."""


class _Option(NamedTuple):
    """How an option does in the chosen scenario, from the chosen viewpoint."""

    id: str
    name: str
    rank: int
    benefit: float
    cost: float
    net: float
    whole: float
    """The net with all that the option requires."""
    offered: float | str
    """The expected net of its offer; empty text without probabilities."""
    verdict: str
    missing: str
    how_firm: str
    offer_place: int | str
    """Its rank among the options that can be offered, by the whole; empty text where it cannot be."""


def sheet(model: Model) -> Sheet:
    """Decide."""
    return Sheet(
        name="Decide",
        kind=Kind.START,
        title="Decide: what may be offered, and what is still missing",
        purpose="Choose a scenario and a viewpoint in the two input cells; everything on this sheet follows at once.",
        head=29,
        tables=(_table(model),),
        header=_header,
        cells={
            DECIDE_SCENARIO: f"B{SCENARIO_ROW}",
            DECIDE_VIEWPOINT: f"B{VIEWPOINT_ROW}",
            DECIDE_LEAD: f"A{LEAD_ROW}",
            DECIDE_OFFERS: f"A{LEAD_ROW + 1}",
        },
        charts=_charts,
        frozen_columns=2,
        unprinted_columns=2,
        chart_column="A",  # printed one page wide, so that no column is repeated
        one_page_rows=12,
    )


def _table(_: Model) -> Table[_Option]:
    return Table(
        name="decide",
        rows=_rows,
        columns=(
            live("rank", "count", 10, "1 for the best; equal nets share a rank.", lambda at: at.row.rank, lambda at: at.table("contributions").lookup(at.cell("id"), "rank")),
            live("option", "name", 27, "Name of the option.", lambda at: at.row.name, lambda at: at.table("options").lookup(at.cell("id"), "name")),
            live("benefit", "points", 9, "Points earned.", lambda at: at.row.benefit, lambda at: _in_scores(at, "benefit")),
            live("cost", "points", 9, "Points paid.", lambda at: at.row.cost, lambda at: _in_scores(at, "cost")),
            live("net", "signed", 9, "Benefit less cost; 0 is holding the current position.", lambda at: at.row.net, lambda at: _in_scores(at, "net")),
            live(WHOLE, "signed", 10, "Net of the option and of all that it requires; the verdict follows it.", lambda at: at.row.whole, lambda at: _in_scores(at, WHOLE)),
            live("expected if offered", "signed", 10, "Mean over all scenarios of what its offer brings: the net where it is unlocked, 0 for holding elsewhere.", lambda at: at.row.offered, lambda at: at.table("positions").lookup(at.cell("id"), "expected if offered")),
            live("verdict", "verdict", 13, "Offer, not yet, too dear, hold, or opening.", lambda at: at.row.verdict, lambda at: _in_scores(at, "verdict")),
            live("what is missing", "text", 50, "What keeps the option locked.", lambda at: at.row.missing, _missing),
            live("how firm", "text", 34, "The smallest change of one share that would change the first place.", lambda at: at.row.how_firm, _how_firm),
            live("id", "id", 22, "Id of the option.", lambda at: at.row.id, _id),
            live("place among offers", "count", 10, "Rank among the options that can be offered, by the net with all they require.", lambda at: at.row.offer_place, _offer_place),
        ),
        typed_rows=False,
        least_lines=3,
    )  # fmt: skip


def _best_first(context: Context) -> list[int]:
    """Positions of the options in the order of their ranks."""
    best_first: list[int] = np.argsort(context.weighing.order[:, context.scenario]).tolist()
    return best_first


def _rows(context: Context) -> tuple[_Option, ...]:
    weighing, scenario = context.weighing, context.scenario
    means, places = expectations(weighing), sentences.offer_places(weighing, scenario)
    return tuple(
        _Option(
            id=context.model.options[at].id,
            name=context.model.options[at].name,
            rank=int(weighing.ranks[at, scenario]),
            benefit=float(weighing.benefit[at, scenario]),
            cost=float(weighing.cost[at]),
            net=float(weighing.net[at, scenario]),
            whole=float(weighing.whole[at, scenario]),
            offered="" if means is None else float(means.offered[at]),
            verdict=sentences.VERDICTS[int(weighing.verdicts[at, scenario])],
            missing=weighing.missing(at, scenario) or NOTHING,
            how_firm=sentences.how_firm(weighing, scenario, at),
            offer_place=places[at] or "",
        )
        for at in _best_first(context)
    )


def _in_scores(at: At[_Option], heading: str) -> str:
    """Formula text: what Scores says of the row's option in the chosen scenario."""
    return in_chosen_scenario(at.context, at.cell("id"), heading)


def _missing(at: At[_Option]) -> str:
    missing = _in_scores(at, "what is missing")
    return f'IF({missing}="","{NOTHING}",{missing})'


def _offer_place(at: At[_Option]) -> str:
    verdicts, wholes = at.here.column("verdict"), at.here.column(WHOLE)
    ahead = f'({verdicts}="{OFFER}")*({wholes}>{at.cell(WHOLE)}+{TOLERANCE})'
    return f'IF({at.cell("verdict")}="{OFFER}",1+SUMPRODUCT({ahead}),"")'


def _id(at: At[_Option]) -> str:
    """The option at the row's place; the count of the rows down to this one is that place."""
    terms, column = at.table("contributions"), at.here.letter("rank")
    place = f"ROWS({column}${at.here.first}:{column}{at.here.first + at.place})"
    return entry_of_column(terms.column("id"), f"MATCH({place},{terms.column('place')},0)")


def _how_firm(at: At[_Option]) -> str:
    return _first_while(at) if at.place == 0 else _level_at(at)


def _first_while(at: At[_Option]) -> str:
    """Formula text for the first row: the nearest tie of any option with the first."""
    terms = at.table("contributions")
    ties = terms.column("nearest tie")
    row = f"MATCH(MIN({ties}),{ties},0)"
    nearest = entry_of_column(ties, row)
    criterion = entry_of_column(terms.column("tie criterion"), row)
    share = entry_of_column(terms.column("tie share"), row)
    now = _share_now(at, criterion)
    side = f'IF({share}>{now},"under","over")'
    words = f'"first while "&{criterion}&" stays "&{side}&" "&{percent_text(share)}&" (now "&{percent_text(now)}&")"'
    shared = f"COUNTIF({at.here.column('rank')},1)>1"
    firm = f'IF(COUNT({ties})=0,"{sentences.ALWAYS_FIRST}",IF({nearest}=0,"{sentences.SHARED}",{words}))'
    return f'IF({shared},"{sentences.SHARED}",{firm})'


def _level_at(at: At[_Option]) -> str:
    """Formula text for the other rows: the nearest tie of the row's option with the first."""
    terms, option = at.table("contributions"), at.cell("id")
    nearest = terms.lookup(option, "nearest tie")
    criterion = terms.lookup(option, "tie criterion")
    share, now = terms.lookup(option, "tie share"), _share_now(at, criterion)
    words = (
        f'"level with the first at "&{criterion}&" "&{percent_text(share)}&" (now "&{percent_text(now)}&")"'
    )
    apart = f'IF({nearest}="","{sentences.NO_TIE}",IF({nearest}=0,"{sentences.EQUAL}",{words}))'
    return f'IF({at.cell("rank")}=1,"{sentences.EQUAL}",{apart})'


def _share_now(at: At[_Option], criterion: str) -> str:
    """Formula text: the share of a criterion from the chosen viewpoint."""
    shares = at.table("shares")
    chosen = shares.across(shares.headings[0], shares.headings[-1], CHOSEN)
    return entry_of_row(chosen, f"MATCH({criterion},{shares.headings_range()},0)")


def _header(context: Context) -> tuple[HeaderCell, ...]:
    """The choices and the sentences above the table."""
    weighing, scenario = context.weighing, context.scenario
    scenarios = Allowed("Choose a scenario of the Delivery sheet.", choices=SCENARIOS)
    viewpoints = Allowed("Choose all, pooled or a stakeholder of the Weights sheet.", choices=VIEWPOINTS)
    lead = Formula(partial(_lead, context), sentences.lead(weighing, scenario))
    offers = Formula(partial(_offers, context), sentences.offers(weighing, scenario))
    return (
        HeaderCell(SCENARIO_ROW, 1, DECIDE_LABELS[DECIDE_SCENARIO], "label"),
        HeaderCell(
            SCENARIO_ROW, 2, context.model.all_scenarios[scenario].name, "choice", DECIDE_SCENARIO, scenarios
        ),
        HeaderCell(SCENARIO_ROW, 3, "input", "word"),
        HeaderCell(VIEWPOINT_ROW, 1, DECIDE_LABELS[DECIDE_VIEWPOINT], "label"),
        HeaderCell(VIEWPOINT_ROW, 2, context.viewpoint_name, "choice", DECIDE_VIEWPOINT, viewpoints),
        HeaderCell(VIEWPOINT_ROW, 3, "input", "word"),
        HeaderCell(LEAD_ROW, 1, lead, "sentence", DECIDE_LEAD),
        HeaderCell(LEAD_ROW + 1, 1, offers, "sentence", DECIDE_OFFERS),
    )


def _lead(context: Context) -> str:
    here = context.tables["decide"].here
    name, net = here.cell("option", 0), here.cell("net", 0)
    if here.rows == 1:
        return f'{name}&" is the only option: "&{number_text(net)}&" points."'
    by = f"({net}-{here.cell('net', 1)})"
    resolution = context.tables["settings"].lookup('"resolution"', "value")
    judged = f'IF({by}>={resolution}-{TOLERANCE},"a clear lead","no clear winner")'
    return (
        f'{name}&" leads "&{here.cell("option", 1)}&" by "&{number_text(by)}&" points: "&{judged}'
        f'&" (resolution "&{number_text(resolution)}&")."'
    )


def _offers(context: Context) -> str:
    here = context.tables["decide"].here
    places = here.column("place among offers")
    count, best = f"COUNT({places})", f"MATCH(1,{places},0)"
    hold = context.tables["settings"].lookup('"hold"', "value")
    name, net, whole = (entry_of_column(here.column(each), best) for each in ("option", "net", WHOLE))
    required = f'IF(ABS({whole}-{net})>{TOLERANCE},"{sentences.WITH_REQUIRED}","")'
    return (
        f'IF({count}=0,"Nothing can be offered in this scenario: "&{hold}&" remains.",'
        f'"Options that can be offered in this scenario: "&{count}&". The best of them: "&{name}&", "'
        f'&{number_text(whole)}&" points"&{required}&".")'
    )


def _charts(context: Context) -> tuple[Chart, ...]:
    here, best_first = context.tables["decide"], _best_first(context)
    net = Series(
        name_ref=here.heading_cell("net"),
        name="net",
        values_ref=here.column("net"),
        values=tuple(float(context.weighing.net[at, context.scenario]) for at in best_first),
    )
    return (
        Chart(
            kind=ChartKind.BARS,
            title="Net value by option, best first (points; 0 = hold the current position)",
            description="Bars of the net value of every option in the chosen scenario, best first; the table "
            "below holds the same numbers.",
            value_title="net value, points",
            categories_ref=here.column("option"),
            categories=tuple(context.model.options[at].name for at in best_first),
            series=(net,),
            row=LEAD_ROW + 2,
        ),
    )
