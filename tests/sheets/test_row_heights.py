"""The height of a row follows from its longest text, within what a sheet allows."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from steelyard.model.text.reading import read_text
from steelyard.ooxml.addresses import address
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.rows_and_columns import with_heights
from steelyard.ooxml.sheet_cells import cells, with_cells
from steelyard.ooxml.sheet_index import sheet_part
from steelyard.ooxml.tables import tables
from steelyard.sheets.catalogue import context_of, filled_sheets
from steelyard.sheets.row_heights import HIGHEST, SPARE, fitted_rows, row_heights
from steelyard.sheets.text_width import lines
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.score import scored

SYRIA = read_text((Path(__file__).parents[2] / "workbooks" / "syria.yaml").read_text())
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


@pytest.mark.parametrize("name", ["Packages", "Improvements"])
def test_computed_rows_are_as_high_as_their_longest_text(name: str) -> None:
    [sheet] = [sheet for sheet in filled_sheets(context_of(SYRIA)) if sheet.name == name]
    heights, place = row_heights(sheet), sheet.place
    texts = [at for at, column in enumerate(sheet.table.columns) if column.look in ("text", "name", "id")]
    for row, entries in enumerate(sheet.table.rows, place.first):
        counts = [
            lines(entries[at], sheet.table.columns[at].width + SPARE)  # type: ignore[arg-type]
            for at in texts
            if entries[at]
        ]
        assert heights[row] == 12.75 * max(counts, default=1) + 3
    assert fitted_rows(sheet) == range(place.first, place.last + 1)
    heights_of_rows = {heights[row] for row in fitted_rows(sheet)}
    assert len(heights_of_rows) > 1 or name == "Improvements"


def test_heights_of_computed_rows_are_free_and_follow_a_score() -> None:
    package = Package.of(workbook_bytes(SYRIA))
    before = _heights(package, "Packages")
    assert before[28] == ("28.5", None)  # two lines
    assert _heights(package, "Decide")[13][1] == "1"
    found = tables(package)["counterpart"]
    rows = range(found.first_row, found.last_row + 1)
    weight = found.column("weight")
    held = cells(package, "Counterpart")
    [given] = [
        at for row in rows if held[at := address(row, weight)].value == SYRIA.counterparts[1].reservation
    ]
    package, _ = scored(with_cells(package, {"Counterpart": {given: Value(-50.0)}}))
    after = _heights(package, "Packages")
    model = read_package(package).fit()
    [sheet] = [sheet for sheet in filled_sheets(context_of(model)) if sheet.name == "Packages"]
    wanted = {row: height for row, height in row_heights(sheet).items() if row in fitted_rows(sheet)}
    assert {row: float(after[row][0] or 0) for row in wanted} == wanted
    assert after != before


def _heights(package: Package, sheet: str) -> dict[int, tuple[str | None, str | None]]:
    """Height of each row, and whether it is fixed, as they are written."""
    tags = re.findall(rb"<row [^>]*>", package.part(sheet_part(package, sheet)))
    told = [dict(re.findall(r'(\w+)="([^"]*)"', tag.decode())) for tag in tags]
    return {int(each["r"]): (each.get("ht"), each.get("customHeight")) for each in told}
