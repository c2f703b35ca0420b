"""The buttons in a real window: apart from the other tests, since one profile has one office at a time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from libreoffice_addin.conftest import engines_of
from libreoffice_addin.test_buttons_in_office import PROTOCOL, numbers_as, pressed, set_weight
from waiting import until
from window import Window

import steelyard as sy

if TYPE_CHECKING:
    from libreoffice import Office
    from libreoffice_addin.conftest import OrdinaryUser

pytestmark = pytest.mark.office


def test_in_a_window_one_stops_a_button_and_takes_a_snapshot_back(
    user: OrdinaryUser, display: str, path: Path
) -> None:
    other = path.with_name("other.xlsx")
    openpyxl.Workbook().save(other)
    with user.office(display) as office:
        with office.open(other, hidden=False):
            assert not engines_of(office)  # nothing starts for a workbook of others
        _stop_and_take_back(user, office, path, display)


def _stop_and_take_back(user: OrdinaryUser, office: Office, path: Path, display: str) -> None:
    with office.open(path, hidden=False) as book:
        window = Window(book, display)
        set_weight(book)
        before = book.everything()
        until(lambda: engines_of(office), "no engine starts when a workbook is opened")
        of_functions = engines_of(office)
        user.python.held.touch()
        book.click(f"{PROTOCOL}refresh")
        until(lambda: engines_of(office) != of_functions, "no engine starts")
        book.click(f"{PROTOCOL}refresh")
        window.close_box("Steelyard", keys="alt+y")  # is it to be stopped?
        until(lambda: engines_of(office) == of_functions, "it is not stopped")
        window.close_box("Steelyard")  # Refresh was stopped
        user.python.held.unlink()
        assert book.everything() == before
        assert pressed(book, "snapshot").startswith("Snapshot: ")
        assert book.undo()[:2] == ["Steelyard: Snapshot", "Insert"]
        assert numbers_as(book.everything()) == numbers_as(before)
        assert pressed(book, "snapshot").startswith("Snapshot: ")  # its sheet was gone


def test_in_a_window_one_sees_what_is_written_and_stops_it(
    user: OrdinaryUser, display: str, path: Path, tmp_path: Path
) -> None:
    asks, writes = "Steelyard: Insert a measure", "Steelyard: Insert a measure, writing"
    with user.office(display) as office, office.open(path, hidden=False) as book:
        book.recalculate()
        window = Window(book, display)
        before, locked = book.everything(), book.protected()
        book.click(f"{PROTOCOL}insert_measure")
        window.answer(asks, "crossings")
        window.close_box(writes, keys="alt+s")
        window.close_box("Steelyard")  # Insert a measure was stopped
        assert numbers_as(book.everything()) == numbers_as(before)
        assert book.protected() == locked

        book.click(f"{PROTOCOL}insert_measure")
        window.answer(asks, "crossings", "Crossings open")
        window.await_box(writes)
        window.close_box("Steelyard")
        grown = sy.load(book.save_as(tmp_path / "grown.xlsx"))
        assert (grown.measures[-1].id, grown.measures[-1].name) == ("crossings", "Crossings open")
        assert book.undo()[0] == "Steelyard: Insert a measure"  # the one that was not stopped
        assert numbers_as(book.everything()) == numbers_as(before)
        assert book.protected() == locked
