"""The shape of the text form as a JSON Schema, from which editors complete and check while one types.

It says what one text by itself can say: words, kinds of values, ranges. What hangs on other parts of the
text (ids, sums, rules that contradict each other) only `steelyard check` tells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.parts import DEFAULT_SCALE, RuleKind, StepKind
from steelyard.model.text.shape import FIRST, FORMAT, SECTIONS, SETTINGS, YES_NO
from steelyard.model.vocabulary import LONGEST_ID, LONGEST_NAME, LONGEST_NOTE, RESERVED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from steelyard.model.text.shape import Word

Schema = dict[str, object]

DRAFT = "http://json-schema.org/draft-07/schema#"
"""The version that editors of YAML know best."""

ABOUT = {
    FIRST: "Names the form of the text; always the same number.",
    "settings": "What the workbook is about and how it is read.",
    "levels": "The delivery levels, lowest first: a list of names, or each name with its value.",
    "measures": "What the counterpart delivers, by id.",
    "cost_heads": "On what options cost us something, by id.",
    "options": "What our side may put on the table, by id.",
    "stakeholders": "Those of ours who weigh, by id.",
    "scenarios": "What may be delivered, by id.",
    "rules": "Conditions on options, by id.",
    "record": "The delivery record: what was verified and what only announced, by id of the entry.",
    "counterparts": "The other side, by id; the first one bargains.",
    "plan": "Who moves when, by id of the step.",
    "evidence": "What stands behind the judgements, by key; * in a key stands for any one part.",
}
"""What each part of the text is."""

NEEDED = ("measures", "options", "stakeholders", "scenarios")
"""Sections with one entry at least."""

IDS = {
    "type": "string",
    "pattern": r"^\s*[^\s\d!-@\[-`{-~][^\s!-,/:-@\[-^`{-~]*\s*$",
    "maxLength": LONGEST_ID,
}
"""What an id looks like; any letter of any script may stand in it."""

LABEL = {"type": "string", "pattern": r"^\s*[^\s\d!-@\[-`{-~][^/*?~]*$", "maxLength": LONGEST_ID}
"""A level."""

_LEVELLED = (RuleKind.REQUIRES, RuleKind.REQUIRES_ALL, RuleKind.REQUIRES_AT_LEAST)
_COUNTED = (RuleKind.REQUIRES_AT_LEAST, RuleKind.CAP)

UNUSED: dict[str, dict[str, tuple[str, ...]]] = {
    "rules": {
        kind.value: (
            *(() if kind in _LEVELLED else ("level",)),
            *(() if kind in _COUNTED else ("number",)),
            *(() if kind in _LEVELLED else ("withdraws",)),
        )
        for kind in RuleKind
    },
    "plan": {StepKind.MEASURE.value: (), StepKind.OPTION.value: ("level",)},
}
"""Words that a row of a kind must leave empty; the others that hang on the kind must be there."""


def schema() -> Schema:
    """The JSON Schema of a model's text.

    >>> sorted(schema()["required"])
    ['measures', 'options', 'scenarios', 'settings', 'stakeholders', 'steelyard']
    """
    sections = {section: _section(section, words) for section, (_, words) in SECTIONS.items()}
    return {
        "$schema": DRAFT,
        "title": "steelyard model",
        "description": "What may be offered, against what, weighed by whom.",
        "type": "object",
        "required": [FIRST, "settings", *NEEDED],
        "additionalProperties": False,
        "properties": {
            FIRST: {"description": ABOUT[FIRST], "const": FORMAT},
            "settings": _described(ABOUT["settings"], _row(SETTINGS)),
            "levels": _described(ABOUT["levels"], _levels()),
            **sections,
        },
    }


def _described(words: str, found: Schema) -> Schema:
    return {"description": words} | found


def _levels() -> Schema:
    named: Schema = {"type": "array", "items": LABEL, "minItems": 2, "uniqueItems": True}
    valued: Schema = {
        "type": "object",
        "propertyNames": LABEL,
        "additionalProperties": _number(0, 100),
        "minProperties": 2,
    }
    return {"anyOf": [named, valued, {"type": "null"}], "default": [*DEFAULT_SCALE]}


def _section(section: str, words: Mapping[str, Word]) -> Schema:
    row = _row(words)
    if section in UNUSED:
        row["allOf"] = [_by_kind(kind, unused, words) for kind, unused in UNUSED[section].items()]
    keys: Schema = {"type": "string"} if section == "evidence" else IDS | {"not": {"enum": sorted(RESERVED)}}
    found: Schema = {
        "type": "object" if section in NEEDED else ["object", "null"],
        "propertyNames": keys,
        "additionalProperties": row | {"type": ["object", "null"]} if section == "evidence" else row,
    }
    return _described(ABOUT[section], found | ({"minProperties": 1} if section in NEEDED else {}))


def _row(words: Mapping[str, Word]) -> Schema:
    return {
        "type": "object",
        "required": [name for name, word in words.items() if word.needed],
        "additionalProperties": False,
        "properties": {name: _described(word.meaning, _held(word)) for name, word in words.items()},
    }


def _by_kind(kind: str, unused: Iterable[str], words: Mapping[str, Word]) -> Schema:
    hanging = [name for name in ("level", "number") if name in words]
    return {
        "if": {"required": ["kind"], "properties": {"kind": {"const": kind}}},
        "then": {
            "required": [name for name in hanging if name not in unused],
            "properties": {name: {"type": "null"} for name in unused},
        },
    }


def _held(word: Word) -> Schema:
    value = _value(word)
    if not word.axis:
        return value
    if word.axis == "levels":
        return _by_level(value)
    return {
        "type": ["object", "null"],
        "propertyNames": IDS,
        "additionalProperties": _by_level(value) if word.curve else value,
    }


def _by_level(value: Schema) -> Schema:
    return {
        "anyOf": [
            {"type": "array", "items": value, "minItems": 2},
            {"type": "object", "propertyNames": LABEL, "additionalProperties": value, "minProperties": 2},
            {"type": "null"},
        ]
    }


def _value(word: Word) -> Schema:
    if word.choices == YES_NO:
        return {"enum": [True, False, "yes", "no", None]}
    if word.choices:
        return {"enum": [*word.choices, *([] if word.needed else [None])]}
    if word.number:
        found = _number(word.low, word.high)
        return found if word.needed or word.axis else found | {"type": ["number", "null"]}
    if word.date:
        return _date(needed=word.needed)
    longest = LONGEST_NOTE if word.long else LONGEST_NAME
    # A number or true, unquoted, is the text that it is written as.
    kinds = ["string", "number", "boolean"]
    if word.needed or word.axis:
        return {"type": kinds, "minLength": 1, "maxLength": longest}
    return {"type": [*kinds, "null"], "maxLength": longest}


def _date(*, needed: bool) -> Schema:
    day = r"\d{4}-\d{2}-\d{2}"
    if needed:
        return {"type": "string", "pattern": rf"^\s*{day}\s*$"}
    return {"type": ["string", "null"], "pattern": rf"^\s*({day})?\s*$"}


def _number(low: float | None, high: float | None) -> Schema:
    limits = {"minimum": low, "maximum": high}
    return {"type": "number"} | {word: limit for word, limit in limits.items() if limit is not None}
