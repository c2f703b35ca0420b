"""The rows of Package: every measure and option, what is asked and offered, and what other packages settle.

In the model the level that is asked for belongs to the measure, and what is offered belongs to the option. The
sheet shows both in one table; `workbook.reading` puts them back as columns of measures and options.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.model.draft import Cell, Row
from steelyard.model.vocabulary import folded
from steelyard.sheets.column_kinds import helper, live, resting
from steelyard.sheets.compared import SOLVED, first_share, shares_of
from steelyard.sheets.context import ALL
from steelyard.sheets.formula_text import in_ticks, level_value, our_measure, our_option
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
    stakeholders_asked,
)
from steelyard.sheets.inputs import entered, package_row, text_of
from steelyard.sheets.names import DEALS
from steelyard.sheets.portable_text import entry_of_column
from steelyard.sheets.spec import Table
from steelyard.weigh.package_space import stakeholder_choices

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


NOTHING_THERE = "–"
"""What the deal matrix shows for a measure at its lowest level, and for an option that is not offered."""


def table(model: Model) -> Table[Row]:
    """The table of every measure and option."""
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
        code = shares_of(at.context, package)[0].code
        return _said(at.context.model, code, f"{_item(at).kind}/{text_of(at.row, 'item')}")

    def formula(at: At[Row]) -> str:
        code = at.table(DEALS).cell(CODE, first_share(at.context, package))
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
