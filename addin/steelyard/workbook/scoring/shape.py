"""The shape that the tables of a workbook need for its model, and whether they have it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from steelyard.errors import MissingTable
from steelyard.ooxml.addresses import address, column_letters
from steelyard.ooxml.dates import days_before
from steelyard.ooxml.defined_names import defined_cells
from steelyard.ooxml.sheet_cells import cells
from steelyard.ooxml.tables import tables
from steelyard.sheets.catalogue import context_of, tables_by_name
from steelyard.sheets.forms import FORM
from steelyard.sheets.names import ROOM_TO_GROW
from steelyard.sheets.places import GIVING, Places, given_in, is_given
from steelyard.sheets.spec import Kind, Role
from steelyard.sheets.table_range import TableRange
from steelyard.workbook.reading.cures import NEW_WORKBOOK, UNDO
from steelyard.workbook.reading.dropped import require_tables
from steelyard.workbook.reading.located import located
from steelyard.workbook.scoring.derived_rows import (
    derived_places,
    last_filled,
    new_rows,
    own_places,
    row_numbers,
)
from steelyard.workbook.scoring.logged import open_conflicts, unexplained
from steelyard.workbook.scoring.signatures import signatures
from steelyard.workbook.scoring.weighed_ranges import weighed_ranges

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.model.model import Model
    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.tables import Table
    from steelyard.sheets import spec
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import FilledSheet, FilledTable
    from steelyard.workbook.reading.read import Reading


def context_in(reading: Reading, model: Model) -> Context:
    """The context of a model in this workbook: the places are those after the tables have grown.

    Raises:
        MissingTable: a table, or a named cell that formulas refer to, is gone.
    """
    return in_place(context_of(model), reading)


def in_place(context: Context, reading: Reading) -> Context:
    """The same context with the places of another state of the workbook; see `context_in`."""
    model = context.model
    found, named = tables(reading.file), defined_cells(reading.file)
    names = [name for sheet in context.sheets for name in sheet.cells]
    _require_all(reading.file, context, [name for name in names if name not in named])
    places = {
        table.name: _place(reading, found[table.name], table, context)
        for sheet in context.sheets
        for table in sheet.tables
    }
    filled = {
        table.name: len(model.all_scenarios) if table.own_ids else _filled(reading, found[table.name])
        for sheet in context.sheets
        for table in sheet.tables
        if sheet.kind is Kind.JUDGEMENTS
    }
    given = sum(_given(reading, found[name], model) for name in GIVING)
    return context.with_places(
        Places(
            places,
            named,
            filled,
            days_before(reading.file),
            weighed_ranges(reading.file, model),
            given,
            len(open_conflicts(reading.file)),
            unexplained(reading.file),
            signatures(reading.file, model),
        )
    )


def _given(reading: Reading, table: Table, model: Model) -> int:
    """How many numbers a table will give; see `Places.given`."""
    columns = [heading for heading in table.columns if is_given(model, table.name, heading)]
    there = sum(_entries(reading, table, heading) for heading in columns)
    return there + given_in(model, table.name, new_rows(reading.rows[table.name]))


def _entries(reading: Reading, table: Table, heading: str) -> int:
    """How many cells of a column hold something, as far down as formulas count them."""
    letters = column_letters(table.column(heading))
    rows = range(table.first_row, table.first_row + ROOM_TO_GROW + 1)
    return sum(
        at.startswith(letters)
        and (number := at.removeprefix(letters)).isdecimal()
        and int(number) in rows
        and cell.value not in (None, "")
        for at, cell in cells(reading.file, table.sheet).items()
    )


def _require_all(file: Package, context: Context, names: Sequence[str]) -> None:
    """Refuse a workbook that lacks a table.

    Args:
        file: the workbook.
        context: the sheets that it should have.
        names: the names of cells that it lacks.

    Raises:
        MissingTable: it has an older form, another program dropped its tables, or something was deleted.
    """
    require_tables(file)
    found, form = tables(file), located(file).form
    lacking = [
        (table.name, sheet.since)
        for sheet in context.sheets
        for table in sheet.tables
        if table.name not in found
    ]
    later = [f"table {name!r}" for name, since in lacking if since > form]
    if form < FORM:
        later += [f"name {name!r}" for name in names]
    if later:
        raise MissingTable(
            f"{file.where} is a workbook of form {form}, which has no {later[0]}: it can be read, shown, "
            f"checked and exported, but not scored. {NEW_WORKBOOK}"
        )
    gone = [*(f"table {name!r}" for name, _ in lacking), *(f"name {name!r}" for name in names)]
    if gone:
        raise MissingTable(f"{file.where}: no {', no '.join(gone)}; was a sheet deleted? {UNDO}")


def _filled(reading: Reading, table: Table) -> int:
    """How many rows of a table will have something in the column that counts them."""
    by = tables_by_name()[table.name].counted_by
    return _entries(reading, table, by) + len(new_rows(reading.rows[table.name]))


def _place(reading: Reading, found: Table, table: spec.Table[Any], context: Context) -> TableRange:
    """Where a table will stand: a judgement table keeps its rows and columns, and gets the new ones."""
    wanted = [column.heading for column in table.columns]
    head, rows = found.first_row - 1, context.count(table)
    if table.kept:
        rows = found.last_row - head
        wanted = [*found.columns, *(heading for heading in wanted if heading not in found.columns)]
    if table.name in reading.rows:
        below = own_places(reading, found, table, context.model).values() if table.own_ids else ()
        filled = last_filled(reading, found) + len(new_rows(reading.rows[table.name]))
        rows = max(found.last_row, filled, *below) - head
        wanted = [*found.columns, *(heading for heading in wanted if heading not in found.columns)]
    return TableRange(
        found.sheet, head, tuple(wanted), rows, found.area.first_column, named_by=table.named_by
    )


def has_grown(file: Package, sheets: Sequence[FilledSheet]) -> bool:
    """Whether any table has another shape than the model needs, or lists other parts."""
    found = tables(file)
    return any(
        _differs(file, found[table.name], sheet.kind, table)
        for sheet in sheets
        for table in sheet.tables
        if not table.declared.kept
    )


def _differs(file: Package, found: Table, kind: Kind, table: FilledTable) -> bool:
    if found.columns != table.place.headings or found.last_row != table.place.last:
        return True
    if table.declared.own_ids and len(derived_places(file, found, table.declared)) != table.own_rows:
        return True
    if kind in (Kind.START, Kind.JUDGEMENTS) and table.declared.typed_rows:
        return False
    firsts = [entries[0] for entries in table.rows]
    if not all(isinstance(each, str) for each in firsts):
        return False
    existing, left = cells(file, found.sheet), found.area.first_column
    there = [existing.get(address(row, left)) for row in range(found.first_row, found.last_row + 1)]
    return [None if cell is None else cell.value for cell in there][: len(firsts)] != firsts


def lacks_formulas(reading: Reading, sheets: Sequence[FilledSheet]) -> bool:
    """Whether a row that people typed, or moved within its table, has no formula yet where one belongs."""
    found = tables(reading.file)
    return any(
        _lacks_formulas(reading, found[table.name], table)
        for sheet in sheets
        for table in sheet.tables
        if table.name in reading.rows
    )


def _lacks_formulas(reading: Reading, found: Table, table: FilledTable) -> bool:
    existing = cells(reading.file, found.sheet)
    live = [
        found.column(column.heading)
        for column in table.columns
        if column.role is Role.LIVE and column.heading in found.columns
    ]
    numbers = row_numbers(reading.rows[table.name])
    return any(address(row, column) not in existing for row in numbers for column in live)


def place_of(table: Table) -> TableRange:
    """Where a table that was found stands, as formulas and lists name it."""
    rows = table.last_row - table.first_row + 1
    return TableRange(table.sheet, table.first_row - 1, table.columns, rows, table.area.first_column)
