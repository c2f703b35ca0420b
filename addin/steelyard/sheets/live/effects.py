"""Effects: linkage and costs side by side."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.packages.packages import TICKS, ticks
from steelyard.sheets.column_kinds import identity, live, wide
from steelyard.sheets.formula_text import PERCENT, TOLERANCE, in_ticks
from steelyard.sheets.headings import COST_ON, IS_OFFERED, OFFERED, PROPOSAL
from steelyard.sheets.names import OVERLAPPING
from steelyard.sheets.spec import SENTENCE_ROW, Formula, HeaderCell, Kind, Sheet, Table
from steelyard.weigh.proposal import overlapping

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.model.model import Model
    from steelyard.model.parts import Option
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import At, Column


class _Effects(NamedTuple):
    """What one option rests on, and what it costs."""

    option: Option
    effects: Sequence[float]
    """[c], linkage, then cost, 0 to 100."""


def sheet(model: Model) -> Sheet:
    """Effects."""
    return Sheet(
        name="Effects",
        kind=Kind.LIVE,
        title="Effects: linkage and costs side by side",
        purpose="What the Linkage and Costs sheets say, lined up by criterion for the sums on the next sheets. On an overlapping measure "
        "the linkages of the options offered add up to more than 100.",
        tables=(_table(model),),
        header=_header,
        cells={OVERLAPPING: f"B{SENTENCE_ROW}"},
    )


def _table(model: Model) -> Table[_Effects]:
    measures = len(model.measures)
    return Table(
        name="effects",
        rows=_rows,
        columns=(
            identity("the option", lambda at: at.row.option.id),
            live("option", "name", 30, "Name of the option.", lambda at: at.row.option.name, _name),
            live(IS_OFFERED, "count", 9, "1 where the tabled package offers the option.", lambda at: int(at.row.option.offered), _is_offered),
            *(
                _effect_on(criterion, place, "linkage" if place < measures else "costs")
                for place, criterion in enumerate(model.criteria)
            ),
            *(_offered_cost(head.id, place) for place, head in enumerate(model.cost_heads, measures)),
        ),
    )  # fmt: skip


def _effect_on(criterion: str, place: int, source: str) -> Column[_Effects]:
    def value(at: At[_Effects]) -> float:
        return at.row.effects[place]

    def formula(at: At[_Effects]) -> str:
        return at.table(source).crossing(at.cell("id"), at.here.heading_cell(criterion))

    return live(criterion, "weight", wide(criterion), "Linkage or cost, 0 to 100.", value, formula)


def _offered_cost(head: str, place: int) -> Column[_Effects]:
    """What the tabled package spends on one head by the option, in whole ticks as caps count it."""

    def value(at: At[_Effects]) -> float:
        spent = float(ticks(np.array(at.row.effects[place])) / TICKS)
        return spent if at.row.option.offered else 0.0

    def formula(at: At[_Effects]) -> str:
        return f"{at.cell(IS_OFFERED)}*{in_ticks(at.cell(head))}"

    meaning = "What the option costs on this head if the tabled package offers it."
    # The columns before it have the same look, so that none has another where a new criterion moves them.
    return live(COST_ON + head, "weight", wide(head), meaning, value, formula)


def _header(context: Context) -> tuple[HeaderCell, ...]:
    count = Formula(partial(_count, context), float(overlapping(context.model)))
    return (
        HeaderCell(SENTENCE_ROW, 1, "Overlapping measures", "label"),
        HeaderCell(SENTENCE_ROW, 2, count, "count", OVERLAPPING),
    )


def _count(context: Context) -> str:
    here = context.tables["effects"].here
    linked = (f"SUMPRODUCT({here.column(IS_OFFERED)},{here.column(m)})" for m in context.measures)
    return "+".join(f"IF({total}>{PERCENT}+{TOLERANCE},1,0)" for total in linked)


def _rows(context: Context) -> tuple[_Effects, ...]:
    return tuple(map(_Effects, context.model.options, context.weighing.effects.tolist()))


def _name(at: At[_Effects]) -> str:
    return at.table("options").lookup(at.cell("id"), "name")


def _is_offered(at: At[_Effects]) -> str:
    key = f'"option/"&{at.cell("id")}'
    return f'IF({at.table(PROPOSAL).lookup(key, OFFERED)}="yes",1,0)'
