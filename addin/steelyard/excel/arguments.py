"""The arguments of the worksheet functions: their descriptions in the wizard, and how single cells are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from steelyard.errors import InvalidModel
from steelyard.excel.ranges import cell_value, rows_of
from steelyard.model.assembly import cell_rules as read
from steelyard.model.draft import Cell, Place
from steelyard.model.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Range = Any
"""An argument as Excel passes it: rows of cells, one row, or one cell; the codec `ranges` reads them all."""

ARGUMENTS = {
    "weights": "The table Weights with its headings: id, name, influence, then one column a measure and cost head.",
    "measures": "The table Measures with its headings: id, name, group, then one column a delivery level.",
    "linkage": "The table Linkage with its headings: id, then one column a measure.",
    "costs": "The table Costs with its headings: id, then one column a cost head.",
    "delivery": "The table Delivery with its headings: id, name, probability, then one column a measure.",
    "options": "The table Options with its headings: id, name, track, opening; for EXPOSURE snapback and delay, too.",
    "rules": "The table Rules with its headings: id, option, kind, subject, level, number. Headings alone: no rules.",
    "scenario": "Id or name of one scenario; left out where it may be: every scenario, one after the other.",
    "viewpoint": "Id or name of a stakeholder; left out: all of them, pooled by influence.",
    "option": "Id or name of one option; left out where it may be: every option.",
    "counterpart": "The table Counterpart with its headings: party, kind, item, weight. Left out where it may be: "
    "every measure costs the counterpart the same.",
    "package": "The table Package with its headings: kind (measure or option), item, asked (a level; empty: the lowest), "
    "offered (yes or no). Left out where it may be: none, unless Measures and Options have columns asked and offered.",
    "plan": "The table Plan with its headings: id, phase, kind, item, level.",
    "points": "Shows about so many points of the frontier, the solutions among them; 2 or more. A last column, gap for us, "
    "says how many points worse for us they may be than one that is left out. Left out: every point.",
    "optimise": "TRUE or yes: the ledger of the order that exposes the more exposed side least. Left out: the plan as it "
    "stands.",
    "reservation": "Points that our side gets with no deal. Left out: 0. What the others get stands in Counterpart.",
    "future": "Points that our side expects of the time after the plan. Left out: 0. What the others expect stands in "
    "Counterpart.",
    "reservation_change": "Points by which what our side gets with no deal rises from one phase of the plan to the next, below "
    "0 if it falls. Left out: 0. What the others have stands in Counterpart.",
}
"""What Excel's function wizard says of each argument. Excel refuses more than 255 characters."""


SINGLE: Final = frozenset(
    ("scenario", "viewpoint", "option", "points", "optimise", "reservation", "future", "reservation_change")
)
"""Arguments that are one cell; every other one is a table."""

WHOLE: Final = (1_048_576, 16_384)
"""Rows of a whole column, and columns of a whole row."""


def require_sizes(function: str, given: Mapping[str, Range]) -> None:
    """Check that arguments for one cell are one cell, and that tables are no whole columns or rows.

    Args:
        function: name of the worksheet function, for messages.
        given: the arguments, by their names.

    Raises:
        InvalidModel: with every argument that has another size.
    """
    if found := [*_wrong_sizes(given)]:
        raise InvalidModel(f"STEELYARD.{function}", found)


def _wrong_sizes(given: Mapping[str, Range]) -> Iterator[Finding]:
    for name, range_ in given.items():
        rows = rows_of(range_)
        height, width = len(rows), max(map(len, rows), default=0)
        size = f"{height:,} × {width:,} cells"
        if name in SINGLE and height * width > 1:
            yield Finding(Place(f"Argument {name}"), size, "one cell is needed", "wrong-shape")
        elif name not in SINGLE and (height >= WHOLE[0] or width >= WHOLE[1]):
            wanted = "whole columns or rows are selected; select the table, from its headings to its last row"
            yield Finding(Place(f"Argument {name}"), size, wanted, "wrong-shape")


def argument(name: str, given: Range) -> Cell:
    """The one cell of an argument, with its place."""
    rows = rows_of(given)
    return Cell(cell_value(rows[0][0]) if rows and rows[0] else None, Place(f"Argument {name}"))


def whole_number(name: str, given: Range, noted: list[Finding], low: int, high: int) -> int | None:
    """The whole number in an argument; None where it is left out, or wrong, which is noted.

    >>> noted = []
    >>> whole_number("points", [[20.0]], noted, 2, 100), whole_number("points", 1, noted, 2, 100)
    (20, None)
    >>> print(*noted)
    Argument points: found 1; a number from 2 to 100 is needed
    """
    cell, before = argument(name, given), len(noted)
    if read.is_empty(cell):
        return None
    found = read.whole_number(cell, noted, low, high)
    return None if len(noted) > before else int(found)


def yes(name: str, given: Range, noted: list[Finding]) -> bool:
    """Whether an argument is TRUE, 1 or the word yes; False where it is left out.

    >>> noted = []
    >>> [yes("optimise", given, noted) for given in (True, 1.0, [["yes"]], None, 0, "maybe")]
    [True, True, True, False, False, False]
    >>> print(*noted)
    Argument optimise: found 'maybe'; yes or no is needed
    """
    cell = argument(name, given)
    if cell.value in (0, 1):
        return bool(cell.value)
    return read.yes_or_no(cell, noted)
