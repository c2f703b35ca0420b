"""The keys of judgements: listing them, changing one, and finding the evidence for one.

A key names one input value, like `weights/France/detainee-access`; its first part is the kind. Names and
notes are no judgements, so they have no key.

| key | value |
| --- | --- |
| settings/resolution, scenario, viewpoint, reservation, future | as in `Settings` |
| influence/STAKEHOLDER, weights/STAKEHOLDER/CRITERION | points |
| values/MEASURE/LEVEL, groups/MEASURE | 0 to 100; the group or '' |
| asked/MEASURE | a level or '' |
| tracks/OPTION, opening/OPTION | the track or ''; True or False |
| snapback/OPTION, delay/OPTION, offered/OPTION | 0 to 1 or None; phases or None; True or False |
| linkage/OPTION/MEASURE, costs/OPTION/HEAD | 0 to 100 |
| probability/SCENARIO, delivery/SCENARIO/MEASURE | 0 to 1 or None; a level |
| rules/RULE/option, kind, subject, level, number, withdraws | as in `Rule`, '' or None where unused |
| record/ENTRY/date, measure, level, verifier | as in `RecordEntry`; the verifier or '' |
| reservation/COUNTERPART | points or None |
| future/COUNTERPART | points, only where given |
| worth/COUNTERPART/OPTION, burden/COUNTERPART/MEASURE | points |
| effort/COUNTERPART/MEASURE/LEVEL, chance/COUNTERPART/MEASURE/LEVEL | 0 to 1, only where given |
| plan/STEP/phase, kind, item, level | as in `Step` |
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

from steelyard.errors import UnknownKey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from steelyard.model.model import Model
    from steelyard.model.parts import Evidence

Value: TypeAlias = float | str | bool | None
"""What a judgement may hold."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """Where the judgements of one kind stand: in which parts, in which fields, along which axis."""

    name: str
    parts: str
    """The field of the model that holds the parts."""
    fields: tuple[str, ...]
    axis: str = ""
    """What runs along a tuple of values: criteria, measures, cost_heads, options or levels."""
    named: bool = False
    """Whether the field is a part of the key."""
    curves: bool = False
    """Whether the field holds, for each measure, nothing or one value a level."""
    optional: bool = False
    """Whether a field that holds nothing has no key."""


_SETTINGS = ("resolution", "scenario", "viewpoint", "reservation", "future")
_KINDS = (
    _Kind("influence", "stakeholders", ("influence",)),
    _Kind("weights", "stakeholders", ("weights",), axis="criteria"),
    _Kind("values", "measures", ("values",), axis="levels"),
    _Kind("groups", "measures", ("group",)),
    _Kind("asked", "measures", ("asked",)),
    _Kind("tracks", "options", ("track",)),
    _Kind("opening", "options", ("opening",)),
    _Kind("snapback", "options", ("snapback",)),
    _Kind("delay", "options", ("delay",)),
    _Kind("offered", "options", ("offered",)),
    _Kind("linkage", "options", ("linkage",), axis="measures"),
    _Kind("costs", "options", ("costs",), axis="cost_heads"),
    _Kind("probability", "scenarios", ("probability",)),
    _Kind("delivery", "scenarios", ("levels",), axis="measures"),
    _Kind("rules", "rules", ("option", "kind", "subject", "level", "number", "withdraws"), named=True),
    _Kind("record", "record", ("date", "measure", "level", "verifier"), named=True),
    _Kind("reservation", "counterparts", ("reservation",)),
    _Kind("future", "counterparts", ("future",), optional=True),
    _Kind("worth", "counterparts", ("worth",), axis="options"),
    _Kind("burden", "counterparts", ("burden",), axis="measures"),
    _Kind("effort", "counterparts", ("effort",), axis="measures", curves=True),
    _Kind("chance", "counterparts", ("chance",), axis="measures", curves=True),
    _Kind("plan", "plan", ("phase", "kind", "item", "level"), named=True),
)


def judgements_of(model: Model) -> Iterator[tuple[str, Value]]:
    """Every key with its value, in the order of the sheets.

    The model need not be valid: where a part has too few values, the keys of the others are missing.
    """
    for name in _SETTINGS:
        yield f"settings/{name}", getattr(model.settings, name)
    for kind in _KINDS:
        axis = _axis(model, kind.axis)
        for part in getattr(model, kind.parts):
            for field in kind.fields:
                stem = f"{kind.name}/{part.id}/{field}" if kind.named else f"{kind.name}/{part.id}"
                for tail, value in _values(getattr(part, field), axis, model.levels, kind):
                    yield stem + tail, value


def with_value(model: Model, key: str, value: Value) -> Model:
    """The same model with another value for one judgement; whether it is allowed is not checked.

    Raises:
        UnknownKey: no judgement has this key.
    """
    name, *path = key.split("/")
    if name == "settings" and len(path) == 1 and path[0] in _SETTINGS:
        fitted = _fitted(getattr(model.settings, path[0]), value)
        return replace(model, settings=replace(model.settings, **{path[0]: fitted}))
    kind = next((kind for kind in _KINDS if kind.name == name), None)
    if kind is None or not path:
        raise UnknownKey(key)
    parts = [*getattr(model, kind.parts)]
    field = (path[1] if len(path) == 2 else "") if kind.named else kind.fields[0]
    within = [] if kind.named else path[1:]
    axes = [_axis(model, kind.axis)] if kind.axis else []
    axes += [model.levels] if kind.curves else []
    here = next((number for number, part in enumerate(parts) if part.id == path[0]), None)
    if here is None or field not in kind.fields or len(within) != len(axes):
        raise UnknownKey(key)
    if kind.optional and getattr(parts[here], field) is None:
        raise UnknownKey(key)
    try:
        where = [list(axis).index(item) for item, axis in zip(within, axes, strict=True)]
        changed = _changed(getattr(parts[here], field), where, value)
    except (ValueError, IndexError):
        raise UnknownKey(key) from None
    parts[here] = replace(parts[here], **{field: changed})
    return model.replace(**{kind.parts: tuple(parts)})


def evidence_for(evidence: Sequence[Evidence]) -> Callable[[str], Evidence | None]:
    """The evidence for each key: the exact key wins, then the pattern with the fewest `*`, then the later.

    A `*` stands for any one part of a key.

    >>> from steelyard.model.parts import Evidence
    >>> wide = Evidence(key="linkage/*/*", source="wide")
    >>> near = Evidence(key="linkage/easing/*", source="near")
    >>> found = evidence_for([near, wide])
    >>> found("linkage/easing/aid").source, found("linkage/funds/aid").source, found("costs/easing/money")
    ('near', 'wide', None)
    """
    shapes: dict[tuple[bool, ...], dict[str, tuple[int, int, Evidence]]] = {}
    for number, item in enumerate(evidence):
        shape = tuple(part == "*" for part in item.key.split("/"))
        shapes.setdefault(shape, {})[item.key] = (-sum(shape), number, item)

    def best(key: str) -> Evidence | None:
        parts = key.split("/")
        patterns = (
            (held, "/".join("*" if star else part for star, part in zip(shape, parts, strict=True)))
            for shape, held in shapes.items()
            if len(shape) == len(parts)
        )
        fitting = [held[pattern] for held, pattern in patterns if pattern in held]
        return max(fitting, key=lambda found: found[:2])[2] if fitting else None

    return best


def _axis(model: Model, name: str) -> Sequence[str]:
    if name in ("criteria", "levels"):
        return getattr(model, name)
    return [part.id for part in getattr(model, name)] if name else ()


def _values(
    held: Any, axis: Sequence[str], levels: Sequence[str], kind: _Kind
) -> Iterable[tuple[str, Value]]:
    if kind.curves:
        curves = ((item, curve) for item, curve in zip(axis, held, strict=False) if curve is not None)
        return chain.from_iterable(
            ((f"/{item}/{level}", value) for level, value in zip(levels, curve, strict=False))
            for item, curve in curves
        )
    if kind.axis:
        return ((f"/{item}", value) for item, value in zip(axis, held, strict=False))
    return () if kind.optional and held is None else (("", held),)


def _changed(held: Any, where: Sequence[int], value: Value) -> Any:
    if not where:
        return _fitted(held, value)
    first, *rest = where
    if held is None:  # a curve that is not given has no keys
        raise IndexError(first)
    return (*held[:first], _changed(held[first], rest, value), *held[first + 1 :])


def _fitted(held: Any, value: Value) -> Any:
    """The value in the type of the one it replaces, where it has one."""
    if isinstance(held, StrEnum) and value in list(type(held)):
        return type(held)(value)
    plain_whole = isinstance(value, int) and not isinstance(value, bool)
    if isinstance(held, int) and not isinstance(held, bool):
        return int(value) if isinstance(value, float) and value.is_integer() else value
    return float(value) if plain_whole and value is not None else value
