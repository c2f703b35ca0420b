"""Columns by what they hold: formulas, what the engine computes, ids, and what people type."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from steelyard.sheets.spec import Allowed, At, Column, Entry, Fixed, Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from steelyard.model.draft import Row


WIDEST = 30.0
"""Characters; a longer id without a hyphen is broken all the same."""


def wide(heading: str, name: str = "") -> float:
    """Width of a column headed by an id: no part of it and no word of the name above it must be broken.

    >>> wide("money"), wide("reconciliation"), wide("deal", "Comprehensive agreement")
    (12.0, 17.5, 16.25)
    """
    return max(12.0, min(WIDEST, 1.25 * max(map(len, [*heading.split("-"), *name.split()]))))


def live(
    heading: str,
    look: str,
    width: float,
    meaning: str,
    value: Callable[[At[Entry]], float | str | Fixed | None],
    formula: Callable[[At[Entry]], str] | None = None,
) -> Column[Entry]:
    """A column of formulas."""
    return Column(heading, Role.LIVE, look, width, meaning, None, value, formula)


def under_name(column: Column[Entry], name: str) -> Column[Entry]:
    """The column, headed by an id, as one above which the name of the part stands, and as wide as its words."""
    return replace(column, width=max(column.width, wide(column.heading, name)), named_above=True)


def helper(column: Column[Entry]) -> Column[Entry]:
    """The column as one that only serves formulas, which a new workbook hides."""
    return replace(column, helper=True)


def resting(
    heading: str,
    look: str,
    width: float,
    meaning: str,
    value: Callable[[At[Entry]], float | str | Fixed | None],
    formula: Callable[[At[Entry]], str],
) -> Column[Entry]:
    """A column of formulas that use a computed table, so that they are as old as that table is."""
    return replace(live(heading, look, width, meaning, value, formula), rests_on_computed=True)


def computed(
    heading: str,
    look: str,
    width: float,
    meaning: str,
    value: Callable[[At[Entry]], float | str | None],
) -> Column[Entry]:
    """A column that the engine writes."""
    return Column(heading, Role.COMPUTED, look, max(width, 9.0), meaning, None, value)


def identity(of: str, value: Callable[[At[Entry]], str]) -> Column[Entry]:
    """The column of ids, which other sheets use."""
    return Column("id", Role.ID, "id", 22, f"Short name that other sheets use: {of}.", None, value)


def typed(
    heading: str,
    look: str,
    width: float,
    meaning: str,
    *,
    role: Role = Role.INPUT,
    allowed: Allowed | None = None,
) -> Column[Row]:
    """A column that people type into; a new workbook shows the entries of a draft of the model there."""

    def value(at: At[Row]) -> float | str | None:
        value = as_typed(at.row, heading)
        return at.context.serial(str(value)) if look == "date" and value else value

    return Column(heading, role, look, width, meaning, allowed, value)


def as_typed(row: Row, heading: str) -> float | str | None:
    """An entry of a draft as the value of a cell; days, which are numbers in a workbook, are still texts."""
    cell = row.cells.get(heading)
    value = None if cell is None else cell.value
    return value if value is None or isinstance(value, int | float) else str(value)
