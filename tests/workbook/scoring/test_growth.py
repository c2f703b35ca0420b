"""Growth: what people type into or take out of a judgement sheet is taken up by every dependent sheet."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import shipped
from openpyxl.utils import get_column_letter
from workbook.noted import noted

from steelyard.errors import WouldLoseContent
from steelyard.ooxml.addresses import address
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.opc.package import Package, write
from steelyard.ooxml.sheet_cells import cells, charts_of, with_cells
from steelyard.ooxml.sheet_index import sheet_part
from steelyard.ooxml.tables import table, table_resized, tables
from steelyard.sheets.catalogue import filled_sheets, tables_by_name
from steelyard.sheets.spec import Formula
from steelyard.workbook.reading.read import read_workbook
from steelyard.workbook.scoring.derived_rows import derived_places
from steelyard.workbook.scoring.score import score
from steelyard.workbook.scoring.shape import context_in, has_grown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from libreoffice import Office

    from steelyard.ooxml.cell_values import Patch

SYRIA = Path(__file__).parents[3] / "workbooks" / "syria.yaml"

Typed = dict[str, float | str]

POLAND: Typed = {"id": "Poland", "name": "Poland", "influence": 15.0}
VISAS: Typed = {
    "id": "visas",
    "name": "Visa facilitation",
    "track": "travel",
    "opening": "no",
}
DEMINING: Typed = {
    "id": "demining",
    "name": "Demining of farmland",
    "group": "core",
    "none": 0.0,
    "announced": 5.0,
    "partial": 40.0,
    "implemented": 80.0,
    "verified": 100.0,
}
STALEMATE: Typed = {"id": "stalemate", "name": "Stalemate", "probability": 0.0}
TRUST: Typed = {"id": "trust", "name": "Trust of partners"}
VISAS_RULE: Typed = {
    "id": "visas-rule",
    "option": "visas",
    "kind": "requires",
    "subject": "committee",
    "level": "partial",
}


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Package:
    path = tmp_path_factory.mktemp("growth") / "syria.xlsx"
    path.write_bytes(shipped.workbook(shipped.EXCERPT))
    return Package.read(path)


def with_rows(package: Package, name: str, *rows: Mapping[str, float | str]) -> Package:
    """The workbook with these rows typed right below a table, as a person would."""
    place = table(package, name)
    patches: dict[str, Patch] = {
        address(place.last_row + below, place.column(heading)): Value(value)
        for below, row in enumerate(rows, 1)
        for heading, value in row.items()
    }
    return with_cells(package, {place.sheet: patches})


def without_row(package: Package, name: str, row_id: str) -> Package:
    """The workbook with the cells of a row emptied."""
    place = table(package, name)
    held = cells(package, place.sheet)
    ids = {
        cell.value: row
        for row in range(place.first_row, place.last_row + 1)
        if (cell := held.get(address(row, place.column("id"))))
    }
    row = ids[row_id]
    across = range(place.area.first_column, place.area.last_column + 1)
    return with_cells(package, {place.sheet: {address(row, at): Value(None) for at in across}})


def all_grown(package: Package) -> Package:
    """The workbook with one new part of every kind."""
    criteria = [*table(package, "weights").columns[3:-1]]
    package = with_rows(package, "weights", {**POLAND, **dict.fromkeys(criteria, 5.0)})
    measures = table(package, "linkage").columns[2:]
    package = with_rows(package, "delivery", {**STALEMATE, **dict.fromkeys(measures, "none")})
    package = with_rows(package, "options", VISAS)
    package = with_rows(package, "measures", DEMINING)
    package = with_rows(package, "cost_heads", TRUST)
    return with_rows(package, "rules", VISAS_RULE)


def scored(package: Package, folder: Path) -> Path:
    write(package, folder / "typed.xlsx")
    score(folder / "typed.xlsx", folder / "scored.xlsx")
    return folder / "scored.xlsx"


def disagreements(path: Path, office: Office) -> list[str]:
    """Live cells whose value, recalculated, is not the engine's; the engine's is also what they cache."""
    reading = read_workbook(path, as_live=True)
    model = reading.fit()
    wrong, compared = [], 0
    with office.open(path) as document:
        document.recalculate()
        for plan in filled_sheets(context_in(reading, model)):
            place = plan.place
            if plan.table.name in reading.rows:
                continue
            last = get_column_letter(len(place.headings))
            found = document.get(plan.name, f"A{place.first}:{last}{place.last}")
            held = cells(reading.file, plan.name)
            for row, entries in enumerate(plan.table.rows):
                for column, content in enumerate(entries):
                    if isinstance(content, Formula):
                        compared += 1
                        at = address(place.first + row, column + 1)
                        live, engine = found[row][column], content.value
                        cached = held[at].value
                        if not (same(live, engine) and same(cached or "", engine or "")):
                            wrong.append(f"{plan.name}!{at}: {engine!r}, live {live!r}, cached {cached!r}")
    assert compared > 1000
    return wrong


def same(one: object, other: object) -> bool:
    if isinstance(one, float | int) and isinstance(other, float | int):
        return abs(one - other) <= 1e-9
    return one == other


@pytest.mark.office
def test_one_new_part_of_every_kind_is_taken_up_everywhere(
    fresh: Package, tmp_path: Path, office: Office
) -> None:
    path = scored(all_grown(fresh), tmp_path)
    reading = read_workbook(path, as_live=True)
    model = reading.fit()
    assert [option.id for option in model.options][-1] == "visas"
    assert [measure.id for measure in model.measures][-1] == "demining"
    assert [head.id for head in model.cost_heads][-1] == "trust"
    assert [stakeholder.id for stakeholder in model.stakeholders][-1] == "Poland"
    assert [scenario.id for scenario in model.scenarios][-1] == "stalemate"
    assert model.rules[-1].option == "visas"
    assert reading.findings == ()
    assert disagreements(path, office) == []


@pytest.mark.office
def test_a_part_that_is_removed_leaves_the_live_sheets_and_no_judgement_is_deleted(
    fresh: Package, tmp_path: Path, office: Office
) -> None:
    package = without_row(fresh, "options", "limited-easing")
    package = without_row(package, "plan", "ease-limited")
    for rule in ("easing-core", "easing-committee", "easing-unity"):
        package = without_row(package, "rules", rule)
    path = scored(package, tmp_path)
    reading = read_workbook(path, as_live=True)
    assert "limited-easing" not in [option.id for option in reading.fit().options]
    ids = [cell.value for at, cell in cells(reading.file, "Linkage").items() if at.startswith("A")]
    assert "limited-easing" in ids
    assert {finding.code for finding in reading.findings} == {"completed", "idle-evidence"}
    effects = table(reading.file, "effects")
    assert effects.last_row - effects.first_row + 1 == 3
    assert disagreements(path, office) == []


@pytest.mark.office
def test_growing_and_shrinking_again_gives_the_same_live_sheets(
    fresh: Package, tmp_path: Path, office: Office
) -> None:
    package = Package.read(scored(all_grown(fresh), tmp_path))
    package = without_row(without_row(package, "options", "visas"), "rules", "visas-rule")
    path = scored(package, tmp_path)
    assert "visas" not in [option.id for option in read_workbook(path).fit().options]
    assert disagreements(path, office) == []


def test_scoring_a_grown_workbook_again_changes_nothing(fresh: Package, tmp_path: Path) -> None:
    path = scored(all_grown(fresh), tmp_path)
    before = path.read_bytes()
    score(path)
    assert path.read_bytes() == before


def test_what_is_new_is_said_once(fresh: Package, tmp_path: Path) -> None:
    write(with_rows(fresh, "options", VISAS), tmp_path / "typed.xlsx")
    found = [str(finding) for finding in score(tmp_path / "typed.xlsx").findings]
    assert found == [
        "Linkage, row 'visas': found nothing; the new option counts as 0 throughout until judged",
        "Costs, row 'visas': found nothing; the new option counts as 0 throughout until judged",
        "Counterpart, row 'Russia/option/visas': found nothing; the new option counts as 0 until judged",
    ]


def test_a_cell_of_the_user_in_the_way_stops_the_write_and_is_named(fresh: Package, tmp_path: Path) -> None:
    place = table(fresh, "scores")
    package = with_cells(fresh, {"Scores": {f"C{place.last_row + 3}": Value("my note")}})
    write(with_rows(package, "options", VISAS), tmp_path / "typed.xlsx")
    before = Package.read(tmp_path / "typed.xlsx")
    with pytest.raises(WouldLoseContent, match=rf"^Scores!C{place.last_row + 3} is in the way"):
        score(tmp_path / "typed.xlsx")
    [_, said] = noted(before, Package.read(tmp_path / "typed.xlsx"))
    assert said.startswith(f"Scores!C{place.last_row + 3} is in the way")


def test_new_cells_have_the_look_of_their_neighbours(fresh: Package, tmp_path: Path) -> None:
    package = Package.read(scored(all_grown(fresh), tmp_path))
    for name, place in tables(package).items():
        held = cells(package, place.sheet)
        for row in range(place.first_row, place.last_row + 1):
            for column in range(place.area.first_column, place.area.last_column + 1):
                at = address(row, column)
                first = held.get(address(place.first_row, column))
                if (
                    name == "delivery"
                    and row in derived_places(package, place, tables_by_name()[name]).values()
                ):
                    continue  # nobody types there, so it does not look so
                if at in held and first is not None and name != "settings":
                    assert (at, held[at].style) == (at, first.style)


def test_columns_that_move_take_their_look_along(fresh: Package, tmp_path: Path) -> None:
    package = Package.read(scored(all_grown(fresh), tmp_path))
    before, after = tables(fresh)["contributions"], tables(package)["contributions"]
    assert any(before.column(one) != after.column(one) for one in before.columns)
    for heading in before.columns:
        old, new = (
            [
                cells(file, found.sheet)[address(found.area.first_row + down, found.column(heading))].style
                for down in (-1, 0, 1)
            ]
            for file, found in ((fresh, before), (package, after))
        )
        assert (heading, new) == (heading, old)


def test_charts_show_the_new_parts(fresh: Package, tmp_path: Path) -> None:
    package = Package.read(scored(all_grown(fresh), tmp_path))
    [positions] = charts_of(package, "Positions")
    assert package.part(positions).count(b"<ser>") == 4
    [decide] = charts_of(package, "Decide")
    assert b'<ptCount val="5"/>' in package.part(decide)


def test_a_fresh_workbook_needs_no_growth(fresh: Package, tmp_path: Path) -> None:
    write(fresh, tmp_path / "fresh.xlsx")
    reading = read_workbook(tmp_path / "fresh.xlsx", as_live=True)
    model = reading.fit()
    assert not has_grown(reading.file, filled_sheets(context_in(reading, model)))


def test_cells_that_another_program_typed_without_a_look_get_that_of_their_column(
    fresh: Package, tmp_path: Path
) -> None:
    package = with_rows(fresh, "options", VISAS)
    place = table(package, "options")
    part = sheet_part(package, "Options")
    row = place.last_row + 1
    bare = re.sub(rb'(<c r="[A-E]%d") s="\d+"' % row, rb"\1", package.part(part))
    assert bare != package.part(part)
    path = scored(package.replaced({part: bare}), tmp_path)
    held = cells(Package.read(path), "Options")
    assert [held[f"{letter}{row}"].style for letter in "ABCD"] == [
        held[f"{letter}{place.first_row}"].style for letter in "ABCD"
    ]


@pytest.mark.parametrize("inside", [False, True])
def test_a_measure_that_says_nothing_of_its_levels_takes_the_default_scale(
    fresh: Package, tmp_path: Path, *, inside: bool
) -> None:
    """Whether it stands below the table or Excel has grown the table around it."""
    package = with_rows(fresh, "measures", {"id": "demining", "name": "Demining of farmland"})
    place = table(package, "measures")
    if inside:
        ref = str(place.area._replace(last_row=place.last_row + 1))
        package = package.replaced({place.part: table_resized(package.part(place.part), ref)})
    write(package, tmp_path / "typed.xlsx")
    reading = read_workbook(tmp_path / "typed.xlsx")
    [told] = [str(finding) for finding in reading.findings if "default scale" in str(finding)]
    assert told == (
        f"Measures, row 'demining' (row {place.last_row + 1}): found nothing; "
        "the new measure takes the default scale: 0, 10, 40, 80, 100"
    )
    path = scored(package, tmp_path)
    again = read_workbook(path)
    assert again.fit().measures[-1].values == (0, 10, 40, 80, 100)
    assert again.findings == ()
    held, row = cells(again.file, "Measures"), place.last_row + 1
    values = [held[address(row, place.column(level))].value for level in again.fit().levels]
    assert values == [0, 10, 40, 80, 100]


def test_what_was_judged_of_a_part_that_is_gone_stays_when_another_comes(
    fresh: Package, tmp_path: Path
) -> None:
    """The new option's rows come below those of the last one, which is gone."""
    package = fresh
    own_rules = ("core", "committee", "engagement", "accepted", "unity")
    for rule in (f"broad-{name}" for name in own_rules):
        package = without_row(package, "rules", rule)
    package = without_row(package, "options", "broad-easing")
    package = Package.read(scored(package, tmp_path))
    package = Package.read(scored(with_rows(package, "options", VISAS), tmp_path))
    for name, own in (("linkage", "id"), ("costs", "id"), ("counterpart", "item"), ("tabled", "item")):
        before, after = table(fresh, name), table(package, name)
        was, now = (cells(each, after.sheet) for each in (fresh, package))
        rows = [
            row
            for row in range(before.first_row, before.last_row + 1)
            if (cell := was.get(address(row, before.column(own)))) and cell.value == "broad-easing"
        ]
        assert rows
        for at in (address(row, before.column(heading)) for row in rows for heading in before.columns):
            if at in was and not was[at].formula:
                assert now[at].value == was[at].value, at
        last = now[address(after.last_row, after.column(own))]
        assert last.value == "visas"
