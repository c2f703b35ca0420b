"""How the packages that the solutions point at differ between two versions of a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.analysis.packages.packages import TICKS
from steelyard.errors import SteelyardError
from steelyard.weigh.bargain import SOLUTIONS, Bargain
from steelyard.weigh.package_results import words
from steelyard.weigh.result import Result, ResultColumn, Unit
from steelyard.weigh.sheet_lists import EFFORT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.analysis.arrays import Ints
    from steelyard.weigh.decision_difference import DecisionDifference
    from steelyard.weigh.result import ResultValue
    from steelyard.weigh.weighing import Weighing

ZONE, OPEN, CLOSED = "zone of agreement", "open", "closed"
"""The row about the zone, and whether one is open."""

NO_SOLUTION, SAME_PACKAGE = "no solution", "the same package"
"""What is written where no zone is open, and where a solution points at the same package."""

MOST_NAMED = 4
"""Up to so many issues that two packages settle otherwise are named; of more, the package as a whole is."""

_COLUMNS = (
    ResultColumn("solution", "solution", Unit.TEXT),
    ResultColumn("was", "was", Unit.TEXT),
    ResultColumn("now", "now", Unit.TEXT),
    ResultColumn("us_was", "for us was", Unit.POINTS),
    ResultColumn("us_now", "for us now", Unit.POINTS),
    ResultColumn("them_was", "for them was", Unit.POINTS),
    ResultColumn("them_now", "for them now", Unit.POINTS),
)


class _Solution(NamedTuple):
    """What a solution points at."""

    settled: tuple[dict[str, str], ...]
    """Of each package that ties, the level of every measure and whether every option is offered, by names."""
    us: int
    """Ticks of the first of them."""
    them: int
    words: tuple[str, ...]
    """Each of them as a whole."""


def packages(found: DecisionDifference) -> Result:
    """The solutions that are other packages, or are worth something else, and whether a zone is open.

    The words name what each of the two packages settles otherwise than the other one. No rows where a version
    has no counterpart.
    """
    title = "Packages that the solutions point at"
    rows: tuple[tuple[ResultValue, ...], ...] = ()
    if found.edits and found.weighings and all(each.model.counterparts for each in found.weighings):
        try:
            before, after = (_solutions(each) for each in found.weighings)
        except SteelyardError as refusal:
            return Result("packages", f"{title}: not compared, since {refusal}", _COLUMNS, ())
        rows = tuple(_rows(before, after))
    return Result("packages", title, _COLUMNS, rows)


def _solutions(weighing: Weighing) -> dict[str, _Solution]:
    """By name; empty where no zone is open."""
    bargain, solved = Bargain(weighing, EFFORT), {}
    for name, places in bargain.solutions.items():
        if name in SOLUTIONS and places:
            frontier = bargain.frontier
            settled = tuple(_settled(bargain, frontier.packages[at]) for at in places)
            us, them = (int(worth[places[0]]) for worth in (frontier.us, frontier.them))
            solved[name] = _Solution(
                settled, us, them, tuple(words(bargain, frontier.packages[at]) for at in places)
            )
    return solved


def _settled(bargain: Bargain, package: Ints) -> dict[str, str]:
    """What a package settles: the level of every measure, and whether every option is offered."""
    model, offered = bargain.model, bargain.issues.offered(package)
    levels = {part.name: model.levels[int(package[m])] for m, part in enumerate(model.measures)}
    return levels | {
        part.name: "offered" if o in offered else "not offered" for o, part in enumerate(model.options)
    }


def _rows(before: dict[str, _Solution], after: dict[str, _Solution]) -> Iterator[tuple[ResultValue, ...]]:
    if bool(before) != bool(after):
        yield (ZONE, *(OPEN if each else CLOSED for each in (before, after)), None, None, None, None)
    for name in SOLUTIONS:
        was, now = before.get(name), after.get(name)
        if was == now:
            continue
        worths = [getattr(each, side, None) for side in ("us", "them") for each in (was, now)]
        points = (None if worth is None else worth / TICKS for worth in worths)
        yield (name, _told(was, now), _told(now, was), *points)


def _told(own: _Solution | None, other: _Solution | None) -> str:
    """What a solution settles otherwise than that of the other version."""
    if own is None:
        return NO_SOLUTION
    if other is None:
        return own.words[0]
    if own.settled == other.settled:
        return SAME_PACKAGE
    at = next((at for at, each in enumerate(own.settled) if each not in other.settled), 0)
    unlike = {what: level for what, level in own.settled[at].items() if level != other.settled[0].get(what)}
    told = _listed(unlike) if len(unlike) <= MOST_NAMED else own.words[at]
    ties = f" (one of {len(own.settled):,} that tie)" if len(own.settled) > 1 else ""
    return (told or SAME_PACKAGE) + ties


def _listed(settled: dict[str, str]) -> str:
    return "; ".join(f"{what}: {level}" for what, level in settled.items())
