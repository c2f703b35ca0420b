"""An open workbook made of an .xlsx and openpyxl: what Excel would do with the changes, done to a file.

Load-and-save by openpyxl drops what it does not know, which a test can bear and a user's workbook cannot:
files are for `steelyard.workbook`.
"""

from __future__ import annotations

import io
import re
from copy import copy
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import openpyxl
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo

from steelyard.excel.open_book import typed
from steelyard.ooxml.addresses import Area, on_sheet
from steelyard.ooxml.minimal import Shown, ShownTable
from steelyard.workbook.open_workbook.changes import addresses

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from steelyard.ooxml.minimal import Shows
    from steelyard.workbook.editing.put_package import Selected
    from steelyard.workbook.open_workbook.changes import Alike, Changes, NewTable


@lru_cache(maxsize=4)
def loaded(data: bytes, *, data_only: bool) -> Workbook:
    """The workbook in these bytes, to be read only: it is the same one the next time."""
    return openpyxl.load_workbook(io.BytesIO(data), data_only=data_only)


def shown_in(path: Path, *, formulas: bool = True, where: str = "") -> Shown:
    """What a workbook shows, as a spreadsheet program would tell it; without formulas as a server would."""
    values = loaded(path.read_bytes(), data_only=True)
    return Shown(
        where=where or path.name,
        who="Anna",
        sheets={
            sheet.title: [
                [plain(cell.value) for cell in row] for row in sheet.iter_rows(min_row=1, min_col=1)
            ]
            for sheet in values.worksheets
        },
        formulas=_formulas(loaded(path.read_bytes(), data_only=False)) if formulas else None,
        tables=tuple(
            ShownTable(table.name, sheet.title, table.ref)
            for sheet in values.worksheets
            for table in sheet.tables.values()
        ),
        names={name: defined.attr_text or "" for name, defined in values.defined_names.items()},
    )


def _formulas(book: Workbook) -> dict[str, dict[str, str]]:
    return {
        sheet.title: {
            cell.coordinate: str(cell.value)[1:]
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
        }
        for sheet in book.worksheets
    }


def frame(sheet: Worksheet, new: NewTable) -> None:
    """The table of a new sheet, its widths and formats, and the look of its title."""
    table = Table(displayName=new.table, ref=str(new.area))
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    sheet.add_table(table)
    set_font(sheet, Area(1, 1, 1, 1), "bold", True)
    for number, (width, form) in enumerate(new.columns, new.area.first_column):
        sheet.column_dimensions[get_column_letter(number)].width = width
        for row in addresses(new.area)[1:]:
            if form:
                sheet[row[number - 1]].number_format = form


def plain(value: object) -> Shows:
    """A value as programs tell it."""
    assert value is None or isinstance(value, float | int | str | bool | date)
    return value


class OpenpyxlBook:
    """A workbook in a file; messages are kept."""

    def __init__(self, path: Path, *, formulas: bool = True, selected: Selected | None = None) -> None:
        self.path, self._formulas, self._selected = path, formulas, selected
        self.messages: list[tuple[str, str]] = []

    def content(self) -> Shown:
        """What the file shows now."""
        return shown_in(self.path, formulas=self._formulas)

    def selected(self) -> Selected | None:
        """What the test has selected."""
        return self._selected

    def show_message(self, title: str, message: str) -> None:
        """Keep the message."""
        self.messages.append((title, message))

    def write(self, changes: Changes) -> None:
        """Do what the changes say to the file; formulas have no values until something computes them."""
        book = openpyxl.load_workbook(self.path)
        if changes.new:
            book.create_sheet(changes.new.sheet)
        for look in changes.looks:
            copy_look(book[look.sheet], look)
        for sheet, puts in changes.cells.items():
            for at, put in puts.items():
                put_cell(book[sheet], at, typed(put))
        for resized in changes.tables:
            resize(book[resized.sheet], resized.table, resized.area)
        for listed in changes.lists:
            offer(book[listed.sheet], listed.area, listed.source_sheet, listed.source)
        for tall in changes.heights:
            book[tall.sheet].row_dimensions[tall.row].height = tall.height
        if changes.new:
            frame(book[changes.new.sheet], changes.new)
        book.save(self.path)


def put_cell(sheet: Worksheet, at: str, value: object) -> None:
    """What Excel makes of a value that is typed: nothing of '', a text of what begins with an apostrophe."""
    if isinstance(value, str) and value.startswith("'"):
        sheet[at].value = value[1:]
        sheet[at].data_type = "s"
    else:
        sheet[at].value = None if value == "" else value


def copy_look(sheet: Worksheet, look: Alike) -> None:
    """Formats of the source, repeated over the target."""
    source, target = addresses(look.source), addresses(look.target)
    for row, line in enumerate(target):
        for column, at in enumerate(line):
            from_ = sheet[source[row % len(source)][column % len(source[0])]]
            sheet[at]._style = copy(from_._style)
    if look.width is not None:
        sheet.column_dimensions[get_column_letter(look.target.first_column)].width = look.width


def offer(sheet: Worksheet, area: Area, source_sheet: str, source: Area) -> None:
    """A list over cells: those rules that reach into them offer this range, and reach over all of them."""
    first = str(area).partition(":")[0]
    known = [each for each in sheet.data_validations.dataValidation if first in each.sqref]
    rule = known[0] if known else DataValidation(type="list")
    if not known:
        sheet.add_data_validation(rule)
    rule.formula1 = on_sheet(source_sheet, absolute(source))
    rule.add(str(area))


def absolute(area: Area) -> str:
    """The area with dollar signs."""
    return ":".join("$" + re.sub(r"(\d+)", r"$\1", corner) for corner in str(area).split(":"))


def set_font(sheet: Worksheet, area: Area, name: str, value: object) -> None:
    """One property of the font of these cells."""
    said = str(value).removeprefix("#") if name == "color" else value
    for at in (at for line in addresses(area) for at in line):
        font = sheet[at].font
        held = {"name": font.name, "bold": font.bold, "size": font.size, "color": font.color} | {name: said}
        sheet[at].font = Font(**held)


def resize(sheet: Worksheet, name: str, area: Area) -> None:
    """A table over another area, its columns named by the cells of its headings."""
    table = sheet.tables[name]
    table.ref = str(area)
    if table.autoFilter:
        table.autoFilter.ref = str(area)
    heads = [str(sheet[at].value) for at in addresses(area)[0]]
    table.tableColumns = [TableColumn(id=at, name=head) for at, head in enumerate(heads, 1)]
