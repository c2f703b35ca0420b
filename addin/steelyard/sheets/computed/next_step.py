"""Next step: for every scenario the nearest further step that makes another option an offer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.sheets.column_kinds import computed, under_name, wide
from steelyard.sheets.headings import FURTHER_STEP
from steelyard.sheets.names import NEXT_STEP
from steelyard.sheets.names_above import names_above
from steelyard.sheets.spec import Kind, Sheet, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.model.model import Model
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import At, Column, HeaderCell


class _Step(NamedTuple):
    """The step in one scenario."""

    scenario: str
    name: str
    option: str
    """Id of the option that it makes an offer; empty where no step makes one."""
    words: str
    levels: Sequence[str]
    """[m], the level of each measure once it is delivered."""


def sheet(model: Model) -> Sheet:
    """Next step."""
    return Sheet(
        name="Next step",
        kind=Kind.COMPUTED,
        title="Next step: what makes another option an offer at the least cost",
        purpose="For every scenario, of the ways on What it takes the one that costs the counterpart least, with the level of "
        "each measure after it. Decide says what follows from it. Computed by steelyard, not live.",
        tables=(_table(model),),
        since=6,
        header=_header,
    )


def _table(model: Model) -> Table[_Step]:
    return Table(
        name=NEXT_STEP,
        rows=_rows,
        columns=(
            computed("key", "id", 22, "Id of the scenario.", lambda at: at.row.scenario),
            computed("scenario", "name", 24, "Name of the scenario.", lambda at: at.row.name),
            computed("option", "id", 22, "The option that the step makes an offer; empty where no step makes one.", lambda at: at.row.option),
            computed(FURTHER_STEP, "text", 45, "What must be delivered, by names.", lambda at: at.row.words),
            *(under_name(_level(measure.id, place), measure.name) for place, measure in enumerate(model.measures)),
        ),
    )  # fmt: skip


def _level(measure: str, place: int) -> Column[_Step]:
    def value(at: At[_Step]) -> str:
        return at.row.levels[place]

    return computed(measure, "id", wide(measure), "Level of the measure once the step is delivered.", value)


def _rows(context: Context) -> tuple[_Step, ...]:
    model = context.model
    return tuple(
        _Step(
            scenario.id,
            scenario.name,
            "" if step.option is None else model.options[step.option].id,
            step.words,
            [model.levels[level] for level in step.levels],
        )
        for scenario, step in zip(model.all_scenarios, context.next_steps, strict=True)
    )


def _header(context: Context) -> tuple[HeaderCell, ...]:
    return (
        *context.stamp(NEXT_STEP, "Fingerprint of the inputs"),
        *names_above(context, NEXT_STEP, context.measures),
    )
