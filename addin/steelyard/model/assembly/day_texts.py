"""Texts that were meant as days, and the question about which day is meant.

In 03/04/2019 nothing tells the day from the month, so nothing is ever read from such a text: the message
names the days that it may stand for, in the one form that is read.
"""

from __future__ import annotations

import re
from datetime import date

_PARTED = re.compile(r"(\d{1,4})([-/. ])\s*(\d{1,2})\2\s*(\d{1,4})\.?", re.ASCII)
_TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_TIMED = re.compile(r"(.*\d)(?:T|\s+)\d{1,2}:\d{2}.*", re.ASCII)
_MONTH_NAMED = re.compile(r"(?:(\d{1,2})\.?\s+)?([A-Za-z]{3,9})\.?\s+(?:(\d{1,2}),?\s+)?(\d{4})", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def question(words: str) -> str:
    """What to ask about a text that is no day in the form that is read, as the end of a message.

    >>> question("17/06/2019"), question("03/04/2019")
    ('; did you mean 2019-06-17?', '; did you mean 2019-04-03 or 2019-03-04?')
    >>> question("2031-02-30"), question("17/06/19"), question("soon")
    ('; the calendar has no such day', '; write the year with four digits', '')
    """
    timed = _TIMED.fullmatch(words)
    forms = _forms(timed[1] if timed else words)
    if not forms:
        return ""
    if all(year < 100 for year, _, _ in forms):
        return "; write the year with four digits"
    days = dict.fromkeys(day for form in forms if (day := _day(*form)))
    return f"; did you mean {' or '.join(days)}?" if days else "; the calendar has no such day"


def _forms(words: str) -> list[tuple[int, int, int]]:
    """Year, month and day in each order in which they may stand in the text."""
    if found := _TOGETHER.fullmatch(words):
        return [(int(found[1]), int(found[2]), int(found[3]))]
    if found := _PARTED.fullmatch(words):
        first, middle, last = int(found[1]), int(found[3]), int(found[4])
        if len(found[1]) > 2:
            return [(first, middle, last)]
        # Points stand in dates that begin with the day, in every language that writes dates with points.
        return [(last, middle, first), *([] if found[2] == "." else [(last, first, middle)])]
    named = _MONTH_NAMED.fullmatch(words)
    if named and named[2][:3].lower() in _MONTHS and (named[1] or named[3]):
        return [(int(named[4]), _MONTHS.index(named[2][:3].lower()) + 1, int(named[1] or named[3]))]
    return []


def _day(year: int, month: int, day: int) -> str:
    """The day in the form that is read; empty where the calendar has no such day."""
    try:
        return date(year, month, day).isoformat() if year >= 100 else ""
    except ValueError:
        return ""
