"""One column of a table, by what it holds; and what may be typed into several."""

from __future__ import annotations

from steelyard.sheets.spec import Allowed, AnyColumn, Column, Role

WIDEST = 30.0
"""Characters; a longer id without a hyphen is broken all the same."""

SHARE_OF_BUDGET = Allowed("A number from 0 to 100.", low=0, high=100)
ZERO_OR_MORE = Allowed("A number, 0 or more.", low=0)
CHANCE_OR_SHARE = Allowed("A share from 0 to 1, or empty.", low=0, high=1)


def wide(name: str) -> float:
    """Width of a column headed by an id: its longest part must not be broken.

    >>> wide("money"), wide("reconciliation")
    (12.0, 17.5)
    """
    return max(12.0, min(WIDEST, 1.25 * max(map(len, name.split("-")))))


def identity(of: str) -> AnyColumn:
    """The column of ids that other sheets use."""
    return Column("id", Role.ID, "id", 22, f"Short name that other sheets use: {of}.")


def live(heading: str, look: str, width: float, meaning: str) -> AnyColumn:
    """A column of formulas."""
    return Column(heading, Role.LIVE, look, width, meaning)


def computed(heading: str, look: str, width: float, meaning: str) -> AnyColumn:
    """A column that the engine writes."""
    return Column(heading, Role.COMPUTED, look, max(width, 9.0), meaning)


def typed(
    heading: str,
    look: str,
    width: float,
    meaning: str,
    *,
    role: Role = Role.INPUT,
    allowed: Allowed | None = None,
) -> AnyColumn:
    """A column that people type into."""
    return Column(heading, role, look, width, meaning, allowed)
