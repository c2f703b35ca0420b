"""Package: what is on the table, edited and scored on one sheet.

In the model the level that is asked for belongs to the measure, and what is offered belongs to the option. The
sheet shows both in one table; `workbook.reading` puts them back as columns of measures and options.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from steelyard.model.draft import Cell, Row
from steelyard.model.parts import PartyRole
from steelyard.model.vocabulary import folded
from steelyard.ooxml.addresses import column_letters
from steelyard.sheets.column_kinds import helper, live, resting
from steelyard.sheets.compared import PACKAGES_SHOWN, SOLVED, compared, shares
from steelyard.sheets.context import ALL
from steelyard.sheets.formula_text import (
    in_ticks,
    level_value,
    our_measure,
    our_option,
)
from steelyard.sheets.headings import (
    ASKED,
    BY_WEIGHTS_OF,
    CODE,
    GIVES,
    NO_DEAL,
    OFFERED,
    OURS,
    POINTS_CHOSEN,
    POINTS_FOR,
    PROPOSAL,
    PROPOSAL_POINTS,
    ROLE,
    stakeholders_asked,
)
from steelyard.sheets.inputs import entered, package_row, text_of
from steelyard.sheets.names import (
    COMPARED,
    COMPARED_CELLS,
    DEAL_CELL,
    DEALS,
    OVERLAPPING,
    TRIAL_SAID,
)
from steelyard.sheets.portable_text import entry_of_column
from steelyard.sheets.spec import Allowed, Formula, HeaderCell, Kind, Sheet, Table
from steelyard.weigh.package_results import has_proposal
from steelyard.weigh.package_space import stakeholder_choices
from steelyard.weigh.proposal import overlapping

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from steelyard.model.model import Model
    from steelyard.sheets.compared import Share
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import At, Column


class Source(NamedTuple):
    """Where the model holds what the package says of one kind of item."""

    table: str
    """The table with one row for each item of the kind."""
    heading: str
    """The column of that table; it stands on this sheet instead."""


SOURCES = {"measure": Source("measures", ASKED), "option": Source("options", OFFERED)}
"""By the kind of the item, in the order of the rows."""


ALL_RULES_HOLD = "All rules hold"

EVERYBODY, REFUSE = "every party that must accept does", " parties that must accept do not"
"""Who accepts, of the parties without which there is no deal."""

NOTHING_TABLED = "Nothing is on the table: no measure is asked for and no option is offered."

NOTHING_THERE = "–"
"""What the deal matrix shows for a measure at its lowest level, and for an option that is not offered."""

NO_ONE = Formula('""', "")
"""Where there is no such party."""

CONSENTS = "Further parties that must accept"

PROMPT = (
    "The number of a point on the sheet Packages, to see that package here beside the tabled one. Empty: none. "
    "This is no judgement."
)

NO_OVERLAP = "Linkages of the options offered add up to 100 or less on every measure."
OVERLAP = (
    "Do not add the nets of the options offered. Measures on which their linkages exceed 100 in all: {}. "
    "The points below count each measure once."
)


HEAD = 12
"""Row of the headings. Up to this row a sheet keeps its headings in sight, so the lines above are as many as fit."""

STANDING_ROW, OVERLAP_ROW, POINTS_ROW, CONSENTS_ROW = 5, 6, 7, 10
"""Rows of the two sentences; of the line about trial weights, with the points that are compared; of the consents."""

SIDES = ((8, "us"), (9, "them"))
"""Row and word of each side's points and verdict."""


def sheet(model: Model) -> Sheet:
    """Package."""
    table = _table(model)
    first = [column.heading for column in table.columns].index(POINTS_CHOSEN[0]) + 1
    return Sheet(
        name="Package",
        kind=Kind.JUDGEMENTS,
        title="Package: what is on the table, beside other packages",
        purpose="Type what is asked and offered. The columns beside it show no deal, the solutions, and points of Packages that you choose.",
        head=HEAD,
        tables=(table,),
        essential=bool(model.counterparts),
        since=3,
        header=_header,
        cells={
            COMPARED.format(at + 1): f"{column_letters(first + at)}{POINTS_ROW}"
            for at in range(COMPARED_CELLS)
        },
    )


