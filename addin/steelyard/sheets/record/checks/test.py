"""One test of those above the ledger on Checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from steelyard.sheets.context import Context


def nothing(_: Context) -> int:
    """No breach."""
    return 0


class Test(NamedTuple):
    """One test: what it is about, and the formula that counts its breaches."""

    words: str
    formula: Callable[[Context], str]
    found: Callable[[Context], int] = nothing
    """How many the engine finds; where a workbook is refused unless there are none, it finds none."""
    name: str = ""
    """The name of the cell with what it finds, where other sheets refer to it; else it has a number for a name."""
