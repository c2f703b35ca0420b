"""Formula text about the Change log, for its own sheet and for Checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.sheets.headings import KEY, WHY
from steelyard.sheets.names import ROOM_TO_GROW

if TYPE_CHECKING:
    from steelyard.sheets.table_range import TableRange

TOGETHER = "all {} together"
"""In place of the key, in the entry about several changes."""


def log_column(log: TableRange, heading: str) -> str:
    """A column of the log, which grows without bound: far enough down that few scores have to change formulas."""
    return log.part(heading, 0, ROOM_TO_GROW * (1 + (log.last - log.first) // ROOM_TO_GROW))


def unexplained(log: TableRange) -> str:
    """How many changes have no reason; the entry about several together needs none."""
    keys, reasons = (log_column(log, heading) for heading in (KEY, WHY))
    return f'COUNTIFS({keys},"?*",{reasons},"")-COUNTIFS({keys},"{TOGETHER.format("*")}",{reasons},"")'
