"""What stands in the cells of a sheet, read from its XML."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from steelyard.errors import HostileWorkbook, NotAWorkbook
from steelyard.ooxml.addresses import address, row_and_column
from steelyard.ooxml.cell_values import CellError, CellValue
from steelyard.ooxml.dates import FIRST_DAY
from steelyard.ooxml.shared_formulas import require_small_expansion, shifted
from steelyard.ooxml.xml.scan import ATTRIBUTES, masked, pairs, root, structure_of
from steelyard.ooxml.xml.text import plain_text, text, unescaped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from steelyard.ooxml.cell_values import Scalar

MAX_READ: Final = 500_000
"""Cells of one sheet that are read. A sheet whose cells nobody reads may have more; see `opc.limits`."""

_Masters = dict[bytes, tuple[int, int, str]]
_PREFIX: Final = rb"(?:[\w.-]++:)?+"
_CELL = re.compile(rb"<(?:[\w.-]++:)?+c[\s/>]")
_PHONETIC = re.compile(rb"<%brPh[\s>].*?</%brPh\s*>" % (_PREFIX, _PREFIX), re.DOTALL)
RUN: Final = re.compile(rb"<%bt(?=[\s/>])%b>(.*?)</%bt\s*>" % (_PREFIX, ATTRIBUTES, _PREFIX), re.DOTALL)
ITEM: Final = re.compile(rb"<(%bsi)(?=[\s/>])%b(?:/>|>(.*?)</\1\s*>)" % (_PREFIX, ATTRIBUTES), re.DOTALL)


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
    """As `cell_pattern`, but it takes a cell apart that is written the usual way, which is twice as fast.

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
    sheet_xml: bytes, strings: Sequence[str], part: str, structure: bytes | None = None, *, before: int = 0
) -> dict[str, CellValue]:
    """The cells that hold something, by address, in the order of the sheet.

    Args:
        sheet_xml: a worksheet part.
        strings: the workbook's shared strings.
        part: its name, for messages.
        structure: see `structure_of`; found here where it is not given.
        before: the days before day 0 of the workbook; see `dates.days_before`.

    Raises:
        NotAWorkbook: the part is not well-formed XML, or a cell holds what its type cannot.
        HostileWorkbook: there are more cells than `MAX_READ`, or too much in shared formulas.
    """
    structure = structure_of(sheet_xml, part) if structure is None else structure
    prefix = root(structure).prefix
    start, stop = sheet_data(structure, prefix)
    if start < 0:
        return {}
    _require_small(structure, part)
    pattern = _reading_pattern(prefix, commented=structure != sheet_xml)
    other = _OtherCells(sheet_xml, content_pattern(prefix))
    cells, where = dict[str, CellValue](), "the first cell"
    try:
        for found in pattern.finditer(structure, start, stop):
            place, style, kind, formula, written, inline, row, _, _ = found.groups()
            if place is not None:
                where = other.last = place.decode()
                behind = _plain(formula) if formula else ""
            elif row is not None:
                other.begin_row(row)
                continue
            else:
                where, style, kind, behind, written, inline = other.read(found)
            usual = place is not None and kind is None and written  # as nearly all numbers are
            value = float(written) if usual else _value(kind, written, inline, strings, before)
            if value is not None or behind:
                cells[where] = CellValue(value, behind, int(style or 0))
    except (ValueError, IndexError):
        raise NotAWorkbook(f"{part} is damaged: {where}, or the cell after it, cannot be read") from None
    return cells


def _require_small(structure: bytes, part: str) -> None:
    """Let a sheet pass that has few enough cells, and few enough characters in its shared formulas."""
    _require_few_cells(structure, part)
    require_small_expansion(structure, part)


def _require_few_cells(structure: bytes, part: str) -> None:
    if len(structure) <= MAX_READ * len("<c/>"):
        return
    count = len(_CELL.findall(structure))
    if count > MAX_READ:
        raise HostileWorkbook(
            f"{part} is not read: it has {count:,} cells; at most {MAX_READ:,} are read on a sheet of "
            "steelyard. Move what is not steelyard's to a sheet of your own"
        )


