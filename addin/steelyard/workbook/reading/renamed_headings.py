"""Headings of steelyard's own that somebody renamed: which they are, and the workbook with them as they were.

A column is recognised by its place beside the headings that are still there, and by the word above its
heading (id, input, live and so on), which no column of the user has. So one renamed heading gives one
finding, and not one for each row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.model.draft import Place
from steelyard.model.findings import Finding, quoted_value
from steelyard.model.vocabulary import folded
from steelyard.ooxml.addresses import address
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.sheet_cells import cells, table_view, with_cells
from steelyard.ooxml.tables import table_resized, tables
from steelyard.sheets.catalogue import sheets_by_table, tables_by_name
from steelyard.sheets.headings import WHEN_COMPUTED
from steelyard.sheets.names import LEDGER
from steelyard.sheets.spec import Kind, Role

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.tables import Table
    from steelyard.sheets.spec import AnyColumn

TYPED = (Role.ID, Role.INPUT, Role.NOTE)
"""Columns that people type into: on the sheets of judgements a renamed heading of these is refused."""

_Judged = frozenset[tuple[str, str]]


class Headings(NamedTuple):
    """A workbook with its headings as they were, and what was found about them."""

    file: Package
    refused: tuple[Finding, ...] = ()
    """Headings over what people type: they have to be written again by hand."""
    restored: tuple[Finding, ...] = ()
    """Headings over what steelyard writes: a score writes them again."""


def with_own_headings(file: Package) -> Headings:
    """The workbook in which every heading that was renamed is as it was."""
    refused, restored = list[Finding](), list[Finding]()
    for name, table in tables(file).items():
        missing = _missing(name, table)
        if not missing:
            continue
        judged = _judged(file)
        now = _recognised(file, table, missing, {heading for _, heading in judged})
        for at, column in now.items():
            is_refused = (
                sheets_by_table()[name].kind in (Kind.START, Kind.JUDGEMENTS) and column.role in TYPED
            )
            (refused if is_refused else restored).append(_renamed(table, at, column))
        left = [column for column in missing if column not in now.values()]
        refused += _lost(name, left, judged)
        if now:
            file = _with_headings(file, table, {at: column.heading for at, column in now.items()})
    return Headings(file, tuple(refused), tuple(restored))


def _missing(name: str, table: Table) -> list[AnyColumn]:
    """The columns that every workbook has and whose headings this table has not."""
    declared = tables_by_name().get(name)
    if declared is None or not table.headings:
        return []
    there = {folded(heading) for heading in table.columns}
    return [column for column in declared.columns if folded(column.heading) not in there]


def _judged(file: Package) -> _Judged:
    """The sheet and the heading of every judgement that had a value at the last score."""
    if LEDGER not in tables(file):
        return frozenset()
    ledger = table_view(file, LEDGER)
    if not {"sheet", "column", WHEN_COMPUTED} <= {*ledger.table.columns}:
        return frozenset()
    return frozenset(
        (ledger.text(row, "sheet"), ledger.text(row, "column"))
        for row in ledger.rows
        if ledger.text(row, WHEN_COMPUTED)
    )


def _recognised(
    file: Package, table: Table, missing: Sequence[AnyColumn], known: Collection[str]
) -> Mapping[int, AnyColumn]:
    """The missing columns that are there under another heading, by their places in the table."""
    declared = tables_by_name()[table.name].columns
    own = {folded(column.heading) for column in declared} | {folded(heading) for heading in known}
    shown, above = cells(file, table.sheet), table.area.first_row - 1
    there = [folded(heading) for heading in table.columns]
    found: dict[int, AnyColumn] = {}

    def fits(at: int, column: AnyColumn) -> bool:
        if not 0 <= at < len(there) or at in found or there[at] in own or not above:
            return False
        word = shown.get(address(above, table.area.first_column + at))
        # Above what people type, "(input)" may follow the role.
        return word is not None and str(word.value).partition(" (")[0] == column.role.value

    for column in missing:
        place = declared.index(column)
        before = folded(declared[place - 1].heading) if place else ""
        after = folded(declared[place + 1].heading) if place + 1 < len(declared) else ""
        right_of = there.index(before) + 1 if before in there else 0 if not place else -1
        left_of = there.index(after) - 1 if after in there else len(there) - 1 if not after else -1
        at = next((at for at in (right_of, left_of) if fits(at, column)), None)
        if at is not None:
            found[at] = column
            there[at] = folded(column.heading)
    return found


def _renamed(table: Table, at: int, column: AnyColumn) -> Finding:
    cell = address(table.area.first_row, table.area.first_column + at)
    place = Place(sheets_by_table()[table.name].name, column=column.heading, at=f"cell {cell}")
    wanted = f"the heading {column.heading!r} belongs here"
    return Finding(place, quoted_value(table.columns[at]), wanted, "renamed-heading")


def _lost(name: str, columns: Sequence[AnyColumn], judged: _Judged) -> Iterator[Finding]:
    """Columns of judgements that are gone, and had entries at the last score or name the rows."""
    sheet, declared = sheets_by_table()[name], tables_by_name()[name]
    for column in columns if sheet.kind in (Kind.START, Kind.JUDGEMENTS) else ():
        names_rows = column.role is not Role.LIVE and column.heading in ("id", *declared.row_key)
        if names_rows or (sheet.name, column.heading) in judged:
            wanted = f"the column is gone; put it back, with the heading {column.heading!r}"
            yield Finding(Place(sheet.name, column=column.heading), "", wanted, "missing-column")


def _with_headings(file: Package, table: Table, headings: Mapping[int, str]) -> Package:
    """The workbook with these headings, by their places in the table."""
    columns = [headings.get(at, heading) for at, heading in enumerate(table.columns)]
    file = file.replaced({table.part: table_resized(file.part(table.part), table.ref, columns)})
    row, left = table.area.first_row, table.area.first_column
    return with_cells(
        file, {table.sheet: {address(row, left + at): Value(heading) for at, heading in headings.items()}}
    )
