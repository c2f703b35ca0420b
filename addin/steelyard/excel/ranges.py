"""The one codec between cells and tables: ranges as rows under headings, and results as cells.

Each client of Excel passes a range in its own form. An Excel error is a number (COM), an object (Office's
JavaScript) or its sign; a range of one cell may be the bare value, and a range of one row the bare row. Here
they all get one form. What is wrong is noted with its place and never raised, so that one message lists all
problems of a call.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from datetime import date, datetime
from numbers import Integral, Real
from typing import TYPE_CHECKING, TypeAlias

from steelyard.model.draft import Cell, Place, Row
from steelyard.model.fields import ID_OF
from steelyard.model.findings import Finding, quoted_value
from steelyard.model.vocabulary import EXCEL_ERRORS, folded, stripped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from steelyard.weigh.result import Result, ResultValue

Spilled: TypeAlias = "list[list[float | str]]"
"""A result as Excel spills it: rows of numbers and texts; what does not apply is an empty text."""

COM_ERRORS = {
    -2146826288: "#NULL!",
    -2146826281: "#DIV/0!",
    -2146826273: "#VALUE!",
    -2146826265: "#REF!",
    -2146826259: "#NAME?",
    -2146826252: "#NUM!",
    -2146826246: "#N/A",
    -2146826245: "#GETTING_DATA",
    -2146826243: "#SPILL!",
    -2146826242: "#CONNECT!",
    -2146826241: "#BLOCKED!",
    -2146826240: "#UNKNOWN!",
    -2146826239: "#FIELD!",
    -2146826238: "#CALC!",
}
"""Excel's errors as COM passes them: 0x800A0000 plus the number of the error in Excel's list XlCVError."""

HIGHEST_HEADINGS = 10
"""Rows at the top of a range that may hold the headings: a title may stand above them."""

INFINITE = {True: "∞", False: "−∞"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One judgement table, read from a range."""

    what: str
    """Name of the table, which is the name of its sheet in a workbook."""
    headings: tuple[str, ...]
    """As they are written, without outer spaces; '' where a column has no heading."""
    rows: tuple[Sequence[object], ...]
    """The rows below the headings as Excel passed them, without empty rows."""
    numbers: tuple[int, ...]
    """Number of each row within the range, 1 for the first."""

    def column(self, heading: str) -> int:
        """Position of a heading, in upper or lower case; -1 where there is none."""
        wanted = folded(heading)
        return next((at for at, written in enumerate(self.headings) if folded(written) == wanted), -1)

    def drafted(self) -> list[Row]:
        """The rows as rows of a draft, each cell with its place.

        Columns without a heading are left out, and those that the workbook computes from others.
        """
        without = FOLLOWING.get(self.what, ())
        own = {head: self.column(ID_OF.format(head)) for head in REFERENCES.get(self.what, ())}
        places = {head: at for head, at in own.items() if at >= 0}
        named = [
            (places.get(head, at), head)
            for at, head in enumerate(self.headings)
            if head and head not in without
        ]
        return [self._row(row, number, named) for row, number in zip(self.rows, self.numbers, strict=True)]

    def _row(self, row: Sequence[object], number: int, named: Iterable[tuple[int, str]]) -> Row:
        at = f"row {number} of the range"
        key = quoted_value(cell_value(row[max(self.column(ROW_NAMES.get(self.what, "")), 0)])).strip("'")
        cells = {head: Cell(cell_value(row[n]), Place(self.what, key, head, at)) for n, head in named}
        return Row(cells, Place(self.what, key, "", at))


def cell_value(value: object) -> object:  # noqa: PLR0911 - one answer a kind of value
    """The value of a cell in a draft: an empty cell is None, an Excel error its sign.

    >>> cell_value(""), cell_value(40), cell_value(-2146826281)
    (None, 40, '#DIV/0!')
    >>> cell_value({"type": "Error", "basicValue": "#N/A"})
    '#N/A'
    """
    if isinstance(value, str):
        return value or None
    if isinstance(value, dict):
        return cell_value(value.get("basicValue", value.get("errorType", "#VALUE!")))
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, float):
        return float(value)  # a plain float also of numpy's float64, which is a subclass
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, Integral):
        return COM_ERRORS.get(int(value), int(value))
    if isinstance(value, date):
        return value
    if isinstance(value, Real) or hasattr(value, "as_tuple"):  # COM passes a currency as a Decimal
        return float(value)  # type: ignore[arg-type]
    item = getattr(value, "item", None)  # a truth value of numpy
    return cell_value(item()) if callable(item) else None if type(value).__name__ == "JsNull" else str(value)


