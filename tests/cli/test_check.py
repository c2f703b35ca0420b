"""steelyard check: 0 where all is well, 1 where something is to be mended, 2 where nothing can be read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import small
from cli.editing import renamed, typed

from steelyard import cases
from steelyard.ooxml.cell_values import Cached
from steelyard.ooxml.opc.package import Package, write
from steelyard.ooxml.sheet_cells import cells, with_cells

if TYPE_CHECKING:
    from cli.conftest import Shell


def test_a_fresh_workbook_is_sound(shell: Shell, book: Path) -> None:
    assert shell("check", book.name).stdout.splitlines()[0] == "syria.xlsx: sound"


def test_a_text_is_checked_too(shell: Shell) -> None:
    Path("model.yaml").write_text(small.TEXT, encoding="utf-8")
    assert shell("check", "model.yaml").stdout == "model.yaml: sound\n  judgements       valid\n"
    spoiled = small.TEXT.replace("measure-1: 80", "measure-1: 800")
    Path("model.yaml").write_text(spoiled, encoding="utf-8")
    said = shell("check", "model.yaml", code=1).stdout
    assert [" ".join(line.split()) for line in said.splitlines()] == [
        "model.yaml: not sound",
        "judgements 1 error",
        "severity sheet row column at found allowed",
        "error linkage option-1 measure-1 line 41, column 26 800 a number from 0 to 100 is needed",
    ]


def test_a_changed_weight_makes_it_out_of_date_until_it_is_scored(shell: Shell, book: Path) -> None:
    typed(book, "weights", "France", "money", 60.0)
    said = shell("check", book.name, code=1).stdout
    assert (
        "  computed tables  out of date: 1 judgement changed since; steelyard score writes them anew\n"
        in said
    )
    assert "    weight of Money for France: 3 when computed, 60 now\n" in said
    assert " cells to look at; steelyard score sets them\n" in said
    assert "more\n" in said
    shell("score", book.name)
    assert shell("check", book.name).stdout.startswith("syria.xlsx: sound\n")


def test_a_formula_that_was_typed_over_is_named(shell: Shell, book: Path) -> None:
    typed(book, "scores", "core-implemented/stabilisation", "net", 99.0)
    said = shell("check", book.name, code=1).stdout
    assert "  live results     1 cell to look at; steelyard score sets them\n    severity  sheet " in said
    assert re.search(
        r"error +Scores +core-implemented/stabilisation +net +cell F\d+ +99 +a formula belongs here\n", said
    )


def test_a_workbook_of_another_shape_is_told(shell: Shell, book: Path) -> None:
    renamed(book, "decide", "decide", "mine")
    said = shell("check", book.name, code=1).stdout
    assert (
        "\n  structure        syria.xlsx: no table 'decide': on sheet 'Decide' it is named 'mine'. " in said
    )
    assert "\n  computed tables  out of date\n" in said


def test_warnings_are_shown_and_leave_the_file_sound(shell: Shell, book: Path) -> None:
    typed(book, "evidence", "settings/resolution", "key", "settings/resolutoin")
    said = shell("check", book.name).stdout
    assert "  judgements       valid, 1 warning\n    severity  sheet " in said
    assert re.search(r"\n    warning +Evidence +settings/resolutoin +key ", said)


def test_errors_come_before_warnings(shell: Shell, book: Path) -> None:
    typed(book, "evidence", "settings/resolution", "key", "settings/resolutoin")
    typed(book, "evidence", "values/*/*", "confidence", "total")
    lines = shell("check", book.name, code=1).stdout.splitlines()
    assert lines[1] == "  judgements       1 error, 1 warning"
    assert [line.split()[0] for line in lines[3:-1] if line[4] != " "] == ["error", "warning"]
    assert lines[-1] == "  computed tables  cannot be compared before the judgements are mended"


def test_programs_get_everything(shell: Shell, book: Path) -> None:
    typed(book, "weights", "France", "money", 60.0)
    found = json.loads(shell("check", book.name, "--format", "json", code=1).stdout)
    assert (found["file"], found["sound"], found["current"]) == ("syria.xlsx", False, False)
    assert (found["structure"], found["judgements"]) == (None, [])
    assert found["changed"] == [
        {"key": "weights/France/money", "then": 3.0, "now": 60.0, "words": "weight of Money for France"}
    ]
    assert len(found["fingerprint"]) == len(found["stamp"]) == 12
    assert found["changed_left_out"] == 0
    assert len(found["live"]) + found["live_left_out"] > 100
    assert {"severity", "code", "sheet", "row", "column", "at", "found", "allowed", "message"} == {
        *found["live"][0]
    }


def test_of_many_cells_that_differ_json_has_the_first_200_and_the_number_of_the_others(
    shell: Shell, book: Path
) -> None:
    file = Package.read(book)
    there = {at: cell for at, cell in cells(file, "Scores").items() if cell.formula}
    wrong = {at: Cached(777.0) for at, cell in there.items() if isinstance(cell.value, float)}
    write(with_cells(file, {"Scores": wrong}), book)
    found = json.loads(shell("check", book.name, "--format", "json", code=1).stdout)
    assert len(wrong) > 200
    assert (len(found["live"]), found["live_left_out"]) == (200, len(wrong) - 200)
    assert (found["computed"], found["computed_left_out"]) == ([], 0)


def test_a_text_has_no_workbook_to_tell_of(shell: Shell) -> None:
    Path("model.yaml").write_text(small.TEXT, encoding="utf-8")
    found = json.loads(shell("check", "model.yaml", "--format", "json").stdout)
    assert found == {"file": "model.yaml", "sound": True, "judgements": [], "left_out": 0}


def test_of_many_findings_json_has_the_first_200_and_the_number_of_the_others(shell: Shell) -> None:
    steps = "".join(f"  s{at}: {{phase: 1, kind: option, item: opton-1}}\n" for at in range(250))
    idle = "evidence:\n  linkage/nothing: {low: 1}\n"
    text = f"{cases.text('blank')}\nplan:\n{steps}\n{idle}"
    Path("model.yaml").write_text(text, encoding="utf-8")
    found = json.loads(shell("check", "model.yaml", "--format", "json", code=1).stdout)
    assert (len(found["judgements"]), found["left_out"]) == (200, 51)
    assert {each["severity"] for each in found["judgements"]} == {"error"}
    said = shell("show", "model.yaml", code=2).stderr.splitlines()
    assert said[0].endswith("model.yaml: 250 problems")
    assert len(said) == 202
    assert said[-1] == "  and 50 more; correct these first, the next reading lists the others"


def test_what_cannot_be_read_is_refused(shell: Shell) -> None:
    Path("notes.txt").write_text("nothing", encoding="utf-8")
    Path("broken.xlsx").write_bytes(b"PK\x03\x04nothing")
    for name in ("notes.txt", "broken.xlsx", "absent.xlsx", "."):
        refused = shell("check", name, code=2)
        assert refused.stderr.startswith(f"steelyard: {name} ")
        assert refused.stdout == ""
