"""What is wrong with a model, and where: one finding a breach."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from steelyard.model.draft import Place

LONGEST_SHOWN = 60
"""Characters of what was found that a message repeats."""


class Severity(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    """The model cannot be used before it is mended."""
    WARNING = "warning"
    """Worth a look; nothing is refused for it."""


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
    """As the user typed it; empty when the cell was."""
    allowed: str
    code: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.place}: found {self.found or 'nothing'}; {self.allowed}"


def shown(value: object) -> str:
    """What was found, as a message repeats it: quoted when it is text, '' when it is nothing, cut when long.

    >>> shown("abc"), shown(40.0), shown(None), shown(True), shown(10**400)
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
    """Those that refuse a model."""
    return tuple(finding for finding in findings if finding.severity is Severity.ERROR)
