"""Concessions: the packages that bargaining solutions choose, and what each side gives up."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from steelyard.sheets.column_kinds import computed, helper
from steelyard.sheets.headings import CODE, MARK_AT, MARKED, POINTS_FOR
from steelyard.sheets.spec import HeaderCell, Kind, Sheet, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.model.model import Model
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import At, Column
    from steelyard.weigh.sheet_lists import Solution


def sheet(model: Model) -> Sheet:
    """Concessions."""
    return Sheet(
        name="Concessions",
        kind=Kind.COMPUTED,
        title="Concessions: the packages that bargaining solutions choose, and what each side gives up",
        purpose="Among the packages that no other beats and that all who must accept do accept. Conceded is the share of a side's "
        "range, from no deal to the best it could get there. Computed by steelyard, not live.",
        tables=(_table(model),),
        since=3,
        header=_header,
    )


def _table(model: Model) -> Table[Solution]:
    return Table(
        name="concessions",
        rows=lambda context: context.deal.solutions,
        columns=(
            computed("solution", "id", 18, "Name of the solution concept; nearest: no zone is open, and this package lacks least.", lambda at: at.row.solution),
            computed("points", "id", 12, "Places on Packages that it points at; several where they tie.", lambda at: at.row.points),
            computed("us", "points", 9, "What the first of them gives our side.", lambda at: at.row.us),
            computed("them", "points", 9, "What it gives the other side.", lambda at: at.row.them),
            *(_points_for(party.id, place) for place, party in enumerate(model.counterparts[1:])),
            computed("gain for us", "signed", 9, "Points above what our side has with no deal.", lambda at: at.row.gain_us),
            computed("gain for them", "signed", 9, "Points above what the other side has with no deal.", lambda at: at.row.gain_them),
            computed("we concede", "share", 10, "Share of our range that it leaves us short of our best.", lambda at: at.row.conceded_us),
            computed("they concede", "share", 10, "Share of the other side's range.", lambda at: at.row.conceded_them),
            computed("accepted", "id", 12, "Whether every further counterpart accepts it; empty where there is none.", lambda at: at.row.accepted),
            computed("alike", "count", 9, "How many packages are worth just the same to both sides.", lambda at: at.row.alike),
            computed("package", "text", 62, "What it asks for and offers.", lambda at: at.row.package),
            helper(computed(CODE, "verdict", 30, "The package in full, for the formulas of Package.", _code)),
            *map(helper, _mark_columns()),
        ),
    )  # fmt: skip


def _code(at: At[Solution]) -> str | None:
    return at.context.deal.behind.solutions_in_full[at.place]


def _mark_columns() -> Iterator[Column[Solution]]:
    """What the chart of Packages draws: one mark for each place."""
    says = "What the mark in the chart of Packages says: all solutions at its place; empty where a row above has it."
    yield computed(MARKED, "verdict", 30, says, lambda at: _of_mark(at, 0))
    for side, heading in enumerate(MARK_AT, 1):
        whose = ("our side", "the other side")[side - 1]
        yield computed(
            heading, "points", 9, f"Points for {whose} at that mark.", partial(_of_mark, part=side)
        )


def _of_mark(at: At[Solution], part: int) -> float | str | None:
    mark = at.context.deal.marks[at.place] if at.context.deal.marks else None
    return None if mark is None else mark[part]


def _points_for(party: str, place: int) -> Column[Solution]:
    def value(at: At[Solution]) -> float | None:
        return at.row.further[place] if at.row.further else None

    return computed(POINTS_FOR + party, "points", 10, "What it gives this further counterpart.", value)


def _header(context: Context) -> tuple[HeaderCell, ...]:
    return context.stamp_and_sentence("concessions", context.deal.said)
