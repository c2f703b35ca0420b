"""The lines above the ledger with the problems that stopped the last score, and with its warnings."""

from __future__ import annotations

from steelyard.sheets.names import PROBLEM, PROBLEM_LINES, WARNING, WARNING_LINES
from steelyard.sheets.spec import HeaderCell

NONE = "none"


def header(row: int) -> tuple[HeaderCell, ...]:
    """The lines of a workbook that was scored: there was no problem.

    Args:
        row: that of the heading above the lines.
    """
    return _lines(row, "Problems that stopped the last score", PROBLEM, PROBLEM_LINES)


def warnings(row: int) -> tuple[HeaderCell, ...]:
    """The lines about what a workbook holds beside steelyard's sheets; a score fills them.

    Args:
        row: that of the heading above the lines.
    """
    return _lines(row, "Warnings about the workbook at the last score", WARNING, WARNING_LINES)


def _lines(row: int, heading: str, name: str, count: int) -> tuple[HeaderCell, ...]:
    """A heading with lines below it, of which the first says that there is nothing."""
    return (
        HeaderCell(row, 1, heading, "small_head"),
        *(
            HeaderCell(row + line, 1, NONE if line == 1 else None, "stamp", name.format(line))
            for line in range(1, count + 1)
        ),
    )
