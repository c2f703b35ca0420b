"""What a copy withholds: the words of a policy, what is left of a model, and what is gone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from small import TEXT

from steelyard.cases import text
from steelyard.errors import InvalidModel, SteelyardError
from steelyard.model.checks import require_fit
from steelyard.model.fingerprint import fingerprint
from steelyard.model.parts import Evidence, Trial
from steelyard.model.release import (
    Withheld,
    is_withheld,
    policy_of,
    public_texts,
    reduced,
    secrets,
    with_other_secrets,
)
from steelyard.model.text.reading import read_text

if TYPE_CHECKING:
    from steelyard.model.model import Model

ALL = policy_of("")


@pytest.fixture(scope="module", name="syria")
def _syria() -> Model:
    return read_text(text("syria"), where="syria")


@pytest.mark.parametrize(
    ("stated", "meant"),
    [
        ("", "reservation, counterpart, trial, authors, notes"),
        ("all", "reservation, counterpart, trial, authors, notes, sheets"),
        ("sheets", "sheets"),
        (" Notes , authors,", "authors, notes"),
        ("reservation", "reservation, counterpart"),
        ("Weights to 2.5", "weights to 2.5"),
    ],
)
def test_a_policy_is_read_and_written(stated: str, meant: str) -> None:
    assert str(policy_of(stated)) == meant
    assert str(policy_of(meant)) == meant


@pytest.mark.parametrize(
    "stated", ["log", "weights", "weights to 0", "weights to 5, weights to 10", "notes;"]
)
def test_another_word_is_refused_where_it_stands(stated: str) -> None:
    with pytest.raises(InvalidModel, match=r"settings, row 'release'.*`weights to N`"):
        read_text(TEXT.replace("settings:", f'settings:\n  release: "{stated}"'))


def test_a_reader_of_the_copy_is_told() -> None:
    assert policy_of("notes, weights to 5").sentence == (
        "Withheld from this copy: notes and sources, the change log. "
        "Weights are rounded to multiples of 5 points."
    )


def test_a_policy_is_no_judgement(syria: Model) -> None:
    other = syria.replace(settings=replace(syria.settings, release="notes", withheld="notes"))
    assert fingerprint(other) == fingerprint(syria)


def test_what_is_left_is_valid_and_says_what_is_gone(syria: Model) -> None:
    left = require_fit(reduced(syria, ALL), "the copy")
    assert (left.counterparts, left.trial) == ((), ())
    assert (left.settings.reservation, left.settings.future) == (None, None)
    assert left.settings.withheld == str(ALL)
    assert is_withheld(left, Withheld.COUNTERPART)
    assert not is_withheld(syria, Withheld.COUNTERPART)
    assert {entry.verifier for entry in left.record} <= {"", "withheld"}
    assert [bool(entry.verifier) for entry in left.record] == [bool(entry.verifier) for entry in syria.record]
    assert not any(each.note or each.source or each.author for each in left.evidence)
    kept = {key: value for key, value in syria.values.items() if key in left.values}
    judged = {key for key, value in kept.items() if left.values[key] != value}
    assert {key for key in judged if not key.startswith("record/")} <= {
        "settings/reservation", "settings/reservation_change", "settings/future",
    }  # fmt: skip


def test_evidence_goes_with_what_it_is_about(syria: Model) -> None:
    keys = ("settings/future", "settings/*", "worth/*/*", "*/Russia/*", "settings/resolution", "weights/*/*")
    model = syria.replace(evidence=tuple(Evidence(key=key, low=1.0, high=2.5) for key in keys))
    assert [each.key for each in reduced(model, ALL).evidence] == ["settings/resolution", "weights/*/*"]
    rounded = reduced(model, policy_of("weights to 5")).evidence
    assert [each.key for each in rounded if each.low is None] == ["*/Russia/*", "weights/*/*"]
    assert {each.key for each in secrets(model, ALL) if each.key.startswith("evidence")} == {
        f"evidence/{key}" for key in keys[:4]
    }


def test_weights_become_multiples(syria: Model) -> None:
    policy = policy_of("weights to 5")
    left = reduced(syria, policy)
    assert all(weight % 5 == 0 for part in left.stakeholders for weight in part.weights)
    moved = {each.key for each in secrets(syria, policy) if not each.key.startswith("evidence/")}
    assert moved == {
        key for key in syria.values if key.startswith("weights/") and syria.values[key] != left.values[key]
    }
    with pytest.raises(SteelyardError, match="give a smaller number"):
        reduced(syria, policy_of("weights to 900"))


@pytest.mark.parametrize("stated", ["", "notes", "reservation", "trial, authors", "weights to 5"])
def test_other_secrets_leave_the_same(stated: str, syria: Model) -> None:
    policy = policy_of(stated)
    model = syria.replace(trial=(Trial(criterion=syria.criteria[0], share=0.3),))
    other = with_other_secrets(model, policy)
    assert other != model
    assert reduced(other, policy) == reduced(model, policy)


def test_everything_withheld_is_listed(syria: Model) -> None:
    model = syria.replace(
        settings=replace(syria.settings, reservation=3.0, owner="Somebody"),
        trial=(Trial(criterion=syria.criteria[0], share=0.3),),
    )
    gone = {each.key: each for each in secrets(model, ALL)}
    assert gone["settings/reservation"].value == 3.0
    assert gone["settings/owner"].what == Withheld.AUTHORS
    assert gone[f"trial/{syria.criteria[0]}"].value == 0.3
    assert {each.what for each in gone.values()} == {*Withheld} - {Withheld.SHEETS}


def test_every_text_that_stays_has_its_place(syria: Model) -> None:
    left = public_texts(reduced(syria, ALL))
    assert left[syria.settings.title] == "settings/title"
    assert left[syria.options[0].name] == f"options/{syria.options[0].id}/name"
    assert left["implemented"]
