"""What can be told about a workbook: fit, current, and saying what the engine says; or where it does not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import shipped
import small
from cli.editing import chosen, place, renamed, typed

from steelyard.errors import MissingTable
from steelyard.model.fingerprint import fingerprint
from steelyard.model.key_words import key_words
from steelyard.model.text.reading import read_text
from steelyard.ooxml.addresses import address
from steelyard.ooxml.cell_values import Cached, Value
from steelyard.ooxml.opc.package import Package, write
from steelyard.ooxml.sheet_cells import with_cells
from steelyard.ooxml.tables import table
from steelyard.sheets.catalogue import context_of, filled_sheets
from steelyard.sheets.spec import Formula
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.checking.since_score import Change
from steelyard.workbook.checking.verify import Verification, verify
from steelyard.workbook.reading.read import read_workbook
from steelyard.workbook.scoring.score import score

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.sheets.spec import FilledSheet

MODEL = read_text(small.TEXT)
WEIGHT = ("weights", "stakeholder-1", "cost-1")
KEY = "weights/stakeholder-1/cost-1"


@pytest.fixture(name="book")
def _book(tmp_path: Path) -> Path:
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook_bytes(MODEL))
    return path


def test_a_fresh_workbook_is_sound(book: Path) -> None:
    stamp = fingerprint(MODEL)
    assert verify(book) == Verification(where=str(book), workbook=True, fingerprint=stamp, stamp=stamp)
    assert verify(str(book)).sound


def test_the_shipped_case_is_sound(tmp_path: Path) -> None:
    path = tmp_path / "syria.xlsx"
    path.write_bytes(shipped.workbook())
    found = verify(path)
    assert (found.inputs, found.changed, found.live, found.computed, found.structure) == ((), (), (), (), "")
    assert found.sound


def test_a_changed_weight_is_told_and_scoring_makes_it_sound(book: Path) -> None:
    typed(book, *WEIGHT, 80.0)
    found = verify(book)
    assert found.fit
    assert not found.current
    assert not found.sound
    assert found.changed == (Change(KEY, 20.0, 80.0, key_words(MODEL, KEY)),)
    assert str(found.changed[0]) == f"{key_words(MODEL, KEY)}: 20 when computed, 80 now"
    assert found.stamp == fingerprint(MODEL) != found.fingerprint
    score(book)
    assert verify(book).sound
    assert verify(book).stamp == found.fingerprint


def test_stale_cells_are_named_with_what_they_should_show(book: Path) -> None:
    typed(book, *WEIGHT, 80.0)
    found = {str(finding.place): str(finding) for finding in verify(book).live}
    sheet, at = place(Package.read(book), "scores", "scenario-1/option-1", "cost")
    where = f"{sheet}, row 'scenario-1/option-1', column 'cost' (cell {at})"
    assert found[where] == f"{where}: found 4; the engine computes 10"
    assert {finding.code for finding in verify(book).live} == {"differs"}


def test_every_live_cell_of_every_table_is_looked_at(book: Path) -> None:
    package = Package.read(book)
    patches: dict[str, dict[str, Value]] = {}
    for plan in filled_sheets(context_of(MODEL)):
        found_table = table(package, plan.table.name)
        patches[found_table.sheet] = {
            address(found_table.first_row + row, found_table.area.first_column + column): Value(
                "something else"
            )
            for row, entries in enumerate(plan.table.rows)
            for column, entry in enumerate(entries)
            if isinstance(entry, Formula)
        }
    write(with_cells(package, patches), book)
    live = {(finding.place.sheet, finding.place.at.removeprefix("cell ")) for finding in verify(book).live}
    assert live == {(sheet, at) for sheet, cells in patches.items() for at in cells}
    assert len(live) > 250


def test_a_number_within_the_tolerance_is_the_same(book: Path) -> None:
    typed(book, "what_it_takes", "scenario-1/option-1", "net after", 28.0 + 5e-10)
    assert verify(book).sound
    typed(book, "what_it_takes", "scenario-1/option-1", "net after", 28.0 + 5e-9)
    [finding] = verify(book).computed
    assert (finding.code, finding.place.column) == ("differs", "net after")


def test_a_truth_value_is_not_the_number_that_python_says_it_equals(book: Path) -> None:
    """A live cell that should show 1 and one that should show an empty text, as another program left them."""
    live = {
        content.value: on
        for plan in filled_sheets(context_of(MODEL))
        for on, content in _live_cells(Package.read(book), plan)
        if content.value in (1, "")
    }
    patches = {live[1][0]: {live[1][1]: Cached(value=True)}}
    patches.setdefault(live[""][0], {})[live[""][1]] = Cached(value=False)
    write(with_cells(Package.read(book), patches), book)
    found = {(each.place.sheet, each.place.at.removeprefix("cell ")) for each in verify(book).live}
    assert found == {live[1], live[""]}
    score(book)
    assert verify(book).sound


def _live_cells(package: Package, plan: FilledSheet) -> Iterator[tuple[tuple[str, str], Formula]]:
    """Sheet and address of every live cell in the table of a sheet, with what it should hold."""
    found = table(package, plan.table.name)
    for row, entries in enumerate(plan.table.rows):
        for column, entry in enumerate(entries):
            if isinstance(entry, Formula):
                yield (found.sheet, address(found.first_row + row, found.area.first_column + column)), entry


def test_a_computed_cell_that_was_typed_over_is_told_and_scoring_mends_it(book: Path) -> None:
    typed(book, "what_it_takes", "scenario-1/option-2", "further steps", "none at all")
    found = verify(book)
    assert found.current
    assert not found.sound
    assert [finding.found for finding in found.computed] == ["'none at all'"]
    score(book)
    assert verify(book).sound


def test_a_formula_that_was_typed_over_is_told_even_if_it_shows_the_right_value(book: Path) -> None:
    typed(book, "scores", "scenario-1/option-1", "cost", 4.0)
    [finding] = verify(book).live
    assert (finding.code, finding.place.column, finding.found) == ("typed-over", "cost", "4")


def test_the_scenario_on_decide_does_not_make_computed_tables_old(tmp_path: Path) -> None:
    second = "  scenario-2: {name: Second, delivers: {measure-1: none, measure-2: none}}\n\n# What an option"
    path = tmp_path / "book.xlsx"
    two = small.TEXT.replace("\n# What an option", second, 1)
    path.write_bytes(workbook_bytes(read_text(two)))
    chosen(path, "decide_scenario", "Second")
    found = verify(path)
    assert found.current
    assert found.changed == ()
    assert {finding.place.sheet for finding in found.live} >= {"Decide", "Contributions"}


def test_an_input_that_is_not_allowed_is_told_before_all_else(book: Path) -> None:
    typed(book, *WEIGHT, "lots")
    found = verify(book)
    assert [finding.place.column for finding in found.inputs] == ["cost-1"]
    assert not found.fit
    assert not found.current
    assert (found.fingerprint, found.live, found.changed) == ("", (), ())
    assert found.stamp == fingerprint(MODEL)


def test_a_new_option_is_a_matter_of_structure(book: Path) -> None:
    package = Package.read(book)
    found_table = table(package, "options")
    row = {"id": "option-3", "name": "Third option", "opening": "no"}
    cells = {
        address(found_table.last_row + 1, found_table.column(heading)): Value(word)
        for heading, word in row.items()
    }
    write(with_cells(package, {found_table.sheet: cells}), book)
    found = verify(book)
    assert "Scores" in found.structure
    assert not found.current
    assert not found.sound
    of_cell = key_words(read_workbook(book).fit(), "linkage/option-3/measure-1")
    assert Change("linkage/option-3/measure-1", None, 0.0, of_cell) in found.changed
    assert str(found.changed[0]).split(": ")[1].startswith("not there when computed, ")


@pytest.mark.parametrize("name", ["decide", "shares", "scores", "what_it_takes", "checks", "change_log"])
def test_a_table_that_is_gone_is_a_matter_of_structure(name: str, book: Path) -> None:
    renamed(book, name, name, "mine")
    found = verify(book)
    assert repr(name) in found.structure
    assert not found.sound


def test_a_renamed_column_is_named(book: Path) -> None:
    renamed(book, "scores", "regret", "remorse")
    [finding] = verify(book).live
    assert (finding.place.sheet, finding.place.column, finding.code) == (
        "Scores",
        "regret",
        "renamed-heading",
    )


def test_a_judgement_table_of_another_name_is_a_matter_of_structure(book: Path) -> None:
    renamed(book, "weights", "weights", "mine")
    found = verify(book)
    assert found.fit
    assert "on sheet 'Weights' it is named 'mine'" in found.structure


def test_without_a_judgement_table_and_its_headings_nothing_can_be_told(book: Path) -> None:
    renamed(book, "weights", "weights", "mine")
    for heading in ("id", "name"):
        renamed(book, "mine", heading, f"our {heading}")
    file = Package.read(book)
    head = table(file, "mine").area.first_row
    write(with_cells(file, {"Weights": {f"A{head}": Value("our id"), f"B{head}": Value("our name")}}), book)
    with pytest.raises(MissingTable, match="weights"):
        verify(book)


def test_without_a_stamp_the_tables_are_not_current(book: Path) -> None:
    package = Package.read(book)
    part = package.part("xl/workbook.xml").replace(b"checks_fingerprint", b"mine")
    write(package.replaced({"xl/workbook.xml": part}), book)
    found = verify(book)
    assert found.stamp == ""
    assert not found.current


def test_a_text_has_only_findings(tmp_path: Path) -> None:
    path = tmp_path / "model.yaml"
    path.write_text(small.TEXT, encoding="utf-8")
    assert verify(path) == Verification(where=str(path), workbook=False)
    assert verify(path).sound
    path.write_text(small.TEXT.replace("cost-1: 20}", "cost-1: 200}"), encoding="utf-8")
    assert not verify(path).sound
