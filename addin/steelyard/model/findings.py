"""What is wrong with a model, and where: one finding a breach."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from steelyard.errors import MOST_LISTED

if TYPE_CHECKING:
    from steelyard.model.draft import Place

LONGEST_SHOWN = 60
"""Characters of what was found that a message repeats."""

MOST_SHOWN = MOST_LISTED
"""Findings that are shown of one list; how many more there are is said instead of the rest."""

CODES = {
    "all-zero": "only zeros stand where one value at least must be above 0",
    "apart": "a row stands below a table of judgements after a blank row (warning)",
    "bad-id": "an id does not start with a letter, or holds a sign other than letters, digits, -, _ and .",
    "bad-label": "a level, group or track does not start with a letter, or holds one of / * ? ~",
    "broken-name": "a defined name stands for cells that are gone (warning)",
    "completed": "a part that was added lacks a cell, or one that is gone still has it (warning)",
    "connection": "the workbook takes data from a connection (warning)",
    "control-character": "a text holds a character that cannot be seen or stored",
    "counted-twice": "what cannot be taken back counts as a cost and again as a snapback share (warning)",
    "cycle": "options require each other in a circle",
    "dangling": "something is named that does not stand in its own table",
    "decimal-comma": "a comma separates two values where one number was probably meant",
    "differs": "a cell of the workbook shows another value than the engine computes",
    "duplicate-id": "an id, a key or a setting stands twice; upper and lower case are one",
    "duplicate-key": "a word of the text stands twice",
    "duplicate-name": "a name is taken: lists and references choose by name",
    "excel-error": "an Excel error such as #DIV/0! stands where a value is needed",
    "external-link": "the workbook has a link to another file (warning)",
    "first-bargains": "the first counterpart has another role than to bargain",
    "formula": "a formula stands in the cell of an input; the value that the file shows is used (warning)",
    "hidden": "a sheet with entries, a row or a column of judgements is hidden (warning)",
    "hidden-sheet": "a sheet that is not steelyard's is hidden (warning)",
    "idle-evidence": "evidence stands behind no judgement (warning)",
    "impossible": "an option needs two options that exclude each other",
    "later": "an entry of the delivery record is dated after the workbook itself (warning)",
    "macro": "the workbook has macros (warning)",
    "merged": "cells of a table are merged (warning)",
    "misplaced": "on the sheet Package a measure is said to be offered, or an option to be asked for",
    "missing": "a value is needed where nothing stands",
    "missing-column": "no row has a value for it",
    "missing-row": "an option, or an item of a counterpart or of the sheet Package, has no row",
    "moved-range": "the range of a criterion has moved since its weights were given (warning)",
    "never": "an option costs more than its own cap allows (warning)",
    "no-anchors": "a cost head has a weight, and nothing says what its worst and its best are (warning)",
    "no-value": "a formula has no value yet",
    "not-a-date": "a date is not written year-month-day",
    "not-a-number": "something else stands where a number is needed",
    "not-a-policy": "a policy of release has a word that is none of it",
    "not-finite": "a number is infinite, or none",
    "not-text": "something else stands where a text is needed",
    "not-whole": "a number has decimals where none are allowed",
    "not-yes-or-no": "something else stands where yes or no is needed",
    "number-as-text": "a text looks like a number, but is none to a spreadsheet",
    "one-track": "the tabled package offers two options of one track",
    "opening-asks": "an option marked as opening asks for something",
    "other-formula": "a cell of steelyard's own holds another formula than its own",
    "out-of-order": "values rise or fall where they must not",
    "out-of-range": "a number is too small or too large",
    "outside-range": "what was judged lies outside the range of its evidence (warning)",
    "percent-format": "a share shown in percent stands where numbers run to 100 (warning)",
    "remote-picture": "a picture is fetched from elsewhere when its sheet is shown (warning)",
    "renamed-heading": "a column has another heading than its own",
    "renamed-sheet": "a program renamed a sheet and left the references to it as they were",
    "repeated": "a plan releases an option twice, or moves a measure twice in a phase",
    "reserved": "a word with a meaning of its own stands for an id, a level or a group",
    "respelled": "a model made by a program would be read back with another spelling",
    "self-reference": "a rule of an option names that option",
    "spelling": "a word is spelled otherwise than where it is declared, so that formulas do not match it",
    "stale-signature": "a role signed other judgements than those of now (warning)",
    "sum": "probabilities do not add up to 1",
    "too-long": "a text has too many characters",
    "trial": "a share on trial is none, or its criterion is gone: it is not used (warning)",
    "two-meanings": "a name is that of one part now, and was that of another part at the last score",
    "typed-over": "a value stands where a formula belongs",
    "unknown-level": "a delivery level is none of the model's",
    "unknown-name": "a defined name is not steelyard's (warning)",
    "unknown-version": "the text is of another form than this steelyard reads",
    "unknown-word": "a word is none of those that can stand there (a warning for a setting of a workbook)",
    "unused": "something stands where its row has no use for it",
    "validation-lost": "some input cells of a column have lost their validation (warning)",
    "very-hidden": "a sheet is hidden so that no menu shows it (warning)",
    "wrong-shape": "a list, a mapping or a number of values stands where another one is needed",
    "year-alone": "a year alone stands where a day belongs, and is read as a day of 1905 (warning)",
}
"""What each code means."""


class Severity(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    """The model cannot be used before it is corrected."""
    WARNING = "warning"
    """Worth a check; the model is not refused."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach: its place, what was found there, what is allowed, and a code for programs.

    >>> from steelyard.model.draft import Place
    >>> place = Place(sheet="Costs", row="limited-easing", column="money", at="cell D9")
    >>> str(Finding(place, "'abc'", "a number from 0 to 100 is needed", "not-a-number"))
    "Costs, row 'limited-easing', column 'money' (cell D9): found 'abc'; a number from 0 to 100 is needed"
    """

    place: Place
    found: str
    """As the user typed it; empty for an empty cell."""
    allowed: str
    code: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.place}: found {self.found or 'nothing'}; {self.allowed}"


def quoted_value(value: object) -> str:
    """A value as a message repeats it: quoted if it is a text, '' if there is none, cut if it is long.

    >>> quoted_value("abc"), quoted_value(40.0), quoted_value(None), quoted_value(True), quoted_value(10**400)
    ("'abc'", '40', '', 'TRUE', 'an endless number')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value) if abs(value) < 1e15 else "an endless number"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, str):
        value = str(value)  # a kind shows as its word
        return repr(value if len(value) <= LONGEST_SHOWN else value[: LONGEST_SHOWN - 1] + "…")
    return str(value)


def errors(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings for which a model is refused."""
    return tuple(finding for finding in findings if finding.severity is Severity.ERROR)


def warnings(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings that are worth a check, and for which no model is refused."""
    return tuple(finding for finding in findings if finding.severity is Severity.WARNING)
