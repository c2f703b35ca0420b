"""Sheets put into another workbook: the parts that come, the parts that stay, and what names other things."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from ooxml import torture

from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells
from steelyard.ooxml.sheet_index import sheet_part, sheet_parts
from steelyard.ooxml.tables import tables
from steelyard.ooxml.transplant.book import Name, hidden_sheets, names, spilling
from steelyard.ooxml.transplant.obstacles import left_behind, obstacle
from steelyard.ooxml.transplant.sheets import transplanted

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from steelyard.ooxml.transplant.sheets import Transplanted

SHEET = "xl/worksheets/sheet1.xml"
SLICER = re.compile(r'<ext uri="\{3A4CF648.*?</ext>')
PLAIN = {
    SHEET: SLICER.sub("", torture.WEIGHTS).replace(' vm="1"', "").encode(),
    "xl/worksheets/_rels/sheet1.xml.rels": torture.relationships(
        ("rId1", "drawing", "../drawings/drawing1.xml"),
        ("rId2", "vmlDrawing", "../drawings/vmlDrawing1.vml"),
        ("rId3", "comments", "../comments1.xml"),
        ("rId4", "table", "../tables/table1.xml"),
        ("rId5", "printerSettings", "../printerSettings/printerSettings1.bin"),
    ).encode(),
}
"""The first sheet of the torture workbook, less what cannot be moved."""

EMPTY = {
    "[Content_Types].xml": (
        f'<Types xmlns="{torture.PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{torture.OVERRIDES["xl/workbook.xml"]}"/>'
        "</Types>"
    ).encode(),
    "_rels/.rels": torture.relationships(("rId1", "officeDocument", "xl/workbook.xml")).encode(),
    "xl/workbook.xml": (
        f'<workbook xmlns="{torture.MAIN}" xmlns:r="{torture.OFFICE}"><sheets>'
        '<sheet name="First" sheetId="3" r:id="rId1"/></sheets></workbook>'
    ).encode(),
    "xl/_rels/workbook.xml.rels": torture.relationships(
        ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "styles", "styles.xml")
    ).encode(),
    SHEET: torture.sheet_with('<row r="1"><c r="A1"><v>1</v></c></row>'),
    "xl/styles.xml": torture.STYLES.encode(),
}
"""A workbook with one sheet, to which others are moved."""


def stays(formula: str, *, fixed: bool = False) -> str | None:
    assert isinstance(fixed, bool)
    return formula


def moved(
    changes: dict[str, bytes] | None = None,
    follow: Callable[..., str | None] = stays,
    keeping: Collection[str] = (),
    new: tuple[Name, ...] = (),
) -> Transplanted:
    source = Package.of(torture.workbook(PLAIN | (changes or {})))
    target = Package.of(torture.zipped(EMPTY))
    return transplanted(source, target, ["Weights"], lambda _: follow, new, keeping)


def test_all_that_may_come_comes_and_nothing_else() -> None:
    done = moved(keeping=["Weights"])
    assert list(sheet_parts(done.file)) == ["First", "Weights"]
    new = {*done.file.names} - {*EMPTY}
    assert new == {
        "xl/worksheets/sheet2.xml",
        "xl/worksheets/_rels/sheet2.xml.rels",
        "xl/drawings/drawing1.xml",
        "xl/drawings/_rels/drawing1.xml.rels",
        "xl/charts/chart1.xml",
        "xl/media/image1.png",
        "xl/tables/table1.xml",
        "xl/sharedStrings.xml",
        "xl/metadata.xml",
    }
    for name in ("xl/drawings/drawing1.xml", "xl/charts/chart1.xml", "xl/media/image1.png"):
        assert done.file.raw(name) == torture.parts()[name], name
    assert done.file.raw("xl/tables/table1.xml") == torture.TABLE.encode()
    types = done.file.part("[Content_Types].xml")
    assert [types.count(f'PartName="/{name}"'.encode()) for name in sorted(new) if "_rels" not in name] == [
        1
    ] * 7


def test_texts_come_in_the_order_of_their_use_with_their_runs_and_their_reading() -> None:
    strings = moved().file.part("xl/sharedStrings.xml")
    assert strings.count(b"<si>") == 6
    assert b"<r><rPr><i/></rPr><t>&amp; trade</t></r>" in strings
    assert re.search(rb'<rPh sb="0" eb="2"><t>[^<]+</t></rPh><phoneticPr fontId="\d"/>', strings)
    assert b"line_x000D_" not in strings


def test_the_sheet_is_the_same_to_the_byte_but_for_what_is_named() -> None:
    before = PLAIN[SHEET]
    for gone in (b' tabSelected="1"', b' r:id="rId5"', b'<legacyDrawing r:id="rId2"/>'):
        assert before.count(gone) == 1
        before = before.replace(gone, b"")
    after = moved(keeping=["Weights"]).file.part("xl/worksheets/sheet2.xml")
    numbers = re.compile(rb' (?:s|style)="\d+"')
    assert numbers.sub(b"", after) == numbers.sub(b"", before)
    shown = cells(moved(keeping=["Weights"]).file, "Weights")
    meant = cells(Package.of(torture.workbook(PLAIN)), "Weights")
    assert {at: (cell.value, cell.formula) for at, cell in shown.items()} == {
        at: (cell.value, cell.formula) for at, cell in meant.items()
    }


def test_results_stay_behind_where_the_sheet_looks_beyond_itself() -> None:
    done = moved()
    found = cells(done.file, "Weights")
    computed = [at for at, cell in found.items() if cell.formula]
    assert computed == ["C3", "E3", "C4", "E4", "C5", "E5", "F6", "A8", "C9"]
    assert [found[at].value for at in computed] == [None] * 9
    assert "A9" not in found  # a cell that the formula of another fills
    assert found["B3"].value == pytest.approx(0.3)
    assert b"Cache" not in done.file.part("xl/charts/chart1.xml")


def test_a_formula_that_cannot_follow_says_so_and_a_shared_one_is_written_out() -> None:
    def follow(formula: str, *, fixed: bool = False) -> str | None:
        if "B4" in formula:
            return None
        return formula.replace("B5", "Z5") if not fixed else formula

    done = moved(follow=follow)
    found = cells(done.file, "Weights")
    assert done.withheld == (("Weights", "C4"), ("Weights", "E4"))
    assert {at: (found[at].value, found[at].formula) for at in ("C4", "E3", "E4", "E5")} == {
        "C4": ("withheld", ""),
        "E3": (None, "B3+$B$3"),
        "E4": ("withheld", ""),
        "E5": (None, "Z5+$B$3"),
    }


def test_what_refers_to_nothing_goes_with_its_frame() -> None:
    rules = (
        '<conditionalFormatting sqref="B3:B6"><cfRule type="expression" priority="2"><formula>gone</formula>'
        "</cfRule></conditionalFormatting></worksheet>"
    )
    validations = "<formula1>gone</formula1><formula2>100</formula2>"
    xml = PLAIN[SHEET].replace(b"</worksheet>", rules.encode())
    xml = xml.replace(b"<formula1>0</formula1><formula2>100</formula2>", validations.encode())
    done = moved(
        {SHEET: xml}, lambda formula, **_: None if "gone" in formula or "Weights!" in formula else formula
    )
    after = done.file.part("xl/worksheets/sheet2.xml")
    assert [
        after.count(each) for each in (b"<cfRule", b"dataValidation", b"sparkline", b"<extLst", b"gone")
    ] == [*(1, 0, 0, 0, 0)]
    chart = done.file.part("xl/charts/chart1.xml")
    assert (chart.count(b"<c:ser>"), chart.count(b"<c:barChart>")) == (0, 1)
    assert [what for _, what in done.gone] == [
        "a validation of B3:B6",
        "a sparkline of D3",
        "a conditional format of B3:B6",
        "a series of a chart",
    ]


def test_looks_are_appended_and_named_by_their_new_numbers() -> None:
    styles = torture.STYLES.replace(
        '<xf numFmtId="10" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>',
        '<xf numFmtId="170" fontId="1" fillId="0" borderId="0" xfId="0"/>',
    ).replace(
        "<fonts",
        '<numFmts count="1"><numFmt numFmtId="170" formatCode="0.0&quot; of all&quot;"/></numFmts><fonts',
    )
    done = moved({"xl/styles.xml": styles.encode()})
    after = done.file.part("xl/styles.xml")
    assert after.count(b'formatCode="0.0&quot; of all&quot;"') == 1
    assert b'numFmtId="164"' in after
    found = cells(done.file, "Weights")
    assert found["C3"].style >= 6
    assert re.search(rb'<cellXfs count="\d+">', after)
    count = int(re.findall(rb'<cellXfs count="(\d+)">', after)[0])
    inside = after[after.index(b"<cellXfs") : after.index(b"</cellXfs")]
    assert inside.count(b"<xf ") == count


def test_names_come_with_the_place_of_their_sheet() -> None:
    new = (Name("share", "Weights!$B$3:$B$6"), Name("_xlnm.Print_Area", "Weights!$A$1:$C$6", "Weights"))
    assert names(moved(new=new).file) == new


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({SHEET: torture.WEIGHTS.encode()}, "it holds a slicer"),
        ({SHEET: PLAIN[SHEET].replace(b"1/0", b"[2]Rates!B2")}, "a formula of it refers to another workbook"),
        (
            {
                SHEET: PLAIN[SHEET]
                .replace(b"<f>1/0</f>", b"<f>1/0</f>")
                .replace(b' t="e"><v>', b' t="e" vm="1"><v>')
            },
            "it holds pictures or data types in cells",
        ),
        (
            {SHEET: PLAIN[SHEET].replace(b"<ignoredErrors>", b"<strange/><ignoredErrors>")},
            "it holds an element 'strange', which is not carried",
        ),
        (
            {
                "xl/charts/chart1.xml": torture.CHART.replace(
                    "<c:chart>", "<c:pivotSource/><c:chart>"
                ).encode()
            },
            "it holds a chart of a pivot table",
        ),
        (
            {
                "xl/tables/_rels/table1.xml.rels": torture.relationships(
                    ("rId1", "queryTable", "../unknown/thing.xml")
                ).encode()
            },
            "it holds a table that is filled by a query",
        ),
        (
            {
                "xl/drawings/_rels/drawing1.xml.rels": torture.relationships(
                    ("rId1", "chart", "../charts/chart1.xml"), ("rId2", "diagramData", "../unknown/thing.xml")
                ).encode()
            },
            "it holds a diagram",
        ),
        ({}, ""),
    ],
)
def test_a_sheet_is_moved_as_a_whole_or_not_at_all(change: dict[str, bytes], why: str) -> None:
    source = Package.of(torture.workbook(PLAIN | change))
    assert obstacle(source, "Weights", sheet_part(source, "Weights")) == why


def test_what_stays_behind_is_said() -> None:
    source = Package.of(torture.workbook(PLAIN))
    assert list(left_behind(source, SHEET)) == ["comments", "printer settings"]
    assert hidden_sheets(source) == {"Own"}
    assert spilling(source) == {1}
    assert [*tables(moved().file)] == ["tblWeights"]


def test_a_sheet_with_prefixes_and_remarks_comes_too() -> None:
    source = Package.of(torture.workbook(PLAIN))
    target = Package.of(torture.zipped(EMPTY))
    assert obstacle(source, "R & D notes", sheet_part(source, "R & D notes")) == ""
    done = transplanted(source, target, ["R & D notes"], lambda _: stays, (), ["R & D notes"])
    assert cells(done.file, "R & D notes") == cells(source, "R & D notes")
    assert b"money" not in done.file.part("xl/sharedStrings.xml")


def test_a_table_has_formats_of_its_own_and_no_named_look_of_the_other_workbook() -> None:
    table = torture.TABLE.replace(
        'totalsRowShown="0"', 'totalsRowShown="0" headerRowDxfId="0" dataCellStyle="Mine"'
    )
    styles = torture.STYLES.replace(
        "</cellStyles>", '</cellStyles><dxfs count="1"><dxf><font><b/></font></dxf></dxfs>'
    )
    first = moved({"xl/tables/table1.xml": table.encode(), "xl/styles.xml": styles.encode()})
    assert b'headerRowDxfId="0"' in first.file.part("xl/tables/table1.xml")
    assert b"dataCellStyle" not in first.file.part("xl/tables/table1.xml")
    assert b'<dxfs count="1"><dxf><font><b/></font></dxf></dxfs>' in first.file.part("xl/styles.xml")


def test_the_text_of_a_shape_goes_with_the_cells_that_it_shows() -> None:
    shape = (
        '<xdr:twoCellAnchor><xdr:sp macro="[0]!Run" textlink="$B$3"><xdr:txBody><a:p>'
        '<a:fld id="{1}" type="TxLink">'
        "<a:t>0.3</a:t></a:fld></a:p></xdr:txBody></xdr:sp></xdr:twoCellAnchor></xdr:wsDr>"
    )
    drawing = torture.DRAWING.replace("</xdr:wsDr>", shape).encode()
    after = moved({"xl/drawings/drawing1.xml": drawing}).file.part("xl/drawings/drawing1.xml")
    assert b'<xdr:sp macro="" textlink="$B$3">' in after
    assert b"<a:t></a:t>" in after
