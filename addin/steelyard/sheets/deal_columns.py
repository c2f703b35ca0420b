"""The columns of the tables about packages and plans; see `columns` for the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.sheets.column import computed, live, typed
from steelyard.sheets.headings import (
    AFTER,
    ASKED,
    COST_ON,
    GIVES,
    IN_FORCE,
    IS_OFFERED,
    OFFERED,
    ON_TABLE,
    OURS,
    POINTS_FOR,
    TABLED,
)
from steelyard.sheets.spec import Allowed, AnyColumn

if TYPE_CHECKING:
    from steelyard.model.model import Model


def half_steps(model: Model) -> int:
    """How many half-steps the plan of a model has: two a phase."""
    return 2 * len({step.phase for step in model.plan})


def deal_judgements(model: Model) -> dict[str, tuple[AnyColumn, ...]]:
    """The columns of the tabled package, which people type into."""
    levels = Allowed("One of the delivery levels; empty: the lowest.", choices="levels")
    yes_no = Allowed("yes or no.", choices='"yes,no"')
    return {
        TABLED: (
            live("id", "id", 34, "Kind and item."),
            typed("kind", "id", 10, "measure or option.", allowed=Allowed(
                "measure (asked for) or option (offered).", choices='"measure,option"'
            )),
            typed("item", "id", 22, "The measure or option."),
            live("name", "name", 36, "Name of the measure or option."),
            typed(ASKED, "id", 13, "Level that the tabled package asks for; empty: the lowest.", allowed=levels),
            typed(OFFERED, "id", 10, "yes: the tabled package offers the option.", allowed=yes_no),
            live("group", "id", 12, "Group of the measure."),
            live("position", "count", 9, "Position of the level, 1 for the lowest; 0 for an option."),
            live(OURS, "points", 9, "What it gives our side."),
            *(live(POINTS_FOR + p.id, "points", 12, "What it gives this party.") for p in model.counterparts),
        ),
    }  # fmt: skip


def columns_of_deals(model: Model) -> dict[str, tuple[AnyColumn, ...]]:
    """The columns of the result tables about packages and plans."""
    return {**_package_columns(), **_plan_columns(model)}


def _package_columns() -> dict[str, tuple[AnyColumn, ...]]:
    return {
        "party_points": (
            live("key", "id", 40, "Party, kind and item."),
            live("party", "id", 16, "The counterpart."),
            live("kind", "id", 10, "option or measure."),
            live("item", "id", 22, "The option or measure."),
            live("weight", "weight", 9, "Points given on Counterpart."),
            live("points", "points", 9, "Those as a part of the party's budget of 100."),
            live("position", "count", 9, "Position of the level that is asked for; 0 for an option."),
            live("column", "count", 9, "Place of that level's effort among the columns of Counterpart; for measures."),
            live("share", "share", 9, "Share of the points that counts: of a measure's cost at that level; all of an option that is offered."),
            live(GIVES, "points", 9, "What the tabled package gives the party by it; a measure's cost counts below 0."),
        ),
        "parties": (
            live("party", "id", 22, "our side, or the id of the counterpart."),
            live("name", "name", 30, "Name of the party."),
            live("role", "name", 15, "Our side, the other side, or a third party, who must agree as well."),
            live("budget", "weight", 10, "Points that the party gave in all; only the proportions count."),
            live(ON_TABLE, "points", 10, "What the tabled package gives it."),
            live("no deal", "points", 9, "What it gets with no deal."),
            live("gain", "signed", 9, "The difference."),
            live("accepts", "id", 9, "yes where it gets at least what it has with no deal."),
            live("best", "points", 9, "The best that the side could get under the rules, as on Packages."),
            live("concedes", "share", 11, "How far the package leaves it short of that, as a share of its range from no deal."),
        ),
        "package_rules": (
            live("rule", "id", 24, "Id of the rule."),
            live("option", "id", 22, "The option that waits."),
            live("asks for", "text", 44, "What the rule asks for."),
            live("subject", "id", 20, "What the rule is about."),
            live(IS_OFFERED, "count", 9, "1 where the package offers the option."),
            live("short", "count", 9, "How much is lacking: measures, or 1; 0 where nothing is."),
            live("kept", "count", 7, "1 where the package keeps the rule."),
            live("what is missing", "text", 44, "What the rule asks for, where it is broken."),
        ),
        "packages": (
            computed("point", "count", 10, "Place among all packages that no other beats, 1 for the best for our side."),
            computed("us", "points", 9, "What the package gives our side."),
            computed("them", "points", 9, "What it gives the other side."),
            computed("zone", "id", 9, "Whether both get at least what they have with no deal."),
            computed("accepted", "id", 10, "Whether every third party accepts it; empty where there is none."),
            computed("solutions", "text", 24, "Solution concepts that point at it."),
            computed("alike", "count", 9, "How many packages are worth just the same to both sides; empty where not counted."),
            computed("package", "text", 84, "What it asks for and offers."),
        ),
        "concessions": (
            computed("solution", "id", 18, "Name of the solution concept."),
            computed("points", "id", 12, "Places on Packages that it points at; several where they tie."),
            computed("us", "points", 9, "What the first of them gives our side."),
            computed("them", "points", 9, "What it gives the other side."),
            computed("gain for us", "signed", 9, "Points above what our side has with no deal."),
            computed("gain for them", "signed", 9, "Points above what the other side has with no deal."),
            computed("we concede", "share", 10, "Share of our range that it leaves us short of our best."),
            computed("they concede", "share", 10, "Share of the other side's range."),
            computed("accepted", "id", 12, "Whether every third party accepts it; empty where there is none."),
            computed("alike", "count", 9, "How many packages are worth just the same to both sides."),
            computed("package", "text", 62, "What it asks for and offers."),
        ),
        "improvements": (
            computed("number", "count", 10, "Place in this list."),
            computed("kind", "name", 26, "Joint improvement, counter-offer to a side, or rules to relax."),
            computed("change", "text", 64, "What would change in the tabled package; or the rules, with what they ask for."),
            computed("changes", "count", 9, "How many measures and tracks change."),
            computed("us", "points", 9, "What our side gets then."),
            computed("them", "points", 9, "What the other side gets then."),
            computed("change for us", "signed", 10, "Points more than the tabled package gives our side."),
            computed("change for them", "signed", 10, "Points more than it gives the other side."),
            computed("unbeaten", "id", 10, "Whether no other package beats it."),
        ),
    }  # fmt: skip


def _plan_columns(model: Model) -> dict[str, tuple[AnyColumn, ...]]:
    return {
        "plan_steps": (
            live("step", "id", 22, "Id of the step."),
            live("phase", "count", 8, "Phase in which it is made."),
            live("kind", "id", 10, "measure or option."),
            live("item", "id", 22, "The measure or option."),
            live("level", "id", 13, "The level that the measure reaches."),
            live("track", "id", 22, "What it moves: the measure, or the track of the option."),
            live("until", "count", 8, "Phase of the next step on the same track; empty where there is none."),
            live(OURS, "points", 9, "What our side has by it while it is in force; an option's cost counts below 0."),
            live("their points", "points", 9, "What the other side has by it; a measure's cost counts below 0."),
            live("at first", "points", 9, "What the other side has by the measure before the first step on it."),
            live("back to us", "points", 9, "What our side recovers when all that can be is taken back."),
            live("back from them", "points", 10, "What the other side loses by that."),
            live("delay", "count", 8, "Phases until it is back, where some can be taken back."),
            live("position", "count", 9, "Position of the level, 1 for the lowest; 0 for an option."),
            live("group", "id", 12, "Group of the measure."),
            live("value", "points", 9, "Value of the level, from 0 to 100."),
            live("key", "id", 36, "The row of Counterpart that says what it is to the other side."),
            live("weight", "points", 9, "Points of that row, as a share of the other side's budget of 100."),
            live("effort", "plain", 9, "Share of the measure's cost that the level takes."),
            *(live(COST_ON + h.id, "points", 12, "What the option costs on this head.") for h in model.cost_heads),
            live("order", "count", 16, "Phase and row on the sheet Plan as one number: the later of two steps on a track counts."),
            live("next", "count", 16, "The order of the next step on the same track; a larger number than any where there is none."),
        ),
        "plan_rules": (
            live("rule", "id", 24, "Id of the rule."),
            live("option", "id", 22, "The option that waits."),
            live("asks for", "text", 44, "What the rule asks for."),
            live("subject", "id", 20, "What the rule is about."),
            live("released", "count", 9, "Phase in which the plan releases the option; empty: never."),
            live("until", "count", 8, "Phase in which another of its track takes its place; empty: never."),
            live("short", "count", 9, "The most that is lacking while the option is in force: measures, or 1; 0 where nothing is."),
            live("kept", "count", 7, "1 where the plan keeps the rule."),
            live("broken after", "id", 14, "The first half-step after which so much is lacking."),
            live("what is missing", "text", 44, "What the rule asks for, where it is broken."),
            *(
                live(f"{AFTER}{half + 1}", "count", 10, "How much is lacking after the half-step in this row of Plan ledger.")
                for half in range(half_steps(model))
            ),
            live("level needed", "count", 9, "Position of the lowest level that counts, for rules on measures."),
            live("to bring", "count", 8, "How many measures the steps must bring there; fewer than 1 where the lowest level will do."),
            live("order", "count", 16, "The order, on Plan steps, of the step that releases the option."),
            live("next", "count", 16, "The order of the step that takes its place."),
        ),
        "plan_ledger": (
            live("half-step", "id", 14, "Phase, and whether measures or options move."),
            live("phase", "count", 8, "The phase."),
            live("we gave", "points", 9, "What the options in force cost our side."),
            live("we received", "points", 10, "What the measures delivered are worth to it."),
            live("our exposure", "points", 11, "Given less received, 0 at the least."),
            live("back to us", "points", 9, "What our side recovers by taking back what it can."),
            live("after phases", "count", 8, "Phases until all of that is back."),
            live("we lose", "points", 9, "What our side loses if the other stops here: exposure less what it recovers."),
            live("to come to us", "signed", 9, "What the rest of the plan brings our side."),
            live("our future", "points", 9, "What the time after the plan must be worth to our side, for it to go on."),
            live("we go on", "id", 8, "Whether what is stated for it is enough."),
            live("they gave", "points", 9, "What the measures delivered cost the other side."),
            live("they received", "points", 10, "What the options in force are worth to it."),
            live("their exposure", "points", 11, "Given less received, 0 at the least."),
            live("back from them", "points", 10, "What the other side loses when our side takes back what it can."),
            live("they lose", "points", 9, "What the other side loses if ours stops here: its exposure, for it takes nothing back."),
            live("to come to them", "signed", 9, "What the rest of the plan brings the other side."),
            live("their future", "points", 9, "What the time after the plan must be worth to it, for it to go on."),
            live("they go on", "id", 8, "Whether what is stated for it is enough."),
            live("measures below", "count", 10, "Measures have moved whose order on Plan steps is below this."),
            live("options below", "count", 10, "Options are released whose order is below this."),
            *(live(IN_FORCE + h.id, "points", 12, "What the options in force cost on this head.") for h in model.cost_heads),
        ),
        "snapback": (
            live("rule", "id", 24, "Id of the rule."),
            live("option", "id", 22, "The option that waits."),
            live("asks for", "text", 40, "What the rule asks for."),
            live("holds", "count", 7, "1 where the measures stand high enough in the scenario; empty for rules that name none."),
            live("can go", "share", 9, "Share of the option that can be taken back."),
            live("withdraws", "share", 10, "Share of that which the rule withdraws when it falls short."),
            live("withdrawn", "share", 10, "Share of the option that is taken back in the scenario."),
            live("counts", "count", 7, "1 where no other rule of the option withdraws more."),
            live("back to us", "points", 9, "What our side recovers by that."),
            live("they lose", "points", 9, "What the other side loses by that."),
            live("after phases", "count", 8, "Phases until it is back."),
        ),
        "best_order": (
            computed("step", "id", 22, "Id of the step."),
            computed("best phase", "count", 9, "Its phase in the order with the least exposure."),
            computed("phase", "count", 9, "Its phase in the plan as it stands."),
            computed("kind", "id", 10, "measure or option."),
            computed("item", "id", 22, "The measure or option."),
            computed("level", "id", 13, "The level that the measure reaches."),
        ),
    }  # fmt: skip
