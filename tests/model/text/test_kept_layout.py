"""A model changed in a text that somebody laid out."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from steelyard import api
from steelyard.model.canonical_order import in_canonical_order
from steelyard.model.text import kept_layout
from steelyard.model.text.reading import read_text
from steelyard.model.text.writing import valid_text

SYRIA = api.new("syria")
KEY = "weights/France/safe-returns"


def test_only_the_lines_that_must_change_do() -> None:
    text = "# Mine.\n" + valid_text(SYRIA).replace("    name: France\n", "    name: France  # the first\n")
    after = SYRIA.replace_value("influence/France", 77.0)
    changed, kept = kept_layout.rewritten(text, SYRIA, after)
    assert kept
    assert read_text(changed, where="text") == after
    pairs = list(zip(text.splitlines(), changed.splitlines(), strict=True))
    assert [pair for pair in pairs if pair[0] != pair[1]] == [("    influence: 30", "    influence: 77")]
    assert kept_layout.rewritten(text, SYRIA, SYRIA) == (text, True)


@pytest.mark.parametrize("at", [0, 5, 99])
def test_lines_that_come_and_go_leave_comments_where_they_are(at: int) -> None:
    rules = list(SYRIA.rules)
    gone = rules.pop(at % len(rules))
    rule = replace(gone, id="fresh")
    after = SYRIA.replace(rules=(*rules, rule))
    text = valid_text(SYRIA).replace(f"  {gone.id}:\n", f"  # about {gone.id}\n  {gone.id}:\n")
    changed, kept = kept_layout.rewritten(text, SYRIA, after)
    assert kept
    assert f"  # about {gone.id}\n" in changed
    assert read_text(changed, where="text") == after


def spread(text: str) -> str:
    """The text with two blanks behind each key, and a comment behind each mapping in one line."""
    lines = re.sub(
        r"^( +(?:name|option|kind|level|phase|item|weights)): (?=\S)", r"\1:  ", text, flags=re.MULTILINE
    ).splitlines()
    return "".join(f"{line}  # as typed\n" if line.endswith("}") else f"{line}\n" for line in lines)


def test_words_change_where_lines_are_laid_out_in_another_way() -> None:
    text = spread(valid_text(SYRIA))
    assert text != valid_text(SYRIA)
    assert in_canonical_order(read_text(text, where="text")) == in_canonical_order(SYRIA)
    fresh = replace(SYRIA.rules[0], id="fresh", note="")
    gone = SYRIA.plan[-1].id
    after = SYRIA.replace_value(KEY, 9.0)
    after = after.replace(
        rules=(*SYRIA.rules, fresh), plan=tuple(step for step in SYRIA.plan if step.id != gone)
    )
    changed, kept = kept_layout.rewritten(text, SYRIA, after)
    assert kept
    assert changed.count("# as typed") == text.count("# as typed")
    lost = [line for line in text.splitlines() if line not in changed.splitlines()]
    assert len(lost) <= 8
    assert "safe-returns: 9," in changed


def test_a_text_whose_words_cannot_be_found_is_written_anew_with_its_comments_at_the_top() -> None:
    text = valid_text(SYRIA).replace("safe-returns: 7,", "safe-returns: 7.0,", 1) + "# The end.\n"
    after = SYRIA.replace_value(KEY, 9.0)
    changed, kept = kept_layout.rewritten(text, SYRIA, after)
    assert not kept
    assert changed == "# The end.\n" + valid_text(after)
    assert kept_layout.with_model("steelyard: 1\n", SYRIA, after) is None
    broken = valid_text(SYRIA) + "nonsense: 1\n"
    assert kept_layout.with_model(broken, SYRIA, after) is None


def test_a_comment_among_words_that_must_go_keeps_the_text_from_being_changed() -> None:
    first = SYRIA.rules[0]
    text = spread(valid_text(SYRIA)).replace(
        f"  {first.id}:\n    option:  {first.option}\n    kind:  ",
        f"  {first.id}:\n    option:  {first.option}\n    # about it\n    kind:  ",
    )
    changed, kept = kept_layout.rewritten(text, SYRIA, SYRIA.replace(rules=SYRIA.rules[1:]))
    assert not kept
    assert "# about it\n" in changed


def test_an_insertion_between_lines_that_cannot_be_found_is_given_up() -> None:
    rule = replace(SYRIA.rules[0], id="zz")
    assert kept_layout.with_model("a: 1\n", SYRIA, SYRIA.replace(rules=(*SYRIA.rules, rule))) is None


def test_conflicts_stand_as_comments_at_the_top_until_their_lines_are_deleted() -> None:
    text = kept_layout.with_conflicts("steelyard: 1\n", ["a: ours 1,\ntheirs 2"])
    assert text == f"{kept_layout.HEADING}# conflict: a: ours 1, theirs 2\nsteelyard: 1\n"
    assert kept_layout.open_conflicts(text) == ["a: ours 1, theirs 2"]
    assert kept_layout.with_conflicts(text, ["a: ours 1, theirs 2"]) == text
    assert kept_layout.with_conflicts(text, ["b"]).count(kept_layout.HEADING) == 1
    assert kept_layout.open_conflicts("steelyard: 1\n") == []


def test_lines_are_inserted_before_the_next_one_where_the_one_before_is_laid_out_in_another_way() -> None:
    first, *others = SYRIA.rules
    before = SYRIA.replace(rules=(replace(first, note=""), *others))
    fresh = replace(others[0], id="fresh", note="One of its own.")
    after = before.replace(rules=(before.rules[0], fresh, *others))
    lines = valid_text(before).splitlines(keepends=True)
    last = lines.index(f"  {others[0].id}:\n") - 1
    lines[last] = lines[last].replace(": ", ":  ", 1)
    changed = kept_layout.with_model("".join(lines), before, after)
    assert changed is not None
    assert lines[last] in changed
    assert read_text(changed, where="text") == after


def test_lines_end_as_they_did() -> None:
    text = valid_text(SYRIA).replace("\n", "\r\n")
    changed, kept = kept_layout.rewritten(text, SYRIA, SYRIA.replace_value(KEY, 9.0))
    assert kept
    marked = kept_layout.with_conflicts(changed, ["a", "b"])
    assert marked.count("\n") == marked.count("\r\n") == text.count("\n") + 3
    assert kept_layout.with_conflicts(marked, ["c"]).count(kept_layout.HEADING.strip()) == 1


def test_words_are_not_looked_for_in_very_long_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_layout, "MOST_WORDS", 100)
    after = SYRIA.replace_value("rules/easing-committee/level", "partial")
    _, kept = kept_layout.rewritten(spread(valid_text(SYRIA)), SYRIA, after)
    assert not kept
