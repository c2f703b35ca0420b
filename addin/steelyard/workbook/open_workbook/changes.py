"""What to write into an open workbook, so that it becomes the same as its file after a score.

Existing formulas are never written: the program that has the workbook open computes them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from steelyard.model.vocabulary import folded
from steelyard.ooxml.addresses import Area, address, row_and_column, sheet_and_area
from steelyard.ooxml.cell_values import shows_same
from steelyard.ooxml.defined_names import defined_cells
from steelyard.ooxml.sheet_cells import cells, table_view
from steelyard.ooxml.sheet_index import sheet_part
from steelyard.ooxml.tables import tables
from steelyard.sheets.catalogue import declared
from steelyard.sheets.choices import BY_KIND, SCENARIOS, VIEWPOINTS, choice_ranges, ranges_of_kinds
from steelyard.sheets.looks import colours
from steelyard.sheets.names import DECIDE_SCENARIO, DECIDE_VIEWPOINT
from steelyard.sheets.spec import Role
from steelyard.workbook.scoring.shape import place_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from steelyard.ooxml.cell_values import CellValue, Scalar
    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.tables import Table
    from steelyard.sheets.charts import Chart
    from steelyard.sheets.spec import AnyColumn
    from steelyard.workbook.scoring.score import Scored


MOST_HELPERS = 2
"""Up to so many last columns of a table that only serve formulas may be left out of its print area."""


class Put(NamedTuple):
    """What a cell is to hold: a value, or a formula (without the equals sign) that the program computes."""

    value: Scalar
    formula: str = ""


class Resized(NamedTuple):
    """A table over another area."""

    table: str
    sheet: str
    area: Area
    before: Area


class Alike(NamedTuple):
    """Cells that are to look like others: their format, and what may be typed into them."""

    sheet: str
    source: Area
    target: Area
    width: float | None = None
    """Of the columns, in characters, where they are new."""


class Listed(NamedTuple):
    """Cells that offer a list, whose range is another now."""

    sheet: str
    area: Area
    source_sheet: str
    source: Area


class Tall(NamedTuple):
    """A new row that is not as high as rows are by themselves."""

    sheet: str
    row: int
    height: float


class Redrawn(NamedTuple):
    """A chart that draws other cells now, or another number of series."""

    sheet: str
    place: int
    """Among the charts of the sheet, from 0."""
    categories: str
    """The cells with the names of the categories; empty for points in a plane."""
    series: tuple[DrawnSeries, ...]


class DrawnSeries(NamedTuple):
    """A series of such a chart: cells, and the colour of one that is new."""

    name: str
    values: str
    across: str
    """The cells with the x values of points in a plane; else empty."""
    colour: str
    """As `1F3A5F`."""


class NewTable(NamedTuple):
    """A table that is not there yet, on a new last sheet."""

    table: str
    sheet: str
    area: Area
    columns: tuple[tuple[float, str], ...]
    """Width in characters and number format of each; an empty format leaves it to the program."""


class Changes(NamedTuple):
    """Everything to write, in the order in which it is to be done."""

    looks: tuple[Alike, ...]
    cells: Mapping[str, Mapping[str, Put]]
    """By sheet, then by address."""
    tables: tuple[Resized, ...]
    lists: tuple[Listed, ...] = ()
    heights: tuple[Tall, ...] = ()
    charts: tuple[Redrawn, ...] = ()
    """Of the sheets whose tables are over another area; Excel itself lets them follow."""
    new: NewTable | None = None

    @property
    def sheets(self) -> tuple[str, ...]:
        """Sheets that something is written to."""
        parts: tuple[Alike | Resized | Listed | Tall, ...]
        parts = (*self.looks, *self.tables, *self.lists, *self.heights)
        return tuple(dict.fromkeys([*(part.sheet for part in parts), *self.cells]))

    @property
    def cells_set(self) -> int:
        """Number of cells that are set."""
        return sum(len(each) for each in self.cells.values())


def changes(before: Package, after: Package, done: Scored) -> Changes:
    """What leads from one state of a workbook to another.

    Args:
        before: the workbook as it was read.
        after: the same workbook, scored or grown.
        done: what that did.
    """
    model = done.model
    old, new = tables(before), tables(after)
    resized = tuple(
        Resized(name, table.sheet, table.area, old[name].area)
        for name, table in new.items()
        if table.area != old[name].area
    )
    set_ = {
        sheet: differing
        for sheet in dict.fromkeys(table.sheet for table in new.values())
        if (differing := dict(_differing(cells(before, sheet), cells(after, sheet))))
    }
    columns = {table.name: table.columns for sheet in declared(model) for table in sheet.tables}
    looks = [look for at in resized for look in _looks(old[at.table], new[at.table], columns[at.table])]
    sheets = dict.fromkeys(at.sheet for at in resized)
    return Changes(
        tuple(looks),
        set_,
        resized,
        lists=tuple(_lists(after, old, columns, len(model.levels))) if resized else (),
        heights=tuple(tall for sheet in sheets for tall in _heights(before, after, sheet)),
        charts=tuple(redrawn for name, drawn in done.charts.items() for redrawn in _redrawn(name, drawn)),
    )


def _redrawn(sheet: str, drawn: Sequence[Chart]) -> Iterator[Redrawn]:
    """The charts of a sheet, as they draw the tables over their areas of now."""
    for place, chart in enumerate(drawn):
        series = (
            DrawnSeries(each.name_ref, each.values_ref, each.across_ref, colour)
            for each, colour in zip(chart.series, colours(chart), strict=True)
        )
        yield Redrawn(sheet, place, chart.categories_ref, tuple(series))


def _lists(
    after: Package, old: Mapping[str, Table], columns: Mapping[str, Sequence[AnyColumn]], levels: int
) -> Iterator[Listed]:
    """Cells that offer one of the lists that stand in ranges, where the list or the cells are others now."""
    new = tables(after)
    places = [{name: place_of(at) for name, at in each.items()} for each in (old, new)]
    was, now = (choice_ranges(each, levels) for each in places)
    for name, of_table in columns.items():
        table = new[name]
        for column in of_table:
            list_ = "" if column.allowed is None else column.allowed.choices
            if list_ in now and (was[list_] != now[list_] or table.area != old[name].area):
                at = table.column(column.heading)
                area = Area(table.first_row, at, table.last_row, at)
                if list_ in BY_KIND:
                    yield from _listed_by_kind(after, table, area, ranges_of_kinds(places[1])[list_])
                else:
                    yield _listed(table.sheet, area, now[list_])
    named = defined_cells(after)
    for cell, list_ in ((DECIDE_SCENARIO, SCENARIOS), (DECIDE_VIEWPOINT, VIEWPOINTS)):
        if was[list_] != now[list_] and cell in named:
            sheet, where = named[cell]
            yield _listed(sheet, Area.parse(where), now[list_])


def _listed_by_kind(after: Package, table: Table, area: Area, ranges: Mapping[str, str]) -> Iterator[Listed]:
    """The list of each row, by its kind now: clients of Excel take a range for a list, and no formula."""
    view = table_view(after, table.name)
    for row in view.rows:
        if range_ := ranges.get(folded(view.text(row, "kind"))):
            yield _listed(table.sheet, area._replace(first_row=row, last_row=row), range_)


def _listed(sheet: str, area: Area, reference: str) -> Listed:
    source = sheet_and_area(reference)
    if source is None:
        raise ValueError(f"{reference} is no range")
    return Listed(sheet, area, *source)


_HEIGHT = re.compile(rb'<row r="(\d+)"[^>]*\bht="([0-9.]+)"')


def _heights(before: Package, after: Package, sheet: str) -> Iterator[Tall]:
    """Rows whose height is set only in the workbook after the change."""
    existing, now = (dict(_HEIGHT.findall(each.part(sheet_part(each, sheet)))) for each in (before, after))
    for row, height in now.items():
        if row not in existing:
            yield Tall(sheet, int(row), float(height))


def _differing(before: Mapping[str, CellValue], after: Mapping[str, CellValue]) -> Iterator[tuple[str, Put]]:
    for at, cell in after.items():
        was = before.get(at)
        if cell.formula:
            if was is None or was.formula != cell.formula:
                yield at, Put(cell.value, cell.formula)
        elif was is None or was.formula or not shows_same(was.value, cell.value):
            yield at, Put(cell.value)
    for at, cell in before.items():
        if at not in after and (cell.formula or cell.value not in (None, "")):
            yield at, Put(None)


def _looks(old: Table, new: Table, columns: tuple[AnyColumn, ...]) -> Iterator[Alike]:
    """New rows look like the first one, new columns like one of their kind, with the word above."""
    area, left, right = new.area, old.area.first_column, min(old.area.last_column, new.area.last_column)
    if area.last_row > old.area.last_row:
        source = Area(old.first_row, left, old.first_row, right)
        yield Alike(new.sheet, source, Area(old.last_row + 1, left, area.last_row, right))
    there = [column for column in columns if column.heading in old.columns and column.role is not Role.ID]
    kinds: dict[tuple[str, Role], str] = {(column.look, column.role): column.heading for column in there}
    for column in columns:
        if column.heading not in new.columns or new.column(column.heading) <= old.area.last_column:
            continue
        like = kinds.get((column.look, column.role))
        source_at = old.column(like) if like else old.area.last_column
        at, top = new.column(column.heading), old.area.first_row - 1
        rows = min(old.area.last_row, area.last_row)
        yield Alike(new.sheet, Area(top, source_at, rows, source_at), Area(top, at, rows, at), column.width)
        if area.last_row > rows:
            first = Area(old.first_row, source_at, old.first_row, source_at)
            yield Alike(new.sheet, first, Area(rows + 1, at, area.last_row, at))


def printed_to_the_end(area: Area, resized: Resized) -> Area | None:
    """The print area that ends where a table ends now; None where it did not end with the table before.

    Last columns that only serve formulas are left out, and empty columns beside the table may be printed.

    >>> grown = Resized("scores", "Scores", Area(8, 1, 14, 6), Area(8, 1, 12, 5))
    >>> str(printed_to_the_end(Area.parse("A1:D12"), grown)), printed_to_the_end(Area.parse("A1:D9"), grown)
    ('A1:E14', None)
    """
    old, new = resized.before, resized.area
    short = old.last_column - area.last_column
    if area.last_row != old.last_row or short > MOST_HELPERS:
        return None
    beside = area.last_column if short < 0 else 0
    return area._replace(last_row=new.last_row, last_column=max(new.last_column - max(short, 0), beside))


def blocks(of: Mapping[str, Put]) -> Iterator[tuple[Area, list[list[Put]]]]:
    """The cells as whole rectangles, each a block to write at once: runs within a row, joined over rows."""
    runs: dict[tuple[int, int], list[tuple[int, list[Put]]]] = {}
    by_row: dict[int, dict[int, Put]] = {}
    for where, put in of.items():
        row, column = row_and_column(where)
        by_row.setdefault(row, {})[column] = put
    for row in sorted(by_row):
        for first, last in _spans(sorted(by_row[row])):
            line = [by_row[row][column] for column in range(first, last + 1)]
            runs.setdefault((first, last), []).append((row, line))
    for (first, last), lines in runs.items():
        start = 0
        for at in range(1, len(lines) + 1):
            if at == len(lines) or lines[at][0] != lines[at - 1][0] + 1:
                area = Area(lines[start][0], first, lines[at - 1][0], last)
                yield area, [line for _, line in lines[start:at]]
                start = at


def _spans(columns: list[int]) -> Iterator[tuple[int, int]]:
    """Runs of columns without a gap."""
    first = previous = columns[0]
    for column in columns[1:]:
        if column != previous + 1:
            yield first, previous
            first = column
        previous = column
    yield first, previous


def addresses(area: Area) -> list[list[str]]:
    """Addresses of the cells of an area, row by row."""
    across = range(area.first_column, area.last_column + 1)
    return [[address(row, column) for column in across] for row in range(area.first_row, area.last_row + 1)]
