"""A model written from its judgements by key: the inverse of listing them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from strategies import models

from steelyard.model.from_judgements import ids_of_parts, model_of
from steelyard.model.text.reading import read_text

if TYPE_CHECKING:
    from steelyard.model.keys import Value
    from steelyard.model.model import Model

WORKBOOKS = Path(__file__).parents[2] / "workbooks"


def as_cells(model: Model) -> dict[str, Value]:
    """The judgements as cells hold them."""
    words = {True: "yes", False: "no", None: ""}
    return {
        key: words[value] if isinstance(value, bool) or value is None else value
        for key, value in model.values.items()
    }


def bare(model: Model) -> Model:
    """The model without what has no key and belongs to no part."""
    return model.replace(evidence=(), trial=())


@pytest.mark.parametrize("name", ["syria", "nash-1950", "office-2004"])
def test_the_shipped_cases_are_written_from_their_judgements(name: str) -> None:
    model = read_text((WORKBOOKS / f"{name}.yaml").read_text())
    assert model_of(as_cells(model), model, {}) == bare(model)


@given(models())
def test_any_model_is_written_from_its_judgements(model: Model) -> None:
    assert model_of(as_cells(model), model, {}) == bare(model)


SYRIA = read_text((WORKBOOKS / "syria.yaml").read_text())


def test_a_part_that_is_gone_has_the_name_that_is_remembered_or_its_id() -> None:
    option, head = SYRIA.options[-1], SYRIA.cost_heads[-1]
    later = SYRIA.replace(
        options=tuple(replace(each, costs=each.costs[:-1]) for each in SYRIA.options[:-1]),
        cost_heads=SYRIA.cost_heads[:-1],
        stakeholders=tuple(replace(each, weights=each.weights[:-1]) for each in SYRIA.stakeholders),
        rules=(),
        plan=(),
        counterparts=(),
    )
    found = model_of(as_cells(SYRIA), later, {f"options/{option.id}": "Rebuilding"})
    assert found is not None
    assert (found.options[-1].name, found.cost_heads[-1].name) == ("Rebuilding", head.id)
    assert found.options[-1] == replace(option, name="Rebuilding", note="")
    assert [each.id for each in found.rules] == [each.id for each in SYRIA.rules]
    assert ids_of_parts(as_cells(SYRIA))["cost_heads"] == SYRIA.ids("cost_heads")


def test_with_other_levels_or_a_judgement_too_few_there_is_no_model() -> None:
    values = as_cells(SYRIA)
    lacking = {key: value for key, value in values.items() if not key.startswith("linkage/")}
    assert model_of(lacking, SYRIA, {}) is None
    assert model_of(values | {f"rules/{SYRIA.rules[0].id}/kind": "no kind"}, SYRIA, {}) is None
    renamed = SYRIA.replace(levels=("none", *(f"other {level}" for level in SYRIA.levels[1:])))
    assert model_of(values, renamed, {}) is None
