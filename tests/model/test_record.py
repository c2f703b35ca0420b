"""The two scenarios that follow from the delivery record, against a plain reading of its rows."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import models

from steelyard.model.parts import RecordEntry
from steelyard.model.record import derived, in_date_order, standings

if TYPE_CHECKING:
    from steelyard.model.model import Model


def entry(own: str, date: str, level: str, verifier: str = "", measure: str = "access") -> RecordEntry:
    return RecordEntry(id=own, date=date, measure=measure, level=level, verifier=verifier)


def levels(model: Model, *record: RecordEntry) -> list[str]:
    """The levels of the measure *access* today and if pledges are kept."""
    return [scenario.levels[0] for scenario in derived(model.replace(record=record))]


def test_a_model_without_a_record_has_no_derived_scenario(sound: Model) -> None:
    assert derived(sound.replace(record=())) == ()
    assert sound.replace(record=()).all_scenarios == sound.scenarios


def test_the_scenarios_stand_after_the_typed_ones(sound: Model) -> None:
    assert [(s.id, s.name, s.probability) for s in sound.all_scenarios[-2:]] == [
        ("today", "Today, as verified", None),
        ("pledges-kept", "If pledges are kept", None),
    ]
    assert [s.levels for s in sound.all_scenarios[-2:]] == [
        ("partial", "none", "none"),
        ("implemented", "none", "none"),
    ]


@pytest.mark.parametrize(
    ("record", "wanted"),
    [
        ([entry("a", "2019-01-01", "partial", "UN")], ["partial", "partial"]),
        ([entry("a", "2019-01-01", "partial")], ["none", "partial"]),
        (
            [entry("a", "2019-01-01", "implemented", "UN"), entry("b", "2019-01-02", "none", "UN")],
            ["none", "none"],
        ),
        (
            [entry("a", "2019-01-01", "partial", "UN"), entry("b", "2019-01-01", "implemented", "UN")],
            ["implemented", "implemented"],
        ),
        (
            [entry("a", "2019-01-01", "verified"), entry("b", "2019-01-02", "partial")],
            ["none", "partial"],
        ),
        (
            [entry("a", "2019-01-01", "announced"), entry("b", "2019-01-02", "partial", "UN")],
            ["partial", "partial"],
        ),
        (
            [entry("a", "2019-01-01", "partial", "UN"), entry("b", "2018-01-01", "verified")],
            ["partial", "verified"],
        ),
        ([entry("a", "2019-01-01", "verified", "UN", measure="aid")], ["none", "none"]),
    ],
)
def test_what_counts(sound: Model, record: list[RecordEntry], wanted: list[str]) -> None:
    for rows in permutations(record):
        assert levels(sound, *rows) == wanted


def test_entries_are_listed_by_date_then_level_then_row(sound: Model) -> None:
    record = (
        entry("a", "2019-01-02", "none"),
        entry("b", "2019-01-01", "partial"),
        entry("c", "2019-01-01", "none"),
        entry("d", "2019-01-01", "none", measure="aid"),
    )
    assert [each.id for each in in_date_order(sound.replace(record=record))] == ["c", "d", "b", "a"]


def test_what_stood_on_a_day_leaves_later_entries_out(sound: Model) -> None:
    assert [s.levels for s in standings(sound, "2019-03-03")] == [("none", "none")] * 3
    assert standings(sound, "2019-03-04")[0].levels == ("partial", "partial")
    assert standings(sound, "2019-05-20")[0].levels == ("partial", "implemented")


@given(models(plain=True), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_never_matters(model: Model, random: object) -> None:
    rows = [*model.record]
    random.shuffle(rows)  # type: ignore[attr-defined]
    assert derived(model.replace(record=tuple(rows))) == derived(model)


@given(models(plain=True))
def test_each_level_is_that_of_some_entry_and_pledges_never_lower_one(model: Model) -> None:
    for today, kept in [derived(model)] if model.record else []:
        for measure, now, then in zip(model.measures, today.levels, kept.levels, strict=True):
            own = [each for each in model.record if each.measure == measure.id]
            assert now in {model.levels[0], *(each.level for each in own if each.verifier)}
            assert then in {now, *(each.level for each in own if not each.verifier)}
            assert model.levels.index(then) >= model.levels.index(now)
