"""Every input of the judgement tables, declared once.

From these declarations follow the words of the text form and its JSON Schema, the reading and writing of
drafts, the keys of judgements, the ranges of evidence, the reserved words, and both ways of reading: cell by
cell, and whole columns at once. Inputs that must fit together are checked in `assembly/consistency.py`.

A new input is one `Field` here and one attribute in `parts.py`; then it can be used in `weigh`.
"""

from __future__ import annotations

from steelyard.model.field import PACKAGE_TABLE, Bounds, Field, InputKind, Inputs, InputTable
from steelyard.model.parts import SHEETS_SHOWN, THRESHOLD_KINDS, PartyRole, RuleKind, StepKind

NOT_NEGATIVE = Bounds(0)
PERCENT = Bounds(0, 100)
SHARE = Bounds(0, 1)
POINTS = Bounds(-1_000_000, 1_000_000)
"""Points that are counted in whole ticks of 1e-6 as they stand. Floating-point numbers hold so many ticks
exactly, in cells as in Python; of 10^9 points they would miss a half by a whole tick. All that a side gives
or gets in packages is within 100 points."""
PHASES = Bounds(1, 99_999_999)
"""Formulas count steps as phase x 10,000 + row, below 10^13; a day as one number (20190617) fits."""

FIRST_DAY = "1900-03-01"
"""The first day that Excel and LibreOffice number alike: Excel takes 1900 for a leap year."""

CONFIDENCE = ("high", "medium", "low")
COUNTERPART_ROWS = ("reservation", "reservation_change", "future", "option", "measure")
"""The kinds of rows of a counterpart; a reservation value, its change and a future are about no item."""

ID_OF = "{} id"
"""Heading in a workbook of the id that a reference means, by the heading of the reference."""

AMOUNT_AT = "amount at "
"""How the headings of amounts begin; a level or a number of points follows."""

NUMBER, TEXT, NOTE = InputKind.NUMBER, InputKind.TEXT, InputKind.NOTE
LEVEL, YES_NO, CHOICE, REFERENCE = InputKind.LEVEL, InputKind.YES_NO, InputKind.CHOICE, InputKind.REFERENCE

TABLES = (
    InputTable("settings", "Settings", "settings", "What the workbook is about and how it is read."),
    InputTable(
        "weights",
        "Weights",
        "stakeholders",
        "The stakeholders of our side, by id.",
        at_least_one="stakeholder",
    ),
    InputTable(
        "measures", "Measures", "measures", "What the counterpart delivers, by id.", at_least_one="measure"
    ),
    InputTable("cost_heads", "Cost heads", "cost_heads", "On what options cost us something, by id."),
    InputTable(
        "options", "Options", "options", "What our side may put on the table, by id.", at_least_one="option"
    ),
    InputTable("linkage", "Linkage", "options"),
    InputTable("costs", "Costs", "options"),
    InputTable("delivery", "Delivery", "scenarios", "What may be delivered, by id.", at_least_one="scenario"),
    InputTable("rules", "Rules", "rules", "Conditions on options, by id."),
    InputTable(
        "record",
        "Delivery record",
        "record",
        "The delivery record: what was verified and what only announced, by id of the entry.",
    ),
    InputTable(
        "counterpart", "Counterpart", "counterparts", "The other side, by id; the first one bargains."
    ),
    InputTable("plan", "Plan", "plan", "Who moves when, by id of the step."),
    InputTable(
        "evidence",
        "Evidence",
        "evidence",
        "What stands behind the judgements, by key; * in a key stands for any one part.",
    ),
)


def _id(table: str, of: str) -> Field:
    return Field(
        table, "id", InputKind.ID, needed=True, identifies=True,
        sheet_meaning=f"Short name that other sheets use: {of}.",
    )  # fmt: skip


def _name(table: str, of: str) -> Field:
    return Field(
        table, "name", InputKind.NAME, needed=True, sheet_meaning=f"Name of {of}.",
        meaning="What people read and choose it by; each name stands once.",
    )  # fmt: skip


def _anchors(table: str, worst: str, best: str, unit: str) -> tuple[Field, Field, Field]:
    """What the worst and the best of a criterion are, in words, and the unit of its amounts."""
    return (
        Field(table, "worst", TEXT, meaning=worst),
        Field(table, "best", TEXT, meaning=best),
        Field(table, "unit", TEXT, key=unit, row_if_given=True, meaning="What its amounts are counted in."),
    )


def _note(table: str, row: str = "") -> Field:
    return Field(table, "note", NOTE, row=row, meaning="In your own words.")


