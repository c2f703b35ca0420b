"""A case with a sheet of people's own that holds much of what they put on sheets, written by openpyxl."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from ooxml import torture
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting import rule
from openpyxl.styles import Alignment, Border, Color, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableStyleInfo

if TYPE_CHECKING:
    from collections.abc import Callable

OWN = "Our sums"


def with_own_sheet(data: bytes, change: Callable[[Any], object] | None = None) -> bytes:
    """The workbook with a sheet of people's own.

    Args:
        data: a workbook of steelyard's.
        change: does more to it, with openpyxl.
    """
    book = load_workbook(io.BytesIO(data), rich_text=True)
    sheet: Any = book.create_sheet(OWN)
    _cells(sheet)
    _rules(sheet)
    _drawn(sheet)
    book.defined_names["our_rate"] = DefinedName("our_rate", attr_text=f"'{OWN}'!$B$2")
    book.defined_names["Rate"] = DefinedName("Rate", attr_text="0.19")
    sheet.print_area = "A1:H20"
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cells(sheet: Any) -> None:
    sheet["A1"] = CellRichText(
        "Our ", TextBlock(InlineFont(b=True, color=Color("FFC00000")), "own"), " sums & more"
    )
    sheet["A2"], sheet["B2"] = "rate", 0.25
    sheet["B2"].number_format = '0.00" of all"'
    sheet["A3"], sheet["B3"] = "first weight", "=Weights!$D$10*2"
    sheet["A4"], sheet["B4"] = "twice", "=B2*2+our_rate"
    sheet["A5"], sheet["B5"] = "all weights of the first", "=SUM(Weights!D10:E10)"
    for at in ("A2", "A3"):
        sheet[at].font = Font(name="Courier New", size=14, italic=True, color="FF0070C0")
        sheet[at].fill = PatternFill("solid", fgColor="FFFFFF00")
        sheet[at].border = Border(left=Side("thick", color="FF00B050"), bottom=Side("dotted"))
        sheet[at].alignment = Alignment(horizontal="right", wrap_text=True)
    sheet.merge_cells("D1:F1")
    sheet["D1"] = "rate"
    sheet.column_dimensions["A"].width = 31.5
    sheet.row_dimensions[2].height = 33
    sheet.freeze_panes = "B2"
    sheet.sheet_properties.tabColor = "FF7030A0"
    for row, values in enumerate((("what", "how much"), ("tea", 3), ("cake", 4)), 10):
        for column, value in enumerate(values, 1):
            sheet.cell(row, column, value)
    table = Table(displayName="OurTable", ref="A10:B12")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleMedium2", showRowStripes=True)
    sheet.add_table(table)
    sheet["D11"] = "=SUM(OurTable[how much])"
    sheet["A14"].hyperlink = "https://example.org/a?b=1&c=2"
    sheet["A14"].value = "a page"


def _rules(sheet: Any) -> None:
    rules: Any = rule
    red = PatternFill("solid", bgColor="FFFF0000")
    high = rules.CellIsRule(operator="greaterThan", formula=["0.4"], fill=red)
    heavy = rules.FormulaRule(formula=["Weights!$D$10>$B$2"], font=Font(bold=True))
    scale = rules.ColorScaleRule("min", None, "FFFFFFFF", "max", None, "FF00FF00")
    for area, each in (("B2:B5", high), ("B3", heavy), ("B11:B12", scale)):
        sheet.conditional_formatting.add(area, each)
    chosen = DataValidation("list", formula1='"low,high"', showInputMessage=True, prompt="Choose one")
    chosen.add("C2:C5")
    listed = DataValidation("list", formula1="=Options!$A$9:$A$10")
    listed.add("C6")
    for each in (chosen, listed):
        sheet.add_data_validation(each)


def _drawn(sheet: Any) -> None:
    drawn = BarChart()
    drawn.title = "What we need"
    drawn.add_data(Reference(sheet, min_col=2, min_row=10, max_row=12), titles_from_data=True)
    drawn.set_categories(Reference(sheet, min_col=1, min_row=11, max_row=12))
    sheet.add_chart(drawn, "H2")
    sheet.add_image(Image(io.BytesIO(torture.picture())), "H20")
    sheet["B2"].comment = Comment("Who said so?", "somebody")
