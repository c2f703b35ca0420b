"""Rows, cells and columns of a sheet are changed where they lie; what is written once for many is split.

A piece of what is split keeps style, validation and all else. The rows below the last one in use, which
programs write as one row repeated a million times, are cut and never written out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.odf.cell_writing import REPEATED, CellWriter
from steelyard.odf.xml import with_attribute, with_count
from steelyard.ooxml.xml.scan import spliced, without_attribute

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from steelyard.odf.cell_writing import Change
    from steelyard.odf.content import Cell, Column, Row, SheetContent
    from steelyard.odf.file import OdsFile
    from steelyard.ooxml.xml.scan import Edit

_ROWS_REPEATED = b"table:number-rows-repeated"


class SheetChanges(NamedTuple):
    """What is to become of the rows, cells and columns of a sheet, by their numbers."""

    cells: Mapping[int, Mapping[int, Change]]
    """By row, then by column."""
    row_styles: Mapping[int, str]
    columns: Mapping[int, Mapping[bytes, str]]
    """Attributes to set; an empty one goes."""

    @property
    def has_new_formulas(self) -> bool:
        """Whether a cell gets a formula that it does not have."""
        contents = (change.content for row in self.cells.values() for change in row.values())
        return any(each is not None and each.formula and not each.keeps_formula for each in contents)


def sheet_edits(file: OdsFile, sheet: SheetContent, changes: SheetChanges) -> Iterator[Edit]:
    """The edits of the content that change a sheet."""
    writer = _Rows(file, sheet, changes)
    touched = sorted({*changes.cells, *changes.row_styles})
    at, last = 0, 0
    for row in sheet.rows:
        last = row.number + row.times - 1
        own = []
        while at < len(touched) and touched[at] <= last:
            own.append(touched[at])
            at += 1
        if own:
            yield row.start, row.stop, writer.split(row, own)
    if at < len(touched):
        rows = writer.appended(last, touched[at:])
        if sheet.element.inside < sheet.element.stop:
            yield sheet.rows_end, sheet.rows_end, rows
        else:  # the sheet is one tag
            opened = b"><table:table-column/>%b</table:table>" % rows
            yield sheet.element.stop - len(b"/>"), sheet.element.stop, opened
    yield from _column_edits(file, sheet, changes.columns)


class _Rows:
    """Writes rows of one sheet."""

    def __init__(self, file: OdsFile, sheet: SheetContent, changes: SheetChanges) -> None:
        self._xml, self._changes = file.content, changes
        self._cells = CellWriter(file, sheet.name)

    def split(self, row: Row, touched: list[int]) -> bytes:
        """A row, or several alike, with some of them changed."""
        pieces, at = [], row.number
        for number in touched:
            if number > at:
                pieces.append(self._copied(row, number - at))
            pieces.append(self._changed(row, number))
            at = number + 1
        if (rest := row.number + row.times - at) > 0:
            pieces.append(self._copied(row, rest))
        return b"".join(pieces)

    def _tag(self, row: Row, count: int, style: str | None = None) -> bytes:
        raw = with_count(row.raw, _ROWS_REPEATED, count)
        raw = raw if style is None else with_attribute(raw, b"table:style-name", style)
        return b"<table:table-row" + raw.rstrip()

    def _copied(self, row: Row, count: int) -> bytes:
        closing = b">" if row.inside < row.stop else b"/>"
        return self._tag(row, count) + closing + self._xml[row.inside : row.stop]

    def _changed(self, row: Row, number: int) -> bytes:
        cells = self._changes.cells.get(number, {})
        inside = self._row_inside(row, number, cells)
        tag = self._tag(row, 1, self._changes.row_styles.get(number))
        return tag + b">" + inside + b"</table:table-row>" if inside else tag + b"/>"

    def _row_inside(self, row: Row, number: int, cells: Mapping[int, Change]) -> bytes:
        edits: list[Edit] = []
        touched, at, last = sorted(cells), 0, 0
        for cell in row.cells:
            last = cell.column + cell.times - 1
            own = []
            while at < len(touched) and touched[at] <= last:
                own.append(touched[at])
                at += 1
            if own:
                new = self._split_cell(cell, number, own, cells)
                edits.append((cell.start - row.inside, cell.stop - row.inside, new))
        if at < len(touched):
            end = row.end - row.inside
            edits.append((end, end, self._added(last, number, touched[at:], cells)))
        return spliced(self._xml[row.inside : row.end], edits)

    def _split_cell(self, cell: Cell, number: int, touched: list[int], cells: Mapping[int, Change]) -> bytes:
        pieces, at = [], cell.column
        for column in touched:
            if column > at:
                pieces.append(self._copied_cell(cell, column - at))
            pieces.append(self._cells.written(cell, number, column, cells[column]))
            at = column + 1
        if (rest := cell.column + cell.times - at) > 0:
            pieces.append(self._copied_cell(cell, rest))
        return b"".join(pieces)

    def _copied_cell(self, cell: Cell, count: int) -> bytes:
        name = b"table:covered-table-cell" if cell.covered else b"table:table-cell"
        opening = b"<" + name + with_count(cell.raw, REPEATED, count).rstrip()
        closing = b">" if cell.inside < cell.stop else b"/>"
        return opening + closing + self._xml[cell.inside : cell.stop]

    def _added(self, last: int, number: int, touched: list[int], cells: Mapping[int, Change]) -> bytes:
        """Cells right of all that a row has."""
        pieces = []
        for column in touched:
            if column > last + 1:
                raw = with_count(b"", REPEATED, column - last - 1)
                pieces.append(b"<table:table-cell%b/>" % raw)
            pieces.append(self._cells.written(None, number, column, cells[column]))
            last = column
        return b"".join(pieces)

    def appended(self, last: int, touched: list[int]) -> bytes:
        """Rows below all that a sheet has."""
        pieces = []
        for number in touched:
            if number > last + 1:
                raw = with_count(b"", _ROWS_REPEATED, number - last - 1)
                pieces.append(b"<table:table-row%b><table:table-cell/></table:table-row>" % raw)
            cells = self._changes.cells.get(number, {})
            style = self._changes.row_styles.get(number)
            raw = b"" if style is None else with_attribute(b"", b"table:style-name", style)
            inside = self._added(0, number, sorted(cells), cells) or b"<table:table-cell/>"
            pieces.append(b"<table:table-row%b>%b</table:table-row>" % (raw, inside))
            last = number
        return b"".join(pieces)


def _column_edits(
    file: OdsFile, sheet: SheetContent, columns: Mapping[int, Mapping[bytes, str]]
) -> Iterator[Edit]:
    for column in sheet.columns:
        touched = [at for at in sorted(columns) if column.number <= at < column.number + column.times]
        if not touched:
            continue
        pieces, at = [], column.number
        for number in touched:
            if number > at:
                pieces.append(_column(column, number - at, {}))
            pieces.append(_column(column, 1, columns[number]))
            at = number + 1
        if (rest := column.number + column.times - at) > 0:
            pieces.append(_column(column, rest, {}))
        inside = file.content[column.start : column.stop]
        if not inside.endswith(b"/>"):  # an element with its own end, which nobody writes
            continue
        yield column.start, column.stop, b"".join(pieces)


def _column(column: Column, count: int, named: Mapping[bytes, str]) -> bytes:
    raw = with_count(column.raw, REPEATED, count)
    for name, value in named.items():
        raw = with_attribute(raw, name, value) if value else without_attribute(raw, name)
    return b"<table:table-column%b/>" % raw.rstrip()
