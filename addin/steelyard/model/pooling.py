"""The weights of several stakeholders gathered from copies of one model that came back.

Each copy gives the rows of weights that it changed. Whatever else it changed is listed and not taken.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from steelyard.model.difference import Difference, EditKind, same
from steelyard.model.rewording import rewordings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from steelyard.model.difference import Edit
    from steelyard.model.model import Model

_ROW = "weights/"
"""How the keys of edits of weights begin."""


class Row(NamedTuple):
    """The weights of a stakeholder, and the copies that say so."""

    stakeholder: str
    """Id of the stakeholder."""
    weights: tuple[float, ...]
    """[c], in points, in the order of the criteria of the model that was sent out."""
    copies: tuple[str, ...]
    """Names of the copies with this row."""


class Other(NamedTuple):
    """What a copy changed besides weights."""

    copy: str
    edit: Edit


@dataclass(frozen=True, slots=True)
class Pooled:
    """The model that was sent out with the weights that came back."""

    model: Model
    gathered: tuple[Row, ...]
    """The rows that were taken, in the order of the stakeholders."""
    conflicts: tuple[Row, ...]
    """Rows of stakeholders for whom copies differ; none of them is taken."""
    missing: tuple[str, ...]
    """Ids of the stakeholders whose row no copy changed."""
    others: tuple[Other, ...]


def pooled(base: Model, copies: Mapping[str, Model]) -> Pooled:
    """The weights that copies of a model changed, gathered in it.

    Args:
        base: the model that was sent out, valid.
        copies: what came back, by name, each valid.
    """
    rows: dict[str, list[Row]] = {}
    others = list[Other]()
    for name, copy in copies.items():
        edits = (*Difference(base, copy).edits, *rewordings(base, copy))
        found = [*_rows(base, name, edits)]
        others += [Other(name, edit) for edit in edits if not _is_taken(edit, found)]
        for row in found:
            _put(rows.setdefault(row.stakeholder, []), row)
    there = [own for own in base.ids("stakeholders") if own in rows]
    gathered = tuple(rows[own][0] for own in there if len(rows[own]) == 1)
    weights = {row.stakeholder: row.weights for row in gathered}
    model = base.replace(
        stakeholders=tuple(
            replace(part, weights=weights.get(part.id, part.weights)) for part in base.stakeholders
        )
    )
    return Pooled(
        model,
        gathered,
        tuple(row for own in there if len(rows[own]) > 1 for row in rows[own]),
        tuple(own for own in base.ids("stakeholders") if own not in rows),
        tuple(others),
    )


def _rows(base: Model, name: str, edits: Sequence[Edit]) -> Iterator[Row]:
    """The rows of weights that a copy changed, without those that would have no points at all."""
    for part in base.stakeholders:
        new = {edit.key: edit.now[edit.key] for edit in edits if edit.key.startswith(f"{_ROW}{part.id}/")}
        own = zip(base.criteria, part.weights, strict=True)
        weights = tuple(new.get(f"{_ROW}{part.id}/{criterion}", value) for criterion, value in own)
        if new and any(weights):
            yield Row(part.id, weights, (name,))


def _is_taken(edit: Edit, rows: Sequence[Row]) -> bool:
    """Whether an edit is part of one of the rows."""
    return edit.kind is EditKind.CHANGED and any(
        edit.key.startswith(f"{_ROW}{row.stakeholder}/") for row in rows
    )


def _put(rows: list[Row], row: Row) -> None:
    """Add a row to those of its stakeholder, or its copy to the one that says the same."""
    for at, other in enumerate(rows):
        if same(other.weights, row.weights):
            rows[at] = other._replace(copies=(*other.copies, *row.copies))
            return
    rows.append(row)
