"""Whether two formulas are the same, written as different programs write it.

A program that saves a workbook may write a formula anew: with other blanks, with or without quotes around
the name of a sheet, in other letter case, with a prefix before the name of a younger function, or with a
number in another notation. LibreOffice writes `TRUE()` for `TRUE` and `0.000000001` for `1E-9`.
"""

from __future__ import annotations

import re
from functools import lru_cache

_TOKEN = re.compile(
    r"""
    (?P<text>"(?:[^"]|"")*")                                  # a text: every letter counts
    | (?P<sheet>'(?:[^']|'')*')                               # a sheet in quotes
    | (?P<number>(?<![\w.$])(?:\d+\.?\d*|\.\d+)(?:[Ee][+-]?\d+)?(?![\w.:!(]))
    | (?P<blank>\s+)
    | (?P<prefix>(?<![\w.])(?:_xlfn\.|_xlws\.)+)              # before younger functions
    | (?P<truth>\b(?:TRUE|FALSE)\b(?:\s*\(\s*\))?)            # a truth value, or the function that gives it
    | (?P<other>[\w.$\\]+|.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


def same_formula(one: str, other: str) -> bool:
    """Whether two formulas, each without its equals sign, are the same however they are written.

    >>> same_formula("IF(A1>1E-9,TRUE,'Read me'!$B$4)", "if( A1 > 0.000000001, TRUE(), 'Read me'!$B$4 )")
    True
    >>> same_formula("Scores!A1", "'scores'!A1"), same_formula('IF(A1="a",1,0)', 'IF(A1="A",1,0)')
    (True, False)
    """
    return one == other or _plain(one) == _plain(other)


@lru_cache(maxsize=4096)
def _plain(formula: str) -> tuple[object, ...]:
    """The parts of a formula, each in one notation."""
    return tuple(part for token in _TOKEN.finditer(formula) if (part := _part(token)) is not None)


def _part(token: re.Match[str]) -> object:
    written = token[0]
    match token.lastgroup:
        case "blank" | "prefix":
            return None
        case "text":
            return written
        case "sheet":
            return written[1:-1].replace("''", "'").casefold()
        case "number":
            return float(written)
        case "truth":
            return written.casefold().partition("(")[0].strip()
        case _:
            return written.casefold()
