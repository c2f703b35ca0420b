"""A new part of the model, typed into its judgement sheet as a person would, and taken up everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.errors import SteelyardError, UnknownKey
from steelyard.model.assembly.cell_rules import is_iso_date
from steelyard.model.fields import NUMBER
from steelyard.model.findings import quoted_value
from steelyard.model.parts import DEFAULT_SCALE
from steelyard.model.text.shape import sections
from steelyard.ooxml.addresses import address
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.dates import serial
from steelyard.ooxml.sheet_cells import cells, with_cells
from steelyard.ooxml.tables import table
from steelyard.sheets.catalogue import tables_by_name
from steelyard.sheets.homes import LEVEL, YES_NO, home
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.score import scored

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from steelyard.model.model import Model
    from steelyard.ooxml.cell_values import Scalar
    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.tables import Table
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
    package: Package,
    kind: str,
    own: Mapping[str, str],
    judged: Mapping[str, str],
    now: datetime | None = None,
) -> tuple[Package, Scored]:
    """The workbook with one more part, scored.

    Args:
        package: the workbook.
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
    model = read_package(package).fit()
    package = _typed(package, sections()[KINDS[kind]][0].name, _neutral(model, kind) | dict(own))
    package, done = scored(package, now=now)
    if judged:
        package = _judged(package, done.model, judged)
        package, done = scored(package, now=now)
    return package, done


def _neutral(model: Model, kind: str) -> dict[str, str]:
    """What a new row needs beside its id so that it makes a model and moves no result."""
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


def _typed(package: Package, name: str, row: Mapping[str, str]) -> Package:
    """The row right below the table, or in the empty one of a table that has no other."""
    spot = table(package, name)
    sheet = cells(package, spot.sheet)
    unknown = [heading for heading in row if heading not in spot.columns]
    if unknown:
        raise SteelyardError(
            f"{package.where}: table {name!r} has no column {unknown[0]!r}; "
            f"there are: {', '.join(spot.columns)}"
        )
    first = spot.columns[0]
    ids = {number: cell.value for number in _rows(spot) if (cell := sheet.get(_at(spot, number, first)))}
    if row[first].casefold() in {str(value).casefold() for value in ids.values()}:
        raise SteelyardError(f"{package.where}: {first} {row[first]!r} is taken; choose another")
    empty = [
        number for number in _rows(spot) if not any(sheet.get(_at(spot, number, h)) for h in spot.columns)
    ]
    number = empty[0] if empty else spot.last_row + 1
    entries = {_at(spot, number, heading): Value(_read(name, heading, said)) for heading, said in row.items()}
    return with_cells(package, {spot.sheet: entries})


def _judged(package: Package, model: Model, judged: Mapping[str, str]) -> Package:
    """The values of these keys in their cells."""
    for key, said in judged.items():
        model.judgement(key)
        place = home(key)
        spot = table(package, place.table)
        sheet = cells(package, spot.sheet)
        first = spot.columns[0]
        rows = [
            number
            for number in _rows(spot)
            if (cell := sheet.get(_at(spot, number, first))) and str(cell.value) == place.row
        ]
        if not rows or place.column not in spot.columns:
            raise UnknownKey(key)
        column = "name" if place.allowed in (LEVEL, YES_NO) else place.column
        at = _at(spot, rows[0], place.column)
        package = with_cells(package, {spot.sheet: {at: Value(_read(place.table, column, said))}})
    return package


def _rows(spot: Table) -> range:
    return range(spot.first_row, spot.last_row + 1)


def _at(spot: Table, row: int, heading: str) -> str:
    return address(row, spot.column(heading))


def _read(name: str, heading: str, said: str) -> Scalar:
    """What somebody typed in a column of this table, as a spreadsheet would take it."""
    look = {column.heading: column.look for column in tables_by_name()[name].columns}.get(heading)
    if look == "date" and is_iso_date(said):
        return float(serial(said))
    if heading in TEXTS:
        return said
    try:
        return float(said)
    except ValueError:
        return said
