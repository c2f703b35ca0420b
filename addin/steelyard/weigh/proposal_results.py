"""The answers about the tabled package as labelled tables: how it stands, and what would be better.

The frontier and its solutions are in `deals`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.packages.packages import TICKS, worth
from steelyard.weigh import issues
from steelyard.weigh.bargain import Bargain
from steelyard.weigh.conditions import asked_by
from steelyard.weigh.package_results import PACKAGE, THEM, US, words
from steelyard.weigh.proposal import parties
from steelyard.weigh.result import Column, Table, Unit

if TYPE_CHECKING:
    from steelyard.analysis.arrays import Ints
    from steelyard.weigh.result import Entry
    from steelyard.weigh.weighing import Weighing

from typing import TYPE_CHECKING

from steelyard.weigh.package_results import conceded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.weigh.bargain import Bargain
    from steelyard.weigh.result import Entry


SHOWN = 20
"""Improvements that a table lists."""

_RULE = Column("rule", "rule", Unit.TEXT)


def tabled(weighing: Weighing) -> Table:
    """The tabled package: worth, rules broken, and what it leaves on the table."""
    deal = Bargain(weighing)
    us, them = deal.tabled_worth
    broken = "; ".join(f"{deal.model.rules[r].id} ({asks_for(deal, r)})" for r in deal.broken)
    row = (
        words(deal, deal.tabled),
        not deal.broken,
        broken or issues.NOTHING,
        us / TICKS,
        them / TICKS,
        deal.on_frontier,
        deal.distance / TICKS,
        deal.left / TICKS,
    )
    return Table(
        "tabled",
        "The tabled package",
        (
            PACKAGE,
            Column("allowed", "all rules hold", Unit.YES_NO),
            Column("broken", "rules broken", Unit.TEXT),
            US,
            THEM,
            Column("on_frontier", "no other beats it", Unit.YES_NO),
            Column("distance", "both could gain", Unit.POINTS),
            Column("left", "left on the table in all", Unit.POINTS),
        ),
        (row,),
    )


def asks_for(deal: Bargain, rule: int) -> str:
    """What a rule asks for, in a few words."""
    return asked_by(deal.model.rules[rule])


def acceptance(weighing: Weighing) -> Table:
    """What the tabled package is worth to our side and to every counterpart, and who accepts it."""
    deal = Bargain(weighing)
    return Table(
        "acceptance",
        f"Who accepts the tabled package: {words(deal, deal.tabled)}",
        (
            Column("party", "party", Unit.TEXT),
            Column("role", "role", Unit.TEXT),
            Column("value", "gets", Unit.POINTS),
            Column("reservation", "with no deal", Unit.POINTS),
            Column("gain", "gain", Unit.POINTS),
            Column("accepts", "accepts", Unit.YES_NO),
        ),
        tuple(
            (party.name, party.role, party.gets, party.no_deal, party.gain, party.accepts)
            for party in parties(weighing)
        ),
    )


class Change(NamedTuple):
    """What another package would make of the tabled one, in points."""

    us: float
    them: float
    gain_us: float
    gain_them: float
    changes: int
    """How many issues differ."""
    unbeaten: bool
    """Whether no other package beats it."""
    words: str


def change(deal: Bargain, package: Ints) -> Change:
    """The change from the tabled package to another."""
    here, (us, them) = package[np.newaxis], deal.tabled_worth
    ours, theirs = (int(worth(side, here)[0]) for side in (deal.space.us, deal.space.them))
    return Change(
        ours / TICKS,
        theirs / TICKS,
        (ours - us) / TICKS,
        (theirs - them) / TICKS,
        int((package != deal.tabled).sum()),
        (ours, theirs) in deal.frontier_worths,
        issues.changes_in_words(deal.model, deal.issues, deal.tabled, package),
    )


def improvements(weighing: Weighing) -> Table:
    """Packages better than the tabled one for one side and no worse for the other, nearest first."""
    deal = Bargain(weighing)
    rows = ((place, *change(deal, each)) for place, each in enumerate(deal.improvements[:SHOWN], 1))
    return Table(
        "improvements",
        f"Joint improvements on the tabled package: {words(deal, deal.tabled)}",
        (
            Column("number", "number", Unit.COUNT),
            US,
            THEM,
            Column("gain_us", "gain for us", Unit.POINTS),
            Column("gain_them", "gain for them", Unit.POINTS),
            Column("changes", "changes", Unit.COUNT),
            Column("on_frontier", "no other beats it", Unit.YES_NO),
            Column("change", "what changes", Unit.TEXT),
        ),
        tuple(rows),
    )


def counter_offers(weighing: Weighing) -> Table:
    """The cheapest changes that make the tabled package acceptable to the other side, and to ours."""
    deal = Bargain(weighing)
    rows = []
    for to_us, name in enumerate((deal.model.counterparts[0].id, deal.model.settings.our_side)):
        for counter in deal.counters(to_us=bool(to_us)):
            found = change(deal, counter.package)
            rows.append((name, counter.changes, *found[:4], found.words))
    return Table(
        "counter_offers",
        f"The cheapest changes that make the tabled package acceptable: {words(deal, deal.tabled)}",
        (
            Column("acceptable_to", "acceptable to", Unit.TEXT),
            Column("changes", "changes", Unit.COUNT),
            US,
            THEM,
            Column("change_us", "change for us", Unit.POINTS),
            Column("change_them", "change for them", Unit.POINTS),
            Column("change", "what changes", Unit.TEXT),
        ),
        tuple(rows),
        keys=2,
    )


def relaxations(weighing: Weighing) -> Table:
    """The smallest sets of rules without which a zone of agreement opens; empty where one is open."""
    deal = Bargain(weighing)
    found = () if deal.opens else deal.relaxations
    rows: list[tuple[Entry, ...]] = []
    for place, relaxation in enumerate(found, 1):
        here = relaxation.package[np.newaxis]
        us, them = int(worth(deal.space.us, here)[0]), int(worth(deal.space.them, here)[0])
        rows += [
            (
                place,
                deal.model.rules[rule].id,
                deal.model.rules[rule].option,
                asks_for(deal, rule),
                us / TICKS,
                them / TICKS,
                words(deal, relaxation.package),
            )
            for rule in relaxation.rules
        ]
    if deal.opens:
        said = "none is needed, a zone of agreement is open"
    else:
        said = f"sets found: {len(found)}" if found else "no set of rules opens one, the values leave none"
    return Table(
        "relaxations",
        f"Smallest sets of rules that stand between the sides: {said}",
        (
            Column("set", "set", Unit.COUNT),
            _RULE,
            Column("option", "option", Unit.TEXT),
            Column("asks", "asks for", Unit.TEXT),
            US,
            THEM,
            PACKAGE,
        ),
        tuple(rows),
        keys=2,
    )


WHOLE = "package"
"""Role of the rows that are about the package and no party."""


def standing(deal: Bargain) -> Table:
    """One row a party, then one a question about the package as a whole: what `tabled` and `acceptance` say.

    A party's answer is whether it accepts; each rule that is broken has a row of its own.
    """
    return Table(
        "standing",
        f"How the tabled package stands: {words(deal, deal.tabled)}",
        (
            Column("subject", "subject", Unit.TEXT),
            Column("role", "role", Unit.TEXT),
            Column("value", "gets", Unit.POINTS),
            Column("reservation", "with no deal", Unit.POINTS),
            Column("gain", "gain", Unit.POINTS),
            Column("concession", "concedes", Unit.SHARE),
            Column("answer", "answer", Unit.YES_NO),
            Column("words", "in words", Unit.TEXT),
        ),
        (*_parties(deal), *_rules(deal), *_beside_the_frontier(deal)),
    )


def _parties(deal: Bargain) -> Iterator[tuple[Entry, ...]]:
    shares = (*conceded(deal, *deal.tabled_worth), *[None] * len(deal.thirds))
    for party, share in zip(parties(deal.weighing), shares, strict=True):
        told = "accepts" if party.accepts else "prefers no deal"
        points = (party.gets, party.no_deal, party.gain)
        yield (party.name, party.role, *points, share, party.accepts, told)


def _rules(deal: Bargain) -> Iterator[tuple[Entry, ...]]:
    count = len(deal.broken)
    told = f"broken: {count} of {len(deal.model.rules)}" if count else "none is broken"
    yield ("all rules hold", WHOLE, *[None] * 4, not count, told)
    for rule in deal.broken:
        found = deal.model.rules[rule]
        yield (found.id, "rule", *[None] * 4, False, f"{found.option} asks for {asks_for(deal, rule)}")


def _beside_the_frontier(deal: Bargain) -> Iterator[tuple[Entry, ...]]:
    yield ("no other beats it", WHOLE, *[None] * 4, deal.on_frontier, "")
    gains = {
        "both could gain": (deal.distance, "at the least, together"),
        "left on the table": (deal.left, "what the best joint improvement brings in all"),
    }
    for subject, (gain, told) in gains.items():
        beside = "compared with packages that keep the rules" if deal.broken else told
        yield (subject, WHOLE, None, None, gain / TICKS, None, None, beside)
    yield ("what it says", WHOLE, *[None] * 5, words(deal, deal.tabled))
