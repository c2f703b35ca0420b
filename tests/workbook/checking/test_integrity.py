"""What a reviewer should know of a workbook beside its numbers."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from steelyard.cli import app
from steelyard.ooxml.defined_names import defined_cells
from steelyard.ooxml.opc.package import Package, write
from steelyard.ooxml.sheet_cells import cells
from steelyard.ooxml.sheet_index import sheet_part
from steelyard.sheets.names import WARNING, WARNING_LINES
from steelyard.workbook.checking.verify import verified
from steelyard.workbook.scoring.integrity import MACRO
from steelyard.workbook.scoring.score import scored

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl import Workbook

BOOK = Path(__file__).parents[3] / "workbooks" / "nash-1950.xlsx"
VBA = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"


@pytest.fixture(scope="module", name="book")
def _book() -> Package:
    return Package.read(BOOK)


def codes(file: Package) -> list[str]:
    return [finding.code for finding in verified(file).integrity]


def edited(book: Package, edit: Callable[[Workbook], None]) -> Package:
    """The workbook after an edit of somebody who has openpyxl; it keeps no cached value."""
    opened = load_workbook(io.BytesIO(book.to_bytes()))
    edit(opened)
    saved = io.BytesIO()
    opened.save(saved)
    return Package.of(saved.getvalue())


def named(book: Package, name: str, formula: str) -> Package:
    """The workbook with one more defined name."""
    part, tag = "xl/workbook.xml", f'<definedName name="{name}">{formula}</definedName></definedNames>'
    return book.replaced({part: book.part(part).replace(b"</definedNames>", tag.encode())})


def test_a_shipped_workbook_has_nothing_beside_its_sheets() -> None:
    for path in sorted(BOOK.parent.glob("*.xlsx")):
        assert codes(Package.read(path)) == []


def test_macros_are_a_warning_and_no_fault(book: Package) -> None:
    part = "xl/_rels/workbook.xml.rels"
    pointer = f'<Relationship Id="rIdX" Type="{VBA}" Target="vbaProject.bin"/></Relationships>'
    found = verified(book.replaced({part: book.part(part).replace(b"</Relationships>", pointer.encode())}))
    assert [str(each) for each in found.integrity] == [f"xl/workbook.xml: found vbaProject.bin; {MACRO}"]
    assert found.sound


def test_hidden_sheets_that_are_not_ours_are_told_apart(book: Package) -> None:
    def add(opened: Workbook) -> None:
        opened.create_sheet("Mine").sheet_state = "hidden"
        opened.create_sheet("Deep").sheet_state = "veryHidden"
        opened.create_sheet("Open")

    found = verified(edited(book, add)).integrity
    assert [(each.place.sheet, each.code) for each in found] == [
        ("Deep", "very-hidden"),
        ("Mine", "hidden-sheet"),
    ]


def test_a_sheet_of_ours_that_no_menu_shows_is_told(book: Package) -> None:
    part = "xl/workbook.xml"
    xml = book.part(part).replace(b'state="hidden"', b'state="veryHidden"', 1)
    assert codes(book.replaced({part: xml})) == ["very-hidden"]


def test_names_of_others_and_of_cells_that_are_gone_are_told(book: Package) -> None:
    found = verified(named(named(book, "rate", "0.19"), "old", "Shares!#REF!")).integrity
    assert [(each.place.row, each.found, each.code) for each in found] == [
        ("rate", "=0.19", "unknown-name"),
        ("old", "=Shares!#REF!", "broken-name"),
    ]


def test_input_cells_without_the_validation_of_their_column_are_named(book: Package) -> None:
    part = sheet_part(book, "Linkage")
    area = b'sqref="C9:C13"'
    assert area in book.part(part)
    pasted = book.replaced({part: book.part(part).replace(area, b'sqref="C9:C11 C13"', 1)})
    [finding] = verified(pasted).integrity
    assert (finding.code, finding.place.sheet, finding.found) == ("validation-lost", "Linkage", "C12")


def test_the_command_prints_them_and_json_has_their_codes(book: Package, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    write(named(book, "rate", "0.19"), path, new=True)
    printed = CliRunner().invoke(app, ["check", str(path)])
    assert printed.exit_code == 0
    assert "beside them      1 warning" in printed.stdout
    told = json.loads(CliRunner().invoke(app, ["check", str(path), "--format", "json"]).stdout)
    assert [each["code"] for each in told["integrity"]] == ["unknown-name"]


def lines_on_checks(file: Package) -> list[object]:
    places = [defined_cells(file)[WARNING.format(number)] for number in range(1, WARNING_LINES + 1)]
    held = [cells(file, sheet).get(at) for sheet, at in places]
    return [None if cell is None else cell.value for cell in held]


def test_checks_lists_them_after_a_score_and_clears_what_is_mended(book: Package) -> None:
    assert lines_on_checks(book) == ["none", *[None] * 5]
    file = scored(named(named(book, "Mine", "#REF!"), "Rate", "0.19"))[0]
    lines = lines_on_checks(file)
    assert lines[:2] == [str(each) for each in verified(file).integrity]
    assert lines[2:] == [None] * 4
    assert verified(file).sound
    mended = file.replaced({"xl/workbook.xml": book.part("xl/workbook.xml")})
    assert verified(mended).sound, "the lines are those of the last score, and no fault when they are old"
    assert lines_on_checks(scored(mended)[0]) == ["none", *[None] * 5]


def test_the_last_line_on_checks_has_all_that_are_left(book: Package) -> None:
    file = book
    for number in range(9):
        file = named(file, f"Rate{number}", "0.19")
    lines = lines_on_checks(scored(file)[0])
    assert str(lines[4]).startswith("Names of the workbook, row 'Rate4': ")
    assert str(lines[5]).startswith("and 4 more: Names of the workbook, row 'Rate5': ")
    assert str(lines[5]).count(" · ") == 3
