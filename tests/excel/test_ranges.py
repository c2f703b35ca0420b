"""The codec: whatever Excel passes becomes a model or words, and nothing strange ever leaves."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from unittest.mock import Mock

import numpy as np
import pytest
from excel.ranges import FIVE, package_of, ranges_of
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import models

import steelyard as sy
from steelyard.errors import InvalidModel
from steelyard.excel import model_of_ranges, quick_model
from steelyard.excel.ranges import (
    COM_ERRORS,
    FOLLOWING,
    NEEDED,
    block,
    cell_text,
    cell_value,
    entry,
    rows_of,
    spilled,
)
from steelyard.model.checks import check
from steelyard.model.findings import Finding, errors
from steelyard.model.model import Model
from steelyard.model.parts import Rule, RuleKind
from steelyard.sheets.catalogue import context_of, filled_sheets
from steelyard.sheets.spec import Formula, Role
from steelyard.weigh.kept_weighings import kept_for
from steelyard.weigh.result import Result, ResultColumn, Unit
from steelyard.weigh.weighing import Weighing

ODD = st.one_of(
    st.sampled_from(["", " ", None, "#N/A", "12", "1,5", "x", "yes", "verified", True, math.nan, math.inf]),
    st.sampled_from([-2146826281, 10**400, -1, 0, 100, 101, np.float64(3.5), np.int64(4), np.bool_(True)]),
    st.sampled_from([Decimal("2.5"), date(2019, 6, 17), datetime(2019, 6, 17, tzinfo=UTC), "all", "note"]),
    st.just({"type": "Error", "errorType": "Div0", "basicType": "Error", "basicValue": "#DIV/0!"}),
    st.text(max_size=5),
    st.floats(),
)
"""What may stand in a cell when somebody was not careful, or as some client of Excel passes it."""


MODEL = ("weights", "measures", "linkage", "costs", "delivery", "options", "rules", "counterpart")
"""Tables that are read the quick way, where every cell of them is plain."""


def of(ranges: dict[str, Any]) -> Model:
    noted: list[Finding] = []
    found = model_of_ranges.model_of("test", model_of_ranges.Ranges(**ranges), {}, noted)
    if found is None:
        raise InvalidModel("test", noted)
    return found


def without_deals(model: Model) -> Any:
    """The ranges of the model, no package among them, nor a plan."""
    ranges = ranges_of(sy.tabling(model, {}, ()))
    return {name: ranges[name] for name in MODEL}


def with_deals(model: Model) -> Any:
    """The ranges of the model with its package and its plan."""
    ranges = ranges_of(model)
    return {name: ranges[name] for name in (*MODEL, "package", "plan")}


def by_the_slow_way(ranges: dict[str, Any]) -> Model:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(model_of_ranges, "quick_model", lambda *_: None)
        return of(ranges)


def outcome(read: Any, ranges: dict[str, Any]) -> Model | str:
    """The model, or the message; anything else is a failure."""
    try:
        found: Model = read(ranges)
    except InvalidModel as refusal:
        return str(refusal)
    return found


@given(models(counted=False))
@settings(max_examples=40)
def test_ranges_make_the_model_that_the_workbook_holds_by_both_ways(model: Model) -> None:
    model = sy.tabling(model, {}, ())
    found = of(without_deals(model))
    assert found == by_the_slow_way(without_deals(model))
    assert found.measures == model.measures
    assert found.stakeholders == model.stakeholders
    assert found.scenarios == model.all_scenarios
    assert found.options == model.options
    assert found.rules == model.rules
    assert found.counterparts == model.counterparts
    assert found.criteria == model.criteria
    for viewpoint in ("all", model.stakeholders[-1].id):
        ours, theirs = Weighing(found, viewpoint), Weighing(model, viewpoint)
        assert np.array_equal(ours.net, theirs.net)
        assert np.array_equal(ours.verdicts, theirs.verdicts)


@given(models(counted=False), st.data())
@settings(max_examples=60)
def test_odd_cells_give_a_model_or_words_the_same_by_both_ways(model: Model, data: st.DataObject) -> None:
    ranges = with_deals(model)
    for _ in range(data.draw(st.integers(1, 3))):
        spoil(ranges[data.draw(st.sampled_from([*ranges]))], data)
    assert outcome(of, ranges) == outcome(by_the_slow_way, ranges)


@given(models(counted=False))
@settings(max_examples=40)
def test_a_package_and_a_plan_are_read_alike_by_both_ways(model: Model) -> None:
    found = of(with_deals(model))
    assert found == by_the_slow_way(with_deals(model))
    assert found.plan == model.plan
    assert [part.asked for part in found.measures] == [part.asked for part in model.measures]
    assert [part.offered for part in found.options] == [part.offered for part in model.options]


def test_of_a_shipped_case_judgements_are_read_once_whatever_the_package_and_the_plan(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And the quick way does for it: its notes are long."""
    model = sy.tabling(sy.new("syria"), {"committee": "verified"}, ("limited-easing",))
    ranges = ranges_of(model)
    slow = by_the_slow_way(with_deals(model))
    judged = Mock(wraps=quick_model._judged)
    monkeypatch.setattr(quick_model, "_judged", judged)
    monkeypatch.setattr(model_of_ranges, "assemble", None)
    with kept_for("ana"):
        alone = of({name: ranges[name] for name in MODEL})
        tabled = of({name: ranges[name] for name in (*MODEL, "package")})
        planned = of({name: ranges[name] for name in (*MODEL, "plan")})
    judged.assert_called_once()
    assert alone == slow.replace(
        plan=(),
        measures=tuple(replace(part, asked="") for part in slow.measures),
        options=tuple(replace(part, offered=False) for part in slow.options),
    )
    assert tabled == slow.replace(plan=())
    assert planned == alone.replace(plan=slow.plan)


