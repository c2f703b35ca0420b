"""A workbook full of what people and other programs put into it, grown and scored: nothing of it is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import shipped
from ooxml import torture
from workbook.scoring.test_growth import disagreements

from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.opc.package import Package, write
from steelyard.ooxml.sheet_cells import table_view, with_cells
from steelyard.ooxml.sheet_index import sheet_part
from steelyard.workbook.editing.add_part import added
from steelyard.workbook.editing.adopt import adopted
from steelyard.workbook.editing.merge import Origin, with_merged
from steelyard.workbook.editing.put_package import propose_solution
from steelyard.workbook.editing.reweigh import reweighed
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.score import scored

if TYPE_CHECKING:
    from pathlib import Path

    from libreoffice import Office

    from steelyard.ooxml.cell_values import Scalar

THEIRS = torture.parts()
SHEET = "xl/worksheets/sheet99.xml"

FOREIGN = {
    SHEET: (
        f'{torture.HEAD}<worksheet xmlns="{torture.MAIN}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is>'
        '<t>My own sums</t></is></c></row><row r="2"><c r="B2"><v>0.25</v></c>'
        '<c r="C2"><f>B2*2</f><v>0.5</v></c></row></sheetData><conditionalFormatting sqref="B2:C2">'
        '<cfRule type="cellIs" priority="1" operator="greaterThan"><formula>0.4</formula></cfRule>'
        "</conditionalFormatting>"
        f'<drawing xmlns:r="{torture.OFFICE}" r:id="rId1"/></worksheet>'
    ).encode(),
    "xl/worksheets/_rels/sheet99.xml.rels": torture.relationships(
        ("rId1", "drawing", "../drawings/drawing99.xml")
    ).encode(),
    "xl/drawings/drawing99.xml": torture.DRAWING.encode(),
    "xl/drawings/_rels/drawing99.xml.rels": torture.relationships(
        ("rId1", "chart", "../charts/chart99.xml"), ("rId2", "image", "../media/own.png")
    ).encode(),
    "xl/charts/chart99.xml": torture.CHART.encode(),
    "xl/media/own.png": torture.picture(),
    "xl/comments99.xml": THEIRS["xl/comments1.xml"],
    "xl/drawings/own.vml": THEIRS["xl/drawings/vmlDrawing1.vml"],
    **{
        name: THEIRS[name]
        for name in (
            "xl/threadedComments/threadedComment1.xml",
            "xl/persons/person.xml",
            "docMetadata/LabelInfo.xml",
            "docProps/custom.xml",
            "customXml/item1.xml",
            "customXml/itemProps1.xml",
            "xl/unknown/thing.xml",
        )
    },
}
"""Parts that are not steelyard's."""

KINDS = {
    SHEET: torture.OVERRIDES["xl/worksheets/sheet1.xml"],
    "xl/drawings/drawing99.xml": torture.OVERRIDES["xl/drawings/drawing1.xml"],
    "xl/charts/chart99.xml": torture.OVERRIDES["xl/charts/chart1.xml"],
    "xl/comments99.xml": torture.OVERRIDES["xl/comments1.xml"],
    **{name: kind for name, kind in torture.OVERRIDES.items() if name in FOREIGN},
}

OWN_NAME = b"<definedName name=\"my_rate\">'My notes'!$B$2</definedName>"

ON_WEIGHTS = {
    b"</sheetData>": b'<row r="40"><c r="B40"><v>7</v></c><c r="C40"><f>B40*2</f><v>14</v></c></row>',
    b"<dataValidations": b'<conditionalFormatting sqref="B40:D40"><cfRule type="duplicateValues" '
    b'priority="99"/></conditionalFormatting>',
    b"<tableParts": f'<legacyDrawing xmlns:r="{torture.OFFICE}" r:id="rId92"/>'.encode(),
    b"</worksheet>": (
        '<extLst><ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}" '
        f'xmlns:x14="{torture.MS}/spreadsheetml/2009/9/main"><x14:sparklineGroups '
        f'xmlns:xm="{torture.MS}/excel/2006/main"><x14:sparklineGroup><x14:sparklines><x14:sparkline>'
        "<xm:f>Weights!B40:C40</xm:f><xm:sqref>D40</xm:sqref></x14:sparkline></x14:sparklines>"
        "</x14:sparklineGroup></x14:sparklineGroups></ext></extLst>"
    ).encode(),
}
"""What stands on a sheet of steelyard's, each before a tag of it."""


