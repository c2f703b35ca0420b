"""The height of a row follows from its longest text, within what a sheet allows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from steelyard.model.text.reading import read_text
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.rows_and_columns import with_heights
from steelyard.sheets.catalogue import context_of, filled_sheets
from steelyard.sheets.row_heights import HIGHEST, row_heights
from steelyard.workbook.building.build import workbook_bytes

NASH = read_text((Path(__file__).parents[2] / "workbooks" / "nash-1950.yaml").read_text())
LONG = "A purpose of many words. " * 400


def test_no_row_is_higher_than_a_sheet_allows() -> None:
    model = NASH.replace(settings=replace(NASH.settings, purpose=LONG))
    [read_me] = [sheet for sheet in filled_sheets(context_of(model)) if sheet.name == "Read me"]
    heights = row_heights(read_me)
    assert HIGHEST == 409.5
    assert max(heights.values()) == HIGHEST
    assert heights[6] < 100
    built = Package.of(workbook_bytes(model)).part("xl/worksheets/sheet1.xml")
    assert b'ht="409.5"' in built
    assert with_heights(built, heights) == built
