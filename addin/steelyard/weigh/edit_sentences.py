"""What edits did to a decision, in words for the Change log: for each edit, and for all of them together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.weigh.sentences import number_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from steelyard.analysis.arrays import Floats
    from steelyard.weigh.decision_difference import Cause, DecisionDifference

UNCHANGED = "no result changes"
"""Said of an edit without any share, and of edits that change nothing together."""

MOST_NAMED = 3
"""New first places and verdicts that are named; more of them are counted."""


def of_each(found: DecisionDifference) -> dict[str, str]:
    """By the key of each edit: the net that it moved most, and what it brings alone or with others."""
    said = {}
    for at, edit in enumerate(found.edits):
        parts = [*_largest(found, found.shares.shares[at], "share ")]
        alone = [cause for cause in found.causes if (edit.key,) in cause.sets]
        others = [cause for cause in found.causes if cause not in alone]
        helped = [cause for cause in others if any(edit.key in each for each in cause.sets)]
        parts += _brought(found, alone, "alone: ") + _brought(found, helped, "with others: ")
        said[edit.key] = "; ".join(parts) or UNCHANGED
    return said


def of_all(found: DecisionDifference) -> str:
    """What all edits did together: the net that moved most, new first places and new verdicts."""
    change = (found.after.net - found.before.net).ravel()
    return "; ".join([*_largest(found, change, ""), *_brought(found, found.causes, "")]) or UNCHANGED


def _largest(found: DecisionDifference, moved: Floats, before: str) -> Iterable[str]:
    """The net that moved most, with its option and scenario."""
    largest = found.largest(moved)
    if largest is None:
        return
    words = number_words(largest.points)
    if words == number_words(0.0):
        words = "less than 0.1"
    elif largest.points > 0:
        words = f"+{words}"
    option = found.new.names("options")[largest.option]
    yield f"{before}{words} of the net of {option} in {found.new.names('all_scenarios')[largest.scenario]}"


def _brought(found: DecisionDifference, causes: Iterable[Cause], before: str) -> list[str]:
    """New first places, then new verdicts; the scenarios of one and the same are put together."""
    options, scenarios = found.new.names("options"), found.new.names("all_scenarios")
    places = dict[str, list[str]]()
    for cause in causes:
        if cause.about:
            words = f"{options[cause.about]} becomes {cause.now}"
        else:
            words = f"{options.get(cause.now, 'holding')} comes first"
        places.setdefault(words, []).append(scenarios[cause.scenario])
    if not places:
        return []
    said = [f"{words} in {', '.join(where)}" for words, where in places.items()]
    left = len(said) - MOST_NAMED
    return [before + "; ".join(said[:MOST_NAMED] + ([f"and {left:,} more"] if left > 0 else []))]
