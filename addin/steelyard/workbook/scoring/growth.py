"""Growth in place: all sheets follow what people add or remove on a judgement sheet.

Judgement tables never shrink: new columns come last, new rows below. Live, computed and record tables belong
to steelyard. They are written anew over the area that they need, in the styles that their cells have. If a
cell of the user is in the way, nothing is written, and the error names the cell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.errors import MissingTable, WouldLoseContent
from steelyard.ooxml import cell_values
from steelyard.ooxml.addresses import Area, address, on_sheet, row_and_column
from steelyard.ooxml.cell_values import is_so
from steelyard.ooxml.chart_series import with_series
from steelyard.ooxml.defined_names import defined_cells, with_defined_cells, with_print_area
from steelyard.ooxml.pivot_caches import with_sources_resized
from steelyard.ooxml.rows_and_columns import (
    cell_styles,
    with_columns_hidden,
    with_columns_moved,
    with_heights,
    with_styles,
    with_widths,
)
from steelyard.ooxml.sheet_cells import cells, charts_of, with_cells
from steelyard.ooxml.sheet_index import sheet_part
from steelyard.ooxml.tables import require_room, table_resized, tables
from steelyard.ooxml.validations import rules_resized, with_rules_beside
from steelyard.ooxml.xml.text import escaped
from steelyard.sheets.catalogue import own_headings
from steelyard.sheets.choices import choice_ranges
from steelyard.sheets.context import LEVEL_ROW, Context
from steelyard.sheets.looks import colours
from steelyard.sheets.names import DELIVERED
from steelyard.sheets.printing import unprinted
from steelyard.sheets.row_heights import fitted_rows, row_heights
from steelyard.sheets.spec import At, FilledSheet, FilledTable, Formula, Role
from steelyard.workbook.reading.read import Reading
from steelyard.workbook.scoring.derived_rows import (
    derived_places,
    last_filled,
    own_cells,
    patched,
    row_numbers,
)
from steelyard.workbook.scoring.filtered import require_filter_holds
from steelyard.workbook.scoring.moved_columns import moved_columns, moved_styles
from steelyard.workbook.scoring.shape import place_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from steelyard.ooxml.cell_values import CellValue, Patch
    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.tables import Table
    from steelyard.sheets.spec import AnyColumn


def grown(reading: Reading, sheets: Sequence[FilledSheet], context: Context) -> Package:
    """The workbook, in which every table has the shape that the model needs.

    Raises:
        WouldLoseContent: something of the user's is in the way.
    """
    file, found = reading.file, tables(reading.file)
    lists = _moved_lists(file, found, context)
    own = _own_headings(file, found, sheets)
    for sheet in sheets:
        for table in sheet.tables:
            growth = _Growth(sheet, table, found[table.name], reading, context)
            if table.declared.kept:
                file = _with_cells_above(file, growth)
            else:
                file = _framed(_grown_table(file, growth, own), growth, lists)
    return file


def _with_cells_above(file: Package, growth: _Growth) -> Package:
    """The workbook with the right formulas above a table whose entries are kept as they are."""
    above = dict(_above(growth, defined_cells(file)))
    return with_cells(file, {growth.found.sheet: above}) if above else file


class _Growth(NamedTuple):
    """One table on its way to another shape."""

    sheet: FilledSheet
    table: FilledTable
    found: Table
    """Where it stands in the workbook as it was."""
    reading: Reading
    context: Context

    @property
    def has_entries(self) -> bool:
        """Whether people type entries into the table."""
        return self.table.name in self.reading.rows

    @property
    def typed(self) -> list[int]:
        """Rows of the sheet on which entries stand that count; none where people type none."""
        return row_numbers(self.reading.rows.get(self.table.name, ()))

    @property
    def area(self) -> Area:
        """What the table is to take up, headings included."""
        return _area(self.table)


def _grown_table(file: Package, growth: _Growth, own: set[str]) -> Package:
    """The workbook with the right cells in one table and above it."""
    table, found = growth.table, growth.found
    existing = cells(file, found.sheet)
    _require_room(file, growth, existing)
    if growth.has_entries:
        patches = {**dict(_additions(growth, existing)), **dict(_idle(growth))}
    else:
        _require_own(found, own)
        require_filter_holds(growth.reading.file, table, found)
        patches = dict(_anew(growth, existing, _looks(file, found)))
    if table.declared.own_ids:
        patches |= dict(own_cells(table, found, growth.reading, growth.context.model))
    patches |= dict(_above(growth, defined_cells(file)))
    beside = _beside_above(growth, file, existing)
    patches |= dict(beside.values())
    file = with_defined_cells(file, {name: (found.sheet, at) for name, (at, _) in beside.items()})
    resized = table_resized(
        file.part(found.part), str(growth.area), table.place.headings, file.structure(found.part)
    )
    file = with_sources_resized(file.replaced({found.part: resized}), found.sheet, found.area, growth.area)
    differing = {at: patch for at, patch in patches.items() if not is_so(existing.get(at), patch)}
    return with_cells(file, {found.sheet: differing})


def _require_room(file: Package, growth: _Growth, existing: Mapping[str, CellValue]) -> None:
    """Refuse an area that is not free; rows that the user typed right below the table belong to it."""
    found = growth.found
    across = range(found.area.first_column, found.area.last_column + 1)
    own = {address(row, column) for row in growth.typed for column in across}
    require_room(file, found, growth.area, [at for at in existing if at not in own])


def _own_headings(file: Package, found: Mapping[str, Table], sheets: Sequence[FilledSheet]) -> set[str]:
    """Headings of columns in tables of steelyard's own, those of earlier models among them.

    The word above a heading shows it: above a column of the user none of these words stands.
    """
    own = {column.heading for sheet in sheets for table in sheet.tables for column in table.columns}
    for table in found.values():
        existing, above = cells(file, table.sheet), table.area.first_row - 1
        for at, heading in enumerate(table.columns, table.area.first_column):
            word = existing.get(address(above, at)) if above else None
            if word is not None and word.value in (Role.ID, Role.LIVE, Role.COMPUTED):
                own.add(heading)
    return own


def _require_own(found: Table, own: set[str]) -> None:
    foreign = [heading for heading in found.columns if heading not in own]
    if foreign:
        at = address(found.area.first_row, found.column(foreign[0]))
        raise WouldLoseContent(
            f"{on_sheet(found.sheet, at)} is in the way: {foreign[0]!r} is no heading of table "
            f"{found.name!r}, which is written anew when the model grows. Name it as it was, or move a "
            "column of your own away"
        )


def _anew(
    growth: _Growth, existing: Mapping[str, CellValue], looks: Mapping[str, int]
) -> Iterator[tuple[str, Patch]]:
    """Every cell of a table of steelyard's own, and empty cells where the table was and no longer is."""
    table, found, place = growth.table, growth.found, growth.table.place
    styles = _Styles(table, found, looks)
    for at, column in enumerate(table.columns):
        number = place.left + at
        if column.heading not in found.columns[at : at + 1]:
            above, head = (styles.of(column, found.area.first_row - up) for up in (1, 0))
            yield address(place.head - 1, number), cell_values.Value(column.role.value, style=above)
            yield address(place.head, number), cell_values.Value(column.heading, style=head)
        style = styles.of(column, found.first_row)
        for row, entries in enumerate(table.rows, place.first):
            yield address(row, number), patched(entries[at], style)
    new = growth.area
    for where in existing:
        row, number = row_and_column(where)
        if found.area.holds(row, number) and not new.holds(row, number):
            yield where, cell_values.Value(None)
    for number in range(new.last_column + 1, found.area.last_column + 1):
        if address(place.head - 1, number) in existing:
            yield address(place.head - 1, number), cell_values.Value(None)


