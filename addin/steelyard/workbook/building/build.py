"""A model as a new workbook: the same model gives the same bytes."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from openpyxl import Workbook
from openpyxl.drawing.spreadsheet_drawing import OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.styles import Font, Protection
from openpyxl.utils.escape import escape
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.xml.functions import Element

from steelyard.ooxml.addresses import address, column_letters
from steelyard.ooxml.defined_names import text_constant
from steelyard.sheets.catalogue import context_of, filled_sheets, is_shown, waiting
from steelyard.sheets.choices import choice_ranges
from steelyard.sheets.forms import FORM, FORM_NAME
from steelyard.sheets.looks import BODY_SIZE, FONT, TAB_COLOURS, look
from steelyard.sheets.names import WAITING
from steelyard.sheets.row_heights import SPARE, fitted_rows, row_heights
from steelyard.sheets.spec import Kind
from steelyard.workbook.building.cell_styles import add_styles
from steelyard.workbook.building.charts import drawn
from steelyard.workbook.building.finish import finished
from steelyard.workbook.building.page_setup import chart_corner, chart_width, set_up_page, set_up_print
from steelyard.workbook.building.parts import SheetRows, parts_of
from steelyard.workbook.building.rows import cells_of, is_input
from steelyard.workbook.building.verdict_colours import colour_verdicts
from steelyard.workbook.collection import without_collection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from openpyxl.worksheet.worksheet import Worksheet

    from steelyard.model.model import Model
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import Allowed, FilledSheet, FilledTable

Made: TypeAlias = "Callable[[Model], tuple[Context, tuple[FilledSheet, ...]]]"
"""Makes the sheets of a workbook, and what they share."""

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""Date of a workbook whose model gives none: bytes must not depend on the clock."""


BELOW_FONT, UNLOCKED = Font(name=FONT, size=BODY_SIZE), Protection(locked=False)
"""Of the cells below a table into which rows may be typed."""

UNITS_A_CENTIMETRE = 360_000
"""Of lengths in a drawing."""

BETWEEN_TABLES = 2.0
"""Characters; width of the empty column between two tables side by side."""


def sheets_of(model: Model) -> tuple[Context, tuple[FilledSheet, ...]]:
    """The sheets of a model's workbook, and what they share."""
    context = context_of(model)
    return context, filled_sheets(context)


def workbook_bytes(model: Model, made: Made = sheets_of, *, in_sight: int = 1) -> bytes:
    """The model's workbook, every formula with the engine's value as its cached value.

    The model must be valid (see `steelyard.model.checks.require_fit`).

    Args:
        model: the model.
        made: makes its sheets.
        in_sight: place of the sheet that is in sight when the workbook is opened, counted from 0.
    """
    with without_collection():
        return _built(model, made, in_sight)


def _built(model: Model, made: Made, in_sight: int) -> bytes:
    context, sheets = made(model)
    choices = choice_ranges(context.tables, len(model.levels))
    book = Workbook()
    book.remove(book.worksheets[0])
    add_styles(book, marked=any(table.marked for each in sheets for table in each.tables))
    heights = {sheet.name: row_heights(sheet) for sheet in sheets}
    for sheet in sheets:
        written = _sheet(book, sheet, choices)
        if is_shown(model, sheet.declared):
            set_up_print(written, sheet, heights[sheet.name])
        else:
            written.sheet_state = "hidden"
    if waits := waiting(model, context.sheets):
        book.defined_names[WAITING] = DefinedName(WAITING, attr_text=text_constant(" ".join(waits)))
    book.defined_names[FORM_NAME] = DefinedName(FORM_NAME, attr_text=str(FORM))
    _properties(book, model, in_sight)
    rows = {
        each.name: SheetRows(cells_of(each), heights[each.name], fitted_rows(each), [*_links(each)])
        for each in sheets
    }
    return finished(parts_of(book, rows), sheets, _date(model))


def _sheet(book: Workbook, filled: FilledSheet, choices: Mapping[str, str]) -> Worksheet:
    """All of a sheet but its rows."""
    sheet = book.create_sheet(filled.name)
    sheet.sheet_properties.tabColor = TAB_COLOURS[filled.kind]
    sheet.sheet_view.showGridLines = False
    for cell in filled.header:
        if cell.name:
            where = f"'{filled.name}'!${column_letters(cell.column)}${cell.row}"
            book.defined_names[cell.name] = DefinedName(cell.name, attr_text=where)
        if cell.allowed is not None:
            _validate(sheet, cell.allowed, address(cell.row, cell.column), choices)
    for table in filled.tables:
        if table.place.left > 1:
            sheet.column_dimensions[column_letters(table.place.left - 1)].width = BETWEEN_TABLES
        _columns(sheet, filled.kind, table, choices)
        _table(sheet, table)
    colour_verdicts(sheet, filled)
    for at, helper in enumerate(filled.declared.helpers, filled.place.left):
        if helper:
            sheet.column_dimensions[column_letters(at)].hidden = True
    for chart in filled.charts:
        made = drawn(chart, chart_width(filled))
        size = XDRPositiveSize2D(*(round(each * UNITS_A_CENTIMETRE) for each in (made.width, made.height)))
        made.anchor = OneCellAnchor(_from=chart_corner(filled, chart), ext=size)  # type: ignore[assignment]
        sheet.add_chart(made)
    set_up_page(sheet, filled)
    return sheet


