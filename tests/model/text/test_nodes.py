"""YAML, and what of it a model has no use for."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from steelyard.errors import TextError
from steelyard.model.draft import Place
from steelyard.model.text import nodes


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "f: line 1, column 1: found nothing; a model starts with 'steelyard: 1'"),
        ("# only this\n", "f: line 1, column 1: found nothing; a model starts with 'steelyard: 1'"),
        ("[1]", "f: line 1, column 1: found a list; a model starts with 'steelyard: 1'"),
        ("hello", "f: line 1, column 1: found 'hello'; a model starts with 'steelyard: 1'"),
        ("a: [1\n", "f: line 2, column 1: expected ',' or ']', but got '<stream end>'"),
        ("a: 1\n b: 2", "f: line 2, column 3: mapping values are not allowed here"),
        ("a:\n\tb: 2", "f: line 2, column 1: found character '\\t' that cannot start any token"),
        ("a: 1\n---\nb: 1", "f: line 2, column 1: but found another document"),
        ("a: \x07", "f: line 1, column 4: the character U+0007 is not allowed"),
        ("a: 1\nb: \x00", "f: line 2, column 4: the character U+0000 is not allowed"),
        ("a: \ud800", "f: line 1, column 4: the character U+D800 is not allowed"),
        (b"a: 1\nb: \xff", "f: line 2, column 4: this is not UTF-8 text; save it as UTF-8"),
        ("a: 1".encode("utf-16"), "f: line 1, column 1: this is not UTF-8 text; save it as UTF-8"),
        (b"PK\x03\x04", "f: line 1, column 3: the character U+0003 is not allowed"),
    ],
)
def test_what_is_no_yaml_is_told_with_its_spot(text: str | bytes, message: str) -> None:
    with pytest.raises(TextError) as caught:
        nodes.root_of(text, "f")
    assert message == str(caught.value)


ANCHORS = "anchors and aliases (& and *) are no part of a model; write the values out, or quote them"
TAGS = "tags (!) are no part of a model; quote what is meant as text"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &x 1", f"f: line 1, column 4: {ANCHORS}"),
        ("a: *x", f"f: line 1, column 4: {ANCHORS}"),
        ("a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]", f"f: line 1, column 4: {ANCHORS}"),
        ("<<: *x", f"f: line 1, column 5: {ANCHORS}"),
        ("a: !!str 1", f"f: line 1, column 4: {TAGS}"),
        ("a: !!python/object:os.system x", f"f: line 1, column 4: {TAGS}"),
        (
            "a: " + "[" * 12 + "]" * 12,
            "f: line 1, column 15: this is nested more than 12 deep; a model is not",
        ),
        ("a: " + "[" * 9999, "f: line 1, column 15: this is nested more than 12 deep; a model is not"),
    ],
)
def test_what_could_grow_or_mean_something_else_is_refused(text: str, message: str) -> None:
    with pytest.raises(TextError) as caught:
        nodes.root_of(text, "f")
    assert message == str(caught.value)


@given(st.one_of(st.text(), st.text("a:[]{}\n -&*!#'\"|>%@`,?"), st.binary()))
def test_any_text_gives_a_tree_or_a_text_error(text: str | bytes) -> None:
    try:
        root = nodes.root_of(text, "f")
    except TextError as error:
        assert str(error).startswith("f: line ")  # noqa: PT017 - most texts are refused, some are not
    else:
        assert nodes.is_mapping(root)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    root = nodes.root_of(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n", "f")
    assert [word for word, _, _ in nodes.entries(root, Place("text"), [])] == ["a", "b"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        *[(number, float(number)) for number in ("0", "-1", "+2.5", ".5", "40.", "1e3", "1.5E-7")],
        *[(".inf", float("inf")), ("-.INF", float("-inf"))],
        *[(word, None) for word in ("", "~", "null", "Null", "NULL")],
        *[(word, word) for word in ("abc", "010", "0x1F", "1_000", "1:30", "0b1", "1,5", "5%", "yes", "٣")],
        *[(f'"{word}"', word) for word in ("40", "null", "", ".inf")],
        *[("'40'", "40")],
    ],
)
def test_values_where_numbers_are_wanted(written: str, expected: object) -> None:
    assert expected == _value(written, number=True)


def test_not_a_number_is_read_as_such() -> None:
    value = _value(".nan", number=True)
    assert isinstance(value, float)
    assert value != value  # noqa: PLR0124 - the one value that differs from itself


@pytest.mark.parametrize("word", ["NO", "none", "yes", "On", "1.10", "2019-06-17", "1e3", "=", "<<", "010"])
def test_text_stays_text(word: str) -> None:
    assert word == _value(word, number=False)


def test_where_nothing_stands_a_text_is_none() -> None:
    assert [_value(written, number=False) for written in ("", "~", "null")] == [None, None, None]


@pytest.mark.parametrize(("written", "shape"), [("[1, 2]", "a list"), ("{a: 1}", "a mapping")])
def test_lists_and_mappings_are_called_so(written: str, shape: str) -> None:
    assert shape == str(_value(written, number=True))


def _value(written: str, *, number: bool) -> object:
    root = nodes.root_of(f"a: {written}", "f")
    ((_, place, node),) = nodes.entries(root, Place("text"), [])
    cell = nodes.cell(node, place, number=number)
    assert cell.place.at.startswith("line 1, column ")
    return cell.value


SIGNS = [*"abé {}[]:,-#&*!'\"%@`.~=<\n0\\", ": ", ": >-\n", ": |\n", "\n  ", "- "]


@given(st.lists(st.sampled_from(SIGNS), max_size=40).map("".join), st.integers(0, 3))
def test_the_quick_parser_reads_what_the_other_reads(drawn: str, depth: int) -> None:
    text = "a: {b: [" + drawn if depth == 0 else "  " * depth + f"k: {drawn}"
    assume(not nodes._READ_DIFFERENTLY.search(text))

    try:
        quick = nodes._composed(nodes._QuickLoader, text)
    except yaml.YAMLError:
        return  # such a text goes to the other parser
    assert _values(quick) == _values(nodes._composed(nodes._Loader, text))


def _values(node: yaml.Node | None) -> object:
    if isinstance(node, yaml.ScalarNode):
        return node.tag, node.value, node.style or "", node.start_mark.line
    if isinstance(node, yaml.MappingNode):
        return node.start_mark.line, [(_values(key), _values(value)) for key, value in node.value]
    return None if node is None else [_values(item) for item in node.value]
