"""What stands in the cells of a sheet, read straight from its XML."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from steelyard.errors import NotAWorkbook
from steelyard.ooxml.addresses import address, row_and_column
from steelyard.ooxml.cell_values import CellError, CellValue
from steelyard.ooxml.shared_formulas import shifted
from steelyard.ooxml.xml.scan import ATTRIBUTES, masked, pairs, root, structure_of
from steelyard.ooxml.xml.text import text, unescaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from steelyard.ooxml.cell_values import Scalar

_Masters = dict[bytes, tuple[int, int, str]]
_PREFIX: Final = rb"(?:[\w.-]++:)?+"
_PHONETIC = re.compile(rb"<%brPh[\s>].*?</%brPh\s*>" % (_PREFIX, _PREFIX), re.DOTALL)
_RUN = re.compile(rb"<%bt(?=[\s/>])%b>(.*?)</%bt\s*>" % (_PREFIX, ATTRIBUTES, _PREFIX), re.DOTALL)
_ITEM = re.compile(rb"<(%bsi)(?=[\s/>])%b(?:/>|>(.*?)</\1\s*>)" % (_PREFIX, ATTRIBUTES), re.DOTALL)


def sheet_data(structure: bytes, prefix: bytes) -> tuple[int, int]:
    """Where the rows of a sheet stand: after the tag that opens them, before the one that closes them.

    Both are the same place where there are no rows, and -1 where the part is no sheet of cells.
    """
    found = re.search(rb"<%bsheetData(?=[\s/>])%b(/?)>" % (re.escape(prefix), ATTRIBUTES), structure)
    if not found:
        return -1, -1
    closing = found.end() if found[2] else structure.find(b"</" + prefix + b"sheetData", found.end())
    return found.end(), closing


@lru_cache(maxsize=8)
def cell_pattern(prefix: bytes) -> re.Pattern[bytes]:
    """A row's opening (attributes in group 1) or a whole cell (2 attributes, 3 content)."""
    return re.compile(rb"<%b(?:%b|%b)" % (re.escape(prefix), _row(), _cell(prefix)))


@lru_cache(maxsize=8)
def content_pattern(prefix: bytes) -> re.Pattern[bytes]:
    """What a cell holds: formula (1 whole, 2 attributes, 3 text), value (4 attributes, 5 text), inline 6."""
    name = re.escape(prefix)
    formula = rb"(?:(<%bf(?=[\s/>])%b(?:/>|>([^<]*+)</%bf\s*+>))\s*+)?" % (name, ATTRIBUTES, name)
    value = rb"(?:<%bv(?=[\s/>])%b(?:/>|>([^<]*+)</%bv\s*+>)\s*+)?" % (name, ATTRIBUTES, name)
    inline = rb"(?:<%bis(?=[\s/>])[^>]*+>(.*)</%bis\s*+>\s*+)?" % (name, name)
    return re.compile(rb"\s*+" + formula + value + inline, re.DOTALL)


@lru_cache(maxsize=8)
def _reading_pattern(prefix: bytes, *, commented: bool) -> re.Pattern[bytes]:
    """As `cell_pattern`, but a cell written the usual way comes apart at once, which is twice as fast.

    Groups 1 to 6 are address, style, type, formula, value and inline text of such a cell; 7 holds a row's
    attributes, 8 and 9 attributes and content of any other cell. Where there are comments or CDATA, every
    cell is of the other kind.
    """
    name = re.escape(prefix)
    opening = rb'c r="([A-Z]{1,3}[0-9]{1,7})"(?: s="([0-9]++)")?(?: t="([a-zA-Z]++)")?>'
    formula = rb"(?:<%bf>([^<]*+)</%bf>)?" % (name, name)
    value = rb"<%bv>([^<]*+)</%bv>" % (name, name)
    inline = rb'<%bis><%bt(?: xml:space="preserve")?>([^<]*+)</%bt></%bis>' % (name, name, name, name)
    usual = rb"%b%b%b(?:%b|%b)?</%bc>" % (
        b"(?!)" if commented else b"",
        opening,
        formula,
        value,
        inline,
        name,
    )
    return re.compile(rb"<%b(?:%b|%b|%b)" % (name, usual, _row(), _cell(prefix)))


def _row() -> bytes:
    return rb"row(?=[\s/>])%b/?>" % ATTRIBUTES


def _cell(prefix: bytes) -> bytes:
    end = rb"/%bc(?=[\s>])" % re.escape(prefix)
    inside = rb"([^<]*+(?:<(?!%b)[^<]*+)*+)" % end
    return rb"c(?=[\s/>])%b(?:/>|>%b<%b\s*>)" % (ATTRIBUTES, inside, end)


