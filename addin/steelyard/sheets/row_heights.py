"""How high each row must be for its longest text, which not every program finds by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.sheets.looks import look
from steelyard.sheets.spec import Formula
from steelyard.sheets.text_width import lines

if TYPE_CHECKING:
    from steelyard.sheets.spec import Content, FilledSheet

LINE_HEIGHT, ROW_PADDING, TITLE_HEIGHT = 12.75, 4.0, 26.0
"""Points; a line of the body font is 12.75 high."""

SPARE = 1.5
"""Characters that every column is wider than its text asks for."""

OF_ANY_LENGTH = ("packages", "improvements")
"""Tables of whose rows any may come to hold the longest text."""

DECIDE_LINES = 3
"""Lines that a row of Decide has room for at least."""


def row_heights(plan: FilledSheet) -> dict[int, float]:
    """Height in points of every row that a plan fills, by its number."""
    counts = {**_above(plan), **_in_table(plan)}
    return {1: TITLE_HEIGHT} | {row: LINE_HEIGHT * count + ROW_PADDING for row, count in counts.items()}


def _above(plan: FilledSheet) -> dict[int, int]:
    counts: dict[int, int] = {}
    for cell in plan.placed:
        if look(cell.look).wrap:
            width = plan.table.columns[cell.column - 1].width
            count = _lines(cell.content, width, bold=look(cell.look).bold)
            counts[cell.row] = max(counts.get(cell.row, 1), count)
    columns = plan.table.columns
    counts[plan.spot.head] = max(_lines(column.heading, column.width, bold=True) for column in columns)
    return counts


def _in_table(plan: FilledSheet) -> dict[int, int]:
    wrapped = [(at, c.width) for at, c in enumerate(plan.table.columns) if look(c.look).wrap]
    counts = {
        row: max((_lines(entries[at], width) for at, width in wrapped), default=1)
        for row, entries in enumerate(plan.table.rows, plan.spot.first)
    }
    if plan.table.name in OF_ANY_LENGTH and counts:
        # What stands there is written anew, longer or shorter, at every score.
        return dict.fromkeys(counts, max(*counts.values(), 2))
    if plan.table.name == "decide":
        # Any option may come to stand in any row, with the longest text that any of them has.
        return dict.fromkeys(counts, max(*counts.values(), DECIDE_LINES))
    return counts


def _lines(content: Content, width: float, *, bold: bool = False) -> int:
    """How many lines a cell's text takes in a column of this width."""
    text = content.value if isinstance(content, Formula) else content
    return lines(text, width + SPARE, bold=bold) if isinstance(text, str) else 1
