"""Scores: benefit, cost and net of every option in every scenario."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from steelyard.sheets.column_kinds import live
from steelyard.sheets.context import CHOSEN
from steelyard.sheets.formula_text import PERCENT, TOLERANCE, rows_of_block
from steelyard.sheets.portable_text import entry_of_column
from steelyard.sheets.spec import Fixed, Kind, Sheet, Table
from steelyard.weigh.sentences import VERDICTS

if TYPE_CHECKING:
    from steelyard.model.model import Model
    from steelyard.model.parts import Option, Scenario
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import At


class _Score(NamedTuple):
    """What one option is worth in one scenario."""

    d: int
    """Position of the scenario."""
    o: int
    """Position of the option."""
    scenario: Scenario
    option: Option
    benefit: float
    cost: float
    net: float
    rank: int
    place: int
    own_rules: bool
    """Whether all its rules hold that concern no other option."""
    unlocked: bool
    verdict: str
    missing: str
    regret: float
    """NaN where the option is locked."""


def sheet(model: Model) -> Sheet:
    """Scores."""
    return Sheet(
        name="Scores",
        kind=Kind.LIVE,
        title="Scores: benefit, cost and net of every option in every scenario",
        purpose="Points; net is benefit less cost and 0 is holding the current position. The viewpoint is the one on Decide.",
        tables=(_table(model),),
    )


def _table(_: Model) -> Table[_Score]:
    return Table(
        name="scores",
        rows=_rows,
        columns=(
            live("key", "id", 34, "Scenario and option.", lambda at: f"{at.row.scenario.id}/{at.row.option.id}"),
            live("scenario", "name", 30, "Name of the scenario.", lambda at: at.row.scenario.name, _scenario),
            live("option", "name", 30, "Name of the option.", lambda at: at.row.option.name, _option),
            live("benefit", "points", 9, "Points earned: sum over measures of share x linkage x value delivered.", lambda at: at.row.benefit, _benefit),
            live("cost", "points", 9, "Points paid: sum over cost heads of share x cost.", lambda at: at.row.cost, _cost),
            live("net", "signed", 9, "Benefit less cost; 0 is holding the current position.", lambda at: at.row.net, lambda at: f"{at.cell('benefit')}-{at.cell('cost')}"),
            live("rank", "count", 7, "1 for the best; equal nets share a rank.", lambda at: at.row.rank, _rank),
            live("place", "count", 7, "Place in a list sorted by rank; no two share one.", lambda at: at.row.place, _place),
            live("own rules", "count", 7, "1 where all rules that concern no other option hold.", lambda at: _of_rules(at, int(at.row.own_rules)), lambda at: _none_is(at, "own gap", 1)),
            live("unlocked", "count", 9, "1 where all rules hold.", lambda at: _of_rules(at, int(at.row.unlocked)), lambda at: _none_is(at, "holds", 0)),
            live("verdict", "verdict", 13, "Offer, not yet, too dear, hold, or opening.", lambda at: at.row.verdict, _verdict),
            live("what is missing", "text", 60, "What keeps the option locked.", lambda at: _of_rules(at, at.row.missing), _missing),
            live("contender", "signed", 10, "The net, where unlocked.", lambda at: at.row.net if at.row.unlocked else "", _contender),
            live("regret", "points", 8, "Points below the best of the unlocked options and 0, where unlocked.", _regret_value, _regret),
            live("probability", "share", 11, "Probability of the scenario, where given.", _probability_value, _probability),
        ),
    )  # fmt: skip


def _rows(context: Context) -> tuple[_Score, ...]:
    weighing, options = context.weighing, context.model.options
    cost = weighing.cost.tolist()
    benefit, net, regret = weighing.benefit.tolist(), weighing.net.tolist(), weighing.regret.tolist()
    rank, order, verdict = weighing.ranks.tolist(), weighing.order.tolist(), weighing.verdicts.tolist()
    own_rules, unlocked = weighing.own_conditions.tolist(), weighing.unlocked.tolist()
    return tuple(
        _Score(
            d=d,
            o=o,
            scenario=scenario,
            option=option,
            benefit=benefit[o][d],
            cost=cost[o],
            net=net[o][d],
            rank=rank[o][d],
            place=order[o][d],
            own_rules=own_rules[o][d],
            unlocked=unlocked[o][d],
            verdict=VERDICTS[verdict[o][d]],
            missing=weighing.missing(o, d),
            regret=regret[o][d],
        )
        for d, scenario in enumerate(context.model.all_scenarios)
        for o, option in enumerate(options)
    )


def _in_scenario(at: At[_Score], heading: str) -> str:
    """Formula text: the entries of a column in the rows of the same scenario."""
    count = len(at.context.model.options)
    return at.here.part(heading, *rows_of_block(at.row.d, count))


def _conditions(at: At[_Score], heading: str) -> str:
    """Formula text: the entries of a column of Conditions in the rows of the same scenario."""
    count = len(at.context.weighing.conditions)
    return at.table("conditions").part(heading, *rows_of_block(at.row.d, count))


def _of_scenario(at: At[_Score], heading: str) -> str:
    """Formula text: what Delivery says of the row's scenario."""
    return at.table("delivery").lookup(at.table("delivered").cell("id", 1 + at.row.d), heading)


