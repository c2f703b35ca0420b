"""What the table builders share: the model, its weighing, and where every table stands."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from steelyard.analysis.arrays import SAME
from steelyard.model.fingerprint import fingerprint
from steelyard.model.record import standings
from steelyard.model.vocabulary import folded
from steelyard.ooxml.addresses import column_letters, on_sheet, row_and_column
from steelyard.sheets.columns import columns_of
from steelyard.sheets.layout import places as new_places
from steelyard.weigh import issues
from steelyard.weigh import proposal as tabled
from steelyard.weigh.bargain import choices_by_party
from steelyard.weigh.plan_course import course_of
from steelyard.weigh.record_results import reports
from steelyard.weigh.sheet_lists import best_order, deal_of
from steelyard.weigh.weighing import Weighing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steelyard.analysis.arrays import Floats, Ints
    from steelyard.model.model import Model
    from steelyard.model.record import Standing
    from steelyard.sheets.layout import Places
    from steelyard.sheets.spec import Column
    from steelyard.weigh.issues import Issues
    from steelyard.weigh.plan_course import Plan
    from steelyard.weigh.proposal import PartyStanding, RuleStanding
    from steelyard.weigh.record_results import Report
    from steelyard.weigh.sheet_lists import BestOrder, Deal

TOLERANCE = f"{SAME:.0E}".replace("E-0", "E-")
"""The one tolerance as it stands in formulas."""

PERCENT = 100

CHOSEN = 0
"""Row of Shares and of Delivered that follows the choice on Decide."""


class Book:
    """A model on its way into a workbook."""

    def __init__(self, model: Model, places: Places | None = None) -> None:
        """Prepare the workbook of a valid model.

        Args:
            model: what it holds.
            places: where everything stands in it; None stands for a new workbook.
        """
        self.model = model
        self.weighing = Weighing(model)
        self.spots, self.cells, self.filled = places or new_places(model)

    def cell(self, name: str, *, here: bool = False) -> str:
        """Reference to a named cell; `here` leaves out the sheet, for formulas that stand on it."""
        sheet, at = self.cells[name]
        row, column = row_and_column(at)
        ref = f"${column_letters(column)}${row}"
        return ref if here else on_sheet(sheet, ref)

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
    def standings(self) -> Mapping[str, Standing]:
        """Where each measure stands by the delivery record, by its folded id."""
        found = zip(self.measures, standings(self.model), strict=True)
        return {folded(measure): standing for measure, standing in found}

    @cached_property
    def reports(self) -> tuple[Report, ...]:
        """What stood at each entry of the delivery record, in the order of their dates."""
        return reports(self.weighing)

    @cached_property
    def leader(self) -> int:
        """Position of the option in first place, in the scenario that Decide shows."""
        return self.weighing.order[:, self.scenario].tolist().index(1)

    @cached_property
    def fingerprint(self) -> str:
        """Fingerprint of the inputs, as computed tables bear it."""
        return fingerprint(self.model)

    # The tabled package.

    @cached_property
    def issues(self) -> Issues:
        """What a package settles."""
        return issues.issues(self.model)

    @cached_property
    def choices(self) -> tuple[tuple[Ints, ...], ...]:
        """[p][i][j], ticks that every choice is worth to our side, then to each counterpart."""
        return choices_by_party(self.weighing)

    @cached_property
    def efforts(self) -> tuple[Floats, ...]:
        """[p][m, l], the share of a measure's cost that each level takes, by counterpart."""
        return tuple(issues.efforts(self.model, party) for party in self.model.counterparts)

    @cached_property
    def parties(self) -> tuple[PartyStanding, ...]:
        """How the tabled package stands with our side and every counterpart."""
        return tabled.parties(self.weighing)

    @cached_property
    def tabled_rules(self) -> tuple[RuleStanding, ...]:
        """How the tabled package stands with every rule."""
        return tabled.rules(self.weighing)

    @cached_property
    def deal(self) -> Deal:
        """What only the engine can say of packages."""
        return deal_of(self.weighing)

    @cached_property
    def course(self) -> Plan | None:
        """The plan half-step by half-step; None where there is none."""
        return course_of(self.weighing)

    @cached_property
    def best_order(self) -> BestOrder:
        """The order of the plan with the least exposure."""
        return best_order(self.weighing)

    def level_names(self) -> str:
        """The names of the levels, lowest first, as a range; not the headings, which people may move."""
        below = 1 + len(self.model.all_scenarios)
        return self.spots["delivered"].part("name", below, below + len(self.model.levels) - 1)

    def scenario_block(self, table: str, per_scenario: int, scenario: int) -> tuple[int, int]:
        """First and last row, counted from 0, that a scenario takes up in a table sorted by scenario."""
        return scenario * per_scenario, (scenario + 1) * per_scenario - 1
