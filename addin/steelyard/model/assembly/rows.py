"""Readings of whole rows and tables: ids, names, groups, grids of values, and what is missing."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from steelyard.model.assembly import cell_rules
from steelyard.model.draft import Cell, Place, Row
from steelyard.model.draft_of_model import SHEETS, TRIAL
from steelyard.model.field import ONE_OF
from steelyard.model.findings import Finding, quoted_value
from steelyard.model.parts import POOLED
from steelyard.model.value_functions import POINTS
from steelyard.model.vocabulary import POOLED_NAME, folded, same_in_formulas

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from steelyard.model.draft import Draft

_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a draft as it is read: its rows that hold anything, and what is wrong with them."""

    sheet: str
    rows: tuple[Row, ...]
    """With their cells by the folded name of the column."""
    noted: list[Finding]

    @property
    def place(self) -> Place:
        """The table as a whole."""
        return Place(self.sheet)


@dataclass(frozen=True, slots=True)
class Known:
    """What references may name: the words of each kind, as they are written, by their folded form."""

    levels: Mapping[str, str]
    measures: Mapping[str, str]
    cost_heads: Mapping[str, str]
    options: Mapping[str, str]
    stakeholders: Mapping[str, str]
    scenarios: Mapping[str, str]
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The ids that names mean, by the folded name, by kind."""
    written: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The names as they are written, by kind."""

    def named(self, kind: str) -> Mapping[str, str]:
        """What a reference of this kind may be, an id or a name, by its folded form: the id that it means."""
        if kind == "viewpoints":
            pool = {folded(POOLED_NAME): POOLED, POOLED: POOLED}
            return {**self.named("stakeholders"), **pool}
        own: Mapping[str, str] = getattr(self, kind)
        return {**self.names.get(kind, {}), **own}

    def along(self, axis: str) -> tuple[str, ...]:
        """The ids or levels along an axis, as they are written."""
        if axis == "points":
            return POINTS
        kinds = ("measures", "cost_heads") if axis == "criteria" else (axis,)
        return tuple(word for kind in kinds for word in getattr(self, kind).values())


def tables_of(draft: Draft) -> dict[str, Table]:
    """Every table that a model has, empty ones included, in the order of the sheets."""
    sheets = {**SHEETS, TRIAL: TRIAL}
    return {name: _table(draft.tables.get(name, ()), sheet) for name, sheet in sheets.items()}


def cell(row: Row, column: str) -> Cell:
    """The cell in this column, an empty one where the row has none."""
    return row.cells.get(folded(column)) or Cell(None, replace(row.place, column=column))


def missing(table: Table, place: Place, wanted: str, code: str = "missing") -> None:
    """Note that a row, a column or a whole table is not there."""
    table.noted.append(Finding(place, "", wanted, code))


def ids(table: Table) -> list[str]:
    """The id of each row, noting the unfit and the repeated."""
    read = [cell_rules.identity(cell(row, "id"), table.noted) for row in table.rows]
    note_repeated(table, "id", read)
    return read


def names(table: Table, taken: Mapping[str, str]) -> list[str]:
    """The name of each row, noting the missing, the repeated and the `taken` (each with the reason why).

    References name a part by its id or by its name, so a name that is the id of another row is taken too.
    """
    read = [cell_rules.name(cell(row, "name"), table.noted) for row in table.rows]
    note_repeated(table, "name", read, "duplicate-name")
    own = [folded(cell_rules.raw(cell(row, "id"))) for row in table.rows]
    times = Counter(map(folded, read))
    for row, name, id_ in zip(table.rows, read, own, strict=True):
        if folded(name) in own and folded(name) != id_ and times[folded(name)] == 1:
            wanted = "another row has this id, and a word must not mean two of them; choose another name"
            cell_rules.note_error(table.noted, cell(row, "name"), wanted, "duplicate-name")
    for row, name in zip(table.rows, read, strict=True):
        if folded(name) in taken:
            cell_rules.note_error(table.noted, cell(row, "name"), taken[folded(name)], "duplicate-name")
    return read


