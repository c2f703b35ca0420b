"""The content of an OpenDocument spreadsheet as sheets, rows and cells with their byte offsets.

Rows and cells that are alike are written once, with how often they are repeated. Groups, header rows and
header columns stand around rows and columns; they are followed, and do not count otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from steelyard.errors import HostileWorkbook, NotAWorkbook
from steelyard.ooxml.addresses import LAST_COLUMN, LAST_ROW
from steelyard.ooxml.xml.scan import ATTRIBUTES, Element, attributes, children, pairs
from steelyard.ooxml.xml.text import text

if TYPE_CHECKING:
    from collections.abc import Iterator

_CELL: Final = rb"<(table:(?:covered-)?table-cell)(?=[\s/>])" + ATTRIBUTES
_SIMPLE_CELL = re.compile(_CELL + rb"(?:/>|>((?:<text:p>[^<]*+</text:p>|<text:p/>)*+)</\1>)")
"""A cell that holds nothing but paragraphs of plain text, which nearly all are; found in one step."""
_ROW = re.compile(rb"<table:table-row(?=[\s/>])" + ATTRIBUTES + rb"(/?)>")
_ROW_END: Final = b"</table:table-row>"
_AT_CELL = re.compile(_CELL + rb"(/?)>")
_BLANK = re.compile(rb"\s*+")
_CELL_TAG = re.compile(rb"<(/?)table:(?:covered-)?table-cell(?=[\s/>])" + ATTRIBUTES + rb"(/?)>")
_REPEATED: Final = re.compile(rb'table:number-(?:columns|rows)-repeated="([0-9]{1,9})"')

_DEFAULT: Final = b"table:default-cell-style-name"
PLAIN_STYLE: Final = "Default"
"""The style of a cell of which nothing else is said."""

MOST_GROUPS: Final = 20
"""How many groups may hold a row or a column; LibreOffice has at most 7, and header rows beside."""

AROUND_ROWS = frozenset({b"table-row-group", b"table-header-rows", b"table-rows"})
AROUND_COLUMNS = frozenset({b"table-column-group", b"table-header-columns", b"table-columns"})


class Cell(NamedTuple):
    """A cell, or several alike side by side, as it lies in the part."""

    column: int
    """The first, from 1."""
    times: int
    start: int
    stop: int
    raw: bytes
    """Its attributes as they are written."""
    inside: int
    """Where its content begins; the end of its tag where it has none."""
    end: int
    """Where its content ends."""
    covered: bool
    simple: bool
    """Whether its content is nothing but paragraphs of plain text."""
    has_text: bool = False
    """Whether it has a text without saying of which kind its value is, as some programs write texts."""

    @property
    def is_empty(self) -> bool:
        """Whether there is neither a value nor a formula."""
        return not self.has_text and b"office:value-type" not in self.raw and b"table:formula" not in self.raw


class Row(NamedTuple):
    """A row, or several alike, as it lies in the part."""

    number: int
    """The first, from 1."""
    times: int
    start: int
    inside: int
    """Where its tag ends."""
    end: int
    """Where its cells end; the end of its tag where it has none."""
    stop: int
    raw: bytes
    cells: tuple[Cell, ...]


class Column(NamedTuple):
    """A column, or several alike, as it lies in the part."""

    number: int
    times: int
    start: int
    stop: int
    raw: bytes


@dataclass(frozen=True)
class SheetContent:
    """A sheet as it lies in the part."""

    name: str
    element: Element
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    header_rows: tuple[tuple[int, int], ...]
    """The first and the last row of each stretch that every printed page repeats."""
    header_columns: tuple[tuple[int, int], ...]
    rows_end: int
    """Where a row comes that is to stand below all others."""
    others: tuple[Element, ...] = field(repr=False)
    """What else the sheet holds, such as names of its own, pictures and conditional formats."""

    @property
    def cells_held(self) -> int:
        """How many cells hold something, each of those that are written once for many."""
        return sum(
            row.times * sum(cell.times for cell in row.cells if not cell.is_empty) for row in self.rows
        )

    def looks_of(self, row: int, column: int) -> tuple[str, str]:
        """The style that a cell has of its own, and the one that it has by its row or its column."""
        line = next((each for each in self.rows if each.number <= row < each.number + each.times), None)
        cells = line.cells if line else ()
        found = next((each for each in cells if each.column <= column < each.column + each.times), None)
        over = next((each for each in self.columns if each.number <= column < each.number + each.times), None)
        own = attribute(found.raw, b"table:style-name") if found else b""
        of_row = attribute(line.raw, _DEFAULT) if line else b""
        return text(own), text(of_row or (attribute(over.raw, _DEFAULT) if over else b"")) or PLAIN_STYLE


def spreadsheet(structure: bytes, where: str) -> Element:
    """The element that holds the sheets.

    Raises:
        NotAWorkbook: there is none.
    """
    found = re.compile(rb"<office:spreadsheet(?=[\s/>])" + ATTRIBUTES + rb"(/?)>").search(structure)
    end = found.end() if found and found[2] else structure.rfind(b"</office:spreadsheet>")
    if not found or end < found.end():
        raise NotAWorkbook(f"{where} is damaged: its content is no spreadsheet")
    return Element(b"office:spreadsheet", b"spreadsheet", found[1], found.start(), found.end(), end, end)


def sheets(structure: bytes, body: Element, where: str) -> tuple[SheetContent, ...]:
    """The sheets in the order of their tabs.

    Raises:
        HostileWorkbook: a row or a cell stands where no sheet has one.
    """
    found = []
    for element in tables_in(structure, body):
        named = f"{where} is not opened: its sheet {attributes(element.raw).get('table:name', '')!r}"
        found.append(_sheet(structure, element, named))
    return tuple(found)


def tables_in(structure: bytes, body: Element) -> Iterator[Element]:
    """The elements of the sheets. A sheet holds no other, so the next end of one is its own."""
    opening = re.compile(rb"<table:table(?=[\s/>])" + ATTRIBUTES + rb"(/?)>")
    at = body.inside
    while found := opening.search(structure, at, body.end):
        outer = _skipped(structure, at, found.start())
        if outer:  # a link to another program holds a table, too, and tracked changes hold cells
            at = outer
            continue
        end = at = found.end()
        if not found[2]:
            end = structure.find(b"</table:table>", end, body.end)
            if end < 0:
                break
            at = end + len(b"</table:table>")
        yield Element(b"table:table", b"table", found[1], found.start(), found.end(), end, at)


def _skipped(structure: bytes, start: int, stop: int) -> int:
    """Where an element ends that is no sheet and holds a table at `stop`; 0 if there is none."""
    for name in (b"table:dde-links", b"table:tracked-changes"):
        opened = structure.find(b"<" + name, start, stop)
        closing = b"</" + name + b">"
        if opened >= 0 and structure.find(closing, opened, stop) < 0:
            closed = structure.find(closing, stop)
            return closed + len(closing) if closed >= 0 else 0
    return 0


def _sheet(structure: bytes, element: Element, where: str) -> SheetContent:
    sheet = _Sheet(structure, where)
    sheet.read(element.inside, element.end)
    name = attributes(element.raw).get("table:name", "")
    rows_end = sheet.rows_end or element.end
    return SheetContent(
        name,
        element,
        tuple(sheet.rows),
        tuple(sheet.columns),
        tuple(sheet.header_rows),
        tuple(sheet.header_columns),
        rows_end,
        tuple(sheet.others),
    )


class _Sheet:
    """A sheet while it is read."""

    def __init__(self, structure: bytes, where: str) -> None:
        self._structure, self._where = structure, where
        self.rows: list[Row] = []
        self.columns: list[Column] = []
        self.header_rows: list[tuple[int, int]] = []
        self.header_columns: list[tuple[int, int]] = []
        self.others: list[Element] = []
        self.rows_end = 0
        self._row, self._column = 1, 1

    def read(self, start: int, stop: int, depth: int = 0) -> None:
        """Read a stretch of the sheet, and what stands in groups of it; `depth` is how many hold it.

        Raises:
            HostileWorkbook: groups hold each other more often than any program lets them.
        """
        if depth > MOST_GROUPS:
            raise HostileWorkbook(f"{self._where} has groups in more than {MOST_GROUPS} others")
        at = start
        while at < stop:
            at = _after_blank(self._structure, at)
            found = _ROW.match(self._structure, at, stop)
            if found:
                at = self._read_row(found)
                continue
            other = next(children(self._structure, at, stop), None)
            if other is None:
                break
            self._read_other(other, depth + 1)
            at = other.stop

    def _read_other(self, other: Element, depth: int) -> None:
        if other.local in AROUND_ROWS:
            first = self._row
            self.read(other.inside, other.end, depth)
            self.rows_end = other.stop
            if other.local == b"table-header-rows" and self._row > first:
                self.header_rows.append((first, self._row - 1))
        elif other.local in AROUND_COLUMNS:
            first = self._column
            self.read(other.inside, other.end, depth)
            if other.local == b"table-header-columns" and self._column > first:
                self.header_columns.append((first, self._column - 1))
        elif other.local == b"table-column":
            count = repeated(other.raw)
            self.columns.append(Column(self._column, count, other.start, other.stop, other.raw))
            self._column += count
        else:
            self.others.append(other)

    def _read_row(self, found: re.Match[bytes]) -> int:
        raw, count = found[1], repeated(found[1])
        end = stop = found.end()
        cells: tuple[Cell, ...] = ()
        if not found[2]:
            cells, end = self._cells(found.end())
            stop = end + len(_ROW_END)
        self.rows.append(Row(self._row, count, found.start(), found.end(), end, stop, raw, cells))
        if any(not cell.is_empty for cell in cells) and self._row + count - 1 > LAST_ROW:
            raise HostileWorkbook(f"{self._where} has a cell below its last row, {LAST_ROW:,}")
        self._row += count
        self.rows_end = stop
        return stop

    def _cells(self, start: int) -> tuple[tuple[Cell, ...], int]:
        """The cells of a row, and where they end."""
        cells: list[Cell] = []
        structure, at, column = self._structure, start, 1
        while True:
            found = _SIMPLE_CELL.match(structure, at)
            if found:
                inside, end = found.span(3) if found[3] is not None else (found.end(), found.end())
                stop, simple = found.end(), True
            else:
                found = _AT_CELL.match(structure, at)
                if not found:
                    blank = _after_blank(structure, at)
                    if blank == at:
                        break
                    at = blank
                    continue
                inside, simple = found.end(), False
                end, stop = _cell_end(structure, found)
            count = repeated(found[2])
            covered = found[1] != b"table:table-cell"
            has_text = inside < end and b"office:value-type" not in found[2] and self._has_text(inside, end)
            where = (column, count, found.start(), stop)
            cells.append(Cell(*where, found[2], inside, end, covered, simple, has_text))
            if column + count - 1 > LAST_COLUMN and not cells[-1].is_empty:
                raise HostileWorkbook(f"{self._where} has a cell right of its last column, {LAST_COLUMN:,}")
            column += count
            at = stop
        if not structure.startswith(_ROW_END, at):
            raise NotAWorkbook(f"{self._where} has a row with something else than cells")
        return tuple(cells), at

    def _has_text(self, start: int, stop: int) -> bool:
        inside = children(self._structure, start, stop)
        return any(each.name == b"text:p" and each.inside < each.end for each in inside)


def _after_blank(structure: bytes, at: int) -> int:
    found = _BLANK.match(structure, at)
    return found.end() if found else at


def _cell_end(structure: bytes, opening: re.Match[bytes]) -> tuple[int, int]:
    """Where the content of a cell ends, and where the cell does; a table inside it has cells of its own."""
    if opening[3]:
        return opening.end(), opening.end()
    depth, at = 1, opening.end()
    while found := _CELL_TAG.search(structure, at):
        at = found.end()
        depth += -1 if found[1] else not found[3]
        if depth == 0:
            return found.start(), found.end()
    return len(structure), len(structure)


def repeated(raw: bytes) -> int:
    """How often a row, a column or a cell with these attributes stands there."""
    if b"-repeated" not in raw:
        return 1
    found = _REPEATED.search(raw)
    return max(1, int(found[1])) if found else 1


def attribute(raw: bytes, name: bytes) -> bytes:
    """The value of an attribute as it is written; empty where there is none."""
    return pairs(raw).get(name, b"") if name in raw else b""
