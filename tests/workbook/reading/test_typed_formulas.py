"""Formulas in cells of inputs: the value counts, and the cell is reported."""

from __future__ import annotations

import pytest
from workbook.reading.test_days import DATA, MODEL

from steelyard.ooxml.addresses import address
from steelyard.ooxml.cell_values import CellError, Formula, Scalar, Value
from steelyard.ooxml.defined_names import defined_cells
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells, table_view, with_cells, with_table
from steelyard.sheets.names import DECIDE_SCENARIO, TRIAL
from steelyard.workbook.reading.read import Reading, read_package

PLACES = [
    ("settings", "value"),
    ("weights", "influence"),
    ("weights", "committee"),
    ("measures", "name"),
    ("measures", "partial"),
    ("cost_heads", "note"),
    ("options", "snapback"),
    ("linkage", "committee"),
    ("costs", "money"),
    ("delivery", "probability"),
    ("delivery", "committee"),
    ("rules", "level"),
    ("record", "date"),
    ("counterpart", "weight"),
    ("counterpart", "effort partial"),
    ("plan", "phase"),
    ("evidence", "low"),
    ("tabled", "asked"),
]


def with_formula(table: str, heading: str, value: Scalar = "") -> tuple[Reading, str]:
    """What is read once a formula gives the value of a cell, by default the one it had; and the cell."""
    package = Package.of(DATA, where="book.xlsx")
    view = table_view(package, table)
    row = next((row for row in view.rows if view.value(row, heading) not in (None, "")), view.rows[0])
    at = view.address(row, heading)
    shown = view.value(row, heading) if value == "" else value
    formula = Formula("A1&B1", "" if shown is None else shown)
    return read_package(with_cells(package, {view.table.sheet: {at: formula}})), at


@pytest.mark.parametrize(("table", "heading"), PLACES)
def test_a_formula_in_an_input_is_reported_and_its_value_is_used(table: str, heading: str) -> None:
    reading, at = with_formula(table, heading)
    assert reading.model == MODEL
    [finding] = reading.findings
    assert (finding.code, finding.severity, finding.place.at) == ("formula", "warning", f"cell {at}")
    assert (finding.place.column, finding.found) == (heading, "'=A1&B1'")


def test_the_value_that_is_used_is_named() -> None:
    reading, _ = with_formula("weights", "committee", 31.0)
    assert reading.fit().stakeholders[0].weights[MODEL.criteria.index("committee")] == 31
    [finding] = reading.findings
    assert finding.allowed == (
        "a formula stands in the cell of an input; the value that the file shows for it, 31, is used"
    )


def test_a_formula_that_gives_nothing_is_reported_too() -> None:
    package = Package.of(DATA)
    view = table_view(package, "plan")
    at = view.address(view.rows[0], "note")
    [finding] = read_package(with_cells(package, {"Plan": {at: Formula('""', "")}})).findings
    assert "for it, nothing, is used" in finding.allowed


def test_a_formula_with_an_error_is_refused_once() -> None:
    reading, _ = with_formula("weights", "committee", CellError("#DIV/0!"))
    assert [finding.code for finding in reading.findings] == ["excel-error"]


def test_a_formula_in_a_choice_on_decide_is_reported() -> None:
    package = Package.of(DATA)
    sheet, at = defined_cells(package)[DECIDE_SCENARIO]
    shown = cells(package, sheet)[at].value
    reading = read_package(with_cells(package, {sheet: {at: Formula("A1", shown)}}))
    assert reading.model == MODEL
    assert [str(finding.place) for finding in reading.findings] == [f"Decide, row 'scenario' (cell {at})"]


def test_a_formula_in_a_trial_cell_is_reported_and_its_value_is_used() -> None:
    package = Package.of(DATA, where="book.xlsx")
    view = table_view(package, TRIAL)
    at = view.address(view.rows[0], "trial")
    reading = read_package(with_cells(package, {"Decide": {at: Formula("1/4", 0.25)}}))
    [found] = [each for each in reading.findings if each.code == "formula"]
    criterion = MODEL.criteria[0]
    assert str(found) == (
        f"Decide, row {criterion!r}, column 'trial' (cell {at}): found '=1/4'; a formula stands in the cell "
        "of an input; the value that the file shows for it, 0.25, is used"
    )
    assert [(each.criterion, each.share) for each in reading.fit().trial] == [(criterion, 0.25)]


def test_formulas_in_columns_of_the_user_are_no_concern() -> None:
    package = Package.of(DATA)
    view = table_view(package, "evidence")
    area = view.table.area._replace(last_column=view.table.area.last_column + 1)
    package = with_table(package, view.table, area, (*view.table.columns, "double"))
    head = address(area.first_row, area.last_column)
    package = with_cells(package, {view.table.sheet: {head: Value("double")}})
    at = table_view(package, "evidence").address(view.rows[0], "double")
    reading = read_package(with_cells(package, {view.table.sheet: {at: Formula("2*B9", 4.0)}}))
    assert [finding for finding in reading.findings if finding.code == "formula"] == []