def _of_option(at: At[_Score], heading: str) -> str:
    """Formula text: what Options says of the row's option."""
    return at.table("options").lookup(at.table("effects").cell("id", at.row.o), heading)


def _scenario(at: At[_Score]) -> str:
    return _of_scenario(at, "name")


def _option(at: At[_Score]) -> str:
    return _of_option(at, "name")


def _benefit(at: At[_Score]) -> str:
    first, last = at.context.measures[0], at.context.measures[-1]
    shares = at.table("shares").across(first, last, CHOSEN)
    linkage = at.table("effects").across(first, last, at.row.o)
    delivered = at.table("delivered").across(first, last, 1 + at.row.d)
    return f"SUMPRODUCT({shares},{linkage},{delivered})/{PERCENT}"


def _cost(at: At[_Score]) -> str:
    heads = at.context.heads
    if not heads:
        return "SUMPRODUCT(0)"
    shares = at.table("shares").across(heads[0], heads[-1], CHOSEN)
    return f"SUMPRODUCT({shares},{at.table('effects').across(heads[0], heads[-1], at.row.o)})"


def _rank(at: At[_Score]) -> str:
    # Not RANK, for which nets that differ by less than the tolerance have different ranks.
    return f"1+SUMPRODUCT(({_in_scenario(at, 'net')}>{at.cell('net')}+{TOLERANCE})*1)"


def _place(at: At[_Score]) -> str:
    rank, ranks = at.cell("rank"), _in_scenario(at, "rank")
    to_here = at.here.part("rank", at.place - at.row.o, at.place)
    return f"SUMPRODUCT(({ranks}<{rank})*1)+SUMPRODUCT(({to_here}={rank})*1)"


def _of_rules(at: At[_Score], value: float | str) -> float | str | Fixed:
    """A value that follows from Conditions: a constant where that has no rows."""
    return value if at.context.weighing.conditions else Fixed(value)


def _none_is(at: At[_Score], heading: str, failing: int) -> str:
    """Formula text: 1 where no condition of the option in the scenario has this number under a heading."""
    fails = f"({_conditions(at, 'key')}={at.cell('key')})*({_conditions(at, heading)}={failing})"
    return f"IF(SUMPRODUCT({fails})=0,1,0)"


def _verdict(at: At[_Score]) -> str:
    offer, not_yet, too_dear, hold, opening = (f'"{text}"' for text in VERDICTS)
    pays = f"{at.cell('net')}>=-{TOLERANCE}"
    other = f"IF({at.cell('unlocked')}=1,IF({pays},{offer},{too_dear}),IF({pays},{not_yet},{hold}))"
    return f'IF({_of_option(at, "opening")}="yes",{opening},{other})'


def _missing(at: At[_Score]) -> str:
    # The option's first condition lists what is missing by all of its conditions.
    first = f"MATCH({at.cell('key')},{_conditions(at, 'key')},0)"
    return f'IFERROR({entry_of_column(_conditions(at, "missing"), first)},"")'


def _contender(at: At[_Score]) -> str:
    return f'IF({at.cell("unlocked")}=1,{at.cell("net")},"")'


def _regret_value(at: At[_Score]) -> float | str:
    return "" if math.isnan(at.row.regret) else at.row.regret


def _regret(at: At[_Score]) -> str:
    return f'IF({at.cell("unlocked")}=1,MAX(0,{_in_scenario(at, "contender")})-{at.cell("net")},"")'


def _probability_value(at: At[_Score]) -> float | str:
    probability = at.row.scenario.probability
    return "" if probability is None else probability


def _probability(at: At[_Score]) -> str:
    # A reference to an empty cell gives 0, which is a probability.
    given = _of_scenario(at, "probability")
    return f'IF({given}="","",{given})'
