"""Which charts a workbook has, as data: what each shows, from which cells, and what it says in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from steelyard.analysis.packages.packages import TICKS
from steelyard.model.parts import POOLED
from steelyard.model.vocabulary import POOLED_NAME
from steelyard.ooxml.dates import serial
from steelyard.sheets.context import ALL
from steelyard.sheets.headings import ON_TABLE
from steelyard.sheets.spec import Chart, ChartKind, Series
from steelyard.weigh import score_results as answers
from steelyard.weigh.plan_results import HALVES
from steelyard.weigh.sheet_lists import LISTED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.sheets.context import Context

TOP = 6
"""Row at which a chart begins, but on Decide."""

DECIDE_TOP = 9

LEDGER_TOP = 7
"""Below two sentences."""


def charts(book: Context) -> dict[str, tuple[Chart, ...]]:
    """The charts of each table, by the table's name."""
    return {
        "decide": (_decide(book),),
        "shares": (_shares(book),),
        "contributions": (_contributions(book),),
        "positions": (_positions(book),),
        "over_time": (_over_time(book),),
        "plan_ledger": (_plan_ledger(book),),
        "packages": (_frontier(book),),
    }


def _decide(book: Context) -> Chart:
    spot, d = book.tables["decide"], book.scenario
    order = np.argsort(book.weighing.order[:, d]).tolist()
    return Chart(
        kind=ChartKind.BARS,
        title="Net value by option, best first (points; 0 = hold the current position)",
        description="Bars of the net value of every option in the chosen scenario, best first; the table "
        "below holds the same numbers.",
        value_title="net value, points",
        categories_ref=spot.column("option"),
        categories=tuple(book.model.options[o].name for o in order),
        series=(
            Series(
                spot.headings_range("net", "net").split(":")[0],
                "net",
                spot.column("net"),
                tuple(float(book.weighing.net[o, d]) for o in order),
            ),
        ),
        row=DECIDE_TOP,
    )


def _shares(book: Context) -> Chart:
    model, spot = book.model, book.tables["shares"]
    first, last = model.criteria[0], model.criteria[-1]
    rows = np.vstack([book.weighing.pooled_shares, book.weighing.stakeholder_shares])
    names = [POOLED_NAME, *(s.name for s in model.stakeholders)]
    return Chart(
        kind=ChartKind.GROUPED,
        title="Share of the one budget by criterion, pooled and by stakeholder",
        description="Grouped bars of each criterion's share of the budget of weights, for the pool and each "
        "stakeholder; the table below holds the same numbers.",
        value_title="share of the budget",
        categories_ref=spot.headings_range(first, last),
        categories=model.criteria,
        series=tuple(
            Series(
                spot.cell("viewpoint", ALL + at),
                name,
                spot.across(first, last, ALL + at),
                tuple(rows[at].tolist()),
            )
            for at, name in enumerate(names)
        ),
        row=TOP,
        percent=True,
    )


def _contributions(book: Context) -> Chart:
    model, spot = book.model, book.tables["contributions"]
    terms = book.weighing.contributions(book.scenario)
    return Chart(
        kind=ChartKind.STACKED,
        title="Where each option's points come from (costs below zero)",
        description="Stacked bars of the points that every criterion adds to or takes from each option; "
        "the table below holds the same numbers.",
        value_title="points",
        categories_ref=spot.column("option"),
        categories=tuple(option.name for option in model.options),
        series=tuple(
            Series(
                spot.headings_range(c, c).split(":")[0],
                c,
                spot.column(c),
                tuple(terms[:, at].tolist()),
                takes=at >= len(model.measures),
            )
            for at, c in enumerate(model.criteria)
        ),
        row=TOP,
    )


def _positions(book: Context) -> Chart:
    model, spot = book.model, book.tables["positions"]
    nets = answers.viewpoint_nets(book.weighing, book.scenario)
    viewpoints = [(POOLED, POOLED_NAME), *((s.id, s.name) for s in model.stakeholders)]
    return Chart(
        kind=ChartKind.GROUPED,
        title="Net value of each option by viewpoint (points; 0 = hold the current position)",
        description="Grouped bars of each option's net value from the pooled viewpoint and from each "
        "stakeholder's; the table below holds the same numbers.",
        value_title="net value, points",
        categories_ref=spot.column("option"),
        categories=tuple(option.name for option in model.options),
        series=tuple(
            Series(spot.headings_range(v, v).split(":")[0], v, spot.column(v), tuple(nets[:, at].tolist()))
            for at, (v, _) in enumerate(viewpoints)
        ),
        row=TOP,
    )


