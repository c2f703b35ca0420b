"""What the table builders share: the model, its weighing, and where every table stands."""

from __future__ import annotations

from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from steelyard.analysis.packages.packages import TICKS
from steelyard.model.draft_of_model import draft_of
from steelyard.model.fingerprint import fingerprint
from steelyard.model.parts import POOLED
from steelyard.model.record import standings
from steelyard.model.vocabulary import POOLED_NAME, folded
from steelyard.ooxml.addresses import column_letters, on_sheet, row_and_column
from steelyard.sheets.headings import ALL_HOLD, CURRENT
from steelyard.sheets.spec import Formula, HeaderCell, View
from steelyard.sheets.table_range import TableRange
from steelyard.weigh import issues, proposal
from steelyard.weigh.bargain import choices_by_party
from steelyard.weigh.plan_course import course_of
from steelyard.weigh.record_results import reports
from steelyard.weigh.sheet_lists import best_order, deal_of
from steelyard.weigh.weighing import Weighing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from steelyard.analysis.arrays import Floats, Ints
    from steelyard.model.draft import Draft
    from steelyard.model.model import Model
    from steelyard.model.record import Standing
    from steelyard.sheets.spec import AnyColumn, Sheet, Table
    from steelyard.weigh.issues import Issues
    from steelyard.weigh.plan_course import PlanCourse
    from steelyard.weigh.proposal import PartyStanding, RuleStanding
    from steelyard.weigh.record_results import Report
    from steelyard.weigh.sheet_lists import BestOrder, Deal

CHOSEN = 0
"""Row of Shares and of Delivered that follows the choice on Decide."""


class Places(NamedTuple):
    """Where everything stands in one workbook."""

    tables: Mapping[str, TableRange]
    """By the name of the table."""
    cells: Mapping[str, tuple[str, str]]
    """Sheet and address of single cells, by their names."""
    filled: Mapping[str, int]
    """How many rows of each table, judgement tables at least, name something in their first column."""


