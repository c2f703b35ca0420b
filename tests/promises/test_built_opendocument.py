"""An .ods that steelyard builds is for LibreOffice and Gnumeric what the workbook of the same model is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
import shipped
from gnumeric import recalculated_opendocument
from odf import made
from odf.validity import faults
from promises.test_opendocument import differing, drawn, larger

from steelyard.odf.making.file import opendocument_bytes
from steelyard.ooxml.addresses import Area
from steelyard.ooxml.concealment import hidden_sheets
from steelyard.ooxml.defined_names import defined_cells
from steelyard.ooxml.opc.package import write
from steelyard.ooxml.sheet_cells import cells, charts_of, table_view
from steelyard.ooxml.sheet_index import sheet_part, sheet_parts
from steelyard.ooxml.tables import tables
from steelyard.ooxml.validations import validated_areas
from steelyard.sheets.catalogue import context_of, filled_sheets
from steelyard.sheets.looks import TAB_COLOURS
from steelyard.workbook.checking.verify import verified, verify
from steelyard.workbook.files import load_as_declared
from steelyard.workbook.packages import package_of_path
from steelyard.workbook.scoring.score import score

if TYPE_CHECKING:
    from pathlib import Path

    from libreoffice import Office


CASES = ("syria", "office-2004", "nash-1950")


@pytest.fixture(name="folder", scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each case as an .ods, and one as the workbook that it was made of."""
    folder = tmp_path_factory.mktemp("built")
    for case in CASES:
        (folder / f"{case}.ods").write_bytes(opendocument_bytes(shipped.package(case)))
    (folder / "office-2004.xlsx").write_bytes(shipped.workbook("office-2004"))
    return folder


@pytest.fixture(name="seen", scope="module")
def _seen(folder: Path, office: Office) -> dict[str, Any]:
    """What LibreOffice sees in the largest case."""
    with office.open(folder / "syria.ods") as document:
        return document.inventory()


@pytest.mark.office
@pytest.mark.parametrize("case", CASES)
def test_libreoffice_computes_what_the_workbook_shows(case: str, folder: Path, office: Office) -> None:
    with office.open(folder / f"{case}.ods") as document:
        document.recalculate()
        assert differing(document, shipped.package(case)) == []


@pytest.mark.office
def test_after_an_edit_libreoffice_computes_the_same_in_both(folder: Path, office: Office) -> None:
    view = table_view(shipped.package("office-2004"), "weights")
    at = view.address(view.rows[0], view.table.columns[3])
    with office.open(folder / "office-2004.ods") as new, office.open(folder / "office-2004.xlsx") as old:
        for document in (new, old):
            document.put(view.table.sheet, at, [[61]])
            document.recalculate()
        new.save_as(folder / "edited.ods")
        old.save_as(folder / "edited.xlsx")
        assert differing(new, package_of_path(folder / "edited.xlsx")) == []
        assert differing(old, package_of_path(folder / "edited.ods")) == []
    assert not verify(folder / "edited.ods").current
    score(folder / "edited.ods")
    assert verify(folder / "edited.ods").sound
    score(folder / "edited.xlsx")
    assert load_as_declared(folder / "edited.ods") == load_as_declared(folder / "edited.xlsx")


@pytest.mark.office
def test_it_grows_as_one_does_that_the_office_saved(folder: Path, office: Office) -> None:
    """New rows and columns; tables, rules, conditional formats and charts follow them."""
    write(larger(package_of_path(folder / "office-2004.ods")), folder / "grown.ods")
    grown = package_of_path(folder / "grown.ods")
    assert verified(grown).sound
    assert faults((folder / "grown.ods").read_bytes()) == []
    weights = tables(grown)["weights"]
    new = Area(weights.last_row, weights.column("light"), weights.last_row, weights.column("light"))
    assert any(area.meets(new) for area in validated_areas(grown, weights.sheet))
    series = drawn(folder / "grown.ods", "Positions")
    assert len(series) == len(drawn(folder / "office-2004.ods", "Positions")) + 1
    assert len({each.colour for each in series}) == len(series)
    with office.open(folder / "grown.ods") as document:
        document.recalculate()
        assert differing(document, grown) == []
        assert not document.rule(weights.sheet, f"D{weights.last_row}")["locked"]


