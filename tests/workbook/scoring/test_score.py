"""Score: the engine's values come into a workbook that people own, and nothing else changes in it."""

from __future__ import annotations

import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import shipped
from lxml import etree
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.table import TableColumn
from promises.live import differences, edit_of, live, live_after, named, says
from workbook.noted import noted

from steelyard.errors import InvalidModel, LockedWorkbook, MissingTable, ReadOnlyWorkbook
from steelyard.model.fingerprint import fingerprint
from steelyard.model.parts import RuleKind
from steelyard.ooxml.addresses import address, column_letters, sheet_and_area
from steelyard.ooxml.cell_values import Cached, Value
from steelyard.ooxml.opc.package import Package, write
from steelyard.ooxml.sheet_cells import cells, charts_of, with_cells
from steelyard.ooxml.sheet_index import sheet_part
from steelyard.ooxml.tables import table, tables
from steelyard.sheets.catalogue import context_of, filled_sheets, places
from steelyard.sheets.headings import BY_WEIGHTS_OF, REFUSED_BY
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.reading.read import read_workbook
from steelyard.workbook.scoring.score import Scored, score

if TYPE_CHECKING:
    from collections.abc import Callable

    from libreoffice import Office
    from openpyxl import Workbook

    from steelyard.model.model import Model
    from steelyard.ooxml.cell_values import Patch, Scalar
    from steelyard.sheets.spec import FilledSheet

SYRIA = Path(__file__).parents[3] / "workbooks" / "syria.yaml"
MODEL = shipped.model(shipped.EXCERPT)
FILLED = filled_sheets(context_of(MODEL))
NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
CHART = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}

WEIGHTS: dict[str, float | str] = {
    "weights/France/detainee-access": 3.0,
    "weights/Germany/committee": 55.5,
    "influence/France": 80.0,
    "delivery/core-implemented/committee": "verified",
    "linkage/limited-easing/committee": 95.0,
}
"""Edits that a user might make."""


@pytest.fixture(scope="module")
def data() -> bytes:
    return workbook_bytes(MODEL)


