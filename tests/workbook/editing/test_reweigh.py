"""A weight is about a range: what a workbook remembers of it, tells when it moves, and does about it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cli.editing import place
from typer.testing import CliRunner

from steelyard.cli import app
from steelyard.errors import SteelyardError, UnknownName
from steelyard.model.text.reading import read_text
from steelyard.ooxml.cell_values import Formula, Value
from steelyard.ooxml.opc.package import Package, write
from steelyard.ooxml.sheet_cells import cells, with_cells
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.checking.verify import verified
from steelyard.workbook.editing.reweigh import reweighed
from steelyard.workbook.scoring.score import scored

if TYPE_CHECKING:
    from libreoffice import Office

    from steelyard.ooxml.cell_values import Scalar

OFFICE = read_text((Path(__file__).parents[3] / "workbooks" / "office-2004.yaml").read_text())
BOOK = Package.of(workbook_bytes(OFFICE))


def typed(file: Package, table: str, row: str, heading: str, value: Scalar) -> Package:
    sheet, at = place(file, table, row, heading)
    return with_cells(file, {sheet: {at: Value(value)}})


def held(file: Package, table: str, row: str, heading: str) -> Scalar:
    sheet, at = place(file, table, row, heading)
    cell = cells(file, sheet).get(at)
    return None if cell is None else cell.value


def moved(file: Package) -> list[str]:
    return [finding.place.column for finding in verified(file).integrity if finding.code == "moved-range"]


LARGER = scored(typed(BOOK, "measures", "size", "amount at top", 2600))[0]
"""The largest office is 2,600 square feet, no longer 1,500: the range is twice as long."""


def test_a_new_workbook_remembers_the_ranges_of_its_weights() -> None:
    said = [held(BOOK, "swings", "size", f"{end} when weighed") for end in ("worst", "amount at best")]
    assert said == ["400", 1500]
    assert held(BOOK, "swings", "image", "worst when weighed") == "The office with the poorest image."
    assert moved(BOOK) == []


def test_a_range_that_moved_is_told_after_every_score_until_a_weight_is_given_anew() -> None:
    assert held(LARGER, "swings", "size", "amount at best when weighed") == 1500
    assert held(LARGER, "swings", "size", "range moved") == 1
    [finding] = [each for each in verified(LARGER).integrity if each.code == "moved-range"]
    assert str(finding) == (
        "Weights, column 'size': found 400 → 2600; its weights were given for 400 → 1500; a weight is about "
        "the whole way from worst to best, so ask again; in proportion to the range the weights would be: "
        "benefits 20, with-cost 20. steelyard reweigh lets the weights stay, or puts them in proportion"
    )
    assert verified(LARGER).sound
    again = scored(LARGER)[0]
    assert moved(again) == ["size"]
    answered = scored(typed(again, "weights", "benefits", "size", 55))[0]
    assert moved(answered) == []
    assert held(answered, "swings", "size", "amount at best when weighed") == 2600


def test_words_that_changed_are_another_range_without_a_proportion() -> None:
    file = scored(typed(BOOK, "measures", "image", "best", "The office of a bank."))[0]
    assert moved(file) == ["image"]
    with pytest.raises(SteelyardError, match="is in words alone, so its weights cannot be put in proportion"):
        reweighed(file, rescale=True)
    after, done = reweighed(file, ["image"], rescale=False)
    assert moved(after) == []
    assert done.said == ("Image: its weights stay, and count as given for its range now.",)
    assert done.scored.model.stakeholders == OFFICE.stakeholders


def test_weights_are_put_in_proportion_to_their_range() -> None:
    before = OFFICE.values["weights/benefits/size"]
    after, done = reweighed(LARGER, rescale=True)
    assert done.scored.model.values["weights/benefits/size"] == 2 * float(str(before))
    others = {key for key in OFFICE.values if key.startswith("weights/") and not key.endswith("/size")}
    assert {key: done.scored.model.values[key] for key in others} == {
        key: OFFICE.values[key] for key in others
    }
    assert moved(after) == []
    assert verified(after).sound
    assert done.said == ("Size: its weights are multiplied by 2, as its range is.",)


def test_a_criterion_without_a_weight_has_nothing_to_ask_again() -> None:
    file = BOOK
    for stakeholder in OFFICE.stakeholders:
        file = typed(file, "weights", stakeholder.id, "size", 0)
    assert moved(scored(typed(scored(file)[0], "measures", "size", "amount at top", 2600))[0]) == []


def test_what_cannot_be_done_is_refused_by_name() -> None:
    with pytest.raises(SteelyardError, match="the range of no such criterion has moved"):
        reweighed(BOOK, rescale=False)
    with pytest.raises(SteelyardError, match="the range of no such criterion has moved"):
        reweighed(LARGER, ["image"], rescale=False)
    with pytest.raises(UnknownName):
        reweighed(LARGER, ["sise"], rescale=False)
    sheet, at = place(LARGER, "weights", "benefits", "size")
    by_formula = with_cells(LARGER, {sheet: {at: Formula("5*2", 10.0)}})
    with pytest.raises(SteelyardError, match="a formula stands there, and a weight would replace it"):
        reweighed(by_formula, rescale=True)


def test_the_command_says_what_it_did_and_check_is_silent_then(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    write(LARGER, path, new=True)
    assert "moved-range" in CliRunner().invoke(app, ["check", str(path), "--format", "json"]).stdout
    done = CliRunner().invoke(app, ["reweigh", str(path), "--rescale"])
    assert done.exit_code == 0, done.output
    assert "its weights are multiplied by 2, as its range is." in done.stdout
    assert "moved-range" not in CliRunner().invoke(app, ["check", str(path), "--format", "json"]).stdout
    refused = CliRunner().invoke(app, ["reweigh", str(path)])
    assert refused.exit_code == 2


@pytest.mark.office
def test_the_workbook_tells_it_live(tmp_path: Path, office: Office) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(BOOK.to_bytes())
    sheet, top = place(BOOK, "measures", "size", "amount at top")
    tests = [f"A{row}" for row in range(9, 30)]
    with office.open(path) as book:
        book.recalculate()
        words = [book.get("Checks", at)[0][0] for at in tests]
        row = tests[words.index("Weights given before the range of their criterion moved")].replace("A", "B")
        assert book.get("Checks", row) == [[0.0]]
        book.put(sheet, top, [[2600]])
        assert book.get("Checks", row) == [[1.0]]
        assert book.get("Checks", "B4") == [["fit"]]
