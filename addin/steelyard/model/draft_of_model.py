"""A model written down again: the tables that it would be assembled from, with plain values."""

from __future__ import annotations

from dataclasses import fields
from itertools import zip_longest
from typing import TYPE_CHECKING

from steelyard.model.draft import Cell, Draft, Place, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from steelyard.model.model import Model
    from steelyard.model.parts import Counterpart

SHEETS = {
    "settings": "Settings",
    "weights": "Weights",
    "measures": "Measures",
    "cost_heads": "Cost heads",
    "options": "Options",
    "linkage": "Linkage",
    "costs": "Costs",
    "delivery": "Delivery",
    "rules": "Rules",
    "record": "Delivery record",
    "counterpart": "Counterpart",
    "plan": "Plan",
    "evidence": "Evidence",
}
"""What a place calls each table, in the order of the sheets."""


def draft_of(model: Model, where: str = "model") -> Draft:
    """The tables of the model, with plain values: numbers, texts, `yes` and `no`, and None for what is empty.

    The model need not be valid. `assemble(draft_of(model)).model == model` when it is.
    """
    raw = {
        "settings": _settings(model),
        "weights": _weights(model),
        "measures": _measures(model),
        "cost_heads": (_own(part, "id", "name", "note") for part in model.cost_heads),
        "options": (
            _own(part, "id", "name", "track", "opening", "snapback", "delay", "offered", "note")
            for part in model.options
        ),
        "linkage": ({"id": part.id} | _zipped(_ids(model.measures), part.linkage) for part in model.options),
        "costs": ({"id": part.id} | _zipped(_ids(model.cost_heads), part.costs) for part in model.options),
        "delivery": _delivery(model),
        "rules": (
            _own(part, "id", "option", "kind", "subject", "level", "number", "withdraws", "note")
            for part in model.rules
        ),
        "record": (_own(part, *(field.name for field in fields(part))) for part in model.record),
        "counterpart": (row for part in model.counterparts for row in _counterpart(model, part)),
        "plan": (_own(part, "id", "phase", "kind", "item", "level", "note") for part in model.plan),
        "evidence": (_own(part, *(field.name for field in fields(part))) for part in model.evidence),
    }
    return Draft(where, model.levels, {table: _rows(SHEETS[table], rows) for table, rows in raw.items()})


def _settings(model: Model) -> Iterator[dict[str, object]]:
    for field in fields(model.settings):
        yield {"setting": field.name, "value": _plain(getattr(model.settings, field.name))}


def _weights(model: Model) -> Iterator[dict[str, object]]:
    for part in model.stakeholders:
        yield _own(part, "id", "name", "influence", "note") | _zipped(model.criteria, part.weights)


def _measures(model: Model) -> Iterator[dict[str, object]]:
    for part in model.measures:
        yield _own(part, "id", "name", "group", "asked", "note") | _zipped(model.levels, part.values)


def _delivery(model: Model) -> Iterator[dict[str, object]]:
    for part in model.scenarios:
        yield _own(part, "id", "name", "probability", "note") | _zipped(_ids(model.measures), part.levels)


def _counterpart(model: Model, part: Counterpart) -> Iterator[dict[str, object]]:
    whose: dict[str, object] = {"party": part.id}
    yield whose | {
        "kind": "reservation",
        "item": None,
        "weight": part.reservation,
        "note": _plain(part.note),
    }
    for item, weight in zip_longest(_ids(model.options), part.worth):
        yield whose | {"kind": "option", "item": item, "weight": weight}
    for item, weight, effort, chance in zip_longest(
        _ids(model.measures), part.burden, part.effort, part.chance
    ):
        yield (
            whose
            | {"kind": "measure", "item": item, "weight": weight}
            | _zipped([f"effort {level}" for level in model.levels], effort or ())
            | _zipped([f"chance {level}" for level in model.levels], chance or ())
        )
    if part.future is not None:
        yield whose | {"kind": "future", "item": None, "weight": part.future}


def _own(part: object, *names: str) -> dict[str, object]:
    return {name: _plain(getattr(part, name)) for name in names}


def _plain(value: object) -> object:
    """The value as it stands in a cell."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return str(value) or None
    return value


def _zipped(columns: Iterable[str], values: Sequence[object]) -> dict[str, object]:
    return dict(zip(columns, values, strict=False))


def _ids(parts: Iterable[object]) -> list[str]:
    return [part.id for part in parts]  # type: ignore[attr-defined]


def _rows(sheet: str, rows: Iterable[dict[str, object]]) -> list[Row]:
    return [_row(sheet, row) for row in rows]


def _row(sheet: str, row: dict[str, object]) -> Row:
    named = row.get("id") or row.get("key") or row.get("setting") or _party_and_item(row)
    cells = {column: Cell(value, Place(sheet, str(named), column)) for column, value in row.items()}
    return Row(cells, Place(sheet, str(named)))


def _party_and_item(row: dict[str, object]) -> str:
    return f"{row.get('party')} / {row.get('item') or row.get('kind')}"