def _table(model: Model) -> Table[Row]:
    return Table(
        name=PROPOSAL,
        keys=("kind", "item"),
        own_prefixes=(POINTS_FOR, BY_WEIGHTS_OF),
        named_by="id",
        counted=False,
        summed=True,
        rows=_rows,
        columns=(
            live("name", "name", 34, "Name of the measure or option.", _name_value, _name),
            entered("measures", "asked", "id", 14),
            entered("options", "offered", "id", 9),
            live(OURS, "points", 8, "What it gives our side.", _ours_value, _ours),
            *(_points_for(party.id, place) for place, party in enumerate(model.counterparts, 1)),
            live(NO_DEAL, "name", 11, "What no deal settles: nothing.", lambda _: NOTHING_THERE, _of_no_deal),
            *map(_settled, (*SOLVED, *POINTS_CHOSEN)),
            live("group", "id", 11, "Group of the measure.", _group_value, _group),
            package_row("kind", "id", 9),
            package_row("item", "id", 20),
            helper(live("id", "id", 34, "Kind and item.", _id_value, _id)),
            helper(live("position", "count", 9, "Position of the level, 1 for the lowest; 0 for an option.", _position_value, _position)),
            *map(_by_weights_of, stakeholders_asked(model), range(len(model.stakeholders))),
        ),
    )  # fmt: skip


def _of_no_deal(at: At[Row]) -> str:
    return f'IF({at.beside("item")}="","","{NOTHING_THERE}")'


def _settled(package: str) -> Column[Row]:
    """What another package asks for or offers."""
    meaning = f"What the solution {package} asks for or offers, as computed."
    if package in POINTS_CHOSEN:
        meaning = f"What the {package} asks for or offers whose number on Packages is typed above."

    def value(at: At[Row]) -> str:
        code = _shares_of(at.context, package)[0].code
        return _said(at.context.model, code, f"{_item(at).kind}/{text_of(at.row, 'item')}")

    def formula(at: At[Row]) -> str:
        code = at.table(DEALS).cell(CODE, _first_share(at.context, package))
        digits = f'MID({code},FIND("|"&{at.beside("id")}&"=",{code})+LEN({at.beside("id")})+2,2)'
        level = entry_of_column(at.context.level_names(), f"0+{digits}")
        least = f'IF({_is_measure(at)},"{NOTHING_THERE}","yes")'
        more = f'IF({_is_measure(at)},{level},"{NOTHING_THERE}")'
        return f'IFERROR(IF({digits}="01",{least},{more}),"")'

    return resting(package, "name", 14, meaning, value, formula)


def _said(model: Model, code: str, item: str) -> str:
    """What a package says of one item, by what it settles in full; empty where there is no such package."""
    _, found, after = code.partition(f"|{item}=")
    if not found:
        return ""
    position = int(after[:2])
    if item.startswith("option/"):
        return "yes" if position else NOTHING_THERE
    return model.levels[position - 1] if position > 1 else NOTHING_THERE


def _shares_of(context: Context, package: str) -> tuple[Share, ...]:
    """What a package gives every party."""
    first = _first_share(context, package)
    return shares(context)[first : first + len(context.parties)]


def _first_share(context: Context, package: str) -> int:
    """Row of Deals with what a package gives our side."""
    return PACKAGES_SHOWN.index(package) * len(context.parties)


def _rows(context: Context) -> tuple[Row, ...]:
    """What is asked for on each measure, then what is offered of each option."""
    return tuple(
        _row(kind, source, row)
        for kind, source in SOURCES.items()
        for row in context.draft.tables[source.table]
    )


def _row(kind: str, source: Source, row: Row) -> Row:
    item = row.cells["id"]
    return Row(
        {"kind": Cell(kind, item.place), "item": item, source.heading: row.cells[source.heading]}, row.place
    )


class _Item(NamedTuple):
    """The measure or option that a row is about."""

    kind: str
    place: int
    """Its place in the model."""


def _item(at: At[Row]) -> _Item:
    kind = folded(text_of(at.row, "kind"))
    return _Item(kind, at.context.places_by_id[kind][folded(text_of(at.row, "item"))])


def _is_measure(at: At[Row]) -> str:
    """Formula text: whether the row is about a measure."""
    return f'{at.beside("kind")}="measure"'


