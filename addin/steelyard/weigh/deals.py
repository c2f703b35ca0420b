"""The answers about packages as labelled tables, one function a question."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from steelyard.analysis.frontier import spaced
from steelyard.analysis.packages import TICKS, worth
from steelyard.weigh import issues
from steelyard.weigh.answers import number
from steelyard.weigh.bargain import Bargain
from steelyard.weigh.conditions import Condition, asks
from steelyard.weigh.sentences import shown
from steelyard.weigh.table import Column, Table, Unit

if TYPE_CHECKING:
    from steelyard.analysis.arrays import Ints
    from steelyard.analysis.frontier import Frontier
    from steelyard.model.model import Model
    from steelyard.weigh.table import Entry
    from steelyard.weigh.weighing import Weighing

SHOWN = 20
"""Improvements that a table lists."""

MANY = 10**12
"""Packages from which on they are counted in powers of ten."""

NO_DEAL, TABLED = "no deal", "tabled"
"""What stands beside the solutions."""

_US = Column("us", "us", Unit.POINTS)
_THEM = Column("them", "them", Unit.POINTS)
_PACKAGE = Column("package", "package", Unit.TEXT)
_POINT = Column("point", "point", Unit.COUNT)
_RULE = Column("rule", "rule", Unit.TEXT)


def is_tabled(model: Model) -> bool:
    """Whether the model tables a package: asks for something, or offers it."""
    lowest = ("", model.levels[0])
    return any(m.asked not in lowest for m in model.measures) or any(o.offered for o in model.options)


def frontier(weighing: Weighing, points: int | None = None) -> Table:
    """The packages that no other beats, best for our side first, with the solutions among them."""
    return frontier_of(Bargain(weighing, points))


def frontier_of(deal: Bargain) -> Table:
    """The same for a bargain that is open already."""
    return _frontier(deal, deal.frontier, "frontier", "Packages that no other beats")


def thinned_frontier(deal: Bargain, most: int) -> tuple[Table, float]:
    """Some so many points of the frontier, the solutions among them, and the points that this may cost us.

    To every package there is one in the table that is as good for the other side and at most so much worse
    for ours.
    """
    whole = frontier_of(deal)
    places, lost = spaced(deal.frontier.us, most, marks(deal, deal.frontier))
    rows = tuple(whole.rows[at] for at in places.tolist())
    title = f"{whole.title}; shown are {len(rows)}"
    return replace(whole, title=title, rows=rows), (deal.frontier.gap + lost) / TICKS


def accepted_frontier(weighing: Weighing) -> Table:
    """The same among the packages that every third party accepts."""
    deal = Bargain(weighing)
    title = "Packages that no other beats, of those that every third party accepts"
    return _frontier(deal, deal.accepted_frontier, "accepted_frontier", title)


def _frontier(deal: Bargain, found: Frontier, name: str, title: str) -> Table:
    zone = (found.us >= deal.reservations[0]) & (found.them >= deal.reservations[1])
    pointed = marks(deal, found)
    accepted = np.logical_and.reduce(deal.acceptance(found.packages), axis=0).tolist()
    return Table(
        name,
        f"{title}: {exactness(deal, found)}",
        (
            _POINT,
            _US,
            _THEM,
            Column("zone", "better than no deal", Unit.YES_NO),
            Column("accepted", "third parties accept", Unit.YES_NO),
            Column("solutions", "solutions", Unit.TEXT),
            Column("alike", "worth the same", Unit.COUNT),
            _PACKAGE,
        ),
        tuple(
            (
                at + 1,
                float(found.us[at] / TICKS),
                float(found.them[at] / TICKS),
                bool(zone[at]),
                accepted[at] if deal.thirds else None,
                ", ".join(pointed.get(at, ())),
                alike(found, at),
                words(deal, found.packages[at]),
            )
            for at in range(len(found.us))
        ),
    )


def exactness(deal: Bargain, found: Frontier) -> str:
    """How far a frontier can be trusted, in words."""
    size = f"{len(found.us):,} of {counted(deal.space.packages)} packages"
    if found.gap:
        return (
            f"{size}, thinned out; any package has one here that is as good for them and "
            f"at most {shown(found.gap / TICKS, 6)} points worse for us"
        )
    by = " (HiGHS, as the rules have many states)" if np.isnan(found.alike).any() else ""
    return f"{size}, exact in ticks of 0.000001 points{by}"


def counted(many: int) -> str:
    """A number of packages as it reads in a sentence.

    >>> counted(2109375), counted(5**30)
    ('2,109,375', '9.3e20')
    """
    if many < MANY:
        return f"{many:,}"
    digits, power = f"{many:.1e}".split("e+")
    return f"{digits}e{int(power)}"


def alike(found: Frontier, at: int) -> int | None:
    """How many packages are worth just this, where that was counted."""
    return None if np.isnan(found.alike[at]) else int(found.alike[at])


def words(deal: Bargain, package: Ints) -> str:
    """A package in words."""
    return issues.in_words(deal.model, deal.issues, package)


def marks(deal: Bargain, found: Frontier) -> dict[int, list[str]]:
    """Which solutions point at which places of a frontier."""
    found_at: dict[int, list[str]] = {}
    for name, places in deal.solutions(found).items():
        for at in places:
            found_at.setdefault(at, []).append(name)
    return found_at


def solutions(weighing: Weighing, points: int | None = None) -> Table:
    """What each solution concept points at, all ties, beside no deal and the tabled package."""
    return solutions_of(Bargain(weighing, points))


def solutions_of(deal: Bargain) -> Table:
    """The same for a bargain that is open already."""
    found = deal.frontier
    rows = [_solution_row(deal, name, at) for name, places in deal.solutions(found).items() for at in places]
    d = deal.reservations
    rows.append((NO_DEAL, None, d[0] / TICKS, d[1] / TICKS, 0.0, 0.0, *conceded(deal, *d), None, None, ""))
    if is_tabled(deal.model):
        us, them = deal.tabled_worth
        gains = (us - d[0]) / TICKS, (them - d[1]) / TICKS
        accepted = bool(deal.acceptance(deal.tabled[np.newaxis]).all()) if deal.thirds else None
        package = words(deal, deal.tabled)
        rows.append(
            (
                TABLED,
                None,
                us / TICKS,
                them / TICKS,
                *gains,
                *conceded(deal, us, them),
                accepted,
                None,
                package,
            )
        )
    zone = "a zone of agreement is open" if deal.opens else "no zone of agreement is open"
    return Table(
        "packages",
        f"Solutions for our side and {deal.model.counterparts[0].id}: {zone}; {exactness(deal, found)}",
        (
            Column("solution", "solution", Unit.TEXT),
            _POINT,
            _US,
            _THEM,
            Column("gain_us", "gain for us", Unit.POINTS),
            Column("gain_them", "gain for them", Unit.POINTS),
            Column("conceded_us", "we concede", Unit.SHARE),
            Column("conceded_them", "they concede", Unit.SHARE),
            Column("accepted", "third parties accept", Unit.YES_NO),
            Column("alike", "worth the same", Unit.COUNT),
            _PACKAGE,
        ),
        tuple(rows),
        keys=2,
    )


def _solution_row(deal: Bargain, name: str, at: int) -> tuple[Entry, ...]:
    found = deal.frontier
    us, them = int(found.us[at]), int(found.them[at])
    package = found.packages[at]
    return (
        name,
        at + 1,
        us / TICKS,
        them / TICKS,
        (us - deal.reservations[0]) / TICKS,
        (them - deal.reservations[1]) / TICKS,
        *conceded(deal, us, them),
        bool(deal.acceptance(package[np.newaxis]).all()) if deal.thirds else None,
        alike(found, at),
        words(deal, package),
    )


def conceded(deal: Bargain, us: int, them: int) -> tuple[float | None, float | None]:
    """What both sides concede at a point, as shares of their ranges; None where a side has none."""
    ours, theirs = deal.concessions(np.array([us]), np.array([them]))
    return number(float(ours[0])), number(float(theirs[0]))


def concessions(weighing: Weighing) -> Table:
    """How far each side stands from what it sought, at every solution and at the tabled package."""
    deal = Bargain(weighing)
    found = deal.frontier
    places = [(n, at + 1, int(found.us[at]), int(found.them[at]))
              for n, here in deal.solutions(found).items() for at in here]  # fmt: skip
    if is_tabled(deal.model):
        places.append((TABLED, 0, *deal.tabled_worth))
    sides = (deal.model.settings.our_side, deal.model.counterparts[0].id)
    rows = [
        (
            name,
            point or None,
            sides[side],
            deal.aspirations[side] / TICKS,
            deal.reservations[side] / TICKS,
            (us, them)[side] / TICKS,
            conceded(deal, us, them)[side],
        )
        for name, point, us, them in places
        for side in (0, 1)
    ]
    return Table(
        "concessions",
        "Concessions: how far each side stands from the best it could get, as a share of its range",
        (
            Column("solution", "solution", Unit.TEXT),
            _POINT,
            Column("side", "side", Unit.TEXT),
            Column("aspiration", "the best it could get", Unit.POINTS),
            Column("reservation", "with no deal", Unit.POINTS),
            Column("value", "gets", Unit.POINTS),
            Column("concession", "concedes", Unit.SHARE),
        ),
        tuple(rows),
        keys=3,
    )


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
            _PACKAGE,
            Column("allowed", "all rules hold", Unit.YES_NO),
            Column("broken", "rules broken", Unit.TEXT),
            _US,
            _THEM,
            Column("on_frontier", "no other beats it", Unit.YES_NO),
            Column("distance", "both could gain", Unit.POINTS),
            Column("left", "left on the table in all", Unit.POINTS),
        ),
        (row,),
    )


def asks_for(deal: Bargain, rule: int) -> str:
    """What a rule asks for, in a few words."""
    found = deal.model.rules[rule]
    return asks(Condition(found.id, found, found.subject))


def acceptance(weighing: Weighing) -> Table:
    """What the tabled package is worth to our side and to every counterpart, and who accepts it."""
    deal = Bargain(weighing)
    here = deal.tabled[np.newaxis]
    values = [int(worth(side, here)[0]) for side in (deal.space.us, *deal.parties)]
    floors = [*deal.reservations, *deal.thirds]
    names = [deal.model.settings.our_side, *(party.id for party in deal.model.counterparts)]
    roles = ["our side", "the other side", *("third party" for _ in deal.thirds)]
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
            (name, role, value / TICKS, floor / TICKS, (value - floor) / TICKS, value >= floor)
            for name, role, value, floor in zip(names, roles, values, floors, strict=True)
        ),
    )


def improvements(weighing: Weighing) -> Table:
    """Packages better than the tabled one for one side and no worse for the other, nearest first."""
    deal = Bargain(weighing)
    us, them = deal.tabled_worth
    front = {*zip(deal.frontier.us.tolist(), deal.frontier.them.tolist(), strict=True)}
    rows: list[tuple[Entry, ...]] = []
    for place, package in enumerate(deal.improvements[:SHOWN], 1):
        here = package[np.newaxis]
        ours, theirs = int(worth(deal.space.us, here)[0]), int(worth(deal.space.them, here)[0])
        points = (ours, theirs, ours - us, theirs - them)
        rows.append(
            (
                place,
                *(value / TICKS for value in points),
                int((package != deal.tabled).sum()),
                (ours, theirs) in front,
                issues.changes_in_words(deal.model, deal.issues, deal.tabled, package),
            )
        )
    return Table(
        "improvements",
        f"Joint improvements on the tabled package: {words(deal, deal.tabled)}",
        (
            Column("number", "number", Unit.COUNT),
            _US,
            _THEM,
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
    us, them = deal.tabled_worth
    names = (deal.model.counterparts[0].id, deal.model.settings.our_side)
    rows = [
        (
            name,
            counter.changes,
            counter.us / TICKS,
            counter.them / TICKS,
            (counter.us - us) / TICKS,
            (counter.them - them) / TICKS,
            issues.changes_in_words(deal.model, deal.issues, deal.tabled, counter.package),
        )
        for to_us, name in enumerate(names)
        for counter in deal.counters(to_us=bool(to_us))
    ]
    return Table(
        "counter_offers",
        f"The cheapest changes that make the tabled package acceptable: {words(deal, deal.tabled)}",
        (
            Column("acceptable_to", "acceptable to", Unit.TEXT),
            Column("changes", "changes", Unit.COUNT),
            _US,
            _THEM,
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
            _US,
            _THEM,
            _PACKAGE,
        ),
        tuple(rows),
        keys=2,
    )
