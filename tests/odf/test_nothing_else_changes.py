"""A score of an .ods changes the cells of steelyard's whose content is another, and nothing else."""

from __future__ import annotations

import re

import pytest
from odf import expanded, made, torture
from small import TEXT

from steelyard.model.text.reading import read_text
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells, table_view, with_cells
from steelyard.ooxml.sheet_index import sheet_parts
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.checking.verify import verified
from steelyard.workbook.packages import package_of_bytes
from steelyard.workbook.scoring.score import scored

STALE = ("ObjectReplacements/", "Thumbnails/")


def reweighed(package: Package) -> Package:
    """The workbook with another weight in its first row of weights."""
    view = table_view(package, "weights")
    at = view.address(view.rows[0], view.table.columns[3])
    return with_cells(package, {view.table.sheet: {at: Value(77.0)}})


@pytest.fixture(name="before", scope="module")
def _before() -> bytes:
    """As the file is when somebody has typed another weight."""
    return reweighed(package_of_bytes(torture.spreadsheet(), where="torture.ods")).to_bytes()


@pytest.fixture(name="after", scope="module")
def _after(before: bytes) -> bytes:
    return scored(package_of_bytes(before, where="torture.ods"))[0].to_bytes()


def test_the_score_is_right(before: bytes, after: bytes) -> None:
    assert not verified(package_of_bytes(before, where="torture.ods")).sound
    found = verified(package_of_bytes(after, where="torture.ods"))
    assert found.sound, (found.live, found.computed, found.structure)


def test_a_second_score_changes_no_byte(after: bytes) -> None:
    assert scored(package_of_bytes(after, where="torture.ods"))[0].to_bytes() == after


def test_every_other_part_is_the_same_to_the_byte(before: bytes, after: bytes) -> None:
    old, new = made.parts_of(before), made.parts_of(after)
    stale = [name for name in old if name.startswith(STALE)]
    assert [*new] == [name for name in old if name not in stale]
    assert [name for name in new if new[name] != old[name]] == ["content.xml"]
    assert next(iter(new)) == "mimetype"


def test_old_pictures_go_with_what_the_manifest_says_of_them() -> None:
    old, new = (made.parts_of(each) for each in (torture.spreadsheet(), _typed()))
    assert {name for name in old if name.startswith(STALE)}
    assert not {name for name in new if name.startswith(STALE)}
    manifest = new["META-INF/manifest.xml"]
    assert b"Thumbnails" not in manifest
    assert b"ObjectReplacements" not in manifest
    assert b'"Pictures/own.png"' in manifest


def _typed() -> bytes:
    return reweighed(package_of_bytes(torture.spreadsheet(), where="torture.ods")).to_bytes()


def test_a_sheet_of_somebodys_own_is_the_same_to_the_byte(before: bytes, after: bytes) -> None:
    for name in ("Own notes", "Linkage", "Measures"):
        old, new = (made.sheet_of(made.parts_of(each)["content.xml"], name) for each in (before, after))
        assert old == new
    assert torture.OWN in made.parts_of(after)["content.xml"]


def test_only_results_change_and_each_cell_keeps_all_else(before: bytes, after: bytes) -> None:
    old, new = (expanded.sheets(made.parts_of(each)["content.xml"]) for each in (before, after))
    computed = {"Checks", "Change log", "What it takes", "Packages", "Next step", "Leads", "Best order"}
    computed |= {"Improvements", "Concessions", "Aliases"}
    changed = 0
    for name, held in new.items():
        assert held.keys() >= old[name].keys()
        for at, cell in held.items():
            was = old[name].get(at, expanded.EMPTY)
            assert cell.rest == was.rest
            assert cell.beside == was.beside
            assert cell.formula == was.formula
            if cell[:2] != was[:2]:
                changed += 1
                assert was.formula or name in computed, (name, at)
    assert changed > 50


def test_what_stands_around_the_cells_is_the_same(before: bytes, after: bytes) -> None:
    old, new = (expanded.around(made.parts_of(each)["content.xml"]) for each in (before, after))
    differing = [pair for pair in zip(old, new, strict=False) if pair[0] != pair[1]]
    assert {pair[0][0] for pair in differing} <= {expanded.TABLE + "database-range"}
    tables = [pair for pair in differing if "change_log" not in pair[0][1]]
    assert not tables
    assert len(old) == len(new)


def test_comments_links_and_pictures_stay_on_cells_with_another_value(before: bytes, after: bytes) -> None:
    old, new = (made.sheet_of(made.parts_of(each)["content.xml"], "Scores") for each in (before, after))
    assert old != new
    for kept in (torture.NOTE, torture.SHAPE, torture.LINK):
        assert old.count(kept) == new.count(kept) > 0
    numbers = rb'office:value="([^"]+)"[^>]*>(?:<office:annotation>.*?</office:annotation>)<text:p>([^<]*)<'
    found = re.findall(numbers, new)
    assert found
    for value, shown in found:
        assert float(shown) == pytest.approx(float(value), abs=1e-6)


def test_an_ods_gets_the_same_values_as_the_workbook(after: bytes) -> None:
    workbook = Package.of(workbook_bytes(read_text(TEXT, where="small.yaml")))
    expected, _ = scored(reweighed(workbook))
    got = package_of_bytes(after, where="torture.ods")
    for sheet in sheet_parts(expected):
        if sheet not in ("Change log", "Checks"):  # when, who and warnings are others
            wanted = {
                at: cell.value for at, cell in cells(expected, sheet).items() if cell.value not in ("", None)
            }
            found = {at: cell.value for at, cell in cells(got, sheet).items() if cell.value not in ("", None)}
            assert found == wanted
