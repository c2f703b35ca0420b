"""What the files of the sheets share: the model, its weighing, and the places of all tables."""

from __future__ import annotations

from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np

from steelyard.analysis.packages.packages import TICKS
from steelyard.analysis.scores import order, ranks
from steelyard.model.draft_of_model import draft_of
from steelyard.model.fingerprint import fingerprint
from steelyard.model.record import standings
from steelyard.model.vocabulary import folded
from steelyard.ooxml.addresses import column_letters, on_sheet, row_and_column
from steelyard.ooxml.dates import serial
from steelyard.sheets.headings import FLAG_WORDS, flag_line
from steelyard.sheets.homes import in_cell
from steelyard.sheets.names import CURRENCY, FLAG, SENTENCE, STAMP, TRIAL_SAID, VIEWPOINT, ledger_keys
from steelyard.sheets.places import GIVING, Places, given_in
from steelyard.sheets.spec import SENTENCE_ROW, STAMP_ROW, Formula, HeaderCell, View
from steelyard.sheets.table_range import TableRange
from steelyard.weigh import issues, proposal
from steelyard.weigh.next_step import next_step
from steelyard.weigh.package_space import choices_by_party, stakeholders_accept
from steelyard.weigh.plan_course import course_of
from steelyard.weigh.record_results import reports
from steelyard.weigh.sheet_lists import best_order, deal_of
from steelyard.weigh.swings import swings
from steelyard.weigh.trial_sentences import said
from steelyard.weigh.weighing import Weighing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from steelyard.analysis.arrays import Floats, Ints
    from steelyard.model.draft import Draft
    from steelyard.model.model import Model
    from steelyard.model.record import Standing
    from steelyard.sheets.spec import AnyColumn, Sheet, Table
    from steelyard.weigh.issues import Issues
    from steelyard.weigh.next_step import NextStep
    from steelyard.weigh.plan_course import PlanCourse
    from steelyard.weigh.proposal import PartyStanding, RuleStanding
    from steelyard.weigh.record_results import Report
    from steelyard.weigh.sheet_lists import BestOrder, Deal
    from steelyard.weigh.swings import Swing, WeighedRange

T = TypeVar("T")

CHOSEN = 0
"""Row of Shares and of Delivered that follows the choice on Decide."""


