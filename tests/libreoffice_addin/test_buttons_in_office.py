"""The buttons in LibreOffice, in the extension that an ordinary user has installed: as the commands do it."""

from __future__ import annotations

import html
import os
import re
import shutil
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from excel.test_buttons import edited, rows
from libreoffice_addin.conftest import engines_of
from waiting import until

import steelyard as sy
from steelyard.ooxml.addresses import column_letters
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import charts_of
from steelyard.ooxml.sheet_index import sheet_parts
from steelyard.ooxml.tables import tables
from steelyard.workbook.editing.add_part import added
from steelyard.workbook.editing.put_package import propose_solution

if TYPE_CHECKING:
    from collections.abc import Iterator

    from libreoffice import Document, Office, Rows
    from libreoffice_addin.conftest import OrdinaryUser

pytestmark = pytest.mark.office

PROTOCOL = "org.steelyard.libreoffice:"
WEIGHT = ("Weights", "E10", 77.0)
"""The weight of a measure for the first stakeholder, and another value than the case has."""

LOG = "Change log"

REFERENCE = re.compile(r"<(?:c:)?f>(.*?)</(?:c:)?f>")
"""Cells that a chart draws."""


@pytest.fixture(scope="module")
def running(user: OrdinaryUser) -> Iterator[Office]:
    with user.office() as office:
        yield office


@pytest.fixture
def book(running: Office, path: Path) -> Iterator[Document]:
    with running.open(path) as document:
        document.recalculate()  # as the office computes, not as the file has it
        yield document


def pressed(book: Document, button: str, /, **arguments: str) -> str:
    """What a button says."""
    book.press(PROTOCOL + button, **arguments)
    return book.answered()


def set_weight(book: Document) -> None:
    sheet, cell, value = WEIGHT
    book.put(sheet, cell, [[value]])


def numbers_as(shown: dict[str, Rows]) -> dict[str, Any]:
    """The same, to be compared in so many digits as a file keeps."""
    return {
        sheet: [[float(f"{v:.12g}") if isinstance(v, float) else v for v in row] for row in rows]
        for sheet, rows in shown.items()
    }


def protection(path: Path) -> dict[str, bytes]:
    """What the protection of each sheet of a file allows."""
    package = Package.read(path)
    found = {}
    for sheet, part in sheet_parts(package).items():
        [element] = re.findall(rb"<sheetProtection[^>]*>", package.part(part)) or [b""]
        found[sheet] = element
    return found


def test_refresh_writes_what_score_writes_and_one_undo_takes_it_back(
    running: Office, book: Document, path: Path, tmp_path: Path
) -> None:
    set_weight(book)
    before, locked = book.everything(), book.protected()
    unpressed = protection(book.save_as(tmp_path / "unpressed.xlsx"))
    assert re.fullmatch(r"Refresh: [0-9]{3} cells are written\.", pressed(book, "refresh"))
    after = book.everything()

    by_command = Path(shutil.copy(path, tmp_path / "scored.xlsx"))
    edited(by_command, WEIGHT[0], {WEIGHT[1]: WEIGHT[2]})
    sy.score(by_command)
    with running.open(by_command) as scored:
        scored.recalculate()
        wanted = scored.everything()
    for shown in (after, wanted):  # the minute of the press, and the user of the office
        for row in shown[LOG][8:]:
            row[:2] = ["", ""]
    assert numbers_as(after) == numbers_as(wanted)

    assert book.protected() == locked == [*book.sheets]
    assert protection(book.save_as(tmp_path / "pressed.xlsx")) == unpressed
    assert book.undo()[:2] == ["Steelyard: Refresh", "Insert"]
    assert numbers_as(book.everything()) == numbers_as(before)
    assert book.protected() == locked
    book.redo()
    again = book.everything()
    for row in again[LOG][8:]:
        row[:2] = ["", ""]
    assert numbers_as(again) == numbers_as(after)
    assert book.protected() == locked


