"""OpenFormula, the formula language of OpenDocument, and that of Excel: one is written as the other.

    of:=IF([.A1]>0;[$'Read me'.$B$4:.$B$9];TRUE())        IF(A1>0,'Read me'!$B$4:$B$9,TRUE)

Only the way of writing differs for what steelyard's formulas use: references, what separates arguments, and
truth values. A function has one name in both for all that steelyard writes.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from steelyard.odf.addresses import as_excel, as_open

PREFIXES: Final = ("of:", "oooc:", "msoxl:")
"""How a formula says in which language it is. Without one it is OpenFormula."""

_EXCEL: Final = "msoxl:"
_OPEN_TOKEN = re.compile(
    r"""
    (?P<text>"(?:[^"]|"")*")
    | (?P<reference>\[(?:'(?:[^']|'')*'|[^\]'])*\])
    | (?P<label>'(?:[^']|'')*')
    | (?P<vendor>\b(?:COM\.MICROSOFT|ORG\.LIBREOFFICE|ORG\.OPENOFFICE)\.(?=[A-Z]))
    | (?P<sign>[{}|;~!])
    """,
    re.VERBOSE,
)
_EXCEL_TOKEN = re.compile(
    r"""
    (?P<text>"(?:[^"]|"")*")
    | (?P<reference>
        (?:(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)?                                # a sheet
        (?:
            \$?[A-Z]{1,3}\$?[1-9][0-9]*(?::\$?[A-Z]{1,3}\$?[1-9][0-9]*)?     # cells
            | \$?[A-Z]{1,3}:\$?[A-Z]{1,3}                                    # whole columns
            | \$?[1-9][0-9]*:\$?[1-9][0-9]*                                  # whole rows
        )
        (?![\w.(!])
      )
    | (?P<truth>\b(?:TRUE|FALSE)\b(?!\s*[(!]))
    | (?P<word>[\w.$\\]+)
    | (?P<sign>[{},;])
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


@lru_cache(maxsize=16_384)
def excel_formula(written: str) -> str:
    """A formula as Excel writes it, without the equals sign.

    >>> excel_formula("of:=IF([.A1]>0;[$'Read me'.$B$4:.$B$9];TRUE())")
    "IF(A1>0,'Read me'!$B$4:$B$9,TRUE())"
    >>> excel_formula('of:=COM.MICROSOFT.CONCAT("a;[.A1]";{1;2|3;4})')
    'CONCAT("a;[.A1]",{1,2;3,4})'
    """
    prefix = next((each for each in PREFIXES if written.startswith(each)), "")
    formula = written.removeprefix(prefix).removeprefix("=")
    if prefix == _EXCEL:
        return formula
    return _AsExcel().formula(formula)


class _AsExcel:
    """A formula on its way into the language of Excel: only what is written otherwise is touched."""

    def __init__(self) -> None:
        self._arrays = 0

    def formula(self, written: str) -> str:
        """The formula."""
        return _OPEN_TOKEN.sub(self._token, written)

    def _token(self, token: re.Match[str]) -> str:
        piece = token[0]
        match token.lastgroup:
            case "reference":
                return as_excel(piece[1:-1])
            case "vendor":
                return ""
            case "sign":
                self._arrays += (piece == "{") - (piece == "}")
                return _excel_sign(piece, inside=self._arrays > 0)
            case _:
                return piece


def _excel_sign(sign: str, *, inside: bool) -> str:
    """What separates arguments, or what joins or cuts ranges; inside an array, columns and rows."""
    if sign == "|":
        return ";" if inside else sign
    return {";": ",", "~": ",", "!": " "}.get(sign, sign)


@lru_cache(maxsize=16_384)
def open_formula(formula: str) -> str:
    """A formula of Excel's, without its equals sign, as an OpenDocument file has it.

    >>> open_formula("IF(A1>0,'Read me'!$B$4:$B$9,TRUE)")
    "of:=IF([.A1]>0;[$'Read me'.$B$4:.$B$9];TRUE())"
    >>> open_formula('CONCAT("a,A1",{1,2;3,4})'), open_formula("LOG10(SUM(A:A))")
    ('of:=CONCAT("a,A1";{1;2|3;4})', 'of:=LOG10(SUM([.A:.A]))')
    """
    return "of:=" + open_expression(formula)


def open_expression(formula: str) -> str:
    """The same without the sign that a formula begins with, as conditions and names have it."""
    pieces, inside = [], 0
    for token in _EXCEL_TOKEN.finditer(formula):
        piece = token[0]
        match token.lastgroup:
            case "reference":
                pieces.append(f"[{as_open(piece)}]")
            case "truth":
                pieces.append(f"{piece}()")
            case "sign":
                inside += (piece == "{") - (piece == "}")
                separators = {",": ";", ";": "|"} if inside else {",": ";"}
                pieces.append(separators.get(piece, piece))
            case _:
                pieces.append(piece)
    return "".join(pieces)
