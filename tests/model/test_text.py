"""The text form: what is read, and what is said of what cannot be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import models

from steelyard.errors import InvalidModel, ModelError
from steelyard.model.assemble import assemble
from steelyard.model.parts import Evidence, Settings
from steelyard.model.text import draft_text, read_text, write_text
from steelyard.model.text_shape import SECTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from steelyard.model.findings import Finding
    from steelyard.model.model import Model


@given(models())
def test_a_model_written_as_text_is_read_back_exactly(model: Model) -> None:
    text = write_text(model)
    assert read_text(text) == model
    assert read_text(text.encode()) == model


def test_text_stays_text(sound: Model) -> None:
    assert [part.id for part in sound.stakeholders] == ["France", "NO"]
    assert sound.scenarios[0].levels == ("none", "announced", "none")
    assert sound.evidence[0].date == "2019-06-17"


def test_an_influence_left_out_is_one(sound: Model) -> None:
    assert [part.influence for part in sound.stakeholders] == [2.0, 1.0]


def test_evidence_may_be_a_key_alone(sound_text: str) -> None:
    model = read_text(sound_text + "  costs/*/*:\n")
    assert model.evidence[-1] == Evidence(key="costs/*/*")


@pytest.mark.parametrize(
    "levels",
    [
        "levels: [none, announced, partial, implemented, verified]",
        "levels: {none: 0, announced: 10, partial: 40, implemented: 80, verified: 100}",
        "levels:",
        "",
    ],
)
def test_the_default_levels_may_be_spelled_out(sound: Model, sound_text: str, levels: str) -> None:
    assert sound == read_text(f"{sound_text}\n{levels}\n")


def test_levels_with_values_are_those_of_every_measure_without(sound_text: str) -> None:
    text = f"{sound_text}\nlevels: {{none: 0, announced: 1, partial: 2, implemented: 3, verified: 100}}\n"
    values = [measure.values for measure in read_text(text).measures]
    assert values == [(0, 1, 2, 3, 100), (0, 20, 50, 90, 100), (0, 1, 2, 3, 100)]


def test_values_may_be_given_by_level(sound: Model, sound_text: str) -> None:
    by_level = "{none: 0, announced: 20, verified: 100, partial: 50, implemented: 90}"
    assert sound == read_text(sound_text.replace("[0, 20, 50, 90, 100]", by_level))


def _spoil(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


CHANGES = {
    "an unknown part": (
        "cost_heads:",
        "cost_head:",
        "unknown-word: text (line 18, column 1): found 'cost_head'; no part of a model has this name; "
        "did you mean 'cost_heads'?",
    ),
    "an unknown word": (
        "track: sanctions",
        "trak: sanctions",
        "unknown-word: options, row 'easing', column 'trak' (line 33, column 5): found 'trak'; "
        "no word of options has this name; did you mean 'track'?",
    ),
    "an unknown setting": (
        "resolution: 0.5",
        "resolutoin: 0.5",
        "unknown-word: settings, row 'resolutoin' (line 5, column 3): found 'resolutoin'; "
        "no setting has this name; did you mean 'resolution'?",
    ),
    "an unknown measure": (
        "linkage: {access: 30,",
        "linkage: {acces: 30,",
        "unknown-word: linkage, row 'funds', column 'acces' (line 29, column 15): found 'acces'; "
        "no measure has this name; did you mean 'access'?",
    ),
    "an unknown cost head": (
        "costs: {money: 60,",
        "costs: {aid: 60,",
        "unknown-word: costs, row 'funds', column 'aid' (line 30, column 13): found 'aid'; "
        "no cost head has this name",
    ),
    "an unknown criterion": (
        "money: 10, home: 30}",
        "mony: 10, home: 30}",
        "unknown-word: weights, row 'France', column 'mony' (line 46, column 48): found 'mony'; "
        "no measure or cost head has this name; did you mean 'money'?",
    ),
    "an unknown level of values": (
        "[0, 20, 50, 90, 100]",
        "{non: 0}",
        "unknown-word: values, row 'aid', column 'non' (line 14, column 14): found 'non'; "
        "no level has this name; did you mean 'none'?",
    ),
    "a value too many": (
        "[0, 20, 50, 90, 100]",
        "[0, 20, 50, 90, 95, 100]",
        "wrong-shape: values, row 'aid' (line 14, column 13): found 6 values; "
        "a list of 5 numbers, one for each level, is needed",
    ),
    "a value too few": (
        "[0, 20, 50, 90, 100]",
        "[0, 20, 50, 90]",
        "missing: measures, row 'aid', column 'verified' (line 11, column 3): found nothing; "
        "a number from 0 to 100 is needed",
    ),
    "a number for a list": (
        "[0, 20, 50, 90, 100]",
        "40",
        "wrong-shape: values, row 'aid' (line 14, column 13): found '40'; "
        "a list of 5 numbers, one for each level, is needed",
    ),
    "a text for a mapping": (
        "{access: 10, aid: 10, talks: 10}",
        "ten",
        "wrong-shape: linkage, row 'words' (line 25, column 14): found 'ten'; "
        "a mapping, such as 'word: value', is needed",
    ),
    "a list for a text": (
        "name: Talks",
        "name: [Talks]",
        "not-text: measures, row 'talks', column 'name' (line 16, column 11): found a list; text is needed",
    ),
    "a mapping for a number": (
        "influence: 2",
        "influence: {two: 2}",
        "not-a-number: stakeholders, row 'France', column 'influence' (line 45, column 16): "
        "found a mapping; a number of 0 or more is needed",
    ),
    "a list for a yes": (
        "opening: true",
        "opening: []",
        "not-yes-or-no: options, row 'words', column 'opening' (line 24, column 14): found a list; "
        "yes or no is needed",
    ),
    "a key twice": (
        "talks: 0, money: 5",
        "aid: 0, money: 5",
        "duplicate-key: weights, row 'NO' (line 49, column 36): found 'aid'; "
        "each word stands once, this one stands at line 49, column 27 already",
    ),
    "a row twice": (
        "  r2: {",
        "  r1: {",
        "duplicate-key: rules (line 63, column 3): found 'r1'; "
        "each word stands once, this one stands at line 62, column 3 already",
    ),
    "a list for a key": (
        "resolution: 0.5",
        "[a, b]: 0.5",
        "wrong-shape: settings (line 5, column 3): found a list; a single word is needed before the colon",
    ),
    "a level that nobody knows": (
        "aid: announced",
        "aid: anounced",
        "unknown-level: delivers, row 'status-quo', column 'aid' (line 55, column 35): found 'anounced'; "
        "one of the levels none, announced, partial, implemented, verified is needed; did you mean 'announced'?",
    ),
    "a number out of its range": (
        "costs: {money: 5,",
        "costs: {money: 500,",
        "out-of-range: costs, row 'easing', column 'money' (line 35, column 20): found 500; "
        "a number from 0 to 100 is needed",
    ),
    "a number in quotes": (
        "costs: {money: 5,",
        'costs: {money: "5",',
        "number-as-text: costs, row 'easing', column 'money' (line 35, column 20): found '5'; "
        "a number from 0 to 100 is needed, not text that looks like one; write 5",
    ),
    "a missing cell": (
        "costs: {money: 5, home: 40}",
        "costs: {money: 5}",
        "missing: costs, row 'easing', column 'home' (line 35, column 5): found nothing; "
        "a number from 0 to 100 is needed",
    ),
    "a missing row": (
        "    costs: {money: 5, home: 40}\n",
        "",
        "missing-row: costs, row 'easing': found nothing; a row for it is needed",
    ),
    "an unknown item of a counterpart": (
        "worth: {words: 5,",
        "worth: {word: 5,",
        "dangling: counterparts, row 'Russia / word', column 'item' (line 72, column 19): found 'word'; "
        "the id of an option is needed; did you mean 'words'?",
    ),
    "an unknown word of a counterpart": (
        "burden:",
        "burdens:",
        "unknown-word: counterparts, row 'Russia', column 'burdens' (line 73, column 5): found 'burdens'; "
        "no word of counterparts has this name; did you mean 'burden'?",
    ),
    "a curve that falls": (
        "[0, 0.1, 0.3, 0.8, 1]",
        "[0, 0.1, 0.3, 0.2, 1]",
        "out-of-order: counterparts, row 'Russia / access', column 'effort' (line 73, column 22): "
        "found 0, 0.1, 0.3, 0.2, 1; values that never fall from level to level are needed",
    ),
    "no form": (
        "steelyard: 1\n",
        "",
        "missing: text: found nothing; 'steelyard: 1' is needed, which names the form of the text",
    ),
    "a form of the future": (
        "steelyard: 1",
        "steelyard: 2",
        "unknown-version: steelyard (line 1, column 12): found 2; "
        "'steelyard: 1' is needed, which names the form of the text",
    ),
}


@pytest.mark.parametrize(("old", "new", "expected"), CHANGES.values(), ids=CHANGES)
def test_what_is_told_of_a_text(
    sound_text: str, told: Callable[[Iterable[Finding]], list[str]], old: str, new: str, expected: str
) -> None:
    draft, noted = draft_text(_spoil(sound_text, old, new), "model.yaml")
    assert told([*noted, *assemble(draft).findings])[0] == expected


def test_levels_of_odd_shapes_are_told(told: Callable[[Iterable[Finding]], list[str]]) -> None:
    draft, noted = draft_text("steelyard: 1\nlevels: none\n", "f")
    assert told(noted) == ["wrong-shape: levels (line 2, column 9): found 'none'; a list of levels is needed"]
    assert draft.levels == ()
    assert draft_text("steelyard: 1\nlevels: [a, [b], ~]\n", "f")[0].levels == ("a", "a list", "")


def test_everything_is_told_at_once(sound_text: str) -> None:
    text = _spoil(
        _spoil(sound_text, "trak" if "trak" in sound_text else "track", "trak"), "money: 5", "money: five"
    )
    with pytest.raises(InvalidModel) as caught:
        read_text(text, where="model.yaml")
    assert str(caught.value).splitlines()[0] == "model.yaml: 2 problems"
    assert [finding.code for finding in caught.value.findings] == ["unknown-word", "not-a-number"]  # type: ignore[attr-defined]


def test_warnings_do_not_refuse(sound_text: str) -> None:
    assert read_text(_spoil(sound_text, "linkage/easing/access:", "linkage/easing/acces:"))


@settings(max_examples=30)
@given(st.data())
def test_a_text_with_a_hole_is_read_or_refused(data: st.DataObject, sound_text: str) -> None:
    start = data.draw(st.integers(0, len(sound_text)))
    end = data.draw(st.integers(start, min(len(sound_text), start + 40)))
    filling = data.draw(st.one_of(st.just(""), st.text("a:[]{}\n -&*!#'\"|>%@`,?1", max_size=5)))
    try:
        read_text(sound_text[:start] + filling + sound_text[end:])
    except ModelError as error:
        assert re.match(r"<text>: (\d+ problem|line \d+, column \d+: )", str(error))  # noqa: PT017 - some are read


def test_order_and_comments_do_not_matter(sound: Model, sound_text: str) -> None:
    parts = re.split(r"\n\n(?=\w)", sound_text.strip())
    assert sound == read_text("# a comment\n" + "\n# another\n".join(reversed(parts)) + "\n")


def test_every_word_of_the_shape_is_a_word_of_the_docstring() -> None:
    told_words = set(re.findall(r"\w+(?=:)", read_text.__globals__["__doc__"]))
    words = {word for _, row in SECTIONS.values() for word in row}
    assert words | {*SECTIONS, "settings", "levels"} <= told_words | {
        "worth",
        "level",
        "number",
        "track",
        "group",
    }
    assert {"title", "resolution", "scenario", "viewpoint"} <= {*Settings.__dataclass_fields__}
