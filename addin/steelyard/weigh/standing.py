"""How the tabled package stands, on one page: to every party, under the rules, and beside the frontier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.analysis.packages import TICKS
from steelyard.weigh.deals import conceded, words
from steelyard.weigh.offers import asks_for
from steelyard.weigh.table import Column, Table, Unit
from steelyard.weigh.tabled import parties

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.weigh.bargain import Bargain
    from steelyard.weigh.table import Entry

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