class _Styles:
    """Styles of a table's cells by column: a new column has those of one with the same look and role."""

    def __init__(self, table: FilledTable, found: Table, looks: Mapping[str, int]) -> None:
        self._found, self._looks = found, looks
        self._alike: dict[tuple[str, str], str] = {}
        for column in table.columns:
            if column.heading in found.columns:
                self._alike[column.look, column.role] = column.heading

    def of(self, column: AnyColumn, row: int) -> int | None:
        """Style of this column's cell in that row of the table as it was, or of a column that looks alike."""
        known = column.heading in self._found.columns
        heading = column.heading if known else self._alike.get((column.look, column.role))
        if heading is None:
            return None
        return self._looks.get(address(row, self._found.column(heading)))


def _additions(growth: _Growth, existing: Mapping[str, CellValue]) -> Iterator[tuple[str, Patch]]:
    """The cells of new columns and rows of a judgement table; existing entries stay."""
    table, found, reading = growth.table, growth.found, growth.reading
    place, rows = table.place, reading.rows[table.name]
    styles = _Styles(table, found, _looks(reading.file, found))
    by_heading = {column.heading: column for column in table.columns}
    fresh = [heading for heading in place.headings if heading not in found.columns]
    for heading in fresh:
        column, number = by_heading[heading], place.left + place.headings.index(heading)
        above, head = (styles.of(column, found.area.first_row - up) for up in (1, 0))
        yield address(place.head - 1, number), cell_values.Value(column.role.value, style=above)
        yield address(place.head, number), cell_values.Value(heading, style=head)
    columns = [(place.left + at, by_heading[h]) for at, h in enumerate(place.headings) if h in by_heading]
    below = last_filled(reading, found)
    for row in rows:
        is_new = not row.place.at
        if is_new:
            below += 1
        number = below if is_new else row_numbers([row])[0]
        typed = is_new or number > found.last_row
        here = At(growth.context, place, number - place.first, row)
        for letter, column in columns:
            at, content = address(number, letter), column.content(here)
            # The ranges that the formulas of live columns name may have grown.
            written = typed or column.heading in fresh or column.role is Role.LIVE
            laid = is_new or column.heading in fresh or at not in existing or isinstance(content, Formula)
            completed = at not in existing and content is not None
            if completed or (laid and written):
                yield at, patched(content, styles.of(column, found.first_row))