def _links(filled: FilledSheet) -> Iterator[Hyperlink]:
    """The links to other sheets, in the order of their cells."""
    for cell in sorted(filled.header, key=lambda cell: (cell.row, cell.column)):
        if cell.link:
            at = address(cell.row, cell.column)
            yield Hyperlink(ref=at, location=f"'{cell.link}'!A1", display=cell.link)


def _columns(sheet: Worksheet, kind: Kind, table: FilledTable, choices: Mapping[str, str]) -> None:
    place = table.place
    takes_rows = kind is Kind.JUDGEMENTS or table.declared.takes_rows_below
    for at, column in enumerate(table.columns, place.left):
        letter = column_letters(at)
        sheet.column_dimensions[letter].width = column.width + SPARE
        if is_input(kind, column, "") and takes_rows:
            # Rows may be typed below the table: its columns are unlocked all the way down.
            below = sheet.column_dimensions[letter]
            below.font, below.protection = BELOW_FONT, UNLOCKED
            if column.look == "date":
                below.number_format = look("date").number_format
        if column.allowed is not None:
            _validate(sheet, column.allowed, f"{letter}{place.first}:{letter}{place.last}", choices)
        elif column.guidance:
            _guide(sheet, column.guidance, f"{letter}{place.first}:{letter}{place.last}")


def _table(sheet: Worksheet, filled: FilledTable) -> None:
    table = Table(displayName=filled.name, name=filled.name, ref=filled.place.ref)
    table.tableStyleInfo = TableStyleInfo(name=None, showRowStripes=False, showColumnStripes=False)
    # openpyxl would name the columns only at save, from cells that it does not have.
    table.tableColumns.extend(
        _TableColumn(at, column.heading) for at, column in enumerate(filled.columns, filled.place.left)
    )
    sheet.add_table(table)


class _TableColumn(NamedTuple):
    """A column of a table in the one way that it is written; openpyxl's own is slow to make and to write."""

    number: int
    heading: str

    def to_tree(self) -> Element:
        """The column as openpyxl asks for it."""
        return Element("tableColumn", id=str(self.number), name=escape(self.heading))


def _validate(sheet: Worksheet, allowed: Allowed, ref: str, choices: Mapping[str, str]) -> None:
    if allowed.choices:
        listed = choices.get(allowed.choices, allowed.choices)
        found = DataValidation(type="list", formula1=listed, allow_blank=True)
    elif allowed.date:
        found = DataValidation(type="date", operator="greaterThanOrEqual", formula1=_plain(allowed.low))
    else:
        kind: Literal["whole", "decimal"] = "whole" if allowed.whole else "decimal"
        low, high = _plain(allowed.low), None if allowed.high is None else _plain(allowed.high)
        operator: Literal["between", "greaterThanOrEqual"] = "between" if high else "greaterThanOrEqual"
        found = DataValidation(type=kind, operator=operator, formula1=low, formula2=high)
    found.allow_blank = True
    found.promptTitle, found.prompt = "Input", allowed.prompt[:255]
    found.errorTitle, found.error = "Not allowed here", allowed.prompt[:225]
    found.showInputMessage, found.showErrorMessage = True, not allowed.offered
    found.add(ref)
    sheet.add_data_validation(found)


def _guide(sheet: Worksheet, guidance: str, ref: str) -> None:
    """Let cells say what belongs there, and let anything be typed."""
    found = DataValidation(
        promptTitle="Input", prompt=guidance[:255], showInputMessage=True, allow_blank=True
    )
    found.add(ref)
    sheet.add_data_validation(found)


def _plain(limit: float | None) -> str:
    return f"{limit or 0:.15g}"


def _properties(book: Workbook, model: Model, in_sight: int) -> None:
    settings = model.settings
    book.properties.title = settings.title
    book.properties.creator = settings.owner or "steelyard"
    book.properties.lastModifiedBy = settings.owner or "steelyard"
    book.properties.description = settings.purpose
    book.properties.language = "en-GB"
    book.active = in_sight
    book.worksheets[in_sight].sheet_view.tabSelected = True


def _date(model: Model) -> datetime:
    found = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", model.settings.date)
    return datetime(*map(int, found.groups()), tzinfo=UTC) if found else EPOCH  # type: ignore[misc,arg-type]
