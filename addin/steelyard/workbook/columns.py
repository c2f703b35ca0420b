"""The columns of every table: heading, what it holds, how it looks, what may be typed, what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.parts import POOLED, RuleKind, StepKind
from steelyard.workbook.plan import Allowed, Column, Role

if TYPE_CHECKING:
    from steelyard.model.model import Model

EFFORT, CHANCE = "effort ", "chance "
"""What stands before a level's name in the headings of the Counterpart sheet."""

WIDEST = 30.0
"""Characters; a longer id without a hyphen is broken all the same."""

SHARE_OF_BUDGET = Allowed("A number from 0 to 100.", low=0, high=100)
ZERO_OR_MORE = Allowed("A number, 0 or more.", low=0)
CHANCE_OR_SHARE = Allowed("A share from 0 to 1, or empty.", low=0, high=1)


def columns_of(model: Model) -> dict[str, tuple[Column, ...]]:
    """The columns of every table of this model's workbook, by the table's name."""
    measures = tuple(measure.id for measure in model.measures)
    heads = tuple(head.id for head in model.cost_heads)
    viewpoints = (POOLED, *(stakeholder.id for stakeholder in model.stakeholders))
    criteria = (*measures, *heads)
    return {
        **_judgement_columns(model, measures, heads),
        "shares": (
            _id("chosen is the viewpoint on Decide, all is the pool"),
            _live("viewpoint", "name", 22, "Name of the viewpoint."),
            _live("influence share", "share", 11, "Share of all influence."),
            _live("points given", "weight", 9, "Sum of the weights that this stakeholder gave."),
            *(_live(c, "share", wide(c), "Share of the one budget.") for c in criteria),
        ),
        "effects": (
            _id("the option"),
            _live("option", "name", 30, "Name of the option."),
            *(_live(c, "weight", wide(c), "Linkage or cost, 0 to 100.") for c in criteria),
        ),
        "delivered": (
            _id("chosen is the scenario on Decide; level rows follow the scenarios"),
            _live("scenario", "id", 20, "Id of the scenario."),
            _live("name", "name", 32, "Name of the scenario or level."),
            *(_live(c, "weight", wide(c), "Value delivered, 0 to 100; -100 for a cost.") for c in criteria),
        ),
        "conditions": (
            _live("key", "id", 34, "Scenario and option."),
            _live("scenario", "id", 19, "The scenario."),
            _live("condition", "id", 24, "The rule, or the chain of rules through a required option."),
            _live("option", "id", 20, "The option that waits."),
            _live("asks for", "text", 34, "What the rule asks for."),
            _live("subject", "id", 18, "What the rule is about."),
            _live("level needed", "count", 8, "Position of the lowest level that counts."),
            _live("how many", "count", 8, "How many of the named measures must stand there."),
            _live("holds", "count", 7, "1 where the rule holds."),
            _live("missing", "text", 60, "What is missing for the option from this rule on."),
            _live("further", "text", 44, "What is missing by the option's later rules."),
            _live("own gap", "count", 7, "1 where a rule that concerns no other option fails."),
            *(_live(m, "count", wide(m), "1 where the named measure stands high enough, 0 where not.") for m in measures),
        ),
        "scores": (
            _live("key", "id", 34, "Scenario and option."),
            _live("scenario", "name", 30, "Name of the scenario."),
            _live("option", "name", 30, "Name of the option."),
            _live("benefit", "points", 9, "Points earned: sum over measures of share x linkage x value delivered."),
            _live("cost", "points", 9, "Points paid: sum over cost heads of share x cost."),
            _live("net", "signed", 9, "Benefit less cost; 0 is holding the current position."),
            _live("rank", "count", 7, "1 for the best; equal nets share a rank."),
            _live("place", "count", 7, "Place in a list sorted by rank; no two share one."),
            _live("own rules", "count", 7, "1 where all rules that concern no other option hold."),
            _live("unlocked", "count", 9, "1 where all rules hold."),
            _live("verdict", "verdict", 13, "Offer, not yet, too dear, hold, or opening."),
            _live("what is missing", "text", 60, "What keeps the option locked."),
            _live("contender", "signed", 10, "The net, where unlocked."),
            _live("regret", "points", 8, "Points below the best of the unlocked options and 0, where unlocked."),
            _live("probability", "share", 11, "Probability of the scenario, where given."),
        ),
        "contributions": (
            _id("the option"),
            _live("option", "name", 30, "Name of the option."),
            _live("rank", "count", 7, "Rank in the scenario on Decide."),
            _live("place", "count", 7, "Place in the list on Decide."),
            _live("net", "signed", 9, "Net value."),
            _live("sum of terms", "signed", 9, "Must be the net."),
            _live("nearest tie", "share", 9, "Least change of one share that puts the option level with the first."),
            _live("tie criterion", "id", 18, "Criterion of that share."),
            _live("tie share", "share", 9, "That share, at the tie."),
            *(_live(c, "signed", wide(c), "Points from this criterion.") for c in criteria),
        ),
        "tradeoffs": (
            _live("key", "id", 38, "Option and criterion."),
            _live("option", "id", 22, "The option."),
            _live("criterion", "id", 20, "The measure or cost head."),
            _live("share", "share", 9, "Share of the one budget."),
            _live("level", "id", 13, "Level delivered; empty for a cost head."),
            _live("points", "signed", 9, "Points from this criterion."),
            _live("one more step", "points", 10, "Points that one more delivery step brings; empty at the top."),
            _live("relative", "share", 9, "That gain over the largest such gain of the option."),
            _live("break-even", "id", 13, "Lowest level at which the option pays, the other measures as they are."),
            _live("lead alone", "signed", 10, "Lead of the first option if only this criterion counted."),
            _live("lead without", "signed", 10, "Lead of the first option if this criterion did not count."),
            _live("tie share", "share", 9, "Share at which the option ties with the first, the others in proportion."),
            _live("distance", "share", 9, "How far that share is from the present one."),
        ),
        "positions": (
            _id("the option"),
            _live("option", "name", 30, "Name of the option."),
            _live("expected net", "signed", 10, "Net over all scenarios by probability, from the viewpoint on Decide."),
            _live("in favour", "count", 10, "Stakeholders for whom the net is 0 or more."),
            _live("lowest", "signed", 10, "Lowest net among the stakeholders."),
            _live("highest", "signed", 10, "Highest net among the stakeholders."),
            *(_live(v, "signed", wide(v), "Net from this viewpoint; all is the pool.") for v in viewpoints),
        ),
        "decide": (
            _live("rank", "count", 10, "1 for the best; equal nets share a rank."),
            _live("option", "name", 27, "Name of the option."),
            _live("benefit", "points", 9, "Points earned."),
            _live("cost", "points", 9, "Points paid."),
            _live("net", "signed", 9, "Benefit less cost; 0 is holding the current position."),
            _live("verdict", "verdict", 13, "Offer, not yet, too dear, hold, or opening."),
            _live("what is missing", "text", 58, "What keeps the option locked."),
            _live("how firm", "text", 34, "The smallest change of one share that would change the first place."),
            _live("id", "id", 22, "Id of the option."),
        ),
        "what_it_takes": (
            _computed("key", "id", 32, "Scenario and option."),
            _computed("scenario", "name", 25, "Name of the scenario."),
            _computed("option", "name", 23, "Name of the option."),
            _computed("verdict", "verdict", 13, "Verdict in the scenario as it is."),
            _computed("further steps", "text", 58, "The cheapest further steps, each measure with the level it must reach."),
            _computed("steps", "count", 7, "How many single steps."),
            _computed("cost to the counterpart", "points", 12, "Points that the steps cost the counterpart."),
            _computed("net after", "signed", 9, "Net once the steps are delivered."),
        ),
        "checks": (
            _computed("key", "id", 44, "Key of the judgement."),
            _computed("sheet", "id", 13, "Where it stands."),
            _computed("row", "id", 24, "Id of its row."),
            _computed("column", "id", 20, "Heading of its column."),
            _computed("when computed", "plain", 14, "Value when the computed tables were written."),
            _live("now", "plain", 14, "Value now."),
            _live("changed", "count", 9, "1 where the two differ."),
            _computed("allowed", "id", 16, "What may stand there."),
            _live("unfit", "count", 7, "1 where the value now is not allowed."),
            _computed("share", "share", 9, "Part of the pooled budget that its criterion holds, or of all influence; else empty."),
            _computed("confidence", "id", 12, "That of its evidence: high, medium, low, no grade; nothing where it has none."),
        ),
        "change_log": (
            _computed("when", "id", 18, "Date and time of the score that found the change."),
            _computed("who", "id", 18, "Last author that the file names."),
            _computed("key", "id", 40, "Key of the judgement."),
            _computed("was", "plain", 14, "Value before."),
            _computed("is", "plain", 14, "Value after."),
            _computed("effect", "text", 40, "Effect on the ranking."),
            _input("why", "text", 40, "Your reason."),
        ),
    }  # fmt: skip