_SETTINGS = (
    Field("settings", "title", TEXT, needed=True, meaning="Title of the workbook."),
    Field("settings", "purpose", NOTE, meaning="What is to be decided, by whom and when."),
    Field(
        "settings", "owner", TEXT,
        meaning="Who keeps the workbook; also its author in the file's properties.",
    ),
    Field("settings", "contact", TEXT, meaning="Where to ask."),
    Field("settings", "status", TEXT, meaning="Draft, in force, worked example, and the like."),
    Field("settings", "version", TEXT, meaning="Yours to count."),
    Field(
        "settings", "date", InputKind.DAY,
        meaning="Year-month-day; also the date in the file's properties.",
    ),
    Field("settings", "marking", TEXT, meaning="Classification, as your organisation writes it."),
    Field("settings", "licence", TEXT, meaning="Under what terms the case may be used."),
    Field("settings", "source", NOTE, meaning="What the case was read from."),
    Field(
        "settings", "illustrations", NOTE,
        meaning="Which numbers are illustrations; Read me shows it as a warning.",
    ),
    Field(
        "settings", "context", NOTE,
        meaning="What lies behind the case and is in none of its numbers; Read me shows it.",
    ),
    Field("settings", "our_side", TEXT, needed=True, has_default=True, meaning="What our side is called."),
    Field("settings", "hold", TEXT, needed=True, has_default=True, meaning="What the zero line is called."),
    Field(
        "settings", "resolution", NUMBER, bounds=NOT_NEGATIVE, needed=True, has_default=True, key="settings",
        meaning="Points; a lead smaller than this is no clear lead. 1 if left out.",
    ),
    Field(
        "settings", "reservation", NUMBER, bounds=POINTS, key="settings", key_rank=1,
        meaning="Points that our side gets with no deal now, in phase 1 of the plan; 0 if left out.",
    ),
    Field(
        "settings", "reservation_change", NUMBER, bounds=POINTS, key="settings", key_rank=1,
        meaning="Points by which that rises from one phase of the plan to the next, below 0 if it falls; 0 "
        "if left out.",
    ),
    Field(
        "settings", "scenario", REFERENCE, of="scenarios", key="settings",
        meaning="Id of the scenario that Decide shows; the first if left out.",
    ),
    Field(
        "settings", "viewpoint", REFERENCE, of="viewpoints", key="settings",
        meaning="Id of the stakeholder whose weights Decide uses; `all`, the pool, if left out.",
    ),
    Field(
        "settings", "future", NUMBER, bounds=POINTS, key="settings", key_rank=1,
        meaning="Points that our side expects of the time after the plan, lost if it breaks off; 0 if left "
        "out.",
    ),
    Field(
        "settings", "sheets", CHOICE, choices=SHEETS_SHOWN, needed=True, has_default=True,
        meaning="Which sheets a new workbook shows: `essential`, those that people work with and read, or "
        "`all`. `essential` if left out.",
    ),
    Field(
        "settings", "compare", TEXT,
        meaning="Up to three numbers of points on the sheet Packages, between commas, which the sheet "
        "Package shows beside the tabled package. No judgement.",
    ),
    Field(
        "settings", "release", TEXT,
        meaning="What a copy made by `steelyard release` withholds, between commas: `reservation`, "
        "`counterpart`, `trial`, `authors`, `notes`, `sheets`, or `all` of them; and `weights to 5` to round "
        "weights to such a multiple of points. All but `sheets` if left out.",
    ),
    Field(
        "settings", "withheld", TEXT,
        meaning="What this copy withholds, in the same words. `steelyard release` writes it.",
    ),
)  # fmt: skip

_MEASURES = (
    _id("measures", "the measure"),
    _name("measures", "the measure"),
    Field(
        "measures", "group", InputKind.LABEL, key="groups",
        meaning="Measures with the same group form a package that a rule can name.",
        sheet_meaning="Measures of one group can be named together by a rule.",
    ),
    Field(
        "measures", "asked", LEVEL, key="asked", sheet_table=PACKAGE_TABLE, row="measure",
        meaning="Level that the tabled package asks for; the lowest if left out.",
        sheet_meaning="Level that the tabled package asks for; empty: the lowest.",
        sheet_prompt="One of the delivery levels; empty: the lowest.",
    ),
    *_anchors(
        "measures",
        "What the lowest level is like, in words; its name if left out.",
        "What the highest level is like, in words; its name if left out.",
        "unit",
    ),
    Field(
        "measures", "amounts", NUMBER, axis="levels", prefix=AMOUNT_AT, key="amounts", key_rank=-1,
        meaning="The amount of each level in the unit, all rising or all falling; give all or none.",
        sheet_meaning="Amount of the level in the unit.",
    ),
    Field(
        "measures", "values", NUMBER, axis="levels", bounds=PERCENT, needed=True, has_default=True,
        key="values", key_rank=-1,
        meaning="What each level is worth: {range}, non-decreasing, first 0, last 100; left out, they "
        "follow from the amounts by a straight line.",
        sheet_meaning="Value of the level, {range}; empty in all levels: it follows from the amounts.",
        sheet_prompt="A number from 0 to 100; where amounts are given, empty in all levels.",
    ),
    _note("measures"),
)  # fmt: skip

