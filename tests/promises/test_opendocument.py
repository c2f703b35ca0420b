"""An .ods that LibreOffice made of a workbook is as good as the workbook: read, scored, grown, saved again.

The office converts each workbook once. Numbers in an .ods of LibreOffice's have 15 digits.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from odf import made

from steelyard import api
from steelyard.odf.charts import charts
from steelyard.odf.file import OdsFile
from steelyard.ooxml.addresses import Area, row_and_column
from steelyard.ooxml.cell_values import Formula
from steelyard.ooxml.opc.package import write
from steelyard.ooxml.sheet_cells import cells, table_view, with_cells
from steelyard.ooxml.sheet_index import sheet_parts
from steelyard.ooxml.tables import tables
from steelyard.ooxml.validations import validated_areas
from steelyard.workbook.checking.verify import verified, verify
from steelyard.workbook.editing.add_part import added
from steelyard.workbook.files import load, load_as_declared
from steelyard.workbook.packages import package_of_bytes, package_of_path
from steelyard.workbook.scoring.score import score, scored

if TYPE_CHECKING:
    from libreoffice import Document, Office

    from steelyard.odf.charts import Series
    from steelyard.ooxml.opc.package import Package

pytestmark = pytest.mark.office

WORKBOOKS = Path(__file__).parents[2] / "workbooks"
CASE = WORKBOOKS / "syria.xlsx"
SMALLER = WORKBOOKS / "office-2004.xlsx"


@pytest.fixture(name="folder", scope="module")
def _folder(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The two workbooks, each saved by the office as .ods."""
    folder = tmp_path_factory.mktemp("opendocument")
    for source in (CASE, SMALLER):
        with office.open(source) as document:
            document.save_as(folder / f"{source.stem}.ods")
    return folder


@pytest.fixture(name="large", scope="module")
def _large(folder: Path) -> Package:
    return package_of_path(folder / "syria.ods")


@pytest.fixture(name="small", scope="module")
def _small(folder: Path) -> Package:
    return package_of_path(folder / "office-2004.ods")


def test_what_the_office_saved_is_sound_and_says_the_same(large: Package, folder: Path) -> None:
    found = verified(large)
    assert (found.inputs, found.live, found.computed, found.integrity) == ((), (), (), ())
    assert found.current
    assert found.sound
    assert load_as_declared(folder / "syria.ods") == load_as_declared(CASE)
    assert load(folder / "office-2004.ods") == load(SMALLER)


def test_every_formula_of_the_case_is_recognised(large: Package) -> None:
    """Each formula of the workbook stands in the .ods, with a result that is the same to 15 digits."""
    workbook = package_of_path(CASE)
    count = 0
    for sheet in sheet_parts(workbook):
        old, new = cells(workbook, sheet), cells(large, sheet)
        for at, cell in old.items():
            if cell.formula:
                count += 1
                assert new[at].formula, (sheet, at)
                if isinstance(cell.value, float):
                    assert new[at].value == pytest.approx(cell.value, rel=1e-14, abs=1e-300)
                else:
                    assert (new[at].value or "") == (cell.value or "")
    assert count > 10_000


def test_tables_and_validations_stand_where_they_stood(large: Package) -> None:
    workbook = package_of_path(CASE)
    places = {name: (table.sheet, table.area, table.columns) for name, table in tables(workbook).items()}
    assert {name: (table.sheet, table.area, table.columns) for name, table in tables(large).items()} == places
    for sheet in ("Weights", "Delivery", "Rules"):
        covered = [sum(area.size for area in validated_areas(file, sheet)) for file in (workbook, large)]
        assert covered[0] == covered[1] > 0


def test_a_formula_that_somebody_changed_is_found(small: Package) -> None:
    view = table_view(small, "scores")
    heading = view.table.columns[-1]
    at = view.address(view.rows[0], heading)
    changed = with_cells(small, {view.table.sheet: {at: Formula("1+1", 2.0)}})
    found = verified(changed)
    assert [
        (finding.place.at, finding.code) for finding in found.live if finding.code == "other-formula"
    ] == [(f"cell {at}", "other-formula")]


