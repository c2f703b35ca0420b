"""How the sheets of a new workbook are printed, scrolled and protected, and how wide their charts are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl.drawing.spreadsheet_drawing import AnchorMarker
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties

from steelyard.ooxml.addresses import column_letters, column_number
from steelyard.sheets.printing import (
    held_columns,
    pages_across,
    pages_down,
    print_area,
    print_titles,
    printed,
)
from steelyard.sheets.row_heights import SPARE
from steelyard.sheets.spec import Kind
from steelyard.sheets.text_width import POINTS_A_CHARACTER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openpyxl.worksheet.worksheet import Worksheet

    from steelyard.sheets.charts import Chart
    from steelyard.sheets.spec import FilledSheet

MOST_FROZEN = 12
"""Rows that may stay in sight while a table is scrolled; more would leave it no room on a small screen."""

UNITS_A_POINT = 12700
"""Of lengths in a drawing."""

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


def chart_corner(sheet: FilledSheet, chart: Chart) -> AnchorMarker:
    """Where the upper left corner of a chart stands: a cell, and how far within it, in the file's units."""
    at, right = column_number(sheet.declared.chart_column), chart.left * POINTS_A_CENTIMETRE
    for column in sheet.table.columns[at - sheet.place.left :] if right else ():
        width = 0 if column.helper else (column.width + SPARE) * POINTS_A_CHARACTER
        if right < width:
            break
        at, right = at + 1, right - width
    return AnchorMarker(col=at - 1, row=chart.row - 1, colOff=round(right * UNITS_A_POINT))


def set_up_page(sheet: Worksheet, filled: FilledSheet) -> None:
    """How a sheet is frozen and protected, and how its pages look."""
    place = filled.place
    if not (filled.charts or filled.kind is Kind.START or place.head > MOST_FROZEN):
        sheet.freeze_panes = f"{column_letters(held_columns(filled) + 1)}{place.first}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = pages_across(filled)
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if 0 < place.rows <= filled.declared.one_page_rows:
        sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = 1
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(
        left=_HeaderFooterPart(text="&A"), right=_HeaderFooterPart(text="&P / &N")
    )
    for margin in ("left", "right", "top", "bottom"):
        setattr(sheet.page_margins, margin, 0.5)
    sheet.protection.sheet = True
    for allowed in ("formatCells", "formatColumns", "formatRows", "sort", "autoFilter"):
        setattr(sheet.protection, allowed, False)


def set_up_print(sheet: Worksheet, filled: FilledSheet, heights: Mapping[int, float]) -> None:
    """What of a visible sheet is printed, and what is repeated on every page.

    A hidden sheet has neither: LibreOffice would print it.

    Args:
        sheet: the sheet in the making.
        filled: what it holds.
        heights: of its rows, in points.
    """
    if pages := pages_down(filled, heights):
        sheet.page_setup.fitToHeight = pages
    sheet.print_area = str(print_area(filled))
    rows, columns = print_titles(filled)
    sheet.print_title_rows, sheet.print_title_cols = rows or None, columns or None