def rows_of(range_: object) -> list[Sequence[object]]:
    """The rows of an argument, whether Excel passed one cell, one row, or rows.

    >>> rows_of(5), rows_of(("id", "name")), rows_of([[1, 2], [3, 4]])
    ([[5]], [('id', 'name')], [[1, 2], [3, 4]])
    """
    if hasattr(range_, "tolist"):
        range_ = range_.tolist()
    if not isinstance(range_, list | tuple):
        return [[range_]]
    if not any(isinstance(row, list | tuple) for row in range_):
        return [range_] if range_ else []
    return [row if isinstance(row, list | tuple) else [row] for row in range_]


def cell_text(cell: object) -> str:
    """The text in one cell, or in the first of several; '' where it is empty.

    >>> cell_text([["France "]]), cell_text(None), cell_text(""), cell_text(2.0)
    ('France', '', '', '2')
    """
    rows = rows_of(cell)
    value = cell_value(rows[0][0]) if rows and rows[0] else None
    return stripped(value) if isinstance(value, str) else quoted_value(value)


DISTINCTIVE = {
    "Counterpart": ("party", "item"),
    "Rules": ("kind", "subject"),
    "Plan": ("phase", "item"),
    "Package": ("item", "asked", "offered"),
    "Weights": ("influence",),
    "Delivery": ("probability",),
    "Options": ("opening",),
    "Measures": ("group",),
    "Evidence": ("key", "confidence"),
}
"""Headings that only this table has: they show that a range is another table than the one wanted."""

NEEDED = {
    "Weights": ("id", "name", "influence"),
    "Measures": ("id", "name"),
    "Linkage": ("id",),
    "Costs": ("id",),
    "Delivery": ("id", "name"),
    "Options": ("id", "name"),
    "Rules": ("id", "option", "kind", "subject"),
    "Counterpart": ("party", "kind", "item", "weight"),
    "Package": ("kind", "item", "asked", "offered"),
    "Plan": ("id", "phase", "kind", "item"),
}
"""Headings that a range must have to be this table, the leftmost first."""

FOLLOWING = {
    "Measures": ("level today", "verified on", "verified by", "only announced"),
    "Linkage": ("option",),
    "Costs": ("option",),
    "Rules": ("option id", "subject id", "subject kind"),
    "Counterpart": ("name", "id"),
    "Plan": ("item id", "item kind"),
}
"""Columns that the workbook computes from other columns: nobody types them, so they are not read."""

REFERENCES = {"Rules": ("option", "subject"), "Plan": ("item",)}
"""Headings of references, which are names. Where the column with their ids stands beside them, that one is
read: a range of the parts, which has the names, need not be among the arguments."""

ROW_NAMES = {"Package": "item", "Counterpart": "id"}
"""The column whose cell names a row in messages, where it is not the leftmost column."""


def block(range_: object, what: str, noted: list[Finding]) -> Block | None:
    """The table in a range; None, with a finding, where it is another table, transposed, or has uneven rows.

    Args:
        range_: the argument as Excel passed it.
        what: name of the table that belongs there, one of `NEEDED`.
        noted: findings, to which this function adds.
    """
    rows = rows_of(range_)
    if sys.platform == "emscripten":  # xlwings Lite, where an empty cell is JavaScript's null
        rows = [[None if type(value).__name__ == "JsNull" else value for value in row] for row in rows]
    first = NEEDED[what][0]
    top = next((n for n, row in enumerate(rows[:HIGHEST_HEADINGS]) if first in _words(row)), None)
    if top is None or not set(NEEDED[what]) <= _words(rows[top]):
        _note_no_table(rows, what, noted)
        return None
    headings = _headings(rows[top])
    if _is_another(headings, what, noted) or not _is_even(rows[top:], what, noted, top + 1):
        return None
    _note_repeated(headings, what, noted)
    kept = [(row, n) for n, row in enumerate(rows[top + 1 :], top + 2) if not _empty(row)]
    return Block(
        what=what,
        headings=headings,
        rows=tuple(row for row, _ in kept),
        numbers=tuple(n for _, n in kept),
    )


def _headings(row: Sequence[object]) -> tuple[str, ...]:
    return tuple(
        stripped(value) if isinstance(value, str) else quoted_value(cell_value(value)) for value in row
    )