def _id_value(at: At[Row]) -> str:
    return f"{text_of(at.row, 'kind')}/{text_of(at.row, 'item')}"


def _id(at: At[Row]) -> str:
    return f'{at.beside("kind")}&"/"&{at.beside("item")}'


def _name_value(at: At[Row]) -> str:
    kind, place = _item(at)
    model = at.context.model
    return model.measures[place].name if kind == "measure" else model.options[place].name


def _name(at: At[Row]) -> str:
    measure, option = (at.table(name).lookup(at.beside("item"), "name") for name in ("measures", "options"))
    return f"IF({_is_measure(at)},{measure},{option})"


def _group_value(at: At[Row]) -> str:
    kind, place = _item(at)
    return at.context.model.measures[place].group if kind == "measure" else ""


def _group(at: At[Row]) -> str:
    return f'IF({_is_measure(at)},{at.table("measures").lookup(at.beside("item"), "group")}&"","")'


def _position_value(at: At[Row]) -> int:
    return at.context.proposal_position(*_item(at))


def _position(at: At[Row]) -> str:
    asked = at.beside(ASKED)
    level = f'IF({asked}="",1,MATCH({asked},{at.context.level_names()},0))'
    return f"IF({_is_measure(at)},{level},0)"


def _ours_value(at: At[Row]) -> float:
    return at.context.proposal_points(0, *_item(at))


def _ours(at: At[Row]) -> str:
    item = at.beside("item")
    asked = our_measure(at.context, item, level_value(at.context, item, at.beside("position")))
    offered = f'IF({at.beside(OFFERED)}="yes",{our_option(at.context, item)},0)'
    return f"IF({_is_measure(at)},{asked},{offered})"


def _points_for(party: str, place: int) -> Column[Row]:
    """What the row's choice gives a counterpart, whose place among all parties is given."""

    def value(at: At[Row]) -> float:
        return at.context.proposal_points(place, *_item(at))

    def formula(at: At[Row]) -> str:
        key = f'{at.table("parties").cell("party", place)}&"/"&{at.beside("id")}'
        return at.table("party_points").lookup(key, GIVES)

    return live(POINTS_FOR + party, "points", 12, "What it gives this party.", value, formula)


def _by_weights_of(stakeholder: str, place: int) -> Column[Row]:
    """What the row's choice gives our side by the weights of a stakeholder, whose place is given."""

    def value(at: At[Row]) -> float:
        return at.context.proposal_points_of(stakeholder_choices(at.context.weighing)[place], *_item(at))

    def formula(at: At[Row]) -> str:
        item = at.beside("item")
        worth = level_value(at.context, item, at.beside("position"))
        asked = our_measure(at.context, item, worth, ALL + 1 + place)
        cost = in_ticks(at.table("effects").lookup(item, heading))
        return f'IF({_is_measure(at)},{asked},IF({at.beside(OFFERED)}="yes",-{cost},0))'

    heading = BY_WEIGHTS_OF + stakeholder
    meaning = "What it gives our side by the stakeholder's own weights."
    return helper(live(heading, "points", 12, meaning, value, formula))


def _header(context: Context) -> tuple[HeaderCell, ...]:
    """Whether rules and parties accept; the points that are compared; what every package of the matrix gives whom."""
    verdict = Formula(partial(_verdict, context), _verdict_value(context))
    overlap = Formula(partial(_overlap, context), _overlap_value(context))
    trial = Formula(partial(context.cell, TRIAL_SAID), context.trial_said)
    return (
        HeaderCell(STANDING_ROW, 1, verdict, "sentence", "tabled_standing"),
        HeaderCell(OVERLAP_ROW, 1, overlap, "purpose", "tabled_overlap"),
        HeaderCell(POINTS_ROW, 1, trial, "banner", "tabled_trial"),
        *_inputs(context),
        *_labels(context),
        *(cell for package in PACKAGES_SHOWN for cell in _worth(context, package)),
    )


def _columns_of_matrix(context: Context) -> dict[str, int]:
    """Number of the column in which each package of the matrix stands; the tabled one stands under *asked*."""
    there = context.tables[PROPOSAL]
    numbers = {heading: at for at, heading in enumerate(there.headings, there.left)}
    return {package: numbers[ASKED if package == PROPOSAL_POINTS else package] for package in PACKAGES_SHOWN}


