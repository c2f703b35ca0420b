"""The sheet Package: what is on the table, edited and scored on one sheet.

In the model the level that is asked for belongs to the measure, and what is offered to the option; the sheet
shows both in one table, and is read back as columns of theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.analysis.packages.packages import TICKS
from steelyard.model.draft import Cell, Row
from steelyard.model.draft_of_model import draft_of
from steelyard.model.vocabulary import folded
from steelyard.sheets.formula_text import level_value, number_text, our_measure, our_option
from steelyard.sheets.headings import ASKED, GIVES, OFFERED, ON_TABLE, OURS, POINTS_FOR, TABLED
from steelyard.sheets.spec import Formula, HeaderCell
from steelyard.weigh.sentences import shown

if TYPE_CHECKING:
    from steelyard.sheets.context import Context
    from steelyard.sheets.table_range import TableRange


SAYS = {"measure": ("measures", ASKED), "option": ("options", OFFERED)}
"""For each kind of row: the table that its item stands in, and what is said of it here."""

GOOD_NEWS = "All rules hold"


def rows_of(book: Context) -> list[Row]:
    """The rows of the sheet as a draft would hold them."""
    tables = draft_of(book.model).tables
    rows = []
    for kind, (table, column) in SAYS.items():
        for row in tables[table]:
            own = row.cells["id"]
            said = {"kind": Cell(kind, own.place), "item": own, column: row.cells[column]}
            rows.append(Row(said, row.place))
    return rows


def _text(row: Row, column: str) -> str:
    cell = row.cells.get(column)
    return "" if cell is None or cell.value is None else str(cell.value)


def cell(book: Context, heading: str, at: int, row: Row) -> Formula:
    """A live cell of the sheet in the table's row `at`, counted from 0."""
    here = book.tables[TABLED].here
    kind, item = (here.beside(name, at) for name in ("kind", "item"))
    measures, options = book.tables["measures"], book.tables["options"]
    is_measure = f'{kind}="measure"'
    own_kind, own_item = _text(row, "kind"), _text(row, "item")
    parts = getattr(book.model, SAYS[own_kind][0])
    place = next(p for p, part in enumerate(parts) if folded(part.id) == folded(own_item))
    part = parts[place]
    if heading == "id":
        return Formula(f'{kind}&"/"&{item}', f"{own_kind}/{own_item}")
    if heading == "name":
        names = (table.lookup(item, "name") for table in (measures, options))
        return Formula(f"IF({is_measure},{next(names)},{next(names)})", part.name)
    if heading == "group":
        group = measures.lookup(item, "group")
        return Formula(f'IF({is_measure},{group}&"","")', part.group if own_kind == "measure" else "")
    if heading == "position":
        asked = here.beside(ASKED, at)
        level = f'IF({asked}="",1,MATCH({asked},{book.level_names()},0))'
        return Formula(f"IF({is_measure},{level},0)", tabled_position(book, own_kind, place))
    party = None if heading == OURS else heading.removeprefix(POINTS_FOR)
    return _points(book, here, at, party, (own_kind, place))


def tabled_position(book: Context, kind: str, place: int) -> int:
    """Position of the level that is asked for, counted from 1; 0 for an option."""
    if kind == "option":
        return 0
    asked = book.model.measures[place].asked
    return 1 + (book.model.levels.index(asked) if asked else 0)


def _points(book: Context, here: TableRange, at: int, party: str | None, own: tuple[str, int]) -> Formula:
    """What the row's choice is worth to a counterpart, or to our side."""
    if party is not None:
        row = 1 + [part.id for part in book.model.counterparts].index(party)
        key = f'{book.tables["parties"].cell("party", row)}&"/"&{here.beside("id", at)}'
        return Formula(book.tables["party_points"].lookup(key, GIVES), tabled_points(book, row, *own))
    item = here.beside("item", at)
    measure = our_measure(book, item, level_value(book, item, here.beside("position", at)))
    offered = f'IF({here.beside(OFFERED, at)}="yes",{our_option(book, item)},0)'
    text = f'IF({here.beside("kind", at)}="measure",{measure},{offered})'
    return Formula(text, tabled_points(book, 0, *own))


def tabled_points(book: Context, party: int, kind: str, place: int) -> float:
    """The engine's points of our side (0) or a counterpart for what is tabled on one item."""
    whose = book.choices[party]
    if kind == "measure":
        return float(whose[place][tabled_position(book, kind, place) - 1] / TICKS)
    issue, choice = book.issues.of_option(place)
    return float(whose[issue][choice] / TICKS) if book.model.options[place].offered else 0.0


def placed(book: Context) -> tuple[HeaderCell, ...]:
    """What the package is worth, and whether it holds, above the table."""
    return (
        HeaderCell(5, 1, Formula(*_worth_told(book)), "sentence", "tabled_worth"),
        HeaderCell(6, 1, Formula(*_standing(book)), "sentence", "tabled_standing"),
    )


def _worth_told(book: Context) -> tuple[str, str]:
    """What the two sides get, with what they get with no deal: formula and value."""
    parties, told = book.tables["parties"], book.parties[:2]
    texts, values = [], []
    for row, party in enumerate(told):
        name, gets, no_deal = (parties.cell(heading, row) for heading in ("name", ON_TABLE, "no deal"))
        texts.append(f'{name}&": "&{number_text(gets)}&" points ("&{number_text(no_deal)}&" with no deal)"')
        values.append(f"{party.name}: {shown(party.gets)} points ({shown(party.no_deal)} with no deal)")
    return '&"; "&'.join(texts) + '&"."', "; ".join(values) + "."


def _standing(book: Context) -> tuple[str, str]:
    """Whether the rules hold and who accepts: formula and value."""
    broken, accepts = "0", book.tables["parties"].column("accepts")
    if book.model.rules:
        broken = f"SUMPRODUCT(({book.tables['package_rules'].column('kept')}=0)*1)"
    refusing = f'COUNTIF({accepts},"no")'
    text = (
        f'IF({broken}=0,"{GOOD_NEWS}","Rules broken: "&{broken}&" (see Package rules)")&"; "&'
        f'IF({refusing}=0,"every party accepts.",{refusing}&" of "&ROWS({accepts})&" parties do not accept '
        f'(see Parties).")'
    )
    rules = sum(not standing.kept for standing in book.tabled_rules)
    against = sum(party.gets < party.no_deal for party in book.parties)
    return text, (
        (f"Rules broken: {rules} (see Package rules)" if rules else GOOD_NEWS)
        + "; "
        + (
            f"{against} of {len(book.parties)} parties do not accept (see Parties)."
            if against
            else "every party accepts."
        )
    )
