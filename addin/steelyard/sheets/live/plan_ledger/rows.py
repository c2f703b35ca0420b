"""The rows of Plan ledger: what the engine finds after each half-step, and columns of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.packages.packages import TICKS, ticks
from steelyard.model.parts import StepKind
from steelyard.sheets.column_kinds import live
from steelyard.sheets.formula_text import STEPS_KEPT
from steelyard.sheets.plan_sides import THEM, US
from steelyard.weigh.plan_sentences import half_name, listed

if TYPE_CHECKING:
    from collections.abc import Callable

    from steelyard.analysis.arrays import Bools
    from steelyard.sheets.context import Context
    from steelyard.sheets.plan_sides import Side
    from steelyard.sheets.spec import At, Column
    from steelyard.weigh.plan_course import PlanCourse

REACHED = {StepKind.MEASURE: "measures below", StepKind.OPTION: "options below"}
"""For each kind of step, the heading of the order below which its steps are made."""


class Balance(NamedTuple):
    """What one side has given and received after a half-step, and what it expects, in points."""

    gave: float
    received: float
    exposure: float
    to_come: float
    future: float
    goes_on: str
    no_deal: float
    """What the side gets with no deal in this phase."""
    needed_after: str
    """The half-steps so far after which the side would stop if the future were worth nothing."""


class Further(NamedTuple):
    """What a further counterpart has after a half-step, in points."""

    worth: float
    no_lower: str
    no_deal: float
    """What the party gets with no deal in this phase."""
    below_after: str
    """The half-steps so far after which it is below no deal."""


class HalfStep(NamedTuple):
    """What both sides have given, received and risk after a half-step of the plan."""

    phase: int
    kind: StepKind
    us: Balance
    them: Balance
    back_to_us: float
    after_phases: int
    we_lose: float
    back_from_them: float
    they_lose: float
    they_lose_taken_back: float
    further: tuple[Further, ...]
    costs: tuple[float, ...]
    """What the options in force cost on each head."""
    by_stakeholder: tuple[float, ...]
    """What the package in force gives our side by the weights of each stakeholder."""
    refused: tuple[int, ...]
    """1 for each stakeholder to whom that is too little, else 0."""

    @property
    def name(self) -> str:
        """The half-step in words."""
        return half_name(self.phase, self.kind)

    @property
    def measures_below(self) -> int:
        """The order on Plan steps below which measures have moved."""
        return (self.phase + 1) * STEPS_KEPT

    @property
    def options_below(self) -> int:
        """The order on Plan steps below which options are released."""
        return (self.phase + (self.kind is StepKind.OPTION)) * STEPS_KEPT


class Row(NamedTuple):
    """One row of the ledger."""

    kind: StepKind
    half: HalfStep | None
    """None where the plan has fewer half-steps than the table has rows."""
    last: HalfStep
    """The last one that the table shows."""


def column(
    heading: str,
    look: str,
    width: float,
    meaning: str,
    value: Callable[[HalfStep], float | str],
    formula: Callable[[At[Row]], str],
) -> Column[Row]:
    """A column that shows an empty text where the plan has no such half-step."""

    def of_row(at: At[Row]) -> float | str:
        return "" if at.row.half is None else value(at.row.half)

    def text(at: At[Row]) -> str:
        return f'IF({at.cell("phase")}="","",{formula(at)})'

    return live(heading, look, width, meaning, of_row, text)


def their_column(
    heading: str,
    look: str,
    width: float,
    meaning: str,
    value: Callable[[HalfStep], float | str],
    formula: Callable[[At[Row]], str],
) -> Column[Row]:
    """The same about the counterpart; where there is none, the cells are empty."""
    ours = column(heading, look, width, meaning, value, formula)

    def of_row(at: At[Row]) -> float | str | None:
        found = "" if at.row.half is None else value(at.row.half)
        return found if at.context.model.counterparts else None

    return replace(ours, value=of_row)


def rows(context: Context) -> tuple[Row, ...]:
    """The rows of the ledger; none where there is no plan."""
    course = context.course
    if course is None:
        return ()
    found, kinds = _half_steps(context, course), (StepKind.MEASURE, StepKind.OPTION)
    count = context.tables["plan_ledger"].rows
    last = found[min(count, len(found)) - 1]
    return tuple(Row(kinds[row % 2], found[row] if row < len(found) else None, last) for row in range(count))


def gathered(
    heading: str,
    meaning: str,
    value: Callable[[HalfStep], str],
    which: Callable[[At[Row]], str],
) -> Column[Row]:
    """A column that lists the half-steps so far where something holds; its last cell has all of them.

    Args:
        heading: its heading.
        meaning: what it says.
        value: the list after a half-step.
        which: formula text: whether it holds after the half-step of a row.
    """

    def formula(at: At[Row]) -> str:
        own = at.cell("half-step")
        if at.place == 0:
            return f'IF({which(at)},{own},"")'
        before = at.here.cell(heading, at.place - 1)
        more = f'IF({which(at)},IF({before}="","",", ")&{own},"")'
        return f'{before}&IF({at.cell("phase")}="","",{more})'

    return live(heading, "id", 46, meaning, lambda at: value(at.row.half or at.row.last), formula)


def _half_steps(context: Context, course: PlanCourse) -> list[HalfStep]:
    ledger, us, them = course.ledger(course.places), _balances(course, US), _balances(course, THEM)
    back, withdrawn, loss = (side / TICKS for side in (ledger.recovered, ledger.withdrawn, ledger.loss))
    options = context.model.options
    costs = ticks(np.array([option.costs for option in options]).reshape(len(options), -1))
    released, delays = course.released(course.places), course.delay(course.places)
    further, stakeholders = _further(course), course.stakeholder_standings(course.places).T
    refused = course.stakeholders_refuse(course.places).tolist()
    return [
        HalfStep(
            phase=phase,
            kind=kind,
            us=us[h],
            them=them[h],
            back_to_us=float(back[h, US.place]),
            after_phases=delays[h],
            we_lose=float(loss[h, US.place]),
            back_from_them=float(withdrawn[h, THEM.place]),
            they_lose=float(loss[h, THEM.place]),
            they_lose_taken_back=float(ledger.loss_taken_back[h, THEM.place] / TICKS),
            further=further[h],
            costs=tuple((costs[released[h]].sum(axis=0) / TICKS).tolist()),
            by_stakeholder=tuple((own[h] / TICKS).item() for own in stakeholders),
            refused=tuple(int(refuses) for refuses in refused[h]),
        )
        for h, (phase, kind) in enumerate(course.halves, 1)
    ]


def _balances(course: PlanCourse, side: Side) -> list[Balance]:
    """[h], the balance of a side before the first half-step and after each."""
    ledger, needed = course.ledger(course.places), course.future_needed(course.places)[:, side.place] / TICKS
    given, received = ledger.given[:, side.place], ledger.received[:, side.place]
    exposure, net = ledger.exposure[:, side.place], received - given
    goes_on = course.goes_on(course.places)[:, side.place]
    no_deal = course.no_deals(course.places)[:, side.place] / TICKS
    needed_after = _so_far(course, course.rests_on_future(course.places)[:, side.place])
    return [
        Balance(
            gave=float(given[h] / TICKS),
            received=float(received[h] / TICKS),
            exposure=float(exposure[h] / TICKS),
            to_come=float((net[-1] - net[h]) / TICKS),
            future=float(needed[h]),
            goes_on="yes" if goes_on[h] else "no",
            no_deal=float(no_deal[h]),
            needed_after=needed_after[h],
        )
        for h in range(len(net))
    ]


def _further(course: PlanCourse) -> list[tuple[Further, ...]]:
    """[h], what each further counterpart has before the first half-step and after each."""
    worth, accepts = course.standings(course.places) / TICKS, course.accepts(course.places)
    below = [_so_far(course, ~accepted) for accepted in accepts.T]
    no_deal = course.no_deals(course.places) / TICKS
    return [
        tuple(
            Further(
                float(worth[h, q]), "yes" if accepts[h, q] else "no", float(no_deal[h, 2 + q]), below[q][h]
            )
            for q in range(worth.shape[1])
        )
        for h in range(len(worth))
    ]


def _so_far(course: PlanCourse, there: Bools) -> list[str]:
    """[h], the half-steps so far where something holds; before the first there are none."""
    return [listed(course.halves[:h], there[1 : 1 + h]) for h in range(len(there))]
