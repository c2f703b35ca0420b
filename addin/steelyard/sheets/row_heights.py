"""How high each row must be for its longest text, which not every program finds by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.sheets.looks import look
from steelyard.sheets.spec import Formula, Kind
from steelyard.sheets.text_width import lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.sheets.spec import Content, FilledSheet, FilledTable

LINE_HEIGHT, ROW_PADDING, TITLE_HEIGHT = 12.75, 3.0, 24.0
"""Points; a line of the body font is 12.75 high."""

HIGHEST = 409.5
"""Points; no row of a sheet may be higher."""

SPARE = 1.5
"""Characters that every column is wider than its text asks for."""


def row_heights(sheet: FilledSheet) -> dict[int, float]:
    """Height in points of every row that a sheet fills, by its number."""
    counts = _above(sheet)
    for table in sheet.tables:
        for row, count in _in_table(table).items():
            counts[row] = max(counts.get(row, 1), count)
    return {1: TITLE_HEIGHT} | {row: _height(count) for row, count in counts.items()}


def fitted_rows(sheet: FilledSheet) -> range:
    """The rows whose text a score replaces: a program may fit them to it, and a score does unless somebody has.

    All other heights are fixed, since not every program finds them.
    """
    place = sheet.place
    return range(place.first, place.last + 1) if sheet.kind is Kind.COMPUTED else range(0)


def height_of(text: str, width: float) -> float:
    """Height in points of a row whose longest text wraps in a column of this width, in characters."""
    return _height(_lines(text, width))


def _height(count: int) -> float:
    return min(LINE_HEIGHT * count + ROW_PADDING, HIGHEST)


def _above(sheet: FilledSheet) -> dict[int, int]:
    counts: dict[int, int] = {}
    for cell in sheet.header:
        if look(cell.look).wrap:
            width = _width(sheet, cell.column)
            count = _lines(cell.content, width, bold=look(cell.look).bold)
            counts[cell.row] = max(counts.get(cell.row, 1), count)
    return counts


def _width(sheet: FilledSheet, column: int) -> float:
    """Width of a column, by its heading: in a workbook that people own there may be more, in another order."""
    columns, headings = sheet.table.columns, sheet.place.headings
    at = column - sheet.place.left
    heading = headings[at] if at in range(len(headings)) else ""
    widths = {each.heading: each.width for each in columns}
    return widths.get(heading, columns[min(column, len(columns)) - 1].width)


def _in_table(table: FilledTable) -> dict[int, int]:
    """How many lines each row of a table takes, that of its headings among them."""
    seen = [(at, c) for at, c in enumerate(table.columns) if not c.helper]
    heads = {table.place.head: max(_lines(c.heading, c.width, bold=True) for _, c in seen)}
    counts = dict.fromkeys(range(table.place.first, table.place.first + len(table.rows)), 1)
    for at, column in seen:
        if look(column.look).wrap:
            for row, count in enumerate(_in_column(table, at, column.width), table.place.first):
                counts[row] = max(counts[row], count)
    if table.declared.least_lines > 1 and counts:
        # After an edit any row may have the longest text, and no program makes the row higher then.
        counts = dict.fromkeys(counts, max(*counts.values(), table.declared.least_lines))
    return heads | counts


def _in_column(table: FilledTable, at: int, width: float) -> Iterator[int]:
    """How many lines each entry of a column takes; a text that comes again is measured once."""
    measured: dict[str, int] = {}
    for entries in table.rows:
        text = _text(entries[at])
        if text not in measured:
            measured[text] = lines(text, width + SPARE)
        yield measured[text]


def _text(content: Content) -> str:
    """The text of a cell; anything else takes as little room as an empty one."""
    text = content.value if isinstance(content, Formula) else content
    return text if isinstance(text, str) else ""


def _lines(content: Content, width: float, *, bold: bool = False) -> int:
    """How many lines a cell's text takes in a column of this width."""
    return lines(_text(content), width + SPARE, bold=bold)
