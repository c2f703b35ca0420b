"""The rows of the sheet Package, read back as what they say of measures and options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.draft import Cell, Row
from steelyard.model.vocabulary import folded
from steelyard.sheets.headings import ASKED, OFFERED, PROPOSAL
from steelyard.workbook.reading.rows import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


SAYS = {"measure": ("measures", ASKED), "option": ("options", OFFERED)}
"""For each kind of row: the table that has its item, and the heading of what the row says of the item."""


def merged(tables: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
    """The tables of measures and options, with what the sheet Package says of each as cells of their rows."""
    by_item = {
        (folded(text_of(row, "kind")), folded(text_of(row, "item"))): row for row in tables.get(PROPOSAL, ())
    }
    found = dict(tables)
    for kind, (table, column) in SAYS.items() if PROPOSAL in tables else ():
        found[table] = [
            _with(row, by_item.get((kind, folded(text_of(row, "id")))), column) for row in tables[table]
        ]
    return found


def _with(row: Row, of_item: Row | None, column: str) -> Row:
    """A measure or an option with what its row on the sheet Package says of it."""
    cells = {heading: cell for heading, cell in row.cells.items() if heading != column}
    if of_item is not None and column in of_item.cells:
        cells[column] = of_item.cells[column]
    return Row(cells, row.place)


def misplaced(row: Row) -> Iterator[tuple[Cell, str]]:
    """Cells of a row that belong to the other kind of row, and what is needed instead."""
    kind = folded(text_of(row, "kind"))
    if kind == "measure" and folded(text_of(row, OFFERED)) not in ("", "no"):
        yield row.cells[OFFERED], "a measure is asked for, not offered: a level under 'asked' is needed"
    if kind == "option" and text_of(row, ASKED):
        yield row.cells[ASKED], "an option is offered, not asked for: yes under 'offered' is needed"
