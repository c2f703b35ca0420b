"""Every breach of a model at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.errors import InvalidModel
from steelyard.model import fields
from steelyard.model.assembly.assemble import assemble, draft_of
from steelyard.model.draft import Place
from steelyard.model.draft_of_model import SHEETS
from steelyard.model.findings import Finding, Severity, errors, quoted_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from steelyard.model.draft import Draft
    from steelyard.model.field import Field
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
    """Parts that have more or fewer values than there are columns or rows for them."""
    along = [field for field in fields.INPUTS.fields if field.axis]
    for field in along:
        for part in getattr(model, fields.INPUTS.parts_of(field)):
            if not getattr(part, field.name) and _may_lack(field, part):
                continue
            yield from _length(field, part.id, getattr(part, field.name), len(model.ids(field.axis)))
    for part in model.counterparts:
        for field in along:
            for curve in getattr(part, field.name) if field.by_level else ():
                if curve is not None:
                    yield from _length(field, part.id, curve, len(model.levels))


def _may_lack(field: Field, part: object) -> bool:
    """Whether the part needs no values of this input: optional ones, and those that follow from amounts."""
    return field.may_lack or (field.name == "values" and bool(getattr(part, "amounts", ())))


def _length(field: Field, part: str, values: Sequence[object], count: int) -> Iterator[Finding]:
    if len(values) != count:
        place = Place(SHEETS[field.table], part, field.name)
        yield Finding(place, f"{len(values)} values", f"{count} are needed", "wrong-shape")


def _respelled(draft: Draft, plain: Draft) -> Iterator[Finding]:
    """Cells that would be read back in another spelling than the model has."""
    for table, rows in draft.tables.items():
        for row, other in zip(rows, plain.tables[table], strict=True):
            for column, given in row.cells.items():
                wanted = other.cells[column].value if column in other.cells else None
                if given.value != wanted:
                    allowed = f"this is written {quoted_value(wanted) or 'as nothing'} here"
                    yield Finding(given.place, quoted_value(given.value), allowed, "respelled")
