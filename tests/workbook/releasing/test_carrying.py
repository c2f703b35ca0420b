"""Sheets of people's own in a released copy: carried as they are, less what tells or what nobody sees."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import shipped
import small
from openpyxl import load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from promises.test_nothing_lost import FOREIGN, OWN_NAME, SHEET, owned_workbook
from workbook.releasing.owned import OWN, with_own_sheet
from workbook.releasing.secretive import NUMBERS, WORDS, met, secretive
from workbook.releasing.test_search import png

from steelyard.model.parts import Evidence
from steelyard.model.text.reading import read_text
from steelyard.ooxml.opc.package import Package, write
from steelyard.ooxml.opc.relationships import of_kind
from steelyard.ooxml.sheet_cells import cells, table_view
from steelyard.ooxml.sheet_index import sheet_part, sheet_parts
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.checking.verify import verify
from steelyard.workbook.releasing.release import released
from steelyard.workbook.scoring.score import scored

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from libreoffice import Office

    from steelyard.workbook.releasing.release import Released


@pytest.fixture(scope="module", name="case")
def _case() -> bytes:
    return workbook_bytes(read_text(small.TEXT))


@pytest.fixture(scope="module", name="secret")
def _secret() -> bytes:
    """A small case with two secrets: a reservation value, and who said something."""
    model = read_text(small.TEXT)
    settings = replace(model.settings, reservation=NUMBERS["reservation"])
    said = Evidence(key="linkage/*/*", author=WORDS["author"])
    return workbook_bytes(model.replace(settings=settings, evidence=(said,)))


@pytest.fixture(scope="module", name="full")
def _full() -> bytes:
    return workbook_bytes(secretive())


@pytest.fixture(scope="module", name="source")
def _source(case: bytes) -> bytes:
    return with_own_sheet(case)


@pytest.fixture(scope="module", name="copy")
def _copy(source: bytes) -> bytes:
    data, done = released(source, "case.xlsx")
    assert (done.leaks, done.carried, done.left_out) == ((), (OWN,), {})
    assert done.beside == (f"comments of the sheet {OWN!r}",)
    return data


def own(data: bytes) -> Any:
    return load_workbook(io.BytesIO(data), rich_text=True)[OWN]


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_part(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one part changed."""
    file = Package.of(data)
    new = change(file.part(part))
    assert new != file.part(part)
    return file.replaced({part: new}).to_bytes()


def own_part(data: bytes) -> str:
    return sheet_part(Package.of(data), OWN)


def released_with(data: bytes, change: Callable[[Any], object]) -> tuple[bytes, Released]:
    """The copy of a case with an empty sheet of people's own that is changed by openpyxl."""
    book = load_workbook(io.BytesIO(data))
    book.create_sheet(OWN)
    change(book)
    out = io.BytesIO()
    book.save(out)
    return released(out.getvalue(), "case.xlsx")


def test_an_independent_reading_finds_the_sheet_as_it_was(source: bytes, copy: bytes) -> None:
    before, after = own(source), own(copy)
    looks = [
        {
            cell.coordinate: (
                str(cell.value),
                cell.number_format,
                *map(repr, (cell.font, cell.fill, cell.border, cell.alignment, cell.protection)),
            )
            for row in sheet.iter_rows()
            for cell in row
        }
        for sheet in (before, after)
    ]
    assert looks[1] == looks[0]
    assert after["B2"].number_format == '0.00" of all"'
    assert after["A2"].font.name == "Courier New"
    for name in ("merged_cells", "freeze_panes", "print_area", "sheet_format"):
        assert repr(getattr(after, name)) == repr(getattr(before, name)), name
    assert after.sheet_properties.tabColor.rgb == "FF7030A0"
    assert [(after.column_dimensions["A"].width, after.row_dimensions[2].height)] == [(31.5, 33)]
    rules = [
        {str(each.sqref): [repr(rule) for rule in each.rules] for each in sheet.conditional_formatting}
        for sheet in (before, after)
    ]
    assert [re.sub(r"dxfId=\d+", "", str(each)) for each in rules][1:] == [
        re.sub(r"dxfId=\d+", "", str(rules[0]))
    ]
    validations = [
        [repr(each) for each in sheet.data_validations.dataValidation] for sheet in (before, after)
    ]
    assert validations[1] == validations[0]
    assert [(table.name, table.ref) for table in after.tables.values()] == [("OurTable", "A10:B12")]
    assert after["A14"].hyperlink.target == "https://example.org/a?b=1&c=2"
    names = load_workbook(io.BytesIO(copy)).defined_names
    assert {name: names[name].attr_text for name in ("our_rate", "Rate")} == {
        "our_rate": f"'{OWN}'!$B$2",
        "Rate": "0.19",
    }


