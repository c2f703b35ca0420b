"""Shares, Effects, Delivered: the three tables of one shape from which every score is one sum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.parts import POOLED
from steelyard.model.vocabulary import POOLED_NAME
from steelyard.sheets.context import ALL, CHOSEN, level_row
from steelyard.sheets.formula_text import place_of_name
from steelyard.sheets.headings import OFFERED
from steelyard.sheets.spec import Formula
from steelyard.weigh.weighing import COST_COUNTS

if TYPE_CHECKING:
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import Content
    from steelyard.sheets.table_range import TableRange

Rows = tuple[tuple["Content", ...], ...]


def shares(book: Context) -> Rows:
    """Weights as parts of one budget: the chosen viewpoint, the pool, each stakeholder."""
    model, weighing = book.model, book.weighing
    here, given = book.tables["shares"].here, book.tables["weights"]
    last = 1 + len(model.stakeholders)
    criteria = model.criteria
    names = {POOLED: POOLED_NAME, **{s.id: s.name for s in model.stakeholders}}
    name = names[weighing.viewpoint]

    def chosen(heading: str, value: float | str) -> Formula:
        place = place_of_name(here.cell("viewpoint", CHOSEN), here.part("viewpoint", ALL, last))
        return Formula(f"INDEX({here.part(heading, ALL, last)},{place})", value)

    def of_stakeholder(row: int) -> tuple[Content, ...]:
        stakeholder = model.stakeholders[row - ALL - 1]
        row_id = here.cell("id", row)
        line = f"INDEX({given.body()},MATCH({row_id},{given.column('id')},0),0)"
        wanted = here.headings_range(criteria[0], criteria[-1])
        return (
            stakeholder.id,
            Formula(given.lookup(row_id, "name"), stakeholder.name),
            Formula(
                f"{given.lookup(row_id, 'influence')}/SUM({given.column('influence')})",
                float(weighing.influence[row - ALL - 1]),
            ),
            Formula(
                f"SUMPRODUCT(ISNUMBER(MATCH({given.headings_range()},{wanted},0))*1,{line})",
                sum(stakeholder.weights),
            ),
            *(
                Formula(
                    f"{given.crossing(row_id, heading(here, c))}/{here.cell('points given', row)}",
                    float(weighing.stakeholder_shares[row - ALL - 1, at]),
                )
                for at, c in enumerate(criteria)
            ),
        )

    influences = here.part("influence share", ALL + 1, last)
    pool = (
        POOLED,
        POOLED_NAME,
        1.0,
        None,
        *(
            Formula(
                f"SUMPRODUCT({influences},{here.part(c, ALL + 1, last)})", float(weighing.pooled_shares[at])
            )
            for at, c in enumerate(criteria)
        ),
    )
    viewpoints = [POOLED, *(s.id for s in model.stakeholders)]
    at = viewpoints.index(weighing.viewpoint)
    first = (
        "chosen",
        Formula(book.cell("decide_viewpoint"), name),
        chosen("influence share", 1.0 if at == 0 else float(weighing.influence[at - 1])),
        None,
        *(chosen(c, float(weighing.shares[place])) for place, c in enumerate(criteria)),
    )
    return (first, pool, *(of_stakeholder(row) for row in range(ALL + 1, last + 1)))


def effects(book: Context) -> Rows:
    """Linkage and costs of each option, lined up by criterion."""
    here = book.tables["effects"].here
    sources = {
        **dict.fromkeys(book.measures, book.tables["linkage"]),
        **dict.fromkeys(book.heads, book.tables["costs"]),
    }
    names = book.tables["options"]
    return tuple(
        (
            option.id,
            Formula(names.lookup(here.cell("id", row), "name"), option.name),
            Formula(_offered(book, here.cell("id", row)), int(option.offered)),
            *(
                Formula(
                    source.crossing(here.cell("id", row), heading(here, c)),
                    float(book.weighing.effects[row, at]),
                )
                for at, (c, source) in enumerate(sources.items())
            ),
        )
        for row, option in enumerate(book.model.options)
    )


def _offered(book: Context, option: str) -> str:
    """Formula text: 1 where the tabled package offers the option of this id."""
    said = book.tables["tabled"].lookup(f'"option/"&{option}', OFFERED)
    return f'IF({said}="yes",1,0)'


def delivered(book: Context) -> Rows:
    """Value delivered by criterion: in the chosen scenario, in each scenario, at each level."""
    model, weighing = book.model, book.weighing
    here, given, worth = book.tables["delivered"].here, book.tables["delivery"], book.tables["measures"]
    last = len(model.all_scenarios)
    costs: tuple[Content, ...] = (COST_COUNTS,) * len(book.heads)

    def chosen(column: str, value: float | str) -> Formula:
        place = place_of_name(here.cell("name", CHOSEN), here.part("name", 1, last))
        return Formula(f"INDEX({here.part(column, 1, last)},{place})", value)

    def value(row: int, level: str, measure: str, engine: float) -> Formula:
        row_match = f"MATCH({heading(here, measure)},{worth.column('id')},0)"
        return Formula(f"INDEX({worth.body()},{row_match},MATCH({level},{worth.headings_range()},0))", engine)

    first: tuple[Content, ...] = (
        "chosen",
        chosen("scenario", model.all_scenarios[book.scenario].id),
        Formula(book.cell("decide_scenario"), model.all_scenarios[book.scenario].name),
        *(chosen(m, float(weighing.delivered[at, book.scenario])) for at, m in enumerate(book.measures)),
        *costs,
    )
    by_scenario: Rows = tuple(
        (
            scenario.id,
            scenario.id,
            Formula(given.lookup(here.cell("id", row), "name"), scenario.name),
            *(
                value(
                    row,
                    given.crossing(here.cell("id", row), heading(here, m)),
                    m,
                    float(weighing.delivered[at, row - 1]),
                )
                for at, m in enumerate(book.measures)
            ),
            *costs,
        )
        for row, scenario in enumerate(model.all_scenarios, 1)
    )
    by_level: Rows = tuple(
        (
            level_row(level),
            None,
            level,
            *(
                value(row, here.cell("name", row), m, float(weighing.values[at, row - last - 1]))
                for at, m in enumerate(book.measures)
            ),
            *costs,
        )
        for row, level in enumerate(model.levels, last + 1)
    )
    return (first, *by_scenario, *by_level)


def heading(here: TableRange, name: str) -> str:
    """The cell of a column's heading."""
    return f"${here.letter(name)}${here.head}"