_COST_HEADS = (
    _id("cost_heads", "the cost head"),
    _name("cost_heads", "the cost head"),
    *_anchors(
        "cost_heads",
        "What a cost of 100 points is like, in words.",
        "What a cost of 0 points is like, in words.",
        "cost-unit",
    ),
    Field(
        "cost_heads", "scale", NUMBER, axis="points", prefix=AMOUNT_AT, key="scale",
        meaning="The amount in the unit at 0 and at 100 points, perhaps at 25, 50 and 75, all rising or all "
        "falling; costs are then typed in the unit.",
        sheet_meaning="Amount in the unit at so many points; empty between the ends: half-way.",
    ),
    Field(
        "cost_heads", "irreversible", YES_NO,
        meaning="yes: the head counts what of an option cannot be taken back.",
    ),
    _note("cost_heads"),
)  # fmt: skip

_OPTIONS = (
    _id("options", "the option"),
    _name("options", "the option"),
    Field(
        "options", "track", InputKind.LABEL, key="tracks", meaning="Options on one track exclude each other."
    ),
    Field(
        "options", "opening", YES_NO, key="opening",
        meaning="Released first, asking nothing, so that the rest can start.",
        sheet_meaning="yes: released first, asking nothing.",
    ),
    Field(
        "options", "snapback", NUMBER, bounds=SHARE, key="snapback",
        meaning="Share of it that can be taken back, {range}; 0 if left out.",
        sheet_meaning="Share that can be taken back, {range}; empty: 0.",
    ),
    Field(
        "options", "delay", NUMBER, bounds=NOT_NEGATIVE, whole=True, key="delay",
        meaning="Phases until that is back, a whole number; 0 if left out.",
        sheet_meaning="Phases until that is back; empty: 0.",
    ),
    Field(
        "options", "offered", YES_NO, key="offered", sheet_table=PACKAGE_TABLE, row="option",
        meaning="Whether the tabled package offers it.",
        sheet_meaning="yes: the tabled package offers the option.",
    ),
    _id("linkage", "the option"),
    Field(
        "linkage", "linkage", NUMBER, axis="measures", bounds=PERCENT, needed=True, key="linkage",
        meaning="How far the case for the option rests on the measure, {range}.",
        sheet_meaning="Linkage, {range}.",
    ),
    _id("costs", "the option"),
    Field(
        "costs", "costs", NUMBER, axis="cost_heads", bounds=PERCENT, needed=True, has_default=True,
        own_ranges=True, key="costs",
        meaning="What the option costs us on the head, {range}, or in the unit of the head where it has one.",
        sheet_meaning="Cost, {range}, or in the unit of the head.",
    ),
    _note("options"),
)  # fmt: skip

_STAKEHOLDERS = (
    _id("weights", "the stakeholder"),
    _name("weights", "the stakeholder"),
    Field(
        "weights", "influence", NUMBER, bounds=NOT_NEGATIVE, needed=True, has_default=True, key="influence",
        meaning="{range}; only the ratio to the other stakeholders' counts. 1 if left out.",
        sheet_meaning="How much it counts in the pool; only the proportions matter.",
    ),
    Field(
        "weights", "weights", NUMBER, axis="criteria", bounds=NOT_NEGATIVE, needed=True, key="weights",
        meaning="Swing weights in points, {range}, not all zero.",
        sheet_meaning="Swing weight in points, {range}.",
    ),
    _note("weights"),
)  # fmt: skip

_SCENARIOS = (
    _id("delivery", "the scenario"),
    _name("delivery", "the scenario"),
    Field(
        "delivery", "probability", NUMBER, bounds=SHARE, key="probability",
        meaning="{range}; give all, adding up to 1, or none.",
        sheet_meaning="Probability, {range}; give all or none.",
    ),
    Field(
        "delivery", "levels", LEVEL, axis="measures", needed=True, other_word="delivers", key="delivery",
        meaning="The level that each measure is delivered to.", sheet_meaning="Level delivered.",
    ),
    _note("delivery"),
)  # fmt: skip