def test_parts_that_name_no_number_of_the_workbook_are_the_same_to_the_byte(
    source: bytes, copy: bytes
) -> None:
    before, after = parts(source), parts(copy)
    pictures = [[held[name] for name in held if "/media/" in name] for held in (before, after)]
    assert pictures[0] == pictures[1]
    assert len(pictures[0]) == 1
    drawings = [name for name in before if before[name].count(b"xdr:pic") or b"<pic>" in before[name]]
    assert [name for name in after if after[name] == before[drawings[0]]] != []
    charts = [name for name in before if b"What we need" in before[name]]
    assert before[charts[0]] in after.values()
    assert not [name for name in after if "comments" in name or name.endswith(".vml")]


def test_the_torture_workbook_loses_what_is_named_and_nothing_else() -> None:
    owned = owned_workbook()
    data, done = released(owned.to_bytes(), "case.xlsx")
    copy = Package.of(data)
    assert (done.carried, done.left_out, done.leaks) == (("My notes",), {}, ())
    part = sheet_part(copy, "My notes")
    assert copy.raw(part) == FOREIGN[SHEET]
    [drawing] = of_kind(copy, part, "drawing")
    [chart], [picture] = of_kind(copy, drawing, "chart"), of_kind(copy, drawing, "image")
    assert copy.raw(drawing) == FOREIGN["xl/drawings/drawing99.xml"]
    assert copy.raw(picture) == FOREIGN["xl/media/own.png"]
    # The chart draws cells above the table of Weights, which have no name.
    assert (FOREIGN["xl/charts/chart99.xml"].count(b"<c:ser>"), copy.raw(chart).count(b"<c:ser>")) == (1, 0)
    assert OWN_NAME in copy.part("xl/workbook.xml")
    gone = ("comment", "thread", "person", "custom", "unknown", "Metadata", ".vml")
    assert [name for name in copy.names if any(each in name for each in gone)] == []
    assert done.beside == (
        "1 comment on the sheet 'Weights'",
        "a series of a chart of the sheet 'My notes', which refers to what the copy lacks",
    )


def test_the_sheet_stands_behind_ours_and_one_sheet_is_selected(copy: bytes) -> None:
    book = load_workbook(io.BytesIO(copy))
    assert book.sheetnames[-1] == OWN
    assert [sheet.title for sheet in book.worksheets if sheet.sheet_view.tabSelected] == ["Decide"]
    assert book.active is not None
    assert book.active.title == "Decide"


def test_the_copy_is_sound_and_a_score_keeps_the_sheet(copy: bytes, tmp_path: Path) -> None:
    path = tmp_path / "copy.xlsx"
    path.write_bytes(copy)
    assert verify(path).sound
    file, done = scored(Package.read(path), now=datetime(2030, 1, 1, tzinfo=UTC))
    assert (done.changed, done.restored) == (0, ())
    before = Package.of(copy)
    # Checks lists the names of others as of the last score.
    changed = [name for name in file.names if file.raw(name) != before.raw(name)]
    assert changed == [sheet_part(file, "Checks")]


def test_a_second_release_of_the_copy_changes_nothing_of_the_sheet(copy: bytes) -> None:
    again, done = released(copy, "copy.xlsx")
    assert (done.carried, done.beside) == ((OWN,), ())
    assert own(again)["B3"].value == own(copy)["B3"].value
    assert parts(again)[own_part(again)] == parts(copy)[own_part(copy)]


# What depends on something withheld.

READS = {"A1": "Decide!$B$4", "A2": "Parties!F9", "A3": "Parties!$F$10", "A4": "B4*2", "B4": "7"}


