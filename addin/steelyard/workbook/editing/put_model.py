"""A model typed into a workbook whose judgements differ from it: only the cells that must change are set.

Cells are found by table, by the names of their rows and by heading. New rows come below the others, and all
sheets that depend on them grow. A row that goes is emptied, as a person would; the table keeps its size.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from steelyard.model.draft import Row
from steelyard.model.fields import INPUTS
from steelyard.model.vocabulary import folded
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.dates import days_before
from steelyard.ooxml.sheet_cells import table_view, with_cells
from steelyard.sheets.catalogue import context_of, filled_sheets
from steelyard.sheets.names import DECIDE_CELLS
from steelyard.sheets.places import Places
from steelyard.sheets.spec import At, Formula, Kind, Role
from steelyard.sheets.table_range import TableRange
from steelyard.workbook.reading.located import located
from steelyard.workbook.scoring.growth import grown
from steelyard.workbook.scoring.shape import context_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from steelyard.model.model import Model
    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.tables import TableView
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import Table
    from steelyard.workbook.reading.read import Reading

TYPED = (Role.ID, Role.INPUT, Role.NOTE)
"""Columns that people type into."""

Key = tuple[str, ...]
"""The ids that name a row of a table, in small letters."""


class Obstacle(NamedTuple):
    """Why a cell cannot be set, or a row cannot be emptied."""

    parts: str
    """The field of the model that the row is about."""
    words: frozenset[str]
    """Ids that name the row, and the heading of the cell; of a row that goes, its ids alone."""
    heading: str
    """Heading of the cell; empty where the row is in question."""
    why: str


class Entry(NamedTuple):
    """A row of a judgement table of one version: what it is made from, and what stands in its typed cells."""

    row: Row
    cells: Mapping[str, Any]
    named: Key
    """What names the row in its cells, which may hold names in place of ids."""


def obstacles(reading: Reading, ours: Model, model: Model) -> Iterator[Obstacle]:
    """What stands in the way of the model: formulas in cells that must change, entries beside rows that go.

    Args:
        reading: the workbook, which says `ours`; it was scored.
        ours: what it says.
        model: what it is to say.
    """
    for table in _Typing(reading, ours, model).tables:
        yield from table.obstacles()


def put(reading: Reading, ours: Model, model: Model) -> Package:
    """The workbook with the judgements of the model; results are as old as they were. See `obstacles`.

    Raises:
        WouldLoseContent: something of the user's is in the way.
        MissingTable: a table, or a named cell, is gone.
    """
    typing = _Typing(reading, ours, model)
    file, rows = reading.file, dict(reading.rows)
    for table in typing.tables:
        file = table.typed(file)
        rows[table.name] = table.rows
    file = _with_choices(file, typing.before, typing.after)
    if not any(table.is_outgrown for table in typing.tables):
        return file
    changed = reading._replace(file=file, model=model, rows=rows)
    context = context_in(changed, model)
    return grown(changed, filled_sheets(context), context)


class _Typing:
    """All judgement tables of a workbook on the way from one model to another."""

    def __init__(self, reading: Reading, ours: Model, model: Model) -> None:
        # Days are counted as the workbook counts them. What people type depends on no other place, and to
        # find all places everything would be computed.
        places = Places({}, {}, {}, days_before=days_before(reading.file))
        self.before, self.after = context_of(ours, places), context_of(model, places)
        declared = {table.name: table for table in _judgement_tables(self.after)}
        self.tables = [
            _TableTyping(reading, name, (self.before, self.after), (was, declared[name]))
            for was in _judgement_tables(self.before)
            if (name := was.name) in reading.rows
        ]


class _TableTyping:
    """One judgement table on this way."""

    def __init__(
        self,
        reading: Reading,
        name: str,
        contexts: tuple[Context, Context],
        declared: tuple[Table[Row], Table[Row]],
    ) -> None:
        self.name = name
        self.view: TableView = table_view(reading.file, name)
        self._reading, self._declared, self._criteria = reading, declared, contexts[0].model.criteria
        self.was, self.now = (
            _entries(context, table) for context, table in zip(contexts, declared, strict=True)
        )

    @cached_property
    def numbers(self) -> Mapping[Key, int]:
        """Numbers of the rows on the sheet, by what names them."""
        keys = self._declared[0].row_key
        return {
            tuple(folded(str(_value(row, heading))) for heading in keys): int(
                row.place.at.removeprefix("row ")
            )
            for row in self._reading.rows[self.name]
            if row.place.at
        }

    @property
    def rows(self) -> list[Row]:
        """The rows that the table is to have; those that the sheet has not yet have no place on it."""
        found = list[Row]()
        for key, entry in self.now.items():
            number = self.number(key)
            place = entry.row.place if number is None else _at_row(entry.row, number)
            found.append(Row(entry.row.cells, place))
        return found

    @property
    def is_outgrown(self) -> bool:
        """Whether the table on the sheet lacks a row or a column."""
        columns = {column.heading for column in self._declared[1].columns}
        return not columns <= {*self.view.table.columns} or any(not row.place.at for row in self.rows)

    def number(self, key: Key) -> int | None:
        """Number of a row on the sheet; None where the sheet does not have it yet."""
        was = self.was.get(key)
        return None if was is None else self.numbers.get(was.named, self.numbers.get(key))

    def typed(self, file: Package) -> Package:
        """The workbook with the changed cells of rows that stay, and without the entries of rows that go."""
        changed = {self.view.address(row, heading): Value(value) for row, _, heading, value in self.changes()}
        own = {column.heading for column in self._declared[0].columns}
        emptied = {
            self.view.address(row, heading): Value(None)
            for row, _ in self._gone()
            if not self._foreign(row)
            for heading in self.view.table.columns
            if self.view.cell(row, heading) is not None and (heading in own or self._is_own(heading))
        }
        patches = changed | emptied
        return with_cells(file, {self.view.table.sheet: patches}) if patches else file

    def changes(self) -> Iterator[tuple[int, Entry, str, Any]]:
        """Row, entry, heading and new value of each cell that must change in a row that stays."""
        for key, entry in self.now.items():
            if (number := self.number(key)) is not None:
                was = self.was[key].cells
                for heading in {**was, **entry.cells}:
                    # The column of a part that went stays as it is, and does not count.
                    is_left = heading not in entry.cells and heading in self._criteria
                    value = entry.cells.get(heading)
                    if value != was.get(heading) and heading in self.view.table.columns and not is_left:
                        yield number, entry, heading, value

    def obstacles(self) -> Iterator[Obstacle]:
        """See `obstacles`."""
        parts = next((each.parts for each in INPUTS.tables if each.name == self.name), "")
        for row, entry, heading, _ in self.changes():
            cell = self.view.cell(row, heading)
            if cell is not None and cell.formula:
                at = f"{self.view.table.sheet}, cell {self.view.address(row, heading)}"
                words = frozenset(str(each) for each in entry.cells.values()) | {heading}
                yield Obstacle(parts, words, heading, f"a formula stands in {at}")
        is_home = any(each.name == self.name and each.about for each in INPUTS.tables)
        for row, entry in self._gone() if is_home else ():
            if foreign := self._foreign(row):
                words = frozenset(str(each) for each in entry.cells.values())
                why = f"your column {foreign!r} on {self.view.table.sheet}, row {row}, holds something"
                yield Obstacle(parts, words, "", why)

    def _gone(self) -> Iterator[tuple[int, Entry]]:
        """The rows that go."""
        for key, entry in self.was.items():
            if key not in self.now and (number := self.number(key)) is not None:
                yield number, entry

    def _is_own(self, heading: str) -> bool:
        """Whether a column of an earlier shape of the table is steelyard's."""
        return heading.startswith(self._declared[0].own_prefixes) if self._declared[0].own_prefixes else False

    def _foreign(self, row: int) -> str:
        """Heading of the first filled column of the user's own in a row; empty where there is none."""
        own = {column.heading for column in self._declared[0].columns}
        for heading in self.view.table.columns:
            if heading not in own and not self._is_own(heading):
                cell = self.view.cell(row, heading)
                if cell is not None and cell.value not in (None, ""):
                    return heading
        return ""


