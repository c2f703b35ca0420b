"""Trade-offs: what one more step brings, and where the order turns."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.contributions import relative_steps
from steelyard.analysis.duels import idle_with
from steelyard.sheets.column_kinds import helper, live, resting
from steelyard.sheets.context import CHOSEN
from steelyard.sheets.formula_text import PERCENT, TOLERANCE, in_first_digits, number_text, plain_number_text
from steelyard.sheets.headings import AFTER_STEP, WHOLE, WITHOUT_SIGNS
from steelyard.sheets.names import LEAD_AHEAD, LEAD_BEHIND, LEAD_POINTS, LEAD_WORDS, NEXT_STEP
from steelyard.sheets.portable_text import entry_of_column
from steelyard.sheets.spec import STAMP_ROW, Formula, HeaderCell, Kind, Sheet, Table, View
from steelyard.weigh import sentences
from steelyard.weigh.next_step import points_after
from steelyard.weigh.score_results import NONE_OF_THEM, break_even_level
from steelyard.weigh.sentences import DISTANCE_DIGITS, distances, tie_shares

if TYPE_CHECKING:
    from steelyard.analysis.arrays import Floats
    from steelyard.model.model import Model
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import At

FIRST = "tradeoffs_first"
"""Name of the cell with the id of the option in first place."""

RESOLUTION = "tradeoffs_resolution"
"""Name of the cell with the resolution."""

HEADER = (FIRST, LEAD_POINTS, LEAD_AHEAD, LEAD_BEHIND, RESOLUTION, LEAD_WORDS)
"""Names of the cells above the table, from the first row on."""


class _TradeOff(NamedTuple):
    """What one criterion means for one option, in the scenario on Decide.

    A number is empty text where there is none. What a cost head has none of is None.
    """

    o: int
    """Position of the option."""
    option: str
    """Its id."""
    criterion: str
    share: float
    points: float
    lead_alone: float
    lead_without: float | str
    idle_end: int
    tie_share: float | str
    distance: float | str
    level: str | None = None
    one_more_step: float | str | None = None
    relative: float | str | None = None
    break_even: str | None = None
    after_step: float | None = None
    """Points that the nearest further step adds."""


def sheet(model: Model) -> Sheet:
    """Trade-offs."""
    return Sheet(
        name="Trade-offs",
        kind=Kind.LIVE,
        title="Trade-offs: what one more step brings, and where the order turns",
        purpose="For the choices on Decide. At its tie share an option ties with the first; there the first ties with holding.",
        head=STAMP_ROW + 7,
        tables=(_table(model),),
        view=View.SCENARIO,
        header=_header,
        cells={name: f"B{row}" for row, name in enumerate(HEADER, STAMP_ROW)},
    )


def _table(_: Model) -> Table[_TradeOff]:
    return Table(
        name="tradeoffs",
        rows=_rows,
        columns=(
            live("key", "id", 38, "Option and criterion.", lambda at: f"{at.row.option}/{at.row.criterion}"),
            live("option", "id", 22, "The option.", lambda at: at.row.option),
            live("criterion", "id", 20, "The measure or cost head.", lambda at: at.row.criterion),
            live("share", "share", 9, "Share of the one budget.", lambda at: at.row.share, _share),
            live("level", "id", 13, "Level delivered; empty for a cost head.", lambda at: at.row.level, _level),
            live("points", "signed", 9, "Points from this criterion.", lambda at: at.row.points, _points),
            live("one more step", "points", 10, "Points that one more delivery step brings; empty at the top.", lambda at: at.row.one_more_step, _one_more_step),
            live("relative", "share", 9, "That gain over the largest such gain of the option.", lambda at: at.row.relative, _relative),
            live("break-even", "id", 13, "Lowest level at which the option pays with all that it requires, the other measures as they are.", lambda at: at.row.break_even, _break_even),
            live("lead alone", "signed", 10, "Lead of the first option if only this criterion counted.", lambda at: at.row.lead_alone, _lead_alone),
            live("lead without", "signed", 10, "Lead of the first option if this criterion did not count.", lambda at: at.row.lead_without, _lead_without),
            helper(live("idle end", "count", 9, "1 where the option and the first earn and cost nothing at one end of the line; that is no tie.", lambda at: at.row.idle_end, _idle_end)),
            live("tie share", "share", 9, "Share at which the option ties with the first, the others in proportion.", lambda at: at.row.tie_share, _tie_share),
            resting(AFTER_STEP, "signed", 10, "Points that the nearest further step adds to the option by this measure.", lambda at: at.row.after_step, _after_step),
            live("distance", "share", 9, "How far that share is from the present one.", lambda at: at.row.distance, _distance),
        ),
    )  # fmt: skip


def _header(context: Context) -> tuple[HeaderCell, ...]:
    """The first option, its lead, and the parts of the sentence about it on Decide."""
    terms, weighing = context.tables["contributions"], context.weighing
    first = entry_of_column(terms.column("id"), f"MATCH(1,{terms.column('place')},0)")
    resolution = context.tables["settings"].lookup('"resolution"', "value")
    ahead, behind, by = sentences.standing(weighing, context.scenario)
    words = sentences.lead_words(by, context.model.settings.resolution)
    shown = (
        ("Option in first place", "stamp", FIRST, Formula(first, context.model.options[context.leader].id)),
        ("Its lead over the second, or over holding", "signed", LEAD_POINTS, _lead_cell(context)),
        ("Who leads", "stamp", LEAD_AHEAD, Formula(_ahead(context), ahead)),
        ("Over whom", "stamp", LEAD_BEHIND, Formula(_behind(context), behind)),
        ("The resolution", "points", RESOLUTION, Formula(resolution, context.model.settings.resolution)),
        ("By how much", "stamp", LEAD_WORDS, Formula(_words(context), words)),
    )
    return tuple(
        cell
        for row, (label, look, name, value) in enumerate(shown, STAMP_ROW)
        for cell in (HeaderCell(row, 1, label, "label"), HeaderCell(row, 2, value, look, name))
    )


def _lead_cell(context: Context) -> Formula:
    """The lead of the first option; below 0 where holding leads it."""
    terms = context.tables["contributions"]
    nets = [
        entry_of_column(terms.column("net"), f"MATCH({place},{terms.column('place')},0)")
        for place in range(1, 1 + min(2, terms.rows))
    ]
    first, second = nets[0], ",".join(("0", *nets[1:]))
    text = f"IF({first}<0,{first},{first}-MAX({second}))"
    return Formula(text, sentences.signed_lead(context.weighing, context.scenario))


def _ahead(context: Context) -> str:
    """Formula text: who leads; holding is a rival with 0 points."""
    decide, hold = context.tables["decide"], context.tables["settings"].lookup('"hold"', "value")
    return f"IF({decide.cell('net', 0)}<-{TOLERANCE},{hold},{decide.cell('option', 0)})"


def _behind(context: Context) -> str:
    """Formula text: who is nearest to the one that leads."""
    decide, hold = context.tables["decide"], context.tables["settings"].lookup('"hold"', "value")
    net, nearest = decide.cell("net", 0), hold
    if decide.rows > 1:
        is_second = f"AND({net}>{TOLERANCE},{decide.cell('net', 1)}>=-{TOLERANCE})"
        nearest = f"IF({is_second},{decide.cell('option', 1)},{hold})"
    return f"IF({net}<-{TOLERANCE},{decide.cell('option', 0)},{nearest})"


def _words(context: Context) -> str:
    """Formula text: the points of the lead, and whether it is clear; rounding never says otherwise."""
    size = f"ABS({context.cell(LEAD_POINTS, here=True)})"
    resolution = context.cell(RESOLUTION, here=True)
    clear, shown = f"{size}>={resolution}-{TOLERANCE}", in_first_digits(size)
    judged = f'IF({clear},"a clear lead","no clear winner")'
    whole = f"ABS({in_first_digits(resolution)}-{resolution})<={TOLERANCE}"
    finest = f"IF({whole},{number_text(resolution)},{plain_number_text(resolution)})"
    points = f'IF({shown}=0,"less than {sentences.LEAST_SHOWN}",{number_text(size)})'
    said = f'{points}&" points: "&{judged}&" (resolution "&{finest}&")."'
    nearly = (
        f'"a little "&IF({clear},"more","less")&" than the resolution of "&{finest}&" points: "&{judged}&"."'
    )
    return f"IF(IF({clear},1,0)=IF({shown}>={resolution}-{TOLERANCE},1,0),{said},{nearly})"


def _rows(context: Context) -> tuple[_TradeOff, ...]:
    model, weighing, d = context.model, context.weighing, context.scenario
    shares, points = weighing.shares.tolist(), weighing.contributions(d).tolist()
    worth = weighing.worth(d)
    alone = worth[context.leader] - worth
    alone[context.leader] = worth[context.leader]
    leads, without = alone.tolist(), _or_blank(_lead_without_each(context, alone))
    ties, away = _or_blank(tie_shares(weighing, d)), _or_blank(distances(weighing, d))
    idle = idle_with(weighing.shares, worth, context.leader).tolist()
    gains = weighing.step_points(d)
    steps, relative = _or_blank(gains), _or_blank(relative_steps(gains))
    enough, levels = weighing.break_even(d).tolist(), model.all_scenarios[d].levels
    stepped = points_after(weighing, d, context.next_steps[d]).tolist()
    rows = []
    for o, option in enumerate(model.options):
        for c, criterion in enumerate(model.criteria):
            row = _TradeOff(
                o=o,
                option=option.id,
                criterion=criterion,
                share=shares[c],
                points=points[o][c],
                lead_alone=leads[o][c],
                lead_without=without[o][c],
                idle_end=int(idle[o][c]),
                tie_share=ties[o][c],
                distance=away[o][c],
            )
            if c < len(levels):
                row = row._replace(
                    level=levels[c],
                    one_more_step=steps[o][c],
                    relative=relative[o][c],
                    after_step=stepped[o][c],
                    break_even=break_even_level(weighing, enough[o][c]),
                )
            rows.append(row)
    return tuple(rows)


def _lead_without_each(context: Context, alone: Floats) -> Floats:
    """[o, c], lead of the first option if the criterion did not count; NaN where it has the whole budget.

    Args:
        context: the model, its weighing, and where everything stands.
        alone: [o, c], its lead if only the criterion counted.
    """
    weighing, net = context.weighing, context.weighing.net[:, context.scenario]
    lead = (net[context.leader] - net)[:, np.newaxis]
    lead[context.leader] = net[context.leader]
    with np.errstate(divide="ignore", invalid="ignore"):
        left: Floats = (lead - weighing.shares * alone) / (1 - weighing.shares)
    return np.where(weighing.whole_budget, np.nan, left)


def _or_blank(values: Floats) -> list[list[float | str]]:
    """Numbers for cells: what does not apply is empty text, as formulas give it."""
    return [["" if math.isnan(value) else value for value in row] for row in values.tolist()]


def _after_step(at: At[_TradeOff]) -> str:
    scenario, heading = (
        at.table("delivered").cell("scenario", CHOSEN),
        at.table("effects").heading_cell(at.row.criterion),
    )
    level = at.table(NEXT_STEP).crossing(scenario, heading)
    after = entry_of_column(_level_values(at), f"MATCH({level},{at.context.level_names()},0)")
    return f"{at.cell('share')}*{_effect(at)}*({after}-{_counts(at)})/{PERCENT}"


def _first(at: At[_TradeOff]) -> str:
    """Reference to the id of the option in first place."""
    return at.context.cell(FIRST, here=True)


def _net(at: At[_TradeOff]) -> str:
    """Reference to the net of the option."""
    return at.table("contributions").cell("net", at.row.o)


def _lead(at: At[_TradeOff]) -> str:
    """Formula text: the lead of the first option over the row's, or over holding in its own rows."""
    return f"({at.table('contributions').lookup(_first(at), 'net')}-{_unless_first(at, _net(at))})"


