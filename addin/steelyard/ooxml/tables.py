"""The tables of a workbook: where they stand, and how one grows or shrinks without pushing anything aside."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from steelyard.errors import MissingTable, WouldLoseContent
from steelyard.ooxml.addresses import Area, address, cell_name, row_and_column, written_area
from steelyard.ooxml.opc.relationships import of_kind
from steelyard.ooxml.sheet_index import sheet_part, sheet_parts
from steelyard.ooxml.xml.scan import root, spliced, structure_of, tags, tags_named, with_attribute
from steelyard.ooxml.xml.text import unescaped

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from steelyard.ooxml.cell_values import Patch
    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.xml.scan import Tag

_Edit = tuple[int, int, bytes]


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


def tables(package: Package) -> dict[str, Table]:
    """Every table by its name, in the order of the sheets."""
    return {
        spot.name: spot
        for sheet, part in sheet_parts(package).items()
        for each in of_kind(package, part, "table")
        if (spot := _spot(package, sheet, each))
    }


def _spot(package: Package, sheet: str, part: str) -> Table | None:
    told = _told(package.part(part), part)
    return None if told is None else replace(told, sheet=sheet)


@lru_cache(maxsize=64)
def _told(table_xml: bytes, part: str) -> Table | None:
    """What a table part says; on which sheet it stands only the sheet knows."""
    structure = structure_of(table_xml, part)
    head = next(tags_named(structure, b"table"), None)
    if head is None or "ref" not in head.attributes:
        return None
    known = head.attributes
    columns = tags_named(structure, b"tableColumn")
    return Table(
        name=unescaped(known.get("displayName") or known.get("name", "")),
        sheet="",
        part=part,
        area=written_area(known["ref"], part),
        headings=_number(known, "headerRowCount", 1),
        totals=_number(known, "totalsRowCount", 0),
        columns=tuple(unescaped(column.attributes.get("name", "")) for column in columns),
    )


def _number(attributes: Mapping[str, str], name: str, default: int) -> int:
    """A whole number among attributes; what is none counts as the usual one."""
    written = attributes.get(name, "")
    return int(written) if written.isdecimal() else default


def table(package: Package, name: str) -> Table:
    """Where the table of this name stands; capitals do not matter, as in Excel.

    Raises:
        MissingTable: the workbook has no such table.
    """
    known = tables(package)
    for each, spot in known.items():
        if each.casefold() == name.casefold():
            return spot
    raise MissingTable(
        f"{package.where} has no table {name!r}; it was deleted or renamed. "
        f"There are: {', '.join(known) or 'none'}"
    )


def require_headings(table: Table, values: Mapping[str, Patch]) -> None:
    """Let cells pass that leave the headings of a table as the table knows them.

    Excel calls a file damaged in which the two differ; `sheets.with_table` sets the table's side.

    Raises:
        WouldLoseContent: a heading would say something else.
    """
    for at, heading in enumerate(table.columns if table.headings else (), table.area.first_column):
        patch = values.get(address(table.area.first_row, at))
        if patch is not None and patch.value != heading:
            where = cell_name(table.sheet, address(table.area.first_row, at))
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
                f"{cell_name(table.sheet, where)} is in the way: {named} needs {area}; move what stands there"
            )
    for other in tables(package).values():
        if other.sheet == table.sheet and other.part != table.part and other.area.meets(area):
            raise WouldLoseContent(
                f"table {other.name!r} at {other.ref} is in the way: {named} needs {area}; move it away"
            )
    for merged in merged_areas(package.part(sheet_part(package, table.sheet))):
        if merged.meets(area):
            raise WouldLoseContent(
                f"the merged cell {merged} is in the way: {named} needs {area}; unmerge it"
            )


def merged_areas(sheet_xml: bytes) -> Iterator[Area]:
    """The merged cells of a sheet."""
    structure = structure_of(sheet_xml, "a sheet")
    for tag in tags(structure, root(structure).prefix + b"mergeCell"):
        yield written_area(tag.attributes.get("ref", ""), "a sheet")


def table_resized(table_xml: bytes, ref: str, columns: Sequence[str] | None = None) -> bytes:
    """The part of a table with another area, and with other headings if some are given.

    Filter and sorting follow. A column keeps all that it has but its name; new ones come last.

    Args:
        table_xml: a table part.
        ref: the whole area, such as `A7:F12`: headings and at least one row.
        columns: headings from left to right; without them the width must stay.

    Raises:
        ValueError: area and headings do not fit together.
    """
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
    known = head.attributes
    least = _number(known, "headerRowCount", 1) + _number(known, "totalsRowCount", 0) + 1
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
) -> Iterator[_Edit]:
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
