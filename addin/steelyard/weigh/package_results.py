"""The answers about all packages as labelled tables: the frontier, its solutions, and the concessions.

Those about the proposal (the package on the table) are in `proposal_results`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.packages.packages import TICKS, worth
from steelyard.analysis.packages.thinned_list import shown
from steelyard.weigh import issues
from steelyard.weigh.bargain import bargain_of
from steelyard.weigh.result import Result, ResultColumn, Unit
from steelyard.weigh.score_results import number
from steelyard.weigh.sentences import number_words
from steelyard.weigh.zone_sentences import consents, how_to_open, together, zone

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from steelyard.analysis.arrays import Ints
    from steelyard.analysis.packages.several import Unbeaten
    from steelyard.model.model import Model
    from steelyard.weigh.bargain import Bargain
    from steelyard.weigh.result import ResultValue
    from steelyard.weigh.weighing import Weighing

MANY = 10**12
"""Counts of packages from this number on are written with a power of ten."""

NO_DEAL, PROPOSAL = "no deal", "tabled"
"""Names of the rows below the solutions: no deal, and the proposal."""

NEAREST = "nearest"
"""Name of the rows that stand in place of the solutions where no zone of agreement is open."""

US = ResultColumn("us", "us", Unit.POINTS)
THEM = ResultColumn("them", "them", Unit.POINTS)
PACKAGE = ResultColumn("package", "package", Unit.TEXT)
_POINT = ResultColumn("point", "point", Unit.COUNT)
_SOLUTION = ResultColumn("solution", "solution", Unit.TEXT)
_ACCEPTED = ResultColumn("accepted", "further parties accept", Unit.YES_NO)
_ALIKE = ResultColumn("alike", "worth the same", Unit.COUNT)


def further_columns(model: Model) -> tuple[ResultColumn, ...]:
    """One column for each further counterpart: what a package is worth to it."""
    return tuple(
        ResultColumn(f"points for {party.id}", f"for {party.id}", Unit.POINTS)
        for party in model.counterparts[1:]
    )


def _frontier_columns(model: Model) -> tuple[ResultColumn, ...]:
    return (
        _POINT,
        US,
        THEM,
        *further_columns(model),
        ResultColumn("zone", "better than no deal", Unit.YES_NO),
        _ACCEPTED,
        ResultColumn("solutions", "solutions", Unit.TEXT),
        _ALIKE,
        PACKAGE,
    )


def _solution_columns(model: Model) -> tuple[ResultColumn, ...]:
    return (
        _SOLUTION,
        _POINT,
        US,
        THEM,
        *further_columns(model),
        ResultColumn("gain_us", "gain for us", Unit.POINTS),
        ResultColumn("gain_them", "gain for them", Unit.POINTS),
        ResultColumn("conceded_us", "we concede", Unit.SHARE),
        ResultColumn("conceded_them", "they concede", Unit.SHARE),
        _ACCEPTED,
        _ALIKE,
        PACKAGE,
    )


_CONCESSIONS = (
    _SOLUTION,
    _POINT,
    ResultColumn("side", "side", Unit.TEXT),
    ResultColumn("aspiration", "the best it could get in the zone", Unit.POINTS),
    ResultColumn("reservation", "with no deal", Unit.POINTS),
    ResultColumn("value", "gets", Unit.POINTS),
    ResultColumn("concession", "concedes", Unit.SHARE),
)


class FrontierRow(NamedTuple):
    """One package of a frontier; the fields are those of the table's columns."""

    point: int
    us: float
    them: float
    further: tuple[float, ...]
    """What it is worth to each further counterpart."""
    zone: bool
    accepted: bool | None
    solutions: str
    alike: int | None
    package: str


class SolutionRow(NamedTuple):
    """One package that a solution points at; the fields are those of the table's columns."""

    solution: str
    point: int | None
    us: float
    them: float
    further: tuple[float, ...]
    """What it is worth to each further counterpart."""
    gain_us: float
    gain_them: float
    conceded_us: float | None
    conceded_them: float | None
    accepted: bool | None
    alike: int | None
    package: str


def has_proposal(model: Model) -> bool:
    """Whether the model has a package on the table: one that asks for something or offers something."""
    lowest = ("", model.levels[0])
    return any(m.asked not in lowest for m in model.measures) or any(o.offered for o in model.options)


def _flat(row: FrontierRow | SolutionRow) -> tuple[ResultValue, ...]:
    """The row with one value for each column of its table."""
    return tuple(cell for value in row for cell in (value if isinstance(value, tuple) else (value,)))


def frontier(weighing: Weighing, points: int | None = None) -> Result:
    """The packages that no other beats, best for our side first, with the solutions among them.

    Args:
        weighing: the model from a viewpoint.
        points: list about this many of them only; the title states the gap of the list.
    """
    return frontier_of(bargain_of(weighing), points)


