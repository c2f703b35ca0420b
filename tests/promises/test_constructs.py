"""What Excel puts into a workbook and libraries lose: each is kept right, or refused by name.

The table in docs/explanation/what-is-guaranteed.md says the same in words.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cli.editing import place
from ooxml import torture
from ooxml.torture import MAIN, MS, OFFICE

from steelyard.errors import WorkbookError, WouldLoseContent
from steelyard.ooxml.addresses import Area, column_letters
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.dates import FIRST_DAY
from steelyard.ooxml.opc.package import Package, write
from steelyard.ooxml.sheet_cells import cells, with_cells
from steelyard.ooxml.sheet_index import sheet_part
from steelyard.ooxml.tables import table, tables
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.checking.verify import verify
from steelyard.workbook.editing.add_part import added
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.score import scored

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from steelyard.ooxml.tables import Table

BOOK = Package.read(Path(__file__).parents[2] / "workbooks" / "nash-1950.xlsx")
NOW = datetime(2026, 1, 2, tzinfo=UTC)
ROPE = partial(added, kind="option", own={"id": "rope", "name": "Rope"}, judged={}, now=NOW)
KITE = partial(added, kind="measure", own={"id": "kite", "name": "Kite"}, judged={})


def put(file: Package, part: str, *changes: tuple[bytes | str, str]) -> Package:
    """The workbook with the first match of each pattern in a part replaced."""
    xml = file.part(part)
    for pattern, new in changes:
        found = re.search(pattern if isinstance(pattern, bytes) else pattern.encode(), xml)
        assert found, pattern
        xml = xml[: found.start()] + found.expand(new.encode()) + xml[found.end() :]
    return file.replaced({part: xml})


def on_sheet(file: Package, sheet: str, *changes: tuple[bytes | str, str]) -> Package:
    return put(file, sheet_part(file, sheet), *changes)


def in_table(file: Package, name: str, *changes: tuple[bytes | str, str]) -> Package:
    return put(file, table(file, name).part, *changes)


def with_parts(file: Package, own: Mapping[str, tuple[str, str, bytes]]) -> Package:
    """The workbook with more parts that its part of the workbook points to: kind, content type, content."""
    pointers = torture.relationships(
        *((f"rId9{at}", kind, f"/{name}") for at, (name, (kind, _, _)) in enumerate(own.items()))
    )
    inside = pointers.partition('relationships">')[2].removesuffix("</Relationships>")
    types = "".join(f'<Override PartName="/{name}" ContentType="{of}"/>' for name, (_, of, _) in own.items())
    file = put(file, "xl/_rels/workbook.xml.rels", ("</Relationships>", f"{inside}</Relationships>"))
    file = put(file, "[Content_Types].xml", ("</Types>", f"{types}</Types>"))
    return file.replaced({name: what for name, (_, _, what) in own.items()})


def cell_of(file: Package, sheet: str, at: str) -> bytes:
    found = re.search(rb'<c r="%b"[^>]*?(?:/>|>.*?</c>)' % at.encode(), file.part(sheet_part(file, sheet)))
    assert found, at
    return found[0]


def typed(file: Package, number: float) -> Package:
    """The workbook with another weight of Bill's pen."""
    sheet, at = place(file, "weights", "Bill", "pen")
    return with_cells(file, {sheet: {at: Value(number)}})


def refusal(file: Package, work: Callable[..., object]) -> str:
    with pytest.raises(WouldLoseContent) as found:
        work(file)
    return str(found.value)


