"""Whether evidence stands behind any judgement, and whether its range is one that the judgement can have."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from steelyard.model import fields
from steelyard.model.assembly import cell_rules
from steelyard.model.assembly.anchors import range_of
from steelyard.model.assembly.rows import cell, finite
from steelyard.model.field import Bounds, InputKind
from steelyard.model.fields import PERCENT
from steelyard.model.findings import MOST_SHOWN, quoted_value
from steelyard.model.keys import evidence_for, judgements_of
from steelyard.model.vocabulary import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from steelyard.model.assembly.rows import Table
    from steelyard.model.draft import Row
    from steelyard.model.keys import Value
    from steelyard.model.model import Model
    from steelyard.model.parts import Evidence

COST = "costs/"
"""How the keys of costs begin."""

_NO_RANGE = ("plan",)
"""Kinds of keys whose numbers are counted, not judged; evidence may say of them what it likes."""


def note_all(model: Model, table: Table) -> None:
    """Note evidence that stands behind no judgement, and ranges that the judgements cannot have."""
    values = dict(judgements_of(model))
    best = evidence_for(model.evidence)
    behind: dict[str, list[str]] = defaultdict(list)
    for key in values:
        if found := best(key):
            behind[found.key].append(key)
    for part, row in zip(model.evidence, table.rows, strict=True):
        if part.key and not behind[part.key]:
            _note_idle(part, row, table, values)
        elif part.key:
            keys = behind[part.key]
            _note_range(part, row, table, {key: values[key] for key in keys}, _scale(model, keys))


def _note_idle(part: Evidence, row: Row, table: Table, values: Mapping[str, Value]) -> None:
    fits = evidence_for([part])
    if any(fits(key) for key in values):
        wanted = "every judgement that it names has evidence of its own, which counts"
    else:
        near = _hint(part.key, values) if len(table.noted) < MOST_SHOWN else ""
        wanted = f"no judgement has this key{near}"
    cell_rules.note_warning(
        table.noted, cell(row, "key").place, quoted_value(part.key), wanted, "idle-evidence"
    )


def _hint(key: str, keys: Iterable[str]) -> str:
    """The key with its first wrong part mended, as the end of a message; nothing where no part is near."""
    parts = key.split("/")
    known = [other.split("/") for other in keys]
    for here, part in enumerate(parts):
        known = [other for other in known if len(other) > here]
        fitting = [other for other in known if part in ("*", other[here])]
        if not fitting:
            near = nearest(part, {other[here]: None for other in known})
            mended = "/".join((*parts[:here], near, *parts[here + 1 :]))
            return f"; did you mean {mended!r}?" if near else ""
        known = fitting
    return ""


def _note_range(
    part: Evidence, row: Row, table: Table, values: Mapping[str, Value], scale: Bounds | None
) -> None:
    ends = {column: end for column, end in (("low", part.low), ("high", part.high)) if end is not None}
    if not finite(ends.values()) or sorted(ends.values()) != [*ends.values()]:
        return  # noted already
    low, high = scale or bounds_of(part.key)
    beyond = [end for end in ends.items() if _outside(end[1], low, high)]
    outside = [
        f"{key} is {quoted_value(value)}" for key, value in values.items() if _outside(value, *_both(ends))
    ]
    if ends and all(isinstance(value, str | bool) for value in values.values()):
        wanted = "its key names no number, so it has no range"
        cell_rules.note_warning(table.noted, row.place, _found(ends), wanted, "unused")
    elif beyond:
        for column, _ in beyond:
            wanted = f"{cell_rules.wanted_number(low, high)} is needed"
            cell_rules.note_error(table.noted, cell(row, column), wanted, "out-of-range")
    elif outside:
        more = f", and {len(outside) - 1} more" if len(outside) > 1 else ""
        wanted = f"the range leaves out what was judged: {outside[0]}{more}"
        cell_rules.note_warning(table.noted, row.place, _found(ends), wanted, "outside-range")


def _scale(model: Model, keys: Sequence[str]) -> Bounds | None:
    """The range of costs in a unit, where the judgements are such costs; the widest of several units."""
    heads = {head.id: head for head in model.cost_heads if head.scale}
    named = [key.rpartition("/")[2] for key in keys if key.startswith(COST)]
    ranges = [range_of(heads[head]) if head in heads else PERCENT for head in named]
    if not any(head in heads for head in named):
        return None
    return Bounds(min(low or 0.0 for low, _ in ranges), max(high or 0.0 for _, high in ranges))


def bounds_of(key: str) -> Bounds:
    """What judgements with such a key can be: the widest range of the inputs of its kind that are numbers."""
    kind = key.split("/", maxsplit=1)[0]
    _, inputs = fields.INPUTS.keyed.get(kind, (None, ()))
    every = [field.bounds for field in inputs if field.kind is InputKind.NUMBER and kind not in _NO_RANGE]
    lows = [each.low for each in every if each.low is not None]
    highs = [each.high for each in every if each.high is not None]
    return Bounds(
        min(lows) if every and len(lows) == len(every) else None,
        max(highs) if every and len(highs) == len(every) else None,
    )


def _outside(value: Value, low: float | None, high: float | None) -> bool:
    """Whether a number is below the low or above the high."""
    if isinstance(value, str | bool) or value is None:
        return False
    return (low is not None and value < low) or (high is not None and value > high)


def _both(ends: Mapping[str, float]) -> tuple[float | None, float | None]:
    return ends.get("low"), ends.get("high")


def _found(ends: Mapping[str, float]) -> str:
    return ", ".join(f"{column} {quoted_value(end)}" for column, end in ends.items())
