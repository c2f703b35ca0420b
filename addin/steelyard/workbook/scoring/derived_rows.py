"""Rows that nobody types, in a table that people type into: found, added and removed in a workbook.

Today these are the rows of Delivery that follow from the delivery record.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from steelyard.model.record import derived
from steelyard.model.vocabulary import folded
from steelyard.ooxml import cell_values
from steelyard.ooxml.addresses import address
from steelyard.ooxml.sheet_cells import cells
from steelyard.ooxml.tables import tables
from steelyard.sheets.names import DELIVERED
from steelyard.sheets.spec import Formula
from steelyard.workbook.reading.rows import is_own_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from steelyard.model.draft import Row
    from steelyard.model.model import Model
    from steelyard.ooxml.cell_values import Patch
    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.tables import Table
    from steelyard.sheets import spec
    from steelyard.sheets.spec import Content, FilledTable
    from steelyard.workbook.reading.read import Reading


def own_places(reading: Reading, found: Table, table: spec.Table[Any], model: Model) -> dict[str, int]:
    """The row of the sheet that each scenario that follows from the record has, or will have.

    A scenario that has a row keeps it, wherever a sorting put it; the others take the first empty rows.
    """
    existing, there = cells(reading.file, found.sheet), derived_places(reading.file, found, table)
    rows = reading.rows[found.name]
    first_new = last_filled(reading, found) + 1
    typed = {*row_numbers(rows), *range(first_new, first_new + len(new_rows(rows)))}
    across = range(found.area.first_column, found.area.last_column + 1)
    taken = {*typed, *there.values()}
    free = (
        row
        for row in count(found.first_row)
        if row not in taken
        and (row > found.last_row or not any(address(row, column) in existing for column in across))
    )
    return {part.id: there.get(part.id) or next(free) for part in derived(model)}


def row_numbers(rows: Iterable[Row]) -> list[int]:
    """Numbers of these rows on the sheet; new rows, which the sheet does not have yet, are left out."""
    return [int(row.place.at.removeprefix("row ")) for row in rows if row.place.at]


def new_rows(rows: Sequence[Row]) -> list[Row]:
    """The rows that the sheet does not have yet."""
    return [row for row in rows if not row.place.at]


def last_filled(reading: Reading, table: Table) -> int:
    """The lowest row of the sheet with an entry of a judgement table; new rows come below it.

    Entries of removed parts count too, since they stay. Without entries it is the row of the headings.
    """
    numbers = row_numbers(reading.rows[table.name])
    if new_rows(reading.rows[table.name]):
        existing = cells(reading.file, table.sheet)
        across = range(table.area.first_column, table.area.last_column + 1)
        numbers += [
            row
            for row in range(table.first_row, table.last_row + 1)
            if any(
                (cell := existing.get(address(row, at))) is not None
                and not cell.formula
                and cell.value not in (None, "")
                for at in across
            )
        ]
    return max(numbers, default=table.first_row - 1)


def derived_places(file: Package, found: Table, table: spec.Table[Any]) -> dict[str, int]:
    """The rows of a table that follow from others, by their ids."""
    existing = cells(file, found.sheet)
    places = {}
    for row in range(found.first_row, found.last_row + 1):
        entries = {heading: existing.get(address(row, found.column(heading))) for heading in found.columns}
        own = entries.get("id")
        if own is not None and is_own_row(entries, table):
            places[folded(str(own.value))] = row
    return places


def own_cells(
    filled: FilledTable, found: Table, reading: Reading, model: Model
) -> Iterator[tuple[str, Patch]]:
    """The cells of the rows that follow from others, and empty cells for those no longer needed."""
    looks = _looks_of_results(reading.file)
    places = own_places(reading, found, filled.declared, model)
    for entries in filled.rows[len(filled.rows) - filled.own_rows :]:
        for column, content in zip(filled.columns, entries, strict=True):
            number = filled.place.left + filled.place.headings.index(column.heading)
            at = address(places[str(entries[0])], number)
            yield at, patched(content, looks.get(column.look, looks["id"]))
    for own, row in derived_places(reading.file, found, filled.declared).items():
        if own not in places:
            for heading in found.columns:
                yield address(row, found.column(heading)), cell_values.Value(None)


def _looks_of_results(file: Package) -> dict[str, int | None]:
    """The styles of an id and of a name that nobody types, taken from Delivered."""
    delivered = tables(file)[DELIVERED]
    existing = cells(file, delivered.sheet)
    at = {"id": delivered.column("scenario"), "name": delivered.column("name")}
    found = {look: existing.get(address(delivered.first_row, column)) for look, column in at.items()}
    return {look: None if cell is None else cell.style for look, cell in found.items()}


def patched(content: Content, style: int | None) -> Patch:
    """What is to be put into a cell so that it has this content, in this style if the cell is new."""
    if isinstance(content, Formula):
        return cell_values.Formula(content.text, content.value, style=style)
    return cell_values.Value(content, style=style)
