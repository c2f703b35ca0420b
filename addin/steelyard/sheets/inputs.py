"""Columns that several judgement sheets have, and what may be typed into them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from steelyard.model.vocabulary import folded
from steelyard.sheets.choices import LEVELS
from steelyard.sheets.spec import Allowed, Role, as_typed, live, typed

if TYPE_CHECKING:
    from steelyard.model.draft import Row
    from steelyard.sheets.spec import At, Column

ZERO_TO_HUNDRED = Allowed("A number from 0 to 100.", low=0, high=100)
ZERO_OR_MORE = Allowed("A number, 0 or more.", low=0)
ZERO_TO_ONE = Allowed("A share from 0 to 1, or empty.", low=0, high=1)
LEVEL = Allowed("One of the delivery levels.", choices=LEVELS)
YES_OR_NO = Allowed("yes or no.", choices='"yes,no"')


def own_id(of: str) -> Column[Row]:
    """The column of ids that people type, and that other sheets use."""
    return typed("id", "id", 22, f"Short name that other sheets use: {of}.", role=Role.ID)


def note(width: float = 48) -> Column[Row]:
    """The column of notes."""
    return typed("note", "text", width, "In your own words.", role=Role.NOTE)


def text_of(row: Row, heading: str) -> str:
    """The text of an entry; empty where nothing stands."""
    value = as_typed(row, heading)
    return "" if value is None else str(value)


def dated(column: Column[Row]) -> Column[Row]:
    """The same column, in which a number that somebody typed is read as a day."""
    return replace(column, dated=True)


def option_name() -> Column[Row]:
    """The name of the option whose id a row has, in tables with one row an option."""
    return live("option", "name", 32, "Name of the option.", _name_value, _name)


def _name_value(at: At[Row]) -> str:
    option = at.context.places_by_id["option"][folded(text_of(at.row, "id"))]
    return at.context.model.options[option].name


def _name(at: At[Row]) -> str:
    return at.table("options").lookup(at.beside("id"), "name")
