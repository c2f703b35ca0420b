"""Tables over another area: what follows them, what stays, and what stands in their way."""

from __future__ import annotations

import io
import warnings

import openpyxl
import pytest
from ooxml import torture
from ooxml.opc.test_package import records

from steelyard.errors import MissingTable, WouldLoseContent
from steelyard.ooxml.addresses import Area
from steelyard.ooxml.cell_values import CellValue, Value
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells, with_cells, with_table
from steelyard.ooxml.tables import Table, TableView, require_room, table, table_resized

TABLE = torture.TABLE.encode()
PART = "xl/tables/table1.xml"
SHEET = "xl/worksheets/sheet1.xml"


def test_only_area_and_filter_change_when_a_table_grows() -> None:
    assert table_resized(TABLE, "A2:C9") == TABLE.replace(b"A2:C6", b"A2:C9")


def test_the_same_area_gives_the_same_bytes() -> None:
    assert table_resized(TABLE, "A2:C6") == TABLE
    assert table_resized(TABLE, "A2:C6", ["measure", "points", "twice"]) == TABLE


def test_sorting_and_totals_keep_their_distance() -> None:
    sorted_table = TABLE.replace(b'totalsRowShown="0"', b'totalsRowCount="1"').replace(
        b'<autoFilter ref="A2:C6"/>',
        b'<autoFilter ref="A2:C5"><sortState ref="A3:C5"><sortCondition ref="B3:B5"/></sortState>'
        b"</autoFilter>",
    )
    assert table_resized(sorted_table, "A2:C8") == (
        sorted_table.replace(b"A2:C6", b"A2:C8")
        .replace(b"A2:C5", b"A2:C7")
        .replace(b"A3:C5", b"A3:C7")
        .replace(b"B3:B5", b"B3:B7")
    )


def test_new_headings_come_last_with_ids_of_their_own() -> None:
    after = table_resized(TABLE, "A2:E6", ["measure", "points", "twice", "a & b", 'c "d"\ne'])
    assert b'ref="A2:E6"' in after
    assert b'<autoFilter ref="A2:E6"/>' in after
    assert (
        b'<tableColumns count="5"><tableColumn id="1" name="measure"/><tableColumn id="2" name="points"/>'
        b'<tableColumn id="5" name="twice"/><tableColumn id="6" name="a &amp; b"/>'
        b'<tableColumn id="7" name="c &quot;d&quot;_x000a_e"/></tableColumns>'
    ) in after


def test_a_renamed_column_keeps_all_but_its_name_and_surplus_ones_go() -> None:
    xml = TABLE.replace(
        b'<tableColumn id="2" name="points"/>',
        b'<tableColumn id="2" name="points" dataDxfId="4"><extLst/></tableColumn>',
    )
    after = table_resized(xml, "A2:B6", ["measure", "score"])
    assert (
        b'<tableColumns count="2"><tableColumn id="1" name="measure"/>'
        b'<tableColumn id="2" name="score" dataDxfId="4"><extLst/></tableColumn></tableColumns>'
    ) in after


@pytest.mark.parametrize(
    ("ref", "columns", "said"),
    [
        ("A2:D6", None, "A2:D6 has no room for exactly 3 columns"),
        ("A2:C6", ["a", "b"], "A2:C6 has no room for exactly 2 columns"),
        ("A2:C6", ["a", "b", "A"], "a table cannot have two headings alike: a, b, A"),
        ("A2:C2", None, "A2:C2 leaves the table without a row"),
    ],
)
def test_area_and_headings_must_fit(ref: str, columns: list[str] | None, said: str) -> None:
    with pytest.raises(ValueError, match=f"^{said}$"):
        table_resized(TABLE, ref, columns)


def refusal(package: Package, area: str) -> str:
    spot = table(package, "tblWeights")
    with pytest.raises(WouldLoseContent) as found:
        require_room(package, spot, Area.parse(area), cells(package, "Weights"))
    with pytest.raises(WouldLoseContent):
        with_table(package, spot, Area.parse(area))
    return str(found.value)


def test_a_cell_in_the_way_is_named() -> None:
    package = with_cells(Package.of(torture.workbook()), {"Weights": {"B7": Value("mine")}})
    assert refusal(package, "A2:C7") == (
        "Weights!B7 is in the way: table 'tblWeights' on sheet 'Weights' needs A2:C7; move what stands there"
    )


def test_a_merged_cell_in_the_way_is_named() -> None:
    sheet = torture.WEIGHTS.replace('"C8:D8"', '"B7:C7"').encode()
    assert refusal(Package.of(torture.workbook({SHEET: sheet})), "A2:C7") == (
        "the merged cell B7:C7 is in the way: table 'tblWeights' on sheet 'Weights' needs A2:C7; unmerge it"
    )