def test_a_score_sets_the_last_digits_and_a_second_one_nothing(small: Package) -> None:
    once, _ = scored(small)
    data = once.to_bytes()
    old, new = made.parts_of(small.to_bytes()), made.parts_of(data)
    stale = ("ObjectReplacements/", "Thumbnails/")
    own = {name for name in old if name.endswith("/content.xml")} | {"content.xml", "META-INF/manifest.xml"}
    assert {name for name in old if new.get(name) != old[name] and not name.startswith(stale)} <= own
    assert not [name for name in new if name.startswith(stale)]
    again = package_of_bytes(data, where="office-2004.ods")
    assert verified(again).sound
    twice, done = scored(again)
    assert done.changed == 0
    assert twice.to_bytes() == data


def differing(document: Document, file: Package) -> list[tuple[str, str, object, object]]:
    """The formulas that the office computes to something else than the file shows."""
    found: list[tuple[str, str, object, object]] = []
    for sheet in sheet_parts(file):
        held = cells(file, sheet)
        places = [row_and_column(at) for at in held]
        if places:
            area = Area(1, 1, max(row for row, _ in places), max(column for _, column in places))
            shown = document.get(sheet, str(area))
            for at, cell in held.items():
                row, column = row_and_column(at)
                now = shown[row - 1][column - 1]
                if cell.formula and not _same(cell.value, now):
                    found.append((sheet, at, cell.value, now))
    return found


def _same(value: object, now: object) -> bool:
    if isinstance(value, float) and isinstance(now, float | int):
        return abs(value - now) <= 1e-9
    return ("" if value is None else str(value)) == str(now)


def test_weights_edited_in_the_office_are_scored_and_agree(
    small: Package, folder: Path, office: Office
) -> None:
    view = table_view(small, "weights")
    at = view.address(view.rows[0], view.table.columns[3])
    with office.open(folder / "office-2004.ods") as document:
        document.put(view.table.sheet, at, [[61]])
        document.save_as(folder / "edited.ods")
    edited = verify(folder / "edited.ods")
    assert not edited.current
    assert len(edited.changed) == 1
    assert score(folder / "edited.ods").model == load(folder / "edited.ods")
    assert verify(folder / "edited.ods").sound
    with office.open(folder / "edited.ods") as document:
        document.recalculate()
        assert differing(document, package_of_path(folder / "edited.ods")) == []


def drawn(path: Path, sheet: str) -> tuple[Series, ...]:
    """What the chart of a sheet draws."""
    file = OdsFile(path.read_bytes(), path.name)
    [chart] = charts(file, next(each for each in file.sheets if each.name == sheet))
    return chart.series


def larger(file: Package) -> Package:
    """The workbook with a measure and a stakeholder more: a new column and new rows."""
    for kind, named in (
        ("measure", {"id": "light", "name": "Day & night"}),
        ("stakeholder", {"id": "ann", "name": "Ann"}),
    ):
        file, _ = added(file, kind, named, {})
    return file


def test_an_ods_grows_and_the_office_computes_the_same(small: Package, folder: Path, office: Office) -> None:
    """A new column and new rows; the charts, tables, names and validations follow them."""
    file = larger(small)
    write(file, folder / "grown.ods")
    grown = package_of_path(folder / "grown.ods")
    assert verified(grown).sound
    for name, table in tables(file).items():
        assert tables(grown)[name].area == table.area
    last = tables(grown)["weights"]
    areas = validated_areas(grown, last.sheet)
    new = Area(last.last_row, last.column("light"), last.last_row, last.column("light"))
    assert any(area.meets(new) for area in areas)
    series = drawn(folder / "grown.ods", "Positions")
    assert len(series) == len(drawn(folder / "office-2004.ods", "Positions")) + 1
    assert len({each.colour for each in series}) == len(series)
    with office.open(folder / "grown.ods") as document:
        document.recalculate()
        assert differing(document, grown) == []
        document.save_as(folder / "grown.xlsx")
    assert verify(folder / "grown.xlsx").sound
    assert load_as_declared(folder / "grown.xlsx") == load_as_declared(folder / "grown.ods")


def test_the_way_over_ods_and_back_keeps_the_numbers(folder: Path, office: Office) -> None:
    """A workbook, LibreOffice, .ods, a score, LibreOffice, a workbook: sound, and the same results."""
    score(folder / "office-2004.ods", folder / "scored.ods")
    with office.open(folder / "scored.ods") as document:
        document.recalculate()
        assert differing(document, package_of_path(folder / "scored.ods")) == []
        document.save_as(folder / "back.xlsx")
    assert verify(folder / "back.xlsx").sound
    model = load_as_declared(folder / "back.xlsx")
    assert model == load_as_declared(SMALLER)
    assert api.table(model, "ranking") == api.table(load_as_declared(SMALLER), "ranking")