def _unless_first(at: At[_TradeOff], value: str) -> str:
    """Formula text: a value of the row's option, or 0 in the rows of the first, which stand for holding."""
    return f"IF({at.cell('option')}={_first(at)},0,{value})"


def _effect(at: At[_TradeOff]) -> str:
    """Reference to the option's linkage or cost."""
    return at.table("effects").cell(at.row.criterion, at.row.o)


def _counts(at: At[_TradeOff]) -> str:
    """Reference to what the scenario on Decide delivers on the criterion."""
    return at.table("delivered").cell(at.row.criterion, CHOSEN)


def _level_values(at: At[_TradeOff]) -> str:
    """Formula text: the value of each level of the measure, lowest first."""
    return at.table("delivered").part(at.row.criterion, *at.context.level_rows)


def _is_whole(at: At[_TradeOff]) -> str:
    """Formula text: whether the criterion has the whole budget, so that the others have no proportions."""
    return f"1-{at.cell('share')}<={TOLERANCE}"


def _share(at: At[_TradeOff]) -> str:
    return at.table("shares").cell(at.row.criterion, CHOSEN)


def _level(at: At[_TradeOff]) -> str:
    return at.table("delivery").crossing(at.table("delivered").cell("scenario", CHOSEN), at.cell("criterion"))


