"""Contributions: where the points come from, and how near each option is to the first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.sheets.charts import CHART_TOP, Chart, ChartKind, Series
from steelyard.sheets.column_kinds import helper, identity, live, wide
from steelyard.sheets.context import CHOSEN
from steelyard.sheets.formula_text import (
    PERCENT,
    in_chosen_scenario,
    in_first_digits,
    percent_text,
    rows_of_block,
)
from steelyard.sheets.headings import FIRST_WHILE, WHERE_LEVEL, WHOLE, WITHOUT_SIGNS
from steelyard.sheets.portable_text import entry_of_column, without_signs
from steelyard.sheets.spec import CHARTED_HEAD, Kind, Sheet, Table, View
from steelyard.weigh import sentences
from steelyard.weigh.sentences import nearest_tie

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.model.model import Model
    from steelyard.model.parts import Option
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import At, Column
    from steelyard.weigh.sentences import Tie


class _Contribution(NamedTuple):
    """What one option's net consists of, in the scenario on Decide."""

    option: Option
    rank: int
    place: int
    net: float
    whole: float
    """The net with all that the option requires."""
    sum_of_terms: float
    without_signs: float
    nearest: Tie | None
    """Its nearest tie with the first option, or that of the first with holding; None where no share leads to one."""
    where_level: str
    first_while: str
    """Where that tie lies, and what that means for the first option; empty where there is none."""
    terms: Sequence[float]
    """[c], points from each criterion."""


def sheet(model: Model) -> Sheet:
    """Contributions."""
    return Sheet(
        name="Contributions",
        kind=Kind.LIVE,
        title="Contributions: where the points come from",
        purpose="Every term of each option's net value, in the scenario and from the viewpoint on Decide. "
        "The terms of a row add up to its net.",
        head=CHARTED_HEAD,
        tables=(_table(model),),
        view=View.SCENARIO,
        charts=_charts,
    )


def _table(model: Model) -> Table[_Contribution]:
    return Table(
        name="contributions",
        rows=_rows,
        columns=(
            identity("the option", lambda at: at.row.option.id),
            live("option", "name", 30, "Name of the option.", lambda at: at.row.option.name, _name),
            live("rank", "count", 7, "Rank in the scenario on Decide.", lambda at: at.row.rank, lambda at: _score(at, "rank")),
            helper(live("place", "count", 7, "Place in the list on Decide.", lambda at: at.row.place, lambda at: _score(at, "place"))),
            live("net", "signed", 9, "Net value.", lambda at: at.row.net, lambda at: _score(at, "net")),
            live(WHOLE, "signed", 11, "Net of the option and of all that it requires.", lambda at: at.row.whole, lambda at: _score(at, WHOLE)),
            live("sum of terms", "signed", 9, "Must be the net.", lambda at: at.row.sum_of_terms, _sum_of_terms),
            helper(live(WITHOUT_SIGNS, "points", 9, "Sum of the terms without their signs: 0 where nothing counts for the option or against it.", lambda at: at.row.without_signs, _sum_without_signs)),
            live("nearest tie", "share", 9, "Least change of one share that puts the option level with the first, and the first level with holding.", _nearest_value, _nearest),
            live("tie criterion", "id", 18, "Criterion of that share.", _tie_criterion_value, lambda at: _at_nearest(at, "criterion")),
            live("tie share", "share", 9, "That share, at the tie.", _tie_share_value, lambda at: _at_nearest(at, "tie share")),
            live(WHERE_LEVEL, "text", 34, "Where the nearest tie lies.", lambda at: at.row.where_level, _where_level),
            live(FIRST_WHILE, "text", 34, "On which side of that tie the first option stays first.", lambda at: at.row.first_while, _first_while),
            *(_points_from(criterion, place) for place, criterion in enumerate(model.criteria)),
        ),
    )  # fmt: skip


def _points_from(criterion: str, place: int) -> Column[_Contribution]:
    def value(at: At[_Contribution]) -> float:
        return at.row.terms[place]

    def formula(at: At[_Contribution]) -> str:
        share, delivered = (at.table(name).cell(criterion, CHOSEN) for name in ("shares", "delivered"))
        return f"{share}*{at.table('effects').cell(criterion, at.place)}*{delivered}/{PERCENT}"

    return live(criterion, "signed", wide(criterion), "Points from this criterion.", value, formula)


def _rows(context: Context) -> tuple[_Contribution, ...]:
    weighing, d = context.weighing, context.scenario
    rank, order, net, whole = (
        values[:, d].tolist() for values in (weighing.ranks, weighing.order, weighing.net, weighing.whole)
    )
    ties = [nearest_tie(weighing, d, o) for o in range(len(net))]
    return tuple(
        _Contribution(
            option=option,
            rank=rank[o],
            place=order[o],
            net=net[o],
            whole=whole[o],
            sum_of_terms=float(terms.sum()),
            without_signs=float(np.abs(terms).sum()),
            nearest=tie,
            where_level="" if tie is None else sentences.where_level(weighing, tie),
            first_while="" if tie is None else sentences.first_while(weighing, tie),
            terms=terms.tolist(),
        )
        for o, (option, terms, tie) in enumerate(
            zip(context.model.options, weighing.contributions(d), ties, strict=True)
        )
    )