def reading(data: bytes, cached: dict[str, str]) -> bytes:
    """A workbook with a sheet whose formulas read withheld cells, and hold what they showed last."""
    book = load_workbook(io.BytesIO(data))
    sheet: Any = book.create_sheet(OWN)
    for at, formula in READS.items():
        sheet[at] = f"={formula}"
    drawn = BarChart()
    drawn.add_data(Reference(sheet, min_col=1, min_row=1, max_row=4))
    sheet.add_chart(drawn, "D2")
    out = io.BytesIO()
    book.save(out)
    file = Package.of(out.getvalue())
    part, chart = (
        sheet_part(file, OWN),
        next(name for name in file.names if b"Our sums" in file.raw(name) and "charts" in name),
    )
    xml, drawn_xml = file.part(part), file.part(chart)
    for at, shown in cached.items():
        written = re.compile(rb'(<c r="%b"[^>]*><f>[^<]*</f>)<v\s*/?>(?:</v>)?' % at.encode())
        xml, count = written.subn(rb"\g<1><v>%b</v>" % shown.encode(), xml)
        assert count == 1, at
    points = "".join(f'<pt idx="{n}"><v>{shown}</v></pt>' for n, shown in enumerate(cached.values()))
    cache = f'<numCache><ptCount val="{len(cached)}"/>{points}</numCache></numRef>'
    drawn_xml = re.sub(rb"</numRef>", cache.encode(), drawn_xml)
    return file.replaced({part: xml, chart: drawn_xml}).to_bytes()


def test_two_workbooks_that_differ_in_withheld_values_only_release_to_the_same_bytes(full: bytes) -> None:
    other = secretive(
        {name: value * 1.0737 if abs(value) > 1 else value * 0.9137 for name, value in NUMBERS.items()}
    )
    first, done = released(reading(full, {"A2": "37.4129", "A3": "123.75", "A4": "14"}), "case.xlsx")
    second, _ = released(
        reading(workbook_bytes(other), {"A2": "40.1702", "A3": "98.5", "A4": "14"}), "case.xlsx"
    )
    assert done.leaks == ()
    assert done.carried == (OWN,)
    assert first == second
    assert met(first) == set()


def test_no_result_of_a_sheet_that_looks_beyond_itself_arrives(full: bytes) -> None:
    copy, done = released(reading(full, {"A2": "37.4129", "A3": "123.75", "A4": "14"}), "case.xlsx")
    found = cells(Package.of(copy), OWN)
    assert {at: cell.value for at, cell in found.items()} == dict.fromkeys(("A1", "A2", "A4", "B4"), None) | {
        "A3": "withheld"
    }
    # The row of a counterpart is gone; that of our side is still there.
    assert [found[at].formula for at in ("A1", "A2", "A3")] == ["Decide!$B$4", "Parties!F9", ""]
    assert done.beside == (
        f"the formula of '{OWN}'!A3, which refers to what the copy lacks; it says withheld",
    )
    charts = [part for name, part in parts(copy).items() if OWN.encode() in part and "charts" in name]
    assert [b"numCache" in part for part in charts] == [False]


def with_sums(data: bytes) -> bytes:
    """The workbook with a sheet whose formulas and chart look at nothing else."""
    book = load_workbook(io.BytesIO(data))
    sheet: Any = book.create_sheet(OWN)
    sheet["A1"], sheet["A2"] = 2, "=A1*2"
    drawn = BarChart()
    drawn.add_data(Reference(sheet, min_col=1, min_row=1, max_row=2))
    sheet.add_chart(drawn, "D2")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_results_of_a_sheet_that_looks_at_itself_stay(case: bytes) -> None:
    data = with_sums(case)
    empty = re.compile(rb"<v\s*/?>(?:</v>)?</c></row></sheetData>")
    held = with_part(data, own_part(data), lambda xml: empty.sub(b"<v>4</v></c></row></sheetData>", xml))
    copy, _ = released(held, "case.xlsx")
    assert cells(Package.of(copy), OWN)["A2"].value == 4


# What people typed.


def typed(at: str, value: object) -> Callable[[Any], object]:
    return lambda book: book[OWN].__setitem__(at, value)


def named(book: Any) -> None:
    book.defined_names["floor"] = DefinedName("floor", attr_text="37.4129")


def formatted(book: Any) -> None:
    book[OWN]["A1"] = 1
    book[OWN]["A1"].number_format = '0.0" (not below 37.41)"'


def prompted(book: Any) -> None:
    found = DataValidation("list", formula1='"a,b"', prompt="Not below 37.4 points")
    found.add("A1")
    book[OWN].add_data_validation(found)


def headed(book: Any) -> None:
    book[OWN].oddHeader.center.text = "37,41 at least"