def _over_time(book: Context) -> Chart:
    spot = book.tables["over_time"]
    days = [serial(report.entry.date) for report in book.reports]
    return Chart(
        kind=ChartKind.DATED,
        title="Benefit verified, and if pledges are kept (points at full linkage)",
        description="Two lines over the days of the delivery record: the points of what was verified by "
        "then, and of what stands if the pledges of that day are kept; the table below holds the same "
        "numbers.",
        value_title="benefit, points",
        category_title="day of the entry",
        categories_ref=spot.column("date"),
        categories=tuple(map(float, days)),
        series=tuple(
            Series(
                spot.headings_range(name, name).split(":")[0],
                name,
                spot.column(name),
                tuple(report.points[at] for report in book.reports),
            )
            for at, name in enumerate(("benefit verified", "benefit with pledges"))
        ),
        row=TOP,
    )


def _frontier(book: Context) -> Chart:
    """The frontier in the plane of both sides' points, with no deal, the tabled package and the solutions."""
    listed, parties, found = book.tables["packages"], book.tables["parties"], book.tables["concessions"]
    sides = [party.name for party in book.parties[:2]]
    points = (*book.deal.packages, *((),) * (LISTED - len(book.deal.packages)))
    marks = [
        Series(
            listed.headings_range("package", "package").split(":")[0],
            "package",
            listed.column("them"),
            tuple(_number(row, 2) for row in points),
            across_ref=listed.column("us"),
            across=tuple(_number(row, 1) for row in points),
            joined=True,
        )
    ]
    if len(book.parties) > 1:
        ours, theirs = book.parties[:2]
        for heading, mark, x, y in (
            ("no deal", "x", ours.no_deal, theirs.no_deal),
            (ON_TABLE, "plus", ours.gets, theirs.gets),
        ):
            marks.append(
                Series(
                    parties.headings_range(heading, heading).split(":")[0],
                    heading,
                    parties.cell(heading, 1),
                    (y,),
                    across_ref=parties.cell(heading, 0),
                    across=(x,),
                    mark=mark,
                )
            )
    for row, (solution, mark) in enumerate(zip(book.deal.solutions, MARKS, strict=False)):
        marks.append(
            Series(
                found.cell("solution", row),
                str(solution[0]),
                found.cell("them", row),
                (_number(solution, 3),),
                across_ref=found.cell("us", row),
                across=(_number(solution, 2),),
                mark=mark,
            )
        )
    return Chart(
        kind=ChartKind.SCATTERED,
        title="Packages that no other beats, in points of each side",
        description="Points of the packages that no other beats, our side's points across and the other "
        "side's upwards, with no deal, the tabled package and what each solution concept points at; the "
        "tables of this sheet, of Parties and of Concessions hold the same numbers.",
        value_title=f"points for {sides[1] if len(sides) > 1 else 'the other side'}",
        category_title=f"points for {sides[0]}",
        categories_ref="",
        categories=(),
        series=tuple(marks),
        row=TOP + 1,
    )


MARKS = ("circle", "diamond", "square", "triangle")
"""Marks of the first solutions; the best for each side are ends of the zone and bear none."""


def _number(row: Sequence[object], at: int) -> float | None:
    """A number of a row that may have none."""
    value = row[at] if at < len(row) else None
    return value if isinstance(value, float) else None


def _plan_ledger(book: Context) -> Chart:
    spot, plan = book.tables["plan_ledger"], book.course
    halves: list[str] = []
    exposure: list[tuple[float, ...]] = [(), ()]
    if plan is not None:
        halves = [f"{phase} {HALVES[kind]}" for phase, kind in plan.halves]
        sides = (plan.ledger(plan.places).exposure[1:] / TICKS).T.tolist()
        exposure = [tuple(side) for side in sides[: 1 + bool(book.model.counterparts)]]
    return Chart(
        kind=ChartKind.GROUPED,
        title="Exposure after each half-step (points of each side's own; 0 = nobody has given too much)",
        description="Grouped bars of what each side has given beyond what it has received after each "
        "half-step of the plan, measures first, then options; the table below holds the same numbers.",
        value_title="exposure, points",
        category_title="phase, and what moves in it",
        categories_ref=spot.column("half-step"),
        categories=tuple(halves),
        series=tuple(
            Series(spot.headings_range(name, name).split(":")[0], name, spot.column(name), values)
            for name, values in zip(("our exposure", "their exposure"), (*exposure, ()), strict=False)
        ),
        row=LEDGER_TOP,
    )