def _inputs(context: Context) -> Iterator[HeaderCell]:
    """The cells for the numbers of points, with the word left of them."""
    numbers = _columns_of_matrix(context)
    yield HeaderCell(POINTS_ROW, numbers[POINTS_CHOSEN[0]] - 2, "input: points of Packages", "word")
    typed = compared(context.model.settings.compare)
    for number, (package, value) in enumerate(zip(POINTS_CHOSEN, typed, strict=True), 1):
        yield HeaderCell(
            POINTS_ROW,
            numbers[package],
            value,
            "setting",
            COMPARED.format(number),
            Allowed(PROMPT, low=1, whole=True),
        )


def _labels(context: Context) -> Iterator[HeaderCell]:
    """Who is asked, in the first column."""
    names = context.tables["parties"]
    for place, (row, side) in enumerate(SIDES):
        content = NO_ONE
        if place < len(context.parties):
            content = Formula(partial(names.cell, "name", place), context.parties[place].name)
        yield HeaderCell(row, 1, content, "prose", DEAL_CELL.format(side, 0))
    yield HeaderCell(CONSENTS_ROW, 1, CONSENTS, "prose")


def _worth(context: Context, package: str) -> Iterator[HeaderCell]:
    """What one package gives our side and the other side, and what further parties that must accept get."""
    of_parties, first = _shares_of(context, package), _first_share(context, package)
    number, column = PACKAGES_SHOWN.index(package), _columns_of_matrix(context)[package]

    def cell(heading: str, place: int) -> Callable[[], str]:
        return lambda: context.tables[DEALS].cell(heading, first + place)

    for place, (row, side) in enumerate(SIDES):
        content = NO_ONE
        if place < len(of_parties):
            content = Formula(cell("in words", place), of_parties[place].words)
        yield HeaderCell(row, column, content, "prose", DEAL_CELL.format(side, 1 + number))
    content, last = NO_ONE, len(of_parties) - 1
    if last > 1:
        content = Formula(cell("consents", last), of_parties[last].so_far)
    yield HeaderCell(CONSENTS_ROW, column, content, "prose", DEAL_CELL.format("further", 1 + number))


def _overlap_value(context: Context) -> str:
    count = overlapping(context.model)
    return OVERLAP.format(count) if count else NO_OVERLAP


def _overlap(context: Context) -> str:
    count = context.cell(OVERLAPPING)
    before, after = OVERLAP.split("{}")
    return f'IF({count}=0,"{NO_OVERLAP}","{before}"&{count}&"{after}")'


def _verdict_value(context: Context) -> str:
    if not has_proposal(context.model):
        return NOTHING_TABLED
    parties = context.parties
    broken = sum(not rule.kept for rule in context.proposal_rules)
    needed = [party for party in parties if party.must_accept]
    refusing = sum(not party.accepts for party in needed)
    rules = f"Rules broken: {broken} (see Package rules)" if broken else ALL_RULES_HOLD
    if not refusing:
        return f"{rules}; {EVERYBODY}."
    return f"{rules}; {refusing} of {len(needed)}{REFUSE} (see Parties)."


def _verdict(context: Context) -> str:
    tables = context.tables
    kept, accepts = tables["package_rules"].column("kept"), tables["parties"].column("accepts")
    # A table without entries keeps one empty row, which SUMPRODUCT would count as a broken rule.
    broken = f"SUMPRODUCT(({kept}=0)*1)" if context.model.rules else "0"
    role = tables["parties"].column(ROLE)
    needed = f'({role}<>"{PartyRole.IS_SHOWN}")'
    refusing, count = f'SUMPRODUCT({needed}*({accepts}="no"))', f"SUMPRODUCT({needed}*1)"
    here = tables[PROPOSAL].here
    tabled = f'SUMPRODUCT(({here.column("position")}>1)*1)+COUNTIF({here.column(OFFERED)},"yes")'
    return (
        f'IF({tabled}=0,"{NOTHING_TABLED}",IF({broken}=0,"{ALL_RULES_HOLD}","Rules broken: "&{broken}&" (see Package rules)")&"; "&'
        f'IF({refusing}=0,"{EVERYBODY}.",{refusing}&" of "&{count}&"{REFUSE} (see Parties)."))'
    )