def titled(book: Any) -> None:
    drawn = BarChart()
    drawn.title = "Not below 37.4"
    book[OWN].add_chart(drawn, "A2")


@pytest.mark.parametrize(
    ("plant", "place"),
    [
        (typed("B2", 37.4129), f"sheet {OWN}, cell B2: the value of settings/reservation (in full)"),
        (typed("B2", 37.41), f"sheet {OWN}, cell B2: the value of settings/reservation (rounded)"),
        (typed("B2", "=A1-37.4129"), f"sheet {OWN}, cell B2: the value of settings/reservation (in full)"),
        (typed("B2", "Not below 37.4"), f"sheet {OWN}, cell B2: the value of settings/reservation (rounded)"),
        (typed("B2", "As Theodora Quillfeather said"), f"sheet {OWN}, cell B2: what evidence"),
        (named, "xl/workbook.xml, definedName: the value of settings/reservation (in full)"),
        (formatted, "xl/styles.xml, numFmt: the value of settings/reservation (rounded)"),
        (prompted, f"sheet {OWN}, dataValidation: the value of settings/reservation (rounded)"),
        (headed, f"sheet {OWN}, oddHeader: the value of settings/reservation (rounded)"),
        (titled, "the value of settings/reservation (rounded)"),
    ],
)
def test_what_people_typed_on_a_sheet_of_their_own_is_found(
    plant: Callable[[Any], object], place: str, secret: bytes
) -> None:
    _, done = released_with(secret, plant)
    assert [leak for leak in done.leaks if place in leak] != [], done.leaks


def test_a_text_in_a_picture_is_found(secret: bytes) -> None:
    file = Package.of(with_own_sheet(secret))
    [picture] = [name for name in file.names if "/media/" in name]
    said = zlib.compress(b"Not below 37.4129")
    chunk = b"Comment\0\0" + said
    told = png(b"zTXt", chunk)
    _, done = released(file.replaced({picture: told}).to_bytes(), "case.xlsx")
    assert [leak for leak in done.leaks if leak.startswith("xl/media/image1.png: the value of")] != []


@pytest.mark.parametrize(
    ("in_part", "old", "planted", "place"),
    [
        (
            "worksheets",
            b"<v></v></c></row></sheetData>",
            b"<v>37.4129</v></c></row></sheetData>",
            f"sheet {OWN}, cell A2: ",
        ),
        (
            "charts",
            b"</numRef>",
            b'<numCache><pt idx="0"><v>37.4129</v></pt></numCache></numRef>',
            "xl/charts/chart7.xml",
        ),
        (
            "drawings",
            b"<graphicFrame",
            b'<cNvPr id="9" name="x" descr="37.4 at least"/><graphicFrame',
            "xl/drawings/drawing7.xml",
        ),
    ],
)
def test_what_stays_of_a_sheet_that_looks_at_itself_is_searched(
    in_part: str, old: bytes, planted: bytes, place: str, secret: bytes
) -> None:
    data = with_sums(secret)
    file = Package.of(data)
    sheet = sheet_part(file, OWN)
    [drawing] = of_kind(file, sheet, "drawing")
    part = {"worksheets": sheet, "drawings": drawing, "charts": of_kind(file, drawing, "chart")[0]}[in_part]
    xml = file.part(part).replace(b"<v/>", b"<v></v>").replace(b"<v />", b"<v></v>")
    assert old in xml
    _, done = released(file.replaced({part: xml.replace(old, planted, 1)}).to_bytes(), "case.xlsx")
    assert [leak for leak in done.leaks if leak.startswith(place)] != [], done.leaks


def test_nothing_of_the_styles_arrives_that_no_carried_cell_uses(secret: bytes) -> None:
    def unused(book: Any) -> None:
        book["Weights"]["Z99"].number_format = '0.0" (not below 37.4129)"'
        book["Weights"]["Z99"].fill = PatternFill("solid", fgColor="FF374129")
        book[OWN]["A1"] = "plain"

    copy, done = released_with(secret, unused)
    assert done.leaks == ()
    assert b"37.4129" not in parts(copy)["xl/styles.xml"]
    assert b"374129" not in parts(copy)["xl/styles.xml"]


# What stays behind.


def hidden(book: Any) -> None:
    book[OWN].sheet_state = "veryHidden"


def linked(book: Any) -> None:
    book[OWN]["A1"] = "=[1]Rates!$B$2"


