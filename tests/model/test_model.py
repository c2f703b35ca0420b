"""The whole model, found by key and changed by replace."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from steelyard.errors import UnknownKey
from steelyard.model.parts import Judgement

if TYPE_CHECKING:
    from steelyard.model.model import Model


def test_measures_and_cost_heads_share_one_budget(sound: Model) -> None:
    assert sound.criteria == ("access", "aid", "talks", "money", "home")


def test_the_viewpoints_are_the_pool_and_then_each_stakeholder(sound: Model) -> None:
    assert [*sound.viewpoints.items()] == [("all", "all, pooled"), ("France", "France"), ("NO", "Norway")]


def test_a_further_counterpart_must_consent_where_it_has_a_reservation_value(sound: Model) -> None:
    (first,) = sound.counterparts
    others = (replace(first, id="B", reservation=None), replace(first, id="C", reservation=0.0))
    silent = sound.replace(counterparts=(replace(first, reservation=None), *others))
    assert silent.roles == ("bargains", "is shown", "must consent")
    stated = replace(others[0], role="must consent"), replace(others[1], role="bargains")
    assert silent.replace(counterparts=(first, *stated)).roles == ("bargains", "must consent", "bargains")


def test_a_judgement_comes_with_its_evidence(sound: Model) -> None:
    exact, wide = sound.evidence
    key = "linkage/easing/access"
    assert sound.judgement(key) == Judgement(key=key, value=60.0, evidence=exact)
    assert sound.judgement("linkage/easing/aid").evidence == wide
    assert sound.judgement("costs/easing/money").evidence is None


def test_an_unknown_key_names_the_nearest(sound: Model) -> None:
    with pytest.raises(UnknownKey, match="did you mean 'weights/France/access'") as caught:
        sound.judgement("weights/France/acess")
    assert caught.value.near[0] == "weights/France/access"
    with pytest.raises(UnknownKey):
        sound.replace_value("weights/France/acess", 1)


def test_replacing_a_value_leaves_the_model_as_it_was(sound: Model) -> None:
    changed = sound.replace_value("weights/France/access", 99)
    assert changed.judgement("weights/France/access").value == 99
    assert sound.judgement("weights/France/access").value == 30
