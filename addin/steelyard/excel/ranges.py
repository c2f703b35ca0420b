"""The one codec between cells and tables: what a range holds as rows under headings, and answers as cells.

Every door hands over a range in its own way: rows of numbers, texts and nothing; an Excel error as a number
(COM), as an object (Office's JavaScript) or as its sign; one cell alone, or one row alone, without the rows
around them. Here they become one thing. What is wrong is noted with its place, never raised, so that all
problems of a call come out together.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from datetime import date, datetime
from numbers import Integral, Real
from typing import TYPE_CHECKING, TypeAlias

from steelyard.model.draft import Cell, Place, Row
from steelyard.model.findings import Finding, quoted_value
from steelyard.model.vocabulary import EXCEL_ERRORS, folded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from steelyard.weigh.result import Entry, Table

Spilled: TypeAlias = "list[list[float | str]]"
"""An answer as it spills: rows of numbers and texts; what does not apply is an empty text."""

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
"""Excel's errors as COM hands them over: 0x800A0000 and the number that XlCVError gives the error."""

HIGHEST_HEADINGS = 10
"""Rows at the top of a range among which the headings are looked for: a title may stand above them."""

INFINITE = {True: "∞", False: "−∞"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One judgement table as it stands in a range."""

    what: str
    """Name of the sheet on which it usually stands."""
    headings: tuple[str, ...]
    """As they are written, without outer spaces; '' over a column that has none."""
    rows: tuple[Sequence[object], ...]
    """What the door handed over, below the headings, without the rows that hold nothing."""
    numbers: tuple[int, ...]
    """Number of each row within the range, 1 for the first."""

    def column(self, heading: str) -> int:
        """Position of a heading, whatever its case; -1 where there is none."""
        wanted = folded(heading)
        return next((at for at, held in enumerate(self.headings) if folded(held) == wanted), -1)

    def drafted(self, *, without: Collection[str] = ()) -> list[Row]:
        """The rows as a draft holds them, each cell with its place; a column needs a heading to count."""
        named = [(at, head) for at, head in enumerate(self.headings) if head and head not in without]
        return [self._row(row, number, named) for row, number in zip(self.rows, self.numbers, strict=True)]

    def _row(self, row: Sequence[object], number: int, named: Iterable[tuple[int, str]]) -> Row:
        at = f"row {number} of the range"
        key = quoted_value(held(row[max(self.column(CALLED.get(self.what, "")), 0)])).strip("'")
        cells = {head: Cell(held(row[n]), Place(self.what, key, head, at)) for n, head in named}
        return Row(cells, Place(self.what, key, "", at))


def held(value: object) -> object:  # noqa: PLR0911 - one answer a kind of value
    """What stands in a cell, as a draft holds it: nothing is None, an Excel error its sign.

    >>> held(""), held(-2146826281), held({"type": "Error", "basicValue": "#N/A"}), held(40)
    (None, '#DIV/0!', '#N/A', 40)
    """
    if isinstance(value, str):
        return value or None
    if isinstance(value, dict):
        return held(value.get("basicValue", value.get("errorType", "#VALUE!")))
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, float):
        return float(value)  # numpy's is one too
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, Integral):
        return COM_ERRORS.get(int(value), int(value))
    if isinstance(value, date):
        return value
    if isinstance(value, Real) or hasattr(value, "as_tuple"):  # a Decimal is how COM hands over a currency
        return float(value)  # type: ignore[arg-type]
    item = getattr(value, "item", None)  # a truth value of numpy
    return held(item()) if callable(item) else None if type(value).__name__ == "JsNull" else str(value)


def rows_of(range_: object) -> list[Sequence[object]]:
    """The rows of what a door handed over, whether one cell, one row, or rows.

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


def word(cell: object) -> str:
    """The text in one cell, or in the first of several; '' where nothing stands.

    >>> word([["France "]]), word(None), word(""), word(2.0)
    ('France', '', '', '2')
    """
    rows = rows_of(cell)
    value = held(rows[0][0]) if rows and rows[0] else None
    return value.strip() if isinstance(value, str) else quoted_value(value)


TELLING = {
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
"""Headings by which each table is known."""

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
"""Headings without which a range is not the table that belongs there, the leftmost first."""

CALLED = {"Package": "item"}
"""The heading over what a row is called in messages, where that is not the leftmost column."""


def block(range_: object, what: str, noted: list[Finding]) -> Block | None:
    """The table in a range, or None with what is wrong noted: on its side, another table, ragged.

    Args:
        range_: what a door handed over.
        what: name of the table that belongs there, one of `NEEDED`.
        noted: where to add what is wrong.
    """
    rows = rows_of(range_)
    if sys.platform == "emscripten":  # where an empty cell is JavaScript's null
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
    return tuple(value.strip() if isinstance(value, str) else quoted_value(held(value)) for value in row)


def _words(row: Iterable[object]) -> set[str]:
    return {folded(value) for value in row if isinstance(value, str)}


def _empty(row: Iterable[object]) -> bool:
    return all(value is None or (isinstance(value, str) and not value.strip()) for value in row)


def _note(noted: list[Finding], what: str, found: str, wanted: str, at: str = "") -> None:
    noted.append(Finding(Place(what, at=at), found, wanted, "wrong-shape"))


def _note_no_table(rows: Sequence[Sequence[object]], what: str, noted: list[Finding]) -> None:
    """Say what stands there instead of the table."""
    needed = ", ".join(NEEDED[what])
    size = f"{len(rows)} × {max(map(len, rows), default=0)} cells"
    if set(NEEDED[what]) <= _words(row[0] for row in rows if row):
        wanted = "the headings stand in the first column; select the table as it stands, headings on top"
        _note(noted, what, "a table on its side", wanted)
    elif not rows or all(_empty(row) for row in rows):
        _note(noted, what, "", f"the table with its headings ({needed}, ...) is needed")
    elif other := next((name for row in rows[:HIGHEST_HEADINGS] if (name := _telling(row, what))), ""):
        _note(
            noted, what, f"the table {other}", f"the table {what} with its headings ({needed}, ...) is needed"
        )
    elif len(rows) == len(rows[0]) == 1:
        value = quoted_value(held(rows[0][0]))
        _note(noted, what, value, f"a whole table with its headings ({needed}, ...) is needed")
    else:
        wanted = f"the table with its headings ({needed}, ...) on top is needed"
        _note(noted, what, f"{size} without them", wanted)


def _telling(row: Sequence[object], what: str) -> str:
    words = _words(row)
    return next((name for name, marks in TELLING.items() if name != what and set(marks) <= words), "")


def _is_another(headings: Sequence[str], what: str, noted: list[Finding]) -> bool:
    words = _words(headings)
    if what in TELLING and set(TELLING[what]) <= words:
        return False
    other = _telling(headings, what)
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
    """Whether a column holds numbers, or what was meant as some: an Excel error, a text like a number."""
    return any(_meant_as_number(held(row[at])) for row in block_.rows)


def _meant_as_number(value: object) -> bool:
    if isinstance(value, str):
        return value in EXCEL_ERRORS or value.strip()[:1].isdigit()
    return isinstance(value, Real)


def spilled(table: Table) -> Spilled:
    """The answer as cells: titles of the columns on top, then its rows."""
    return [
        [column.title for column in table.columns],
        *([entry(value) for value in row] for row in table.rows),
    ]


def entry(value: Entry) -> float | str:
    """One entry of an answer as a cell takes it: no NaN, no infinity, no truth value, nothing of numpy's.

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
        value = held(row[at])
        yield value.strip() if isinstance(value, str) else quoted_value(value)
