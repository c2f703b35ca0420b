"""What the first place rests on, as a labelled table and as one sentence for each scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.analysis.arrays import SAME
from steelyard.weigh.lead_ranges import HOLDING, leads_within, moved
from steelyard.weigh.result import JUDGEMENTS, RIVALS, Result, ResultColumn, Unit
from steelyard.weigh.sentences import LEAST_SHOWN, number_words

if TYPE_CHECKING:
    from steelyard.weigh.lead_ranges import Lead
    from steelyard.weigh.weighing import Weighing

_COLUMNS = (
    ResultColumn("scenario", "scenario", Unit.TEXT, "all_scenarios"),
    ResultColumn("rival", "rival", Unit.TEXT, RIVALS),
    ResultColumn("first", "first", Unit.TEXT, RIVALS),
    ResultColumn("lead", "lead", Unit.POINTS),
    ResultColumn("alone", "least lead by one judgement", Unit.POINTS),
    ResultColumn("judgement", "that judgement", Unit.TEXT, JUDGEMENTS),
    ResultColumn("now", "its value", Unit.POINTS),
    ResultColumn("value", "value in its range", Unit.POINTS),
    ResultColumn("level_at", "level at", Unit.POINTS),
    ResultColumn("together", "least lead by all together", Unit.POINTS),
    ResultColumn("standing", "standing", Unit.TEXT),
)


def leads(weighing: Weighing, scenario: str | None = None) -> Result:
    """The lead of the first option over each rival, and how far the ranges of the evidence take it.

    In one scenario or, by default, in all. The rival 0 is to hold the current position.
    """
    asked = range(len(weighing.scenarios)) if scenario is None else [weighing.scenario(scenario)]
    return Result(
        "leads",
        "The lead of the first option over each rival, and the least of it within the ranges of the evidence",
        _COLUMNS,
        tuple(
            (
                weighing.scenarios[d].id,
                each.rival,
                each.first,
                each.points,
                each.alone,
                each.key or None,
                each.now if each.key else None,
                each.value if each.key else None,
                each.level_at,
                each.together,
                each.standing,
            )
            for d in asked
            for each in leads_within(weighing, d)
        ),
        keys=2,
    )


def option_name(weighing: Weighing, option: str) -> str:
    """Name of an option, or of the zero line."""
    names = {part.id: part.name for part in weighing.model.options}
    return weighing.model.settings.hold if option == HOLDING else names[option]


def nearest(weighing: Weighing, scenario: int) -> Lead:
    """The lead that is smallest, of all rivals of the first option."""
    return min(leads_within(weighing, scenario), key=lambda each: each.points)


def said(weighing: Weighing, scenario: int) -> str:
    """Whether the first place holds within the ranges of the evidence, in one sentence about all rivals."""
    found = leads_within(weighing, scenario)
    names = {each.rival: option_name(weighing, each.rival) for each in found}
    first = option_name(weighing, found[0].first)
    closest = nearest(weighing, scenario)
    if closest.points <= SAME:
        return f"Ranges of the evidence: {first} and {names[closest.rival]} are level before anything moves."
    worst, overall = min(found, key=lambda each: each.alone), min(found, key=lambda each: each.together)
    if worst.alone < -SAME:
        return (
            f"Ranges of the evidence: the lead turns if {moved(weighing, worst)}; then "
            f"{names[worst.rival]} leads by {_points(-worst.alone)}."
        )
    if worst.alone <= SAME:
        return f"Ranges of the evidence: {names[worst.rival]} is level if {moved(weighing, worst)}."
    small = closest.points < weighing.model.settings.resolution - SAME
    if overall.together <= SAME:
        return _holds_alone(names[overall.rival], overall.together, small=small)
    if not any(each.ranged for each in found):
        return "Ranges of the evidence: there is none for anything that this lead rests on."
    least = f"it is at least {_points(overall.together)} if all judgements move within their ranges"
    judged = "the lead holds, but is no clear one" if small else "the lead is clear"
    return f"Ranges of the evidence: {judged}: {least}."


def _holds_alone(rival: str, together: float, *, small: bool) -> str:
    """What no single judgement turns, and all together do."""
    but = ", but is no clear one" if small else ""
    ends = f"{rival} leads by {_points(-together)}" if together < -SAME else f"{rival} is level"
    return (
        f"Ranges of the evidence: the lead holds against every single judgement's range{but}; "
        f"if all move together, at worst {ends}."
    )


def _points(value: float) -> str:
    shown = number_words(value)
    return f"{'less than ' + str(LEAST_SHOWN) if shown == number_words(0.0) else shown} points"
