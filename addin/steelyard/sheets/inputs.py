"""The columns of inputs, made of what `model.fields` declares; and columns that several judgement sheets have."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from steelyard.model.field import InputKind
from steelyard.model.fields import INPUTS, PACKAGE_ROW
from steelyard.model.vocabulary import folded
from steelyard.sheets.choices import LEVELS
from steelyard.sheets.column_kinds import as_typed, live, typed, under_name, wide
from steelyard.sheets.spec import Allowed, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.model.draft import Row
    from steelyard.model.field import Field
    from steelyard.model.model import Model
    from steelyard.sheets.spec import At, Column

EARLIEST_DAY = 18264
"""1 January 1950, as spreadsheets count days. A year that is typed without its day is a smaller number."""


def entered(table: str, name: str, look: str, width: float) -> Column[Row]:
    """The column of an input that has one column.

    Args:
        table: the table of a draft that the input belongs to.
        name: the name of the input there.
        look: how its cells look.
        width: in characters.
    """
    field = INPUTS.named(table, name)
    return _column(field, field.heading, look, width)


def entered_along(
    table: str, name: str, look: str, model: Model, least: float = 0.0
) -> Iterator[Column[Row]]:
    """The columns of an input that has one for each part or level; none is narrower than `least`."""
    field = INPUTS.named(table, name)
    headings = field.headings(model)
    names = {} if field.by_level else model.names("criteria")
    for item, heading in zip(model.levels if field.by_level else headings, headings, strict=True):
        column = _column(field, heading, look, max(least, wide(item)))
        yield under_name(column, names[item]) if item in names else column


def package_row(name: str, look: str, width: float) -> Column[Row]:
    """A column of the sheet Package that names its row; a draft has no such table."""
    [field] = [field for field in PACKAGE_ROW if field.name == name]
    return _column(field, field.heading, look, width)


def own_id(table: str) -> Column[Row]:
    """The column of ids that people type, and that other sheets use."""
    return replace(entered(table, "id", "id", 22), role=Role.ID)


def note(table: str, width: float = 48) -> Column[Row]:
    """The column of notes."""
    return replace(entered(table, "note", "text", width), role=Role.NOTE, guidance="")


def _column(field: Field, heading: str, look: str, width: float) -> Column[Row]:
    meaning = field.described_on_sheet
    column = typed(heading, look, width, meaning, allowed=_allowed(field))
    return replace(column, dated=field.kind is InputKind.DAY, guidance="" if field.prompt else meaning)


def _allowed(field: Field) -> Allowed | None:
    """What may be typed into the cells of an input; None where a spreadsheet lets anything be typed."""
    if not field.prompt:
        return None
    if field.kind is InputKind.DAY:
        return Allowed(field.prompt, low=EARLIEST_DAY, date=True)
    listed = {
        InputKind.LEVEL: LEVELS,
        InputKind.YES_NO: '"yes,no"',
        InputKind.CHOICE: f'"{",".join(field.choices)}"',
        InputKind.REFERENCE: field.of or field.name,
    }
    choices = listed.get(field.kind, "")
    return Allowed(
        field.prompt,
        low=field.low,
        high=field.high,
        choices=choices,
        whole=field.whole,
        offered=field.kind is InputKind.REFERENCE,
    )


def text_of(row: Row, heading: str) -> str:
    """The text of an entry; empty where nothing stands."""
    value = as_typed(row, heading)
    return "" if value is None else str(value)


def option_name() -> Column[Row]:
    """The name of the option whose id a row has, in tables with one row an option."""
    return live("option", "name", 32, "Name of the option.", _name_value, _name)


def _name_value(at: At[Row]) -> str:
    option = at.context.places_by_id["option"][folded(text_of(at.row, "id"))]
    return at.context.model.options[option].name


def _name(at: At[Row]) -> str:
    return at.table("options").lookup(at.beside("id"), "name")
