"""The two sides of the ledger: the headings of their columns, and what Plan ledger and Parties share about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from steelyard.model.parts import StepKind
from steelyard.sheets.formula_text import in_ticks, rounding
from steelyard.sheets.headings import NO_DEAL_CHANGE, NO_DEAL_OF, NO_DEAL_TYPED, OURS

if TYPE_CHECKING:
    from steelyard.sheets.context import Context
    from steelyard.sheets.table_range import TableRange
    from steelyard.weigh.plan_course import PlanCourse


@dataclass(frozen=True, slots=True)
class Side:
    """The headings of one side's columns in the ledger, and which steps they add up."""

    place: int
    """0 for our side, 1 for the counterpart."""
    gave: str
    received: str
    exposure: str
    to_come: str
    future: str
    goes_on: str
    no_deal: str
    needed_after: str
    points: str
    """Heading on Plan steps of what a step gives the side."""
    gives: StepKind
    """Kind of the steps by which it gives."""
    takes: StepKind
    """Kind of the steps by which it receives."""


US = Side(
    place=0,
    gave="we gave",
    received="we received",
    exposure="our exposure",
    to_come="to come to us",
    future="our future",
    goes_on="we go on",
    no_deal=f"{NO_DEAL_OF}us",
    needed_after="our future needed after",
    points=OURS,
    gives=StepKind.OPTION,
    takes=StepKind.MEASURE,
)
THEM = Side(
    place=1,
    gave="they gave",
    received="they received",
    exposure="their exposure",
    to_come="to come to them",
    future="their future",
    goes_on="they go on",
    no_deal=f"{NO_DEAL_OF}them",
    needed_after="their future needed after",
    points="their points",
    gives=StepKind.MEASURE,
    takes=StepKind.OPTION,
)


def sides(context: Context) -> tuple[Side, ...]:
    """The sides of a model: ours alone where there is no counterpart."""
    return (US, THEM) if context.model.counterparts else (US,)


def half_steps_shown(context: Context, course: PlanCourse) -> int:
    """How many half-steps of the plan the workbook has room for.

    An edit may give the plan more phases than the table has rows for; rows are added with the next score.
    """
    return min(len(course.halves), context.tables["plan_ledger"].rows)


def stops_count(context: Context, side: Side) -> str:
    """Formula text: how many half-steps the side stops after."""
    return f'COUNTIF({context.tables["plan_ledger"].column(side.goes_on)},"no")'


def last_needed(context: Context, side: Side) -> str:
    """Reference to the half-steps after which the side needs a future; empty text where there are none."""
    ledger = context.tables["plan_ledger"]
    return ledger.cell(side.needed_after, ledger.rows - 1)


def no_deal_in(context: Context, place: int, phase: str) -> str:
    """Formula text: what a party, whose place is given, gets with no deal in a phase of the plan."""
    parties = context.tables["parties"]
    change = f"({phase}-1)*{parties.cell(NO_DEAL_CHANGE, place)}"
    return in_ticks(f"{parties.cell(NO_DEAL_TYPED, place)}+{change}")


def stated_future(context: Context, side: Side) -> str:
    """Formula text: what the time after the plan is stated to be worth to a side; an empty cell stands for 0."""
    if side is US:
        future = context.tables["settings"].lookup('"future"', "value")
        return f'IF({future}="",0,{future})'
    # A workbook has the row of a counterpart's future only where somebody stated one.
    key = f'{context.tables["parties"].cell("party", 1)}&"/future/"'
    return f"IFERROR({context.tables['counterpart'].lookup(key, 'weight')}+0,0)"


def few(steps: TableRange) -> str:
    """Formula text: points by which rounding may raise what is needed of the future.

    As `analysis.plans.ledger.goes_on`: two rounded numbers for each step, and what the side has with no deal.
    """
    return rounding(f"2*ROWS({steps.column('phase')})+1")
