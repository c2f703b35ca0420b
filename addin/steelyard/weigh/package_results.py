"""The answers about all packages as labelled tables: the frontier, its solutions, and the concessions.

Those about the tabled package are in `offers`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.packages.frontier import spaced
from steelyard.analysis.packages.packages import TICKS
from steelyard.weigh import issues
from steelyard.weigh.bargain import Bargain
from steelyard.weigh.result import Column, Table, Unit
from steelyard.weigh.score_results import number
from steelyard.weigh.sentences import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.analysis.arrays import Ints
    from steelyard.analysis.packages.frontier import Frontier
    from steelyard.model.model import Model
    from steelyard.weigh.result import Entry
    from steelyard.weigh.weighing import Weighing

MANY = 10**12
"""Packages from which on they are counted in powers of ten."""

NO_DEAL, TABLED = "no deal", "tabled"
"""What stands beside the solutions."""

US = Column("us", "us", Unit.POINTS)
THEM = Column("them", "them", Unit.POINTS)
PACKAGE = Column("package", "package", Unit.TEXT)
_POINT = Column("point", "point", Unit.COUNT)


class FrontierRow(NamedTuple):
    """One package of a frontier; the fields are those of the table's columns."""

    point: int
    us: float
    them: float
    zone: bool
    accepted: bool | None
    solutions: str
    alike: int | None
    package: str


class SolutionRow(NamedTuple):
    """One package that a solution points at; the fields are those of the table's columns."""

    solution: str
    point: int
    us: float
    them: float
    gain_us: float
    gain_them: float
    conceded_us: float | None
    conceded_them: float | None
    accepted: bool | None
    alike: int | None
    package: str


def is_tabled(model: Model) -> bool:
    """Whether the model tables a package: asks for something, or offers it."""
    lowest = ("", model.levels[0])
    return any(m.asked not in lowest for m in model.measures) or any(o.offered for o in model.options)


def frontier(weighing: Weighing, points: int | None = None) -> Table:
    """The packages that no other beats, best for our side first, with the solutions among them."""
    return frontier_of(Bargain(weighing, points))


def frontier_of(deal: Bargain) -> Table:
    """The same for a bargain that is open already."""
    return _frontier(deal, deal.frontier, "frontier", _BEATEN_BY_NONE)


def thinned_frontier(deal: Bargain, most: int) -> tuple[Table, float]:
    """Some so many points of the frontier, the solutions among them, and the points that this may cost us.

    To every package there is one in the table that is as good for the other side and at most so much worse
    for ours.
    """
    places, lost = spaced(deal.frontier.us, most, marks(deal, deal.frontier))
    title = f"{_BEATEN_BY_NONE}: {exactness(deal, deal.frontier)}; shown are {len(places)}"
    rows = frontier_rows(deal, deal.frontier, places.tolist())
    return Table("frontier", title, _FRONTIER, rows), (deal.frontier.gap + lost) / TICKS


def accepted_frontier(weighing: Weighing) -> Table:
    """The same among the packages that every third party accepts."""
    deal = Bargain(weighing)
    title = "Packages that no other beats, of those that every third party accepts"
    return _frontier(deal, deal.accepted_frontier, "accepted_frontier", title)


def _frontier(deal: Bargain, found: Frontier, name: str, title: str) -> Table:
    rows = frontier_rows(deal, found, range(len(found.us)))
    return Table(name, f"{title}: {exactness(deal, found)}", _FRONTIER, rows)


_BEATEN_BY_NONE = "Packages that no other beats"

_FRONTIER = (
    _POINT,
    US,
    THEM,
    Column("zone", "better than no deal", Unit.YES_NO),
    Column("accepted", "third parties accept", Unit.YES_NO),
    Column("solutions", "solutions", Unit.TEXT),
    Column("alike", "worth the same", Unit.COUNT),
    PACKAGE,
)


def frontier_rows(deal: Bargain, found: Frontier, places: Sequence[int]) -> tuple[FrontierRow, ...]:
    """The rows of these places of a frontier."""
    zone = (found.us >= deal.reservations[0]) & (found.them >= deal.reservations[1])
    pointed = marks(deal, found)
    accepted = np.logical_and.reduce(deal.acceptance(found.packages), axis=0).tolist()
    return tuple(
        FrontierRow(
            at + 1,
            float(found.us[at] / TICKS),
            float(found.them[at] / TICKS),
            bool(zone[at]),
            accepted[at] if deal.thirds else None,
            ", ".join(pointed.get(at, ())),
            alike(found, at),
            words(deal, found.packages[at]),
        )
        for at in places
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
    rows: list[tuple[Entry, ...]] = [
        solution_row(deal, name, at) for name, places in deal.solutions(found).items() for at in places
    ]
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
            US,
            THEM,
            Column("gain_us", "gain for us", Unit.POINTS),
            Column("gain_them", "gain for them", Unit.POINTS),
            Column("conceded_us", "we concede", Unit.SHARE),
            Column("conceded_them", "they concede", Unit.SHARE),
            Column("accepted", "third parties accept", Unit.YES_NO),
            Column("alike", "worth the same", Unit.COUNT),
            PACKAGE,
        ),
        tuple(rows),
        keys=2,
    )


def solution_row(deal: Bargain, name: str, at: int) -> SolutionRow:
    """The row of a solution that points at this place of the frontier."""
    found = deal.frontier
    us, them = int(found.us[at]), int(found.them[at])
    package = found.packages[at]
    return SolutionRow(
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
