"""Growth in place: what people add or remove on a judgement sheet is taken up by every sheet that depends.

Judgement sheets only ever grow: new columns come last, new rows below. Live, computed and record tables are
steelyard's own and are written anew over the area they need, in the look of their cells. A user's cell in
the way stops the write and is named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.errors import WouldLoseContent
from steelyard.ooxml.addresses import Area, address, on_sheet, row_and_column
from steelyard.ooxml.cell_values import Formula as Written
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.chart_series import with_series
from steelyard.ooxml.defined_names import defined_cells, with_print_area
from steelyard.ooxml.rows_and_columns import (
    cell_styles,
    with_heights,
    with_styles,
    with_widths,
)
from steelyard.ooxml.sheet_cells import cells, charts_of, with_cells
from steelyard.ooxml.sheet_index import sheet_part
from steelyard.ooxml.tables import require_room, table_resized, tables
from steelyard.ooxml.validations import rules_resized, with_rules_beside
from steelyard.ooxml.xml.text import escaped
from steelyard.sheets.choices import choice_ranges
from steelyard.sheets.columns import own_columns
from steelyard.sheets.contents import LOG
from steelyard.sheets.context import Context
from steelyard.sheets.headings import AFTER, COST_ON, IN_FORCE, PLEDGED, TABLED
from steelyard.sheets.looks import colours
from steelyard.sheets.row_heights import row_heights
from steelyard.sheets.rows_of_inputs import own_formula
from steelyard.sheets.spec import Formula, Role
from steelyard.sheets.table_range import TableRange
from steelyard.workbook.scoring.derived_rows import derived_places, own_cells, patched, row_numbers
from steelyard.workbook.scoring.shape import last_filled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from steelyard.model.draft import Row
    from steelyard.ooxml.cell_values import CellValue, Patch
    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.tables import Table
    from steelyard.sheets.spec import AnyColumn, Content, FilledSheet
    from steelyard.workbook.reading.read import Reading


def grown(reading: Reading, planned: Sequence[FilledSheet], book: Context) -> Package:
    """The workbook with every table in the shape that the model needs.

    Raises:
        WouldLoseContent: something of the user's is in the way.
    """
    package, found = reading.package, tables(reading.package)
    lists = _moved_lists(package, found, book)
    ours = _own_headings(found, planned)
    for plan in planned:
        if plan.table.name == LOG:
            continue
        table = found[plan.table.name]
        held = cells(package, table.sheet)
        keeps = plan.table.name in reading.rows
        typed = row_numbers(reading.rows[plan.table.name]) if keeps else []
        area = _area(plan.spot)
        _require_room(package, table, area, held, typed)
        if not keeps:
            _require_own(table, ours)
        cells_now = (
            _additions(plan, table, held, reading, book)
            if keeps
            else _anew(plan, table, held, _looks(package, table))
        )
        own = dict(own_cells(plan, table, reading, book.model)) if plan.table.name == "delivery" else {}
        if plan.table.name == TABLED:
            own = dict(_idle(plan, table, typed))
        patches = {**dict(cells_now), **own, **dict(_above(plan, defined_cells(package)))}
        resized = table_resized(package.part(table.part), str(area), plan.spot.headings)
        package = with_cells(package.replaced({table.part: resized}), {table.sheet: patches})
        package = _framed(package, plan, table, area, lists)
    return package


def _area(spot: TableRange) -> Area:
    return Area(spot.head, spot.left, spot.last, spot.left + len(spot.headings) - 1)


def _require_room(
    package: Package, table: Table, area: Area, held: Mapping[str, CellValue], typed: Sequence[int]
) -> None:
    """Let pass an area that is free but for the rows that the user typed right below the table."""
    across = range(table.area.first_column, table.area.last_column + 1)
    own = {address(row, column) for row in typed for column in across}
    require_room(package, table, area, [at for at in held if at not in own])


def _own_headings(found: Mapping[str, Table], planned: Sequence[FilledSheet]) -> set[str]:
    """Headings that steelyard itself put over a column of its own tables, now or before."""
    now = {column.heading for plan in planned for column in plan.table.columns}
    before = {heading for name in ("effects", "positions") for heading in found[name].columns}
    of_parts = {prefix + heading for prefix in (COST_ON, IN_FORCE, PLEDGED) for heading in before}
    of_halves = {f"{AFTER}{place}" for place, _ in enumerate(found["plan_rules"].columns)}
    return now | before | of_parts | of_halves


def _require_own(table: Table, ours: set[str]) -> None:
    foreign = [heading for heading in table.columns if heading not in ours]
    if foreign:
        at = address(table.area.first_row, table.column(foreign[0]))
        raise WouldLoseContent(
            f"{on_sheet(table.sheet, at)} is in the way: {foreign[0]!r} is no heading of table "
            f"{table.name!r}, which is written anew when the model grows. Name it as it was, or move a "
            "column of your own away"
        )


def _anew(
    plan: FilledSheet, table: Table, held: Mapping[str, CellValue], looks: Mapping[str, int]
) -> Iterator[tuple[str, Patch]]:
    """Every cell of a table of steelyard's own, and nothing in what it no longer takes up."""
    spot = plan.spot
    styles = _Styles(plan, table, looks)
    for at, column in enumerate(plan.table.columns):
        number = spot.left + at
        word = address(spot.head - 1, number)
        if column.heading not in table.columns[at : at + 1]:
            above, head = (styles.of(column, table.area.first_row - up) for up in (1, 0))
            yield word, Value(column.role.value, style=above)
            yield address(spot.head, number), Value(column.heading, style=head)
        for row, entries in enumerate(plan.table.rows, spot.first):
            yield address(row, number), patched(entries[at], styles.of(column, table.first_row))
    new = _area(spot)
    for where in held:
        row, number = row_and_column(where)
        if table.area.holds(row, number) and not new.holds(row, number):
            yield where, Value(None)
    for number in range(new.last_column + 1, table.area.last_column + 1):
        if address(spot.head - 1, number) in held:
            yield address(spot.head - 1, number), Value(None)