def before(xml: bytes, tag: bytes, put: bytes) -> bytes:
    assert xml.count(tag) == 1, tag
    return xml.replace(tag, put + tag)


def pointing(contents: dict[str, bytes], part: str, *each: tuple[str, str, str]) -> None:
    """Add pointers to a part."""
    inside = torture.relationships(*each).partition('relationships">')[2].removesuffix("</Relationships>")
    contents[part] = before(contents[part], b"</Relationships>", inside.encode())


@pytest.fixture(name="owned", scope="module")
def _owned() -> Package:
    return owned_workbook()


def owned_workbook() -> Package:
    """The shipped workbook with everything that is foreign to it."""
    package = shipped.package(shipped.EXCERPT)
    weights = sheet_part(package, "Weights")
    contents = {name: package.raw(name) for name in package.names} | FOREIGN
    types = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"></Override>' for name, kind in KINDS.items()
    )
    defaults = (
        '<Default Extension="png" ContentType="image/png"></Default><Default Extension="vml" '
        'ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"></Default>'
    )
    contents["[Content_Types].xml"] = before(
        contents["[Content_Types].xml"], b"</Types>", (defaults + types).encode()
    )
    pointing(
        contents,
        "_rels/.rels",
        ("rId93", "custom-properties", "docProps/custom.xml"),
        ("rId94", f"{torture.MS}/2020/02/relationships/classificationlabels", "docMetadata/LabelInfo.xml"),
    )
    pointing(
        contents,
        "xl/_rels/workbook.xml.rels",
        ("rId990", "worksheet", "/xl/worksheets/sheet99.xml"),
        ("rId991", f"{torture.MS}/2017/10/relationships/person", "persons/person.xml"),
        ("rId992", "customXml", "../customXml/item1.xml"),
    )
    pointing(
        contents,
        weights.replace("worksheets/", "worksheets/_rels/") + ".rels",
        ("rId91", "comments", "../comments99.xml"),
        ("rId92", "vmlDrawing", "../drawings/own.vml"),
        (
            "rId93",
            f"{torture.MS}/2017/10/relationships/threadedComment",
            "../threadedComments/threadedComment1.xml",
        ),
    )
    tab = f'<sheet xmlns:r="{torture.OFFICE}" name="My notes" sheetId="99" r:id="rId990"></sheet>'
    workbook = before(contents["xl/workbook.xml"], b"</sheets>", tab.encode())
    contents["xl/workbook.xml"] = before(workbook, b"</definedNames>", OWN_NAME)
    for tag, put in ON_WEIGHTS.items():
        contents[weights] = before(contents[weights], tag, put)
    return Package.of(torture.zipped(contents))


@pytest.fixture(name="grown", scope="module", params=["added", "merged"])
def _grown(owned: Package, request: pytest.FixtureRequest) -> Package:
    """The same with an option, a measure, a scenario and a stakeholder more: added, or merged into it."""
    if request.param == "added":
        return with_parts_added(owned)
    base = read_package(owned, as_live=True).fit()
    theirs = read_package(with_parts_added(owned), as_live=True).fit()
    origin = Origin("theirs.xlsx", lambda _: "Eve")
    return with_merged(owned, base, theirs, (origin, origin)).file


