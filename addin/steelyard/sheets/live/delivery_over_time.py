"""Delivery over time: what was verified, day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.fields import ID_OF
from steelyard.sheets.charts import CHART_TOP, Chart, ChartKind, Series
from steelyard.sheets.column_kinds import live, under_name, wide
from steelyard.sheets.context import CHOSEN
from steelyard.sheets.formula_text import DAY, ROWS_KEPT, latest_entry
from steelyard.sheets.headings import ANNOUNCED, PLEDGED, VERIFIED
from steelyard.sheets.names_above import BELOW_NAMES, names_above
from steelyard.sheets.portable_text import entry_of_column, without_signs
from steelyard.sheets.spec import CHARTED_HEAD, Kind, Sheet, Table, View

if TYPE_CHECKING:
    from steelyard.model.model import Model
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import At, Column
    from steelyard.weigh.record_results import Report


HEAD = CHARTED_HEAD + 1
"""Row of the headings: names stand between them and the chart."""


def sheet(model: Model) -> Sheet:
    """Delivery over time."""
    return Sheet(
        name="Delivery over time",
        kind=Kind.LIVE,
        title="Delivery over time: what was verified, day by day",
        purpose="One row for each entry of the Delivery record, in the order of their dates: the value of what was verified by then, "
        "from 0 to 100, and what it is worth in points at full linkage. Between two days, what was verified stands.",
        head=HEAD,
        tables=(_table(model),),
        since=2,
        view=View.VIEWPOINT,
        charts=_charts,
        header=lambda context: tuple(names_above(context, "over_time", context.measures, HEAD - BELOW_NAMES)),
    )


def _table(model: Model) -> Table[Report]:
    measures = [measure.id for measure in model.measures]
    return Table(
        name="over_time",
        rows=lambda context: context.reports,
        columns=(
            live("date", "date", 14, "Day of the entry.", lambda at: at.context.serial(at.row.entry.date), _date),
            live("entry", "id", 26, "Id of the entry.", lambda at: at.row.entry.id, _entry),
            live("measure", "id", 20, "The measure that it is about.", lambda at: at.row.entry.measure, lambda at: _of_entry(at, ID_OF.format("measure"))),
            live("level", "id", 13, "The level that it names.", lambda at: at.row.entry.level, lambda at: _of_entry(at, "level")),
            live("verifier", "name", 24, "Who verified it; empty for what was only announced.", lambda at: at.row.entry.verifier, _verifier),
            live("benefit verified", "points", 10, "Points at full linkage of what was verified by then: sum over measures of share x value.", lambda at: at.row.points[0], _points_verified),
            live("benefit with pledges", "points", 10, "The same if the pledges of that day were kept.", lambda at: at.row.points[1], _points_with_pledges),
            *(under_name(_verified(measure.id, place), measure.name) for place, measure in enumerate(model.measures)),
            *(_pledged(measure, place) for place, measure in enumerate(measures)),
        ),
    )  # fmt: skip


def _verified(measure: str, place: int) -> Column[Report]:
    def value(at: At[Report]) -> float:
        return float(at.row.verified[place])

    def formula(at: At[Report]) -> str:
        return _if_entry(at, _value_by_then(at, measure, VERIFIED))

    meaning = "Value of the level verified by then, 0 to 100."
    return live(measure, "weight", wide(measure), meaning, value, formula)


def _pledged(measure: str, place: int) -> Column[Report]:
    def value(at: At[Report]) -> float:
        return float(at.row.pledged[place])

    def formula(at: At[Report]) -> str:
        return _if_entry(at, f"MAX({at.cell(measure)},{_value_by_then(at, measure, ANNOUNCED)})")

    meaning = "The same if the pledges of that day were kept."
    return live(PLEDGED + measure, "weight", wide(measure), meaning, value, formula)


def _if_entry(at: At[Report], text: str) -> str:
    """Formula text: empty in a row without an entry. There are such rows where entries lack a date or a level."""
    return f'IF({at.cell("entry")}="","",{text})'


def _value_by_then(at: At[Report], measure: str, counts_as: str) -> str:
    """Formula text: the value of what one kind of entries said of a measure at the end of the row's day."""
    context, heading = at.context, at.here.heading_cell(measure)
    orders = without_signs(at.table("record").column("order"))
    by_then = f"*({orders}<({at.cell('date')}+1)*{DAY})"
    latest = latest_entry(context, heading, counts_as, by_then)
    values = at.table("delivered").part(measure, *context.level_rows)
    # An order ends in the level's position. Without an entry it is 0, and the lowest level counts.
    return entry_of_column(values, f"MAX(1,MOD({latest},{DAY}))")


def _of_entry(at: At[Report], heading: str) -> str:
    return _if_entry(at, at.table("record").lookup(at.cell("entry"), heading))


def _date(at: At[Report]) -> str:
    return _if_entry(at, f"INT({at.table('record').lookup(at.cell('entry'), 'date')})")


def _entry(at: At[Report]) -> str:
    """Formula text: the id of the entry in this place by order; empty where fewer entries count."""
    record = at.table("record")
    order, heading = record.column("order"), record.heading_cell("id")
    count = f"ROWS({at.here.part('entry', 0, at.place)})"
    # Entries that do not count have the order 0 and come first. The row is added, so that no two numbers are equal.
    idle = f"ROWS({order})-SUMPRODUCT(({order}<>0)*1)"
    found = f"SUMPRODUCT(SMALL({without_signs(order)}*{ROWS_KEPT}+ROW({order}),{count}+{idle}))"
    row = f"MOD({found},{ROWS_KEPT})-ROW({heading})"
    return f'IFERROR({entry_of_column(record.column("id"), row)},"")'


def _verifier(at: At[Report]) -> str:
    # A reference to an empty cell gives 0; with a text added it gives an empty text.
    return _if_entry(at, f'{at.table("record").lookup(at.cell("entry"), "verifier")}&""')


def _points_verified(at: At[Report]) -> str:
    return _points(at, *_ends(at))


def _points_with_pledges(at: At[Report]) -> str:
    first, last = _ends(at)
    return _points(at, PLEDGED + first, PLEDGED + last)


def _ends(at: At[Report]) -> tuple[str, str]:
    """Ids of the first and the last measure."""
    return at.context.measures[0], at.context.measures[-1]


def _points(at: At[Report], first: str, last: str) -> str:
    shares = at.table("shares").across(at.context.measures[0], at.context.measures[-1], CHOSEN)
    return _if_entry(at, f"SUMPRODUCT({shares},{at.across(first, last)})")


def _charts(context: Context) -> tuple[Chart, ...]:
    here, reports = context.tables["over_time"], context.reports
    return (
        Chart(
            kind=ChartKind.DATED,
            title="Benefit verified, and if pledges are kept (points at full linkage)",
            description="Two lines over the days of the delivery record: the points of what was verified by "
            "then, and of what stands if the pledges of that day are kept; the table below holds the same "
            "numbers.",
            value_title="benefit, points",
            category_title="day of the entry",
            categories_ref=here.column("date"),
            categories=tuple(context.serial(report.entry.date) for report in reports),
            series=tuple(
                Series(
                    here.heading_cell(heading),
                    heading,
                    here.column(heading),
                    tuple(report.points[place] for report in reports),
                )
                for place, heading in enumerate(("benefit verified", "benefit with pledges"))
            ),
            row=CHART_TOP,
        ),
    )
