"""What buttons need of an open workbook: its content, writing blocks of cells, a message to the user.

`XlwingsBook` serves every engine of xlwings: COM, the Mac, and the remote one of a server or xlwings Lite. It
reads whole sheets once and writes whole blocks, because a call to Excel costs much more than the cells in it,
and because the remote engine reads a copy: what was written cannot be read back.
"""

from __future__ import annotations

import re
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from steelyard.errors import ReadOnlyWorkbook
from steelyard.excel.ranges import COM_ERRORS
from steelyard.ooxml.addresses import Area, address
from steelyard.ooxml.minimal import Shown, ShownTable
from steelyard.sheets.looks import BODY_SIZE, FONT, INK, LOOKS
from steelyard.workbook.editing.put_package import Selected
from steelyard.workbook.open_workbook.changes import blocks, printed_to_the_end

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import xlwings as xw

    from steelyard.ooxml.minimal import Shows
    from steelyard.workbook.open_workbook.changes import Alike, Changes, NewTable, Put, Resized

UNPROTECT, PROTECT = "steelyardUnprotect", "steelyardProtect"
"""JavaScript functions of the task pane. With the remote engine only they can unprotect sheets."""

TITLE_SIZE = LOOKS["title"].size

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z?")
_PLAIN = re.compile(r"[^\W\d_][^\d]*|[●◐▲○▶][^\d]*")
_WORDS = ("true", "false")


class OpenBook(Protocol):
    """An open workbook, as far as buttons need it."""

    def content(self) -> Shown:
        """Everything that the workbook shows."""

    def selected(self) -> Selected | None:
        """The row in which the user has selected cells; None unless it is exactly one."""

    def write(self, changes: Changes) -> None:
        """Make the changes, and let Excel compute."""

    def show_message(self, title: str, message: str) -> None:
        """Show a message to the user."""


class XlwingsBook:
    """An open workbook behind xlwings, whatever the engine."""

    def __init__(self, book: xw.Book) -> None:
        self._book = book

    @property
    def _remote(self) -> bool:
        return self._book.app.engine.type == "remote"

    def content(self) -> Shown:
        """Everything that the workbook shows; formulas only where the engine reads a whole sheet of them."""
        sheets, formulas = {}, {}
        for sheet in self._book.sheets:
            last = sheet.used_range.last_cell
            whole = sheet.range((1, 1), (last.row, last.column))
            sheets[sheet.name] = [[_shown(value) for value in row] for row in _rows(_raw(whole))]
            if not self._remote:
                formulas[sheet.name] = dict(_formulas(_rows(whole.formula), sheets[sheet.name]))
        return Shown(
            where=self._book.name,
            who=self._who(),
            sheets=sheets,
            formulas=None if self._remote else formulas,
            tables=tuple(
                ShownTable(
                    table.name, sheet.name, _without_dollars(table.range.address), bool(table.show_totals)
                )
                for sheet in self._book.sheets
                for table in sheet.tables
            ),
            names=dict(_names(self._book)),
        )

    def _who(self) -> str:
        """Name of the user; only Excel on Windows has it."""
        return "" if self._remote or sys.platform != "win32" else str(self._book.app.api.UserName)

    def selected(self) -> Selected | None:
        """The selected row; None for a shape, several rows, several areas, or another workbook."""
        try:
            found = self._book.selection
        except KeyError:  # a client that does not send it
            return None
        where = None if found is None else found.address
        if found is None or not where or "," in where or found.sheet.book.name != self._book.name:
            return None
        return Selected(found.sheet.name, found.row) if found.last_cell.row == found.row else None

    def write(self, changes: Changes) -> None:
        """Make the changes; protected sheets are unprotected first and protected again afterwards.

        Raises:
            ReadOnlyWorkbook: a sheet is protected by a password.
        """
        there = [sheet.name for sheet in self._book.sheets]
        locked = self._unlocked([name for name in changes.sheets if name in there])
        try:
            self._make(changes)
        finally:
            self._lock(locked)
        self._book.app.calculate()

    def _make(self, changes: Changes) -> None:
        if changes.new:
            self._add_sheet(changes.new)
        for look in changes.looks:
            self._copy_look(look)
        for sheet, puts in changes.cells.items():
            for area, rows in blocks(puts):
                target = self._book.sheets[sheet].range(str(area))
                target.formula = [[typed(put) for put in row] for row in rows]
        for resized in changes.tables:
            own = self._book.sheets[resized.sheet]
            own.tables[resized.table].resize(own.range(str(resized.area)))
            _print_to_the_end(own, resized)
        for choices in changes.lists:
            source = self._book.sheets[choices.source_sheet].range(str(choices.source))
            self._book.sheets[choices.sheet].range(str(choices.area)).data_validation.set_list(source)
        for row in changes.heights:
            self._book.sheets[row.sheet].range((row.row, 1)).row_height = row.height
        if changes.new:
            self._add_table(changes.new)

    def show_message(self, title: str, message: str) -> None:
        """Show a message in a box of Excel's."""
        self._book.app.alert(message, title)

    def _add_sheet(self, new: NewTable) -> None:
        before = self._book.sheets.active
        self._book.sheets.add(new.sheet, after=self._book.sheets[len(self._book.sheets) - 1])
        before.activate()

    def _add_table(self, new: NewTable) -> None:
        """Add the table of a new sheet, with its widths and formats and the look of its title."""
        sheet, area = self._book.sheets[new.sheet], new.area
        sheet.tables.add(sheet.range(str(area)), name=new.table, table_style_name="TableStyleLight1")
        for at, (width, form) in enumerate(new.columns, area.first_column):
            column = sheet.range(str(Area(area.first_row, at, area.last_row, at)))
            column.column_width = width
            if form:
                column.number_format = form
        written = sheet.range(str(Area(1, area.first_column, area.last_row, area.last_column)))
        written.font.name, written.font.size = FONT, BODY_SIZE
        sheet.range(str(area._replace(last_row=area.first_row))).font.bold = True
        title = sheet.range("A1").font
        title.bold, title.size, title.color = True, TITLE_SIZE, f"#{INK}"

    def _copy_look(self, look: Alike) -> None:
        sheet = self._book.sheets[look.sheet]
        source, target = sheet.range(str(look.source)), sheet.range(str(look.target))
        if self._remote:
            target.copy_from(source, copy_type="formats")
        else:
            for what in ("formats", "validation"):
                source.copy()
                target.paste(paste=what)
            self._book.app.cut_copy_mode = False
        if look.width is not None:
            target.column_width = look.width

    def _unlocked(self, sheets: Sequence[str]) -> tuple[str, ...]:
        """Unprotect sheets, and name those that were protected."""
        if not sheets:
            return ()
        if sys.platform == "emscripten":  # xlwings Lite, which does not have the functions of our task pane
            return ()
        if self._remote:
            self._book.app.macro(UNPROTECT)(*sheets)
            return tuple(sheets)
        locked = [name for name in sheets if self._is_locked(name)]
        for at, name in enumerate(locked):
            api = self._book.sheets[name].api
            try:
                api.Unprotect() if sys.platform == "win32" else api.unprotect()
            except Exception as refusal:
                self._lock(locked[:at])
                raise ReadOnlyWorkbook(
                    f"sheet {name!r} of {self._book.name} is protected by a password; take it off first"
                ) from refusal
        return tuple(locked)

    def _is_locked(self, sheet: str) -> bool:
        api = self._book.sheets[sheet].api
        return bool(api.ProtectContents if sys.platform == "win32" else api.protect_contents.get())

    def _lock(self, sheets: Sequence[str]) -> None:
        """Protect sheets again, as steelyard protects them: formats, sorting and filters stay allowed."""
        if self._remote:
            if sheets:
                self._book.app.macro(PROTECT)(*sheets)
            return
        for name in sheets:
            api: Any = self._book.sheets[name].api
            if sys.platform == "win32":
                allowed = ("FormattingCells", "FormattingColumns", "FormattingRows", "Sorting", "Filtering")
                api.Protect(**{f"Allow{what}": True for what in allowed})
            else:
                allowed = (
                    "formatting_cells",
                    "formatting_columns",
                    "formatting_rows",
                    "sorting",
                    "filtering",
                )
                api.protect_worksheet(**{f"allow_{what}": True for what in allowed})


