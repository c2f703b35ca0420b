"""What our side weighs, out of its tables: measures, cost heads, options, stakeholders and scenarios."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from steelyard.model.assembly import cell_rules as cells
from steelyard.model.assembly.rows import cell, finite, grid, listed, names, rows_for
from steelyard.model.findings import Finding
from steelyard.model.parts import CostHead, Measure, Option, Scenario, Stakeholder
from steelyard.model.record import DERIVED
from steelyard.model.vocabulary import POOLED_NAME, folded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from steelyard.model.assembly.rows import Known, Table
    from steelyard.model.draft import Row


def measures(table: Table, own: Sequence[str], known: Known) -> tuple[Measure, ...]:
    """One measure a row: its group and what each level of it is worth."""
    called = names(table, {})
    values = grid(
        table, known.levels.values(), partial(cells.number, noted=table.noted, low=0, high=100), math.nan
    )
    groups = _labels(table, "group")
    for row, scale in zip(table.rows, values, strict=True):
        _note_scale(row, scale, table.noted)
    return tuple(
        Measure(
            id=own[here],
            name=called[here],
            values=values[here],
            group=groups[here],
            asked=_asked(row, table, known),
            note=_note(row, table),
        )
        for here, row in enumerate(table.rows)
    )


def cost_heads(table: Table, own: Sequence[str]) -> tuple[CostHead, ...]:
    """One cost head a row."""
    called = names(table, {})
    return tuple(
        CostHead(id=own[here], name=called[here], note=_note(row, table))
        for here, row in enumerate(table.rows)
    )


def options(tables: Mapping[str, Table], own: Sequence[str], known: Known, hold: str) -> tuple[Option, ...]:
    """One option a row, with its rows of linkage and of costs."""
    table = tables["options"]
    called = names(table, {folded(hold): "the zero line has this name; give the option another"})
    tracks = _labels(table, "track")
    linkage = _hundreds(tables["linkage"], known, known.measures)
    costs = _hundreds(tables["costs"], known, known.cost_heads)
    return tuple(
        Option(
            id=own[here],
            name=called[here],
            linkage=linkage.get(folded(own[here]), ()),
            costs=costs.get(folded(own[here]), ()),
            track=tracks[here],
            opening=cells.yes_or_no(cell(row, "opening"), table.noted),
            snapback=cells.optional_number(cell(row, "snapback"), table.noted, 0, 1),
            delay=cells.optional_whole_number(cell(row, "delay"), table.noted, 0),
            offered=cells.yes_or_no(cell(row, "offered"), table.noted),
            note=_note(row, table),
        )
        for here, row in enumerate(table.rows)
    )


def stakeholders(table: Table, own: Sequence[str], known: Known) -> tuple[Stakeholder, ...]:
    """One stakeholder a row: its influence and its swing weights."""
    called = names(table, {folded(POOLED_NAME): "all stakeholders together have this name; choose another"})
    points = partial(cells.number, noted=table.noted, low=0)
    criteria = (*known.measures.values(), *known.cost_heads.values())
    weights = grid(table, criteria, points, math.nan)
    for row, shares in zip(table.rows, weights, strict=True):
        if finite(shares) and shares and not any(shares):
            wanted = "at least one weight above 0 is needed"
            table.noted.append(Finding(row.place, "only zeros", wanted, "all-zero"))
    return tuple(
        Stakeholder(
            id=own[here],
            name=called[here],
            weights=weights[here],
            influence=points(cell(row, "influence")),
            note=_note(row, table),
        )
        for here, row in enumerate(table.rows)
    )


def scenarios(table: Table, own: Sequence[str], known: Known) -> tuple[Scenario, ...]:
    """One scenario a row: its probability and the level of each measure."""
    for row, word in zip(table.rows, own, strict=True):
        if folded(word) in DERIVED:
            wanted = "this scenario follows from the Delivery record and is never typed; choose another id"
            cells.note_error(table.noted, cell(row, "id"), wanted, "reserved")
    wanted = "the scenario that follows from the Delivery record has this name; choose another"
    called = names(table, {folded(name): wanted for name in DERIVED.values()})
    delivered = partial(cells.level, noted=table.noted, levels=known.levels)
    levels = grid(table, known.measures.values(), delivered, "")
    return tuple(
        Scenario(
            id=own[here],
            name=called[here],
            levels=levels[here],
            probability=cells.optional_number(cell(row, "probability"), table.noted, 0, 1),
            note=_note(row, table),
        )
        for here, row in enumerate(table.rows)
    )


def _hundreds(table: Table, known: Known, columns: Mapping[str, str]) -> dict[str, tuple[float, ...]]:
    """For each option that has a row, its numbers from 0 to 100 in these columns."""
    if not columns:
        return dict.fromkeys(known.options, ())
    rows = rows_for(table, known.options, "an option")
    values = grid(
        table, columns.values(), partial(cells.number, noted=table.noted, low=0, high=100), math.nan
    )
    return {folded(name): values[here] for name, here in rows.items()}


def _labels(table: Table, column: str) -> list[str]:
    """The group or track of each row; spelled in two ways that differ in case only, it is the first."""
    read = [cells.label(cell(row, column), table.noted, column) for row in table.rows]
    spelled = cells.by_fold(read)
    return [spelled[folded(word)] for word in read]


def _asked(row: Row, table: Table, known: Known) -> str:
    """The level that the tabled package asks for, '' where it asks for nothing."""
    held = cell(row, "asked")
    return "" if cells.is_empty(held) else cells.level(held, table.noted, known.levels)


def _note(row: Row, table: Table) -> str:
    return cells.note(cell(row, "note"), table.noted)


def _note_scale(row: Row, scale: Sequence[float], noted: list[Finding]) -> None:
    """Note a scale of values that does not rise from 0 to 100."""
    if not finite(scale) or len(scale) < 2:
        return
    if scale[0] != 0 or scale[-1] != 100 or list(scale) != sorted(scale):
        wanted = "values that start at 0, never fall from level to level, and end at 100 are needed"
        noted.append(Finding(row.place, listed(scale), wanted, "out-of-order"))