FILTER = '<autoFilter ref="{}"><filterColumn colId="0"><filters><filter val="bat"/></filters></filterColumn>'
PIVOT = "application/vnd.openxmlformats-officedocument.spreadsheetml.pivotCacheDefinition+xml"
SOURCES = {
    "by-table": '<worksheetSource name="Weights"/>',
    "by-area": '<worksheetSource ref="A8:G13" sheet="Options"/>',
    "by-rows": '<worksheetSource ref="A8:C12" sheet="Options"/>',
    "by-name": '<worksheetSource name="my_options"/>',
    "several": '<consolidation><rangeSets count="1"><rangeSet ref="A8:G13" sheet="Options"/></rangeSets>'
    "</consolidation>",
    "elsewhere": '<worksheetSource ref="A8:G13" sheet="Options" r:id="rId1"/>',
    "gone": '<worksheetSource ref="A1:B2" sheet="Gone"/>',
    "of-nothing": '<worksheetSource name="nothing"/>',
    "damaged": '<worksheetSource ref="A8" sheet="Read me, too"/>',
}
OWN = {
    "xl/metadata.xml": (
        "sheetMetadata",
        torture.OVERRIDES["xl/metadata.xml"],
        torture.parts()["xl/metadata.xml"],
    ),
    **{
        f"xl/pivotCache/{name}.xml": (
            "pivotCacheDefinition",
            PIVOT,
            (
                f'{torture.HEAD}<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{OFFICE}" recordCount="2">'
                f'<cacheSource type="worksheet">{source}</cacheSource><cacheFields count="0"/>'
                "</pivotCacheDefinition>"
            ).encode(),
        )
        for name, source in SOURCES.items()
    },
}
BESIDE = (
    '<row r="30"><c r="D30"><f t="dataTable" ref="D30:D31" dt2D="0" dtr="0" r1="D10"/><v>10</v></c>'
    '<c r="F30" cm="1"><f t="array" ref="F30:F31">_xlfn.SEQUENCE(2)</f><v>1</v></c></row>'
    '<row r="31"><c r="D31"><v>3</v></c><c r="F31"><v>2</v></c></row>'
)
X14 = (
    '<extLst><ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" '
    f'xmlns:x14="{MS}/spreadsheetml/2009/9/main" xmlns:xm="{MS}/excel/2006/main">'
    '<x14:dataValidations count="1"><x14:dataValidation type="list"><x14:formula1>'
    "<xm:f>Rules!$A$1:$A$3</xm:f>"
    "</x14:formula1><xm:sqref>{0}</xm:sqref></x14:dataValidation></x14:dataValidations>"
    "<x14:conditionalFormattings><x14:conditionalFormatting>"
    '<x14:cfRule type="expression" priority="9" id="{{A}}">'
    "<xm:f>$A9=MAX($B$9:$B${1})</xm:f></x14:cfRule><xm:sqref>{0}</xm:sqref></x14:conditionalFormatting>"
    "</x14:conditionalFormattings></ext></extLst>"
)
PLAIN = (
    '<conditionalFormatting sqref="{0}"><cfRule type="expression" priority="9"><formula>COUNTIF($A$9:$A${1},'
    "$A9)&gt;1</formula></cfRule></conditionalFormatting>"
)


@pytest.fixture(name="carrying", scope="module")
def _carrying() -> Package:
    """The shipped workbook with everything that is kept."""
    file = with_parts(BOOK, OWN)
    file = put(
        file,
        "xl/workbook.xml",
        ("</definedNames>", '<definedName name="my_options">Options!$A$8:$G$13</definedName></definedNames>'),
    )
    file = on_sheet(file, "Weights", ("</sheetData>", f"{BESIDE}</sheetData>"))
    file = on_sheet(
        file,
        "Options",
        ('<row ([^>]*r="10")', r'<row hidden="1" \1'),
        ("<dataValidations", PLAIN.format("A8:A13", 13) + "<dataValidations"),
        ("</worksheet>", X14.format("G9:G13", 13) + "</worksheet>"),
    )
    file = on_sheet(file, "Scores", ('<row ([^>]*r="10")', r'<row hidden="1" \1'))
    file = in_table(
        file, "options", ("<tableColumns", FILTER.format("A8:G13") + "</autoFilter><tableColumns")
    )
    file = in_table(file, "scores", ("<tableColumns", FILTER.format("A8:R18") + "</autoFilter><tableColumns"))
    return Package.of(file.to_bytes())


@pytest.fixture(name="grown", scope="module")
def _grown(carrying: Package) -> Package:
    return ROPE(carrying)[0]


