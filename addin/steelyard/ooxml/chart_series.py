"""The series of a chart, pointed to other cells and made more or fewer, each in the look that it has."""

from __future__ import annotations

import html
import re
from itertools import count
from typing import TYPE_CHECKING, Protocol

from steelyard.ooxml.xml.scan import (
    attributes,
    child,
    children,
    spliced,
    structure_of,
    tags_named,
    with_attribute,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from steelyard.ooxml.xml.scan import Edit, Element

_UNIQUE = re.compile(r"\{([0-9A-Fa-f]{8})(-[^}]*\})")

_COLOURS = ((b"spPr", b"solidFill"), (b"spPr", b"pattFill", b"fgClr"))
_COLOURS_OF_POINTS = (
    (b"spPr", b"ln", b"solidFill"),
    (b"marker", b"spPr", b"solidFill"),
    (b"marker", b"spPr", b"ln", b"solidFill"),
)
"""Where the colour of a series stands."""


MARK_STEP, LARGEST_MARK = 2, 72
"""Points by which the marker of a series of points is larger than the one before, so that coinciding ones
nest, and the most that Excel allows."""


class SeriesRefs(Protocol):
    """Which cells a series of a chart shows, and how its points are marked."""

    @property
    def name_ref(self) -> str:
        """Cell with its name."""

    @property
    def values_ref(self) -> str:
        """Cells with its values."""

    @property
    def across_ref(self) -> str:
        """Cells with the x values of points in a plane; empty for a series of categories."""

    @property
    def mark(self) -> str:
        """Marker of a point, in the file format's word; empty for that of the series that is copied."""

    @property
    def joined(self) -> bool:
        """Whether a line joins the points."""


def with_series(
    chart_xml: bytes, series: Sequence[SeriesRefs], categories_ref: str, colours: Sequence[str]
) -> bytes:
    """The part of a chart that shows exactly these series, in this order.

    The first series stay and draw other cells. More are made like the last one, in their own colour where
    that one has a plain colour; those too many go. Markers of new points in a plane are each larger than the
    last, so that all of those at one place are seen. `chart_caches.refreshed` sets the caches. A chart
    stays as it is if it has no series or series that somebody has hidden, if it is of several kinds at
    once, if it is neither of categories and values nor of points in a plane or not what the series are, and
    if there is nothing to show.

    Args:
        chart_xml: a chart part.
        series: what it is to show.
        categories_ref: the cells with the names of the categories; of no use to points in a plane.
        colours: colour by place of the series, as `1F3A5F`.
    """
    structure = structure_of(chart_xml, "a chart")
    drawn = _drawn(structure, in_a_plane=any(shown.across_ref for shown in series))
    if not (drawn and series):
        return chart_xml
    edits: list[Edit] = []
    for element, shown in zip(drawn, series, strict=False):
        edits += _pointed(structure, element, shown, categories_ref)
    edits += [(element.start, element.stop, b"") for element in drawn[len(series) :]]
    new = _Cloned(structure, chart_xml, drawn)
    for place in range(len(drawn), len(series)):
        colour = colours[place] if place < len(colours) else ""
        clone = new.clone(series[place], categories_ref, colour)
        edits.append((drawn[-1].stop, drawn[-1].stop, clone))
    return spliced(chart_xml, edits)


def _drawn(structure: bytes, *, in_a_plane: bool) -> list[Element]:
    """The series of a chart; none unless they can be matched with others of that kind."""
    whole = next(children(structure, 0, len(structure)))
    plot = child(structure, whole, b"chart", b"plotArea")
    inner = list(children(structure, plot.inside, plot.end)) if plot else []
    groups = [one for one in inner if one.local.endswith(b"Chart")]
    if len(groups) != 1 or (groups[0].local == b"scatterChart") is not in_a_plane:
        return []
    [group] = groups
    found = [one for one in children(structure, group.inside, group.end) if one.local == b"ser"]
    hidden = len(found) != len(list(tags_named(structure, b"ser")))
    needed = (b"xVal", b"yVal") if in_a_plane else (b"val",)
    complete = all(child(structure, one, name, b"*Ref", b"f") for one in found for name in needed)
    return found if complete and not hidden else []


def _pointed(structure: bytes, element: Element, shown: SeriesRefs, categories_ref: str) -> Iterator[Edit]:
    """A series drawn from other cells."""
    for name, reference in (
        (b"tx", shown.name_ref),
        (b"cat", categories_ref),
        (b"val", shown.values_ref),
        (b"xVal", shown.across_ref),
        (b"yVal", shown.values_ref),
    ):
        formula = child(structure, element, name, b"*Ref", b"f")
        if formula:
            yield _written(formula, reference)


def _written(formula: Element, reference: str) -> Edit:
    text = html.escape(reference, quote=False).encode()
    if formula.inside < formula.stop:
        return formula.inside, formula.end, text
    return formula.start, formula.stop, b"<%b%b>%b</%b>" % (formula.name, formula.raw, text, formula.name)


class _Cloned:
    """Series like the last one of a chart, each with numbers that no other has."""

    def __init__(self, structure: bytes, chart_xml: bytes, drawn: Sequence[Element]) -> None:
        last = drawn[-1]
        self._structure = structure[last.start : last.stop]
        self._xml = chart_xml[last.start : last.stop]
        self._numbers = {
            name: count(1 + max(_number(structure, one, name) for one in drawn))
            for name in (b"idx", b"order")
        }
        ids = [_UNIQUE.match(tag.attributes.get("val", "")) for tag in tags_named(structure, b"uniqueId")]
        self._ids = count(1 + max((int(found[1], 16) for found in ids if found), default=0))
        self._sizes = count(
            MARK_STEP + max(_number(structure, one, b"marker", b"size") for one in drawn), MARK_STEP
        )

    def clone(self, shown: SeriesRefs, categories_ref: str, colour: str) -> bytes:
        """One more."""
        structure = self._structure
        whole = next(children(structure, 0, len(structure)))
        edits = [*_pointed(structure, whole, shown, categories_ref), *self._numbered(whole)]
        edits += _named(structure, whole, shown)
        for path in _COLOURS_OF_POINTS if shown.across_ref else _COLOURS:
            if colour and (fill := child(structure, whole, *path, b"srgbClr")):
                edits.append(_valued(self._xml, fill.start, fill.inside, colour))
        if shown.across_ref and not shown.joined:
            edits += self._marked(whole, shown.mark)
        return spliced(self._xml, edits)

    def _marked(self, whole: Element, mark: str) -> Iterator[Edit]:
        """A marker of its own shape and size."""
        symbol = child(self._structure, whole, b"marker", b"symbol")
        if symbol and mark:
            yield _valued(self._xml, symbol.start, symbol.inside, mark)
        size = child(self._structure, whole, b"marker", b"size")
        if size:
            yield _valued(self._xml, size.start, size.inside, str(min(next(self._sizes), LARGEST_MARK)))

    def _numbered(self, whole: Element) -> Iterator[Edit]:
        for name, numbers in self._numbers.items():
            element = child(self._structure, whole, name)
            if element:
                yield _valued(self._xml, element.start, element.inside, str(next(numbers)))
        for tag in tags_named(self._structure, b"uniqueId"):
            found = _UNIQUE.fullmatch(tag.attributes.get("val", ""))
            if found:
                yield _valued(self._xml, tag.start, tag.stop, f"{{{next(self._ids):08X}{found[2]}")


def _number(structure: bytes, element: Element, *path: bytes) -> int:
    found = child(structure, element, *path)
    return int(attributes(found.raw).get("val", "0")) if found else 0


def _valued(xml: bytes, start: int, stop: int, value: str) -> Edit:
    """A tag with its `val` set."""
    return start, stop, with_attribute(xml[start:stop], b"val", value)


def _named(structure: bytes, whole: Element, shown: SeriesRefs) -> Iterator[Edit]:
    """A name from a cell for a series whose model has none, or one that somebody typed."""
    if child(structure, whole, b"tx", b"*Ref", b"f"):
        return
    prefix = whole.name.removesuffix(b"ser")
    reference = html.escape(shown.name_ref, quote=False).encode()
    name = b"<#tx><#strRef><#f>%b</#f></#strRef></#tx>".replace(b"#", prefix) % reference
    typed = child(structure, whole, b"tx")
    before = [one for key in (b"idx", b"order") if (one := child(structure, whole, key))]
    at = max((one.stop for one in before), default=whole.inside)
    yield (typed.start, typed.stop, name) if typed else (at, at, name)
