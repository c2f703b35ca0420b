"""A changed model in a text that somebody laid out: only the lines that must change do, and comments stay.

The changed lines are those between two texts that steelyard writes, of the model before and after. They are
looked up in the text of the user, in which comments and blanks at the end of a line do not count.
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

_COMMENT = re.compile(r"(?:^|\s+)#.*$")

CONFLICT = "# conflict: "
"""How a line of a text begins that a merge left to a person; it is open while it stands there."""

HEADING = "# Conflicts of a merge: ours stands. Decide each, then delete its line.\n"


def rewritten(text: str, before: Model, after: Model) -> tuple[str, bool]:
    """The text that says `before`, changed so that it says `after`; and whether its layout could be kept.

    Where it could not, the text is written anew, with the comments of the old one at its top.
    """
    if after == before:
        return text, True
    kept = with_model(text, before, after)
    if kept is not None:
        return kept, True
    comments = [line.strip() for line in text.splitlines() if line.strip().startswith("#")]
    return "".join(f"{line}\n" for line in comments) + valid_text(after), not comments


def with_model(text: str, before: Model, after: Model) -> str | None:
    """The text that says `before`, changed so that it says `after`; None where its lines cannot be found."""
    found = _carried(*(each.splitlines() for each in (text, valid_text(before), valid_text(after))))
    if found is None:
        return None
    changed = "\n".join(found) + "\n"
    try:
        says = read_text(changed, where="the merged text")
    except SteelyardError:
        return None
    return changed if in_canonical_order(says) == in_canonical_order(after) else None


def with_conflicts(text: str, lines: Sequence[str]) -> str:
    """The text with these conflicts as comments at its top, each on one line."""
    fresh = [line for line in (CONFLICT + " ".join(each.split()) for each in lines) if line not in text]
    if not fresh:
        return text
    heading = "" if HEADING in text else HEADING
    return heading + "".join(f"{line}\n" for line in fresh) + text


def open_conflicts(text: str) -> list[str]:
    """The conflicts that stand in a text as comments."""
    return [line.removeprefix(CONFLICT) for line in text.splitlines() if line.startswith(CONFLICT)]


def _carried(text: Sequence[str], was: Sequence[str], now: Sequence[str]) -> list[str] | None:
    """The lines of the text with the changes that lead from one list of lines to the other."""
    bare = [_COMMENT.sub("", line).rstrip() for line in text]
    matcher = SequenceMatcher(None, [line.rstrip() for line in was], bare, autojunk=False)
    place = {
        block.a + at: block.b + at for block in matcher.get_matching_blocks() for at in range(block.size)
    }
    lines = [[line] for line in text]
    for kind, first, last, start, stop in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        if any(at not in place for at in range(first, last)):
            return None
        fresh = [*now[start:stop]]
        if kind == "insert":
            if first - 1 in place:
                lines[place[first - 1]] += fresh
            elif first in place:
                lines[place[first]] = [*fresh, *lines[place[first]]]
            else:
                return None
            continue
        for at in range(first, last):
            comment = _COMMENT.search(text[place[at]])
            line = [fresh.pop(0)] if fresh else []
            lines[place[at]] = [f"{each}{comment[0]}" if comment else each for each in line]
        lines[place[last - 1]] += fresh
    return [line for each in lines for line in each]
