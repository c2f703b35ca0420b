"""The sentences above Plan ledger: whether the plan keeps its rules, who is exposed most, who goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.analysis.packages.packages import TICKS
from steelyard.sheets.formula_text import in_ticks, number_text
from steelyard.sheets.plan_ledger import SIDES, half_steps_shown, stated
from steelyard.sheets.spec import Formula, HeaderCell
from steelyard.weigh.plan_results import futures
from steelyard.weigh.sentences import shown
from steelyard.weigh.sheet_lists import NO_PLAN

if TYPE_CHECKING:
    from steelyard.sheets.context import Context
    from steelyard.weigh.plan_course import Plan

KEEPS = "The plan keeps its rules"

NOBODY_STOPS = "Neither side is better off stopping on the way."
"""Where there is a counterpart."""

ALONE = "Our side is not better off stopping on the way."
"""Where there is none."""

NEEDED = "To go on throughout, the future must be worth at least: "


def placed(book: Context) -> tuple[HeaderCell, ...]:
    """What is told above the ledger."""
    exposed, goes_on = _told(book)
    return (
        HeaderCell(5, 1, Formula(*exposed), "sentence", "plan_exposed"),
        HeaderCell(6, 1, Formula(*goes_on), "sentence", "plan_goes_on"),
    )


def _told(book: Context) -> tuple[tuple[str, str], tuple[str, str]]:
    plan = book.course
    if plan is None:
        return (f'"{NO_PLAN}"', NO_PLAN), ('""', "")
    kept, hidden = _kept(book, plan), _hidden(book, plan)
    exposed = [_exposed(book, plan, side) for side in _sides(book)]
    first = (
        f'{kept[0]}&"; greatest exposure: "&'
        + '&", "&'.join(text for text, _ in exposed)
        + f'&"."&{hidden[0]}',
        f"{kept[1]}; greatest exposure: " + ", ".join(value for _, value in exposed) + "." + hidden[1],
    )
    return first, _future(book, plan)


def _sides(book: Context) -> range:
    return range(2 if book.model.counterparts else 1)


def _kept(book: Context, plan: Plan) -> tuple[str, str]:
    """Whether the plan keeps its rules: formula and value."""
    if not book.model.rules:
        return f'"{KEEPS}"', KEEPS
    broken = f"COUNTIF({book.tables['plan_rules'].column('kept')},0)"
    count = int((plan.lacking[:, : half_steps_shown(book, plan)] > 0).any(axis=1).sum())
    return (
        f'IF({broken}=0,"{KEEPS}","Rules broken: "&{broken}&" (see Plan rules)")',
        f"Rules broken: {count} (see Plan rules)" if count else KEEPS,
    )


def _exposed(book: Context, plan: Plan, side: int) -> tuple[str, str]:
    """The greatest exposure of a side and its phase: formula and value."""
    here = book.tables["plan_ledger"].here
    column = here.column(SIDES[side].exposure)
    name, most = book.tables["parties"].cell("name", side), f"MAX({column})"
    phase = f"INDEX({here.column('phase')},MATCH({most},{column},0))"
    text = f'{name}&IF({most}=0," none"," "&{number_text(most)}&" points (phase "&{phase}&")")'
    found = plan.ledger(plan.places).exposure[1 : 1 + half_steps_shown(book, plan), side]
    half = int(found.argmax())
    value = f" {shown(float(found[half] / TICKS))} points (phase {plan.halves[half][0]})"
    return text, book.parties[side].name + (value if found[half] else " none")


def _future(book: Context, plan: Plan) -> tuple[str, str]:
    """Whether each side goes on throughout, or what the future must be worth for that: formula and value."""
    here, names = book.tables["plan_ledger"].here, book.tables["parties"]
    needed = plan.future_needed(plan.places)[1 : 1 + half_steps_shown(book, plan)].max(axis=0) / TICKS
    texts, values, stops = [], [], []
    for side in _sides(book):
        stops.append(f'COUNTIF({here.column(SIDES[side].goes_on)},"no")')
        most = in_ticks(f"MAX({here.column(SIDES[side].future)})")
        texts.append(
            f'IF({stops[-1]}=0,"",{names.cell("name", side)}&" "&{number_text(most)}&" (stated "'
            f'&{number_text(stated(book, side))}&")")'
        )
        if needed[side] > futures(plan)[side] + 0.5 / TICKS:
            said = f"{shown(float(needed[side]))} (stated {shown(futures(plan)[side])})"
            values.append(f"{book.parties[side].name} {said}")
    fine, apart = (NOBODY_STOPS, f'&IF({"*".join(stops)}=0,"",", ")&') if len(stops) > 1 else (ALONE, "")
    text = f'IF({"+".join(stops)}=0,"{fine}","{NEEDED}"&{apart.join(texts)}&".")'
    return text, NEEDED + ", ".join(values) + "." if values else fine


def _hidden(book: Context, plan: Plan) -> tuple[str, str]:
    """How many steps the table will show only after the next score: formula and value."""
    last = f"MAX({book.tables['plan_ledger'].here.column('phase')})"
    count = f"SUMPRODUCT(({book.tables['plan_steps'].column('phase')}>{last})*1)"
    last_shown = plan.halves[half_steps_shown(book, plan) - 1][0]
    steps = sum(step.phase > last_shown for step in plan.steps)
    said = " Steps in phases that this table shows after the next score: "
    return f'IF({count}=0,"","{said}"&{count}&".")', f"{said}{steps}." if steps else ""
