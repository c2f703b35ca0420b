"""What stands where, found by name; and what stands in the cells."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ooxml import torture

from steelyard.errors import MissingTable, NotAWorkbook
from steelyard.ooxml.addresses import Area, address, row_and_column, sheet_and_area
from steelyard.ooxml.cell_values import CellError, CellValue
from steelyard.ooxml.cells_reading import read_cells, shared_strings
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.shared_formulas import shifted
from steelyard.ooxml.sheet_cells import cells, charts_of
from steelyard.ooxml.sheet_index import sheet_part, sheet_parts
from steelyard.ooxml.tables import table, tables

if TYPE_CHECKING:
    from collections.abc import Mapping


@pytest.fixture(name="package", scope="module")
def _package() -> Package:
    return Package.of(torture.workbook())


def test_sheets_come_in_the_order_of_the_tabs(package: Package) -> None:
    assert list(sheet_parts(package).items()) == [
        ("Weights", "xl/worksheets/sheet1.xml"),
        ("R & D notes", "xl/worksheets/sheet2.xml"),
        ("Own", "xl/worksheets/sheet3.xml"),
    ]


def test_a_sheet_is_found_whatever_the_capitals(package: Package) -> None:
    assert sheet_part(package, "r & d NOTES") == "xl/worksheets/sheet2.xml"


def test_a_missing_sheet_is_named_and_the_others_listed(package: Package) -> None:
    with pytest.raises(MissingTable) as refusal:
        cells(package, "Rules")
    assert str(refusal.value) == "the workbook has no sheet 'Rules'; there are: Weights, R & D notes, Own"


def test_a_table_says_where_it_stands(package: Package) -> None:
    spot = table(package, "TBLWEIGHTS")
    assert spot == tables(package)["tblWeights"]
    assert (spot.name, spot.sheet, spot.part) == ("tblWeights", "Weights", "xl/tables/table1.xml")
    assert (spot.ref, spot.first_row, spot.last_row) == ("A2:C6", 3, 6)
    assert spot.columns == ("measure", "points", "twice")
    assert spot.column("points") == 2


def test_a_missing_table_is_named_and_the_others_listed(package: Package) -> None:
    with pytest.raises(MissingTable) as refusal:
        table(package, "tblRules")
    assert str(refusal.value) == (
        "the workbook has no table 'tblRules'; it was deleted or renamed. There are: tblWeights"
    )


def test_a_missing_column_is_named_and_the_others_listed(package: Package) -> None:
    with pytest.raises(MissingTable) as refusal:
        table(package, "tblWeights").column("note")
    assert str(refusal.value) == (
        "table 'tblWeights' on sheet 'Weights' has no column 'note'; there are: measure, points, twice"
    )


def test_totals_are_no_row_of_the_table_and_headings_may_be_hidden() -> None:
    xml = torture.TABLE.replace('totalsRowShown="0"', 'totalsRowCount="1"').replace(
        ' ref="A2:C6"', ' ref="A2:C7"', 1
    )
    spot = table(Package.of(torture.workbook({"xl/tables/table1.xml": xml.encode()})), "tblWeights")
    assert (spot.first_row, spot.last_row) == (3, 6)
    hidden = torture.TABLE.replace('totalsRowShown="0"', 'headerRowCount="0"')
    assert (
        table(Package.of(torture.workbook({"xl/tables/table1.xml": hidden.encode()})), "tblWeights").first_row
        == 2
    )


def test_headings_with_line_breaks_read_as_they_look() -> None:
    xml = torture.TABLE.replace('name="points"', 'name="points_x000a_(of &quot;100&quot;)"').encode()
    package = Package.of(torture.workbook({"xl/tables/table1.xml": xml}))
    assert table(package, "tblWeights").columns[1] == 'points\n(of "100")'


def test_charts_are_found_through_the_drawing(package: Package) -> None:
    assert charts_of(package, "Weights") == ["xl/charts/chart1.xml"]
    assert charts_of(package, "Own") == []


def test_charts_come_in_the_order_in_which_they_were_drawn() -> None:
    frame = torture.DRAWING[torture.DRAWING.index("<xdr:twoCellAnchor>") : torture.DRAWING.index("<xdr:pic>")]
    frame = frame[: frame.index("</xdr:twoCellAnchor>") + len("</xdr:twoCellAnchor>")]
    drawing = torture.DRAWING.replace(frame, frame.replace('"rId1"', '"rId9"') + frame)
    pointers = torture.relationships(
        ("rId1", "chart", "../charts/chart1.xml"),
        ("rId2", "image", "../media/image1.png"),
        ("rId9", "chart", "/xl/charts/chart2.xml"),
    )
    package = Package.of(
        torture.workbook(
            {
                "xl/drawings/drawing1.xml": drawing.encode(),
                "xl/drawings/_rels/drawing1.xml.rels": pointers.encode(),
                "xl/charts/chart2.xml": torture.CHART.encode(),
            }
        )
    )
    assert charts_of(package, "Weights") == ["xl/charts/chart2.xml", "xl/charts/chart1.xml"]


def test_cells_read_as_excel_shows_them(package: Package) -> None:
    read = cells(package, "Weights")
    assert read["A1"] == CellValue("Weights: what matters", style=1)
    assert read["A3"].value == "money & trade"
    assert read["A4"].value == "検証"
    assert read["A5"].value == "bold "
    assert read["B3"] == CellValue(0.30000000000000004, style=3)
    assert read["B5"].value is True
    assert read["B6"].value == 1e-300
    assert read["C3"] == CellValue(0.6000000000000001, "B3*2", 4)
    assert read["C4"] == CellValue("much", 'IF(B4>10,"much & more","")', 4)
    assert read["C5"] == CellValue(CellError("#DIV/0!"), "1/0")
    assert "A6" not in read


def test_a_shared_formula_reads_as_it_stands_in_each_cell(package: Package) -> None:
    read = cells(package, "Weights")
    assert [read[cell].formula for cell in ("E3", "E4", "E5")] == ["B3+$B$3", "B4+$B$3", "B5+$B$3"]


def test_comments_cdata_prefixes_and_other_quotes_do_not_confuse_the_reader(package: Package) -> None:
    assert cells(package, "R & D notes") == {
        "A1": CellValue('a <c r="B9"> b'),
        "B1": CellValue(12.0),
        "B3": CellValue("line\r\nbreak _x0041_"),
    }


def test_a_sheet_without_rows_has_no_cells(package: Package) -> None:
    assert cells(package, "Own") == {}


def test_a_chart_sheet_has_no_cells() -> None:
    package = Package.of(torture.workbook({"xl/worksheets/sheet3.xml": b"<chartsheet/>"}))
    assert cells(package, "Own") == {}


def test_targets_are_found_whatever_their_spelling() -> None:
    pointers = torture.parts()["xl/_rels/workbook.xml.rels"]
    pointers = pointers.replace(b"worksheets/sheet2.xml", b"./Worksheets/%73heet2.xml")
    pointers = pointers.replace(b"worksheets/sheet3.xml", b"worksheets/gone.xml")
    package = Package.of(torture.workbook({"xl/_rels/workbook.xml.rels": pointers}))
    assert list(sheet_parts(package).values()) == ["xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"]


def test_a_workbook_without_pointers_is_damaged() -> None:
    package = Package.of(torture.workbook({"_rels/.rels": b"<Relationships/>"}))
    with pytest.raises(NotAWorkbook) as refusal:
        sheet_parts(package)
    assert str(refusal.value) == "the workbook is damaged: nothing says which part is the workbook"


def test_a_table_without_area_is_passed_over() -> None:
    assert tables(Package.of(torture.workbook({"xl/tables/table1.xml": b"<table/>"}))) == {}


def test_an_error_says_its_code() -> None:
    assert str(CellError("#N/A")) == "#N/A"


def test_cells_without_addresses_are_counted() -> None:
    xml = torture.sheet_with(
        '<row><c><v>1</v></c><c/><c><v>2</v></c></row><row r="4"><c r="B4"><v>3</v></c><c><v>4</v></c></row>'
    )
    assert read_cells(xml, (), "s") == {
        "A1": CellValue(1.0),
        "C1": CellValue(2.0),
        "B4": CellValue(3.0),
        "C4": CellValue(4.0),
    }


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A1" t="n"><v>5</v></c>', 5.0),
        ('<c r="A1" t="str"><f>x</f><v></v></c>', ""),
        ('<c r="A1" t="d"><v>2026-01-02T12:00:00</v></c>', 46024.5),
        ('<c r="A1" t="d"><v>soon</v></c>', "soon"),
        ('<c r="A1" t="b"><v>0</v></c>', False),
        ('<c r="A1" t="inlineStr"><is><t>a_x0007_&#10;&quot;&#x41;</t></is></c>', 'a\x07\n"A'),
        ('<c r="A1" t="inlineStr"><is><t/></is></c>', ""),
        ('<c r="A1" t="str"><f>x</f><v>a\r\nb</v></c>', "a\nb"),
        ("<c  t = \"n\"  r = 'A1' ><v >1.5</v ></c >", 1.5),
        ('<c r="A1"><f ca="1">NOW()</f><v>2</v></c>', 2.0),
        ('<c r="A1"><v>3</v><extLst><ext uri="u"/></extLst></c>', 3.0),
    ],
)
def test_values_in_every_spelling(cell: str, value: object) -> None:
    xml = torture.sheet_with(f'<row r="1">{cell}</row>')
    assert read_cells(xml, (), "s")["A1"].value == value


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        (
            torture.sheet_with('<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>one</v></c></row>'),
            "B1, or the cell after it, cannot be read",
        ),
        (
            torture.sheet_with('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'),
            "A1, or the cell after it, cannot be read",
        ),
        (
            torture.sheet_with('<row r="one"><c r="A1"><v>1</v></c></row>'),
            "the first cell, or the cell after it, cannot be read",
        ),
        (
            b"<worksheet><sheetData></worksheet>",
            "it is not well-formed XML (mismatched tag: line 1, column 24)",
        ),
    ],
)
def test_a_damaged_sheet_is_not_guessed_at(xml: bytes, said: str) -> None:
    with pytest.raises(NotAWorkbook) as refusal:
        read_cells(xml, (), "the sheet Weights")
    assert str(refusal.value) == f"the sheet Weights is damaged: {said}"


texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20
).filter(lambda text: "_x" not in text and not text.startswith("="))
contents = st.one_of(
    texts,
    st.floats(-1e300, 1e300).map(lambda number: float(f"{number:.16g}")),
    st.booleans(),
    st.integers(-(10**15), 10**15),
)
places = st.tuples(st.integers(1, 40), st.integers(1, 30)).map(lambda place: address(*place))


def in_openpyxl(held: Mapping[str, str | float]) -> bytes:
    """A workbook by another hand, which writes 16 digits of a number."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Data"
    for where, value in held.items():
        sheet[where] = value
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@given(st.dictionaries(places, contents, max_size=12))
def test_cells_read_what_openpyxl_wrote(held: dict[str, str | float]) -> None:
    package = Package.of(in_openpyxl(held))
    assert {where: cell.value for where, cell in cells(package, "Data").items()} == held


