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
from steelyard.sheets.formula_text import (
    TOLERANCE,
    in_chosen_scenario,
    number_text,
)
from steelyard.sheets.headings import CURRENT, FIRST_WHILE, WHERE_LEVEL, WHOLE
from steelyard.sheets.names import (
    CURRENCY,
    DECIDE_LABELS,
    DECIDE_LEAD,
    DECIDE_OFFERS,
    DECIDE_RANGES,
    DECIDE_SCENARIO,
    DECIDE_VIEWPOINT,
    LEAD_AHEAD,
    LEAD_BEHIND,
    LEAD_POINTS,
    LEAD_WORDS,
    LEADS,
)
from steelyard.sheets.portable_text import entry_of_column
from steelyard.sheets.spec import Allowed, Formula, HeaderCell, Kind, Sheet, Table
from steelyard.weigh import sentences
from steelyard.weigh.lead_results import said
from steelyard.weigh.score_results import NOTHING
from steelyard.weigh.standing_offers import expectations

if TYPE_CHECKING:
    from steelyard.model.model import Model
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import At

OFFER = sentences.VERDICTS[Verdict.OFFER]


SCENARIO_ROW, VIEWPOINT_ROW = 4, 5
"""Rows of the two choices."""

LEAD_ROW = 7
"""Row of the first sentence; two more and the chart follow."""

NOT_CURRENT = "Ranges of the evidence: the judgements changed since this was computed; score the workbook."


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
    """Its rank among the options that can be offered; empty text where it cannot be."""


