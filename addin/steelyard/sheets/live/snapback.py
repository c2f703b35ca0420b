"""Snapback: how much of each option is taken back where what it was given for falls short."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.model.parts import THRESHOLD_KINDS
from steelyard.sheets.column_kinds import live
from steelyard.sheets.context import CHOSEN
from steelyard.sheets.formula_text import PERCENT, TOLERANCE, option_cost
from steelyard.sheets.portable_text import greatest
from steelyard.sheets.rule_columns import rule_columns
from steelyard.sheets.spec import Kind, Sheet, Table, View
from steelyard.weigh.plan_results import fallen_short

if TYPE_CHECKING:
    from collections.abc import Callable

    from steelyard.model.model import Model
    from steelyard.model.parts import Option, Rule
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import At, Column


class _Withdrawal(NamedTuple):
    """What a rule on measures withdraws of its option in the scenario on Decide."""

    option: Option
    short: bool
    """Whether the levels of the measures are too low."""
    withdraws: float
    """Share of what can be taken back that the rule withdraws when they do."""
    cost: float
    """Points that the option costs our side."""
    worth: float | None
    """Points that the option is worth to the counterpart; None where there is none."""

    @property
    def can_go(self) -> float:
        """Share of the option that can be taken back."""
        return self.option.snapback or 0.0

    @property
    def share(self) -> float:
        """Share of the option that is taken back."""
        return self.can_go * self.withdraws if self.short else 0.0


class _Row(NamedTuple):
    """A rule, and what it withdraws; None for a rule that names no measures."""

    rule: Rule
    withdrawal: _Withdrawal | None
    most: float
    """The greatest share that any rule of the option withdraws."""


def sheet(model: Model) -> Sheet:
    """Snapback."""
    return Sheet(
        name="Snapback",
        kind=Kind.LIVE,
        title="Snapback: which shortfall withdraws what",
        purpose="One row for each rule: whether its measures stand high enough in the scenario on Decide and, where they do not, how much of "
        "its option is taken back, for what that can be. Of several rules of an option the greatest counts.",
        tables=(_table(model),),
        since=3,
        view=View.SCENARIO,
    )


def _table(_: Model) -> Table[_Row]:
    return Table(
        name="snapback",
        rows=_rows,
        columns=(
            *rule_columns(40),
            _of_measures("holds", "count", 7, "1 where the measures stand high enough in the scenario; empty for rules that name none.", lambda found: int(not found.short), _holds),
            _of_measures("can go", "share", 9, "Share of the option that can be taken back.", lambda found: found.can_go, _can_go),
            _of_measures("withdraws", "share", 10, "Share of that which the rule withdraws when it falls short.", lambda found: found.withdraws, _withdraws),
            _of_measures("withdrawn", "share", 10, "Share of the option that is taken back in the scenario.", lambda found: found.share, _withdrawn),
            live("counts", "count", 7, "1 where no other rule of the option withdraws more.", _counts_value, _counts),
            _of_measures("back to us", "points", 9, "What our side recovers by that.", lambda found: found.share * found.cost, _back),
            _of_measures("they lose", "points", 9, "What the other side loses by that.", lambda found: None if found.worth is None else found.share * found.worth, _lost),
            _of_measures("after phases", "count", 8, "Phases until it is back.", lambda found: int(found.option.delay or 0), _delay),
        ),
    )  # fmt: skip


def _of_measures(
    heading: str,
    look: str,
    width: float,
    meaning: str,
    value: Callable[[_Withdrawal], float | None],
    formula: Callable[[At[_Row]], str],
) -> Column[_Row]:
    """A column that is empty for rules that name no measures."""

    def of_row(at: At[_Row]) -> float | None:
        return None if at.row.withdrawal is None else value(at.row.withdrawal)

    return live(heading, look, width, meaning, of_row, formula)


def _rows(context: Context) -> tuple[_Row, ...]:
    rules = context.model.rules
    found = [_withdrawal(context, rule) if rule.kind in THRESHOLD_KINDS else None for rule in rules]
    most: dict[str, float] = {}
    for each in found:
        if each is not None:
            most[each.option.id] = max(each.share, most.get(each.option.id, 0.0))
    return tuple(
        _Row(rule, each, most.get(rule.option, 0.0)) for rule, each in zip(rules, found, strict=True)
    )


def _withdrawal(context: Context, rule: Rule) -> _Withdrawal:
    model = context.model
    place = [option.id for option in model.options].index(rule.option)
    worth = None
    if model.counterparts:
        party = model.counterparts[0]
        worth = PERCENT * party.worth[place] / party.budget
    return _Withdrawal(
        option=model.options[place],
        short=fallen_short(context.weighing, rule, context.scenario),
        withdraws=1.0 if rule.withdraws is None else rule.withdraws,
        cost=float(context.weighing.cost[place]),
        worth=worth,
    )


def _holds(at: At[_Row]) -> str:
    waits, chosen = at.table("conditions"), at.table("delivered").cell("scenario", CHOSEN)
    which = f"({waits.column('scenario')}={chosen})*({waits.column('condition')}={at.cell('rule')})"
    return f"SUMPRODUCT({which}*({waits.column('holds')}=1))"


def _can_go(at: At[_Row]) -> str:
    # Adding 0 makes a number of an empty cell.
    return f"0+{at.table('options').lookup(at.cell('option'), 'snapback')}"


def _withdraws(at: At[_Row]) -> str:
    withdraws = at.table("rules").lookup(at.cell("rule"), "withdraws")
    return f'IF({withdraws}="",1,{withdraws})'


def _withdrawn(at: At[_Row]) -> str:
    return f"(1-{at.cell('holds')})*{at.cell('can go')}*{at.cell('withdraws')}"


def _counts_value(at: At[_Row]) -> float | None:
    found = at.row.withdrawal
    return None if found is None else int(0 < found.share >= at.row.most)


def _counts(at: At[_Row]) -> str:
    own = at.cell("withdrawn")
    same = f"({at.here.column('option')}={at.cell('option')})"
    most = greatest(f"{same}*{at.here.column('withdrawn')}")
    return f"IF(AND({own}>0,{own}>={most}-{TOLERANCE}),1,0)"


def _back(at: At[_Row]) -> str:
    return f"{at.cell('withdrawn')}*{option_cost(at.context, at.cell('option'))}"


def _lost(at: At[_Row]) -> str:
    item = f'{at.table("parties").cell("party", 1)}&"/option/"&{at.cell("option")}'
    return f"{at.cell('withdrawn')}*{at.table('party_points').lookup(item, 'points')}"


def _delay(at: At[_Row]) -> str:
    return f"0+{at.table('options').lookup(at.cell('option'), 'delay')}"
