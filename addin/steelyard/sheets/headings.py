"""Headings, beginnings of headings and words that several sheets name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.fields import AMOUNT_AT
from steelyard.model.value_functions import POINTS
from steelyard.weigh.conditions import acceptances

if TYPE_CHECKING:
    from steelyard.model.model import Model

PROPOSAL = "tabled"
"""The table of the proposal: the package that is on the table."""

ASKED, OFFERED = "asked", "offered"
"""Headings of the level that it asks for, and of whether it offers an option."""

OURS, POINTS_FOR = "our points", "points for "
"""Headings of what a choice is worth to our side, and, before its id, to a counterpart."""

IN_FORCE = "in force: "
"""How the headings of what the options in force cost on each cost head begin."""

POINTS_CHOSEN = ("first point", "second point", "third point")
"""Headings on Package of the packages of the frontier that somebody compares."""

CODE = "code"
"""Heading of what a package settles in full, as `weigh.issues.in_full` has it."""

CLOSE_UP, ZONE, MARKED = ("close-up us", "close-up them"), ("zone us", "zone them"), "mark"
"""Headings of what the chart of the zone of agreement shows: the packages in it, and the line that fills it, by side;
and of what the mark of a solution says."""

MARK_AT = ("mark us", "mark them")
"""Headings of where that mark is, by side."""

PROPOSAL_POINTS = "tabled package"
"""Heading of what the proposal, the package on the table, gives a party."""

GIVES = "gives"
"""Heading of what the proposal gives a party by one item."""

AT_FIRST = "at first"
"""Heading of what a party has by a measure before anything is delivered."""

STANDING, NO_LOWER, BELOW_AFTER = "worth to ", "no lower: ", "below after: "
"""How the headings of what the package in force is worth to a counterpart, and how that compares, begin."""

NO_DEAL, NO_DEAL_TYPED, NO_DEAL_CHANGE = "no deal", "no deal as typed", "change a phase"
"""Headings on Parties of what a party gets with no deal now, in whole ticks and as typed, and of its change a phase.

