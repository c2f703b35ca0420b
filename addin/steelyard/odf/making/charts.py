"""Charts as OpenDocument has them: a document of its own for each, with its looks, series and values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from steelyard.odf.addresses import Place, range_text
from steelyard.odf.making.chart_looks import ChartLooks
from steelyard.odf.making.chart_values import local_table
from steelyard.odf.making.markup import document, element
from steelyard.odf.making.parts import EMPTY, tree, within
from steelyard.odf.xml import written_text
from steelyard.ooxml.addresses import sheet_and_area

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from xml.etree.ElementTree import Element

KINDS: Final = {"barChart": "chart:bar", "lineChart": "chart:line", "scatterChart": "chart:scatter"}
"""The kinds of charts that are made, by the names that Excel has for them."""

ACROSS_AXES: Final = ("catAx", "dateAx")
_LEGENDS: Final = {"r": "end", "l": "start", "t": "top", "b": "bottom"}
_CELLS: Final = "table:cell-range-address"


def chart_parts(xml: bytes, size: tuple[str, str], theme: Mapping[str, str]) -> dict[str, bytes]:
    """The parts of a chart, by their names in its folder.

    Args:
        xml: the chart as an .xlsx has it.
        size: its width and height.
        theme: the colours of the theme.
    """
    chart = _Chart(tree(xml), theme)
    body = element("office:body", {}, element("office:chart", {}, chart.written(size)))
    looks = element("office:automatic-styles", {}, chart.looks.automatic())
    return {
        "content.xml": document("office:document-content", looks, body),
        "styles.xml": document("office:document-styles", element("office:styles", {}, chart.looks.common())),
    }


def ranges_of(xml: bytes) -> list[str]:
    """All cells that a chart draws, each range once."""
    return [*dict.fromkeys(_range(each.text or "") for each in tree(xml).iter("f"))]


def _range(reference: str) -> str:
    found = sheet_and_area(reference)
    return range_text(Place(*found)) if found else ""


class _Chart:
    """A chart on its way into its document."""

    def __init__(self, root: Element, theme: Mapping[str, str]) -> None:
        self._root, self._chart = root, within(root, "chart")
        self._plot = within(self._chart, "plotArea")
        self._drawn = next(each for each in self._plot if each.tag in KINDS)
        self._series = [*self._drawn.iter("ser")]
        self._refs = [*dict.fromkeys(_range(each.text or "") for each in root.iter("f"))]
        self.looks = ChartLooks(theme)

    def written(self, size: tuple[str, str]) -> bytes:
        """The chart."""
        kind = KINDS[self._drawn.tag]
        named = {"svg:width": size[0], "svg:height": size[1], "xlink:href": "..", "xlink:type": "simple"}
        whole = self.looks.frame(within(self._root, "spPr"))
        return element(
            "chart:chart",
            named | {"chart:class": kind, "chart:style-name": whole},
            self._title(self._chart),
            self._legend(),
            self._plot_area(kind),
            local_table(self._series, _range),
        )

    def _title(self, parent: Element, *, upright: bool = False) -> bytes:
        title = parent.find("title")
        if title is None:
            return b""
        words = "".join(each.text or "" for each in title.iter("t"))
        style = self.looks.title(within(title, "tx/rich/p/pPr/defRPr"), upright=upright)
        return element(
            "chart:title", {"chart:style-name": style}, b"<text:p>%b</text:p>" % written_text(words)
        )

    def _legend(self) -> bytes:
        legend = self._chart.find("legend")
        if legend is None:
            return b""
        place = _LEGENDS.get(within(legend, "legendPos").get("val", "r"), "end")
        named = {"chart:legend-position": place, "style:legend-expansion": "high"}
        return element("chart:legend", named | {"chart:style-name": self.looks.legend(legend)})

    def _plot_area(self, kind: str) -> bytes:
        named = {
            "chart:style-name": self.looks.plot(self._chart, self._drawn),
            _CELLS: " ".join(filter(None, self._refs)),
            "chart:data-source-has-labels": "row" if kind == "chart:scatter" else "both",
        }
        series = (self._one(each, kind) for each in self._series)
        wall, floor = self.looks.wall(), self.looks.wall()
        return element(
            "chart:plot-area",
            named,
            *self._axes(),
            *series,
            element("chart:wall", {"chart:style-name": wall}),
            element("chart:floor", {"chart:style-name": floor}),
        )

    def _axes(self) -> Iterator[bytes]:
        axes = [each for each in self._plot if each.tag in (*ACROSS_AXES, "valAx")]
        for dimension, axis in zip("xy", sorted(axes, key=_goes_up), strict=True):
            upright = dimension == "y"
            named = {
                "chart:dimension": dimension,
                "chart:name": f"primary-{dimension}",
                "chart:style-name": self.looks.axis(axis, self._drawn if upright else EMPTY),
                "chartooo:axis-type": {"catAx": "text", "dateAx": "date"}.get(axis.tag),
            }
            grid = axis.find("majorGridlines")
            yield element(
                "chart:axis",
                named,
                self._date_scale(axis) if axis.tag == "dateAx" else b"",
                self._title(axis, upright=upright),
                self._categories() if axis.tag in ACROSS_AXES else b"",
                b"" if grid is None else element("chart:grid", self._grid(grid)),
            )

    def _date_scale(self, axis: Element) -> bytes:
        """How days stand along an axis, as LibreOffice has it."""
        base, step, unit = (
            within(axis, each).get("val") for each in ("baseTimeUnit", "majorUnit", "majorTimeUnit")
        )
        named = {
            "chart:base-time-unit": base,
            "chart:major-interval-value": step,
            "chart:major-interval-unit": unit,
        }
        return element("chartooo:date-scale", named)

    def _grid(self, grid: Element) -> dict[str, str | None]:
        return {"chart:style-name": self.looks.line(within(grid, "spPr/ln")), "chart:class": "major"}

    def _categories(self) -> bytes:
        found = next(
            (_range(each.text or "") for ser in self._series for each in within(ser, "cat").iter("f")), ""
        )
        return element("chart:categories", {_CELLS: found}) if found else b""

    def _one(self, ser: Element, kind: str) -> bytes:
        """A series; of points in a plane, what lies across stands in a domain."""
        refs = {each: _range(within(ser, f"{each}//f").text or "") for each in ("tx", "val", "xVal", "yVal")}
        named = {
            "chart:style-name": self.looks.series(ser, kind),
            "chart:values-cell-range-address": refs["val"] or refs["yVal"],
            "chart:label-cell-address": refs["tx"] or None,
            "chart:class": kind,
        }
        domain = element("chart:domain", {_CELLS: refs["xVal"]}) if refs["xVal"] else b""
        return element("chart:series", named, domain)


def _goes_up(axis: Element) -> bool:
    """Whether an axis of values goes up; the categories of bars stand across, whatever the file says."""
    return axis.tag == "valAx" and within(axis, "axPos").get("val") != "b"
