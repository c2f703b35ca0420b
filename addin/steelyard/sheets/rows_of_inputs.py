"""The judgement tables: the draft of a model, laid out under the headings of its sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.draft_of_model import draft_of
from steelyard.model.vocabulary import folded
from steelyard.ooxml.dates import serial
from steelyard.sheets import delivery, tabled
from steelyard.sheets.columns import own_columns
from steelyard.sheets.contents import JUDGEMENT_TABLES
from steelyard.sheets.headings import TABLED
from steelyard.sheets.layout import LEVEL_SEPARATOR, LEVELS, ON_DECIDE
from steelyard.sheets.spec import Formula

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steelyard.model.draft import Row
    from steelyard.sheets.context import Context
    from steelyard.sheets.shares import Rows
    from steelyard.sheets.spec import Content


DAYS = (("record", "date"),)
"""Columns whose days a workbook holds as numbers."""

COUNTERPART_ID = ("party", "kind", "item")
"""Headings that name a row of the Counterpart sheet together."""


def judgements(book: Context) -> Mapping[str, Rows]:
    """The rows of every judgement table, and of the settings, by the table's name."""
    draft = draft_of(book.model)
    settings = [row for row in draft.tables["settings"] if row.cells["setting"].value not in ON_DECIDE]
    levels = (LEVELS, LEVEL_SEPARATOR.join(book.model.levels))
    return {
        "settings": (*_rows(book, "settings", settings), levels),
        **{table: _rows(book, table, draft.tables[table]) for table in JUDGEMENT_TABLES if table != TABLED},
        TABLED: _rows(book, TABLED, tabled.rows_of(book)),
        "delivery": (*_rows(book, "delivery", draft.tables["delivery"]), *delivery.derived_rows(book)),
    }


def _rows(book: Context, table: str, rows: list[Row]) -> Rows:
    return tuple(
        tuple(_content(book, table, column.heading, at, row) for column in book.columns[table])
        for at, row in enumerate(rows)
    )


def _content(book: Context, table: str, heading: str, at: int, row: Row) -> Content:
    if heading in row.cells:
        value = row.cells[heading].value
        if (table, heading) in DAYS and value:
            return float(serial(str(value)))
        return value if value is None or isinstance(value, int | float) else str(value)
    return own_formula(book, table, heading, at, row)


def own_formula(book: Context, table: str, heading: str, at: int, row: Row) -> Formula | None:
    """The live cell of a judgement row that stands in the table's row `at`, counted from 0."""
    here = book.tables[table].here
    if table == "counterpart" and heading == "id":
        parts = [row.cells[name].value if name in row.cells else None for name in COUNTERPART_ID]
        refs = (here.beside(name, at) for name in COUNTERPART_ID)
        return Formula('&"/"&'.join(refs), "/".join(str(part or "") for part in parts))
    if table == TABLED and heading in own_columns(table, [heading]):
        return tabled.cell(book, heading, at, row)
    if heading == "option" and table in ("linkage", "costs"):
        option = str(row.cells["id"].value)
        name = next(part.name for part in book.model.options if folded(part.id) == folded(option))
        return Formula(book.tables["options"].lookup(here.beside("id", at), "name"), name)
    if heading in own_columns(table, [heading]) and row.cells["id"].value:
        own = str(row.cells["id"].value)
        if table == "measures":
            return delivery.measure_cell(book, heading, at, own)
        entry = next(part for part in book.model.record if folded(part.id) == folded(own))
        return delivery.entry_cell(book, heading, at, entry)
    return None
