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
from steelyard.sheets.headings import TABLED
from steelyard.sheets.spec import Formula, Kind, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from steelyard.ooxml.cell_values import CellValue, Patch
    from steelyard.ooxml.tables import Table
    from steelyard.sheets.spec import FilledSheet


Patches = dict[str, dict[str, "Patch"]]
"""What to put where: by sheet, then by address."""

Key = tuple[str, ...]
"""What names a row: the texts of its key columns."""


def stale(package: Package, planned: Sequence[FilledSheet]) -> Patches:
    """Cells of steelyard's own that do not show what they should, with what they should show.

    Raises:
        WouldLoseContent: a table in the workbook has another shape than the model needs.
    """
    spots, named = tables(package), defined_cells(package)
    patches: Patches = {}
    for plan in planned:
        spot = spots[plan.table.name]
        sheet = cells(package, spot.sheet)
        wanted = {**dict(_in_table(plan, spot, sheet)), **dict(_above(plan, spot.sheet, named))}
        differing = {at: patch for at, patch in wanted.items() if not _shows(sheet.get(at), patch)}
        if differing:
            patches[spot.sheet] = differing
    return patches


def _in_table(plan: FilledSheet, spot: Table, sheet: Mapping[str, CellValue]) -> Iterator[tuple[str, Patch]]:
    columns = {heading: at for at, heading in enumerate(spot.columns, spot.area.first_column)}
    ours = [at for at, column in enumerate(plan.table.columns) if column.role in (Role.LIVE, Role.COMPUTED)]
    if not (plan.table.rows and (ours or plan.table.own_rows)):
        return
    row_of = _rows_by_id(plan, spot, sheet)
    for entries in enumerate(plan.table.rows):
        number = row_of(*entries)
        for column, content in zip(plan.table.columns, entries[1], strict=True):
            if not (isinstance(content, Formula) or column.role is Role.COMPUTED):
                continue
            if column.heading not in columns:
                raise WouldLoseContent(
                    f"sheet {spot.sheet!r}: table {spot.name!r} has no column {column.heading!r}; " + REBUILD
                )
            at = address(number, columns[column.heading])
            yield at, Cached(content.value) if isinstance(content, Formula) else Value(content)


KEYS = {"counterpart": ("party", "kind", "item"), TABLED: ("kind", "item")}
"""Headings that name a row together, where not the first one does."""

REBUILD = (
    "somebody changed a sheet of steelyard's own. Build the workbook anew: steelyard export, then "
    "steelyard build"
)


def _rows_by_id(
    plan: FilledSheet, spot: Table, sheet: Mapping[str, CellValue]
) -> Callable[[int, Sequence[object]], int]:
    """Where each planned row stands in the workbook: by its id where it has one, else by its place."""
    area = spot.area
    count, there = len(plan.table.rows), area.last_row - area.first_row
    keys = KEYS.get(plan.table.name, plan.spot.headings[:1])
    at_keys = [plan.spot.headings.index(heading) for heading in keys]

    def key(entries: Sequence[object]) -> Key:
        return tuple(str(entries[at] or "") for at in at_keys)

    if not isinstance(plan.table.rows[0][at_keys[0]], str):
        if count != there:
            raise WouldLoseContent(
                f"sheet {spot.sheet!r}: table {spot.name!r} has {there} rows and needs {count}; {REBUILD}"
            )
        return lambda at, _: area.first_row + 1 + at
    rows: dict[Key, int] = {}
    columns = [area.first_column + spot.columns.index(heading) for heading in keys]
    for number in range(area.first_row + 1, area.last_row + 1):
        held = [sheet.get(address(number, column)) for column in columns]
        rows[tuple("" if cell is None else str(cell.value or "") for cell in held)] = number
    wanted = [key(entries) for entries in plan.table.rows]
    missing = [_named(key) for key in wanted if key not in rows]
    if missing:
        raise WouldLoseContent(
            f"sheet {spot.sheet!r}: table {spot.name!r} has no row for {', '.join(missing[:5])}"
            f"{f' and {len(missing) - 5} more' if len(missing) > 5 else ''}; {REBUILD}"
        )
    left = [_named(key) for key in rows if any(key) and key not in wanted]
    if left and plan.kind is not Kind.JUDGEMENTS:
        raise WouldLoseContent(
            f"sheet {spot.sheet!r}: table {spot.name!r} still has rows for {', '.join(left[:5])}; {REBUILD}"
        )
    return lambda _, entries: rows[key(entries)]


def _named(key: Key) -> str:
    return repr("/".join(key))


def _above(
    plan: FilledSheet, sheet: str, named: Mapping[str, tuple[str, str]]
) -> Iterator[tuple[str, Patch]]:
    for cell in plan.placed:
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
