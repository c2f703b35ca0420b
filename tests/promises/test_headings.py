"""Every heading of every table may be renamed: it is named, and nothing is lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import small

from steelyard.errors import SteelyardError
from steelyard.model.text.reading import read_text
from steelyard.ooxml.addresses import address
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells, with_cells
from steelyard.ooxml.tables import table_resized, tables
from steelyard.sheets.catalogue import sheets_by_table, tables_by_name
from steelyard.sheets.spec import Kind, Role
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.checking.verify import Verification, verified
from steelyard.workbook.scoring.score import scored, scored_reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from steelyard.sheets.context import Context
    from steelyard.workbook.reading.read import Reading
    from steelyard.workbook.scoring.score import Scored

    Score = Callable[[Package], Package]

OTHER = "another heading"

AFTER_OTHERS = {"swings": ("amount at worst",), "plan_steps": ("order",)}
"""Headings right of columns that depend on the case: without one of these, a sheet is laid out anew."""


@pytest.fixture(scope="module", name="file")
def _file() -> Package:
    """A small workbook with every table, read once, so that copies of it are read only where they differ."""
    file = Package.of(workbook_bytes(read_text(small.TEXT)), where="book.xlsx")
    assert verified(file).sound
    return file


@pytest.fixture
def score_once(monkeypatch: pytest.MonkeyPatch) -> Score:
    """A score that does not repeat what the check just before has scored, to see if it is refused."""
    done: list[Package | SteelyardError] = []

    def kept(reading: Reading, context: Context) -> tuple[Package, Scored]:
        try:
            result = scored_reading(reading, context)
        except SteelyardError as refusal:
            done.append(refusal)
            raise
        done.append(result[0])
        return result

    def once(file: Package) -> Package:
        found = done.pop() if done else scored(file)[0]
        if isinstance(found, SteelyardError):
            raise found
        return found

    monkeypatch.setattr("steelyard.workbook.checking.verify.scored_reading", kept)
    return once


def renamed(file: Package, name: str, place: int, heading: str = OTHER) -> Package:
    """The workbook with another heading, in the cell and in the part of the table, as Excel leaves it."""
    table = tables(file)[name]
    columns = [heading if at == place else each for at, each in enumerate(table.columns)]
    file = file.replaced({table.part: table_resized(file.part(table.part), table.ref, columns)})
    at = address(table.area.first_row, table.area.first_column + place)
    return with_cells(file, {table.sheet: {at: Value(heading)}})


def told(found: Verification) -> str:
    """All that a check says of what is wrong."""
    said = [found.structure, found.refusal, *map(str, (*found.inputs, *found.live, *found.computed))]
    return "\n".join(said)


def of_results(name: str) -> tuple[str, ...]:
    """The headings that a table of results has in every workbook and that are restored in place."""
    columns = tables_by_name()[name].columns
    if sheets_by_table()[name].kind in (Kind.START, Kind.JUDGEMENTS):
        return ()
    return tuple(column.heading for column in columns if column.heading not in AFTER_OTHERS.get(name, ()))


@pytest.mark.parametrize("name", tables_by_name())
def test_a_renamed_heading_is_named_and_nothing_is_lost(name: str, file: Package, score_once: Score) -> None:
    table = tables(file)[name]
    declared = {column.heading: column for column in tables_by_name()[name].columns}
    for place, heading in enumerate(table.columns):
        if heading in of_results(name):
            continue  # these are renamed below
        other = renamed(file, name, place)
        found = verified(other)
        assert not found.sound, heading
        assert heading in told(found) or OTHER in told(found), heading
        if found.fit and not found.refusal:
            typed = heading in declared and declared[heading].role in (Role.ID, Role.INPUT, Role.NOTE)
            is_judged = sheets_by_table()[name].kind in (Kind.START, Kind.JUDGEMENTS)
            assert not (typed and is_judged), "entries under a renamed heading would not count any more"
            assert heading in tables(score_once(other))[name].columns
        else:
            with pytest.raises(SteelyardError, match=f"{re.escape(heading)}|{OTHER}"):
                score_once(other)


@pytest.mark.parametrize("at", range(max(len(of_results(name)) for name in tables_by_name())))
def test_headings_of_results_are_named_and_restored_each_for_itself(
    at: int, file: Package, score_once: Score
) -> None:
    """One heading of every table of results is renamed at once: none hides that of another table."""
    other, wanted = file, []
    for name in tables_by_name():
        if at < len(of_results(name)):
            heading = of_results(name)[at]
            other = renamed(other, name, tables(file)[name].columns.index(heading))
            wanted.append((tables(file)[name].sheet, heading, "renamed-heading"))
    found = verified(other)
    assert (found.inputs, found.structure, found.refusal, found.computed) == ((), "", "", ())
    named = [(each.place.sheet, each.place.column, each.code) for each in found.live]
    assert sorted(named) == sorted(wanted)
    after = score_once(other)
    assert {name: each.columns for name, each in tables(after).items()} == {
        name: each.columns for name, each in tables(file).items()
    }


def test_one_renamed_heading_is_one_finding_with_its_cell(file: Package) -> None:
    [finding] = verified(renamed(file, "weights", 0)).inputs
    assert str(finding) == (
        "Weights, column 'id' (cell A9): found 'another heading'; the heading 'id' belongs here"
    )
    assert finding.code == "renamed-heading"


def test_two_renamed_headings_side_by_side_are_both_named(file: Package) -> None:
    other = renamed(renamed(file, "options", 2), "options", 3, "a second one")
    assert [(each.place.column, each.found) for each in verified(other).inputs] == [
        ("track", "'another heading'"),
        ("opening", "'a second one'"),
    ]


def test_a_heading_of_a_live_table_is_restored(file: Package) -> None:
    other = renamed(file, "scores", 3)
    [finding] = verified(other).live
    assert (finding.place.sheet, finding.place.column, finding.code) == (
        "Scores",
        "benefit",
        "renamed-heading",
    )
    after, done = scored(other)
    assert tables(after)["scores"].columns == tables(file)["scores"].columns
    assert cells(after, "Scores") == cells(file, "Scores")
    assert done.restored == (str(finding),)


def test_a_column_of_judgements_that_is_gone_is_named(file: Package) -> None:
    """Without the word above it the column could be the user's own."""
    table = tables(file)["options"]
    place = table.columns.index("opening")
    above = address(table.area.first_row - 1, table.area.first_column + place)
    other = with_cells(renamed(file, "options", place), {table.sheet: {above: Value(None)}})
    found = verified(other)
    assert [(each.place.column, each.code) for each in found.inputs] == [("opening", "missing-column")]
