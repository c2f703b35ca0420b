"""The answers about all packages as labelled tables: the frontier, its solutions, and the concessions.

Those about the proposal (the package on the table) are in `proposal_results`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.packages.frontier import spaced
from steelyard.analysis.packages.packages import TICKS
from steelyard.weigh import issues
from steelyard.weigh.bargain import bargain_of
from steelyard.weigh.result import Result, ResultColumn, Unit
from steelyard.weigh.score_results import number
from steelyard.weigh.sentences import number_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from steelyard.analysis.arrays import Ints
    from steelyard.analysis.packages.frontier import Frontier
    from steelyard.model.model import Model
    from steelyard.weigh.bargain import Bargain
    from steelyard.weigh.weighing import Weighing

MANY = 10**12
"""Counts of packages from this number on are written with a power of ten."""

NO_DEAL, PROPOSAL = "no deal", "tabled"
"""Names of the rows below the solutions: no deal, and the proposal."""

US = ResultColumn("us", "us", Unit.POINTS)
THEM = ResultColumn("them", "them", Unit.POINTS)
PACKAGE = ResultColumn("package", "package", Unit.TEXT)
_POINT = ResultColumn("point", "point", Unit.COUNT)
_SOLUTION = ResultColumn("solution", "solution", Unit.TEXT)
_ACCEPTED = ResultColumn("accepted", "third parties accept", Unit.YES_NO)
_ALIKE = ResultColumn("alike", "worth the same", Unit.COUNT)

_BEATEN_BY_NONE = "Packages that no other beats"

_FRONTIER = (
    _POINT,
    US,
    THEM,
    ResultColumn("zone", "better than no deal", Unit.YES_NO),
    _ACCEPTED,
    ResultColumn("solutions", "solutions", Unit.TEXT),
    _ALIKE,
    PACKAGE,
)

_SOLUTIONS = (
    _SOLUTION,
    _POINT,
    US,
    THEM,
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
    ResultColumn("aspiration", "the best it could get", Unit.POINTS),
    ResultColumn("reservation", "with no deal", Unit.POINTS),
    ResultColumn("value", "gets", Unit.POINTS),
    ResultColumn("concession", "concedes", Unit.SHARE),
)


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
    point: int | None
    us: float
    them: float
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


def frontier(weighing: Weighing, points: int | None = None) -> Result:
    """The packages that no other beats, best for our side first, with the solutions among them.

    Args:
        weighing: the model from a viewpoint.
        points: thin the frontier out to about this many points; the title states the gap.
    """
    return frontier_of(bargain_of(weighing, points))


def frontier_of(bargain: Bargain) -> Result:
    """The same for a bargain that exists already."""
    return _frontier(bargain, bargain.frontier, "frontier", _BEATEN_BY_NONE)


def thinned_frontier(bargain: Bargain, most: int) -> tuple[Result, float]:
    """About `most` points of the frontier, all solutions among them, and the greatest loss in points.

    For every package the result has one that is as good for the other side and, for our side, worse by at
    most the greatest loss.
    """
    places, lost = spaced(bargain.frontier.us, most, marks(bargain, bargain.frontier))
    title = f"{_BEATEN_BY_NONE}: {exactness(bargain, bargain.frontier)}; shown are {len(places)}"
    rows = frontier_rows(bargain, bargain.frontier, places.tolist())
    return Result("frontier", title, _FRONTIER, rows), (bargain.frontier.gap + lost) / TICKS


def accepted_frontier(weighing: Weighing) -> Result:
    """The packages that no other beats, among those that every third party accepts."""
    bargain = bargain_of(weighing)
    title = "Packages that no other beats, of those that every third party accepts"
    return _frontier(bargain, bargain.accepted_frontier, "accepted_frontier", title)


def _frontier(bargain: Bargain, found: Frontier, name: str, title: str) -> Result:
    rows = frontier_rows(bargain, found, range(len(found.us)))
    return Result(name, f"{title}: {exactness(bargain, found)}", _FRONTIER, rows)


def frontier_rows(bargain: Bargain, found: Frontier, places: Sequence[int]) -> tuple[FrontierRow, ...]:
    """The rows for these places of a frontier."""
    zone = bargain.zone_of(found)
    pointed = marks(bargain, found)
    accepted = np.logical_and.reduce(bargain.acceptance(found.packages), axis=0).tolist()
    return tuple(
        FrontierRow(
            at + 1,
            float(found.us[at] / TICKS),
            float(found.them[at] / TICKS),
            bool(zone[at]),
            accepted[at] if bargain.further_parties else None,
            ", ".join(pointed.get(at, ())),
            alike(found, at),
            words(bargain, found.packages[at]),
        )
        for at in places
    )


def exactness(bargain: Bargain, found: Frontier) -> str:
    """How exact a frontier is, in words."""
    size = f"{len(found.us):,} of {counted(bargain.space.packages)} packages"
    if found.gap:
        return (
            f"{size}, thinned out; any package has one here that is as good for them and "
            f"at most {number_words(found.gap / TICKS, 6)} points worse for us"
        )
    # HiGHS, which takes over where the rules have too many states, does not count equivalent packages.
    by = " (HiGHS, as the rules have many states)" if np.isnan(found.alike).any() else ""
    return f"{size}, exact in ticks of 0.000001 points{by}"


def counted(many: int) -> str:
    """A number of packages as it is written in a sentence.

    >>> counted(2109375), counted(5**30)
    ('2,109,375', '9.3e20')
    """
    if many < MANY:
        return f"{many:,}"
    digits, power = f"{many:.1e}".split("e+")
    return f"{digits}e{int(power)}"


def alike(found: Frontier, at: int) -> int | None:
    """How many packages have this worth; None where they were not counted."""
    return None if np.isnan(found.alike[at]) else int(found.alike[at])


def words(bargain: Bargain, package: Ints) -> str:
    """A package in words."""
    return issues.in_words(bargain.model, bargain.issues, package)


def marks(bargain: Bargain, found: Frontier) -> dict[int, list[str]]:
    """By place of a frontier, the names of the solutions that point at it."""
    found_at: dict[int, list[str]] = {}
    for name, places in bargain.solutions(found).items():
        for at in places:
            found_at.setdefault(at, []).append(name)
    return found_at


def solutions(weighing: Weighing, points: int | None = None) -> Result:
    """The packages that each solution concept points at, all ties, then no deal and the proposal.

    Args:
        weighing: the model from a viewpoint.
        points: thin the frontier out to about this many points; the title states the gap.
    """
    return solutions_of(bargain_of(weighing, points))


def solutions_of(bargain: Bargain) -> Result:
    """The same for a bargain that exists already."""
    zone = "a zone of agreement is open" if bargain.opens else "no zone of agreement is open"
    sides = f"our side and {bargain.model.counterparts[0].id}"
    return Result(
        "packages",
        f"Solutions for {sides}: {zone}; {exactness(bargain, bargain.frontier)}",
        _SOLUTIONS,
        tuple(_solution_rows(bargain)),
        keys=2,
    )


def _solution_rows(bargain: Bargain) -> Iterator[SolutionRow]:
    for name, places in bargain.solutions(bargain.frontier).items():
        for at in places:
            yield solution_row(bargain, name, at)
    us, them = bargain.reservations
    nothing = (us / TICKS, them / TICKS, 0.0, 0.0, *conceded(bargain, us, them))
    yield SolutionRow(NO_DEAL, None, *nothing, accepted=None, alike=None, package="")
    if has_proposal(bargain.model):
        yield _row(bargain, PROPOSAL, bargain.proposal, bargain.proposal_worth)


def solution_row(bargain: Bargain, name: str, at: int) -> SolutionRow:
    """The row of a solution that points at this place of the frontier."""
    found = bargain.frontier
    row = _row(bargain, name, found.packages[at], (int(found.us[at]), int(found.them[at])))
    return row._replace(point=at + 1, alike=alike(found, at))


def _row(bargain: Bargain, name: str, package: Ints, worth: tuple[int, int]) -> SolutionRow:
    """The row of a package that is not a point of the frontier."""
    (us, them), (least_us, least_them) = worth, bargain.reservations
    return SolutionRow(
        name,
        None,
        us / TICKS,
        them / TICKS,
        (us - least_us) / TICKS,
        (them - least_them) / TICKS,
        *conceded(bargain, us, them),
        accepted=bool(bargain.acceptance(package[np.newaxis]).all()) if bargain.further_parties else None,
        alike=None,
        package=words(bargain, package),
    )


def conceded(bargain: Bargain, us: int, them: int) -> tuple[float | None, float | None]:
    """What both sides concede at a point, as shares of their ranges; None where a side has no range."""
    ours, theirs = bargain.concessions(np.array([us]), np.array([them]))
    return number(float(ours[0])), number(float(theirs[0]))


def concessions(weighing: Weighing) -> Result:
    """How far each side is from the best it can get, at every solution and at the proposal."""
    bargain = bargain_of(weighing)
    sides = (bargain.model.settings.our_side, bargain.model.counterparts[0].id)
    rows = [
        (
            name,
            point,
            sides[side],
            bargain.aspirations[side] / TICKS,
            bargain.reservations[side] / TICKS,
            worth[side] / TICKS,
            conceded(bargain, *worth)[side],
        )
        for name, point, worth in _points(bargain)
        for side in (0, 1)
    ]
    return Result(
        "concessions",
        "Concessions: how far each side stands from the best it could get, as a share of its range",
        _CONCESSIONS,
        tuple(rows),
        keys=3,
    )


def _points(bargain: Bargain) -> Iterator[tuple[str, int | None, tuple[int, int]]]:
    """Name, point and worth to both sides of every solution, then of the proposal, which is no point."""
    found = bargain.frontier
    for name, places in bargain.solutions(found).items():
        for at in places:
            yield name, at + 1, (int(found.us[at]), int(found.them[at]))
    if has_proposal(bargain.model):
        yield PROPOSAL, None, bargain.proposal_worth
