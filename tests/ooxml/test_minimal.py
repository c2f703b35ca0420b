"""The least package that shows given values: it is read as a file is."""

from __future__ import annotations

from datetime import UTC, date, datetime

from steelyard.ooxml.addresses import Area
from steelyard.ooxml.cell_values import CellError, CellValue
from steelyard.ooxml.dates import dated_styles, day
from steelyard.ooxml.defined_names import defined_cells, defined_number
from steelyard.ooxml.minimal import DATED, Shown, ShownTable, minimal_package
from steelyard.ooxml.sheet_cells import cells
from steelyard.ooxml.sheet_index import sheet_parts
from steelyard.ooxml.tables import tables

SHOWN = Shown(
    where="Book1",
    who="Ann & Ben",
    sheets={
        "R & D": [["id", "share", "day"], ["ann", 30.0, date(2019, 6, 17)], ["=1", True, "#N/A"], [None, ""]],
        "Ann's": [[], [None, datetime(2019, 6, 17, 12, tzinfo=UTC)]],
    },
    tables=(ShownTable("weights", "R & D", "A1:C4", totals=True),),
    names={"chosen": "'R & D'!$B$2", "form": "7"},
)


def test_cells_show_what_they_are_to_show() -> None:
    package = minimal_package(SHOWN, {"R & D": {"B2": "1<2", "B4": "NA()"}})
    assert package.where == "Book1"
    assert list(sheet_parts(package)) == ["R & D", "Ann's"]
    found = cells(package, "R & D")
    assert found["B2"] == CellValue(30.0, "1<2")
    assert found["B4"] == CellValue("", "NA()")
    assert found["A3"] == CellValue("=1")
    assert found["B3"] == CellValue(value=True)
    assert found["C3"] == CellValue(CellError("#N/A"))
    assert "A4" not in found


def test_days_are_numbers_in_a_style_of_days() -> None:
    package = minimal_package(SHOWN, {})
    shown = cells(package, "R & D")["C2"]
    assert shown.style == DATED
    assert shown.style in dated_styles(package)
    assert isinstance(shown.value, float)
    assert day(shown.value) == date(2019, 6, 17)
    assert cells(package, "Ann's")["B2"].value == 43633.5


def test_tables_and_names_are_found() -> None:
    package = minimal_package(SHOWN, {})
    table = tables(package)["weights"]
    assert (table.sheet, table.area, table.totals) == ("R & D", Area.parse("A1:C4"), 1)
    assert table.columns == ("id", "share", "day")
    assert defined_cells(package) == {"chosen": ("R & D", "B2")}
    assert defined_number(package, "form", 0) == 7
