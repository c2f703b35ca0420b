"""Contributions: where the points come from, and how near each option is to the first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.conditions import Verdict
from steelyard.sheets import contribution_parts
from steelyard.sheets.charts import CHART_TOP, Chart, ChartKind
from steelyard.sheets.column_kinds import helper, identity, live, resting, under_name, wide
from steelyard.sheets.context import CHOSEN, JUDGED
from steelyard.sheets.formula_text import (
    PERCENT,
    TOLERANCE,
    in_chosen_scenario,
    in_first_digits,
    number_text,
    percent_text,
    rows_of_block,
)
from steelyard.sheets.headings import (
    AFTER_STEP,
    FIRST_WHILE,
    IN_PLACE,
    NET_AFTER_STEP,
    NET_JUDGED,
    OFFER_IN_PLACE,
    OFFER_ORDER,
    OFFER_PLACE,
    OFFERS_SO_FAR,
    RANK_JUDGED,
    WHERE_LEVEL,
    WHOLE,
    WITHOUT_SIGNS,
)
from steelyard.sheets.names_above import BELOW_NAMES, names_above
from steelyard.sheets.portable_text import entry_of_column, entry_of_row, without_signs
from steelyard.sheets.spec import CHARTED_HEAD, Kind, Sheet, Table, View
from steelyard.weigh import sentences
from steelyard.weigh.next_step import net_after
from steelyard.weigh.sentences import nearest_tie

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.model.model import Model
    from steelyard.model.parts import Option
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import At, Column
    from steelyard.weigh.sentences import Tie


OFFER = sentences.VERDICTS[Verdict.OFFER]


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
    verdict: str
    offer_place: int | str
    """Its rank among the options that can be offered; empty text where it cannot be."""
    net_judged: float
    rank_judged: int
    in_place: str
    """Id of the option whose place on Decide is the number of this row."""
    net_after: float
    """Its net once the nearest further step is delivered."""
    offer_order: int | str
    """Its number among the offers; empty text where it cannot be offered."""
    offer_in_place: str
    """The offer that has the number of this row."""
    offers_so_far: str
    terms: Sequence[float]
    """[c], points from each criterion."""


HEAD = CHARTED_HEAD + 1
"""Row of the headings: names stand between them and the chart."""


def sheet(model: Model) -> Sheet:
    """Contributions."""
    return Sheet(
        name="Contributions",
        kind=Kind.LIVE,
        title="Contributions: where the points come from",
        purpose="Every term of each option's net value, in the scenario and from the viewpoint on Decide. "
        "The terms of a row add up to its net.",
        head=HEAD,
        tables=(_table(model),),
        view=View.SCENARIO,
        charts=_charts,
        header=lambda context: tuple(
            names_above(context, "contributions", context.model.criteria, HEAD - BELOW_NAMES)
        ),
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
            live("verdict in words", "verdict", 13, "Offer, not yet, too dear, hold, or opening.", lambda at: at.row.verdict, lambda at: _score(at, "verdict")),
            *(under_name(_points_from(criterion, place), name) for place, (criterion, name) in enumerate(model.names("criteria").items())),
            live(OFFER_PLACE, "count", 10, "Rank among the options that can be offered, by the net or the net with all it requires, whichever is less.", lambda at: at.row.offer_place, _offer_place),
            live(OFFER_ORDER, "count", 10, "Number of the option among the offers, best first; no two share one.", lambda at: at.row.offer_order, _offer_order),
            live(NET_JUDGED, "signed", 10, "Net value by the judged weights, whatever trial weights are in use.", lambda at: at.row.net_judged, _net_judged),
            live(RANK_JUDGED, "count", 10, "Rank by the judged weights.", lambda at: at.row.rank_judged, _rank_judged),
            live(IN_PLACE, "id", 18, "The option at the place on Decide that has the number of this row.", lambda at: at.row.in_place, _in_place),
            live(OFFER_IN_PLACE, "text", 30, "The offer that has the number of this row, with its points.", lambda at: at.row.offer_in_place, _offer_in_place),
            live(OFFERS_SO_FAR, "text", 30, "The offers down to this row.", lambda at: at.row.offers_so_far, _offers_so_far),
            resting(NET_AFTER_STEP, "signed", 10, "Net once the nearest further step is delivered.", lambda at: at.row.net_after, lambda at: f"{at.cell('net')}+SUM({_trade_offs(at, AFTER_STEP)})"),
            live("sum of terms", "signed", 9, "Must be the net.", lambda at: at.row.sum_of_terms, _sum_of_terms),
            helper(live(WITHOUT_SIGNS, "points", 9, "Sum of the terms without their signs: 0 where nothing counts for the option or against it.", lambda at: at.row.without_signs, _sum_without_signs)),
            live("nearest tie", "share", 9, "Least change of one share that puts the option level with the first, and the first level with holding.", _nearest_value, _nearest),
            live("tie criterion", "id", 18, "Criterion of that share.", _tie_criterion_value, lambda at: _at_nearest(at, "criterion")),
            live("tie share", "share", 9, "That share, at the tie.", _tie_share_value, lambda at: _at_nearest(at, "tie share")),
            live(WHERE_LEVEL, "text", 34, "Where the nearest tie lies.", lambda at: at.row.where_level, _where_level),
            live(FIRST_WHILE, "text", 34, "On which side of that tie the first option stays first.", lambda at: at.row.first_while, _first_while),
            *map(helper, contribution_parts.columns(model)),
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
    after = net_after(weighing, d, context.next_steps[d]).tolist()
    judged, best_first = context.judged, np.argsort(weighing.order[:, d]).tolist()
    places, offers = sentences.offer_places(weighing, d), sentences.offers_in_order(weighing, d)
    named = sentences.offers_in_words(weighing, d)
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
            where_level="" if tie is None else sentences.where_level(weighing, tie, short=True),
            first_while="" if tie is None else sentences.first_while(weighing, tie, short=True),
            verdict=sentences.VERDICTS[int(weighing.verdicts[o, d])],
            offer_place=places[o] or "",
            net_judged=float(judged.net[o, d]),
            rank_judged=int(judged.ranks[o, d]),
            in_place=context.model.options[best_first[o]].id,
            net_after=after[o],
            offer_order=offers.index(o) + 1 if o in offers else "",
            offer_in_place=named[o] if o < len(named) else "",
            offers_so_far=_so_far(named, o + 1),
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


def _offer_place(at: At[_Contribution]) -> str:
    verdicts, nets, wholes = (at.here.column(heading) for heading in ("verdict in words", "net", WHOLE))
    # The lesser of the two, cell by cell, since MIN would be one number.
    compared = f"({nets}+({wholes}<{nets})*({wholes}-{nets}))"
    own = f"MIN({at.cell('net')},{at.cell(WHOLE)})"
    ahead = f'({verdicts}="{OFFER}")*({compared}>{own}+{TOLERANCE})'
    return f'IF({at.cell("verdict in words")}="{OFFER}",1+SUMPRODUCT({ahead}),"")'


def _net_judged(at: At[_Contribution]) -> str:
    first, last = at.context.model.criteria[0], at.context.model.criteria[-1]
    shares = at.table("shares").across(first, last, JUDGED)
    effects = at.table("effects").across(first, last, at.place)
    return f"SUMPRODUCT({shares},{effects},{at.table('delivered').across(first, last, CHOSEN)})/{PERCENT}"


def _rank_judged(at: At[_Contribution]) -> str:
    return f"1+SUMPRODUCT(({at.here.column(NET_JUDGED)}>{at.cell(NET_JUDGED)}+{TOLERANCE})*1)"


def _in_place(at: At[_Contribution]) -> str:
    return entry_of_column(at.here.column("id"), f"MATCH({_number(at)},{at.here.column('place')},0)")


def _offer_order(at: At[_Contribution]) -> str:
    own, order = at.cell(OFFER_PLACE), at.here.column(OFFER_PLACE)
    can = f'({at.here.column("verdict in words")}="{OFFER}")'
    before = f"({order}<{own})+({order}={own})*({at.here.column('place')}<{at.cell('place')})"
    return f'IF({own}="","",1+SUMPRODUCT({can}*({before})))'


def _number(at: At[_Contribution]) -> str:
    """Formula text: how many rows there are down to this one."""
    return f"ROWS({at.here.part('id', 0, at.place)})"


def _offer_in_place(at: At[_Contribution]) -> str:
    row = f"MATCH({_number(at)},{at.here.column(OFFER_ORDER)},0)"
    name, net, whole = (entry_of_column(at.here.column(heading), row) for heading in ("option", "net", WHOLE))
    found = f'{name}&" ("&{number_text(f"MIN({net},{whole})")}&")"'
    return f'IF({_number(at)}>COUNT({at.here.column(OFFER_PLACE)}),"",{found})'


def _offers_so_far(at: At[_Contribution]) -> str:
    own = at.cell(OFFER_IN_PLACE)
    if not at.place:
        return own
    is_last = f"{_number(at)}=COUNT({at.here.column(OFFER_PLACE)})"
    between = f'IF({is_last}," and ",", ")'
    return f'{at.here.cell(OFFERS_SO_FAR, at.place - 1)}&IF({own}="","",{between}&{own})'


def _so_far(named: Sequence[str], count: int) -> str:
    """The first offers in words, so many of them."""
    return sentences.joined(named) if count >= len(named) else ", ".join(named[:count])


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
    criterion, name, share, now = _tie_texts(at)
    far = f'"at "&{name}&" "&{percent_text(share)}'
    near = f'"if "&{name}&"{LITTLE}"'
    return f'IF({criterion}="","",IF({_same_percent(share, now)},{near},{far}))'


def _first_while(at: At[_Contribution]) -> str:
    criterion, name, share, now = _tie_texts(at)
    side = f'IF({share}>{now},"under","over")'
    far = f'"first while "&{name}&" is "&{side}&" "&{percent_text(share)}'
    near = f'"first only while "&{name}&"{LITTLE}"'
    return f'IF({criterion}="","",IF({_same_percent(share, now)},{near},{far}))'


LITTLE = f" changes by less than {sentences.LEAST_SHOWN} %"


def _tie_texts(at: At[_Contribution]) -> tuple[str, str, str, str]:
    """Formula texts: criterion, its name and its share at the nearest tie, and the share now."""
    criterion, share = at.cell("tie criterion"), at.cell("tie share")
    shares = at.table("shares")
    chosen = shares.across(shares.headings[0], shares.headings[-1], CHOSEN)
    now = entry_of_row(chosen, f"MATCH({criterion},{shares.headings_range()},0)")
    return criterion, at.table("swings").lookup(criterion, "name"), share, now


def _same_percent(share: str, now: str) -> str:
    """Formula text: whether two shares show the same number; a change of the share then shows no other one."""
    there, here = (in_first_digits(f"{PERCENT}*{each}") for each in (share, now))
    return f"{there}={here}"


def _charts(context: Context) -> tuple[Chart, ...]:
    model, here = context.model, context.tables["contributions"]
    return (
        Chart(
            kind=ChartKind.STACKED,
            title="Where each option's points come from (costs below zero)",
            description="Stacked bars of the points that criteria add to or take from each option. Of more than seven "
            "criteria, those with the largest shares are shown; the other measures are together, and so are the other "
            "costs. The table below holds the numbers for every criterion.",
            value_title="points",
            categories_ref=here.column("option"),
            categories=tuple(option.name for option in model.options),
            series=contribution_parts.series(context),
            row=CHART_TOP,
            of_helpers=True,
        ),
    )
