"""The tables of a workbook: where they stand, what stands in them, and how one grows or shrinks.

Nothing is ever moved to make room: what is in the way is named, and nothing is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from steelyard.errors import MissingTable, WouldLoseContent
from steelyard.ooxml.addresses import Area, address, column_letters, on_sheet, row_and_column, written_area
from steelyard.ooxml.concealment import merged_areas
from steelyard.ooxml.opc.relationships import of_kind
from steelyard.ooxml.sheet_index import sheet_parts
from steelyard.ooxml.xml.scan import root, spliced, structure_of, tags, tags_named, with_attribute
from steelyard.ooxml.xml.text import unescaped

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from steelyard.ooxml.cell_values import CellValue, Patch, Scalar
    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.xml.scan import Edit, Tag


_HEADINGS, _TOTALS = "headerRowCount", "totalsRowCount"
"""Attributes of a table that a program writes only where they are not the usual 1 and 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Where a table stands."""

    name: str
    sheet: str
    part: str
    """Name of the table's own part."""
    area: Area
    """All of it: headings, rows, totals."""
    headings: int
    """Number of heading rows: 1, or 0 where they are hidden."""
    totals: int
    """Number of total rows: 0 or 1."""
    columns: tuple[str, ...]
    """Headings from left to right."""

    @property
    def ref(self) -> str:
        """Address of the whole table, such as `A7:F12`."""
        return str(self.area)

    @property
    def first_row(self) -> int:
        """Row of the sheet on which the table's own rows begin."""
        return self.rows_of(self.area).first_row

    @property
    def last_row(self) -> int:
        """Row of the sheet on which the table's own rows end."""
        return self.rows_of(self.area).last_row

    def rows_of(self, area: Area) -> Area:
        """What is left of an area of this table without headings and totals."""
        return area._replace(first_row=area.first_row + self.headings, last_row=area.last_row - self.totals)

    def column(self, heading: str) -> int:
        """Column of the sheet in which a heading stands, 1 for A.

        Raises:
            MissingTable: the table has no such heading.
        """
        if heading not in self.columns:
            raise MissingTable(
                f"table {self.name!r} on sheet {self.sheet!r} has no column {heading!r}; "
                f"there are: {', '.join(self.columns)}"
            )
        return self.area.first_column + self.columns.index(heading)


class TableView:
    """The rows and entries of a table by heading, as its sheet shows them.

    Rows go by their numbers on the sheet. A row below the table can be asked for too, for people type there.
    """

    def __init__(self, table: Table, cells: Mapping[str, CellValue]) -> None:
        """The table with the cells of its sheet."""
        self.table = table
        self._cells = cells
        self._letters = {
            heading: column_letters(column)
            for column, heading in enumerate(table.columns, table.area.first_column)
        }

    @property
    def rows(self) -> range:
        """Numbers of the table's own rows."""
        return range(self.table.first_row, self.table.last_row + 1)

    def address(self, row: int, heading: str) -> str:
        """Address of an entry.

        Raises:
            MissingTable: the table has no such heading.
        """
        letters = self._letters.get(heading) or column_letters(self.table.column(heading))
        return f"{letters}{row}"

    def cell(self, row: int, heading: str) -> CellValue | None:
        """What stands in an entry; None for an empty one."""
        return self._cells.get(self.address(row, heading))

    def value(self, row: int, heading: str) -> Scalar:
        """What an entry shows; None for an empty one."""
        cell = self.cell(row, heading)
        return None if cell is None else cell.value

    def text(self, row: int, heading: str) -> str:
        """What an entry shows, as text; empty for an empty one."""
        value = self.value(row, heading)
        return "" if value is None else str(value)

    def entries(self, row: int) -> dict[str, CellValue | None]:
        """What stands in each entry of a row, by heading."""
        return {heading: self._cells.get(f"{letters}{row}") for heading, letters in self._letters.items()}

    def is_empty(self, row: int) -> bool:
        """Whether nothing stands in any entry of a row, not even a formula."""
        return not any(self.entries(row).values())


