"""Charts of an OpenDocument spreadsheet, made to draw other cells, and the values that they keep of them."""

from __future__ import annotations

import re
from itertools import count, zip_longest
from typing import TYPE_CHECKING, Final

from steelyard.odf.addresses import Place, range_text
from steelyard.odf.charts import CELLS, COLOUR, LABEL, SCATTER, VALUES, series_of, style_of
from steelyard.odf.xml import attribute_text, with_attribute, written_text
from steelyard.ooxml.addresses import address, sheet_and_area
from steelyard.ooxml.cell_values import number_text
from steelyard.ooxml.sheet_cells import cells
from steelyard.ooxml.xml.scan import ATTRIBUTES, attributes, children, spliced
from steelyard.ooxml.xml.text import text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from steelyard.odf.charts import Chart, Drawn, Series
    from steelyard.ooxml.cell_values import Scalar
    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.xml.scan import Edit

_LOCAL: Final = re.compile(rb'<table:table table:name="local-table"[^>]*>')
_HEAD: Final = re.compile(rb"<table:table-header-rows>.*?</table:table-header-rows>", re.DOTALL)
_HEAD_CELL: Final = re.compile(
    rb"<table:table-cell(?=[\s/>])" + ATTRIBUTES + rb"(?:/>|>(?:<text:p>([^<]*)</text:p>)?)"
)
_CATEGORIES: Final = re.compile(rb"<chart:categories(?=[\s/>])")
_EMPTY: Final = b"<table:table-cell><text:p/></table:table-cell>"


def changed_charts(drawn: Mapping[str, Chart], before: Package, after: Package) -> dict[str, bytes]:
    """The parts of charts that are to be others, by name.

    Args:
        drawn: the chart behind each part of a chart.
        before: the workbook before the change.
        after: the same after it.
    """
    found = {}
    for part, chart in drawn.items():
        series, categories = series_of(after.part(part))
        old, old_categories = series_of(before.part(part))
        edits: list[Edit] = []
        if (series, categories) != (old, old_categories):
            edits += _series_edits(chart, series)
            edits += _category_edits(chart, categories, old_categories)
        if edits or _values(before, old, categories) != _values(after, series, categories):
            drawn_before = len([*_columns(before, old, in_a_plane=chart.kind == SCATTER)])
            edits += _table_edits(chart, after, (series, categories), drawn_before)
        if edits:
            found[chart.part] = spliced(chart.xml, edits)
    return found


def range_of(reference: str) -> str:
    """A reference of Excel's as a chart has it; empty for none."""
    found = sheet_and_area(reference) if reference else None
    return range_text(Place(*found)) if found else ""


def _series_edits(chart: Chart, series: Sequence[Drawn]) -> Iterator[Edit]:
    """The series drawn from other cells, those too many gone, and more made like the last one."""
    if not chart.series:
        return
    for each, wanted in zip(chart.series, series, strict=False):
        yield each.element.start, each.element.stop, _series(chart, each, wanted)
    for each in chart.series[len(series) :]:
        yield each.element.start, each.element.stop, b""
    last = chart.series[-1]
    style = attributes(last.element.raw).get("chart:style-name", "")
    names = _free_names(chart, style)
    for wanted in series[len(chart.series) :]:
        new = _series(chart, last, wanted)
        found = style_of(chart.structure, style)
        if found and wanted.colour not in ("", last.colour):
            own = next(names)
            filled = COLOUR.sub(b'draw:fill-color="#%b"' % wanted.colour.lower().encode(), found[0])
            yield found.end(), found.end(), filled.replace(_name(style), _name(own), 1)
            new = new.replace(b"chart:" + _of_style(style), b"chart:" + _of_style(own), 1)
        yield last.element.stop, last.element.stop, new


def _free_names(chart: Chart, style: str) -> Iterator[str]:
    """Names for styles like another that no style of the chart has."""
    names = (f"{style}-{at}" for at in count(1))
    return (name for name in names if style_of(chart.structure, name) is None)


def _name(style: str) -> bytes:
    return b'style:name="%b"' % attribute_text(style)


def _of_style(style: str) -> bytes:
    return b'style-name="%b"' % attribute_text(style)


def _series(chart: Chart, like: Series, wanted: Drawn) -> bytes:
    """A series like another one that draws these cells."""
    name, values, across = map(range_of, wanted[:3])
    element, raw = like.element, like.element.raw
    raw = with_attribute(raw, VALUES.encode(), values) if values else raw
    raw = with_attribute(raw, LABEL.encode(), name) if name else raw
    inside = chart.xml[element.inside : element.stop]
    if across:
        for each in children(chart.structure, element.inside, element.end):
            if each.local == b"domain":
                new = b"<%b%b/>" % (each.name, with_attribute(each.raw, CELLS.encode(), across).rstrip())
                start, stop = each.start - element.inside, each.stop - element.inside
                inside = inside[:start] + new + inside[stop:]
                break
    closing = b">" if element.inside < element.stop else b"/>"
    return b"<" + element.name + raw.rstrip() + closing + inside