def test_formats_within_a_text_come_back_with_it(book: Document, path: Path) -> None:
    set_weight(book)
    before = book.everything()
    pressed(book, "refresh")
    after = book.everything()
    book.undo()
    sheet, cell = next(
        (sheet.title, cell.coordinate)
        for sheet in openpyxl.load_workbook(path)
        for cells in sheet.iter_rows(max_row=len(after[sheet.title]))
        for cell in cells
        if cell.data_type == "s" and shown_at(before, cell) != shown_at(after, cell)
    )
    book.embolden(sheet, cell, 4)
    emboldened = book.bold(sheet, cell)
    assert len(emboldened) == 4
    pressed(book, "refresh")
    assert book.bold(sheet, cell) != emboldened
    book.undo()
    assert book.bold(sheet, cell) == emboldened
    assert numbers_as(book.everything()) == numbers_as(before)


def shown_at(shown: dict[str, Rows], cell: Any) -> Any:
    """What a cell of a workbook shows; an empty text beyond the last one of its row."""
    row = shown[cell.parent.title][cell.row - 1]
    return row[cell.column - 1] if cell.column <= len(row) else ""


def test_check_and_compare_say_what_they_find_and_write_nothing(book: Document) -> None:
    assert pressed(book, "check") == "All is well.\nJudgements: valid\nComputed tables: current"
    set_weight(book)
    told = pressed(book, "check").splitlines()
    assert told[:3] == [
        "There is something to mend.",
        "Judgements: valid",
        "Computed tables: 1 judgement changed since",
    ]
    before = book.everything()
    [first, second] = pressed(book, "compare").splitlines()
    assert first == "Changed since the last score: 1"
    assert second.startswith("  weights/France/safe-returns: 7 → 77; ")
    assert book.everything() == before


def test_a_changed_formula_is_found(book: Document) -> None:
    [[held]] = book.get("Scores", "F12")
    book.put_formulas("Scores", {"F12": "=1+1"})
    assert held != 2
    told = pressed(book, "check").splitlines()
    assert told[0] == "There is something to mend."
    assert "(cell F12)" in told[4]


def drawn(package: Package) -> dict[str, list[set[str]]]:
    """What the charts on each sheet draw."""
    return {
        sheet: [
            {html.unescape(cells) for cells in REFERENCE.findall(package.part(chart).decode())}
            for chart in charts_of(package, sheet)
        ]
        for sheet in sheet_parts(package)
    }


def printed(book: Document) -> dict[str, Any]:
    """The areas that each sheet prints."""
    return {name: sheet["printed"] for name, sheet in book.inventory()["sheets"].items()}


def test_insert_grows_the_tables_and_undo_shrinks_them(book: Document, path: Path, tmp_path: Path) -> None:
    before, laid_out = book.everything(), printed(book)
    was = book.save_as(tmp_path / "was.xlsx")
    assert pressed(book, "insert_option", part="envoy", name="An envoy").startswith("Insert an option: ")
    assert pressed(book, "insert_measure", name="Crossings open").startswith("Insert a measure: ")
    book.recalculate()
    assert pressed(book, "check").startswith("All is well.\n")
    grown = book.save_as(tmp_path / "grown.xlsx")
    model = sy.load(grown)
    assert (model.options[-1].id, model.options[-1].name) == ("envoy", "An envoy")
    assert (model.measures[-1].id, model.measures[-1].name) == ("new-measure", "Crossings open")
    assert sy.check(grown).sound
    assert protection(grown) == protection(was)
    by_command, _ = added(Package.read(path), "option", {"id": "envoy", "name": "An envoy"}, {})
    by_command, _ = added(by_command, "measure", {"id": "new-measure", "name": "Crossings open"}, {})
    assert drawn(Package.read(grown)) == drawn(by_command)
    taken_in, wider = book.everything(), printed(book)
    assert wider != laid_out
    assert book.undo()[0] == "Steelyard: Insert a measure"
    assert book.undo()[0] == "Steelyard: Insert an option"
    assert printed(book) == laid_out
    assert numbers_as(book.everything()) == numbers_as(before)
    shrunk = book.save_as(tmp_path / "shrunk.xlsx")
    areas = [{name: t.area for name, t in tables(Package.read(each)).items()} for each in (was, shrunk)]
    assert areas[0] == areas[1]
    assert drawn(Package.read(shrunk)) == drawn(Package.read(path))
    assert sy.check(shrunk).sound
    assert protection(shrunk) == protection(was)
    book.redo()
    book.redo()
    assert numbers_as(book.everything()) == numbers_as(taken_in)
    assert printed(book) == wider
    assert drawn(Package.read(book.save_as(tmp_path / "again.xlsx"))) == drawn(by_command)


