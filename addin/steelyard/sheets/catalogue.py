"""The sheets of a workbook in reading order; and a sheet filled with what stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.sheets.spec import (
    At,
    FilledSheet,
    FilledTable,
    HeaderCell,
    Kind,
    View,
)

if TYPE_CHECKING:
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import Rows, Sheet, Table

FLAGS_ROW = 4
"""Row of the flags, or of the view, on all sheets but the first two."""

FLAGGED = (Kind.START, Kind.JUDGEMENTS, Kind.COMPUTED)
"""Kinds of sheets that repeat the flags of Checks."""


def filled(sheet: Sheet, context: Context) -> FilledSheet:
    """A sheet with its cells, its charts and the rows of its table."""
    table = sheet.table
    own = table.own_rows(context)
    return FilledSheet(
        name=sheet.name,
        kind=sheet.kind,
        title=sheet.title or context.model.settings.title,
        purpose=sheet.purpose,
        placed=(*_view(context, sheet), *sheet.header(context)),
        table=FilledTable(table.name, table.columns, rows(table, context), len(own)),
        spot=context.tables[table.name],
        charts=sheet.charts(context),
        frozen_columns=sheet.frozen_columns,
    )


def rows(table: Table, context: Context) -> Rows:  # type: ignore[type-arg]
    """The cells of a table, row by row; a table without entries has none."""
    here = context.tables[table.name]
    typed = (
        (None,) * len(table.columns)
        if entry is None
        else tuple(
            column.content(at) for at in (At(context, here, place, entry),) for column in table.columns
        )
        for place, entry in enumerate(table.rows(context))
    )
    own = (tuple(cells.get(column.heading) for column in table.columns) for cells in table.own_rows(context))
    return (*typed, *own)


def _view(context: Context, sheet: Sheet) -> tuple[HeaderCell, ...]:
    """The line below the purpose: the flags, but on Checks, which holds them; or the view of a live table."""
    table = sheet.table.name
    if sheet.view is not View.NONE:
        return (HeaderCell(FLAGS_ROW, 1, context.view(sheet.view), "flag", f"{table}_view"),)
    if sheet.kind in FLAGGED:
        row = FLAGS_ROW - (sheet.kind is Kind.START)
        return (HeaderCell(row, 1, context.flags, "flag", f"{table}_flags"),)
    return ()
