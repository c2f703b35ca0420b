"""Plan rules: which rules the plan keeps, after every half-step."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.model.parts import EVERY_STAKEHOLDER, THRESHOLD_KINDS, RuleKind, StepKind
from steelyard.sheets.column_kinds import helper, live
from steelyard.sheets.formula_text import (
    NO_NEXT,
    STEPS_KEPT,
    in_conditions,
    in_ticks,
    is_named,
    rounding_of_costs,
    steps_in_force,
    steps_standing,
)
from steelyard.sheets.headings import AFTER, IN_FORCE, REFUSED_BY, half_steps, stakeholders_asked
from steelyard.sheets.portable_text import entry_of_column, entry_of_row
from steelyard.sheets.rule_columns import rule_columns, subject_column
from steelyard.sheets.spec import Kind, Sheet, Table
from steelyard.weigh.conditions import asked_by, enough, members
from steelyard.weigh.plan_sentences import HALVES

if TYPE_CHECKING:
    from steelyard.model.model import Model
    from steelyard.model.parts import Rule
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import At, Column
    from steelyard.weigh.plan_course import PlanCourse


class _Row(NamedTuple):
    """Whether the plan keeps one rule."""

    rule: Rule
    lacking: tuple[int, ...]
    """[h], how much is lacking after each half-step of the plan; 0 while the option is not in force."""
    halves: tuple[str, ...]
    """[h], the half-steps in words."""
    order: int
    """Order of the step that releases the option; 0 where there is none."""
    next: int
    """Order of the step that takes its place."""
    needs: _Needs | None
    """None for a rule that names no measures."""


class _Needs(NamedTuple):
    """What a rule on measures needs."""

    position: int
    """Position of the lowest level that counts, counted from 1."""
    to_bring: int
    """How many measures the steps must bring there."""


def sheet(model: Model) -> Sheet:
    """Plan rules."""
    return Sheet(
        name="Plan rules",
        kind=Kind.LIVE,
        title="Plan rules: which rules the plan keeps",
        purpose="One row for each rule: the phase in which its option is released, and whether all that it asks for stands by then, "
        "for as long as the option is in force.",
        tables=(_table(model),),
        since=3,
    )


def _table(model: Model) -> Table[_Row]:
    return Table(
        name="plan_rules",
        rows=_rows,
        columns=(
            *rule_columns(),
            subject_column(),
            live("released", "count", 9, "Phase in which the plan releases the option; empty: never.", lambda at: at.row.order // STEPS_KEPT or "", _released),
            live("until", "count", 8, "Phase in which another of its track takes its place; empty: never.", _until_value, _until),
            live("short", "count", 9, "The most that is lacking while the option is in force: measures, or 1; 0 where nothing is.", lambda at: max(_lacking(at)), lambda at: f"MAX({_halves(at)})"),
            live("kept", "count", 7, "1 where the plan keeps the rule.", lambda at: int(max(_lacking(at)) == 0), lambda at: f"IF({at.cell('short')}>0,0,1)"),
            live("broken after", "id", 14, "The first half-step after which so much is lacking.", _broken_after_value, _broken_after),
            live(
                "what is missing", "text", 44, "What the rule asks for, where it is broken.",
                lambda at: asked_by(at.context.model, at.row.rule) if max(_lacking(at)) else "",
                lambda at: f'IF({at.cell("kept")}=1,"",{at.cell("asks for")})',
            ),
            *(_after(half) for half in range(half_steps(model))),
            live(
                "level needed", "count", 9, "Position of the lowest level that counts, for rules on measures.",
                lambda at: None if at.row.needs is None else at.row.needs.position,
                lambda at: in_conditions(at.context, at.cell("rule"), "level needed"),
            ),
            live(
                "to bring", "count", 8, "How many measures the steps must bring there; fewer than 1 where the lowest level will do.",
                lambda at: None if at.row.needs is None else at.row.needs.to_bring, _to_bring,
            ),
            helper(live("order", "count", 16, "The order, on Plan steps, of the step that releases the option.", lambda at: at.row.order, lambda at: _of_release(at, "order"))),
            helper(live("next", "count", 16, "The order of the step that takes its place.", lambda at: at.row.next, lambda at: _of_release(at, "next"))),
        ),
    )  # fmt: skip


def _after(half: int) -> Column[_Row]:
    """What is lacking after a half-step, counted from 0."""

    def value(at: At[_Row]) -> int:
        return at.row.lacking[half] if half < len(at.row.lacking) else 0

    def formula(at: At[_Row]) -> str:
        ledger = at.table("plan_ledger")
        below = ledger.cell("options below", half)
        in_force = f"AND({at.cell('order')}<{below},{at.cell('next')}>={below})"
        return f'IF({ledger.cell("phase", half)}="",0,IF({in_force},{_short(at, half)},0))'

    meaning = "How much is lacking after the half-step in this row of Plan ledger."
    return live(f"{AFTER}{half + 1}", "count", 10, meaning, value, formula)


# What the engine finds.


def _rows(context: Context) -> tuple[_Row, ...]:
    course = context.course
    if course is None:
        return ()
    halves = tuple(f"{phase} {HALVES[kind]}" for phase, kind in course.halves)
    orders = _orders(context, course)
    return tuple(
        _Row(rule, tuple(lacking), halves, *orders.get(rule.option, (0, 0)), _needs(context.model, rule))
        for rule, lacking in zip(context.model.rules, course.lacking.tolist(), strict=True)
    )


def _orders(context: Context, course: PlanCourse) -> dict[str, tuple[int, int]]:
    """For each option that the plan releases, the order of that step and of the next one on its track."""
    row = {step.id: at for at, step in enumerate(context.model.plan, 1)}
    found: dict[str, tuple[int, int]] = {}
    for steps in course.tracks:
        along = [course.steps[at] for at in steps]
        orders = [*(step.phase * STEPS_KEPT + row[step.id] for step in along), NO_NEXT]
        for place, step in enumerate(along):
            if step.kind is StepKind.OPTION:
                found.setdefault(step.item, (orders[place], orders[place + 1]))
    return found


def _needs(model: Model, rule: Rule) -> _Needs | None:
    if rule.kind not in THRESHOLD_KINDS:
        return None
    position = 1 + model.levels.index(rule.level)
    # All measures start at the lowest level, also those that the plan does not move.
    there = len(members(model, rule)) if position == 1 else 0
    return _Needs(position, enough(model, rule) - there)


def _lacking(at: At[_Row]) -> tuple[int, ...]:
    """What is lacking after as many half-steps as the workbook has columns for.

    An edit may give the plan another number of half-steps; the columns follow with the next score.
    """
    count = len(_after_headings(at))
    return (*at.row.lacking, *(0,) * count)[:count]


def _until_value(at: At[_Row]) -> float | str:
    return "" if at.row.next in (0, NO_NEXT) else at.row.next // STEPS_KEPT


def _broken_after_value(at: At[_Row]) -> str:
    lacking = _lacking(at)
    most = max(lacking)
    return at.row.halves[lacking.index(most)] if most else ""


# The formulas.


def _after_headings(at: At[_Row]) -> list[str]:
    """Headings, in the workbook, of what is lacking after each half-step."""
    return [heading for heading in at.table("plan_rules").headings if heading.startswith(AFTER)]


def _halves(at: At[_Row]) -> str:
    headings = _after_headings(at)
    return at.across(headings[0], headings[-1])


def _released(at: At[_Row]) -> str:
    return f'IF({at.cell("order")}=0,"",INT({at.cell("order")}/{STEPS_KEPT}))'


def _until(at: At[_Row]) -> str:
    following = at.cell("next")
    return f'IF(OR({following}=0,{following}={NO_NEXT}),"",INT({following}/{STEPS_KEPT}))'


def _broken_after(at: At[_Row]) -> str:
    names = at.table("plan_ledger").column("half-step")
    place = f"MATCH({at.cell('short')},{_halves(at)},0)"
    return f'IF({at.cell("kept")}=1,"",{entry_of_column(names, place)})'


def _of_release(at: At[_Row], heading: str) -> str:
    """Formula text: an entry of the one step that releases the rule's option; 0 where there is none."""
    steps = at.table("plan_steps")
    own = f'({steps.column("kind")}="{StepKind.OPTION}")*({steps.column("item")}={at.cell("option")})'
    return f"SUMPRODUCT({own},{steps.column(heading)})"


