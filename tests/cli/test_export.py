"""steelyard export: the model as text, to a file or to standard output."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import Mock

import pytest
from cli.editing import typed

from steelyard.cases import text
from steelyard.model import checks
from steelyard.model.canonical_order import in_canonical_order
from steelyard.model.text.reading import read_text, write_text
from steelyard.workbook.files import load, save

if TYPE_CHECKING:
    from cli.conftest import Shell


def test_the_text_goes_to_standard_output(shell: Shell, book: Path) -> None:
    Path("model.yaml").write_text(text("syria"), encoding="utf-8")
    said = shell("export", book.name).stdout
    assert said == shell("export", book.name, "-o", "-").stdout
    assert said == write_text(in_canonical_order(read_text(text("syria"))))
    assert said == shell("export", "model.yaml").stdout


def test_what_was_typed_is_in_the_text(shell: Shell, book: Path) -> None:
    typed(book, "weights", "France", "money", 60.0)
    shell("export", book.name, "-o", "model.yaml")
    changed = read_text(text("syria")).replace_value("weights/France/money", 60.0)
    assert read_text(Path("model.yaml").read_bytes()) == in_canonical_order(changed)


def test_a_round_trip_gives_the_same_workbook(shell: Shell) -> None:
    shell("new", "--blank", "-o", "book.xlsx")
    shell("export", "book.xlsx", "-o", "model.yaml")
    shell("build", "model.yaml", "-o", "again.xlsx")
    assert Path("again.xlsx").read_bytes() == Path("book.xlsx").read_bytes()


def test_a_model_that_was_read_is_not_checked_again(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    check = Mock(wraps=checks.check)
    monkeypatch.setattr(checks, "check", check)
    shell("new", "syria", "-o", "book.xlsx")
    shell("export", "book.xlsx", "-o", "model.yaml")
    shell("export", "book.xlsx")
    shell("build", "model.yaml", "-o", "again.xlsx")
    check.assert_not_called()
    save(load("again.xlsx"), "saved.xlsx")
    check.assert_called_once()


def test_a_text_that_stands_there_stays(shell: Shell, book: Path) -> None:
    Path("model.yaml").write_text("mine", encoding="utf-8")
    assert "model.yaml exists already" in shell("export", book.name, "-o", "model.yaml", code=2).stderr
    shell("export", book.name, "-o", "model.yaml", "--force")
    assert Path("model.yaml").read_text(encoding="utf-8").startswith("steelyard: 1\n")


def test_only_a_text_is_exported(shell: Shell, book: Path) -> None:
    assert ".yaml or .yml is needed" in shell("export", book.name, "-o", "model.xlsx", code=2).stderr
