"""Two versions without what a release hides: what is left, and what differs but is not told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from steelyard import api
from steelyard.model.parts import Evidence
from steelyard.model.withheld_edits import ROUNDED, without_secrets

if TYPE_CHECKING:
    from steelyard.model.model import Model

WEIGHT = "weights/France/safe-returns"
COUNTERPARTS, OURS = "what is estimated of the counterparts", "our reservation value and our future"


@pytest.fixture(scope="module")
def syria() -> Model:
    return api.new("syria")


def with_policy(model: Model, release: str) -> Model:
    return model.replace(settings=replace(model.settings, release=release))


def test_each_class_that_differs_is_named_once(syria: Model) -> None:
    new = syria.replace_value("settings/reservation", 3.0).replace_value("worth/Russia/stabilisation", 3.0)
    new = new.replace_value("burden/Russia/committee", 3.0).replace_value(WEIGHT, 40.0)
    found = without_secrets(syria, new)
    assert found.hidden == (OURS, COUNTERPARTS)
    assert found.new.values[WEIGHT] == 40.0
    assert found.new.counterparts == ()


def test_equal_versions_hide_nothing(syria: Model) -> None:
    assert without_secrets(syria, syria).hidden == ()


def test_the_stricter_policy_of_both_versions_counts(syria: Model) -> None:
    old, new = (
        with_policy(syria, "notes"),
        with_policy(syria.replace_value("settings/reservation", 3.0), "trial"),
    )
    assert without_secrets(old, new).hidden == ()
    assert without_secrets(old, with_policy(new, "reservation")).hidden == (OURS,)
    assert without_secrets(new, new).said == "Withheld: weights on trial."


def test_weights_within_what_they_are_rounded_to(syria: Model) -> None:
    old, new = (with_policy(each, "weights to 5") for each in (syria, syria.replace_value(WEIGHT, 6.0)))
    assert old.values[WEIGHT] == 7.0
    found = without_secrets(old, new)
    assert found.hidden == (ROUNDED,)
    assert found.old == found.new
    assert found.said == "Nothing is withheld. Weights are rounded to multiples of 5 points."


def test_a_counterpart_that_went_and_people_and_notes(syria: Model) -> None:
    fewer = syria.replace(counterparts=syria.counterparts[:1])
    assert without_secrets(syria, fewer).hidden == (COUNTERPARTS,)
    backed = syria.replace(evidence=(*syria.evidence, Evidence(key=WEIGHT, low=1.0, high=50.0, author="Ada")))
    other = syria.replace(evidence=(*syria.evidence, Evidence(key=WEIGHT, low=1.0, high=50.0, author="Bob")))
    assert without_secrets(backed, other).hidden == ("authors and notes and sources",)


def test_evidence_for_what_is_withheld_goes_with_it(syria: Model) -> None:
    evidence = Evidence(key="worth/Russia/stabilisation", low=1.0, high=50.0)
    backed = syria.replace(evidence=(*syria.evidence, evidence))
    assert without_secrets(syria, backed).hidden == (COUNTERPARTS,)
