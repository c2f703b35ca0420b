"""The commands on an .ods, as people type them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from odf import made
from small import TEXT
from typer.testing import CliRunner

from steelyard import cli
from steelyard.errors import ChangedWorkbook, NoSpace
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.opc.package import write
from steelyard.ooxml.sheet_cells import cells, table_view, with_cells
from steelyard.service.work import verbs
from steelyard.service.workers.answer import ENDINGS, OPENDOCUMENT
from steelyard.workbook.checking.verify import verify
from steelyard.workbook.files import load
from steelyard.workbook.packages import package_of_path

if TYPE_CHECKING:
    from pathlib import Path

    from steelyard.ooxml.cell_values import Scalar
    from steelyard.ooxml.opc.package import Package


@pytest.fixture(name="book")
def _book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "book.ods").write_bytes(made.spreadsheet(TEXT))
    return tmp_path / "book.ods"


def typed(line: str) -> tuple[int, str]:
    """The exit code of a command, and what it prints."""
    done = CliRunner().invoke(cli.app, line.split(), prog_name="steelyard")
    return done.exit_code, done.output


def weighed(book: Path, value: Scalar) -> Package:
    """The file with another first weight."""
    package = package_of_path(book)
    view = table_view(package, "weights")
    at = view.address(view.rows[0], view.table.columns[3])
    return with_cells(package, {view.table.sheet: {at: Value(value)}})


def test_commands_that_read_and_commands_that_write(book: Path) -> None:
    assert typed("check book.ods")[0] == 0
    write(weighed(book, 77.0), book)
    code, said = typed("check book.ods")
    assert code == 1
    assert "1 judgement changed" in said
    assert typed("show book.ods ranking")[0] == 0
    code, said = typed("score book.ods")
    assert (code, verify(book).sound) == (0, True)
    assert "cells refreshed" in said
    assert typed("score book.ods")[1].rstrip().endswith("book.ods: every cell was up to date.")
    assert typed("export book.ods -o model.yaml")[0] == 0
    assert load(book) == load("model.yaml")
    assert typed("build book.ods -o book.xlsx")[0] == 0
    assert typed("diff book.xlsx book.ods") == (0, "No judgement differs.\n")


def test_the_service_returns_an_ods_as_one() -> None:
    answer = verbs.score(made.spreadsheet(TEXT), "book.ods")
    assert (answer.status, answer.kind) == (200, OPENDOCUMENT)
    assert answer.body == made.spreadsheet(TEXT)
    assert verbs.sent_name("score", "book.ods", ENDINGS[answer.kind]) == "book scored.ods"


def test_parts_are_added_and_weights_put_in_proportion(book: Path) -> None:
    assert typed("add stakeholder book.ods ann --name Ann")[0] == 0
    assert typed("sign book.ods --role analyst --name Ann")[0] == 0
    assert verify(book).sound
    assert "ann" in [each.id for each in load(book).stakeholders]


def test_the_format_stays(book: Path) -> None:
    code, said = typed("score book.ods -o other.xlsx")
    assert code == 2
    assert "is an OpenDocument spreadsheet and stays one" in said.replace("\n", " ")
    typed("build book.ods -o book.xlsx")
    code, said = typed("score book.xlsx -o other.ods")
    assert code == 2
    assert "is an Excel workbook and stays one" in said.replace("\n", " ")
    assert not {"other.xlsx", "other.ods"} & {each.name for each in book.parent.iterdir()}


def test_problems_stand_on_checks_where_a_score_is_refused(book: Path) -> None:
    write(weighed(book, "much"), book)
    code, said = typed("score book.ods")
    assert code == 2
    assert "'much'" in said
    shown = [cell.value for cell in cells(package_of_path(book), "Checks").values()]
    assert any("'much'" in str(value) for value in shown)
    write(weighed(book, 5.0), book)
    assert typed("score book.ods")[0] == 0


def test_an_edit_between_reading_and_writing_is_not_lost(book: Path) -> None:
    first = weighed(book, 77.0)
    write(weighed(book, 5.0), book)
    theirs = book.read_bytes()
    with pytest.raises(ChangedWorkbook):
        write(first, book)
    assert book.read_bytes() == theirs


def test_a_full_disk_leaves_the_file_as_it_was(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = book.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(NoSpace):
        write(weighed(book, 77.0), book)
    monkeypatch.undo()
    assert book.read_bytes() == before
    assert [each.name for each in book.parent.iterdir()] == ["book.ods"]
