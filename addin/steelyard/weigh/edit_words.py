"""An edit in words: what it is about, by the names of the parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.difference import LEVELS, WHOLE, EditKind, parts_by_id
from steelyard.model.key_words import key_words

if TYPE_CHECKING:
    from steelyard.model.difference import Edit
    from steelyard.weigh.decision_difference import DecisionDifference

NOUNS = {
    "measures": "measure",
    "cost_heads": "cost head",
    "options": "option",
    "stakeholders": "stakeholder",
    "scenarios": "scenario",
    "rules": "rule",
    "record": "entry of the delivery record",
    "counterparts": "counterpart",
    "plan": "step of the plan",
}
"""What one part is called, by the field of the model that holds it."""

_TOGETHER = {"values": ("values of", "measures"), "scale": ("scale of", "cost_heads")}
"""Judgements that are one edit: what stands before the name of the part, and the field with the part."""

_WHOLE = {LEVELS: "the delivery levels", "counterparts": "which counterpart is first"}


def edit_words(found: DecisionDifference, edit: Edit) -> str:
    """What an edit is about, by names; one that no names say is told by its key."""
    kind, _, own = edit.key.partition("/")
    if edit.key in _WHOLE:
        return _WHOLE[edit.key]
    if edit.kind is EditKind.BACKED:
        return f"evidence for {_judgement(found, own)}"
    if edit.kind is not EditKind.CHANGED:
        part = f"{NOUNS[kind]} {_name(found, kind, own)}"
        return f"name of the {part}" if edit.kind is EditKind.RENAMED else f"{part}: {edit.kind}"
    if kind in _TOGETHER:
        before, parts = _TOGETHER[kind]
        return f"{before} {_name(found, parts, own)}"
    whole = kind in WHOLE and "/" not in own
    return f"{NOUNS[kind]} {own}" if whole else _judgement(found, edit.key)


def _judgement(found: DecisionDifference, key: str) -> str:
    """The judgement of a key, of the later version if that has it."""
    words = key_words(found.new, key)
    return key_words(found.old, key) if words == key else words


def _name(found: DecisionDifference, parts: str, own: str) -> str:
    """The name of a part, of the later version if that has it; its id where it has no name."""
    there = parts_by_id(found.old, parts) | parts_by_id(found.new, parts)
    return str(getattr(there.get(own), "name", own))
