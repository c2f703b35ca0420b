"""`XlwingsBook` without Excel: which calls it makes on a book of mocks."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock, call

import pytest

from steelyard.errors import ReadOnlyWorkbook
from steelyard.excel.open_book import XlwingsBook, typed
from steelyard.ooxml.addresses import Area
from steelyard.workbook.editing.put_package import Selected
from steelyard.workbook.open_workbook.changes import Alike, Changes, Listed, Put, Resized, Tall, blocks


class Book:
    """One sheet with one table, as the desktop engines of xlwings show it."""

    def __init__(self, *, rows: list[list[Any]], formulas: list[list[str]]) -> None:
        self.name = "case.xlsx"
        self.names = [
            SimpleNamespace(name="decide_scenario", refers_to="=Scores!$A$1"),
            SimpleNamespace(name="Scores!Print_Area", refers_to="=Scores!$A$1:$C$3"),
            SimpleNamespace(name="_xlfn.SINGLE", refers_to="=#NAME?"),
        ]
        self.app = MagicMock()
        self.app.engine.type = "desktop"
        self.app.api.UserName = "Anna"
        self.selection: MagicMock | None = None
        self.ranges: dict[Any, MagicMock] = {}
        whole = MagicMock(formula=formulas)
        whole.options.return_value.value = rows
        table = MagicMock(show_totals=False)
        table.name, table.range.address = "scores", "$A$1:$C$3"
        self.table = table
        self.sheet = MagicMock(tables=MagicMock())
        self.sheet.name, self.sheet.page_setup.print_area = "Scores", "$A$1:$B$3"
        self.sheet.tables.__iter__.side_effect = lambda: iter([table])
        self.sheet.tables.__getitem__.return_value = table
        self.sheet.used_range.last_cell = SimpleNamespace(row=len(rows), column=len(rows[0]))
        self.sheet.range.side_effect = lambda *at: (
            whole if len(at) == 2 else self.ranges.setdefault(at[0], MagicMock())
        )
        self.sheets = MagicMock()
        self.sheets.__iter__.side_effect = lambda: iter([self.sheet])
        self.sheets.__getitem__.return_value = self.sheet


@pytest.fixture
def book(monkeypatch: pytest.MonkeyPatch) -> Book:
    """A book on Windows."""
    monkeypatch.setattr(sys, "platform", "win32")
    rows: list[list[Any]] = [
        ["id", "net", "when"],
        ["easing", 2.0, datetime(2019, 6, 17, tzinfo=UTC)],
        ["=text", -2146826281, None],
    ]
    return Book(
        rows=rows, formulas=[["id", "net", "when"], ["easing", "=B9*2", "43633"], ["=text", "=1/0", ""]]
    )


def opened(book: Book) -> XlwingsBook:
    return XlwingsBook(book)  # type: ignore[arg-type]


def test_all_that_a_book_shows_is_read_in_one_block_a_sheet(book: Book) -> None:
    shown = opened(book).content()
    assert shown.who == "Anna"
    assert shown.sheets["Scores"][1:] == [["easing", 2.0, datetime(2019, 6, 17)], ["=text", "#DIV/0!", None]]  # noqa: DTZ001
    assert shown.formulas == {"Scores": {"B2": "B9*2", "B3": "1/0"}}
    assert [(table.name, table.ref) for table in shown.tables] == [("scores", "A1:C3")]
    assert shown.names == {"decide_scenario": "Scores!$A$1"}
    assert book.sheet.range.call_args_list == [call((1, 1), (3, 3))]


def selection(book: Book, address: str, first: int, last: int, of: str = "case.xlsx") -> MagicMock:
    """Cells as a desktop engine tells of them."""
    found = MagicMock(address=address, row=first)
    found.last_cell.row, found.sheet.name, found.sheet.book.name = last, "Scores", of
    book.selection = found
    return found


def test_the_selected_row_is_that_of_one_area_in_this_book(book: Book) -> None:
    for address in ("$B$3", "$A$3:$C$3", "$3:$3"):
        selection(book, address, 3, 3)
        assert opened(book).selected() == Selected("Scores", 3)


@pytest.mark.parametrize(
    ("address", "last", "of"),
    [
        ("$A$3:$A$4", 4, "case.xlsx"),
        ("$A:$A", 1048576, "case.xlsx"),
        ("$A$3,$A$5", 3, "case.xlsx"),
        ("$A$3", 3, "other.xlsx"),
    ],
    ids=["several rows", "a column", "areas apart", "another book"],
)
def test_no_one_row_is_selected(book: Book, address: str, last: int, of: str) -> None:
    selection(book, address, 3, last, of)
    assert opened(book).selected() is None


def test_a_chart_that_is_selected_is_no_row(book: Book) -> None:
    book.selection = None
    assert opened(book).selected() is None


def test_changes_are_written_in_blocks_between_lifting_the_protection_and_putting_it_back(book: Book) -> None:
    puts = {"A4": Put("loan"), "B4": Put(3.0, "B9*2"), "A5": Put("2019-06-17"), "B5": Put(None)}
    look = Alike("Scores", Area(2, 1, 2, 2), Area(4, 1, 5, 2), 12.0)
    resized = Resized("scores", "Scores", Area(1, 1, 5, 2), Area(1, 1, 3, 2))
    listed = Listed("Scores", Area(2, 1, 5, 1), "Options", Area(9, 1, 12, 1))
    changes = Changes((look,), {"Scores": puts}, (resized,), (listed,), (Tall("Scores", 5, 30.0),))
    opened(book).write(changes)
    api = book.sheet.api
    assert api.mock_calls == [
        call.ProtectContents.__bool__(),
        call.Unprotect(),
        call.Protect(
            AllowFormattingCells=True,
            AllowFormattingColumns=True,
            AllowFormattingRows=True,
            AllowSorting=True,
            AllowFiltering=True,
        ),
    ]
    assert book.ranges["A4:B5"].formula == [["loan", "=B9*2"], ["'2019-06-17", ""]]
    assert book.ranges["A4:B5"].paste.call_args_list == [call(paste="formats"), call(paste="validation")]
    assert book.ranges["A4:B5"].column_width == 12.0
    book.table.resize.assert_called_once_with(book.ranges["A1:B5"])
    assert book.sheet.page_setup.print_area == "A1:B5"
    book.ranges["A2:A5"].data_validation.set_list.assert_called_once_with(book.ranges["A9:A12"])
    assert book.ranges[(5, 1)].row_height == 30.0
    book.app.calculate.assert_called_once()


def test_the_protection_is_put_back_when_the_program_fails(book: Book) -> None:
    book.sheet.range.side_effect = RuntimeError("Excel is busy")
    with pytest.raises(RuntimeError, match="busy"):
        opened(book).write(Changes((), {"Scores": {"A4": Put(1.0)}}, ()))
    book.sheet.api.Protect.assert_called_once()


def test_a_sheet_with_a_password_is_named(book: Book) -> None:
    book.sheet.api.Unprotect.side_effect = RuntimeError("1004")
    with pytest.raises(ReadOnlyWorkbook, match=r"sheet 'Scores' of case\.xlsx is protected by a password"):
        opened(book).write(Changes((), {"Scores": {"A4": Put(1.0)}}, ()))


def test_on_a_mac_the_words_are_the_macs(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    opened(book).write(Changes((), {"Scores": {"A4": Put(1.0)}}, ()))
    book.sheet.api.unprotect.assert_called_once_with()
    assert set(book.sheet.api.protect_worksheet.call_args.kwargs) == {
        "allow_formatting_cells",
        "allow_formatting_columns",
        "allow_formatting_rows",
        "allow_sorting",
        "allow_filtering",
    }


@pytest.mark.parametrize(
    "words", ["=1+1", "+1", "-x", "@x", "3 May", "May 2019", "1e5", "TRUE", "'quoted", "#N/A", "12 %"]
)
def test_a_text_that_a_program_would_take_for_something_else_says_that_it_is_text(words: str) -> None:
    assert typed(Put(words)) == f"'{words}"


@pytest.mark.parametrize(
    "words", ["● offer", "limited-easing", "nothing", "", "ranking unchanged", "Öffnung"]
)
def test_plain_words_go_as_they_are(words: str) -> None:
    assert typed(Put(words)) == words


def test_cells_are_joined_into_the_fewest_rectangles() -> None:
    puts = {f"{column}{row}": Put(float(row)) for row in (2, 3, 4, 7) for column in "BCD"} | {"F3": Put("x")}
    assert [str(area) for area, _ in blocks(puts)] == ["B2:D4", "B7:D7", "F3"]


@pytest.mark.parametrize("printed", ["$A$1:$B$2", "$A$1:$A$3,$B$1:$B$3", None])
def test_a_print_area_that_somebody_set_stays(book: Book, printed: str | None) -> None:
    book.sheet.page_setup.print_area = printed
    opened(book).write(Changes((), {}, (Resized("scores", "Scores", Area(1, 1, 5, 2), Area(1, 1, 3, 2)),)))
    assert book.sheet.page_setup.print_area == printed
