"""The columns of every table: heading, what it holds, how it looks, what may be typed, what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.parts import POOLED, RuleKind, StepKind
from steelyard.sheets.column import (
    CHANCE_OR_SHARE,
    SHARE_OF_BUDGET,
    ZERO_OR_MORE,
    computed,
    identity,
    live,
    typed,
    wide,
)
from steelyard.sheets.deal_columns import columns_of_deals, deal_judgements
from steelyard.sheets.headings import CHANCE, EFFORT, IS_OFFERED, OURS, PLEDGED, POINTS_FOR, TABLED
from steelyard.sheets.spec import Allowed, AnyColumn, Column, Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from steelyard.model.model import Model


OWN_COLUMNS = {
    "measures": ("level today", "verified on", "verified by", "only announced"),
    "linkage": ("option",),
    "costs": ("option",),
    "record": ("day", "counts as", "order"),
    "counterpart": ("id",),
    TABLED: ("id", "name", "group", "position", OURS),
}
"""Columns of judgement sheets that nobody types, by table."""

EARLIEST_DAY = 18264
"""1 January 1950: a year that is typed without its day is no date."""


def own_columns(table: str, headings: Iterable[str]) -> list[str]:
    """Which of these headings stand over columns of a judgement sheet that nobody types."""
    own = OWN_COLUMNS.get(table, ())
    return [each for each in headings if each in own or (table == TABLED and each.startswith(POINTS_FOR))]


def columns_of(model: Model) -> dict[str, tuple[AnyColumn, ...]]:
    """The columns of every table of this model's workbook, by the table's name."""
    measures = tuple(measure.id for measure in model.measures)
    heads = tuple(head.id for head in model.cost_heads)
    viewpoints = (POOLED, *(stakeholder.id for stakeholder in model.stakeholders))
    criteria = (*measures, *heads)
    return {
        **_judgement_columns(model, measures, heads),
        **deal_judgements(model),
        **columns_of_deals(model),
        "shares": (
            identity("chosen is the viewpoint on Decide, all is the pool"),
            live("viewpoint", "name", 22, "Name of the viewpoint."),
            live("influence share", "share", 11, "Share of all influence."),
            live("points given", "weight", 9, "Sum of the weights that this stakeholder gave."),
            *(live(c, "share", wide(c), "Share of the one budget.") for c in criteria),
        ),
        "effects": (
            identity("the option"),
            live("option", "name", 30, "Name of the option."),
            live(IS_OFFERED, "count", 9, "1 where the tabled package offers the option."),
            *(live(c, "weight", wide(c), "Linkage or cost, 0 to 100.") for c in criteria),
        ),
        "delivered": (
            identity("chosen is the scenario on Decide; level rows follow the scenarios"),
            live("scenario", "id", 20, "Id of the scenario."),
            live("name", "name", 32, "Name of the scenario or level."),
            *(live(c, "weight", wide(c), "Value delivered, 0 to 100; -100 for a cost.") for c in criteria),
        ),
        "conditions": (
            live("key", "id", 34, "Scenario and option."),
            live("scenario", "id", 19, "The scenario."),
            live("condition", "id", 24, "The rule, or the chain of rules through a required option."),
            live("option", "id", 20, "The option that waits."),
            live("asks for", "text", 34, "What the rule asks for."),
            live("subject", "id", 18, "What the rule is about."),
            live("level needed", "count", 8, "Position of the lowest level that counts."),
            live("how many", "count", 8, "How many of the named measures must stand there."),
            live("holds", "count", 7, "1 where the rule holds."),
            live("missing", "text", 60, "What is missing for the option from this rule on."),
            live("further", "text", 44, "What is missing by the option's later rules."),
            live("own gap", "count", 7, "1 where a rule that concerns no other option fails."),
            *(live(m, "count", wide(m), "1 where the named measure stands high enough, 0 where not.") for m in measures),
        ),
        "scores": (
            live("key", "id", 34, "Scenario and option."),
            live("scenario", "name", 30, "Name of the scenario."),
            live("option", "name", 30, "Name of the option."),
            live("benefit", "points", 9, "Points earned: sum over measures of share x linkage x value delivered."),
            live("cost", "points", 9, "Points paid: sum over cost heads of share x cost."),
            live("net", "signed", 9, "Benefit less cost; 0 is holding the current position."),
            live("rank", "count", 7, "1 for the best; equal nets share a rank."),
            live("place", "count", 7, "Place in a list sorted by rank; no two share one."),
            live("own rules", "count", 7, "1 where all rules that concern no other option hold."),
            live("unlocked", "count", 9, "1 where all rules hold."),
            live("verdict", "verdict", 13, "Offer, not yet, too dear, hold, or opening."),
            live("what is missing", "text", 60, "What keeps the option locked."),
            live("contender", "signed", 10, "The net, where unlocked."),
            live("regret", "points", 8, "Points below the best of the unlocked options and 0, where unlocked."),
            live("probability", "share", 11, "Probability of the scenario, where given."),
        ),
        "contributions": (
            identity("the option"),
            live("option", "name", 30, "Name of the option."),
            live("rank", "count", 7, "Rank in the scenario on Decide."),
            live("place", "count", 7, "Place in the list on Decide."),
            live("net", "signed", 9, "Net value."),
            live("sum of terms", "signed", 9, "Must be the net."),
            live("nearest tie", "share", 9, "Least change of one share that puts the option level with the first."),
            live("tie criterion", "id", 18, "Criterion of that share."),
            live("tie share", "share", 9, "That share, at the tie."),
            *(live(c, "signed", wide(c), "Points from this criterion.") for c in criteria),
        ),
        "tradeoffs": (
            live("key", "id", 38, "Option and criterion."),
            live("option", "id", 22, "The option."),
            live("criterion", "id", 20, "The measure or cost head."),
            live("share", "share", 9, "Share of the one budget."),
            live("level", "id", 13, "Level delivered; empty for a cost head."),
            live("points", "signed", 9, "Points from this criterion."),
            live("one more step", "points", 10, "Points that one more delivery step brings; empty at the top."),
            live("relative", "share", 9, "That gain over the largest such gain of the option."),
            live("break-even", "id", 13, "Lowest level at which the option pays, the other measures as they are."),
            live("lead alone", "signed", 10, "Lead of the first option if only this criterion counted."),
            live("lead without", "signed", 10, "Lead of the first option if this criterion did not count."),
            live("tie share", "share", 9, "Share at which the option ties with the first, the others in proportion."),
            live("distance", "share", 9, "How far that share is from the present one."),
        ),
        "positions": (
            identity("the option"),
            live("option", "name", 30, "Name of the option."),
            live("expected net", "signed", 10, "Net over all scenarios by probability, from the viewpoint on Decide."),
            live("in favour", "count", 10, "Stakeholders for whom the net is 0 or more."),
            live("lowest", "signed", 10, "Lowest net among the stakeholders."),
            live("highest", "signed", 10, "Highest net among the stakeholders."),
            *(live(v, "signed", wide(v), "Net from this viewpoint; all is the pool.") for v in viewpoints),
        ),
        "over_time": (
            live("date", "date", 14, "Day of the entry."),
            live("entry", "id", 26, "Id of the entry."),
            live("measure", "id", 20, "The measure that it is about."),
            live("level", "id", 13, "The level that it names."),
            live("verifier", "name", 24, "Who verified it; empty for what was only announced."),
            live("benefit verified", "points", 10, "Points at full linkage of what was verified by then: sum over measures of share x value."),
            live("benefit with pledges", "points", 10, "The same if the pledges of that day were kept."),
            *(live(m, "weight", wide(m), "Value of the level verified by then, 0 to 100.") for m in measures),
            *(live(PLEDGED + m, "weight", wide(m), "The same if the pledges of that day were kept.") for m in measures),
        ),
        "decide": (
            live("rank", "count", 10, "1 for the best; equal nets share a rank."),
            live("option", "name", 27, "Name of the option."),
            live("benefit", "points", 9, "Points earned."),
            live("cost", "points", 9, "Points paid."),
            live("net", "signed", 9, "Benefit less cost; 0 is holding the current position."),
            live("verdict", "verdict", 13, "Offer, not yet, too dear, hold, or opening."),
            live("what is missing", "text", 58, "What keeps the option locked."),
            live("how firm", "text", 34, "The smallest change of one share that would change the first place."),
            live("id", "id", 22, "Id of the option."),
        ),
        "what_it_takes": (
            computed("key", "id", 32, "Scenario and option."),
            computed("scenario", "name", 25, "Name of the scenario."),
            computed("option", "name", 23, "Name of the option."),
            computed("verdict", "verdict", 13, "Verdict in the scenario as it is."),
            computed("further steps", "text", 58, "The cheapest further steps, each measure with the level it must reach."),
            computed("steps", "count", 7, "How many single steps."),
            computed("cost to the counterpart", "points", 12, "Points that the steps cost the counterpart."),
            computed("net after", "signed", 9, "Net once the steps are delivered."),
        ),
        "checks": (
            computed("key", "id", 44, "Key of the judgement."),
            computed("sheet", "id", 13, "Where it stands."),
            computed("row", "id", 24, "Id of its row."),
            computed("column", "id", 20, "Heading of its column."),
            computed("when computed", "plain", 14, "Value when the computed tables were written."),
            live("now", "plain", 14, "Value now."),
            live("changed", "count", 9, "1 where the two differ."),
            computed("allowed", "id", 16, "What may stand there."),
            live("unfit", "count", 7, "1 where the value now is not allowed."),
            computed("share", "share", 9, "Part of the pooled budget that its criterion holds, or of all influence; else empty."),
            computed("confidence", "id", 12, "That of its evidence: high, medium, low, no grade; nothing where it has none."),
        ),
        "change_log": (
            computed("when", "id", 18, "Date and time of the score that found the change."),
            computed("who", "id", 18, "Last author that the file names."),
            computed("key", "id", 40, "Key of the judgement."),
            computed("was", "plain", 14, "Value before."),
            computed("is", "plain", 14, "Value after."),
            computed("effect", "text", 40, "Effect on the ranking."),
            typed("why", "text", 40, "Your reason."),
        ),
    }  # fmt: skip


def _judgement_columns(
    model: Model, measures: tuple[str, ...], heads: tuple[str, ...]
) -> dict[str, tuple[AnyColumn, ...]]:
    note = typed("note", "text", 48, "In your own words.", role=Role.NOTE)
    levels = Allowed("One of the delivery levels.", choices="levels")
    return {
        "settings": (
            Column("setting", Role.ID, "id", 22, "Name of the setting."),
            typed("value", "setting", 92, "What it is set to."),
        ),
        "weights": (
            identity("the stakeholder"),
            typed("name", "name", 24, "Name of the stakeholder."),
            typed("influence", "weight", 10, "How much it counts in the pool; only the proportions matter.", allowed=ZERO_OR_MORE),
            *(typed(c, "weight", wide(c), "Swing weight in points, 0 or more.", allowed=ZERO_OR_MORE) for c in (*measures, *heads)),
            note,
        ),
        "measures": (
            identity("the measure"),
            typed("name", "name", 42, "Name of the measure."),
            typed("group", "id", 12, "Measures of one group can be named together by a rule."),
            live("level today", "id", 13, "Level verified last, by the Delivery record; empty where nothing was."),
            live("verified on", "date", 12, "The day of that entry."),
            live("verified by", "name", 22, "The verifier of that entry."),
            live("only announced", "id", 13, "Level announced last, where it goes beyond what is verified."),
            *(typed(level, "weight", wide(level), "Value of the level, 0 to 100.", allowed=SHARE_OF_BUDGET) for level in model.levels),
            note,
        ),
        "options": (
            identity("the option"),
            typed("name", "name", 36, "Name of the option."),
            typed("track", "id", 14, "Options on one track exclude each other."),
            typed("opening", "id", 10, "yes: released first, asking nothing.", allowed=Allowed("yes or no.", choices='"yes,no"')),
            typed("snapback", "plain", 10, "Share that can be taken back, 0 to 1; empty: 0.", allowed=CHANCE_OR_SHARE),
            typed("delay", "count", 8, "Phases until that is back; empty: 0.", allowed=Allowed("A whole number, 0 or more, or empty.", low=0, whole=True)),
            note,
        ),
        "cost_heads": (
            identity("the cost head"),
            typed("name", "name", 36, "Name of the cost head."),
            note,
        ),
        "linkage": (
            identity("the option"),
            live("option", "name", 32, "Name of the option."),
            *(typed(m, "weight", wide(m), "Linkage, 0 to 100.", allowed=SHARE_OF_BUDGET) for m in measures),
        ),
        "costs": (
            identity("the option"),
            live("option", "name", 32, "Name of the option."),
            *(typed(k, "weight", wide(k), "Cost, 0 to 100.", allowed=SHARE_OF_BUDGET) for k in heads),
        ),
        "delivery": (
            identity("the scenario"),
            typed("name", "name", 34, "Name of the scenario."),
            typed("probability", "plain", 11, "Probability, 0 to 1; give all or none.", allowed=CHANCE_OR_SHARE),
            *(typed(m, "id", max(13.0, wide(m)), "Level delivered.", allowed=levels) for m in measures),
            note,
        ),
        "rules": (
            identity("the rule"),
            typed("option", "id", 20, "The option that waits.", allowed=Allowed("The id of an option.", choices="options")),
            typed("kind", "id", 17, "What the rule asks for.", allowed=Allowed(
                "requires: a measure and a level; requires all, requires at least: a group (or all), a level, for the "
                "latter how many; requires option, excludes option: an option; cap: a cost head and the most it may cost.",
                choices='"' + ",".join(RuleKind) + '"',
            )),
            typed("subject", "id", 20, "A measure, a group, an option or a cost head, by the kind."),
            typed("level", "id", 13, "Lowest level that counts.", allowed=levels),
            typed("number", "plain", 9, "How many measures, or the most that it may cost."),
            typed("withdraws", "plain", 11, "Share of what can be taken back that goes when delivery falls short, 0 to 1; empty: 1.", allowed=CHANCE_OR_SHARE),
            note,
        ),
        "record": (
            identity("the entry"),
            typed("date", "date", 12, "Day of the report or the announcement.", allowed=Allowed("A date such as 2019-06-17.", low=EARLIEST_DAY, date=True)),
            typed("measure", "id", 19, "The measure that was delivered or announced.", allowed=Allowed("The id of a measure.", choices="measures")),
            typed("level", "id", 13, "The level that it reached, or was said to come to.", allowed=levels),
            typed("verifier", "name", 21, "Who verified it; empty for what was only announced."),
            typed("source", "text", 38, "Where it stands."),
            typed("note", "text", 34, "In your own words.", role=Role.NOTE),
            live("day", "id", 12, "The date as text, or no date, for the ledger on Checks."),
            live("counts as", "id", 11, "verified where a verifier is named, else announced."),
            live("order", "count", 11, "Day and level as one number, below 0 if only announced: of two entries of a kind the one further from 0 counts."),
        ),
        "counterpart": (
            live("id", "id", 38, "Party, kind and item."),
            typed("party", "id", 14, "The counterpart; the first one bargains."),
            typed("kind", "id", 13, "reservation, future, option or measure.", allowed=Allowed(
                "reservation, future, option or measure.", choices='"reservation,future,option,measure"'
            )),
            typed("item", "id", 20, "The option or measure; empty for the reservation value and the future."),
            typed("weight", "weight", 9, "Points: worth of the option, cost of the measure, value of no deal or of the time after the plan."),
            *(typed(EFFORT + level, "plain", wide(level), "Share of the cost that the level takes, 0 to 1.", allowed=CHANCE_OR_SHARE) for level in model.levels),
            *(typed(CHANCE + level, "plain", wide(level), "Chance of the level or more, 0 to 1.", allowed=CHANCE_OR_SHARE) for level in model.levels),
            note,
        ),
        "plan": (
            identity("the step"),
            typed("phase", "count", 8, "1 for the first.", allowed=Allowed("A whole number, 1 or more.", low=1, whole=True)),
            typed("kind", "id", 10, "measure or option.", allowed=Allowed(
                "measure (delivered by the counterpart) or option (released by our side).",
                choices='"' + ",".join(StepKind) + '"',
            )),
            typed("item", "id", 22, "The measure or option."),
            typed("level", "id", 13, "The level that the measure reaches.", allowed=levels),
            note,
        ),
        "evidence": (
            typed("key", "id", 36, "Key of the judgement; * stands for any one part."),
            typed("low", "plain", 8, "Lowest value one could defend."),
            typed("high", "plain", 8, "Highest value one could defend."),
            typed("source", "text", 46, "Where it comes from."),
            typed("author", "text", 18, "Who judged."),
            typed("date", "id", 12, "Year-month-day."),
            typed("confidence", "id", 11, "high, medium or low.", allowed=Allowed("high, medium or low.", choices='"high,medium,low"')),
            note,
        ),
    }  # fmt: skip