def _idle(growth: _Growth) -> Iterator[tuple[str, Patch]]:
    """Empty live cells in rows of removed parts, which do not count; only in tables that sums include."""
    table, found = growth.table, growth.found
    typed, live = growth.typed, own_headings(table.name, found.columns)
    for row in range(found.first_row, found.last_row + 1) if table.declared.summed else ():
        if row not in typed:
            for heading in live:
                yield (
                    address(row, table.place.left + table.place.headings.index(heading)),
                    cell_values.Value(None),
                )


def _above(growth: _Growth, named: Mapping[str, tuple[str, str]]) -> Iterator[tuple[str, Patch]]:
    """The live cells above the table, whose formulas name ranges that may have grown."""
    for cell in growth.sheet.header:
        sheet, at = named.get(cell.name, (None, ""))
        if isinstance(cell.content, Formula) and sheet == growth.found.sheet:
            yield at, cell_values.Formula(cell.content.text, cell.content.value)


def _beside_above(
    growth: _Growth, file: Package, existing: Mapping[str, CellValue]
) -> dict[str, tuple[str, Patch]]:
    """The live cells above new columns, by the names that they get: address and content.

    They stand in the row of the first cell of their kind, whose name ends with 1, and look like it. A cell in
    which something else stands is left alone.
    """
    named, looks = defined_cells(file), _looks(file, growth.found)
    made: dict[str, tuple[str, Patch]] = {}
    for cell in growth.sheet.header:
        kind, _, number = cell.name.rpartition("_")
        sheet, first = named.get(f"{kind}_1", ("", ""))
        if cell.name in named or not number.isdecimal() or sheet != growth.found.sheet:
            continue
        at = address(row_and_column(first)[0], cell.column)
        held, content = existing.get(at), cell.content
        if not isinstance(content, Formula):
            continue
        if held is None or held.value in (None, "") or held.formula == content.text:
            made[cell.name] = at, cell_values.Formula(content.text, content.value, style=looks.get(first))
    return made


def _moved_lists(file: Package, found: Mapping[str, Table], context: Context) -> dict[bytes, bytes]:
    """The XML of the range behind each list before and after, where they differ."""
    before = {name: place_of(table) for name, table in found.items()}
    try:
        old = choice_ranges(before, _levels_before(file, found))
    except KeyError as gone:
        raise MissingTable(
            f"{file.where}: a table of steelyard's own has no column {gone} any more"
        ) from None
    new = choice_ranges(context.tables, len(context.model.levels))
    return {
        b">" + escaped(old[name]) + b"<": b">" + escaped(new[name]) + b"<"
        for name in old
        if old[name] != new[name]
    }


def _levels_before(file: Package, found: Mapping[str, Table]) -> int:
    """How many delivery levels the workbook had when it was written; Delivered has a row for each."""
    delivered = found[DELIVERED]
    existing = cells(file, delivered.sheet)
    ids = (
        existing.get(address(row, delivered.area.first_column))
        for row in range(delivered.first_row, delivered.last_row + 1)
    )
    return sum(cell is not None and str(cell.value).startswith(LEVEL_ROW) for cell in ids)


def _framed(file: Package, growth: _Growth, lists: Mapping[bytes, bytes]) -> Package:
    """The workbook with all else of a table adapted: validations, widths, heights, print area, charts."""
    found = growth.found
    if _is_reshaped(growth):
        file = _laid_out(file, growth)
    part = sheet_part(file, found.sheet)
    xml = file.part(part)
    for old, new in lists.items():
        xml = xml.replace(old, new)
    file = file.replaced({part: xml})
    charts = zip(charts_of(file, found.sheet), growth.sheet.charts, strict=False)
    return file.replaced(
        {
            chart: with_series(file.part(chart), drawn.series, drawn.categories_ref, colours(drawn))
            for chart, drawn in charts
        }
    )


