"""What a workbook will hold, as data: sheets, tables, cells, and where each of them stands.

A plan knows names, formulas and the engine's values; it knows no file format. `build` makes a new file
of it, `writeback` puts its values into a file that people own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from openpyxl.utils import get_column_letter


class Kind(StrEnum):
    """What a sheet is for; sheets of one kind share a tab colour."""

    START = "start"
    JUDGEMENTS = "judgements"
    LIVE = "live results"
    COMPUTED = "computed results"
    RECORD = "record"


class Role(StrEnum):
    """What a column holds; the word stands above its heading."""

    ID = "id"
    INPUT = "input"
    LIVE = "live"
    COMPUTED = "computed"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Formula:
    """A live cell: the formula (without the equals sign) and the engine's value for it."""

    text: str
    value: float | str


Content = float | str | None | Formula
"""What one cell holds; None is an empty cell."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may be typed into an input cell, and the prompt that says so."""

    prompt: str
    low: float | None = None
    high: float | None = None
    choices: str = ""
    """A range that lists the choices, or words in quotes with commas; then low and high do not count."""
    whole: bool = False
    date: bool = False
    """Whether a day is typed there; then low and high do not count."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet's table."""

    heading: str
    role: Role
    look: str
    width: float
    """In characters of the body font."""
    meaning: str = ""
    """One sentence for the reference pages."""
    allowed: Allowed | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell above the table; a named one is found again by its name."""

    row: int
    column: int
    content: Content
    look: str
    name: str = ""
    allowed: Allowed | None = None
    link: str = ""
    """Name of the sheet that the cell leads to."""


def on_sheet(sheet: str, ref: str) -> str:
    """A reference with the name of its sheet.

    >>> on_sheet("Decide", "$B$4"), on_sheet("Ann's", "A1")
    ('Decide!$B$4', "'Ann''s'!A1")
    """
    plain = re.fullmatch(r"[A-Za-z_]\w*", sheet)
    return f"{sheet}!{ref}" if plain else "'" + sheet.replace("'", "''") + f"'!{ref}"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a table stands: its sheet, the row of its headings, its headings and how many rows it has.

    >>> weights = Spot("Cost heads", 7, ("id", "name"), 3)
    >>> weights.column("name"), weights.cell("id", 0), weights.headings_range()
    ("'Cost heads'!$B$8:$B$10", "'Cost heads'!$A$8", "'Cost heads'!$A$7:$B$7")
    >>> weights.here.column("name")
    '$B$8:$B$10'
    """

    sheet: str
    head: int
    headings: tuple[str, ...]
    rows: int
    left: int = 1
    """Number of its first column."""
    local: bool = False

    @property
    def here(self) -> Spot:
        """The same spot for formulas on its own sheet, which need no sheet name."""
        return replace(self, local=True)

    @property
    def first(self) -> int:
        """Row of the first entry."""
        return self.head + 1

    @property
    def last(self) -> int:
        """Row of the last entry; a table without entries keeps one empty row."""
        return self.head + max(1, self.rows)

    @property
    def ref(self) -> str:
        """The whole table, headings included, as a plain range."""
        return f"{self.letter(self.headings[0])}{self.head}:{self.letter(self.headings[-1])}{self.last}"

    def letter(self, heading: str) -> str:
        """Letter of the column with this heading."""
        return get_column_letter(self.headings.index(heading) + self.left)

    def _at(self, ref: str) -> str:
        return ref if self.local else on_sheet(self.sheet, ref)

    def column(self, heading: str) -> str:
        """All entries of a column."""
        return self.part(heading, 0, self.last - self.first)

    def part(self, heading: str, start: int, stop: int) -> str:
        """The entries of a column from `start` to `stop`, counted from 0, both included."""
        letter = self.letter(heading)
        return self._at(f"${letter}${self.first + start}:${letter}${self.first + stop}")

    def cell(self, heading: str, row: int) -> str:
        """One entry, the row counted from 0."""
        return self._at(f"${self.letter(heading)}${self.first + row}")

    def beside(self, heading: str, row: int) -> str:
        """One entry of the formula's own row, which the formula still means after somebody sorts the rows."""
        return f"${self.letter(heading)}{self.first + row}"

    def across(self, first: str, last: str, row: int) -> str:
        """The entries of one row from one heading to another."""
        at = self.first + row
        return self._at(f"${self.letter(first)}${at}:${self.letter(last)}${at}")

    def block(self, first: str, last: str, start: int, stop: int) -> str:
        """The entries of several columns, from row `start` to row `stop`, counted from 0, both included."""
        top, bottom = self.first + start, self.first + stop
        return self._at(f"${self.letter(first)}${top}:${self.letter(last)}${bottom}")

    def headings_range(self, first: str | None = None, last: str | None = None) -> str:
        """The headings from one to another; all of them by default."""
        start, stop = self.letter(first or self.headings[0]), self.letter(last or self.headings[-1])
        return self._at(f"${start}${self.head}:${stop}${self.head}")

    def body(self) -> str:
        """All entries of the table."""
        start, stop = self.letter(self.headings[0]), self.letter(self.headings[-1])
        return self._at(f"${start}${self.first}:${stop}${self.last}")

    def lookup(self, row_id: str, heading: str) -> str:
        """Formula text: the entry of `heading` in the row that `row_id` (a reference) names."""
        match = f"MATCH({row_id},{self.column(self.headings[0])},0)"
        return f"INDEX({self.column(heading)},{match})"

    def crossing(self, row_id: str, heading: str) -> str:
        """Formula text: the entry where the row and the heading (both references) cross."""
        row = f"MATCH({row_id},{self.column(self.headings[0])},0)"
        return f"INDEX({self.body()},{row},MATCH({heading},{self.headings_range()},0))"


@dataclass(frozen=True, slots=True)
class TablePlan:
    """A sheet's one table."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Content, ...], ...]
    own_rows: int = 0
    """How many of the last rows nobody types, in a table that people type into."""


class ChartKind(StrEnum):
    """How a chart is drawn."""

    BARS = "bars"
    STACKED = "stacked bars"
    GROUPED = "grouped bars"
    DATED = "lines over time"
    SCATTERED = "points in a plane"


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a chart: its name and its values, each as a range and as what stands there."""

    name_ref: str
    name: str
    values_ref: str
    values: tuple[float | str | None, ...]
    takes: bool = False
    """Whether it takes points away."""
    across_ref: str = ""
    """Cells with the x values of points in a plane, whose y values are `values`."""
    across: tuple[float | str | None, ...] = ()
    mark: str = ""
    """Marker of a point, in the file format's word, such as `diamond`; empty for that of its place."""
    joined: bool = False
    """Whether a line joins the points."""


@dataclass(frozen=True, slots=True)
class ChartPlan:
    """A native chart above the table."""

    kind: ChartKind
    title: str
    description: str
    """The alternative text."""
    value_title: str
    categories_ref: str
    """Empty for points in a plane, as each series has x values of its own."""
    categories: tuple[str | float, ...]
    """Names; days as numbers where the chart is over time; none for points in a plane."""
    series: tuple[Series, ...]
    row: int
    """Row of its upper edge."""
    category_title: str = ""
    """Title of the x axis."""
    value_format: str = "0"
    percent: bool = False


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """One sheet: what stands above, the chart, the table."""

    name: str
    kind: Kind
    title: str
    purpose: str
    placed: tuple[Placed, ...]
    table: TablePlan
    spot: Spot
    charts: tuple[ChartPlan, ...] = ()
    frozen_columns: int = 1
