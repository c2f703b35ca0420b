"""The rows of a new sheet: every cell with its value, and with its formula where it has one, written at once.

openpyxl cannot write a formula together with its value, and it makes an object of every cell. So it writes
everything of a sheet but the rows, and the rows are written here, in the form that canonical XML has.
"""

from __future__ import annotations

import textwrap
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from steelyard.ooxml.addresses import address, column_letters
from steelyard.ooxml.cell_values import formula_element, number_text, require_fit, result
from steelyard.ooxml.xml.text import escaped
from steelyard.sheets.looks import runs_right
from steelyard.sheets.spec import Formula, Kind, Role
from steelyard.workbook.building.cell_styles import style_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from steelyard.sheets.spec import AnyColumn, Content, FilledSheet
    from steelyard.workbook.building.cell_styles import StyleNumbers

PURPOSE_CHARACTERS = 125
"""Longest line of a purpose; two lines stand below a title."""

INPUT_ROLES = (Role.INPUT, Role.NOTE)


class Cell(NamedTuple):
    """What stands in a cell, and the name of its style."""

    content: Content
    style: str


Cells = dict[tuple[int, int], Cell]
"""The cells of a sheet by row and column."""


def cells_of(plan: FilledSheet) -> Cells:
    """Every cell of a sheet that has a value or a look."""
    cells = {(1, 1): _cell(plan.title, "title")}
    for row, line in enumerate(textwrap.wrap(plan.purpose, PURPOSE_CHARACTERS), 2):
        cells[row, 1] = _cell(line, "purpose")
    for placed in plan.placed:
        is_input = placed.allowed is not None and not placed.link
        look = "link" if placed.link else placed.look
        cells[placed.row, placed.column] = _cell(placed.content, look, is_input=is_input)
    spot = plan.spot
    for at, column in enumerate(plan.table.columns, 1):
        right = "_right" if runs_right(column.look) else ""
        cells[spot.head - 1, at] = _cell(_word(plan, column), f"word{right}")
        cells[spot.head, at] = _cell(column.heading, f"head{right}")
    cells.update(_entries(plan))
    return cells


def _cell(content: Content, look: str, *, is_input: bool = False) -> Cell:
    return Cell(content, style_name(look, is_input=is_input))


def _word(plan: FilledSheet, column: AnyColumn) -> str:
    """What stands above a heading: what the column is for."""
    typed = column.role is not Role.INPUT and is_input(plan, column, "")
    return f"{column.role} (input)" if typed else str(column.role)


def _entries(plan: FilledSheet) -> Iterator[tuple[tuple[int, int], Cell]]:
    """The table's own rows; a table that is empty has rows that wait for entries."""
    own_from = plan.spot.last + 1 - plan.table.own_rows
    nothing: tuple[Content, ...] = (None,) * len(plan.table.columns)
    for row in range(plan.spot.first, plan.spot.last + 1):
        entries = plan.table.rows[row - plan.spot.first] if plan.table.rows else nothing
        for at, (column, content) in enumerate(zip(plan.table.columns, entries, strict=True), 1):
            typed = row < own_from and is_input(plan, column, content)
            look = "text" if column.look == "setting" and isinstance(content, str) else column.look
            yield (row, at), _cell(content, look, is_input=typed)


def is_input(plan: FilledSheet, column: AnyColumn, content: Content) -> bool:
    """Whether people type this entry."""
    if isinstance(content, Formula):
        return False
    return column.role in INPUT_ROLES or (column.role is Role.ID and plan.kind is Kind.JUDGEMENTS)


def extent(cells: Cells) -> str:
    """The area from the first cell of a sheet to its last one."""
    rows, columns = {row for row, _ in cells}, {column for _, column in cells}
    first = address(min(rows), min(columns))
    return f"{first}:{address(max(rows), max(columns))}"


def rows_xml(cells: Cells, heights: Mapping[int, float], styles: StyleNumbers) -> bytes:
    """The rows of a sheet as they stand inside `sheetData`.

    Raises:
        UnfitValue: a cell cannot hold what it is to hold, such as a number that is not finite.
    """
    by_row = {row: list(group) for row, group in groupby(sorted(cells), key=lambda at: at[0])}
    pieces: list[bytes] = []
    for row in sorted(by_row.keys() | heights.keys()):
        height = b'customHeight="1" ht="%b" ' % number_text(heights[row]).encode() if row in heights else b""
        pieces.append(b'<row %br="%d">' % (height, row))
        for _, column in by_row.get(row, ()):
            content, style = cells[row, column]
            quoted = isinstance(content, str) and content.startswith("=")
            number = styles.number(style, quoted=quoted)
            at = f"{column_letters(column)}{row}".encode()
            pieces.append(b'<c r="%b" s="%d"%b</c>' % (at, number, _inside(content)))
        pieces.append(b"</row>")
    return b"".join(pieces)


def _inside(content: Content) -> bytes:
    """The rest of the tag that opens a cell, and what the cell holds."""
    if isinstance(content, str):
        return _text(content)
    if isinstance(content, Formula):
        require_fit(content.value)
        letter, shown = result(content.value, b"")
        kind = b' t="%b"' % letter if letter else b""
        return b"%b>%b%b" % (kind, formula_element(content.text, b""), shown)
    if content is None:
        return b' t="n">'
    require_fit(content)
    return b' t="b"><v>%d</v>' % content if isinstance(content, bool) else _number(content)


def _text(content: str) -> bytes:
    if not content:
        return b' t="inlineStr">'
    blanks = b' xml:space="preserve"' if content != content.strip() else b""
    return b' t="inlineStr"><is><t%b>%b</t></is>' % (blanks, escaped(content))


def _number(content: float) -> bytes:
    short = f"{content:.16g}"
    if float(short) == content:
        return b' t="n"><v>%b</v>' % short.encode()
    return b"><v>%b</v>" % number_text(content).encode()  # 16 digits are not enough for every number
