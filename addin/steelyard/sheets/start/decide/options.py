"""The options of one scenario, best first: what each is worth, its verdict, and what trial weights do to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.sheets.column_kinds import live
from steelyard.sheets.context import CHOSEN
from steelyard.sheets.formula_text import TOLERANCE, in_chosen_scenario
from steelyard.sheets.headings import FIRST_WHILE, IN_PLACE, NET_JUDGED, RANK_JUDGED, WHERE_LEVEL
from steelyard.sheets.names import TRIAL_IN_USE
from steelyard.sheets.portable_text import entry_of_column
from steelyard.sheets.spec import Table
from steelyard.weigh import sentences
from steelyard.weigh.score_results import NOTHING

if TYPE_CHECKING:
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import At

LONGEST_BAR, GAINS, LOSES = 6, "█", "▒"
"""Signs in the longest bar, and the signs of which a bar consists, above and below 0."""

UP, DOWN, LIKE = "↑", "↓", "="
"""Whether trial weights put an option higher or lower than it is as judged."""


class Ranked(NamedTuple):
    """How an option does in the chosen scenario, from the chosen viewpoint."""

    id: str
    name: str
    rank: int
    net: float
    bar: str
    verdict: str
    missing: str
    how_firm: str
    net_judged: float
    rank_judged: int


def table() -> Table[Ranked]:
    """The table of options."""
    return Table(
        name="decide",
        rows=ranked,
        columns=(
            live("rank", "count", 7.5, "1 for the best; equal nets share a rank.", lambda at: at.row.rank, lambda at: _in_terms(at, "rank")),
            live("option", "name", 17.3, "Name of the option.", lambda at: at.row.name, lambda at: at.table("options").lookup(_id(at), "name")),
            live("net", "signed", 6.5, "Benefit less cost; 0 is holding the current position.", lambda at: at.row.net, lambda at: _in_terms(at, "net")),
            live("bar", "bar", 8, "The net drawn: dark above 0, light below it; the longest bar is the largest net.", lambda at: at.row.bar, _bar),
            live("verdict", "verdict", 9, "Offer, not yet, too dear, hold, or opening.", lambda at: at.row.verdict, lambda at: in_chosen_scenario(at.context, _id(at), "verdict")),
            live("what is missing", "text", 31.5, "What keeps the option locked, in short; Conditions has it in full.", lambda at: at.row.missing, _missing),
            live("how firm", "text", 26, "The smallest change of one share that would change the first place.", lambda at: at.row.how_firm, _how_firm),
            live(NET_JUDGED, "signed", 7, "Net by the judged weights, while trial weights are in use.", lambda at: _if_on_trial(at, at.row.net_judged), lambda at: _while_on_trial(at, _in_terms(at, NET_JUDGED))),
            live(RANK_JUDGED, "count", 7.6, "Rank by the judged weights, while trial weights are in use.", lambda at: _if_on_trial(at, at.row.rank_judged), lambda at: _while_on_trial(at, _in_terms(at, RANK_JUDGED))),
            live("moved", "bar", 7, "Whether trial weights put it higher (↑), lower (↓) or nowhere else (=).", lambda at: _if_on_trial(at, _moved_value(at.row)), _moved),
        ),
        typed_rows=False,
        least_lines=2,
    )  # fmt: skip


def ranked(context: Context) -> tuple[Ranked, ...]:
    """The options, best first."""
    return context.once(_rows)


def _rows(context: Context) -> tuple[Ranked, ...]:
    weighing, judged, d = context.weighing, context.judged, context.scenario
    largest = float(np.abs(weighing.net[:, d]).max())
    return tuple(
        Ranked(
            id=context.model.options[o].id,
            name=context.model.options[o].name,
            rank=int(weighing.ranks[o, d]),
            net=float(weighing.net[o, d]),
            bar=bar(float(weighing.net[o, d]), largest),
            verdict=sentences.VERDICTS[int(weighing.verdicts[o, d])],
            missing=weighing.missing_in_short(o, d) or NOTHING,
            how_firm=sentences.how_firm(weighing, d, o, short=True),
            net_judged=float(judged.net[o, d]),
            rank_judged=int(judged.ranks[o, d]),
        )
        for o in np.argsort(weighing.order[:, d]).tolist()
    )


def bar(net: float, largest: float) -> str:
    """A net drawn with signs.

    >>> bar(14.2, 14.2), bar(-3.0, 14.2), bar(0.0, 0.0)
    ('██████', '▒', '')
    """
    length = 0 if largest <= 0 else int(LONGEST_BAR * abs(net) / largest + 0.5 + 1e-9)
    return (LOSES if net < 0 else GAINS) * length


def _bar(at: At[Ranked]) -> str:
    nets, net = at.table("contributions").column("net"), at.cell("net")
    largest = f"MAX(MAX({nets}),-MIN({nets}))"
    # Where a length is a half, the last digits of the nets must not decide.
    length = f"ROUND({LONGEST_BAR}*ABS({net})/{largest}+{TOLERANCE},0)"
    return f'IF({largest}<=0,"",REPT(IF({net}<0,"{LOSES}","{GAINS}"),{length}))'


def _id(at: At[Ranked]) -> str:
    """Reference to the id of the option at the row's place."""
    return at.table("contributions").cell(IN_PLACE, at.place)