def test_costs_in_a_unit_are_given_as_effects_has_them() -> None:
    """The scale stands on a sheet that no function asks for, so that an amount is never taken for points."""
    model = sy.new("office-2004")
    ranges = {name: ranges_of(model)[name] for name in FIVE}
    with pytest.raises(
        InvalidModel, match=r"found 'annual-cost: dollars a year[\s\S]*give the table Effects"
    ):
        of(ranges)
    found = of({**ranges, "costs": effects_of(model)})
    assert found.measures[3].worth == (0, 25, 50, 75, 100)
    assert Weighing(found, "benefits").net.tolist() == Weighing(model, "benefits").net.tolist()


def test_a_cap_does_not_go_with_effects() -> None:
    model = sy.new("office-2004")
    cap = Rule(id="cap", option="pay-gorton", kind=RuleKind.CAP, subject="annual-cost", number=9000.0)
    capped = model.replace(rules=(cap,))
    ranges = {name: ranges_of(capped)[name] for name in (*FIVE, "rules")} | {"costs": effects_of(capped)}
    with pytest.raises(InvalidModel, match="a cap counts what the table Costs says"):
        of(ranges)


def effects_of(model: Model) -> list[list[Any]]:
    """The table Effects, as a range."""
    context = context_of(model)
    [effects] = [sheet.table for sheet in filled_sheets(context) if sheet.name == "Effects"]
    rows = [[cell.value if isinstance(cell, Formula) else cell for cell in row] for row in effects.rows]
    return [[column.heading for column in effects.columns], *rows]


def spoil(table: list[list[Any]], data: st.DataObject) -> None:
    """Put something odd into one cell."""
    row = data.draw(st.integers(0, len(table) - 1))
    table[row][data.draw(st.integers(0, len(table[0]) - 1))] = data.draw(ODD)


@given(models(counted=False))
@settings(max_examples=30)
def test_a_package_and_a_plan_are_read_back_as_the_model_has_them(model: Model) -> None:
    found = of(ranges_of(sy.tabling(model, {}, ())) | {"package": package_of(model)})
    assert (found.measures, found.options, found.plan) == (model.measures, model.options, model.plan)


@given(models(counted=False), st.data())
@settings(max_examples=40)
def test_odd_cells_in_a_package_or_a_plan_give_a_model_or_words(model: Model, data: st.DataObject) -> None:
    ranges = ranges_of(model)
    spoil(ranges[data.draw(st.sampled_from(["package", "plan"]))], data)
    unasked = {"linkage": model_of_ranges.UNASKED, "delivery": model_of_ranges.UNASKED}
    told = outcome(of, {**ranges, **unasked})
    assert isinstance(told, Model) or told.startswith("test: ")
    if isinstance(told, Model):
        assert not errors(check(told))


@given(st.lists(st.lists(ODD, max_size=4), max_size=4), st.sampled_from(["Weights", "Linkage", "Rules"]))
def test_any_block_is_a_table_or_a_finding(rows: list[list[object]], what: str) -> None:
    noted: list[Finding] = []
    assert (block(rows, what, noted) is None) is bool(noted)


def _perhaps_numpy(value: Any) -> Any:
    return np.float64(value) if isinstance(value, float) else value


@given(ODD)
def test_a_held_value_is_one_that_a_draft_knows(value: object) -> None:
    assert isinstance(cell_value(value), float | int | str | bool | date | None)
    assert type(cell_value(value)).__module__ in ("builtins", "datetime")


@given(
    st.one_of(st.floats(), st.integers(), st.booleans(), st.none(), st.text(), st.floats().map(np.float64))
)
def test_an_entry_is_a_finite_number_or_a_text_of_plain_python(value: Any) -> None:
    told = entry(value)
    assert type(told) in (int, float, str)
    if isinstance(told, float):
        assert math.isfinite(told)
        assert told == value


def test_truth_values_of_numpy_are_words() -> None:
    answer = Result("t", "T", (ResultColumn("a", "A", Unit.YES_NO),), ((np.bool_(True),), (False,)))  # type: ignore[arg-type]
    assert spilled(answer) == [["A"], ["yes"], ["no"]]


def test_com_errors_are_those_that_xlwings_knows_and_newer_ones() -> None:
    assert {cell_value(number) for number in COM_ERRORS} == set(COM_ERRORS.values())
    # 0x800A0000 and the number that CVErr gives: #DIV/0! is xlErrDiv0, 2007
    assert COM_ERRORS[-0x80000000 + 0xA0000 + 2007] == "#DIV/0!"
    assert COM_ERRORS[-0x80000000 + 0xA0000 + 2042] == "#N/A"


def test_a_column_of_cells_is_rows_of_one() -> None:
    assert rows_of([[1], [2]]) == [[1], [2]]
    assert rows_of(np.array([[1.0, 2.0]])) == [[1.0, 2.0]]
    assert rows_of([]) == []
    assert cell_text([]) == ""


def test_the_columns_that_are_not_read_are_those_that_the_workbook_computes() -> None:
    columns = context_of(sy.new("syria")).columns
    live = {
        name: tuple(column.heading for column in columns[name.lower()] if column.role is Role.LIVE)
        for name in NEEDED
        if name != "Package"  # its columns are read by name; see package_range
    }
    assert {name: headings for name, headings in live.items() if headings} == FOLLOWING
