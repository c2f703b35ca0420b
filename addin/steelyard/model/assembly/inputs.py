"""Cells read as the field of their input says: one cell, the rest of a row, or whole columns of a table."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from steelyard.model.assembly import cell_rules
from steelyard.model.assembly.rows import cell, grid, labels, names, referred
from steelyard.model.field import InputKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from steelyard.model.assembly.rows import Known, Table
    from steelyard.model.draft import Cell, Row
    from steelyard.model.field import Bounds, Field
    from steelyard.model.findings import Finding

_WHOLE_COLUMNS = (InputKind.NAME, InputKind.LABEL)
"""Kinds whose values are compared down the column."""


def reader(field: Field, noted: list[Finding], known: Known, wanted: str = "") -> Callable[[Cell], Any]:
    """The function that reads a cell of this input and notes what is wrong with it.

    Args:
        field: the input.
        noted: where to add what is wrong.
        known: what references may name.
        wanted: what a message says that is needed, where the words of a choice do not say it well.
    """
    read = _needed(field, noted, known, wanted)
    if field.needed or field.kind in (InputKind.TEXT, InputKind.NOTE, InputKind.DAY, InputKind.YES_NO):
        return read
    blank = None if field.kind is InputKind.NUMBER else ""
    return lambda given: blank if cell_rules.is_empty(given) else read(given)


def read_row(inputs: Sequence[Field], row: Row, noted: list[Finding], known: Known) -> dict[str, Any]:
    """The single values of a row by name, but for those that identify it or are read down the column."""
    return {
        field.name: reader(field, noted, known)(cell(row, field.heading))
        for field in inputs
        if not field.identifies and not field.axis and field.kind not in _WHOLE_COLUMNS
    }


def read_rows(table: Table, inputs: Sequence[Field], known: Known) -> list[dict[str, Any]]:
    """The single values of each row (see `read_row`)."""
    return [read_row(inputs, row, table.noted, known) for row in table.rows]


def read_columns(
    table: Table,
    inputs: Sequence[Field],
    known: Known,
    taken: Mapping[str, str] | None = None,
    ranges: Mapping[str, Bounds] | None = None,
) -> list[dict[str, Any]]:
    """What is read down the columns, by name: the names, then values along an axis, then groups and tracks.

    Args:
        table: what is read.
        inputs: its inputs.
        known: what references may name, and what axes run along.
        taken: names that no row may have, each with the reason why.
        ranges: what may stand in columns along an axis that have a range of their own, by id.
    """
    read: dict[str, Sequence[Any]] = {}
    for field in inputs:
        if field.kind is InputKind.NAME:
            read[field.name] = names(table, taken or {})
    for field in inputs:
        if field.axis:
            read[field.name] = read_along(table, field, known, ranges)
    for field in inputs:
        if field.kind is InputKind.LABEL:
            read[field.name] = labels(table, field.name)
    return [{name: column[here] for name, column in read.items()} for here in range(len(table.rows))]


def read_along(
    table: Table, field: Field, known: Known, ranges: Mapping[str, Bounds] | None = None
) -> list[tuple[Any, ...]]:
    """The values of each row along the axis of an input; nothing where a row that may lack them has none.

    `ranges` are those of columns that have one of their own, by id.
    """
    along = known.along(field.axis)
    columns = map(field.heading_for, along)
    if field.may_lack:
        found = grid(table, columns, reader(field, table.noted, known), None, needed=False)
        return [() if all(value is None for value in row) else row for row in found]
    blank = math.nan if field.kind is InputKind.NUMBER else ""
    if not ranges:
        return grid(table, columns, reader(field, table.noted, known), blank)
    read = [
        grid(table, [column], reader(_within(field, ranges.get(item)), table.noted, known), blank)
        for item, column in zip(along, columns, strict=True)
    ]
    return [tuple(value for (value,) in row) for row in zip(*read, strict=True)]


def _within(field: Field, bounds: Bounds | None) -> Field:
    return field if bounds is None else replace(field, bounds=bounds)


def _needed(field: Field, noted: list[Finding], known: Known, wanted: str) -> Callable[[Cell], Any]:
    """The reader of a cell in which something must stand, but for those of texts, days, and yes and no."""
    match field.kind:
        case InputKind.NUMBER:
            number = cell_rules.whole_number if field.whole else cell_rules.number
            return partial(number, noted=noted, low=field.low, high=field.high)
        case InputKind.LEVEL:
            return partial(cell_rules.level, noted=noted, levels=known.levels)
        case InputKind.CHOICE:
            return partial(_choice, noted=noted, field=field, wanted=wanted)
        case InputKind.REFERENCE:
            return partial(referred, noted=noted, kind=field.of, known=known)
    plain = {InputKind.YES_NO: cell_rules.yes_or_no, InputKind.NOTE: cell_rules.note}
    if field.kind in plain:
        return partial(plain[field.kind], noted=noted)
    return partial(_day if field.kind is InputKind.DAY else _text, noted=noted, field=field)


def _choice(given: Cell, noted: list[Finding], field: Field, wanted: str) -> str:
    words = [*field.choices, *([] if field.needed else ["nothing"])]
    wanted = wanted or f"{', '.join(words[:-1])} or {words[-1]}"
    return cell_rules.choice(given, noted, {word: word for word in field.choices}, wanted, "unknown-word")


def _text(given: Cell, noted: list[Finding], field: Field) -> str:
    if field.needed and cell_rules.is_empty(given):
        cell_rules.note_error(noted, given, "a text is needed", "missing")
    return cell_rules.text(given, noted)


def _day(given: Cell, noted: list[Finding], field: Field) -> str:
    if field.needed and cell_rules.is_empty(given):
        cell_rules.note_error(noted, given, f"{cell_rules.A_DAY} is needed", "missing")
    date = cell_rules.iso_date(given, noted)
    if date and date < field.earliest:
        wanted = f"a date from {field.earliest} on is needed, as spreadsheets count no earlier days alike"
        cell_rules.note_error(noted, given, wanted, "out-of-range")
    return date
