"""The sheets of a workbook as data: names, tables, columns, and where each table starts.

Read by build, read, writeback, verify and the reference pages, so that a heading is written once.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, NamedTuple

from steelyard.model.parts import Settings
from steelyard.weigh.conditions import conditions
from steelyard.workbook.columns import columns_of
from steelyard.workbook.plan import Kind, Spot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steelyard.model.model import Model


class Sheet(NamedTuple):
    """One sheet: its name, its table, what it is for."""

    name: str
    table: str
    kind: Kind
    title: str
    purpose: str
    head: int
    """Row of the table's headings."""


CHART_ROWS = 19
"""Rows that a chart takes up above its table."""

PLAIN = 8
"""Row of the headings: above them the title, two lines of purpose, the flags, a line of the sheet's own, and
the words that say what each column holds."""

CHARTED = PLAIN + CHART_ROWS

SHEETS = (
    Sheet(
        "Read me",
        "settings",
        Kind.START,
        "",
        "What this workbook is for, how to use it, and what its numbers are.",
        39,
    ),
    Sheet(
        "Decide",
        "decide",
        Kind.START,
        "Decide: what may be offered, and what is still missing",
        "Choose a scenario and a viewpoint in the two input cells; everything on this sheet follows at once.",
        10 + CHART_ROWS,
    ),
    Sheet(
        "Weights",
        "weights",
        Kind.JUDGEMENTS,
        "Weights: what matters to whom",
        "Swing weights in points: how much it matters to move a criterion from its worst to its best. "
        "Measures and cost heads share one budget; only the proportions within a row count.",
        PLAIN,
    ),
    Sheet(
        "Measures",
        "measures",
        Kind.JUDGEMENTS,
        "Measures: what the counterpart delivers",
        "Each measure is delivered to a level; the columns on the right say what each level is worth, "
        "from 0 for the first to 100 for the last.",
        PLAIN,
    ),
    Sheet(
        "Options",
        "options",
        Kind.JUDGEMENTS,
        "Options: what our side may put on the table",
        "Options on one track exclude each other. An opening is released first and asks for nothing.",
        PLAIN,
    ),
    Sheet(
        "Cost heads",
        "cost_heads",
        Kind.JUDGEMENTS,
        "Cost heads: what options cost us in",
        "The criteria on which options cost us something; the Costs sheet says how much.",
        PLAIN,
    ),
    Sheet(
        "Linkage",
        "linkage",
        Kind.JUDGEMENTS,
        "Linkage: how far the case for an option rests on a measure",
        "From 0 (not at all) to 100 (entirely), for every option and measure.",
        PLAIN,
    ),
    Sheet(
        "Costs",
        "costs",
        Kind.JUDGEMENTS,
        "Costs: what each option costs us",
        "From 0 (nothing) to 100 (the worst among the options one can think of), for every option and cost head.",
        PLAIN,
    ),
    Sheet(
        "Delivery",
        "delivery",
        Kind.JUDGEMENTS,
        "Delivery: what each scenario delivers",
        "One delivery level per measure. Probabilities are optional: give all, adding up to 1, or none.",
        PLAIN,
    ),
    Sheet(
        "Rules",
        "rules",
        Kind.JUDGEMENTS,
        "Rules: conditions on options",
        "An option is unlocked when all its rules hold. Which cells a kind of rule uses stands in its prompt.",
        PLAIN,
    ),
    Sheet(
        "Counterpart",
        "counterpart",
        Kind.JUDGEMENTS,
        "Counterpart: how the other side sees it",
        "What each option is worth to it, what each measure costs it (points), the share of that cost which "
        "each level takes, and the chance that it brings the measure that far. Empty shares follow the level values.",
        PLAIN,
    ),
    Sheet(
        "Plan",
        "plan",
        Kind.JUDGEMENTS,
        "Plan: who moves when",
        "Phases in which measures are delivered and options released; within a phase, measures come first.",
        PLAIN,
    ),
    Sheet(
        "Evidence",
        "evidence",
        Kind.JUDGEMENTS,
        "Evidence: what stands behind the judgements",
        "A key names one judgement; * in a key stands for any one part. Low and high give the range one could defend.",
        PLAIN,
    ),
    Sheet(
        "Shares",
        "shares",
        Kind.LIVE,
        "Shares: weights as parts of one budget",
        "Each row adds up to 100 %. The first row is the viewpoint chosen on Decide.",
        CHARTED,
    ),
    Sheet(
        "Effects",
        "effects",
        Kind.LIVE,
        "Effects: linkage and costs side by side",
        "What the Linkage and Costs sheets say, lined up by criterion for the sums on the next sheets.",
        PLAIN,
    ),
    Sheet(
        "Delivered",
        "delivered",
        Kind.LIVE,
        "Delivered: what each scenario is worth by criterion",
        "The value of the level that a scenario delivers, from 0 to 100. A cost is paid in full in every "
        "scenario, so a cost head counts -100 throughout. The last rows give the value of each level.",
        PLAIN,
    ),
    Sheet(
        "Conditions",
        "conditions",
        Kind.LIVE,
        "Conditions: which rules hold in which scenario",
        "For every rule and scenario: what it asks for, whether it holds (1 or 0), and what is missing. The "
        "columns on the right show 1 where a named measure stands high enough and 0 where it does not.",
        PLAIN,
    ),
    Sheet(
        "Scores",
        "scores",
        Kind.LIVE,
        "Scores: benefit, cost and net of every option in every scenario",
        "Points; net is benefit less cost and 0 is holding the current position. The viewpoint is the one on Decide.",
        PLAIN,
    ),
    Sheet(
        "Contributions",
        "contributions",
        Kind.LIVE,
        "Contributions: where the points come from",
        "Every term of each option's net value, in the scenario and from the viewpoint on Decide. "
        "The terms of a row add up to its net.",
        CHARTED,
    ),
    Sheet(
        "Trade-offs",
        "tradeoffs",
        Kind.LIVE,
        "Trade-offs: what one more step brings, and where the order turns",
        "For every option and criterion, in the scenario and from the viewpoint on Decide: the points one more "
        "delivery step brings, the lowest level at which the option pays, and the share at which it ties with the first.",
        PLAIN,
    ),
    Sheet(
        "Positions",
        "positions",
        Kind.LIVE,
        "Positions: how each of ours sees the options",
        "Net value in the scenario on Decide, pooled by influence and for each stakeholder; "
        "expected net is over all scenarios by probability.",
        CHARTED,
    ),
    Sheet(
        "What it takes",
        "what_it_takes",
        Kind.COMPUTED,
        "What it takes: the cheapest further steps that turn an option into an offer",
        "For every scenario and option: the steps that cost the counterpart least (then the fewest) after which "
        "the option is unlocked and worth its cost. Exact; computed by steelyard, not live.",
        PLAIN,
    ),
    Sheet(
        "Checks",
        "checks",
        Kind.RECORD,
        "Checks: are the inputs fit, and are the computed tables current?",
        "Above: tests that run by themselves, what stands behind the judgements, and what stopped the last score. "
        "Below: the ledger of judgements, each as it was when the computed tables were written and as it is now.",
        41,
    ),
    Sheet(
        "Change log",
        "change_log",
        Kind.RECORD,
        "Change log: what was changed, when, by whom and why",
        "One row a change. The last column is yours.",
        PLAIN,
    ),
)

