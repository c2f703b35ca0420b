"""Two versions of a model: edits by key, and models with any of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parting import without
from strategies import models

from steelyard import api
from steelyard.model.difference import LEVELS, PARTS, WHOLE, Difference, EditKind
from steelyard.model.fingerprint import fingerprint
from steelyard.model.parts import DEFAULT_SCALE, POOLED, Evidence, Rule, RuleKind
from steelyard.weigh.weighing import Weighing

if TYPE_CHECKING:
    from steelyard.model.model import Model


@pytest.fixture(scope="module")
def syria() -> Model:
    return api.new("syria")


PLAIN = models(plain=True).filter(lambda model: model.levels == tuple(DEFAULT_SCALE))
"""Models with the same levels, so that not all of them is one edit."""


def keys(difference: Difference) -> set[str]:
    return {edit.key for edit in difference.edits}


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_all_edits_make_the_later_version_and_none_the_earlier(data: st.DataObject) -> None:
    """The two versions are drawn apart, so that nearly everything came, went or changed."""
    old, new = (data.draw(PLAIN) for _ in range(2))
    difference = Difference(old, new)
    every = keys(difference)
    made, nothing = difference.made(every), difference.made(())
    assert {**made.values} | _shown(new) == {**new.values} | _shown(new)
    assert {**nothing.values} | _shown(new) == {**old.values} | _shown(new)
    assert Difference(made, new).edits == ()
    assert Difference(old, nothing).edits == ()
    some = data.draw(st.sets(st.sampled_from(sorted(every)))) if every else set[str]()
    part = difference.made(some)
    rest = Difference(part, new)
    assert keys(rest).isdisjoint({key for key in some if key.split("/")[0] in {*PARTS} - {*WHOLE}})
    assert Difference(rest.made(keys(rest)), new).edits == ()


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_any_edits_make_a_model_that_can_be_weighed(data: st.DataObject) -> None:
    old, new = (data.draw(PLAIN) for _ in range(2))
    difference = Difference(old, new)
    chosen = (
        data.draw(st.sets(st.sampled_from([edit.key for edit in difference.edits])))
        if difference.edits
        else ()
    )
    made = difference.made(chosen)
    parts = (made.options, made.measures, made.stakeholders, made.all_scenarios)
    weights = all(any(each.weights) for each in made.stakeholders)
    if all(map(len, parts)) and weights and any(each.influence for each in made.stakeholders):
        assert Weighing(made).net.shape == (len(made.options), len(made.all_scenarios))


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_some_edits_set_their_judgements_and_no_others(data: st.DataObject) -> None:
    syria = api.new("syria")
    single = [
        key for key, value in syria.values.items() if key.startswith(("linkage/", "weights/", "costs/"))
    ]
    changed = data.draw(st.lists(st.sampled_from(single), min_size=1, max_size=6, unique=True))
    new = syria
    for key in changed:
        new = new.replace_value(key, (float(syria.values[key] or 0) + 7) % 100)
    difference = Difference(syria, new)
    assert keys(difference) == {*changed}
    chosen = data.draw(st.sets(st.sampled_from(changed)))
    wanted = syria
    for key in chosen:
        wanted = wanted.replace_value(key, new.values[key])
    assert difference.made(chosen).values == wanted.values


def _shown(model: Model) -> dict[str, object]:
    """The settings that only say what is shown."""
    return {f"settings/{name}": getattr(model.settings, name) for name in ("scenario", "viewpoint")}


def test_equal_models_differ_in_nothing_whatever_the_order_of_rows(syria: Model) -> None:
    turned = syria.replace(rules=syria.rules[::-1], stakeholders=syria.stakeholders[::-1])
    assert Difference(syria, turned).edits == ()
    assert Difference(syria, turned).remarks == ()


def test_noise_of_other_programs_is_no_edit(syria: Model) -> None:
    option = syria.options[0]
    noisy = replace(option, linkage=tuple(value * (1 + 1e-15) for value in option.linkage))
    assert Difference(syria, syria.replace(options=(noisy, *syria.options[1:]))).edits == ()


def test_a_changed_judgement_is_one_edit_with_both_values(syria: Model) -> None:
    key = "linkage/limited-easing/committee"
    (edit,) = Difference(syria, syria.replace_value(key, 7.0)).edits
    assert (edit.key, edit.kind, edit.was[key], edit.now[key]) == (
        key,
        EditKind.CHANGED,
        syria.values[key],
        7.0,
    )


def test_judgements_that_depend_on_each_other_are_one_edit(syria: Model) -> None:
    measure, rule, head = syria.measures[0], syria.rules[0], syria.cost_heads[0]
    new = syria.replace(
        measures=(replace(measure, values=(0.0, 50.0, 60.0, 90.0, 100.0)), *syria.measures[1:]),
        rules=(replace(rule, level="verified", note="other words"), *syria.rules[1:]),
        cost_heads=(
            replace(head, unit="euros", scale=(0.0, None, None, None, 10.0)), *syria.cost_heads[1:],
        ),
        options=tuple(replace(each, costs=(each.costs[0] / 10, *each.costs[1:])) for each in syria.options),
    )  # fmt: skip
    assert keys(Difference(syria, new)) == {f"values/{measure.id}", f"rules/{rule.id}", f"scale/{head.id}"}


def test_a_part_that_came_brings_its_judgements_and_one_that_went_takes_its_rules(syria: Model) -> None:
    option = replace(syria.options[0], id="visas", name="Visas")
    more = syria.replace(
        options=(*syria.options, option),
        counterparts=tuple(replace(each, worth=(*each.worth, 5.0)) for each in syria.counterparts),
    )
    (edit,) = Difference(syria, more).edits
    assert (edit.key, edit.kind, edit.was, edit.now["name"]) == ("options/visas", EditKind.ADDED, {}, "Visas")
    (edit,) = Difference(more, syria).edits
    assert (edit.key, edit.kind, edit.now) == ("options/visas", EditKind.REMOVED, {})
    gone = Difference(more, syria).made(["options/visas"])
    assert fingerprint(gone) == fingerprint(syria)


def test_parts_that_no_version_has_together_are_neutral(syria: Model) -> None:
    """A measure goes and an option comes: with the option alone, both are there."""
    went = syria.measures[-1].id
    fewer = syria.replace(
        measures=syria.measures[:-1],
        options=tuple(replace(each, linkage=each.linkage[:-1]) for each in syria.options),
        stakeholders=tuple(
            replace(
                each, weights=(*each.weights[: len(syria.measures) - 1], *each.weights[len(syria.measures) :])
            )
            for each in syria.stakeholders
        ),
        scenarios=tuple(replace(each, levels=each.levels[:-1]) for each in syria.scenarios),
        counterparts=tuple(
            replace(each, burden=each.burden[:-1], effort=each.effort[:-1], chance=each.chance[:-1])
            for each in syria.counterparts
        ),
        rules=tuple(rule for rule in syria.rules if rule.subject != went),
        record=tuple(line for line in syria.record if line.measure != went),
        plan=tuple(step for step in syria.plan if step.item != went),
        evidence=(),
    )
    option = replace(fewer.options[0], id="visas", name="Visas")
    new = fewer.replace(
        options=(*fewer.options, option),
        counterparts=tuple(replace(each, worth=(*each.worth, 5.0)) for each in fewer.counterparts),
    )
    difference = Difference(syria, new)
    made = difference.made(["options/visas"])
    assert made.values[f"linkage/visas/{went}"] == 0.0
    assert made.values[f"linkage/visas/{syria.measures[0].id}"] == option.linkage[0]
    removed = difference.made([f"measures/{went}"])
    assert went not in {rule.subject for rule in removed.rules}


def test_parts_that_came_are_neutral_beside_a_part_that_went(syria: Model) -> None:
    """With a measure and a cost head that came alone, parts are there that went."""
    gone = {"options": syria.options[-1].id, "scenarios": syria.scenarios[-1].id}
    gone["counterparts"] = syria.counterparts[-1].id
    fewer = syria
    for parts, own in gone.items():
        fewer = without(fewer, parts, own)
    criteria = len(fewer.measures)
    new = fewer.replace(
        measures=(*fewer.measures, replace(fewer.measures[0], id="came", name="Came")),
        cost_heads=(*fewer.cost_heads, replace(fewer.cost_heads[0], id="dear", name="Dear")),
        options=tuple(
            replace(each, linkage=(*each.linkage, 9.0), costs=(*each.costs, 9.0)) for each in fewer.options
        ),
        stakeholders=tuple(
            replace(each, weights=(*each.weights[:criteria], 9.0, *each.weights[criteria:], 9.0))
            for each in fewer.stakeholders
        ),
        scenarios=tuple(replace(each, levels=(*each.levels, each.levels[0])) for each in fewer.scenarios),
        counterparts=tuple(
            replace(
                each,
                burden=(*each.burden, 9.0),
                effort=(*each.effort, each.effort[0]),
                chance=(*each.chance, each.chance[0]),
            )
            for each in fewer.counterparts
        ),
    )
    made = Difference(syria, new).made(["measures/came", "cost_heads/dear"])
    option, scenario, counterpart = gone.values()
    assert made.values[f"linkage/{option}/came"] == 0.0
    assert made.values[f"costs/{option}/dear"] == 0.0
    assert made.values[f"delivery/{scenario}/came"] == syria.levels[0]
    assert made.values[f"burden/{counterpart}/came"] == 0.0
    assert (made.counterparts[-1].effort[-1], made.counterparts[-1].chance[-1]) == (None, None)
    assert made.values[f"linkage/{fewer.options[0].id}/came"] == 9.0


def test_a_rule_that_came_waits_for_the_option_that_came_with_it(syria: Model) -> None:
    option = replace(syria.options[0], id="visas", name="Visas")
    rule = Rule(id="new-rule", option="visas", kind=RuleKind.EXCLUDES_OPTION, subject=syria.options[0].id)
    new = syria.replace(
        options=(*syria.options, option),
        counterparts=tuple(replace(each, worth=(*each.worth, 5.0)) for each in syria.counterparts),
        rules=(*syria.rules, rule),
    )
    difference = Difference(syria, new)
    assert difference.made(["rules/new-rule"]).rules == syria.rules
    assert difference.made(["rules/new-rule", "options/visas"]).rules == new.rules


def test_a_viewpoint_that_did_not_come_is_not_shown(syria: Model) -> None:
    came = replace(syria.stakeholders[0], id="came", name="Came")
    shown = replace(syria.settings, viewpoint="came")
    new = syria.replace(stakeholders=(*syria.stakeholders, came), settings=shown)
    difference = Difference(syria, new)
    assert difference.made(["stakeholders/came"]).settings.viewpoint == "came"
    assert difference.made(()).settings.viewpoint == POOLED


def test_names_and_evidence_are_remarks(syria: Model) -> None:
    option = replace(syria.options[0], name="Another name")
    told = (*syria.evidence, Evidence(key="influence/*", source="A letter"))
    found = Difference(syria, syria.replace(options=(option, *syria.options[1:]), evidence=told))
    assert found.edits == ()
    assert [(edit.key, edit.kind) for edit in found.remarks] == [
        ("evidence/influence/*", EditKind.BACKED),
        (f"options/{option.id}", EditKind.RENAMED),
    ]
    assert found.remarks[0].now == {"source": "A letter"}
    gone = Difference(syria, syria.replace(evidence=()))
    assert gone.edits == ()
    assert len(gone.remarks) == len(syria.evidence)
    assert {len(edit.now) for edit in gone.remarks} == {0}


def test_another_first_counterpart_is_an_edit(syria: Model) -> None:
    turned = syria.replace(counterparts=syria.counterparts[::-1])
    difference = Difference(syria, turned)
    assert keys(difference) == {"counterparts"}
    assert fingerprint(difference.made(["counterparts"])) == fingerprint(turned)


def test_a_counterpart_that_came_may_be_the_first_and_one_that_went_may_have_been(syria: Model) -> None:
    first, *others = syria.counterparts
    more = syria.replace(counterparts=(replace(first, id="Iran"), first, *others))
    for old, new in ((syria, more), (more, syria)):
        difference = Difference(old, new)
        assert fingerprint(difference.made(keys(difference))) == fingerprint(new)
        assert fingerprint(difference.made(())) == fingerprint(old)


def test_other_levels_are_one_edit_with_everything(syria: Model) -> None:
    other = syria.replace(levels=(*syria.levels[:-1], "proven"))
    difference = Difference(syria, other)
    assert keys(difference) == {LEVELS}
    assert difference.made([LEVELS]) is other
    assert difference.made([]) is syria
