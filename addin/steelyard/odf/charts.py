"""Charts of an OpenDocument spreadsheet: each is a document of its own inside the file.

What it draws stands twice in it: as ranges, which LibreOffice follows, and as a table with the values of
then, which other programs draw.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from steelyard.odf.addresses import place
from steelyard.odf.xml import attribute_text, whole_number
from steelyard.ooxml.addresses import column_letters, on_sheet
from steelyard.ooxml.minimal import HEAD, RELATION
from steelyard.ooxml.xml.scan import ATTRIBUTES, Element, attributes, children, structure_of
from steelyard.ooxml.xml.text import escaped, text, unescaped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.odf.content import SheetContent
    from steelyard.odf.file import OdsFile

MOST_DEPTH: Final = 999_999_999
"""How far in front a drawing may lie."""
_FRAME = re.compile(rb"<draw:frame(?=[\s>])" + ATTRIBUTES + rb">")
_OBJECT = re.compile(rb"<draw:object(?=[\s/>])" + ATTRIBUTES)
_SERIES = re.compile(rb"<chart:series(?=[\s/>])")
_CATEGORIES = re.compile(rb"<chart:categories(?=[\s/>])" + ATTRIBUTES)
COLOUR: Final = re.compile(rb'\bdraw:fill-color="#([0-9A-Fa-f]{6})"')
SCATTER: Final = "chart:scatter"
VALUES, LABEL, CELLS = (
    "chart:values-cell-range-address",
    "chart:label-cell-address",
    "table:cell-range-address",
)
_CHARTS: Final = b"http://schemas.openxmlformats.org/drawingml/2006/chart"
_COLOURS: Final = b"http://schemas.openxmlformats.org/drawingml/2006/main"
_DRAWING: Final = b"http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"


class Series(NamedTuple):
    """A series of a chart; references are as in Excel, and empty where there is none."""

    element: Element
    name: str
    values: str
    across: str
    colour: str
    """What its bars are filled with, as `1F3A5F`; empty where that is no plain colour."""


class Chart(NamedTuple):
    """A chart, and the part that it stands in."""

    part: str
    xml: bytes
    structure: bytes
    kind: str
    series: tuple[Series, ...]
    categories: str


def charts(file: OdsFile, sheet: SheetContent) -> list[Chart]:
    """The charts of a sheet in the order in which they were drawn."""
    found: list[tuple[int, int, Chart]] = []
    whole = sheet.element
    for frame in _FRAME.finditer(file.structure, whole.inside, whole.end):
        held = _OBJECT.search(file.structure, frame.end(), file.structure.find(b"</draw:frame>", frame.end()))
        target = attributes(held[1]).get("xlink:href", "").removeprefix("./") if held else ""
        part = f"{target}/content.xml"
        depth = whole_number(attributes(frame[1]).get("draw:z-index", ""), MOST_DEPTH)
        if target and part in file and (chart := _chart(file, part)):
            found.append((len(found) if depth is None else depth, len(found), chart))
    return [chart for _, _, chart in sorted(found, key=lambda each: each[:2])]


def _chart(file: OdsFile, part: str) -> Chart | None:
    xml = file.part(part)
    structure = structure_of(xml, f"{file.where}: its part {part}")
    whole = re.search(rb"<chart:chart(?=[\s>])" + ATTRIBUTES, structure)
    if not whole:
        return None
    kind = attributes(whole[1]).get("chart:class", "")
    found = _CATEGORIES.search(structure)
    categories = _excel(attributes(found[1]).get(CELLS, "")) if found else ""
    return Chart(part, xml, structure, kind, tuple(_series(structure)), categories)


def _series(structure: bytes) -> Iterator[Series]:
    for found in _SERIES.finditer(structure):
        element = next(children(structure, found.start(), len(structure)))
        named = attributes(element.raw)
        inner = list(children(structure, element.inside, element.end))
        style = named.get("chart:style-name", "")
        domains = [attributes(each.raw).get(CELLS, "") for each in inner if each.local == b"domain"]
        yield Series(
            element,
            _excel(named.get(LABEL, "")),
            _excel(named.get(VALUES, "")),
            _excel(domains[0]) if len(domains) == 1 else "",
            colour_of(structure, style),
        )


def style_of(structure: bytes, name: str) -> re.Match[bytes] | None:
    """The style of this name in the part of a chart."""
    return re.search(
        rb'<style:style style:name="%b"[^>]*>.*?</style:style>' % re.escape(attribute_text(name)),
        structure,
        re.DOTALL,
    )


def colour_of(structure: bytes, style: str) -> str:
    """The plain colour with which a style of a chart fills; empty where there is none."""
    found = style_of(structure, style) if style else None
    colour = COLOUR.search(found[0]) if found else None
    return colour[1].decode().upper() if colour else ""


def _excel(written: str) -> str:
    """A range as a chart of Excel's names it; empty where there is none, or several."""
    found = place(written)
    if found is None:
        return ""
    area = found.area
    corners = {(area.first_row, area.first_column): None, (area.last_row, area.last_column): None}
    from_to = ":".join(_absolute(*corner) for corner in corners)
    return on_sheet(found.sheet, from_to)


