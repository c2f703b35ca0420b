"""An .ods that steelyard builds is valid, says what the workbook says, and is the same every time."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
import shipped
from hypothesis import given
from hypothesis import strategies as st
from odf import made
from odf.validity import faults
from typer.testing import CliRunner

from steelyard import cases, cli
from steelyard.model.text.writing import valid_text
from steelyard.odf.charts import charts
from steelyard.odf.content import Cell
from steelyard.odf.file import OdsFile
from steelyard.odf.formulas import excel_formula, open_formula
from steelyard.odf.list_splicing import defined
from steelyard.odf.making.cells import letters
from steelyard.odf.making.file import opendocument_bytes
from steelyard.odf.making.markup import document
from steelyard.odf.making.number_formats import NumberFormats
from steelyard.odf.preflight import MANIFEST
from steelyard.odf.shown_numbers import shown_number
from steelyard.odf.styles import Styles
from steelyard.odf.values import Part, words
from steelyard.ooxml.addresses import Area, sheet_and_area
from steelyard.ooxml.concealment import hidden_columns, hidden_rows, hidden_sheets
from steelyard.ooxml.sheet_cells import cells, charts_of
from steelyard.ooxml.sheet_index import sheet_parts
from steelyard.ooxml.tables import tables
from steelyard.ooxml.validations import validated_areas
from steelyard.workbook.checking.verify import verified
from steelyard.workbook.files import load_bytes_as_declared
from steelyard.workbook.packages import package_of_bytes
from steelyard.workbook.scoring.score import scored

if TYPE_CHECKING:
    from pathlib import Path

    from steelyard.ooxml.opc.package import Package

CASES = ("syria", "office-2004", "nash-1950")
FIRST_DAY = (1980, 1, 1, 0, 0, 0)


@pytest.fixture(name="case", params=CASES, scope="module")
def _case(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(name="workbook", scope="module")
def _workbook(case: str) -> Package:
    return shipped.package(case)


@pytest.fixture(name="data", scope="module")
def _data(workbook: Package) -> bytes:
    return opendocument_bytes(workbook)


@pytest.fixture(name="file", scope="module")
def _file(data: bytes) -> Package:
    return package_of_bytes(data, where="built.ods")


def test_it_is_sound_and_gives_the_text_back(file: Package, data: bytes, case: str) -> None:
    found = verified(file)
    assert (found.inputs, found.live, found.computed, found.integrity) == ((), (), (), ())
    assert found.current
    assert found.sound
    read = load_bytes_as_declared(data, "built.ods")
    assert valid_text(read) == valid_text(load_bytes_as_declared(shipped.workbook(case), "built.xlsx"))


def test_a_score_changes_nothing(file: Package, data: bytes) -> None:
    after, done = scored(file)
    assert done.changed == 0
    assert after.to_bytes() == data


def test_every_cell_holds_what_the_workbook_holds(workbook: Package, file: Package) -> None:
    assert [*sheet_parts(file)] == [*sheet_parts(workbook)]
    count = 0
    for sheet in sheet_parts(workbook):
        old, new = cells(workbook, sheet), cells(file, sheet)
        assert {at for at, cell in new.items() if cell.value is not None or cell.formula} == {
            at for at, cell in old.items() if cell.value is not None or cell.formula
        }
        for at, cell in old.items():
            assert new[at].value == cell.value, (sheet, at)
            assert new[at].formula.replace("TRUE()", "TRUE") == cell.formula.replace("TRUE()", "TRUE")
            count += bool(cell.formula)
    assert count > 1_000


def test_formulas_are_the_same_in_both_languages(workbook: Package) -> None:
    """Each is written in the other language and back; truth values alone are written as functions then."""
    formulas = {cell.formula for sheet in sheet_parts(workbook) for cell in cells(workbook, sheet).values()}
    assert len(formulas) > 200
    for formula in filter(None, formulas):
        written = open_formula(formula)
        assert excel_formula(written).replace("TRUE()", "TRUE").replace("FALSE()", "FALSE") == formula
        assert open_formula(excel_formula(written)) == written


def test_tables_names_rules_and_what_is_hidden_stand_where_they_stood(
    workbook: Package, file: Package
) -> None:
    old, new = tables(workbook), tables(file)
    assert {name: (each.sheet, each.area, each.columns) for name, each in new.items()} == {
        name: (each.sheet, each.area, each.columns) for name, each in old.items()
    }
    assert plain(defined(file)) == plain(defined(workbook))
    assert hidden_sheets(file) == hidden_sheets(workbook)
    for sheet in sheet_parts(workbook):
        assert hidden_rows(file, sheet) == hidden_rows(workbook, sheet)
        assert hidden_columns(file, sheet) == hidden_columns(workbook, sheet)
        assert covered(file, sheet) == covered(workbook, sheet)


def plain(names: dict[tuple[str, str], str]) -> dict[tuple[str, str], list[str]]:
    """Names without quotes, which a sheet of one word may have or not, and without an order of areas."""
    return {key: sorted(target.replace("'", "").split(",")) for key, target in names.items()}


def covered(package: Package, sheet: str) -> set[tuple[int, int]]:
    """The cells with a rule for what may be typed."""
    return {
        (row, column)
        for area in validated_areas(package, sheet)
        for row in range(area.first_row, area.last_row + 1)
        for column in range(area.first_column, area.last_column + 1)
    }


def test_every_chart_draws_the_same_cells(workbook: Package, data: bytes) -> None:
    file = OdsFile(data, "built.ods")
    for sheet in file.sheets:
        found = charts(file, sheet)
        parts = charts_of(workbook, sheet.name)
        assert len(found) == len(parts)
        for chart, part in zip(found, parts, strict=True):
            drawn = {ref for each in chart.series for ref in each[1:4]} | {chart.categories}
            assert {sheet_and_area(each) for each in drawn if each} == references(workbook.part(part))
            assert len(chart.series) == workbook.part(part).count(b"<ser>")


def references(part: bytes) -> set[tuple[str, Area] | None]:
    """The cells that a chart of an .xlsx draws."""
    formulas = ElementTree.fromstring(part).findall(".//{*}f")
    return {sheet_and_area(each.text) for each in formulas if each.text}


def test_it_is_valid(data: bytes) -> None:
    assert faults(data) == []


def test_the_schema_finds_what_is_wrong(data: bytes) -> None:
    spoiled = made.with_content(data, lambda xml: xml.replace(b"<text:p>", b"<text:p text:no='1'>", 1))
    assert faults(spoiled)


def test_the_type_comes_first_and_every_part_is_listed(data: bytes) -> None:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        first, *_ = infos = archive.infolist()
        assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
        assert {each.date_time for each in infos} == {FIRST_DAY}
        listed = ElementTree.fromstring(archive.read(MANIFEST))
    names = {value for each in listed for key, value in each.attrib.items() if key.endswith("full-path")}
    files = {name for name in names if not name.endswith("/")}
    assert files == {each.filename for each in infos} - {"mimetype", MANIFEST}


def test_no_row_and_no_cell_is_written_a_million_times(data: bytes) -> None:
    assert made.parts_of(data)["content.xml"].count(b"<table:table-cell") < 60_000


BUILD = """
import hashlib, sys
import shipped
from steelyard.odf.making.file import opendocument_bytes
print(hashlib.sha256(opendocument_bytes(shipped.package(sys.argv[1]))).hexdigest())
"""


def test_the_same_bytes_come_out_of_another_process() -> None:
    """In another order of sets, another language and another time zone."""
    around = {
        "PYTHONHASHSEED": "7",
        "LC_ALL": "C",
        "TZ": "Asia/Tokyo",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    done = subprocess.run(
        [sys.executable, "-c", BUILD, "nash-1950"],
        env=os.environ | around,
        capture_output=True,
        text=True,
        check=True,
    )
    here = opendocument_bytes(shipped.package("nash-1950"))
    assert done.stdout.strip() == hashlib.sha256(here).hexdigest()


def test_the_commands_make_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "model.yaml").write_text(cases.text("nash-1950"), encoding="utf-8")
    for line in ("build model.yaml -o book.ods", "new nash-1950 -o new.ods", "check book.ods"):
        done = CliRunner().invoke(cli.app, line.split(), prog_name="steelyard")
        assert done.exit_code == 0, done.output
    assert (tmp_path / "book.ods").read_bytes() == opendocument_bytes(shipped.package("nash-1950"))
    assert (tmp_path / "new.ods").read_bytes() == (tmp_path / "book.ods").read_bytes()


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("General", 0.1 + 0.2, "0.3"),
        ("General;\u2212General", -2.5, "\u22122.5"),
        ("0.0;\u22120.0;0.0", -0.04, "\u22120.0"),
        ("+0.0;\u22120.0;0.0", 3.25, "+3.2"),
        ("+0.0;\u22120.0;0.0", 0.0, "0.0"),
        ("0.0%", 0.125, "12.5%"),
        ("#,##0", 12345.0, "12,345"),
        ('0.0" of 5"', 2.0, "2.0 of 5"),
        ("yyyy-mm-dd", 43633.0, "2019-06-17"),
        ("d.m.yy", 43633.0, "17.6.19"),
    ],
)
def test_a_number_format_shows_what_its_code_says(code: str, value: float, shown: str) -> None:
    formats = NumberFormats()
    name = formats.name(code)
    styles = Styles([document("office:document-styles", formats.written())])
    assert shown_number(value, styles.formats[name], styles) == shown


@given(st.text(st.characters(codec="utf-8", exclude_characters="\n\r", exclude_categories=("Cc", "Cs"))))
def test_a_line_of_text_is_read_as_it_was(line: str) -> None:
    xml = b"<text:p>" + letters(line) + b"</text:p>"
    whole = Cell(1, 1, 0, len(xml), b"", 0, len(xml), covered=False, simple=False)
    assert words(whole, Part(xml, xml, "a file")) == line
