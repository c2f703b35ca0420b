"""Snapback: what falls short in the scenario on Decide withdraws what the table of the shell says."""

from __future__ import annotations

from dataclasses import replace

import pytest

import steelyard as sy
from steelyard.api import weighed
from steelyard.model.model import Model
from steelyard.sheets.catalogue import context_of, filled
from steelyard.sheets.live import snapback
from steelyard.sheets.spec import Formula
from steelyard.weigh import plan_results

COLUMNS = ("withdrawn", "back to us", "they lose", "after phases")


def rows(model: Model) -> dict[str, dict[str, object]]:
    """What the sheet says, by rule and heading."""
    table = filled(snapback.sheet(model), context_of(model)).table
    return {
        str(row[0]): {
            column.heading: content.value if isinstance(content, Formula) else content
            for column, content in zip(table.columns, row, strict=True)
        }
        for row in table.rows
    }


@pytest.mark.parametrize("scenario", ["status-quo", "core-implemented", "comprehensive", "backsliding"])
def test_what_is_withdrawn_is_what_the_table_says(scenario: str) -> None:
    model = sy.new("syria")
    model = model.replace(settings=replace(model.settings, scenario=scenario))
    told = {row[2]: row[4:] for row in plan_results.snapback(weighed(model)).rows if row[0] == scenario}
    found = {rule: row for rule, row in rows(model).items() if row["withdrawn"]}
    assert set(found) == {rule for rule, row in told.items() if row[0]}
    for rule, row in found.items():
        assert [row[column] for column in COLUMNS] == pytest.approx(told[rule])


def test_of_several_rules_the_greatest_counts() -> None:
    model = sy.new("syria").replace_value("rules/broad-core/withdraws", 0.5)
    found = rows(model.replace(settings=replace(model.settings, scenario="status-quo")))
    shares = {rule: row["withdrawn"] for rule, row in found.items() if row["option"] == "broad-easing"}
    assert shares["broad-core"] == 0.3
    assert shares["broad-agreement"] == shares["broad-committee"] == 0.6
    assert [found[f"broad-{rule}"]["counts"] for rule in ("agreement", "core", "committee")] == [1, 0, 1]


def test_rules_that_name_no_measures_withdraw_nothing() -> None:
    found = rows(sy.new("syria"))
    assert [value for value in list(found["broad-unity"].values())[3:] if value is not None] == []


def test_without_a_counterpart_only_our_side_is_told() -> None:
    found = rows(sy.new("syria").replace(counterparts=()))
    assert {row["they lose"] for row in found.values()} == {None}
    assert found["easing-committee"]["back to us"] == pytest.approx(0.4 * 12.8, abs=0.1)
