"""Arrays of the engine as tables that spill: options down, scenarios or measures across."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from steelyard.excel.model_of_ranges import option_of, scenario_of
from steelyard.excel.ranges import entry, word

if TYPE_CHECKING:
    from collections.abc import Callable

    from steelyard.analysis.arrays import Floats, Ints
    from steelyard.excel.ranges import Spilled
    from steelyard.weigh.result import Entry, Table
    from steelyard.weigh.weighing import Weighing

CORNER = "option"
"""What stands over the ids of the options."""


def by_scenario(
    function: str,
    weighing: Weighing,
    values: Floats | Ints,
    scenario: object,
    said: Callable[[int], Entry] | None = None,
) -> Spilled:
    """One row an option, one column a scenario: the one that a cell names, all where none is named.

    Args:
        function: name of the worksheet function, for messages.
        weighing: what the ids are taken from.
        values: [o, d].
        scenario: what stands in the cell.
        said: what to write instead of each value.
    """
    ids = [part.id for part in weighing.scenarios]
    if chosen := one_or_all(function, weighing, scenario):
        at = weighing.scenario(chosen)
        ids, values = [ids[at]], values[:, at : at + 1]
    return _spread(weighing, ids, values, said)


def by_measure(weighing: Weighing, values: Ints, said: Callable[[int], Entry]) -> Spilled:
    """One row an option, one column a measure; `values` is [o, m]."""
    return _spread(weighing, [part.id for part in weighing.model.measures], values, said)


def by_option(weighing: Weighing, title: str, values: Floats) -> Spilled:
    """One row an option with its one value; `values` is [o]."""
    return _spread(weighing, [title], values[:, np.newaxis], None)


def one_or_all(function: str, weighing: Weighing, scenario: object) -> str | None:
    """Id of the scenario that a cell names; None, for all of them, where none is named."""
    return scenario_of(function, weighing, scenario) if word(scenario) else None


def of_option(function: str, weighing: Weighing, table: Table, option: object) -> Table:
    """The rows of the option that a cell names; all where none is named."""
    if not word(option):
        return table
    chosen = option_of(function, weighing, option)
    return replace(table, rows=tuple(row for row in table.rows if row[0] == chosen))


def _spread(
    weighing: Weighing, across: list[str], values: Floats | Ints, said: Callable[[int], Entry] | None
) -> Spilled:
    rows = zip(weighing.model.options, values.tolist(), strict=True)
    told = said or entry
    return [[CORNER, *across], *([option.id, *(entry(told(value)) for value in row)] for option, row in rows)]
