"""A formula of steelyard's that is not the one that belongs there is named, and a score puts it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
import small

from steelyard.cases import text
from steelyard.model.text.reading import read_text
from steelyard.ooxml.cell_values import Cached, Formula, Value
from steelyard.ooxml.defined_names import defined_cells
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells, charts_of, with_cells
from steelyard.ooxml.sheet_index import sheet_part, sheet_parts
from steelyard.ooxml.tables import tables
from steelyard.sheets.catalogue import context_of, filled_sheets
from steelyard.sheets.spec import Formula as Live
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.checking.verify import verified, verify
from steelyard.workbook.scoring.own_formulas import foreign
from steelyard.workbook.scoring.score import score, scored
from steelyard.workbook.scoring.stale import due

if TYPE_CHECKING:
    from pathlib import Path

    from libreoffice import Office

    from steelyard.model.model import Model

BLANK = read_text(small.TEXT)
SYRIA = read_text(text("syria"))


@pytest.fixture(scope="module", name="file")
def _file() -> Package:
    return Package.of(workbook_bytes(BLANK), where="book.xlsx")


def others(file: Package, model: Model) -> list[str]:
    """The cells that do not hold their own formula."""
    return [str(each) for each in foreign(file, model, due(file, filled_sheets(context_of(model))))]


def test_no_cell_of_a_new_workbook_holds_another_formula(file: Package) -> None:
    assert others(file, BLANK) == []


@pytest.mark.office
def test_libreoffice_leaves_every_formula_the_same(tmp_path: Path, office: Office) -> None:
    path = tmp_path / "syria.xlsx"
    path.write_bytes(workbook_bytes(SYRIA))
    with office.open(path) as book:
        saved = Package.read(book.save_as(tmp_path / "saved.xlsx"))
    assert others(saved, SYRIA) == []
    before, after = (cells(each, "Scores") for each in (Package.read(path), saved))
    assert any(before[at].formula != after[at].formula for at in before), "LibreOffice writes some anew"
    assert verified(saved).sound


def test_openpyxl_leaves_every_formula_the_same(tmp_path: Path, file: Package) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(file.to_bytes())
    book = openpyxl.load_workbook(path)
    book.save(path)
    assert others(Package.read(path), BLANK) == []


def test_a_changed_formula_with_its_old_value_is_named_and_restored(file: Package) -> None:
    was = cells(file, "Scores")["F9"]
    other = with_cells(file, {"Scores": {"F9": Formula("$D$9+0", was.value)}})
    [finding] = verified(other).live
    assert (finding.place.sheet, finding.place.column, finding.place.at) == ("Scores", "net", "cell F9")
    assert (finding.code, finding.found) == ("other-formula", "=$D$9+0")
    assert finding.allowed == f"={was.formula} belongs here"
    after, done = scored(other)
    assert cells(after, "Scores")["F9"] == was
    assert done.restored == ("Scores!F9: =$D$9+0 stood there",)
    assert verified(after).sound


def test_every_formula_of_every_sheet_is_compared(file: Package) -> None:
    wanted = due(file, filled_sheets(context_of(BLANK)))
    live = {
        (sheet, at): content
        for sheet, of_sheet in wanted.items()
        for at, content in of_sheet.items()
        if isinstance(content, Live)
    }
    changed: dict[str, dict[str, Formula]] = {}
    for (sheet, at), content in live.items():
        changed.setdefault(sheet, {})[at] = Formula(f"{content.text}+0", content.value)
    other = with_cells(file, changed)
    found = {(each.sheet, each.at) for each in foreign(other, BLANK, wanted)}
    assert len(live) > 400
    assert {*live} == found
    after, done = scored(other)
    assert len(done.restored) == len(found)
    assert verified(after).sound
    assert others(after, BLANK) == []


def test_a_value_over_a_formula_is_restored_and_told(file: Package) -> None:
    other = with_cells(file, {"Scores": {"F9": Value(99.0)}})
    [finding] = verified(other).live
    assert (finding.code, finding.found) == ("typed-over", "99")
    after, done = scored(other)
    assert done.restored == ("Scores!F9: 99 stood there",)
    assert cells(after, "Scores")["F9"] == cells(file, "Scores")["F9"]


def test_a_formula_over_a_computed_value_is_restored(file: Package) -> None:
    table = tables(file)["what_it_takes"]
    at = f"A{table.first_row}"
    was = cells(file, table.sheet)[at]
    other = with_cells(file, {table.sheet: {at: Formula('"scenario-1"&"/option-1"', was.value)}})
    [finding] = verified(other).live
    assert (finding.code, finding.allowed) == ("other-formula", "a value belongs here, not a formula")
    after, _ = scored(other)
    assert cells(after, table.sheet)[at] == was


def test_a_formula_that_excel_shares_over_a_column_is_the_same(file: Package) -> None:
    """Excel writes the formulas of a column once, and for the other cells the number of the group."""
    table = tables(file)["linkage"]
    at, below = f"B{table.first_row}", f"B{table.first_row + 1}"
    part = sheet_part(file, table.sheet)
    shown, xml = cells(file, table.sheet), file.part(part)
    xml = xml.replace(
        b"<f>" + shown[at].formula.encode() + b"</f>",
        f'<f t="shared" ref="{at}:{below}" si="0">{shown[at].formula}</f>'.encode(),
    )
    xml = xml.replace(b"<f>" + shown[below].formula.encode() + b"</f>", b'<f t="shared" si="0"/>')
    shared = file.replaced({part: xml})
    assert shared.part(part) != file.part(part)
    assert verified(shared).sound


def test_a_wrong_formula_that_excel_shares_over_a_column_is_restored(file: Package) -> None:
    table = tables(file)["scores"]
    first, last = f"F{table.first_row}", f"F{table.last_row}"
    part = sheet_part(file, "Scores")
    xml = file.part(part)
    for row in range(table.first_row, table.last_row + 1):
        old = b"<f>" + cells(file, "Scores")[f"F{row}"].formula.encode() + b"</f>"
        new = b'<f t="shared" si="0"/>'
        if f"F{row}" == first:
            new = f'<f t="shared" ref="{first}:{last}" si="0">D{row}</f>'.encode()
        assert old in xml
        xml = xml.replace(old, new)
    shared = file.replaced({part: xml})
    assert {each.place.column for each in verified(shared).live} == {"net"}
    after, _ = scored(shared)
    assert cells(after, "Scores") == cells(file, "Scores")


def test_sorted_judgements_keep_the_formulas_of_their_rows(file: Package) -> None:
    """A spreadsheet that sorts rows moves the references of a formula to its own row along."""
    table = tables(file)["linkage"]
    first, second = table.first_row, table.first_row + 1
    shown = cells(file, table.sheet)
    swapped: dict[str, Value | Formula | Cached] = {}
    for column in "ABCD":
        for here, there in ((first, second), (second, first)):
            cell = shown[f"{column}{there}"]
            formula = cell.formula.replace(f"$A{there}", f"$A{here}")
            swapped[f"{column}{here}"] = Formula(formula, cell.value) if formula else Value(cell.value)
    assert verified(with_cells(file, {table.sheet: swapped})).sound


def test_a_changed_rule_is_a_change_and_no_fault_of_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "syria.xlsx"
    path.write_bytes(workbook_bytes(SYRIA))
    file = Package.read(path)
    table = tables(file)["rules"]
    shown, column = cells(file, "Rules"), "ABCDEFG"[table.columns.index("kind")]
    at = next(
        f"{column}{row}"
        for row in range(table.first_row, table.last_row + 1)
        if shown[f"{column}{row}"].value == "requires at least"
    )
    other = with_cells(file, {"Rules": {at: Value("requires all")}})
    assert "other-formula" not in {each.code for each in verified(other).live}


@pytest.mark.parametrize("name", ["Read me", "Decide", "Delivery", "Cost heads", "Scores", "Checks"])
def test_a_sheet_that_a_library_renames_is_found_again(name: str, tmp_path: Path, file: Package) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(file.to_bytes())
    book = openpyxl.load_workbook(path)
    book[name].title = "It's new"
    book.save(path)
    found = verify(path)
    assert not found.sound
    assert not found.refusal
    score(path)
    after = Package.read(path)
    assert verified(after).sound
    assert name not in {sheet for sheet, _ in defined_cells(after).values()}
    for sheet, part in sheet_parts(after).items():
        assert f">{name}!".encode() not in after.part(part)
        assert f"'{name}'!".encode() not in after.part(part), sheet
        for chart in charts_of(after, sheet):
            assert f"'{name}'!".encode() not in after.part(chart)
            assert f">{name}!".encode() not in after.part(chart)
