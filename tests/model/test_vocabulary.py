"""What words may look like."""

import unicodedata

import pytest

from steelyard.model.fields import INPUTS
from steelyard.model.vocabulary import (
    ANCHORS,
    EXCEL_ERRORS,
    HEADINGS,
    RESERVED,
    folded,
    hint,
    is_free_level,
    is_id,
    is_label,
    nearest,
    strange,
)


@pytest.mark.parametrize(
    "word", ["a", "limited-easing", "A.1_b", "États", "Россия", "中国", "हिन्दी", "e\u0301tat"]
)
def test_an_id_is_letters_digits_and_three_signs(word: str) -> None:
    assert is_id(word)


@pytest.mark.parametrize(
    "word", ["", "1a", "-a", "_a", "a b", "a/b", "a*", "a?", "a~", "a:b", "a\n", "a\u200b", "²"]
)
def test_all_else_is_no_id(word: str) -> None:
    assert not is_id(word)


@pytest.mark.parametrize("word", ["core package", "(core)"[1:], "half: done, nearly", "a=b"])
def test_a_label_may_hold_more(word: str) -> None:
    assert is_label(word)


def test_words_compare_as_a_reader_would() -> None:
    assert folded("ÉTAT ") == folded(unicodedata.normalize("NFD", "état"))
    assert folded("STRASSE") == folded("Straße")
    assert folded("core") != folded("cores")
    assert folded("\u00a0core\u200b\n") == folded("\ufeffCORE") == "core"
    assert folded("m\u0131l\u0131tary") == folded("MILITARY")
    assert folded("\uff43ore") != folded("core")  # formulas tell wide letters apart


def test_a_hint_keeps_the_spelling_of_what_is_known() -> None:
    assert hint("FRANSE", ["France", "Germany"]) == "; did you mean 'France'?"


def test_what_is_strange() -> None:
    assert strange("tab\there") == "\t"
    assert strange("\ud800") == "\ud800"
    assert strange("\u2028") == "\u2028"
    assert strange("\ufffe") == "\ufffe"
    assert not strange("all the rest: 🂡 \u200d \u00a0 =\"'<>&")


def test_every_heading_of_the_tables_is_reserved() -> None:
    single = {field.heading for field in INPUTS.fields if field.heading and field.table != "settings"}
    assert single - {*ANCHORS} <= set(HEADINGS) < RESERVED
    assert not any(is_free_level(word) for word in ANCHORS)
    assert len(single) > 20


def test_words_of_the_lists_are_folded() -> None:
    assert all(word == folded(word) for word in RESERVED)
    assert all(word.startswith("#") for word in EXCEL_ERRORS)


def test_of_many_words_those_that_begin_alike_are_compared() -> None:
    many = [f"measure-{at:05d}" for at in range(5000)]
    assert nearest("mesure-00007", many) == "measure-00007"
    assert nearest("zzz", many) == ""


def test_nothing_is_near_to_a_text_that_is_too_long_for_an_id() -> None:
    assert nearest("a" * 61, ["a" * 60]) == ""
