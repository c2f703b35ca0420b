"""Arrays of the engine as cells: one row an option, one column a scenario or a measure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from steelyard.excel.model_of_ranges import option_of, scenario_of
from steelyard.excel.ranges import cell_text, entry

if TYPE_CHECKING:
    from collections.abc import Callable

    from steelyard.analysis.arrays import Floats, Ints
    from steelyard.excel.ranges import Spilled
    from steelyard.weigh.result import Result, ResultValue
    from steelyard.weigh.weighing import Weighing

CORNER = "option"
"""Heading over the ids of the options."""


def by_scenario(
    function: str,
    weighing: Weighing,
    values: Floats | Ints,
    scenario: object,
    written: Callable[[int], ResultValue] | None = None,
) -> Spilled:
    """One row an option, one column a scenario: the one that the argument names; all where it names none.

    Args:
        function: name of the worksheet function, for messages.
        weighing: the weighing, which has the ids.
        values: [o, d].
        scenario: the argument: id or name of a scenario, or nothing.
        written: gives the entry to write for each value; by default the value itself.
    """
    ids = [part.id for part in weighing.scenarios]
    if chosen := one_or_all(function, weighing, scenario):
        at = weighing.scenario(chosen)
        ids, values = [ids[at]], values[:, at : at + 1]
    return _rows_by_option(weighing, ids, values, written)


def by_measure(weighing: Weighing, values: Ints, written: Callable[[int], ResultValue]) -> Spilled:
    """One row an option, one column a measure; `values` is [o, m]."""
    return _rows_by_option(weighing, [part.id for part in weighing.model.measures], values, written)


def by_option(weighing: Weighing, title: str, values: Floats) -> Spilled:
    """One row an option with its one value; `values` is [o]."""
    return _rows_by_option(weighing, [title], values[:, np.newaxis], None)


def one_or_all(function: str, weighing: Weighing, scenario: object) -> str | None:
    """Id of the scenario that the argument names; None, which means all, where it names none."""
    return scenario_of(function, weighing, scenario) if cell_text(scenario) else None


def of_option(function: str, weighing: Weighing, table: Result, option: object) -> Result:
    """The rows of the option that the argument names; all where it names none."""
    if not cell_text(option):
        return table
    chosen = option_of(function, weighing, option)
    return replace(table, rows=tuple(row for row in table.rows if row[0] == chosen))


def _rows_by_option(
    weighing: Weighing, across: list[str], values: Floats | Ints, written: Callable[[int], ResultValue] | None
) -> Spilled:
    rows = zip(weighing.model.options, values.tolist(), strict=True)
    entry_of = written or entry
    cells = ([option.id, *(entry(entry_of(value)) for value in row)] for option, row in rows)
    return [[CORNER, *across], *cells]