@pytest.fixture(name="book")
def _book(data: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "case.xlsx"
    path.write_bytes(data)
    return path


def edit(path: Path, changes: dict[str, float | str]) -> Model:
    """Type these judgements into the workbook, as a user does whose program shows stale values; the model."""
    package, model = Package.read(path), MODEL
    for key, value in changes.items():
        model = model.replace_value(key, value)
        sheet, at, [[typed]] = edit_of(FILLED, model, key)
        package = with_cells(package, {sheet: {at: Value(typed)}})
    write(package, path)
    return model


def put(path: Path, sheet: str, patches: dict[str, Patch]) -> None:
    """Set cells of a workbook."""
    write(with_cells(Package.read(path), {sheet: patches}), path)


def cached(path: Path, model: Model) -> dict[tuple[str, str], Scalar]:
    """What the file says that its live cells show, at the places where the model's plan has them."""
    package = Package.read(path)
    held = {
        sheet: cells(package, sheet)
        for sheet in {sheet for sheet, _ in live(filled_sheets(context_of(model)))}
    }
    return {
        (sheet, at): (cell.value if (cell := held[sheet].get(at)) else None) or ""
        for sheet, at in live(filled_sheets(context_of(model)))
    }


def filled_for(model: Model, path: Path) -> tuple[FilledSheet, ...]:
    """The sheets of the model, with what only the workbook knows: its log has changes without a reason."""
    asked = [row for row in rows(path, "change_log") if row[2] and not str(row[2]).startswith("all ")]
    return filled_sheets(context_of(model, places(model)._replace(unexplained=len(asked))))


def wanted(model: Model, path: Path) -> dict[tuple[str, str], float | str]:
    """What the live cells must show."""
    return {place: formula.value or "" for place, (_, formula) in live(filled_for(model, path)).items()}


def rows(path: Path, name: str) -> list[list[Scalar]]:
    """The entries of a table, as the file shows them."""
    package = Package.read(path)
    found_table = table(package, name)
    held = cells(package, found_table.sheet)
    columns = range(found_table.area.first_column, found_table.area.last_column + 1)
    return [
        [cell.value if (cell := held.get(address(row, column))) else None for column in columns]
        for row in range(found_table.first_row, found_table.last_row + 1)
    ]


def filled_rows(model: Model, name: str) -> list[list[object]]:
    """The entries of a computed table, as the model has them."""
    [expected] = [expected for expected in filled_sheets(context_of(model)) if expected.table.name == name]
    return [list(entries) for entries in expected.table.rows]


def parts(path: Path) -> dict[str, bytes]:
    """Every part of a file."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def other_program(path: Path, change: Callable[[Workbook], None]) -> None:
    """Let another program open the workbook, change it, and save it; formulas lose what they showed."""
    book = load_workbook(path)
    change(book)
    book.save(path)


def recalculated(office: Office, path: Path, model: Model) -> list[str]:
    """Live cells that say something else once LibreOffice computes them anew."""
    filled = filled_for(model, path)
    with office.open(path) as book:
        book.recalculate()
        return differences(live(filled), says(book, filled, []))


def test_a_fresh_workbook_needs_nothing(book: Path, data: bytes) -> None:
    done = score(book)
    assert done == Scored(MODEL, (), 0)
    assert data == book.read_bytes()


def test_every_live_cell_shows_what_the_engine_says_of_the_new_judgements(book: Path) -> None:
    model = edit(book, WEIGHTS)
    assert wanted(model, book) != cached(book, model)
    assert model == score(book).model
    assert wanted(model, book) == cached(book, model)


def test_the_judgements_stay_as_they_were_typed(book: Path) -> None:
    model = edit(book, WEIGHTS)
    score(book)
    assert model == read_workbook(book).fit()


def test_the_computed_table_the_ledger_and_the_fingerprints_are_those_of_the_new_judgements(
    book: Path,
) -> None:
    model = edit(book, WEIGHTS)
    score(book)
    assert filled_rows(model, "what_it_takes") == rows(book, "what_it_takes")
    then = {str(row[0]): row[4] for row in rows(book, "checks")}
    assert {key: then[key] for key in WEIGHTS} == WEIGHTS
    package = Package.read(book)
    assert {fingerprint(model)} == {
        cells(package, sheet)[named(FILLED, name)].value
        for sheet, name in (
            ("Checks", "checks_fingerprint"),
            ("What it takes", "what_it_takes_fingerprint"),
        )
    }


def test_charts_show_the_numbers_of_their_cells(book: Path) -> None:
    model = edit(book, {**WEIGHTS, "settings/scenario": "comprehensive"})
    score(book)
    package = Package.read(book)
    charts = [
        chart
        for expected in filled_sheets(context_of(model))
        if expected.charts
        for chart in charts_of(package, expected.name)
    ]
    assert len(charts) == 8
    for chart in charts:
        drawn = etree.fromstring(package.part(chart))
        references = drawn.findall(".//c:numRef", CHART) + drawn.findall(".//c:strRef", CHART)
        assert references
        for reference in references:
            found = [float_or_text(point.text) for point in reference.findall(".//c:v", CHART)]
            shown = shown_by(package, str(reference.findtext("c:f", None, CHART)))
            if etree.QName(reference).localname == "numRef":
                shown = [0.0 if each == "" else each for each in shown]  # as Excel draws a text
            assert [each for each in shown if each is not None] == found


def float_or_text(written: str | None) -> float | str:
    try:
        return float(written or "")
    except ValueError:
        return written or ""


def shown_by(package: Package, reference: str) -> list[Scalar]:
    """What the cells of a range show."""
    found = sheet_and_area(reference)
    assert found is not None
    sheet, area = found
    held = cells(package, sheet)
    return [
        None if (cell := held.get(address(row, column))) is None else cell.value
        for row in range(area.first_row, area.last_row + 1)
        for column in range(area.first_column, area.last_column + 1)
    ]


def test_the_first_chart_follows_the_order_of_decide(book: Path) -> None:
    edit(book, {"settings/scenario": "comprehensive"})
    before = Package.read(book)
    score(book)
    after = Package.read(book)
    [chart] = charts_of(after, "Decide")
    assert before.part(chart) != after.part(chart)
    names = re.findall(rb"<(?:c:)?cat>.*?</(?:c:)?cat>", after.part(chart), re.DOTALL)[0]
    assert [str(row[1]) for row in rows(book, "decide")] == [
        name.decode() for name in re.findall(rb"<(?:c:)?v>([^<]*)</(?:c:)?v>", names)
    ]


def test_a_change_is_remembered_with_its_effect(book: Path) -> None:
    edit(book, {"weights/France/detainee-access": 3.0})
    score(book, now=NOW)
    [entry] = rows(book, "change_log")
    was = MODEL.values["weights/France/detainee-access"]
    assert ["2026-01-02 03:04", "weights/France/detainee-access", was, 3.0] == [entry[0], *entry[2:5]]


def test_scoring_twice_leaves_the_bytes_as_they_are(book: Path) -> None:
    edit(book, WEIGHTS)
    score(book)
    once = book.read_bytes()
    assert score(book).changed == 0
    assert once == book.read_bytes()


def test_the_source_stays_where_another_target_is_named(book: Path, tmp_path: Path) -> None:
    model = edit(book, WEIGHTS)
    before = book.read_bytes()
    score(book, tmp_path / "out.xlsx")
    assert before == book.read_bytes()
    assert wanted(model, tmp_path / "out.xlsx") == cached(tmp_path / "out.xlsx", model)


def test_what_a_program_without_a_calculator_saved_gets_its_values_back(book: Path, data: bytes) -> None:
    other_program(book, lambda _: None)
    assert {""} == set(cached(book, MODEL).values())
    score(book)
    assert wanted(MODEL, book) == cached(book, MODEL)


def own_things(book: Workbook) -> None:
    """What users do: a sheet, a comment, a column beside, a column within, a number format, a width."""
    mine = book.create_sheet("Mine", 3)
    mine["A1"] = "=Decide!C30*2"
    mine["B2"].comment = Comment("ask again", "me")
    weights = book["Weights"]
    weights["D10"].comment = Comment("too high", "me")
    weights["D10"].number_format = '0.000 "pt"'
    weights.column_dimensions["D"].width = 44
    found_table = weights.tables["weights"]
    columns = len(found_table.tableColumns)
    weights.cell(9, columns + 1, "my own")
    for row in range(10, 10 + len(MODEL.stakeholders)):
        weights.cell(row, columns + 1, f"=D{row}*2")
    found_table.ref = f"A9:{column_letters(columns + 1)}{9 + len(MODEL.stakeholders)}"
    found_table.tableColumns.append(TableColumn(id=columns + 1, name="my own"))
    weights.cell(3, 30, "beside")


def without_printed_rows(workbook: bytes) -> bytes:
    """The workbook part but for the last rows that are printed of the Change log and of computed tables."""
    return re.sub(rb"('(?:Change log|Packages)'!\$A\$1:\$[A-Z]+\$)[0-9]+", rb"\1", workbook)


def test_all_that_is_the_users_own_stays_byte_for_byte(book: Path) -> None:
    other_program(book, own_things)
    edit(book, WEIGHTS)
    before, package = parts(book), Package.read(book)
    score(book)
    after = parts(book)
    ours = {sheet_part(package, expected.name) for expected in FILLED}
    ours |= {chart for expected in FILLED for chart in charts_of(package, expected.name)}
    ours |= {table(package, "change_log").part}
    changed = {name for name in after if after[name] != before.get(name)}
    assert list(before) == list(after)
    assert {"xl/workbook.xml"} == changed - ours
    assert without_printed_rows(before["xl/workbook.xml"]) == without_printed_rows(after["xl/workbook.xml"])
    assert sheet_part(package, "Mine") not in ours


def test_in_a_judgement_sheet_only_live_cells_change(book: Path) -> None:
    other_program(book, own_things)
    edit(book, WEIGHTS)
    package = Package.read(book)
    part = sheet_part(package, "Weights")
    before = package.part(part)
    score(book)
    after = Package.read(book).part(part)
    live = re.compile(rb'<c r="(?:A4|[A-Z]+[567])"[^>]*>.*?</c>', re.DOTALL)  # flags, worst and best, names
    assert live.sub(b"", before) == live.sub(b"", after)


def sorted_by_name(path: Path) -> None:
    """Sort the rows of the Options sheet by name, the last first, as a user does."""
    package = Package.read(path)
    found_table = table(package, "options")
    held = cells(package, found_table.sheet)
    columns = range(found_table.area.first_column, found_table.area.last_column + 1)
    lines = [
        [cell.value if (cell := held.get(address(row, column))) else None for column in columns]
        for row in range(found_table.first_row, found_table.last_row + 1)
    ]
    lines.sort(key=lambda line: str(line[1]), reverse=True)
    patches = {
        address(row, column): Value(value)
        for row, line in enumerate(lines, found_table.first_row)
        for column, value in zip(columns, line, strict=True)
    }
    write(with_cells(package, {found_table.sheet: patches}), path)


@pytest.mark.office
def test_sorted_rows_are_scored_and_the_live_sheets_keep_their_order(book: Path, office: Office) -> None:
    sorted_by_name(book)
    model = edit(book, WEIGHTS)
    order = [row[0] for row in rows(book, "options")]
    assert order != [option.id for option in model.options]
    score(book)
    assert order == [row[0] for row in rows(book, "options")]
    assert [option.id for option in model.options] == [row[0] for row in rows(book, "effects")]
    assert wanted(model, book) == cached(book, model)
    assert recalculated(office, book, model) == []


@pytest.mark.office
def test_recalculated_in_another_program_a_scored_workbook_says_the_same_and_is_current(
    book: Path, office: Office
) -> None:
    model = edit(book, WEIGHTS)
    filled = filled_sheets(context_of(model))
    with office.open(book) as opened:
        opened.recalculate()
        assert differences(live_after(MODEL, model), says(opened, filled, [])) == []
        assert str(opened.get("Checks", named(filled, "checks_currency"))[0][0]).endswith("changed since")
    score(book)
    assert recalculated(office, book, model) == []


STRUCTURE: dict[str, dict[str, float | str]] = {
    "a rule of a group asks for some instead of all": {
        "rules/easing-core/kind": "requires at least",
        "rules/easing-core/number": 2.0,
    },
    "a required option becomes an excluded one": {"rules/broad-engagement/kind": "excludes option"},
    "another option is required": {"rules/broad-engagement/subject": "reconstruction"},
    "another option requires it": {"rules/broad-engagement/option": "reconstruction"},
    "a cap holds for another option": {"rules/broad-unity/option": "limited-easing"},
    "stakeholders are asked about another option": {"rules/broad-accepted/option": "reconstruction"},
    "what all must accept asks for deliveries": {
        "rules/broad-accepted/kind": "requires all",
        "rules/broad-accepted/level": "implemented",
    },
}


@pytest.mark.office
def test_a_rule_on_which_formulas_hang_is_to_look_at_on_checks_when_it_changes(
    book: Path, office: Office
) -> None:
    flag = ("Checks", named(FILLED, "checks_flag"))
    with office.open(book) as opened:
        opened.recalculate()
        for case, changes in STRUCTURE.items():
            other = MODEL
            for key, value in changes.items():
                other = other.replace_value(key, value)
            typed, back = ([edit_of(FILLED, model, key) for key in changes] for model in (other, MODEL))
            assert opened.edit_and_read(typed, [flag]) == [[["1 to look at on Checks"]]], case
            assert opened.edit_and_read(back, [flag]) == [[["fit"]]], case


@pytest.mark.office
@pytest.mark.parametrize("case", STRUCTURE)
def test_formulas_that_hang_on_a_rule_are_written_anew_when_it_changes(
    case: str, book: Path, office: Office
) -> None:
    model = edit(book, STRUCTURE[case])
    assert model == score(book).model
    assert recalculated(office, book, model) == []
    once = book.read_bytes()
    score(book)
    assert once == book.read_bytes()


@pytest.mark.office
def test_the_columns_of_stakeholders_come_with_the_first_rule_that_asks_them(
    tmp_path: Path, office: Office
) -> None:
    asking = {rule.id for rule in MODEL.rules if rule.kind is RuleKind.ACCEPTED_BY}
    model = MODEL.replace(
        rules=tuple(rule for rule in MODEL.rules if rule.id not in asking),
        evidence=tuple(part for part in MODEL.evidence if part.key.split("/")[1] not in asking),
    )
    book, filled = tmp_path / "book.xlsx", filled_sheets(context_of(model))
    book.write_bytes(workbook_bytes(model))
    assert not any(
        heading.startswith(BY_WEIGHTS_OF) for heading in tables(Package.read(book))["scores"].columns
    )
    package = Package.read(book)
    for key, value in {
        "rules/broad-engagement/subject": "all",
        "rules/broad-engagement/kind": "accepted by",
    }.items():
        sheet, at, _ = edit_of(filled, model, key)
        package = with_cells(package, {sheet: {at: Value(value)}})
    write(package, book)
    model = score(book).model
    assert [rule.subject for rule in model.rules if rule.kind is RuleKind.ACCEPTED_BY] == ["all"]
    asked = [part.id for part in model.stakeholders]
    beginning = dict.fromkeys(("scores", "effects", "tabled", "plan_steps"), BY_WEIGHTS_OF)
    beginning |= dict.fromkeys(("conditions", "package_rules", "plan_ledger"), REFUSED_BY)
    for name, before in beginning.items():
        headings = tables(Package.read(book))[name].columns
        found = [heading.removeprefix(before) for heading in headings if heading.startswith(before)]
        assert found == asked
    assert recalculated(office, book, model) == []


def refused(path: Path, error: type[Exception], match: str) -> None:
    """Scoring is refused with this message, and the file stays the very file it was."""
    before, stamp = path.read_bytes(), path.stat().st_mtime_ns
    with pytest.raises(error, match=match):
        score(path)
    assert (before, stamp) == (path.read_bytes(), path.stat().st_mtime_ns)


def listed(path: Path, error: type[Exception], match: str) -> None:
    """Scoring is refused with this message, Checks lists it, and nothing else in the file has changed."""
    before = Package.read(path)
    with pytest.raises(error, match=match):
        score(path)
    assert len(noted(before, Package.read(path))) == 2


def test_an_unfit_judgement_is_named_and_the_file_stays_as_it_was(book: Path) -> None:
    sheet, at, _ = edit_of(FILLED, MODEL, "weights/France/committee")
    put(book, sheet, {at: Value("much")})
    told = rf"case\.xlsx: 1 problem\n  Weights, row 'France', column 'committee' \(cell {at}\): found 'much'"
    listed(book, InvalidModel, told)


def test_a_workbook_that_is_open_elsewhere_stays_as_it_was(book: Path) -> None:
    edit(book, WEIGHTS)
    book.with_name(f".~lock.{book.name}#").write_text("Ann Example,ann,desk-7,02.01.2026 03:04,file:///;")
    refused(book, LockedWorkbook, "is open in LibreOffice by Ann Example on desk-7")


def test_a_read_only_workbook_stays_as_it_was(book: Path) -> None:
    edit(book, WEIGHTS)
    book.chmod(0o444)
    refused(book, ReadOnlyWorkbook, "read-only")


def test_a_formula_that_was_typed_over_is_restored_and_named(book: Path) -> None:
    edit(book, WEIGHTS)
    [found_table] = [expected.place for expected in FILLED if expected.table.name == "scores"]
    at = f"{found_table.letter('net')}{found_table.first}"
    put(book, "Scores", {at: Value(99.0)})
    assert score(book).restored == (f"Scores!{at}: 99 stood there",)
    assert cells(Package.read(book), "Scores")[at].formula


def test_a_live_table_that_is_gone_is_named_and_the_file_stays_as_it_was(book: Path) -> None:
    other_program(book, lambda opened: opened.remove(opened["Effects"]))
    listed(book, MissingTable, "no table 'effects'")


def test_a_stale_cache_alone_is_mended(book: Path) -> None:
    at = named(FILLED, "decide_lead")
    put(book, "Decide", {at: Cached("Nobody leads.")})
    assert score(book).changed == 1
    assert wanted(MODEL, book) == cached(book, MODEL)
