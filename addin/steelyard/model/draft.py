"""A model as it is written down: tables of raw cells, each with its place, before anything is checked.

Text and workbook both read into a draft and both write from one, so that what is allowed is said once, in
`assemble`. A draft knows no file format: a place is only words.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell stands, in the reader's terms.

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
    """A formula whose value the file does not have; nobody but a spreadsheet can tell it."""

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
    """Cells by column, and the place of the row itself for what is said of a missing cell."""

    cells: dict[str, Cell]
    place: Place


@dataclass(frozen=True, slots=True)
class Draft:
    """Raw tables by name.

    The names and their columns:

    | table | one row per | columns |
    | --- | --- | --- |
    | settings | setting | setting, value |
    | measures | measure | id, name, group, asked, note, then one column a level: its value |
    | cost_heads | cost head | id, name, note |
    | options | option | id, name, track, opening, snapback, delay, offered, note |
    | weights | stakeholder | id, name, influence, note, then one column a criterion |
    | linkage | option | id, then one column a measure |
    | costs | option | id, then one column a cost head |
    | delivery | scenario | id, name, probability, note, then one column a measure: its level |
    | rules | rule | id, option, kind, subject, level, number, withdraws, note |
    | record | entry of the delivery record | id, date, measure, level, verifier, source, note |
    | counterpart | side and item | party, kind, item, weight, `effort LEVEL`..., `chance LEVEL`..., note |
    | plan | step | id, phase, kind, item, level, note |
    | evidence | evidence | key, low, high, source, author, date, confidence, note |

    In `counterpart` the kind is `reservation` (no item; the weight is its reservation value, or empty),
    `future` (no item; the weight is what it expects of the time after the plan), `option` or `measure`;
    effort and chance stand on measures only.
    """

    where: str
    """The file, for messages."""
    levels: tuple[str, ...]
    """Names of the level columns, lowest first."""
    tables: dict[str, list[Row]] = field(default_factory=dict)