def _short(at: At[_Row], half: int) -> str:
    """Formula text: how much is lacking after a half-step, whether the option is in force or not."""
    ledger, subject = at.table("plan_ledger"), at.cell("subject")
    options = steps_in_force(at.context, StepKind.OPTION, ledger.cell("options below", half))
    released = f"SUMPRODUCT({options}*({at.table('plan_steps').column('item')}={subject}))"
    match at.row.rule.kind:
        case RuleKind.REQUIRES_OPTION:
            return f"1-{released}"
        case RuleKind.EXCLUDES_OPTION:
            return released
        case RuleKind.CAP:
            return _too_much(at, half)
        case RuleKind.ACCEPTED_BY:
            return _refused(at, half)
        case _:
            return _too_low(at, ledger.cell("measures below", half))


def _too_much(at: At[_Row], half: int) -> str:
    """Formula text: 1 where the options in force cost more on a head than the rule allows."""
    ledger, heads = at.table("plan_ledger"), at.context.heads
    first, last = IN_FORCE + heads[0], IN_FORCE + heads[-1]
    head = f'MATCH("{IN_FORCE}"&{at.cell("subject")},{ledger.headings_range(first, last)},0)'
    spent = entry_of_row(ledger.across(first, last, half), head)
    most = in_ticks(at.table("rules").lookup(at.cell("rule"), "number"))
    return f"IF({spent}>{most}+{rounding_of_costs(at.context)},1,0)"


