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
from steelyard.sheets.column_kinds import helper, live
from steelyard.sheets.context import ALL
from steelyard.sheets.formula_text import (
    in_ticks,
    level_value,
    number_text,
    our_measure,
    our_option,
)
from steelyard.sheets.headings import (
    ASKED,
    BY_WEIGHTS_OF,
    GIVES,
    OFFERED,
    OURS,
    POINTS_FOR,
    PROPOSAL,
    PROPOSAL_POINTS,
    ROLE,
    stakeholders_asked,
)
from steelyard.sheets.inputs import entered, package_row, text_of
from steelyard.sheets.names import OVERLAPPING, TRIAL_SAID
from steelyard.sheets.spec import Formula, HeaderCell, Kind, Sheet, Table
from steelyard.weigh.package_space import stakeholder_choices
from steelyard.weigh.proposal import overlapping
from steelyard.weigh.sentences import number_words

if TYPE_CHECKING:
    from steelyard.model.model import Model
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

NO_OVERLAP = "Linkages of the options offered add up to 100 or less on every measure."
OVERLAP = (
    "Do not add the nets of the options offered. Measures on which their linkages exceed 100 in all: {}. "
    "The points above count each measure once."
)


def sheet(model: Model) -> Sheet:
    """Package."""
    return Sheet(
        name="Package",
        kind=Kind.JUDGEMENTS,
        title="Package: what is on the table",
        purpose="What is asked for and what is offered: what that is worth to every side, and whether rules and sides accept it.",
        head=10,
        tables=(_table(model),),
        essential=bool(model.counterparts),
        since=3,
        header=_header,
    )


def _table(model: Model) -> Table[Row]:
    return Table(
        name=PROPOSAL,
        keys=("kind", "item"),
        own_prefixes=(POINTS_FOR, BY_WEIGHTS_OF),
        counted=False,
        summed=True,
        rows=_rows,
        columns=(
            live("id", "id", 34, "Kind and item.", lambda at: f"{text_of(at.row, 'kind')}/{text_of(at.row, 'item')}", _id),
            package_row("kind", "id", 10),
            package_row("item", "id", 22),
            live("name", "name", 36, "Name of the measure or option.", _name_value, _name),
            entered("measures", "asked", "id", 13),
            entered("options", "offered", "id", 10),
            live("group", "id", 12, "Group of the measure.", _group_value, _group),
            helper(live("position", "count", 9, "Position of the level, 1 for the lowest; 0 for an option.", _position_value, _position)),
            live(OURS, "points", 9, "What it gives our side.", _ours_value, _ours),
            *(_points_for(party.id, place) for place, party in enumerate(model.counterparts, 1)),
            *map(_by_weights_of, stakeholders_asked(model), range(len(model.stakeholders))),
        ),
    )  # fmt: skip


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
    """What the package is worth to the two sides, whether the rules hold, and who accepts."""
    worth = Formula(partial(_worth, context), _worth_value(context))
    verdict = Formula(partial(_verdict, context), _verdict_value(context))
    overlap = Formula(partial(_overlap, context), _overlap_value(context))
    trial = Formula(partial(context.cell, TRIAL_SAID), context.trial_said)
    return (
        HeaderCell(5, 1, worth, "sentence", "tabled_worth"),
        HeaderCell(6, 1, verdict, "sentence", "tabled_standing"),
        HeaderCell(7, 1, overlap, "sentence", "tabled_overlap"),
        HeaderCell(8, 1, trial, "banner", "tabled_trial"),
    )


def _worth_value(context: Context) -> str:
    sides = (
        f"{party.name}: {number_words(party.gets)} points ({number_words(party.no_deal)} with no deal)"
        for party in context.parties[:2]
    )
    return "; ".join(sides) + "."


def _worth(context: Context) -> str:
    parties = context.tables["parties"]
    sides = []
    for place in range(len(context.parties[:2])):
        name, gets, no_deal = (
            parties.cell(heading, place) for heading in ("name", PROPOSAL_POINTS, "no deal")
        )
        sides.append(f'{name}&": "&{number_text(gets)}&" points ("&{number_text(no_deal)}&" with no deal)"')
    return '&"; "&'.join(sides) + '&"."'


def _overlap_value(context: Context) -> str:
    count = overlapping(context.model)
    return OVERLAP.format(count) if count else NO_OVERLAP


def _overlap(context: Context) -> str:
    count = context.cell(OVERLAPPING)
    before, after = OVERLAP.split("{}")
    return f'IF({count}=0,"{NO_OVERLAP}","{before}"&{count}&"{after}")'


def _verdict_value(context: Context) -> str:
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
    return (
        f'IF({broken}=0,"{ALL_RULES_HOLD}","Rules broken: "&{broken}&" (see Package rules)")&"; "&'
        f'IF({refusing}=0,"{EVERYBODY}.",{refusing}&" of "&{count}&"{REFUSE} (see Parties).")'
    )
