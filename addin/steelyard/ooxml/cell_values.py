"""What a cell holds and what can be put into it, and how either is written in a sheet's XML."""

from __future__ import annotations

import math
from dataclasses import KW_ONLY, dataclass
from numbers import Integral, Real
from typing import Final, NamedTuple, TypeAlias

from steelyard.errors import UnfitValue
from steelyard.ooxml.xml.text import escaped

LONGEST_TEXT: Final = 32_767
"""Characters that Excel holds in one cell, counted as Excel counts (some emoji are two)."""

ERRORS: Final = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA")
"""Codes of the errors that a cell can hold."""


@dataclass(frozen=True, slots=True)
class CellError:
    """An Excel error as a value, such as `#N/A`."""

    code: str

    def __str__(self) -> str:
        return self.code


Scalar: TypeAlias = float | str | bool | CellError | None
"""What a cell shows; None for an empty one."""


class CellValue(NamedTuple):
    """What stands in a cell: the value it shows, the formula behind it, and the number of its style."""

    value: Scalar
    formula: str = ""
    """Without the leading `=`; empty where there is none."""
    style: int = 0


@dataclass(frozen=True, slots=True)
class Value:
    """Put this value into the cell; a formula there goes."""

    value: Scalar
    _: KW_ONLY
    style: int | None = None
    """Style of a cell that is not there yet; a cell that is keeps its own."""

    def __post_init__(self) -> None:
        require_fit(self.value)


@dataclass(frozen=True, slots=True)
class RichText:
    """Put this text into the cell, single letters of which have a format of their own."""

    value: str
    runs: bytes
    """The text as the XML of its runs."""


@dataclass(frozen=True, slots=True)
class Cached:
    """Let the formula stand and show this as its result."""

    value: Scalar

    def __post_init__(self) -> None:
        require_fit(self.value)


@dataclass(frozen=True, slots=True)
class Formula:
    """Put this formula into the cell, with its result."""

    formula: str
    """Without the leading `=`."""
    value: Scalar
    _: KW_ONLY
    style: int | None = None
    """As for `Value`."""

    def __post_init__(self) -> None:
        require_fit(self.value)


Patch: TypeAlias = Value | RichText | Cached | Formula


def is_so(cell: CellValue | None, patch: Patch) -> bool:
    """Whether a cell is to the letter what a patch makes of it; others may show the same yet.

    >>> is_so(CellValue(40.0), Value(40)), is_so(CellValue(40.0, "A1"), Value(40)), is_so(None, Value(None))
    (True, False, True)
    """
    if cell is None:
        return patch == Value(None)
    if isinstance(patch, RichText):
        return False
    value, wanted = cell.value, patch.value
    same_type = type(value) is type(wanted) or (type(value) is float and type(wanted) is int)
    formula = patch.formula if isinstance(patch, Formula) else ""
    return same_type and value == wanted and (isinstance(patch, Cached) or cell.formula == formula)


def require_fit(value: object) -> None:
    """Let pass what a cell can hold.

    Raises:
        UnfitValue: it is no number, text, truth value, Excel error or None, or no finite number, or too long.
    """
    if isinstance(value, float) and math.isfinite(value):
        return
    if isinstance(value, str):
        # No character counts as more than two, so most texts need not be counted.
        units = len(value.encode("utf-16-le", "surrogatepass")) // 2 if len(value) * 2 > LONGEST_TEXT else 0
        if units > LONGEST_TEXT:
            raise UnfitValue(f"a cell holds {LONGEST_TEXT:,} characters at most; this text has {units:,}")
    elif isinstance(value, CellError):
        if value.code not in ERRORS:
            raise UnfitValue(f"{value.code!r} is no Excel error; there are: {', '.join(ERRORS)}")
    elif isinstance(value, Real):
        if not math.isfinite(value):
            raise UnfitValue(f"a cell cannot hold {float(value)}; use None for an empty cell")
    elif value is not None:
        raise UnfitValue(
            f"a cell cannot hold a {type(value).__name__}; use a number, text, True, False or None"
        )


def shows_same(value: Scalar, wanted: Scalar) -> bool:
    """Whether two cells show the same.

    An empty cell shows what an empty text does; a truth value never shows what a number does, though Python
    says that True equals 1.

    >>> shows_same(None, ""), shows_same(1, 1.0), shows_same(True, 1.0), shows_same(False, None)
    (True, True, False, False)
    """
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted
    return ("" if value is None else value) == ("" if wanted is None else wanted)


def number_text(number: float) -> str:
    """A number written so that whoever reads it gets the same one; whole numbers have no point.

    >>> number_text(0.1 + 0.2), number_text(3.0), number_text(1e22)
    ('0.30000000000000004', '3', '1e+22')
    """
    if not isinstance(number, float) and isinstance(number, Integral):
        return str(int(number))
    number = float(number)  # a number of numpy's is a float as well, but writes itself in another way
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def content(value: Scalar, prefix: bytes) -> tuple[bytes, bytes]:
    """Type letter and content of a plain cell: text stands in the cell itself and is never a formula."""
    if isinstance(value, str):
        opening = b"<%bis><%bt%b>" % (prefix, prefix, _space(value))
        return b"inlineStr", opening + escaped(value) + b"</%bt></%bis>" % (prefix, prefix)
    return result(value, prefix)


def result(value: Scalar, prefix: bytes) -> tuple[bytes, bytes]:
    """Type letter and content of a formula's cached result."""
    if value is None:
        return b"", b""
    letter, written = _typed(value)
    return letter, b"<%bv>%b</%bv>" % (prefix, escaped(written), prefix)


def _typed(value: float | str | CellError) -> tuple[bytes, str]:
    """Type letter of a result and how it is written under it; a number needs no letter."""
    if isinstance(value, bool):
        return b"b", str(int(value))
    if isinstance(value, str):
        return b"str", value
    if isinstance(value, CellError):
        return b"e", value.code
    return b"", number_text(value)


def _space(value: str) -> bytes:
    """Whether the blanks of a text would be lost unless it says that they count."""
    kept = value == value.strip() and not any(blanks in value for blanks in ("\n", "\t", "  "))
    return b"" if kept else b' xml:space="preserve"'


def formula_element(formula: str, prefix: bytes) -> bytes:
    """A formula as a cell carries it."""
    return b"<%bf>%b</%bf>" % (prefix, escaped(formula), prefix)
