"""Positions: how each stakeholder sees the options."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.sheets.charts import CHART_TOP, Chart, ChartKind, Series
from steelyard.sheets.column_kinds import identity, live, wide
from steelyard.sheets.context import ALL, CHOSEN
from steelyard.sheets.formula_text import PERCENT, TOLERANCE
from steelyard.sheets.headings import IF_OFFERED, IF_RELEASED, WHOLE
from steelyard.sheets.portable_text import greatest
from steelyard.sheets.spec import CHARTED_HEAD, Kind, Sheet, Table, View
from steelyard.weigh.score_results import in_favour, viewpoint_nets
from steelyard.weigh.standing_offers import expectations, greatest_regret

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.model.model import Model
    from steelyard.model.parts import Option
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import At, Column


class _Position(NamedTuple):
    """What one option is worth from every viewpoint, in the scenario on Decide."""

    option: Option
    offered: float | str
    """Mean of what its offer brings over all scenarios, from the viewpoint on Decide; empty text without probabilities."""
    offered_whole: float | str
    """The same with all that it requires."""
    expected: float | str
    """Mean of its net over all scenarios, locked or not."""
    greatest_regret: float
    in_favour: int
    """How many stakeholders see a net of 0 or more for it with all that it requires."""
    nets: Sequence[float]
    """Net from the pooled viewpoint, then from each stakeholder's."""


def sheet(model: Model) -> Sheet:
    """Positions."""
    return Sheet(
        name="Positions",
        kind=Kind.LIVE,
        title="Positions: how each stakeholder sees the options",
        purpose="Net value in the scenario on Decide, pooled by influence and for each stakeholder; "
        "the expected columns are over all scenarios by probability. Nets by viewpoint stay as judged while trial weights are in use.",
        head=CHARTED_HEAD,
        tables=(_table(model),),
        view=View.SCENARIO,
        charts=_charts,
    )


def _table(model: Model) -> Table[_Position]:
    viewpoints = tuple(model.viewpoints)
    return Table(
        name="positions",
        rows=_rows,
        columns=(
            identity("the option", lambda at: at.row.option.id),
            live("option", "name", 30, "Name of the option.", lambda at: at.row.option.name, _name),
            live(IF_OFFERED, "signed", 11, "Mean over the scenarios of what its offer brings, from the viewpoint on Decide: the net where it is unlocked, 0 for holding elsewhere.", lambda at: at.row.offered, lambda at: _mean(at, "net", "unlocked")),
            live("with all it requires", "signed", 11, "The same of the option with all that it requires.", lambda at: at.row.offered_whole, lambda at: _mean(at, WHOLE, "unlocked")),
            live(IF_RELEASED, "signed", 11, "Mean of its net over the scenarios if it is released in all of them, unlocked or not.", lambda at: at.row.expected, lambda at: _mean(at, "net")),
            live("greatest regret", "points", 10, "Most points that its choice gains less than the best in its place, over the same scenarios.", lambda at: at.row.greatest_regret, _greatest_regret),
            live("in favour", "count", 10, "Stakeholders for whom the net, with all that the option requires, is 0 or more.", lambda at: at.row.in_favour, _in_favour),
            live("lowest", "signed", 10, "Lowest net among the stakeholders.", lambda at: min(at.row.nets[1:]), lambda at: f"MIN({_stakeholders(at)})"),
            live("highest", "signed", 10, "Highest net among the stakeholders.", lambda at: max(at.row.nets[1:]), lambda at: f"MAX({_stakeholders(at)})"),
            *(_net_from(viewpoint, place) for place, viewpoint in enumerate(viewpoints)),
        ),
    )  # fmt: skip


def _net_from(viewpoint: str, place: int) -> Column[_Position]:
    def value(at: At[_Position]) -> float:
        return at.row.nets[place]

    def formula(at: At[_Position]) -> str:
        first, last = at.context.model.criteria[0], at.context.model.criteria[-1]
        shares = at.table("shares").across(first, last, ALL + place)
        effects = at.table("effects").across(first, last, at.place)
        return f"SUMPRODUCT({shares},{effects},{at.table('delivered').across(first, last, CHOSEN)})/{PERCENT}"

    meaning = "Net from this viewpoint; all is the pool."
    return live(viewpoint, "signed", wide(viewpoint), meaning, value, formula)


def _rows(context: Context) -> tuple[_Position, ...]:
    weighing, d, options = context.weighing, context.scenario, context.model.options
    means, blank = expectations(weighing), [""] * len(options)
    offered, whole, released = (blank,) * 3 if means is None else (mean.tolist() for mean in means)
    lost, favour = greatest_regret(weighing).tolist(), in_favour(weighing, d)
    nets = viewpoint_nets(weighing, d).tolist()
    return tuple(
        _Position(option, offered[o], whole[o], released[o], lost[o], favour[o], nets[o])
        for o, option in enumerate(options)
    )


def _name(at: At[_Position]) -> str:
    return at.table("options").lookup(at.cell("id"), "name")


def _typed_scenarios(at: At[_Position]) -> tuple[int, int]:
    """First and last row of Scores that are about a typed scenario, counted from 0."""
    return 0, len(at.context.model.scenarios) * len(at.context.model.options) - 1


def _mean(at: At[_Position], *factors: str) -> str:
    """Formula text: the mean, by probability, of a product of columns of Scores in the rows of the option."""
    scores, rows = at.table("scores"), _typed_scenarios(at)
    probabilities = scores.part("probability", *rows)
    of_option = f"({scores.part('option', *rows)}={at.cell('option')})*1"
    columns = ",".join((of_option, *(scores.part(each, *rows) for each in factors), probabilities))
    return f'IF(COUNT({probabilities})=0,"",SUMPRODUCT({columns}))'


def _greatest_regret(at: At[_Position]) -> str:
    scores, rows = at.table("scores"), _typed_scenarios(at)
    return greatest(f"({scores.part('option', *rows)}={at.cell('option')})*{scores.part('regret', *rows)}")


def _stakeholders(at: At[_Position]) -> str:
    """Formula text: the row's nets from the viewpoints of the stakeholders."""
    stakeholders = at.context.model.stakeholders
    return at.across(stakeholders[0].id, stakeholders[-1].id)


def _in_favour(at: At[_Position]) -> str:
    stakeholders = at.context.model.stakeholders
    required = np.flatnonzero(at.context.weighing.together[at.place]).tolist()
    wholes = "+".join(at.here.across(stakeholders[0].id, stakeholders[-1].id, o) for o in required)
    return f"SUMPRODUCT(({wholes}>=-{TOLERANCE})*1)"


def _charts(context: Context) -> tuple[Chart, ...]:
    here = context.tables["positions"]
    nets = viewpoint_nets(context.weighing, context.scenario).T.tolist()
    return (
        Chart(
            kind=ChartKind.GROUPED,
            title="Net value of each option by viewpoint (points; 0 = hold the current position)",
            description="Grouped bars of each option's net value from the pooled viewpoint and from each "
            "stakeholder's; the table below holds the same numbers.",
            value_title="net value, points",
            categories_ref=here.column("option"),
            categories=tuple(option.name for option in context.model.options),
            series=tuple(
                Series(
                    context.tables["shares"].cell("viewpoint", ALL + place),
                    name,
                    here.column(viewpoint),
                    tuple(nets[place]),
                )
                for place, (viewpoint, name) in enumerate(context.model.viewpoints.items())
            ),
            row=CHART_TOP,
        ),
    )
