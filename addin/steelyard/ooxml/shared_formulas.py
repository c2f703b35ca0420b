"""Formulas that Excel wrote once for many cells, as they read in each of them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from steelyard.errors import HostileWorkbook
from steelyard.ooxml.addresses import LAST_COLUMN, LAST_ROW, column_letters, column_number
from steelyard.ooxml.xml.scan import ATTRIBUTES, pairs

MAX_EXPANDED: Final = 10_000_000
"""Characters that the shared formulas of one sheet may have, written out in every cell."""

TOKEN: Final = re.compile(
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
"""What a formula consists of, less blanks and operators; references to cells, columns and rows by name."""

_PART = re.compile(r"(\$?)([A-Za-z]+|[0-9]+)")
_FORMULA = re.compile(rb"<(?:[\w.-]++:)?+f(?=[\s/>])%b(?:/>|>([^<]*+)<)" % ATTRIBUTES)


def require_small_expansion(structure: bytes, part: str) -> None:
    """Let a sheet pass whose shared formulas can be written out. They are counted before any of them is.

    Args:
        structure: the sheet (see `xml.scan.structure_of`).
        part: its name, for messages.

    Raises:
        HostileWorkbook: they have more characters than `MAX_EXPANDED`.
    """
    if b"shared" not in structure:
        return
    cells: dict[bytes, int] = {}
    longest: dict[bytes, int] = {}
    for found in _FORMULA.finditer(structure):
        attributes = pairs(found[1])
        if attributes.get(b"t") == b"shared":
            group = attributes.get(b"si", b"")
            cells[group] = cells.get(group, 0) + 1
            longest[group] = max(longest.get(group, 0), len(found[2] or b""))
    expanded = sum(count * longest[group] for group, count in cells.items())
    if expanded > MAX_EXPANDED:
        raise HostileWorkbook(
            f"{part} is not read: its shared formulas have {expanded:,} characters when they are written out "
            f"in {sum(cells.values()):,} cells; at most {MAX_EXPANDED:,} are read. Move long formulas to a "
            "sheet of your own"
        )


def shifted(formula: str, down: int, right: int) -> str:
    """The formula as it reads some rows further down and some columns further right.

    >>> shifted('SUM(A$1:B2)*LOG10(C3)&"A1"', 1, 2)
    'SUM(C$1:D3)*LOG10(E4)&"A1"'
    """
    return "".join(
        [
            piece if isinstance(piece, str) else _row(piece + down) if piece > 0 else _column(right - piece)
            for piece in _pieces(formula)
        ]
    )


@lru_cache(maxsize=64)
def _pieces(formula: str) -> tuple[str | int, ...]:
    """A formula as texts that stay and places that move: rows as numbers, columns as negative ones."""
    pieces: list[str | int] = []
    at = 0
    for token in TOKEN.finditer(formula):
        if token.lastgroup is None:
            continue
        for part in _PART.finditer(formula, *token.span()):
            if not part[1]:
                pieces += [formula[at : part.start()], _place(part[2])]
                at = part.end()
    return (*pieces, formula[at:])


def _place(written: str) -> int:
    return int(written) if written.isdigit() else -column_number(written.upper())


def _row(row: int) -> str:
    return str(row) if 1 <= row <= LAST_ROW else "#REF!"


def _column(column: int) -> str:
    return _letters(column) if 1 <= column <= LAST_COLUMN else "#REF!"


_letters = lru_cache(maxsize=1_024)(column_letters)
