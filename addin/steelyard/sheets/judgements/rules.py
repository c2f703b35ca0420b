"""Rules: conditions on options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.parts import RuleKind
from steelyard.sheets.choices import OPTIONS
from steelyard.sheets.inputs import LEVEL, ZERO_TO_ONE, note, own_id
from steelyard.sheets.spec import Allowed, Kind, Sheet, Table, typed

if TYPE_CHECKING:
    from steelyard.model.draft import Row
    from steelyard.model.model import Model

OPTION = Allowed("The id of an option.", choices=OPTIONS)
KIND = Allowed(
    "requires: a measure and a level; requires all, requires at least: a group (or all), a level, for the "
    "latter how many; requires option, excludes option: an option; cap: a cost head and the most it may cost.",
    choices='"' + ",".join(RuleKind) + '"',
)


def sheet(model: Model) -> Sheet:
    """Rules."""
    return Sheet(
        name="Rules",
        kind=Kind.JUDGEMENTS,
        title="Rules: conditions on options",
        purpose="An option is unlocked when all its rules hold. Which cells a kind of rule uses stands in its prompt.",
        head=8,
        tables=(_table(model),),
    )


def _table(_: Model) -> Table[Row]:
    return Table(
        name="rules",
        listed_by=("conditions", "condition"),
        rows=lambda context: context.draft.tables["rules"],
        columns=(
            own_id("the rule"),
            typed("option", "id", 20, "The option that waits.", allowed=OPTION),
            typed("kind", "id", 17, "What the rule asks for.", allowed=KIND),
            typed("subject", "id", 20, "A measure, a group, an option or a cost head, by the kind."),
            typed("level", "id", 13, "Lowest level that counts.", allowed=LEVEL),
            typed("number", "plain", 9, "How many measures, or the most that it may cost."),
            typed("withdraws", "plain", 11, "Share of what can be taken back that goes when delivery falls short, 0 to 1; empty: 1.", allowed=ZERO_TO_ONE),
            note(),
        ),
    )  # fmt: skip