def _name(at: At[_Contribution]) -> str:
    return at.table("options").lookup(at.cell("id"), "name")


def _score(at: At[_Contribution], heading: str) -> str:
    """Formula text: what Scores says of the option in the scenario on Decide."""
    return in_chosen_scenario(at.context, at.cell("id"), heading)


def _sum_of_terms(at: At[_Contribution]) -> str:
    criteria = at.context.model.criteria
    return f"SUM({at.across(criteria[0], criteria[-1])})"


def _sum_without_signs(at: At[_Contribution]) -> str:
    criteria = at.context.model.criteria
    return f"SUMPRODUCT({without_signs(at.across(criteria[0], criteria[-1]))})"


def _trade_offs(at: At[_Contribution], heading: str) -> str:
    """Formula text: the entries of a column of Trade-offs in the rows of the option."""
    criteria = len(at.context.model.criteria)
    return at.table("tradeoffs").part(heading, *rows_of_block(at.place, criteria))


def _nearest_value(at: At[_Contribution]) -> float | str:
    return "" if at.row.nearest is None else at.row.nearest.distance


def _nearest(at: At[_Contribution]) -> str:
    away = _trade_offs(at, "distance")
    return f'IF(COUNT({away})=0,"",MIN({away}))'


def _tie_criterion_value(at: At[_Contribution]) -> str:
    nearest = at.row.nearest
    return "" if nearest is None else at.context.model.criteria[nearest.criterion]


def _tie_share_value(at: At[_Contribution]) -> float | str:
    return "" if at.row.nearest is None else at.row.nearest.share


def _at_nearest(at: At[_Contribution], heading: str) -> str:
    """Formula text: what Trade-offs says of the criterion of the nearest tie."""
    nearest = at.cell("nearest tie")
    place = f"MATCH({nearest},{_trade_offs(at, 'distance')},0)"
    return f'IF({nearest}="","",{entry_of_column(_trade_offs(at, heading), place)})'


def _where_level(at: At[_Contribution]) -> str:
    name, share, now, little, now_text = _tie_texts(at)
    far = f'"at "&{name}&" "&{percent_text(share)}&{now_text}'
    near = f'"if "&{name}&{little}'
    return f'IF({at.cell("tie criterion")}="","",IF({_same_percent(share, now)},{near},{far}))'


def _first_while(at: At[_Contribution]) -> str:
    name, share, now, little, now_text = _tie_texts(at)
    side = f'IF({share}>{now},"under","over")'
    far = f'"first while "&{name}&" stays "&{side}&" "&{percent_text(share)}&{now_text}'
    near = f'"first only while "&{name}&{little}'
    return f'IF({at.cell("tie criterion")}="","",IF({_same_percent(share, now)},{near},{far}))'


def _tie_texts(at: At[_Contribution]) -> tuple[str, str, str, str, str]:
    """Formula texts: criterion and share of the nearest tie, the share now, and two texts that tell it."""
    criterion, share = at.cell("tie criterion"), at.cell("tie share")
    name, now = (at.table("swings").lookup(criterion, heading) for heading in ("name", "share"))
    now_text = f'" (now "&{percent_text(now)}&")"'
    return name, share, now, f'" changes by less than {sentences.LEAST_SHOWN} %"&{now_text}', now_text


def _same_percent(share: str, now: str) -> str:
    """Formula text: whether two shares show the same number; a change of the share then shows no other one."""
    there, here = (in_first_digits(f"{PERCENT}*{each}") for each in (share, now))
    return f"{there}={here}"


def _charts(context: Context) -> tuple[Chart, ...]:
    model, here = context.model, context.tables["contributions"]
    terms = context.weighing.contributions(context.scenario).T.tolist()
    return (
        Chart(
            kind=ChartKind.STACKED,
            title="Where each option's points come from (costs below zero)",
            description="Stacked bars of the points that every criterion adds to or takes from each option; "
            "the table below holds the same numbers.",
            value_title="points",
            categories_ref=here.column("option"),
            categories=tuple(option.name for option in model.options),
            series=tuple(
                Series(
                    context.tables["swings"].cell("name", place),
                    name,
                    here.column(criterion),
                    tuple(terms[place]),
                    takes=place >= len(model.measures),
                )
                for place, (criterion, name) in enumerate(model.names("criteria").items())
            ),
            row=CHART_TOP,
        ),
    )
