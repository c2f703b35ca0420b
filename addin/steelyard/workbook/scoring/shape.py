"""The shape that the tables of a workbook are to have once they hold its model, and whether they have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.errors import MissingTable
from steelyard.ooxml.addresses import address
from steelyard.ooxml.defined_names import defined_cells, defined_number
from steelyard.ooxml.sheet_cells import cells
from steelyard.ooxml.tables import tables
from steelyard.sheets.checks import ROOM_TO_GROW
from steelyard.sheets.columns import columns_of
from steelyard.sheets.contents import JUDGEMENT_TABLES, LOG, SHEETS
from steelyard.sheets.layout import CELLS, FIRST_FORM, FORM_NAME, SINCE, TEST, TESTS, Places, row_counts
from steelyard.sheets.spec import Kind
from steelyard.sheets.table_range import TableRange
from steelyard.workbook.scoring.derived_rows import derived_places, own_places, row_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from steelyard.model.draft import Row
    from steelyard.model.model import Model
    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.tables import Table
    from steelyard.sheets.spec import AnyColumn, FilledSheet
    from steelyard.workbook.reading.read import Reading

KEPT = (Kind.START, Kind.JUDGEMENTS)
"""Kinds of sheets whose tables hold what people typed; Decide holds none."""


def places_in(reading: Reading, model: Model) -> Places:
    """Where everything is to stand in this workbook, once its tables hold the model.

    Raises:
        MissingTable: a table, or a named cell that formulas refer to, is gone.
    """
    found, named = tables(reading.package), defined_cells(reading.package)
    names = [*CELLS, *(TEST.format(at + 1) for at in range(TESTS))]
    gone = [f"table {sheet.table!r}" for sheet in SHEETS if sheet.table not in found]
    gone += [f"name {name!r}" for name in names if name not in named]
    form = defined_number(reading.package, FORM_NAME, FIRST_FORM)
    if later := [name for name, since in SINCE.items() if since > form and name not in found]:
        raise MissingTable(
            f"{reading.package.where} has form {form}, which has no table {later[0]!r}; build it anew: "
            "steelyard export, then steelyard build"
        )
    if gone:
        raise MissingTable(f"{reading.package.where}: no {', no '.join(gone)}; was a sheet deleted?")
    columns, counts = columns_of(model), row_counts(model)
    own = own_places(reading, found["delivery"], model)
    spots = {
        sheet.table: _spot(reading, found[sheet.table], columns[sheet.table], counts[sheet.table], own)
        for sheet in SHEETS
    }
    filled = {name: _filled(reading, found[name]) for name in JUDGEMENT_TABLES}
    filled["delivery"] = len(model.all_scenarios)
    return Places(spots, {name: named[name] for name in names}, filled)


def _filled(reading: Reading, table: Table) -> int:
    """How many rows of a table will have something in their first column."""
    held, left = cells(reading.package, table.sheet), table.area.first_column
    rows = range(table.first_row, table.first_row + ROOM_TO_GROW + 1)
    firsts = (held.get(address(row, left)) for row in rows)
    there = sum(cell is not None and cell.value not in (None, "") for cell in firsts)
    return there + len(new_rows(reading.rows[table.name]))


def _spot(
    reading: Reading,
    table: Table,
    columns: Sequence[AnyColumn],
    rows: int,
    own: Mapping[str, int],
) -> TableRange:
    wanted = [column.heading for column in columns]
    head = table.first_row - 1
    if table.name == LOG:
        rows = table.last_row - head
    if table.name in reading.rows:
        below = own.values() if table.name == "delivery" else ()
        filled = last_filled(reading, table) + len(new_rows(reading.rows[table.name]))
        rows = max(table.last_row, filled, *below) - head
        wanted = [*table.columns, *(heading for heading in wanted if heading not in table.columns)]
    return TableRange(
        sheet=table.sheet, head=head, headings=tuple(wanted), rows=rows, left=table.area.first_column
    )


def new_rows(rows: Sequence[Row]) -> list[Row]:
    """Those that are not there yet."""
    return [row for row in rows if not row.place.at]


def last_filled(reading: Reading, table: Table) -> int:
    """The lowest row of the sheet on which an entry of a judgement table stands; below it is room for more.

    That is one that counts, or one of something that is gone, for what people judged of it stays. Where no
    entry stands it is the headings' row.
    """
    standing = row_numbers(reading.rows[table.name])
    if new_rows(reading.rows[table.name]):
        held = cells(reading.package, table.sheet)
        across = range(table.area.first_column, table.area.last_column + 1)
        standing += [
            row
            for row in range(table.first_row, table.last_row + 1)
            if any(
                (cell := held.get(address(row, at))) is not None
                and not cell.formula
                and cell.value not in (None, "")
                for at in across
            )
        ]
    return max(standing, default=table.first_row - 1)


def has_grown(package: Package, planned: Sequence[FilledSheet]) -> bool:
    """Whether any table has another shape than the model needs, or lists other parts."""
    found = tables(package)
    return any(_differs(package, found[plan.table.name], plan) for plan in planned if plan.table.name != LOG)


def _differs(package: Package, table: Table, plan: FilledSheet) -> bool:
    if table.columns != plan.spot.headings or table.last_row != plan.spot.last:
        return True
    firsts = [entries[0] for entries in plan.table.rows]
    if plan.table.name == "delivery" and len(derived_places(package, table)) != plan.table.own_rows:
        return True
    typed = plan.kind in KEPT and plan.table.name != "decide"
    if typed or not all(isinstance(each, str) for each in firsts):
        return False
    held, left = cells(package, table.sheet), table.area.first_column
    there = [held.get(address(row, left)) for row in range(table.first_row, table.last_row + 1)]
    return [None if cell is None else cell.value for cell in there][: len(firsts)] != firsts
