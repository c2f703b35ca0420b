"""An entry of a result, and a count, as people read them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from steelyard.weigh.result import ResultColumn, ResultValue


def runs_right(column: ResultColumn) -> bool:
    """Whether the column holds numbers, which are aligned to the right."""
    return column.unit.value in ("points", "share", "count")


def entry_text(entry: ResultValue, column: ResultColumn) -> str:
    """An entry for a reader: points with one decimal, shares in percent, empty for what does not apply."""
    from steelyard.weigh.sentences import number_words  # noqa: PLC0415 - imports numpy

    match entry:
        case None:
            return ""
        case bool():
            return "yes" if entry else "no"
        case float() if math.isinf(entry):
            return "∞" if entry > 0 else "−∞"
        case int() | float() if column.unit.value == "points":
            return number_words(entry)
        case int() | float() if column.unit.value == "share":
            return f"{number_words(100 * entry)} %"
        case _:
            return str(entry).replace("-", "−") if isinstance(entry, int) else str(entry)


def counted(count: int, what: str) -> str:
    """The count with its noun.

    >>> counted(1, "cell"), counted(25, "cell")
    ('1 cell', '25 cells')
    """
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