class Context:
    """A model, what is computed from it for the sheets, and the places in a workbook."""

    def __init__(self, model: Model, sheets: tuple[Sheet, ...], places: Places | None = None) -> None:
        """Prepare the sheets of a valid model; `catalogue.context_of` supplies their declarations.

        Args:
            model: the model of the workbook.
            sheets: the sheets declared for the model, in reading order.
            places: the places in the workbook; None means those in a new workbook.
        """
        self.model = model
        self.sheets = sheets
        self.weighing = Weighing(model, with_trial=True)
        """As live results have it: from the viewpoint on Decide, on trial where trial weights are in use."""
        self.judged = Weighing(model) if self.weighing.on_trial else self.weighing
        """As computed tables have it: they leave trial weights alone."""
        self._places = places
        self._rows: dict[str, Sequence[Any]] = {}
        self._made: dict[object, object] = {}

    def with_places(self, places: Places) -> Context:
        """The same model in a workbook with other places; what is computed already is kept."""
        other = copy(self)
        for follows in ("places", "flags", "_level_names"):
            other.__dict__.pop(follows, None)
        other._places = places  # noqa: SLF001 - of its own class
        return other

    @cached_property
    def places(self) -> Places:
        """The places of tables and named cells in the workbook."""
        return self._places or self._new_places()

    def _new_places(self) -> Places:
        counts = {table.name: self.count(table) for sheet in self.sheets for table in sheet.tables}
        tables = {
            table.name: TableRange(
                sheet.name,
                sheet.head,
                tuple(column.heading for column in table.columns),
                counts[table.name],
                table.left,
                named_by=table.named_by,
            )
            for sheet in self.sheets
            for table in sheet.tables
        }
        cells = {name: (sheet.name, at) for sheet in self.sheets for name, at in sheet.cells.items()}
        given = sum(given_in(self.model, name, self.draft.tables[name]) for name in GIVING)
        return Places(tables, cells, counts, given=given)

    @property
    def tables(self) -> Mapping[str, TableRange]:
        """The place of every table, by its name."""
        return self.places.tables

    def count(self, table: Table[Any]) -> int:
        """How many rows a table has in a new workbook."""
        return table.room(self.model) if table.room else len(self.rows(table))

    def rows(self, table: Table[Any]) -> Sequence[Any]:
        """What each row of a table is made from, computed once."""
        if table.name not in self._rows:
            self._rows[table.name] = table.rows(self)
        return self._rows[table.name]

    def once(self, make: Callable[[Context], T]) -> T:
        """What a function or a class makes of this context, made once.

        Several parts of a sheet may ask for it. `make` may not use the places of tables, which `with_places` changes.
        """
        if make not in self._made:
            self._made[make] = make(self)
        return cast("T", self._made[make])

    def cell(self, name: str, *, here: bool = False) -> str:
        """Reference to a named cell; `here` leaves out the sheet, for formulas on the same sheet."""
        sheet, at = self.places.cells[name]
        row, column = row_and_column(at)
        ref = f"${column_letters(column)}${row}"
        return ref if here else on_sheet(sheet, ref)

    def column_of(self, name: str) -> int:
        """Number of the column of a named cell."""
        return row_and_column(self.places.cells[name][1])[1]

    @cached_property
    def swings(self) -> tuple[Swing, ...]:
        """The way from worst to best of each criterion."""
        return swings(self.model)

    @cached_property
    def places_by_share(self) -> tuple[int, ...]:
        """[c], place of each criterion in a list sorted by its share, 1 for the largest; no two share one."""
        return tuple(order(ranks(self.weighing.shares[:, np.newaxis]))[:, 0].tolist())

    @property
    def model_weights(self) -> Iterable[tuple[float, ...]]:
        """[c], the weights that the stakeholders gave to each criterion."""
        return zip(*(part.weights for part in self.model.stakeholders), strict=True)

    def weighed_range(self, swing: Swing) -> WeighedRange:
        """The range that the weights of a criterion were given for; that of now, unless the workbook says more."""
        return self.places.weighed.get(swing.id, swing.range)

    def has_moved(self, swing: Swing, weights: Iterable[float]) -> bool:
        """Whether somebody gave a criterion a weight for another range than it has now."""
        return self.weighed_range(swing) != swing.range and any(weights)

    @cached_property
    def signed_now(self) -> Mapping[str, float | str]:
        """What the cell of every judgement holds, by the keys that signatures count: the viewpoint is a choice."""
        values = self.model.values
        return {key: in_cell(values[key]) for key in ledger_keys(self.model) if key != VIEWPOINT}

    def serial(self, day: str) -> float:
        """The number that stands for a day in this workbook."""
        return float(serial(day, self.places.days_before))

    @property
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
        """The levels of each measure by the delivery record, by its folded id."""
        found = zip(self.measures, standings(self.model), strict=True)
        return {folded(measure): standing for measure, standing in found}

    @cached_property
    def reports(self) -> tuple[Report, ...]:
        """What stood at each entry of the delivery record, in the order of their dates."""
        return reports(self.weighing)

    @cached_property
    def draft(self) -> Draft:
        """The model in the form of its judgement tables."""
        return draft_of(self.model)

    @cached_property
    def viewpoint_name(self) -> str:
        """Name of the viewpoint that Decide shows."""
        return self.model.viewpoints[self.weighing.viewpoint]

    @cached_property
    def level_rows(self) -> tuple[int, int]:
        """First and last row of Delivered with the values of levels, counted from 0."""
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

    # The proposal: the package that is on the table.

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
        """What the proposal gives our side and every counterpart."""
        return proposal.parties(self.weighing)

    @cached_property
    def proposal_rules(self) -> tuple[RuleStanding, ...]:
        """Whether the proposal keeps every rule."""
        return proposal.rules(self.weighing)

    @cached_property
    def stakeholders_accept(self) -> list[bool]:
        """Whether each stakeholder accepts the proposal, by its own weights."""
        return stakeholders_accept(self.weighing, issues.proposal(self.model, self.issues))

    @cached_property
    def deal(self) -> Deal:
        """What the engine computes about packages, and formulas do not."""
        return deal_of(self.judged)

    @cached_property
    def course(self) -> PlanCourse | None:
        """The plan half-step by half-step; None where there is none."""
        return course_of(self.weighing)

    @cached_property
    def best_order(self) -> BestOrder:
        """The order of the plan with the least exposure."""
        return best_order(self.judged)

    def proposal_position(self, kind: str, place: int) -> int:
        """Position of the level that the proposal asks for, counted from 1; 0 for an option.

        Args:
            kind: *measure* or *option*.
            place: the place of the measure or option in the model.
        """
        if kind == "option":
            return 0
        asked = self.model.measures[place].asked
        return 1 + (self.model.levels.index(asked) if asked else 0)

    def proposal_points(self, party: int, kind: str, place: int) -> float:
        """Points that our side (0) or a counterpart gets from the proposal by one measure or option."""
        return self.proposal_points_of(self.choices[party], kind, place)

    def proposal_points_of(self, whose: tuple[Ints, ...], kind: str, place: int) -> float:
        """Points that the proposal gives by one measure or option, to whom these ticks by choice belong."""
        if kind == "measure":
            return float(whose[place][self.proposal_position(kind, place) - 1] / TICKS)
        issue, choice = self.issues.of_option(place)
        return float(whose[issue][choice] / TICKS) if self.model.options[place].offered else 0.0

    # What several sheets show in the same words.

    @cached_property
    def flags(self) -> Formula:
        """The line that repeats both flags of Checks on another sheet."""
        judgements, computed = (f'"{words}"' for words in FLAG_WORDS)
        text = f"{judgements}&{self.cell(FLAG)}&{computed}&{self.cell(CURRENCY)}"
        return Formula(text, flag_line())

    @cached_property
    def next_steps(self) -> tuple[NextStep, ...]:
        """[d], the nearest further step in every scenario, as judged."""
        return tuple(next_step(self.judged, d) for d in range(len(self.judged.scenarios)))

    @cached_property
    def trial_said(self) -> str:
        """The line about trial weights; empty where there are none."""
        return said(self.weighing.trial)

    def view(self, view: View) -> Formula:
        """The line that names the scenario and the viewpoint, or the viewpoint alone, of a live sheet.

        It says as well that trial weights are in use, or why they are not.
        """
        trial = self.cell(TRIAL_SAID)
        text = (
            f'"Viewpoint: "&{self.tables["shares"].cell("viewpoint", CHOSEN)}&IF({trial}="",""," · "&{trial})'
        )
        value = f"Viewpoint: {self.viewpoint_name}" + (f" · {self.trial_said}" if self.trial_said else "")
        if view is View.VIEWPOINT:
            return Formula(text, value)
        scenario = self.model.all_scenarios[self.scenario].name
        named = f'"Scenario: "&{self.tables["delivered"].cell("name", CHOSEN)}&" · "&'
        return Formula(named + text, f"Scenario: {scenario} · {value}")

    def stamp(self, table: str, label: str) -> tuple[HeaderCell, HeaderCell]:
        """The cells above a computed table that show from which inputs it was computed."""
        return (
            HeaderCell(STAMP_ROW, 1, label, "label"),
            HeaderCell(STAMP_ROW, 2, self.fingerprint, "stamp", STAMP.format(table)),
        )

    def stamp_and_sentence(self, table: str, sentence: str) -> tuple[HeaderCell, ...]:
        """The same, with a sentence of the engine below."""
        named = HeaderCell(SENTENCE_ROW, 1, sentence, "sentence", SENTENCE.format(table))
        return (*self.stamp(table, "Fingerprint"), named)

    def level_names(self) -> str:
        """The names of the levels, lowest first, as a range; not the headings, which people may move."""
        return self._level_names

    @cached_property
    def _level_names(self) -> str:
        """As `level_names`; a formula for each measure, rule and scenario has it."""
        return self.tables["delivered"].part("name", *self.level_rows)


JUDGED, TRIED, ALL = 1, 2, 3
"""Rows of Shares with the judged shares of the viewpoint on Decide, with those on trial, and with the pool."""


LEVEL_ROW = "level:"
"""How the ids of the rows of Delivered begin that show the values of a level."""


def level_row(level: str) -> str:
    """Id of the row of Delivered with the values of a level."""
    return f"{LEVEL_ROW}{level}"


def _places(ids: Iterable[str]) -> dict[str, int]:
    return {folded(own): place for place, own in enumerate(ids)}