def _category_edits(chart: Chart, now: str, before: str) -> Iterator[Edit]:
    found = _CATEGORIES.search(chart.structure)
    if found and now and now != before:
        element = next(children(chart.structure, found.start(), len(chart.structure)))
        start = element.start + len(b"<" + element.name)
        yield start, start + len(element.raw), with_attribute(element.raw, CELLS.encode(), range_of(now))


def _shown(package: Package, reference: str) -> list[Scalar]:
    found = sheet_and_area(reference) if reference else None
    if found is None:
        return []
    sheet, area = found
    held = cells(package, sheet)
    return [
        None if (cell := held.get(address(row, column))) is None else cell.value
        for row in range(area.first_row, area.last_row + 1)
        for column in range(area.first_column, area.last_column + 1)
    ]


def _values(package: Package, series: Sequence[Drawn], categories: str) -> list[list[Scalar]]:
    references = (one for drawn in series for one in drawn[:3])
    return [_shown(package, each) for each in (categories, *references)]


def _heads(chart: Chart, start: int, stop: int) -> list[str]:
    """What the table of values that a chart keeps says above each column of values."""
    head = _HEAD.search(chart.structure, start, stop)
    found = _HEAD_CELL.findall(chart.structure, *head.span()) if head else []
    return [text(shown) for _, shown in found[1:]]


def _table_edits(
    chart: Chart, after: Package, now: tuple[Sequence[Drawn], str], drawn_before: int
) -> Iterator[Edit]:
    """The table of values that a chart keeps, as LibreOffice lays it out.

    One with more columns than those that the series drew, such as of error bars, stays as it is.
    """
    series, categories = now
    found = _LOCAL.search(chart.structure)
    if not found:
        return
    end = chart.structure.find(b"</table:table>", found.end())
    heads = _heads(chart, found.end(), end)
    if len(heads) != drawn_before:
        return
    columns = [*_columns(after, series, in_a_plane=chart.kind == SCATTER)]
    names = _shown(after, categories)
    longest = max([len(names), *(len(values) for _, _, _, values in columns)], default=0)
    named = zip_longest(columns, heads[: len(columns)], fillvalue="")
    head = b"".join(_name_cell(after, each[0]) if each[0] else _text_cell(own, "") for each, own in named)
    rows = b"".join(
        b"<table:table-row>%b%b</table:table-row>"
        % (
            _category_cell(names, categories, at),
            b"".join(_value_cell(values, reference, at) for _, _, reference, values in columns),
        )
        for at in range(longest)
    )
    yield (
        found.end(),
        end,
        b"<table:table-header-columns><table:table-column/></table:table-header-columns>"
        b'<table:table-columns><table:table-column table:number-columns-repeated="%d"/></table:table-columns>'
        b"<table:table-header-rows><table:table-row>%b%b</table:table-row></table:table-header-rows>"
        b"<table:table-rows>%b</table:table-rows>" % (len(columns), _EMPTY, head, rows),
    )


def _columns(
    after: Package, series: Sequence[Drawn], *, in_a_plane: bool
) -> Iterator[tuple[str, str, str, list[Scalar]]]:
    """Reference of the name, what it is, reference of the values, and the values of each column."""
    for name, values, across, _ in series:
        if in_a_plane and across:
            yield "", "across", across, _shown(after, across)
        yield name, "values", values, _shown(after, values)


def _marked(inside: bytes, reference: str) -> bytes:
    """What a cell of the table says of where its values come from."""
    if not reference:
        return inside
    return inside + b"<draw:g><svg:desc>%b</svg:desc></draw:g>" % written_text(range_of(reference))


def _text_cell(value: Scalar, reference: str) -> bytes:
    shown = "" if value is None else number_text(value) if isinstance(value, float) else str(value)
    paragraph = b"<text:p>%b</text:p>" % written_text(shown) if shown else b"<text:p/>"
    return b'<table:table-cell office:value-type="string">%b</table:table-cell>' % _marked(
        paragraph, reference
    )


def _name_cell(after: Package, reference: str) -> bytes:
    return _text_cell(next(iter(_shown(after, reference)), None), reference)


def _category_cell(names: Sequence[Scalar], reference: str, at: int) -> bytes:
    name: Scalar = names[at] if at < len(names) else None if names else str(at + 1)
    return _text_cell(name, reference if at == 0 and names else "")


def _value_cell(values: Sequence[Scalar], reference: str, at: int) -> bytes:
    value = values[at] if at < len(values) else None
    is_number = isinstance(value, float | int) and not isinstance(value, bool)
    written = number_text(value).encode() if is_number else b"NaN"  # type: ignore[arg-type]
    inside = _marked(b"<text:p>%b</text:p>" % written, reference if at == 0 else "")
    return b'<table:table-cell office:value-type="float" office:value="%b">%b</table:table-cell>' % (
        written,
        inside,
    )
