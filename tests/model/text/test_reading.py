"""The text form: what is read, and what is said of what cannot be."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import models

from steelyard.errors import InvalidModel, ModelError
from steelyard.model.assembly.assemble import assemble
from steelyard.model.parts import Evidence, Settings
from steelyard.model.text.reading import draft_text, read_text, write_text
from steelyard.model.text.shape import sections

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from steelyard.model.findings import Finding
    from steelyard.model.model import Model


HOLED = Path(__file__).with_name("written.yaml").read_text(encoding="utf-8")


@settings(max_examples=60)
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


def vectors() -> list[tuple[str, str, list[str]]]:
    """Each change of text_findings.txt with what it leads to."""
    text = Path(__file__).with_name("text_findings.txt").read_text(encoding="utf-8")
    _, *blocks = re.split(r"^# .*\n", text, flags=re.MULTILINE)
    lines = [block.rstrip("\n").split("\n") for block in blocks]
    return [
        (old[2:].replace("\\n", "\n"), new[2:], [line.strip() for line in found if line])
        for old, new, *found in lines
    ]


@pytest.mark.parametrize(("old", "new", "expected"), vectors())
def test_what_is_told_of_a_text(
    sound_text: str, told: Callable[[Iterable[Finding]], list[str]], old: str, new: str, expected: list[str]
) -> None:
    draft, noted = draft_text(_spoil(sound_text, old, new), "model.yaml")
    assert told([*noted, *assemble(draft).findings]) == expected


def test_levels_of_odd_shapes_are_told(told: Callable[[Iterable[Finding]], list[str]]) -> None:
    draft, noted = draft_text("steelyard: 1\nlevels: none\n", "f")
    assert told(noted) == ["wrong-shape: levels (line 2, column 9): found 'none'; a list of levels is needed"]
    assert draft.levels == ()
    assert draft_text("steelyard: 1\nlevels: [a, [b], ~]\n", "f")[0].levels == ("a", "a list", "")


def test_everything_is_told_at_once(sound_text: str) -> None:
    text = _spoil(_spoil(sound_text, "track", "trak"), "money: 5", "money: five")
    with pytest.raises(InvalidModel) as caught:
        read_text(text, where="model.yaml")
    first, *rest = str(caught.value).splitlines()
    assert first == "model.yaml: 2 problems"
    assert [line.split(" (line")[0] for line in rest] == [
        "  options, row 'easing', column 'trak'",
        "  costs, row 'easing', column 'money'",
    ]


def test_warnings_do_not_refuse(sound_text: str) -> None:
    assert read_text(_spoil(sound_text, "linkage/easing/access:", "linkage/easing/acces:"))


@given(st.integers(0, 2200), st.integers(0, 40), st.text("a:[]{}\n -&*!#'\"|>%@`,?1", max_size=5))
def test_a_text_with_a_hole_is_read_or_refused(start: int, size: int, filling: str) -> None:
    try:
        read_text(HOLED[:start] + filling + HOLED[start + size :])
    except ModelError as error:
        assert re.match(r"<text>: (\d+ problem|line \d+, column \d+: )", str(error))  # noqa: PT017 - some are read


def test_order_and_comments_do_not_matter(sound: Model, sound_text: str) -> None:
    parts = re.split(r"\n\n(?=\w)", sound_text.strip())
    assert sound == read_text("# a comment\n" + "\n# another\n".join(reversed(parts)) + "\n")


def test_every_word_of_the_shape_is_a_word_of_the_docstring() -> None:
    told_words = set(re.findall(r"\w+(?=:)", read_text.__globals__["__doc__"]))
    words = {word for _, row in sections().values() for word in row}
    assert words | {*sections(), "settings", "levels"} <= told_words | {
        "worth",
        "level",
        "number",
        "track",
        "group",
    }
    assert {"title", "resolution", "scenario", "viewpoint"} <= {*Settings.__dataclass_fields__}


def test_values_left_empty_are_those_of_the_levels(sound_text: str) -> None:
    text = _spoil(sound_text, "values: [0, 20, 50, 90, 100]", "values:")
    assert read_text(text).measures[1].values == (0, 10, 40, 80, 100)
