"""What a formula refers to: cells, tables, names, functions, other workbooks; each with where it stands."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

from steelyard.ooxml.shared_formulas import TOKEN

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence


class Refers(Enum):
    """What a piece of a formula is."""

    CELLS = "cells"
    """One cell, or a block of them."""
    COLUMNS = "columns"
    ROWS = "rows"
    NAME = "name"
    """A defined name, a table as a whole, or a variable of the formula."""
    TABLE = "table"
    """Columns of a table."""
    FUNCTION = "function"
    TEXT = "text"
    OUTSIDE = "outside"
    """Something in another workbook, or on several sheets at once."""


class Piece(NamedTuple):
    """A piece of a formula that refers to something."""

    refers: Refers
    start: int
    stop: int
    sheet: str
    """The sheet that it names; empty where it names none."""
    text: str
    """The piece without its sheet; of a table the name, of a text what stands between its quotes."""
    columns: str = ""
    """What stands in brackets after the name of a table, brackets included."""
    joined: bool = False
    """Whether a colon joins it with something that is not a cell, so that it is only the end of a range."""


_PLAIN = """
ABS ACOS AND ASIN ATAN ATAN2 AVEDEV AVERAGE AVERAGEA AVERAGEIF AVERAGEIFS CEILING CEILING.MATH CHAR CHOOSE
CHOOSECOLS CHOOSEROWS CLEAN CODE COLUMN COLUMNS COMBIN CONCAT CONCATENATE CORREL COS COUNT COUNTA
COUNTBLANK COUNTIF COUNTIFS DATE DATEDIF DATEVALUE DAY DAYS DAYS360 DEVSQ DROP EDATE EOMONTH ERROR.TYPE
EVEN EXACT EXP EXPAND FACT FALSE FILTER FIND FIXED FLOOR FLOOR.MATH FREQUENCY FV GCD GEOMEAN GROWTH
HARMEAN HLOOKUP HOUR HSTACK IF IFERROR IFNA IFS INDEX INT INTERCEPT IPMT IRR ISBLANK ISERR ISERROR ISEVEN
ISFORMULA ISLOGICAL ISNA ISNONTEXT ISNUMBER ISODD ISOWEEKNUM ISTEXT LARGE LCM LEFT LEN LINEST LN LOG LOG10
LOOKUP LOWER MATCH MAX MAXA MAXIFS MDETERM MEDIAN MID MIN MINA MINIFS MINUTE MINVERSE MMULT MOD MODE
MODE.SNGL MONTH MROUND N NA NETWORKDAYS NORM.DIST NORM.INV NORM.S.DIST NORM.S.INV NOT NPER NPV ODD OR
PEARSON PERCENTILE PERCENTILE.EXC PERCENTILE.INC PERCENTRANK PI PMT POWER PPMT PRODUCT PROPER PV QUARTILE
QUARTILE.EXC QUARTILE.INC QUOTIENT RANK RANK.AVG RANK.EQ RATE REPLACE REPT RIGHT ROUND ROUNDDOWN ROUNDUP
ROW ROWS RSQ SEARCH SECOND SEQUENCE SIGN SIN SINGLE SLN SLOPE SMALL SORT SORTBY SQRT STANDARDIZE STDEV
STDEV.P STDEV.S STDEVP SUBSTITUTE SUBTOTAL SUM SUMIF SUMIFS SUMPRODUCT SUMSQ SUMX2MY2 SUMX2PY2 SUMXMY2
SWITCH T TAKE TAN TEXT TEXTAFTER TEXTBEFORE TEXTJOIN TIME TIMEVALUE TOCOL TOROW TRANSPOSE TREND TRIM
TRIMMEAN TRUE TRUNC UNICHAR UNICODE UNIQUE UPPER VALUE VAR VAR.P VAR.S VARP VLOOKUP VSTACK WEEKDAY WEEKNUM
WORKDAY XIRR XLOOKUP XMATCH XNPV XOR YEAR YEARFRAC
"""

PLAIN: Final = frozenset(_PLAIN.split())
"""Functions whose result follows from what they are given, and from nothing else."""

_PREFIXES = ("_XLFN.", "_XLWS.", "_XLL.", "_XLUDF.")
_WORDS = ("TRUE", "FALSE")


def references(formula: str) -> tuple[Piece, ...]:
    """Everything that a formula refers to, in order.

    >>> [(piece.refers.value, piece.sheet, piece.text) for piece in references("SUM('Our rates'!B2:B4,rate)")]
    [('function', '', 'SUM'), ('cells', 'Our rates', 'B2:B4'), ('name', '', 'rate')]
    >>> [(piece.refers.value, piece.text, piece.columns) for piece in references('costs[points]&"A1"')]
    [('table', 'costs', '[points]'), ('text', 'A1', '')]
    >>> [piece.refers.value for piece in references("[2]Rates!B2+'Jan:Mar'!B2")]
    ['outside', 'outside']
    """
    return tuple(_pieces(formula, list(TOKEN.finditer(formula))))


def _pieces(formula: str, tokens: Sequence[re.Match[str]]) -> Iterator[Piece]:
    at = 0
    while at < len(tokens):
        piece, at = _piece(formula, tokens, at)
        if piece is not None:
            yield piece


def _piece(formula: str, tokens: Sequence[re.Match[str]], at: int) -> tuple[Piece | None, int]:
    """The piece that begins with a token, and the first token after it; none for an error, such as #REF!."""
    token, start = tokens[at], tokens[at].start()
    if formula[start - 1 : start] == "#":
        return None, at + 1
    if token[0].startswith('"'):
        return Piece(Refers.TEXT, start, token.end(), "", token[0][1:-1].replace('""', '"')), at + 1
    is_outside, sheet = token[0].startswith("["), ""
    if formula[token.end() : token.end() + 1] == "!":
        sheet = token[0][1:-1].replace("''", "'") if token[0].startswith("'") else token[0]
        spans = formula[start - 1 : start] == ":" or ":" in sheet
        is_outside = "[" in sheet or spans or not _adjacent(tokens, at, gap=1)
    elif token[0].startswith("'"):
        is_outside = True
    if is_outside:
        return _outside(formula, tokens, at)
    return _on_sheet(formula, tokens, at + bool(sheet), start, sheet)


