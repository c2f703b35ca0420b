"""Cells that do not show what they should: which they are, and what to put there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.errors import WouldLoseContent
from steelyard.ooxml.addresses import address
from steelyard.ooxml.cell_values import Cached, Value
from steelyard.ooxml.defined_names import defined_cells
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells
from steelyard.ooxml.tables import tables
from steelyard.sheets.spec import Formula, Kind, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from steelyard.ooxml.cell_values import CellValue, Patch
    from steelyard.ooxml.tables import Table as FoundTable
    from steelyard.sheets.spec import FilledSheet, FilledTable


Patches = dict[str, dict[str, "Patch"]]
"""What to put where: by sheet, then by address."""

Key = tuple[str, ...]
"""What names a row: the texts of its key columns."""


REBUILD = (
    "somebody changed a sheet of steelyard's own. Build the workbook anew: steelyard export, then "
    "steelyard build"
)


def stale(file: Package, sheets: Sequence[FilledSheet]) -> Patches:
    """Cells of steelyard's own that do not show what they should, with what they should show.

    Raises:
        WouldLoseContent: a table in the workbook has another shape than the model needs.
    """
    found, named = tables(file), defined_cells(file)
    patches: Patches = {}
    for sheet in sheets:
        for table in sheet.tables:
            there = found[table.name]
            held = cells(file, there.sheet)
            wanted = {
                **dict(_in_table(sheet.kind, table, there, held)),
                **dict(_above(sheet, there.sheet, named)),
            }
            differing = {at: patch for at, patch in wanted.items() if not _shows(held.get(at), patch)}
            if differing:
                patches.setdefault(there.sheet, {}).update(differing)
    return patches


def _in_table(
    kind: Kind, table: FilledTable, found: FoundTable, held: Mapping[str, CellValue]
) -> Iterator[tuple[str, Patch]]:
    columns = {heading: at for at, heading in enumerate(found.columns, found.area.first_column)}
    is_written = any(column.role in (Role.LIVE, Role.COMPUTED) for column in table.columns)
    if not (table.rows and (is_written or table.own_rows)):
        return
    for number, entries in zip(_row_numbers(kind, table, found, held), table.rows, strict=True):
        for column, content in zip(table.columns, entries, strict=True):
            if not (isinstance(content, Formula) or column.role is Role.COMPUTED):
                continue
            if column.heading not in columns:
                raise WouldLoseContent(
                    f"sheet {found.sheet!r}: table {found.name!r} has no column {column.heading!r}; {REBUILD}"
                )
            at = address(number, columns[column.heading])
            yield at, Cached(content.value) if isinstance(content, Formula) else Value(content)


def _row_numbers(
    kind: Kind, table: FilledTable, found: FoundTable, held: Mapping[str, CellValue]
) -> Sequence[int]:
    """On which row of the workbook each row stands: found by its key where it has one, else by its place."""
    headings = [column.heading for column in table.columns]
    keys = table.declared.keys or (headings[0],)
    at_keys = [headings.index(heading) for heading in keys]
    if not isinstance(table.rows[0][at_keys[0]], str):
        there = found.last_row - found.first_row + 1
        if len(table.rows) != there:
            raise WouldLoseContent(
                f"sheet {found.sheet!r}: table {found.name!r} has {there} rows and needs {len(table.rows)}; "
                f"{REBUILD}"
            )
        return range(found.first_row, found.last_row + 1)
    rows: dict[Key, int] = {}
    columns = [found.column(heading) for heading in keys]
    for number in range(found.first_row, found.last_row + 1):
        cells_of_key = [held.get(address(number, column)) for column in columns]
        rows[tuple("" if cell is None else str(cell.value or "") for cell in cells_of_key)] = number
    wanted = [tuple(str(entries[at] or "") for at in at_keys) for entries in table.rows]
    missing = [_named(key) for key in wanted if key not in rows]
    if missing:
        raise WouldLoseContent(
            f"sheet {found.sheet!r}: table {found.name!r} has no row for {', '.join(missing[:5])}"
            f"{f' and {len(missing) - 5} more' if len(missing) > 5 else ''}; {REBUILD}"
        )
    known = set(wanted)
    left = [_named(key) for key in rows if any(key) and key not in known]
    if left and kind is not Kind.JUDGEMENTS:
        raise WouldLoseContent(
            f"sheet {found.sheet!r}: table {found.name!r} still has rows for {', '.join(left[:5])}; {REBUILD}"
        )
    return [rows[key] for key in wanted]


def _named(key: Key) -> str:
    return repr("/".join(key))


def _above(
    filled: FilledSheet, sheet: str, named: Mapping[str, tuple[str, str]]
) -> Iterator[tuple[str, Patch]]:
    for cell in filled.header:
        if cell.name and cell.allowed is None and cell.name in named and named[cell.name][0] == sheet:
            content = cell.content
            yield (
                named[cell.name][1],
                Cached(content.value) if isinstance(content, Formula) else Value(content),
            )


def _shows(cell: CellValue | None, patch: Patch) -> bool:
    """Whether the cell shows this already."""
    value = None if cell is None else cell.value
    if isinstance(value, bool) or value in (None, ""):
        return patch.value in (None, "")
    return value == patch.value
