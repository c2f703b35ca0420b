"""Party points: what the tabled package gives each counterpart, item by item."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.analysis.packages.packages import TICKS
from steelyard.sheets.column_kinds import helper, live
from steelyard.sheets.formula_text import in_ticks, level_value, typed_effort
from steelyard.sheets.headings import AT_FIRST, EFFORT, GIVES, OFFERED, PROPOSAL
from steelyard.sheets.portable_text import entry_of_block, entry_of_column
from steelyard.sheets.spec import Kind, Sheet, Table, View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.model.model import Model
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import At


class _Item(NamedTuple):
    """What one option or measure is to one counterpart."""

    party: str
    kind: str
    """*option* or *measure*."""
    item: str
    weight: float
    points: float
    """The weight as a part of a budget of 100."""
    position: int
    """Position of the level that the package asks for, counted from 1; 0 for an option."""
    level: str
    """Name of that level; empty for an option."""
    share: float
    """Share of the points that counts."""
    gives: float
    at_first: float
    """Points that the party has by it before anything is delivered or released; 0 or less."""

    @property
    def is_measure(self) -> bool:
        """Whether it is a measure."""
        return self.kind == "measure"


def sheet(model: Model) -> Sheet:
    """Party points."""
    return Sheet(
        name="Party points",
        kind=Kind.LIVE,
        view=View.VIEWPOINT,
        title="Party points: what the tabled package gives each counterpart, item by item",
        purpose="What each option is worth to a counterpart and what each measure costs it, as parts of a budget of 100 points; "
        "and the share of that which the tabled package brings about.",
        tables=(_table(model),),
        since=3,
    )


def _table(_: Model) -> Table[_Item]:
    return Table(
        name="party_points",
        rows=_rows,
        columns=(
            live("key", "id", 40, "Party, kind and item.", lambda at: f"{at.row.party}/{at.row.kind}/{at.row.item}"),
            live("party", "id", 16, "The counterpart.", lambda at: at.row.party),
            live("kind", "id", 10, "option or measure.", lambda at: at.row.kind),
            live("item", "id", 22, "The option or measure.", lambda at: at.row.item),
            live("weight", "weight", 9, "Points given on Counterpart.", lambda at: at.row.weight, _weight),
            live("points", "points", 9, "Those as a part of the party's budget of 100.", lambda at: at.row.points, _points),
            helper(live("position", "count", 9, "Position of the level that is asked for; 0 for an option.", lambda at: at.row.position, _position)),
            helper(live("column", "count", 9, "Place of that level's effort among the columns of Counterpart; for measures.", _column_value, _column)),
            live("share", "share", 9, "Share of the points that counts: of a measure's cost at that level; all of an option that is offered.", lambda at: at.row.share, _share),
            live(GIVES, "points", 9, "What the tabled package gives the party by it; a measure's cost counts below 0.", lambda at: at.row.gives, _gives),
            live(AT_FIRST, "points", 9, "What the party has by it before anything is delivered.", lambda at: at.row.at_first, _at_first),
        ),
    )  # fmt: skip


def _rows(context: Context) -> tuple[_Item, ...]:
    parties = range(len(context.model.counterparts))
    return tuple(
        item for party in parties for item in (*_options(context, party), *_measures(context, party))
    )


def _options(context: Context, place: int) -> Iterator[_Item]:
    party = context.model.counterparts[place]
    for o, (option, worth) in enumerate(zip(context.model.options, party.worth, strict=True)):
        yield _Item(
            party=party.id,
            kind="option",
            item=option.id,
            weight=float(worth),
            points=float(100 * worth / party.budget),
            position=context.proposal_position("option", o),
            level="",
            share=float(option.offered),
            gives=context.proposal_points(1 + place, "option", o),
            at_first=0.0,
        )


def _measures(context: Context, place: int) -> Iterator[_Item]:
    party, efforts = context.model.counterparts[place], context.efforts[place]
    for m, (measure, burden) in enumerate(zip(context.measures, party.burden, strict=True)):
        position = context.proposal_position("measure", m)
        yield _Item(
            party=party.id,
            kind="measure",
            item=measure,
            weight=float(burden),
            points=float(100 * burden / party.budget),
            position=position,
            level=context.model.levels[position - 1],
            share=float(efforts[m][position - 1]),
            gives=context.proposal_points(1 + place, "measure", m),
            at_first=float(context.choices[1 + place][m][0] / TICKS),
        )


def _weight(at: At[_Item]) -> str:
    # Adding 0 makes a number of an empty cell.
    return f"0+{at.table('counterpart').lookup(at.cell('key'), 'weight')}"


def _points(at: At[_Item]) -> str:
    return f"100*{at.cell('weight')}/{at.table('parties').lookup(at.cell('party'), 'budget')}"


def _position(at: At[_Item]) -> str:
    return at.table(PROPOSAL).lookup(_row_on_package(at), "position")


def _column_value(at: At[_Item]) -> float | None:
    return 1 + at.table("counterpart").headings.index(EFFORT + at.row.level) if at.row.is_measure else None


def _column(at: At[_Item]) -> str:
    level = entry_of_column(at.context.level_names(), at.cell("position"))
    wanted = f'"{EFFORT}"&{level}'
    return f"MATCH({wanted},{at.table('counterpart').headings_range()},0)"


def _share(at: At[_Item]) -> str:
    if not at.row.is_measure:
        return f'IF({at.table(PROPOSAL).lookup(_row_on_package(at), OFFERED)}="yes",1,0)'
    counterpart = at.table("counterpart")
    row = f"MATCH({at.cell('key')},{counterpart.column('id')},0)"
    effort = entry_of_block(counterpart.body(), row, at.cell("column"))
    # Without a curve of its own, the cost of a measure goes by the value of the level.
    return f'IF({effort}="",{level_value(at.context, at.cell("item"), at.cell("position"))}/100,{effort})'


def _gives(at: At[_Item]) -> str:
    points = in_ticks(f"{at.cell('points')}*{at.cell('share')}")
    return f"-{points}" if at.row.is_measure else points


def _at_first(at: At[_Item]) -> str:
    # Without a curve of its own, a measure costs nothing at its lowest level, whose value is 0.
    effort = typed_effort(at.context, at.cell("key"), entry_of_column(at.context.level_names(), "1"))
    cost = in_ticks(f"{at.cell('points')}*{effort}")
    return f'IF({at.cell("kind")}="measure",-{cost},0)'


def _row_on_package(at: At[_Item]) -> str:
    """Formula text: the id of the item's row on Package."""
    return f'{at.cell("kind")}&"/"&{at.cell("item")}'