def _judgement_columns(
    model: Model, measures: tuple[str, ...], heads: tuple[str, ...]
) -> dict[str, tuple[Column, ...]]:
    note = _input("note", "text", 48, "In your own words.", role=Role.NOTE)
    levels = Allowed("One of the delivery levels.", choices="levels")
    return {
        "settings": (
            Column("setting", Role.ID, "id", 22, "Name of the setting."),
            _input("value", "setting", 92, "What it is set to."),
        ),
        "weights": (
            _id("the stakeholder"),
            _input("name", "name", 24, "Name of the stakeholder."),
            _input("influence", "weight", 10, "How much it counts in the pool; only the proportions matter.", allowed=ZERO_OR_MORE),
            *(_input(c, "weight", wide(c), "Swing weight in points, 0 or more.", allowed=ZERO_OR_MORE) for c in (*measures, *heads)),
            note,
        ),
        "measures": (
            _id("the measure"),
            _input("name", "name", 42, "Name of the measure."),
            _input("group", "id", 12, "Measures of one group can be named together by a rule."),
            *(_input(level, "weight", wide(level), "Value of the level, 0 to 100.", allowed=SHARE_OF_BUDGET) for level in model.levels),
            note,
        ),
        "options": (
            _id("the option"),
            _input("name", "name", 36, "Name of the option."),
            _input("track", "id", 14, "Options on one track exclude each other."),
            _input("opening", "id", 10, "yes: released first, asking nothing.", allowed=Allowed("yes or no.", choices='"yes,no"')),
            note,
        ),
        "cost_heads": (
            _id("the cost head"),
            _input("name", "name", 36, "Name of the cost head."),
            note,
        ),
        "linkage": (
            _id("the option"),
            _live("option", "name", 32, "Name of the option."),
            *(_input(m, "weight", wide(m), "Linkage, 0 to 100.", allowed=SHARE_OF_BUDGET) for m in measures),
        ),
        "costs": (
            _id("the option"),
            _live("option", "name", 32, "Name of the option."),
            *(_input(k, "weight", wide(k), "Cost, 0 to 100.", allowed=SHARE_OF_BUDGET) for k in heads),
        ),
        "delivery": (
            _id("the scenario"),
            _input("name", "name", 34, "Name of the scenario."),
            _input("probability", "plain", 11, "Probability, 0 to 1; give all or none.", allowed=CHANCE_OR_SHARE),
            *(_input(m, "id", max(13.0, wide(m)), "Level delivered.", allowed=levels) for m in measures),
            note,
        ),
        "rules": (
            _id("the rule"),
            _input("option", "id", 20, "The option that waits.", allowed=Allowed("The id of an option.", choices="options")),
            _input("kind", "id", 17, "What the rule asks for.", allowed=Allowed(
                "requires: a measure and a level; requires all, requires at least: a group (or all), a level, for the "
                "latter how many; requires option, excludes option: an option; cap: a cost head and the most it may cost.",
                choices='"' + ",".join(RuleKind) + '"',
            )),
            _input("subject", "id", 20, "A measure, a group, an option or a cost head, by the kind."),
            _input("level", "id", 13, "Lowest level that counts.", allowed=levels),
            _input("number", "plain", 9, "How many measures, or the most that it may cost."),
            note,
        ),
        "counterpart": (
            _live("id", "id", 38, "Party, kind and item."),
            _input("party", "id", 14, "The counterpart; the first one bargains."),
            _input("kind", "id", 13, "reservation, option or measure.", allowed=Allowed(
                "reservation, option or measure.", choices='"reservation,option,measure"'
            )),
            _input("item", "id", 20, "The option or measure; empty for the reservation value."),
            _input("weight", "weight", 9, "Points: worth of the option, cost of the measure, value of no deal."),
            *(_input(EFFORT + level, "plain", wide(level), "Share of the cost that the level takes, 0 to 1.", allowed=CHANCE_OR_SHARE) for level in model.levels),
            *(_input(CHANCE + level, "plain", wide(level), "Chance of the level or more, 0 to 1.", allowed=CHANCE_OR_SHARE) for level in model.levels),
            note,
        ),
        "plan": (
            _id("the step"),
            _input("phase", "count", 8, "1 for the first.", allowed=Allowed("A whole number, 1 or more.", low=1, whole=True)),
            _input("kind", "id", 10, "measure or option.", allowed=Allowed(
                "measure (delivered by the counterpart) or option (released by our side).",
                choices='"' + ",".join(StepKind) + '"',
            )),
            _input("item", "id", 22, "The measure or option."),
            _input("level", "id", 13, "The level that the measure reaches.", allowed=levels),
            note,
        ),
        "evidence": (
            _input("key", "id", 36, "Key of the judgement; * stands for any one part."),
            _input("low", "plain", 8, "Lowest value one could defend."),
            _input("high", "plain", 8, "Highest value one could defend."),
            _input("source", "text", 46, "Where it comes from."),
            _input("author", "text", 18, "Who judged."),
            _input("date", "id", 12, "Year-month-day."),
            _input("confidence", "id", 11, "high, medium or low.", allowed=Allowed("high, medium or low.", choices='"high,medium,low"')),
            note,
        ),
    }  # fmt: skip


def wide(name: str) -> float:
    """Width of a column headed by an id: its longest part must not be broken.

    >>> wide("money"), wide("reconciliation")
    (12.0, 17.5)
    """
    return max(12.0, min(WIDEST, 1.25 * max(map(len, name.split("-")))))


def _id(of: str) -> Column:
    return Column("id", Role.ID, "id", 22, f"Short name that other sheets use: {of}.")


def _live(heading: str, look: str, width: float, meaning: str) -> Column:
    return Column(heading, Role.LIVE, look, width, meaning)


def _computed(heading: str, look: str, width: float, meaning: str) -> Column:
    return Column(heading, Role.COMPUTED, look, max(width, 9.0), meaning)


def _input(
    heading: str,
    look: str,
    width: float,
    meaning: str,
    *,
    role: Role = Role.INPUT,
    allowed: Allowed | None = None,
) -> Column:
    return Column(heading, role, look, width, meaning, allowed)
