"""Lists whose order says nothing have one order in the text, and a changed order changes no judgement."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import models

from steelyard.model.canonical_order import in_canonical_order
from steelyard.model.model import Model
from steelyard.model.parts import Evidence, RecordEntry, Step, StepKind


def shuffled(model: Model, seed: int) -> Model:
    """The model with its record and evidence in another order."""
    random = Random(seed)  # noqa: S311 - no secret
    record, evidence = [*model.record], [*model.evidence]
    random.shuffle(record)
    random.shuffle(evidence)
    return replace(model, record=tuple(record), evidence=tuple(evidence))


@given(models(), st.integers(0, 99))
@settings(max_examples=20)
def test_the_order_that_they_come_in_changes_nothing(model: Model, seed: int) -> None:
    ordered, other = in_canonical_order(model), in_canonical_order(shuffled(model, seed))
    assert other == ordered
    assert dict(other.judgements) == dict(model.judgements)
    assert sorted(map(repr, ordered.evidence)) == sorted(map(repr, model.evidence))
    assert in_canonical_order(ordered) == ordered


def test_evidence_follows_the_parts_of_its_keys(sound: Model) -> None:
    keys = [
        "zeal/*",
        "costs/*/*",
        "linkage/{1}/{m1}",
        "linkage/*/{m1}",
        "linkage/{0}/{m0}",
        "linkage/{0}/*",
        "linkage/*/*",
        "linkage/nothing/*",
        "settings/resolution",
        "linkage/another/*",
    ]
    options, (m0, m1, *_) = sound.ids("options"), sound.ids("measures")
    filled = [key.format(*options, m0=m0, m1=m1) for key in keys]
    found = in_canonical_order(replace(sound, evidence=tuple(Evidence(key=key) for key in filled)))
    expected = [
        "settings/resolution",
        "linkage/*/*",
        "linkage/*/{m1}",
        "linkage/{0}/*",
        "linkage/{0}/{m0}",
        "linkage/{1}/{m1}",
        "linkage/another/*",
        "linkage/nothing/*",
        "costs/*/*",
        "zeal/*",
    ]
    kinds = [key.split("/")[0] for key in sound.values]
    expected.sort(key=lambda key: kinds.index(kind) if (kind := key.split("/")[0]) in kinds else len(kinds))
    assert [each.key for each in found.evidence] == [key.format(*options, m0=m0, m1=m1) for key in expected]


def test_evidence_for_the_record_follows_the_order_of_its_entries(sound: Model) -> None:
    measure, level = sound.ids("measures")[0], sound.levels[1]
    record = tuple(RecordEntry(id=own, date="2020-01-01", measure=measure, level=level) for own in ("b", "a"))
    evidence = tuple(Evidence(key=f"record/{own}/level") for own in ("b", "a"))
    found = in_canonical_order(replace(sound, record=record, evidence=evidence))
    assert [each.key for each in found.evidence] == ["record/a/level", "record/b/level"]


def test_the_record_is_by_day_level_measure_and_id(sound: Model) -> None:
    (low, high), (m0, m1, *_) = sound.levels[1:3], sound.ids("measures")
    entries = [
        ("d", "2020-01-02", m0, low),
        ("c", "2020-01-01", m0, high),
        ("f", "2020-01-01", m1, low),
        ("b", "2020-01-01", m0, low),
        ("a", "2020-01-01", m0, low),
    ]
    record = tuple(RecordEntry(id=own, date=day, measure=m, level=at) for own, day, m, at in entries)
    found = in_canonical_order(replace(sound, record=record))
    assert [entry.id for entry in found.record] == ["a", "b", "f", "c", "d"]


def test_the_plan_is_by_phase_and_steps_on_one_track_in_a_phase_keep_their_order(sound: Model) -> None:
    first, second, *_ = sound.options
    options = tuple(replace(option, track="one") for option in (first, second)) + sound.options[2:]
    m0, m1, *_ = sound.ids("measures")
    steps = [
        ("late", 2, StepKind.MEASURE, m0),
        ("above", 1, StepKind.OPTION, second.id),
        ("of-m1", 1, StepKind.MEASURE, m1),
        ("below", 1, StepKind.OPTION, first.id),
        ("of-m0", 1, StepKind.MEASURE, m0),
    ]
    plan = tuple(
        Step(id=own, phase=phase, kind=kind, item=item, level=sound.levels[1] if kind == "measure" else "")
        for own, phase, kind, item in steps
    )
    found = in_canonical_order(replace(sound, options=options, plan=plan))
    assert [step.id for step in found.plan] == ["of-m0", "of-m1", "above", "below", "late"]
