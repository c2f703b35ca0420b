"""The parts that our side weighs: measures, cost heads, options, stakeholders and scenarios."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from steelyard.model import fields
from steelyard.model.assembly import cell_rules
from steelyard.model.assembly.anchors import range_of
from steelyard.model.assembly.inputs import read_along, read_columns, read_rows
from steelyard.model.assembly.rows import cell, finite, listed, rows_for
from steelyard.model.field import ONE_OF
from steelyard.model.findings import Finding
from steelyard.model.parts import CostHead, Measure, Option, Scenario, Stakeholder
from steelyard.model.record import DERIVED
from steelyard.model.vocabulary import POOLED_NAME, folded

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

    from steelyard.model.assembly.rows import Known, Table
    from steelyard.model.draft import Row
    from steelyard.model.field import Bounds


def _taken(words: Iterable[str], own: Container[str]) -> dict[str, str]:
    """The words that no criterion of the other kind may have as its name.

    An id that criteria of both kinds have is noted already.
    """
    why = "measures and cost heads share one budget, so each needs a name of its own"
    return {word: why for word in words if word not in own}


def measures(table: Table, own: Sequence[str], known: Known) -> tuple[Measure, ...]:
    """One measure a row: what each level of it is worth, its group, and what is asked."""
    inputs = fields.INPUTS.by_table["measures"]
    judged = fields.INPUTS.named("measures", "values")
    others = [field for field in inputs if field is not judged]
    columns = read_columns(table, others, known, _taken(known.cost_heads, known.measures))
    follow = [
        bool(read["amounts"]) and _is_blank(row, known.levels.values())
        for row, read in zip(table.rows, columns, strict=True)
    ]
    typed = replace(table, rows=tuple(row for row, one in zip(table.rows, follow, strict=True) if not one))
    values = iter(read_along(typed, judged, known))
    for row, read, one in zip(table.rows, columns, follow, strict=True):
        read["values"] = () if one else next(values)
        _note_scale(row, read["values"], table.noted)
    rest = read_rows(table, inputs, known)
    return tuple(Measure(id=id_, **read) for id_, read in _joined(own, columns, rest))


def cost_heads(table: Table, own: Sequence[str], known: Known) -> tuple[CostHead, ...]:
    """One cost head a row; its name is that of no measure, as both are criteria."""
    inputs = fields.INPUTS.by_table["cost_heads"]
    columns = read_columns(table, inputs, known, _taken(known.named("measures"), known.cost_heads))
    rest = read_rows(table, inputs, known)
    return tuple(CostHead(id=id_, **read) for id_, read in _joined(own, columns, rest))


def options(
    tables: Mapping[str, Table], own: Sequence[str], known: Known, hold: str, heads: Sequence[CostHead]
) -> tuple[Option, ...]:
    """One option a row, with its rows of linkage and of costs, which are typed in the units of the heads."""
    table, inputs = tables["options"], fields.INPUTS.by_table["options"]
    taken = {folded(hold): "the zero line has this name; give the option another"}
    columns = read_columns(table, inputs, known, taken)
    ranges = {head.id: range_of(head) for head in heads if head.scale}
    beside = [
        _by_option(tables["linkage"], "linkage", known, {}),
        _by_option(tables["costs"], "costs", known, ranges),
    ]
    others = [{name: values for rows in beside for name, values in rows(id_).items()} for id_ in own]
    rest = read_rows(table, inputs, known)
    return tuple(Option(id=id_, **read) for id_, read in _joined(own, columns, others, rest))


def stakeholders(table: Table, own: Sequence[str], known: Known) -> tuple[Stakeholder, ...]:
    """One stakeholder a row: its influence and its swing weights."""
    inputs = fields.INPUTS.by_table["weights"]
    taken = {folded(POOLED_NAME): "all stakeholders together have this name; choose another"}
    columns = read_columns(table, inputs, known, taken)
    for row, read in zip(table.rows, columns, strict=True):
        weights = read["weights"]
        if finite(weights) and weights and not any(weights):
            wanted = "at least one weight above 0 is needed"
            table.noted.append(Finding(row.place, "only zeros", wanted, "all-zero"))
    rest = read_rows(table, inputs, known)
    return tuple(Stakeholder(id=id_, **read) for id_, read in _joined(own, columns, rest))


def scenarios(table: Table, own: Sequence[str], known: Known) -> tuple[Scenario, ...]:
    """One scenario a row: its probability and the level of each measure."""
    for row, word in zip(table.rows, own, strict=True):
        if folded(word) in DERIVED:
            wanted = "this scenario follows from the Delivery record and is never typed; choose another id"
            cell_rules.note_error(table.noted, cell(row, "id"), wanted, "reserved")
    inputs = fields.INPUTS.by_table["delivery"]
    wanted = "the scenario that follows from the Delivery record has this name; choose another"
    columns = read_columns(table, inputs, known, {folded(name): wanted for name in DERIVED.values()})
    rest = read_rows(table, inputs, known)
    return tuple(Scenario(id=id_, **read) for id_, read in _joined(own, columns, rest))


def _joined(own: Sequence[str], *read: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The id of each row with all its values."""
    for id_, *each in zip(own, *read, strict=True):
        yield id_, {name: value for values in each for name, value in values.items()}


def _by_option(
    table: Table, name: str, known: Known, ranges: Mapping[str, Bounds]
) -> Callable[[str], dict[str, Any]]:
    """For an id, the values of its option in a table with one row an option.

    `ranges` says what may stand in the columns that have a range of their own.
    """
    inputs = fields.INPUTS.by_table[name]
    empty: dict[str, Any] = {field.name: () for field in inputs if field.axis}
    if not any(known.along(field.axis) for field in inputs if field.axis):
        return lambda _: empty  # a model without cost heads needs no rows of costs
    rows = rows_for(table, known.options, ONE_OF["options"])
    read = read_columns(table, inputs, known, ranges=ranges)
    here = {folded(option): read[at] for option, at in rows.items()}
    return lambda option: here.get(folded(option), empty)


def _is_blank(row: Row, columns: Iterable[str]) -> bool:
    """Whether nothing stands in any of these columns."""
    return all(cell_rules.is_empty(cell(row, column)) for column in columns)


def _note_scale(row: Row, scale: Sequence[float], noted: list[Finding]) -> None:
    """Note a scale of values that does not rise from 0 to 100."""
    if not finite(scale) or len(scale) < 2:
        return
    if scale[0] != 0 or scale[-1] != 100 or list(scale) != sorted(scale):
        wanted = "values that start at 0, never fall from level to level, and end at 100 are needed"
        noted.append(Finding(row.place, listed(scale), wanted, "out-of-order"))
