"""Addresses as OpenDocument writes them, and as Excel does.

    Scores.A1:Scores.B9    $'Read me'.$B$4:.$B$9    .A1      Scores!A1:B9    'Read me'!$B$4:$B$9    A1

A dot stands where Excel has an exclamation mark, the sheet may stand at both ends of a range, and a dollar
sign before a sheet says that a copy of the formula goes on naming it, as all formulas of Excel do.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from steelyard.ooxml.addresses import LAST_COLUMN, LAST_ROW, Area, address, column_number, on_sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SHEET = r"\$?(?:'(?:[^']|'')*'|[^\s.:'\"$#]+)"
_END = r"\$?[A-Z]{1,3}\$?[0-9]{1,7}(?![0-9])|\$?[A-Z]{1,3}(?![0-9])|\$?[0-9]{1,7}(?![0-9])"
_RANGE = re.compile(
    rf"(?:(?P<sheet1>{_SHEET})?\.)(?P<cell1>{_END})(?::(?:(?P<sheet2>{_SHEET})?\.)?(?P<cell2>{_END}))?"
)
_CELL = re.compile(r"(?P<column>\$?[A-Z]{1,3})?(?P<row>\$?[0-9]+)?")
_WORD = re.compile(r"[^\W\d]\w*")


class Place(NamedTuple):
    """An area of a sheet."""

    sheet: str
    area: Area


@lru_cache(maxsize=16_384)
def as_excel(written: str) -> str:
    """A reference without its brackets as Excel writes it; a broken one is an error there, too.

    >>> as_excel("$Scores.$A$1:.B$9"), as_excel("$'Ann''s'.A1"), as_excel("$A.A1:$B.C3"), as_excel("#REF!")
    ('Scores!$A$1:B$9', "'Ann''s'!A1", "'A:B'!A1:C3", '#REF!')
    """
    found = _RANGE.fullmatch(written)
    if not found:
        return "#REF!"
    sheet, last = _name(found["sheet1"]), _name(found["sheet2"])
    cells = found["cell1"] + (f":{found['cell2']}" if found["cell2"] else "")
    if not sheet:
        return _columns(cells)
    return on_sheet(sheet if last in ("", sheet) else f"{sheet}:{last}", _columns(cells))


def _columns(cells: str) -> str:
    """Whole columns or rows, which some programs write as cells from the first to the last."""
    found = re.fullmatch(rf"(\$?[A-Z]+)\$?1:(\$?[A-Z]+)\$?{LAST_ROW}", cells)
    if found:
        return f"{found[1]}:{found[2]}"
    found = re.fullmatch(r"\$?A(\$?[0-9]+):\$?XFD(\$?[0-9]+)", cells)
    return f"{found[1]}:{found[2]}" if found else cells


def _name(written: str | None) -> str:
    """The name of a sheet without its dollar sign and its quotes."""
    plain = (written or "").removeprefix("$")
    return plain[1:-1].replace("''", "'") if plain.startswith("'") else plain


@lru_cache(maxsize=16_384)
def as_open(reference: str) -> str:
    """A reference of Excel's as OpenDocument writes it, without brackets.

    >>> as_open("Scores!$A$1:B$9"), as_open("'Ann''s'!A1"), as_open("A:B")
    ('$Scores.$A$1:.B$9', "$'Ann''s'.A1", '.A:.B')
    """
    sheet, _, cells = reference.rpartition("!")
    first, _, last = cells.partition(":")
    place = f"${quoted_sheet(_name(sheet))}" if sheet else ""
    return f"{place}.{first}" + (f":.{last}" if last else "")


def quoted_sheet(name: str) -> str:
    """The name of a sheet, in quotes unless it is one word.

    >>> quoted_sheet("Scores"), quoted_sheet("Read me"), quoted_sheet("Ann's")
    ('Scores', "'Read me'", "'Ann''s'")
    """
    return name if _WORD.fullmatch(name) else "'" + name.replace("'", "''") + "'"


def places(written: str, sheet: str = "") -> Iterator[Place]:
    """The areas in a list of ranges, whole columns and rows to the end of a sheet.

    Args:
        written: ranges with blanks between them.
        sheet: the sheet of a range that names none.

    >>> [*places("'Read me'.A1:'Read me'.B9 Scores.C3")][1]
    Place(sheet='Scores', area=Area(first_row=3, first_column=3, last_row=3, last_column=3))
    """
    for found in _RANGE.finditer(written):
        first, last = _cell(found["cell1"]), _cell(found["cell2"] or found["cell1"])
        area = Area(first[0] or 1, first[1] or 1, last[0] or LAST_ROW, last[1] or LAST_COLUMN)
        if area.last_row <= LAST_ROW and area.last_column <= LAST_COLUMN:
            yield Place(_name(found["sheet1"]) or sheet, area)


def place(written: str, sheet: str = "") -> Place | None:
    """The area of the one range that is written there; None where there is none, or more than one."""
    found = [*places(written, sheet)]
    return found[0] if len(found) == 1 else None


def _cell(written: str) -> tuple[int, int]:
    """Row and column; 0 for one that a whole column or row does not name."""
    found = _CELL.fullmatch(written)
    row, column = (found["row"], found["column"]) if found else (None, None)
    return int((row or "0").lstrip("$")), column_number((column or "").lstrip("$"))


def ranges(at: Iterable[Place]) -> str:
    """A list of ranges as attributes have it.

    >>> ranges([Place("Read me", Area(1, 1, 9, 2))])
    "'Read me'.A1:'Read me'.B9"
    """
    return " ".join(range_text(each) for each in at)


def range_text(at: Place) -> str:
    """A range with its sheet at both ends."""
    sheet, area = quoted_sheet(at.sheet), at.area
    first, last = address(area.first_row, area.first_column), address(area.last_row, area.last_column)
    return f"{sheet}.{first}:{sheet}.{last}"
