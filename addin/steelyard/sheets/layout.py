"""Where everything stands in a workbook: its tables with their headings and rows, and the named cells.

Read by build, read, writeback, verify and the reference pages, so that a heading is written once.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from steelyard.model.parts import Settings
from steelyard.sheets.columns import columns_of
from steelyard.sheets.contents import SHEETS
from steelyard.sheets.deal_columns import half_steps
from steelyard.sheets.table_range import TableRange
from steelyard.weigh.bargain import SOLUTIONS
from steelyard.weigh.conditions import conditions
from steelyard.weigh.sheet_lists import IMPROVED, LISTED

if TYPE_CHECKING:
    from steelyard.model.model import Model


SINCE = {
    **dict.fromkeys(("record", "over_time"), 2),
    **dict.fromkeys(("tabled", "party_points", "parties", "package_rules"), 3),
    **dict.fromkeys(("plan_steps", "plan_rules", "plan_ledger", "snapback"), 3),
    **dict.fromkeys(("packages", "concessions", "improvements", "best_order"), 3),
}
"""Tables that came with a later form than the first."""

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


def spots(model: Model) -> dict[str, TableRange]:
    """Where every table of this model's workbook stands, by the table's name."""
    columns, counts = columns_of(model), row_counts(model)
    return {
        sheet.table: TableRange(
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
    measures, options, scenarios = len(model.measures), len(model.options), len(model.all_scenarios)
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
        "record": len(model.record),
        "counterpart": sum(1 + (part.future is not None) + options + measures for part in model.counterparts),
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
        "over_time": len(model.record),
        "tabled": measures + options,
        "party_points": len(model.counterparts) * (options + measures),
        "parties": 1 + len(model.counterparts),
        "package_rules": len(model.rules),
        "plan_steps": len(model.plan),
        "plan_rules": len(model.rules) if model.plan else 0,
        "plan_ledger": half_steps(model),
        "snapback": len(model.rules),
        "packages": LISTED,
        "concessions": len(SOLUTIONS),
        "improvements": IMPROVED,
        "best_order": len(model.plan),
        "decide": options,
        "what_it_takes": scenarios * options,
        "checks": len(ledger_keys(model)),
        "change_log": 0,
    }


LOG = "change_log"
"""The table that remembers; what stands in it is kept for ever."""
