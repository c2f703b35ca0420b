"""The buttons of the desktop that take a file: another version to compare with, and the copy to write."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import xlwings as xw
from excel.openpyxl_book import OpenpyxlBook

from steelyard import api
from steelyard.cases import text
from steelyard.errors import SteelyardError, WouldLoseContent
from steelyard.excel import desktop
from steelyard.excel.file_buttons import FILE_BUTTONS, compare_with, release_copy
from steelyard.model.text.reading import read_text
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.files import load_bytes

if TYPE_CHECKING:
    from steelyard.excel.file_buttons import FileButton

pytestmark = pytest.mark.filterwarnings("ignore:Unable to read chart")

SYRIA = Path(__file__).resolve().parents[2] / "workbooks" / "syria.xlsx"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return Path(shutil.copy(SYRIA, tmp_path / "case.xlsx"))


def test_the_open_workbook_is_compared_with_a_file(book: Path, tmp_path: Path) -> None:
    earlier = tmp_path / "earlier.yaml"
    model = read_text(text("syria"), where="syria")
    other = model.replace_value("weights/Germany/money", 20.0)
    api.save(other.replace_value("costs/limited-easing/common-position", 65.0), earlier)
    before = book.read_bytes()
    opened = OpenpyxlBook(book)
    short = compare_with(opened, earlier)
    assert [(line.about, line.says.partition(";")[0]) for line in short.edits.first] == [
        ("weight of Money for Germany", "20 → 8"),
        ("cost of Limited easing on Strain on the common position", "65 → 50"),
    ]
    [(_, message)] = opened.messages
    assert message.splitlines()[:2] == [short.said, "Edits, the highest effect first: 2"]
    assert "Stabilisation in Piecemeal gestures: ○ hold → ◐ not yet; rank 1; net " in message
    assert "  and 2 more" in message.splitlines()
    assert book.read_bytes() == before
    api.save(model, earlier)
    assert compare_with(opened, earlier).said == "No judgement differs."
    assert opened.messages[1][1] == "No judgement differs."


def test_the_copy_of_the_open_workbook_is_that_of_its_file(book: Path, tmp_path: Path) -> None:
    opened, target, by_shell = OpenpyxlBook(book), tmp_path / "copy.xlsx", tmp_path / "shell.xlsx"
    done = release_copy(opened, target)
    api.release(book, by_shell)
    assert target.read_bytes() == by_shell.read_bytes()
    assert load_bytes(target.read_bytes(), "copy.xlsx").counterparts == ()
    [(_, message)] = opened.messages
    assert message.splitlines()[:2] == [
        "copy.xlsx is written.",
        "Withheld: reservation, counterpart, trial, authors, notes, and the change log.",
    ]
    assert f"  counterpart: {done.withheld['counterpart']} items" in message
    with pytest.raises(WouldLoseContent):
        release_copy(opened, target)


def test_what_leaks_is_named_and_nothing_is_written(book: Path, tmp_path: Path) -> None:
    words = re.sub(r"\n  title: .*", "\n  title: Not below 21.75 points", text("syria"), count=1)
    words = re.sub(r"\n  future: .*", "\n  future: 21.75", words, count=1)
    book.write_bytes(workbook_bytes(read_text(words)))
    with pytest.raises(SteelyardError, match="settings/title: the value of settings/future") as refused:
        release_copy(OpenpyxlBook(book), tmp_path / "copy.xlsx")
    assert "21.75" not in str(refused.value)
    assert not (tmp_path / "copy.xlsx").exists()


class Dialogs:
    """Excel's own windows that ask for a file, and what was asked."""

    def __init__(self, answer: str | bool) -> None:
        self.answer, self.asked = answer, list[tuple[Any, ...]]()

    def GetOpenFilename(self, *given: Any) -> str | bool:  # noqa: N802 - Excel's name
        self.asked.append(given)
        return self.answer

    GetSaveAsFilename = GetOpenFilename


ASKED = {
    "compare_with": (
        *("Workbook or text (*.xlsx; *.yaml; *.yml), *.xlsx; *.yaml; *.yml", 1),
        "The earlier version",
    ),
    "release": ("case released.xlsx", "Workbook (*.xlsx), *.xlsx", 1, "The copy to make"),
}
"""What each button hands to Excel's window."""


@pytest.mark.parametrize("button", FILE_BUTTONS, ids=list(ASKED))
def test_a_macro_asks_for_the_file_and_does_nothing_without_one(
    button: FileButton, book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, path = OpenpyxlBook(book), tmp_path / "other.xlsx"
    if not button.saves:
        shutil.copy(SYRIA, path)
    monkeypatch.setattr(desktop, "XlwingsBook", lambda _: opened)
    macro = getattr(desktop, f"steelyard_{button.name}")
    for answer, shown in ((False, 0), (str(path), 1)):
        dialogs = Dialogs(answer)
        caller = SimpleNamespace(name="case.xlsx", app=SimpleNamespace(api=dialogs))
        monkeypatch.setattr(xw.Book, "caller", lambda caller=caller: caller)
        macro()
        assert dialogs.asked == [ASKED[button.name]]
        assert len(opened.messages) == shown
    assert path.exists()
