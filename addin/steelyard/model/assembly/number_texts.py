"""Texts that were meant as numbers, and what to write in their place.

A spreadsheet or a text of a model holds `40 %`, `12,5` or `1 200` as text where the number was typed in
another way than the program expects. What such a text stands for depends on the scale of its input: `40 %` is
40 where numbers run from 0 to 100, and 0.4 where they are shares.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple

from steelyard.model.findings import quoted_value

if TYPE_CHECKING:
    from steelyard.model.field import Bounds

_WRITTEN = re.compile(r"([-+]?)([\d.,'’\s]*\d[.,]?)(e[-+]?\d{1,3})?\s*([%％٪]?)", re.IGNORECASE)
_PLAIN = re.compile(r"\d+\.?\d*|\.\d+")
_GROUPS = re.compile(r"\d{1,3}(?:([,.'’\s])\d{3})(?:\1\d{3})*")
_BESIDE_COMMA, _BESIDE_POINT = (sign + "'\u2019 \u00a0\u202f" for sign in ".,")
"""What separates thousands in a number with a decimal comma, and in one with a decimal point."""
_LONGEST = 40
"""Characters; a longer text is no number."""


class MeantNumber(NamedTuple):
    """What a text that looks like a number may stand for."""

    values: tuple[float, ...]
    """The readings, the likeliest first: a comma may separate decimals or thousands."""
    has_comma: bool
    """Whether the first reading takes a comma as the decimal separator."""
    in_percent: bool


def meant_number(words: str) -> MeantNumber | None:
    """What a text was meant to say if it looks like a number.

    >>> meant_number("12,5"), meant_number("soon")
    (MeantNumber(values=(12.5,), has_comma=True, in_percent=False), None)
    >>> meant_number("1,200").values, meant_number("1.234,5").values, meant_number("40 %").in_percent
    ((1.2, 1200.0), (1234.5,), True)
    """
    plain = words.strip().replace("\N{MINUS SIGN}", "-")
    found = _WRITTEN.fullmatch(plain) if len(plain) <= _LONGEST else None
    if found is None:
        return None
    sign, body, power, percent = found.groups(default="")
    readings = [(float(f"{sign}{digits}{power}"), comma) for digits, comma in _digits(body.strip())]
    if not readings:
        return None
    return MeantNumber(tuple(value for value, _ in readings), readings[0][1], bool(percent))


def _digits(body: str) -> list[tuple[str, bool]]:
    """The readings of the digits with a decimal point, each with whether a comma separates its decimals."""
    found = [(body, False)] if _PLAIN.fullmatch(body) else []
    whole, comma, decimals = body.rpartition(",")
    if comma and (not decimals or decimals.isdecimal()) and (not whole or _is_whole(whole, _BESIDE_COMMA)):
        found.append((f"{_joined(whole) or 0}.{decimals}", True))
    whole, point, decimals = body.rpartition(".")
    if (
        point
        and (not decimals or decimals.isdecimal())
        and not whole.isdecimal()
        and _is_whole(whole, _BESIDE_POINT)
    ):
        found.append((f"{_joined(whole)}.{decimals}", False))
    if _GROUPS.fullmatch(body) and not _PLAIN.fullmatch(body) and not body.startswith("0"):
        found.append((_joined(body), False))
    return found


def _is_whole(digits: str, separators: str) -> bool:
    """Whether these are digits, perhaps in groups of three with one of these separators."""
    groups = _GROUPS.fullmatch(digits)
    return digits.isdecimal() or (groups is not None and groups[1] in separators)


def _joined(digits: str) -> str:
    return "".join(filter(str.isdecimal, digits))


def advice(meant: MeantNumber, bounds: Bounds) -> str:
    """What to write instead, as the end of a message; nothing where no reading is allowed there.

    >>> from steelyard.model.field import Bounds
    >>> advice(meant_number("40 %"), Bounds(0, 100)), advice(meant_number("40 %"), Bounds(0, 1))
    ('; write 40, without a percent sign', '; write 0.4, without a percent sign')
    >>> advice(meant_number("12,5"), Bounds(0))
    '; it has a decimal comma: write 12.5, or type it anew as a number in a spreadsheet with decimal commas'
    >>> advice(meant_number("1,200"), Bounds(0))
    '; its comma may separate decimals or thousands: write 1.2 or 1200'
    """
    is_share = bounds.high is not None and bounds.high <= 1
    # 57.3 / 100 has a digit too many in binary.
    read = [round(value / 100, 15) if meant.in_percent and is_share else value for value in meant.values]
    allowed = [value for value in read if _holds(bounds, value)]
    if not allowed:
        return "; it has a decimal comma" if meant.has_comma else ""
    listed = " or ".join(quoted_value(value) for value in dict.fromkeys(allowed))
    sign = ", without a percent sign" if meant.in_percent else ""
    if len(allowed) > 1:
        return f"; its comma may separate decimals or thousands: write {listed}{sign}"
    if meant.has_comma and allowed[0] == read[0]:
        anew = ", or type it anew as a number in a spreadsheet with decimal commas"
        return f"; it has a decimal comma: write {listed}{sign or anew}"
    return f"; write {listed}{sign}"


def _holds(bounds: Bounds, value: float) -> bool:
    above = bounds.low is None or value >= bounds.low
    return math.isfinite(value) and above and (bounds.high is None or value <= bounds.high)