def _judgement_tables(context: Context) -> list[Table[Any]]:
    """The settings and the tables of judgements."""
    return [
        table
        for sheet in context.sheets
        for table in sheet.tables
        if sheet.kind is Kind.JUDGEMENTS or table.name == "settings"
    ]


def _entries(context: Context, table: Table[Row]) -> dict[Key, Entry]:
    """The rows of a table by their ids."""
    columns = [column for column in table.columns if column.role in TYPED]
    here = TableRange("", 0, tuple(column.heading for column in table.columns), len(context.rows(table)))
    found: dict[Key, Entry] = {}
    for place, row in enumerate(context.rows(table)):
        at = At(context, here, place, row)
        cells = {column.heading: column.content(at) for column in columns}
        shown = {heading: None if isinstance(value, Formula) else value for heading, value in cells.items()}
        named = tuple(folded(_text(shown.get(heading))) for heading in table.row_key)
        ids = tuple(folded(_value(row, heading)) for heading in table.row_key)
        found[ids] = Entry(row, shown, named)
    return found


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _value(row: Row, heading: str) -> str:
    cell = row.cells.get(heading)
    return "" if cell is None else _text(cell.value)


def _at_row(row: Row, number: int) -> Any:
    """The place of a row that stands on the sheet."""
    return type(row.place)(row.place.sheet, row.place.row, "", f"row {number}")


def _with_choices(file: Package, before: Context, after: Context) -> Package:
    """The workbook whose choices on Decide, which are names, are spelled as the names are now."""
    named = located(file).cells
    for setting, cell_name in DECIDE_CELLS.items():
        was, now = (_chosen(context, setting) for context in (before, after))
        if was != now and cell_name in named:
            sheet, at = named[cell_name]
            file = with_cells(file, {sheet: {at: Value(now)}})
    return file


def _chosen(context: Context, setting: str) -> str:
    if setting == "viewpoint":
        return context.viewpoint_name
    return context.model.all_scenarios[context.scenario].name
