"""Weights gathered from copies of a model."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from steelyard import api
from steelyard.model.pooling import pooled

if TYPE_CHECKING:
    from steelyard.model.model import Model

FRANCE, GERMANY = "weights/France/safe-returns", "weights/Germany/money"


@pytest.fixture(scope="module")
def syria() -> Model:
    return api.new("syria")


def test_each_copy_gives_the_rows_that_it_changed(syria: Model) -> None:
    paris, berlin = syria.replace_value(FRANCE, 9.0), syria.replace_value(GERMANY, 20.0)
    found = pooled(syria, {"paris": paris, "berlin": berlin})
    assert found.model == paris.replace_value(GERMANY, 20.0)
    assert [(row.stakeholder, row.copies) for row in found.gathered] == [
        ("France", ("paris",)),
        ("Germany", ("berlin",)),
    ]
    assert found.missing == ("United-Kingdom", "Other-members")
    assert (found.conflicts, found.others) == ((), ())
    assert pooled(syria, {"berlin": berlin, "paris": paris}).model == found.model


def test_copies_that_differ_on_a_stakeholder_are_a_conflict_and_equal_ones_are_not(syria: Model) -> None:
    one, two = syria.replace_value(FRANCE, 9.0), syria.replace_value(FRANCE, 8.0)
    found = pooled(syria, {"one": one, "two": two})
    assert found.model == syria
    assert [row.copies for row in found.conflicts] == [("one",), ("two",)]
    assert "France" not in found.missing
    same = pooled(syria, {"one": one, "again": one})
    assert same.model == one
    assert same.gathered[0].copies == ("one", "again")


def test_all_else_that_a_copy_changed_is_listed_and_not_taken(syria: Model) -> None:
    copy = syria.replace_value(FRANCE, 9.0).replace_value("influence/France", 40.0)
    copy = copy.replace(measures=(replace(copy.measures[0], name="Another"), *copy.measures[1:]))
    found = pooled(syria, {"paris": copy})
    assert found.model == syria.replace_value(FRANCE, 9.0)
    assert [each.edit.key for each in found.others] == [
        "influence/France",
        f"measures/{syria.measures[0].id}/name",
    ]


def test_a_stakeholder_that_a_copy_added_and_a_row_without_points_are_not_taken(syria: Model) -> None:
    first = syria.stakeholders[0]
    added = syria.replace(stakeholders=(*syria.stakeholders, replace(first, id="Spain", name="Spain")))
    found = pooled(syria, {"madrid": added})
    assert (found.model, [each.edit.key for each in found.others]) == (syria, ["stakeholders/Spain"])
    only = replace(first, weights=(1.0, *(0.0,) * (len(first.weights) - 1)))
    base = syria.replace(stakeholders=(only, *syria.stakeholders[1:]))
    none = base.replace(
        stakeholders=(replace(only, weights=(0.0,) * len(only.weights)), *base.stakeholders[1:])
    )
    empty = pooled(base, {"none": none})
    assert empty.model == base
    assert empty.others[0].edit.key.startswith("weights/France/")
