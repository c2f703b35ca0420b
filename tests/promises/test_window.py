"""The reference case in a real window of LibreOffice: what one sees first, and what follows from typing.

The workbook is opened on a virtual screen of 1440 x 900 and typed into by the keyboard. Cells are chosen by
the command of the Name Box, and the print preview by that of its menu, since no event tells when a box has
the keyboard.
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from libreoffice import Office
from promises.live import chosen, differences, edit_of, live_after, says
from waiting import until
from window import Window

from steelyard.model.parts import Trial
from steelyard.model.text.reading import read_text
from steelyard.sheets.catalogue import context_of, filled_sheets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promises.live import Live

    from steelyard.model.model import Model

pytestmark = pytest.mark.office

WORKBOOK = Path(__file__).parents[2] / "workbooks" / "syria.xlsx"
SHOWN = ("Decide", "Package")
CASE = read_text(WORKBOOK.with_suffix(".yaml").read_text())
FILLED = [each for each in filled_sheets(context_of(CASE)) if each.name in SHOWN]
DECIDE = FILLED[0]


@pytest.fixture(name="opened", scope="module")
def _opened(display: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """The shipped workbook in a window."""
    copy = tmp_path_factory.mktemp("window") / WORKBOOK.name
    copy.write_bytes(WORKBOOK.read_bytes())
    with Office(display=display) as office, office.open(copy, hidden=False) as book:
        yield Window(book, display)


@pytest.fixture(name="window")
def _window(opened: Window) -> Iterator[Window]:
    """The same, with its judgements as they were once the test has ended."""
    yield opened
    offered = (f"offered/{option.id}" for option in CASE.options)
    keys = ("settings/scenario", *offered, *(f"trial/{own}" for own in CASE.criteria))
    opened.document.edit_and_read([edit_of(FILLED, CASE, key) for key in keys], [])
    opened.go_to("Decide", "A1")


def enter(window: Window, model: Model, key: str, text: str) -> None:
    """Type a text into the cell of an input; once it stands there, both sheets say what the engine says."""
    sheet, at, wanted = edit_of(FILLED, model, key)
    window.go_to(sheet, at)
    window.type(text)
    found = window.document.get
    until(lambda: found(sheet, at) == wanted, lambda: f"{sheet}!{at} has {found(sheet, at)} and not {wanted}")
    assert differences(expected(model), says(window.document, FILLED, [])) == []


def expected(model: Model) -> Live:
    """What the live cells of both sheets must say once the workbook holds this model."""
    return {cell: content for cell, content in live_after(CASE, model).items() if cell[0] in SHOWN}


def test_the_first_look_is_decide_with_options_sentences_and_weights_on_one_screen(window: Window) -> None:
    view = window.document.view()
    assert (view.sheet, view.zoom, view.first_row, view.first_column) == ("Decide", 100, 1, 1)
    options, weights = (table.place for table in DECIDE.tables)
    assert view.last_row >= max(options.last, weights.last)
    assert view.last_column >= weights.left + weights.headings.index("trial")


def test_a_trial_weight_moves_ranks_and_shows_the_banner(window: Window) -> None:
    tried = CASE.replace(trial=(Trial(criterion="detainee-access", share=0.3),))
    enter(window, tried, "trial/detainee-access", "30")  # LibreOffice adds the % in a cell of shares
    rows = window.document.get("Decide", f"A{DECIDE.place.first}:B{DECIDE.place.last}")
    assert [rows[0], rows[1]] == [[1.0, "Limited easing"], [2.0, "Stabilisation"]]
    assert window.document.get("Decide", "A6") == [["Trial weights are in use."]]


def test_another_scenario_is_typed_by_its_name(window: Window) -> None:
    other = CASE.replace_value("settings/scenario", "status-quo")
    enter(window, other, "settings/scenario", chosen(other, "scenario"))
    assert str(window.document.get("Decide", "A7")[0][0]).startswith("Nothing can be offered")


def test_what_is_offered_on_package_changes_what_it_is_worth(window: Window) -> None:
    said = window.document.get("Package", "A5")
    model = CASE
    for own, offered in (
        ("stabilisation", False),
        ("reconstruction", True),
    ):  # of one track: one for the other
        model = model.replace_value(f"offered/{own}", value=offered)
        enter(window, model, f"offered/{own}", "yes" if offered else "no")
    assert window.document.get("Package", "A5") != said
    assert window.document.view().sheet == "Package"


def test_the_print_preview_opens_and_decide_is_one_page(window: Window, tmp_path: Path) -> None:
    book = window.document
    book.dispatch(".uno:PrintPreview")
    until(lambda: book.view().preview, "the print preview does not open")
    book.dispatch(".uno:ClosePreview")
    until(lambda: not book.view().preview, "the print preview does not close")
    printed = book.to_pdf(tmp_path / "decide.pdf", "Decide")
    text = subprocess.run(["pdftotext", printed, "-"], capture_output=True, text=True, check=True).stdout
    assert text.count("\f") == 1
    assert {"trial", "Stabilisation", "Money"} <= {*text.split()}