@pytest.mark.usefixtures("gnumeric")
@pytest.mark.parametrize("case", CASES)
def test_gnumeric_computes_what_the_workbook_shows(case: str, folder: Path, tmp_path: Path) -> None:
    data = (folder / f"{case}.ods").read_bytes()
    package = shipped.package(case)
    found = recalculated_opendocument(partial(made.with_content, data), sheet_parts(package), tmp_path)
    count = 0
    for sheet in sheet_parts(package):
        for at, cell in cells(package, sheet).items():
            if cell.formula:
                count += 1
                now = found[sheet, at]
                if isinstance(cell.value, float):
                    assert now == pytest.approx(cell.value, rel=0, abs=1e-9), (sheet, at)
                else:
                    assert now == (cell.value or ""), (sheet, at)
    assert count > 1_000


@pytest.mark.office
def test_libreoffice_sees_tables_and_names(seen: dict[str, Any]) -> None:
    package = shipped.package()
    assert seen["tables"] == {name: [*table.area] for name, table in tables(package).items()}
    assert defined_cells(package).keys() <= seen["names"].keys()
    for name, (sheet, at) in defined_cells(package).items():
        target = seen["names"][name].replace("$", "").replace("'", "")
        assert target == f"{sheet}.{at}"
    assert seen["names"]["steelyard_form"] == "9"


@pytest.mark.office
def test_libreoffice_sees_what_each_sheet_is_like(seen: dict[str, Any]) -> None:
    package = shipped.package()
    hidden = hidden_sheets(package)
    plans = {plan.name: plan for plan in filled_sheets(context_of(shipped.model()))}
    assert [*seen["sheets"]] == [*sheet_parts(package)]
    for name, sheet in seen["sheets"].items():
        assert sheet["protected"]
        assert sheet["visible"] == (name not in hidden)
        assert sheet["tab"] == int(TAB_COLOURS[plans[name].kind], 16)
        assert sheet["charts"] == len(charts_of(package, name))
        assert sheet["formats"] == package.part(sheet_part(package, name)).count(b"<conditionalFormatting ")
        assert sheet["landscape"] == (b'orientation="landscape"' in package.part(sheet_part(package, name)))


@pytest.mark.office
def test_libreoffice_sees_how_a_sheet_prints(seen: dict[str, Any]) -> None:
    decide, weights = seen["sheets"]["Decide"], seen["sheets"]["Weights"]
    assert (decide["printed"], decide["repeated"], decide["pages"]) == ([[1, 1, 24, 16]], [12, 12], [1, 1])
    assert (weights["printed"], weights["repeated"]) == ([[1, 1, 13, 16]], [7, 9])


@pytest.mark.office
def test_libreoffice_sees_what_may_be_typed_and_where(folder: Path, office: Office) -> None:
    with office.open(folder / "syria.ods") as document:
        scenario, trial, below, title = (
            document.rule(*at)
            for at in (("Decide", "B4"), ("Decide", "N13"), ("Weights", "D400"), ("Weights", "A1"))
        )
    assert (scenario["type"], scenario["locked"], scenario["fill"]) == ("LIST", False, 0xFFF6DD)
    assert scenario["formulas"][0] == "$Delivery.$B$9:$B$18"
    assert scenario["prompt"] == scenario["error"] == "Choose a scenario of the Delivery sheet."
    assert (trial["type"], trial["formulas"]) == ("DECIMAL", ["0", "1"])
    assert not below["locked"]
    assert (title["type"], title["locked"]) == ("ANY", True)


@pytest.mark.office
def test_what_the_office_saves_of_it_is_sound(folder: Path, office: Office) -> None:
    with office.open(folder / "office-2004.ods") as document:
        document.recalculate()
        document.save_as(folder / "saved.ods")
        document.save_as(folder / "saved.xlsx")
    for path in (folder / "saved.ods", folder / "saved.xlsx"):
        assert verify(path).sound
        assert load_as_declared(path) == load_as_declared(folder / "office-2004.xlsx")
