"""Charts of many options keep their room and Decide is one page wide; points in a plane can be told apart."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from benchmarks import large
from openpyxl import Workbook, load_workbook
from openpyxl.chart import ScatterChart
from openpyxl.xml.functions import fromstring, tostring

from steelyard.sheets.catalogue import context_of, filled_sheets
from steelyard.sheets.charts import Chart, ChartKind, Series
from steelyard.sheets.looks import GRID, INK, SERIES, colours
from steelyard.sheets.printing import pages_across
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.building.charts import LEGEND, MOST_LABELLED, PLOT, drawn

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from openpyxl.chart.axis import NumericAxis

    from steelyard.model.model import Model


def named(options: int, name: str) -> Model:
    """A model of so many options of this name, each with its number."""
    model = large.model(large.Size(options, 15, 2, 3))
    parts = tuple(replace(option, name=f"{name} {at}") for at, option in enumerate(model.options))
    return model.replace(options=parts)


def charts(model: Model, name: str) -> tuple[Chart, ...]:
    """The charts of a sheet."""
    [sheet] = [sheet for sheet in filled_sheets(context_of(model)) if sheet.name == name]
    return sheet.charts


def test_long_names_of_many_options_leave_the_bars_their_room() -> None:
    model = named(MOST_LABELLED + 1, "Release of assets held in custody")
    [decide], [positions] = charts(model, "Decide"), charts(model, "Positions")
    alone_on_decide = replace(decide, series=decide.series[:1])
    layouts = [drawn(plan, 30.0).layout for plan in (alone_on_decide, positions)]
    alone, beside = (layout.manualLayout for layout in layouts if layout is not None)
    assert alone is not None
    assert beside is not None
    assert (alone.x, alone.y, alone.w, alone.h) == PLOT
    assert beside.w == PLOT[2] - LEGEND


def test_short_names_and_few_options_are_laid_out_by_the_program() -> None:
    for model in (named(MOST_LABELLED, "Release of assets held in custody"), named(30, "Loan")):
        [plan] = charts(model, "Decide")
        assert drawn(plan, 30.0).layout is None


def test_bars_bear_their_numbers_while_these_do_not_overlap() -> None:
    for options, labelled in ((MOST_LABELLED, True), (MOST_LABELLED + 1, False)):
        [plan] = charts(named(options, "Loan"), "Decide")
        assert drawn(plan, 30.0).dataLabels is None  # two bars an option, and a legend
        plan = replace(plan, series=plan.series[:1])
        assert (drawn(plan, 30.0).dataLabels is not None) is labelled


def test_decide_is_as_wide_as_one_page_whatever_the_number_of_options() -> None:
    model = named(30, "Loan")
    [decide] = [plan for plan in filled_sheets(context_of(model)) if plan.name == "Decide"]
    assert pages_across(decide) == 1
    sheet = load_workbook(io.BytesIO(workbook_bytes(model)))["Decide"]
    assert sheet.page_setup.fitToWidth == 1
    assert sheet.print_area.endswith(f"$P${decide.place.last}")


Numbers = tuple[float | str | None, ...]


def points(name: str, across: Numbers, values: Numbers, mark: str = "", *, joined: bool = False) -> Series:
    """A series of points whose cells are named after it."""
    refs = [f"{name}!{cells}" for cells in ("$A$1", "$C$2:$C$9", "$B$2:$B$9")]
    return Series(refs[0], name, refs[1], values, across_ref=refs[2], across=across, mark=mark, joined=joined)


FRONTIER = points("frontier", (30.0, 12.5, None, -5.0), (-6.0, 4.0, 9.0, 15.0), joined=True)
NO_DEAL, TABLED = points("no", (0.0,), (-4.0,), "x"), points("tabled", (None,), (None,), "plus")
SOLUTIONS = tuple(points(name, (12.5,), (4.0,)) for name in ("nash", "kalai", "egalitarian", "sum"))


def plane(*series: Series) -> Chart:
    return Chart(
        kind=ChartKind.SCATTERED,
        title="Packages",
        description="",
        value_title="to them, points",
        categories_ref="",
        categories=(),
        series=series,
        row=6,
        category_title="to us, points",
    )


def scattered(*series: Series) -> ScatterChart:
    chart = drawn(plane(*series), 20.0)
    assert isinstance(chart, ScatterChart)
    return chart


def written(chart: ScatterChart) -> Element:
    """The chart as it goes into the file."""
    return fromstring(tostring(chart._write()))  # type: ignore[attr-defined]


C, A = (f"{{http://schemas.openxmlformats.org/drawingml/2006/{name}}}" for name in ("chart", "main"))


def values_at(element: Element, path: str) -> list[str | None]:
    """The `val` of every element that a path leads to, names without a prefix being the chart's."""
    steps = [step.replace("a:", A) if ":" in step else C + step if step else "" for step in path.split("/")]
    return [found.get("val") for found in element.findall("/".join([".", *steps]))]