LOG = "change_log"
"""The table that remembers; what stands in it is kept for ever."""

JUDGEMENT_TABLES = tuple(sheet.table for sheet in SHEETS if sheet.kind is Kind.JUDGEMENTS)

SHEET_OF = {sheet.table: sheet for sheet in SHEETS}


FORM, FORM_NAME = 1, "steelyard_form"
"""Number of the workbook's form, and the defined name that holds it; a workbook without the name has form 1."""

CELLS = {
    "decide_scenario": ("Decide", "B4"),
    "decide_viewpoint": ("Decide", "B5"),
    "tradeoffs_first": ("Trade-offs", "B5"),
    "checks_flag": ("Checks", "B4"),
    "checks_currency": ("Checks", "B5"),
}
"""Sheet and address, in a new workbook, of the named cells that formulas refer to."""

FIRST_TEST = 9
"""Row of the first test on Checks."""

TEST = "checks_test_{}"
"""Name of the cell that holds what a test found, counted from 1."""

TESTS = 9

EVIDENCE_ROW = FIRST_TEST + TESTS + 1
"""Row of the headings above the counts of evidence on Checks."""

PROBLEM_ROW = EVIDENCE_ROW + 9
"""Row of the heading above the problems on Checks."""

PROBLEM, PROBLEM_LINES = "checks_problem_{}", 10
"""Name of the cell that holds a line of them, counted from 1, and how many there are."""


class Places(NamedTuple):
    """Where everything stands in one workbook."""

    spots: Mapping[str, Spot]
    """By the name of the table."""
    cells: Mapping[str, tuple[str, str]]
    """Sheet and address of single cells, by their names."""


def places(model: Model) -> Places:
    """Where everything stands in a new workbook of this model."""
    tests = {TEST.format(at + 1): ("Checks", f"B{FIRST_TEST + at}") for at in range(TESTS)}
    return Places(spots(model), CELLS | tests)


def spots(model: Model) -> dict[str, Spot]:
    """Where every table of this model's workbook stands, by the table's name."""
    columns, counts = columns_of(model), row_counts(model)
    return {
        sheet.table: Spot(
            sheet=sheet.name,
            head=sheet.head,
            headings=tuple(column.heading for column in columns[sheet.table]),
            rows=counts[sheet.table],
        )
        for sheet in SHEETS
    }


ON_DECIDE = ("scenario", "viewpoint")
"""Settings that stand in cells of their own on Decide."""

LEVELS, LEVEL_SEPARATOR = "levels", " / "
"""The setting that names the delivery levels, lowest first, and what stands between two of them."""

SETTINGS = (*(field.name for field in fields(Settings) if field.name not in ON_DECIDE), LEVELS)
"""Settings that stand in the table on Read me, in its order."""


def ledger_keys(model: Model) -> tuple[str, ...]:
    """Keys of the judgements that the ledger on Checks follows.

    The scenario on Decide is not among them: computed tables cover every scenario.
    """
    return tuple(key for key in model.values if key != "settings/scenario")


def row_counts(model: Model) -> dict[str, int]:
    """How many entries each table has, by the table's name."""
    measures, options, scenarios = len(model.measures), len(model.options), len(model.scenarios)
    criteria = len(model.criteria)
    return {
        "settings": len(SETTINGS),
        "weights": len(model.stakeholders),
        "measures": measures,
        "options": options,
        "cost_heads": len(model.cost_heads),
        "linkage": options,
        "costs": options,
        "delivery": scenarios,
        "rules": len(model.rules),
        "counterpart": len(model.counterparts) * (1 + options + measures),
        "plan": len(model.plan),
        "evidence": len(model.evidence),
        "shares": 2 + len(model.stakeholders),
        "effects": options,
        "delivered": 1 + scenarios + len(model.levels),
        "conditions": scenarios * len(conditions(model)),
        "scores": scenarios * options,
        "contributions": options,
        "tradeoffs": options * criteria,
        "positions": options,
        "decide": options,
        "what_it_takes": scenarios * options,
        "checks": len(ledger_keys(model)),
        "change_log": 0,
    }
