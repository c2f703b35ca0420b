"""Cells set by splicing: the cell says what it should, and nothing else has moved by a byte."""

from __future__ import annotations

import io
import math
import re
import warnings
import zipfile
from typing import TYPE_CHECKING, cast

import numpy as np
import openpyxl
import pytest
from ooxml import torture
from ooxml.opc.test_package import records

from steelyard.errors import NotAWorkbook, UnfitValue, WouldLoseContent
from steelyard.ooxml.calculation import recalculated_on_load
from steelyard.ooxml.cell_values import Cached, CellError, CellValue, Formula, Value
from steelyard.ooxml.cells_reading import read_cells
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells, patched, with_cells
from steelyard.ooxml.sheet_index import sheet_part

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

    from steelyard.ooxml.cell_values import Patch

PART = "xl/worksheets/sheet1.xml"
WEIGHTS = torture.parts()[PART]


def loaded(data: bytes) -> Workbook:
    """The workbook as openpyxl reads it, which warns of what it drops."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(data))


def differing(before: bytes, after: bytes) -> tuple[bytes, bytes]:
    """The one stretch in which two texts differ."""
    start = next((at for at, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), len(before))
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return before[start : len(before) - end], after[start : len(after) - end]


def one(cell: str, patch: Patch, xml: bytes = WEIGHTS) -> str:
    """How a cell is written after it alone was patched."""
    after = patched(xml, {cell: patch}, sheet="Weights").decode()
    found = re.search(rf'<c r="{cell}"[^>/]*(?:/>|>.*?</c>)', after, re.DOTALL)
    return found[0] if found else ""


@pytest.mark.parametrize(
    ("cell", "patch", "written"),
    [
        ("B3", Value(1.5), '<c r="B3" s="3"><v>1.5</v></c>'),
        ("B3", Value(0.1 + 0.2), '<c r="B3" s="3"><v>0.30000000000000004</v></c>'),
        ("B3", Value(7), '<c r="B3" s="3"><v>7</v></c>'),
        ("B3", Value(np.float64(0.1)), '<c r="B3" s="3"><v>0.1</v></c>'),
        ("B3", Value(cast("int", np.int64(3))), '<c r="B3" s="3"><v>3</v></c>'),
        ("B3", Value(value=True), '<c r="B3" s="3" t="b"><v>1</v></c>'),
        ("B3", Value(None), '<c r="B3" s="3"/>'),
        ("B3", Value(""), '<c r="B3" s="3" t="inlineStr"><is><t></t></is></c>'),
        ("B3", Value("=1+1"), '<c r="B3" s="3" t="inlineStr"><is><t>=1+1</t></is></c>'),
        ("B3", Value("<&>"), '<c r="B3" s="3" t="inlineStr"><is><t>&lt;&amp;&gt;</t></is></c>'),
        ("B3", Value(" a"), '<c r="B3" s="3" t="inlineStr"><is><t xml:space="preserve"> a</t></is></c>'),
        ("B3", Value("a\nb"), '<c r="B3" s="3" t="inlineStr"><is><t xml:space="preserve">a\nb</t></is></c>'),
        ("B3", Value("⚖ 😀"), '<c r="B3" s="3" t="inlineStr"><is><t>⚖ 😀</t></is></c>'),
        ("B3", Value("\0_x0041_"), '<c r="B3" s="3" t="inlineStr"><is><t>_x0000__x005F_x0041_</t></is></c>'),
        ("B3", Value(CellError("#N/A")), '<c r="B3" s="3" t="e"><v>#N/A</v></c>'),
        ("B3", Formula("SUM(A1:A2)&\"<\"", 3.0), '<c r="B3" s="3"><f>SUM(A1:A2)&amp;"&lt;"</f><v>3</v></c>'),
        ("A3", Value(2.0), '<c r="A3"><v>2</v></c>'),
        ("B5", Value(2.0), '<c r="B5" s="3"><v>2</v></c>'),
        ("C3", Value(2.0), '<c r="C3" s="4"><v>2</v></c>'),
        ("E4", Value(2.0), '<c r="E4"><v>2</v></c>'),
        ("A6", Value("x"), '<c r="A6" s="3" t="inlineStr"><is><t>x</t></is></c>'),
        ("C3", Cached(2.5), '<c r="C3" s="4"><f>B3*2</f><v>2.5</v></c>'),
        ("C3", Cached("a<b"), '<c r="C3" s="4" t="str"><f>B3*2</f><v>a&lt;b</v></c>'),
        ("C3", Cached(value=False), '<c r="C3" s="4" t="b"><f>B3*2</f><v>0</v></c>'),
        ("C3", Cached(None), '<c r="C3" s="4"><f>B3*2</f></c>'),
        ("C5", Cached(1.0), '<c r="C5"><f>1/0</f><v>1</v></c>'),
        ("E3", Cached(9.0), '<c r="E3"><f t="shared" ref="E3:E5" si="0">B3+$B$3</f><v>9</v></c>'),
        ("E4", Cached(9.0), '<c r="E4"><f t="shared" si="0"/><v>9</v></c>'),
        ("A8", Cached(9.0), '<c r="A8" cm="1"><f t="array" ref="A8:A9">_xlfn.SEQUENCE(2)</f><v>9</v></c>'),
        # new cells
        ("D3", Value(1.0), '<c r="D3"><v>1</v></c>'),
        ("D3", Value(1.0, style=5), '<c r="D3" s="5"><v>1</v></c>'),
        ("D3", Value(None), ""),
        ("D3", Value(None, style=5), '<c r="D3" s="5"/>'),
        ("D3", Formula("B3", None), '<c r="D3"><f>B3</f></c>'),
        ("B7", Value(1.0), '<c r="B7" s="3"><v>1</v></c>'),  # style of the cell above
        ("G5", Value(1.0), '<c r="G5" s="3"><v>1</v></c>'),  # of the row
        ("I30", Value(1.0), '<c r="I30" s="3"><v>1</v></c>'),  # of the column
        ("J30", Value(1.0), '<c r="J30"><v>1</v></c>'),
    ],
)  # fmt: skip
def test_a_cell_is_written_as_excel_would(cell: str, patch: Patch, written: str) -> None:
    assert one(cell, patch) == written


def test_the_rest_of_the_sheet_is_the_same_to_the_byte() -> None:
    same = b'><c r="A4" t="s"><v>5</v></c><c r="B4" s="3"><v>2'
    before, after = differing(WEIGHTS, patched(WEIGHTS, {"B4": Value(25.0)}))
    assert (before, after) == (b' spans="1:6"' + same + b"0", same + b"5")
    before, after = differing(patched(WEIGHTS, {"B4": Value(20.0)}), patched(WEIGHTS, {"B4": Value(25.0)}))
    assert (before, after) == (b"0", b"5")


def test_nothing_to_set_changes_nothing() -> None:
    assert patched(WEIGHTS, {}) == WEIGHTS
    assert patched(WEIGHTS, {"D3": Value(None), "Z99": Value(None)}) == WEIGHTS


def test_every_other_part_keeps_its_compressed_bytes() -> None:
    data = torture.workbook()
    after = with_cells(Package.of(data), {"Weights": {"B3": Value(1.0), "H40": Value("x")}}).to_bytes()
    changed = {name for name, record in records(after).items() if record != records(data)[name]}
    assert changed == {PART}
    assert set(records(after)) == set(records(data))
    with zipfile.ZipFile(io.BytesIO(after)) as archive:
        assert archive.testzip() is None
    assert loaded(after)["Weights"]["H40"].value == "x"


def test_what_openpyxl_drops_is_all_still_there() -> None:
    after = with_cells(Package.of(torture.workbook()), {"Weights": {"B3": Value(1.0)}})
    xml = after.part(PART)
    told = (
        'x14:sparkline x14:slicerList xr:uid x14ac:dyDescent mc:Ignorable cm="1" <ignoredErrors> '
        "legacyDrawing dataValidation conditionalFormatting"
    )
    for kept in told.encode().split():
        assert xml.count(kept) == WEIGHTS.count(kept)
    assert after.names == Package.of(torture.workbook()).names


def test_new_rows_and_cells_stand_in_order() -> None:
    xml = torture.sheet_with('<row r="3"><c r="C3"><v>1</v></c></row>\n<row r="7"/>', '<dimension ref="C3"/>')
    after = patched(
        xml,
        {cell: Value(float(place)) for place, cell in enumerate(["D3", "A7", "AA1", "A5", "B3", "B9", "Z1"])},
    )
    assert re.findall(rb'<row r="(\d+)"|<c r="(\w+)"', after) == [
        (b"1", b""), (b"", b"Z1"), (b"", b"AA1"),
        (b"3", b""), (b"", b"B3"), (b"", b"C3"), (b"", b"D3"),
        (b"5", b""), (b"", b"A5"), (b"7", b""), (b"", b"A7"), (b"9", b""), (b"", b"B9"),
    ]  # fmt: skip
    assert b'<dimension ref="A1:AA9"/>' in after


@pytest.mark.parametrize("data", ["<sheetData/>", "<sheetData></sheetData>", "<sheetData >\n</sheetData >"])
def test_an_empty_sheet_takes_cells(data: str) -> None:
    xml = torture.OWN.replace("<sheetData/>", data).encode()
    after = patched(xml, {"B2": Value("x"), "A5": Value(1.0)})
    assert read_cells(after, (), "s") == {"B2": CellValue("x"), "A5": CellValue(1.0)}


def test_a_block_that_grows_looks_like_the_row_above_it() -> None:
    after = patched(
        WEIGHTS, {f"{column}{row}": Value(float(row)) for row in range(10, 14) for column in "ABC"}
    )
    styles = {where: cell.style for where, cell in read_cells(after, [""] * 9, "s").items()}
    assert [styles[f"{column}13"] for column in "ABC"] == [0, 0, 0]
    after = patched(WEIGHTS, {f"B{row}": Value(float(row)) for row in range(7, 10)})
    assert [read_cells(after, [""] * 9, "s")[f"B{row}"].style for row in range(7, 10)] == [3, 3, 3]


def test_a_sheet_with_prefixes_comments_and_other_quotes_is_patched_in_its_own_manner() -> None:
    xml = torture.NOTES.encode()
    after = patched(xml, {"A1": Value("new"), "B1": Value(3.0), "A2": Value("=x"), "C3": Value(value=True)})
    before_cells, after_cells = (read_cells(each, torture_strings(), "s") for each in (xml, after))
    assert after_cells == before_cells | {
        "A1": CellValue("new"), "B1": CellValue(3.0), "A2": CellValue("=x"), "C3": CellValue(value=True)
    }  # fmt: skip
    assert after.count(b"<!--") == xml.count(b"<!--") - 1
    assert b'<x:row r="2"><x:c r="A2" t="inlineStr"><x:is><x:t>=x</x:t></x:is></x:c></x:row>' in after


def torture_strings() -> list[str]:
    return [""] * 7


def test_a_formula_that_goes_takes_the_chain_of_calculation_with_it() -> None:
    package = Package.of(torture.workbook())
    after = with_cells(package, {"Weights": {"C3": Value(1.0)}})
    assert "xl/calcChain.xml" not in after
    assert b"calcChain" not in after.part("[Content_Types].xml") + after.part("xl/_rels/workbook.xml.rels")
    assert after.part("[Content_Types].xml").count(b"<Override") == len(torture.OVERRIDES) - 1
    assert cells(after, "Weights")["C3"] == CellValue(1.0, style=4)
    assert loaded(after.to_bytes()).sheetnames == ["Weights", "R & D notes", "Own"]


def test_a_workbook_without_such_a_chain_needs_none_dropped() -> None:
    contents = torture.parts()
    pointers = contents["xl/_rels/workbook.xml.rels"].replace(b"calcChain", b"other")
    data = torture.workbook({"xl/_rels/workbook.xml.rels": pointers})
    after = with_cells(Package.of(data), {"Weights": {"C3": Value(1.0)}})
    assert after.names == tuple(contents)


@pytest.mark.parametrize("patch", [Cached(1.0), Formula("B3*3", 1.0)])
def test_a_formula_that_stays_or_changes_leaves_the_chain_alone(patch: Patch) -> None:
    after = with_cells(Package.of(torture.workbook()), {"Weights": {"C3": patch}})
    assert "xl/calcChain.xml" in after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<calcPr calcId="191029"/>', b'<calcPr calcId="191029" fullCalcOnLoad="1"/>'),
        ('<calcPr fullCalcOnLoad="0"></calcPr>', b'<calcPr fullCalcOnLoad="1"></calcPr>'),
        ("", b'<calcPr fullCalcOnLoad="1"/><extLst>'),
    ],
)
def test_excel_is_asked_to_compute_anew(before: str, after: bytes) -> None:
    workbook = torture.WORKBOOK.replace('<calcPr calcId="191029"/>', before).encode()
    package = recalculated_on_load(Package.of(torture.workbook({"xl/workbook.xml": workbook})))
    assert after in package.part("xl/workbook.xml")


def test_a_workbook_that_ends_after_its_sheets_can_be_asked_too() -> None:
    workbook = re.sub("<definedNames>.*</extLst>", "", torture.WORKBOOK).encode()
    package = recalculated_on_load(Package.of(torture.workbook({"xl/workbook.xml": workbook})))
    assert package.part("xl/workbook.xml").endswith(b'</sheets><calcPr fullCalcOnLoad="1"/></workbook>')


@pytest.mark.parametrize(
    ("cell", "patch", "said"),
    [
        ("A8", Value(1.0), "is filled by the array formula over A8:A9; clear that first"),
        ("A9", Value(1.0), "is filled by the array formula over A8:A9; clear that first"),
        ("A9", Formula("1", 1.0), "is filled by the array formula over A8:A9; clear that first"),
        ("C9", Value(1.0), "is filled by the data table over C9; clear that first"),
        ("E3", Value(1.0), "holds the formula that the cells of E3:E5 share; enter theirs anew first"),
        ("D8", Value(1.0), "is covered by the merged cell C8:D8; unmerge that first"),
        ("D9", Value(1.0), "holds a picture or a linked data type; clear it first"),
        ("B3", Cached(1.0), "has lost its formula, so it can show no result; put the formula back"),
        ("Z9", Cached(1.0), "has lost its formula, so it can show no result; put the formula back"),
    ],
)
def test_what_would_be_lost_is_not_written_over(cell: str, patch: Patch, said: str) -> None:
    with pytest.raises(WouldLoseContent) as refusal:
        patched(WEIGHTS, {"B4": Value(1.0), cell: patch}, sheet="Weights")
    assert str(refusal.value) == f"Weights!{cell} {said}"


def test_the_first_cell_of_a_merge_can_be_written() -> None:
    assert one("C8", Value(6.0)) == '<c r="C8"><v>6</v></c>'


CURE = "; open the workbook in Excel and save it there first"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("<row><c><v>1</v></c></row>", f"the sheet My data has a row without a number after row 0{CURE}"),
        ('<row r="2"/><row r="2"/>', f"the sheet My data has row 2 after row 2{CURE}"),
        ('<row r="1"><c/></row>', f"the sheet My data has a cell without an address in row 1{CURE}"),
        ('<row r="1"><c r="B1"/><c r="A1"/></row>', f"'My data'!A1 stands out of order in row 1{CURE}"),
        ('<row r="1"><c r="A2"/></row>', f"'My data'!A2 stands out of order in row 1{CURE}"),
        (
            '<row r="1"><c r="A1"><v>1</v><extLst/></c></row>',
            "'My data'!A1 holds a picture or a linked data type; clear it first",
        ),
        ('<mc:AlternateContent xmlns:mc="m"/>', f"the sheet My data has cells in several versions{CURE}"),
    ],
)
def test_a_sheet_that_cannot_be_found_one_s_way_in_is_left_alone(rows: str, said: str) -> None:
    with pytest.raises(WouldLoseContent) as refusal:
        patched(torture.sheet_with(rows), {"A1": Value(2.0)}, sheet="My data")
    assert str(refusal.value) == said


def test_a_chart_sheet_takes_no_cells() -> None:
    with pytest.raises(
        NotAWorkbook, match=r"^the sheet Chart has no cells, so nothing can be written there$"
    ):
        patched(b"<chartsheet/>", {"A1": Value(1.0)}, sheet="Chart")


EXCEL_ERRORS = "#NULL!, #DIV/0!, #VALUE!, #REF!, #NAME?, #NUM!, #N/A, #GETTING_DATA"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (math.nan, "a cell cannot hold nan; use None for an empty cell"),
        (-math.inf, "a cell cannot hold -inf; use None for an empty cell"),
        ("x" * 32_768, "a cell holds 32,767 characters at most; this text has 32,768"),
        ("😀" * 16_384, "a cell holds 32,767 characters at most; this text has 32,768"),
        ([1], "a cell cannot hold a list; use a number, text, True, False or None"),
        (CellError("#OOPS!"), f"'#OOPS!' is no Excel error; there are: {EXCEL_ERRORS}"),
    ],
)
@pytest.mark.parametrize("kind", [Value, Cached, lambda value: Formula("1", value)])
def test_what_no_cell_can_hold_is_refused(kind: type[Value], value: float, said: str) -> None:
    with pytest.raises(UnfitValue) as refusal:
        kind(value)
    assert str(refusal.value) == said


def test_an_address_must_be_one() -> None:
    with pytest.raises(ValueError, match="'b3' is no cell address such as 'B3'"):
        patched(WEIGHTS, {"b3": Value(1.0)})


def test_the_sheet_part_is_the_one_that_changes() -> None:
    package = Package.of(torture.workbook())
    after = with_cells(package, {"own": {"A1": Value(1.0)}})
    assert cells(after, "Own") == {"A1": CellValue(1.0)}
    assert sheet_part(package, "Own") == "xl/worksheets/sheet3.xml"