def test_data_tables_and_dynamic_arrays_beside_a_table_stay_to_the_byte(grown: Package) -> None:
    assert BESIDE.encode() in grown.part(sheet_part(grown, "Weights"))
    assert grown.part("xl/metadata.xml") == OWN["xl/metadata.xml"][2]


def test_a_filter_and_the_rows_that_it_hides_stay_where_its_table_grows(grown: Package) -> None:
    for name, sheet, area in (("options", "Options", "A8:G14"), ("scores", "Scores", "A8:R20")):
        assert FILTER.format(area).encode() in grown.part(table(grown, name).part)
        hidden = re.findall(rb'<row [^>]*hidden="1"[^>]*>', grown.part(sheet_part(grown, sheet)))
        assert [re.search(rb' r="(\d+)"', row)[1] for row in hidden] == [b"10"]  # type: ignore[index]
        assert cells(grown, sheet)["A10"] == cells(BOOK, sheet)["A10"]


def test_rules_of_both_kinds_follow_their_table(grown: Package) -> None:
    xml = grown.part(sheet_part(grown, "Options"))
    assert X14.format("G9:G14", 14).encode() in xml
    assert PLAIN.format("A8:A14", 14).encode() in xml


def test_caches_of_pivot_tables_over_what_changed_are_read_anew(carrying: Package, grown: Package) -> None:
    before, after = (
        {name: file.part(f"xl/pivotCache/{name}.xml") for name in SOURCES} for file in (carrying, grown)
    )
    asking = {name for name, xml in after.items() if b' recordCount="2" refreshOnLoad="1">' in xml}
    assert asking == {"by-area", "by-rows", "by-name", "several"}
    assert all(after[name] == before[name] for name in after.keys() - asking)
    assert b'<worksheetSource ref="A8:G14" sheet="Options"/>' in after["by-area"]
    assert b'<rangeSet ref="A8:G14" sheet="Options"/>' in after["several"]
    assert SOURCES["by-rows"].encode() in after["by-rows"]


def test_a_cache_is_read_anew_where_only_a_weight_changed(carrying: Package) -> None:
    file, _ = scored(typed(carrying, 7.0))
    assert b' refreshOnLoad="1"' in file.part("xl/pivotCache/by-table.xml")
    assert file.part("xl/pivotCache/by-area.xml") == carrying.part("xl/pivotCache/by-area.xml")
    again, _ = scored(file)
    assert again.part("xl/pivotCache/by-table.xml") == file.part("xl/pivotCache/by-table.xml")


def test_what_is_carried_is_sound_before_and_after(carrying: Package, grown: Package, tmp_path: Path) -> None:
    for number, file in enumerate((carrying, grown)):
        path = tmp_path / f"{number}.xlsx"
        write(file, path)
        assert verify(path).sound


def test_rules_of_our_own_over_a_grown_table_are_those_of_a_new_workbook(grown: Package) -> None:
    """Cell by cell, for the areas may be written in another order."""
    grown = KITE(grown)[0]
    fresh = Package.of(workbook_bytes(read_package(grown).fit()))
    for name, found in tables(fresh).items():
        ours = own_rules(fresh, found)
        assert own_rules(grown, table(grown, name)) == ours, name


def own_rules(file: Package, found: Table) -> dict[tuple[object, ...], bytes]:
    """What the validations and conditional formats over a table say, by column, row and kind of rule."""
    said = {}
    for rule in re.finditer(
        rb'<(dataValidation|conditionalFormatting) ([^>]*?)sqref="([^"]*)"([^>]*)>(.*?)</\1>',
        file.part(sheet_part(file, found.sheet)),
    ):
        kind, before, areas, after, inside = rule.groups()
        if b'priority="9"' in inside:
            continue  # it is the test's own
        for area in map(Area.parse, areas.decode().split()):
            for row in range(max(area.first_row, found.first_row), min(area.last_row, found.last_row) + 1):
                for column in range(area.first_column, area.last_column + 1):
                    heading = found.columns[column - found.area.first_column : column][:1]
                    said[*heading, row, kind] = before + after + inside
    return said


TOTAL = (
    '<row r="11"><c r="A11" t="inlineStr"><is><t>Total</t></is></c>'
    '<c r="B11" t="inlineStr"><is><t>All</t></is></c>'
)


