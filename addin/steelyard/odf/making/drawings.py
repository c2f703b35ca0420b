"""Where the charts of sheets stand, and the parts that they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.odf.making.charts import chart_parts, ranges_of
from steelyard.odf.making.line_styles import FRAME
from steelyard.odf.making.markup import centimetres, element
from steelyard.odf.making.parts import tree, within
from steelyard.odf.xml import written_text
from steelyard.ooxml.opc.relationships import of_kind, relations
from steelyard.ooxml.sheet_index import sheet_part

if TYPE_CHECKING:
    from collections.abc import Mapping
    from xml.etree.ElementTree import Element

    from steelyard.ooxml.opc.package import Package


class Drawings:
    """The charts of a workbook so far."""

    def __init__(self, package: Package, theme: Mapping[str, str]) -> None:
        self._package, self._theme = package, theme
        self._count = 0
        self.parts: dict[str, bytes] = {}
        """The parts of the charts."""

    def frames(self, sheet: str) -> dict[tuple[int, int], bytes]:
        """The frames of the charts on a sheet, by the row and column of the cell that each hangs on."""
        found: dict[tuple[int, int], bytes] = {}
        for drawing in of_kind(self._package, sheet_part(self._package, sheet), "drawing"):
            targets = relations(self._package, drawing)
            for depth, anchor in enumerate(tree(self._package.part(drawing)).iter("oneCellAnchor")):
                chart = next(anchor.iter("chart"))
                corner = within(anchor, "from")
                at = tuple(int(within(corner, each).text or "0") + 1 for each in ("row", "col"))
                frame = self._frame(self._package.part(targets[chart.get("id", "")].target), anchor, depth)
                found[at[0], at[1]] = found.get((at[0], at[1]), b"") + frame
        return found

    def _frame(self, chart: bytes, anchor: Element, depth: int) -> bytes:
        """The frame of a chart, whose parts are added."""
        self._count += 1
        folder = f"Object {self._count}"
        size = within(anchor, "ext")
        width, height = (centimetres(int(size.get(each, "0"))) for each in ("cx", "cy"))
        for name, part in chart_parts(chart, (width, height), self._theme).items():
            self.parts[f"{folder}/{name}"] = part
        corner = within(anchor, "from")
        right, down = (centimetres(int(within(corner, each).text or "0")) for each in ("colOff", "rowOff"))
        described = next(anchor.iter("cNvPr"))
        named = {
            "draw:z-index": str(depth),
            "draw:name": described.get("name"),
            "draw:style-name": FRAME,
            "svg:width": width,
            "svg:height": height,
            "svg:x": right,
            "svg:y": down,
        }
        held = {
            "draw:notify-on-update-of-ranges": " ".join(filter(None, ranges_of(chart))),
            "xlink:href": f"./{folder}",
            "xlink:type": "simple",
            "xlink:show": "embed",
            "xlink:actuate": "onLoad",
        }
        text = written_text(described.get("descr", ""))
        return element("draw:frame", named, element("draw:object", held), element("svg:desc", {}, text))
