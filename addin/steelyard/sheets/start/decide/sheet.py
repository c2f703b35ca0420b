"""Decide: the options of one scenario from one viewpoint, best first, with the weights beside them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from steelyard.ooxml.addresses import column_letters
from steelyard.sheets.charts import Chart, ChartKind, Series
from steelyard.sheets.choices import SCENARIOS, VIEWPOINTS
from steelyard.sheets.headings import NET_JUDGED
from steelyard.sheets.names import (
    DECIDE_EXPECTED,
    DECIDE_LABELS,
    DECIDE_LEAD,
    DECIDE_OFFERS,
    DECIDE_RANGES,
    DECIDE_SCENARIO,
    DECIDE_STEP,
    DECIDE_TRIAL,
    DECIDE_VIEWPOINT,
    TRIAL_SAID,
)
from steelyard.sheets.spec import Allowed, Formula, HeaderCell, Kind, Sheet
from steelyard.sheets.start.decide import criteria, options, said
from steelyard.weigh import lead_results, sentences, standing_offers
from steelyard.weigh.next_step import step_said

if TYPE_CHECKING:
    from steelyard.model.model import Model
    from steelyard.sheets.context import Context

SCENARIO_ROW, VIEWPOINT_ROW, TRIAL_ROW = 4, 5, 6
"""Rows of the two choices, and of what is said of trial weights."""

OFFERS_ROW, STEP_ROW, LEAD_ROW, RANGES_ROW = 7, 8, 9, 10
"""Rows of the sentences."""

HEAD = 12
"""Row of the headings of both tables."""

INPUT_WORD = 4
"""Column of the word beside the two choices, which may be longer than their cells."""

EXPECTED = 6
"""Column of what the first option is expected to bring, beside the viewpoint; the sentence runs to the right."""

CHART_CENTIMETRES = 15.0


def sheet(_: Model) -> Sheet:
    """Decide."""
    ranked = options.table()
    beside = len(ranked.columns) + 2
    weights = criteria.table(left=beside)
    return Sheet(
        name="Decide",
        kind=Kind.START,
        title="Decide: what may be offered, and what is still missing",
        purpose="Choose scenario and viewpoint, and try weights beside the options; all follows at once. Nets of options cannot be added.",
        head=HEAD,
        tables=(ranked, weights),
        essential=True,
        header=_header,
        cells={
            DECIDE_SCENARIO: f"B{SCENARIO_ROW}",
            DECIDE_VIEWPOINT: f"B{VIEWPOINT_ROW}",
            DECIDE_TRIAL: f"A{TRIAL_ROW}",
            DECIDE_OFFERS: f"A{OFFERS_ROW}",
            DECIDE_STEP: f"A{STEP_ROW}",
            DECIDE_LEAD: f"A{LEAD_ROW}",
            DECIDE_RANGES: f"A{RANGES_ROW}",
            DECIDE_EXPECTED: f"{column_letters(EXPECTED)}{VIEWPOINT_ROW}",
        },
        charts=_charts,
        frozen_columns=2,
        chart_column=column_letters(beside + len(weights.columns) + 1),
        chart_centimetres=CHART_CENTIMETRES,
        one_page_rows=20,
    )


def _header(context: Context) -> tuple[HeaderCell, ...]:
    """The choices, what is said of trial weights, and the sentences above the tables."""
    weighing, scenario = context.weighing, context.scenario
    scenarios = Allowed("Choose a scenario of the Delivery sheet.", choices=SCENARIOS)
    viewpoints = Allowed("Choose all, pooled or a stakeholder of the Weights sheet.", choices=VIEWPOINTS)
    trial = Formula(partial(context.cell, TRIAL_SAID), context.trial_said)
    offers = Formula(partial(said.offers, context), sentences.offers(weighing, scenario))
    further = step_said(weighing, scenario, context.next_steps[scenario], as_scored=weighing.on_trial)
    step = Formula(partial(said.step, context), further)
    lead = Formula(partial(said.lead, context), sentences.lead(weighing, scenario))
    so_judged = said.SO_JUDGED if weighing.on_trial else ""
    ranges = Formula(partial(said.ranges, context), so_judged + lead_results.said(context.judged, scenario))
    expected = Formula(partial(said.expected, context), standing_offers.said(weighing, context.leader))
    return (
        HeaderCell(SCENARIO_ROW, 1, DECIDE_LABELS[DECIDE_SCENARIO], "label"),
        HeaderCell(
            SCENARIO_ROW, 2, context.model.all_scenarios[scenario].name, "choice", DECIDE_SCENARIO, scenarios
        ),
        HeaderCell(SCENARIO_ROW, INPUT_WORD, "input", "word"),
        HeaderCell(VIEWPOINT_ROW, 1, DECIDE_LABELS[DECIDE_VIEWPOINT], "label"),
        HeaderCell(VIEWPOINT_ROW, 2, context.viewpoint_name, "choice", DECIDE_VIEWPOINT, viewpoints),
        HeaderCell(VIEWPOINT_ROW, INPUT_WORD, "input", "word"),
        HeaderCell(TRIAL_ROW, 1, trial, "banner", DECIDE_TRIAL),
        HeaderCell(OFFERS_ROW, 1, offers, "sentence", DECIDE_OFFERS),
        HeaderCell(STEP_ROW, 1, step, "sentence", DECIDE_STEP),
        HeaderCell(LEAD_ROW, 1, lead, "sentence", DECIDE_LEAD),
        HeaderCell(RANGES_ROW, 1, ranges, "purpose", DECIDE_RANGES),
        HeaderCell(VIEWPOINT_ROW, EXPECTED, expected, "purpose", DECIDE_EXPECTED),
    )


def _charts(context: Context) -> tuple[Chart, ...]:
    here, rows = context.tables["decide"], options.ranked(context)
    on_trial = context.weighing.on_trial
    net = Series(
        name_ref=here.heading_cell("net"),
        name="net",
        values_ref=here.column("net"),
        values=tuple(row.net for row in rows),
    )
    judged = Series(
        name_ref=here.heading_cell(NET_JUDGED),
        name=NET_JUDGED,
        values_ref=here.column(NET_JUDGED),
        values=tuple(row.net_judged if on_trial else "" for row in rows),
    )
    return (
        Chart(
            kind=ChartKind.BARS,
            title="Net value by option (points; 0 = hold the current position)",
            description="Bars of the net value of every option in the chosen scenario, best first, and beside them the "
            "net as judged while trial weights are in use; the table holds the same numbers.",
            value_title="net value, points",
            categories_ref=here.column("option"),
            categories=tuple(row.name for row in rows),
            series=(net, judged),
            row=HEAD - 1,
        ),
    )
