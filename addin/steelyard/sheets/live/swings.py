"""Swings: from which worst to which best the weight of each criterion counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from steelyard.analysis.scores import ranks
from steelyard.model.fields import AMOUNT_AT
from steelyard.sheets.column_kinds import helper, identity, live
from steelyard.sheets.context import ALL, CHOSEN
from steelyard.sheets.formula_text import TOLERANCE, plain_number_text
from steelyard.sheets.headings import (
    AMOUNTS,
    COST_HEAD,
    KIND_IN_PLACE,
    MEASURE,
    NAME_IN_PLACE,
    NUMBER_IN_PLACE,
    PLACE_BY_SHARE,
    RANK_BY_SHARE,
    WEIGHT_OF,
    WITHOUT_WORDS,
)
from steelyard.sheets.portable_text import entry_of_column
from steelyard.sheets.spec import Fixed, Kind, Sheet, Table, View

if TYPE_CHECKING:
    from collections.abc import Callable

    from steelyard.model.model import Model
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import At, Column
    from steelyard.weigh.swings import Swing

LOW, QUARTER, HALF, THREE_QUARTERS, HIGH = AMOUNTS


class _Swing(NamedTuple):
    """The swing of one criterion, the judgement table that the criterion stands in, and its share."""

    swing: Swing
    table: str
    share: float
    weights: tuple[float, ...]
    """[k], the weights that the stakeholders gave."""
    rank: int
    name_in_place: str

    @property
    def is_measure(self) -> bool:
        """Whether it is a measure."""
        return self.table == "measures"


_At: TypeAlias = "At[_Swing]"


def sheet(model: Model) -> Sheet:
    """Swings."""
    return Sheet(
        name="Swings",
        kind=Kind.LIVE,
        title="Swings: the way from worst to best that each weight is about",
        purpose="A swing weight says how much it matters to move a criterion from its worst to its best. A measure goes from "
        "its lowest to its highest level. A cost head goes from 100 points to 0.",
        tables=(_table(model),),
        since=5,
        view=View.VIEWPOINT,
        frozen_columns=2,
    )


def _table(model: Model) -> Table[_Swing]:
    return Table(
        name="swings",
        rows=_rows,
        columns=(
            identity("the criterion", lambda at: at.row.swing.id),
            live("name", "name", 32, "Name of the criterion.", lambda at: at.row.swing.name, lambda at: _typed(at, "name")),
            live("kind", "id", 11, "Measure or cost head.", lambda at: Fixed(MEASURE if at.row.is_measure else COST_HEAD)),
            live("worst", "text", 36, "Its worst in words; where Measures says nothing, the lowest level or its amount.", lambda at: at.row.swing.worst, _worst),
            live("best", "text", 36, "Its best in words; where Measures says nothing, the highest level or its amount.", lambda at: at.row.swing.best, _best),
            live("unit", "text", 18, "What its amounts are counted in; empty where it has none.", _unit_value, lambda at: _or_nothing(_typed(at, "unit"))),
            live("share", "share", 9, "Share of the one budget.", lambda at: at.row.share, _share),
            *(_amount(heading, place) for place, heading in enumerate(AMOUNTS)),
            helper(live(WITHOUT_WORDS, "count", 9, "1 for a cost head with a weight but without a unit, and without worst or best in words.", lambda at: int(at.row.swing.without_words), _without_words)),
            helper(live(RANK_BY_SHARE, "count", 9, "Rank of its share, 1 for the largest; equal shares share a rank.", lambda at: at.row.rank, _rank)),
            helper(live(PLACE_BY_SHARE, "count", 9, "Place in a list sorted by share; no two share one.", lambda at: at.context.places_by_share[at.place], _place)),
            helper(live(NUMBER_IN_PLACE, "count", 9, "Number of the criterion whose place in that list is the number of the row.", lambda at: at.context.places_by_share.index(at.place + 1) + 1, _number_in_place)),
            helper(live(NAME_IN_PLACE, "verdict", 32, "Name of that criterion.", lambda at: at.row.name_in_place, lambda at: _in_place(at, "name"))),
            helper(live(KIND_IN_PLACE, "verdict", 11, "Measure or cost head, of that criterion.", _kind_in_place, lambda at: _in_place(at, "kind"))),
            *(_weight_of(part.id, place) for place, part in enumerate(model.stakeholders)),
        ),
    )  # fmt: skip


def _weight_of(stakeholder: str, place: int) -> Column[_Swing]:
    """The weight that a stakeholder gave; Shares adds up the column, whatever order Weights has its columns in."""

    def value(at: _At) -> float:
        return at.row.weights[place]

    def formula(at: _At) -> str:
        return at.table("weights").crossing(at.table("shares").cell("id", ALL + 1 + place), at.cell("id"))

    return helper(
        live(WEIGHT_OF + stakeholder, "weight", 10, "Weight that the stakeholder gave.", value, formula)
    )


def _amount(heading: str, place: int) -> Column[_Swing]:
    """The amount at so many points; only a cost head with a unit has one."""

    def value(at: _At) -> float | None:
        return at.row.swing.amounts[place] if at.row.swing.amounts else None

    return live(heading, "plain", 10, "Amount in the unit at so many points.", value, _AMOUNT[heading])


def _rows(context: Context) -> tuple[_Swing, ...]:
    measures = len(context.model.measures)
    given = zip(*(part.weights for part in context.model.stakeholders), strict=True)
    shares, places = context.weighing.shares, context.places_by_share
    found = zip(
        context.swings, shares.tolist(), given, ranks(shares[:, np.newaxis])[:, 0].tolist(), strict=True
    )
    return tuple(
        _Swing(
            swing,
            "measures" if place < measures else "cost_heads",
            share,
            weights,
            rank,
            context.swings[places.index(place + 1)].name,
        )
        for place, (swing, share, weights, rank) in enumerate(found)
    )


def _typed(at: _At, heading: str) -> str:
    """Formula text: what Measures or Cost heads says of the row's criterion."""
    return at.table(at.row.table).lookup(at.cell("id"), heading)


