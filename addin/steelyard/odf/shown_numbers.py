"""Numbers as their cells show them, for programs that read the words of a cell and not its value.

LibreOffice makes these words anew when it opens a file. What a number format has beyond digits, texts and
the parts of a day, such as a currency or a fraction, is shown as a plain number.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from steelyard.odf.xml import whole_number
from steelyard.ooxml.cell_values import number_text
from steelyard.ooxml.dates import FIRST_DAY, LAST_DAY

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from steelyard.odf.styles import NumberFormat, Styles

_CONDITION = re.compile(r"value\(\)\s*(<=|>=|!=|=|<|>)\s*(-?[0-9.]+)")
_KNOWN: Final = frozenset(
    {"number", "text", "year", "month", "day", "hours", "minutes", "seconds", "fill-character"}
)
MOST_DECIMALS: Final = 15


def shown_number(value: float, form: NumberFormat | None, styles: Styles, before: int = 0) -> str:
    """The words of a number under a number format.

    Args:
        value: the number.
        form: the format; None for that of a cell without one.
        styles: the styles of the file.
        before: the days before day 0 of the file.
    """
    for condition, name in form.maps if form else ():
        found = _CONDITION.fullmatch(condition)
        if found and _holds(value, found[1], float(found[2])) and name in styles.formats:
            form, value = styles.formats[name], abs(value) if found[1] in ("<", "<=") else value
            break
    if form is None or any(name not in _KNOWN for name, _, _ in form.pieces):
        return _general(value)
    if form.kind in ("date", "time"):
        return _moment(value + before, form)
    sign = (
        "-" if value < 0 and not any(name == "text" and "−" in text for name, _, text in form.pieces) else ""
    )
    scale = 100 if form.kind == "percentage" else 1
    digits = [
        _digits(abs(value) * scale, named) if name == "number" else text
        for name, named, text in form.pieces
        if name in ("number", "text")
    ]
    return sign + "".join(digits) if form.kind in ("number", "percentage") else _general(value)


def _general(value: float) -> str:
    """A number without a format, in as many digits as LibreOffice shows.

    >>> _general(0.1 + 0.2), _general(12.0)
    ('0.3', '12')
    """
    return number_text(float(f"{value:.10g}"))


def _holds(value: float, sign: str, limit: float) -> bool:
    return {
        "<": value < limit,
        "<=": value <= limit,
        ">": value > limit,
        ">=": value >= limit,
        "=": value == limit,
        "!=": value != limit,
    }[sign]


def _digits(value: float, named: Mapping[str, str]) -> str:
    """The digits of a number that is not negative."""
    decimals = named.get("number:decimal-places")
    places = None if decimals is None else whole_number(decimals, MOST_DECIMALS)
    if places is None:
        return _general(value)
    whole, dot, rest = f"{value:.{places}f}".partition(".")
    least = whole_number(named.get("number:min-integer-digits", "1"), MOST_DECIMALS + 1)
    whole = whole.zfill(least) if least is not None and least <= MOST_DECIMALS else whole
    if named.get("number:grouping") == "true":
        whole = f"{int(whole):,}"
    return whole + dot + rest


def _moment(value: float, form: NumberFormat) -> str:
    """A day and its time."""
    if not 0 <= value <= LAST_DAY:
        return number_text(value)
    when = FIRST_DAY + timedelta(days=round(value * 86_400) / 86_400)
    return "".join(text if name == "text" else _part(when, name, named) for name, named, text in form.pieces)


def _part(when: datetime, name: str, named: Mapping[str, str]) -> str:
    is_long = named.get("number:style") == "long"
    if name == "year":
        return f"{when.year:04}" if is_long else f"{when.year % 100:02}"
    if name == "month" and named.get("number:textual") == "true":
        return when.strftime("%B" if is_long else "%b")
    number = {
        "month": when.month,
        "day": when.day,
        "hours": when.hour,
        "minutes": when.minute,
        "seconds": when.second,
    }.get(name)
    return "" if number is None else f"{number:0{2 if is_long else 1}}"
