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
"""For each kind of row: the table that its item stands in, and what the row says of the item."""


def merged(tables: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
    """The tables with what the sheet says as cells of the measures and options that it speaks of."""
    said = {
        (folded(text_of(row, "kind")), folded(text_of(row, "item"))): row for row in tables.get(PROPOSAL, ())
    }
    found = dict(tables)
    for kind, (table, column) in SAYS.items() if PROPOSAL in tables else ():
        found[table] = [
            _with(row, said.get((kind, folded(text_of(row, "id")))), column) for row in tables[table]
        ]
    return found


def _with(row: Row, said: Row | None, column: str) -> Row:
    cells = {heading: cell for heading, cell in row.cells.items() if heading != column}
    if said is not None and column in said.cells:
        cells[column] = said.cells[column]
    return Row(cells, row.place)


def misplaced(row: Row) -> Iterator[tuple[Cell, str]]:
    """Cells of a row that say what is said of the other kind of row, and what is wanted instead."""
    kind = folded(text_of(row, "kind"))
    if kind == "measure" and folded(text_of(row, OFFERED)) not in ("", "no"):
        yield row.cells[OFFERED], "a measure is asked for, not offered: a level under 'asked' is needed"
    if kind == "option" and text_of(row, ASKED):
        yield row.cells[ASKED], "an option is offered, not asked for: yes under 'offered' is needed"
