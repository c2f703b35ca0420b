"""Review: what lies between two versions, line by line, and what a reviewer says of each line.

Only a review workbook has this sheet. It is never written again, so its tables stand one below the other.
"""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from steelyard.sheets.charts import Chart, ChartKind, Series
from steelyard.sheets.names import REVIEW
from steelyard.sheets.spec import (
    Allowed,
    Column,
    FilledSheet,
    FilledTable,
    HeaderCell,
    Kind,
    Role,
    Sheet,
    Table,
)
from steelyard.sheets.table_range import TableRange
from steelyard.weigh.result import Unit
from steelyard.weigh.sentences import number_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from steelyard.sheets.spec import AnyColumn, Content
    from steelyard.weigh.result import Result, ResultColumn, ResultValue
    from steelyard.weigh.review_results import Nets, Review

NAME = "Review"
"""Of the sheet."""

VERDICT, REMARK, KEY = "judgement of the reviewer", "remark", "key"
"""Headings of what a reviewer writes, and of what names the line."""

ANSWERS = ("accept", "question", "reject")
"""What a reviewer may say of a line."""

SAID_ROW = 4
"""Row of the first line about all edits together."""

LINE = 150
"""Letters of such a line."""

CHART_ROWS = 22
"""Rows that the chart takes."""

BETWEEN = 2
"""Empty rows between two tables."""

WIDTHS = (34.0, 15.0, 15.0, 10.0, 10.0, 25.0, 25.0, 36.0)
"""Characters; every table has so many columns before those of the reviewer, as they share the sheet's."""

_SIGNED = ("effect", "change")
"""Columns of points that tell a change, by name."""

_ANSWER = Allowed("accept, question or reject.", choices=f'"{",".join(ANSWERS)}"')

Written = dict[str, tuple[str, str]]
"""What a reviewer said of a line, judgement and remark, by the key of the line."""


def filled_review(found: Review, written: Mapping[str, tuple[str, str]]) -> FilledSheet:
    """The sheet.

    Args:
        found: what lies between two versions.
        written: by the key of a line, what a reviewer said of it already: judgement and remark.
    """
    header, tables = [*_header(found)], list[FilledTable]()
    top = header[-1].row + 1
    row = top + (CHART_ROWS if found.nets.options else 1)
    for table in found.tables:
        header.append(HeaderCell(row, 1, table.title, "subhead"))
        tables.append(_table(table, row + 2, written))
        row = tables[-1].place.last + 1 + BETWEEN
    return FilledSheet(
        declared=_declared(tables, len(found.tables) == 1),
        title="Review: what changed between two versions, and what it did",
        header=tuple(header),
        tables=tuple(tables),
        charts=(_chart(found.nets, tables, top),) if found.nets.options else (),
    )


def _declared(tables: Sequence[FilledTable], prints_table: bool) -> Sheet:  # noqa: FBT001 - a field of the sheet
    return Sheet(
        name=NAME,
        kind=Kind.RECORD,
        title="",
        purpose="The highest effect is first. Say accept, question or reject of a line, and add a remark. On the other sheets, "
        "what changed has a blue fill, and the column changed says what was there.",
        tables=tuple(each.declared for each in tables),
        head=tables[0].place.head,
        essential=True,
        chart_column="A",
        chart_centimetres=24,
        prints_table=prints_table,
    )


def _header(found: Review) -> Iterator[HeaderCell]:
    lines = wrap(found.said, LINE, break_on_hyphens=False)
    yield from (HeaderCell(row, 1, line, "sentence") for row, line in enumerate(lines, SAID_ROW))
    row = SAID_ROW + len(lines)
    if found.withheld:
        yield HeaderCell(row, 1, found.withheld, "flag")
        row += 1
    yield HeaderCell(row, 1, "To Decide", "link", link="Decide")


def _table(result: Result, head: int, written: Mapping[str, tuple[str, str]]) -> FilledTable:
    """A table of lines; its name is that of the result after a prefix."""
    columns = (
        *(_column(column, width) for column, width in zip(result.columns[:-1], WIDTHS, strict=True)),
        Column(VERDICT, Role.INPUT, "text", 14, allowed=_ANSWER),
        Column(REMARK, Role.INPUT, "text", 30),
        Column(KEY, Role.ID, "id", 24),
    )
    headings = tuple(column.heading for column in columns)
    rows = tuple(_row(result, row, written) for row in result.rows)
    place = TableRange(NAME, head, headings, len(rows))
    return FilledTable(Table(name=f"{REVIEW}{result.name}", columns=columns), place, rows)


def _column(column: ResultColumn, width: float) -> AnyColumn:
    look = {Unit.POINTS: "points", Unit.SHARE: "share", Unit.COUNT: "count"}.get(column.unit, "setting")
    if column.name in _SIGNED:
        look = "signed"
    return Column(column.title, Role.COMPUTED, look, width)


def _row(
    result: Result, row: Sequence[ResultValue], written: Mapping[str, tuple[str, str]]
) -> tuple[Content, ...]:
    *told, key = row
    said = written.get(str(key), ("", ""))
    return (*map(_content, told), *(each or None for each in said), str(key))


def _content(value: ResultValue) -> Content:
    """A value as a cell has it: a number that is told in words is a number again."""
    if not isinstance(value, str):
        return None if value is None else float(value)
    try:
        return float(value) if value.isascii() else value
    except ValueError:
        return value or None


def _chart(nets: Nets, tables: Sequence[FilledTable], top: int) -> Chart:
    """The nets before and after; their rows are the first of the table of results."""
    place = next(table.place for table in tables if table.name == f"{REVIEW}results")
    last = len(nets.options) - 1
    told = "; ".join(
        f"{name} {number_words(was)}, then {number_words(now)}"
        for name, was, now in zip(nets.options, nets.was, nets.now, strict=True)
    )
    return Chart(
        kind=ChartKind.GROUPED,
        title=f"Net of each option before and after, in {nets.scenario}",
        description=f"Two bars for each option in {nets.scenario}, its net before and after: {told}.",
        value_title="points",
        category_title="option; the zero line is to hold the current position",
        categories_ref=place.part("option", 0, last),
        categories=nets.options,
        series=tuple(
            Series(place.heading_cell(heading), heading, place.part(heading, 0, last), values)
            for heading, values in (("net was", nets.was), ("net now", nets.now))
        ),
        row=top,
    )
