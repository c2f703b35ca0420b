"""What stands in lists of an .ods follows a table that grows: ranges, names, rules, print set-up, looks."""

from __future__ import annotations

import re

import pytest
from odf import made
from small import TEXT

from steelyard.ooxml.addresses import Area
from steelyard.ooxml.concealment import hidden_columns, hidden_rows, hidden_sheets, with_sheets_shown
from steelyard.ooxml.defined_names import (
    defined_cells,
    defined_text,
    with_defined_cells,
    with_defined_text,
    with_print_area,
    with_print_set_up,
)
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.rows_and_columns import raised, with_columns_hidden, with_widths
from steelyard.ooxml.sheet_cells import table_view, with_table
from steelyard.ooxml.sheet_index import sheet_part
from steelyard.ooxml.tables import table
from steelyard.ooxml.validations import rules_resized, with_rules_beside
from steelyard.workbook.packages import package_of_bytes

CELL = b'<table:table-cell table:content-validation-name="val1" office:value-type="float" office:value="%d"><text:p>%d</text:p></table:table-cell>'
HEAD = b'<table:table-cell office:value-type="string"><text:p>%b</text:p></table:table-cell>'
ROW = b'<table:table-row table:style-name="ro1">%b</table:table-row>'
SHEET = (
    b'<table:table table:name="T 1" table:style-name="ta2" table:print-ranges="\'T 1\'.A1:\'T 1\'.B3">'
    b'<table:table-column table:style-name="co1" table:default-cell-style-name="ce1"/>'
    b'<table:table-column table:style-name="co2" table:default-cell-style-name="ce1"/>'
    b'<table:table-column table:style-name="co1" table:number-columns-repeated="1022"/>'
    + ROW % (HEAD % b"a" + HEAD % b"b")
    + ROW % (CELL % (1, 1) + CELL % (2, 2))
    + ROW % (CELL % (3, 3) + CELL % (4, 4))
    + b'<table:table-row table:style-name="ro1" table:number-rows-repeated="1048573"><table:table-cell '
    b'table:number-columns-repeated="1024"/></table:table-row>'
    b'<table:named-expressions><table:named-range table:name="_xlnm.Print_Area" '
    b"table:cell-range-address=\"$'T 1'.$A$1:.$B$3\"/></table:named-expressions>"
    b"<calcext:conditional-formats><calcext:conditional-format calcext:target-range-address=\"'T 1'.A2:'T 1'.B3\">"
    b'<calcext:condition calcext:apply-style-name="x" calcext:value="formula-is([.A2]=SUM([.$A$2:.$A$3]))"/>'
    b"</calcext:conditional-format></calcext:conditional-formats></table:table>"
)
BEFORE = (
    b'<table:content-validations><table:content-validation table:name="val1" '
    b"table:condition=\"of:cell-content-is-in-list([$'T 1'.$A$2:.$A$3])\"/></table:content-validations>"
)
AFTER = (
    b'<table:named-expressions><table:named-range table:name="first" table:cell-range-address="$\'T 1\'.$A$2"/>'
    b'<table:named-expression table:name="waiting" table:expression="&quot;a b&quot;"/></table:named-expressions>'
    b'<table:database-ranges><table:database-range table:name="one" '
    b"table:target-range-address=\"'T 1'.A1:'T 1'.B3\"/></table:database-ranges>"
)


@pytest.fixture(name="package", scope="module")
def _package() -> Package:
    def changed(content: bytes) -> bytes:
        start, stop = content.index(b"<table:table "), content.index(b"</office:spreadsheet>")
        return content[:start] + BEFORE + SHEET + AFTER + content[stop:]

    return package_of_bytes(made.with_content(made.spreadsheet(TEXT), changed), where="one.ods")


def content(package: Package) -> bytes:
    return made.parts_of(package.to_bytes())["content.xml"]


def test_a_table_that_grows_takes_rules_and_ranges_along(package: Package) -> None:
    grown = content(with_table(package, table(package, "one"), Area(1, 1, 5, 2)))
    assert b"table:target-range-address=\"'T 1'.A1:'T 1'.B5\"" in grown
    assert b"calcext:target-range-address=\"'T 1'.A2:'T 1'.B5\"" in grown
    assert b'calcext:value="formula-is([.A2]=SUM([.$A$2:.$A$5]))"' in grown
    assert b"of:cell-content-is-in-list([$'T 1'.$A$2:.$A$3])".replace(b"'", b"'") in grown
    empty = b'<table:table-cell table:content-validation-name="val1"/>'
    assert grown.count(ROW % (empty * 2 + b'<table:table-cell table:number-columns-repeated="1022"/>')) == 2
    assert table_view(
        package_of_bytes(made.with_content(package.to_bytes(), lambda _: grown)), "one"
    ).rows == range(2, 6)


