"""The packages that Package compares: which they are, and what each gives every party."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.packages import acceptance
from steelyard.analysis.packages.packages import TICKS
from steelyard.sheets.headings import NO_DEAL, POINTS_CHOSEN, PROPOSAL_POINTS
from steelyard.sheets.names import COMPARED_CELLS
from steelyard.weigh.bargain import BEST_FOR, SOLUTIONS
from steelyard.weigh.sentences import number_words
from steelyard.weigh.trial_sentences import AS_JUDGED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from steelyard.sheets.context import Context
    from steelyard.weigh.proposal import PartyStanding
    from steelyard.weigh.sheet_lists import ListedPackage, Solution

SOLVED = tuple(name for name in SOLUTIONS if not name.startswith(BEST_FOR))
"""The solutions that the deal matrix compares: Nash, Kalai-Smorodinsky, egalitarian, greatest sum."""

PACKAGES_SHOWN = (PROPOSAL_POINTS, NO_DEAL, *SOLVED, *POINTS_CHOSEN)
"""The packages of the deal matrix, in the order of its columns."""

ACCEPTS, REFUSES = "● accepts", "○ refuses"
"""The verdict of a party, with the signs of the verdicts that Decide has."""

NO_SOLUTION, NO_POINT, WHERE = "none", "no such point", "see Packages"
"""What stands in place of points where there is no solution, or no such point of the frontier; and in the next row."""

NOT_COMPUTED = (PROPOSAL_POINTS, NO_DEAL)
"""The packages whose points are live."""

AND = "; "
"""Between two further parties."""


class Share(NamedTuple):
    """What one package gives one party."""

    package: str
    """One of `PACKAGES_SHOWN`."""
    place: int
    """Place of the party: 0 for our side, then the counterparts."""
    party: PartyStanding
    typed: float | str | None
    """The number of a point that somebody typed, for one of `POINTS_CHOSEN`."""
    points: float | str
    """Empty text where there is no such package."""
    accepts: bool
    so_far: str
    """What the further parties that must accept say of the package, up to this one."""
    code: str
    """The package in full, see `weigh.issues.in_full`; empty where there is none, and for what is live."""
    on_trial: bool
    """Whether trial weights are in use, which computed packages leave alone."""

    @property
    def verdict(self) -> str:
        """Whether the party accepts the package; empty for no deal, and where there is no package."""
        if self.package == NO_DEAL or isinstance(self.points, str):
            return ""
        return ACCEPTS if self.accepts else REFUSES

    @property
    def words(self) -> str:
        """Points and verdict; where there is no such package, what is missing."""
        if isinstance(self.points, str):
            return self._missing
        judged = AS_JUDGED if self.on_trial and self.package not in NOT_COMPUTED else ""
        return " ".join(filter(None, (number_words(self.points), self.verdict, judged)))

    @property
    def _missing(self) -> str:
        chosen = self.package in POINTS_CHOSEN
        if self.place > 1 or (chosen and self.typed is None):
            return ""
        return WHERE if self.place else NO_POINT if chosen else NO_SOLUTION


def shares(context: Context) -> tuple[Share, ...]:
    """What every package of the matrix gives every party, package by package."""
    return context.once(_all_shares)


def shares_of(context: Context, package: str) -> tuple[Share, ...]:
    """What a package gives every party."""
    first = first_share(context, package)
    return shares(context)[first : first + len(context.parties)]


def first_share(context: Context, package: str) -> int:
    """Row of Deals with what a package gives our side."""
    return PACKAGES_SHOWN.index(package) * len(context.parties)


def _all_shares(context: Context) -> tuple[Share, ...]:
    chosen = dict(zip(POINTS_CHOSEN, compared(context.model.settings.compare), strict=True))
    rows: list[Share] = []
    for package in PACKAGES_SHOWN:
        points, code = _found(context, package, chosen.get(package))
        rows += _of_parties(context, package, chosen.get(package), points, code)
    return tuple(rows)


def _found(context: Context, package: str, typed: float | str | None) -> tuple[tuple[float, ...] | None, str]:
    """What a package gives every party, None where there is no such package; and the package in full."""
    if package == PROPOSAL_POINTS:
        return tuple(party.gets for party in context.parties), ""
    if package == NO_DEAL:
        return tuple(party.no_deal for party in context.parties), ""
    deal = context.deal
    listed = zip(deal.solutions, deal.behind.solutions_in_full, strict=True)
    if package in POINTS_CHOSEN:
        found = zip(deal.packages, deal.behind.packages_in_full, strict=True)
        return _first((row, code) for row, code in found if row.point == typed)
    return _first((row, code) for row, code in listed if row.solution == package)


def _first(
    found: Iterable[tuple[ListedPackage | Solution, str | None]],
) -> tuple[tuple[float, ...] | None, str]:
    """The points and the package in full of the first row that has a package."""
    for row, code in found:
        if row.us is not None and row.them is not None and code is not None:
            return (row.us, row.them, *row.further), code
    return None, ""


def _of_parties(
    context: Context, package: str, typed: float | str | None, points: tuple[float, ...] | None, code: str
) -> Iterator[Share]:
    """What it gives each party."""
    so_far = ""
    for place, party in enumerate(context.parties):
        own: float | str = "" if points is None else points[place]
        share = Share(
            package=package,
            place=place,
            party=party,
            typed=typed,
            points=own,
            accepts=not isinstance(own, str) and _accepts(party, own),
            so_far="",
            code=code,
            on_trial=context.weighing.on_trial,
        )
        if place > 1 and party.must_accept and own != "":
            so_far = f"{so_far}{AND if so_far else ''}{party.name} {share.words}"
        yield share._replace(so_far=so_far)


def _accepts(party: PartyStanding, points: float) -> bool:
    worth = np.array(round(points * TICKS))
    return bool(acceptance.accepted(worth, party.floor, party.rounding))


def compared(setting: str) -> tuple[float | str | None, ...]:
    """What stands in each cell; None for an empty one, and a text for what is no number.

    >>> compared("3, 12"), compared(", best"), compared("1, 2, 3, 4")
    ((3.0, 12.0, None), (None, 'best', None), (1.0, 2.0, '3, 4'))
    """
    pieces = [piece.strip() for piece in setting.split(",", COMPARED_CELLS - 1)]
    pieces += [""] * (COMPARED_CELLS - len(pieces))
    return tuple(float(each) if _is_number(each) else each or None for each in pieces)


def setting_of(entries: Iterable[object]) -> str:
    """The setting for what stands in the cells.

    >>> setting_of([3.0, None, 12.0]), setting_of([None, None, None]), setting_of([2.5, "best", ""])
    ('3, , 12', '', '2.5, best')
    """
    words = [f"{each:.15g}" if isinstance(each, int | float) else str(each or "").strip() for each in entries]
    while words and not words[-1]:
        words.pop()
    return ", ".join(words)


def _is_number(text: str) -> bool:
    return text.isascii() and text.replace(".", "", 1).isdigit()
