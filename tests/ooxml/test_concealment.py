"""What the XML of a workbook conceals."""

from __future__ import annotations

from ooxml import torture

from steelyard.ooxml.addresses import Area
from steelyard.ooxml.concealment import hidden_columns, hidden_rows, hidden_sheets, merged_areas
from steelyard.ooxml.opc.package import Package

SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"


def changed(part: str, old: bytes, new: bytes) -> Package:
    package = Package.of(torture.workbook())
    assert old in package.part(part)
    return package.replaced({part: package.part(part).replace(old, new)})


def test_sheets_without_a_visible_tab() -> None:
    package = changed(BOOK, b'name="Weights"', b'name="Weights" state="veryHidden"')
    assert "Weights" in hidden_sheets(package)


def test_rows_and_columns_by_their_numbers() -> None:
    package = Package.of(torture.workbook()).replaced(
        {
            SHEET: torture.sheet_with(
                '<row r="3" hidden="1"/><row r="4" hidden="0"/><row r="5" hidden="true"/>'
            ).replace(
                b"<sheetData>",
                b'<cols><col min="2" max="4" hidden="1"/><col min="6" max="6"/></cols><sheetData>',
            )
        }
    )
    assert hidden_rows(package, "Weights") == [3, 5]
    assert hidden_columns(package, "Weights") == [(2, 4)]


def test_merged_cells() -> None:
    merged = '<mergeCells count="2"><mergeCell ref="A1:B1"/><mergeCell ref="D3:D9"/></mergeCells>'
    package = Package.of(torture.workbook()).replaced({SHEET: torture.sheet_with("", after=merged)})
    assert merged_areas(package, "Weights") == (Area.parse("A1:B1"), Area.parse("D3:D9"))
    assert merged_areas(package.replaced({SHEET: torture.sheet_with("")}), "Weights") == ()