def labels(table: Table, column: str) -> list[str]:
    """The group or track of each row; where two differ in case only, both are spelled as the first.

    Noted are those that spreadsheet programs compare with the first in different ways: no list declares a
    group or a track, so that no formula could tell which one is meant.
    """
    read = [cell_rules.label(cell(row, column), table.noted, column) for row in table.rows]
    spelled = cell_rules.by_fold(read)
    for row, word in zip(table.rows, read, strict=True):
        first = spelled[folded(word)]
        if not same_in_formulas(word, first):
            wanted = (
                f"write it letter by letter as {first!r}: spreadsheet programs do not agree that it is the "
                f"same {column}"
            )
            cell_rules.note_error(table.noted, cell(row, column), wanted, "spelling")
    return [spelled[folded(word)] for word in read]


def note_repeated(table: Table, column: str, read: Sequence[str], code: str = "duplicate-id") -> None:
    """Note each word that an earlier row has already, whatever its case."""
    first: dict[str, Row] = {}
    for row, word in zip(table.rows, read, strict=True):
        if word and folded(word) in first:
            taken = cell(first[folded(word)], column).place.at
            wanted = f"each {column} stands once, this one is taken{f' by {taken}' if taken else ''}"
            cell_rules.note_error(table.noted, cell(row, column), wanted, code)
        first.setdefault(folded(word), row)


def grid(
    table: Table, columns: Iterable[str], read: Callable[[Cell], _Read], blank: _Read, *, needed: bool = True
) -> list[tuple[_Read, ...]]:
    """The values of each row in these columns.

    A column that no row has reads as `blank`; where it is needed it is noted once, not once a row.
    """
    columns = tuple(columns)
    there = {column for row in table.rows for column in row.cells}
    absent = {column for column in columns if folded(column) not in there} if table.rows else set()
    for column in columns:
        if column in absent and needed:
            missing(table, replace(table.place, column=column), "values for it are needed", "missing-column")
    return [
        tuple(blank if column in absent else read(cell(row, column)) for column in columns)
        for row in table.rows
    ]


def referred(given: Cell, noted: list[Finding], kind: str, known: Known) -> str:
    """The id of the part of a kind that a cell names, by its id or its name; or ''."""
    of = "stakeholders" if kind == "viewpoints" else kind
    return cell_rules.reference(given, noted, known.named(kind), ONE_OF[kind], known.written.get(of, ()))


def rows_for(table: Table, wanted: Mapping[str, str], what: str) -> dict[str, int]:
    """The number of the row of each id, in a table whose rows are named by the ids of another one.

    Noted are ids that are not known, repeated ones, and those that have no row.
    """
    found = [cell_rules.reference(cell(row, "id"), table.noted, wanted, what) for row in table.rows]
    note_repeated(table, "id", found)
    for name in wanted.values():
        if name not in found:
            missing(table, replace(table.place, row=name), "a row for it is needed", "missing-row")
    return {name: number for number, name in reversed([*enumerate(found)]) if name}


def finite(values: Iterable[float]) -> bool:
    """Whether every number could be read."""
    return not any(math.isnan(value) for value in values)


def listed(values: Sequence[float]) -> str:
    """Numbers as a message repeats them.

    >>> listed([0.0, 40.0, 12.5])
    '0, 40, 12.5'
    """
    return ", ".join(quoted_value(value) for value in values)


def _table(rows: Iterable[Row], sheet: str) -> Table:
    kept = tuple(
        Row({folded(column): given for column, given in reversed(row.cells.items())}, row.place)
        for row in rows
        if not all(cell_rules.is_empty(given) for given in row.cells.values())
    )
    return Table(kept[0].place.sheet if kept else sheet, kept, [])
