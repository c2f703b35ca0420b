"""Keys: listing judgements, changing one, finding its evidence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import models

from steelyard.errors import UnknownKey
from steelyard.model.keys import evidence_for, judgements_of, with_value
from steelyard.model.parts import Evidence, RuleKind, StepKind

if TYPE_CHECKING:
    from steelyard.model.model import Model


def test_every_judgement_in_the_order_of_the_sheets(sound: Model) -> None:
    small = sound.replace(
        measures=sound.measures[:1],
        cost_heads=sound.cost_heads[:1],
        options=sound.options[:1],
        stakeholders=sound.stakeholders[:1],
        scenarios=sound.scenarios[:1],
        levels=("none", "verified"),
        rules=sound.rules[:1],
        plan=sound.plan[:1],
    )
    expected = [
        ("settings/resolution", 0.5),
        ("settings/scenario", ""),
        ("settings/viewpoint", "all"),
        ("settings/reservation", None),
        ("settings/reservation_change", None),
        ("settings/future", None),
        ("influence/France", 2.0),
        ("weights/France/access", 30.0),
        ("weights/France/money", 20.0),  # the model no longer fits: its second value is that of aid
        ("values/access/none", 0.0),
        ("values/access/verified", 10.0),
        ("groups/access", "core"),
        ("asked/access", ""),
        ("tracks/words", ""),
        ("opening/words", True),
        ("snapback/words", None),
        ("delay/words", None),
        ("offered/words", False),
        ("linkage/words/access", 10.0),
        ("costs/words/money", 0.0),
        ("probability/status-quo", 0.75),
        ("delivery/status-quo/access", "none"),
        ("rules/r1/option", "easing"),
        ("rules/r1/kind", "requires all"),
        ("rules/r1/subject", "core"),
        ("rules/r1/level", "implemented"),
        ("rules/r1/number", None),
        ("rules/r1/withdraws", None),
        ("record/v1/date", "2019-03-04"),
        ("record/v1/measure", "access"),
        ("record/v1/level", "partial"),
        ("record/v1/verifier", "Red Cross"),
        ("record/v2/date", "2019-05-20"),
        ("record/v2/measure", "access"),
        ("record/v2/level", "implemented"),
        ("record/v2/verifier", ""),
        ("reservation/Russia", 5.0),
        ("role/Russia", ""),
        ("worth/Russia/words", 5.0),
        ("burden/Russia/access", 20.0),
        ("effort/Russia/access/none", 0.0),
        ("effort/Russia/access/verified", 0.1),
        ("chance/Russia/access/none", 1.0),
        ("chance/Russia/access/verified", 0.9),
        ("plan/s1/phase", 1),
        ("plan/s1/kind", "option"),
        ("plan/s1/item", "words"),
        ("plan/s1/level", ""),
    ]
    assert expected == list(judgements_of(small))


@settings(max_examples=30)
@given(models())
def test_keys_are_unique_and_short_enough_for_a_cell(model: Model) -> None:
    keys = [key for key, _ in judgements_of(model)]
    assert len(keys) == len(set(keys))
    assert max(map(len, keys)) < 255


@settings(max_examples=30)
@given(models(), st.data())
def test_one_value_changes_and_no_other(model: Model, data: st.DataObject) -> None:
    values = dict(judgements_of(model))
    key = data.draw(st.sampled_from(sorted(values)))
    old = values[key]
    new = old + 1 if isinstance(old, int | float) and not isinstance(old, bool) else f"{old} changed"
    changed = dict(judgements_of(with_value(model, key, new)))
    assert values | {key: new} == changed
    assert model == with_value(with_value(model, key, new), key, old)


@settings(max_examples=30)
@given(models(plain=True))
def test_a_value_that_stays_changes_nothing(model: Model) -> None:
    for key, judgement in model.judgements.items():
        assert model == with_value(model, key, judgement.value)


def test_values_keep_the_type_of_those_they_replace(sound: Model) -> None:
    assert isinstance(with_value(sound, "linkage/easing/access", 40).options[2].linkage[0], float)
    assert isinstance(with_value(sound, "rules/r1/kind", "cap").rules[0].kind, RuleKind)
    assert isinstance(with_value(sound, "plan/s1/kind", "measure").plan[0].kind, StepKind)
    assert isinstance(with_value(sound, "plan/s1/phase", 3.0).plan[0].phase, int)
    assert with_value(sound, "plan/s1/phase", 1.5).plan[0].phase == 1.5
    assert with_value(sound, "rules/r1/kind", "asks").rules[0].kind == "asks"
    assert with_value(sound, "opening/easing", True).options[2].opening is True
    assert with_value(sound, "probability/core", None).scenarios[1].probability is None
    assert with_value(sound, "settings/reservation", 3).settings.reservation == 3.0


@pytest.mark.parametrize(
    "key",
    [
        *(
            "",
            "/",
            "settings",
            "settings/title",
            "settings/scenario/x",
            "names/easing",
            "weights",
            "weights/France",
        ),
        *(
            "weights/France/acess",
            "weights/Franse/access",
            "weights/France/access/x",
            "influence",
            "influence/UK",
        ),
        *(
            "influence/France/access",
            "rules/r1",
            "rules/r1/note",
            "rules/r1/kind/x",
            "rules/r9/kind",
            "plan/s1/id",
        ),
        *(
            "effort/Russia/access",
            "effort/Russia/access/some",
            "future/Russia",
            "effort/Russia/aid/none",
            "chance/Russia/aid/none",
        ),
    ],
)
def test_what_is_no_key(sound: Model, key: str) -> None:
    with pytest.raises(UnknownKey) as caught:
        with_value(sound, key, 1)
    assert caught.value.key == key


def test_a_value_beyond_the_columns_is_no_judgement(sound: Model) -> None:
    short = sound.replace(options=(replace(sound.options[0], linkage=(1.0,)), *sound.options[1:]))
    with pytest.raises(UnknownKey):
        with_value(short, "linkage/words/talks", 1)


KEY = "linkage/easing/access"
CASES = {
    "exact before pattern": ([KEY, "linkage/easing/*", "*/easing/access"], 0),
    "fewest stars": (["linkage/*/*", "*/*/*", "linkage/easing/*"], 2),
    "named part first": (["linkage/easing/*", "linkage/*/access"], 0),
    "named part first, in whatever order": (["linkage/*/access", "linkage/easing/*"], 1),
    "later of exact ones": ([KEY, KEY, "*/*/*"], 1),
    "as many parts": (["linkage/*", "linkage/*/*/*", "*"], None),
    "whole parts only": (["linkage/easing/acc*", "linkage/ea*/access"], None),
    "none": ([], None),
}


@pytest.mark.parametrize(("keys", "best"), CASES.values(), ids=CASES)
def test_which_evidence_counts(keys: list[str], best: int | None) -> None:
    evidence = [Evidence(key=key, note=str(number)) for number, key in enumerate(keys)]
    expected = None if best is None else evidence[best]
    assert expected == evidence_for(evidence)(KEY)


@settings(max_examples=30)
@given(models(plain=True))
def test_evidence_is_the_best_by_definition(model: Model) -> None:
    """The fewest stars, then the pattern that names an earlier part, then the later of equal keys."""
    found = evidence_for(model.evidence)
    for key in model.judgements:
        fitting = [
            (item.key.count("*"), [part == "*" for part in item.key.split("/")], -number)
            for number, item in enumerate(model.evidence)
            if len(item.key.split("/")) == len(key.split("/"))
            and all(
                ours in ("*", theirs)
                for ours, theirs in zip(item.key.split("/"), key.split("/"), strict=True)
            )
        ]
        expected = model.evidence[-min(fitting)[-1]] if fitting else None
        assert expected == found(key)


def test_what_the_future_is_worth_to_a_counterpart_has_a_key_where_it_is_given(sound: Model) -> None:
    assert "future/Russia" not in sound.values
    given = sound.replace(counterparts=(replace(sound.counterparts[0], future=3.0),))
    assert given.values["future/Russia"] == 3.0
    assert given.replace_value("future/Russia", 4).counterparts[0].future == 4.0
    with pytest.raises(UnknownKey, match="no judgement 'future/Russia'"):
        sound.replace_value("future/Russia", 4)
