"""steelyard release: what was withheld, what still leaks, and an exit code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl import load_workbook

from steelyard import api
from steelyard.cases import text

if TYPE_CHECKING:
    from cli.conftest import Shell

LEAKY = (
    text("nash-1950")
    .replace("owner: steelyard project", "owner: Theodora Quillfeather", 1)
    .replace("title: ", "title: Theodora Quillfeather on ", 1)
)


def test_a_release_says_what_is_withheld_by_class(shell: Shell, book: Path) -> None:
    answer = shell("release", book.name, "-o", "copy.xlsx")
    lines = answer.stdout.splitlines()
    assert lines[0] == "copy.xlsx: released from syria.xlsx."
    assert lines[1] == "Withheld: reservation, counterpart, trial, authors, notes, and the change log."
    assert any(line.startswith("  counterpart: ") for line in lines)
    assert api.load("copy.xlsx").counterparts == ()
    shell("release", book.name, "-o", "copy.xlsx", code=2)
    shell("release", book.name, "-o", "copy.xlsx", "--force")


def test_what_leaks_is_listed_and_nothing_is_written(shell: Shell) -> None:
    Path("case.yaml").write_text(LEAKY, encoding="utf-8")
    answer = shell("release", "case.yaml", "-o", "copy.xlsx", code=1)
    assert "Leaks: settings/title: what settings/owner said (in words)" in answer.stdout
    assert "copy.xlsx is not written" in answer.stderr
    assert "Quillfeather" not in answer.output
    assert not Path("copy.xlsx").exists()


def test_the_same_as_json(shell: Shell) -> None:
    Path("case.yaml").write_text(text("nash-1950"), encoding="utf-8")
    found = json.loads(shell("release", "case.yaml", "-o", "copy.xlsx", "--format", "json").stdout)
    assert found["written"] is True
    assert found["leaks"] == []
    assert (
        "no table for csv" in shell("release", "case.yaml", "-o", "x.xlsx", "--format", "csv", code=2).stderr
    )


def test_sheets_of_people_s_own_are_named(shell: Shell, book: Path) -> None:
    opened = load_workbook(book)
    opened.create_sheet("Our notes")["A1"] = "=Counterpart!A9"
    opened.create_sheet("Our list").sheet_state = "hidden"
    opened.save("own.xlsx")
    lines = shell("release", "own.xlsx", "-o", "copy.xlsx").stdout.splitlines()
    assert "Carried over: the sheet 'Our notes', which is not steelyard's." in lines
    assert "Left out: the sheet 'Our list': it is hidden." in lines
    said = "the formula of 'Our notes'!A1, which refers to what the copy lacks; it says withheld"
    assert f"Left out: {said}." in lines
    found = json.loads(shell("release", "own.xlsx", "-o", "again.xlsx", "--format", "json").stdout)
    assert [found[key] for key in ("carried", "left_out", "beside")] == [
        ["Our notes"],
        {"Our list": "it is hidden"},
        [said],
    ]


def test_a_copy_tells_why_it_has_no_counterpart(shell: Shell) -> None:
    Path("case.yaml").write_text(text("nash-1950"), encoding="utf-8")
    api.release("case.yaml", "copy.xlsx")
    said = shell("packages", "copy.xlsx", code=2).stderr
    assert "the counterparts are withheld from this copy" in said