The first is also the column of Package with what no deal settles."""

NO_DEAL_LAST = "no deal in the last phase"
"""Heading on Parties of what a party gets with no deal in the last phase of the plan."""

NO_DEAL_OF = "no deal: "
"""How the headings on Plan ledger of what a party gets with no deal in the phase of a half-step begin."""

ROLE = "role"
"""Heading of what a party does in the exchange."""

COST_ON = "cost: "
"""How the headings of what the option of a step costs on each cost head begin."""

WHOLE, WITHOUT_SIGNS = "net with all it requires", "without signs"
WHERE_LEVEL, FIRST_WHILE = "where level", "first while"
"""Headings of the net that the verdict follows, and of the sum of all terms of a net without their signs."""

FURTHER_STEP, AFTER_STEP, NET_AFTER_STEP = "further step", "after the step", "net after the step"
"""Headings of the nearest further step in words, and of what it adds to an option and makes of its net."""

NET_JUDGED, RANK_JUDGED = "net as judged", "rank as judged"
OFFER_PLACE, IN_PLACE = "place among offers", "option in this place"
OFFER_ORDER, OFFER_IN_PLACE, OFFERS_SO_FAR = "number among offers", "offer of this number", "offers so far"
"""Headings on Contributions of what an option is by the judged weights, of its rank among the options that can be
offered, of the option whose place on Decide is the number of the row, and of the offers, numbered best first."""

RANK_BY_SHARE, PLACE_BY_SHARE = "rank by share", "place by share"
NUMBER_IN_PLACE, NAME_IN_PLACE, KIND_IN_PLACE = (
    "number in this place",
    "name in this place",
    "kind in this place",
)
"""Headings on Swings of where the share of a criterion stands among all, the largest first, and of the number, the
name and the kind of the criterion whose place is the number of the row; no two criteria share a place."""

MEASURE, COST_HEAD = "measure", "cost head"
"""What Swings calls the two kinds of criteria."""

AFTER = "half-step "
"""How the headings of what is lacking after each half-step begin."""


IF_OFFERED, IF_RELEASED = "expected if offered", "expected if always released"
"""Headings of the means over the scenarios of a standing offer, and of a release in all of them."""

WEIGHT_OF = "weight of "
"""How the headings of the weights that a stakeholder gave begin, before its id."""

LINKAGE_OF, DELIVERED_IN = "linkage of ", "delivered in "
"""How the headings of an option's linkages and of a scenario's values begin, before its id."""

EFFORT, CHANCE = "effort ", "chance "
"""How the headings over the columns of levels on Counterpart begin."""

PLEDGED = "pledged "
"""How the headings of what each measure is worth if pledges are kept begin."""


AMOUNTS = tuple(map(AMOUNT_AT.__add__, POINTS))
"""Headings of the amounts of a cost head at 0, 25, 50, 75 and 100 points."""

WORST_AMOUNT, BEST_AMOUNT = "amount at worst", "amount at best"
"""Headings on Swings of the amounts at both ends of a range."""

WHEN_WEIGHED = " when weighed"
"""How the headings end of what an end of the range was when the weights of the criterion were given."""

RANGE_MOVED = "range moved"
"""Heading of whether the range is another one than when the weights were given."""

WITHOUT_WORDS = "without words"
"""Heading of whether a cost head has a weight, and nothing says what its worst and its best are."""

KEY, WHEN_COMPUTED, NOW, CHANGED, ALLOWED = "key", "when computed", "now", "changed", "allowed"
"""Headings of the ledger of judgements on Checks."""


SIGNED_BY, SINCE_SIGNED = "signed by ", "changed since "
"""How the headings of the ledger begin of what a judgement was when a role signed, and of whether it is another now."""

KIND_OF = "{} kind"
"""Heading of the kind of part that a reference names, where that follows from its row."""

RENAMED, FROM_BELOW = "renamed", "from below"
"""Headings on Aliases of whether a part has another name now, and of the number of a row from the last one."""

VERIFIED, ANNOUNCED = "verified", "announced"
"""What an entry counts as, by whether it names a verifier."""

NO_DATE = "no date"
"""What is shown instead of an entry that should be a date and is not."""


FIT, CURRENT, OUT_OF_DATE = "fit", "current", "out of date"
"""The texts of the flags: judgements that pass every test, and the two states of the computed tables."""

CHANGED_SINCE, COMPUTED_FOR = "changed since", "computed for"
"""How many judgements changed since the tables were computed; and for which viewpoint, where another is chosen."""


def flag_line(judgements: str = FIT, computed: str = CURRENT) -> str:
    """The line with both flags: the one wording of it."""
    return f"{FLAG_WORDS[0]}{judgements}{FLAG_WORDS[1]}{computed}"


FLAG_WORDS = ("Judgements: ", " · Computed tables: ")
"""What stands before each flag in their line."""


LEVEL_TODAY, ONLY_ANNOUNCED = "level today", "only announced"
"""Headings of the level of a measure that is verified, and of the level that is announced beyond it."""


def half_steps(model: Model) -> int:
    """How many half-steps the plan of a model has, two a phase: so many headings begin with `AFTER`."""
    return 2 * len({step.phase for step in model.plan})


FUTURE_STATED, FUTURE_NEEDED, FUTURE_WORDS = "future stated", "future needed", "future in words"
"""Headings on Parties of what the time after the plan is worth, what it must be worth, and both in words."""

BY_WEIGHTS_OF = "by weights of "
"""How the headings of what something is worth, or costs, by a stakeholder's own weights begin."""


REFUSED_BY = "refused by "
"""How the headings of whether something is worth too little to a stakeholder begin."""


def stakeholders_asked(model: Model) -> tuple[str, ...]:
    """Ids of the stakeholders, where a rule asks any of them to accept; else none, and no columns for them."""
    if not acceptances(model.rules):
        return ()
    return tuple(part.id for part in model.stakeholders)


KEY_FOR, WEIGHT_FOR, EFFORT_FOR = "key for ", "weight for ", "effort for "
"""How the headings of what a step of the plan is to a further counterpart begin on Plan steps."""

EFFECT, WHY = "effect", "why"
"""On the Change log: the column of effects, and the one in which people say why."""
CONFLICT = "Conflict: "
"""How the effect of an entry begins that a merge left to a person. It is open until the last column says why."""
