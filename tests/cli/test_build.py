"""steelyard build: a workbook from a text, and never over one that people have worked in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import small

from steelyard import cases
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.concealment import hidden_sheets
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import with_cells

if TYPE_CHECKING:
    from cli.conftest import Shell


def text(name: str = "model.yaml", case: str = "blank") -> None:
    Path(name).write_text(cases.text(case), encoding="utf-8")


def test_the_same_model_gives_the_same_bytes(shell: Shell) -> None:
    text()
    assert shell("build", "model.yaml", "-o", "one.xlsx").stdout == "one.xlsx: built from model.yaml.\n"
    shell("build", "model.yaml", "--output", "two.xlsx")
    assert Path("one.xlsx").read_bytes() == Path("two.xlsx").read_bytes()


def test_a_workbook_can_be_built_anew(shell: Shell) -> None:
    text()
    shell("build", "model.yaml", "-o", "one.xlsx")
    shell("build", "one.xlsx", "-o", "two.xlsx")
    assert Path("one.xlsx").read_bytes() == Path("two.xlsx").read_bytes()


def test_a_workbook_that_stands_there_stays(shell: Shell) -> None:
    text()
    Path("book.xlsx").write_bytes(b"mine")
    refused = shell("build", "model.yaml", "-o", "book.xlsx", code=2)
    assert "loses what people added to it" in refused.stderr
    assert Path("book.xlsx").read_bytes() == b"mine"
    shell("build", "model.yaml", "-o", "book.xlsx", "--force")
    assert Path("book.xlsx").read_bytes().startswith(b"PK")


def test_a_faulty_model_is_refused_with_every_fault(shell: Shell) -> None:
    spoiled = small.TEXT.replace("measure-1: 80", "measure-1: 800").replace("cost-1: 60", "cost-1: x")
    Path("model.yaml").write_text(spoiled, encoding="utf-8")
    refused = shell("build", "model.yaml", "-o", "book.xlsx", code=2)
    assert "model.yaml: 2 problems" in refused.stderr
    assert refused.stdout == ""
    assert not Path("book.xlsx").exists()


def test_a_text_that_is_no_yaml_is_refused(shell: Shell) -> None:
    Path("model.yaml").write_text("steelyard: [", encoding="utf-8")
    assert shell("build", "model.yaml", "-o", "book.xlsx", code=2).stderr.startswith("steelyard: model.yaml")


def test_an_output_must_be_named_and_be_a_workbook(shell: Shell) -> None:
    text()
    assert "--output" in shell("build", "model.yaml", code=2).stderr
    assert ".xlsx is needed" in shell("build", "model.yaml", "-o", "book.csv", code=2).stderr


def test_a_folder_that_is_not_there_is_named(shell: Shell) -> None:
    text()
    assert "folder" in shell("build", "model.yaml", "-o", "no/book.xlsx", code=2).stderr


def hidden(book: str) -> frozenset[str]:
    return hidden_sheets(Package.read(book))


def test_few_sheets_are_visible_or_all(shell: Shell) -> None:
    text()
    shell("build", "model.yaml", "-o", "few.xlsx")
    shell("build", "model.yaml", "-o", "all.xlsx", "--sheets", "all")
    assert "Shares" in hidden("few.xlsx")
    assert hidden("all.xlsx") == frozenset()
    shell("build", "all.xlsx", "-o", "again.xlsx")
    assert hidden("again.xlsx") == frozenset()
    shell("build", "all.xlsx", "-o", "few-again.xlsx", "--sheets", "essential")
    assert Path("few-again.xlsx").read_bytes() == Path("few.xlsx").read_bytes()
    assert shell("build", "model.yaml", "-o", "x.xlsx", "--sheets", "none", code=2).stderr


def test_a_score_says_which_sheets_it_shows(shell: Shell) -> None:
    text()
    shell("build", "model.yaml", "-o", "few.xlsx")
    package = Package.read("few.xlsx")
    rule = dict(zip("ABDEH", ("r", "option-2", "requires", "measure-1", "verified"), strict=True))
    Path("few.xlsx").write_bytes(
        with_cells(package, {"Rules": {f"{at}9": Value(entry) for at, entry in rule.items()}}).to_bytes()
    )
    assert "shown, with their first entries: Rules" in shell("score", "few.xlsx").stdout
    assert "shown" not in shell("score", "few.xlsx").stdout
