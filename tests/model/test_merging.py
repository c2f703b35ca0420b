"""Three versions of a model brought together: what is taken, and what is left to a person."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st
from parting import without
from strategies import models

from steelyard import api
from steelyard.model.checks import check
from steelyard.model.difference import PARTS, Difference
from steelyard.model.findings import errors
from steelyard.model.merging import FIRST, merged
from steelyard.model.parts import (
    DEFAULT_SCALE,
    Evidence,
    PartyRole,
    RecordEntry,
    Rule,
    RuleKind,
    Step,
    StepKind,
)
from steelyard.model.rewording import rewordings

if TYPE_CHECKING:
    from steelyard.model.merging import Merged
    from steelyard.model.model import Model

ABSENT = "absent"
"""In place of a judgement that a version does not have."""

PLAIN = models(plain=True).filter(lambda model: model.levels == tuple(DEFAULT_SCALE))


@pytest.fixture(scope="module")
def syria() -> Model:
    return api.new("syria")


def says_the_same(one: Model, other: Model) -> bool:
    """Whether two models have the same judgements, words and evidence, whatever the order of the parts."""
    return not Difference(one, other).edits and not [*rewordings(one, other)]


def keys(found: Merged) -> list[str]:
    return [conflict.key for conflict in found.conflicts]


def part(model: Model, parts: str, own: str, **changes: Any) -> Model:
    """The model with another value in one part."""
    return model.replace(
        **{parts: tuple(replace(p, **changes) if p.id == own else p for p in getattr(model, parts))}
    )


# Properties.


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_edits_of_single_judgements_on_both_sides_are_all_made_in_any_order(data: st.DataObject) -> None:
    """The oracle sets the values one by one."""
    syria = api.new("syria")
    single = [key for key in syria.values if key.startswith(("linkage/", "weights/", "worth/", "burden/"))]
    chosen = data.draw(st.lists(st.sampled_from(single), min_size=1, max_size=8, unique=True))
    values = {key: float(data.draw(st.integers(1, 99))) for key in chosen}
    mine = data.draw(st.sets(st.sampled_from(chosen)))
    ours = theirs = both = syria
    for key, value in values.items():
        both = both.replace_value(key, value)
        ours = ours.replace_value(key, value) if key in mine else ours
        theirs = theirs if key in mine else theirs.replace_value(key, value)
    assert merged(syria, ours, theirs).model == both == merged(syria, theirs, ours).model
    assert keys(merged(syria, ours, theirs)) == []


@settings(max_examples=15, deadline=None, phases=[Phase.generate])
@given(st.data())
def test_where_nothing_conflicts_a_merge_is_symmetric_and_makes_the_edits_of_both(
    data: st.DataObject,
) -> None:
    """Both sides make some of the edits between two models that were drawn apart; some of them are common."""
    base, other = (data.draw(PLAIN).replace(trial=()) for _ in range(2))
    between = Difference(base, other)
    every = sorted(edit.key for edit in between.edits)
    mine, common = (data.draw(st.sets(st.sampled_from(every))) if every else set() for _ in range(2))
    ours, theirs = between.made(mine | common), between.made({*every} - mine | common)
    assume(not any(errors(check(each)) for each in (ours, theirs)))
    one, two = merged(base, ours, theirs), merged(base, theirs, ours)
    assert not errors(check(one.model))
    assert not errors(check(two.model))
    assert bool(one.conflicts) == bool(two.conflicts)
    if not one.conflicts:
        assert says_the_same(one.model, two.model)
        assert_has_the_edits_of_both(one.model, base, ours, theirs)


SHOWN = ("settings/scenario", "settings/viewpoint")


def assert_has_the_edits_of_both(found: Model, base: Model, ours: Model, theirs: Model) -> None:
    """The oracle sets parts and values one by one: what one version changed is in the merged model."""
    for parts in PARTS:
        before, mine, others, now = ({*model.ids(parts)} for model in (base, ours, theirs, found))
        assert now == (mine | others) - (before - mine) - (before - others)
    for key, value in found.values.items():
        was, here, there = (model.values.get(key, ABSENT) for model in (base, ours, theirs))
        known = [each for each in (here, there) if each is not ABSENT]
        changed = [each for each in known if each != was]
        if known and key not in SHOWN:
            assert value in (changed or known)
            assert len({*changed}) <= 1


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_a_side_that_changed_nothing_leaves_the_other_as_it_is(data: st.DataObject) -> None:
    base, other = data.draw(models(plain=True)), data.draw(models(plain=True))
    assert merged(base, other, base).model == other
    assert merged(base, other, base).conflicts == ()
    found = merged(base, base, other)
    assert found.conflicts == ()
    assert says_the_same(found.model, other)


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_the_same_change_on_both_sides_is_no_conflict(data: st.DataObject) -> None:
    base, other = data.draw(PLAIN), data.draw(PLAIN)
    found = merged(base, other, other)
    assert (found.model, found.taken, found.conflicts) == (other, (), ())


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_any_three_models_merge_into_a_valid_one(data: st.DataObject) -> None:
    base, ours, theirs = (data.draw(models(plain=True)) for _ in range(3))
    found = merged(base, ours, theirs)
    assert not errors(check(found.model))
    left = [edit for edit in Difference(found.model, theirs).edits if edit.key not in keys(found)]
    by_us = {key for edit in Difference(base, ours).edits for key in (edit.key, *edit.was, *edit.now)}
    if base.levels == ours.levels == theirs.levels:
        # What still differs and is in no conflict was changed by us alone, or is about a part of us alone.
        assert all({edit.key, *edit.was, *edit.now} & by_us or _about_ours(edit.key, found) for edit in left)


def _about_ours(key: str, found: Merged) -> bool:
    return key == FIRST or any(key in (c.key, *c.ours, *c.theirs) for c in found.conflicts)


# Cases.


def test_a_judgement_that_both_changed_stays_ours_and_is_a_conflict(syria: Model) -> None:
    key = "weights/France/safe-returns"
    ours, theirs = syria.replace_value(key, 2.0), syria.replace_value(key, 4.0)
    found = merged(syria, ours, theirs)
    assert found.model == ours
    [conflict] = found.conflicts
    assert (conflict.base, conflict.ours, conflict.theirs) == ({key: 7.0}, {key: 2.0}, {key: 4.0})


def test_names_notes_and_evidence_are_merged_by_key(syria: Model) -> None:
    own = syria.measures[0].id
    source = Evidence(key=f"linkage/*/{own}", source="a letter")
    ours = part(syria, "measures", own, name="Ours", note="our note")
    theirs = part(syria, "measures", own, name="Theirs", worst="nothing")
    theirs = theirs.replace(
        evidence=(*syria.evidence[1:], source), settings=replace(syria.settings, owner="Office")
    )
    found = merged(syria, ours, theirs)
    measure = found.model.measures[0]
    assert keys(found) == [f"measures/{own}/name"]
    assert found.conflicts[0].base == {f"measures/{own}/name": syria.measures[0].name}
    assert (measure.name, measure.note, measure.worst) == ("Ours", "our note", "nothing")
    assert source in found.model.evidence
    assert syria.evidence[0] not in found.model.evidence
    assert found.model.settings.owner == "Office"
    other = replace(source, source="a call")
    both = merged(syria, syria.replace(evidence=(*syria.evidence, other)), theirs)
    assert keys(both) == [f"evidence/{source.key}"]
    assert both.conflicts[0].base == {}


def test_a_part_that_one_side_removed_and_the_other_changed_is_a_conflict(syria: Model) -> None:
    own = syria.options[1].id
    gone = without(syria, "options", own)
    key = f"linkage/{own}/{syria.measures[0].id}"
    changed = syria.replace_value(key, 99.0)
    owned = changed.replace(settings=replace(changed.settings, resolution=0.25))
    found = merged(syria, gone, owned)
    assert found.model == gone.replace(settings=owned.settings)
    assert keys(found) == [key]
    assert found.conflicts[0].ours == {}
    assert found.conflicts[0].theirs == {key: 99.0}
    assert found.conflicts[0].why == f"ours removed options/{own}"
    back = merged(syria, changed, gone)
    assert back.model == changed
    assert f"options/{own}" in keys(back)
    assert {conflict.why for conflict in back.conflicts} == {
        f"theirs removed it, and ours changed {key}",
        f"it goes with options/{own}, which stays",
    }


def test_edits_that_are_valid_only_together_are_taken_beside_one_that_never_is(syria: Model) -> None:
    """All weight of a stakeholder moves to another measure; one of the two edits alone leaves none."""
    who, (first, second) = syria.stakeholders[0].id, syria.stakeholders[1:3]
    keys_ = [key for key in syria.values if key.startswith(f"weights/{who}/")]
    base = syria
    for key in keys_:
        base = base.replace_value(key, 5.0 if key == keys_[0] else 0.0)
    ours = part(base, "stakeholders", first.id, name="The same name")
    theirs = part(base, "stakeholders", second.id, name="The same name")
    theirs = theirs.replace_value(keys_[1], 5.0).replace_value(keys_[0], 0.0)
    theirs = theirs.replace(settings=replace(theirs.settings, resolution=0.25))
    found = merged(base, ours, theirs)
    assert keys(found) == [f"stakeholders/{second.id}/name"]
    assert (found.model.values[keys_[0]], found.model.values[keys_[1]]) == (0.0, 5.0)
    assert found.model.settings == theirs.settings


def test_a_weight_on_a_measure_that_the_other_side_removed_is_a_conflict(syria: Model) -> None:
    own = syria.measures[-1].id
    gone = without(syria, "measures", own)
    changed = syria.replace_value(f"weights/France/{own}", 33.0)
    assert keys(merged(syria, gone, changed)) == [f"weights/France/{own}"]
    assert f"measures/{own}" in keys(merged(syria, changed, gone))


def test_a_rule_on_a_part_that_the_other_side_removed_is_a_conflict_and_no_crash(syria: Model) -> None:
    own, option = syria.measures[-1].id, syria.options[0].id
    rule = Rule(id="new-rule", option=option, kind=RuleKind.REQUIRES, subject=own, level=syria.levels[2])
    gone, ruled = without(syria, "measures", own), syria.replace(rules=(*syria.rules, rule))
    found = merged(syria, gone, ruled)
    assert (found.model, keys(found)) == (gone, ["rules/new-rule"])
    back = merged(syria, ruled, gone)
    assert rule in back.model.rules
    assert f"measures/{own}" in keys(back)
    said = RecordEntry(id="seen", date="2025-01-31", measure=own, level=syria.levels[1])
    step = Step(id="last", phase=9, kind=StepKind.MEASURE, item=own, level=syria.levels[4])
    for parts, line in (("record", said), ("plan", step)):
        longer = syria.replace(**{parts: (*getattr(syria, parts), line)})
        kept, left = merged(syria, longer, gone), merged(syria, gone, longer)
        assert line in getattr(kept.model, parts)
        assert f"measures/{own}" in keys(kept)
        assert (left.model, keys(left)) == (gone, [f"{parts}/{line.id}"])


def test_a_rule_on_a_group_that_the_other_side_dissolved_is_a_conflict(syria: Model) -> None:
    last, option = syria.measures[-1], syria.options[-1].id
    base = part(syria, "measures", last.id, group="alone")
    rule = Rule(
        id="new-rule",
        option=option,
        kind=RuleKind.REQUIRES_ALL,
        subject="alone",
        level=syria.levels[1],
    )
    dissolved = part(base, "measures", last.id, group="")
    found = merged(base, base.replace(rules=(*base.rules, rule)), dissolved)
    assert rule in found.model.rules
    [conflict] = found.conflicts
    assert conflict.key == f"groups/{last.id}"
    assert conflict.why == "rules/new-rule refers to what theirs removed"
    back = merged(base, dissolved, base.replace(rules=(*base.rules, rule)))
    assert (back.model, keys(back)) == (dissolved, ["rules/new-rule"])
    assert back.conflicts[0].why == "it refers to what ours does not have"


def test_edits_that_are_valid_alone_and_not_together_are_a_conflict(syria: Model) -> None:
    one, two = syria.options[0].id, syria.options[1].id
    ours = part(syria, "options", one, name="The same name")
    theirs = part(syria, "options", two, name="The same name")
    found = merged(syria, ours, theirs)
    assert keys(found) == [f"options/{two}/name"]
    assert "would not be valid" in found.conflicts[0].why
    assert found.model == ours
    more = {
        "weights/France/committee": 5.0,
        "influence/France": 20.0,
        "linkage/limited-easing/committee": 55.0,
    }
    wanted = ours
    for key, value in more.items():
        theirs, wanted = theirs.replace_value(key, value), wanted.replace_value(key, value)
    both = merged(syria, ours, theirs)
    assert (both.model, keys(both)) == (wanted, keys(found))


def test_probabilities_are_taken_together_or_not_at_all(syria: Model) -> None:
    first, second, third = (f"probability/{scenario.id}" for scenario in syria.scenarios[:3])

    def moved(*changes: tuple[str, float]) -> Model:
        model = syria
        for key, by in changes:
            model = model.replace_value(key, float(syria.values[key] or 0) + by)
        return model

    found = merged(syria, syria, moved((first, 0.01), (second, -0.01)))
    assert [edit.key for edit in found.taken] == [first, second]
    ours, theirs = moved((first, 0.01), (second, -0.01)), moved((second, -0.01), (third, 0.01))
    both = merged(syria, ours, theirs)
    assert (both.model, keys(both)) == (ours, [third])


def test_a_part_that_both_added_is_a_conflict_where_they_differ(syria: Model) -> None:
    entry = RecordEntry(id="seen", date="2025-01-31", measure=syria.measures[0].id, level=syria.levels[1])
    ours = syria.replace(record=(*syria.record, entry))
    theirs = syria.replace(record=(*syria.record, replace(entry, level=syria.levels[2])))
    found = merged(syria, ours, theirs)
    assert (found.model, keys(found)) == (ours, ["record/seen"])
    assert found.conflicts[0].base == {}


def test_another_first_counterpart_is_merged_and_two_of_them_are_a_conflict(syria: Model) -> None:
    assert len(syria.counterparts) >= 1
    party = syria.counterparts[0]
    other, more = (replace(party, id=own, role="", reservation=None) for own in ("Other", "More"))
    base = syria.replace(counterparts=(party, other, more), rules=(), plan=())
    theirs = base.replace(counterparts=(other, party, more))
    found = merged(base, base, theirs)
    assert found.model == theirs
    assert [edit.key for edit in found.taken] == [FIRST]
    ours = base.replace(counterparts=(more, party, other))
    both = merged(base, ours, theirs)
    assert (both.model, keys(both)) == (ours, [FIRST])
    left = merged(base, base, theirs, {FIRST: "a workbook keeps its order"})
    assert (left.model, left.conflicts[0].why) == (base, "a workbook keeps its order")
    none = base.replace(counterparts=(), evidence=())
    for one, two in ((base.replace(evidence=()), none), (none, base.replace(evidence=()))):
        all_ = merged(one, one, two, {FIRST: "a workbook keeps its order"})
        assert (all_.model, all_.conflicts) == (two, ())


def test_a_first_counterpart_that_the_other_side_removed_is_no_conflict(syria: Model) -> None:
    party = syria.counterparts[0]
    one, two, three = (replace(party, id=own, role="", reservation=None) for own in ("One", "Two", "Three"))
    base = syria.replace(counterparts=(one, two), rules=(), plan=(), evidence=())
    fewer, other = base.replace(counterparts=(two,)), base.replace(counterparts=(three,))
    for found in (merged(base, fewer, other), merged(base, other, fewer)):
        assert (found.model, found.conflicts) == (other, ())
    added = base.replace(counterparts=(three, two))
    both = merged(base, base.replace(counterparts=(replace(one, id="Four"), two)), added)
    assert (both.model.counterparts[0].id, keys(both)) == ("Four", [FIRST])
    assert (both.conflicts[0].ours, both.conflicts[0].theirs) == ({"first": "Four"}, {"first": "Three"})


def test_a_first_counterpart_that_may_not_bargain_by_the_other_side_is_a_conflict(syria: Model) -> None:
    party = syria.counterparts[0]
    one, two = (replace(party, id=own, role="", reservation=None) for own in ("One", "Two"))
    base = syria.replace(counterparts=(one, two), rules=(), plan=(), evidence=())
    consents = base.replace(counterparts=(one, replace(two, role=PartyRole.MUST_CONSENT, reservation=1.0)))
    turned = base.replace(counterparts=(two, one))
    found = merged(base, consents, turned)
    assert (found.model, keys(found)) == (consents, [FIRST])
    assert "would not be valid" in found.conflicts[0].why
    back = merged(base, turned, consents)
    assert (back.model.ids("counterparts"), keys(back)) == (("Two", "One"), ["role/Two"])
    assert not errors(check(back.model))


def test_edits_that_cannot_be_taken_are_left_with_the_reason(syria: Model) -> None:
    key = "weights/France/safe-returns"
    found = merged(syria, syria, syria.replace_value(key, 4.0), {key: "a formula stands there"})
    assert (found.model, found.conflicts[0].why) == (syria, "a formula stands there")


def test_other_levels_are_taken_alone_and_in_conflict_with_any_other_edit(syria: Model) -> None:
    fewer = syria.levels[:-1]
    other = syria.replace(
        levels=fewer,
        measures=tuple(
            replace(m, values=(*m.values[: len(fewer) - 1], 100.0), asked="", amounts=(), unit="")
            for m in syria.measures
        ),
        scenarios=tuple(
            replace(s, levels=tuple(level if level in fewer else fewer[-1] for level in s.levels))
            for s in syria.scenarios
        ),
        rules=(), record=(), plan=(), evidence=(),
        counterparts=tuple(replace(c, effort=(), chance=()) for c in syria.counterparts),
    )  # fmt: skip
    assert merged(syria, syria, other).model.levels == fewer
    changed = syria.replace_value("weights/France/safe-returns", 4.0)
    found = merged(syria, changed, other)
    assert found.model.values == changed.values
    assert "levels" in keys(found)
    back = merged(syria, other, changed)
    assert back.model == other
    assert {"levels", "weights/France/safe-returns"} <= {*keys(back)}


def test_what_a_workbook_shows_stays_ours_while_it_is_there(syria: Model) -> None:
    last, person = syria.scenarios[-1].id, syria.stakeholders[-1].id
    ours = syria.replace(settings=replace(syria.settings, scenario=last, viewpoint=person))
    assert merged(syria, ours, syria.replace_value("influence/France", 3.0)).model.settings == ours.settings
    gone = without(without(syria, "stakeholders", person), "scenarios", last)
    gone = gone.replace(scenarios=tuple(replace(s, probability=None) for s in gone.scenarios))
    assume_valid = errors(check(gone))
    assert not assume_valid
    found = merged(syria, ours, gone)
    if person not in found.model.ids("stakeholders"):
        assert found.model.settings.viewpoint == "all"
    if last not in found.model.ids("scenarios"):
        assert found.model.settings.scenario == ""
