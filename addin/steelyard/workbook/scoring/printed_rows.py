"""Rows of a computed table: printed to the last entry, since there may be more, and as high as their text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.ooxml.addresses import row_and_column
from steelyard.ooxml.defined_names import with_print_area
from steelyard.ooxml.rows_and_columns import with_heights_fitted
from steelyard.ooxml.sheet_cells import cells
from steelyard.ooxml.sheet_index import sheet_part
from steelyard.ooxml.tables import tables
from steelyard.sheets.printing import print_area, printed
from steelyard.sheets.row_heights import fitted_rows, row_heights
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


def fitted_to_text(file: Package, sheets: Sequence[FilledSheet]) -> Package:
    """The workbook with every row of a computed table as high as its longest text, unless somebody fixed it.

    Args:
        file: the workbook, scored.
        sheets: its sheets, filled for the model.
    """
    for filled in sheets:
        if rows := fitted_rows(filled):
            part = sheet_part(file, tables(file)[filled.table.name].sheet)
            heights = {row: height for row, height in row_heights(filled).items() if row in rows}
            before = file.part(part)
            after = with_heights_fitted(before, heights, file.structure(part, "a sheet"))
            file = file if after == before else file.replaced({part: after})
    return file


def _last_entry(file: Package, table: Table, filled: FilledSheet) -> int:
    """The last row of a table with an entry that is printed, or its first row."""
    shown = {table.column(column.heading) for column in printed(filled) if column.heading in table.columns}
    held = (
        row_and_column(at) for at, cell in cells(file, table.sheet).items() if cell.value not in (None, "")
    )
    rows = (row for row, column in held if column in shown and table.first_row <= row <= table.last_row)
    return max(rows, default=table.first_row)