def _is_reshaped(growth: _Growth) -> bool:
    """Whether a table has another shape now, or rows that nobody types, which may need other styles."""
    table, found = growth.table, growth.found
    other = growth.area != found.area or table.place.headings != found.columns
    return other or bool(table.declared.own_ids)


def _laid_out(file: Package, growth: _Growth) -> Package:
    """The workbook with validations, widths, styles, heights and print area for another shape of a table."""
    table, found, area = growth.table, growth.found, growth.area
    part, place = sheet_part(file, found.sheet), table.place
    xml = file.part(part)
    like = dict(_like(table, found))
    xml = rules_resized(xml, found.rows_of(found.area), found.rows_of(area))
    xml = with_rules_beside(xml, like, (place.first, place.last))
    # A row typed below those that follow from others may have come in their look.
    looks = _looks(file, found)
    plain = {
        looks.get(address(row, column))
        for row in _own_rows(file, table)
        for column in range(area.first_column, area.last_column + 1)
    }
    xml = with_styles(with_widths(xml, like), _typed_styles(file, table, found), plain)
    if not growth.has_entries and (moved := moved_columns(table, found)):
        styles = dict(moved_styles(table, found, looks, moved))
        xml = with_styles(with_columns_moved(xml, moved), styles, {looks.get(at) for at in styles})
    xml = with_columns_hidden(xml, _moved_helpers(growth))
    heights, fitted = row_heights(growth.sheet), fitted_rows(growth.sheet)
    fresh = {row: height for row, height in heights.items() if row > found.last_row and row not in fitted}
    file = file.replaced({part: with_heights(xml, fresh)})
    short = unprinted(growth.sheet)
    there = tables(growth.reading.file)
    old = _around([there[each.name].area for each in growth.sheet.tables], short)
    return with_print_area(file, found.sheet, _around([*map(_area, growth.sheet.tables)], short), old)


def _area(table: FilledTable) -> Area:
    """What a table is to take up, headings included."""
    place = table.place
    return Area(place.head, place.left, place.last, place.left + len(place.headings) - 1)


def _around(areas: Sequence[Area], unprinted: int) -> Area:
    """The area around several, without the columns at the right end that are not printed."""
    return Area(
        min(each.first_row for each in areas),
        min(each.first_column for each in areas),
        max(each.last_row for each in areas),
        max(each.last_column for each in areas) - unprinted,
    )


def _moved_helpers(growth: _Growth) -> dict[int, bool]:
    """Whether columns that only serve formulas, and now stand elsewhere, are hidden; by their numbers."""
    found, place = growth.found, growth.table.place
    helpers = {column.heading for column in growth.table.columns if column.helper}
    return {
        place.left + at: heading in helpers
        for at, heading in enumerate(place.headings)
        if (heading in helpers) is not bool(helpers.intersection(found.columns[at : at + 1]))
    }


def _like(table: FilledTable, found: Table) -> Iterator[tuple[int, int]]:
    """Each new column with one that was there and looks alike, by their numbers."""
    alike: dict[tuple[str, str], int] = {
        (column.look, column.role): found.column(column.heading)
        for column in table.columns
        if column.heading in found.columns and column.role is not Role.ID
    }
    for column in table.columns:
        at = table.place.left + table.place.headings.index(column.heading)
        if at > found.area.last_column and (column.look, column.role) in alike:
            yield at, alike[column.look, column.role]


def _own_rows(file: Package, table: FilledTable) -> list[int]:
    """The rows of a table that follow from others, once it has its shape."""
    if not table.declared.own_ids:
        return []
    return [*derived_places(file, tables(file)[table.name], table.declared).values()]


def _looks(file: Package, found: Table) -> Mapping[str, int]:
    """The styles of the cells of a table's sheet, empty ones too."""
    return cell_styles(file, found.sheet)


def _typed_styles(file: Package, table: FilledTable, found: Table) -> dict[str, int]:
    """The look of each cell below the table as it was: that of its column's first entry."""
    looks, place = _looks(file, found), table.place
    own = _own_rows(file, table)
    styles: dict[str, int] = {}
    for at in range(place.left, place.left + len(place.headings)):
        first = looks.get(address(found.first_row, at))
        if first is not None:
            below = range(found.last_row + 1, place.last + 1)
            styles |= {address(row, at): first for row in below if row not in own}
    return styles
