"""Formulas as LibreOffice tells and takes them inside the office; with Excel's they are the same formulas.

    =IF($'Read me'.$B$4:$B$9>0;A1;TRUE())       IF('Read me'!$B$4:$B$9>0,A1,TRUE)

Only the references differ from those of an OpenDocument file, which stand in brackets.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from steelyard.odf.formulas import excel_formula, open_expression

_CELLS: Final = r"\$?[A-Z]{1,3}\$?[1-9][0-9]*|\$?[A-Z]{1,3}(?=:\$?[A-Z]{1,3}\b)|(?<=:)\$?[A-Z]{1,3}\b"
_SHEET: Final = r"\$?(?:'(?:[^']|'')+'|[^\W\d]\w*)\."
_OFFICE_TOKEN = re.compile(
    rf"""
    (?P<text>"(?:[^"]|"")*")
    | (?<![\w.]) (?P<sheet>{_SHEET})?
      (?P<first>{_CELLS})
      (?: : (?P<other>{_SHEET})? (?P<last>{_CELLS}) )?
      (?![\w.(])
    | [\w.]+
    | .
    """,
    re.VERBOSE | re.DOTALL,
)
_OPEN_TOKEN = re.compile(r"""(?P<text>"(?:[^"]|"")*")|\[(?P<reference>(?:'(?:[^']|'')*'|[^\]'])*)\]""")


@lru_cache(maxsize=32_768)
def excel_of_office(written: str) -> str:
    """A formula of the office, with its equals sign, as Excel writes it without one.

    >>> excel_of_office("=IF($'Read me'.$B$4:$B$9>0;A1;TRUE())")
    "IF('Read me'!$B$4:$B$9>0,A1,TRUE())"
    >>> excel_of_office('="A1;"&LOG10($Scores.B2)'), excel_of_office("{=A1:B2*2}")
    ('"A1;"&LOG10(Scores!B2)', 'A1:B2*2')
    """
    formula = written[1:-1] if written.startswith("{") else written
    return excel_formula("of:" + _OFFICE_TOKEN.sub(_bracketed, formula))


def _bracketed(token: re.Match[str]) -> str:
    if not token["first"]:
        return token[0]
    sheet, other = token["sheet"] or ".", token["other"] or "."
    return f"[{sheet}{token['first']}" + (f":{other}{token['last']}]" if token["last"] else "]")


@lru_cache(maxsize=32_768)
def office_of_excel(formula: str) -> str:
    """A formula of Excel's, without its equals sign, as the office takes it.

    >>> print(office_of_excel("IF('Read me'!$B$4:$B$9>0,A1,TRUE)&LEFT(B1,2)"))
    =IF($'Read me'.$B$4:$B$9>0;A1;TRUE())&LEFT(B1;2)
    """
    return "=" + _OPEN_TOKEN.sub(_plain, open_expression(formula))


def _plain(token: re.Match[str]) -> str:
    if token["text"]:
        return token[0]
    first, _, last = token["reference"].rpartition(":.")
    return f"{first}:{last}".removeprefix(".").removeprefix(":") if first else last.removeprefix(".")
