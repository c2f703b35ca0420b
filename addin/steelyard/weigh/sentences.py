"""What the numbers mean, in sentences: the lead, what can be offered, how stable the first place is."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.arrays import SAME
from steelyard.analysis.conditions import Verdict
from steelyard.analysis.duels import ties_with, ties_with_holding
from steelyard.weigh.conditions import plain_number
from steelyard.weigh.weighing import computed_once

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.analysis.arrays import Floats
    from steelyard.weigh.weighing import Weighing

VERDICTS = ("● offer", "◐ not yet", "▲ too dear", "○ hold", "▶ opening")
"""Sign and word of each `Verdict`, by its number."""

DISTANCE_DIGITS = 9
"""Distances of shares are rounded to this many digits before they are compared.

Otherwise the last bits of two equal distances would decide which of them is nearest.
"""

EQUAL = "level with the first as it is"
NO_TIE = "no single weight puts it level with the first"
SHARED = "shares the first place"
ALWAYS_FIRST = "first whatever one weight does"
LEVEL_WITH_FIRST, LEVEL = "level with the first", "level"
LEVEL_WITH = "level with "
NO_TIE_WITH = "no single weight puts it level with "
WITH_REQUIRED = " with all that it requires"

MOST_OFFERS = 3
"""Options that the sentence about offers names; of more it says how many."""

CAN_BE_OFFERED = " can be offered."
NOTHING_TO_OFFER, REMAINS = "Nothing can be offered in this scenario: ", " remains."
"""What is said where some options, or none, can be offered."""

LEAST_SHOWN = 0.1
"""Points, and parts of a hundred: the smallest number other than 0 that a sentence shows."""


def number_words(value: float, digits: int = 1) -> str:
    """A number as a sheet shows it: rounded half away from zero, with a minus sign (−), not a hyphen.

    >>> number_words(-2.25), number_words(2.25), number_words(-0.04)
    ('−2.3', '2.3', '0.0')
    """
    shown = _rounded(value, digits)
    return str(abs(shown) if shown == 0 else shown).replace("-", "−")


def _rounded(value: float, digits: int = 1) -> Decimal:
    """The number that `number_words` shows."""
    # A spreadsheet rounds the 15 digits that it shows, not the binary number, so the text has 15 digits too.
    return Decimal(f"{value:.15g}").quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


class Tie(NamedTuple):
    """The smallest change of one share with which an option ties with the first."""

    distance: float
    criterion: int
    share: float


@computed_once
def tie_shares(weighing: Weighing, scenario: int) -> Floats:
    """[o, c], share at which each option ties with the first, and the first with holding; or NaN."""
    leader = weighing.order[:, scenario].tolist().index(1)
    worth = weighing.worth(scenario)
    ties = ties_with(weighing.shares, worth, leader)
    ties[leader] = ties_with_holding(weighing.shares, worth[leader])
    return ties


@computed_once
def distances(weighing: Weighing, scenario: int) -> Floats:
    """[o, c], distance of the share of the tie from the present share, rounded."""
    away: Floats = np.abs(tie_shares(weighing, scenario) - weighing.shares)
    return away.round(DISTANCE_DIGITS)


@computed_once
def nearest_tie(weighing: Weighing, scenario: int, option: int) -> Tie | None:
    """The nearest tie of `tie_shares`; of equal ones, the first criterion; None where none is."""
    away = distances(weighing, scenario)[option]
    if np.isnan(away).all():
        return None
    criterion = int(np.nanargmin(away))
    return Tie(float(away[criterion]), criterion, float(tie_shares(weighing, scenario)[option, criterion]))


def how_firm(weighing: Weighing, scenario: int, option: int, *, short: bool = False) -> str:
    """How far one share may change before this option and the first change places.

    `short` leaves out the share now, and names the criterion by its name rather than its id.
    """
    order = weighing.order[:, scenario]
    if order[option] == 1:
        return _how_firm_first(weighing, scenario, option, short=short)
    if weighing.ranks[option, scenario] == 1:
        return EQUAL
    tie = nearest_tie(weighing, scenario, option)
    if tie is None:
        return NO_TIE
    if tie.distance == 0:
        return EQUAL
    return f"{LEVEL if short else LEVEL_WITH_FIRST} {where_level(weighing, tie, short=short)}"


def _how_firm_first(weighing: Weighing, scenario: int, first: int, *, short: bool) -> str:
    """The same for the first option, of which holding is a rival too."""
    net = float(weighing.net[first, scenario])
    if weighing.holding_leads(scenario):
        tie, hold = nearest_tie(weighing, scenario, first), weighing.model.settings.hold
        if tie is None:
            return f"{NO_TIE_WITH}{hold}"
        return f"{LEVEL_WITH}{hold} {where_level(weighing, tie, short=short)}"
    if (weighing.ranks[:, scenario] == 1).sum() > 1 or net <= SAME:
        return SHARED
    ties = [nearest_tie(weighing, scenario, option) for option in range(len(weighing.model.options))]
    nearest = min((tie for tie in ties if tie), key=lambda tie: tie.distance, default=None)
    if nearest is None:
        return ALWAYS_FIRST
    if nearest.distance == 0:
        return SHARED
    return first_while(weighing, nearest, short=short)


def first_while(weighing: Weighing, tie: Tie, *, short: bool = False) -> str:
    """On which side of a tie the first option stays first."""
    name, share, now = _shares(weighing, tie, short=short)
    told = "" if short else f" (now {now} %)"
    if share == now:
        return f"first only while {name} changes by less than {LEAST_SHOWN} %{told}"
    side = "under" if tie.share > weighing.shares[tie.criterion] else "over"
    return f"first while {name} {'is' if short else 'stays'} {side} {share} %{told}"


def where_level(weighing: Weighing, tie: Tie, *, short: bool = False) -> str:
    """Where a tie lies; a share that shows as the present one is no place to look for it."""
    name, share, now = _shares(weighing, tie, short=short)
    told = "" if short else f" (now {now} %)"
    if share == now:
        return f"if {name} changes by less than {LEAST_SHOWN} %{told}"
    return f"at {name} {share} %{told}"


def _shares(weighing: Weighing, tie: Tie, *, short: bool) -> tuple[str, str, str]:
    """The criterion of a tie, its share there, and its share now, as sentences show them."""
    name = [*weighing.model.names("criteria").values()][tie.criterion]
    shares = (tie.share, float(weighing.shares[tie.criterion]))
    there, now = (number_words(100 * share) for share in shares)
    return name, there, now


class Standing(NamedTuple):
    """Who leads whom: the first option, and the better of the second and of holding."""

    ahead: str
    behind: str
    by: float
    """Points, 0 or more."""


def standing(weighing: Weighing, scenario: int) -> Standing:
    """Who leads in a scenario, and by how much. Holding the current position is a rival, with 0 points."""
    order, hold = weighing.order[:, scenario].tolist(), weighing.model.settings.hold
    places = [order.index(place) for place in range(1, 1 + min(2, len(order)))]
    first, *second = (weighing.model.options[option].name for option in places)
    net, *next_net = (float(weighing.net[option, scenario]) for option in places)
    by = signed_lead(weighing, scenario)
    if net < -SAME:
        return Standing(hold, first, -by)
    rivals = second if net > SAME and next_net and next_net[0] >= -SAME else []
    return Standing(first, rivals[0] if rivals else hold, abs(by))


def signed_lead(weighing: Weighing, scenario: int) -> float:
    """Points by which the first leads the second, or holding if that is nearer; below 0 behind holding."""
    order = np.argsort(weighing.order[:, scenario])
    net = weighing.net[order, scenario]
    first = float(net[0])
    second = float(net[1]) if len(net) > 1 else 0.0
    return first if first < 0 else first - max(0.0, second)


def lead(weighing: Weighing, scenario: int) -> str:
    """Who leads whom by how much, and whether that is a clear lead; rounding never says otherwise."""
    ahead, behind, by = standing(weighing, scenario)
    if by <= SAME:
        return f"{ahead} and {behind} are level: no clear winner.{_required(weighing, scenario)}"
    words = lead_words(by, weighing.model.settings.resolution)
    return f"{ahead} leads {behind} by {words}{_required(weighing, scenario)}"


def lead_words(by: float, resolution: float) -> str:
    """The points of a lead, and whether it is clear.

    >>> lead_words(2.2, 1.0)
    '2.2 points: a clear lead (resolution 1.0).'
    >>> lead_words(0.98, 1.0)
    'a little less than the resolution of 1.0 points: no clear winner.'
    """
    clear, shown = by >= resolution - SAME, float(_rounded(by))
    judged = "a clear lead" if clear else "no clear winner"
    finest = resolution_words(resolution)
    if clear != (shown >= resolution - SAME):
        side = "more" if clear else "less"
        return f"a little {side} than the resolution of {finest} points: {judged}."
    points = number_words(by) if shown else f"less than {LEAST_SHOWN}"
    return f"{points} points: {judged} (resolution {finest})."


def resolution_words(resolution: float) -> str:
    """The resolution as a sentence shows it: with one digit after the point, or with more where it has more.

    >>> resolution_words(1.0), resolution_words(0.25), resolution_words(0.04)
    ('1.0', '0.25', '0.04')
    """
    whole = abs(resolution - float(_rounded(resolution))) <= SAME
    return number_words(resolution) if whole else plain_number(resolution)


def _required(weighing: Weighing, scenario: int) -> str:
    """What the first option is worth with all that it requires, where that differs; else nothing."""
    first = weighing.order[:, scenario].tolist().index(1)
    alone, whole = (float(points[first, scenario]) for points in (weighing.net, weighing.whole))
    if abs(whole - alone) <= SAME:
        return ""
    return f" {weighing.model.options[first].name}: {number_words(whole)} points{WITH_REQUIRED}."


def offers(weighing: Weighing, scenario: int) -> str:
    """The options that can be offered in the scenario, best first, each with the points that it is worth."""
    found = offers_in_words(weighing, scenario)
    if not found:
        return f"{NOTHING_TO_OFFER}{weighing.model.settings.hold}{REMAINS}"
    return f"{joined(few(found))}{CAN_BE_OFFERED}"


def few(found: Sequence[str]) -> list[str]:
    """The first of several, and how many more there are.

    >>> few(["a", "b", "c"]), few(["a", "b", "c", "d", "e"])
    (['a', 'b', 'c'], ['a', 'b', 'c', '2 more'])
    """
    more = len(found) - MOST_OFFERS
    return [*found[:MOST_OFFERS], *([f"{more} more"] if more > 0 else [])]


def offers_in_words(weighing: Weighing, scenario: int) -> list[str]:
    """The options that can be offered, best first, each with its points.

    An option is worth its net, or less where what it requires takes from it, as in `Weighing.compared`.
    """
    points = weighing.compared[:, scenario]
    return [
        f"{weighing.model.options[option].name} ({number_words(float(points[option]))})"
        for option in offers_in_order(weighing, scenario)
    ]


def offers_in_order(weighing: Weighing, scenario: int) -> list[int]:
    """Positions of the options that can be offered, best first; of equal ones, as Decide lists them."""
    places, order = offer_places(weighing, scenario), weighing.order[:, scenario].tolist()
    found = [option for option, place in enumerate(places) if place]
    return sorted(found, key=lambda option: (places[option], order[option]))


def joined(words: Sequence[str]) -> str:
    """Words in a sentence.

    >>> joined([]), joined(["a"]), joined(["a", "b", "c"])
    ('', 'a', 'a, b and c')
    """
    *first, last = words or ("",)
    return f"{', '.join(first)} and {last}" if first else last


def offer_places(weighing: Weighing, scenario: int) -> list[int]:
    """[o], rank of each option among those that can be offered; 0 for the others."""
    points = weighing.compared[:, scenario]
    offer = weighing.verdicts[:, scenario] == Verdict.OFFER
    ahead = (points[np.newaxis, :] > points[:, np.newaxis] + SAME) & offer
    places: list[int] = np.where(offer, 1 + ahead.sum(axis=1), 0).tolist()
    return places


def why(weighing: Weighing, scenario: str, option: str) -> str:
    """Why an option has its place: rank and net, the largest terms for and against it, verdict and lead.

    Args:
        weighing: the model and the viewpoint.
        scenario: id of the scenario.
        option: id of the option.
    """
    model, d = weighing.model, weighing.scenario(scenario)
    o = [part.id for part in model.options].index(option)
    rank, count = int(weighing.ranks[o, d]), len(model.options)
    net, benefit, cost = (float(x) for x in (weighing.net[o, d], weighing.benefit[o, d], weighing.cost[o]))
    standing = (
        f"{model.options[o].name} has rank {rank} of {count} in {weighing.scenarios[d].name}: "
        f"{number_words(net)} points, benefit {number_words(benefit)} less cost {number_words(cost)}."
    )
    standing += _whole(weighing, d, o)
    return " ".join([standing, *_terms(weighing, d, o), _verdict(weighing, d, o), _firmness(weighing, d, o)])


def _whole(weighing: Weighing, scenario: int, option: int) -> str:
    """What the option requires, and what the whole is worth; empty where it requires no other."""
    options = weighing.model.options
    others = [options[p].name for p in np.flatnonzero(weighing.together[option]).tolist() if p != option]
    if not others:
        return ""
    whole, alone = (float(points[option, scenario]) for points in (weighing.whole, weighing.net))
    return (
        f" It cannot be released without {', '.join(others)}: with all that, {number_words(whole)} points; "
        f"all that without it, {number_words(whole - alone)} points."
    )


MOST_TERMS = 2
"""Terms that are named at most, for the option and against it."""


def _terms(weighing: Weighing, scenario: int, option: int) -> list[str]:
    """The largest terms for the option and against it, without those that are shown as 0.0."""
    terms = weighing.contributions(scenario)[option]
    order = np.argsort(-np.abs(terms), kind="stable").tolist()
    written = {at: number_words(float(terms[at])) for at in order}
    named = [at for at in order if written[at] != number_words(0.0)]
    names = [*weighing.model.names("criteria").values()]
    sides = (
        ("Most for it: ", [at for at in named if terms[at] > 0]),
        ("Most against it: ", [at for at in named if terms[at] < 0]),
    )
    return [
        start + ", ".join(f"{names[at]} {written[at]}" for at in side[:MOST_TERMS]) + "."
        for start, side in sides
        if side
    ]


def _verdict(weighing: Weighing, scenario: int, option: int) -> str:
    word = VERDICTS[int(weighing.verdicts[option, scenario])]
    missing = weighing.missing(option, scenario)
    return f"Verdict: {word}; missing: {missing}." if missing else f"Verdict: {word}; nothing is missing."


def _firmness(weighing: Weighing, scenario: int, option: int) -> str:
    firm = how_firm(weighing, scenario, option)
    return f"{firm[0].upper()}{firm[1:]}."