class _OtherCells:
    """Cells that are not written the usual way: without an address, with a shared formula, with comments."""

    def __init__(self, sheet_xml: bytes, inner: re.Pattern[bytes]) -> None:
        self._xml, self._inner = sheet_xml, inner
        self._masters: _Masters = {}
        self._row = 0
        self.last = ""
        """Address of the cell before, on the same row."""

    def begin_row(self, opening: bytes) -> None:
        """Note the number of a row; one that gives none comes right below the row before."""
        self._row, self.last = int(pairs(opening).get(b"r", self._row + 1)), ""

    def read(
        self, found: re.Match[bytes]
    ) -> tuple[str, bytes | None, bytes | None, str, bytes | None, bytes | None]:
        """Address, style, type, formula, value and inline text."""
        written_as = pairs(found[8])
        address = written_as.get(b"r")
        self.last = address.decode() if address is not None else _next(self._row, self.last)
        content = self._xml[slice(*found.span(9))] if found[9] else b""
        formula, written, inline = _apart(content, self._inner, self.last, self._masters)
        return self.last, written_as.get(b"s"), written_as.get(b"t"), formula, written, inline


def _plain(raw: bytes) -> str:
    """Text without markup inside; most texts need nothing but decoding."""
    plain = raw.decode()
    if "&" in plain or "\r" in plain:
        plain = text(raw) if "\r" in plain or "&#" in plain else plain_text(plain)
    return unescaped(plain)


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
    formula_text = unescaped(text(formula))
    attributes = pairs(found[2] or b"")
    if attributes.get(b"t") == b"dataTable":
        formula_text = _data_table(attributes)
    if attributes.get(b"t") == b"shared":
        formula_text = _shared(formula_text, attributes.get(b"si", b""), where, masters)
    return formula_text, written, inline


def _data_table(attributes: Mapping[bytes, bytes]) -> str:
    """The formula of a data table (a what-if table) as Excel shows it; the part holds its input cells only.

    The first of them stands for the input of the row where the table has one.
    """
    first, second = (attributes.get(name, b"").decode() for name in (b"r1", b"r2"))
    across = b"r2" in attributes or attributes.get(b"dtr") in (b"1", b"true")
    return f"TABLE({first},{second})" if across else f"TABLE(,{first})"


def _shared(written: str, group: bytes, where: str, masters: _Masters) -> str:
    """A formula of a group; only the first cell of a group holds it, the others hold the group's number."""
    row, column = row_and_column(where)
    if written:
        masters[group] = (row, column, written)
        return written
    first_row, first_column, formula = masters.get(group, (row, column, ""))
    return shifted(formula, row - first_row, column - first_column)


def _value(
    kind: bytes | None, written: bytes | None, inline: bytes | None, strings: Sequence[str], before: int
) -> Scalar:
    if kind == b"inlineStr":
        return _inline(inline) if inline else ""
    if not written:
        return "" if kind == b"str" else None
    if kind is None or kind == b"n":
        return float(written if b"<" not in written else text(written))
    if kind == b"s":
        return strings[int(written)]
    shown = text(written)
    if kind in (b"b", b"d"):
        return shown.strip() in {"1", "true"} if kind == b"b" else _moment(shown, before)
    return CellError(shown) if kind == b"e" else unescaped(shown)


def _moment(shown: str, before: int) -> float | str:
    """The number that stands for a moment in words, as the strict form of the format has it; others stay."""
    try:
        moment = datetime.fromisoformat(shown.strip())
    except ValueError:
        return shown
    return (moment.replace(tzinfo=UTC) - FIRST_DAY) / timedelta(days=1) - before


def _inline(raw: bytes) -> str:
    return rich_text(raw) if b"<" in raw else _plain(raw)


def rich_text(raw: bytes) -> str:
    """The text of a string item: its runs one after the other, without the phonetic guides over them."""
    structure = masked(raw)
    if b"rPh" in structure:
        structure = _PHONETIC.sub(lambda aid: b" " * len(aid[0]), structure)
    return unescaped("".join([text(raw[slice(*run.span(2))]) for run in RUN.finditer(structure)]))


def shared_strings(strings_xml: bytes) -> tuple[str, ...]:
    """The strings that cells of type `s` point to, in order.

    Raises:
        NotAWorkbook: the part is not well-formed XML.
    """
    items = ITEM.finditer(structure_of(strings_xml, "the list of shared strings"))
    return tuple([rich_text(strings_xml[slice(*item.span(3))] if item[3] else b"") for item in items])