def _in_terms(at: At[Ranked], heading: str) -> str:
    """Formula text: what Contributions says of the row's option."""
    return at.table("contributions").lookup(_id(at), heading)


def _missing(at: At[Ranked]) -> str:
    conditions = at.table("conditions")
    key = f'{at.table("delivered").cell("scenario", CHOSEN)}&"/"&{_id(at)}'
    found = entry_of_column(conditions.column("in short"), f"MATCH({key},{conditions.column('key')},0)")
    # No condition, and none that fails, leave nothing missing.
    return f'IF(IFERROR({found},"")="","{NOTHING}",{found})'


def _how_firm(at: At[Ranked]) -> str:
    return _first_while(at) if at.place == 0 else _level_at(at)


def _first_while(at: At[Ranked]) -> str:
    """Formula text for the first row: the nearest tie of any option with the first, or of the first with holding."""
    terms = at.table("contributions")
    ties, net = terms.column("nearest tie"), at.cell("net")
    nearest = f"MIN({ties})"
    words = entry_of_column(terms.column(FIRST_WHILE), f"MATCH(MIN({ties}),{ties},0)")
    firm = f'IF(COUNT({ties})=0,"{sentences.ALWAYS_FIRST}",IF({nearest}=0,"{sentences.SHARED}",{words}))'
    shared = f"OR(COUNTIF({at.here.column('rank')},1)>1,{net}<={TOLERANCE})"
    hold = at.table("settings").lookup('"hold"', "value")
    where = _in_terms(at, WHERE_LEVEL)
    behind = f'IF({where}="","{sentences.NO_TIE_WITH}"&{hold},"{sentences.LEVEL_WITH}"&{hold}&" "&{where})'
    return f'IF({net}<-{TOLERANCE},{behind},IF({shared},"{sentences.SHARED}",{firm}))'


def _level_at(at: At[Ranked]) -> str:
    """Formula text for the other rows: the nearest tie of the row's option with the first."""
    nearest = _in_terms(at, "nearest tie")
    words = f'"{sentences.LEVEL} "&{_in_terms(at, WHERE_LEVEL)}'
    apart = f'IF({nearest}="","{sentences.NO_TIE}",IF({nearest}=0,"{sentences.EQUAL}",{words}))'
    return f'IF({at.cell("rank")}=1,"{sentences.EQUAL}",{apart})'


def _if_on_trial(at: At[Ranked], value: float | str) -> float | str:
    """The value while trial weights are in use; else empty text."""
    return value if at.context.weighing.on_trial else ""


def _while_on_trial(at: At[Ranked], text: str) -> str:
    return f'IF({at.context.cell(TRIAL_IN_USE)}=1,{text},"")'


def _moved_value(row: Ranked) -> str:
    return UP if row.rank < row.rank_judged else DOWN if row.rank > row.rank_judged else LIKE


def _moved(at: At[Ranked]) -> str:
    now, judged = at.cell("rank"), at.cell(RANK_JUDGED)
    return _while_on_trial(at, f'IF({now}<{judged},"{UP}",IF({now}>{judged},"{DOWN}","{LIKE}"))')
