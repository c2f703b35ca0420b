"""Reading: judgements by table, id and heading; what is unfit is named by sheet, row, column and cell."""

from __future__ import annotations

from pathlib import Path

import pytest
import shipped
from openpyxl import load_workbook

from steelyard.errors import InvalidModel, MissingTable, NotAWorkbook
from steelyard.model.parts import POOLED
from steelyard.ooxml.cell_values import CellError, Scalar, Value
from steelyard.ooxml.cell_values import Formula as Written
from steelyard.ooxml.opc.package import Package, write
from steelyard.ooxml.sheet_cells import with_cells
from steelyard.sheets.catalogue import context_of, filled_sheets
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.reading.read import Reading, read_package, read_workbook

SYRIA = Path(__file__).parents[3] / "workbooks" / "syria.yaml"
MODEL = shipped.model()
PLANNED = filled_sheets(context_of(MODEL))
DATA = shipped.workbook()


def at(table: str, row: str, heading: str) -> tuple[str, str]:
    """Sheet and address of an entry."""
    [plan] = [plan for plan in PLANNED if plan.table.name == table]
    number = [str(entries[0]) for entries in plan.table.rows].index(row)
    return plan.name, f"{plan.place.letter(heading)}{plan.place.first + number}"


def typed(value: Scalar, table: str, row: str, heading: str) -> Reading:
    """What is read once this value was typed into an entry."""
    sheet, cell = at(table, row, heading)
    return read_package(with_cells(Package.of(DATA, where="book.xlsx"), {sheet: {cell: Value(value)}}))


def on_decide(cell: str, value: Scalar) -> Reading:
    """What is read once this value was typed into a cell of Decide."""
    return read_package(with_cells(Package.of(DATA), {"Decide": {cell: Value(value)}}))


def test_an_unfit_entry_is_named_by_sheet_row_column_and_cell() -> None:
    sheet, cell = at("weights", "France", "committee")
    found = typed("much", "weights", "France", "committee")
    assert found.model is None
    [finding] = found.findings
    where = f"{sheet}, row 'France', column 'committee' (cell {cell})"
    assert str(finding) == f"{where}: found 'much'; a number of 0 or more is needed"


def test_all_unfit_entries_come_together() -> None:
    package = Package.of(DATA, where="book.xlsx")
    for value, place in (
        ("much", ("weights", "France", "committee")),
        (140.0, ("linkage", "limited-easing", "committee")),
        ("quite", ("delivery", "status-quo", "committee")),
    ):
        sheet, cell = at(*place)
        package = with_cells(package, {sheet: {cell: Value(value)}})
    with pytest.raises(InvalidModel) as refusal:
        read_package(package).fit()
    assert refusal.value.where == "book.xlsx"
    assert [
        finding.place.sheet  # type: ignore[attr-defined]
        for finding in refusal.value.findings
    ] == ["Weights", "Linkage", "Delivery"]


def test_the_error_of_a_users_formula_is_named() -> None:
    found = typed(CellError("#DIV/0!"), "weights", "France", "committee")
    assert found.model is None
    assert "#DIV/0!" in str(found.findings[0])


def test_the_result_of_a_formula_that_a_user_typed_is_the_judgement() -> None:
    sheet, cell = at("weights", "France", "committee")
    package = with_cells(Package.of(DATA), {sheet: {cell: Written("2*15.5", 31.0)}})
    assert read_package(package).fit().values["weights/France/committee"] == 31


def test_a_number_typed_as_text_is_refused_rather_than_guessed() -> None:
    assert typed("30", "weights", "France", "committee").model is None


def test_an_empty_entry_is_named() -> None:
    found = typed(None, "linkage", "limited-easing", "committee")
    assert found.model is None
    assert "found nothing" in str(found.findings[0])


def test_a_real_date_in_evidence_is_read_as_year_month_day() -> None:
    key = MODEL.evidence[0].key
    found = typed(43633.0, "evidence", key, "date").fit()
    assert found.evidence[0].date == "2019-06-17"


