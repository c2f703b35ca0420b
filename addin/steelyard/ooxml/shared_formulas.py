"""Formulas that Excel wrote once for many cells, as they read in each of them."""

from __future__ import annotations

import re

from steelyard.ooxml.addresses import LAST_COLUMN, LAST_ROW, column_letters, column_number

_TOKEN = re.compile(
    r"""
    "(?:[^"]|"")*"                                      # text
    | '(?:[^']|'')*'                                    # a quoted sheet
    | \[(?:[^\[\]]|\[[^\[\]]*\])*\]                     # columns of a table, a foreign book
    | (?P<cell>\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6})(?![\w.(!])
    | (?P<columns>\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3})(?![\w.(!])
    | (?P<rows>\$?[1-9][0-9]{0,6}:\$?[1-9][0-9]{0,6})(?![\w.])
    | [\w.\\]+                                          # a function, a name, a number
    """,
    re.VERBOSE,
)
_PART = re.compile(r"(\$?)([A-Za-z]+|[0-9]+)")


def shifted(formula: str, down: int, right: int) -> str:
    """The formula as it reads some rows further down and some columns further right.

    >>> shifted('SUM(A$1:B2)*LOG10(C3)&"A1"', 1, 2)
    'SUM(C$1:D3)*LOG10(E4)&"A1"'
    """
    return _TOKEN.sub(lambda found: _moved(found, down, right), formula)


def _moved(found: re.Match[str], down: int, right: int) -> str:
    if found.lastgroup is None:
        return found[0]
    return _PART.sub(lambda part: _moved_part(part, down, right), found[0])


def _moved_part(part: re.Match[str], down: int, right: int) -> str:
    if part[1]:
        return part[0]
    if part[2].isdigit():
        row = int(part[2]) + down
        return str(row) if 1 <= row <= LAST_ROW else "#REF!"
    column = column_number(part[2].upper()) + right
    return column_letters(column) if 1 <= column <= LAST_COLUMN else "#REF!"