@pytest.mark.parametrize(
    ("change", "why"),
    [(hidden, "it is hidden"), (linked, "a formula of it refers to another workbook")],
)
def test_a_sheet_that_cannot_be_carried_is_left_out_with_the_reason(
    change: Callable[[Any], object], why: str, case: bytes
) -> None:
    copy, done = released_with(case, change)
    assert (done.carried, done.left_out) == ((), {OWN: why})
    assert OWN not in sheet_parts(Package.of(copy))


@pytest.mark.parametrize(
    ("policy", "carried"),
    [("", (OWN,)), ("notes", (OWN,)), ("sheets", ()), ("all", ()), ("notes, sheets", ())],
)
def test_the_policy_says_whether_sheets_are_carried(policy: str, carried: tuple[str, ...]) -> None:
    model = read_text(small.TEXT)
    model = model.replace(settings=replace(model.settings, release=policy))
    copy, done = released(with_own_sheet(workbook_bytes(model)), "case.xlsx")
    assert done.carried == carried
    assert (OWN in sheet_parts(Package.of(copy))) is bool(carried)
    if not carried:
        assert done.left_out == {OWN: "the policy of the case withholds sheets of your own"}
        assert done.beside == ("the name 'our_rate'", "the name 'Rate'")


# References to steelyard's cells.


def sorted_otherwise(data: bytes) -> bytes:
    """A case of Syria whose options stand in the reverse order, with references to them."""
    book = load_workbook(io.BytesIO(data))
    sheet: Any = book["Linkage"]
    rows = [[cell.value for cell in row] for row in sheet["A9:N14"]]
    for place, row in enumerate(reversed(rows), 9):
        for column, value in enumerate(row, 1):
            if not str(value).startswith("="):
                sheet.cell(place, column, value)
    own_sheet: Any = book.create_sheet(OWN)
    own_sheet["A1"], own_sheet["A2"] = "=Linkage!$C$9", "=SUM(Linkage!C9:C14)"
    own_sheet["A3"], own_sheet["A4"] = "=SUM(Linkage!C9:C11)", "=Linkage!C8"
    own_sheet["A5"], own_sheet["A6"] = "=OFFSET(Linkage!C9,1,0)", '=INDIRECT("Linkage!C"&9)'
    own_sheet["A7"], own_sheet["A8"] = "=linkage[[#This Row],[id]]", "=SUM(Linkage!C:C)"
    own_sheet["A9"], own_sheet["A10"] = "=weights_name_1", "=SUM(linkage[Idlib])"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_reference_follows_the_judgement_where_rows_were_sorted() -> None:
    data = sorted_otherwise(shipped.workbook())
    before = Package.of(data)
    copy, done = released(data, "case.xlsx")
    after = Package.of(copy)
    formulas = {at: cell.formula for at, cell in cells(after, OWN).items()}
    meant = table_view(before, "linkage")
    now = table_view(after, "linkage")
    row = next(each for each in now.rows if now.text(each, "id") == meant.text(9, "id"))
    assert formulas["A1"] == f"Linkage!$C${row}"
    assert now.text(row, now.table.columns[2]) == meant.text(9, meant.table.columns[2])
    assert formulas["A2"] == "SUM(Linkage!C9:C14)"
    assert formulas["A4"] == "Linkage!C8"
    assert formulas["A8"] == "SUM(Linkage!C:C)"
    assert formulas["A9"] == "weights_name_1"
    gone = ["A5", "A6", "A7", "A10"]
    assert [cells(after, OWN)[at].value for at in gone] == ["withheld"] * 4
    assert [at for at in gone if f"the formula of '{OWN}'!{at}, which" not in "".join(done.beside)] == []


@pytest.mark.office
def test_libreoffice_computes_the_carried_formulas_to_what_they_were(
    source: bytes, copy: bytes, tmp_path: Path, office: Office
) -> None:
    found = []
    for name, data in (("source", source), ("copy", copy)):
        path = tmp_path / f"{name}.xlsx"
        write(Package.of(data), path)
        with office.open(path) as document:
            if name == "source":
                document.recalculate()
            found.append(document.get(OWN, "A1:D12"))
    assert found[1] == found[0]
    assert [row[1] for row in found[1][1:5]] == [0.25, 80, 0.75, 80]
    assert found[1][10][3] == 7