def _absolute(row: int, column: int) -> str:
    return f"${column_letters(column)}${row}"


def chart_part(chart: Chart) -> bytes:
    """The chart as the part that an .xlsx has of it: its series, and nothing for the eye."""
    in_a_plane = chart.kind == SCATTER
    kind = b"scatterChart" if in_a_plane else b"barChart"
    series = b"".join(
        b'<c:ser><c:idx val="%d"/><c:order val="%d"/>%b%b%b</c:ser>'
        % (at, at, _reference(b"tx", b"str", each.name), _filled(each.colour), _drawn(each, chart))
        for at, each in enumerate(chart.series)
    )
    return (
        b'%b<c:chartSpace xmlns:c="%b"><c:chart><c:plotArea><c:%b>%b</c:%b>'
        b"</c:plotArea></c:chart></c:chartSpace>"
        % (
            HEAD,
            _CHARTS,
            kind,
            series,
            kind,
        )
    )


def _filled(colour: str) -> bytes:
    """The colour of a series, which one made like it gets another one for."""
    if not colour:
        return b""
    return b'<c:spPr><a:solidFill xmlns:a="%b"><a:srgbClr val="%b"/></a:solidFill></c:spPr>' % (
        _COLOURS,
        colour.encode(),
    )


def _drawn(each: Series, chart: Chart) -> bytes:
    if chart.kind == SCATTER:
        return _reference(b"xVal", b"num", each.across) + _reference(b"yVal", b"num", each.values)
    return _reference(b"cat", b"str", chart.categories) + _reference(b"val", b"num", each.values)


def _reference(name: bytes, kind: bytes, reference: str) -> bytes:
    if not reference:
        return b""
    return b"<c:%b><c:%bRef><c:f>%b</c:f></c:%bRef></c:%b>" % (name, kind, escaped(reference), kind, name)


def drawing_part(count: int) -> bytes:
    """The part that says which charts a sheet has."""
    frames = b"".join(
        b'<xdr:graphicFrame><c:chart xmlns:c="%b" r:id="rId%d"/></xdr:graphicFrame>' % (_CHARTS, at)
        for at in range(1, count + 1)
    )
    return b'%b<xdr:wsDr xmlns:xdr="%b" xmlns:r="%b">%b</xdr:wsDr>' % (HEAD, _DRAWING, RELATION, frames)


class Drawn(NamedTuple):
    """What a series of a part that `chart_part` made draws; references are empty where there is none."""

    name: str
    values: str
    across: str
    colour: str


_SER = re.compile(rb"<c:ser>(.*?)</c:ser>", re.DOTALL)
_REFERENCE = re.compile(rb"<c:(tx|cat|val|xVal|yVal)>.*?<c:f>([^<]*)</c:f>", re.DOTALL)
_VALUE = re.compile(rb'<a:srgbClr val="([^"]*)"')


def series_of(part: bytes) -> tuple[list[Drawn], str]:
    """The series of a part that `chart_part` made, and the reference to its categories."""
    found, categories = [], ""
    for ser in _SER.findall(part):
        refs = {name: _plain(formula) for name, formula in _REFERENCE.findall(ser)}
        colour = _VALUE.search(ser)
        categories = refs.get(b"cat", categories)
        values = refs.get(b"val", refs.get(b"yVal", ""))
        own = colour[1].decode() if colour else ""
        found.append(Drawn(refs.get(b"tx", ""), values, refs.get(b"xVal", ""), own))
    return found, categories


def _plain(formula: bytes) -> str:
    return unescaped(text(formula))
