"""Packages: what a deal could be, and no package beats."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from steelyard.sheets.charts import CHART_BELOW_SENTENCE, Chart, ChartKind, Series
from steelyard.sheets.column_kinds import computed, helper
from steelyard.sheets.headings import (
    CLOSE_UP,
    CODE,
    MARK_AT,
    MARKED,
    NO_DEAL,
    POINTS_FOR,
    PROPOSAL_POINTS,
    ZONE,
)
from steelyard.sheets.looks import INK
from steelyard.sheets.spec import CHARTED_HEAD, HeaderCell, Kind, Sheet, Table, with_empty_rows
from steelyard.weigh.sheet_lists import LISTED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from steelyard.model.model import Model
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import At, Column
    from steelyard.weigh.sheet_lists import ListedPackage
    from steelyard.weigh.zone_picture import Point

MARKS = (("circle", "t"), ("diamond", "r"), ("square", "l"), ("triangle", "r"))
"""Marks of the first solutions in the chart, with the sides of their names; the others are the ends of the zone and
have none. There is no package above a mark and to the right of it, so the names have room there."""

COLOURS = ("E69F00", "009E73", "CC79A7", "56B4E9")
"""Of these marks."""

SIDES = ("our side", "the other side")

PLAIN = "000000"
"""Colour of no deal and of the tabled package, which no solution chooses."""

CLOSE_UP_SIZE, WHOLE_SIZE, BETWEEN = (20.0, 9.3), (9.5, 6.5), 0.3
"""Width and height of the chart of the zone and of the small one beside it, and what is between them, in centimetres."""


def sheet(model: Model) -> Sheet:
    """Packages."""
    return Sheet(
        name="Packages",
        kind=Kind.COMPUTED,
        title="Packages: what a deal could be, and no package beats",
        purpose="Packages that keep every rule, have every needed consent and that no other beats: none is better for one side and as good for the other. "
        "Computed by steelyard, exact in ticks of 0.000001 points; no deal and the tabled package in the chart are live.",
        head=CHARTED_HEAD,
        tables=(_table(model),),
        essential=bool(model.counterparts),
        since=3,
        header=_header,
        charts=_charts,
    )


class _Row(NamedTuple):
    """One row: a listed package, and what the chart of the zone draws, which has rows of its own."""

    listed: ListedPackage | None
    code: str | None
    close_up: Point | None
    """A package inside the zone."""
    zone: Point | None
    """The next end of a stroke of the line that fills the zone."""


def _table(model: Model) -> Table[_Row]:
    return Table(
        name="packages",
        rows=_rows,
        room=lambda _: LISTED,
        columns=(
            computed("point", "count", 10, "Place among all packages that no other beats, 1 for the best for our side.", _listed("point")),
            computed("us", "points", 9, "What the package gives our side.", _listed("us")),
            computed("them", "points", 9, "What it gives the other side.", _listed("them")),
            *(_points_for(party.id, place) for place, party in enumerate(model.counterparts[1:])),
            computed("zone", "id", 9, "Whether all that bargain get at least what they have with no deal.", _listed("zone")),
            computed("accepted", "id", 10, "Whether every further counterpart accepts it; empty where there is none.", _listed("accepted")),
            computed("solutions", "text", 40, "Solution concepts that point at it.", _listed("solutions")),
            computed("alike", "count", 9, "How many packages are worth just the same to both sides; empty where not counted.", _listed("alike")),
            computed("package", "text", 120, "What it asks for and offers.", _listed("package")),
            helper(computed(CODE, "verdict", 30, "The package in full, for the formulas of Package.", lambda at: at.row.code)),
            *map(helper, _drawn_columns()),
        ),
    )  # fmt: skip


def _listed(name: str) -> Callable[[At[_Row]], float | str | None]:
    """What is listed of a package; nothing in rows that only the chart needs."""
    return lambda at: None if at.row.listed is None else getattr(at.row.listed, name)


def _points_for(party: str, place: int) -> Column[_Row]:
    def value(at: At[_Row]) -> float | None:
        return None if at.row.listed is None else at.row.listed.further[place]

    return computed(POINTS_FOR + party, "points", 10, "What it gives this further counterpart.", value)


def _drawn_columns() -> Iterator[Column[_Row]]:
    """What the chart of the zone draws: the packages inside it, and a line that fills it."""
    for side, whose in enumerate(SIDES):
        inside = f"Points for {whose} of the packages in the zone of agreement; of all where none is open."
        yield computed(CLOSE_UP[side], "points", 9, inside, partial(_drawn, name="close_up", side=side))
    for side, whose in enumerate(SIDES):
        filling = (
            f"Points for {whose} along the line that fills the zone of agreement; empty where none is open."
        )
        yield computed(ZONE[side], "points", 9, filling, partial(_drawn, name="zone", side=side))


def _drawn(at: At[_Row], name: str, side: int) -> float | None:
    point: Point | None = getattr(at.row, name)
    return None if point is None else point[side]


def _rows(context: Context) -> tuple[_Row, ...]:
    deal = context.deal
    filled = (deal.packages, deal.behind.packages_in_full, deal.close_up, deal.zone)
    return tuple(_Row(*row) for row in zip(*(with_empty_rows(each, LISTED) for each in filled), strict=True))


def _header(context: Context) -> tuple[HeaderCell, ...]:
    return context.stamp_and_sentence("packages", context.deal.said)


def _charts(context: Context) -> tuple[Chart, Chart]:
    beside = tuple(_beside_it(context))
    large = _plane(
        context,
        title="Zone of agreement (shaded) and the packages on its edge",
        description="Our side's points across and the other side's upwards. The zone of agreement is shaded: no "
        "side has less than with no deal there, and some package gives both at least as much. Dots are the "
        "packages in it that no other beats, or all of them if no zone is open. Marks with names are the packages "
        "that solution concepts point at, no deal, and the tabled package. The tables of this sheet, of Parties "
        "and of Concessions hold the same numbers.",
        series=(_filled_zone(context), _close_up_line(context), *beside, *_solutions(context)),
        size=CLOSE_UP_SIZE,
    )
    small = _plane(
        context,
        title="All packages that no other beats",
        description="The same axes for the whole line of packages that no other beats, inside the zone of "
        "agreement, which is shaded, and outside it, with no deal and the tabled package. The table below "
        "holds the same numbers.",
        series=(_filled_zone(context), _frontier(context), *(replace(each, label="") for each in beside)),
        size=WHOLE_SIZE,
    )
    return large, replace(small, left=CLOSE_UP_SIZE[0] + BETWEEN)


def _plane(
    context: Context, *, title: str, description: str, series: tuple[Series, ...], size: tuple[float, float]
) -> Chart:
    """A chart of the points of both sides."""
    sides = [party.name for party in context.parties[:2]]
    return Chart(
        kind=ChartKind.SCATTERED,
        title=title,
        description=description,
        value_title=f"points for {sides[1] if len(sides) > 1 else 'the other side'}",
        category_title=f"points for {sides[0]}",
        categories_ref="",
        categories=(),
        series=series,
        row=CHART_BELOW_SENTENCE,
        legend=False,
        of_helpers=True,
        size=size,
    )


def _line(
    context: Context, name: str, headings: Sequence[str], points: Sequence[Point], colour: str
) -> Series:
    """A series of points that a line joins, from two columns of this sheet, named by the heading of one."""
    here, rows = context.tables["packages"], with_empty_rows(points, LISTED)
    us, them = (tuple(None if point is None else point[side] for point in rows) for side in (0, 1))
    return Series(
        here.heading_cell(name),
        name,
        here.column(headings[1]),
        them,
        across_ref=here.column(headings[0]),
        across=us,
        joined=True,
        colour=colour,
    )


def _filled_zone(context: Context) -> Series:
    return replace(_line(context, "zone", ZONE, context.deal.zone, INK), fills=True)


def _close_up_line(context: Context) -> Series:
    return _line(context, "package", CLOSE_UP, context.deal.close_up, INK)


def _frontier(context: Context) -> Series:
    points = tuple((row.us, row.them) for row in context.deal.packages)
    return _line(context, "package", ("us", "them"), points, INK)


def _beside_it(context: Context) -> Iterator[Series]:
    """No deal and the proposal; without a counterpart in the row that it would have, which is empty."""
    ours, *others = context.parties[:2]
    theirs = others[0] if others else None
    parties = context.tables["parties"]
    for heading, mark, side, name in ((NO_DEAL, "x", "r", "no_deal"), (PROPOSAL_POINTS, "plus", "b", "gets")):
        yield Series(
            parties.heading_cell(heading),
            heading,
            parties.cell(heading, 1),
            (None if theirs is None else getattr(theirs, name),),
            across_ref=parties.cell(heading, 0),
            across=(getattr(ours, name),),
            mark=mark,
            label=side,
            colour=PLAIN,
        )


def _solutions(context: Context) -> Iterator[Series]:
    """One series for each solution: its mark, and the names of all solutions that point there."""
    found, marks = context.tables["concessions"], context.deal.marks
    for row, ((mark, side), colour) in enumerate(zip(MARKS, COLOURS, strict=True)):
        says, us, them = (marks[row] if marks else None) or (None, None, None)
        yield Series(
            found.cell(MARKED, row),
            says or "",
            found.cell(MARK_AT[1], row),
            (them,),
            across_ref=found.cell(MARK_AT[0], row),
            across=(us,),
            mark=mark,
            label=side,
            colour=colour,
        )