def frontier_of(bargain: Bargain, points: int | None = None) -> Result:
    """The same for a bargain that exists already."""
    found = bargain.frontier
    title = f"Packages that no other beats{consents(bargain)}: {exactness(bargain, found)}"
    places, lost = list(range(len(found.us))), 0
    if points is not None:
        places, lost = shown(found.worth, points, marks(bargain))
        title += f"; shown are {len(places)}: {_loses(bargain, lost + found.gap)}"
    return _listed(bargain, found, ("frontier", title, (found.gap + lost) / TICKS), places)


def accepted_frontier(weighing: Weighing) -> Result:
    """The packages that no other beats, among those that every further counterpart accepts."""
    bargain = bargain_of(weighing)
    found = bargain.accepted_frontier
    title = "Packages that no other beats, of those that every further counterpart accepts"
    named = ("accepted_frontier", f"{title}: {exactness(bargain, found)}", found.gap / TICKS)
    return _listed(bargain, found, named, range(len(found.us)))


def _listed(
    bargain: Bargain, found: Unbeaten, named: tuple[str, str, float], places: Sequence[int]
) -> Result:
    """The table of these places of a frontier, with its name, title and gap."""
    name, title, gap = named
    rows = tuple(map(_flat, frontier_rows(bargain, found, places)))
    return Result(name, title, _frontier_columns(bargain.model), rows, gap=gap)


def _loses(bargain: Bargain, ticks: int) -> str:
    """What a list loses, in words."""
    points = number_words(ticks / TICKS, 6)
    if len(bargain.bargaining) > 2:
        return f"any package has one here that is at most {points} points worse for each party that bargains"
    return f"any package has one here that is as good for them and at most {points} points worse for us"


def frontier_rows(bargain: Bargain, found: Unbeaten, places: Sequence[int]) -> tuple[FrontierRow, ...]:
    """The rows for these places of a frontier."""
    at = np.array(places, dtype=np.int64)
    zone = bargain.zone_of(found)[at].tolist()
    pointed = marks(bargain) if found is bargain.frontier else {}
    packages = found.packages[at]
    accepted = np.logical_and.reduce(bargain.further_accept(packages), axis=0).tolist()
    further = [worth(party, packages) / TICKS for party in bargain.further_parties]
    return tuple(
        FrontierRow(
            place + 1,
            float(found.us[place] / TICKS),
            float(found.them[place] / TICKS),
            tuple(float(values[row]) for values in further),
            zone[row],
            accepted[row] if further else None,
            ", ".join(pointed.get(place, ())),
            alike(found, place),
            words(bargain, packages[row]),
        )
        for row, place in enumerate(at.tolist())
    )


def exactness(bargain: Bargain, found: Unbeaten) -> str:
    """How exact a frontier is, in words."""
    size = f"{len(found.us):,} of {counted(bargain.space.packages)} packages"
    if found.gap:
        return f"{size}, thinned out; {_loses(bargain, found.gap)}"
    return f"{size}, exact in ticks of 0.000001 points"


def how_many(bargain: Bargain) -> str:
    """How many packages there are, and how many are worth a look, for people who know no such analysis."""
    found, every = bargain.frontier, counted(bargain.space.packages)
    kept = f"keeps all rules{_and_consents(bargain)}"
    if not len(found.us):
        return f"None of the {every} packages that can be put together {kept}."
    whom = "both sides" if len(bargain.bargaining) == 2 else "all who bargain"
    left = f" The search left some out: {_loses(bargain, found.gap)}." if found.gap else ""
    return (
        f"Of the {every} packages that can be put together, {len(found.us):,} are enough to look at: "
        f"any other that {kept} has one here that is at least as good for {whom}.{left}"
    )


def _and_consents(bargain: Bargain) -> str:
    return " and has every consent" if bargain.consenting else ""


def counted(many: int) -> str:
    """A number of packages as it is written in a sentence.

    >>> counted(2109375), counted(5**30)
    ('2,109,375', '9.3e20')
    """
    if many < MANY:
        return f"{many:,}"
    digits, power = f"{many:.1e}".split("e+")
    return f"{digits}e{int(power)}"


def alike(found: Unbeaten, at: int) -> int | None:
    """How many packages have this worth; None where they were not counted."""
    return None if np.isnan(found.alike[at]) else int(found.alike[at])


def words(bargain: Bargain, package: Ints) -> str:
    """A package in words."""
    return issues.in_words(bargain.model, bargain.issues, package)


def marks(bargain: Bargain) -> dict[int, list[str]]:
    """By place of the frontier, the names of the solutions that point at it."""
    found_at: dict[int, list[str]] = {}
    for name, places in bargain.solutions.items():
        for at in places:
            found_at.setdefault(at, []).append(name)
    return found_at