_RULES = (
    _id("rules", "the rule"),
    Field(
        "rules", "option", REFERENCE, of="options", needed=True, key="rules",
        meaning="Id of the option that waits.", sheet_meaning="The option that waits.",
    ),
    Field(
        "rules", "kind", CHOICE, choices=tuple(kind.value for kind in RuleKind), needed=True, key="rules",
        meaning="What the rule asks for.",
        sheet_prompt="requires: a measure and a level; requires all, requires at least: a group (or all), "
        "a level, for the latter how many; requires option, excludes option: an option; cap: a cost head and "
        "the most it may cost; accepted by: a stakeholder (or all).",
    ),
    Field(
        "rules", "subject", REFERENCE, needed=True, key="rules",
        meaning="Id of a measure, an option, a cost head or a stakeholder, or a group, by the kind.",
        sheet_meaning="A measure, a group, an option, a cost head or a stakeholder, by the kind.",
        sheet_prompt="The name of a measure, a group, an option, a cost head or a stakeholder, by the kind "
        "of the rule.",
    ),
    Field(
        "rules", "level", LEVEL, needed=True, only_for=THRESHOLD_KINDS, key="rules",
        meaning="Lowest level that counts.",
    ),
    Field(
        "rules", "number", NUMBER, bounds=NOT_NEGATIVE, needed=True, unchecked=True, key="rules",
        only_for=(RuleKind.REQUIRES_AT_LEAST, RuleKind.CAP),
        meaning="How many measures, or the most that it may cost, in the unit of the head where it has one.",
    ),
    Field(
        "rules", "withdraws", NUMBER, bounds=SHARE, only_for=THRESHOLD_KINDS, key="rules",
        meaning="Share of what can be taken back that goes when delivery falls short, {range}; 1 if left "
        "out.",
        sheet_meaning="Share of what can be taken back that goes when delivery falls short, {range}; "
        "empty: 1.",
    ),
    _note("rules"),
)  # fmt: skip

_RECORD = (
    _id("record", "the entry"),
    Field(
        "record", "date", InputKind.DAY, earliest=FIRST_DAY, needed=True, key="record",
        meaning="Year-month-day.", sheet_meaning="Day of the report or the announcement.",
    ),
    Field(
        "record", "measure", REFERENCE, of="measures", needed=True, key="record",
        meaning="Id of the measure.", sheet_meaning="The measure that was delivered or announced.",
    ),
    Field(
        "record", "level", LEVEL, needed=True, key="record",
        meaning="The level that it reached, or was said to come to.",
    ),
    Field(
        "record", "verifier", TEXT, key="record",
        meaning="Who verified it; left out for what was only announced.",
        sheet_meaning="Who verified it; empty for what was only announced.",
    ),
    Field("record", "source", NOTE, meaning="Where it stands."),
    _note("record"),
)  # fmt: skip

_COUNTERPARTS = (
    Field(
        "counterpart", "party", InputKind.ID, needed=True, identifies=True,
        sheet_meaning="The counterpart; the first one bargains.",
    ),
    Field(
        "counterpart", "kind", CHOICE, choices=COUNTERPART_ROWS, needed=True, identifies=True,
        sheet_meaning="reservation, reservation_change, future, option or measure.",
        sheet_prompt="reservation, reservation_change, future, option or measure.",
    ),
    Field(
        "counterpart", "item", REFERENCE, needed=True, only_for=("option", "measure"), identifies=True,
        sheet_meaning="The option or measure; empty for the reservation value, its change and the future.",
    ),
    Field(
        "counterpart", "reservation", NUMBER, bounds=POINTS, row="reservation", column="weight",
        unchecked=True, key="reservation",
        meaning="Points that it gets with no deal now, in phase 1 of the plan; left out, it is 0.",
        sheet_meaning="Points: worth of the option, cost of the measure, value of no deal, its change a "
        "phase, or value of the time after the plan.",
    ),
    Field(
        "counterpart", "reservation_change", NUMBER, bounds=POINTS, row="reservation_change",
        row_if_given=True, column="weight", unchecked=True, key="reservation_change",
        meaning="Points by which that rises from one phase of the plan to the next, below 0 if it falls; 0 "
        "if left out.",
    ),
    Field(
        "counterpart", "future", NUMBER, bounds=POINTS, row="future", row_if_given=True, column="weight",
        unchecked=True, key="future",
        meaning="Points that it expects of the time after the plan, lost if it breaks off; 0 if left "
        "out.",
    ),
    Field(
        "counterpart", "role", CHOICE, choices=tuple(role.value for role in PartyRole), row="reservation",
        key="role",
        meaning="bargains: it makes and receives offers; must consent: no deal without it; is shown: it has "
        "no say. Left out, the first counterpart bargains, and a further one must consent where it has a "
        "reservation value and is shown where it has none.",
        sheet_meaning="What it does: bargains, must consent or is shown; on the row of the reservation "
        "value. Empty: the first bargains, a further one must consent where it has a reservation value.",
        sheet_prompt="bargains, must consent or is shown; empty: the first one bargains, a further one must "
        "consent where it has a reservation value.",
    ),
    Field(
        "counterpart", "worth", NUMBER, row="option", axis="options", column="weight", key="worth",
        bounds=NOT_NEGATIVE, needed=True, meaning="Weight of getting the option, in points, {range}.",
    ),
    Field(
        "counterpart", "burden", NUMBER, row="measure", axis="measures", column="weight", key="burden",
        bounds=NOT_NEGATIVE, needed=True,
        meaning="Weight of delivering the measure in full, in points, {range}.",
    ),
    Field(
        "counterpart", "effort", NUMBER, row="measure", axis="measures", by_level=True, key="effort",
        bounds=SHARE,
        meaning="Share of the burden that a level takes, {range}, non-decreasing; value / 100 if left out.",
        sheet_meaning="Share of the cost that the level takes, {range}.",
    ),
    Field(
        "counterpart", "chance", NUMBER, row="measure", axis="measures", by_level=True, key="chance",
        bounds=SHARE,
        meaning="Deliverability: chance of reaching the level or more, {range}, non-increasing, first 1.",
        sheet_meaning="Chance of the level or more, {range}.",
    ),
    _note("counterpart", row="reservation"),
)  # fmt: skip

