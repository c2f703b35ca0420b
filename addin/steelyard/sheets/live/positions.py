"""Positions: how each stakeholder sees the options."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.sheets.charts import CHART_TOP, Chart, ChartKind, Series
from steelyard.sheets.column_kinds import identity, live, wide
from steelyard.sheets.context import ALL, CHOSEN
from steelyard.sheets.formula_text import PERCENT, TOLERANCE
from steelyard.sheets.spec import CHARTED_HEAD, Kind, Sheet, Table, View
from steelyard.weigh.score_results import in_favour, viewpoint_nets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.model.model import Model
    from steelyard.model.parts import Option
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import At, Column


class _Position(NamedTuple):
    """What one option is worth from every viewpoint, in the scenario on Decide."""

    option: Option
    expected: float | str
    """Net over all scenarios by probability, from the viewpoint on Decide; empty text without probabilities."""
    in_favour: int
    """How many stakeholders see a net of 0 or more."""
    nets: Sequence[float]
    """Net from the pooled viewpoint, then from each stakeholder's."""


def sheet(model: Model) -> Sheet:
    """Positions."""
    return Sheet(
        name="Positions",
        kind=Kind.LIVE,
        title="Positions: how each stakeholder sees the options",
        purpose="Net value in the scenario on Decide, pooled by influence and for each stakeholder; "
        "expected net is over all scenarios by probability.",
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
            live("expected net", "signed", 10, "Net over all scenarios by probability, from the viewpoint on Decide.", lambda at: at.row.expected, _expected),
            live("in favour", "count", 10, "Stakeholders for whom the net is 0 or more.", lambda at: at.row.in_favour, _in_favour),
            live("lowest", "signed", 10, "Lowest net among the stakeholders.", lambda at: min(at.row.nets[ALL:]), lambda at: f"MIN({_stakeholders(at)})"),
            live("highest", "signed", 10, "Highest net among the stakeholders.", lambda at: max(at.row.nets[ALL:]), lambda at: f"MAX({_stakeholders(at)})"),
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
    options, expected = context.model.options, context.weighing.expected
    over_all = [""] * len(options) if expected is None else expected.tolist()
    return tuple(
        _Position(option, over_all[o], in_favour(nets), nets.tolist())
        for o, (option, nets) in enumerate(
            zip(options, viewpoint_nets(context.weighing, context.scenario), strict=True)
        )
    )


def _name(at: At[_Position]) -> str:
    return at.table("options").lookup(at.cell("id"), "name")


def _expected(at: At[_Position]) -> str:
    scores = at.table("scores")
    nets, probabilities = scores.column("net"), scores.column("probability")
    of_option = f"({scores.column('option')}={at.cell('option')})*1"
    return f'IF(COUNT({probabilities})=0,"",SUMPRODUCT({of_option},{nets},{probabilities}))'


def _stakeholders(at: At[_Position]) -> str:
    """Formula text: the row's nets from the viewpoints of the stakeholders."""
    stakeholders = at.context.model.stakeholders
    return at.across(stakeholders[0].id, stakeholders[-1].id)


def _in_favour(at: At[_Position]) -> str:
    return f"SUMPRODUCT(({_stakeholders(at)}>=-{TOLERANCE})*1)"


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
                Series(here.heading_cell(viewpoint), viewpoint, here.column(viewpoint), tuple(nets[place]))
                for place, viewpoint in enumerate(context.model.viewpoints)
            ),
            row=CHART_TOP,
        ),
    )
