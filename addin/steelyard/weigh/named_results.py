"""A table of results with names where it has ids, as people read it; programs read the ids."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from steelyard.model.key_words import key_words
from steelyard.model.parts import ITEMS, StepKind
from steelyard.weigh.lead_ranges import HOLDING
from steelyard.weigh.result import BY_KIND, JUDGEMENTS, RIVALS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steelyard.model.model import Model
    from steelyard.weigh.result import Result, ResultColumn, ResultValue

NAME = "name"
"""The column that a table with names in place of ids does without."""


def named(result: Result, model: Model) -> Result:
    """The same table with the name of each part in place of its id.

    A column that only repeats these names is left out. Parts without a name keep their id.

    Args:
        result: a table of results.
        model: the model that it was computed from.
    """
    headings = [column.name for column in result.columns]
    kept = [at for at, heading in enumerate(headings) if heading != NAME]
    rows = []
    for row in result.rows:
        kind = row[headings.index(BY_KIND)] if BY_KIND in headings else None
        axes = [_axis(column.of, kind) for column in result.columns]
        rows.append(tuple(_name(model, axes[at], row[at]) for at in kept))
    columns = tuple(_titled(model, result.columns[at]) for at in kept)
    return replace(result, columns=columns, rows=tuple(rows))


def _titled(model: Model, column: ResultColumn) -> ResultColumn:
    """The column with the name of the part that it is about as its title."""
    return replace(column, title=model.names(column.heads)[column.name]) if column.heads else column


def _axis(of: str, kind: ResultValue) -> str:
    return ITEMS[StepKind(str(kind))] if of == BY_KIND else of


def _name(model: Model, axis: str, value: ResultValue) -> ResultValue:
    """The name of the part along an axis whose id this is; other values as they are."""
    if not axis or value is None:
        return value
    own = str(value)
    return key_words(model, own) if axis == JUDGEMENTS else _names(model, axis).get(own, own)


def _names(model: Model, axis: str) -> Mapping[str, str]:
    if axis == RIVALS:
        return model.names("options") | {HOLDING: model.settings.hold}
    return model.names(axis)
