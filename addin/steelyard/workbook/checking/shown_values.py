"""Values of cells: whether two are the same, and how a message shows them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from steelyard.analysis.arrays import SAME
from steelyard.model.findings import quoted_value
from steelyard.ooxml.cell_values import shows_same

if TYPE_CHECKING:
    from steelyard.model.keys import Value
    from steelyard.ooxml.cell_values import Scalar


def same(value: Scalar, wanted: Scalar) -> bool:
    """Whether a cell shows what it should: numbers to the one tolerance, texts to the letter.

    >>> same(0.1 + 0.2, 0.3), same("offer", "hold"), same(None, ""), same(None, 0.0), same(True, 1.0)
    (True, False, True, False, False)
    """
    if isinstance(value, bool) or isinstance(wanted, bool):
        return shows_same(value, wanted)
    if isinstance(value, float | int) and isinstance(wanted, float | int):
        return abs(value - wanted) <= SAME
    return shows_same(value, wanted)


def quoted(value: Scalar | Value) -> str:
    """What stands in a cell, as messages show it; empty for an empty cell."""
    return quoted_value(
        value if isinstance(value, float | int | str | bool) else None if value is None else str(value)
    )


LEAST_DIGITS, ALL_DIGITS = 4, 17
"""Digits of a number that people read, and those that tell any two numbers apart."""


def told_apart(one: Scalar | Value, other: Scalar | Value) -> tuple[str, str]:
    """Two values for people: numbers with as many digits as it takes to see that they differ; '' for none.

    >>> told_apart(20.0, 14.236499999), told_apart(0.1, 0.10002), told_apart(None, "offer")
    (('20', '14.24'), ('0.1', '0.10002'), ('', "'offer'"))
    """
    for digits in range(LEAST_DIGITS, ALL_DIGITS):
        first, second = _with_digits(one, digits), _with_digits(other, digits)
        if first != second:
            return first, second
    return _with_digits(one, ALL_DIGITS), _with_digits(other, ALL_DIGITS)


def _with_digits(value: Scalar | Value, digits: int) -> str:
    """A value for people, a number that is not whole with so many digits."""
    if isinstance(value, float) and math.isfinite(value) and not value.is_integer():
        return f"{value:.{digits}g}"
    return "empty" if value == "" else quoted(value)
