"""Plan ledger: who has given and received what after each half-step of the plan, live.

Two rows a phase. The phases are found by formula, so the ledger follows the sheet Plan at once; rows for
phases that are no more say nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from steelyard.analysis.packages.packages import TICKS, ticks
from steelyard.model.parts import StepKind
from steelyard.sheets.formula_text import NO_NEXT, STEPS_KEPT, TICK_DIGITS, in_ticks, steps_in_force
from steelyard.sheets.headings import COST_ON, IN_FORCE, OURS
from steelyard.sheets.spec import Formula
from steelyard.weigh.plan_results import HALVES, futures

if TYPE_CHECKING:
    from steelyard.sheets.context import Context
    from steelyard.sheets.shares import Rows
    from steelyard.sheets.spec import Content
    from steelyard.weigh.plan_course import Plan

HALF_A_TICK = f"5E-{TICK_DIGITS + 1}"
"""By so much a future may be short of what is needed, as it stands in formulas."""


@dataclass(frozen=True, slots=True)
class Side:
    """The headings of one side's columns in the ledger, and how they are read off the steps."""

    gave: str
    received: str
    exposure: str
    to_come: str
    future: str
    goes_on: str
    points: str
    """Heading on Plan steps of what a step gives the side."""
    gives: StepKind
    """Kind of the steps by which it gives."""


US = Side(
    "we gave",
    "we received",
    "our exposure",
    "to come to us",
    "our future",
    "we go on",
    OURS,
    StepKind.OPTION,
)
THEM = Side(
    "they gave",
    "they received",
    "their exposure",
    "to come to them",
    "their future",
    "they go on",
    "their points",
    StepKind.MEASURE,
)
SIDES = (US, THEM)

REACHED = {StepKind.MEASURE: "measures below", StepKind.OPTION: "options below"}
"""For each kind of step, the column that says below which order they are made."""


def plan_ledger(book: Context) -> Rows:
    """One row a half-step."""
    plan = book.course
    if plan is None:
        return ()
    return tuple(_half_step(book, plan, row) for row in range(book.tables["plan_ledger"].rows))


def half_steps_shown(book: Context, plan: Plan) -> int:
    """How many half-steps of the plan the workbook has room for."""
    return min(len(plan.halves), book.tables["plan_ledger"].rows)


def _half_step(book: Context, plan: Plan, row: int) -> tuple[Content, ...]:
    here, there = book.tables["plan_ledger"].here, row < len(plan.halves)
    phase, own = here.cell("phase", row), (StepKind.MEASURE, StepKind.OPTION)[row % 2]
    values = _values(book, plan, row + 1) if there else {}

    def said(text: str, heading: str) -> Formula:
        return Formula(f'IF({phase}="","",{text})', values.get(heading, ""))

    texts = {
        "half-step": f'{phase}&" {HALVES[own]}"',
        "measures below": f"({phase}+1)*{STEPS_KEPT}",
        "options below": f"{phase}*{STEPS_KEPT}" if own is StepKind.MEASURE else f"({phase}+1)*{STEPS_KEPT}",
        **_texts_of_side(book, row, 0),
        "back to us": _in_force(book, row, StepKind.OPTION, "back to us"),
        "after phases": f"SUMPRODUCT(MAX({_which(book, row, StepKind.OPTION)}*{_steps(book, 'delay')}))",
        "we lose": f"MAX(0,{here.cell('our exposure', row)}-{here.cell('back to us', row)})",
        **(_texts_of_side(book, row, 1) if book.model.counterparts else {}),
        **{IN_FORCE + head: _in_force(book, row, StepKind.OPTION, COST_ON + head) for head in book.heads},
    }
    if book.model.counterparts:
        texts["back from them"] = _in_force(book, row, StepKind.OPTION, "back from them")
        texts["they lose"] = here.cell("their exposure", row)
    contents: dict[str, Content] = {heading: said(text, heading) for heading, text in texts.items()}
    contents["phase"] = Formula(_phase(book, row), values.get("phase", ""))
    return tuple(contents.get(column.heading) for column in book.columns["plan_ledger"])


def _phase(book: Context, row: int) -> str:
    """Formula text: the phase of a row; the next greater one of the steps than in the rows above."""
    here, phases = book.tables["plan_ledger"].here, _steps(book, "phase")
    if row % 2:
        return here.cell("phase", row - 1)
    if row == 0:
        return f"MIN({phases})"
    above = here.cell("phase", row - 1)
    return f'IF({above}="","",IFERROR(SMALL({phases},COUNTIF({phases},"<="&{above})+1),""))'