@given(st.dictionaries(places, contents, max_size=12))
def test_both_ways_of_reading_give_the_same(held: dict[str, str | float]) -> None:
    package = Package.of(in_openpyxl(held))
    xml = package.part("xl/worksheets/sheet1.xml")
    with_comment = xml.replace(b"<sheetData>", b"<sheetData><!-- all is unusual now -->")
    assert read_cells(with_comment, (), "s") == read_cells(xml, (), "s")


def test_shared_strings_read_with_and_without_comments() -> None:
    plain = torture.STRINGS.encode()
    assert shared_strings(plain) == shared_strings(plain.replace(b"<si>", b"<!-- <si> --><si>"))
    assert len(shared_strings(plain)) == 7


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("A1+$A$1+$A1+A$1", "B3+$A$1+$A3+B$1"),
        ("SUM(A:B,1:2)", "SUM(B:C,3:4)"),
        ("'It''s A1'!A1&\"A1 \"\"A1\"", "'It''s A1'!B3&\"A1 \"\"A1\""),
        ("tbl[[#This Row],[A1]]+LOG10(A1)+rate_A1+x.A1", "tbl[[#This Row],[A1]]+LOG10(B3)+rate_A1+x.A1"),
        ("[1]Sheet1!A1+1.5E3", "[1]Sheet1!B3+1.5E3"),
        ("XFD1", "#REF!3"),
    ],
)
def test_a_formula_moves_as_excel_moves_it(formula: str, moved: str) -> None:
    assert shifted(formula, 2, 1) == moved


@given(st.integers(1, 1_048_576), st.integers(1, 16_384))
def test_addresses_go_there_and_back(row: int, column: int) -> None:
    assert row_and_column(address(row, column)) == (row, column)
    assert Area.parse(f"${address(row, column)}") == Area(row, column, row, column)


@pytest.mark.parametrize("wrong", ["", "A", "1", "A0", "XFE1", "A1048577", "a1", "A1B2", "AAAA1", "A01"])
def test_what_is_no_address_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="is no cell address such as 'B3'"):
        row_and_column(wrong)


def test_a_reference_gives_sheet_and_area() -> None:
    assert sheet_and_area("Scores!$B$3") == ("Scores", Area(3, 2, 3, 2))
    assert sheet_and_area("'a, b'!B3:A1") == ("a, b", Area(1, 1, 3, 2))
    assert [sheet_and_area(other) for other in ("name", "S!A1,S!B1", "S!XFE1", "S!#REF!")] == [None] * 4
