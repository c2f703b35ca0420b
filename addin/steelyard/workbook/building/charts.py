"""Native charts: a chart plan as an openpyxl chart, with the cached numbers that viewers show at once."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from openpyxl.chart import BarChart, LineChart, ScatterChart
from openpyxl.chart.axis import ChartLines, DateAxis
from openpyxl.chart.data_source import (
    AxDataSource,
    NumData,
    NumDataSource,
    NumRef,
    NumVal,
    StrData,
    StrRef,
    StrVal,
)
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.legend import Legend
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import Series as DrawnSeries
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.chart.title import Title, title_maker
from openpyxl.drawing.colors import ColorChoice
from openpyxl.drawing.fill import PatternFillProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import (
    CharacterProperties,
    Font,
    Paragraph,
    ParagraphProperties,
)

from steelyard.sheets.charts import ChartKind
from steelyard.sheets.looks import (
    DAY,
    FONT,
    GREY,
    GRID,
    INK,
    LINE,
    POINTS,
    WHOLE_POINTS,
    _colour,
    pattern,
)
from steelyard.workbook.building.scatter_charts import points, scatter

if TYPE_CHECKING:
    from steelyard.sheets.charts import Chart, Series

PERCENT_FORMAT = "0%"

MOST_LABELLED = 15
"""Bars that bear their number; the numbers of more would overlap, and the table below has them all."""

LONG_NAMES, PLOT, LEGEND = 20, (0.08, 0.15, 0.88, 0.48), 0.2
"""Letters beyond which names below many bars would leave them no room; then the bars take this part of the
chart (left, top, width, height; so much less width beside a legend), and programs shorten the names."""

DAYS_OF_MONTH, MOST_DAYS = 30.4, 8
"""How long a month is, and how many days may be written below a chart over time."""

PAPER = "FFFFFF"

LINE_WIDTH, EDGE = 25400, 6350
"""Of the line of a series, and of that round a bar with a pattern, in units of which a point has 12,700."""


def drawn(plan: Chart, width: float) -> BarChart | LineChart | ScatterChart:
    """The chart that shows the plan, so many centimetres wide."""
    chart = _of_kind(plan)
    own, height = plan.size
    chart.height, chart.width = height, own or width  # type: ignore[assignment]
    chart.style = None
    chart.roundedCorners = False
    chart.visible_cells_only = not plan.of_helpers
    chart.title = _title(plan.title, 12, bold=True)
    _axes(chart, plan)
    for at, series in enumerate(plan.series):
        chart.series.append(_series(plan, at, series))
    chart.legend = _legend() if plan.legend and len(plan.series) > 1 else None
    if len(plan.series) == 1 and plan.categories and len(plan.categories) <= MOST_LABELLED:
        chart.dataLabels = _labels()
    if len(plan.categories) > MOST_LABELLED and max(len(str(name)) for name in plan.categories) > LONG_NAMES:
        chart.layout = _room_for_bars(legend=chart.legend is not None)
    chart.graphical_properties = GraphicalProperties(noFill=True, ln=LineProperties(noFill=True))
    return chart


def _of_kind(plan: Chart) -> BarChart | LineChart | ScatterChart:
    if plan.kind is ChartKind.SCATTERED:
        return scatter()
    return _lines(plan) if plan.kind is ChartKind.DATED else _bars(plan)


def _legend() -> Legend:
    legend = Legend()
    legend.position = "r"
    legend.overlay = False
    legend.txPr = _rich(10, GREY)
    return legend


def _room_for_bars(*, legend: bool) -> Layout:
    left, top, width, height = PLOT
    width -= LEGEND if legend else 0
    fixed = ManualLayout(layoutTarget="inner", xMode="edge", yMode="edge", x=left, y=top, w=width, h=height)
    return Layout(manualLayout=fixed)


def _bars(plan: Chart) -> BarChart:
    chart = BarChart()
    chart.type = "col"
    chart.grouping = "stacked" if plan.kind is ChartKind.STACKED else "clustered"
    chart.overlap = 100 if plan.kind is ChartKind.STACKED else 0
    chart.gapWidth = 60
    return chart


def _lines(plan: Chart) -> LineChart:
    """Lines along an axis on which days stand as far apart as they are."""
    chart = LineChart()
    chart.grouping = "standard"
    chart.marker = True
    chart.x_axis = DateAxis(crossAx=chart.y_axis.axId)
    chart.x_axis.crosses = "autoZero"
    chart.x_axis.axPos = "b"
    chart.x_axis.baseTimeUnit = "days"
    days = [day for day in plan.categories if isinstance(day, float)]
    span = max(days, default=0) - min(days, default=0)
    chart.x_axis.majorTimeUnit = "months"
    chart.x_axis.majorUnit = max(1, math.ceil(span / DAYS_OF_MONTH / MOST_DAYS))
    chart.y_axis.crossAx = chart.x_axis.axId
    return chart


def _axes(chart: BarChart | LineChart | ScatterChart, plan: Chart) -> None:
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False
        axis.txPr = _rich(10, GREY)
    if not isinstance(chart, ScatterChart):
        _axes_of_categories(chart, plan)
    chart.y_axis.title = _title(plan.value_title, 10, bold=False)
    if plan.category_title:
        chart.x_axis.title = _title(plan.category_title, 10, bold=False)


def _axes_of_categories(chart: BarChart | LineChart, plan: Chart) -> None:
    chart.x_axis.tickLblPos = "low"
    chart.x_axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=INK, w=19050))
    chart.x_axis.majorTickMark = "none"
    chart.y_axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=LINE))
    chart.y_axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=LineProperties(solidFill=GRID)))
    chart.y_axis.number_format = PERCENT_FORMAT if plan.percent else WHOLE_POINTS
    chart.y_axis.numFmt.sourceLinked = False
    if plan.kind is ChartKind.DATED:
        chart.x_axis.number_format = DAY
        chart.x_axis.numFmt.sourceLinked = False


def _series(plan: Chart, at: int, series: Series) -> DrawnSeries:
    colour = _colour(plan, at)
    scattered = plan.kind is ChartKind.SCATTERED
    found = points(plan, at, colour) if scattered else _values(plan, at, series, colour)
    name = StrData(ptCount=1, pt=[StrVal(idx=0, v=series.name)])
    found.tx = SeriesLabel(strRef=StrRef(f=series.name_ref, strCache=name))
    if series.label:
        found.dLbls = _name(series.label)
    return found


def _values(plan: Chart, at: int, series: Series, colour: str) -> DrawnSeries:
    numbers = [
        NumVal(idx=i, v=repr(float(value)))
        for i, value in enumerate(series.values)
        if isinstance(value, float)
    ]
    found = DrawnSeries(idx=at, order=at)
    found.cat = _categories(plan)
    code = PERCENT_FORMAT if plan.percent else POINTS
    found.val = NumDataSource(
        numRef=NumRef(
            f=series.values_ref,
            numCache=NumData(formatCode=code, ptCount=len(series.values), pt=numbers),
        )
    )
    if plan.kind is ChartKind.DATED:
        found.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=colour, w=LINE_WIDTH))
        filled = GraphicalProperties(solidFill=colour, ln=LineProperties(solidFill=colour))
        found.marker = Marker(symbol="circle", size=6, spPr=filled)
        found.smooth = False
    else:
        found.graphicalProperties = _filled(colour, pattern(plan, at))
        found.invertIfNegative = False
    return found


def _filled(colour: str, pattern: str) -> GraphicalProperties:
    """A bar of a plain colour, or one with a pattern on white and a line round it."""
    if not pattern:
        return GraphicalProperties(solidFill=colour, ln=LineProperties(noFill=True))
    colours = {"fgClr": ColorChoice(srgbClr=colour), "bgClr": ColorChoice(srgbClr=PAPER)}  # type: ignore[arg-type]
    fill = PatternFillProperties(prst=pattern, **colours)  # type: ignore[arg-type]
    return GraphicalProperties(pattFill=fill, ln=LineProperties(solidFill=colour, w=EDGE))


def _categories(plan: Chart) -> AxDataSource:
    if plan.kind is ChartKind.DATED:
        days = [NumVal(idx=i, v=repr(day)) for i, day in enumerate(plan.categories)]
        cache = NumData(formatCode=DAY, ptCount=len(days), pt=days)
        return AxDataSource(numRef=NumRef(f=plan.categories_ref, numCache=cache))
    names = [StrVal(idx=i, v=str(name)) for i, name in enumerate(plan.categories)]
    return AxDataSource(strRef=StrRef(f=plan.categories_ref, strCache=StrData(ptCount=len(names), pt=names)))


def _labels() -> DataLabelList:
    labels = DataLabelList()
    labels.showVal = True
    labels.showSerName = labels.showCatName = labels.showLegendKey = labels.showPercent = False
    labels.numFmt = POINTS
    labels.position = "outEnd"
    labels.txPr = _rich(10, INK)
    return labels


def _name(side: str) -> DataLabelList:
    """The name of the series beside each of its points."""
    label = DataLabelList()
    label.showSerName = True
    label.showVal = label.showCatName = label.showLegendKey = label.showPercent = label.showBubbleSize = False
    label.position = side
    label.txPr = _rich(10, INK)
    return label


def _characters(size: float, colour: str, *, bold: bool = False) -> CharacterProperties:
    return CharacterProperties(latin=Font(typeface=FONT), sz=int(size * 100), b=bold, solidFill=colour)


def _rich(size: float, colour: str) -> RichText:
    properties = ParagraphProperties(defRPr=_characters(size, colour))
    return RichText(p=[Paragraph(pPr=properties, endParaRPr=_characters(size, colour))])


def _title(text: str, size: float, *, bold: bool) -> Title:
    title = title_maker(text)
    title.overlay = False
    assert title.tx is not None and title.tx.rich is not None  # noqa: S101, PT018 - title_maker made them
    for paragraph in title.tx.rich.p:
        paragraph.pPr = ParagraphProperties(defRPr=_characters(size, INK, bold=bold))
        for run in paragraph.r:
            run.rPr = _characters(size, INK, bold=bold)
    return title
