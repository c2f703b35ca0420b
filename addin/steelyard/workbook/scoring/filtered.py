"""Tables of steelyard's own that somebody filtered: written anew only where the filter still holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.errors import WouldLoseContent
from steelyard.ooxml.addresses import address, column_letters
from steelyard.ooxml.concealment import hidden_rows
from steelyard.ooxml.sheet_cells import cells
from steelyard.ooxml.tables import filtered_columns
from steelyard.sheets.spec import Formula

if TYPE_CHECKING:
    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.tables import Table
    from steelyard.sheets.spec import FilledTable

CURE = "Clear the filter (Data > Clear), or show the rows (Format > Unhide), and score again"


def require_filter_holds(file: Package, table: FilledTable, found: Table) -> None:
    """Let a table pass in which the rows that somebody hid, and the columns that a filter goes by, stay.

    Args:
        file: the workbook as it was.
        table: what the table is to hold.
        found: where it stood.

    Raises:
        WouldLoseContent: a hidden row would hold another part, or a filter would go by another column.
    """
    named = f"table {found.name!r} on sheet {found.sheet!r}"
    for at in filtered_columns(file, found):
        if found.columns[at : at + 1] != table.place.headings[at : at + 1]:
            letters = column_letters(found.area.first_column + at)
            raise WouldLoseContent(
                f"{named} is filtered by column {letters} ({found.columns[at]}), which would hold something "
                f"else. {CURE}"
            )
    rows = range(found.first_row, found.last_row + 1)
    for row in hidden_rows(file, found.sheet):
        if row in rows and _names(file, found, table, row) != _wanted(table, row):
            raise WouldLoseContent(
                f"{named} is filtered, or rows of it are hidden: row {row} would hold "
                f"{_said(_wanted(table, row))} and not {_said(_names(file, found, table, row))}. {CURE}"
            )


def _names(file: Package, found: Table, table: FilledTable, row: int) -> tuple[str, ...]:
    """What names the row that stands there."""
    existing = cells(file, found.sheet)
    there = (
        existing.get(address(row, found.column(heading)))
        for heading in table.declared.row_key
        if heading in found.columns
    )
    return tuple("" if cell is None else str(cell.value or "") for cell in there)


def _wanted(table: FilledTable, row: int) -> tuple[str, ...]:
    """What is to name the row that will stand there; nothing where the table will end above it."""
    at = row - table.place.first
    if at >= len(table.rows):
        return ()
    entries = zip(table.columns, table.rows[at], strict=True)
    by_heading = {column.heading: entry for column, entry in entries}
    named = (by_heading[heading] for heading in table.declared.row_key)
    values = (entry.value if isinstance(entry, Formula) else entry for entry in named)
    return tuple(str(value or "") for value in values)


def _said(names: tuple[str, ...]) -> str:
    return repr("/".join(names)) if any(names) else "nothing"
