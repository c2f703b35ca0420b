"""What it takes: the cheapest further steps that turn an option into an offer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.sheets.column_kinds import computed
from steelyard.sheets.spec import Kind, Sheet, Table
from steelyard.weigh.score_results import what_it_takes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steelyard.model.model import Model
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import HeaderCell
    from steelyard.weigh.result import ResultValue


class _Steps(NamedTuple):
    """What one option takes in one scenario."""

    scenario: str
    """Name of the scenario."""
    option: str
    """Name of the option."""
    found: Mapping[str, ResultValue]
    """The engine's row, by the names of its columns."""


def sheet(model: Model) -> Sheet:
    """What it takes."""
    return Sheet(
        name="What it takes",
        kind=Kind.COMPUTED,
        title="What it takes: the cheapest further steps",
        purpose="For every scenario and option: the steps that cost the counterpart least (then the fewest) after which "
        "the option is unlocked and, with all that it requires, worth its cost. Exact where “costs at least” is empty; computed "
        "by steelyard, not live.",
        tables=(_table(model),),
        essential=True,
        header=_header,
    )


def _table(_: Model) -> Table[_Steps]:
    return Table(
        name="what_it_takes",
        rows=_rows,
        columns=(
            computed("key", "id", 30, "Scenario and option.", lambda at: f"{at.row.found['scenario']}/{at.row.found['option']}"),
            computed("scenario", "name", 24, "Name of the scenario.", lambda at: at.row.scenario),
            computed("option", "name", 20, "Name of the option.", lambda at: at.row.option),
            computed("verdict", "verdict", 13, "Verdict in the scenario as it is.", lambda at: at.row.found["verdict"]),
            computed("further steps", "text", 88, "The cheapest further steps, each measure with the level it must reach.", lambda at: at.row.found["steps"]),
            computed("steps", "count", 7, "How many single steps.", lambda at: at.row.found["count"]),
            computed("cost to the counterpart", "points", 11, "Points that the steps cost the counterpart.", lambda at: at.row.found["effort"]),
            computed("net after", "signed", 9, "Net once the steps are delivered.", lambda at: at.row.found["net"]),
            computed("with all it requires", "signed", 10, "Net after of the option and of all that it requires.", lambda at: at.row.found["whole"]),
            computed("costs at least", "points", 9, "Empty where the steps are proven to be the cheapest. Otherwise they are the cheapest that were found, and no steps cost less than this.", lambda at: at.row.found["least"]),
        ),
    )  # fmt: skip


def _rows(context: Context) -> tuple[_Steps, ...]:
    scenarios = {scenario.id: scenario.name for scenario in context.model.all_scenarios}
    options = {option.id: option.name for option in context.model.options}
    return tuple(
        _Steps(scenarios[str(found["scenario"])], options[str(found["option"])], found)
        for found in what_it_takes(context.judged).objects()
    )


def _header(context: Context) -> tuple[HeaderCell, ...]:
    return context.stamp("what_it_takes", "Fingerprint of the inputs")
