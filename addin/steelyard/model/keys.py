"""The keys of judgements: listing them, changing one, and finding the evidence for one.

A key names one input value, like `weights/France/detainee-access`; its first part is the kind. Names and
notes are no judgements, so they have no key. Which inputs have keys of which kind is declared in `fields`:

| key | inputs |
| --- | --- |
| settings/NAME | settings |
| KIND/PART | those with one value, such as influence/STAKEHOLDER |
| KIND/PART/ITEM | those along an axis, such as linkage/OPTION/MEASURE |
| KIND/PART/ITEM/LEVEL | those by level, such as effort/COUNTERPART/MEASURE/LEVEL, only where given |
| KIND/PART/NAME | those of rules, of the delivery record and of the plan, such as rules/RULE/level |
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from steelyard.errors import UnknownKey
from steelyard.model import fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from steelyard.model.field import Field
    from steelyard.model.parts import Evidence, ModelFields

_Model = TypeVar("_Model", bound="ModelFields")

Value: TypeAlias = float | str | bool | None
"""What a judgement may hold."""


def judgements_of(model: ModelFields) -> Iterator[tuple[str, Value]]:
    """Every key with its value, in the order of the sheets.

    The model need not be valid: where a part has too few values, the keys of the others are missing.
    """
    for kind, (table, inputs) in fields.INPUTS.keyed.items():
        for own, part in _parts(model, table.parts):
            for field in inputs:
                stem = kind if table.parts == "settings" else f"{kind}/{own}"
                stem += f"/{field.name}" if field.key_ends_in_name else ""
                for tail, value in _values(model, field, getattr(part, field.name)):
                    yield stem + tail, value


def with_value(model: _Model, key: str, value: Value) -> _Model:
    """The same model with another value for one judgement; whether it is allowed is not checked.

    Raises:
        UnknownKey: no judgement has this key.
    """
    table, field, own, along = fields.INPUTS.parsed(key)
    parts = [part for _, part in _parts(model, table.parts)]
    here = next((at for at, (part, _) in enumerate(_parts(model, table.parts)) if part == own), None)
    old = None if here is None else getattr(parts[here], field.name)
    if here is None or (field.row_if_given and old in (None, "")):
        raise UnknownKey(key)
    try:
        where = [axis.index(item) for item, axis in zip(along, _axes(model, field), strict=True)]
        parts[here] = replace(parts[here], **{field.name: _changed(old, where, value)})
    except (ValueError, IndexError):
        raise UnknownKey(key) from None
    changed: Any = parts[0] if table.parts == "settings" else tuple(parts)
    return replace(model, **{table.parts: changed})


def evidence_for(evidence: Sequence[Evidence]) -> Callable[[str], Evidence | None]:
    """The evidence for each key: the exact key wins, then the pattern with the fewest `*`.

    Of two patterns with as many `*`, the one whose first difference is a named part wins, so that
    `linkage/easing/*` comes before `linkage/*/aid`. The order of the evidence does not matter. A `*` stands
    for any one part of a key.

    >>> from steelyard.model.parts import Evidence
    >>> wide = Evidence(key="linkage/*/*", source="wide")
    >>> near = Evidence(key="linkage/easing/*", source="near")
    >>> found = evidence_for([near, wide])
    >>> found("linkage/easing/aid").source, found("linkage/funds/aid").source, found("costs/easing/money")
    ('near', 'wide', None)
    """
    by_length: dict[int, dict[tuple[int, ...], dict[tuple[str, ...], Evidence]]] = {}
    for item in evidence:
        parts = item.key.split("/")
        named = tuple(place for place, part in enumerate(parts) if part != "*")
        items = by_length.setdefault(len(parts), {}).setdefault(named, {})
        items[tuple(parts[place] for place in named)] = item

    def best(key: str) -> Evidence | None:
        parts = key.split("/")
        fitting = [
            (-len(places), places, items[named])
            for places, items in by_length.get(len(parts), {}).items()
            if (named := tuple([parts[place] for place in places])) in items
        ]
        return min(fitting, key=lambda found: found[:2])[2] if fitting else None

    return best


def _parts(model: ModelFields, name: str) -> Iterable[tuple[str, Any]]:
    """The parts in a field of the model by their ids; the settings, which are one part, have none."""
    parts = getattr(model, name)
    return [("", parts)] if name == "settings" else [(part.id, part) for part in parts]


def _axes(model: ModelFields, field: Field) -> tuple[Sequence[str], ...]:
    axis = (model.ids(field.axis),) if field.axis else ()
    return (*axis, model.levels) if field.by_level else axis


def _values(model: ModelFields, field: Field, old: Any) -> Iterable[tuple[str, Value]]:
    """The values of an input of one part, each with the end of its key."""
    if not field.axis:
        return () if field.row_if_given and old in (None, "") else (("", old),)
    along = zip(model.ids(field.axis), old, strict=False)
    if not field.by_level:
        return ((f"/{item}", value) for item, value in along)
    return (
        (f"/{item}/{level}", value)
        for item, curve in along
        if curve is not None
        for level, value in zip(model.levels, curve, strict=False)
    )


def _changed(old: Any, where: Sequence[int], value: Value) -> Any:
    if not where:
        return _fitted(old, value)
    first, *rest = where
    if old is None:  # a curve that is not given has no keys
        raise IndexError(first)
    return (*old[:first], _changed(old[first], rest, value), *old[first + 1 :])


def _fitted(old: Any, value: Value) -> Any:
    """The value in the type of the one it replaces, where it has one."""
    if isinstance(old, StrEnum) and value in list(type(old)):
        return type(old)(value)
    plain_whole = isinstance(value, int) and not isinstance(value, bool)
    if isinstance(old, int) and not isinstance(old, bool):
        return int(value) if isinstance(value, float) and value.is_integer() else value
    return float(value) if plain_whole and value is not None else value
