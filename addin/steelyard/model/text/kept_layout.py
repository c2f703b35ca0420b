"""A changed model in a text that somebody laid out: only the lines that must change do, and comments stay.

What changes is found between two texts that steelyard writes, of the model before and after. It is looked up
in the text of the user, in which comments do not count. The result is read before it is used.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from steelyard.errors import SteelyardError
from steelyard.model.canonical_order import in_canonical_order
from steelyard.model.text.reading import read_text
from steelyard.model.text.writing import valid_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.model.model import Model

_COMMENT, _COMMENTS = re.compile(r"(?:^|\s+)#.*$"), re.compile(r"(?:^|(?<=\s))#.*$", re.MULTILINE)
_WORD = re.compile(r"\S+")

MOST_WORDS = 30_000
"""Words of the longest text in which words are looked for, which takes time that grows with the square."""

WINDOWS_END = "\r\n"

CONFLICT = "# conflict: "
"""How a line of a text begins that a merge left to a person; it is open while it stands there."""

HEADING = "# Conflicts of a merge: ours stands. Decide each, then delete its line.\n"


def rewritten(text: str, before: Model, after: Model) -> tuple[str, bool]:
    """The text that says `before`, changed so that it says `after`; and whether its layout could be kept.

    Where it could not, the text is written anew, with the comments of the old one at its top.
    """
    if after == before:
        return text, True
    plain = text.replace(WINDOWS_END, "\n")
    kept = with_model(plain, before, after)
    comments = [found[0].strip() for found in _COMMENTS.finditer(plain)]
    anew = "".join(f"{line}\n" for line in comments) + valid_text(after)
    return _with_ends_of(text, anew if kept is None else kept), kept is not None or not comments


def with_model(text: str, before: Model, after: Model) -> str | None:
    """The text that says `before`, changed so that it says `after`; None where its words cannot be found.

    Whole lines are looked for first, then words, whatever the lines between which they stand.
    """
    was, now = valid_text(before), valid_text(after)
    for carried in (_by_lines, _by_words):
        changed = carried(text, was, now)
        if changed is not None and _says(changed, after):
            return changed
    return None


def _says(text: str, model: Model) -> bool:
    try:
        return in_canonical_order(read_text(text, where="the merged text")) == in_canonical_order(model)
    except SteelyardError:
        return False


def with_conflicts(text: str, lines: Sequence[str]) -> str:
    """The text with these conflicts as comments at its top, each on one line."""
    fresh = [line for line in (CONFLICT + " ".join(each.split()) for each in lines) if line not in text]
    if not fresh:
        return text
    heading = "" if HEADING.rstrip() in text else HEADING
    return _with_ends_of(text, heading + "".join(f"{line}\n" for line in fresh)) + text


def open_conflicts(text: str) -> list[str]:
    """The conflicts that stand in a text as comments."""
    return [line.removeprefix(CONFLICT) for line in text.splitlines() if line.startswith(CONFLICT)]


def _with_ends_of(text: str, fresh: str) -> str:
    """Fresh lines that end as those of the text do."""
    return fresh.replace("\n", WINDOWS_END) if WINDOWS_END in text else fresh


def _by_lines(text: str, was: str, now: str) -> str | None:
    """The text with the changed lines between the two others."""
    held, old, new = text.splitlines(), was.splitlines(), now.splitlines()
    place = _places([line.rstrip() for line in old], [_COMMENT.sub("", line).rstrip() for line in held])
    lines = [[line] for line in held]
    for first, last, start, stop in _changes(old, new):
        fresh = new[start:stop]
        if any(at not in place for at in range(first, last)):
            return None
        if first == last:
            if first - 1 in place:
                lines[place[first - 1]] += fresh
            elif first in place:
                lines[place[first]] = [*fresh, *lines[place[first]]]
            else:
                return None
            continue
        for at in range(first, last):
            comment = _COMMENT.search(held[place[at]])
            line = [fresh.pop(0)] if fresh else []
            lines[place[at]] = [f"{each}{comment[0]}" if comment else each for each in line]
        lines[place[last - 1]] += fresh
    return "".join(f"{line}\n" for each in lines for line in each)


def _by_words(text: str, was: str, now: str) -> str | None:
    """The text with the changed words between the two others; None where a comment stands among them."""
    bare = _COMMENTS.sub(lambda found: " " * len(found[0]), text)
    held, old, new = ([*_WORD.finditer(each)] for each in (bare, was, now))
    if len(held) > MOST_WORDS:
        return None
    words = [[word[0] for word in each] for each in (held, old, new)]
    place = _places(words[1], words[0])
    edits = list[tuple[int, int, str]]()
    for first, last, start, stop in _changes(words[1], words[2]):
        there = [place.get(at, -1) for at in range(first - 1, last)]
        if there != [*range(there[0], there[0] + len(there))] or there[0] < 0:
            return None
        begin, end = held[there[0]].end(), held[there[-1]].end()
        fresh = now[new[start - 1].end() : new[stop - 1].end()] if start < stop else ""
        if first < last and fresh:  # blanks before the first word stay as they are
            begin, fresh = held[there[1]].start(), fresh.lstrip()
        if text[begin:end] != bare[begin:end]:
            return None
        if first == last and fresh.startswith("\n"):  # below the line, and below a comment at its end
            begin = end = text.find("\n", end) if "\n" in text[end:] else len(text)
        edits.append((begin, end, fresh))
    for begin, end, fresh in reversed(edits):
        text = text[:begin] + fresh + text[end:]
    return text


def _places(old: Sequence[str], held: Sequence[str]) -> dict[int, int]:
    """Where each of the old pieces stands among those of the user's text; some may be nowhere."""
    blocks = SequenceMatcher(None, old, held, autojunk=False).get_matching_blocks()
    return {block.a + at: block.b + at for block in blocks for at in range(block.size)}


def _changes(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """The pieces that differ: first and last among the old ones, and among the new ones."""
    found = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(first, last, start, stop) for kind, first, last, start, stop in found if kind != "equal"]