@pytest.fixture(name="summed", scope="module")
def _summed() -> Package:
    """A row of totals under Weights that looks like a stakeholder: it has a number in every column."""
    sums = "".join(f'<c r="{at}11"><f>SUBTOTAL(109,{at}10:{at}10)</f><v>5</v></c>' for at in "CDEFGH")
    file = on_sheet(BOOK, "Weights", ("</sheetData>", f"{TOTAL}{sums}</row></sheetData>"))
    return in_table(file, "weights", ('ref="A9:I10"', 'totalsRowCount="1" ref="A9:I11"'))


def test_a_row_of_totals_is_no_entry(summed: Package) -> None:
    assert read_package(summed).fit() == read_package(BOOK).fit()
    file, _ = scored(summed)
    assert cell_of(file, "Weights", "D11") == cell_of(summed, "Weights", "D11")
    assert table(file, "weights") == table(summed, "weights")


def test_a_table_with_totals_does_not_grow(summed: Package) -> None:
    assert refusal(summed, KITE) == (
        "table 'weights' on sheet 'Weights' ends with totals; take them off (Table Design > Total Row) first"
    )


def test_a_filter_is_refused_that_would_hide_other_rows() -> None:
    """A row more for each scenario: those of the second one move."""
    hidden = on_sheet(BOOK, "Scores", ('<row ([^>]*r="14")', r'<row hidden="1" \1'))
    assert refusal(hidden, ROPE) == (
        "table 'scores' on sheet 'Scores' is filtered, or rows of it are hidden: row 14 would hold "
        "'nothing/rope' and not 'solution/book'. Clear the filter (Data > Clear), or show the rows (Format > "
        "Unhide), and score again"
    )


def test_a_filter_is_refused_that_would_go_by_another_column() -> None:
    name, at = next(
        (name, at)
        for name in ("contributions", "swings", "shares")
        for at, heading in enumerate(table(BOOK, name).columns)
        if heading == "own-use"
    )
    by_next = f'<autoFilter ref="A8:Z13"><filterColumn colId="{at + 1}"/></autoFilter><tableColumns'
    filtered = in_table(BOOK, name, ("<tableColumns", by_next))
    assert "would hold something else. Clear the filter (Data > Clear)" in refusal(filtered, KITE)


ARRAY = r'<c r="F9" s="22"{}><f t="array" ref="{}">1+1</f><v>2</v></c>'
LIVE = r'<c r="F9"[^>]*>.*?</c>'


@pytest.mark.parametrize("mark", ["", ' cm="1"'])
def test_an_array_formula_of_one_cell_over_a_live_cell_is_put_right(mark: str) -> None:
    file, done = scored(on_sheet(BOOK, "Scores", (LIVE, ARRAY.format(mark, "F9"))))
    assert cell_of(file, "Scores", "F9") == cell_of(BOOK, "Scores", "F9").replace(b' t="n"', b"")
    assert done.restored == ("Scores!F9: =1+1 stood there",)


def test_formulas_that_fill_several_live_cells_are_named() -> None:
    spilled = on_sheet(BOOK, "Scores", (LIVE, ARRAY.format(' cm="1"', "F9:F10")))
    said = "Scores!F9 is filled by the {} over F9:F10; clear that first"
    assert refusal(spilled, scored) == said.format("array formula")
    what_if = LIVE, '<c r="F9" s="22"><f t="dataTable" ref="F9:F10" dt2D="0" dtr="1" r1="C10"/><v>2</v></c>'
    assert refusal(on_sheet(BOOK, "Scores", what_if), scored) == said.format("data table")


