"""A model as it is written down: tables of raw cells, each with its place, before anything is checked.

Text and workbook are both read into a draft, so that what is allowed is checked once, in `assemble`. A draft
knows no file format: a place is a text.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell is, in the words of the person who reads a message.

    >>> str(Place(sheet="Costs", row="limited-easing", column="money", at="cell D9"))
    "Costs, row 'limited-easing', column 'money' (cell D9)"
    """

    sheet: str
    """Name of the sheet, or of the section of the text."""
    row: str = ""
    """Id of the row."""
    column: str = ""
    at: str = ""
    """The exact spot: a cell or a line."""

    def __str__(self) -> str:
        named = [
            self.sheet,
            *([f"row {self.row!r}"] if self.row else []),
            *([f"column {self.column!r}"] if self.column else []),
        ]
        return ", ".join(named) + (f" ({self.at})" if self.at else "")


@dataclass(frozen=True, slots=True)
class Uncomputed:
    """A formula whose value is not in the file; only a spreadsheet can compute it."""

    formula: str

    def __str__(self) -> str:
        return f"={self.formula}"


@dataclass(frozen=True, slots=True)
class Cell:
    """One raw value and its place; None stands for an empty cell."""

    value: object
    place: Place


@dataclass(frozen=True, slots=True)
class Row:
    """Cells by column, and the place of the row itself, for messages about a missing cell."""

    cells: dict[str, Cell]
    place: Place


@dataclass(frozen=True, slots=True)
class Draft:
    """Raw tables by name.

    The columns are the inputs of `steelyard.model.fields`: first those with one value a row, then those along
    an axis. The tables and their rows:

    | table | one row per | columns along an axis |
    | --- | --- | --- |
    | settings | setting | |
    | measures | measure | one a level: its value, and `amount at` it |
    | cost_heads | cost head | `amount at` 0, 25, 50, 75 and 100 points |
    | options | option | |
    | weights | stakeholder | one a criterion |
    | linkage | option | one a measure |
    | costs | option | one a cost head |
    | delivery | scenario | one a measure |
    | rules | rule | |
    | record | entry of the delivery record | |
    | counterpart | side and item | `effort` and `chance`, one a level, on measures only |
    | plan | step | |
    | evidence | evidence | |
    | trial | criterion with a share on trial | |

    A setting has two columns, setting and value, and a trial has criterion and trial. In `counterpart` the
    kind of a row is `reservation` (no item; the weight is its reservation value, or empty), `future` (no
    item; the weight is what it expects of the time after the plan), `option` or `measure`.
    """

    where: str
    """The file, for messages."""
    levels: tuple[str, ...]
    """Names of the level columns, lowest first."""
    tables: dict[str, list[Row]] = field(default_factory=dict)
