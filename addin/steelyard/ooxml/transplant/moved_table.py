"""A table of a moved sheet as another workbook has it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from steelyard.ooxml.transplant.fragments import outermost
from steelyard.ooxml.transplant.moved_rules import with_format
from steelyard.ooxml.xml.scan import (
    attributes,
    element_end,
    pairs,
    spliced,
    tags_named,
    with_attribute,
    without_attribute,
)
from steelyard.ooxml.xml.text import escaped, text, unescaped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.ooxml.transplant.moves import Moves
    from steelyard.ooxml.xml.scan import Edit

_FORMATS = re.compile(rb"[\w]*[dD]xfId")
_STYLE_NAMES = (b"dataCellStyle", b"headerRowCellStyle", b"totalsRowCellStyle")
_COLUMN_FORMULAS = (b"calculatedColumnFormula", b"totalsRowFormula")


def moved_table(xml: bytes, structure: bytes, number: int, moves: Moves) -> bytes:
    """A table with a number that no other has; a formula of a column that cannot follow goes."""
    edits: list[Edit] = []
    for name in (b"table", b"tableColumn", b"sortCondition", b"colorFilter"):
        for tag in tags_named(structure, name):
            raw = old = xml[tag.start : tag.stop].removesuffix(b">").removesuffix(b"/")
            if name == b"table":
                raw = with_attribute(raw, b"id", str(number))
            raw = _with_looks(raw, moves)
            if raw != old:
                edits.append((tag.start, tag.start + len(old), raw))
    edits += _column_formulas(xml, structure, moves)
    return spliced(xml, outermost(edits))


def _with_looks(raw: bytes, moves: Moves) -> bytes:
    """Attributes of a table whose formats have the numbers of the other workbook, without named styles."""
    raw = without_attribute(raw, *(name for name in pairs(raw) if name in _STYLE_NAMES))
    for name, value in attributes(raw).items():
        if _FORMATS.fullmatch(name.encode()):
            raw = with_format(raw, name.encode(), value, moves)
    return raw


def _column_formulas(xml: bytes, structure: bytes, moves: Moves) -> Iterator[Edit]:
    for name in _COLUMN_FORMULAS:
        for tag in tags_named(structure, name):
            stop = element_end(structure, tag)
            end = structure.rindex(b"</", tag.stop, stop) if not tag.closed else tag.stop
            old = unescaped(text(xml[tag.stop : end]))
            now = moves.follow(old)
            if now is None:
                moves.gone.append("the formula of a column of a table")
                yield tag.start, stop, b""
            elif now != old:
                yield tag.stop, end, escaped(now)