@pytest.mark.parametrize(("written", "opening"), [("yes", True), ("no", False), (True, True), (None, False)])
def test_opening_is_read_from_words_and_truth_values(written: Scalar, opening: bool) -> None:
    found = typed(written, "options", "acknowledgements", "opening").fit()
    assert opening == found.values["opening/acknowledgements"]


def test_decide_names_the_scenario_and_the_viewpoint() -> None:
    chosen = on_decide("B4", MODEL.scenarios[-1].name.upper()).fit()
    assert MODEL.scenarios[-1].id == chosen.settings.scenario
    assert MODEL.stakeholders[1].id == on_decide("B5", MODEL.stakeholders[1].name).fit().settings.viewpoint
    assert on_decide("B5", "All, Pooled").fit().settings.viewpoint == POOLED


def test_a_scenario_that_nobody_knows_is_named_with_those_that_there_are() -> None:
    found = on_decide("B4", "peace at once")
    assert found.model is None
    [finding] = found.findings
    assert "Decide, row 'scenario' (cell B4): found 'peace at once'; one of these is needed: " in str(finding)
    assert all(repr(scenario.name) in str(finding) for scenario in MODEL.scenarios)


def test_empty_rows_within_a_table_do_not_count() -> None:
    headings = [
        str(heading) for heading in next(p for p in PLANNED if p.table.name == "rules").place.headings
    ]
    package = Package.of(DATA)
    gone = MODEL.rules[3].id
    for heading in headings:
        sheet, cell = at("rules", gone, heading)
        package = with_cells(package, {sheet: {cell: Value(None)}})
    found = read_package(package).fit()
    assert [rule for rule in MODEL.rules if rule.id != gone] == list(found.rules)


def test_a_model_without_rules_plan_and_evidence_is_read_from_tables_with_one_empty_row() -> None:
    bare = MODEL.replace(rules=(), plan=(), evidence=(), counterparts=())
    assert bare == read_package(Package.of(workbook_bytes(bare))).fit()


def test_every_table_that_is_gone_is_named(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(DATA)
    book = load_workbook(path)
    del book["Costs"]
    del book["Rules"]
    book.save(path)
    with pytest.raises(
        MissingTable, match=r"no table 'costs' \(sheet 'Costs'\), no table 'rules' \(sheet 'Rules'\)"
    ):
        read_workbook(path)


def without_name(path: Path, name: str) -> Package:
    """The workbook without one of its names."""
    path.write_bytes(DATA)
    book = load_workbook(path)
    del book.defined_names[name]
    book.save(path)
    return Package.read(path)


def test_a_choice_on_decide_without_its_name_is_found_by_its_label(tmp_path: Path) -> None:
    file = without_name(tmp_path / "book.xlsx", "decide_viewpoint")
    assert read_package(file).fit() == read_package(Package.of(DATA)).fit()


def test_a_choice_on_decide_without_name_and_label_is_a_finding(tmp_path: Path) -> None:
    file = without_name(tmp_path / "book.xlsx", "decide_viewpoint")
    found = read_package(with_cells(file, {"Decide": {"A5": Value("View")}}))
    assert found.model is None
    assert "the workbook's name 'decide_viewpoint' must lead to its cell" in str(found.findings[0])


def test_a_setting_of_levels_that_is_gone_is_a_finding() -> None:
    found = typed("leevels", "settings", "levels", "setting")
    assert found.model is None
    assert any("a row 'levels' with the delivery levels" in str(finding) for finding in found.findings)


def test_a_file_of_another_kind_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "model.xlsx"
    path.write_text("steelyard: 1")
    with pytest.raises(NotAWorkbook):
        read_workbook(path)


def test_a_file_is_read_from_its_path(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    write(Package.of(DATA), path)
    assert read_workbook(path).fit() == MODEL
    assert read_workbook(path).findings == ()