def test_snapshots_are_kept_one_below_the_other(book: Document, tmp_path: Path) -> None:
    for _ in range(2):
        assert re.fullmatch(r"Snapshot: [0-9]+ cells are written\.", pressed(book, "snapshot"))
    saved = book.save_as(tmp_path / "kept.xlsx")
    kept = rows(saved, "snapshots")
    ranking = sy.ranking(sy.load(saved))
    assert [each["option"] for each in kept] == [*ranking.index] * 2
    assert [each["net"] for each in kept] == pytest.approx([*ranking["net"]] * 2)


def test_a_package_is_tabled_by_its_name_or_its_row_and_the_plan_is_ordered(
    book: Document, path: Path, tmp_path: Path
) -> None:
    told = pressed(book, "table_package", solution="egalitarian")
    wanted = propose_solution(Package.read(path), "egalitarian")
    assert told.splitlines() == wanted.message.splitlines()
    tabled = book.save_as(tmp_path / "tabled.xlsx")
    assert sy.tabled(sy.load(tabled)).equals(sy.tabled(wanted.done.model))

    at = tables(Package.read(tabled))["packages"].first_row + 11
    book.dispatch(".uno:GoToCell", ToPoint=f"$Packages.B{at}")
    point = rows(tabled, "packages")[11]
    assert (
        pressed(book, "table_package").splitlines()[0]
        == f"On the table: point {point['point']:g} on Packages."
    )
    worth: Any = sy.tabled(sy.load(book.save_as(tmp_path / "point.xlsx"))).iloc[0]
    assert (worth["us"], worth["them"]) == pytest.approx((point["us"], point["them"]))

    book.put("Plan", "B26", [[9.0]])
    told = pressed(book, "order_plan").splitlines()[1]
    assert told == "Greatest exposure 11.1 in 4 phases; before, 11.1 in 5."
    assert sy.plan(sy.load(book.save_as(tmp_path / "plan.xlsx"))).index.get_level_values(0).max() == 4


def test_a_file_is_compared_with_and_a_copy_is_released(book: Document, path: Path, tmp_path: Path) -> None:
    set_weight(book)
    before = book.everything()
    told = pressed(book, "compare_with", file=str(path))
    assert re.search(r"\nEdits, the highest effect first: 1\n  weight of .* for France: 7 → 77; ", told)
    copy, by_command = tmp_path / "copy.xlsx", tmp_path / "by command.xlsx"
    told = pressed(book, "release", file=str(copy))
    assert told.splitlines()[0] == "copy.xlsx is written."
    typed = Path(shutil.copy(path, tmp_path / "typed.xlsx"))  # the other one is open
    edited(typed, WEIGHT[0], {WEIGHT[1]: WEIGHT[2]})
    sy.release(typed, by_command)
    assert copy.read_bytes() == by_command.read_bytes()
    assert "copy.xlsx" in pressed(book, "release", file=str(copy))
    assert copy.read_bytes() == by_command.read_bytes()
    assert book.everything() == before


def test_a_share_on_trial_is_adopted(book: Document, path: Path, tmp_path: Path) -> None:
    trial = tables(Package.read(path))["trial"]
    book.put("Decide", f"{column_letters(trial.column('trial'))}{trial.first_row}", [[0.3]])
    assert "choose one as the viewpoint on Decide" in pressed(book, "adopt")
    told = pressed(book, "adopt", stakeholder="United Kingdom").splitlines()[0]
    assert (
        told == "The trial weights are now the weights of United Kingdom, and no share is on trial any more."
    )
    adopted = sy.load(book.save_as(tmp_path / "adopted.xlsx"))
    assert adopted.trial == ()
    [part] = [each for each in adopted.stakeholders if each.id == "United-Kingdom"]
    weights = dict(zip(adopted.criteria, part.weights, strict=True))
    assert weights["detainee-access"] == 30
    assert sum(weights.values()) == pytest.approx(100, abs=0.6)