def _print_to_the_end(sheet: xw.Sheet, resized: Resized) -> None:
    """Let the print area end where the table ends, if it did so before."""
    printed = sheet.page_setup.print_area
    if not printed or "," in printed:
        return
    if until := printed_to_the_end(Area.parse(_without_dollars(printed)), resized):
        sheet.page_setup.print_area = str(until)


def typed(put: Put) -> float | str | bool:
    """What to write so that the cell holds exactly this, and Excel makes no date or formula of a text.

    >>> from steelyard.workbook.open_workbook.changes import Put
    >>> [typed(Put(value)) for value in (None, 2.5, "2019-06-17", "offer")], typed(Put(0.0, "A1*2"))
    (['', 2.5, "'2019-06-17", 'offer'], '=A1*2')
    """
    if put.formula:
        return f"={put.formula}"
    if put.value is None:
        return ""
    if isinstance(put.value, bool | int | float):
        return put.value
    words = str(put.value)
    return words if not words or (_PLAIN.fullmatch(words) and words.lower() not in _WORDS) else f"'{words}"


def _raw(whole: xw.Range) -> object:
    return whole.options("raw", err_to_str=True).value  # on a Mac errors of cells arrive only this way


def _rows(values: object) -> list[Sequence[object]]:
    """The values of a block as rows: an engine gives one cell as a value, one column as a flat list."""
    if not isinstance(values, list | tuple):
        return [(values,)]
    return [row if isinstance(row, list | tuple) else (row,) for row in values]


def _shown(value: object) -> Shows:
    """What a cell shows: an Excel error is its sign, a day that a server sends as text becomes a day."""
    if isinstance(value, str):
        return datetime.fromisoformat(value.rstrip("Z")) if _ISO.fullmatch(value) else value or None
    if isinstance(value, int) and not isinstance(value, bool):
        return COM_ERRORS.get(value, value)
    if isinstance(value, datetime):  # COM adds a time zone, which has no meaning in a cell
        return value.replace(tzinfo=None)
    if value is None or isinstance(value, bool | float):
        return value
    return float(value) if hasattr(value, "as_tuple") else None  # type: ignore[arg-type]


def _formulas(
    formulas: Sequence[Sequence[object]], values: Sequence[Sequence[Shows]]
) -> Iterator[tuple[str, str]]:
    """Formulas by address, without the equals sign; a text that begins with one is not a formula."""
    for row, (line, shows) in enumerate(zip(formulas, values, strict=True), 1):
        for column, (formula, value) in enumerate(zip(line, shows, strict=True), 1):
            if isinstance(formula, str) and formula.startswith("=") and formula != value:
                yield address(row, column), formula[1:]


def _names(book: xw.Book) -> Iterator[tuple[str, str]]:
    """Names of the whole workbook that refer to something, without Excel's internal ones."""
    for name in book.names:
        target = name.refers_to
        if target and "!" not in name.name and not name.name.startswith("_xl"):
            yield name.name, str(target).removeprefix("=")


def _without_dollars(address_: str) -> str:
    return address_.replace("$", "")