def _refused(at: At[_Row], half: int) -> str:
    """Formula text: 1 where a stakeholder that the rule names gets too little by the package in force."""
    ledger, ids, subject = at.table("plan_ledger"), stakeholders_asked(at.context.model), at.cell("subject")
    first, last = REFUSED_BY + ids[0], REFUSED_BY + ids[-1]
    own = f'{ledger.headings_range(first, last)}="{REFUSED_BY}"&{subject}'
    named = f'((({subject}="{EVERY_STAKEHOLDER}")+({own}))>0)'
    # A subject that names nobody is accepted by nobody.
    refused = f"SUMPRODUCT({named}*{ledger.across(first, last, half)})"
    return f"IF(SUMPRODUCT({named}*1)=0,1,MIN(1,{refused}))"


def _too_low(at: At[_Row], below: str) -> str:
    """Formula text: how many more of the measures that a rule names would have to be at the level.

    Options have no level, so the level that is needed tells steps of measures from them.
    """
    steps, needed = at.table("plan_steps"), at.cell("level needed")
    high = f"({steps.column('position')}>={needed})*({needed}>1)"
    named = is_named(at.row.rule, at.cell("subject"), steps.column("item"), steps.column("group"))
    standing = steps_standing(at.context, below)
    return f"MAX(0,{at.cell('to bring')}-SUMPRODUCT({standing}*{high}*{named}))"


def _to_bring(at: At[_Row]) -> str:
    measures = at.table("measures")
    ids, groups = measures.column("id"), measures.column("group")
    named = f'({ids}<>"")*{is_named(at.row.rule, at.cell("subject"), ids, groups)}'
    there = f"IF({at.cell('level needed')}=1,SUMPRODUCT({named}),0)"
    return f"{in_conditions(at.context, at.cell('rule'), 'how many')}-{there}"
