"""What the task pane is told, without a pane: its questions are made from a file as the pane makes them."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
import shipped
from pane.opened import opened

from steelyard.cases import text
from steelyard.model.text.reading import read_text
from steelyard.ooxml.addresses import Area, address
from steelyard.ooxml.opc.package import Package
from steelyard.service.work.pane import wanted, weigh
from steelyard.service.work.pane_question import reading_of
from steelyard.weigh import score_results
from steelyard.weigh.weighing import Weighing
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.reading.read import read_package

Question = dict[str, Any]


@pytest.fixture(name="data", scope="module")
def _data() -> bytes:
    return shipped.workbook()


@pytest.fixture(name="syria", scope="module")
def _syria(data: bytes) -> Question:
    return asked(data)


@pytest.fixture(name="question")
def _question(syria: Question) -> Question:
    return deepcopy(syria)


def asked(data: bytes) -> Question:
    """The question that the pane asks of a workbook."""
    book = opened(data)
    columns: dict[str, int] = wanted()["tables"]  # type: ignore[assignment]
    tables = {
        table["name"]: _table(sheet, table["ref"], columns[table["name"]])
        for sheet in book["sheets"]
        for table in sheet["tables"]
        if table["name"] in columns
    }
    names = {each["name"]: each["formula"][1:].replace("$", "").replace("'", "") for each in book["names"]}
    cells = {sheet["name"]: sheet["cells"] for sheet in book["sheets"]}
    spots = {name: names[name].split("!") for name in ("decide_scenario", "decide_viewpoint")}
    named = {
        name: {"sheet": sheet, "at": at, "value": cells[sheet][at]["value"]}
        for name, (sheet, at) in spots.items()
    }
    return {"name": "syria.xlsx", "tables": tables, "cells": named}


def _table(sheet: dict[str, Any], ref: str, columns: int) -> dict[str, Any]:
    area, cells = Area.parse(ref), sheet["cells"]
    last = area.first_column + columns - 1 if columns else area.last_column
    spots = [
        [cells.get(address(row, column), {}) for column in range(area.first_column, last + 1)]
        for row in range(area.first_row, area.last_row + 1)
    ]
    where = [(r, c, cell) for r, row in enumerate(spots) for c, cell in enumerate(row)]
    return {
        "sheet": sheet["name"],
        "at": address(area.first_row, area.first_column),
        "height": area.last_row - area.first_row + 1,
        "rows": [[cell.get("value", "") for cell in row] for row in spots],
        "formulas": [[r, c] for r, c, cell in where if "formula" in cell],
        "days": [[r, c] for r, c, cell in where if "yy" in cell.get("format", "")],
    }


def told(question: Question) -> tuple[int, dict[str, Any]]:
    answer = weigh(json.dumps(question).encode())
    return answer.status, json.loads(answer.body)


def spot(question: Question, table: str, row: str, column: str) -> tuple[list[Any], int]:
    headings, *rows = question["tables"][table]["rows"]
    return next(each for each in rows if each[headings.index("id")] == row), headings.index(column)


def test_an_open_workbook_reads_as_its_file_does(question: Question, data: bytes) -> None:
    of_file, of_pane = read_package(Package.of(data)), reading_of(json.dumps(question).encode())
    assert of_pane.model == of_file.model
    assert of_pane.findings == of_file.findings


@pytest.mark.parametrize("case", ["syria", "blank"])
def test_the_numbers_are_those_of_the_engine(case: str) -> None:
    model = read_text(text(case), where=case)
    status, said = told(asked(workbook_bytes(model)))
    assert status == 200
    weighing = Weighing(model)
    assert [line["net"] for line in said["ranking"]] == [
        row[5] for row in score_results.ranking(weighing).rows
    ]
    assert said["weights"] == {
        each.id: dict(zip(model.criteria, each.weights, strict=True)) for each in model.stakeholders
    }
    assert [each["id"] for each in said["criteria"]] == list(model.criteria)


def test_another_choice_and_another_weight_are_other_questions(question: Question) -> None:
    question["cells"]["decide_scenario"]["value"] = "Comprehensive agreement"
    question["cells"]["decide_viewpoint"]["value"] = "United Kingdom"
    row, column = spot(question, "weights", "United-Kingdom", "money")
    row[column] = 40
    model = read_text(text("syria"), where="syria").replace_value("weights/United-Kingdom/money", 40.0)
    _, said = told(question)
    assert (said["scenario"], said["viewpoint"]) == ("comprehensive", "United-Kingdom")
    expected = score_results.ranking(Weighing(model, "United-Kingdom"), "comprehensive")
    assert [line["net"] for line in said["ranking"]] == [row[5] for row in expected.rows]


def test_a_share_on_trial_is_weighed_and_what_is_judged_stands_beside_it(question: Question) -> None:
    headings, *rows = question["tables"]["trial"]["rows"]
    [row] = [each for each in rows if each[headings.index("criterion id")] == "detainee-access"]
    row[headings.index("trial")] = 0.3
    on_trial = read_text(text("syria") + "trial: {detainee-access: 0.3}\n", where="syria")
    _, said = told(question)
    for key, with_trial in (("ranking", True), ("judged", False)):
        expected = score_results.ranking(Weighing(on_trial, with_trial=with_trial))
        assert [line["net"] for line in said[key]] == [row[5] for row in expected.rows]
    assert [line["net"] for line in said["ranking"]] != [line["net"] for line in said["judged"]]
    assert said["trial"] == "Trial weights are in use."
    row[headings.index("trial")] = 30
    _, said = told(question)
    assert said["trial"].startswith("Trial weights are not used")
    assert said["judged"] is None
    assert any("trial" in words and "30" in words for words in said["warnings"])


def test_a_row_that_was_typed_below_its_table_is_weighed_too(question: Question) -> None:
    table = question["tables"]["options"]
    headings = table["rows"][0]
    table["rows"].append([{"id": "loan", "name": "Loan"}.get(heading, "") for heading in headings])
    status, said = told(question)
    assert status == 200
    assert "loan" in [line["option"] for line in said["ranking"]]
    assert any("counts as 0 throughout until judged" in words for words in said["warnings"])


def test_what_is_unfit_is_named_with_its_cell(question: Question) -> None:
    row, column = spot(question, "weights", "France", "money")
    row[column] = "-3 points"
    status, said = told(question)
    assert status == 422
    assert said["detail"] == "syria.xlsx: 1 problem"
    [finding] = said["findings"]
    assert (finding["sheet"], finding["row"], finding["column"]) == ("Weights", "France", "money")
    assert "(cell O10): found '-3 points'" in finding["words"]


def test_a_column_that_was_renamed_is_missed_because_the_ledger_remembers_it(question: Question) -> None:
    headings = question["tables"]["weights"]["rows"][0]
    headings[headings.index("money")] = "cash"
    status, said = told(question)
    assert status == 422
    assert {finding["code"] for finding in said["findings"]} == {"missing-column"}


def test_a_table_that_is_gone_is_named(question: Question) -> None:
    del question["tables"]["weights"]
    status, said = told(question)
    assert (status, said["findings"]) == (422, [])
    assert said["detail"].startswith("syria.xlsx: no table 'weights' (sheet 'Weights').")


def test_a_workbook_of_a_newer_steelyard_is_not_misread(question: Question) -> None:
    status, said = told({**question, "form": 99})
    assert status == 422
    assert "syria.xlsx has form 99, which a newer steelyard made" in said["detail"]


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        ({"at": "XFD1"}, "too far out for the pane"),
        ({"at": "A1048576"}, "too far out for the pane"),
        ({"at": "nowhere"}, "reload the pane"),
        ({"rows": []}, "reload the pane"),
        ({"rows": [[]]}, "reload the pane"),
        ({"height": 0}, "reload the pane"),
        ({"unknown": 1}, "reload the pane"),
    ],
)
def test_a_question_that_no_pane_asks_is_refused(question: Question, change: Question, detail: str) -> None:
    question["tables"]["weights"] |= change
    status, said = told(question)
    assert status == 422
    assert detail in said["detail"]


def test_what_is_no_question_is_refused_without_a_word_of_it() -> None:
    answer = weigh(b'{"name": "secret')
    assert answer.status == 422
    assert b"secret" not in answer.body
    assert "secret" not in answer.failure
