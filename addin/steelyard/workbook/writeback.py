"""Score: put what the engine computes into a workbook that people own, and leave all else as it was."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from steelyard.errors import InvalidModel, MissingTable, WouldLoseContent
from steelyard.workbook.addresses import address
from steelyard.workbook.book import Book
from steelyard.workbook.charted import with_charts
from steelyard.workbook.deal_columns import TABLED
from steelyard.workbook.defined import defined_cells
from steelyard.workbook.growth import grown
from steelyard.workbook.ledger import AS_COMPUTED
from steelyard.workbook.memory import entries as log_entries
from steelyard.workbook.memory import with_entries
from steelyard.workbook.package import Package, write
from steelyard.workbook.plan import Formula, Kind, Role
from steelyard.workbook.plans import plans
from steelyard.workbook.problems import note
from steelyard.workbook.read import read_package
from steelyard.workbook.shape import has_grown, places_in
from steelyard.workbook.sheets import cells, tables, with_cells
from steelyard.workbook.xml_values import Cached, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from steelyard.model.findings import Finding
    from steelyard.model.model import Model
    from steelyard.workbook.plan import SheetPlan
    from steelyard.workbook.sheets import TableSpot
    from steelyard.workbook.xml_values import CellValue, Patch

Patches = dict[str, dict[str, "Patch"]]
"""What to put where: by sheet, then by address."""

Key = tuple[str, ...]
"""What names a row: the texts of its key columns."""


NOTED = "The sheet Checks lists this too; nothing else in the file was touched."
"""What a refusal says besides, once its problems stand on Checks."""


class Scored(NamedTuple):
    """What a score did: the model it read, what it noticed, and how many cells it set."""

    model: Model
    findings: tuple[Finding, ...]
    changed: int


def score(source: Path | str, target: Path | str | None = None, *, now: datetime | None = None) -> Scored:
    """Read the judgements, compute, and write the computed tables and every stale value back.

    Args:
        source: the workbook.
        target: where the result goes; None writes it back in place.
        now: what the Change log says of when; None means the time of the call, in UTC.

    Raises:
        InvalidModel: the judgements make no model; nothing is written but, in place, the problems on Checks
            (see `problems.note`), which holds for the next two as well.
        WouldLoseContent: the tables have outgrown their sheets, or a cell is not steelyard's to set.
        MissingTable: see `read_workbook`.
        LockedWorkbook, ReadOnlyWorkbook, NoSpace: the target cannot be written; it stays as it was.
        UnreadableFile, NotAWorkbook, EncryptedWorkbook, HostileWorkbook: see `read_workbook`.
    """
    package, now = Package.read(source), now or datetime.now(tz=UTC)
    try:
        package, done = scored(package, now=now)
    except (InvalidModel, MissingTable, WouldLoseContent) as refusal:
        if target is None and note(package, source, refusal, now):
            refusal.add_note(NOTED)
        raise
    write(package, source if target is None else target)
    return done


def scored(package: Package, *, now: datetime | None = None) -> tuple[Package, Scored]:
    """The workbook with its results as they should be, and what that took; see `score`."""
    reading = read_package(package, as_live=True)
    model = reading.fit()
    book = Book(model, places_in(reading, model))
    planned = plans(book)
    package = with_entries(reading.package, log_entries(reading.package, model, now or datetime.now(tz=UTC)))
    reading = reading._replace(package=package)
    if has_grown(package, planned) or has_other_formulas(package, model):
        package = grown(reading, planned, book)
    patches = stale(package, planned)
    package = with_charts(with_cells(package, patches), planned)
    return package, Scored(model, reading.findings, sum(len(cells) for cells in patches.values()))


def has_other_formulas(package: Package, model: Model) -> bool:
    """Whether a judgement that formulas are made from is another than when they were written."""
    ledger = tables(package)["checks"]
    sheet = cells(package, ledger.sheet)

    def held(row: int, heading: str) -> str:
        cell = sheet.get(address(row, ledger.column(heading)))
        return "" if cell is None else str(cell.value)

    return any(
        held(row, "allowed") == AS_COMPUTED
        and held(row, "when computed") != str(model.values.get(held(row, "key"), ""))
        for row in range(ledger.first_row, ledger.last_row + 1)
    )


def stale(package: Package, planned: Sequence[SheetPlan]) -> Patches:
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


def _in_table(
    plan: SheetPlan, spot: TableSpot, sheet: Mapping[str, CellValue]
) -> Iterator[tuple[str, Patch]]:
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
    plan: SheetPlan, spot: TableSpot, sheet: Mapping[str, CellValue]
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


def _above(plan: SheetPlan, sheet: str, named: Mapping[str, tuple[str, str]]) -> Iterator[tuple[str, Patch]]:
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