def tables(package: Package) -> Mapping[str, Table]:
    """Every table by its name, in the order of the sheets."""
    return package.memo("tables", lambda: dict(_tables(package)))


def _tables(package: Package) -> Iterator[tuple[str, Table]]:
    for sheet, part in sheet_parts(package).items():
        for each in of_kind(package, part, "table"):
            if found := _table(package, sheet, each):
                yield found.name, found


def filtered_columns(package: Package, table: Table) -> list[int]:
    """Places of the columns that the filter of a table goes by, 0 for its first column."""
    columns = tags_named(package.structure(table.part), b"filterColumn")
    places = (_number(column.attributes, "colId", -1) for column in columns)
    return [place for place in places if 0 <= place < len(table.columns)]


def _table(package: Package, sheet: str, part: str) -> Table | None:
    return package.memo(("table", sheet, part), lambda: _read_table(package, sheet, part))


def _read_table(package: Package, sheet: str, part: str) -> Table | None:
    """What the part of a table says; on which sheet the table stands only the sheet says."""
    structure = package.structure(part)
    head = next(tags_named(structure, b"table"), None)
    if head is None or "ref" not in head.attributes:
        return None
    columns = tags_named(structure, b"tableColumn")
    return Table(
        name=unescaped(head.attributes.get("displayName") or head.attributes.get("name", "")),
        sheet=sheet,
        part=part,
        area=written_area(head.attributes["ref"], part),
        headings=_number(head.attributes, _HEADINGS, 1),
        totals=_number(head.attributes, _TOTALS, 0),
        columns=tuple(unescaped(column.attributes.get("name", "")) for column in columns),
    )


def _number(attributes: Mapping[str, str], name: str, default: int) -> int:
    """A whole number among attributes; anything else counts as the default."""
    written = attributes.get(name, "")
    return int(written) if written.isdecimal() else default


def table(package: Package, name: str) -> Table:
    """Where the table of this name stands; capitals do not matter, as in Excel.

    Raises:
        MissingTable: the workbook has no such table.
    """
    found = tables(package)
    for each, table in found.items():
        if each.casefold() == name.casefold():
            return table
    raise MissingTable(
        f"{package.where} has no table {name!r}; it was deleted or renamed. "
        f"There are: {', '.join(found) or 'none'}"
    )


def require_headings(table: Table, values: Mapping[str, Patch]) -> None:
    """Let cells pass that leave the headings of a table as the part of the table has them.

    Excel calls a file damaged in which cell and part differ; `sheet_cells.with_table` sets the part.

    Raises:
        WouldLoseContent: a heading would say something else.
    """
    for at, heading in enumerate(table.columns if table.headings else (), table.area.first_column):
        patch = values.get(address(table.area.first_row, at))
        if patch is not None and patch.value != heading:
            where = on_sheet(table.sheet, address(table.area.first_row, at))
            raise WouldLoseContent(
                f"{where} is the heading {heading!r} of table {table.name!r}; it must stay"
            )


def require_room(package: Package, table: Table, area: Area, occupied: Collection[str]) -> None:
    """Let a table pass that may take up this area: what it does not cover yet is free.

    Args:
        package: the workbook.
        table: where it stands now.
        area: where it is to stand, headings included.
        occupied: addresses of the sheet's cells that hold something, as `cells` gives them.

    Raises:
        WouldLoseContent: a cell, another table or a merged cell is in the way, or the table cannot be moved
            because it ends with totals or is filled by a query.
    """
    named = f"table {table.name!r} on sheet {table.sheet!r}"
    if area != table.area and table.totals:
        raise WouldLoseContent(f"{named} ends with totals; take them off (Table Design > Total Row) first")
    if b"queryTable" in package.part(table.part):
        raise WouldLoseContent(f"{named} is filled by a query; convert it to a plain table first")
    for where in occupied:
        row, column = row_and_column(where)
        if area.holds(row, column) and not table.area.holds(row, column):
            raise WouldLoseContent(
                f"{on_sheet(table.sheet, where)} is in the way: {named} needs {area}; move what stands there"
            )
    for other in tables(package).values():
        if other.sheet == table.sheet and other.part != table.part and other.area.meets(area):
            raise WouldLoseContent(
                f"table {other.name!r} at {other.ref} is in the way: {named} needs {area}; move it away"
            )
    for merged in merged_areas(package, table.sheet):
        if merged.meets(area):
            raise WouldLoseContent(
                f"the merged cell {merged} is in the way: {named} needs {area}; unmerge it"
            )


