"""Delivery: what each scenario delivers; the last scenarios follow from the Delivery record."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from steelyard.model.record import DERIVED, TODAY
from steelyard.sheets.headings import LEVEL_TODAY, ONLY_ANNOUNCED
from steelyard.sheets.inputs import entered, entered_along, note, own_id
from steelyard.sheets.names_above import names_above
from steelyard.sheets.portable_text import entry_of_column
from steelyard.sheets.spec import Formula, Kind, Sheet, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steelyard.model.draft import Row
    from steelyard.model.model import Model
    from steelyard.model.parts import Scenario
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import Content

FOLLOWS = "Follows from the Delivery record."
"""The note on a scenario that nobody types."""


def sheet(model: Model) -> Sheet:
    """Delivery."""
    return Sheet(
        name="Delivery",
        kind=Kind.JUDGEMENTS,
        title="Delivery: what each scenario delivers",
        purpose="One delivery level per measure. Probabilities are optional: give all, adding up to 1, or none. "
        "The rows today and pledges-kept follow from the Delivery record.",
        head=8,
        header=lambda context: tuple(names_above(context, "delivery", context.measures)),
        tables=(_table(model),),
        essential=True,
    )


def _table(model: Model) -> Table[Row]:
    return Table(
        name="delivery",
        listed_by=("delivered", "id"),
        rows=lambda context: context.draft.tables["delivery"],
        own_rows=_own_rows,
        own_ids=tuple(DERIVED),
        own_without_formula=("id", "probability", "note"),
        room=lambda model: len(model.all_scenarios),
        columns=(
            own_id("delivery"),
            entered("delivery", "name", "name", 34),
            entered("delivery", "probability", "plain", 11),
            *entered_along("delivery", "levels", "id", model, 13),
            note("delivery"),
        ),
    )  # fmt: skip


def _own_rows(context: Context) -> tuple[Mapping[str, Content], ...]:
    """The scenarios that follow from the record; none where it has no entry."""
    following = context.model.all_scenarios[len(context.model.scenarios) :]
    return tuple(_own_row(context, scenario) for scenario in following)


def _own_row(context: Context, scenario: Scenario) -> Mapping[str, Content]:
    levels = {
        measure: Formula(partial(_level, context, scenario.id, measure), level)
        for measure, level in zip(context.measures, scenario.levels, strict=True)
    }
    return {
        "id": scenario.id,
        "name": Formula(f'"{DERIVED[scenario.id]}"', scenario.name),
        "note": FOLLOWS,
        **levels,
    }


def _level(context: Context, scenario: str, measure: str) -> str:
    """Formula text: the level that a measure has in a scenario that follows from the record."""
    name = context.tables["delivery"].here.heading_cell(measure)
    measures = context.tables["measures"]
    today, pledged = (measures.lookup(name, heading) for heading in (LEVEL_TODAY, ONLY_ANNOUNCED))
    lowest = entry_of_column(context.level_names(), "1")
    verified = f'IF({today}="",{lowest},{today})'
    return verified if scenario == TODAY else f'IF({pledged}="",{verified},{pledged})'
