"""A model written from its judgements by key: what a workbook remembers of an earlier version.

It is the inverse of `steelyard.model.keys.judgements_of`. Names and notes have no key: those of a part that a
known version has are taken from there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from steelyard.model.difference import PARTS, inputs_of_parts, parts_by_id
from steelyard.model.field import InputKind
from steelyard.model.parts import (
    CostHead,
    Counterpart,
    Measure,
    Option,
    RecordEntry,
    Rule,
    RuleKind,
    Scenario,
    Stakeholder,
    Step,
    StepKind,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from steelyard.model.field import Field
    from steelyard.model.keys import Value
    from steelyard.model.model import Model

CLASSES: dict[str, type[Any]] = {
    "stakeholders": Stakeholder,
    "measures": Measure,
    "cost_heads": CostHead,
    "options": Option,
    "scenarios": Scenario,
    "rules": Rule,
    "record": RecordEntry,
    "counterparts": Counterpart,
    "plan": Step,
}

KINDS = {"rules": RuleKind, "plan": StepKind}
"""The type of the kind of a row, by the parts."""


def ids_of_parts(values: Mapping[str, Value]) -> dict[str, tuple[str, ...]]:
    """The ids of the parts that judgements are about, by the fields of the model that hold them.

    Args:
        values: judgements by key, in the order of `judgements_of`.
    """
    found = {parts: _second(values, _always(parts)) for parts in PARTS if parts != "cost_heads"}
    # Only weights and costs name a cost head: it has no judgement of its own that is always there.
    weighed = dict.fromkeys(key.split("/")[2] for key in values if key.startswith("weights/"))
    return found | {"cost_heads": tuple(own for own in weighed if own not in found["measures"])}


def _always(parts: str) -> str:
    """The kind of the judgements that every part has."""
    inputs = inputs_of_parts(parts)
    return next(field.key for field in inputs if field.key and not (field.axis or field.row_if_given))


def _second(values: Mapping[str, Value], kind: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key.split("/")[1] for key in values if key.startswith(f"{kind}/")))


def model_of(values: Mapping[str, Value], like: Model, names: Mapping[str, str]) -> Model | None:
    """The model with these judgements; whether it is valid is not checked.

    Args:
        values: every judgement by key, as cells hold them: `yes` and `no`, empty text where nothing stands.
        like: a version of the model, for names, notes and levels.
        names: of parts that this version lacks, by field of the model and id, such as `options/easing`.

    Returns:
        The model without evidence; None where a judgement is lacking, as where the levels were others.
    """
    ids = ids_of_parts(values)
    axes = {axis: like.ids(axis) for axis in ("levels", "points")} | ids
    axes["criteria"] = (*ids["measures"], *ids["cost_heads"])
    try:
        held: dict[str, Any] = {
            parts: tuple(_part(parts, own, values, like, names, axes) for own in ids[parts])
            for parts in PARTS
        }
        settings = {
            field.name: _typed(
                field, values.get(f"settings/{field.name}", getattr(like.settings, field.name))
            )
            for field in inputs_of_parts("settings")
            if field.key
        }
    except (KeyError, ValueError):
        return None
    return like.replace(settings=replace(like.settings, **settings), evidence=(), trial=(), **held)


def _part(
    parts: str,
    own: str,
    values: Mapping[str, Value],
    like: Model,
    names: Mapping[str, str],
    axes: Mapping[str, Sequence[str]],
) -> Any:
    known, held = parts_by_id(like, parts).get(own), dict[str, Any]()
    for field in inputs_of_parts(parts):
        if field.key:
            stem = f"{field.key}/{own}" + (f"/{field.name}" if field.key_ends_in_name else "")
            held[field.name] = _held(field, stem, values, axes)
        elif known is not None:
            held[field.name] = getattr(known, field.name)
        elif field.name == "name":
            held["name"] = names.get(f"{parts}/{own}", own)
    if parts in KINDS:
        held["kind"] = KINDS[parts](held["kind"])
    return CLASSES[parts](id=own, **held)


def _held(field: Field, stem: str, values: Mapping[str, Value], axes: Mapping[str, Sequence[str]]) -> Any:
    """The value of an input of one part: one, or one for each item along its axis.

    Raises:
        KeyError: a judgement is lacking.
    """
    if not field.axis:
        return _typed(field, values.get(stem, "") if field.row_if_given else values[stem])
    items = axes[field.axis]
    if field.by_level:
        return tuple(_curve(field, f"{stem}/{item}", values, axes["levels"]) for item in items)
    if field.axis in ("levels", "points") and not any(f"{stem}/{item}" in values for item in items):
        return ()
    return tuple(_typed(field, values[f"{stem}/{item}"]) for item in items)


def _curve(field: Field, stem: str, values: Mapping[str, Value], levels: Sequence[str]) -> Any:
    """One value a level; None where none is given."""
    if not any(f"{stem}/{level}" in values for level in levels):
        return None
    return tuple(_typed(field, values[f"{stem}/{level}"]) for level in levels)


def _typed(field: Field, value: Value) -> Any:
    """A value of a cell as the model holds it."""
    if field.kind is InputKind.YES_NO:
        return value in ("yes", True)
    if field.kind is InputKind.NUMBER:
        if value in ("", None):
            return None
        number = float(value)
        return int(number) if field.whole and number.is_integer() else number
    return "" if value is None else str(value)