def _or_nothing(found: str, otherwise: str = '""') -> str:
    """Formula text: what was found; an empty cell, which INDEX shows as 0, is something else."""
    return f'IF({found}="",{otherwise},{found})'


def _worst(at: _At) -> str:
    return _end(at, "worst", at.context.model.levels[0], "1", HIGH)


def _best(at: _At) -> str:
    levels = at.context.model.levels
    return _end(at, "best", levels[-1], str(len(levels)), LOW)


def _end(at: _At, heading: str, level: str, position: str, point: str) -> str:
    """Formula text: the words for an end, or what stands for them: a level, its amount, or that of a point.

    Args:
        at: the row.
        heading: worst or best.
        level: the level of this end.
        position: its position, counted from 1.
        point: the heading of the amount of a cost head at this end.
    """
    if at.row.is_measure:
        otherwise = (
            plain_number_text(_typed(at, AMOUNT_AT + level))
            if at.row.swing.unit
            else entry_of_column(at.context.level_names(), position)
        )
        return _or_nothing(_typed(at, heading), otherwise)
    return _or_nothing(
        _typed(at, heading), plain_number_text(at.cell(point)) if at.row.swing.amounts else '""'
    )


def _unit_value(at: _At) -> str | None:
    # A model that counts no measure has no column for units on Measures.
    return at.row.swing.unit or (None if at.row.is_measure else "")


def _share(at: _At) -> str:
    shares = at.table("shares")
    return shares.cell(at.row.swing.id, CHOSEN)


def _rank(at: _At) -> str:
    return f"1+SUMPRODUCT(({at.here.column('share')}>{at.cell('share')}+{TOLERANCE})*1)"


def _place(at: _At) -> str:
    rank, to_here = at.cell(RANK_BY_SHARE), at.here.part(RANK_BY_SHARE, 0, at.place)
    return f"SUMPRODUCT(({at.here.column(RANK_BY_SHARE)}<{rank})*1)+SUMPRODUCT(({to_here}={rank})*1)"


def _number_in_place(at: _At) -> str:
    return f"MATCH(ROWS({at.here.part('id', 0, at.place)}),{at.here.column(PLACE_BY_SHARE)},0)"


def _in_place(at: _At, heading: str) -> str:
    return entry_of_column(at.here.column(heading), at.cell(NUMBER_IN_PLACE))


def _kind_in_place(at: _At) -> str:
    is_measure = at.context.places_by_share.index(at.place + 1) < len(at.context.model.measures)
    return MEASURE if is_measure else COST_HEAD


def _half_way(heading: str, one: str, other: str) -> Callable[[_At], str]:
    """Formula text: what Cost heads says, or where it says nothing half-way between two amounts of the row."""
    return lambda at: _or_nothing(_typed(at, heading), f"({at.cell(one)}+{at.cell(other)})/2")


_AMOUNT: dict[str, Callable[[_At], str]] = {
    LOW: lambda at: _typed(at, LOW),
    QUARTER: _half_way(QUARTER, LOW, HALF),
    HALF: _half_way(HALF, LOW, HIGH),
    THREE_QUARTERS: _half_way(THREE_QUARTERS, HALF, HIGH),
    HIGH: lambda at: _typed(at, HIGH),
}
"""Formula text of each amount, by its heading."""


def _without_words(at: _At) -> str:
    if at.row.is_measure or at.row.swing.amounts:
        return "0"
    weights = at.table("weights").column(at.row.swing.id)
    return f'IF(AND(SUM({weights})>0,OR({at.cell("worst")}="",{at.cell("best")}="")),1,0)'