def read_cells(
    sheet_xml: bytes, strings: Sequence[str], part: str, structure: bytes | None = None
) -> dict[str, CellValue]:
    """The cells that hold something, by address, in the order of the sheet.

    Args:
        sheet_xml: a worksheet part.
        strings: the workbook's shared strings.
        part: its name, for messages.
        structure: see `structure_of`; found here where it is not given.

    Raises:
        NotAWorkbook: the part is not well-formed XML, or a cell holds what its type cannot.
    """
    structure = structure_of(sheet_xml, part) if structure is None else structure
    prefix = root(structure).prefix
    start, stop = sheet_data(structure, prefix)
    if start < 0:
        return {}
    pattern = _reading_pattern(prefix, commented=structure != sheet_xml)
    cells: dict[str, CellValue] = {}
    where = "the first cell"
    try:
        for where, style, kind, formula, written, inline in _raw(sheet_xml, pattern, structure, start, stop):
            value = _value(kind, written, inline, strings)
            if value is not None or formula:
                cells[where] = CellValue(value, formula, int(style) if style else 0)
    except (ValueError, IndexError):
        raise NotAWorkbook(f"{part} is damaged: {where}, or the cell after it, cannot be read") from None
    return cells


def _raw(
    sheet_xml: bytes, pattern: re.Pattern[bytes], structure: bytes, start: int, stop: int
) -> Iterator[tuple[str, bytes | None, bytes | None, str, bytes | None, bytes | None]]:
    """Address, style, type, formula, value and inline text of every cell with content, as written."""
    inner = content_pattern(root(structure).prefix)
    masters: _Masters = {}
    row, last = 0, ""
    for found in pattern.finditer(structure, start, stop):
        place, style, kind, formula, written, inline, opening, attributes, _ = found.groups()
        if place is not None:
            last = place.decode()
            yield last, style, kind, unescaped(text(formula)) if formula else "", written, inline
        elif opening is not None:
            row, last = int(pairs(opening).get(b"r", row + 1)), ""
        else:
            known = pairs(attributes)
            last = known[b"r"].decode() if b"r" in known else _next(row, last)
            content = sheet_xml[slice(*found.span(9))] if found[9] else b""
            said, written, inline = _apart(content, inner, last, masters)
            yield last, known.get(b"s"), known.get(b"t"), said, written, inline


def _next(row: int, last: str) -> str:
    """Address of a cell that does not give its own."""
    return address(row, row_and_column(last)[1] + 1 if last else 1)


def _apart(
    content: bytes, inner: re.Pattern[bytes], where: str, masters: _Masters
) -> tuple[str, bytes | None, bytes | None]:
    """Formula, value and inline text out of the content of a cell, however it is written."""
    found = inner.match(masked(content))
    if not found:
        return "", None, None
    formula, written, inline = (content[slice(*found.span(group))] for group in (3, 5, 6))
    said = unescaped(text(formula))
    known = pairs(found[2] or b"")
    if known.get(b"t") == b"shared":
        said = _shared(said, known.get(b"si", b""), where, masters)
    return said, written, inline


def _shared(said: str, group: bytes, where: str, masters: _Masters) -> str:
    """A formula of a group: the first cell of the group says it, the others follow."""
    row, column = row_and_column(where)
    if said:
        masters[group] = (row, column, said)
        return said
    first_row, first_column, formula = masters.get(group, (row, column, ""))
    return shifted(formula, row - first_row, column - first_column)


def _value(kind: bytes | None, written: bytes | None, inline: bytes | None, strings: Sequence[str]) -> Scalar:
    if kind == b"inlineStr":
        return rich_text(inline) if inline and b"<" in inline else unescaped(text(inline or b""))
    if not written:
        return "" if kind == b"str" else None
    if kind is None or kind == b"n":
        return float(written if b"<" not in written else text(written))
    if kind == b"s":
        return strings[int(written)]
    said = text(written)
    if kind == b"b":
        return said.strip() in {"1", "true"}
    return CellError(said) if kind == b"e" else unescaped(said)


def rich_text(raw: bytes) -> str:
    """The letters of a string item: its runs one after the other, without the reading aids over them."""
    structure = masked(raw)
    if b"rPh" in structure:
        structure = _PHONETIC.sub(lambda aid: b" " * len(aid[0]), structure)
    return unescaped("".join([text(raw[slice(*run.span(2))]) for run in _RUN.finditer(structure)]))


def shared_strings(strings_xml: bytes) -> tuple[str, ...]:
    """The strings that cells of type `s` point to, in order.

    Raises:
        NotAWorkbook: the part is not well-formed XML.
    """
    items = _ITEM.finditer(structure_of(strings_xml, "the list of shared strings"))
    return tuple([rich_text(strings_xml[slice(*item.span(3))] if item[3] else b"") for item in items])
