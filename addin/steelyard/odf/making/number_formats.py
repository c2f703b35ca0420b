"""Number formats: from the codes of Excel to the elements of OpenDocument.

0.0;−0.0;0.0        <number:number-style ...><number:number .../><style:map ...
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from steelyard.odf.making.markup import element
from steelyard.odf.xml import written_text

if TYPE_CHECKING:
    from collections.abc import Sequence

BUILT_IN: Final = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    14: "yyyy-mm-dd",
    49: "@",
}
"""Formats that a workbook names by their number only; a day comes in the order of the standard for dates."""

GENERAL: Final = "General"
_SECTION: Final = re.compile(r'(?:"[^"]*"|\\.|[^;"\\])*')
_PIECE: Final = re.compile(
    r'(?P<number>General|[#0,?]*[0?]+(?:\.[0?]+)?)|(?P<text>"[^"]*"|\\.)|(?P<part>y+|m+|d+)|(?P<any>.)'
)
_DATED: Final = re.compile(r"[yd]")
_PARTS: Final = {"y": "year", "m": "month", "d": "day"}
_CONDITIONS: Final = {2: ("value()>=0",), 3: ("value()>0", "value()<0")}
"""Under which the first sections of a code hold, by how many there are; the last one is for all others."""


class NumberFormats:
    """The number formats of a file, each once, by the codes that they are made from."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {GENERAL: "N0"}
        self._written = [_style("N0", [GENERAL])]

    def name(self, code: str) -> str:
        """Name of the format of this code."""
        if code not in self._names:
            self._names[code] = name = f"N{len(self._names)}"
            self._written.append(_style(name, sections(code)))
        return self._names[code]

    def written(self) -> bytes:
        """The formats as the part with the styles has them."""
        return b"".join(self._written)


def sections(code: str) -> list[str]:
    """What a code has for numbers above nought, below it, and for nought.

    >>> sections('0.0;"a;b"0')
    ['0.0', '"a;b"0']
    """
    return [each for each in _SECTION.findall(code) if each] or [GENERAL]


def _style(name: str, of: Sequence[str]) -> bytes:
    """A format; the sections but the last are formats of their own, which it names with their conditions."""
    kept = of[:3]
    conditions = _CONDITIONS.get(len(kept), ())
    own, maps = b"", b""
    for at, condition in enumerate(conditions):
        part = f"{name}P{at}"
        own += _section(part, kept[at], {"style:volatile": "true"})
        maps += element("style:map", {"style:condition": condition, "style:apply-style-name": part})
    return own + _section(name, kept[-1], {}, maps)


def _section(name: str, code: str, more: dict[str, str | None], maps: bytes = b"") -> bytes:
    kind, pieces = _pieces(code)
    return element(f"number:{kind}-style", {"style:name": name} | more, *pieces, maps)


def _pieces(code: str) -> tuple[str, list[bytes]]:
    """The kind of a section, and its elements."""
    if code == "@":
        return "text", [b"<number:text-content/>"]
    dated = bool(_DATED.search(re.sub(r'"[^"]*"|\\.|General', "", code)))
    pieces: list[bytes] = []
    letters = ""
    for found in _PIECE.finditer(code):
        if (found["number"] and not dated) or (found["part"] and dated):
            pieces += _text(letters)
            letters = ""
            pieces.append(_number(found[0]) if found["number"] else _day_part(found[0]))
        else:
            letters += found[0].strip('"') if found["text"] and found[0] != '\\"' else found[0].lstrip("\\")
    pieces += _text(letters)
    kind = "date" if dated else "percentage" if "%" in code else "number"
    return kind, pieces


def _text(letters: str) -> list[bytes]:
    return [b"<number:text>%b</number:text>" % written_text(letters)] if letters else []


def _number(code: str) -> bytes:
    """Digits; a general format has as many decimals as the number needs."""
    if code == GENERAL:
        return b'<number:number number:min-integer-digits="1"/>'
    whole, _, decimals = code.partition(".")
    named: dict[str, str | None] = {
        "number:decimal-places": str(len(decimals)),
        "number:min-decimal-places": str(decimals.count("0")),
        "number:min-integer-digits": str(whole.count("0")),
        "number:grouping": "true" if "," in whole else None,
    }
    return element("number:number", named)


def _day_part(code: str) -> bytes:
    long = len(code) > (2 if code[0] == "y" else 1)
    return element(f"number:{_PARTS[code[0]]}", {"number:style": "long"} if long else {})
