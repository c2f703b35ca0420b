"""Points in a plane: the scatter chart of a plan, its axes, and series that print tells apart.

Several points often coincide: two solutions of one bargain may be the same package. So single points are
outlines without a fill, and of one shape the later is the larger. Excel then draws rings round each other.
LibreOffice 7.4 fills the outlines, but draws the first series on top, and so the smallest.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from openpyxl.chart import ScatterChart
from openpyxl.chart.axis import ChartLines, NumericAxis
from openpyxl.chart.data_source import AxDataSource, NumData, NumDataSource, NumRef, NumVal
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import XYSeries
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.colors import ColorChoice, SchemeColor
from openpyxl.drawing.line import LineProperties

from steelyard.ooxml.chart_series import MARK_STEP
from steelyard.sheets.looks import GRID, INK, POINTS, WHOLE_POINTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.sheets.charts import Chart

MARKS = ("circle", "square", "diamond", "triangle", "x", "plus", "star")
"""Markers of series that name none, by place among the series of single points."""

STROKES = ("x", "plus", "star", "dash")
"""Markers that are all line and have no inside."""

SMALLEST, STEPS = 7, 9
"""Size of the first marker in points, and how many series add to it."""

EXTRA = {"diamond": 4, "triangle": 3, **dict.fromkeys(STROKES, 4)}
"""Points by which a marker must be larger than a square or a circle to look as large."""

JOINED_SIZE = 4
"""Of the solid markers along a line."""

ZERO_LINE, OUTLINE, STROKE, JOINING = 12700, 19050, 28575, 25400
"""Widths of lines, in units of which a point has 12,700: of the axes, round a marker, of a marker that is all
line, and between points."""

SHADE_OPACITY = 30_000
"""How opaque a shaded area is, in thousandths of a percent. Excel draws the first series first, LibreOffice
last: whichever draws the shade over the marks, they must be seen through it."""

PLOT_HEIGHT, UNITS_A_CENTIMETRE = 0.55, 360_000
"""Part of a chart's height that an area may take; and units of lengths in a drawing."""

MITER_LIMIT = 800_000
"""How far the corners of such a line may reach, in thousandths of a percent of its width."""


def scatter() -> ScatterChart:
    """A chart without series yet, whose axes are both numbers and cross at nought."""
    chart = ScatterChart()
    chart.scatterStyle = "lineMarker"
    chart.varyColors = False
    for axis in (chart.x_axis, chart.y_axis):
        assert isinstance(axis, NumericAxis)  # noqa: S101 - a scatter chart is made so
        axis.crosses = "autoZero"
        axis.crossBetween = "midCat"
        axis.majorTickMark = "none"
        axis.tickLblPos = "low"
        axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=LineProperties(solidFill=GRID)))
        axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=INK, w=ZERO_LINE))
        axis.number_format = WHOLE_POINTS
        axis.numFmt.sourceLinked = False
    chart.x_axis.axPos = "b"
    return chart


def points(plan: Chart, at: int, colour: str) -> XYSeries:
    """One series of a plan: its points, joined or single.

    A point of which either value is no number is not there; its x is remembered all the same.
    """
    series = plan.series[at]
    found = XYSeries(idx=at, order=at)
    across = [_is_number(x) for x in series.across]
    there = [x and _is_number(y) for x, y in zip(across, series.values, strict=True)]
    found.xVal = AxDataSource(numRef=_numbers(series.across_ref, series.across, across))
    found.yVal = NumDataSource(numRef=_numbers(series.values_ref, series.values, there))
    found.smooth = False
    if series.fills:
        tint = ColorChoice(schemeClr=SchemeColor(val="accent1", alpha=SHADE_OPACITY))  # type: ignore[arg-type]
        line = LineProperties(solidFill=tint, w=_stroke(plan), cap="flat", miter=MITER_LIMIT)
        found.marker = Marker(symbol="none")
    elif series.joined:
        line = LineProperties(solidFill=colour, w=JOINING)
        filled = GraphicalProperties(solidFill=colour, ln=LineProperties(solidFill=colour))
        found.marker = _marker(series.mark or "circle", JOINED_SIZE, filled)
    else:
        line = LineProperties(noFill=True)
        found.marker = _ring(plan, at, colour)
    found.graphicalProperties = GraphicalProperties(ln=line)
    return found


def _stroke(plan: Chart) -> int:
    """Width of a line that fills an area stroke by stroke, so that there is no room between the strokes."""
    strokes = max(len(series.values) for series in plan.series if series.fills) / 2
    return round(plan.size[1] * PLOT_HEIGHT / strokes * UNITS_A_CENTIMETRE)


def _ring(plan: Chart, at: int, colour: str) -> Marker:
    place = sum(not other.joined for other in plan.series[:at])
    symbol = plan.series[at].mark or MARKS[place % len(MARKS)]
    line = LineProperties(solidFill=colour, w=STROKE if symbol in STROKES else OUTLINE)
    size = SMALLEST + MARK_STEP * min(place, STEPS) + EXTRA.get(symbol, 0)
    return _marker(symbol, size, GraphicalProperties(noFill=True, ln=line))


def _marker(symbol: str, size: int, look: GraphicalProperties) -> Marker:
    return Marker(symbol=symbol, size=size, spPr=look)  # type: ignore[arg-type] # any word, for openpyxl checks it


def _is_number(value: float | str | None) -> bool:
    return isinstance(value, float | int) and math.isfinite(value)


def _numbers(reference: str, values: Sequence[float | str | None], there: Sequence[bool]) -> NumRef:
    """Cells and what is remembered of them: the numbers of those points that are there."""
    kept = [
        NumVal(idx=i, v=repr(value))
        for i, (value, is_there) in enumerate(zip(values, there, strict=True))
        if is_there
    ]
    return NumRef(f=reference, numCache=NumData(formatCode=POINTS, ptCount=len(values), pt=kept))
