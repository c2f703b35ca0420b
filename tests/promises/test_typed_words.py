"""However words are typed, Checks never says that all holds while a formula is wrong."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
import shipped
from gnumeric import recalculated
from promises.typed_words import ALIKE, FORGIVEN, REFUSED, typed, with_heading, word_cells

from steelyard.errors import InvalidModel
from steelyard.model.vocabulary import folded
from steelyard.ooxml.addresses import column_letters, row_and_column
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.defined_names import defined_cells
from steelyard.ooxml.opc.package import Package, write
from steelyard.ooxml.sheet_cells import cells, table_view, with_cells
from steelyard.ooxml.sheet_index import sheet_parts
from steelyard.sheets.headings import ANNOUNCED, FIT
from steelyard.sheets.names import DECIDE_RANGES, DECIDE_STEP, NEXT
from steelyard.workbook.scoring.score import scored

if TYPE_CHECKING:
    from libreoffice import Office

    from steelyard.ooxml.cell_values import Scalar

BOOK = shipped.package(shipped.EXCERPT)
WORDS, DECLARED = word_cells(BOOK), word_cells(BOOK, labels=False)

Shown = dict[tuple[str, str], tuple["Scalar", float | str]]
"""What each cell of a formula has in the file, and what another program computes for it."""


def shown(office: Office, file: Package, path: Path) -> Shown:
    write(file, path)
    found: Shown = {}
    with office.open(path) as book:
        book.recalculate()
        for sheet in sheet_parts(file):
            formulas = {at: cell.value for at, cell in cells(file, sheet).items() if cell.formula}
            if formulas:
                places = {at: row_and_column(at) for at in formulas}
                last, right = (max(place[end] for place in places.values()) for end in (0, 1))
                rows = book.get(sheet, f"A1:{column_letters(right)}{last}")
                for at, (row, column) in places.items():
                    found[sheet, at] = (formulas[at], rows[row - 1][column - 1])
    return found


def shown_by_gnumeric(file: Package, folder: Path) -> Shown:
    now = recalculated(file, sheet_parts(file), folder)
    return {
        (sheet, at): (cell.value, now[sheet, at])
        for sheet in sheet_parts(file)
        for at, cell in cells(file, sheet).items()
        if cell.formula
    }


def differing(found: Shown) -> dict[tuple[str, str], tuple[Scalar, float | str]]:
    """The cells of which file and program say different things; capitals are no difference."""
    return {at: (was, now) for at, (was, now) in found.items() if not _alike("" if was is None else was, now)}


def _alike(was: object, now: object) -> bool:
    if isinstance(was, str) or isinstance(now, str):
        return folded(str(was)) == folded(str(now))
    return abs(float(str(was)) - float(str(now))) <= 1e-9


def flag(found: Shown) -> float | str:
    return found[defined_cells(BOOK)["checks_flag"]][1]


def wrong(found: Shown) -> dict[tuple[str, str], tuple[Scalar, float | str]]:
    """The live cells that are wrong, but for those that only repeat what Checks says.

    The sentences on Decide about the ranges of the evidence and about the next step say whether judgements
    changed; what is to be done next, on Read me, follows from that.
    """
    repeats = ("_flags", DECIDE_RANGES, DECIDE_STEP, NEXT)
    flags = {place for name, place in defined_cells(BOOK).items() if name.endswith(repeats)}
    return {at: each for at, each in differing(found).items() if at[0] != "Checks" and at not in flags}


class Drawn(NamedTuple):
    """Words in a workbook, each typed in another way: until a score, and after it."""

    put: dict[tuple[str, str], str]
    typed: Package
    scored: Package


ROUNDS = 4


@cache
def drawn(round_: int) -> Drawn:
    """Every way of typing in one of the rounds, each in a cell that is drawn, and whose word it changes."""
    rng, put = random.Random(round_), dict[tuple[str, str], str]()  # noqa: S311 - draws cells, not secrets
    ways = [(spell, WORDS) for spell in FORGIVEN.values()] + [(spell, DECLARED) for spell in ALIKE.values()]
    for spell, words in ways[round_::ROUNDS]:
        at = rng.choice([at for at in sorted(words) if at not in put and spell(words[at]) != words[at]])
        put[at] = spell(words[at])
    file = typed(BOOK, put)
    return Drawn(put, file, scored(file)[0])


@pytest.mark.office
@pytest.mark.parametrize("round_", range(ROUNDS))
def test_live_cells_and_engine_agree_after_a_score_and_until_then_checks_counts(
    office: Office, tmp_path: Path, round_: int
) -> None:
    put, before, after = drawn(round_)
    found = shown(office, before, tmp_path / "typed.xlsx")
    assert flag(found) != FIT or wrong(found) == {}, put
    found = shown(office, after, tmp_path / "scored.xlsx")
    assert differing(found) == {}, put
    assert flag(found) == FIT


@pytest.mark.usefixtures("gnumeric")
@pytest.mark.parametrize("round_", range(ROUNDS))
def test_so_they_do_in_gnumeric(tmp_path: Path, round_: int) -> None:
    put, before, after = drawn(round_)
    found = shown_by_gnumeric(before, tmp_path)
    assert flag(found) != FIT or wrong(found) == {}, put
    found = shown_by_gnumeric(after, tmp_path)
    assert differing(found) == {}, put
    assert flag(found) == FIT


@pytest.mark.usefixtures("gnumeric")
@pytest.mark.parametrize("kind", ["subject in wide letters", "level of a rule", "item of the plan"])
def test_gnumeric_counts_a_cell_that_no_formula_matches(kind: str, tmp_path: Path) -> None:
    at, word = ONE_BY_ONE[kind]
    assert flag(shown_by_gnumeric(typed(BOOK, {at: word}), tmp_path)) != FIT


LOOK_ALIKE = {
    "sharp s": ("strasse", "straße"),
    "accents as signs": ("caf\u00e9", "cafe\u0301"),
    "dotless i": ("civil", "c\u0131v\u0131l"),
}
"""Two spellings that spreadsheet programs compare in different ways."""


@pytest.mark.parametrize(("first", "second"), LOOK_ALIKE.values(), ids=LOOK_ALIKE)
@pytest.mark.parametrize(("table", "heading"), [("measures", "group"), ("options", "track")])
def test_a_group_or_track_that_programs_compare_in_different_ways_is_refused(
    table: str, heading: str, first: str, second: str
) -> None:
    view = table_view(BOOK, table)
    one, other = (entry(table, view.text(row, "id"), heading) for row in view.rows[:2])
    with pytest.raises(InvalidModel, match=f"write it letter by letter as '{first}'"):
        scored(typed(BOOK, {one: first, other: second}))


def entry(name: str, row: str, heading: str) -> tuple[str, str]:
    """Sheet and address of an entry, in the row that its id names, or its first cell where there is no id."""
    view = table_view(BOOK, name)
    named_by = "id" if "id" in view.table.columns else view.table.columns[0]
    rows = (each for each in view.rows if view.text(each, named_by) == row)
    return view.table.sheet, view.address(next(rows), heading)


ONE_BY_ONE = {
    "subject of a rule": (entry("rules", "easing-core", "subject"), "core "),
    "level of a rule": (entry("rules", "easing-core", "level"), "implemented\u00a0"),
    "group of a measure": (entry("measures", "safe-returns", "group"), "core\u200b"),
    "track of an option": (entry("options", "limited-easing", "track"), "\u00a0sanctions"),
    "party": (entry("counterpart", "Russia/option/reconstruction", "party"), "Russia\t"),
    "item of the counterpart": (
        entry("counterpart", "Russia/option/reconstruction", "item"),
        "reconstruction ",
    ),
    "item of the plan": (entry("plan", "returns-monitored", "item"), "safe-returns\n"),
    "item of the package": (entry("tabled", "measure/safe-returns", "item"), "safe-returns "),
    "measure of an entry": (entry("record", "access-begun", "measure"), "detainee-access "),
    "level of a scenario": (entry("delivery", "core-implemented", "safe-returns"), "implemented "),
    "id of a row of Linkage": (entry("linkage", "political-engagement", "id"), "political-engagement "),
    "answer": (entry("options", "political-engagement", "opening"), "yes "),
    "scenario on Decide": (defined_cells(BOOK)["decide_scenario"], "Status quo "),
    "viewpoint on Decide": (defined_cells(BOOK)["decide_viewpoint"], "France\u00a0"),
    "subject in wide letters": (
        entry("rules", "easing-core", "subject"),
        REFUSED["full width"]("core"),
    ),
}
"""One cell of each kind, and a spelling that no formula matches."""


@pytest.mark.office
def test_checks_counts_every_kind_of_cell_that_no_formula_matches(office: Office, tmp_path: Path) -> None:
    write(BOOK, tmp_path / "case.xlsx")
    sheet, at = defined_cells(BOOK)["checks_flag"]
    with office.open(tmp_path / "case.xlsx") as book:
        book.recalculate()
        for kind, ((where, cell), word) in ONE_BY_ONE.items():
            was = book.get(where, cell)
            [[[said]]] = book.edit_and_read([(where, cell, [[word]])], [(sheet, f"{at}:{at}")])
            assert "to look at on Checks" in str(said) or said == "errors on Checks", kind
            [[[again]]] = book.edit_and_read([(where, cell, was)], [(sheet, f"{at}:{at}")])
            assert again == FIT, kind


VERIFIERS_OF_BLANKS = ("\u00a0", "\t", "\n", " \u00a0\u200b", "\u3000\ufeff", "\u1680\u2003\u00ad")


@pytest.mark.office
def test_a_verifier_of_blanks_verifies_nothing(office: Office, tmp_path: Path) -> None:
    verifier, (sheet, at) = (
        entry("record", "returns-promised", heading) for heading in ("verifier", "counts as")
    )
    write(BOOK, tmp_path / "case.xlsx")
    with office.open(tmp_path / "case.xlsx") as book:
        for blanks in VERIFIERS_OF_BLANKS:
            [[[said]]] = book.edit_and_read([(*verifier, [[blanks]])], [(sheet, f"{at}:{at}")])
            assert said == ANNOUNCED, ascii(blanks)
    file = typed(BOOK, {verifier: VERIFIERS_OF_BLANKS[-1]})
    assert wrong(shown(office, file, tmp_path / "typed.xlsx")) == {}


@pytest.mark.office
def test_checks_counts_a_heading_that_no_formula_matches(office: Office, tmp_path: Path) -> None:
    file = BOOK
    for name, heading in (("linkage", "committee"), ("rules", "level"), ("counterpart", "chance partial")):
        file = with_heading(file, name, heading, f"{heading} ")
    before = shown(office, file, tmp_path / "typed.xlsx")
    tests = {at: now for name, at in defined_cells(BOOK).items() for now in [before.get(at, ("", ""))[1]]}
    assert flag(before) in ("3 to look at on Checks", "errors on Checks")
    assert [now for now in tests.values() if now == 1.0] != []
    assert differing(shown(office, scored(file)[0], tmp_path / "scored.xlsx")) == {}


@pytest.mark.office
def test_a_rule_over_no_measure_does_not_hold(office: Office, tmp_path: Path) -> None:
    file = with_cells(BOOK, {"Rules": {entry("rules", "easing-core", "subject")[1]: Value("nothing")}})
    write(file, tmp_path / "case.xlsx")
    view = table_view(file, "conditions")
    rule = "easing-core"
    held = [view.address(row, "holds") for row in view.rows if view.text(row, "condition") == rule]
    with office.open(tmp_path / "case.xlsx") as book:
        book.recalculate()
        assert {book.get("Conditions", at)[0][0] for at in held} == {0.0}