def _points(at: At[_TradeOff]) -> str:
    return at.table("contributions").cell(at.row.criterion, at.row.o)


def _one_more_step(at: At[_TradeOff]) -> str:
    level = f"MATCH({at.cell('level')},{at.context.level_names()},0)"
    more = f"({entry_of_column(_level_values(at), f'{level}+1')}-{_counts(at)})"
    gain = f"{at.cell('share')}*{_effect(at)}*{more}/{PERCENT}"
    return f'IF({level}={len(at.context.model.levels)},"",{gain})'


def _relative(at: At[_TradeOff]) -> str:
    step, start = at.cell("one more step"), at.row.o * len(at.context.model.criteria)
    steps = at.here.part("one more step", start, start + len(at.context.measures) - 1)
    largest = f"MAX({steps})"
    return f'IF({step}="","",IF({largest}<={TOLERANCE},"",{step}/{largest}))'


def _break_even(at: At[_TradeOff]) -> str:
    # Values never fall from level to level. So the levels at which the option does not pay come first, and their
    # number is the place before the lowest at which it does.
    terms, effects = at.table("contributions"), at.table("effects")
    required = np.flatnonzero(at.context.weighing.together[at.row.o]).tolist()
    linked = "+".join(effects.cell(at.row.criterion, o) for o in required)
    more = f"({_level_values(at)}-{_counts(at)})"
    net_at_levels = f"{terms.cell(WHOLE, at.row.o)}+{at.cell('share')}*({linked})*{more}/{PERCENT}"
    short = f"SUMPRODUCT(({net_at_levels}<-{TOLERANCE})*1)"
    found = entry_of_column(at.context.level_names(), f"{short}+1")
    return f'IF({short}={len(at.context.model.levels)},"{NONE_OF_THEM}",{found})'