def table_resized(
    table_xml: bytes, ref: str, columns: Sequence[str] | None = None, structure: bytes | None = None
) -> bytes:
    """The part of a table with another area, and with other headings if some are given.

    Filter and sorting follow. A column keeps all that it has but its name; new ones come last.

    Args:
        table_xml: a table part.
        ref: the whole area, such as `A7:F12`: headings and at least one row.
        columns: headings from left to right; without them the width must stay.
        structure: the tags of the part, if the caller has them already; see `Package.structure`.

    Raises:
        ValueError: area and headings do not fit together.
    """
    if structure is None:
        structure = structure_of(table_xml, "a table")
    prefix = root(structure).prefix
    head = next(tags(structure, prefix + b"table"))
    old, new = written_area(head.attributes.get("ref", ""), "a table"), Area.parse(ref)
    _require_fit(new, columns, len(list(tags(structure, prefix + b"tableColumn"))), head)
    edits = [(head.start, head.stop, with_attribute(table_xml[head.start : head.stop], b"ref", str(new)))]
    for name in (b"autoFilter", b"sortState", b"sortCondition"):
        for tag in tags(structure, prefix + name):
            if "ref" in tag.attributes:
                followed = str(_followed(written_area(tag.attributes["ref"], "a table"), old, new))
                raw = table_xml[tag.start : tag.stop]
                edits.append((tag.start, tag.stop, with_attribute(raw, b"ref", followed)))
    if columns is not None:
        edits += _column_edits(table_xml, structure, prefix, columns)
    return spliced(table_xml, edits)


def _require_fit(new: Area, columns: Sequence[str] | None, width: int, head: Tag) -> None:
    wanted = width if columns is None else len(columns)
    if new.last_column - new.first_column + 1 != wanted:
        raise ValueError(f"{new} has no room for exactly {wanted} columns")
    if len({name.casefold() for name in columns or ()}) != len(columns or ()):
        raise ValueError(f"a table cannot have two headings alike: {', '.join(columns or ())}")
    least = _number(head.attributes, _HEADINGS, 1) + _number(head.attributes, _TOTALS, 0) + 1
    if new.last_row - new.first_row + 1 < least:
        raise ValueError(f"{new} leaves the table without a row")


def _followed(inner: Area, old: Area, new: Area) -> Area:
    """An area inside a table, with the edges that it shared with the table moved along."""
    return Area(
        inner.first_row - old.first_row + new.first_row,
        inner.first_column - old.first_column + new.first_column,
        inner.last_row - old.last_row + new.last_row,
        new.last_column
        if inner.last_column == old.last_column and inner.first_column == old.first_column
        else inner.last_column - old.first_column + new.first_column,
    )


def _column_edits(
    table_xml: bytes, structure: bytes, prefix: bytes, columns: Sequence[str]
) -> Iterator[Edit]:
    name = prefix + b"tableColumn"
    found = list(tags(structure, name))
    whole = next(tags(structure, name + b"s"))
    raw = table_xml[whole.start : whole.stop]
    yield whole.start, whole.stop, with_attribute(raw, b"count", str(len(columns)))
    for tag, heading in zip(found, columns, strict=False):
        if unescaped(tag.attributes.get("name", "")) != heading:
            raw = table_xml[tag.start : tag.stop]
            yield tag.start, tag.stop, with_attribute(raw, b"name", heading)
    end = structure.index(b"</" + name + b"s", whole.stop)
    if len(found) > len(columns):
        yield found[len(columns)].start, end, b""
    fresh = max(_number(tag.attributes, "id", 0) for tag in found) + 1
    for number, heading in enumerate(columns[len(found) :], fresh):
        yield end, end, b"<" + with_attribute(name + b' id="%d"' % number, b"name", heading) + b"/>"
