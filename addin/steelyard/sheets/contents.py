"""The sheets of a workbook in reading order: name, table, kind, title, and where the table starts."""

from __future__ import annotations

from typing import NamedTuple

from steelyard.sheets.spec import Kind


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
        53,
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
        "Each measure is delivered to a level: verified today or only announced, by the Delivery record. "
        "The columns on the right say what each level is worth, from 0 for the first to 100 for the last.",
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
        "One delivery level per measure. Probabilities are optional: give all, adding up to 1, or none. "
        "The rows today and pledges-kept follow from the Delivery record.",
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
        "Delivery record",
        "record",
        Kind.JUDGEMENTS,
        "Delivery record: what was really delivered, and what was only announced",
        "One row a report: on that day the measure stood at the level, says the verifier. Without a verifier it is "
        "an announcement. The latest day of a measure counts; on one day, the highest level.",
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
        "Package",
        "tabled",
        Kind.JUDGEMENTS,
        "Package: what is on the table",
        "The level that is asked for on each measure, and what is offered for it: change it here, and what it is worth "
        "to every side, the rules (Package rules) and who accepts it (Parties) follow at once.",
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
        "Delivery over time",
        "over_time",
        Kind.LIVE,
        "Delivery over time: what was verified, day by day",
        "One row an entry of the Delivery record, in the order of their dates: the value of what was verified by then, "
        "from 0 to 100, and what it is worth in points at full linkage. Between two days, what was verified stands.",
        CHARTED,
    ),
    Sheet(
        "Party points",
        "party_points",
        Kind.LIVE,
        "Party points: what the tabled package gives each counterpart, item by item",
        "What each option is worth to a counterpart and what each measure costs it, as parts of a budget of 100 points; "
        "and the share of that which the tabled package brings about.",
        PLAIN,
    ),
    Sheet(
        "Parties",
        "parties",
        Kind.LIVE,
        "Parties: who accepts the tabled package, and what each side concedes",
        "What the package on the sheet Package gives each party, beside what it has with no deal. A side concedes "
        "the share of its range, from no deal to the best it could get under the rules, that the package leaves it short of.",
        PLAIN,
    ),
    Sheet(
        "Package rules",
        "package_rules",
        Kind.LIVE,
        "Package rules: which rules the tabled package keeps",
        "One row a rule. A rule counts where the package offers the option that waits for it.",
        PLAIN,
    ),
    Sheet(
        "Plan steps",
        "plan_steps",
        Kind.LIVE,
        "Plan steps: what each step of the plan is worth while it is in force",
        "A measure stands at a level until its next step; an option is in force until another of its track takes its place. "
        "What can be taken back is the share on Options.",
        PLAIN,
    ),
    Sheet(
        "Plan rules",
        "plan_rules",
        Kind.LIVE,
        "Plan rules: which rules the plan keeps",
        "One row a rule: the phase in which its option is released, and whether all that it asks for stands by then, "
        "for as long as the option is in force.",
        PLAIN,
    ),
    Sheet(
        "Plan ledger",
        "plan_ledger",
        Kind.LIVE,
        "Plan ledger: who has given and received what, and who stands exposed",
        "After each half-step of the plan (measures first, then options), in points of each side's own: exposure is what "
        "it has given beyond what it has received. A future worth more than stopping keeps a side going.",
        CHARTED,
    ),
    Sheet(
        "Snapback",
        "snapback",
        Kind.LIVE,
        "Snapback: which shortfall withdraws what",
        "One row a rule: whether its measures stand high enough in the scenario on Decide and, where they do not, how much of "
        "its option is taken back, for what that can be. Of several rules of an option the greatest counts.",
        PLAIN,
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
        "Packages",
        "packages",
        Kind.COMPUTED,
        "Packages: what a deal could be, and no package beats",
        "Packages that keep every rule and that no other beats: none is better for one side and as good for the other. "
        "Computed by steelyard, exact in ticks of 0.000001 points; no deal and the tabled package in the chart are live.",
        CHARTED,
    ),
    Sheet(
        "Concessions",
        "concessions",
        Kind.COMPUTED,
        "Concessions: what a mediator would point at, and what each side gives up there",
        "Among the packages that no other beats and that both sides would rather have than no deal. Conceded is the share "
        "of a side's range, from no deal to the best it could get under the rules. Computed by steelyard, not live.",
        PLAIN,
    ),
    Sheet(
        "Improvements",
        "improvements",
        Kind.COMPUTED,
        "Improvements: what would make the tabled package better, or acceptable",
        "Packages better for one side and no worse for the other, the cheapest changes after which a side accepts, and the "
        "smallest sets of rules that stand in the way of any deal. Computed by steelyard, not live.",
        PLAIN,
    ),
    Sheet(
        "Best order",
        "best_order",
        Kind.COMPUTED,
        "Best order: the plan with the least exposure",
        "The phase of each step in the order that keeps every rule, with the least greatest exposure of the larger side, "
        "then the fewest phases. Exact; computed by steelyard, not live.",
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
