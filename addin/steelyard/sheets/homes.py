"""Where each judgement stands in a workbook, what may stand there, and how its value stands in a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.sheets.headings import ASKED, CHANCE, EFFORT, OFFERED, PROPOSAL

if TYPE_CHECKING:
    from steelyard.model.keys import Value

ANY = "anything"
POSITIVE = "0 or more"
POINTS = "0 to 100"
SHARE = "0 to 1 or empty"
LEVEL = "a level"
LEVEL_OR_EMPTY = "a level or empty"
YES_NO = "yes or no"
DATE = "a date"
MEASURE = "a measure"

AS_COMPUTED = "as computed"
"""Allowed where formulas are made from the value, such as the kind of a rule: a change is unfit until the next score."""


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

IN_COLUMN = {
    ("record", "date"): DATE,
    ("record", "measure"): MEASURE,
    ("record", "level"): LEVEL,
    ("plan", "phase"): POSITIVE,
    ("plan", "level"): LEVEL_OR_EMPTY,
}
"""What is allowed in single columns of such a kind, by kind and heading."""

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
        return Home(table, own, item, IN_COLUMN.get((kind, item), allowed))
    if kind in BY_KIND:
        table, heading, allowed = BY_KIND[kind]
        return Home(table, own, heading, allowed)
    if kind in OF_PACKAGE:
        side, heading, allowed = OF_PACKAGE[kind]
        return Home(PROPOSAL, f"{side}/{own}", heading, allowed)
    if kind in OF_COUNTERPART:
        side, heading, allowed = OF_COUNTERPART[kind]
        return Home("counterpart", f"{own}/{side}/{item}", heading + level, allowed)
    return Home("settings", own, "value", POSITIVE if own == "resolution" else ANY)


def in_cell(value: Value) -> float | str:
    """A judgement's value as it stands in a cell; an empty cell reads as empty text in a formula."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else value
