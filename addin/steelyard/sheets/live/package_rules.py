"""Package rules: which rules the tabled package keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.model.parts import EVERY_STAKEHOLDER, RuleKind
from steelyard.model.vocabulary import IS_OFFERED
from steelyard.sheets.column_kinds import live, wide
from steelyard.sheets.formula_text import (
    in_conditions,
    in_ticks,
    is_named,
    rounding_of_costs,
    rounding_of_worth,
)
from steelyard.sheets.headings import (
    BY_WEIGHTS_OF,
    COST_ON,
    NO_DEAL,
    PROPOSAL,
    REFUSED_BY,
    stakeholders_asked,
)
from steelyard.sheets.rule_columns import rule_columns, subject_column
from steelyard.sheets.spec import Kind, Sheet, Table
from steelyard.weigh.conditions import asked_by, named_stakeholders

if TYPE_CHECKING:
    from steelyard.model.model import Model
    from steelyard.model.parts import Rule
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import At, Column
    from steelyard.weigh.proposal import RuleStanding


class _Kept(NamedTuple):
    """A rule, and whether the proposal keeps it."""

    rule: Rule
    standing: RuleStanding


def sheet(model: Model) -> Sheet:
    """Package rules."""
    return Sheet(
        name="Package rules",
        kind=Kind.LIVE,
        title="Package rules: which rules the tabled package keeps",
        purpose="One row for each rule. A rule counts where the package offers the option that waits for it.",
        tables=(_table(model),),
        since=3,
    )


def _table(model: Model) -> Table[_Kept]:
    return Table(
        name="package_rules",
        rows=_rows,
        columns=(
            *rule_columns(),
            subject_column(),
            live(IS_OFFERED, "count", 9, "1 where the package offers the option.", lambda at: int(at.row.standing.offered), _is_offered),
            live("short", "count", 9, "How much is lacking: measures, or 1; 0 where nothing is.", lambda at: at.row.standing.short, _short),
            live("kept", "count", 7, "1 where the package keeps the rule.", lambda at: int(at.row.standing.kept), _kept),
            *map(_refuses, stakeholders_asked(model), range(len(model.stakeholders))),
            live(
                "what is missing", "text", 44, "What the rule asks for, where it is broken.",
                lambda at: "" if at.row.standing.kept else asked_by(at.context.model, at.row.rule),
                lambda at: f'IF({at.cell("kept")}=1,"",{at.cell("asks for")})',
            ),
        ),
    )  # fmt: skip


def _rows(context: Context) -> tuple[_Kept, ...]:
    return tuple(_Kept(*each) for each in zip(context.model.rules, context.proposal_rules, strict=True))


def _refuses(stakeholder: str, place: int) -> Column[_Kept]:
    """Whether a stakeholder, whose place among them is given, does not accept the package."""

    def value(at: At[_Kept]) -> float | str | None:
        if at.row.rule.kind is not RuleKind.ACCEPTED_BY:
            return None
        named = named_stakeholders(at.context.model, at.row.rule)
        return int(not at.context.stakeholders_accept[place]) if place in named else ""

    def formula(at: At[_Kept]) -> str:
        subject, gets = at.cell("subject"), f"SUM({at.table(PROPOSAL).column(BY_WEIGHTS_OF + stakeholder)})"
        named = (
            f'OR({subject}="{EVERY_STAKEHOLDER}","{REFUSED_BY}"&{subject}={at.here.heading_cell(heading)})'
        )
        gain = f"{gets}-{at.table('parties').cell(NO_DEAL, 0)}"
        return f'IF({named},IF({gain}>=-({rounding_of_worth(at.context)}),0,1),"")'

    heading = REFUSED_BY + stakeholder
    meaning = "1 where a stakeholder whom the rule names gets less by the package, by its own weights, than our side with no deal."
    return live(heading, "count", wide(heading), meaning, value, formula)


def _is_offered(at: At[_Kept]) -> str:
    return at.table("effects").lookup(at.cell("option"), IS_OFFERED)


def _kept(at: At[_Kept]) -> str:
    return f"IF(AND({at.cell(IS_OFFERED)}=1,{at.cell('short')}>0),0,1)"


def _short(at: At[_Kept]) -> str:
    rule, effects = at.row.rule, at.table("effects")
    match rule.kind:
        case RuleKind.REQUIRES_OPTION:
            return f"1-{effects.lookup(at.cell('subject'), IS_OFFERED)}"
        case RuleKind.EXCLUDES_OPTION:
            return effects.lookup(at.cell("subject"), IS_OFFERED)
        case RuleKind.CAP:
            return _too_much(at)
        case RuleKind.ACCEPTED_BY:
            ids = stakeholders_asked(at.context.model)
            asked = at.across(REFUSED_BY + ids[0], REFUSED_BY + ids[-1])
            return f"IF(COUNT({asked})=0,1,MIN(1,SUM({asked})))"
        case _:
            needed = in_conditions(at.context, at.cell("rule"), "how many")
            return f"MAX(0,{needed}-{_high_enough(at)})"


def _too_much(at: At[_Kept]) -> str:
    """Formula text: 1 where the options that are offered cost more on a head than the rule allows."""
    effects, heads = at.table("effects"), at.context.heads
    first, last = COST_ON + heads[0], COST_ON + heads[-1]
    costs = effects.block(first, last, 0, len(at.context.model.options) - 1)
    named = f'({effects.headings_range(first, last)}="{COST_ON}"&{at.cell("subject")})'
    # MATCH adds nothing. It is an error where the subject is no cost head, and the sum alone would be 0.
    known = f"0*MATCH({at.cell('subject')},{effects.headings_range(heads[0], heads[-1])},0)"
    spent = f"SUMPRODUCT({named}*{costs})+{known}"
    most = in_ticks(at.table("rules").lookup(at.cell("rule"), "number"))
    return f"IF({spent}>{most}+{rounding_of_costs(at.context)},1,0)"


def _high_enough(at: At[_Kept]) -> str:
    """Formula text: how many of the measures that the rule names are asked for at its level or more."""
    proposal = at.table(PROPOSAL)
    needed = in_conditions(at.context, at.cell("rule"), "level needed")
    named = is_named(at.row.rule, at.cell("subject"), proposal.column("item"), proposal.column("group"))
    high = f'({proposal.column("kind")}="measure")*({proposal.column("position")}>={needed})'
    return f"SUMPRODUCT({high}*{named})"
