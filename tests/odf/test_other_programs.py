"""What other programs and older versions write, each found in a real file (see `test_real_files`), in small."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from odf import made
from odf.test_cells import cell, read, row, rows_after, spreadsheet
from small import TEXT

from steelyard.errors import HostileWorkbook, NotAWorkbook
from steelyard.model.text.reading import read_text
from steelyard.ooxml.cell_values import Formula, Value
from steelyard.ooxml.sheet_cells import cells, with_cells
from steelyard.ooxml.sheet_index import sheet_parts
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.packages import opendocument_of, package_of_bytes

if TYPE_CHECKING:
    from steelyard.ooxml.cell_values import Scalar

MODULE = b'<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">'
LIST = b'<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd">'
BARE = (
    b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0">'
    b"<office:body>%b</office:body></office:document-content>"
)


@pytest.fixture(name="data", scope="module")
def _data() -> bytes:
    return made.spreadsheet(TEXT)


def with_macro(data: bytes, document_type: bytes, name: str = "Basic/Standard/Module1.xml") -> bytes:
    return made.with_parts(data, {name: b"<?xml version='1.0'?>\n%b\n<x/>" % document_type})


@pytest.mark.parametrize("name", ["Basic/Standard/Module1.xml", "Dialogs/dialog-lc.xml"])
def test_a_macro_with_the_document_type_of_the_office_is_kept(data: bytes, name: str) -> None:
    """The office writes one into every macro; it was taken for an attack."""
    before = with_macro(data, MODULE, name)
    package = package_of_bytes(before, where="book.ods")
    after = with_cells(package, {"Weights": {"A3": Value("x")}}).to_bytes()
    assert made.parts_of(after)[name] == made.parts_of(before)[name]


def test_a_list_of_parts_with_the_document_type_of_an_old_office_is_read(data: bytes) -> None:
    manifest = made.parts_of(data)["META-INF/manifest.xml"]
    old = made.with_parts(
        data,
        {"META-INF/manifest.xml": manifest.replace(b"<manifest:manifest", LIST + b"<manifest:manifest", 1)},
    )
    assert LIST in made.parts_of(old)["META-INF/manifest.xml"]
    assert package_of_bytes(old, where="book.ods").names


@pytest.mark.parametrize(
    ("document_type", "name"),
    [
        (b'<!DOCTYPE x [<!ENTITY a "aa">]>', "Basic/Standard/Module1.xml"),
        (MODULE[:-1] + b' [<!ENTITY a "aa">]>', "Basic/Standard/Module1.xml"),
        (MODULE.replace(b"module.dtd", b"https://example.org/x.dtd"), "Basic/Standard/Module1.xml"),
        (MODULE + b'<!DOCTYPE x [<!ENTITY a "aa">]>', "Basic/Standard/Module1.xml"),
        (MODULE, "styles.xml"),
    ],
)
def test_every_other_document_type_is_refused(data: bytes, document_type: bytes, name: str) -> None:
    with pytest.raises(HostileWorkbook, match=f"its part {name} brings a document type"):
        package_of_bytes(with_macro(data, document_type, name), where="book.ods")


@pytest.mark.parametrize(
    "sheets", [b"<office:spreadsheet />", b"<office:spreadsheet>\n</office:spreadsheet>"]
)
def test_a_file_without_a_sheet_needs_no_names_of_sheets(sheets: bytes) -> None:
    package = package_of_bytes(made.zipped({"content.xml": BARE % sheets}), where="book.ods")
    assert [*sheet_parts(package)] == []
    one = made.zipped(
        {"content.xml": BARE % b'<office:spreadsheet><table:table table:name="a"/></office:spreadsheet>'}
    )
    with pytest.raises(NotAWorkbook, match="other prefixes"):
        package_of_bytes(one, where="book.ods")


def test_a_sheet_that_is_one_tag_is_there_and_can_be_filled() -> None:
    """It was not seen at all, so that the sheets behind it had the wrong numbers."""
    data = made.with_content(
        spreadsheet(b""),
        lambda content: re.sub(rb'(<table:table table:name="One")>.*?</table:table>', rb"\1/>", content),
    )
    package = package_of_bytes(data, where="book.ods")
    assert [*sheet_parts(package)] == ["One"]
    after = with_cells(package, {"One": {"B2": Value(5.0)}}).to_bytes()
    assert {
        at: each.value for at, each in cells(package_of_bytes(after, where="book.ods"), "One").items()
    } == {"B2": 5.0}
    [sheet] = re.findall(
        rb'<table:table table:name="One".*</table:table>', made.parts_of(after)["content.xml"]
    )
    assert sheet.startswith(b'<table:table table:name="One"><table:table-column/><table:table-row><')


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (b"<table:table-cell><text:p>abc</text:p></table:table-cell>", "abc"),
        (b"<table:table-cell><text:p>42</text:p></table:table-cell>", "42"),
        (
            b"<table:table-cell><office:annotation><text:p>why</text:p></office:annotation><text:p>abc</text:p></table:table-cell>",
            "abc",
        ),
        (
            b"<table:table-cell><office:annotation><text:p>why</text:p></office:annotation></table:table-cell>",
            None,
        ),
        (b"<table:table-cell><text:p/></table:table-cell>", None),
        (b"<table:table-cell><text:p></text:p></table:table-cell>", None),
        (b'<table:table-cell office:value-type="unknown"><text:p>abc</text:p></table:table-cell>', None),
    ],
)
def test_a_text_of_which_no_kind_is_said_is_a_text(written: bytes, expected: Scalar) -> None:
    """LibreOffice shows it; it was read as an empty cell."""
    assert read(row(written)).get("A1") == expected


def test_a_text_of_which_no_kind_is_said_can_be_set_and_emptied() -> None:
    there = row(b"<table:table-cell><text:p>abc</text:p></table:table-cell>")
    assert rows_after(there, {"A1": Value(None)}) == row(b"<table:table-cell/>")
    assert b'office:value="2"' in rows_after(there, {"A1": Value(2.0)})
    assert b"abc" not in rows_after(there, {"A1": Value(2.0)})


def test_many_cells_with_an_empty_paragraph_are_no_cells() -> None:
    """They would count as cells that hold something, and the file would be refused."""
    wide = b'<table:table-cell table:number-columns-repeated="1024"><text:p></text:p></table:table-cell>'
    assert read(b'<table:table-row table:number-rows-repeated="65536">%b</table:table-row>' % wide) == {}


@pytest.mark.parametrize(
    ("written", "expected"),
    [("enable ", "enable "), (" enable  ", "enable "), ("a<text:s/>", "a "), ("\n  a\n", "a ")],
)
def test_a_blank_at_the_end_of_a_text_counts(written: str, expected: str) -> None:
    """LibreOffice writes it so, although the standard says that it does not count."""
    assert read(row(cell("string", "", written))) == {"A1": expected}


def test_a_formula_brings_its_prefix_along_where_the_file_has_none(data: bytes) -> None:
    """A file of OpenOffice.org 2 has formulas with another prefix; LibreOffice took the new one for a mistake."""
    declared = b' xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"'
    content = made.parts_of(data)["content.xml"]
    assert declared not in content
    package = package_of_bytes(data, where="book.ods")
    value = with_cells(package, {"Weights": {"A3": Value(1.0)}}).to_bytes()
    assert declared not in made.parts_of(value)["content.xml"]
    formula = with_cells(package, {"Weights": {"A3": Formula("1+2", 3.0)}}).to_bytes()
    after = made.parts_of(formula)["content.xml"]
    start = after.index(b"<office:document-content")
    assert after.index(declared) < after.index(b">", start)
    again = with_cells(package_of_bytes(formula, where="book.ods"), {"Weights": {"A4": Formula("1+2", 3.0)}})
    assert made.parts_of(again.to_bytes())["content.xml"].count(declared) == 1


def drawn_anew(change: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
    """The chart on Parties before and after a number that it draws is another."""
    data = opendocument_of(workbook_bytes(read_text(TEXT, where="small.yaml")))
    part = "Object 7/content.xml"
    chart = made.parts_of(data)[part]
    assert chart.count(change[0]) >= 1
    data = made.with_parts(data, {part: chart.replace(*change, 1)})
    package = package_of_bytes(data, where="book.ods")
    after = with_cells(package, {"Packages": {"M28": Value(12.25)}}).to_bytes()
    return made.parts_of(data)[part], made.parts_of(after)[part]


def test_a_heading_of_a_chart_that_stands_in_no_cell_is_kept() -> None:
    before, after = drawn_anew((b"<text:p></text:p>", b"<text:p>Column D &amp; E</text:p>"))
    assert b"<text:p>Column D &amp; E</text:p>" in after
    assert b"12.25" in after
    assert b"12.25" not in before


def test_values_of_a_chart_that_are_laid_out_otherwise_are_left_alone() -> None:
    """Such as with a column for the bars of errors."""
    error = b'<table:table-cell office:value-type="string"><text:p>error</text:p></table:table-cell>'
    end = b"</table:table-row></table:table-header-rows>"
    before, after = drawn_anew((end, error + end))
    assert before == after
