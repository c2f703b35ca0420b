"""The charts of Packages: the zone of agreement large, and the whole line small beside it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

import steelyard as sy
from steelyard.ooxml.addresses import address
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells, charts_of, with_cells
from steelyard.ooxml.tables import tables
from steelyard.sheets.catalogue import context_of, filled_sheets
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.scoring.score import scored

if TYPE_CHECKING:
    from steelyard.model.model import Model
    from steelyard.sheets.charts import Chart, Series

DRAWN = ("close-up us", "close-up them", "zone us", "zone them")


def charts(model: Model) -> tuple[Chart, Chart]:
    [sheet] = [sheet for sheet in filled_sheets(context_of(model)) if sheet.name == "Packages"]
    large, small = sheet.charts
    return large, small


def numbers(series: Series) -> list[tuple[float, float]]:
    """The points of a series that are drawn."""
    pairs = zip(series.across, series.values, strict=True)
    return [(x, y) for x, y in pairs if isinstance(x, float) and isinstance(y, float)]


def column(package: Package, heading: str) -> list[float]:
    """The numbers under a heading of Packages, from the top down."""
    found, held = tables(package)["packages"], cells(package, "Packages")
    rows = range(found.first_row, found.last_row + 1)
    shown = (held.get(address(row, found.column(heading))) for row in rows)
    return [cell.value for cell in shown if cell is not None and isinstance(cell.value, float | int)]


@pytest.fixture(scope="module")
def nash() -> Model:
    return sy.new("nash-1950")


def test_the_large_chart_has_the_zone_alone_and_the_small_one_the_whole_line(nash: Model) -> None:
    large, small = charts(nash)
    names = [series.name for series in small.series]
    assert names == ["zone", "package", "no deal", "tabled package"]
    assert [series.name for series in large.series][:4] == names
    inside, whole = numbers(large.series[1]), numbers(small.series[1])
    assert inside == [point for point in whole if min(point) >= 0]
    assert 0 < len(inside) < len(whole) == len(context_of(nash).deal.packages)
    assert large.series[0] == small.series[0]
    assert [series.fills for series in large.series] == [True, *[False] * 7]
    assert small.left >= large.size[0] > 2 * small.size[0]
    assert not large.legend
    assert not small.legend


def test_marks_differ_in_shape_and_size_and_no_two_solutions_share_a_place(nash: Model) -> None:
    large, _ = charts(nash)
    marks = large.series[2:]
    assert len({series.mark for series in marks}) == len(marks) == 6
    assert [series.name for series in marks] == [
        "no deal",
        "tabled package",
        "Nash, Kalai-Smorodinsky, egalitarian",
        "",
        "",
        "greatest sum",
    ]
    places = [point for series in marks for point in numbers(series)]
    assert len(places) == len(set(places)) == 4
    assert all(series.label for series in marks)
    assert all(math.isfinite(float(series.across[0] or math.nan)) for series in marks[2:])


def test_cells_of_the_zone_are_empty_outside_of_it_and_follow_a_score(nash: Model) -> None:
    package = Package.of(workbook_bytes(nash))
    assert [len(column(package, heading)) for heading in DRAWN] == [7, 7, 40, 40]
    assert min(column(package, "close-up us")) == pytest.approx(100 / 13)
    found = tables(package)["counterpart"]
    # The first row of Counterpart says what Jack has with no deal.
    given = address(found.first_row, found.column("weight"))
    package, _ = scored(with_cells(package, {"Counterpart": {given: Value(1000.0)}}))
    large, small = charts_of(package, "Packages")
    # The columns are hidden, and Excel would leave them out.
    assert all(b'plotVisOnly val="0"' in package.part(chart) for chart in (large, small))
    assert column(package, "zone us") == []
    # Without a zone the chart shows every package.
    assert column(package, "close-up us") == column(package, "us")
    assert b">nearest<" in package.part(large)
