"""Typed readings of one cell: a text, an id, a number, a level, yes or no, a date.

Each returns the value, or a placeholder that later checks ignore ('' or NaN), and notes what is wrong with
the cell. Notes are added to the list that is passed in, so that all breaches are reported together.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from numbers import Real
from typing import TYPE_CHECKING, Any

from steelyard.model.assembly.day_texts import question
from steelyard.model.assembly.number_texts import advice, meant_number
from steelyard.model.draft import Uncomputed
from steelyard.model.field import Bounds
from steelyard.model.findings import MOST_SHOWN, Finding, Severity, quoted_value
from steelyard.model.vocabulary import (
    EXCEL_ERRORS,
    LONGEST_ID,
    LONGEST_NAME,
    LONGEST_NOTE,
    RESERVED,
    folded,
    hint,
    is_free_level,
    is_id,
    is_label,
    strange,
    stripped,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from steelyard.model.draft import Cell, Place

A_DAY = "a date such as 2019-06-17"
"""How a message names a day in the form that is read."""

NOWHERE = math.nan
"""The placeholder of a number that could not be read."""

LARGEST = 1e9
"""The largest number that is allowed, so that sums of inputs are always finite."""

_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def is_empty(cell: Cell) -> bool:
    """Whether nothing stands in the cell, or blanks only."""
    return cell.value is None or (isinstance(cell.value, str) and not stripped(cell.value))


def raw(cell: Cell) -> str:
    """Whatever stands in the cell, as text; nothing is noted."""
    return stripped(cell.value) if isinstance(cell.value, str) else quoted_value(cell.value)


def note_error(noted: list[Finding], cell: Cell, allowed: str, code: str) -> None:
    """Add to the list that the cell is at fault."""
    noted.append(Finding(cell.place, "" if is_empty(cell) else quoted_value(cell.value), allowed, code))


def note_warning(noted: list[Finding], place: Place, found: str, allowed: str, code: str) -> None:
    """Add to the list that the place deserves a look."""
    noted.append(Finding(place, found, allowed, code, Severity.WARNING))


def text(cell: Cell, noted: list[Finding], *, longest: int = LONGEST_NAME, lines: bool = False) -> str:
    """The text of a cell without outer spaces, '' when empty; a number or a date as it is written.

    `lines` allows line breaks and tabs; all line breaks become one kind.
    """
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, date):
        return _day(value).isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return quoted_value(value)
    if not isinstance(value, str):
        if isinstance(value, Uncomputed):
            _note_uncomputed(noted, cell, "text")
        else:
            note_error(noted, cell, "text is needed", "not-text")
        return ""
    words = stripped(_LINE_ENDS.sub("\n", value) if lines else value)
    if words in EXCEL_ERRORS:
        note_error(noted, cell, "an Excel error stands where text is needed; mend its formula", "excel-error")
    elif sign := strange(words.replace("\n", "").replace("\t", "") if lines else words):
        kept = "text without control characters" if lines else "text on one line, without control characters,"
        note_error(noted, cell, f"{kept} is needed (it holds U+{ord(sign):04X})", "control-character")
    elif len(words) > longest:
        note_error(
            noted, cell, f"at most {longest} characters are allowed, here are {len(words)}", "too-long"
        )
    else:
        return words
    return ""


def note(cell: Cell, noted: list[Finding]) -> str:
    """A text of any number of lines."""
    return text(cell, noted, longest=LONGEST_NOTE, lines=True)


def name(cell: Cell, noted: list[Finding]) -> str:
    """A text on one line that must be there."""
    if is_empty(cell):
        note_error(noted, cell, "a name is needed", "missing")
    return text(cell, noted)


def identity(cell: Cell, noted: list[Finding]) -> str:
    """An id, as it is typed; also one that is not allowed, so that references to it are not reported too."""
    before = len(noted)
    word = text(cell, noted)
    if is_empty(cell):
        note_error(noted, cell, "an id is needed", "missing")
    elif word and not is_id(word):
        wanted = "an id starts with a letter and goes on with letters, digits, -, _ or ."
        note_error(noted, cell, wanted, "bad-id")
    elif folded(word) in RESERVED:
        note_error(noted, cell, "this word has a meaning of its own; choose another id", "reserved")
    elif len(word) > LONGEST_ID:
        note_error(
            noted, cell, f"an id has at most {LONGEST_ID} characters, here are {len(word)}", "too-long"
        )
    if len(noted) > before:
        return word if len(word) <= LONGEST_NAME else ""
    return word


def label(cell: Cell, noted: list[Finding], what: str) -> str:
    """A group, a track or a level: a short text, '' when empty."""
    word = text(cell, noted, longest=LONGEST_ID)
    if word and not is_label(word):
        wanted = f"a {what} starts with a letter and holds none of / * ? ~"
        note_error(noted, cell, wanted, "bad-label")
    elif word and (not is_free_level(word) if what == "level" else folded(word) == "all"):
        note_error(noted, cell, f"this word has a meaning of its own; choose another {what}", "reserved")
    return word


def wanted_number(low: float | None, high: float | None) -> str:
    """The range in words.

    >>> wanted_number(0, 100), wanted_number(0, None), wanted_number(None, None)
    ('a number from 0 to 100', 'a number of 0 or more', 'a number')
    """
    if low is None:
        return "a number"
    return f"a number of {low:.15g} or more" if high is None else f"a number from {low:.15g} to {high:.15g}"


def number(cell: Cell, noted: list[Finding], low: float | None = None, high: float | None = None) -> float:
    """The number of a cell within its range, or NaN."""
    wanted = wanted_number(low, high)
    value = cell.value
    if is_empty(cell):
        note_error(noted, cell, f"{wanted} is needed", "missing")
    elif isinstance(value, str):
        _note_text_for_number(noted, cell, stripped(value), wanted, Bounds(low, high))
    elif isinstance(value, Uncomputed):
        _note_uncomputed(noted, cell, wanted)
    elif isinstance(value, bool) or not isinstance(value, Real):
        note_error(noted, cell, f"{wanted} is needed", "not-a-number")
    else:
        try:
            read = float(value)
        except OverflowError:
            read = math.inf
        if not math.isfinite(read):
            note_error(noted, cell, f"{wanted} is needed, and a finite one", "not-finite")
        elif abs(read) > LARGEST:
            note_error(noted, cell, f"{wanted} is needed, no larger than {LARGEST:,.0f}", "out-of-range")
        elif (low is not None and read < low) or (high is not None and read > high):
            note_error(noted, cell, f"{wanted} is needed", "out-of-range")
        else:
            return read
    return NOWHERE


def whole_number(
    cell: Cell, noted: list[Finding], low: float | None = None, high: float | None = None
) -> float:
    """The number without decimals of a cell within its range, or NaN."""
    read = number(cell, noted, low, high)
    if math.isfinite(read) and not read.is_integer():
        note_error(noted, cell, f"{wanted_number(low, high)} is needed, without decimals", "not-whole")
        return NOWHERE
    return read


def yes_or_no(cell: Cell, noted: list[Finding]) -> bool:
    """Whether the cell says yes (or true); an empty one says no."""
    if isinstance(cell.value, bool):
        return cell.value
    if isinstance(cell.value, Uncomputed):
        _note_uncomputed(noted, cell, "yes or no")
        return False
    word = "no" if is_empty(cell) else folded(raw(cell))
    if word not in ("yes", "no", "true", "false"):
        note_error(noted, cell, "yes or no is needed", "not-yes-or-no")
    return word in ("yes", "true")


def iso_date(cell: Cell, noted: list[Finding]) -> str:
    """A day as year-month-day, '' when empty; a date cell of a workbook is turned into text."""
    if is_number(cell):
        _note_number_for_day(noted, cell)
        return ""
    read = text(cell, noted)
    if read and not is_iso_date(read):
        note_error(noted, cell, f"{A_DAY} is needed{question(read)}", "not-a-date")
        return ""
    return read


def is_iso_date(text: str) -> bool:
    """Whether this is a day of the calendar, written year-month-day.

    >>> is_iso_date("2019-06-17"), is_iso_date("2019-06-31"), is_iso_date("June 2019")
    (True, False, False)
    """
    try:
        return bool(_ISO_DATE.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def is_number(cell: Cell) -> bool:
    """Whether a number stands in the cell."""
    return isinstance(cell.value, Real) and not isinstance(cell.value, bool)


def level(cell: Cell, noted: list[Finding], levels: Mapping[str, str]) -> str:
    """One of the delivery levels, by its folded word."""
    return choice(cell, noted, levels, f"one of the levels {', '.join(levels.values())}", "unknown-level")


def reference(
    cell: Cell,
    noted: list[Finding],
    known: Mapping[str, str],
    what: str,
    names: Iterable[str] | None = None,
) -> str:
    """The id of something that stands in another table, as it is written there.

    Args:
        cell: the cell that refers to it.
        noted: where to add what is wrong.
        known: the id that each folded word means.
        what: what the cell may refer to.
        names: the names that are among these words, as they are written; None where only ids are.
    """
    wanted = f"the id of {what}" if names is None else f"the name or id of {what}"
    return choice(cell, noted, known, wanted, "dangling", names or ())


def choice(
    cell: Cell,
    noted: list[Finding],
    known: Mapping[str, str],
    wanted: str,
    code: str,
    further: Iterable[str] = (),
) -> str:
    """One of the known words, by its folded word, as it is written there; or ''.

    A message gives the nearest of them, or of `further` words that mean one of them.
    """
    if is_empty(cell):
        note_error(noted, cell, f"{wanted} is needed", "missing")
        return ""
    before = len(noted)
    word = text(cell, noted)
    if len(noted) == before and folded(word) not in known:
        # A search for the nearest word takes long, and the findings beyond this number are not shown.
        words = [*known.values(), *further]
        # The name of a part that lacks its id is near to nothing else.
        is_said = folded(word) in map(folded, words)
        near = hint(word, words) if len(noted) < MOST_SHOWN and not is_said else ""
        note_error(noted, cell, f"{wanted} is needed{near}", code)
    return known.get(folded(word), "")


def by_fold(words: Iterable[str]) -> dict[str, str]:
    """Each word by its folded form; the first spelling counts."""
    known: dict[str, str] = {}
    for word in words:
        known.setdefault(folded(word), word)
    return known


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _note_uncomputed(noted: list[Finding], cell: Cell, wanted: str) -> None:
    allowed = (
        f"a formula without its value stands where {wanted} is needed; "
        "open the file in Excel or LibreOffice and save it there, or type the value"
    )
    note_error(noted, cell, allowed, "no-value")


def _note_number_for_day(noted: list[Finding], cell: Cell) -> None:
    """Note a number in place of a day: a time, or a number in a cell whose format shows no day."""
    number: Any = cell.value
    asked = question(f"{number:.0f}") if 1e7 < number < 1e8 else ""
    if 0 < number < 1:
        asked = "; this is a time of day, without a day"
    elif not asked:
        asked = "; in a spreadsheet type it in a cell of a date format"
    note_error(noted, cell, f"{A_DAY} is needed{asked}", "not-a-date")


def _note_text_for_number(noted: list[Finding], cell: Cell, words: str, wanted: str, bounds: Bounds) -> None:
    if words in EXCEL_ERRORS:
        allowed = f"an Excel error stands where {wanted} is needed; mend its formula"
        note_error(noted, cell, allowed, "excel-error")
    elif meant := meant_number(words):
        allowed = f"{wanted} is needed, not text that looks like one{advice(meant, bounds)}"
        note_error(noted, cell, allowed, "number-as-text")
    else:
        note_error(noted, cell, f"{wanted} is needed", "not-a-number")
