"""Two versions without what a release hides, and which edits are not told then."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.model.difference import Difference, EditKind
from steelyard.model.release import IN_WORDS, Policy, Withheld, policy_of, reduced, withheld_class

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.model.difference import Edit
    from steelyard.model.model import Model

ROUNDED = "weights within what they are rounded to"
"""What is said of weights that differ by less than a release shows."""


class WithoutSecrets(NamedTuple):
    """Two versions without what a release of either of them withholds."""

    old: Model
    new: Model
    hidden: tuple[str, ...]
    """What differs and is not told: the classes of what is withheld, in words."""
    said: str
    """A sentence about all that is withheld."""


POLICIES = ("settings/release", "settings/withheld")
"""The settings that say what is withheld: a release writes them anew."""


def without_secrets(old: Model, new: Model) -> WithoutSecrets:
    """The versions without what a release of either of them withholds.

    Raises:
        SteelyardError: rounding leaves a stakeholder without any weight.
    """
    policies = [policy_of(each.settings.withheld or each.settings.release) for each in (old, new)]
    policy = Policy(policies[0].classes | policies[1].classes, max(each.step for each in policies))
    left = reduced(old, policy), reduced(new, policy)
    told = {edit.key: _changed(edit) for edit in _edits(*left)}
    gone = [
        edit
        for edit in _edits(old, new)
        if edit.key not in POLICIES and not _changed(edit) <= told.get(edit.key, frozenset())
    ]
    hidden = tuple(dict.fromkeys(_class_of(edit, policy) for edit in gone))
    return WithoutSecrets(*left, hidden, _said(policy))


def _said(policy: Policy) -> str:
    """What is withheld of the judgements, in words."""
    words = [IN_WORDS[each] for each in Withheld if each in policy.classes - {Withheld.SHEETS}]
    if Withheld.COUNTERPART in policy.classes:
        words.append("packages, which rest on that")
    rounded = f" Weights are rounded to multiples of {policy.step:.15g} points." if policy.step else ""
    return (f"Withheld: {', '.join(words)}." if words else "Nothing is withheld.") + rounded


def _edits(old: Model, new: Model) -> Iterator[Edit]:
    found = Difference(old, new)
    yield from found.edits
    yield from found.remarks


def _changed(edit: Edit) -> frozenset[str]:
    """What of an edit differs; of a part that came or went, that it did."""
    if edit.kind in (EditKind.ADDED, EditKind.REMOVED):
        return frozenset({edit.kind})
    return frozenset(each for each in {*edit.was, *edit.now} if edit.was.get(each) != edit.now.get(each))


def _class_of(edit: Edit, policy: Policy) -> str:
    """What an edit is about that is not told, in words."""
    key = edit.key.removeprefix("evidence/")
    if key.startswith("counterparts"):
        return IN_WORDS[Withheld.COUNTERPART]
    if found := withheld_class(key):
        return IN_WORDS[Withheld(found)]
    if key.startswith(("weights/", "*")) and policy.step:
        return ROUNDED
    return " and ".join(
        IN_WORDS[each] for each in (Withheld.AUTHORS, Withheld.NOTES) if each in policy.classes
    )
