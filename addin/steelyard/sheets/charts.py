"""The charts above the tables of a workbook, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from steelyard.sheets.spec import SENTENCE_ROW

CHART_TOP, CHART_BELOW_SENTENCE = 6, SENTENCE_ROW + 1
"""Row of the upper edge of a chart, without and with a sentence above it."""


HEIGHT_CENTIMETRES = 9.3
"""Of a chart."""


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
    fills: bool = False
    """Whether the line runs to and fro over an area, which it shades; it has no markers then."""
    label: str = ""
    """Side of a point on which the name of the series stands: l, r, t or b; empty for no name."""
    colour: str = ""
    """As `1F3A5F`; empty for that of its place."""


@dataclass(frozen=True, slots=True)
class Chart:
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
    legend: bool = True
    """Whether a chart of several series has a legend."""
    of_helpers: bool = False
    """Whether it shows cells of columns that a new workbook hides; Excel leaves these out unless it is told."""
    left: float = 0
    """Centimetres from the left edge of the sheet's charts."""
    size: tuple[float, float] = (0, HEIGHT_CENTIMETRES)
    """Width and height in centimetres; a width of 0 is that of the sheet's charts."""
