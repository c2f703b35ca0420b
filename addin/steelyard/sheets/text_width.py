"""How much room a text takes in the body font, for rows that must be high enough in any program."""

from __future__ import annotations

import re
from functools import lru_cache

from steelyard.sheets.looks import BODY_SIZE

WIDTHS = {
    222: "ijl'",
    278: " fttI,./:;!|[]\\",
    333: "r-()·`",
    500: "cksvxyzJ",
    556: "abdeghnopquL0123456789?_$#",
    584: "+<>=~−×",
    611: "FTZ",
    667: "ABEKPSVXY&",
    722: "CDHNRUw",
    778: "GOQ",
    833: "mM",
    889: "%",
    944: "W",
}
"""Signs by their advance in thousandths of the font size, in Arial and all fonts made to its measure."""

OTHER_SIGN = 700
ADVANCE = {sign: width for width, signs in WIDTHS.items() for sign in signs}

POINTS_A_CHARACTER = 5.25
"""Points that Excel gives to one character of column width when the body font is Arial 10."""

INDENT = 12.0
"""Points that indent and margins take off a cell."""

_BREAKS = re.compile(r"[^\s-]+-*|-+|\s+")


def text_width(text: str, size: float = BODY_SIZE, *, bold: bool = False) -> float:
    """Width of a text in points.

    >>> round(text_width("money"), 1)
    30.0
    """
    return _thousandths(text) * size / 1000 * (1.08 if bold else 1.0)


@lru_cache(maxsize=1024)
def _thousandths(text: str) -> int:
    """Width of a text in thousandths of the font size; the same words come again and again."""
    return sum(ADVANCE.get(sign, OTHER_SIGN) for sign in text)


def lines(text: str, characters: float, *, bold: bool = False) -> int:
    r"""How many lines a text takes in a column that is so many characters wide.

    >>> lines("one two three four five six seven", 12), lines("a\nb", 40), lines("", 10)
    (4, 2, 1)
    """
    room = characters * POINTS_A_CHARACTER - INDENT
    return sum(_lines(part, room, bold=bold) for part in text.split("\n"))


def _lines(text: str, room: float, *, bold: bool) -> int:
    count, used = 1, 0.0
    for piece in _BREAKS.findall(text):
        width = text_width(piece, bold=bold)
        if used and used + width > room and not piece.isspace():
            count, used = count + 1, 0.0
        if width > room:  # a word longer than the line is broken where the line ends
            count, width = count + int(width // room), width % room
        used += width
    return count
