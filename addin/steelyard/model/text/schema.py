"""The shape of the text form as a JSON Schema, from which editors complete and check while one types.

It covers words, kinds of values and ranges. What depends on other parts of the text (ids, sums, rules that
contradict each other) is found by `steelyard check` only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model import fields
from steelyard.model.field import ANY_NUMBER, InputKind
from steelyard.model.parts import DEFAULT_SCALE
from steelyard.model.text.shape import FIRST, FORMAT, TRIAL, sections
from steelyard.model.value_functions import POINTS
from steelyard.model.vocabulary import LONGEST_ID, LONGEST_NAME, LONGEST_NOTE, RESERVED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steelyard.model.field import Bounds, Field, InputTable

Schema = dict[str, object]

DRAFT = "http://json-schema.org/draft-07/schema#"
"""The version that editors of YAML know best."""

ABOUT = {
    FIRST: "Names the form of the text; always the same number.",
    "levels": "The delivery levels, lowest first: a list of names, or each name with its value.",
    TRIAL: "Shares of the whole budget that somebody tries, 0 to 1, by criterion; they are no judgements.",
}
"""What the parts of the text are that are no inputs."""

IDS = {
    "type": "string",
    "pattern": r"^\s*[^\s\d!-@\[-`{-~][^\s!-,/:-@\[-^`{-~]*\s*$",
    "maxLength": LONGEST_ID,
}
"""What an id looks like; any letter of any script may stand in it."""

_SHARE = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
"""A share on trial."""

LABEL = {"type": "string", "pattern": r"^\s*[^\s\d!-@\[-`{-~][^/*?~]*$", "maxLength": LONGEST_ID}
"""A level."""


def schema() -> Schema:
    """The JSON Schema of a model's text.

    >>> sorted(schema()["required"])
    ['measures', 'options', 'scenarios', 'settings', 'stakeholders', 'steelyard']
    """
    needed = [section for section, (table, _) in sections().items() if table.at_least_one]
    about, words = fields.INPUTS.sections["settings"]
    return {
        "$schema": DRAFT,
        "title": "steelyard model",
        "description": "What may be offered, against what, weighed by whom.",
        "type": "object",
        "required": [FIRST, "settings", *needed],
        "additionalProperties": False,
        "properties": {
            FIRST: {"description": ABOUT[FIRST], "const": FORMAT},
            "settings": _described(about.about, _row(words)),
            "levels": _described(ABOUT["levels"], _levels()),
            **{section: _section(table, words) for section, (table, words) in sections().items()},
            TRIAL: _described(
                ABOUT[TRIAL],
                {"type": ["object", "null"], "propertyNames": IDS, "additionalProperties": _SHARE},
            ),
        },
    }


def _described(words: str, found: Schema) -> Schema:
    return {"description": words} | found


def _levels() -> Schema:
    named: Schema = {"type": "array", "items": LABEL, "minItems": 2, "uniqueItems": True}
    valued: Schema = {
        "type": "object",
        "propertyNames": LABEL,
        "additionalProperties": _number(fields.INPUTS.named("measures", "values").bounds),
        "minProperties": 2,
    }
    return {"anyOf": [named, valued, {"type": "null"}], "default": [*DEFAULT_SCALE]}


def _section(table: InputTable, words: Mapping[str, Field]) -> Schema:
    row = _row(words)
    if any(field.only_for for field in words.values()):
        row["allOf"] = [_by_kind(kind, words) for kind in words["kind"].choices]
    keys: Schema = (
        {"type": "string"} if table.name == "evidence" else IDS | {"not": {"enum": sorted(RESERVED)}}
    )
    found: Schema = {
        "type": "object" if table.at_least_one else ["object", "null"],
        "propertyNames": keys,
        "additionalProperties": row | {"type": ["object", "null"]} if table.name == "evidence" else row,
    }
    return _described(table.about, found | ({"minProperties": 1} if table.at_least_one else {}))


def _row(words: Mapping[str, Field]) -> Schema:
    return {
        "type": "object",
        "required": [name for name, field in words.items() if field.needed_in_text],
        "additionalProperties": False,
        "properties": {name: _described(field.described, _values_of(field)) for name, field in words.items()},
    }


def _by_kind(kind: str, words: Mapping[str, Field]) -> Schema:
    """What a row of a kind must have, and what it must leave empty."""
    some = {name: field for name, field in words.items() if field.only_for}
    return {
        "if": {"required": ["kind"], "properties": {"kind": {"const": kind}}},
        "then": {
            "required": [name for name, field in some.items() if field.needed and kind in field.only_for],
            "properties": {
                name: {"type": "null"} for name, field in some.items() if kind not in field.only_for
            },
        },
    }


def _values_of(field: Field) -> Schema:
    value = _value(field)
    if not field.axis:
        return value
    if field.axis == "levels":
        return _by_level(value)
    if field.axis == "points":
        return _by_point(value)
    return {
        "type": ["object", "null"],
        "propertyNames": IDS,
        "additionalProperties": _by_level(value) if field.by_level else value,
    }


def _by_point(value: Schema) -> Schema:
    return {
        "type": ["object", "null"],
        "propertyNames": {"enum": [*POINTS]},
        "additionalProperties": value,
        "required": [POINTS[0], POINTS[-1]],
    }


def _by_level(value: Schema) -> Schema:
    return {
        "anyOf": [
            {"type": "array", "items": value, "minItems": 2},
            {"type": "object", "propertyNames": LABEL, "additionalProperties": value, "minProperties": 2},
            {"type": "null"},
        ]
    }


def _value(field: Field) -> Schema:
    needed = field.needed_in_text or bool(field.axis)
    if field.kind is InputKind.YES_NO:
        return {"enum": [True, False, "yes", "no", None]}
    if field.kind is InputKind.CHOICE:
        return {"enum": [*field.choices, *([] if needed else [None])]}
    if field.kind is InputKind.NUMBER:
        found = _number(ANY_NUMBER if field.own_ranges else field.bounds)
        return found if needed else found | {"type": ["number", "null"]}
    if field.kind is InputKind.DAY:
        return _date(needed=needed)
    longest = LONGEST_NOTE if field.kind is InputKind.NOTE else LONGEST_NAME
    # A number or true, unquoted, is the text that it is written as.
    kinds = ["string", "number", "boolean"]
    if needed:
        return {"type": kinds, "minLength": 1, "maxLength": longest}
    return {"type": [*kinds, "null"], "maxLength": longest}


def _date(*, needed: bool) -> Schema:
    day = r"\d{4}-\d{2}-\d{2}"
    if needed:
        return {"type": "string", "pattern": rf"^\s*{day}\s*$"}
    return {"type": ["string", "null"], "pattern": rf"^\s*({day})?\s*$"}


def _number(bounds: Bounds) -> Schema:
    limits = {"minimum": bounds.low, "maximum": bounds.high}
    return {"type": "number"} | {word: limit for word, limit in limits.items() if limit is not None}