def test_a_column_that_looks_like_another_gets_its_width_and_its_rules(package: Package) -> None:
    part = sheet_part(package, "T 1")
    xml = with_rules_beside(with_widths(package.part(part), {3: 2}), {3: 2}, (2, 3))
    after = content(package.replaced({part: xml}))
    assert (
        b'table:style-name="co2" table:default-cell-style-name="ce1"/><table:table-column table:style-name="co2" '
        b'table:default-cell-style-name="ce1"/><table:table-column table:style-name="co1" '
        b'table:number-columns-repeated="1021"/>'
    ) in after


def test_rules_follow_rows_of_a_list_elsewhere(package: Package) -> None:
    part = sheet_part(package, "T 1")
    xml = package.part(part).replace(b"&apos;", b"'").replace(b"'T 1'!$A$2:$A$3<", b"'T 1'!$A$2:$A$9<")
    assert xml != package.part(part)
    after = content(package.replaced({part: xml}))
    assert b"of:cell-content-is-in-list([$&apos;T 1&apos;.$A$2:.$A$9])".replace(b"&apos;", b"'") in after
    assert rules_resized(xml, Area(2, 1, 3, 2), Area(2, 1, 3, 2)) == xml


def test_names_are_set_and_added(package: Package) -> None:
    assert defined_cells(package)["first"] == ("T 1", "A2")
    assert defined_text(package, "waiting") == "a b"
    named = with_defined_cells(package, {"second": ("T 1", "B2")})
    after = content(with_defined_text(named, "waiting", "b"))
    assert b'table:name="waiting" table:expression="&quot;b&quot;"' in after
    assert b'<table:named-range table:name="second" table:base-cell-address="$\'T 1\'.$A$1" ' in after
    assert (
        b"table:cell-range-address=\"$'T 1'.$B$2\"/></table:named-expressions><table:database-ranges>"
        in after
    )


def test_what_is_printed_follows(package: Package) -> None:
    after = content(with_print_area(package, "T 1", Area(1, 1, 9, 2), Area(1, 1, 3, 2)))
    assert b"table:print-ranges=\"'T 1'.A1:'T 1'.B9\"" in after
    assert b'table:name="_xlnm.Print_Area" table:cell-range-address="$\'T 1\'.$A$1:.$B$9"' in after


def test_a_sheet_that_is_shown_gets_its_print_set_up() -> None:
    def bare(old: bytes) -> bytes:
        start, stop = old.index(b"<table:table "), old.index(b"</office:spreadsheet>")
        sheet = re.sub(rb' table:print-ranges="[^"]*"', b"", SHEET)
        return old[:start] + sheet + AFTER + old[stop:]

    package = package_of_bytes(made.with_content(made.spreadsheet(TEXT), bare), where="one.ods")
    assert hidden_sheets(package) == {"T 1"}
    package = with_print_set_up(with_sheets_shown(package, ["T 1"]), "T 1", Area(1, 1, 3, 2), "1:1", "A:A")
    after = content(package)
    assert b'<table:table table:name="T 1" table:style-name="ta3" table:print-ranges="' in after
    assert re.search(rb'style:name="ta3" [^>]*><style:table-properties table:display="true"', after)
    assert after.count(b"<table:table-header-rows><table:table-row ") == 1
    assert after.count(b"</table:table-row></table:table-header-rows>") == 1
    assert after.count(b"<table:table-header-columns><table:table-column ") == 1
    again = package_of_bytes(package.to_bytes(), where="one.ods")
    assert hidden_sheets(again) == frozenset()


def test_heights_and_hidden_columns_are_set(package: Package) -> None:
    part = sheet_part(package, "T 1")
    package = package.replaced({part: with_columns_hidden(package.part(part), {2: True})})
    higher = package.part(part).replace(b'<row r="3" ht="14.25" customHeight="1">', b'<row r="3">')
    package = raised(package.replaced({part: higher}), "T 1", {3: 40.0})
    after = content(package)
    assert (
        b'table:style-name="co2" table:default-cell-style-name="ce1" table:visibility="collapse"/>' in after
    )
    assert (
        b'style:name="ro2" style:family="table-row"><style:table-row-properties style:row-height="40pt"'
        in after
    )
    assert after.count(b'<table:table-row table:style-name="ro2">') == 1
    again = package_of_bytes(package.to_bytes(), where="one.ods")
    assert hidden_columns(again, "T 1") == [(2, 2)]
    assert hidden_rows(again, "T 1") == []
