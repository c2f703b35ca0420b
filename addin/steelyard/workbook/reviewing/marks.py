"""The sheets of a workbook with a mark on every entry that another version has otherwise, and what it has."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from steelyard.model.difference import same
from steelyard.model.field import InputKind
from steelyard.model.fields import INPUTS
from steelyard.ooxml.dates import day
from steelyard.sheets.catalogue import context_of, declared, filled, filled_sheets
from steelyard.sheets.context import Context
from steelyard.sheets.spec import Column, Formula, Kind, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from steelyard.model.model import Model
    from steelyard.sheets.spec import AnyColumn, At, Content, FilledSheet, FilledTable, Sheet
    from steelyard.weigh.decision_difference import DecisionDifference

CHANGED = "changed"
"""Heading of the column that says what stood in the entries of a row that changed."""

WORD = "review"
"""What stands above it, so that no reader takes it for a column of a workbook."""

NEW_ROW, EMPTY = "new row", "nothing"

WIDTH = 40.0
"""Characters."""

_SETTINGS = "settings"
_WORDS = (InputKind.TEXT, InputKind.NOTE, InputKind.NAME, InputKind.DAY)
"""Inputs that are compared with the earlier version itself, since `Difference.made` has the later words."""


_Table: TypeAlias = "Mapping[tuple[Content, ...], Mapping[str, Content]]"
"""A table of another version: the entries of each row by heading, and each row by what names it."""


class Marks(NamedTuple):
    """What is marked in the tables of a workbook, each by the name of the table."""

    entries: Mapping[str, frozenset[tuple[int, int]]]
    """Row and column, counted from 0, of each entry that is another one."""
    notes: Mapping[str, Sequence[str]]
    """[r], what stood in the entries of each row that are other ones; empty for a row that is the same."""


def sheets_with_marks(found: DecisionDifference) -> tuple[Context, tuple[FilledSheet, ...]]:
    """The sheets of the later version, and what they share; every table with a change has one column more."""
    marks = _marks(found)
    context = Context(found.new, tuple(_with_column(sheet, marks) for sheet in declared(found.new)))
    sheets = filled_sheets(context)
    return context, tuple(_with_marks(sheet, marks) for sheet in sheets)


def _with_column(sheet: Sheet, marks: Marks) -> Sheet:
    """A sheet as it is declared, with the column that says what stood there."""
    tables = tuple(
        replace(table, columns=(*table.columns, _column(marks.notes[table.name])))
        if table.name in marks.notes
        else table
        for table in sheet.tables
    )
    return sheet if tables == sheet.tables else replace(sheet, tables=tables)


def _column(notes: Sequence[str]) -> AnyColumn:
    def value(at: At[object]) -> str | None:
        return notes[at.place] or None

    return Column(CHANGED, Role.COMPUTED, "text", WIDTH, value=value, word=WORD)


def _with_marks(sheet: FilledSheet, marks: Marks) -> FilledSheet:
    tables = tuple(
        replace(table, marked=marks.entries[table.name]) if table.name in marks.entries else table
        for table in sheet.tables
    )
    return sheet if tables == sheet.tables else replace(sheet, tables=tables)


def _marks(found: DecisionDifference) -> Marks:
    context = context_of(found.new)
    judged, words = (_tables(model) for model in (found.difference.made(()), found.old))
    entries, notes = {}, {}
    for table in _typed_tables(context):
        marked, told = _of_table(context, table, judged[table.name], words[table.name])
        if marked:
            entries[table.name], notes[table.name] = marked, told
    return Marks(entries, notes)


def _typed_tables(context: Context) -> Iterator[FilledTable]:
    """The tables that people type into."""
    for sheet in context.sheets:
        if sheet.kind in (Kind.START, Kind.JUDGEMENTS):
            for table in filled(sheet, context).tables:
                if sheet.kind is Kind.JUDGEMENTS or table.name == _SETTINGS:
                    yield table


def _tables(model: Model) -> dict[str, _Table]:
    """The tables of a version that people type into, by name."""
    return {
        table.name: {_names(table, row): _entries(table, row) for row in table.rows}
        for table in _typed_tables(context_of(model))
    }


def _entries(table: FilledTable, row: tuple[Content, ...]) -> dict[str, Content]:
    pairs = zip(table.columns, row, strict=True)
    return {column.heading: _value(content) for column, content in pairs}


def _names(table: FilledTable, row: tuple[Content, ...]) -> tuple[Content, ...]:
    entries = _entries(table, row)
    return tuple(entries[heading] for heading in table.declared.row_key)


def _value(content: Content) -> Content:
    return content.value if isinstance(content, Formula) else content


def _of_table(
    context: Context, table: FilledTable, judged: _Table, words: _Table
) -> tuple[frozenset[tuple[int, int]], tuple[str, ...]]:
    """The entries of a table that are other ones, and by row what stood there."""
    marks, notes = set[tuple[int, int]](), list[str]()
    for at, row in enumerate(table.rows):
        filled_row = any(each is not None for each in row)
        changed = dict(_changed(table, row, judged, words)) if filled_row else {}
        marks |= {(at, column) for column in changed}
        notes.append("; ".join(_told(context, table.columns[column], was) for column, was in changed.items()))
        if changed and _names(table, row) not in judged:
            notes[-1] = NEW_ROW
    return frozenset(marks), tuple(notes)


def _changed(
    table: FilledTable, row: tuple[Content, ...], judged: _Table, words: _Table
) -> Iterator[tuple[int, Content]]:
    """The places of the entries of a row that are other ones, each with what was there."""
    names, entries = _names(table, row), _entries(table, row)
    there = judged.get(names)
    if there is None:
        yield 0, None
        return
    said = words.get(names, there)
    for at, column in enumerate(table.columns):
        if column.role not in (Role.INPUT, Role.NOTE) or isinstance(row[at], Formula):
            continue
        was = (said if _is_words(table, column) else there).get(column.heading)
        if not same(was, entries[column.heading]):
            yield at, was


def _is_words(table: FilledTable, column: AnyColumn) -> bool:
    """Whether an entry is no judgement, so that names and remarks are compared as they were."""
    if table.name in (_SETTINGS, "evidence"):
        return True
    fields = INPUTS.by_table.get(table.name, ())
    return any(field.heading == column.heading and field.kind in _WORDS for field in fields)


def _told(context: Context, column: AnyColumn, was: Content) -> str:
    """What stood in an entry."""
    title = column.heading
    if column.named_above:
        title = context.model.names("criteria").get(title, title)
    return f"{title} was {_in_words(column, was)}"


def _in_words(column: AnyColumn, was: Content) -> str:
    if was is None or was == "":
        return EMPTY
    if isinstance(was, str):
        return was
    assert isinstance(was, float | int)  # noqa: S101 - a formula gave its value
    return str(day(was)) if column.look == "date" else f"{was:.15g}"