def test_another_table_in_the_way_is_named() -> None:
    other = TABLE.replace(b"A2:C6", b"B7:D8").replace(b"tblWeights", b"other")
    pointers = torture.parts()["xl/worksheets/_rels/sheet1.xml.rels"]
    more = torture.relationships(("rId20", "table", "/xl/tables/table2.xml")).encode()
    pointers = pointers.replace(b"</Relationships>", more[more.index(b"<Relationship ") :])
    data = torture.workbook({"xl/tables/table2.xml": other, "xl/worksheets/_rels/sheet1.xml.rels": pointers})
    assert refusal(Package.of(data), "A2:C7") == (
        "table 'other' at B7:D8 is in the way: "
        "table 'tblWeights' on sheet 'Weights' needs A2:C7; move it away"
    )


def test_totals_and_queries_hold_a_table_in_its_place() -> None:
    totals = TABLE.replace(b'totalsRowShown="0"', b'totalsRowCount="1"')
    named = "table 'tblWeights' on sheet 'Weights'"
    assert refusal(Package.of(torture.workbook({PART: totals})), "A2:C7") == (
        f"{named} ends with totals; take them off (Table Design > Total Row) first"
    )
    query = TABLE.replace(b'totalsRowShown="0"', b'tableType="queryTable"')
    assert refusal(Package.of(torture.workbook({PART: query})), "A2:C7") == (
        f"{named} is filled by a query; convert it to a plain table first"
    )


def test_a_heading_says_what_the_table_knows_it_by() -> None:
    package = Package.of(torture.workbook())
    assert with_cells(package, {"Weights": {"B2": Value("points"), "D2": Value("mine")}})
    with pytest.raises(WouldLoseContent) as found:
        with_cells(package, {"Weights": {"B2": Value("Points")}})
    assert str(found.value) == "Weights!B2 is the heading 'points' of table 'tblWeights'; it must stay"
    grown = with_table(
        package, table(package, "tblWeights"), Area.parse("A2:D6"), ["measure", "p", "twice", "more"]
    )
    done = with_cells(grown, {"Weights": {"B2": Value("p"), "D2": Value("more")}})
    assert [cells(done, "Weights")[cell].value for cell in ("B2", "D2")] == ["p", "more"]


def test_a_table_stays_where_it_begins() -> None:
    package = Package.of(torture.workbook())
    with pytest.raises(ValueError, match="begins at A2:C6 and stays there; A3:C9 begins elsewhere"):
        with_table(package, table(package, "tblWeights"), Area.parse("A3:C9"))


def test_a_table_that_grows_takes_its_rules_along_and_nothing_else_changes() -> None:
    data = torture.workbook()
    package = Package.of(data)
    after = with_table(package, table(package, "tblWeights"), Area.parse("A2:C7"))
    assert table(after, "tblWeights").ref == "A2:C7"
    assert after.part(SHEET) == torture.WEIGHTS.replace('sqref="B3:B6"', 'sqref="B3:B7"').encode()
    changed = {name for name, record in records(after.to_bytes()).items() if record != records(data)[name]}
    assert changed == {SHEET, PART}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(after.to_bytes()))
    assert [each.ref for each in book["Weights"].tables.values()] == ["A2:C7"]


def viewed(**entries: CellValue) -> TableView:
    table = Table(
        name="weights",
        sheet="Weights",
        part="xl/tables/table1.xml",
        area=Area.parse("B7:D10"),
        headings=1,
        totals=1,
        columns=("id", "share", "note"),
    )
    return TableView(table, entries)


def test_entries_are_found_by_heading_and_row_of_the_sheet() -> None:
    view = viewed(B8=CellValue("ann"), C8=CellValue(30.0, "1+29", 4), D9=CellValue(None, "NA()"))
    assert list(view.rows) == [8, 9]
    assert view.address(9, "share") == "C9"
    assert view.cell(8, "share") == CellValue(30.0, "1+29", 4)
    assert [view.value(row, "id") for row in view.rows] == ["ann", None]
    assert [view.text(8, heading) for heading in view.table.columns] == ["ann", "30.0", ""]
    assert view.entries(9) == {"id": None, "share": None, "note": CellValue(None, "NA()")}


def test_a_row_is_empty_if_not_even_a_formula_stands_in_it() -> None:
    view = viewed(B8=CellValue("ann"), D9=CellValue(None, "NA()"), E11=CellValue("beside the table"))
    assert [view.is_empty(row) for row in (8, 9, 10, 11)] == [False, False, True, True]


def test_the_heading_that_a_table_lacks_is_named() -> None:
    with pytest.raises(
        MissingTable, match="'weights' on sheet 'Weights' has no column 'shares'; there are: id"
    ):
        viewed().value(8, "shares")
