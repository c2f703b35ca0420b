"""Whether a zone of agreement is open, who counts in that, and what would open it, in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from steelyard.analysis.packages.packages import TICKS
from steelyard.weigh.conditions import asked_by
from steelyard.weigh.sentences import number_words

if TYPE_CHECKING:
    from steelyard.analysis.packages.program import Relaxation
    from steelyard.weigh.bargain import Bargain

OPEN, NOT_OPEN = "a zone of agreement is open", "no zone of agreement is open"

NAMED = 3
"""Sets of rules and consents that a sentence names at most."""


def consents(deal: Bargain) -> str:
    """The parties whose consent counts; empty where there is none."""
    names = [deal.name_of(place) for place in deal.consenting]
    return f", with the consent of {together(names)}" if names else ""


def zone(deal: Bargain) -> str:
    """Whether a zone of agreement is open, with the consents that count in that."""
    return f"{OPEN}{consents(deal)}" if deal.opens else f"{NOT_OPEN}{consents(deal).removeprefix(',')}"


def how_to_open(deal: Bargain) -> str:
    """What is lacking where no zone of agreement is open, and without what it would be open."""
    sets = deal.relaxations
    if not sets:
        opened = "no set of rules and consents opens one, the values leave none"
    else:
        without = " or ".join(f"without {together(left_out(deal, each))}" for each in sets[:NAMED])
        more = f" or in {len(sets) - NAMED} further ways" if len(sets) > NAMED else ""
        opened = f"{without}{more} there would be one"
    return f"{_lacking(deal)}; {opened}"


def _lacking(deal: Bargain) -> str:
    if deal.nearest is None:
        return "the packages nearest to acceptance are too many to be found"
    packages, short = deal.nearest
    if not len(packages):
        return "no package keeps the rules"
    if short <= deal.rounding:
        return "the nearest packages leave everybody with no more than no deal"
    # Rounded up, so that no party lacks more than is said.
    points = number_words(math.ceil(short / (TICKS / 10)) / 10)
    return f"in the nearest packages no party lacks more than {points} points"


def left_out(deal: Bargain, each: Relaxation) -> list[str]:
    """What a set leaves out: its rules, then its consents."""
    return [
        f"the rule {deal.model.rules[place].id} ({asked_by(deal.model, deal.model.rules[place])})"
        if place < len(deal.model.rules)
        else f"the consent of {deal.name_of(consent_of(deal, place))}"
        for place in each.rules
    ]


def consent_of(deal: Bargain, place: int) -> int:
    """The party whose consent is at this place of the limits of a bargain."""
    return deal.consenting[place - len(deal.model.rules)]


def together(words: list[str]) -> str:
    """Words with commas and *and* between them.

    >>> together(["a"]), together(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
