"""Formulas of a sheet's own rules, in which a range over all rows of a table follows the table."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from steelyard.ooxml.shared_formulas import TOKEN

if TYPE_CHECKING:
    from steelyard.ooxml.addresses import Area

_FIXED = re.compile(r"(\$?[A-Za-z]{1,3})\$([1-9][0-9]{0,6})")


def ranges_resized(formula: str, old: Area, new: Area) -> str:
    """The formula with every range of its own sheet that ran along all rows running along all of them again.

    Only rows that are fixed by `$` are followed: others go by the cell that the formula is for.

    Args:
        formula: without the equals sign.
        old: the rows of a table as they were.
        new: the same as they are, from the same first cell.

    >>> from steelyard.ooxml.addresses import Area
    >>> old, new = Area.parse("A3:C6"), Area.parse("A3:C8")
    >>> ranges_resized('B3=MAX($B$3:$B$6,B$3:B6)&"$B$3:$B$6"', old, new)
    'B3=MAX($B$3:$B$8,B$3:B6)&"$B$3:$B$6"'
    >>> ranges_resized("SUM(Own!$B$3:$B$6)", old, new)
    'SUM(Own!$B$3:$B$6)'
    """
    tokens = [token for token in TOKEN.finditer(formula) if token.lastgroup == "cell"]
    pieces, at = [], 0
    for first, last in pairwise(tokens):
        upper, lower = _FIXED.fullmatch(first[0]), _FIXED.fullmatch(last[0])
        together = formula[first.end() : last.start()] == ":" and formula[: first.start()][-1:] != "!"
        if together and upper and lower and (int(upper[2]), int(lower[2])) == (old.first_row, old.last_row):
            pieces += [formula[at : last.start()], f"{lower[1]}${new.last_row}"]
            at = last.end()
    return "".join([*pieces, formula[at:]])
