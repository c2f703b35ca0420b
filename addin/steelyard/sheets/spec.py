"""What a workbook will hold, as data: sheets, tables, cells, and where each of them stands.

A plan knows names, formulas and the engine's values; it knows no file format. `build` makes a new file
of it, `writeback` puts its values into a file that people own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from steelyard.sheets.table_range import Spot


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
