"""Cells that refer to a part: a name, the name at the last score, or an id; and what a rename does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import shipped
from cli.editing import place

from steelyard.model.draft import Cell, Place, Row
from steelyard.model.fingerprint import fingerprint
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells, with_cells
from steelyard.workbook.checking.verify import verified
from steelyard.workbook.reading.part_words import PartWords
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.score import scored

if TYPE_CHECKING:
    from libreoffice import Office

    from steelyard.ooxml.cell_values import Scalar

SYRIA = Path(__file__).parents[3] / "workbooks" / "syria.yaml"
MODEL = shipped.model()
BOOK = shipped.package()


def declared(**names: str) -> list[Row]:
    """The rows of a table that declares parts, by id and name."""
    where = Place("Options")
    return [
        Row({"id": Cell(own.replace("_", "-"), where), "name": Cell(name, where)}, where)
        for own, name in names.items()
    ]


def typed(file: Package, name: str, row: str, heading: str, value: Scalar) -> Package:
    sheet, at = place(file, name, row, heading)
    return with_cells(file, {sheet: {at: Value(value)}})


def held(file: Package, name: str, row: str, heading: str) -> Scalar:
    sheet, at = place(file, name, row, heading)
    return cells(file, sheet)[at].value


# What a word means.


def test_a_word_means_a_part_by_its_name_then_by_the_name_before_then_by_its_id() -> None:
    words = PartWords("options", declared(aid="Aid", loan="aid "), {})
    assert [words.meant(word) for word in ("AID", "loan")] == [
        "aid",
        "loan",
    ]  # two names are alike: ids count
    words = PartWords("options", declared(aid="Relief", loan="Credit"), {"Aid package": "aid", "Loan": "aid"})
    said = ("relief", "Aid package", "aid", "loan", "credit", "grant")
    assert [words.meant(word) for word in said] == ["aid", "aid", "aid", "aid", "loan", ""]


def test_a_cell_shows_the_name_or_the_id_of_a_part_whose_name_is_not_fit() -> None:
    words = PartWords(
        "options", declared(aid="Relief", loan="#REF!", fund="a\tb", one="Same", two="same"), {}
    )
    said = ("AID", "loan", "fund", "one", "two", "grant")
    assert [words.shown(word) for word in said] == ["Relief", "loan", "fund", "one", "two", "grant"]


def test_every_stakeholder_is_a_word_of_its_kind_alone() -> None:
    assert PartWords("stakeholders", declared(France="France"), {}).shown("ALL") == "all"
    assert PartWords("options", declared(aid="Relief"), {}).shown("ALL") == "ALL"


def test_formulas_find_a_word_that_they_compare_alike() -> None:
    words = PartWords("options", declared(aid="Relief"), {"Aid package": "aid"})
    said = ("relief", "AID", "aid package", "Relief ", "grant")
    assert [words.is_found(word) for word in said] == [True, True, True, False, False]


def test_a_name_that_moved_from_one_part_to_another_means_two() -> None:
    words = PartWords("options", declared(aid="Credit", loan="Relief"), {"Relief": "aid", "Credit": "loan"})
    assert words.two_meant("Credit") == ("aid", "loan")
    assert words.two_meant("aid") is None


# In a workbook.


def test_a_new_workbook_has_names_and_beside_them_ids() -> None:
    row = [
        held(BOOK, "rules", "stabilisation-aid", heading)
        for heading in ("option", "option id", "kind", "subject", "subject id", "subject kind")
    ]
    assert row == [
        "Stabilisation",
        "stabilisation",
        "requires",
        "Independent delivery of aid",
        "independent-aid",
        "measures",
    ]
    assert held(BOOK, "rules", "broad-accepted", "subject") == "all"
    assert held(BOOK, "rules", "engagement-core-begun", "subject id") == "core"
    assert held(BOOK, "record", "committee-list", "measure") == "Constitutional committee"
    assert held(BOOK, "plan", "engage", "item id") == "political-engagement"


@pytest.mark.parametrize("word", ["Constitutional committee", "committee", "CONSTITUTIONAL COMMITTEE "])
def test_a_name_or_an_id_may_be_typed_and_a_score_shows_the_name(word: str) -> None:
    file = typed(BOOK, "rules", "stabilisation-aid", "subject", word)
    after, done = scored(file)
    assert done.model.values["rules/stabilisation-aid/subject"] == "committee"
    assert held(after, "rules", "stabilisation-aid", "subject") == "Constitutional committee"
    assert held(after, "rules", "stabilisation-aid", "subject id") == "committee"
    assert verified(after).sound


def test_an_id_is_no_spelling_to_be_reported() -> None:
    file = typed(BOOK, "rules", "easing-committee", "subject", "committee")
    assert [finding for finding in read_package(file).findings if finding.code == "spelling"] == []
    assert verified(file).sound
    unfound = typed(BOOK, "rules", "easing-committee", "subject", "committee ")
    assert [finding.code for finding in read_package(unfound).findings] == ["spelling"]


def test_a_rename_changes_no_judgement_and_a_score_brings_it_to_every_cell() -> None:
    file = typed(BOOK, "measures", "committee", "name", "Assembly? of *all*")
    reading = read_package(file)
    assert fingerprint(reading.fit()) == fingerprint(MODEL)
    assert reading.findings == ()
    after, done = scored(file)
    moved = {str(each.now) for each in done.corrections}
    assert moved == {"Assembly? of *all*"}
    assert held(after, "record", "committee-list", "measure") == "Assembly? of *all*"
    assert verified(after).currency == "current"
    again, more = scored(typed(after, "measures", "committee", "name", "Assembly"))
    assert held(again, "rules", "easing-committee", "subject") == "Assembly"
    assert len(more.corrections) == len(done.corrections)


def test_names_that_were_exchanged_are_refused_until_ids_say_which_part_is_meant() -> None:
    one, two = "Limited easing", "Broad easing"
    file = typed(BOOK, "options", "limited-easing", "name", two)
    file = typed(file, "options", "broad-easing", "name", one)
    found = read_package(file)
    assert found.model is None
    assert {finding.code for finding in found.findings} == {"two-meanings"}
    assert str(found.findings[0]) == (
        "Rules, row 'easing-core', column 'option' (cell B14): found 'Limited easing'; this is the name of "
        "'broad-easing' now and was that of 'limited-easing' at the last score; type the id of the part that "
        "is meant"
    )
    for finding in found.findings:
        own = "limited-easing" if one in finding.found else "broad-easing"
        at = finding.place.at.removeprefix("cell ")
        file = with_cells(file, {finding.place.sheet: {at: Value(own)}})
    after, done = scored(file)
    assert fingerprint(done.model) == fingerprint(MODEL)
    assert held(after, "rules", "easing-core", "option") == two


def test_names_that_changed_are_told_and_are_no_fault() -> None:
    after = scored(typed(BOOK, "measures", "committee", "name", "Assembly"))[0]
    # As a spreadsheet leaves it: live cells say the new name, computed ones the old one.
    sheet, then = place(after, "aliases", "committee", "when computed")
    renamed = verified(with_cells(after, {sheet: {then: Value("measures/Constitutional committee")}}))
    assert renamed.currency == "current; 1 name changed since"
    assert [str(each) for each in renamed.renamed] == [
        "'Assembly' was 'Constitutional committee' when computed"
    ]
    assert renamed.current


@pytest.mark.office
def test_the_ids_follow_every_word_live(tmp_path: Path, office: Office) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(BOOK.to_bytes())
    sheet, subject = place(BOOK, "rules", "easing-committee", "subject")
    ids = place(BOOK, "rules", "easing-committee", "subject id")
    kind = place(BOOK, "rules", "easing-committee", "kind")[1]
    name = place(BOOK, "measures", "committee", "name")
    with office.open(path) as book:
        book.recalculate()

        def means(word: str) -> str:
            [[[own]]] = book.edit_and_read([(sheet, subject, [[word]])], [ids])
            return str(own)

        said = ("Independent delivery of aid", "COMMITTEE", "nothing known", "Constitutional committee")
        assert [means(word) for word in said] == [
            "independent-aid",
            "COMMITTEE",
            "nothing known",
            "committee",
        ]
        flag, own, word = book.edit_and_read(
            [(*name, [["Assembly* of ~all?"]])], [("Checks", "B4:B5"), ids, (sheet, subject)]
        )
        assert flag == [["fit"], ["current; 1 name changed since"]]
        assert (own, word) == ([["committee"]], [["Constitutional committee"]])
        assert means("Assembly* of ~all?") == "committee"
        book.put(sheet, kind, [["excludes option"]])
        assert means("Broad easing") == "broad-easing"
        book.put(sheet, kind, [["cap"]])
        assert means("Money") == "money"
        book.put(sheet, kind, [["accepted by"]])
        assert [means("United Kingdom"), means("all")] == ["United-Kingdom", "all"]
        book.put(sheet, kind, [["requires all"]])
        assert means("core") == "core"
