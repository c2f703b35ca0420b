"""Solutions that are other packages, or worth something else, against the packages of each version."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steelyard import api
from steelyard.model.model import Model
from steelyard.model.text.reading import read_text
from steelyard.weigh import package_difference
from steelyard.weigh.decision_difference import DecisionDifference
from steelyard.weigh.package_difference import CLOSED, NO_SOLUTION, OPEN, SAME_PACKAGE, ZONE, packages
from steelyard.weigh.sheet_lists import EFFORT

TWO_ON_A_TRACK = """
steelyard: 1
settings: {title: Two options}
levels: {none: 0, done: 100}
measures: {aid: {name: Aid}}
cost_heads: {money: {name: Money, worst: All of it is gone., best: Nothing is spent.}}
options:
  small: {name: Small, track: size, linkage: {aid: 100}, costs: {money: 40}}
  large: {name: Large, track: size, linkage: {aid: 100}, costs: {money: 50}}
stakeholders: {us: {name: Us, weights: {aid: 50, money: 50}}}
scenarios: {now: {name: Now, delivers: {aid: done}}}
counterparts: {them: {reservation: -50, worth: {small: 30, large: 35}, burden: {aid: 35}}}
"""
"""A larger option costs us 5 points more, and is worth 5 points more to them: the sum is the same."""


@pytest.fixture(scope="module")
def syria() -> Model:
    return api.new("syria")


def rows(old: Model, new: Model) -> dict[object, dict[str, object]]:
    table = packages(DecisionDifference(old, new))
    return {row["solution"]: dict(row) for row in table.objects()}


def test_points_are_those_of_the_packages_of_each_version(syria: Model) -> None:
    new = syria.replace_value("worth/Russia/acknowledgements", 20.0)
    found = rows(syria, new)
    assert found
    for version, when in ((syria, "was"), (new, "now")):
        table = api.packages(version).reset_index().groupby("solution").first()
        for name, row in found.items():
            assert (row[f"us_{when}"], row[f"them_{when}"]) == (table.us[str(name)], table.them[str(name)])


def test_a_zone_that_closes_and_one_that_opens(syria: Model) -> None:
    closed = syria.replace_value("settings/reservation", 30.0)
    found = rows(syria, closed)
    assert (found[ZONE]["was"], found[ZONE]["now"]) == (OPEN, CLOSED)
    whole = api.packages(syria).reset_index().groupby("solution").first().package["Nash"]
    assert (found["Nash"]["was"], found["Nash"]["now"]) == (whole, NO_SOLUTION)
    assert found["Nash"]["us_now"] is None
    back = rows(closed, syria)
    assert (back[ZONE]["now"], back["Nash"]["was"], back["Nash"]["now"]) == (OPEN, NO_SOLUTION, whole)


def test_only_what_is_settled_otherwise_is_named() -> None:
    old = read_text(TWO_ON_A_TRACK, where="two")
    new = old.replace_value("costs/small/money", 38.0)
    found = rows(old, new)["greatest sum"]
    assert found["was"] == "Small: not offered; Large: offered (one of 2 that tie)"
    assert found["now"] == SAME_PACKAGE
    assert rows(new, old)["greatest sum"]["now"] == found["was"]


def test_the_same_package_may_be_worth_something_else() -> None:
    old = read_text(TWO_ON_A_TRACK, where="two")
    found = rows(old, old.replace_value("burden/them/aid", 30.0))
    assert found["best for us"]["was"] == found["best for us"]["now"] == SAME_PACKAGE
    assert found["best for us"]["them_was"] != found["best for us"]["them_now"]


def test_without_a_counterpart_or_an_edit_there_is_nothing_to_compare(syria: Model) -> None:
    alone = syria.replace(counterparts=())
    assert rows(syria, alone) == rows(alone, syria) == rows(syria, syria) == {}


def test_what_is_too_large_to_be_solved_is_said(syria: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = syria.counterparts
    several = syria.replace(counterparts=(first, replace(second, role="bargains")))
    monkeypatch.setattr(package_difference, "EFFORT", EFFORT._replace(partial=5))
    found = packages(DecisionDifference(several, several.replace_value("worth/Russia/acknowledgements", 9.0)))
    assert found.rows == ()
    assert "not compared, since 3 parties bargain" in found.title
