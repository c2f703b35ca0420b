"""Packages: what a deal could be, and no package beats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.sheets.charts import CHART_BELOW_SENTENCE, Chart, ChartKind, Series
from steelyard.sheets.column_kinds import computed, helper
from steelyard.sheets.headings import CODE, NO_DEAL, POINTS_FOR, PROPOSAL_POINTS
from steelyard.sheets.spec import CHARTED_HEAD, HeaderCell, Kind, Sheet, Table, with_empty_rows
from steelyard.weigh.sheet_lists import LISTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.model.model import Model
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import At, Column
    from steelyard.weigh.sheet_lists import ListedPackage

MARKS = ("circle", "diamond", "square", "triangle")
"""Marks of the first solutions in the chart; the last two are the ends of the zone and have none."""


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


def _table(model: Model) -> Table[ListedPackage]:
    return Table(
        name="packages",
        rows=_rows,
        room=lambda _: LISTED,
        # A score replaces every text, and the new one may be longer.
        least_lines=2,
        columns=(
            computed("point", "count", 10, "Place among all packages that no other beats, 1 for the best for our side.", lambda at: at.row.point),
            computed("us", "points", 9, "What the package gives our side.", lambda at: at.row.us),
            computed("them", "points", 9, "What it gives the other side.", lambda at: at.row.them),
            *(_points_for(party.id, place) for place, party in enumerate(model.counterparts[1:])),
            computed("zone", "id", 9, "Whether all that bargain get at least what they have with no deal.", lambda at: at.row.zone),
            computed("accepted", "id", 10, "Whether every further counterpart accepts it; empty where there is none.", lambda at: at.row.accepted),
            computed("solutions", "text", 40, "Solution concepts that point at it.", lambda at: at.row.solutions),
            computed("alike", "count", 9, "How many packages are worth just the same to both sides; empty where not counted.", lambda at: at.row.alike),
            computed("package", "text", 120, "What it asks for and offers.", lambda at: at.row.package),
            helper(computed(CODE, "verdict", 30, "The package in full, for the formulas of Package.", _code)),
        ),
    )  # fmt: skip


def _code(at: At[ListedPackage]) -> str | None:
    return at.context.deal.behind.packages_in_full[at.place]


def _points_for(party: str, place: int) -> Column[ListedPackage]:
    meaning = "What it gives this further counterpart."
    return computed(POINTS_FOR + party, "points", 10, meaning, lambda at: at.row.further[place])


def _rows(context: Context) -> tuple[ListedPackage | None, ...]:
    found = context.deal.packages
    return with_empty_rows(found, LISTED)


def _header(context: Context) -> tuple[HeaderCell, ...]:
    return context.stamp_and_sentence("packages", context.deal.said)


def _charts(context: Context) -> tuple[Chart, ...]:
    sides = [party.name for party in context.parties[:2]]
    return (
        Chart(
            kind=ChartKind.SCATTERED,
            title="Packages that no other beats, in points of each side",
            description="Points of the packages that no other beats, our side's points across and the other "
            "side's upwards, with no deal, the tabled package and what each solution concept points at; the "
            "tables of this sheet, of Parties and of Concessions hold the same numbers.",
            value_title=f"points for {sides[1] if len(sides) > 1 else 'the other side'}",
            category_title=f"points for {sides[0]}",
            categories_ref="",
            categories=(),
            series=(_frontier(context), *_beside_it(context), *_solutions(context)),
            row=CHART_BELOW_SENTENCE,
        ),
    )


def _frontier(context: Context) -> Series:
    here, points = context.tables["packages"], _rows(context)
    return Series(
        here.heading_cell("package"),
        "package",
        here.column("them"),
        tuple(None if point is None else point.them for point in points),
        across_ref=here.column("us"),
        across=tuple(None if point is None else point.us for point in points),
        joined=True,
    )


def _beside_it(context: Context) -> Iterator[Series]:
    """No deal and the proposal, where there is a counterpart."""
    if len(context.parties) == 1:
        return
    ours, theirs = context.parties[:2]
    points = (
        (NO_DEAL, "x", ours.no_deal, theirs.no_deal),
        (PROPOSAL_POINTS, "plus", ours.gets, theirs.gets),
    )
    parties = context.tables["parties"]
    for heading, mark, us, them in points:
        yield Series(
            parties.heading_cell(heading),
            heading,
            parties.cell(heading, 1),
            (them,),
            across_ref=parties.cell(heading, 0),
            across=(us,),
            mark=mark,
        )


def _solutions(context: Context) -> Iterator[Series]:
    found = context.tables["concessions"]
    for row, (solution, mark) in enumerate(zip(context.deal.solutions, MARKS, strict=False)):
        yield Series(
            found.cell("solution", row),
            solution.solution,
            found.cell("them", row),
            (solution.them,),
            across_ref=found.cell("us", row),
            across=(solution.us,),
            mark=mark,
        )