def sheet(model: Model) -> Sheet:
    """Decide."""
    return Sheet(
        name="Decide",
        kind=Kind.START,
        title="Decide: what may be offered, and what is still missing",
        purpose="Choose a scenario and a viewpoint in the two input cells; everything on this sheet follows at once.",
        head=30,
        tables=(_table(model),),
        essential=True,
        header=_header,
        cells={
            DECIDE_SCENARIO: f"B{SCENARIO_ROW}",
            DECIDE_VIEWPOINT: f"B{VIEWPOINT_ROW}",
            DECIDE_LEAD: f"A{LEAD_ROW}",
            DECIDE_RANGES: f"A{LEAD_ROW + 1}",
            DECIDE_OFFERS: f"A{LEAD_ROW + 2}",
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
            live("place among offers", "count", 10, "Rank among the options that can be offered, by the net or the net with all it requires, whichever is less.", lambda at: at.row.offer_place, _offer_place),
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
    verdicts, nets, wholes = (at.here.column(heading) for heading in ("verdict", "net", WHOLE))
    # The lesser of the two, cell by cell, since MIN would be one number.
    compared = f"({nets}+({wholes}<{nets})*({wholes}-{nets}))"
    own = f"MIN({at.cell('net')},{at.cell(WHOLE)})"
    ahead = f'({verdicts}="{OFFER}")*({compared}>{own}+{TOLERANCE})'
    return f'IF({at.cell("verdict")}="{OFFER}",1+SUMPRODUCT({ahead}),"")'


def _id(at: At[_Option]) -> str:
    """The option at the row's place; the count of the rows down to this one is that place."""
    terms, column = at.table("contributions"), at.here.letter("rank")
    place = f"ROWS({column}${at.here.first}:{column}{at.here.first + at.place})"
    return entry_of_column(terms.column("id"), f"MATCH({place},{terms.column('place')},0)")


def _how_firm(at: At[_Option]) -> str:
    return _first_while(at) if at.place == 0 else _level_at(at)


def _first_while(at: At[_Option]) -> str:
    """Formula text for the first row: the nearest tie of any option with the first, or of the first with holding."""
    terms = at.table("contributions")
    ties, net = terms.column("nearest tie"), at.cell("net")
    nearest, words = (
        f"MIN({ties})",
        entry_of_column(terms.column(FIRST_WHILE), f"MATCH(MIN({ties}),{ties},0)"),
    )
    firm = f'IF(COUNT({ties})=0,"{sentences.ALWAYS_FIRST}",IF({nearest}=0,"{sentences.SHARED}",{words}))'
    shared = f"OR(COUNTIF({at.here.column('rank')},1)>1,{net}<={TOLERANCE})"
    hold = at.table("settings").lookup('"hold"', "value")
    where = terms.lookup(at.cell("id"), WHERE_LEVEL)
    behind = f'IF({where}="","{sentences.NO_TIE_WITH}"&{hold},"{sentences.LEVEL_WITH}"&{hold}&" "&{where})'
    return f'IF({net}<-{TOLERANCE},{behind},IF({shared},"{sentences.SHARED}",{firm}))'


def _level_at(at: At[_Option]) -> str:
    """Formula text for the other rows: the nearest tie of the row's option with the first."""
    terms, own = at.table("contributions"), at.cell("id")
    nearest = terms.lookup(own, "nearest tie")
    words = f'"{sentences.LEVEL_WITH_FIRST} "&{terms.lookup(own, WHERE_LEVEL)}'
    apart = f'IF({nearest}="","{sentences.NO_TIE}",IF({nearest}=0,"{sentences.EQUAL}",{words}))'
    return f'IF({at.cell("rank")}=1,"{sentences.EQUAL}",{apart})'


def _header(context: Context) -> tuple[HeaderCell, ...]:
    """The choices and the sentences above the table."""
    weighing, scenario = context.weighing, context.scenario
    scenarios = Allowed("Choose a scenario of the Delivery sheet.", choices=SCENARIOS)
    viewpoints = Allowed("Choose all, pooled or a stakeholder of the Weights sheet.", choices=VIEWPOINTS)
    lead = Formula(partial(_lead, context), sentences.lead(weighing, scenario))
    ranges = Formula(partial(_ranges, context), said(weighing, scenario))
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
        HeaderCell(LEAD_ROW + 1, 1, ranges, "sentence", DECIDE_RANGES),
        HeaderCell(LEAD_ROW + 2, 1, offers, "sentence", DECIDE_OFFERS),
    )


def _lead(context: Context) -> str:
    here = context.tables["decide"].here
    by, ahead, behind, words = map(context.cell, (LEAD_POINTS, LEAD_AHEAD, LEAD_BEHIND, LEAD_WORDS))
    name, net, whole = (here.cell(heading, 0) for heading in ("option", "net", WHOLE))
    level = f'{ahead}&" and "&{behind}&" are level: no clear winner."'
    leads = f'{ahead}&" leads "&{behind}&" by "&{words}'
    required = f'" "&{name}&": "&{number_text(whole)}&" points{sentences.WITH_REQUIRED}."'
    drags = f'IF(ABS({whole}-{net})<={TOLERANCE},"",{required})'
    return f"IF(ABS({by})<={TOLERANCE},{level},{leads})&{drags}"


def _ranges(context: Context) -> str:
    """Formula text: what Leads says of the chosen scenario, while it is current."""
    found = context.tables[LEADS].lookup(context.tables["delivered"].cell("scenario", CHOSEN), "standing")
    return f'IF({context.cell(CURRENCY)}="{CURRENT}",{found},"{NOT_CURRENT}")'


def _offers(context: Context) -> str:
    here = context.tables["decide"].here
    places = here.column("place among offers")
    count, best = f"COUNT({places})", f"MATCH(1,{places},0)"
    hold = context.tables["settings"].lookup('"hold"', "value")
    name, net, whole = (entry_of_column(here.column(each), best) for each in ("option", "net", WHOLE))
    required = f'IF({whole}<{net}-{TOLERANCE},"{sentences.WITH_REQUIRED}","")'
    return (
        f'IF({count}=0,"Nothing can be offered in this scenario: "&{hold}&" remains.",'
        f'"Options that can be offered in this scenario: "&{count}&". The best of them: "&{name}&", "'
        f'&{number_text(f"MIN({net},{whole})")}&" points"&{required}&"."&IF({count}>1,{_added(context)},""))'
    )


def _added(context: Context) -> str:
    """Formula text: what several options are worth together; linkage does not count in it."""
    first, last = context.measures[0], context.measures[-1]
    ranges = (context.tables[name].across(first, last, CHOSEN) for name in ("shares", "delivered"))
    before, after = sentences.ADDED.split("{}")
    worth = number_text(f"SUMPRODUCT({','.join(ranges)})")
    return f'"{before}"&{worth}&"{after}"'


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
            row=LEAD_ROW + 3,
        ),
    )
