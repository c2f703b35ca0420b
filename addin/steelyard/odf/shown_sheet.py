"""A sheet of an OpenDocument spreadsheet as the part that an .xlsx has of it.

It has what steelyard reads and changes: cells with their values, formulas and styles, heights, widths, what
is hidden, merged and matrix cells, validations and conditional formats. The number of a style stands for the
style of the OpenDocument cell, so that a cell that gets the style of another can be written back.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Final

from steelyard.errors import HostileWorkbook
from steelyard.odf.content import PLAIN_STYLE
from steelyard.odf.formulas import excel_formula
from steelyard.odf.values import pieces, value_of
from steelyard.odf.xml import whole_number
from steelyard.ooxml.addresses import LAST_COLUMN, LAST_ROW, Area, address, column_letters
from steelyard.ooxml.cell_values import content, number_text, result
from steelyard.ooxml.xml.scan import pairs
from steelyard.ooxml.xml.text import escaped, quoted, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from steelyard.odf.content import Cell, Row, SheetContent
    from steelyard.odf.file import OdsFile

CONCEALED: Final = (b"collapse", b"filter")
WIDEST: Final = 1_000


class Looks:
    """Numbers of the cell styles of a file, which stand for them in the parts of an .xlsx."""

    def __init__(self, file: OdsFile) -> None:
        self._file = file
        self.names: list[str] = [PLAIN_STYLE]
        self._numbers = {(PLAIN_STYLE, False): 0}
        self.kinds: list[str] = [""]

    def number(self, style: str, *, is_day: bool = False) -> int:
        """The number of a style; a cell that holds a day shows it as one, whatever its style says."""
        if (style, is_day) not in self._numbers:
            form = self._file.styles.format_of(style)
            kind = form.kind if form is not None and form.kind in ("date", "time", "percentage") else ""
            self._numbers[style, is_day] = len(self.names)
            self.names.append(style)
            self.kinds.append("date" if is_day else kind)
        return self._numbers[style, is_day]


class ShownSheet:
    """One sheet on its way into a part of an .xlsx."""

    def __init__(self, file: OdsFile, sheet: SheetContent, looks: Looks, tables: Sequence[Area]) -> None:
        self._file, self._sheet, self._looks = file, sheet, looks
        self._last_row = max((area.last_row for area in tables), default=0)
        self._last_column = max((area.last_column for area in tables), default=0)
        self.headings: dict[tuple[int, int], str] = {}
        """What stands in the first row of each table, by row and column."""
        self._heads = {area.first_row for area in tables}
        self.validated: dict[str, list[tuple[int, int, int, int]]] = {}
        """Row, its count, first and last column of the cells with each validation."""
        self.merged: list[Area] = []
        self._numbers: dict[tuple[bytes, bytes], int] = {}
        self._firsts = [column.number for column in sheet.columns]

    def _column_style(self, at: int) -> str:
        place = bisect_right(self._firsts, at) - 1
        raw = self._sheet.columns[place].raw if place >= 0 else b""
        return text(_pairs(raw).get(b"table:default-cell-style-name", b"")) or PLAIN_STYLE

    def columns(self) -> bytes:
        """Widths, styles and what is hidden of the columns."""
        written = []
        for column in self._sheet.columns:
            named = _pairs(column.raw)
            last = min(column.number + column.times - 1, LAST_COLUMN)
            if column.number > LAST_COLUMN:
                break
            style = text(named.get(b"table:style-name", b""))
            width = self._file.styles.points("table-column", style, "style:column-width")
            concealed = named.get(b"table:visibility") in CONCEALED
            look = self._looks.number(self._column_style(column.number))
            written.append(
                b'<col min="%d" max="%d" width="%b" style="%d" odf="%b"%b/>'
                % (
                    column.number,
                    last,
                    number_text(round((width or 64.0) / 5.5, 2)).encode(),
                    look,
                    quoted(style),
                    b' hidden="1"' if concealed else b"",
                )
            )
        return b"<cols>%b</cols>" % b"".join(written) if written else b""

    def rows(self) -> Iterator[bytes]:
        """The rows that hold something, or that belong to a table."""
        for row in self._sheet.rows:
            holds = any(not cell.is_empty for cell in row.cells)
            last = row.number + row.times - 1 if holds else min(row.number + row.times - 1, self._last_row)
            if last > LAST_ROW:
                raise HostileWorkbook(
                    f"{self._file.where} is not opened: it has a cell below row {LAST_ROW:,}"
                )
            opening = self._row_look(row)
            for number in range(row.number, last + 1):
                cells = b"".join(self._cells(row, number))
                yield b'<row r="%d"%b>%b</row>' % (number, opening, cells)

    def _row_look(self, row: Row) -> bytes:
        named = _pairs(row.raw)
        style = text(named.get(b"table:style-name", b""))
        height = self._file.styles.points("table-row", style, "style:row-height")
        own = not self._file.styles.has("table-row", style, "style:use-optimal-row-height", "true")
        look = b"" if height is None else b' ht="%b"' % number_text(round(height, 2)).encode()
        look += b' customHeight="1"' if own and height is not None else b""
        return look + (b' hidden="1"' if named.get(b"table:visibility") in CONCEALED else b"")

    def _cells(self, row: Row, number: int) -> Iterator[bytes]:
        for cell in row.cells:
            last = cell.column + cell.times - 1
            if cell.is_empty:
                last = min(last, self._last_column) if number <= self._last_row else 0
            if b"table:content-validation-name" in cell.raw and number == row.number:
                self._note_validation(cell, row)
            if cell.column > last:
                continue
            yield from self._written(cell, row, number, last)

    def _written(self, cell: Cell, row: Row, number: int, last: int) -> Iterator[bytes]:
        if b"-spanned" in cell.raw:
            self._note_span(cell, number)
        if cell.is_empty:
            if not cell.covered:
                named = _pairs(cell.raw)
                for at in range(cell.column, last + 1):
                    where = column_letters(at).encode()
                    yield b'<c r="%b%d" s="%d"/>' % (where, number, self._look(named, row, at))
            return
        named = pairs(cell.raw)
        kind, inside = self._content(cell, named, number)
        for at in range(cell.column, last + 1):
            where = column_letters(at).encode()
            yield b'<c r="%b%d" s="%d"%b>%b</c>' % (where, number, self._look(named, row, at), kind, inside)

    def _look(self, named: Mapping[bytes, bytes], row: Row, column: int) -> int:
        style = named.get(b"table:style-name") or _pairs(row.raw).get(b"table:default-cell-style-name")
        key = style or self._column_style(column).encode(), named.get(b"office:value-type", b"")
        if key not in self._numbers:
            self._numbers[key] = self._looks.number(text(key[0]), is_day=key[1] == b"date")
        return self._numbers[key]

    def _content(self, cell: Cell, named: Mapping[bytes, bytes], number: int) -> tuple[bytes, bytes]:
        """Type and content of a cell."""
        part = self._file.content_part
        value = value_of(cell, named, part, self._file.days_before)
        if number in self._heads and value is not None:
            shown = number_text(value) if isinstance(value, float) else str(value)
            for at in range(cell.column, cell.column + min(cell.times, WIDEST)):
                self.headings[number, at] = shown
        written = named.get(b"table:formula")
        if written:
            letter, inside = result(value, b"")
            inside = _formula(excel_formula(text(written)), named, number, cell.column) + inside
        elif isinstance(value, str) and not cell.simple and any(each.style for each in pieces(cell, part)):
            letter, inside = b"inlineStr", self._rich(cell)
        else:
            letter, inside = content(value, b"")
        return b' t="%b"' % letter if letter else b"", inside

    def _rich(self, cell: Cell) -> bytes:
        """A text whose letters have formats of their own, each named in place of a font."""
        runs = []
        for each in pieces(cell, self._file.content_part):
            look = b'<rPr><rFont val="%b"/></rPr>' % quoted(each.style) if each.style else b""
            runs.append(b'<r>%b<t xml:space="preserve">%b</t></r>' % (look, escaped(each.text)))
        return b"<is>%b</is>" % b"".join(runs)

    def _note_span(self, cell: Cell, number: int) -> None:
        named = pairs(cell.raw)
        across = named.get(b"table:number-columns-spanned", b"1")
        down = named.get(b"table:number-rows-spanned", b"1")
        area = _spanned(number, cell.column, down, across)
        if area.size > 1:
            self.merged.append(area)

    def _note_validation(self, cell: Cell, row: Row) -> None:
        name = text(_pairs(cell.raw).get(b"table:content-validation-name", b""))
        last = min(cell.column + cell.times - 1, LAST_COLUMN)
        self.validated.setdefault(name, []).append((row.number, row.times, cell.column, last))


def _formula(formula: str, named: Mapping[bytes, bytes], row: int, column: int) -> bytes:
    """The formula of a cell; one that fills several, or that computes with whole ranges, is an array."""
    across = named.get(b"table:number-matrix-columns-spanned")
    if across is None:
        return b"<f>%b</f>" % escaped(formula)
    area = _spanned(row, column, named.get(b"table:number-matrix-rows-spanned", b"1"), across)
    return b'<f t="array" ref="%b">%b</f>' % (str(area).encode(), escaped(formula))


@lru_cache(maxsize=4_096)
def _pairs(raw: bytes) -> Mapping[bytes, bytes]:
    """Attributes of rows, columns and empty cells, of which most are alike."""
    return pairs(raw)


def _spanned(row: int, column: int, down: bytes, across: bytes) -> Area:
    """The area of a cell that reaches over others."""
    rows, columns = (whole_number(text(each), LAST_ROW) or 1 for each in (down, across))
    return Area(
        row, column, min(row + max(rows, 1) - 1, LAST_ROW), min(column + max(columns, 1) - 1, LAST_COLUMN)
    )


def areas(runs: Sequence[tuple[int, int, int, int]]) -> list[Area]:
    """Cells as few areas: runs within a row, those side by side joined, then joined over rows.

    >>> [*map(str, areas([(1, 1, 2, 2), (1, 1, 3, 4), (2, 3, 2, 4), (9, 1, 2, 2)]))]
    ['B1:D4', 'B9']
    """
    joined: dict[tuple[int, int], Area] = {}
    found: list[Area] = []
    for (row, count), line in groupby(runs, key=lambda run: run[:2]):
        for first, last in _side_by_side([run[2:] for run in line]):
            above = joined.get((first, last))
            if above is not None and above.last_row == row - 1:
                found.remove(above)
                area = above._replace(last_row=min(row + count - 1, LAST_ROW))
            else:
                area = Area(row, first, min(row + count - 1, LAST_ROW), last)
            joined[first, last] = area
            found.append(area)
    return sorted(found)


def _side_by_side(spans: Sequence[tuple[int, ...]]) -> Iterator[tuple[int, int]]:
    first, previous = spans[0]
    for start, stop in spans[1:]:
        if start != previous + 1:
            yield first, previous
            first = start
        previous = stop
    yield first, previous


def sqref(found: Sequence[Area]) -> bytes:
    """A list of areas as a rule of an .xlsx has it."""
    return " ".join(map(str, found)).encode()


def merged_part(found: Sequence[Area]) -> bytes:
    """The merged cells of a sheet."""
    return (
        b"<mergeCells>%b</mergeCells>"
        % b"".join(b'<mergeCell ref="%b"/>' % str(area).encode() for area in found)
        if found
        else b""
    )


def first_address(area: Area) -> str:
    """Address of the first cell."""
    return address(area.first_row, area.first_column)
