"""Where cells stand: A1 addresses and areas as numbers, rows and columns counted from 1."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from steelyard.errors import NotAWorkbook

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
"""XFD, the last column that a sheet has."""

_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
_PLAIN_NAME = re.compile(r"(?![A-Za-z]{1,3}[0-9]+\Z|[Rr][0-9]*(?:[Cc][0-9]*)?\Z|[Cc][0-9]*\Z)[A-Za-z_]\w*")
"""A name of a sheet that needs no quotes: one word that Excel cannot read as a number or an address."""
_REFERENCE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!(\$?[A-Z]+\$?[0-9]+(?::\$?[A-Z]+\$?[0-9]+)?)")


class Area(NamedTuple):
    """A block of cells, both ends included.

    >>> Area.parse("B3:D9")
    Area(first_row=3, first_column=2, last_row=9, last_column=4)
    >>> str(Area(3, 2, 3, 2))
    'B3'
    """

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @classmethod
    def parse(cls, text: str) -> Area:
        """The area that `B3` or `B3:D9` names; `$` signs do not matter.

        Raises:
            ValueError: this is no area of a sheet.
        """
        first, _, last = text.partition(":")
        top, left = row_and_column(first)
        bottom, right = row_and_column(last) if last else (top, left)
        return cls(min(top, bottom), min(left, right), max(top, bottom), max(left, right))

    def __str__(self) -> str:
        first = address(self.first_row, self.first_column)
        last = address(self.last_row, self.last_column)
        return first if first == last else f"{first}:{last}"

    @property
    def size(self) -> int:
        """Number of cells."""
        return (self.last_row - self.first_row + 1) * (self.last_column - self.first_column + 1)

    def holds(self, row: int, column: int) -> bool:
        """Whether the cell lies inside."""
        return self.first_row <= row <= self.last_row and self.first_column <= column <= self.last_column

    def meets(self, other: Area) -> bool:
        """Whether the two have a cell in common."""
        return (
            self.first_row <= other.last_row
            and other.first_row <= self.last_row
            and self.first_column <= other.last_column
            and other.first_column <= self.last_column
        )


def written_area(text: str, part: str) -> Area:
    """The area that a part of a workbook names.

    Raises:
        NotAWorkbook: it names none, so the part is damaged.
    """
    try:
        return Area.parse(text)
    except ValueError:
        raise NotAWorkbook(f"{part} is damaged: {text!r} is no area of a sheet") from None


def column_number(letters: str) -> int:
    """Place of a column, 1 for A.

    >>> column_number("XFD")
    16384
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


@lru_cache(maxsize=1024, typed=True)
def column_letters(number: int) -> str:
    """Name of a column, A for 1.

    >>> column_letters(16384)
    'XFD'
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """Address of a cell.

    >>> address(3, 28)
    'AB3'
    """
    return f"{column_letters(column)}{row}"


@lru_cache(maxsize=32_768)
def row_and_column(text: str) -> tuple[int, int]:
    """Row and column of an address such as `B3` or `$B$3`.

    Raises:
        ValueError: no sheet has a cell of this address.
    """
    found = _ADDRESS.fullmatch(text)
    if found:
        row, column = int(found[2]), column_number(found[1])
        if row <= LAST_ROW and column <= LAST_COLUMN:
            return row, column
    raise ValueError(f"{text!r} is no cell address such as 'B3'")


def sheet_and_area(reference: str) -> tuple[str, Area] | None:
    """Sheet and area that a reference such as `'What it takes'!$B$3:$B$9` names; None if it names none.

    >>> sheet_and_area("'Ann''s sheet'!$B$3:$B$4")
    ("Ann's sheet", Area(first_row=3, first_column=2, last_row=4, last_column=2))
    >>> sheet_and_area("a_defined_name") is None
    True
    """
    found = _REFERENCE.fullmatch(reference)
    if not found:
        return None
    sheet = found[1].replace("''", "'") if found[1] else found[2]
    try:
        return sheet, Area.parse(found[3])
    except ValueError:
        return None


def on_sheet(sheet: str, ref: str) -> str:
    """A reference to cells of a sheet, as formulas and messages write it.

    >>> on_sheet("Decide", "$B$4"), on_sheet("Ann's", "A1"), on_sheet("Q1", "A1")
    ('Decide!$B$4', "'Ann''s'!A1", "'Q1'!A1")
    """
    return f"{_sheet_name(sheet)}!{ref}"


@lru_cache(maxsize=256)
def _sheet_name(sheet: str) -> str:
    """The name of a sheet, in quotes unless it is one word that can only be a name."""
    return sheet if _PLAIN_NAME.fullmatch(sheet) else "'" + sheet.replace("'", "''") + "'"
