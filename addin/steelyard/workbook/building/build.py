"""A model as a new workbook: the same model gives the same bytes."""

from __future__ import annotations

import io
import math
import re
import textwrap
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableStyleInfo

from steelyard.ooxml.addresses import column_letters
from steelyard.sheets.catalogue import context_of, filled_sheets
from steelyard.sheets.choices import choice_ranges
from steelyard.sheets.forms import FORM, FORM_NAME
from steelyard.sheets.looks import (
    BODY_SIZE,
    FONT,
    GENERAL,
    LINE,
    LOOKS,
    TAB_COLOURS,
    TEXT,
    look,
    runs_right,
)
from steelyard.sheets.row_heights import SPARE, row_heights
from steelyard.sheets.spec import Formula, Kind, Role
from steelyard.sheets.text_width import POINTS_A_CHARACTER
from steelyard.workbook.building.charts import drawn
from steelyard.workbook.building.finish import finished

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openpyxl.worksheet.worksheet import Worksheet

    from steelyard.model.model import Model
    from steelyard.sheets.spec import Allowed, AnyColumn, Content, FilledSheet, FilledTable

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""Date of a workbook whose model gives none: bytes must not depend on the clock."""

PAGE_CHARACTERS = 185
"""Width, in characters of the body font, that one landscape A4 page holds and is still read with ease."""

PURPOSE_CHARACTERS = 125
"""Longest line of a purpose; two lines stand below a title."""

MOST_FROZEN = 12
"""Rows that may stay in sight while a table is scrolled; more would leave it no room on a small screen."""

WIDEST_CHART, NARROWEST_CHART, POINTS_A_CENTIMETRE = 30.0, 12.0, 28.35

INPUT_ROLES = (Role.INPUT, Role.NOTE)


def workbook_bytes(model: Model) -> bytes:
    """The model's workbook, every formula with the engine's value as its cached value.

    The model must be valid (see `steelyard.model.checks.require_fit`).
    """
    context = context_of(model)
    planned, choices = filled_sheets(context), choice_ranges(context.tables, len(model.levels))
    book = Workbook()
    book.remove(book.worksheets[0])
    _base_font(book)
    for plan in planned:
        _sheet(book, plan, choices)
    book.defined_names[FORM_NAME] = DefinedName(FORM_NAME, attr_text=str(FORM))
    _properties(book, model)
    buffer = io.BytesIO()
    book.save(buffer)
    return finished(buffer.getvalue(), planned, _date(model))


def _base_font(book: Workbook) -> None:
    # openpyxl has no public way to the default font; the first one is that of cells without a style.
    default = Font(name=FONT, size=BODY_SIZE)
    book._fonts = IndexedList([default])  # type: ignore[attr-defined] # noqa: SLF001
    book._named_styles["Normal"].font = default  # type: ignore[attr-defined] # noqa: SLF001
    for name in LOOKS:
        book.add_named_style(_style(name, is_input=False))
        book.add_named_style(_style(name, is_input=True))


def _style(name: str, *, is_input: bool) -> NamedStyle:
    chosen = look(name, is_input=is_input)
    style = NamedStyle(name=style_name(name, is_input=is_input))
    style.font = Font(
        name=FONT,
        size=chosen.size,
        bold=chosen.bold,
        color=chosen.colour,
        underline="single" if chosen.underline else None,
    )
    style.alignment = Alignment(
        horizontal="right" if chosen.right else "left",
        vertical="top",
        wrap_text=chosen.wrap,
        indent=1 if chosen.indent else 0,
    )
    # A formula in a cell of the text format would turn into text when somebody edits it.
    style.number_format = GENERAL if chosen.number_format == TEXT and not is_input else chosen.number_format
    if chosen.fill:
        style.fill = PatternFill("solid", fgColor=chosen.fill)
    if chosen.line:
        style.border = Border(bottom=Side(style="hair", color=LINE))
    style.protection = Protection(locked=not is_input)
    return style


def style_name(name: str, *, is_input: bool) -> str:
    """What the cell style of a look is called in the workbook."""
    if name == "title" and not is_input:
        return "Headline 1"
    return f"steelyard {name.replace('_', ' ')}{' input' if is_input else ''}"


def _sheet(book: Workbook, plan: FilledSheet, choices: Mapping[str, str]) -> None:
    sheet = book.create_sheet(plan.name)
    sheet.sheet_properties.tabColor = TAB_COLOURS[plan.kind]
    sheet.sheet_view.showGridLines = False
    _write(sheet, 1, 1, plan.title, "title")
    for row, line in enumerate(textwrap.wrap(plan.declared.purpose, PURPOSE_CHARACTERS), 2):
        _write(sheet, row, 1, line, "purpose")
    for cell in plan.header:
        _write(sheet, cell.row, cell.column, cell.content, cell.look, is_input=cell.allowed is not None)
        if cell.link:
            at = sheet.cell(cell.row, cell.column)
            at.hyperlink = Hyperlink(ref=at.coordinate, location=f"'{cell.link}'!A1", display=cell.link)
            at.style = style_name("link", is_input=False)
        if cell.name:
            where = f"'{plan.name}'!${column_letters(cell.column)}${cell.row}"
            book.defined_names[cell.name] = DefinedName(cell.name, attr_text=where)
        if cell.allowed is not None:
            _validate(sheet, cell.allowed, f"{column_letters(cell.column)}{cell.row}", choices)
    for table in plan.tables:
        _table(sheet, plan.kind, table, choices)
    for row, height in row_heights(plan).items():
        sheet.row_dimensions[row].height = height
    for chart in plan.charts:
        sheet.add_chart(drawn(chart, _chart_width(plan)), f"{plan.declared.chart_column}{chart.row}")
    _page(sheet, plan)


def _table(sheet: Worksheet, kind: Kind, filled: FilledTable, choices: Mapping[str, str]) -> None:
    place = filled.place
    own_from = place.last + 1 - filled.own_rows
    for at, column in enumerate(filled.columns, place.left):
        letter, is_typed = column_letters(at), _is_input(kind, column, "")
        right = runs_right(column.look)
        word = column.role if column.role is Role.INPUT or not is_typed else f"{column.role} (input)"
        _write(sheet, place.head - 1, at, str(word), "word_right" if right else "word")
        _write(sheet, place.head, at, column.heading, "head_right" if right else "head")
        sheet.column_dimensions[letter].width = column.width + SPARE
        if is_typed and kind is Kind.JUDGEMENTS:
            # Rows may be typed below the table: its columns are unlocked all the way down.
            below = sheet.column_dimensions[letter]
            below.font, below.protection = Font(name=FONT, size=BODY_SIZE), Protection(locked=False)
            if column.look == "date":
                below.number_format = look("date").number_format
        for row in range(place.first, place.last + 1):
            entries = filled.rows[row - place.first] if filled.rows else ()
            content = entries[at - place.left] if entries else None
            is_input = row < own_from and _is_input(kind, column, content)
            name = "text" if column.look == "setting" and isinstance(content, str) else column.look
            _write(sheet, row, at, content, name, is_input=is_input)
        if column.allowed is not None:
            _validate(sheet, column.allowed, f"{letter}{place.first}:{letter}{place.last}", choices)
    table = Table(displayName=filled.name, name=filled.name, ref=place.ref)
    table.tableStyleInfo = TableStyleInfo(name=None, showRowStripes=False, showColumnStripes=False)
    # openpyxl would name the columns only at save, from cells that it takes for numbers or formulas.
    table._initialise_columns()  # type: ignore[attr-defined] # noqa: SLF001
    for column_part, column in zip(table.tableColumns, filled.columns, strict=True):
        column_part.name = column.heading
    table.autoFilter = None
    sheet.add_table(table)


def _chart_width(plan: FilledSheet) -> float:
    """Centimetres: the table's width right of the chart's corner, within the first printed page."""
    widths = [column.width + SPARE for column in printed(plan)]
    left = widths[0] if plan.declared.chart_column == "B" else 0
    pages = pages_across(plan)
    room = sum(widths) - left
    if pages > 1:  # column A stands on every page, and a page ends between two columns
        room = room / pages - max(widths[1:]) / 2
    return min(WIDEST_CHART, max(NARROWEST_CHART, room * POINTS_A_CHARACTER / POINTS_A_CENTIMETRE))


def pages_across(plan: FilledSheet) -> int:
    """How many pages, side by side, the sheet is printed on."""
    return max(1, math.ceil(sum(column.width for column in printed(plan)) / PAGE_CHARACTERS))


def printed(plan: FilledSheet) -> tuple[AnyColumn, ...]:
    """Columns that are printed: not those that serve formulas only."""
    columns = plan.table.columns
    return columns[: len(columns) - plan.declared.unprinted_columns]


def _is_input(kind: Kind, column: AnyColumn, content: Content) -> bool:
    if isinstance(content, Formula):
        return False
    return column.role in INPUT_ROLES or (column.role is Role.ID and kind is Kind.JUDGEMENTS)


def _write(
    sheet: Worksheet, row: int, column: int, content: Content, name: str, *, is_input: bool = False
) -> None:
    cell = sheet.cell(row, column)
    if isinstance(content, Formula):
        cell.value = f"={content.text}"
    elif isinstance(content, str):
        cell.value = content
        cell.data_type = "s"  # a text that begins with = stays a text
    else:
        cell.value = content
    cell.style = style_name(name, is_input=is_input)
    if isinstance(content, str) and content.startswith("="):
        cell.quotePrefix = True


def _validate(sheet: Worksheet, allowed: Allowed, ref: str, choices: Mapping[str, str]) -> None:
    if allowed.choices:
        listed = choices.get(allowed.choices, allowed.choices)
        found = DataValidation(type="list", formula1=listed, allow_blank=True)
    elif allowed.date:
        found = DataValidation(type="date", operator="greaterThanOrEqual", formula1=_plain(allowed.low))
    elif allowed.high is not None:
        found = DataValidation(
            type="decimal", operator="between", formula1=_plain(allowed.low), formula2=_plain(allowed.high)
        )
    else:
        kind: Literal["whole", "decimal"] = "whole" if allowed.whole else "decimal"
        found = DataValidation(type=kind, operator="greaterThanOrEqual", formula1=_plain(allowed.low))
    found.allow_blank = True
    found.promptTitle, found.prompt = "Input", allowed.prompt[:255]
    found.errorTitle, found.error = "Not allowed here", allowed.prompt[:225]
    found.showInputMessage = found.showErrorMessage = True
    found.add(ref)
    sheet.add_data_validation(found)


def _plain(limit: float | None) -> str:
    return f"{limit or 0:g}"


def _page(sheet: Worksheet, plan: FilledSheet) -> None:
    place = plan.place
    if not (plan.charts or plan.kind is Kind.START or place.head > MOST_FROZEN):
        sheet.freeze_panes = f"{column_letters(plan.declared.frozen_columns + 1)}{place.first}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = pages_across(plan)
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{place.head}:{place.head}"
    if sheet.page_setup.fitToWidth > 1:
        sheet.print_title_cols = "A:A"
    if 0 < place.rows <= plan.declared.one_page_rows:
        sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = 1
    sheet.print_area = f"A1:{column_letters(len(printed(plan)))}{place.last}"
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(
        left=_HeaderFooterPart(text="&A"), right=_HeaderFooterPart(text="&P / &N")
    )
    for margin in ("left", "right", "top", "bottom"):
        setattr(sheet.page_margins, margin, 0.5)
    sheet.protection.sheet = True
    for allowed in ("formatCells", "formatColumns", "formatRows", "sort", "autoFilter"):
        setattr(sheet.protection, allowed, False)


def _properties(book: Workbook, model: Model) -> None:
    settings = model.settings
    book.properties.title = settings.title
    book.properties.creator = settings.owner or "steelyard"
    book.properties.lastModifiedBy = settings.owner or "steelyard"
    book.properties.description = settings.purpose
    book.properties.language = "en-GB"
    book.active = 1
    book.worksheets[1].sheet_view.tabSelected = True


def _date(model: Model) -> datetime:
    found = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", model.settings.date)
    return datetime(*map(int, found.groups()), tzinfo=UTC) if found else EPOCH  # type: ignore[misc,arg-type]
