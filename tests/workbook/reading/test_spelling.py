"""Words are read as they are declared, and a score sets the cells right; everything else stays."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import shipped
from hypothesis import given, settings
from hypothesis import strategies as st
from promises.typed_words import FORGIVEN, typed, with_heading, word_cells

from steelyard.errors import InvalidModel
from steelyard.ooxml.addresses import address
from steelyard.ooxml.cell_values import Formula, Value
from steelyard.ooxml.defined_names import defined_cells
from steelyard.ooxml.opc.package import Package, write
from steelyard.ooxml.sheet_cells import cells, table_view, with_cells
from steelyard.ooxml.sheet_index import sheet_part
from steelyard.ooxml.tables import table
from steelyard.workbook.checking.verify import verified
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.score import score, scored

if TYPE_CHECKING:
    from steelyard.ooxml.cell_values import Scalar

SYRIA = Path(__file__).parents[3] / "workbooks" / "syria.yaml"
MODEL = shipped.model()
BOOK = shipped.package()
WORDS = word_cells(BOOK)


def place(name: str, row: str, heading: str) -> tuple[str, str]:
    """Sheet and address of an entry, in the row that its first cell names."""
    view = table_view(BOOK, name)
    number = next(each for each in view.rows if view.text(each, view.table.columns[0]) == row)
    return view.table.sheet, view.address(number, heading)


def put(file: Package, at: tuple[str, str], value: Scalar) -> Package:
    return with_cells(file, {at[0]: {at[1]: Value(value)}})


def lines(file: Package) -> list[str]:
    return [str(correction) for correction in scored(file)[1].corrections]


@settings(max_examples=12)
@given(
    st.dictionaries(st.sampled_from(sorted(WORDS)), st.sampled_from(sorted(FORGIVEN)), min_size=1, max_size=6)
)
def test_however_a_word_is_typed_the_same_is_read_and_its_cell_is_set_right(
    how: dict[tuple[str, str], str],
) -> None:
    file = typed(BOOK, {at: FORGIVEN[name](WORDS[at]) for at, name in how.items()})
    after, done = scored(file)
    assert read_package(after).corrections == ()
    assert verified(after).sound
    if not any(is_declaring(at) for at in how):
        assert read_package(file).fit() == MODEL
        assert {at: cells(after, at[0])[at[1]].value for at in how} == {at: WORDS[at] for at in how}
        assert {(each.sheet, each.at) for each in done.corrections} == {
            at for at in how if cells(file, at[0])[at[1]].value != WORDS[at]
        }


def is_declaring(at: tuple[str, str]) -> bool:
    """Whether a cell declares the word, so that it gives the spelling: an id, a group, a track or a party."""
    sheet, column = at[0], at[1][0]
    return column == "A" or sheet == "Counterpart" or (sheet in ("Measures", "Options") and column == "C")


@pytest.mark.parametrize(
    ("name", "row", "heading", "typed_word"),
    [
        ("rules", "stabilisation-aid", "subject", "Independent-aid"),
        ("rules", "easing-core", "option", "limited EASING"),
        ("rules", "broad-unity", "subject", "common-position"),
        ("record", "returns-promised", "measure", "safe-returns "),
    ],
)
def test_a_word_means_its_part_and_becomes_its_name(
    name: str, row: str, heading: str, typed_word: str
) -> None:
    at = place(name, row, heading)
    file = put(BOOK, at, typed_word)
    assert read_package(file).fit() == MODEL
    after, done = scored(file)
    assert [(each.sheet, each.at) for each in done.corrections] == [at]
    assert cells(after, at[0])[at[1]].value == cells(BOOK, at[0])[at[1]].value
    assert verified(after).sound


@pytest.mark.parametrize("blanks", [" ", "\u00a0", "\t", "\n", "\u200b", "\ufeff \u3000"])
def test_a_verifier_of_blanks_becomes_empty(blanks: str) -> None:
    at = place("record", "returns-promised", "verifier")
    after, done = scored(put(BOOK, at, blanks))
    assert [str(each) for each in done.corrections] == [f"'Delivery record'!{at[1]}: {blanks!r} -> empty"]
    assert at[1] not in cells(after, at[0])
    assert done.model == MODEL


def test_names_notes_sources_and_verifiers_stay_as_they_are_typed() -> None:
    texts = {
        place("measures", "safe-returns", "name"): "Safe returns ",
        place("measures", "safe-returns", "note"): " core ",
        place("record", "idlib-calm", "source"): "none ",
        place("record", "idlib-calm", "verifier"): "Monitors\u00a0",
    }
    file = BOOK
    for at, text in texts.items():
        file = put(file, at, text)
    after, done = scored(file)
    # Cells that refer to the measure follow its name to the letter.
    assert {(each.was, each.now) for each in done.corrections} == {
        ("Safe returns under monitoring", "Safe returns ")
    }
    assert {at: cells(after, at[0])[at[1]].value for at in texts} == texts


def test_of_several_spellings_of_a_group_the_first_counts() -> None:
    file = put(BOOK, place("measures", "detainee-access", "group"), "CORE ")
    after, done = scored(file)
    view = table_view(after, "measures")
    assert "core" not in {view.text(row, "group") for row in view.rows}
    assert done.model.rules[0].subject == "CORE"


def test_a_truth_value_becomes_yes() -> None:
    at = place("options", "acknowledgements", "opening")
    assert lines(put(BOOK, at, value=True)) == [f"Options!{at[1]}: TRUE -> 'yes'"]


def test_a_choice_on_decide_gets_the_name_as_it_stands_in_its_cell() -> None:
    file = put(BOOK, place("weights", "France", "name"), "France ")
    file = put(file, defined_cells(file)["decide_viewpoint"], "FRANCE")
    after, done = scored(file)
    sheet, at = defined_cells(after)["decide_viewpoint"]
    assert cells(after, sheet)[at].value == "France "
    assert done.model.settings.viewpoint == "France"


@pytest.mark.parametrize(
    ("name", "was", "now"),
    [
        ("linkage", "idlib-protection", "Idlib-Protection "),
        ("rules", "subject", "subject\u00a0"),
        ("weights", "id", "ID"),
        ("delivery", "id", "id\n"),
        ("tabled", "kind", " kind"),
        ("measures", "partial", "partial\u200b"),
        ("counterpart", "effort partial", "effort partial "),
        ("settings", "setting", "Setting "),
    ],
)
def test_a_heading_is_set_right_in_the_cell_and_in_the_table_together(name: str, was: str, now: str) -> None:
    file = with_heading(BOOK, name, was, now)
    after, done = scored(file)
    spot = table(after, name)
    assert was in spot.columns
    assert now not in spot.columns
    assert cells(after, spot.sheet)[address(spot.area.first_row, spot.column(was))].value == was
    assert [each.was for each in done.corrections] == [now]
    assert done.model == MODEL


def test_a_heading_that_formulas_name_is_reported_and_nothing_is_written() -> None:
    file = with_heading(BOOK, "linkage", "committee", "committee ")
    file = with_cells(file, {"Evidence": {"Z99": Formula("SUM(linkage[committee ])", 0.0)}})
    with pytest.raises(
        InvalidModel, match="'committee' is needed; type this heading in Excel or LibreOffice"
    ):
        scored(file)


def test_the_format_of_single_letters_stays_with_them() -> None:
    sheet, at = place("rules", "stabilisation-core", "subject")
    blank, bold = b'<t xml:space="preserve">', b"<r><rPr><b/></rPr>"
    runs = b"<is><r>" + blank + b" co</t></r>" + bold + blank + b"Re </t></r></is>"
    file = put(BOOK, (sheet, at), "core ")
    part = sheet_part(file, sheet)
    plain = b'<is><t xml:space="preserve">core </t></is>'
    assert file.part(part).count(plain) == 1
    after, done = scored(file.replaced({part: file.part(part).replace(plain, runs)}))
    assert [str(each) for each in done.corrections] == [f"Rules!{at}: ' coRe ' -> 'core'"]
    right = (
        b'<is><r><t xml:space="preserve">co</t></r><r><rPr><b/></rPr><t xml:space="preserve">re</t></r></is>'
    )
    assert right in after.part(part)
    assert cells(after, sheet)[at].value == "core"


def test_where_letters_with_a_format_do_not_match_the_cell_is_named_and_left() -> None:
    sheet, at = place("linkage", "acknowledgements", "id")
    file = put(BOOK, place("options", "acknowledgements", "id"), "stra\u00dfe")
    file = put(file, (sheet, at), "STRASSE ")
    part = sheet_part(file, sheet)
    plain = b'<is><t xml:space="preserve">STRASSE </t></is>'
    runs = b'<is><r><rPr><b/></rPr><t>STR</t></r><r><t xml:space="preserve">ASSE </t></r></is>'
    reading = read_package(file.replaced({part: file.part(part).replace(plain, runs)}))
    [left] = [each for each in reading.findings if each.code == "spelling" and each.place.sheet == "Linkage"]
    assert "left as it stands: single letters of it have a format of their own" in left.allowed
    assert runs in reading.file.part(part)


def test_a_word_that_a_formula_gives_is_named_and_left() -> None:
    sheet, at = place("rules", "stabilisation-core", "subject")
    file = with_cells(BOOK, {sheet: {at: Formula('"core "', "core ")}})
    reading = read_package(file)
    assert cells(reading.file, sheet)[at].formula == '"core "'
    [left] = [each for each in reading.findings if each.code == "spelling"]
    assert "it is the result of a formula" in left.allowed


def test_another_word_is_left_to_the_person_who_typed_it() -> None:
    with pytest.raises(InvalidModel, match="a group of measures"):
        scored(put(BOOK, place("rules", "stabilisation-core", "subject"), "\uff43\uff4f\uff52\uff45"))


def test_a_check_reports_the_cell_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "case.xlsx"
    write(put(BOOK, place("rules", "stabilisation-core", "subject"), "core "), path)
    before = path.read_bytes()
    [found] = [each for each in verified(Package.read(path)).inputs if each.code == "spelling"]
    assert str(found).startswith("Rules, row 'stabilisation-core', column 'subject'")
    assert "found 'core '; read as 'core'" in str(found)
    assert path.read_bytes() == before


def test_with_another_target_the_source_stays(tmp_path: Path) -> None:
    source, target = tmp_path / "case.xlsx", tmp_path / "scored.xlsx"
    at = place("linkage", "acknowledgements", "id")
    write(put(BOOK, at, "acknowledgements "), source)
    before = source.read_bytes()
    done = score(source, target)
    assert [str(each) for each in done.corrections] == [
        f"Linkage!{at[1]}: 'acknowledgements ' -> 'acknowledgements'"
    ]
    assert source.read_bytes() == before
    assert cells(Package.read(target), at[0])[at[1]].value == "acknowledgements"
    assert verified(Package.read(target)).sound


def test_a_changed_sheet_of_results_is_laid_out_anew() -> None:
    """A second key of a row was overwritten, and nothing of the user's stands there."""
    view = table_view(BOOK, "scores")
    row = view.rows[3]
    file = put(BOOK, (view.table.sheet, view.address(row, view.table.columns[0])), "mine")
    assert scored(file)[0].part(sheet_part(BOOK, view.table.sheet)).count(b"mine") == 0
