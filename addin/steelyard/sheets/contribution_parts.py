"""What the chart of Contributions shows: at most seven series, whatever number of criteria there is.

With more criteria, those with the largest shares have series of their own, in columns that follow the weights at
once; the other measures are one series, and the other cost heads another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from steelyard.sheets.charts import Series
from steelyard.sheets.column_kinds import live
from steelyard.sheets.headings import COST_HEAD, KIND_IN_PLACE, MEASURE, NAME_IN_PLACE, NUMBER_IN_PLACE
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
        yield _of_others(OTHER_MEASURES, MEASURE, count, slice(measures))
    if count and model.cost_heads:
        yield _of_others(OTHER_COSTS, COST_HEAD, count, slice(measures, None))


def _of_place(place: int) -> Column[Entry]:
    def value(at: At[Entry]) -> float:
        return at.row.terms[at.context.places_by_share.index(place)]

    def formula(at: At[Entry]) -> str:
        criteria = at.context.model.criteria
        number = at.table("swings").cell(NUMBER_IN_PLACE, place - 1)
        return entry_of_row(at.across(criteria[0], criteria[-1]), number)

    meaning = (
        "Points from the criterion whose share has this place among all, the largest first, for the chart."
    )
    return live(f"{LARGEST}{place}", "signed", 9, meaning, value, formula)


def _of_others(heading: str, kind: str, count: int, of_kind: slice) -> Column[Entry]:
    """What the criteria of a kind add, those that have series by their place left out.

    Args:
        heading: of the column.
        kind: as Swings calls it.
        count: how many criteria have series by their place.
        of_kind: the places of the kind in the order of the criteria.
    """

    def value(at: At[Entry]) -> float:
        places, terms = at.context.places_by_share[of_kind], at.row.terms[of_kind]
        return sum(term for term, place in zip(terms, places, strict=True) if place > count)

    def formula(at: At[Entry]) -> str:
        criteria = at.context.model.criteria[of_kind]
        kinds = (at.table("swings").cell(KIND_IN_PLACE, place) for place in range(count))
        shown = (f'-({own}="{kind}")*{at.cell(f"{LARGEST}{place}")}' for place, own in enumerate(kinds, 1))
        return f"SUM({at.across(criteria[0], criteria[-1])})" + "".join(shown)

    meaning = f"Points from all {heading} together, for the chart."
    return live(heading, "signed", 10, meaning, value, formula)


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