def _words(row: Iterable[object]) -> set[str]:
    return {folded(value) for value in row if isinstance(value, str)}


def _empty(row: Iterable[object]) -> bool:
    return all(value is None or (isinstance(value, str) and not stripped(value)) for value in row)


def _note(noted: list[Finding], what: str, found: str, wanted: str, at: str = "") -> None:
    noted.append(Finding(Place(what, at=at), found, wanted, "wrong-shape"))


def _note_no_table(rows: Sequence[Sequence[object]], what: str, noted: list[Finding]) -> None:
    """Note what the range is instead of the table."""
    needed = ", ".join(NEEDED[what])
    size = f"{len(rows)} × {max(map(len, rows), default=0)} cells"
    if set(NEEDED[what]) <= _words(row[0] for row in rows if row):
        wanted = "the headings stand in the first column; select the table as it stands, headings on top"
        _note(noted, what, "a table on its side", wanted)
    elif not rows or all(_empty(row) for row in rows):
        _note(noted, what, "", f"the table with its headings ({needed}, ...) is needed")
    elif other := next(
        (name for row in rows[:HIGHEST_HEADINGS] if (name := _table_of_headings(row, what))), ""
    ):
        _note(
            noted, what, f"the table {other}", f"the table {what} with its headings ({needed}, ...) is needed"
        )
    elif len(rows) == len(rows[0]) == 1:
        value = quoted_value(cell_value(rows[0][0]))
        _note(noted, what, value, f"a whole table with its headings ({needed}, ...) is needed")
    else:
        wanted = f"the table with its headings ({needed}, ...) on top is needed"
        _note(noted, what, f"{size} without them", wanted)


def _table_of_headings(row: Sequence[object], what: str) -> str:
    words = _words(row)
    return next((name for name, marks in DISTINCTIVE.items() if name != what and set(marks) <= words), "")


def _is_another(headings: Sequence[str], what: str, noted: list[Finding]) -> bool:
    words = _words(headings)
    if what in DISTINCTIVE and set(DISTINCTIVE[what]) <= words:
        return False
    other = _table_of_headings(headings, what)
    if other:
        _note(noted, what, f"the table {other}", f"the table {what} belongs here; were two ranges exchanged?")
    return bool(other)


def _is_even(rows: Sequence[Sequence[object]], what: str, noted: list[Finding], top: int) -> bool:
    width, even = len(rows[0]), True
    for number, row in enumerate(rows[1:], top + 1):
        if len(row) != width and not _empty(row):
            wanted = f"{width} are needed, as many as there are headings"
            _note(noted, what, f"{len(row)} cells", wanted, f"row {number} of the range")
            even = False
    return even


def _note_repeated(headings: Sequence[str], what: str, noted: list[Finding]) -> None:
    seen: set[str] = set()
    for heading in headings:
        if heading and folded(heading) in seen:
            wanted = "each heading stands once"
            noted.append(Finding(Place(what, column=heading), quoted_value(heading), wanted, "duplicate-id"))
        seen.add(folded(heading))


def numeric(block_: Block, at: int) -> bool:
    """Whether a column has a number, or something meant as one: an Excel error, a text with a digit first."""
    return any(_meant_as_number(cell_value(row[at])) for row in block_.rows)


def _meant_as_number(value: object) -> bool:
    if isinstance(value, str):
        return value in EXCEL_ERRORS or stripped(value)[:1].isdigit()
    return isinstance(value, Real)


def spilled(table: Result) -> Spilled:
    """A result as cells: titles of the columns on top, then its rows."""
    return [
        [column.title for column in table.columns],
        *([entry(value) for value in row] for row in table.rows),
    ]


def entry(value: ResultValue) -> float | str:
    """One entry of a result as a value that every client can write: no NaN, infinity, bool or numpy type.

    >>> entry(None), entry(float("nan")), entry(float("-inf")), entry(True), entry(3), entry("● offer")
    ('', '', '−∞', 'yes', 3, '● offer')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return "yes" if value else "no"
    if isinstance(value, Integral):
        return int(value)
    number = float(value)
    if math.isnan(number):
        return ""
    return number if math.isfinite(number) else INFINITE[number > 0]


def texts(block_: Block, at: int) -> Iterator[str]:
    """The texts of a column, without outer spaces; '' where there is none."""
    for row in block_.rows:
        value = cell_value(row[at])
        yield stripped(value) if isinstance(value, str) else quoted_value(value)
