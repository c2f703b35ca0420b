"""The rows of a new sheet: every cell with its value, and with its formula where it has one, written at once.

openpyxl cannot write a formula together with its value, and it makes an object of every cell. So it writes
everything of a sheet but the rows, and the rows are written here, in the form that canonical XML has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.ooxml.addresses import address, column_letters
from steelyard.ooxml.cell_values import formula_element, number_text, require_fit, result
from steelyard.ooxml.xml.text import escaped
from steelyard.sheets.looks import runs_right
from steelyard.sheets.spec import Formula, Kind, Role, purpose_lines
from steelyard.workbook.building.cell_styles import marked_style, style_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from steelyard.sheets.spec import AnyColumn, Content, FilledSheet, FilledTable
    from steelyard.workbook.building.cell_styles import StyleNumbers

INPUT_ROLES = (Role.INPUT, Role.NOTE)


class Cell(NamedTuple):
    """What stands in a cell, and the name of its style."""

    content: Content
    style: str


Cells = dict[int, dict[int, Cell]]
"""The cells of a sheet by row, then by column."""


def cells_of(filled: FilledSheet) -> Cells:
    """Every cell of a sheet that has a value or a look."""
    cells: Cells = {1: {1: _cell(filled.title, "title")}}
    for row, line in enumerate(purpose_lines(filled.declared.purpose), 2):
        cells.setdefault(row, {})[1] = _cell(line, "purpose")
    for above in filled.header:
        typed = above.allowed is not None and not above.link
        look = "link" if above.link else above.look
        cells.setdefault(above.row, {})[above.column] = _cell(above.content, look, is_input=typed)
    for table in filled.tables:
        for row, entries in _table_cells(filled.kind, table):
            cells.setdefault(row, {}).update(entries)
    return cells


def _table_cells(kind: Kind, table: FilledTable) -> Iterator[tuple[int, dict[int, Cell]]]:
    """The words above the headings, the headings, and the entries."""
    place, words, heads = table.place, dict[int, Cell](), dict[int, Cell]()
    for at, column in enumerate(table.columns, place.left):
        right = "_right" if runs_right(column.look) else ""
        words[at] = _cell(_word(kind, column), f"word{right}")
        heads[at] = _cell(column.heading, f"head{'_id' if column.named_above else ''}{right}")
    yield place.head - 1, words
    yield place.head, heads
    yield from _entries(kind, table)


def _cell(content: Content, look: str, *, is_input: bool = False) -> Cell:
    return Cell(content, style_name(look, is_input=is_input))


def _word(kind: Kind, column: AnyColumn) -> str:
    """What stands above a heading: what the column is for."""
    if column.word:
        return column.word
    typed = column.role is not Role.INPUT and is_input(kind, column, "")
    return f"{column.role} (input)" if typed else str(column.role)


class _ColumnStyles(NamedTuple):
    """Names of the styles in a column, by what stands in its cells."""

    formula: str
    text: str
    other: str

    @classmethod
    def of(cls, column: AnyColumn, *, is_input: bool) -> _ColumnStyles:
        """Those of a column; a setting that is a text may be long, and looks like other texts."""
        text = "text" if column.look == "setting" else column.look
        return cls(
            formula=style_name(column.look, is_input=False),
            text=style_name(text, is_input=is_input),
            other=style_name(column.look, is_input=is_input),
        )

    def style(self, content: Content) -> str:
        """The style of one cell."""
        if isinstance(content, Formula):
            return self.formula
        return self.text if isinstance(content, str) else self.other


def _entries(kind: Kind, table: FilledTable) -> Iterator[tuple[int, dict[int, Cell]]]:
    """The table's own rows; a table that is empty has rows that wait for entries."""
    columns, place = table.columns, table.place
    typed = [_ColumnStyles.of(column, is_input=is_input(kind, column, None)) for column in columns]
    own = [_ColumnStyles.of(column, is_input=False) for column in columns]
    own_from = place.last + 1 - table.own_rows
    nothing: tuple[Content, ...] = (None,) * len(columns)
    marks: dict[int, list[int]] = {}
    for at, marked in table.marked:
        marks.setdefault(at, []).append(marked)
    for row in range(place.first, place.last + 1):
        entries = table.rows[row - place.first] if table.rows else nothing
        styles = zip(entries, typed if row < own_from else own, strict=True)
        filled = {at: Cell(entry, style.style(entry)) for at, (entry, style) in enumerate(styles, place.left)}
        for marked in marks.get(row - place.first, ()):
            content, style = filled[place.left + marked]
            filled[place.left + marked] = Cell(content, marked_style(style))
        yield row, filled


def is_input(kind: Kind, column: AnyColumn, content: Content) -> bool:
    """Whether people type this entry."""
    if isinstance(content, Formula):
        return False
    return column.role in INPUT_ROLES or (column.role is Role.ID and kind is Kind.JUDGEMENTS)


def extent(cells: Cells) -> str:
    """The area from the first cell of a sheet to its last one."""
    columns = {column for row in cells.values() for column in row}
    return f"{address(min(cells), min(columns))}:{address(max(cells), max(columns))}"


def rows_xml(cells: Cells, heights: Mapping[int, float], fitted: range, styles: StyleNumbers) -> bytes:
    """The rows of a sheet as they stand inside `sheetData`.

    Args:
        cells: of the sheet.
        heights: of rows, in points.
        fitted: the rows that a program may make higher or lower; see `row_heights.fitted_rows`.
        styles: gives numbers to the styles of the cells.

    Raises:
        UnfitValue: a cell cannot hold what it is to hold, such as a number that is not finite.
    """
    pieces: list[bytes] = []
    for row in sorted(cells.keys() | heights.keys()):
        height = b'ht="%b" ' % number_text(heights[row]).encode() if row in heights else b""
        if height and row not in fitted:
            height = b'customHeight="1" ' + height
        pieces.append(b'<row %br="%d">' % (height, row))
        for column, (content, style) in sorted(cells.get(row, {}).items()):
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
        if type(content.value) is float:  # no letter, and nothing in it that XML cannot hold
            return b"><f>%b</f><v>%b</v>" % (escaped(content.text), number_text(content.value).encode())
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
