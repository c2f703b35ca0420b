"""What the chart of Contributions shows: at most seven series, whatever number of criteria there is.

With more criteria, those with the largest shares have series of their own, in columns that follow the weights at
once; the other measures are one series, and the other cost heads another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from steelyard.sheets.charts import Series
from steelyard.sheets.column_kinds import live
from steelyard.sheets.headings import NAME_IN_PLACE, PLACE_BY_SHARE
from steelyard.sheets.portable_text import entry_of_row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from steelyard.model.model import Model
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import At, Column

MOST_SERIES = 7

LARGEST, OTHER_MEASURES, OTHER_COSTS = "by share: ", "other measures", "other costs"
"""How the headings of what the criterion with the largest share adds, with the next, and so on, begin; and those of
what the other criteria add."""


class HasTerms(Protocol):
    """An entry of Contributions."""

    @property
    def terms(self) -> Sequence[float]:
        """[c], points from each criterion."""


Entry = TypeVar("Entry", bound=HasTerms)


def largest(model: Model) -> int:
    """How many criteria have series by their place; 0 where every criterion has one by its name."""
    if len(model.criteria) <= MOST_SERIES:
        return 0
    return MOST_SERIES - 1 - bool(model.cost_heads)


def columns(model: Model) -> Iterator[Column[Entry]]:
    """The columns of Contributions that only the chart needs."""
    count, measures = largest(model), len(model.measures)
    for place in range(1, count + 1):
        yield _of_place(place)
    if count:
        yield _of_others(OTHER_MEASURES, model.criteria[:measures], count, first=1, last=measures)
    if count and model.cost_heads:
        last = len(model.criteria)
        yield _of_others(OTHER_COSTS, model.criteria[measures:], count, first=measures + 1, last=last)


def _of_place(place: int) -> Column[Entry]:
    def value(at: At[Entry]) -> float:
        return at.row.terms[at.context.places_by_share.index(place)]

    def formula(at: At[Entry]) -> str:
        criteria = at.context.model.criteria
        return entry_of_row(at.across(criteria[0], criteria[-1]), _criterion(at, place))

    meaning = (
        "Points from the criterion whose share has this place among all, the largest first, for the chart."
    )
    return live(f"{LARGEST}{place}", "signed", 9, meaning, value, formula)


def _of_others(heading: str, criteria: Sequence[str], count: int, *, first: int, last: int) -> Column[Entry]:
    """What some criteria add, those that have series by their place left out.

    Args:
        heading: of the column.
        criteria: measures, or cost heads.
        count: how many criteria have series by their place.
        first: number of the first of these criteria among all.
        last: number of the last of them.
    """

    def value(at: At[Entry]) -> float:
        places = at.context.places_by_share[first - 1 : last]
        terms = at.row.terms[first - 1 : last]
        return sum(term for term, place in zip(terms, places, strict=True) if place > count)

    def formula(at: At[Entry]) -> str:
        shown = (
            f"-({found}>={first})*({found}<={last})*{at.cell(f'{LARGEST}{place}')}"
            for place in range(1, count + 1)
            for found in (_criterion(at, place),)
        )
        return f"SUM({at.across(criteria[0], criteria[-1])})" + "".join(shown)

    meaning = f"Points from all {heading} together, for the chart."
    return live(heading, "signed", 10, meaning, value, formula)


def _criterion(at: At[Entry], place: int) -> str:
    """Formula text: the number of the criterion whose share has this place."""
    return f"MATCH({place},{at.table('swings').column(PLACE_BY_SHARE)},0)"


def series(context: Context) -> tuple[Series, ...]:
    """The series of the chart, each in the order of the options."""
    model, here, swings = context.model, context.tables["contributions"], context.tables["swings"]
    terms = context.weighing.contributions(context.scenario)
    names, measures, count = model.names("criteria"), len(model.measures), largest(model)
    if not count:
        return tuple(
            Series(
                swings.cell("name", at),
                name,
                here.column(criterion),
                tuple(terms[:, at].tolist()),
                takes=at >= measures,
            )
            for at, (criterion, name) in enumerate(names.items())
        )
    places, every = context.places_by_share, [*names.values()]
    found = [
        Series(
            swings.cell(NAME_IN_PLACE, place - 1),
            every[places.index(place)],
            here.column(f"{LARGEST}{place}"),
            tuple(terms[:, places.index(place)].tolist()),
        )
        for place in range(1, count + 1)
    ]
    for heading, takes in ((OTHER_MEASURES, False), (OTHER_COSTS, True)):
        if model.cost_heads or not takes:
            rest = [at for at, place in enumerate(places) if place > count and (at >= measures) is takes]
            sums = tuple(terms[:, rest].sum(axis=1).tolist())
            found.append(Series(here.heading_cell(heading), heading, here.column(heading), sums, takes=takes))
    return tuple(found)
