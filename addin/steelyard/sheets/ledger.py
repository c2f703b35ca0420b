"""The ledger of judgements: each as it was when the computed tables were written, and as it is now."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.model.parts import RuleKind
from steelyard.sheets.contents import SHEET_OF
from steelyard.sheets.context import ALL
from steelyard.sheets.evidence import Backing, columns
from steelyard.sheets.formula_text import place_of_name
from steelyard.sheets.headings import ASKED, CHANCE, EFFORT, NO_DATE, OFFERED, TABLED
from steelyard.sheets.layout import ledger_keys
from steelyard.sheets.spec import Formula

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from steelyard.model.keys import Value
    from steelyard.model.parts import Rule
    from steelyard.sheets.context import Context
    from steelyard.sheets.shares import Rows
    from steelyard.sheets.spec import Content

ANY, POSITIVE, POINTS, SHARE, LEVEL, LEVEL_OR_EMPTY, YES_NO, DATE, MEASURE = (
    "anything",
    "0 or more",
    "0 to 100",
    "0 to 1 or empty",
    "a level",
    "a level or empty",
    "yes or no",
    "a date",
    "a measure",
)

AS_COMPUTED = "as computed"
"""What formulas are made from, such as the kind of a rule: once changed, they do not know what to say."""


class Home(NamedTuple):
    """Where a judgement stands, and what may stand there."""

    table: str
    row: str
    column: str
    allowed: str


BY_ITEM = {
    "values": ("measures", POINTS),
    "weights": ("weights", POSITIVE),
    "linkage": ("linkage", POINTS),
    "costs": ("costs", POINTS),
    "delivery": ("delivery", LEVEL),
    "rules": ("rules", ANY),
    "record": ("record", ANY),
    "plan": ("plan", ANY),
}
"""Kinds of judgements whose key ends in the heading of their column: table, and what is allowed."""

BY_KIND = {
    "groups": ("measures", "group", ANY),
    "tracks": ("options", "track", ANY),
    "opening": ("options", "opening", YES_NO),
    "snapback": ("options", "snapback", SHARE),
    "delay": ("options", "delay", ANY),
    "influence": ("weights", "influence", POSITIVE),
    "probability": ("delivery", "probability", SHARE),
}
"""Kinds that have one column: table, heading, and what is allowed."""

OF_PACKAGE = {"asked": ("measure", ASKED, LEVEL_OR_EMPTY), "offered": ("option", OFFERED, YES_NO)}
"""Kinds on the sheet Package: kind of row, heading, and what is allowed."""

OF_ENTRY = {"date": DATE, "measure": MEASURE, "level": LEVEL}
"""What is allowed in some columns of the Delivery record."""

OF_STEP = {"phase": POSITIVE, "level": LEVEL_OR_EMPTY}
"""What is allowed in some columns of the Plan."""

OF_COUNTERPART = {
    "reservation": ("reservation", "weight", ANY),
    "future": ("future", "weight", ANY),
    "worth": ("option", "weight", POSITIVE),
    "burden": ("measure", "weight", POSITIVE),
    "effort": ("measure", EFFORT, SHARE),
    "chance": ("measure", CHANCE, SHARE),
}
"""Kinds on the Counterpart sheet: kind of row, heading or its beginning, and what is allowed."""


def home(key: str) -> Home:
    """The cell of a judgement, by the ids of its row and column.

    >>> home("effort/Russia/committee/partial").column
    'effort partial'
    >>> home("worth/Russia/limited-easing")
    Home(table='counterpart', row='Russia/option/limited-easing', column='weight', allowed='0 or more')
    """
    kind, own, item, level = (*key.split("/"), "", "")[:4]
    if kind in BY_ITEM:
        table, allowed = BY_ITEM[kind]
        if kind == "record":
            allowed = OF_ENTRY.get(item, allowed)
        if kind == "plan":
            allowed = OF_STEP.get(item, allowed)
        return Home(table, own, item, allowed)
    if kind in BY_KIND:
        table, heading, allowed = BY_KIND[kind]
        return Home(table, own, heading, allowed)
    if kind in OF_PACKAGE:
        side, heading, allowed = OF_PACKAGE[kind]
        return Home(TABLED, f"{side}/{own}", heading, allowed)
    if kind in OF_COUNTERPART:
        side, heading, allowed = OF_COUNTERPART[kind]
        return Home("counterpart", f"{own}/{side}/{item}", heading + level, allowed)
    return Home("settings", own, "value", POSITIVE if own == "resolution" else ANY)


def ledger(book: Context) -> Rows:
    """One row a judgement."""
    fixed, backing = frozenset(_made_from(book.model.rules)), Backing(book)
    return tuple(
        (*_line(book, row, key, AS_COMPUTED if key in fixed else home(key).allowed), *columns(backing, key))
        for row, key in enumerate(ledger_keys(book.model))
    )


def _line(book: Context, row: int, key: str, allowed: str) -> tuple[Content, ...]:
    here = book.tables["checks"].here
    value = in_cell(book.model.values[key])
    then, now = here.cell("when computed", row), here.cell("now", row)
    at = home(key)
    sheet = SHEET_OF[at.table].name
    if key == "settings/viewpoint":
        sheet, at = "Decide", Home("shares", at.row, at.column, ANY)
    return (
        key,
        sheet,
        at.row,
        at.column,
        value,
        Formula(_now(book, row, key, at), value),
        # An empty cell equals 0, which is another judgement.
        Formula(f'IF(AND({then}={now},({then}="")=({now}="")),0,1)', 0),
        allowed,
        Formula(_unfit(book, now, here.cell("changed", row), allowed), 0) if allowed != ANY else 0,
    )


def _now(book: Context, row: int, key: str, at: Home) -> str:
    if key == "settings/viewpoint":
        shares = book.tables["shares"]
        last = 1 + len(book.model.stakeholders)
        place = place_of_name(book.cell("decide_viewpoint"), shares.part("viewpoint", ALL, last))
        return f"INDEX({shares.part('id', ALL, last)},{place})"
    here = book.tables["checks"].here
    if at.allowed == DATE:
        return book.tables[at.table].lookup(here.cell("row", row), "day")
    found = book.tables[at.table].crossing(here.cell("row", row), here.cell("column", row))
    blank = "no" if at.allowed == YES_NO else ""  # an empty cell says no
    return f'IF({found}="","{blank}",{found})'


def _made_from(rules: Sequence[Rule]) -> Iterator[str]:
    """Keys of the judgements that decide which formula stands in a row of Conditions."""
    for rule in rules:
        yield f"rules/{rule.id}/kind"
        if rule.kind in (RuleKind.REQUIRES_OPTION, RuleKind.CAP):
            yield f"rules/{rule.id}/option"
        if rule.kind is RuleKind.REQUIRES_OPTION:
            yield f"rules/{rule.id}/subject"


def _unfit(book: Context, now: str, changed: str, allowed: str) -> str:  # noqa: PLR0911 - one answer a kind
    """Formula text: 1 where what stands in the cell is not allowed."""
    match allowed:
        case "as computed":
            return changed
        case "0 or more":
            return f"IF(ISNUMBER({now}),IF({now}<0,1,0),1)"
        case "0 to 100":
            return f"IF(ISNUMBER({now}),IF(OR({now}<0,{now}>100),1,0),1)"
        case "0 to 1 or empty":
            return f'IF({now}="",0,IF(ISNUMBER({now}),IF(OR({now}<0,{now}>1),1,0),1))'
        case "a date":
            return f'IF({now}="{NO_DATE}",1,0)'
        case "a measure":
            return f"IF(ISNUMBER(MATCH({now},{book.tables['measures'].column('id')},0)),0,1)"
        case "a level or empty":
            return f'IF({now}="",0,IF(ISNUMBER(MATCH({now},{book.level_names()},0)),0,1))'
        case "a level":
            return f"IF(ISNUMBER(MATCH({now},{book.level_names()},0)),0,1)"
        case _:
            return f'IF(OR({now}="yes",{now}="no"),0,1)'


def in_cell(value: Value) -> float | str:
    """A judgement's value as it stands in a cell; an empty cell reads as empty text in a formula."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else value
