"""How far a computed table is printed: to its last entry, since it keeps more rows than it may need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.ooxml.addresses import row_and_column
from steelyard.ooxml.defined_names import with_print_area
from steelyard.ooxml.sheet_cells import cells
from steelyard.ooxml.tables import tables
from steelyard.sheets.printing import print_area, printed
from steelyard.sheets.spec import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.tables import Table
    from steelyard.sheets.spec import FilledSheet


def printed_to_last_entry(before: Package, after: Package, sheets: Sequence[FilledSheet]) -> Package:
    """The workbook with such tables printed to their last entry, where they were so before.

    Args:
        before: the workbook as it was read.
        after: the workbook, scored.
        sheets: its sheets, filled for the model.
    """
    for filled in sheets:
        if filled.kind is Kind.COMPUTED and filled.table.declared.room is not None:
            found, area = tables(before)[filled.table.name], print_area(filled)
            old = area._replace(last_row=_last_entry(before, found, filled))
            after = with_print_area(after, found.sheet, area, old)
    return after


def _last_entry(file: Package, table: Table, filled: FilledSheet) -> int:
    """The last row of a table with an entry that is printed, or its first row."""
    shown = {table.column(column.heading) for column in printed(filled) if column.heading in table.columns}
    held = (
        row_and_column(at) for at, cell in cells(file, table.sheet).items() if cell.value not in (None, "")
    )
    rows = (row for row, column in held if column in shown and table.first_row <= row <= table.last_row)
    return max(rows, default=table.first_row)
