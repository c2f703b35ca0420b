"""Delivered: what each scenario is worth by criterion."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.model.fields import AMOUNT_AT
from steelyard.sheets.column_kinds import identity, live, under_name, wide
from steelyard.sheets.context import CHOSEN, level_row
from steelyard.sheets.formula_text import of_chosen
from steelyard.sheets.names import DELIVERED
from steelyard.sheets.names_above import names_above
from steelyard.sheets.portable_text import entry_of_block, entry_of_column
from steelyard.sheets.spec import Fixed, Kind, Sheet, Table
from steelyard.weigh.weighing import COST_COUNTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.model.model import Model
    from steelyard.model.parts import Measure
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import At, Column

MEANING = "Value delivered, 0 to 100; -100 for a cost."


class _Delivered(NamedTuple):
    """What the chosen scenario, a scenario or a level is worth."""

    id: str
    scenario: str | None
    """Id of the scenario; a level has none."""
    name: str
    values: Sequence[float]
    """[m], value of the level that is delivered, 0 to 100."""


def sheet(model: Model) -> Sheet:
    """Delivered."""
    return Sheet(
        name="Delivered",
        kind=Kind.LIVE,
        title="Delivered: what each scenario is worth by criterion",
        purpose="The value of the level that a scenario delivers, from 0 to 100. A cost is paid in full in every "
        "scenario, so a cost head counts -100 throughout. The last rows give the value of each level.",
        tables=(_table(model),),
        header=lambda context: tuple(names_above(context, DELIVERED, context.model.criteria)),
    )


def _table(model: Model) -> Table[_Delivered]:
    return Table(
        name=DELIVERED,
        rows=_rows,
        columns=(
            identity("chosen is the scenario on Decide; level rows follow the scenarios", lambda at: at.row.id),
            live("scenario", "id", 20, "Id of the scenario.", _scenario_value, _scenario),
            live("name", "name", 32, "Name of the scenario or level.", _name_value, _name),
            *map(_value_of, model.measures, range(len(model.measures))),
            *(under_name(live(head.id, "weight", wide(head.id), MEANING, lambda _: COST_COUNTS), head.name) for head in model.cost_heads),
        ),
    )  # fmt: skip


def _value_of(measure: Measure, place: int) -> Column[_Delivered]:
    def value(at: At[_Delivered]) -> float:
        return at.row.values[place]

    def formula(at: At[_Delivered]) -> str:
        if at.place == CHOSEN:
            return _of_chosen(at, measure.id)
        heading = at.here.heading_cell(measure.id)
        if at.row.scenario is None:
            return _of_amount(at, heading) if measure.unit else _judged(at, heading, at.cell("name"))
        level = at.table("delivery").crossing(at.cell("id"), heading)
        if not measure.unit:
            return _judged(at, heading, level)
        first, last = at.context.level_rows
        names = at.here.part("name", first, last)
        return entry_of_column(at.here.part(measure.id, first, last), f"MATCH({level},{names},0)")

    return under_name(live(measure.id, "weight", wide(measure.id), MEANING, value, formula), measure.name)


def _judged(at: At[_Delivered], measure: str, level: str) -> str:
    """Formula text: what Measures says under a level; its headings name the levels."""
    worth = at.table("measures")
    row, column = f"MATCH({measure},{worth.column('id')},0)", f"MATCH({level},{worth.headings_range()},0)"
    return entry_of_block(worth.body(), row, column)


def _of_amount(at: At[_Delivered], measure: str) -> str:
    """Formula text: the value of the row's level, by a straight line over the amounts where none was judged."""
    ends = (at.context.model.levels[place] for place in (0, -1))
    first, last = (at.table("measures").lookup(measure, AMOUNT_AT + level) for level in ends)
    own = at.table("measures").lookup(measure, AMOUNT_AT + at.row.name)
    judged = _judged(at, measure, at.cell("name"))
    return f'IF({judged}="",100*(({own}-{first})/({last}-{first})),{judged})'


def _rows(context: Context) -> tuple[_Delivered, ...]:
    model, weighing = context.model, context.weighing
    by_scenario = tuple(
        _Delivered(scenario.id, scenario.id, scenario.name, values)
        for scenario, values in zip(model.all_scenarios, weighing.delivered.T.tolist(), strict=True)
    )
    by_level = tuple(
        _Delivered(level_row(level), None, level, values)
        for level, values in zip(model.levels, weighing.values.T.tolist(), strict=True)
    )
    return (by_scenario[context.scenario]._replace(id="chosen"), *by_scenario, *by_level)


def _scenario_value(at: At[_Delivered]) -> str | Fixed | None:
    if at.place == CHOSEN or at.row.scenario is None:
        return at.row.scenario
    return Fixed(at.row.scenario)


def _scenario(at: At[_Delivered]) -> str:
    return _of_chosen(at, "scenario")


def _of_chosen(at: At[_Delivered], heading: str) -> str:
    """Formula text: what stands under a heading in the row of the scenario on Decide."""
    return of_chosen(at.here, "name", (1, len(at.context.model.all_scenarios)), heading)


def _name_value(at: At[_Delivered]) -> str | Fixed:
    return Fixed(at.row.name) if at.row.scenario is None else at.row.name


def _name(at: At[_Delivered]) -> str:
    if at.place == CHOSEN:
        return at.context.cell("decide_scenario")
    return at.table("delivery").lookup(at.cell("id"), "name")
