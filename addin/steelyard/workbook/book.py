"""What the table builders share: the model, its weighing, and where every table stands."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from steelyard.analysis.arrays import SAME
from steelyard.weigh.weighing import Weighing
from steelyard.workbook.columns import columns_of
from steelyard.workbook.layout import spots

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steelyard.model.model import Model
    from steelyard.workbook.plan import Column, Spot

TOLERANCE = f"{SAME:.0E}".replace("E-0", "E-")
"""The one tolerance as it stands in formulas."""

PERCENT = 100

CHOSEN = 0
"""Row of Shares and of Delivered that follows the choice on Decide."""

SCENARIO_CELL = "Decide!$B$4"
VIEWPOINT_CELL = "Decide!$B$5"


class Book:
    """A model on its way into a workbook."""

    def __init__(self, model: Model) -> None:
        """Prepare the workbook of a valid model."""
        self.model = model
        self.weighing = Weighing(model)

    @cached_property
    def spots(self) -> Mapping[str, Spot]:
        """Where every table stands, by its name."""
        return spots(self.model)

    @cached_property
    def columns(self) -> Mapping[str, tuple[Column, ...]]:
        """Columns of every table, by its name."""
        return columns_of(self.model)

    @cached_property
    def scenario(self) -> int:
        """Position of the scenario that Decide shows."""
        return self.weighing.scenario()

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """Ids of the measures."""
        return tuple(measure.id for measure in self.model.measures)

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """Ids of the cost heads."""
        return tuple(head.id for head in self.model.cost_heads)

    @cached_property
    def leader(self) -> int:
        """Position of the option in first place, in the scenario that Decide shows."""
        return self.weighing.order[:, self.scenario].tolist().index(1)

    def level_names(self) -> str:
        """The headings of the level columns, lowest first, as a range."""
        return self.spots["measures"].headings_range(self.model.levels[0], self.model.levels[-1])

    def scenario_block(self, table: str, per_scenario: int, scenario: int) -> tuple[int, int]:
        """First and last row, counted from 0, that a scenario takes up in a table sorted by scenario."""
        return scenario * per_scenario, (scenario + 1) * per_scenario - 1
