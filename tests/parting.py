"""Models without one of their parts, for tests of versions that differ."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from steelyard.model.model import Model


def without(model: Model, parts: str, own: str) -> Model:
    """The model without a part, and without all that depends on it."""
    later = model.replace(**{parts: tuple(p for p in getattr(model, parts) if p.id != own)})
    axes = {parts, "criteria"} if parts in ("measures", "cost_heads") else {parts}
    place = {axis: [own_ for own_ in model.ids(axis)].index(own) for axis in axes}  # noqa: C416

    def cut(values: tuple[Any, ...], axis: str) -> tuple[Any, ...]:
        return values[: place[axis]] + values[place[axis] + 1 :] if axis in place else values

    return later.replace(
        options=tuple(
            replace(o, linkage=cut(o.linkage, "measures"), costs=cut(o.costs, "cost_heads"))
            for o in later.options
        ),
        stakeholders=tuple(replace(s, weights=cut(s.weights, "criteria")) for s in later.stakeholders),
        scenarios=tuple(replace(s, levels=cut(s.levels, "measures")) for s in later.scenarios),
        counterparts=tuple(
            replace(
                c,
                worth=cut(c.worth, "options"),
                burden=cut(c.burden, "measures"),
                effort=cut(c.effort, "measures"),
                chance=cut(c.chance, "measures"),
            )
            for c in later.counterparts
        ),
        rules=tuple(r for r in later.rules if own not in (r.option, r.subject)),
        record=tuple(r for r in later.record if r.measure != own),
        plan=tuple(s for s in later.plan if s.item != own),
        trial=(),
    )
