"""Effects: linkage and costs side by side."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.packages.packages import TICKS, ticks
from steelyard.model.vocabulary import IS_OFFERED
from steelyard.sheets.column_kinds import identity, live, under_name, wide
from steelyard.sheets.context import ALL
from steelyard.sheets.formula_text import PERCENT, TOLERANCE, in_ticks
from steelyard.sheets.headings import (
    AMOUNTS,
    BY_WEIGHTS_OF,
    COST_ON,
    OFFERED,
    PROPOSAL,
    stakeholders_asked,
)
from steelyard.sheets.names import OVERLAPPING
from steelyard.sheets.names_above import BELOW_NAMES, names_above
from steelyard.sheets.spec import SENTENCE_ROW, Formula, HeaderCell, Kind, Sheet, Table
from steelyard.weigh.proposal import overlapping

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from steelyard.model.model import Model
    from steelyard.model.parts import CostHead, Option
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import At, Column


HEAD = 9
"""Row of the headings: the count of overlapping measures stands above the names."""


class _Effects(NamedTuple):
    """What one option rests on, and what it costs."""

    option: Option
    effects: Sequence[float]
    """[c], linkage, then cost in points, 0 to 100."""


def sheet(model: Model) -> Sheet:
    """Effects."""
    return Sheet(
        name="Effects",
        kind=Kind.LIVE,
        title="Effects: linkage and costs side by side",
        purpose="What the Linkage and Costs sheets say, lined up by criterion for the sums on the next sheets. On an overlapping measure "
        "the linkages of the options offered add up to more than 100.",
        head=HEAD,
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
                under_name(_effect_on(measure.id, place, "Linkage, 0 to 100.", _typed("linkage", measure.id)), measure.name)
                for place, measure in enumerate(model.measures)
            ),
            *(
                under_name(_effect_on(head.id, place, "Cost in points, 0 to 100.", _cost(head, place)), head.name)
                for place, head in enumerate(model.cost_heads, measures)
            ),
            *map(_offered_cost, model.cost_heads, range(len(model.cost_heads))),
            *map(_cost_to, stakeholders_asked(model), range(len(model.stakeholders))),
        ),
    )  # fmt: skip


def _effect_on(
    criterion: str, place: int, meaning: str, formula: Callable[[At[_Effects]], str]
) -> Column[_Effects]:
    def value(at: At[_Effects]) -> float:
        return at.row.effects[place]

    return live(criterion, "weight", wide(criterion), meaning, value, formula)


def _typed(source: str, criterion: str) -> Callable[[At[_Effects]], str]:
    """Formula text: what Linkage or Costs says of the row's option."""

    def formula(at: At[_Effects]) -> str:
        return at.table(source).crossing(at.cell("id"), at.here.heading_cell(criterion))

    return formula


def _cost(head: CostHead, place: int) -> Callable[[At[_Effects]], str]:
    """Formula text: points of what Costs says, by the scale of the head where it has one."""
    typed = _typed("costs", head.id)

    def formula(at: At[_Effects]) -> str:
        amounts = [at.table("swings").cell(heading, place) for heading in AMOUNTS]
        cost = typed(at)
        parts = (f"MIN(1,MAX(0,({cost}-{low})/({high}-{low})))" for low, high in pairwise(amounts))
        return f"25*({'+'.join(parts)})"

    return formula if head.scale else typed


def _offered_cost(head: CostHead, place: int) -> Column[_Effects]:
    """What the tabled package spends on one head by the option, in whole ticks as caps count it."""
    typed = _typed("costs", head.id)

    def value(at: At[_Effects]) -> float:
        spent = float(ticks(np.array(at.row.option.costs[place])) / TICKS)
        return spent if at.row.option.offered else 0.0

    def formula(at: At[_Effects]) -> str:
        cost = typed(at) if head.scale else at.cell(head.id)
        return f"{at.cell(IS_OFFERED)}*{in_ticks(cost)}"

    meaning = "What the option costs on this head, as Costs says, if the tabled package offers it."
    # The columns before it have the same look, so that none has another where a new criterion moves them.
    return live(COST_ON + head.id, "weight", wide(head.id), meaning, value, formula)


def _cost_to(stakeholder: str, place: int) -> Column[_Effects]:
    """What the option costs by the weights of a stakeholder, whose place among the stakeholders is given."""

    def value(at: At[_Effects]) -> float:
        return float(at.context.weighing.stakeholder_costs[place, at.place])

    def formula(at: At[_Effects]) -> str:
        heads = at.context.heads
        if not heads:
            return "SUMPRODUCT(0)"
        shares = at.table("shares").across(heads[0], heads[-1], ALL + 1 + place)
        return f"SUMPRODUCT({shares},{at.across(heads[0], heads[-1])})"

    meaning = "Cost by the stakeholder's own weights, where a rule asks stakeholders to accept."
    heading = BY_WEIGHTS_OF + stakeholder
    return live(heading, "weight", wide(heading), meaning, value, formula)


def _header(context: Context) -> tuple[HeaderCell, ...]:
    count = Formula(partial(_count, context), float(overlapping(context.model)))
    return (
        HeaderCell(SENTENCE_ROW, 1, "Overlapping measures", "label"),
        HeaderCell(SENTENCE_ROW, 2, count, "count", OVERLAPPING),
        *names_above(context, "effects", context.model.criteria, HEAD - BELOW_NAMES),
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
