"""The values that a chart keeps of the cells that it draws, for programs that do not look them up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from steelyard.odf.making.markup import element
from steelyard.odf.making.parts import within
from steelyard.odf.xml import written_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from xml.etree.ElementTree import Element

NONE: Final = "NaN"
"""How a chart writes that there is no number."""


class _Column(NamedTuple):
    """A column of the table: its heading, what it keeps, and the cells that both come from."""

    heading: str
    heading_from: str
    values: Mapping[int, str]
    values_from: str
    is_text: bool = False


def local_table(series: Sequence[Element], range_of: Callable[[str], str]) -> bytes:
    """The table of a chart.

    Args:
        series: its series.
        range_of: writes a reference of Excel's as a chart has it.
    """
    first, *others = _columns(series, range_of)
    count = max(max(each.values, default=0) for each in (first, *others)) + 1
    head = element(
        "table:table-row", {}, b"<table:table-cell><text:p/></table:table-cell>", *map(_heading, others)
    )
    rows = (
        element("table:table-row", {}, _cell(first, at), *(_cell(each, at) for each in others))
        for at in range(count)
    )
    columns = element("table:table-column", {"table:number-columns-repeated": str(len(others))})
    return element(
        "table:table",
        {"table:name": "local-table"},
        element("table:table-header-columns", {}, b"<table:table-column/>"),
        element("table:table-columns", {}, columns),
        element("table:table-header-rows", {}, head),
        element("table:table-rows", {}, *rows),
    )


def _columns(series: Sequence[Element], range_of: Callable[[str], str]) -> Iterator[_Column]:
    """What stands at the side, then the values of each series; of points in a plane both."""
    categories = next((each for ser in series for each in ser.iter("cat")), None)
    if categories is None:
        longest = max((len(_kept(each)) for ser in series for each in ser.iter("yVal")), default=0)
        yield _Column("", "", {at: str(at + 1) for at in range(longest)}, "", is_text=True)
    else:
        is_text = categories.find("strRef") is not None
        yield _Column("", "", _kept(categories), _from(categories, range_of), is_text=is_text)
    for ser in series:
        name = within(ser, "tx")
        heading = next(iter(_kept(name).values()), "")
        for across in ser.iter("xVal"):
            yield _Column("", "", _kept(across), _from(across, range_of))
        for values in (*ser.iter("val"), *ser.iter("yVal")):
            yield _Column(heading, _from(name, range_of), _kept(values), _from(values, range_of))


def _kept(parent: Element) -> dict[int, str]:
    """The values that the file has of some cells, by place."""
    return {int(each.get("idx", "0")): within(each, "v").text or "" for each in parent.iter("pt")}


def _from(parent: Element, range_of: Callable[[str], str]) -> str:
    return next((range_of(each.text or "") for each in parent.iter("f")), "")


def _heading(column: _Column) -> bytes:
    words = b"<text:p>%b</text:p>" % written_text(column.heading)
    return element("table:table-cell", {"office:value-type": "string"}, words, _source(column.heading_from))


def _cell(column: _Column, at: int) -> bytes:
    source = _source(column.values_from) if at == 0 else b""
    if column.is_text:
        words = b"<text:p>%b</text:p>" % written_text(column.values.get(at, ""))
        return element("table:table-cell", {"office:value-type": "string"}, words, source)
    value = column.values.get(at, NONE)
    number = {"office:value-type": "float", "office:value": value}
    return element("table:table-cell", number, b"<text:p>%b</text:p>" % value.encode(), source)


def _source(cells: str) -> bytes:
    """Where a column comes from, as LibreOffice notes it."""
    return element("draw:g", {}, element("svg:desc", {}, written_text(cells))) if cells else b""