@pytest.mark.parametrize(
    ("attributes", "formula"),
    [
        ('dt2D="0" dtr="1" r1="C10"', "=TABLE(C10,)"),
        ('dt2D="0" dtr="0" r1="C10"', "=TABLE(,C10)"),
        ('dt2D="1" dtr="1" r1="C10" r2="E10"', "=TABLE(C10,E10)"),
    ],
)
def test_a_data_table_over_a_judgement_counts_and_is_named(attributes: str, formula: str) -> None:
    within = f'<c r="D10" s="34"><f t="dataTable" ref="D10:D10" {attributes}/><v>10</v></c>'
    reading = read_package(on_sheet(BOOK, "Weights", (r'<c r="D10"[^>]*>.*?</c>', within)))
    assert reading.fit() == read_package(BOOK).fit()
    [finding] = [each for each in reading.findings if "D10" in str(each.place)]
    assert formula in str(finding)


MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
PROJECT = bytes(range(256)) * 9


@pytest.fixture(name="with_macros", scope="module")
def _with_macros() -> Package:
    vba = f"{MS}/2006/relationships/vbaProject"
    file = with_parts(BOOK, {"xl/vbaProject.bin": (vba, "application/vnd.ms-office.vbaProject", PROJECT)})
    usual = torture.OVERRIDES["xl/workbook.xml"].replace("+", r"\+")
    return put(file, "[Content_Types].xml", (usual, MACROS))


def test_macros_stay_to_the_byte_and_check_names_them(with_macros: Package, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsm"
    write(scored(typed(with_macros, 7.0))[0], path)
    file = Package.read(path)
    assert file.raw("xl/vbaProject.bin") == PROJECT
    assert MACROS.encode() in file.raw("[Content_Types].xml")
    assert "macro" in {finding.code for finding in verify(path).integrity}


def test_a_workbook_with_macros_gets_no_name_that_excel_would_not_open(
    with_macros: Package, tmp_path: Path
) -> None:
    refused = (with_macros, "book.xlsx", "holds macros"), (BOOK, "book.xlsm", "another kind")
    for file, name, wanted in refused:
        with pytest.raises(WorkbookError, match=wanted):
            write(file, tmp_path / name)
    assert [*tmp_path.iterdir()] == []
    path = tmp_path / "as-it-was.xlsx"  # somebody renamed it: it is written where it was
    path.write_bytes(with_macros.to_bytes())
    write(typed(Package.read(path), 7.0), path)


STRICT = {
    MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    OFFICE: "http://purl.oclc.org/ooxml/officeDocument/relationships",
    **{
        f"http://schemas.openxmlformats.org/drawingml/2006/{word}": f"http://purl.oclc.org/ooxml/drawingml/{word}"
        for word in ("main", "chart", "spreadsheetDrawing")
    },
}


def strict(file: Package) -> dict[str, bytes]:
    """The parts of a workbook in the strict form of the format (ISO/IEC 29500, part 1)."""
    contents = {name: file.raw(name) for name in file.names}
    for usual, other in STRICT.items():
        contents = {name: what.replace(usual.encode(), other.encode()) for name, what in contents.items()}
    return contents


def test_a_strict_workbook_becomes_what_the_usual_one_becomes_part_by_part(
    carrying: Package, grown: Package
) -> None:
    other = ROPE(Package.of(torture.zipped(strict(carrying))))[0]
    assert {name: other.raw(name) for name in other.names} == strict(grown)
    assert b"2006/main" not in other.raw("xl/workbook.xml")


@pytest.mark.parametrize("system", ["", ' date1904="1"'])
def test_moments_in_words_are_the_days_that_the_usual_form_counts(system: str) -> None:
    usual = Package.read(Path(__file__).parents[2] / "workbooks" / "syria.xlsx")
    found = table(usual, "record")
    letters, dated = column_letters(found.column("date")), usual
    for row in range(found.first_row, found.last_row + 1):
        day = FIRST_DAY + timedelta(days=float(str(cells(usual, found.sheet)[f"{letters}{row}"].value)))
        cell = rf'<c r="{letters}{row}"( s="\d+")[^>]*>.*?</c>'
        in_words = rf'<c r="{letters}{row}"\1 t="d"><v>{day:%Y-%m-%dT%H:%M:%S}</v></c>'
        dated = on_sheet(dated, found.sheet, (cell, in_words))
    dated = put(dated, "xl/workbook.xml", ("<workbookPr", f"<workbookPr{system}"))
    assert read_package(dated).fit().record == read_package(usual).fit().record
