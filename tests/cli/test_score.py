"""steelyard score: what was typed is weighed, the workbook is refreshed, the ranking is told."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cli.editing import chosen, held, typed
from workbook.noted import noted

from steelyard.ooxml.opc.package import Package

if TYPE_CHECKING:
    from cli.conftest import Shell


def test_a_fresh_workbook_has_nothing_to_refresh(shell: Shell, book: Path) -> None:
    before = book.read_bytes()
    said = shell("score", "syria.xlsx")
    assert said.stdout.startswith("Ranking in Core package implemented\n\n")
    assert (
        "Stabilisation leads Limited easing by 2.2 points: a clear lead (resolution 1.0).\n"
        "Stabilisation (14.2) and Political engagement (4.0) can be offered.\n"
        "syria.xlsx: every cell was up to date.\n"
    ) in said.stdout
    assert said.stderr == ""
    assert book.read_bytes() == before


def test_a_changed_weight_moves_the_ranking_and_the_cells(shell: Shell, book: Path) -> None:
    typed(book, "weights", "France", "money", 60.0)
    said = shell("score", "syria.xlsx")
    assert "Limited easing leads Stabilisation" in said.stdout
    assert " cells refreshed.\n" in said.stdout
    assert held(book, "contributions", "limited-easing", "rank") == 1.0
    assert "every cell was up to date" in shell("score", "syria.xlsx").stdout


def test_the_choice_on_decide_counts(shell: Shell, book: Path) -> None:
    chosen(book, "decide_scenario", "Status quo")
    assert "Ranking in Status quo" in shell("score", "syria.xlsx").stdout


def test_another_output_leaves_the_workbook_as_it_was(shell: Shell, book: Path) -> None:
    typed(book, "weights", "France", "money", 60.0)
    before = book.read_bytes()
    shell("score", "syria.xlsx", "-o", "scored.xlsx")
    assert book.read_bytes() == before
    assert held(Path("scored.xlsx"), "contributions", "limited-easing", "rank") == 1.0


def test_an_output_that_stands_there_stays(shell: Shell, book: Path) -> None:
    Path("scored.xlsx").write_bytes(b"mine")
    assert "scored.xlsx exists already" in shell("score", book.name, "-o", "scored.xlsx", code=2).stderr
    assert Path("scored.xlsx").read_bytes() == b"mine"
    shell("score", book.name, "-o", "scored.xlsx", "--force")
    assert Path("scored.xlsx").read_bytes() == book.read_bytes()


def test_the_workbook_itself_is_a_welcome_output(shell: Shell, book: Path) -> None:
    assert shell("score", book.name, "-o", str(book.resolve())).exit_code == 0


def test_an_unfit_input_stops_the_write_and_is_named(shell: Shell, book: Path) -> None:
    typed(book, "weights", "France", "money", "lots")
    before = Package.read(book)
    refused = shell("score", "syria.xlsx", code=2)
    assert "Weights, row 'France', column 'money'" in refused.stderr
    assert refused.stderr.endswith("The sheet Checks lists this too; nothing else in the file was touched.\n")
    assert refused.stdout == ""
    assert noted(before, Package.read(book))[1].startswith("Weights, row 'France', column 'money'")


def test_warnings_go_to_standard_error(shell: Shell, book: Path) -> None:
    typed(book, "evidence", "settings/resolution", "key", "settings/resolutoin")
    said = shell("score", "syria.xlsx")
    assert said.stderr.startswith("warning: Evidence, row 'settings/resolutoin'")


def test_a_text_is_no_workbook_to_score(shell: Shell) -> None:
    Path("model.yaml").write_text("steelyard: 1", encoding="utf-8")
    assert "model.yaml is no workbook" in shell("score", "model.yaml", code=2).stderr
