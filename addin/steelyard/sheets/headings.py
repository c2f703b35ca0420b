"""Headings, beginnings of headings and words that several sheets name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from steelyard.model.model import Model

PROPOSAL = "tabled"
"""The table of the proposal: the package that is on the table."""

ASKED, OFFERED = "asked", "offered"
"""Headings of the level that it asks for, and of whether it offers an option."""

IS_OFFERED = "is offered"
"""Heading of that in results, as 1 or 0; no id has a blank."""

OURS, POINTS_FOR = "our points", "points for "
"""Headings of what a choice is worth to our side, and, before its id, to a counterpart."""

IN_FORCE = "in force: "
"""What stands before a cost head in the headings of what the options in force cost on it."""

PROPOSAL_POINTS = "tabled package"
"""Heading of what the proposal, the package on the table, gives a party."""

GIVES = "gives"
"""Heading of what the proposal gives a party by one item."""

COST_ON = "cost: "
"""What stands before a cost head in the headings of what the option of a step costs on it."""

AFTER = "half-step "
"""What stands before the number of a half-step in the headings of what is lacking after it."""


EFFORT, CHANCE = "effort ", "chance "
"""What stands before a level's name in the headings of the Counterpart sheet."""

PLEDGED = "pledged "
"""What stands before a measure's id in the headings of what it is worth if pledges are kept."""


KEY, WHEN_COMPUTED, NOW, CHANGED, ALLOWED = "key", "when computed", "now", "changed", "allowed"
"""Headings of the ledger of judgements on Checks."""


VERIFIED, ANNOUNCED = "verified", "announced"
"""What an entry counts as, by whether it names a verifier."""

NO_DATE = "no date"
"""How an entry shows what stands in the place of a date and is none."""


ALL_HOLD, CURRENT, OUT_OF_DATE = "all hold", "current", "out of date"
"""What the flags say."""


LEVEL_TODAY, ONLY_ANNOUNCED = "level today", "only announced"
"""Headings of the level of a measure that is verified, and of the level that is announced beyond it."""


def half_steps(model: Model) -> int:
    """How many half-steps the plan of a model has, two a phase: so many headings begin with `AFTER`."""
    return 2 * len({step.phase for step in model.plan})
