"""Problems that stopped the last score: the lines on Checks that hold them."""

from __future__ import annotations

from steelyard.sheets.layout import PROBLEM, PROBLEM_LINES, PROBLEM_ROW
from steelyard.sheets.spec import HeaderCell

NONE = "none"


def placed() -> tuple[HeaderCell, ...]:
    """The lines of a workbook that was scored: nothing stands in the way."""
    return (
        HeaderCell(PROBLEM_ROW, 1, "Problems that stopped the last score", "small_head"),
        *(
            HeaderCell(PROBLEM_ROW + line, 1, NONE if line == 1 else None, "stamp", PROBLEM.format(line))
            for line in range(1, PROBLEM_LINES + 1)
        ),
    )