def with_parts_added(owned: Package) -> Package:
    package, _ = added(owned, "option", {"id": "visas", "name": "Visas"}, {"linkage/visas/committee": "60"})
    package, _ = added(
        package, "measure", {"id": "demining", "name": "Demining"}, {"weights/France/demining": "9"}
    )
    package, _ = added(package, "scenario", {"id": "thaw", "name": "Thaw"}, {})
    package, _ = added(package, "stakeholder", {"id": "Spain", "name": "Spain"}, {"influence/Spain": "12"})
    return package


@pytest.fixture(name="edited", scope="module")
def _edited(owned: Package) -> dict[str, Package]:
    """The workbook after each of the other commands that write into it, one after the other."""
    steps = {"score": scored(typed(owned, "weights", "France", "safe-returns", 9.0))[0]}
    on_trial = typed(steps["score"], "trial", "money", "trial", 0.25, "criterion id")
    steps["adopt"] = adopted(on_trial, "France")[0]
    steps["package"] = propose_solution(steps["adopt"], "Nash").file
    other_range = typed(steps["package"], "measures", "committee", "best", "A committee that meets", "id")
    steps["reweigh"] = reweighed(other_range, rescale=False)[0]
    return steps


def typed(file: Package, name: str, row_id: str, heading: str, value: Scalar, named: str = "id") -> Package:
    """The workbook with a value in the row of a table that is named so."""
    view = table_view(file, name)
    row = next(row for row in view.rows if view.text(row, named) == row_id)
    return with_cells(file, {view.table.sheet: {view.address(row, heading): Value(value)}})


def test_no_command_changes_a_foreign_part(owned: Package, edited: dict[str, Package]) -> None:
    weights = sheet_part(owned, "Weights")
    pointers = weights.replace("worksheets/", "worksheets/_rels/") + ".rels"
    before = owned
    for step, file in edited.items():
        assert [name for name in file.names if file.raw(name) != before.raw(name)], step
        assert {name: file.raw(name) for name in FOREIGN} == FOREIGN, step
        assert [file.raw(part) for part in ("_rels/.rels", "xl/_rels/workbook.xml.rels", pointers)] == [
            owned.raw(part) for part in ("_rels/.rels", "xl/_rels/workbook.xml.rels", pointers)
        ], step
        assert OWN_NAME in file.part("xl/workbook.xml"), step
        assert [file.part(weights).count(put) for put in ON_WEIGHTS.values()] == [1] * len(ON_WEIGHTS), step
        before = file
    assert read_package(before).fit().trial == ()


def test_every_foreign_part_is_the_same_to_the_byte(grown: Package) -> None:
    assert {name: grown.raw(name) for name in FOREIGN} == FOREIGN


def test_what_points_to_the_foreign_parts_still_does(owned: Package, grown: Package) -> None:
    weights = sheet_part(owned, "Weights")
    pointers = weights.replace("worksheets/", "worksheets/_rels/") + ".rels"
    for part in ("_rels/.rels", "xl/_rels/workbook.xml.rels", pointers):
        assert grown.raw(part) == owned.raw(part), part
    assert OWN_NAME in grown.part("xl/workbook.xml")
    assert all(f'PartName="/{name}"'.encode() in grown.part("[Content_Types].xml") for name in KINDS)


def test_what_stands_on_a_grown_sheet_beside_the_table_is_still_there(owned: Package, grown: Package) -> None:
    xml = grown.part(sheet_part(owned, "Weights"))
    assert b'table="' not in xml
    for put in ON_WEIGHTS.values():
        assert xml.count(put) == 1


@pytest.mark.office
def test_the_result_opens_with_current_numbers(grown: Package, tmp_path: Path, office: Office) -> None:
    path = tmp_path / "grown.xlsx"
    write(grown, path)
    model = read_package(grown).fit()
    assert [len(part) for part in (model.options, model.measures, model.scenarios)] == [5, 4, 4]
    assert disagreements(path, office) == []
    with office.open(path) as document:
        assert document.get("My notes", "A1:C2") == [["My own sums", "", ""], ["", 0.25, 0.5]]
        assert document.get("Weights", "B40:C40") == [[7, 14]]