def _steps(book: Context, heading: str) -> str:
    return book.tables["plan_steps"].column(heading)


def _which(book: Context, row: int, kind: StepKind) -> str:
    """Formula text: 1 for each step of a kind that is in force after a half-step."""
    return steps_in_force(book, kind, book.tables["plan_ledger"].here.cell(REACHED[kind], row))


def _in_force(book: Context, row: int, kind: StepKind, heading: str) -> str:
    """Formula text: the sum of a column of Plan steps over the steps in force."""
    return f"SUMPRODUCT({_which(book, row, kind)},{_steps(book, heading)})"


def _texts_of_side(book: Context, row: int, number: int) -> dict[str, str]:
    """Formula texts of what both sides of the ledger have in common, by heading."""
    here, side = book.tables["plan_ledger"].here, SIDES[number]
    gave, received, to_come, needed = (
        here.cell(heading, row) for heading in (side.gave, side.received, side.to_come, side.future)
    )
    takes = StepKind.OPTION if side.gives is StepKind.MEASURE else StepKind.MEASURE
    at_first, back, left = "", "", f'({_steps(book, "kind")}="{side.gives}")'
    left += f"*({_steps(book, 'order')}>={here.cell(REACHED[side.gives], row)})"
    if side is THEM:
        at_first = f"-SUMPRODUCT({left},{_steps(book, 'at first')})"
        back = f"-{here.cell('back from them', row)}"
    final = f"SUMPRODUCT(({_steps(book, 'next')}={NO_NEXT})*1,{_steps(book, side.points)})"
    no_deal = book.tables["parties"].cell("no deal", number)
    return {
        side.gave: f"0-{_in_force(book, row, side.gives, side.points)}{at_first}",
        side.received: _in_force(book, row, takes, side.points),
        side.exposure: f"MAX(0,{in_ticks(f'{gave}-{received}')})",
        side.to_come: f"{final}-({received}-{gave})",
        side.future: f"IF(SUMPRODUCT({left})=0,0,MAX(0,{no_deal}{back}-{to_come}))",
        side.goes_on: f'IF({needed}<={stated(book, number)}+{HALF_A_TICK},"yes","no")',
    }


def stated(book: Context, number: int) -> str:
    """Formula text: what the time after the plan is stated to be worth to a side; nothing stands for 0."""
    if number == 0:
        future = book.tables["settings"].lookup('"future"', "value")
        return f'IF({future}="",0,{future})'
    key = f'{book.tables["parties"].cell("party", 1)}&"/future/"'
    return f"IFERROR({book.tables['counterpart'].lookup(key, 'weight')}+0,0)"


def _values(book: Context, plan: Plan, half: int) -> dict[str, float | str]:
    """What the engine says after a half-step, by heading."""
    phase, kind = plan.halves[half - 1]
    places, ledger = plan.places, plan.ledger(plan.places)
    net, needed = ledger.received - ledger.given, plan.future_needed(places)
    values: dict[str, float | str] = {
        "half-step": f"{phase} {HALVES[kind]}",
        "phase": phase,
        "measures below": (phase + 1) * STEPS_KEPT,
        "options below": (phase + (kind is StepKind.OPTION)) * STEPS_KEPT,
        "after phases": plan.delay(places[half : half + 1])[0],
    }
    points = {
        "back to us": ledger.recovered[half, 0],
        "we lose": ledger.loss[half, 0],
        "back from them": ledger.withdrawn[half, 1],
        "they lose": ledger.loss[half, 1],
    }
    for number, side in enumerate(SIDES):
        points[side.gave] = ledger.given[half, number]
        points[side.received] = ledger.received[half, number]
        points[side.exposure] = ledger.exposure[half, number]
        points[side.to_come] = net[-1, number] - net[half, number]
        points[side.future] = needed[half, number]
        goes_on = needed[half, number] / TICKS <= futures(plan)[number] + 0.5 / TICKS
        values[side.goes_on] = "yes" if goes_on else "no"
    values |= {heading: float(worth / TICKS) for heading, worth in points.items()}
    [released] = plan.released(places[half : half + 1])
    for at, head in enumerate(book.heads):
        costs = np.array([book.model.options[o].costs[at] for o in released])
        values[IN_FORCE + head] = float(ticks(costs).sum() / TICKS)
    return values
