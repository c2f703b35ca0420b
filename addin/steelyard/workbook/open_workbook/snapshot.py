"""Snapshots: the ranking as it stood, kept in the workbook by those who were about to change something.

One table on a sheet of its own, values only, one row an option, the newest at the end. It is no sheet of a
new workbook and no judgement: reading, scoring and growth pass it by like a user's own, and nothing in it
changes afterwards. The fingerprint tells later whether the judgements are those of then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.errors import WouldLoseContent
from steelyard.model.fingerprint import fingerprint
from steelyard.ooxml.addresses import Area, address, on_sheet
from steelyard.ooxml.sheet_cells import cells
from steelyard.ooxml.sheet_index import sheet_parts
from steelyard.ooxml.tables import require_room, tables
from steelyard.weigh import score_results
from steelyard.weigh.weighing import Weighing
from steelyard.workbook.open_workbook.changes import Changes, NewTable, Put, Resized, addresses
from steelyard.workbook.scoring.change_log import author

if TYPE_CHECKING:
    from datetime import datetime

    from steelyard.model.model import Model
    from steelyard.ooxml.cell_values import Scalar
    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.tables import Table
    from steelyard.weigh.result import ResultValue

SHEET, TABLE = "Snapshots", "snapshots"

TITLE = "Snapshots: the ranking as it stood"
PURPOSE = "One row an option, the newest at the end; values only, never changed afterwards."

POINTS = "0.0"

COLUMNS = {
    "when": (17.0, ""),
    "who": (18.0, ""),
    "fingerprint": (18.0, ""),
    "scenario": (22.0, ""),
    "viewpoint": (18.0, ""),
    "option": (22.0, ""),
    "name": (30.0, ""),
    "rank": (8.0, "0"),
    "benefit": (10.0, POINTS),
    "cost": (10.0, POINTS),
    "net": (10.0, POINTS),
    "verdict": (14.0, ""),
    "missing": (60.0, ""),
}
"""Width in characters and number format of each column."""

HEAD = 4
"""Row of the headings on a new sheet."""


def snapshot(file: Package, model: Model, now: datetime) -> Changes:
    """What to write to keep the ranking in the scenario and from the viewpoint on Decide.

    Args:
        file: the workbook.
        model: what its judgement sheets say.
        now: stands in the column *when*.

    Raises:
        WouldLoseContent: something of the user's is in the way.
    """
    rows = _rows(file, model, now)
    table = tables(file).get(TABLE)
    return _appended(file, table, rows) if table else _begun(file, rows)


def _rows(file: Package, model: Model, now: datetime) -> list[tuple[Scalar, ...]]:
    weighing = Weighing(model)
    scenario = weighing.scenarios[weighing.scenario()].id
    kept: dict[str, ResultValue] = {
        "when": now.strftime("%Y-%m-%d %H:%M"),
        "who": author(file),
        "fingerprint": fingerprint(model),
        "scenario": scenario,
        "viewpoint": weighing.viewpoint,
    }
    ranked = [kept | row for row in score_results.ranking(weighing).objects()]
    return [tuple(row[heading] for heading in COLUMNS) for row in ranked]


def _begun(file: Package, rows: list[tuple[Scalar, ...]]) -> Changes:
    """A sheet with its title, its table and these rows."""
    taken = [name for name in sheet_parts(file) if name.casefold() == SHEET.casefold()]
    if taken:
        raise WouldLoseContent(
            f"{file.where} has a sheet {taken[0]!r} that is not steelyard's; rename it to keep snapshots"
        )
    area = Area(HEAD, 1, HEAD + len(rows), len(COLUMNS))
    contents = {"A1": Put(TITLE), "A2": Put(PURPOSE)}
    contents |= _block(area, [tuple(COLUMNS), *rows])
    made = NewTable(TABLE, SHEET, area, tuple(COLUMNS.values()))
    return Changes((), {SHEET: contents}, (), new=made)


def _appended(file: Package, table: Table, rows: list[tuple[Scalar, ...]]) -> Changes:
    """The rows below those that are there, each under its heading, whatever columns stand in between."""
    gone = [heading for heading in COLUMNS if heading not in table.columns]
    if gone:
        at = on_sheet(table.sheet, address(table.area.first_row, table.area.first_column))
        raise WouldLoseContent(f"the table at {at} has no column {gone[0]!r} any more; name it so again")
    area = table.area._replace(last_row=table.area.last_row + len(rows))
    require_room(file, table, area, cells(file, table.sheet))
    put = {
        address(row, table.column(heading)): Put(value)
        for row, line in enumerate(rows, table.area.last_row + 1)
        for heading, value in zip(COLUMNS, line, strict=True)
    }
    return Changes((), {table.sheet: put}, (Resized(TABLE, table.sheet, area, table.area),))


def _block(area: Area, rows: list[tuple[Scalar, ...]]) -> dict[str, Put]:
    lines = zip(addresses(area), rows, strict=True)
    return {at: Put(value) for places, line in lines for at, value in zip(places, line, strict=True)}
