"""The model of the ranges by the quick way: column by column, and judgements once for many calls.

Calls of many cells differ in the package or in the plan alone. As soon as anything is unusual the answer is
None, and the caller reads cell by cell, which gives the same model or says what is wrong.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from steelyard.model.assembly import cell_rules as read
from steelyard.model.assembly import consistency, exchange
from steelyard.model.assembly.columnwise import Columns, plain_model
from steelyard.model.assembly.rows import Known, ids, tables_of
from steelyard.model.draft import Draft
from steelyard.model.findings import errors
from steelyard.model.parts import Settings
from steelyard.model.vocabulary import folded
from steelyard.weigh.kept_weighings import remembered_model

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from steelyard.excel.package_range import Proposal
    from steelyard.excel.ranges import Block
    from steelyard.model.model import Model

SETTINGS: Final = Settings(title="worksheet function")

_CELL_BY_CELL = frozenset(("Options", "Rules", "Counterpart"))
"""Tables of which each cell is read by itself, as they have no large grids of numbers."""


def quick_model(
    judged: list[object],
    blocks: Mapping[str, Block],
    columns: tuple[Sequence[str], Sequence[str]],
    proposal: Proposal | None,
) -> Model | None:
    """The model by the quick way; None where only the slow way will do.

    Args:
        judged: all that the judgements depend on; see `remembered_model`.
        blocks: the tables of the judgements, and perhaps the plan.
        columns: the levels, and the cost heads.
        proposal: the package, where there is one.
    """
    others = {name: held for name, held in blocks.items() if name != "Plan"}
    model = remembered_model(judged, lambda: _judged(others, *columns))
    if model is not None and proposal is not None:
        model = _tabled(model, proposal)
    plan = blocks.get("Plan")
    return model if model is None or plan is None else _planned(model, plan)


def _judged(blocks: Mapping[str, Block], levels: Sequence[str], heads: Sequence[str]) -> Model | None:
    """The model of the judgements, most of them column by column, the rest cell by cell."""
    columns = {name.lower(): Columns(held.headings, held.rows) for name, held in blocks.items()}
    model = plain_model(columns, levels, heads, SETTINGS)
    if model is None or not {"Rules", "Counterpart"} & blocks.keys():
        return model
    small = {name.lower(): blocks[name].drafted() for name in _CELL_BY_CELL & blocks.keys()}
    tables = tables_of(Draft("", model.levels, small))
    known = _known(model)
    rules = exchange.rules(tables["rules"], ids(tables["rules"]), known, model.measures)
    others = exchange.counterparts(tables["counterpart"], known)
    model = model.replace(rules=rules, counterparts=others)
    consistency.note_all(model, tables)
    found = tuple(finding for table in tables.values() for finding in table.noted)
    return None if errors(found) else model


def _known(model: Model) -> Known:
    return Known(
        levels=read.by_fold(model.levels),
        measures=read.by_fold(part.id for part in model.measures),
        cost_heads=read.by_fold(part.id for part in model.cost_heads),
        options=read.by_fold(part.id for part in model.options),
        stakeholders=read.by_fold(part.id for part in model.stakeholders),
        scenarios=read.by_fold(part.id for part in model.scenarios),
    )


def _tabled(model: Model, proposal: Proposal) -> Model | None:
    """The model with this package in place of its own; None where it offers two options of a track."""
    asked = {own: str(cell.value or "") for own, cell in proposal["asked"].items()}
    offered = {own for own, cell in proposal["offered"].items() if cell.value == "yes"}
    taken = [part.track for part in model.options if part.track and folded(part.id) in offered]
    if len(set(taken)) < len(taken):
        return None
    return model.replace(
        measures=tuple(replace(part, asked=asked.get(folded(part.id), "")) for part in model.measures),
        options=tuple(replace(part, offered=folded(part.id) in offered) for part in model.options),
    )


def _planned(model: Model, plan: Block) -> Model | None:
    """The model with this plan; None where something is wrong with it."""
    table = tables_of(Draft("", model.levels, {"plan": plan.drafted()}))["plan"]
    model = model.replace(plan=exchange.plan(table, ids(table), _known(model)))
    consistency.note_repeated_steps(model, table)
    return None if errors(tuple(table.noted)) else model
