"""Plan rules: which rules the plan keeps, after every half-step, live."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.parts import RuleKind, StepKind
from steelyard.sheets.formula_text import (
    NO_NEXT,
    STEPS_KEPT,
    TOLERANCE,
    in_conditions,
    in_ticks,
    is_named,
    steps_in_force,
    steps_standing,
)
from steelyard.sheets.headings import AFTER, IN_FORCE
from steelyard.sheets.spec import Formula
from steelyard.sheets.standing import named_rule
from steelyard.weigh import conditions as words
from steelyard.weigh.plan_results import HALVES

if TYPE_CHECKING:
    from steelyard.model.parts import Rule
    from steelyard.sheets.context import Context
    from steelyard.sheets.shares import Rows
    from steelyard.sheets.spec import Content
    from steelyard.weigh.plan_course import Plan


def plan_rules(book: Context) -> Rows:
    """One row a rule."""
    plan = book.course
    if plan is None:
        return ()
    return tuple(_rule(book, plan, row) for row in range(len(book.model.rules)))


def half_step_headings(book: Context) -> list[str]:
    """Headings of the columns that say what is lacking after each half-step."""
    return [heading for heading in book.tables["plan_rules"].headings if heading.startswith(AFTER)]


def _rule(book: Context, plan: Plan, row: int) -> tuple[Content, ...]:
    rule, here = book.model.rules[row], book.tables["plan_rules"].here
    order, following, short, kept, asks = (
        here.cell(name, row) for name in ("order", "next", "short", "kept", "asks for")
    )
    halves = half_step_headings(book)
    lacking = _lacking(book, plan, row, len(halves))
    across, most = here.across(halves[0], halves[-1], row), max(lacking)
    when = f"INDEX({book.tables['plan_ledger'].column('half-step')},MATCH({short},{across},0))"
    begins, ends = _span(book, plan, rule)
    return (
        *named_rule(book, "plan_rules", row),
        Formula(f'IF({order}=0,"",INT({order}/{STEPS_KEPT}))', begins // STEPS_KEPT if begins else ""),
        Formula(
            f'IF(OR({following}=0,{following}={NO_NEXT}),"",INT({following}/{STEPS_KEPT}))',
            "" if ends in (0, NO_NEXT) else ends // STEPS_KEPT,
        ),
        Formula(f"MAX({across})", most),
        Formula(f"IF({short}>0,0,1)", int(most == 0)),
        Formula(f'IF({kept}=1,"",{when})', _half_step(plan, lacking.index(most)) if most else ""),
        Formula(f'IF({kept}=1,"",{asks})', words.asked_by(rule) if most else ""),
        *(Formula(_after(book, rule, row, half), lacking[half]) for half in range(len(halves))),
        *_needs(book, rule, row),
        Formula(_released(book, row, "order"), begins),
        Formula(_released(book, row, "next"), ends),
    )


def _lacking(book: Context, plan: Plan, row: int, halves: int) -> list[int]:
    """What the engine finds lacking after as many half-steps as the workbook has room for."""
    found = plan.lacking[row].tolist()
    return [*found, *(0,) * halves][:halves]


def _half_step(plan: Plan, half: int) -> str:
    phase, kind = plan.halves[half]
    return f"{phase} {HALVES[kind]}"


def _span(book: Context, plan: Plan, rule: Rule) -> tuple[int, int]:
    """The orders of the step that releases the rule's option and of the next one; 0 where there is none."""
    row = {step.id: at for at, step in enumerate(book.model.plan, 1)}
    for steps in plan.tracks:
        along = [plan.steps[at] for at in steps]
        orders = [*(step.phase * STEPS_KEPT + row[step.id] for step in along), NO_NEXT]
        for place, step in enumerate(along):
            if step.kind is StepKind.OPTION and step.item == rule.option:
                return orders[place], orders[place + 1]
    return 0, 0


def _released(book: Context, row: int, column: str) -> str:
    """Formula text: an entry of the one step that releases the rule's option; 0 where there is none."""
    steps, option = book.tables["plan_steps"], book.tables["plan_rules"].here.cell("option", row)
    own = f'({steps.column("kind")}="{StepKind.OPTION}")*({steps.column("item")}={option})'
    return f"SUMPRODUCT({own},{steps.column(column)})"


def _after(book: Context, rule: Rule, row: int, half: int) -> str:
    """Formula text: how much is lacking after a half-step; 0 while the option is not in force."""
    here, ledger = book.tables["plan_rules"].here, book.tables["plan_ledger"]
    below = ledger.cell("options below", half)
    in_force_then = f"AND({here.cell('order', row)}<{below},{here.cell('next', row)}>={below})"
    short = f"IF({in_force_then},{_short(book, rule, row, half)},0)"
    return f'IF({ledger.cell("phase", half)}="",0,{short})'


def _short(book: Context, rule: Rule, row: int, half: int) -> str:
    here, ledger, steps = (book.tables[name] for name in ("plan_rules", "plan_ledger", "plan_steps"))
    subject = here.here.cell("subject", row)
    options = steps_in_force(book, StepKind.OPTION, ledger.cell("options below", half))
    released = f"SUMPRODUCT({options}*({steps.column('item')}={subject}))"
    match rule.kind:
        case RuleKind.REQUIRES_OPTION:
            return f"1-{released}"
        case RuleKind.EXCLUDES_OPTION:
            return released
        case RuleKind.CAP:
            heads = [IN_FORCE + head for head in book.heads]
            spent = (
                f"INDEX({ledger.across(heads[0], heads[-1], half)},"
                f'MATCH("{IN_FORCE}"&{subject},{ledger.headings_range(heads[0], heads[-1])},0))'
            )
            most = in_ticks(book.tables["rules"].lookup(here.here.cell("rule", row), "number"))
            return f"IF({spent}>{most}+{TOLERANCE},1,0)"
        case _:
            return _too_low(book, rule, row, ledger.cell("measures below", half))


def _too_low(book: Context, rule: Rule, row: int, below: str) -> str:
    """Formula text: how many measures more would have to stand at the level, of those that a rule names.

    Options have no level, so the level that is needed tells steps of measures from them.
    """
    here, steps = book.tables["plan_rules"].here, book.tables["plan_steps"]
    needed, subject = here.cell("level needed", row), here.cell("subject", row)
    high = f"({steps.column('position')}>={needed})*({needed}>1)"
    named = is_named(rule, subject, steps.column("item"), steps.column("group"))
    return f"MAX(0,{here.cell('to bring', row)}-SUMPRODUCT({steps_standing(book, below)}*{high}*{named}))"


def _needs(book: Context, rule: Rule, row: int) -> tuple[Content, Content]:
    """The position of the level that a rule names, and how many measures the steps must bring there.

    All measures stand at the lowest level from the start, whether the plan moves them or not.
    """
    if rule.kind not in words.THRESHOLD_KINDS:
        return None, None
    here, measures = book.tables["plan_rules"].here, book.tables["measures"]
    own, needed = here.cell("rule", row), here.cell("level needed", row)
    ids, groups = measures.column("id"), measures.column("group")
    named = f'({ids}<>"")*{is_named(rule, here.cell("subject", row), ids, groups)}'
    many, position = words.enough(book.model, rule), 1 + book.model.levels.index(rule.level)
    return (
        Formula(in_conditions(book, own, "level needed"), position),
        Formula(
            f"{in_conditions(book, own, 'how many')}-IF({needed}=1,SUMPRODUCT({named}),0)",
            many - len(words.members(book.model, rule)) * (position == 1),
        ),
    )
