"""The second engine does what the comparisons rely on."""

from __future__ import annotations

import os
import signal
import subprocess
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest
from libreoffice import Office, OfficeError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from libreoffice import Document

pytestmark = pytest.mark.office


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Two weights, their scores by formula, one error and one text."""
    book = openpyxl.Workbook()
    weights = book.active
    assert weights is not None
    weights.title = "Weights"
    weights.append([2, 3])
    scores = book.create_sheet("Scores")
    scores["A1"] = "=SUMPRODUCT(Weights!A1:B1,Weights!A1:B1)"
    scores["A2"] = '="first: "&IF(Weights!A1>Weights!B1,"A","B")'
    scores["A3"] = "=1/(Weights!A1-2)"
    scores["A4"] = "=Weights!A1>0"
    book.create_sheet("Hidden").sheet_state = "hidden"
    book.save(tmp_path / "book.xlsx")
    return tmp_path / "book.xlsx"


@pytest.fixture
def book(office: Office, path: Path) -> Iterator[Document]:
    with office.open(path) as document:
        yield document


def with_stale_cache(path: Path) -> Path:
    """The same workbook as if somebody had saved 99 as the value of every formula."""
    stale = path.with_name("stale.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(stale, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, part.replace(b"<v></v>", b"<v>99</v>").replace(b"<v />", b"<v>99</v>"))
    return stale


def test_formulas_are_read_with_their_kinds(book: Document) -> None:
    assert book.get("Scores", "A1:A4") == [[13.0], ["first: B"], ["#DIV/0!"], [1.0]]


def test_the_document_knows_its_sheets_and_which_are_visible(book: Document) -> None:
    assert book.sheets == {"Weights": True, "Scores": True, "Hidden": False}


def test_errors_are_found_by_address(book: Document) -> None:
    assert book.errors("Scores", "A1:A4") == {"A3": "#DIV/0!"}
    book.put("Weights", "A1", [[4]])
    assert book.errors("Scores", "A1:A4") == {}


def test_an_edit_moves_what_depends_on_it_in_the_same_round_trip(book: Document) -> None:
    edits = [("Weights", "A1", [[5]]), ("Weights", "B1", [[1]])]
    reads = [("Scores", "A1:A2"), ("Weights", "A1:B1")]
    assert book.edit_and_read(edits, reads) == [[[26.0], ["first: A"]], [[5.0, 1.0]]]


def test_texts_truth_values_and_nothing_can_be_put(book: Document) -> None:
    book.put("Hidden", "A1:D1", [["text", True, None, "=1+1"]])
    assert book.get("Hidden", "A1:D1") == [["text", 1.0, "", "=1+1"]]


def test_stale_values_stay_until_the_hard_recalculation(office: Office, path: Path) -> None:
    with office.open(with_stale_cache(path)) as book:
        assert book.get("Scores", "A1") == [[99.0]]
        book.recalculate()
        assert book.get("Scores", "A1") == [[13.0]]


def test_a_saved_copy_carries_the_edit(office: Office, book: Document, tmp_path: Path) -> None:
    book.put("Weights", "A1", [[7]])
    copy = book.save_as(tmp_path / "copy.xlsx")
    with office.open(copy) as again:
        assert again.get("Scores", "A1") == [[58.0]]
    assert openpyxl.load_workbook(copy, data_only=True)["Scores"]["A1"].value == 58


def text_of(pdf: Path) -> str:
    return subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True).stdout


def test_one_sheet_or_all_visible_ones_are_printed(book: Document, tmp_path: Path) -> None:
    book.put("Hidden", "A1", [["shy"]])
    pages = [text_of(book.to_pdf(tmp_path / "book.pdf", sheet)) for sheet in ("Scores", "Hidden", None)]
    assert [("first: B" in page, "shy" in page) for page in pages] == [
        (True, False),
        (False, True),
        (True, False),
    ]


def test_print_areas_of_other_sheets_do_not_print_along(office: Office, path: Path, tmp_path: Path) -> None:
    marked = openpyxl.load_workbook(path)
    marked["Weights"]["A5"] = "weights here"
    marked["Weights"].print_area = "A1:C9"
    marked.save(path)
    with office.open(path) as book:
        assert "weights here" not in text_of(book.to_pdf(tmp_path / "scores.pdf", "Scores"))
        assert "weights here" in text_of(book.to_pdf(tmp_path / "all.pdf"))


@pytest.mark.parametrize(
    ("sheet", "ref", "said"),
    [
        ("Nowhere", "A1", "no sheet 'Nowhere'; there are Weights, Scores, Hidden"),
        ("Weights", "ZZZZZ1", "no range 'ZZZZZ1' on Weights"),
        ("Weights", "A1:A3", "does not take 1 x 1 values"),
    ],
)
def test_a_refused_request_says_why_and_the_office_goes_on(
    book: Document, sheet: str, ref: str, said: str
) -> None:
    with pytest.raises(OfficeError, match=said):
        book.put(sheet, ref, [[1]])
    assert book.get("Weights", "A1") == [[2.0]]


def test_a_file_that_is_no_workbook_is_refused(office: Office, tmp_path: Path) -> None:
    with pytest.raises(OfficeError, match="open"):
        office.open(tmp_path / "absent.xlsx")


@pytest.mark.usefixtures("office")
def test_a_silent_office_is_killed_after_its_time(path: Path) -> None:
    with Office() as silent:
        os.kill(silent.pid, signal.SIGSTOP)  # it cannot answer, however long the test takes to look
        silent.timeout = 0.001
        with pytest.raises(OfficeError, match="no answer"):
            silent.open(path)
        with pytest.raises(OfficeError, match="gone"):
            silent.open(path)
