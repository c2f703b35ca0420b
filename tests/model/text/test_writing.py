"""The one form in which a model is written."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import ids, models, names, notes

from steelyard.errors import InvalidModel
from steelyard.model.text import writing as text_writing
from steelyard.model.text.reading import read_text, write_text
from steelyard.model.text.writing import WIDTH, number, word

if TYPE_CHECKING:
    from steelyard.model.model import Model

WRITTEN = Path(__file__).with_name("written.yaml").read_text(encoding="utf-8")


def test_the_sound_model_is_written_so(sound: Model) -> None:
    prose = "Steps are implemented before anything is released, and nothing is taken on trust. " * 2
    noted = replace(sound.measures[0], note=f"{prose.strip()}\n\nSecond: a paragraph # no comment")
    tabbed = replace(sound.measures[1], note="one\ttwo\nthree")
    assert write_text(sound.replace(measures=(noted, tabbed, *sound.measures[2:]))) == WRITTEN


def test_what_is_written_is_written_again_alike(sound: Model, sound_text: str) -> None:
    assert write_text(read_text(write_text(sound))) == write_text(sound)
    assert write_text(read_text(sound_text)) == write_text(sound)


@settings(max_examples=30)
@given(models())
def test_lines_are_short_unless_a_text_cannot_be_folded(model: Model) -> None:
    for line in write_text(model).split("\n"):
        assert len(line) <= WIDTH or " " not in line.strip() or '"' in line or "{" in line or ": " in line
        assert line == line.rstrip()


@given(names() | ids() | st.text(), st.booleans())
def test_other_readers_take_a_word_for_the_same_text(text: str, flow: bool) -> None:
    written = word(text, flow=flow)
    line = f"[{written}, {{{written}: {written}}}]" if flow else f"a: {written}"
    expected = [text, {text: text}] if flow else {"a": text}
    assert expected == yaml.safe_load(line)


SPECIAL_IN_SOME_YAML = [
    *(
        "y",
        "n",
        "Y",
        "N",
        "yes",
        "no",
        "Yes",
        "NO",
        "on",
        "off",
        "true",
        "False",
        "null",
        "Null",
        "~",
        "=",
        "<<",
    ),
    *(
        "1",
        "-1",
        "1.5",
        "1e3",
        ".5",
        ".inf",
        "-.Inf",
        ".nan",
        "0x1F",
        "0o17",
        "010",
        "1_000",
        "1:30",
        "2019-06-17",
    ),
    *(
        "",
        " ",
        "-",
        "- a",
        "?",
        ": ",
        "a: b",
        "a:",
        "#",
        "a #b",
        "&a",
        "*a",
        "!a",
        "|",
        ">",
        "%a",
        "@a",
        "`a",
        "'a",
    ),
    *(
        '"a',
        "[a]",
        "{a}",
        ",",
        "a\tb",
        "a\nb",
        " a",
        "a ",
        "---",
        "...",
        "\u2028",
        "\x85",
        "\ufeffa",
        "\x7f",
        "\ud7ff",
    ),
]


@pytest.mark.parametrize("text", SPECIAL_IN_SOME_YAML)
def test_what_some_yaml_takes_for_something_else_is_quoted(text: str) -> None:
    for flow in (False, True):
        assert word(text, flow=flow).startswith('"')
        assert yaml.safe_load(word(text, flow=flow)) == text


@pytest.mark.parametrize(
    "text", ["easing", "a b", "États-Unis", "a's", "x/y/*", "5"[1:] + "core (A)", "http://a.b/c#d"]
)
def test_plain_words_are_not_quoted(text: str) -> None:
    assert word(text) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_exact_for_every_reader(value: float) -> None:
    written = number(value)
    assert float(written) == value
    read = yaml.safe_load(written)
    assert read == value
    assert isinstance(read, int | float)
    assert written == number(read)


@given(notes())
def test_notes_fold_and_unfold(text: str) -> None:
    lines = "\n".join(text_writing._text("a:", text, 2)) if text else 'a: ""'
    assert yaml.safe_load(lines) == {"a": text}


def test_dates_are_quoted_for_readers_that_know_dates(sound: Model) -> None:
    read = yaml.safe_load(write_text(sound))
    assert read["evidence"]["linkage/easing/access"]["date"] == "2019-06-17"
    assert yaml.safe_load("2019-06-17") == dt.date(2019, 6, 17)


def test_a_model_that_could_not_be_read_is_not_written(sound: Model) -> None:
    with pytest.raises(InvalidModel, match="model: 1 problem"):
        write_text(sound.replace_value("linkage/easing/access", 101.0))
