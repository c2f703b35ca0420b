"""Every breach of a model at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.errors import InvalidModel
from steelyard.model.assembly.assemble import assemble, draft_of
from steelyard.model.draft import Place
from steelyard.model.findings import Finding, Severity, errors, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.model.draft import Draft
    from steelyard.model.model import Model

__all__ = ["Finding", "Severity", "check", "errors", "require_fit"]


def check(model: Model) -> tuple[Finding, ...]:
    """Every breach in the model at once, in the order of the sheets.

    Nothing is raised: the caller decides whether to print the findings, to write them to the Checks
    sheet, or to refuse (see `require_fit`).
    """
    lengths = tuple(_lengths(model))
    if lengths:
        return lengths
    draft = draft_of(model)
    assembled = assemble(draft)
    if assembled.model is None or assembled.model == model:
        return assembled.findings
    return (*assembled.findings, *_respelled(draft, draft_of(assembled.model)))


def require_fit(model: Model, where: str) -> Model:
    """The model itself, if nothing is wrong with it; `where` names it in the message.

    Raises:
        InvalidModel: with every error; warnings do not refuse.
    """
    if wrong := errors(check(model)):
        raise InvalidModel(where, wrong)
    return model


def _lengths(model: Model) -> Iterator[Finding]:
    """Parts that have more or fewer values than there are columns for them."""
    measures, heads, options = len(model.measures), len(model.cost_heads), len(model.options)
    wanted = [
        *(("Measures", part.id, "values", part.values, len(model.levels)) for part in model.measures),
        *(("Linkage", part.id, "linkage", part.linkage, measures) for part in model.options),
        *(("Costs", part.id, "costs", part.costs, heads) for part in model.options),
        *(("Weights", part.id, "weights", part.weights, measures + heads) for part in model.stakeholders),
        *(("Delivery", part.id, "levels", part.levels, measures) for part in model.scenarios),
        *(("Counterpart", part.id, "worth", part.worth, options) for part in model.counterparts),
        *(("Counterpart", part.id, "burden", part.burden, measures) for part in model.counterparts),
        *(("Counterpart", part.id, "effort", part.effort, measures) for part in model.counterparts),
        *(("Counterpart", part.id, "chance", part.chance, measures) for part in model.counterparts),
        *(
            ("Counterpart", part.id, what, curve, len(model.levels))
            for part in model.counterparts
            for what, curves in (("effort", part.effort), ("chance", part.chance))
            for curve in curves
            if curve is not None
        ),
    ]
    for sheet, part, field, values, count in wanted:
        if len(values) != count:
            place = Place(sheet, part, field)
            yield Finding(place, f"{len(values)} values", f"{count} are needed", "wrong-shape")


def _respelled(draft: Draft, plain: Draft) -> Iterator[Finding]:
    """Cells that would be read back in another spelling than the model has."""
    for table, rows in draft.tables.items():
        for row, other in zip(rows, plain.tables[table], strict=True):
            for column, held in row.cells.items():
                wanted = other.cells[column].value if column in other.cells else None
                if held.value != wanted:
                    allowed = f"this is written {shown(wanted) or 'as nothing'} here"
                    yield Finding(held.place, shown(held.value), allowed, "respelled")
