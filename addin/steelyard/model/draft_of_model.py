"""A model written down again: the tables that it would be assembled from, with plain values."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from steelyard.model import fields
from steelyard.model.draft import Cell, Draft, Place, Row
from steelyard.model.field import InputKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from steelyard.model.field import Field, InputTable
    from steelyard.model.parts import Counterpart, ModelFields

TRIAL, TRIED = "trial", ("criterion", "trial")
"""The table of shares on trial, which are no judgements, and its columns."""

SHEETS = {table.name: table.sheet for table in fields.INPUTS.tables}
"""What a place calls each table, in the order of the sheets."""


def draft_of(model: ModelFields, where: str = "model") -> Draft:
    """The tables of the model, with plain values: numbers, texts, `yes` and `no`, and None for what is empty.

    The model need not be valid. `assemble(draft_of(model)).model == model` when it is.
    """
    tables = {table.name: [*_rows(model, table)] for table in fields.INPUTS.tables}
    tables[TRIAL] = [*_trial(model)]
    return Draft(where, model.levels, tables)


def _rows(model: ModelFields, table: InputTable) -> Iterator[Row]:
    inputs = fields.INPUTS.by_table[table.name]
    if table.name == "settings":
        cells = [{"setting": f.name, "value": _plain(getattr(model.settings, f.name))} for f in inputs]
    elif table.name == "counterpart":
        cells = [row for part in model.counterparts for row in _counterpart(model, inputs, part)]
    else:
        cells = [_cells(model, inputs, part) for part in getattr(model, table.parts)]
    return (_row(table.sheet, each) for each in cells)


def _trial(model: ModelFields) -> Iterator[Row]:
    for each in model.trial:
        named = zip(TRIED, (each.criterion, each.share), strict=True)
        cells = {column: Cell(value, Place(TRIAL, each.criterion, column)) for column, value in named}
        yield Row(cells, Place(TRIAL, each.criterion))


def _cells(model: ModelFields, inputs: Sequence[Field], part: object) -> dict[str, object]:
    """The cells of a row: single values first, then those along an axis."""
    single = {field.heading: _plain(getattr(part, field.name)) for field in inputs if not field.axis}
    for field in inputs:
        if field.axis:
            # A model that is not valid may have too few values; then cells are missing.
            single |= zip(field.headings(model), getattr(part, field.name), strict=False)
    return single


def _counterpart(
    model: ModelFields, inputs: Sequence[Field], part: Counterpart
) -> Iterator[dict[str, object]]:
    """The rows of a counterpart: no deal, its change where it is given, options, measures, a given future."""
    given = [field for field in inputs if not field.row_if_given or getattr(part, field.name) is not None]
    for kind in ("reservation", "reservation_change", "option", "measure", "future"):
        inputs_here = [field for field in given if field.row == kind]
        axis = next((field.axis for field in inputs_here), None)
        if axis is None:
            continue
        values = [
            getattr(part, field.name) if axis else (getattr(part, field.name),) for field in inputs_here
        ]
        for item, *row in zip_longest(model.ids(axis) if axis else (None,), *values):
            cells: dict[str, object] = {"party": part.id, "kind": kind, "item": item}
            for field, value in zip(inputs_here, row, strict=True):
                cells |= _values(model, field, value)
            yield cells


def _values(model: ModelFields, field: Field, value: Any) -> dict[str, object]:
    if not field.by_level:
        return {field.heading: value if field.kind is InputKind.NUMBER else _plain(value)}
    return {
        field.heading_for(level=level): each for level, each in zip(model.levels, value or (), strict=False)
    }


def _plain(value: object) -> object:
    """The value as it stands in a cell."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return str(value) or None
    return value


def _row(sheet: str, row: dict[str, object]) -> Row:
    named = row.get("id") or row.get("key") or row.get("setting") or _party_and_item(row)
    cells = {column: Cell(value, Place(sheet, str(named), column)) for column, value in row.items()}
    return Row(cells, Place(sheet, str(named)))


def _party_and_item(row: dict[str, object]) -> str:
    return f"{row.get('party')} / {row.get('item') or row.get('kind')}"
