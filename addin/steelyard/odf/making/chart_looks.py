"""The looks of a chart: its lines, fills, markers and letters, each as a style of the chart's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from steelyard.odf.making.markup import centimetres, element, points, yes_or_no
from steelyard.odf.making.number_formats import GENERAL, NumberFormats
from steelyard.odf.making.parts import within

if TYPE_CHECKING:
    from collections.abc import Mapping
    from xml.etree.ElementTree import Element

Named = dict[str, "str | None"]

USUAL_LINE: Final = 9_525
"""Width of a line of which nothing is said, in units of which a centimetre has 360,000."""

A_POINT: Final = 12_700
_WHOLE: Final = 100_000
MARKS: Final = {
    "circle": "circle",
    "square": "square",
    "diamond": "diamond",
    "triangle": "arrow-up",
    "x": "x",
    "plus": "plus",
    "star": "star",
    "dash": "horizontal-bar",
}
HATCHES: Final = {
    "wdUpDiag": ("single", "450"),
    "horzBrick": ("single", "0"),
    "smCheck": ("double", "0"),
    "pct25": ("double", "450"),
}
"""How the patterns of bars are drawn, which this format does not have: as lines, and at which angle."""

_LABEL_PLACES: Final = {"r": "right", "l": "left", "t": "top", "b": "bottom", "ctr": "center"}
HATCH_DISTANCE: Final = "0.1cm"


class ChartLooks:
    """The styles that a chart needs so far."""

    def __init__(self, theme: Mapping[str, str]) -> None:
        self._theme = theme
        self._formats = NumberFormats()
        self._names: dict[bytes, str] = {}
        self._hatches: dict[tuple[str, str], str] = {}

    def automatic(self) -> bytes:
        """The styles, as the chart's content has them."""
        styles = (content.replace(b"@", name.encode(), 1) for content, name in self._names.items())
        return self._formats.written() + b"".join(styles)

    def common(self) -> bytes:
        """What the styles of the chart's document name."""
        return b"".join(
            element(
                "draw:hatch",
                {
                    "draw:name": name,
                    "draw:style": HATCHES[pattern][0],
                    "draw:color": colour,
                    "draw:distance": HATCH_DISTANCE,
                    "draw:rotation": HATCHES[pattern][1],
                },
            )
            for (pattern, colour), name in self._hatches.items()
        )

    def _style(
        self, chart: Named, graphic: Named | None = None, letters: Named | None = None, digits: str = ""
    ) -> str:
        """Name of the style with these properties; `@` holds its place until it is written."""
        data = self._formats.name(digits) if digits else None
        content = element(
            "style:style",
            {"style:name": "@", "style:family": "chart", "style:data-style-name": data},
            element("style:chart-properties", chart) if chart else b"",
            element("style:graphic-properties", graphic) if graphic else b"",
            element("style:text-properties", letters) if letters else b"",
        )
        return self._names.setdefault(content, f"ch{len(self._names) + 1}")

    def frame(self, shape: Element) -> str:
        """The whole chart."""
        return self._style({}, self._stroked(within(shape, "ln")) | self._filled(shape))

    def wall(self) -> str:
        """What lies behind the series."""
        return self._style({}, {"draw:stroke": "none", "draw:fill": "none"})

    def title(self, font: Element, *, upright: bool) -> str:
        """A title, of the chart or of an axis."""
        turned = {"chart:auto-position": "true", "style:rotation-angle": "90" if upright else "0"}
        return self._style(dict(turned), None, self._lettered(font))

    def legend(self, legend: Element) -> str:
        """The legend."""
        letters = self._lettered(within(legend, "txPr/p/pPr/defRPr"))
        return self._style(
            {"chart:auto-position": "true"}, {"draw:stroke": "none", "draw:fill": "none"}, letters
        )

    def plot(self, chart: Element, drawn: Element) -> str:
        """What the series stand in."""
        hidden = within(chart, "plotVisOnly").get("val", "1") == "0"
        gaps = within(chart, "dispBlanksAs").get("val", "gap")
        stacked = within(drawn, "grouping").get("val") == "stacked"
        return self._style(
            {
                "chart:symbol-type": None if drawn.tag == "barChart" else "automatic",
                "chart:vertical": yes_or_no(within(drawn, "barDir").get("val") == "bar")
                if drawn.tag == "barChart"
                else None,
                "chart:stacked": "true" if stacked else None,
                "chart:include-hidden-cells": yes_or_no(hidden),
                "chart:auto-position": "true",
                "chart:auto-size": "true",
                "chart:treat-empty-cells": {"gap": "leave-gap", "zero": "use-zero"}.get(gaps, "ignore"),
            }
        )

    def axis(self, axis: Element, drawn: Element) -> str:
        """An axis; that of values has the gaps between bars, too."""
        code = within(axis, "numFmt").get("formatCode", GENERAL)
        gap, overlap = (within(drawn, each).get("val") for each in ("gapWidth", "overlap"))
        chart: Named = {
            "chart:display-label": "true",
            "chart:tick-marks-major-inner": "false",
            "chart:tick-marks-major-outer": "false",
            "chart:logarithmic": "false",
            "chart:reverse-direction": "false",
            "text:line-break": yes_or_no(axis.tag == "catAx"),
            "chart:link-data-style-to-source": yes_or_no(code == GENERAL),
            "chart:gap-width": gap,
            "chart:overlap": overlap,
            "chart:axis-position": "0",
            "chart:axis-label-position": "outside-start"
            if within(axis, "tickLblPos").get("val") == "low"
            else None,
            "chart:tick-mark-position": "at-axis",
        }
        letters = self._lettered(within(axis, "txPr/p/pPr/defRPr"))
        return self._style(chart, self._stroked(within(axis, "spPr/ln")), letters, code)

    def line(self, line: Element) -> str:
        """The lines of a grid."""
        return self._style({}, self._stroked(line))

    def series(self, ser: Element, kind: str) -> str:
        """A series: its line or fill, its marker, and its name beside each point if it stands there."""
        shape = within(ser, "spPr")
        if kind == "chart:bar":
            return self._style(
                {"chart:link-data-style-to-source": "true"},
                self._stroked(within(shape, "ln")) | self._filled(shape),
            )
        marker = within(ser, "marker")
        graphic = self._stroked(within(shape, "ln"))
        colour = self._colour(within(marker, "spPr/solidFill")) or self._colour(
            within(marker, "spPr/ln/solidFill")
        )
        own = colour or graphic.get("svg:stroke-color")
        labels = within(ser, "dLbls")
        letters = self._lettered(within(labels, "txPr/p/pPr/defRPr")) if len(labels) else None
        chart = _marked(marker) | {"chart:link-data-style-to-source": "true"} | _labelled(labels)
        return self._style(chart, graphic | {"draw:fill": "solid", "draw:fill-color": own}, letters)

    def _colour(self, fill: Element) -> str | None:
        """The colour of a plain fill; None where there is none."""
        rgb = within(fill, "srgbClr").get("val") or self._theme.get(within(fill, "schemeClr").get("val", ""))
        return f"#{rgb.lower()}" if rgb else None

    def _stroked(self, line: Element) -> Named:
        """How a line is drawn."""
        fill = within(line, "solidFill")
        colour = self._colour(fill)
        if line.find("noFill") is not None or colour is None:
            return {"draw:stroke": "none"}
        alpha = next((each.get("val", "") for each in fill.iter("alpha")), "")
        return {
            "draw:stroke": "solid",
            "svg:stroke-width": centimetres(int(line.get("w", USUAL_LINE))),
            "svg:stroke-color": colour,
            "svg:stroke-opacity": f"{int(alpha) / _WHOLE:.0%}" if alpha else None,
        }

    def _filled(self, shape: Element) -> Named:
        """What a bar is filled with; a pattern becomes lines on the colour behind it."""
        pattern = within(shape, "pattFill")
        if pattern.get("prst") in HATCHES:
            colour, behind = (self._colour(within(pattern, each)) for each in ("fgClr", "bgClr"))
            name = self._hatches.setdefault(
                (pattern.get("prst", ""), colour or "#000000"), f"hatch{len(self._hatches) + 1}"
            )
            return {
                "draw:fill": "hatch",
                "draw:fill-color": behind,
                "draw:fill-hatch-name": name,
                "draw:fill-hatch-solid": "true",
            }
        colour = self._colour(within(shape, "solidFill"))
        return {"draw:fill": "solid", "draw:fill-color": colour} if colour else {"draw:fill": "none"}

    def _lettered(self, font: Element) -> Named | None:
        """How letters look; None where nothing is said of them."""
        size = font.get("sz")
        if size is None:
            return None
        return {
            "fo:color": self._colour(within(font, "solidFill")),
            "fo:font-family": within(font, "latin").get("typeface"),
            "fo:font-size": points(int(size) / 100),
            "fo:font-weight": "bold" if font.get("b") == "1" else "normal",
        }


def _marked(marker: Element) -> Named:
    """What stands at each point."""
    symbol = MARKS.get(within(marker, "symbol").get("val", "none"))
    if symbol is None:
        return {"chart:symbol-type": "none"}
    size = centimetres(int(within(marker, "size").get("val", "7")) * A_POINT)
    return {
        "chart:symbol-type": "named-symbol",
        "chart:symbol-name": symbol,
        "chart:symbol-width": size,
        "chart:symbol-height": size,
    }


def _labelled(labels: Element) -> Named:
    """What is written beside each point."""
    if within(labels, "showSerName").get("val") != "1":
        return {}
    return {
        "chart:data-label-number": "none",
        "chart:data-label-text": "false",
        "chart:data-label-symbol": "false",
        "chart:data-label-series": "true",
        "chart:label-position": _LABEL_PLACES.get(within(labels, "dLblPos").get("val", "r"), "right"),
    }
