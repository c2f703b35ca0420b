"""The answers about the proposal (the package on the table) as labelled tables.

The frontier and its solutions are in `package_results`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.packages.packages import TICKS
from steelyard.weigh import issues, offers
from steelyard.weigh.bargain import bargain_of
from steelyard.weigh.conditions import asked_by
from steelyard.weigh.package_results import PACKAGE, THEM, US, conceded, words
from steelyard.weigh.proposal import parties
from steelyard.weigh.result import Result, ResultColumn, Unit
from steelyard.weigh.zone_sentences import consent_of, how_to_open

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.analysis.arrays import Ints
    from steelyard.analysis.packages.program import Relaxation
    from steelyard.weigh.bargain import Bargain
    from steelyard.weigh.offers import Improvements
    from steelyard.weigh.result import ResultValue
    from steelyard.weigh.weighing import Weighing


SHOWN = 20
"""Improvements that a table lists at most."""

WHOLE = "package"
"""Role of the rows about the proposal as a whole, not about one party."""

_ROLE = ResultColumn("role", "role", Unit.TEXT)
_VALUE = ResultColumn("value", "gets", Unit.POINTS)
_RESERVATION = ResultColumn("reservation", "with no deal", Unit.POINTS)
_GAIN = ResultColumn("gain", "gain", Unit.POINTS)
_CHANGES = ResultColumn("changes", "changes", Unit.COUNT)
_ON_FRONTIER = ResultColumn("on_frontier", "no other beats it", Unit.YES_NO)
_CHANGE = ResultColumn("change", "what changes", Unit.TEXT)


def proposal(weighing: Weighing) -> Result:
    """The proposal: its worth, the rules that it breaks, and what it leaves on the table."""
    bargain = bargain_of(weighing)
    us, them = bargain.proposal_worth[:2]
    broken = "; ".join(f"{bargain.model.rules[r].id} ({asks_for(bargain, r)})" for r in bargain.broken)
    refusing = ", ".join(bargain.name_of(place) for place in bargain.refusing)
    row = (
        words(bargain, bargain.proposal),
        not bargain.broken,
        broken or issues.NOTHING,
        refusing or issues.NOTHING,
        us / TICKS,
        them / TICKS,
        bargain.on_frontier,
        bargain.distance / TICKS,
        bargain.left / TICKS,
    )
    return Result(
        "tabled",
        "The tabled package",
        (
            PACKAGE,
            ResultColumn("allowed", "all rules hold", Unit.YES_NO),
            ResultColumn("broken", "rules broken", Unit.TEXT),
            ResultColumn("refusing", "consents missing", Unit.TEXT),
            US,
            THEM,
            _ON_FRONTIER,
            ResultColumn("distance", "all could gain", Unit.POINTS),
            ResultColumn("left", "left on the table in all", Unit.POINTS),
        ),
        (row,),
    )


def asks_for(bargain: Bargain, rule: int) -> str:
    """What a rule asks for, in a few words."""
    return asked_by(bargain.model, bargain.model.rules[rule])


def acceptance(weighing: Weighing) -> Result:
    """Worth of the proposal to our side and to every counterpart, and who accepts it."""
    bargain = bargain_of(weighing)
    return Result(
        "acceptance",
        f"Who accepts the tabled package: {words(bargain, bargain.proposal)}",
        (
            ResultColumn("party", "party", Unit.TEXT),
            _ROLE,
            _VALUE,
            _RESERVATION,
            _GAIN,
            ResultColumn("accepts", "accepts", Unit.YES_NO),
        ),
        tuple(
            (party.name, str(party.role), party.gets, party.no_deal, party.gain, party.accepts)
            for party in parties(weighing)
        ),
    )


class PackageChange(NamedTuple):
    """Another package compared with the proposal, in points."""

    us: float
    them: float
    gain_us: float
    gain_them: float
    changes: int
    """Number of issues that differ."""
    unbeaten: bool
    """Whether no other package beats it."""
    words: str


def change(bargain: Bargain, package: Ints) -> PackageChange:
    """The change from the proposal to another package."""
    worth = bargain.worth_of(package)
    (us, them), (us_now, them_now) = worth[:2], bargain.proposal_worth[:2]
    return PackageChange(
        us / TICKS,
        them / TICKS,
        (us - us_now) / TICKS,
        (them - them_now) / TICKS,
        int((package != bargain.proposal).sum()),
        worth in bargain.frontier_worths,
        issues.changes_in_words(bargain.model, bargain.issues, bargain.proposal, package),
    )


def improvements(weighing: Weighing) -> Result:
    """Packages better than the proposal for one that bargains and no worse for the others, nearest first."""
    bargain = bargain_of(weighing)
    found = offers.improvements(bargain, SHOWN)
    nearest = enumerate(found.packages[:SHOWN], 1)
    return Result(
        "improvements",
        f"Joint improvements on the tabled package: {words(bargain, bargain.proposal)}{only_unbeaten(found)}",
        (
            ResultColumn("number", "number", Unit.COUNT),
            US,
            THEM,
            ResultColumn("gain_us", "gain for us", Unit.POINTS),
            ResultColumn("gain_them", "gain for them", Unit.POINTS),
            _CHANGES,
            _ON_FRONTIER,
            _CHANGE,
        ),
        tuple((number, *change(bargain, package)) for number, package in nearest),
    )


def only_unbeaten(found: Improvements) -> str:
    """What a list of improvements leaves out, in words; empty where nothing."""
    if found.beyond is None:
        return ""
    changes = f"{found.beyond} change{'' if found.beyond == 1 else 's'}"
    return f"; with more than {changes}, only those that no other package beats"


def receivers(bargain: Bargain, maker: int) -> str:
    """The names of the parties that must accept a counter-offer of one that bargains."""
    others = (place for at, place in enumerate(bargain.bargaining) if at != maker)
    return ", ".join(map(bargain.name_of, others))


def counter_offers(weighing: Weighing) -> Result:
    """The cheapest changes that make the proposal acceptable to the others, for each party that bargains."""
    bargain = bargain_of(weighing)
    counters, rows = offers.CounterOffers(bargain), []
    for maker in range(len(bargain.bargaining)):
        for counter in counters.by(maker):
            found = change(bargain, counter.package)
            rows.append((receivers(bargain, maker), counter.changes, *found[:4], found.words))
    return Result(
        "counter_offers",
        f"The cheapest changes that make the tabled package acceptable: {words(bargain, bargain.proposal)}",
        (
            ResultColumn("acceptable_to", "acceptable to", Unit.TEXT),
            _CHANGES,
            US,
            THEM,
            ResultColumn("change_us", "change for us", Unit.POINTS),
            ResultColumn("change_them", "change for them", Unit.POINTS),
            _CHANGE,
        ),
        tuple(rows),
        keys=2,
    )


def relaxations(weighing: Weighing) -> Result:
    """The smallest sets of rules and consents without which a zone of agreement opens; empty where it is."""
    bargain = bargain_of(weighing)
    found = () if bargain.opens else bargain.relaxations
    count = "none is needed, a zone of agreement is open"
    if not bargain.opens:
        count = f"sets found: {len(found)}; {how_to_open(bargain)}" if found else how_to_open(bargain)
    return Result(
        "relaxations",
        f"Smallest sets of rules and consents that stand between the sides: {count}",
        (
            ResultColumn("set", "set", Unit.COUNT),
            ResultColumn("rule", "rule or party", Unit.TEXT),
            ResultColumn("option", "option", Unit.TEXT, "options"),
            ResultColumn("asks", "asks for", Unit.TEXT),
            US,
            THEM,
            PACKAGE,
        ),
        tuple(row for place, each in enumerate(found, 1) for row in _relaxed(bargain, place, each)),
        keys=2,
    )


def _relaxed(bargain: Bargain, place: int, relaxation: Relaxation) -> Iterator[tuple[ResultValue, ...]]:
    """One row for each rule of a set, with the package that the set makes possible."""
    us, them = bargain.worth_of(relaxation.package)[:2]
    package = words(bargain, relaxation.package)
    for position in relaxation.rules:
        if position < len(bargain.model.rules):
            rule = bargain.model.rules[position]
            limit = (rule.id, rule.option, asks_for(bargain, position))
        else:
            limit = (bargain.name_of(consent_of(bargain, position)), "", "its consent")
        yield (place, *limit, us / TICKS, them / TICKS, package)


def standing(bargain: Bargain) -> Result:
    """What `proposal` and `acceptance` say, in one table: a row for each party, then rows about the whole.

    The answer of a party is whether it accepts. Each rule that is broken has a row of its own.
    """
    return Result(
        "standing",
        f"How the tabled package stands: {words(bargain, bargain.proposal)}",
        (
            ResultColumn("subject", "subject", Unit.TEXT),
            _ROLE,
            _VALUE,
            _RESERVATION,
            _GAIN,
            ResultColumn("concession", "concedes", Unit.SHARE),
            ResultColumn("answer", "answer", Unit.YES_NO),
            ResultColumn("words", "in words", Unit.TEXT),
        ),
        (*_party_rows(bargain), *_rule_rows(bargain), *_frontier_rows(bargain)),
    )


def _party_rows(bargain: Bargain) -> Iterator[tuple[ResultValue, ...]]:
    # Only those who bargain have a range, so that the others concede nothing that can be counted.
    conceding = conceded(bargain, np.array(bargain.proposal_worth))
    shares = dict(zip(bargain.bargaining, conceding, strict=True))
    for place, party in enumerate(parties(bargain.weighing)):
        answer = "accepts" if party.accepts else "prefers no deal"
        points = (party.gets, party.no_deal, party.gain)
        yield (party.name, str(party.role), *points, shares.get(place), party.accepts, answer)


def _rule_rows(bargain: Bargain) -> Iterator[tuple[ResultValue, ...]]:
    count = len(bargain.broken)
    answer = f"broken: {count} of {len(bargain.model.rules)}" if count else "none is broken"
    yield ("all rules hold", WHOLE, *[None] * 4, not count, answer)
    for position in bargain.broken:
        rule = bargain.model.rules[position]
        asked = f"{bargain.model.names('options')[rule.option]} asks for {asks_for(bargain, position)}"
        yield (rule.id, "rule", *[None] * 4, False, asked)


def _frontier_rows(bargain: Bargain) -> Iterator[tuple[ResultValue, ...]]:
    yield ("no other beats it", WHOLE, *[None] * 4, bargain.on_frontier, "")
    gains = {
        "all could gain": (bargain.distance, "at the least, together"),
        "left on the table": (bargain.left, "what the best joint improvement brings in all"),
    }
    for subject, (gain, meaning) in gains.items():
        # A proposal that breaks rules or lacks consents is compared with the frontier all the same.
        compared = (
            meaning if bargain.allowed else "compared with packages that keep the rules and have the consents"
        )
        yield (subject, WHOLE, None, None, gain / TICKS, None, None, compared)
    yield ("what it says", WHOLE, *[None] * 5, words(bargain, bargain.proposal))
