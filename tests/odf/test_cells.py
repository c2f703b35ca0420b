"""Single cells of an .ods: what is read, what is written, and that what is written once for many is split."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from odf import made
from small import TEXT

from steelyard.errors import WouldLoseContent
from steelyard.ooxml.cell_values import Cached, CellError, Formula, Value
from steelyard.ooxml.retyping import with_texts
from steelyard.ooxml.sheet_cells import cells, with_cells
from steelyard.workbook.packages import package_of_bytes

if TYPE_CHECKING:
    from steelyard.ooxml.cell_values import Patch, Scalar

ONE = (
    b'<table:table table:name="One"><table:table-column table:number-columns-repeated="1024" '
    b'table:default-cell-style-name="ce1"/>%b</table:table>'
)


def spreadsheet(rows: bytes, *, around: bytes = b"") -> bytes:
    """A file with one sheet of these rows, and with this before it."""

    def changed(content: bytes) -> bytes:
        start = content.index(b"<table:table ")
        stop = content.index(b"</office:spreadsheet>")
        return content[:start] + around + ONE % rows + content[stop:]

    return made.with_content(made.spreadsheet(TEXT), changed)


def read(rows: bytes, *, around: bytes = b"") -> dict[str, Scalar]:
    package = package_of_bytes(spreadsheet(rows, around=around), where="one.ods")
    return {at: cell.value for at, cell in cells(package, "One").items()}


def rows_after(rows: bytes, patches: dict[str, Patch]) -> bytes:
    """The rows when these cells are set."""
    package = package_of_bytes(spreadsheet(rows), where="one.ods")
    content = made.parts_of(with_cells(package, {"One": patches}).to_bytes())["content.xml"]
    sheet = made.sheet_of(content, "One")
    return sheet[sheet.index(b"<table:table-row") : -len(b"</table:table>")]


def cell(kind: str, value: str = "", text: str = "", more: str = "") -> bytes:
    """A cell with this value."""
    return (
        f'<table:table-cell office:value-type="{kind}"{value}{more}><text:p>{text}</text:p></table:table-cell>'
    ).encode()


def row(*found: bytes) -> bytes:
    return b"<table:table-row>%b</table:table-row>" % b"".join(found)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (cell("float", ' office:value="1.5"', "1,5"), 1.5),
        (cell("percentage", ' office:value="0.5"', "50%"), 0.5),
        (cell("currency", ' office:value="3" office:currency="EUR"', "3 EUR"), 3.0),
        (cell("boolean", ' office:boolean-value="true"', "WAHR"), True),
        (cell("date", ' office:date-value="2019-06-17"', "17.06.19"), 43633.0),
        (cell("date", ' office:date-value="2019-06-17T12:00:00"', "17.06.19"), 43633.5),
        (cell("time", ' office:time-value="PT12H30M00S"', "12:30"), 12.5 / 24),
        (cell("string", "", "a <text:s text:c='2'/>b<text:tab/>c"), "a   b\tc"),
        (cell("string", "", "a   \n  b"), "a b"),
        (cell("string", "", "a</text:p><text:p>b"), "a\nb"),
        (cell("string", "", '<text:a xlink:href="x">li<text:span text:style-name="T1">n</text:span>k</text:a>'), "link"),
        (cell("string", "", "R &amp; D <!-- no --><![CDATA[<x>]]>"), "R & D <x>"),
        (cell("string", ' office:string-value="said"', "shown", ' table:formula="of:=[.B1]"'), "said"),
        (cell("string", "", "#N/A", ' table:formula="of:=NA()" calcext:value-type="error"'), CellError("#N/A")),
        (cell("string", "", "Err:502", ' table:formula="of:=X" calcext:value-type="error"'), CellError("#VALUE!")),
        (b'<table:table-cell table:formula="of:=[.B1]"><text:p/></table:table-cell>', ""),
        (b'<table:table-cell office:value-type="string"><office:annotation><text:p>no</text:p></office:annotation>'
         b"<text:p>yes</text:p></table:table-cell>", "yes"),
    ],
)  # fmt: skip
def test_a_value_is_read_as_it_is_meant(written: bytes, expected: Scalar) -> None:
    assert read(row(written)) == {"A1": expected}


def test_days_are_counted_from_where_the_file_counts_them() -> None:
    settings = b'<table:calculation-settings><table:null-date table:date-value="1904-01-01"/></table:calculation-settings>'
    day = cell("date", ' office:date-value="2019-06-17"', "17.06.19")
    assert read(row(day), around=settings) == {"A1": 43633.0 - 1462}


def test_repeated_cells_and_rows_are_each_read() -> None:
    twice = cell("float", ' office:value="2"', "2", ' table:number-columns-repeated="2"')
    rows = b'<table:table-row table:number-rows-repeated="2">%b</table:table-row>' % twice
    assert read(row() + rows) == {"A2": 2.0, "B2": 2.0, "A3": 2.0, "B3": 2.0}


TAIL = (
    b'<table:table-row table:style-name="ro1" table:number-rows-repeated="1048574"><table:table-cell '
    b'table:number-columns-repeated="1024"/></table:table-row>'
)
STYLED = b'<table:table-cell table:style-name="ce2" table:content-validation-name="v" table:number-columns-repeated="%d"/>'


def test_a_cell_in_the_tail_of_a_sheet_cuts_it_and_does_not_write_it_out() -> None:
    after = rows_after(row(STYLED % 9) + row() + TAIL, {"C1000": Value(7.0)})
    assert len(after) < 1_500
    assert re.findall(rb'rows-repeated="(\d+)"', after) == [b"997", b"1047576"]
    assert after.count(b"<table:table-row") == 5
    assert b'<table:table-cell table:number-columns-repeated="2"/><table:table-cell' in after
    assert b'<table:table-cell table:number-columns-repeated="1021"/>' in after


def test_the_pieces_of_a_repeated_cell_keep_style_and_validation() -> None:
    after = rows_after(row(STYLED % 9), {"C1": Value("x")})
    assert after == row(
        STYLED % 2,
        b'<table:table-cell table:style-name="ce2" table:content-validation-name="v" office:value-type="string" '
        b'calcext:value-type="string"><text:p>x</text:p></table:table-cell>',
        STYLED % 6,
    )


def test_a_cell_right_of_the_last_one_and_a_row_below_it_are_added() -> None:
    after = rows_after(row(STYLED % 2), {"E1": Value(1.0), "B3": Value(2.0)})
    assert after.startswith(
        row()[: -len(b"</table:table-row>")]
        + STYLED % 2
        + b'<table:table-cell table:number-columns-repeated="2"/>'
    )
    assert after.count(b"<table:table-row") == 3


@pytest.mark.parametrize(
    ("patch", "attributes", "text"),
    [
        (Value(2.5), b'office:value-type="float" office:value="2.5" calcext:value-type="float"', b"<text:p>2.5</text:p>"),
        (Value(True), b'office:value-type="boolean" office:boolean-value="true" calcext:value-type="boolean"', b"<text:p>TRUE</text:p>"),
        (Value("a<b"), b'office:value-type="string" calcext:value-type="string"', b"<text:p>a&lt;b</text:p>"),
        (Value(" a  b\nc\t"), b'office:value-type="string" calcext:value-type="string"', b"<text:p><text:s/>a <text:s/>b</text:p><text:p>c<text:tab/></text:p>"),
        (Formula("B1+1", 3.0), b'table:formula="of:=[.B1]+1" office:value-type="float" office:value="3" calcext:value-type="float"', b"<text:p>3</text:p>"),
        (Formula('B1&""', "x"), b'table:formula="of:=[.B1]&amp;&quot;&quot;" office:value-type="string" office:string-value="x" calcext:value-type="string"', b"<text:p>x</text:p>"),
        (Formula("B1", ""), b'table:formula="of:=[.B1]"', b"<text:p/>"),
        (Formula("NA()", CellError("#N/A")), b'table:formula="of:=NA()" office:value-type="string" office:string-value="" calcext:value-type="error"', b"<text:p>#N/A</text:p>"),
        (Value(None), b"", b""),
    ],
)  # fmt: skip
def test_a_value_is_set_in_every_way_in_which_it_stands(patch: Patch, attributes: bytes, text: bytes) -> None:
    before = cell("date", ' office:date-value="2019-06-17"', "17.06.19")
    after = rows_after(row(before), {"A1": patch})
    opening = b"<table:table-cell" + (b" " + attributes if attributes else b"")
    assert after == row(opening + (b">" + text + b"</table:table-cell>" if text else b"/>"))


def test_a_day_is_written_as_a_day_where_the_cell_shows_days() -> None:
    styled = cell("date", ' office:date-value="2019-06-17"', "2019-06-17", ' table:style-name="ce2"')
    after = rows_after(row(styled), {"A1": Value(43634.0)})
    assert b'office:value-type="date" office:date-value="2019-06-18"' in after
    assert b"<text:p>2019-06-18</text:p>" in after


def test_a_result_changes_and_its_formula_stays_as_it_is_written() -> None:
    odd = cell("float", ' office:value="1"', "1", ' table:formula="of:= SUM( [.B1:.B2] )"')
    after = rows_after(row(odd), {"A1": Cached(2.0)})
    assert b'table:formula="of:= SUM( [.B1:.B2] )" office:value-type="float" office:value="2"' in after


def test_letters_with_a_format_of_their_own_keep_it_where_a_blank_goes() -> None:
    rich = cell("string", "", 'net<text:span text:style-name="T1">work</text:span> ')
    package = package_of_bytes(spreadsheet(row(rich)), where="one.ods")
    done, left = with_texts(package, "One", {"A1": "NETWORK"}, " ")
    assert left == {}
    content = made.parts_of(done.to_bytes())["content.xml"]
    assert b'<text:p>NET<text:span text:style-name="T1">WORK</text:span></text:p>' in content


@pytest.mark.parametrize(
    ("rows", "at", "said"),
    [
        (row(cell("string", "", "x", ' table:number-columns-spanned="2" table:number-rows-spanned="1"'),
             b"<table:covered-table-cell/>"), "B1", "One!B1 is covered by the merged cell A1:B1"),
        (row(cell("float", ' office:value="1"', "1", ' table:formula="of:={1;2}" table:number-matrix-columns-spanned="2" '
                  'table:number-matrix-rows-spanned="1"'), cell("float", ' office:value="2"', "2")), "B1",
         "One!B1 is filled by the array formula over A1:B1"),
        (row(b"<table:covered-table-cell/>"), "A1", "One!A1 is covered by a merged cell"),
    ],
)  # fmt: skip
def test_covered_and_matrix_cells_are_refused_by_name(rows: bytes, at: str, said: str) -> None:
    with pytest.raises(WouldLoseContent, match=re.escape(said)):
        rows_after(rows, {at: Value(1.0)})


def test_a_file_that_records_changes_is_read_and_not_written() -> None:
    tracked = b'<table:tracked-changes><table:cell-content-change table:id="c1"><table:previous><table:change-track-table-cell/></table:previous></table:cell-content-change></table:tracked-changes>'
    package = package_of_bytes(spreadsheet(row(STYLED % 1), around=tracked), where="one.ods")
    assert package.to_bytes()
    with pytest.raises(WouldLoseContent, match=r"one\.ods records changes"):
        with_cells(package, {"One": {"A1": Value(1.0)}}).to_bytes()
