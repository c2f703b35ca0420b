"""Two versions in a few lines, for doors that have no room for a table: the pane and message boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.weigh import edit_sentences
from steelyard.weigh.review_results import THEN
from steelyard.weigh.sentences import number_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from steelyard.weigh.compared import Compared
    from steelyard.weigh.result import Result, ResultValue
    from steelyard.weigh.review_results import Review

NOTHING_DIFFERS = "No judgement differs."

MOVED, UNMOVED = "Ranks and verdicts that changed", "No rank and no verdict changed"
"""Titles of the list of results."""

MOST_LINES = 10
"""Lines of a list; the rest is counted."""


class Line(NamedTuple):
    """One edit, or one result."""

    about: str
    says: str


class Lines(NamedTuple):
    """A list with a title."""

    title: str
    first: tuple[Line, ...]
    """At most `MOST_LINES`, in the order of the review."""
    more: int
    """How many there are beyond them."""


class InShort(NamedTuple):
    """Two versions in a few lines."""

    said: str
    """What all edits did together, or that nothing differs."""
    edits: Lines
    results: Lines
    """Options that have another rank or verdict."""


def in_short(both: Compared, review: Review) -> InShort:
    """Two versions in a few lines, in the words and the order of the review.

    Args:
        both: the versions, compared.
        review: what a reviewer reads of them.
    """
    tables = {table.name: table for table in review.tables}
    effects = edit_sentences.of_each(both.found) if both.found.edits else {}
    edits = [_edit(row, effects) for row in _rows(tables, "edits")]
    moved = [row for row in _rows(tables, "results") if THEN in f"{row[4]}{row[5]}"]
    return InShort(
        review.said if both.differ else NOTHING_DIFFERS,
        _lines("Edits, the highest effect first", edits),
        _lines(MOVED if moved else UNMOVED, [_result(row) for row in moved]),
    )


def message(found: InShort, most: int) -> Iterator[str]:
    """The lines of a message box, with this many of each list."""
    yield found.said
    for lines in (found.edits, found.results) if found.edits.first else ():
        count = len(lines.first) + lines.more
        yield f"{lines.title}: {count:,}" if count else f"{lines.title}."
        yield from (f"  {line.about}: {line.says}" for line in lines.first[:most])
        if count > most:
            yield f"  and {count - most:,} more"


def _rows(tables: Mapping[str, Result], name: str) -> Sequence[tuple[ResultValue, ...]]:
    return tables[name].rows if name in tables else ()


def _lines(title: str, lines: Sequence[Line]) -> Lines:
    return Lines(title, tuple(lines[:MOST_LINES]), max(0, len(lines) - MOST_LINES))


def _edit(row: Sequence[ResultValue], effects: Mapping[str, str]) -> Line:
    """An edit as the Change log words it; one that changes no result is told by the review's own word."""
    words, was, now, *_, on, _where, _told, key = row
    return Line(str(words), f"{was}{THEN}{now}; {effects.get(str(key), on)}")


def _result(row: Sequence[ResultValue]) -> Line:
    """An option in a scenario: its verdict, its rank, and its net where that moved."""
    option, was, now, change, rank, verdict, where, *_ = row
    net = f"net {number_words(float(was or 0.0))}{THEN}{number_words(float(now or 0.0))}"
    return Line(f"{option} in {where}", "; ".join([str(verdict), f"rank {rank}", *([net] if change else [])]))
