"""Scores: benefit, cost and net of every option in every scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.sheets.column_kinds import helper, live, wide
from steelyard.sheets.context import ALL, CHOSEN
from steelyard.sheets.formula_text import PERCENT, TOLERANCE, rows_of_block
from steelyard.sheets.headings import BY_WEIGHTS_OF, DELIVERED_IN, LINKAGE_OF, WHOLE, stakeholders_asked
from steelyard.sheets.portable_text import entry_of_column, greatest
from steelyard.sheets.spec import Fixed, Kind, Sheet, Table, View
from steelyard.weigh import standing_offers as offers
from steelyard.weigh.issues import track_of
from steelyard.weigh.sentences import VERDICTS

if TYPE_CHECKING:
    from steelyard.model.model import Model
    from steelyard.model.parts import Option, Scenario
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import At, Column


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
    whole: float
    """The net with all that the option requires."""
    rank: int
    place: int
    own_rules: bool
    """Whether all its rules hold that concern no other option."""
    unlocked: bool
    verdict: str
    missing: str
    gained: float
    """The lesser of net and whole where the option is unlocked, else 0 for holding."""
    attainable: float
    """The best gain in place of the option."""
    regret: float


def sheet(model: Model) -> Sheet:
    """Scores."""
    return Sheet(
        name="Scores",
        kind=Kind.LIVE,
        view=View.VIEWPOINT,
        title="Scores: benefit, cost and net of every option in every scenario",
        purpose="Points; net is benefit less cost and 0 is holding the current position. The viewpoint is the one on Decide. "
        "One delivery counts for every option that is linked to it, so nets of several options cannot be added.",
        tables=(_table(model),),
    )


def _table(model: Model) -> Table[_Score]:
    return Table(
        name="scores",
        rows=_rows,
        columns=(
            live("key", "id", 34, "Scenario and option.", lambda at: f"{at.row.scenario.id}/{at.row.option.id}"),
            live("scenario", "name", 30, "Name of the scenario.", lambda at: at.row.scenario.name, _scenario),
            live("option", "name", 30, "Name of the option.", lambda at: at.row.option.name, _option),
            live("benefit", "points", 9, "Points earned: sum over measures of share x linkage x value delivered.", lambda at: at.row.benefit, _benefit),
            live("cost", "points", 9, "Points paid: sum over cost heads of share x cost.", lambda at: at.row.cost, _cost),
            live("net", "signed", 9, "Benefit less cost; 0 is holding the current position.", lambda at: at.row.net, lambda at: f"{at.cell('benefit')}-{at.here.cell('cost', at.row.o)}"),
            live(WHOLE, "signed", 11, "Sum of the nets of the option and of all that it requires; the verdict follows it.", lambda at: at.row.whole, _whole),
            live("rank", "count", 7, "1 for the best; equal nets share a rank.", lambda at: at.row.rank, _rank),
            helper(live("place", "count", 7, "Place in a list sorted by rank; no two share one.", lambda at: at.row.place, _place)),
            helper(live("own rules", "count", 7, "1 where all rules that concern no other option hold.", lambda at: _of_rules(at, int(at.row.own_rules)), lambda at: _none_is(at, "own gap", 1))),
            live("unlocked", "count", 9, "1 where all rules hold.", lambda at: _of_rules(at, int(at.row.unlocked)), lambda at: _none_is(at, "holds", 0)),
            live("verdict", "verdict", 13, "Offer, not yet, too dear, hold, or opening.", lambda at: at.row.verdict, _verdict),
            live("what is missing", "text", 60, "What keeps the option locked.", lambda at: _of_rules(at, at.row.missing), _missing),
            live("track", "id", 14, "Track of the option; its id where it has none.", lambda at: track_of(at.row.option), _track),
            live("gained", "signed", 10, "What its choice gains: where unlocked the net or the net with all it requires, whichever is less; 0 for holding elsewhere.", lambda at: at.row.gained, _gained),
            live("attainable", "points", 10, "The best that could be gained in its place, by another option or by holding; for an opening, by its own track or by holding.", lambda at: at.row.attainable, _attainable),
            live("regret", "points", 8, "Points that its choice gains less than that.", lambda at: at.row.regret, lambda at: f"{at.cell('attainable')}-{at.cell('gained')}"),
            live("probability", "share", 11, "Probability of the scenario, where given.", _probability_value, _probability),
            *map(_net_of, stakeholders_asked(model), range(len(model.stakeholders))),
        ),
    )  # fmt: skip


def _net_of(stakeholder: str, place: int) -> Column[_Score]:
    """The net by the weights of a stakeholder, whose place among the stakeholders is given."""

    def value(at: At[_Score]) -> float:
        return float(at.context.weighing.stakeholder_nets[place, at.row.o, at.row.d])

    def formula(at: At[_Score]) -> str:
        first, last = at.context.model.criteria[0], at.context.model.criteria[-1]
        shares = at.table("shares").across(first, last, ALL + 1 + place)
        effects = at.table("effects").across(first, last, at.row.o)
        return f"SUMPRODUCT({shares},{effects},{at.table('delivered').across(first, last, 1 + at.row.d)})/{PERCENT}"

    meaning = "Net by the stakeholder's own weights, where a rule asks stakeholders to accept."
    heading = BY_WEIGHTS_OF + stakeholder
    return live(heading, "signed", wide(heading), meaning, value, formula)


def _rows(context: Context) -> tuple[_Score, ...]:
    weighing, options = context.weighing, context.model.options
    cost = weighing.cost.tolist()
    benefit, net, whole = weighing.benefit.tolist(), weighing.net.tolist(), weighing.whole.tolist()
    gained, attainable, regret = (
        of(weighing).tolist() for of in (offers.gained, offers.attainable, offers.regret)
    )
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
            whole=whole[o][d],
            rank=rank[o][d],
            place=order[o][d],
            own_rules=own_rules[o][d],
            unlocked=unlocked[o][d],
            verdict=VERDICTS[verdict[o][d]],
            missing=weighing.missing(o, d),
            gained=gained[o][d],
            attainable=attainable[o][d],
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
    by_measure = at.table("by_measure")
    linkage = by_measure.column(LINKAGE_OF + at.row.option.id)
    delivered = by_measure.column(DELIVERED_IN + at.row.scenario.id)
    return f"SUMPRODUCT({by_measure.column('share')},{linkage},{delivered})/{PERCENT}"


def _cost(at: At[_Score]) -> str:
    heads = at.context.heads
    if at.row.d:
        return at.here.cell("cost", at.row.o)
    if not heads:
        return "SUMPRODUCT(0)"
    shares = at.table("shares").across(heads[0], heads[-1], CHOSEN)
    return f"SUMPRODUCT({shares},{at.table('effects').across(heads[0], heads[-1], at.row.o)})"


def _whole(at: At[_Score]) -> str:
    """What an option requires decides which formula stands here, as on Conditions."""
    first = at.place - at.row.o
    required = np.flatnonzero(at.context.weighing.together[at.row.o]).tolist()
    return "+".join(at.here.cell("net", first + o) for o in required)


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
    pays = f"{at.cell(WHOLE)}>=-{TOLERANCE}"
    other = f"IF({at.cell('unlocked')}=1,IF({pays},{offer},{too_dear}),IF({pays},{not_yet},{hold}))"
    return f'IF({_of_option(at, "opening")}="yes",{opening},{other})'


def _missing(at: At[_Score]) -> str:
    # The option's first condition lists what is missing by all of its conditions.
    first = f"MATCH({at.cell('key')},{_conditions(at, 'key')},0)"
    return f'IFERROR({entry_of_column(_conditions(at, "missing"), first)},"")'


def _track(at: At[_Score]) -> str:
    track = _of_option(at, "track")
    return f'IF({track}="","/"&{at.table("effects").cell("id", at.row.o)},{track})'


def _gained(at: At[_Score]) -> str:
    return f"IF({at.cell('unlocked')}=1,MIN({at.cell('net')},{at.cell(WHOLE)}),0)"


def _attainable(at: At[_Score]) -> str:
    gained = _in_scenario(at, "gained")
    of_track = greatest(f"({_in_scenario(at, 'track')}={at.cell('track')})*{gained}")
    best = f'IF({_of_option(at, "opening")}="yes",{of_track},MAX({gained}))'
    return f"MAX(0,{best})"


def _probability_value(at: At[_Score]) -> float | str:
    probability = at.row.scenario.probability
    return "" if probability is None else probability


def _probability(at: At[_Score]) -> str:
    # A reference to an empty cell gives 0, which is a probability.
    given = _of_scenario(at, "probability")
    return f'IF({given}="","",{given})'
