"""Snapback: how much of each option is taken back where what it was given for falls short, live."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.sheets.context import CHOSEN
from steelyard.sheets.formula_text import PERCENT, TOLERANCE
from steelyard.sheets.spec import Formula
from steelyard.sheets.standing import named_rule
from steelyard.weigh import conditions as words
from steelyard.weigh.plan_results import fallen_short

if TYPE_CHECKING:
    from steelyard.model.parts import Option, Rule
    from steelyard.sheets.context import Context
    from steelyard.sheets.shares import Rows
    from steelyard.sheets.spec import Content


class _Taken(NamedTuple):
    """What the engine says of one rule in the scenario on Decide."""

    option: Option
    place: int
    """Position of the option."""
    short: bool
    """Whether its measures stand too low; False for a rule that names none."""
    withdraws: float

    @property
    def share(self) -> float:
        """Share of the option that is taken back."""
        return (self.option.snapback or 0.0) * self.withdraws if self.short else 0.0


def snapback(book: Context) -> Rows:
    """One row a rule."""
    taken = [_taken(book, rule) for rule in book.model.rules]
    return tuple(_row(book, row, taken) for row in range(len(taken)))


def _taken(book: Context, rule: Rule) -> _Taken:
    place = [option.id for option in book.model.options].index(rule.option)
    short = rule.kind in words.THRESHOLD_KINDS and fallen_short(book.weighing, rule, book.scenario)
    withdraws = 1.0 if rule.withdraws is None else rule.withdraws
    return _Taken(book.model.options[place], place, short, withdraws)


def _row(book: Context, row: int, taken: list[_Taken]) -> tuple[Content, ...]:
    rule, found = book.model.rules[row], taken[row]
    here, options = book.tables["snapback"].here, book.tables["options"]
    own, option = here.cell("rule", row), here.cell("option", row)
    first = named_rule(book, "snapback", row)[:3]
    if rule.kind not in words.THRESHOLD_KINDS:
        return (*first, *[None] * 8)
    withdraws = book.tables["rules"].lookup(own, "withdraws")
    short = f"(1-{here.cell('holds', row)})"
    most = max(each.share for each in taken if each.option.id == rule.option)
    return (
        *first,
        Formula(_holds(book, own), int(not found.short)),
        Formula(f"0+{options.lookup(option, 'snapback')}", found.option.snapback or 0.0),
        Formula(f'IF({withdraws}="",1,{withdraws})', found.withdraws),
        Formula("*".join((short, here.cell("can go", row), here.cell("withdraws", row))), found.share),
        Formula(_counts(book, row), int(found.share > 0 and found.share >= most)),
        *_worth(book, row, found),
        Formula(f"0+{options.lookup(option, 'delay')}", int(found.option.delay or 0)),
    )


def _holds(book: Context, rule: str) -> str:
    """Formula text: whether a rule holds by itself in the scenario on Decide, as Conditions has it."""
    waits, chosen = book.tables["conditions"], book.tables["delivered"].cell("scenario", CHOSEN)
    which = f"({waits.column('scenario')}={chosen})*({waits.column('condition')}={rule})"
    return f"SUMPRODUCT({which}*({waits.column('holds')}=1))"


def _counts(book: Context, row: int) -> str:
    here = book.tables["snapback"].here
    own = here.cell("withdrawn", row)
    same = f"({here.column('option')}={here.cell('option', row)})"
    most = f"SUMPRODUCT(MAX({same}*{here.column('withdrawn')}))"
    return f"IF(AND({own}>0,{own}>={most}-{TOLERANCE}),1,0)"


def _worth(book: Context, row: int, found: _Taken) -> tuple[Content, Content]:
    """What our side recovers, and what the other loses, in points."""
    here = book.tables["snapback"].here
    option, share = here.cell("option", row), here.cell("withdrawn", row)
    key = f'{book.tables["delivered"].cell("id", 1)}&"/"&{option}'
    back = Formula(
        f"{share}*{book.tables['scores'].lookup(key, 'cost')}",
        found.share * float(book.weighing.cost[found.place]),
    )
    if not book.model.counterparts:
        return back, None
    party, points = book.model.counterparts[0], book.tables["party_points"]
    item = f'{book.tables["parties"].cell("party", 1)}&"/option/"&{option}'
    worth = PERCENT * party.worth[found.place] / sum((*party.worth, *party.burden))
    return back, Formula(f"{share}*{points.lookup(item, 'points')}", found.share * worth)