def test_axes_of_a_plane_are_numbers_that_cross_at_nought_with_labels_at_the_low_end() -> None:
    tree = written(scattered(FRONTIER, NO_DEAL))
    assert values_at(tree, "/scatterStyle") == ["lineMarker"]
    assert values_at(tree, "/dispBlanksAs") == ["gap"]
    assert values_at(tree, "/legendPos") == ["r"]
    axes = tree.findall(f".//{C}valAx")
    assert [values_at(axis, "axPos") for axis in axes] == [["b"], ["l"]]
    titles = ["".join(title.itertext()) for axis in axes for title in axis.findall(f"{C}title")]
    assert titles == ["to us, points", "to them, points"]
    for axis in axes:
        assert values_at(axis, "delete") == ["0"]
        assert values_at(axis, "tickLblPos") == ["low"]
        assert values_at(axis, "crosses") == ["autoZero"]
        assert values_at(axis, "majorGridlines//a:srgbClr") == [GRID]
        assert values_at(axis, "spPr/a:ln//a:srgbClr") == [INK]
        assert [form.get("formatCode") for form in axis.findall(f"{C}numFmt")] == ["0;−0;0"]


def test_a_series_of_points_has_its_own_cells_in_the_order_of_the_format() -> None:
    found = written(scattered(FRONTIER, NO_DEAL)).findall(f".//{C}ser")
    for series, name in zip(found, ("frontier", "no"), strict=True):
        order = [child.tag.removeprefix(C) for child in series]
        assert order == ["idx", "order", "tx", "spPr", "marker", "xVal", "yVal", "smooth"]
        formulas = [formula.text for formula in series.iter(f"{C}f")]
        assert formulas == [f"{name}!$A$1", f"{name}!$B$2:$B$9", f"{name}!$C$2:$C$9"]
        assert values_at(series, "smooth") == ["0"]


def cached(series: Element, name: str) -> tuple[list[str | None], dict[str | None, float]]:
    """How many points a series remembers along one axis, and those that are there."""
    [memory] = series.findall(f"{C}{name}//{C}numCache")
    there = {point.get("idx"): float(point[0].text or "") for point in memory.findall(f"{C}pt")}
    return values_at(memory, "ptCount"), there


@pytest.mark.parametrize("gap", [None, "n/a", float("nan"), float("inf")])
def test_a_point_without_one_of_its_numbers_is_not_there(gap: float | str | None) -> None:
    mine = points("mine", (1.0, gap, 3.0, 4.5), (5.0, 6.0, gap, -8.0))
    [series] = written(scattered(mine)).findall(f".//{C}ser")
    assert cached(series, "xVal") == (["4"], {"0": 1.0, "2": 3.0, "3": 4.5})
    assert cached(series, "yVal") == (["4"], {"0": 5.0, "3": -8.0})


def test_joined_points_have_a_line_and_small_solid_markers() -> None:
    chosen = replace(FRONTIER, mark="diamond")
    plain, marked = written(scattered(FRONTIER, chosen)).findall(f".//{C}ser")
    for series, symbol, colour in ((plain, "circle", SERIES[0]), (marked, "diamond", SERIES[1])):
        assert values_at(series, "spPr/a:ln/a:solidFill/a:srgbClr") == [colour]
        assert values_at(series, "marker/spPr/a:solidFill/a:srgbClr") == [colour]
        assert values_at(series, "marker/symbol") == [symbol]
        assert values_at(series, "marker/size") == ["4"]


