"""Let charts of the open workbook draw other cells, so that a step of undo takes it back.

Inside LibreOffice, so for Python 3.8 and later, with the standard library and uno alone; see `component`. An
embedded chart has a history of its own, so the step of the workbook gets an action that this file runs. The
office may forget a chart that is not in sight and read it again, so it is looked up each time.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Y_VALUES, X_VALUES = "values-y", "values-x"
"""Roles of the cells that a series draws; see com.sun.star.chart2.data.DataSequenceRole."""


class Cells(NamedTuple):
    """Cells of a series and the cell with their name."""

    role: str
    cells: str
    name: str


class Shape(NamedTuple):
    """What a chart draws: its series, the cells of each, and those of the categories."""

    series: tuple[Any, ...]
    sequences: tuple[tuple[Cells, ...], ...]
    categories: str


def redraw(document: Any, changes: Any, action: Callable[..., Any]) -> None:
    """Let charts draw other cells.

    Args:
        document: the workbook.
        action: makes an entry of the history; see `undoing`.
        changes: of each chart its sheet, its place on the sheet, the cells of its categories, and its series:
            the cells of name, values and x values, and the colour of a new one.
    """
    done = []
    for sheet, place, categories, series in changes:
        chart = chart_at(document, sheet, place)
        before = shape(chart) if chart is not None else None
        if before is not None and series:
            after = pointed(before, categories, series)
            if after != before:
                draw(chart, after)
                done.append((sheet, place, before, after))

    def draw_all(which: int) -> None:
        for each in done:
            with contextlib.suppress(Exception):  # a chart must not keep cells from being put back
                draw(chart_at(document, *each[:2]), each[which])

    if done:
        document.UndoManager.addUndoAction(action(document, (), lambda: draw_all(2), lambda: draw_all(3)))


def chart_at(document: Any, sheet: str, place: int) -> Any:
    """A chart by its place on its sheet; None where there is none."""
    charts = document.Sheets.getByName(sheet).Charts
    return charts.getByIndex(place).EmbeddedObject if place < charts.Count else None


def chart_type(chart: Any) -> Any:
    """What holds the series of a chart; None for a chart of several kinds at once."""
    systems = chart.getFirstDiagram().getCoordinateSystems()
    types = [each for system in systems for each in system.getChartTypes()]
    return types[0] if len(types) == 1 else None


def shape(chart: Any) -> Any:
    """What a chart draws; None where it has no series of cells, or is of several kinds at once."""
    held = chart_type(chart)
    series = held.getDataSeries() if held is not None else ()
    sequences = tuple(tuple(map(cells_drawn, each.getDataSequences())) for each in series)
    if not series or not all(Y_VALUES in [one.role for one in each] for each in sequences):
        return None
    labelled = category_axis(chart).getScaleData().Categories
    return Shape(tuple(series), sequences, cells_of(labelled and labelled.getValues()))


def cells_drawn(labelled: Any) -> Cells:
    """Cells of a series as the office has them."""
    values = labelled.getValues()
    return Cells(values.Role, cells_of(values), cells_of(labelled.getLabel()))


def cells_of(data: Any) -> str:
    """The cells behind data of a chart; empty where there are none."""
    return str(data.getSourceRangeRepresentation()) if data else ""


def category_axis(chart: Any) -> Any:
    """The axis that has the categories."""
    return chart.getFirstDiagram().getCoordinateSystems()[0].getAxisByDimension(0, 0)


def pointed(before: Shape, categories: str, series: Sequence[Any]) -> Shape:
    """The shape with exactly these series: the first stay, more are made like the last, those too many go."""
    held = some_of(before.series, len(series))
    for new, each in zip(held[len(before.series) :], series[len(before.series) :]):
        new.Color = int(each[3], 16)
    kinds = [*before.sequences, *[before.sequences[-1]] * len(series)]
    cells = tuple(
        tuple(directed(one, name, values, across) for one in each)
        for each, (name, values, across, _) in zip(kinds, series)
    )
    return Shape(held, cells, categories if before.categories else "")


def some_of(series: Sequence[Any], count: int) -> tuple[Any, ...]:
    """So many series: the first of these, and more that are copies of the last."""
    more = [series[-1].createClone() for _ in range(count - len(series))]
    return (*series[:count], *more)


def directed(one: Cells, name: str, values: str, across: str) -> Cells:
    """A sequence that draws these cells."""
    cells = {Y_VALUES: values, X_VALUES: across}.get(one.role) or one.cells
    return Cells(one.role, cells, name if one.name else "")


def draw(chart: Any, wanted: Shape) -> None:
    """Let a chart have a shape."""
    provider, held = chart.getDataProvider(), chart_type(chart).getDataSeries()
    # Other objects than before belong to a chart that was read again.
    series_ = wanted.series if held[0] == wanted.series[0] else some_of(held, len(wanted.series))

    def data(cells: str, role: str) -> Any:
        made = provider.createDataSequenceByRangeRepresentation(cells)
        made.Role = role
        return made

    for series, sequences in zip(series_, wanted.sequences):
        labelled = series.getDataSequences()
        for each, one in zip(labelled, sequences):
            if one.cells:
                each.setValues(data(one.cells, one.role))
            if one.name:
                each.setLabel(data(one.name, "label"))
        series.setData(labelled)
    chart_type(chart).setDataSeries(series_)
    if wanted.categories:
        axis = category_axis(chart)
        scale = axis.getScaleData()
        scale.Categories.setValues(data(wanted.categories, "categories"))
        axis.setScaleData(scale)
