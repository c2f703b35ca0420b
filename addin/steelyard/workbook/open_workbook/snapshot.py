"""Snapshots: the ranking as it stood, kept in the workbook by those who were about to change something.

One table on a sheet of its own, values only, one row an option, the newest at the end. It is no sheet of a
new workbook and no judgement: reading, scoring and growth pass it by like a user's own, and nothing in it
changes afterwards. The fingerprint tells later whether the judgements are those of then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.errors import WouldLoseContent
from steelyard.model.fingerprint import fingerprint
from steelyard.ooxml.addresses import Area, address, cell_name
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


def snapshot(package: Package, model: Model, now: datetime) -> Changes:
    """What to write to keep the ranking in the scenario and from the viewpoint on Decide.

    Args:
        package: the workbook.
        model: what its judgement sheets say.
        now: stands in the column *when*.

    Raises:
        WouldLoseContent: something of the user's is in the way.
    """
    rows = _rows(package, model, now)
    spot = tables(package).get(TABLE)
    return _appended(package, spot, rows) if spot else _begun(package, rows)


def _rows(package: Package, model: Model, now: datetime) -> list[tuple[Scalar, ...]]:
    weighing = Weighing(model)
    scenario = weighing.scenarios[weighing.scenario()].id
    kept = (now.strftime("%Y-%m-%d %H:%M"), author(package), fingerprint(model), scenario, weighing.viewpoint)
    rows = score_results.ranking(weighing).rows
    return [
        (*kept, option, name, rank, benefit, cost, net, verdict, missing)
        for option, name, rank, benefit, cost, net, verdict, missing, _ in rows
    ]


def _begun(package: Package, rows: list[tuple[Scalar, ...]]) -> Changes:
    """A sheet with its title, its table and these rows."""
    taken = [name for name in sheet_parts(package) if name.casefold() == SHEET.casefold()]
    if taken:
        raise WouldLoseContent(
            f"{package.where} has a sheet {taken[0]!r} that is not steelyard's; rename it to keep snapshots"
        )
    area = Area(HEAD, 1, HEAD + len(rows), len(COLUMNS))
    told = {"A1": Put(TITLE), "A2": Put(PURPOSE)}
    told |= _block(area, [tuple(COLUMNS), *rows])
    made = NewTable(TABLE, SHEET, area, tuple(COLUMNS.values()))
    return Changes((), {SHEET: told}, (), new=made)


def _appended(package: Package, spot: Table, rows: list[tuple[Scalar, ...]]) -> Changes:
    """The rows below those that are there, each under its heading, whatever columns stand in between."""
    gone = [heading for heading in COLUMNS if heading not in spot.columns]
    if gone:
        at = cell_name(spot.sheet, address(spot.area.first_row, spot.area.first_column))
        raise WouldLoseContent(f"the table at {at} has no column {gone[0]!r} any more; name it so again")
    area = spot.area._replace(last_row=spot.area.last_row + len(rows))
    require_room(package, spot, area, cells(package, spot.sheet))
    put = {
        address(row, spot.column(heading)): Put(value)
        for row, line in enumerate(rows, spot.area.last_row + 1)
        for heading, value in zip(COLUMNS, line, strict=True)
    }
    return Changes((), {spot.sheet: put}, (Resized(TABLE, spot.sheet, area, spot.area),))


def _block(area: Area, rows: list[tuple[Scalar, ...]]) -> dict[str, Put]:
    lines = zip(addresses(area), rows, strict=True)
    return {at: Put(value) for places, line in lines for at, value in zip(places, line, strict=True)}
