"""What keys of judgements mean, for people."""

from __future__ import annotations

import pytest

from steelyard.cases import text
from steelyard.model.fields import INPUTS
from steelyard.model.key_words import WORDS, key_words
from steelyard.model.text.reading import read_text

MODEL = read_text(text("syria"))


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("settings/resolution", "setting resolution"),
        ("influence/United-Kingdom", "influence of United Kingdom"),
        ("weights/United-Kingdom/money", "weight of Money for United Kingdom"),
        ("values/committee/partial", "value of Constitutional committee at partial"),
        ("linkage/stabilisation/committee", "linkage of Stabilisation to Constitutional committee"),
        ("costs/limited-easing/money", "cost of Limited easing on Money"),
        ("delivery/core-announced/committee", "level of Constitutional committee in Core package announced"),
        ("rules/easing-core/level", "level of the rule easing-core"),
        ("worth/Russia/stabilisation", "worth of Stabilisation to Russia"),
        ("effort/Russia/committee/partial", "effort of Constitutional committee at partial for Russia"),
        ("plan/acknowledge/phase", "phase of the step acknowledge"),
    ],
)
def test_a_key_is_told_by_names(key: str, words: str) -> None:
    assert key_words(MODEL, key) == words


@pytest.mark.parametrize(
    "key",
    ["weights/Nobody/money", "weights/France/nothing", "weights/France", "nonsense", ""],
)
def test_a_key_that_the_model_lacks_is_shown_as_it_is(key: str) -> None:
    assert key_words(MODEL, key) == key


def test_every_kind_of_key_has_words() -> None:
    assert set(WORDS) == set(INPUTS.keyed)
    assert not [key for key in MODEL.values if key_words(MODEL, key) == key]
