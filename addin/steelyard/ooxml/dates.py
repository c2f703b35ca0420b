"""Days as spreadsheets store them: numbers of days since 1899-12-30. Only their format marks them as days.

Workbooks in the date system of 1904, which Excel on the Mac once made and everybody can still choose, count
from 1904-01-01: `days_before` says how many days come before their day 0.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from steelyard.ooxml.number_formats import signs, styles_of
from steelyard.ooxml.opc.relationships import workbook_part
from steelyard.ooxml.xml.scan import tags_named

if TYPE_CHECKING:
    from steelyard.ooxml.opc.package import Package

FIRST_DAY = datetime(1899, 12, 30, tzinfo=UTC)
"""Day 0. Excel counts a 29 February 1900 that there never was, so this is right from 1 March 1900 on."""

LAST_DAY = 2_958_465
"""31 December 9999, the last day that a spreadsheet can hold."""

BUILT_IN = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""Formats of days and times that a file names by their number only (ECMA-376 part 1, 18.8.30)."""

DAYS_BEFORE_1904 = 1462
"""Days from 1899-12-30 to 1904-01-01."""


def day(number: float, before: int = 0) -> date | float:
    """The day that a number stands for; the number itself where it stands for none, as a time alone does.

    Args:
        number: what stands in a cell.
        before: the days before day 0 of the workbook; see `days_before`.

    >>> day(43633.5).isoformat(), day(42171.0, DAYS_BEFORE_1904).isoformat(), day(-1.0), day(0.5)
    ('2019-06-17', '2019-06-17', -1.0, 0.5)
    """
    is_day = (number >= 1 or number == 0) and number + before <= LAST_DAY
    return (FIRST_DAY + timedelta(days=number + before)).date() if is_day else number


def serial(day: str, before: int = 0) -> int:
    """The number that stands for a day, written year-month-day.

    >>> serial("2019-06-17"), serial("2019-06-17", DAYS_BEFORE_1904)
    (43633, 42171)
    """
    return (datetime.fromisoformat(day).replace(tzinfo=UTC) - FIRST_DAY).days - before


def days_before(package: Package) -> int:
    """How many days come before day 0 of a workbook: none, unless it has the date system of 1904."""
    return package.memo("days_before", lambda: _days_before(package))


def _days_before(package: Package) -> int:
    properties = next(tags_named(package.structure(workbook_part(package)), b"workbookPr"), None)
    chosen = "" if properties is None else properties.attributes.get("date1904", "")
    return DAYS_BEFORE_1904 if chosen in ("1", "true") else 0


def is_dated(code: str) -> bool:
    """Whether a number format shows days or times.

    >>> is_dated("yyyy-mm-dd"), is_dated("d. mmm"), is_dated("0.0"), is_dated('0 "days"'), is_dated("[Red]0")
    (True, True, False, False, False)
    """
    return bool(re.search("[ymdhs]", signs(code), re.IGNORECASE)) and "general" not in code.casefold()


def dated_styles(package: Package) -> frozenset[int]:
    """Numbers of the cell styles that show a number as a day."""
    return package.memo("dated_styles", lambda: styles_of(package, is_dated, BUILT_IN))
