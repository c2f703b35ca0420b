"""The rows of a table that people type into, as a draft holds them: every cell with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from steelyard.model.draft import Cell, Place, Row, Uncomputed
from steelyard.model.findings import quoted_value
from steelyard.model.vocabulary import folded
from steelyard.ooxml.addresses import address
from steelyard.ooxml.cell_values import CellError
from steelyard.ooxml.dates import day
from steelyard.sheets.catalogue import own_headings, sheet_name, tables_by_name

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from steelyard.ooxml.cell_values import CellValue
    from steelyard.ooxml.tables import Table as FoundTable
    from steelyard.sheets.spec import Table

NAMED_BY = ("id", "setting", "key")
"""Headings that name a row where its table declares no keys; the first of them that is filled counts."""


def rows(found: FoundTable, sheet: Mapping[str, CellValue], dated: Collection[int]) -> list[Row]:
    """The table's entries, and those typed right below it.

    Args:
        found: where the table stands.
        sheet: the cells of its sheet.
        dated: numbers of the cell styles that show a number as a day.
    """
    declared, area = tables_by_name()[found.name], found.area
    typed: list[Row] = []
    number = area.first_row + 1
    while True:
        held = {
            heading: sheet.get(address(number, column))
            for column, heading in enumerate(found.columns, area.first_column)
        }
        empty = all(cell is None or cell.value in (None, "") or cell.formula for cell in held.values())
        if number > area.last_row and empty:
            return typed
        if not empty and not is_own_row(held, declared):
            typed.append(_row(declared, found, number, held, dated))
        number += 1


def is_own_row(held: Mapping[str, CellValue | None], table: Table[Any]) -> bool:
    """Whether a row is one that nobody types, since it follows from others; not one that is typed."""
    own = held.get("id")
    return (
        bool(table.own_ids)
        and own is not None
        and folded(str(own.value)) in table.own_ids
        and any(cell is not None and cell.formula for cell in held.values())
    )


def _row(
    table: Table[Any],
    found: FoundTable,
    number: int,
    held: Mapping[str, CellValue | None],
    dated: Collection[int],
) -> Row:
    sheet = sheet_name(table.name)
    days = {column.heading for column in table.columns if column.dated}
    plain = {
        heading: None if cell is None else _plain(cell, dated=cell.style in dated or heading in days)
        for heading, cell in held.items()
    }
    if table.keys:
        named: object = "/".join(str(plain.get(part) or "") for part in table.keys)
    else:
        named = next((plain[heading] for heading in NAMED_BY if plain.get(heading) is not None), None)
    row_id = quoted_value(named).strip("'")
    own = own_headings(table.name, found.columns)
    entries = {
        heading: Cell(value, Place(sheet, row_id, heading, f"cell {address(number, found.column(heading))}"))
        for heading, value in plain.items()
        if heading not in own
    }
    return Row(entries, Place(sheet, row_id, "", f"row {number}"))


def _plain(cell: CellValue, *, dated: bool) -> object:
    """What stands in a cell, as a draft holds it."""
    value = cell.value if cell.value is not None or not cell.formula else Uncomputed(cell.formula)
    if isinstance(value, CellError):
        return str(value)
    if isinstance(value, str):
        return value or None
    if dated and isinstance(value, float | int) and not isinstance(value, bool):
        return day(value)
    if isinstance(value, float) and value.is_integer() and not isinstance(value, bool):
        return int(value) if abs(value) < 2**53 else value
    return value


def text_of(row: Row, column: str) -> str:
    """The text of a row's entry; empty where there is none."""
    cell = row.cells.get(column)
    return "" if cell is None or cell.value is None else str(cell.value)