def _on_sheet(
    formula: str, tokens: Sequence[re.Match[str]], at: int, start: int, sheet: str
) -> tuple[Piece | None, int]:
    """The piece whose token, less its sheet, is this one."""
    token = tokens[at]
    if token.lastgroup == "cell":
        return _cells(formula, tokens, at, start, sheet)
    if token.lastgroup:
        refers = Refers.COLUMNS if token.lastgroup == "columns" else Refers.ROWS
        return Piece(refers, start, token.end(), sheet, token[0]), at + 1
    return _word(formula, tokens, at, start, sheet)


def _adjacent(tokens: Sequence[re.Match[str]], at: int, gap: int = 0) -> bool:
    """Whether a token is followed by another with nothing but so many characters between."""
    return at + 1 < len(tokens) and tokens[at + 1].start() == tokens[at].end() + gap


def _outside(formula: str, tokens: Sequence[re.Match[str]], at: int) -> tuple[Piece, int]:
    """A reference to another workbook or to several sheets, with all that belongs to it."""
    start, end = tokens[at].start(), at
    while _adjacent(tokens, end) or (_adjacent(tokens, end, gap=1) and formula[tokens[end].end()] in "!:"):
        end += 1
    stop = tokens[end].end()
    return Piece(Refers.OUTSIDE, start, stop, "", formula[start:stop]), end + 1


def _cells(
    formula: str, tokens: Sequence[re.Match[str]], at: int, start: int, sheet: str
) -> tuple[Piece, int]:
    token = tokens[at]
    is_block = formula[token.end() : token.end() + 1] == ":" and _adjacent(tokens, at, gap=1)
    if is_block and tokens[at + 1].lastgroup == "cell":
        at += 1
    stop = tokens[at].end()
    joined = formula[start - 1 : start] == ":" or formula[stop : stop + 1] in (":", "#")
    text = formula[token.start() : stop]
    return Piece(Refers.CELLS, start, stop, sheet, text, joined=joined), at + 1


def _word(
    formula: str, tokens: Sequence[re.Match[str]], at: int, start: int, sheet: str
) -> tuple[Piece | None, int]:
    """A function, a table or a name; nothing for a number and for TRUE and FALSE."""
    token, following = tokens[at], formula[tokens[at].end() : tokens[at].end() + 1]
    if following == "(":
        return Piece(Refers.FUNCTION, start, token.end(), sheet, token[0]), at + 1
    if following == "[" and _adjacent(tokens, at):
        inside = tokens[at + 1]
        return Piece(Refers.TABLE, start, inside.end(), sheet, token[0], inside[0]), at + 2
    if not sheet and (token[0][0] in "0123456789." or token[0].upper() in _WORDS):
        return None, at + 1
    joined = formula[start - 1 : start] == ":" or following == ":"
    return Piece(Refers.NAME, start, token.end(), sheet, token[0], joined=joined), at + 1


def function_name(piece: Piece) -> str:
    """A function as people write it, in capitals.

    >>> function_name(references("_xlfn.SINGLE(A1)")[0])
    'SINGLE'
    """
    name = piece.text.upper()
    for prefix in _PREFIXES:
        name = name.removeprefix(prefix)
    return name


def is_self_contained(formula: str) -> bool:
    """Whether nothing but cells of its own sheet decides what a formula gives. Doubt counts as no.

    >>> is_self_contained("SUM(A1:B2)*1.5"), is_self_contained("rate*A1"), is_self_contained("TODAY()-A1")
    (True, False, False)
    """
    return not any(
        piece.sheet
        or (piece.refers not in _ON_SHEET)
        or (piece.refers is Refers.FUNCTION and function_name(piece) not in PLAIN)
        for piece in references(formula)
    )


_ON_SHEET = (Refers.CELLS, Refers.COLUMNS, Refers.ROWS, Refers.TEXT, Refers.FUNCTION)