def _lead_alone(at: At[_TradeOff]) -> str:
    effect_of_first = at.table("effects").lookup(_first(at), at.row.criterion)
    return f"({effect_of_first}-{_unless_first(at, _effect(at))})*{_counts(at)}/{PERCENT}"


def _lead_without(at: At[_TradeOff]) -> str:
    share = at.cell("share")
    return f'IF({_is_whole(at)},"",({_lead(at)}-{share}*{at.cell("lead alone")})/(1-{share}))'


def _tie_share(at: At[_TradeOff]) -> str:
    # The first option's lead is a straight line over the share, from `lead without` at 0 to `lead alone` at 1.
    alone, without = at.cell("lead alone"), at.cell("lead without")
    one_side = f"MIN({alone},{without})>{TOLERANCE},MAX({alone},{without})<-{TOLERANCE}"
    flat = f"ABS({without}-{alone})<={TOLERANCE},MAX(ABS({alone}),ABS({without}))<={TOLERANCE}"
    crossing = f"MAX(0,MIN(1,{without}/({without}-{alone})))"
    share = at.cell("share")
    lead = f"{share}*{alone}+(1-{share})*{without}"
    tie = f'IF(ABS({lead})<={TOLERANCE},{share},IF({at.cell("idle end")}=1,"",{crossing}))'
    return f'IF({_is_whole(at)},"",IF(OR({one_side},{flat}),"",{tie}))'


def _idle_end(at: At[_TradeOff]) -> str:
    terms, criterion = at.table("contributions"), at.row.criterion
    effects = _effect(at), at.table("effects").lookup(_first(at), criterion)
    alone = f"MAX({','.join(effects)})*ABS({_counts(at)})/{PERCENT}"
    own = f"{terms.cell(WITHOUT_SIGNS, at.row.o)}-ABS({at.cell('points')})"
    of_first = f"{terms.lookup(_first(at), WITHOUT_SIGNS)}-ABS({terms.lookup(_first(at), criterion)})"
    return f"IF(OR({alone}<={TOLERANCE},MAX({own},{of_first})<={TOLERANCE}),1,0)"


def _distance(at: At[_TradeOff]) -> str:
    tie = at.cell("tie share")
    return f'IF({tie}="","",ROUND(ABS({tie}-{at.cell("share")}),{DISTANCE_DIGITS}))'