def solutions(weighing: Weighing) -> Result:
    """The packages that each solution concept points at, all ties, then no deal and the proposal.

    Where no zone of agreement is open there are no solutions. The packages that are nearest to acceptance by
    all stand in their place, and the title says what would open the zone.
    """
    return solutions_of(bargain_of(weighing))


def solutions_of(bargain: Bargain) -> Result:
    """The same for a bargain that exists already."""
    sides = together(["our side", *map(bargain.name_of, bargain.bargaining[1:])])
    said = f"{zone(bargain)}; {exactness(bargain, bargain.frontier)}"
    if not bargain.opens:
        said = f"{zone(bargain)}; {how_to_open(bargain)}"
    return Result(
        "packages",
        f"{'Solutions' if bargain.opens else 'No solutions'} for {sides}: {said}",
        _solution_columns(bargain.model),
        tuple(map(_flat, _solution_rows(bargain))),
        keys=2,
        gap=bargain.frontier.gap / TICKS,
    )


def _solution_rows(bargain: Bargain) -> Iterator[SolutionRow]:
    for name, places in bargain.solutions.items():
        for at in places:
            yield solution_row(bargain, name, at)
    if not bargain.opens and bargain.nearest:
        for package in bargain.nearest[0]:
            yield package_row(bargain, NEAREST, package)
    yield _no_deal_row(bargain)
    if has_proposal(bargain.model):
        yield package_row(bargain, PROPOSAL, bargain.proposal)


def _no_deal_row(bargain: Bargain) -> SolutionRow:
    us, them, *further = (value / TICKS for value in bargain.no_deals)
    conceded_us, conceded_them, *_ = conceded(bargain, np.array(bargain.reservations))
    return SolutionRow(
        solution=NO_DEAL,
        point=None,
        us=us,
        them=them,
        further=tuple(further),
        gain_us=0.0,
        gain_them=0.0,
        conceded_us=conceded_us,
        conceded_them=conceded_them,
        accepted=None,
        alike=None,
        package="",
    )


def solution_row(bargain: Bargain, name: str, at: int) -> SolutionRow:
    """The row of a solution that points at this place of the frontier."""
    found = bargain.frontier
    return package_row(bargain, name, found.packages[at])._replace(point=at + 1, alike=alike(found, at))


def package_row(bargain: Bargain, name: str, package: Ints) -> SolutionRow:
    """The row of a package that is not a point of the frontier."""
    gets, no_deal = bargain.worth_to_all(package), bargain.no_deals
    conceded_us, conceded_them, *_ = conceded(bargain, np.array(bargain.worth_of(package)))
    further = bargain.further_accept(package[np.newaxis])
    return SolutionRow(
        solution=name,
        point=None,
        us=gets[0] / TICKS,
        them=gets[1] / TICKS,
        further=tuple(value / TICKS for value in gets[2:]),
        gain_us=(gets[0] - no_deal[0]) / TICKS,
        gain_them=(gets[1] - no_deal[1]) / TICKS,
        conceded_us=conceded_us,
        conceded_them=conceded_them,
        accepted=bool(further.all()) if len(further) else None,
        alike=None,
        package=words(bargain, package),
    )


def conceded(bargain: Bargain, values: Ints) -> list[float | None]:
    """[n], what each party that bargains concedes at worth [n], as a share; None without a range."""
    return [number(share) for share in bargain.concessions(values[np.newaxis])[0].tolist()]


def concessions(weighing: Weighing) -> Result:
    """How far each party that bargains is from the best it can get, at every solution and at the proposal."""
    bargain = bargain_of(weighing)
    ideals = bargain.ideals or (None,) * len(bargain.bargaining)
    rows = [
        (
            name,
            point,
            bargain.name_of(place),
            None if ideal is None else ideal / TICKS,
            bargain.reservations[at] / TICKS,
            gets[at] / TICKS,
            conceded(bargain, np.array(gets))[at],
        )
        for name, point, gets in _points(bargain)
        for at, (place, ideal) in enumerate(zip(bargain.bargaining, ideals, strict=True))
    ]
    return Result(
        "concessions",
        "Concessions: how far each side stands from the best it could get in the zone of agreement, as a "
        "share of its range",
        _CONCESSIONS,
        tuple(rows),
        keys=3,
    )


def _points(bargain: Bargain) -> Iterator[tuple[str, int | None, tuple[int, ...]]]:
    """Name, point and worth to those who bargain of every solution, then of the proposal, no point."""
    for name, places in bargain.solutions.items():
        for at in places:
            yield name, at + 1, tuple(bargain.frontier.worth[at].tolist())
    if has_proposal(bargain.model):
        yield PROPOSAL, None, bargain.proposal_worth
