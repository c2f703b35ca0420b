"""How the sheets of a new workbook are printed, scrolled and protected, and how wide their charts are."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties

from steelyard.ooxml.addresses import column_letters
from steelyard.sheets.row_heights import SPARE
from steelyard.sheets.spec import Kind
from steelyard.sheets.text_width import POINTS_A_CHARACTER

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from steelyard.sheets.spec import AnyColumn, FilledSheet

PAGE_CHARACTERS = 185
"""Width, in characters of the body font, that one landscape A4 page holds and is still read with ease."""

MOST_FROZEN = 12
"""Rows that may stay in sight while a table is scrolled; more would leave it no room on a small screen."""

WIDEST_CHART, NARROWEST_CHART, POINTS_A_CENTIMETRE = 30.0, 12.0, 28.35


def chart_width(sheet: FilledSheet) -> float:
    """Centimetres: the table's width right of the chart's corner, within the first printed page."""
    if sheet.declared.chart_centimetres:
        return sheet.declared.chart_centimetres
    widths = [column.width + SPARE for column in printed(sheet)]
    left = widths[0] if sheet.declared.chart_column == "B" else 0
    pages = pages_across(sheet)
    room = sum(widths) - left
    if pages > 1:  # column A stands on every page, and a page ends between two columns
        room = room / pages - max(widths[1:]) / 2
    return min(WIDEST_CHART, max(NARROWEST_CHART, room * POINTS_A_CHARACTER / POINTS_A_CENTIMETRE))


def pages_across(sheet: FilledSheet) -> int:
    """How many pages, side by side, the sheet is printed on."""
    return max(1, math.ceil(sum(column.width for column in printed(sheet)) / PAGE_CHARACTERS))


def printed(sheet: FilledSheet) -> tuple[AnyColumn, ...]:
    """Columns that are printed: not those that serve formulas only."""
    columns = sheet.table.columns
    return columns[: len(columns) - sheet.declared.unprinted_columns]


def set_up_page(sheet: Worksheet, filled: FilledSheet) -> None:
    """How a sheet is frozen, printed and protected."""
    place = filled.place
    if not (filled.charts or filled.kind is Kind.START or place.head > MOST_FROZEN):
        sheet.freeze_panes = f"{column_letters(filled.declared.frozen_columns + 1)}{place.first}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = pages_across(filled)
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{place.head}:{place.head}"
    if sheet.page_setup.fitToWidth > 1:
        sheet.print_title_cols = "A:A"
    if 0 < place.rows <= filled.declared.one_page_rows:
        sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = 1
    right = max(at.left + len(at.headings) - 1 for at in (table.place for table in filled.tables))
    bottom = max(table.place.last for table in filled.tables)
    sheet.print_area = f"A1:{column_letters(right - filled.declared.unprinted_columns)}{bottom}"
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(
        left=_HeaderFooterPart(text="&A"), right=_HeaderFooterPart(text="&P / &N")
    )
    for margin in ("left", "right", "top", "bottom"):
        setattr(sheet.page_margins, margin, 0.5)
    sheet.protection.sheet = True
    for allowed in ("formatCells", "formatColumns", "formatRows", "sort", "autoFilter"):
        setattr(sheet.protection, allowed, False)
