"""Columns of a table of steelyard's own that stand elsewhere once it has grown, and take their look along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.ooxml.addresses import address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from steelyard.ooxml.tables import Table
    from steelyard.sheets.spec import FilledTable


def moved_columns(table: FilledTable, found: Table) -> dict[int, int]:
    """Where each column of a table of steelyard's own stood that moved, or one that looks like a new one."""
    alike = {
        (column.look, column.role): found.column(column.heading)
        for column in table.columns
        if column.heading in found.columns
    }
    moved: dict[int, int] = {}
    for now, column in enumerate(table.columns, table.place.left):
        known = column.heading in found.columns
        before = found.column(column.heading) if known else alike.get((column.look, column.role), now)
        if before != now and now <= found.area.last_column:
            moved[now] = before
    return moved


def moved_styles(
    table: FilledTable, found: Table, looks: Mapping[str, int], moved: Mapping[int, int]
) -> Iterator[tuple[str, int]]:
    """The look of each cell in columns that moved: of the word, the heading or the first entry before."""
    place = table.place
    for now, before in moved.items():
        for row in range(place.head - 1, place.last + 1):
            look = looks.get(address(min(row, found.first_row), before))
            if look is not None:
                yield address(row, now), look