_PLAN = (
    _id("plan", "the step"),
    Field(
        "plan", "phase", NUMBER, bounds=PHASES, whole=True, needed=True, key="plan",
        meaning="Whole number, 1 for the first.", sheet_meaning="1 for the first.",
    ),
    Field(
        "plan", "kind", CHOICE, choices=tuple(kind.value for kind in StepKind), needed=True, key="plan",
        meaning="What the step moves.", sheet_meaning="measure or option.",
        sheet_prompt="measure (delivered by the counterpart) or option (released by our side).",
    ),
    Field(
        "plan", "item", REFERENCE, needed=True, key="plan",
        meaning="Id of the measure or option.", sheet_meaning="The measure or option.",
        sheet_prompt="The name of a measure or an option, by the kind of the step.",
    ),
    Field(
        "plan", "level", LEVEL, needed=True, only_for=(StepKind.MEASURE,), key="plan",
        meaning="The level that a measure reaches; left out for an option.",
        sheet_meaning="The level that the measure reaches.",
    ),
    _note("plan"),
)  # fmt: skip

_EVIDENCE = (
    Field(
        "evidence", "key", TEXT, needed=True, identifies=True,
        sheet_meaning="Key of the judgement; * stands for any one part.",
    ),
    Field("evidence", "low", NUMBER, meaning="Lowest value one could defend."),
    Field("evidence", "high", NUMBER, meaning="Highest value one could defend."),
    Field("evidence", "source", NOTE, meaning="Where it comes from."),
    Field("evidence", "author", TEXT, meaning="Who judged."),
    Field(
        "evidence", "date", InputKind.DAY, earliest=FIRST_DAY, unchecked=True, meaning="Year-month-day."
    ),
    Field(
        "evidence", "confidence", CHOICE, choices=CONFIDENCE, meaning="How sure the author is.",
        sheet_meaning="high, medium or low.", sheet_prompt="high, medium or low.",
    ),
    _note("evidence"),
)  # fmt: skip

PACKAGE_ROW = (
    Field(
        PACKAGE_TABLE, "kind", CHOICE, choices=("measure", "option"), needed=True, identifies=True,
        sheet_meaning="measure or option.", sheet_prompt="measure (asked for) or option (offered).",
    ),
    Field(
        PACKAGE_TABLE, "item", REFERENCE, needed=True, identifies=True, sheet_meaning="The measure or option."
    ),
)  # fmt: skip
"""What names a row of the workbook's table of the package; a draft and a text have no such table."""

INPUTS = Inputs(
    TABLES,
    (
        *_SETTINGS,
        *_MEASURES,
        *_COST_HEADS,
        *_OPTIONS,
        *_STAKEHOLDERS,
        *_SCENARIOS,
        *_RULES,
        *_RECORD,
        *_COUNTERPARTS,
        *_PLAN,
        *_EVIDENCE,
    ),
)
"""All inputs of a model."""