class Context:
    """A model on its way into a workbook."""

    def __init__(self, model: Model, sheets: tuple[Sheet, ...], places: Places | None = None) -> None:
        """Prepare the workbook of a valid model; `catalogue.context_of` knows the sheets.

        Args:
            model: what it holds.
            sheets: the sheets declared for the model, in reading order.
            places: where everything stands in it; None stands for a new workbook.
        """
        self.model = model
        self.sheets = sheets
        self.weighing = Weighing(model)
        self._places = places
        self._rows: dict[str, Sequence[Any]] = {}

    def placed(self, places: Places) -> Context:
        """The same model in a workbook where everything stands elsewhere; what is computed already is kept."""
        other = copy(self)
        for follows in ("places", "flags"):
            other.__dict__.pop(follows, None)
        other._places = places  # noqa: SLF001 - of its own class
        return other

    @cached_property
    def places(self) -> Places:
        """Where everything stands in the workbook."""
        return self._places or self._new_places()

    def _new_places(self) -> Places:
        counts = {table.name: self.count(table) for sheet in self.sheets for table in sheet.tables}
        tables = {
            table.name: TableRange(
                sheet.name, sheet.head, tuple(column.heading for column in table.columns), counts[table.name]
            )
            for sheet in self.sheets
            for table in sheet.tables
        }
        cells = {name: (sheet.name, at) for sheet in self.sheets for name, at in sheet.cells.items()}
        return Places(tables, cells, counts)

    @property
    def filled(self) -> Mapping[str, int]:
        """How many rows of each table name something in their first column."""
        return self.places.filled

    @property
    def tables(self) -> Mapping[str, TableRange]:
        """Where every table stands, by its name."""
        return self.places.tables

    def count(self, table: Table[Any]) -> int:
        """How many rows a table has in a new workbook."""
        return table.room(self.model) if table.room else len(self.rows(table))

    def rows(self, table: Table[Any]) -> Sequence[Any]:
        """What the engine says of each row of a table, computed once."""
        if table.name not in self._rows:
            self._rows[table.name] = table.rows(self)
        return self._rows[table.name]

    def cell(self, name: str, *, here: bool = False) -> str:
        """Reference to a named cell; `here` leaves out the sheet, for formulas that stand on it."""
        sheet, at = self.places.cells[name]
        row, column = row_and_column(at)
        ref = f"${column_letters(column)}${row}"
        return ref if here else on_sheet(sheet, ref)

    @cached_property
    def columns(self) -> Mapping[str, tuple[AnyColumn, ...]]:
        """Columns of every table, by its name."""
        return {table.name: table.columns for sheet in self.sheets for table in sheet.tables}

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
    def draft(self) -> Draft:
        """The model as its judgement tables hold it."""
        return draft_of(self.model)

    @cached_property
    def viewpoints(self) -> tuple[tuple[str, str], ...]:
        """Id and name of every viewpoint: the pool, then each stakeholder."""
        return ((POOLED, POOLED_NAME), *((part.id, part.name) for part in self.model.stakeholders))

    @cached_property
    def viewpoint_name(self) -> str:
        """Name of the viewpoint that Decide shows."""
        return dict(self.viewpoints)[self.weighing.viewpoint]

    @cached_property
    def level_rows(self) -> tuple[int, int]:
        """First and last row of Delivered that hold the values of the levels, counted from 0."""
        below = 1 + len(self.model.all_scenarios)
        return below, below + len(self.model.levels) - 1

    @cached_property
    def places_by_id(self) -> Mapping[str, Mapping[str, int]]:
        """Place in the model of each *measure*, *option* and *entry* of the delivery record, by its folded id."""
        return {
            "measure": _places(part.id for part in self.model.measures),
            "option": _places(part.id for part in self.model.options),
            "entry": _places(part.id for part in self.model.record),
        }

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
        return proposal.parties(self.weighing)

    @cached_property
    def tabled_rules(self) -> tuple[RuleStanding, ...]:
        """How the tabled package stands with every rule."""
        return proposal.rules(self.weighing)

    @cached_property
    def deal(self) -> Deal:
        """What only the engine can say of packages."""
        return deal_of(self.weighing)

    @cached_property
    def course(self) -> PlanCourse | None:
        """The plan half-step by half-step; None where there is none."""
        return course_of(self.weighing)

    @cached_property
    def best_order(self) -> BestOrder:
        """The order of the plan with the least exposure."""
        return best_order(self.weighing)

    def proposal_position(self, kind: str, place: int) -> int:
        """Position of the level that the tabled package asks for, counted from 1; 0 for an option.

        Args:
            kind: *measure* or *option*.
            place: the place of the measure or option in the model.
        """
        if kind == "option":
            return 0
        asked = self.model.measures[place].asked
        return 1 + (self.model.levels.index(asked) if asked else 0)

    def proposal_points(self, party: int, kind: str, place: int) -> float:
        """Points of our side (0) or a counterpart for what the tabled package says of one measure or option."""
        whose = self.choices[party]
        if kind == "measure":
            return float(whose[place][self.proposal_position(kind, place) - 1] / TICKS)
        issue, choice = self.issues.of_option(place)
        return float(whose[issue][choice] / TICKS) if self.model.options[place].offered else 0.0

    # What several sheets show in the same words.

    @cached_property
    def flags(self) -> Formula:
        """The line that repeats both flags of Checks on another sheet."""
        text = f'"Checks: "&{self.cell("checks_flag")}&" · Computed tables: "&{self.cell("checks_currency")}'
        return Formula(text, f"Checks: {ALL_HOLD} · Computed tables: {CURRENT}")

    def view(self, view: View) -> Formula:
        """The line that names the scenario and the viewpoint, or the viewpoint alone, of a live sheet."""
        viewpoint = f'"Viewpoint: "&{self.tables["shares"].cell("viewpoint", CHOSEN)}'
        value = f"Viewpoint: {self.viewpoint_name}"
        if view is View.VIEWPOINT:
            return Formula(viewpoint, value)
        scenario = self.model.all_scenarios[self.scenario].name
        text = f'"Scenario: "&{self.tables["delivered"].cell("name", CHOSEN)}&" · Viewpoint: "&'
        return Formula(
            text + self.tables["shares"].cell("viewpoint", CHOSEN), f"Scenario: {scenario} · {value}"
        )

    def stamp(self, table: str, label: str) -> tuple[HeaderCell, HeaderCell]:
        """The cells above a computed table that show from which inputs it was computed."""
        return (
            HeaderCell(5, 1, label, "label"),
            HeaderCell(5, 2, self.fingerprint, "stamp", f"{table}_fingerprint"),
        )

    def level_names(self) -> str:
        """The names of the levels, lowest first, as a range; not the headings, which people may move."""
        return self.tables["delivered"].part("name", *self.level_rows)

    def scenario_block(self, table: str, per_scenario: int, scenario: int) -> tuple[int, int]:
        """First and last row, counted from 0, that a scenario takes up in a table sorted by scenario."""
        return scenario * per_scenario, (scenario + 1) * per_scenario - 1


ALL = 1
"""Row of Shares that holds the pool."""


LEVEL_ROW = "level:"
"""How the ids of those rows of Delivered begin that hold the values of a level."""


def level_row(level: str) -> str:
    """Id of the row of Delivered that holds the values of a level."""
    return f"{LEVEL_ROW}{level}"


def _places(ids: Iterable[str]) -> dict[str, int]:
    return {folded(own): place for place, own in enumerate(ids)}
