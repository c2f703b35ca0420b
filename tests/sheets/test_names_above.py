"""The names of criteria above the headings that are their ids."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from steelyard.model.text.reading import read_text
from steelyard.ooxml.addresses import column_letters
from steelyard.ooxml.defined_names import defined_cells
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells
from steelyard.ooxml.tables import tables
from steelyard.sheets.names import NAME_ABOVE
from steelyard.workbook.checking.verify import verified
from steelyard.workbook.editing.add_part import added
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.score import scored

if TYPE_CHECKING:
    from libreoffice import Office

WORKBOOKS = Path(__file__).parents[2] / "workbooks"
BOOK = WORKBOOKS / "syria.xlsx"
MODEL = read_text((WORKBOOKS / "syria.yaml").read_text(encoding="utf-8"))
TABLES = {"weights": "criteria", "linkage": "measures", "delivery": "measures", "costs": "cost_heads"}
WORKINGS = {
    "shares": "criteria",
    "effects": "criteria",
    "delivered": "criteria",
    "conditions": "measures",
    "contributions": "criteria",
    "over_time": "measures",
    "next_step": "measures",
}


@pytest.mark.parametrize(("table", "axis"), [*TABLES.items(), *WORKINGS.items()])
def test_a_name_stands_above_each_id_two_rows_higher(table: str, axis: str) -> None:
    file = Package.read(BOOK)
    found, named = tables(file)[table], defined_cells(file)
    shown = cells(file, found.sheet)
    for place, (criterion, name) in enumerate(MODEL.names(axis).items(), 1):
        sheet, at = named[NAME_ABOVE.format(table, place)]
        assert sheet == found.sheet
        assert shown[at].value == name
        assert at == f"{_letters(at)}{found.area.first_row - 2}"
        assert shown[f"{_letters(at)}{found.area.first_row}"].value == criterion


def test_the_name_of_an_added_measure_stands_above_its_columns_and_is_kept() -> None:
    file, _ = added(Package.read(BOOK), "measure", {"id": "demining", "name": "Demining"}, {})
    file, _ = scored(file)
    named = {name: at for name, at in defined_cells(file).items() if "_name_" in name}
    shown = {name: cells(file, sheet)[at] for name, (sheet, at) in named.items()}
    model = read_package(file).fit()
    for table, axis in (*TABLES.items(), *WORKINGS.items()):
        place = tables(file)[table]
        by_column = {
            column_letters(place.column(criterion)): name for criterion, name in model.names(axis).items()
        }
        above = {
            _letters(named[name][1]): cell.value
            for name, cell in shown.items()
            if name.startswith(f"{table}_name_")
        }
        assert above == by_column, table
    assert verified(file).sound


@pytest.mark.office
def test_a_rename_shows_at_once_above_every_table(office: Office) -> None:
    file = Package.read(BOOK)
    named, measures = defined_cells(file), tables(file)["measures"]
    with office.open(BOOK) as book:
        book.put("Measures", f"B{measures.area.first_row + 1}", [["Visits to prisons"]])
        for table in ("weights", "linkage", "delivery", "shares"):
            sheet, at = named[NAME_ABOVE.format(table, 1)]
            assert book.get(sheet, at) == [["Visits to prisons"]], table


def _letters(at: str) -> str:
    return at.rstrip("0123456789")