def test_an_edit_while_it_computes_stops_everything(
    user: OrdinaryUser, running: Office, book: Document
) -> None:
    set_weight(book)
    book.dispatch(".uno:GoToCell", ToPoint="$Weights.A1")
    held_engine(user, running, book)
    book.put("Weights", "E11", [[50.0]])
    before = book.everything()
    book_says = until_answered(user, book)
    assert book_says == (
        "Refresh: the sheet 'Weights' changed while it was computed; press again. Nothing is written."
    )
    assert book.everything() == before
    assert book.undo()[0] == "Insert"  # there is no step of the button


def held_engine(user: OrdinaryUser, running: Office, book: Document) -> None:
    """Press Refresh, and let its engine wait once the workbook has been read."""
    for engine in engines_of(running):
        os.kill(engine, signal.SIGKILL)
    until(lambda: not engines_of(running), "the engine does not end")
    user.python.held.touch()
    book.press(f"{PROTOCOL}refresh")
    until(lambda: engines_of(running), "no engine starts")


def until_answered(user: OrdinaryUser, book: Document) -> str:
    user.python.held.unlink()
    return book.answered()


def test_the_office_works_while_a_button_computes_and_takes_no_second_one(
    user: OrdinaryUser, running: Office, book: Document, path: Path, tmp_path: Path
) -> None:
    with running.open(shutil.copy(path, tmp_path / "other.xlsx")) as other:
        held_engine(user, running, book)
        other.put("Weights", "E10", [[1.0]])
        assert other.get("Weights", "E10") == [[1.0]]
        assert pressed(other, "check") == "Refresh still computes."
        assert until_answered(user, book) == "Refresh: 0 cells are written."


def test_a_cell_of_the_users_in_the_way_is_named_and_nothing_is_written(book: Document) -> None:
    book.put_formulas("Scores", {"B69": "mine"})
    before = book.everything()
    told = pressed(book, "insert_option")
    assert told.startswith("Scores!B69 is in the way: table 'scores' on sheet 'Scores' needs ")
    assert book.everything() == before
    assert book.undo()[0] == "Input"


def test_a_sheet_with_a_password_is_named_and_nothing_is_written(book: Document) -> None:
    set_weight(book)
    book.protect("Leads", "secret")
    before, locked = book.everything(), book.protected()
    told = pressed(book, "refresh")
    assert (
        told
        == "Refresh: The sheet 'Leads' is protected by a password; take it off first. Nothing is written."
    )
    assert book.everything() == before
    assert book.protected() == locked
    assert book.undo()[0] != "Steelyard: Refresh"


def test_a_workbook_in_odf_takes_the_same_buttons(running: Office, book: Document, tmp_path: Path) -> None:
    saved = book.save_as(tmp_path / "case.ods")
    with running.open(saved) as opened:
        opened.recalculate()  # LibreOffice opens its own .ods with 0 for a text that is empty
        assert pressed(opened, "check").startswith("All is well.\n")
        set_weight(opened)
        pressed(opened, "refresh")
        opened.recalculate()
        assert pressed(opened, "check").startswith("All is well.\n")
        again = opened.save_as(tmp_path / "again.ods")
    assert sy.check(again).sound
    [france] = [each for each in sy.load(again).stakeholders if each.id == "France"]
    assert 77.0 in france.weights


def test_a_workbook_of_others_is_refused_by_name(running: Office, tmp_path: Path) -> None:
    import openpyxl  # noqa: PLC0415

    other = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(other)
    with running.open(other) as opened:
        assert pressed(opened, "refresh").startswith("other.xlsx: no table 'settings'")


def test_an_engine_that_cannot_start_is_named(user: OrdinaryUser, running: Office, book: Document) -> None:
    for engine in engines_of(running):
        os.kill(engine, signal.SIGKILL)
    user.python.broken.touch()
    told = pressed(book, "check")
    user.python.broken.unlink()
    reason = f"{user.python.path} cannot compute: ModuleNotFoundError: No module named 'numpy'. "
    assert told.startswith(reason)
    assert pressed(book, "check").startswith("All is well.\n")
