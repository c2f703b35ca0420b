"""What a chart shows of the zone of agreement: its packages, its area, and one mark for each place."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.analysis.packages.packages import TICKS
from steelyard.analysis.packages.zone_strokes import zone_strokes
from steelyard.weigh.bargain import BEST_FOR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.weigh.bargain import Bargain
    from steelyard.weigh.sheet_lists import ListedPackage, Solution

MOST_NAMED = 3
"""Solutions that one mark names; where more of them coincide, it says how many."""

Point = tuple[float, float]
"""Points for our side and for the other side."""


class Mark(NamedTuple):
    """The mark of a solution: one for each place that solutions point at, that of the first of them."""

    says: str | None
    """The names of all solutions there; None where the mark of another solution is there."""
    us: float
    """Never empty: LibreOffice counts the points of a whole chart if it finds no x for one of its series."""
    them: float | None
    """None where another solution's mark is there; then nothing is drawn."""


def filled_zone(deal: Bargain, strokes: int) -> tuple[Point, ...]:
    """The corners of a line that fills the zone of agreement, in points; none where no zone is open."""
    front = deal.frontier
    inside = deal.zone_of(front)
    if not (deal.opens and inside.any()):
        return ()
    no_deal = (deal.no_deals[0] / TICKS, deal.no_deals[1] / TICKS)
    found = zone_strokes(front.us[inside] / TICKS, front.them[inside] / TICKS, no_deal, strokes)
    return tuple((us, them) for us, them in found.tolist())


def close_up(packages: Sequence[ListedPackage], *, is_open: bool) -> tuple[Point, ...]:
    """What a chart of the zone shows of the listed packages: those inside.

    Args:
        packages: as they are listed.
        is_open: whether a zone is open; if not, the chart shows all packages.
    """
    return tuple((each.us, each.them) for each in packages if each.zone == "yes" or not is_open)


def marks(solutions: Sequence[Solution]) -> tuple[Mark | None, ...]:
    """[s], the mark of each solution; None for those that have none, since they are the ends of the zone.

    Nothing has a mark where no solution, and no nearest package, is known.
    """
    pointing = [each for each in solutions if not each.solution.startswith(BEST_FOR)]
    names: dict[Point, list[str]] = {}
    for each in pointing:
        if each.us is not None and each.them is not None:
            names.setdefault((each.us, each.them), []).append(each.solution)
    says = {named[0]: Mark(_said(named, len(pointing)), *at) for at, named in names.items()}
    somewhere = next(iter(says.values()), None)
    silent = {
        each.solution: somewhere._replace(says=None, them=None) for each in pointing if somewhere is not None
    }
    return tuple((silent | says).get(each.solution) for each in solutions)


def _said(named: Sequence[str], count: int) -> str:
    """The names of solutions at one place, of so many that there are.

    >>> _said(["Nash", "egalitarian"], 4), _said(["a", "b", "c", "d"], 4)
    ('Nash, egalitarian', 'all 4 solutions')
    """
    return f"all {count} solutions" if len(named) > MOST_NAMED else ", ".join(named)
