"""A new part of the model, typed into its judgement sheet as a person would, and taken up everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.errors import SteelyardError, UnknownKey
from steelyard.model.assembly.cell_rules import is_iso_date
from steelyard.model.fields import NUMBER
from steelyard.model.findings import quoted_value
from steelyard.model.parts import DEFAULT_SCALE
from steelyard.model.text.shape import sections
from steelyard.model.vocabulary import folded
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.dates import days_before, serial
from steelyard.ooxml.sheet_cells import table_view, with_cells
from steelyard.sheets.catalogue import naming_heading, tables_by_name
from steelyard.sheets.homes import LEVEL, YES_NO, home
from steelyard.workbook.reading.dropped import require_tables
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.score import scored

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from steelyard.model.model import Model
    from steelyard.ooxml.cell_values import Scalar
    from steelyard.ooxml.opc.package import Package
    from steelyard.workbook.scoring.score import Scored

KINDS = {
    "option": "options",
    "measure": "measures",
    "cost-head": "cost_heads",
    "scenario": "scenarios",
    "stakeholder": "stakeholders",
    "rule": "rules",
    "record-entry": "record",
    "step": "plan",
    "evidence": "evidence",
}
"""What can be added, and the section of the text that it belongs to."""

TEXTS = frozenset(
    ("key", "id", *(word for _, row in sections().values() for word in row if row[word].kind is not NUMBER))
)
"""Columns that hold texts, also where one looks like a number."""


def added(
    file: Package,
    kind: str,
    own: Mapping[str, str],
    judged: Mapping[str, str],
    now: datetime | None = None,
) -> tuple[Package, Scored]:
    """The workbook with one more part, scored.

    Args:
        file: the workbook.
        kind: one of `KINDS`.
        own: what stands in the part's own row, by heading; `id` (for evidence `key`) must be there. What is
            left out is filled so that nothing moves before somebody judges: no weight, the lowest level.
        judged: values of judgements of the new part, by key, such as `linkage/loan/monitors`.
        now: see `steelyard.workbook.scoring.score.score`.

    Raises:
        SteelyardError: the id is taken, or a column is none of the table's.
        UnknownKey: a key is none of the new part's judgements.
        InvalidModel, WouldLoseContent, MissingTable: see `steelyard.workbook.scoring.score.score`.
    """
    reading = read_package(file)
    model, file = reading.fit(), reading.file
    require_tables(file)
    file = _typed(file, sections()[KINDS[kind]][0].name, _neutral(model, kind) | dict(own))
    file, done = scored(file, now=now)
    if judged:
        file = _judged(file, done.model, judged)
        file, done = scored(file, now=now)
    return file, done._replace(corrections=reading.corrections)


def _neutral(model: Model, kind: str) -> dict[str, str]:
    """What a new row needs beside its id, so that the model is valid and no result changes."""
    if kind == "measure":
        last = len(model.levels) - 1
        even = {level: 100 * at / last for at, level in enumerate(model.levels)}
        scale = DEFAULT_SCALE if model.levels == (*DEFAULT_SCALE,) else even
        return {level: quoted_value(value) for level, value in scale.items()}
    if kind == "stakeholder":
        return {"influence": "0"} | dict.fromkeys(model.criteria, "1")
    if kind == "scenario":
        chance = {} if model.scenarios[0].probability is None else {"probability": "0"}
        return chance | {measure.id: model.levels[0] for measure in model.measures}
    return {}


def _typed(file: Package, name: str, row: Mapping[str, str]) -> Package:
    """The workbook with a row right below the table, or in its first empty row."""
    view = table_view(file, name)
    headings = view.table.columns
    unknown = [heading for heading in row if heading not in headings]
    if unknown:
        raise SteelyardError(
            f"{file.where}: table {name!r} has no column {unknown[0]!r}; there are: {', '.join(headings)}"
        )
    first = headings[0]
    if folded(row[first]) in {folded(view.text(number, first)) for number in view.rows}:
        raise SteelyardError(f"{file.where}: {first} {row[first]!r} is taken; choose another")
    number = next(filter(view.is_empty, view.rows), view.table.last_row + 1)
    before = days_before(file)
    entries = {
        view.address(number, heading): Value(_value(name, heading, text, before))
        for heading, text in row.items()
    }
    return with_cells(file, {view.table.sheet: entries})


def _judged(file: Package, model: Model, judged: Mapping[str, str]) -> Package:
    """The workbook with these values in the cells of the judgements, by key."""
    for key, text in judged.items():
        model.judgement(key)
        place = home(key)
        view = table_view(file, place.table)
        named_by = naming_heading(place.table, view.table.columns)
        rows = [number for number in view.rows if view.text(number, named_by) == place.row]
        if not rows or place.column not in view.table.columns:
            raise UnknownKey(key)
        # A level or yes stands as text, also where a level is called by a number.
        column = "name" if place.allowed in (LEVEL, YES_NO) else place.column
        entry = {
            view.address(rows[0], place.column): Value(_value(place.table, column, text, days_before(file)))
        }
        file = with_cells(file, {view.table.sheet: entry})
    return file


def _value(table: str, heading: str, text: str, before: int) -> Scalar:
    """The value that a spreadsheet would make of what somebody types in a column of this table.

    Args:
        table: name of the table.
        heading: of the column.
        text: what is typed.
        before: the days before day 0 of the workbook.
    """
    look = {column.heading: column.look for column in tables_by_name()[table].columns}.get(heading)
    if look == "date" and is_iso_date(text):
        return float(serial(text, before))
    if heading in TEXTS:
        return text
    try:
        return float(text)
    except ValueError:
        return text