class _Styles:
    """Styles of a table's cells by column: a new column looks like its neighbours of the same kind."""

    def __init__(self, plan: FilledSheet, table: Table, looks: Mapping[str, int]) -> None:
        self._table, self._looks = table, looks
        self._alike: dict[tuple[str, str], str] = {}
        for column in plan.table.columns:
            if column.heading in table.columns:
                self._alike[column.look, column.role] = column.heading

    def of(self, column: AnyColumn, row: int) -> int | None:
        """Style of this column's cell in that row of the table as it was, or of one that looks alike."""
        known = column.heading in self._table.columns
        heading = column.heading if known else self._alike.get((column.look, column.role))
        if heading is None:
            return None
        return self._looks.get(address(row, self._table.column(heading)))


def _additions(
    plan: FilledSheet,
    table: Table,
    held: Mapping[str, CellValue],
    reading: Reading,
    book: Context,
) -> Iterator[tuple[str, Patch]]:
    """The new columns and rows of a judgement table; what stands there already stays."""
    spot, rows = plan.spot, reading.rows[plan.table.name]
    styles = _Styles(plan, table, _looks(reading.package, table))
    by_heading = {column.heading: column for column in plan.table.columns}
    fresh = [heading for heading in spot.headings if heading not in table.columns]
    own = own_columns(plan.table.name, spot.headings)  # the ranges that their formulas name may have grown
    for heading in fresh:
        column, number = by_heading[heading], spot.left + spot.headings.index(heading)
        above, head = (styles.of(column, table.area.first_row - up) for up in (1, 0))
        yield address(spot.head - 1, number), Value(column.role.value, style=above)
        yield address(spot.head, number), Value(heading, style=head)
    below = last_filled(reading, table)
    for row in rows:
        is_new = not row.place.at
        if is_new:
            below += 1
        number = below if is_new else row_numbers([row])[0]
        typed = is_new or number > table.last_row
        for heading in spot.headings:
            if heading not in by_heading:
                continue
            at = address(number, spot.left + spot.headings.index(heading))
            content = _content(plan, book, heading, number - spot.first, row)
            laid = is_new or heading in fresh or at not in held or isinstance(content, Formula)
            completed = at not in held and content is not None
            if completed or (laid and (typed or heading in fresh or heading in own)):
                yield at, patched(content, styles.of(by_heading[heading], table.first_row))


def _idle(plan: FilledSheet, table: Table, typed: Sequence[int]) -> Iterator[tuple[str, Patch]]:
    """The live cells of rows that do not count, emptied: what they name is gone, and sums go over them."""
    for row in range(table.first_row, table.last_row + 1):
        if row not in typed:
            for heading in own_columns(table.name, table.columns):
                yield address(row, plan.spot.left + plan.spot.headings.index(heading)), Value(None)


def _content(plan: FilledSheet, book: Context, heading: str, at: int, row: Row) -> Content:
    if heading in row.cells:
        value = row.cells[heading].value
        return value if value is None or isinstance(value, int | float) else str(value)
    return own_formula(book, plan.table.name, heading, at, row)


def _above(plan: FilledSheet, named: Mapping[str, tuple[str, str]]) -> Iterator[tuple[str, Patch]]:
    """The live cells above the table, whose formulas name ranges that may have grown."""
    for cell in plan.placed:
        if isinstance(cell.content, Formula) and named.get(cell.name, ("",))[0] == plan.spot.sheet:
            yield named[cell.name][1], Written(cell.content.text, cell.content.value)


