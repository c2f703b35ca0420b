"""Parties: who accepts the tabled package, and what each side concedes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from steelyard.analysis.packages.packages import TICKS
from steelyard.model.parts import PartyRole
from steelyard.sheets.column_kinds import helper, live
from steelyard.sheets.formula_text import HALF_A_TENTH, in_ticks, number_text, rounding_of_worth
from steelyard.sheets.headings import (
    AT_FIRST,
    FUTURE_NEEDED,
    FUTURE_STATED,
    FUTURE_WORDS,
    GIVES,
    NO_DEAL,
    NO_DEAL_CHANGE,
    NO_DEAL_LAST,
    NO_DEAL_TYPED,
    OURS,
    POINTS_FOR,
    PROPOSAL,
    PROPOSAL_POINTS,
    ROLE,
)
from steelyard.sheets.names import TRIAL_IN_USE
from steelyard.sheets.plan_sides import (
    THEM,
    US,
    few,
    half_steps_shown,
    last_needed,
    no_deal_in,
    stated_future,
    stops_count,
)
from steelyard.sheets.spec import Kind, Sheet, Table, View
from steelyard.weigh.bargain import BEST_FOR
from steelyard.weigh.plan_sentences import ENOUGH, NEEDED_AFTER, STATED, future_words, futures
from steelyard.weigh.proposal import OUR_SIDE
from steelyard.weigh.trial_sentences import AS_JUDGED

if TYPE_CHECKING:
    from collections.abc import Callable

    from steelyard.model.model import Model
    from steelyard.model.parts import Counterpart, Settings
    from steelyard.sheets.context import Context
    from steelyard.sheets.plan_sides import Side
    from steelyard.sheets.spec import At
    from steelyard.weigh.plan_sentences import Future
    from steelyard.weigh.proposal import PartyStanding


class _Party(NamedTuple):
    """What the proposal gives one party."""

    place: int
    """0 for our side, then the counterparts."""
    standing: PartyStanding
    budget: float | None
    """Points that a counterpart gave to options and measures; our side has none."""
    best: float | None
    """The best that a party that bargains could get in the zone of agreement; None where there is none."""
    at_first: float
    """What it has before anything is delivered or released."""
    party: Settings | Counterpart
    """Where it is judged what it gets with no deal."""


def sheet(model: Model) -> Sheet:
    """Parties."""
    return Sheet(
        name="Parties",
        kind=Kind.LIVE,
        title="Parties: who accepts the tabled package, and what each side concedes",
        purpose="What the package on the sheet Package gives each party, beside what it has with no deal. A side concedes "
        "the share of its range, from no deal to the best it could get in the zone of agreement, that the package leaves it short of.",
        tables=(_table(model),),
        since=3,
        view=View.VIEWPOINT,
        mixed=True,
    )


def _table(_: Model) -> Table[_Party]:
    return Table(
        name="parties",
        rows=_rows,
        columns=(
            live("party", "id", 22, "our side, or the id of the counterpart.", lambda at: at.row.standing.id),
            live("name", "name", 30, "Name of the party.", lambda at: at.row.standing.name, _name),
            live(ROLE, "name", 15, "Our side; a counterpart that bargains; one that must consent; or one that is shown and has no say.", lambda at: str(at.row.standing.role), _role),
            live("budget", "weight", 10, "Points that the party gave in all; only the proportions count.", lambda at: at.row.budget, _budget),
            live(PROPOSAL_POINTS, "points", 10, "What the tabled package gives it.", lambda at: at.row.standing.gets, _gets),
            live(NO_DEAL, "points", 9, "What it gets with no deal now; packages are compared with it.", lambda at: at.row.standing.no_deal, _no_deal),
            live("gain", "signed", 9, "The difference.", lambda at: at.row.standing.gain, lambda at: f"{at.cell(PROPOSAL_POINTS)}-{at.cell(NO_DEAL)}"),
            live(
                "accepts", "id", 9, "yes where it gets at least what it has with no deal; rounding of single terms never decides.",
                lambda at: "yes" if at.row.standing.accepts else "no",
                lambda at: f'IF({at.cell("gain")}>=-({rounding_of_worth(at.context)}),"yes","no")',
            ),
            replace(
                live("best", "points", 9, "The best that a party that bargains could get in the zone of agreement, as on Concessions.", _best_value, _best),
                rests_on_computed=True,
            ),
            replace(
                live("concedes", "share", 11, "How far the package leaves it short of that, as a share of its range from no deal.", _concedes_value, _concedes),
                rests_on_computed=True,
            ),
            live(AT_FIRST, "points", 9, "What the party has before anything is delivered or released.", lambda at: at.row.at_first, _at_first),
            live(FUTURE_STATED, "points", 9, "What the time after the plan is stated to be worth to a side of the ledger.", _of_future(lambda future: future.stated), lambda at: stated_future(at.context, _side(at))),
            live(FUTURE_NEEDED, "points", 9, "The least that is enough for it to go on throughout, rounded up.", _of_future(lambda future: future.least), _future_needed),
            live(FUTURE_WORDS, "text", 60, "Both in words; empty where the side needs no future.", _of_future(future_words), _future_words),
            live(NO_DEAL_CHANGE, "points", 9, "Points by which what it gets with no deal rises from one phase of the plan to the next.", lambda at: at.row.party.reservation_change or 0.0, _change),
            live(NO_DEAL_LAST, "points", 9, "What it gets with no deal in the last phase of the plan.", _last_value, _last),
            helper(live(NO_DEAL_TYPED, "points", 9, "What it gets with no deal now, before it is rounded.", lambda at: at.row.party.reservation or 0.0, _typed)),
        ),
    )  # fmt: skip


def _rows(context: Context) -> tuple[_Party, ...]:
    judged: list[Settings | Counterpart] = [context.model.settings, *context.model.counterparts]
    budgets = (None, *(party.budget for party in context.model.counterparts))
    return tuple(
        _Party(
            place,
            standing,
            budgets[place],
            context.deal.ideals[place],
            _has_at_first(context, place),
            judged[place],
        )
        for place, standing in enumerate(context.parties)
    )


def _has_at_first(context: Context, place: int) -> float:
    """Points that a party has before anything is delivered: 0, or less where a lowest level takes effort."""
    ticks = (int(context.choices[place][m][0]) for m in range(len(context.measures))) if place else ()
    return sum(ticks) / TICKS


def _name(at: At[_Party]) -> str:
    return at.cell("party") if at.place else at.table("settings").lookup('"our_side"', "value")


def _role(at: At[_Party]) -> str:
    if not at.place:
        return f'"{OUR_SIDE}"'
    counterpart, row = at.table("counterpart"), f'{at.cell("party")}&"/reservation/"'
    role = counterpart.lookup(row, ROLE)
    none = f'{counterpart.lookup(row, "weight")}=""'
    further = f'IF({none},"{PartyRole.IS_SHOWN}","{PartyRole.MUST_CONSENT}")'
    first = f"{at.cell('party')}={at.here.cell('party', 1)}"
    return f'IF({role}<>"",{role},IF({first},"{PartyRole.BARGAINS}",{further}))'


def _budget(at: At[_Party]) -> str:
    points = at.table("party_points")
    return f"SUMPRODUCT(({points.column('party')}={at.cell('party')})*{points.column('weight')})"


def _gets(at: At[_Party]) -> str:
    if not at.place:
        return f"SUM({at.table(PROPOSAL).column(OURS)})"
    given = at.table("party_points")
    return f"SUMPRODUCT(({given.column('party')}={at.cell('party')})*{given.column(GIVES)})"


def _no_deal(at: At[_Party]) -> str:
    floor = at.table("settings").lookup('"reservation"', "value")
    if at.place:
        floor = at.table("counterpart").lookup(f'{at.cell("party")}&"/reservation/"', "weight")
    return f'IF({floor}="",0,{in_ticks(floor)})'


def _typed(at: At[_Party]) -> str:
    return _judged(at, "reservation")


def _change(at: At[_Party]) -> str:
    return _judged(at, "reservation_change")


def _last_value(at: At[_Party]) -> float | None:
    course = at.context.course
    return None if course is None else float(course.no_deals(course.places)[-1, at.place] / TICKS)


def _last(at: At[_Party]) -> str:
    return no_deal_in(at.context, at.place, f"MAX({at.table('plan_steps').column('phase')})")


def _judged(at: At[_Party], name: str) -> str:
    """Formula text: a number about the party, on Read me or on Counterpart; 0 where it is not given."""
    found = at.table("settings").lookup(f'"{name}"', "value")
    if at.place:
        found = at.table("counterpart").lookup(f'{at.cell("party")}&"/{name}/"', "weight")
    return f"IFERROR({found}+0,0)"


def _best_value(at: At[_Party]) -> float | str:
    if at.context.weighing.on_trial:
        return AS_JUDGED
    return "" if at.row.best is None else at.row.best


def _best(at: At[_Party]) -> str:
    """Formula text: as judged, while trial weights are in use: the package is then worth something else."""
    return f'IF({at.context.cell(TRIAL_IN_USE)}=1,"{AS_JUDGED}",{_found_best(at)})'


def _found_best(at: At[_Party]) -> str:
    found = at.table("concessions")
    if at.place < 2:
        us_or_them = ("us", "them")[at.place]
        best = found.lookup(f'"best for {us_or_them}"', us_or_them)
        return f'IF({best}="","",{best})'
    # A further counterpart has a row there only if it bargained when the table was computed.
    best = found.lookup(f'"{BEST_FOR}"&{at.cell("party")}', POINTS_FOR + at.row.standing.id)
    return f'IFERROR(IF({best}="","",{best}),"")'


def _concedes_value(at: At[_Party]) -> float | str:
    if at.context.weighing.on_trial:
        return AS_JUDGED
    share = None if at.row.best is None else at.row.standing.concedes(at.row.best)
    return "" if share is None else share


def _concedes(at: At[_Party]) -> str:
    best = at.cell("best")
    span = f"({best}-{at.cell(NO_DEAL)})"
    share = f"MIN(1,MAX(0,({best}-{at.cell(PROPOSAL_POINTS)})/{span}))"
    on_trial = f"{at.context.cell(TRIAL_IN_USE)}=1"
    return f'IF({on_trial},"{AS_JUDGED}",IF({best}="","",IF({span}<={rounding_of_worth(at.context)},"",{share})))'


def _at_first(at: At[_Party]) -> str:
    points = at.table("party_points")
    return f"SUMPRODUCT(({points.column('party')}={at.cell('party')})*{points.column(AT_FIRST)})"


def _future(at: At[_Party]) -> Future | None:
    """What the party needs of the time after the plan; None where there is no plan, and for further counterparts."""
    course = at.context.course
    if course is None or at.place > THEM.place:
        return None
    shown = course.halves[: half_steps_shown(at.context, course)]
    return futures(course, course.places, shown)[at.place]


def _of_future(of: Callable[[Future], float | str]) -> Callable[[At[_Party]], float | str | None]:
    """The value of a column about that; empty where there is none."""

    def value(at: At[_Party]) -> float | str | None:
        future = _future(at)
        return None if future is None else of(future)

    return value


def _side(at: At[_Party]) -> Side:
    return (US, THEM)[at.place]


def _future_needed(at: At[_Party]) -> str:
    most = f"MAX({at.table('plan_ledger').column(_side(at).future)})"
    # Rounded up: more than half a tick above a tenth counts as the next tenth.
    return f"MAX(0,ROUND({most}-({few(at.table('plan_steps'))})+{HALF_A_TENTH},1))"


def _future_words(at: At[_Party]) -> str:
    side = _side(at)
    name, after = at.cell("name"), last_needed(at.context, side)
    stated, least = (number_text(at.cell(heading)) for heading in (FUTURE_STATED, FUTURE_NEEDED))
    needed_after = f'IF({after}="","","{NEEDED_AFTER}"&{after})'
    short = f'{name}&" "&{least}&" ({STATED}"&{stated}&{needed_after}&")"'
    needy = f'IF({after}="","",{name}&" "&{stated}&" ("&{least}&"{ENOUGH}"&{after}&")")'
    return f"IF({stops_count(at.context, side)}>0,{short},{needy})"
