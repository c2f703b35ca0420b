"""What edits did to a decision, in words for the Change log: for each edit, and for all of them together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from steelyard.analysis.arrays import SAME
from steelyard.weigh.sentences import number_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from steelyard.weigh.decision_difference import Cause, DecisionDifference

UNCHANGED = "nothing that is computed changes"
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


def _largest(found: DecisionDifference, moved: np.ndarray, before: str) -> Iterable[str]:
    """The net that moved most, with its option and scenario."""
    if not moved.size or abs(moved[most := int(np.abs(moved).argmax())]) <= SAME:
        return
    option, scenario = divmod(most, len(found.scenarios))
    points = float(moved[most])
    words = number_words(points)
    if words.strip("−") == "0.0":
        words = "less than 0.1"
    elif points > 0:
        words = f"+{words}"
    where = _scenario(found, found.scenarios[scenario])
    yield f"{before}{words} of the net of {_option(found, found.options[option])} in {where}"


def _brought(found: DecisionDifference, causes: Iterable[Cause], before: str) -> list[str]:
    """New first places, then new verdicts; the scenarios of one and the same are put together."""
    places = dict[str, list[str]]()
    for cause in causes:
        if cause.about:
            words = f"{_option(found, cause.about)} becomes {cause.now}"
        elif cause.now:
            words = f"{_option(found, cause.now)} comes first"
        else:
            words = "holding comes first"
        places.setdefault(words, []).append(_scenario(found, cause.scenario))
    if not places:
        return []
    said = [f"{words} in {', '.join(scenarios)}" for words, scenarios in places.items()]
    left = len(said) - MOST_NAMED
    return [before + "; ".join(said[:MOST_NAMED] + ([f"and {left:,} more"] if left > 0 else []))]


def _option(found: DecisionDifference, own: str) -> str:
    options = (*found.new.options, *found.old.options)
    return next(option.name for option in options if option.id == own)


def _scenario(found: DecisionDifference, own: str) -> str:
    return next(scenario.name for scenario in found.new.all_scenarios if scenario.id == own)