def _moved_lists(package: Package, found: Mapping[str, Table], book: Context) -> dict[bytes, bytes]:
    """What stands for each range behind a list, before and after."""
    before = {
        name: TableRange(
            table.sheet, table.first_row - 1, table.columns, table.last_row - table.first_row + 1
        )
        for name, table in found.items()
    }
    held, delivered = cells(package, found["delivered"].sheet), found["delivered"]
    ids = (
        held.get(address(row, delivered.area.first_column))
        for row in range(delivered.first_row, delivered.last_row + 1)
    )
    levels = sum(cell is not None and str(cell.value).startswith("level:") for cell in ids)
    old, new = choice_ranges(before, levels), choice_ranges(book.tables, len(book.model.levels))
    return {
        b">" + escaped(old[name]) + b"<": b">" + escaped(new[name]) + b"<"
        for name in old
        if old[name] != new[name]
    }


def _framed(
    package: Package, plan: FilledSheet, table: Table, area: Area, lists: Mapping[bytes, bytes]
) -> Package:
    """The sheet's frame around the cells: table, validations, widths, heights, print area, charts."""
    if _is_reshaped(plan, table, area):
        package = _laid_out(package, plan, table, area)
    part = sheet_part(package, table.sheet)
    xml = package.part(part)
    for old, new in lists.items():
        xml = xml.replace(old, new)
    package = package.replaced({part: xml})
    charts = zip(charts_of(package, table.sheet), plan.charts, strict=False)
    return package.replaced(
        {
            chart: with_series(package.part(chart), drawn.series, drawn.categories_ref, colours(drawn))
            for chart, drawn in charts
        }
    )


def _is_reshaped(plan: FilledSheet, table: Table, area: Area) -> bool:
    """Whether a table has another shape now; a row of Delivery may only have come in another look."""
    return area != table.area or plan.spot.headings != table.columns or plan.table.name == "delivery"


def _laid_out(package: Package, plan: FilledSheet, table: Table, area: Area) -> Package:
    """The sheet's validations, widths, looks, heights and print area for another shape of its table."""
    part = sheet_part(package, table.sheet)
    xml = package.part(part)
    like = dict(_like(plan, table))
    xml = rules_resized(xml, table.rows_of(table.area), table.rows_of(area))
    xml = with_rules_beside(xml, like, (plan.spot.first, plan.spot.last))
    # A row typed below those that follow from the record may have come in their look.
    looks = _looks(package, table)
    plain = {
        looks.get(address(row, column))
        for row in _own_rows(package, plan)
        for column in range(area.first_column, area.last_column + 1)
    }
    xml = with_styles(with_widths(xml, like), _typed_styles(package, plan, table), plain)
    heights = row_heights(plan)
    fresh = {row: height for row, height in heights.items() if row > table.last_row}
    xml = with_heights(xml, fresh)
    package = package.replaced({part: xml})
    short = 1 if plan.table.name == "decide" else 0
    return with_print_area(
        package,
        table.sheet,
        area._replace(last_column=area.last_column - short),
        table.area._replace(last_column=table.area.last_column - short),
    )


def _like(plan: FilledSheet, table: Table) -> Iterator[tuple[int, int]]:
    """Each new column with one that was there and looks alike, by their numbers."""
    alike: dict[tuple[str, str], int] = {
        (column.look, column.role): table.column(column.heading)
        for column in plan.table.columns
        if column.heading in table.columns and column.role is not Role.ID
    }
    for column in plan.table.columns:
        at = plan.spot.left + plan.spot.headings.index(column.heading)
        if at > table.area.last_column and (column.look, column.role) in alike:
            yield at, alike[column.look, column.role]


def _own_rows(package: Package, plan: FilledSheet) -> list[int]:
    """The rows of a table that follow from others, once it has its shape."""
    if plan.table.name != "delivery":
        return []
    return [*derived_places(package, tables(package)["delivery"]).values()]


def _looks(package: Package, table: Table) -> Mapping[str, int]:
    """The styles of the cells of a table's sheet, empty ones too."""
    return cell_styles(package, table.sheet)


def _typed_styles(package: Package, plan: FilledSheet, table: Table) -> dict[str, int]:
    """The look of each cell below the table as it was: that of its column's first entry."""
    looks = _looks(package, table)
    own = _own_rows(package, plan)
    styles: dict[str, int] = {}
    for at in range(plan.spot.left, plan.spot.left + len(plan.spot.headings)):
        first = looks.get(address(table.first_row, at))
        if first is not None:
            below = range(table.last_row + 1, plan.spot.last + 1)
            styles |= {address(row, at): first for row in below if row not in own}
    return styles