def test_a_line_that_fills_an_area_is_broad_and_is_seen_through() -> None:
    zone = replace(points("zone", (0.0, 5.0) * 20, tuple(map(float, range(40))), joined=True), fills=True)
    plan = replace(plane(zone, FRONTIER), size=(20.0, 9.0), legend=False)
    chart = drawn(plan, 30.0)
    assert isinstance(chart, ScatterChart)
    tree = written(chart)
    filled, frontier = tree.findall(f".//{C}ser")
    assert values_at(filled, "marker/symbol") == ["none"]
    [line] = filled.findall(f"{C}spPr/{A}ln")
    # Twenty strokes over the part of nine centimetres that an area may take: 360,000 units a centimetre.
    assert (line.get("w"), line.get("cap")) == (str(round(9.0 * 0.55 / 20 * 360_000)), "flat")
    assert values_at(filled, "spPr/a:ln/a:solidFill/a:schemeClr") == ["accent1"]
    assert values_at(filled, "spPr/a:ln/a:solidFill/a:schemeClr/a:alpha") == ["30000"]
    assert values_at(frontier, "marker/symbol") == ["circle"]
    assert values_at(tree, "/legendPos") == []


def test_a_name_stands_on_its_side_of_a_point_and_no_number_does() -> None:
    bare, told = written(scattered(NO_DEAL, replace(NO_DEAL, label="b", colour="123456"))).findall(
        f".//{C}ser"
    )
    assert bare.find(f"{C}dLbls") is None
    assert values_at(told, "dLbls/dLblPos") == ["b"]
    assert values_at(told, "dLbls/showSerName") == ["1"]
    shown = ("showVal", "showCatName", "showLegendKey", "showPercent", "showBubbleSize")
    assert [values_at(told, f"dLbls/{name}") for name in shown] == [["0"]] * 5
    assert values_at(told, "marker/spPr/a:ln/a:solidFill/a:srgbClr") == ["123456"]
    order = [child.tag.removeprefix(C) for child in told]
    assert order == ["idx", "order", "tx", "spPr", "marker", "dLbls", "xVal", "yVal", "smooth"]


def test_single_points_are_outlines_of_their_own_shape_and_size_and_never_joined() -> None:
    every = (NO_DEAL, FRONTIER, TABLED, *SOLUTIONS)
    _, _, *found = written(scattered(*every)).findall(f".//{C}ser")
    for series, colour in zip(found, colours(plane(*every))[2:], strict=True):
        assert len(series.findall(f"{C}spPr/{A}ln/{A}noFill")) == 1
        assert len(series.findall(f"{C}marker/{C}spPr/{A}noFill")) == 1
        assert values_at(series, "marker/spPr/a:ln/a:solidFill/a:srgbClr") == [colour]
    symbols = [values_at(series, "marker/symbol") for series in found]
    assert symbols == [["plus"], ["diamond"], ["triangle"], ["x"], ["plus"]]
    lines = [line.get("w") for series in found for line in series.findall(f"{C}marker//{A}ln")]
    assert lines == ["28575", "19050", "19050", "28575", "28575"]


@pytest.mark.parametrize("mark", ["circle", "square", "diamond", "triangle", "x", "plus", "star"])
def test_coinciding_marks_of_one_shape_nest(mark: str) -> None:
    found = written(scattered(*(replace(one, mark=mark) for one in SOLUTIONS)))
    sizes = [int(size or 0) for size in values_at(found, "/marker/size")]
    assert [after - before for before, after in pairwise(sizes)] == [2, 2, 2]
    assert sizes[0] >= 7


def test_any_number_of_series_keeps_to_the_sizes_that_excel_allows() -> None:
    found = written(scattered(*SOLUTIONS * 10))
    assert max(int(size or 0) for size in values_at(found, "/marker/size")) <= 72


def test_one_series_of_points_needs_no_legend_and_bears_no_numbers() -> None:
    chart = scattered(NO_DEAL)
    assert (chart.legend, chart.dataLabels) == (None, None)


def test_points_read_back_from_the_file_as_they_were_drawn() -> None:
    book = Workbook()
    book.worksheets[0].add_chart(scattered(FRONTIER, NO_DEAL), "A1")
    target = io.BytesIO()
    book.save(target)
    [chart] = load_workbook(io.BytesIO(target.getvalue())).worksheets[0]._charts  # type: ignore[attr-defined]
    frontier, no_deal = chart.series
    assert [float(point.v) for point in frontier.xVal.numRef.numCache.pt] == [30.0, 12.5, -5.0]
    assert [float(point.v) for point in frontier.yVal.numRef.numCache.pt] == [-6.0, 4.0, 15.0]
    assert no_deal.tx.strRef.strCache.pt[0].v == "no"
    axis: NumericAxis = chart.x_axis
    assert axis.crossBetween == "midCat"
