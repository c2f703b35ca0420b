"""The values that a chart part keeps of the cells it draws (its caches), set as the cells now show them.

Viewers that do not compute, and Excel before it has opened the file, draw a chart from its caches.
"""

from __future__ import annotations

import math
import re
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from steelyard.ooxml.addresses import address, sheet_and_area
from steelyard.ooxml.cell_values import number_text
from steelyard.ooxml.sheet_cells import cells, charts_of
from steelyard.ooxml.xml.scan import ATTRIBUTES, pairs, spliced, structure_of
from steelyard.ooxml.xml.text import escaped, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.xml.scan import Edit


_PREFIX = rb"(?:[\w.-]++:)?+"
_REFERENCE = re.compile(
    rb"<((?P<prefix>%b)(?P<kind>num|str)Ref)(?=[\s/>])%b>" % (_PREFIX, ATTRIBUTES), re.DOTALL
)
_FORMULA = re.compile(rb"<(%bf)(?=[\s/>])%b>([^<]*)</\1\s*>" % (_PREFIX, ATTRIBUTES))
_COUNT = re.compile(rb"<(%bptCount)(?=[\s/>])%b(?:/>|></\1\s*>)" % (_PREFIX, ATTRIBUTES))
_POINT = re.compile(rb"<(%bpt)(?=[\s/>])%b(?:/>|>.*?</\1\s*>)" % (_PREFIX, ATTRIBUTES), re.DOTALL)

_PLANE = re.compile(
    rb"<(%bxVal)(?=[\s/>])%b>(?:(?!</\1).)*+</\1\s*>\s*<(%byVal)(?=[\s/>])%b>.*?</\3\s*>"
    % (_PREFIX, ATTRIBUTES, _PREFIX, ATTRIBUTES),
    re.DOTALL,
)


class _Reference(NamedTuple):
    """A reference, what is behind its formula, and what stands in its cells now."""

    reference: re.Match[bytes]
    where: tuple[int, int]
    now: Sequence[float | str | None]


def refreshed(chart_xml: bytes, values: Callable[[str], Sequence[float | str | None] | None]) -> bytes:
    """The part of a chart with its caches set as the cells are now.

    Formats, looks and the order of everything stay. Empty cells are left out, as Excel leaves them out;
    text among numbers counts as 0, as Excel draws it. A point in a plane without an x is left out whole; one
    with an x alone keeps it, since LibreOffice counts the points of a whole chart if a series has no x. A
    reference without a cache gets one.

    Args:
        chart_xml: a chart part.
        values: what stands in the cells of a reference such as `Scores!$B$8:$B$12`, in order; for None the
            cache stays as it is.
    """
    structure = structure_of(chart_xml, "a chart")
    references = []
    for found in _REFERENCE.finditer(structure):
        stop = structure.index(b"</" + found[1], found.end())
        formula = _FORMULA.search(structure, found.end(), stop)
        now = values(text(chart_xml[slice(*formula.span(3))])) if formula else None
        if formula and now is not None:
            references.append(_Reference(found, (formula.end(), stop), now))
    whole = _whole(structure, references)
    return spliced(chart_xml, [_edit(structure, one.reference, one.where, one.now) for one in whole])


def _whole(structure: bytes, references: Sequence[_Reference]) -> Iterator[_Reference]:
    """What stands in the cells now, without values of points that have no x, which comes first."""
    planes = [plane.span() for plane in _PLANE.finditer(structure)]
    for one in references:
        plane = next((span for span in planes if _inside(one, span)), None)
        if plane is None:
            yield one
            continue
        needed = [other for other in references if _inside(other, plane) and other.where <= one.where]
        both = [[_drawable(value, other.reference["kind"]) for value in other.now] for other in needed]
        drawn = [all(each) for each in zip_longest(*both, fillvalue=False)]
        yield one._replace(
            now=[value if is_drawn else None for value, is_drawn in zip(one.now, drawn, strict=False)]
        )


def _inside(one: _Reference, span: tuple[int, int]) -> bool:
    return span[0] < one.reference.start() < span[1]


def _drawable(value: float | str | None, kind: bytes) -> bool:
    """Whether a point can stand there; where names stand instead of numbers, points are counted."""
    return kind == b"str" if isinstance(value, str) else value is not None and math.isfinite(value)


def _edit(
    structure: bytes, found: re.Match[bytes], where: tuple[int, int], now: Sequence[float | str | None]
) -> Edit:
    prefix, kind = found["prefix"], found["kind"]
    count = _COUNT.search(structure, *where)
    if count is None:
        form = b"<%bformatCode>General</%bformatCode>" % (prefix, prefix) if kind == b"num" else b""
        cache = b"<%b%bCache>%b%b</%b%bCache>" % (
            prefix,
            kind,
            form,
            _points(now, kind, prefix, {}),
            prefix,
            kind,
        )
        return where[0], _end_of_empty_cache(structure, where, prefix + kind), cache
    points = list(_POINT.finditer(structure, count.end(), where[1]))
    looks = {pairs(point[2]).get(b"idx", b""): _look(point[2]) for point in points}
    return (
        count.start(),
        points[-1].end() if points else count.end(),
        _points(now, kind, prefix, looks),
    )


def _end_of_empty_cache(structure: bytes, where: tuple[int, int], name: bytes) -> int:
    """Where a cache ends that is there but has no values; the start if there is none."""
    found = re.compile(rb"\s*<%bCache\s*(?:/>|>[^<]*</%bCache\s*>)" % (name, name)).match(structure, *where)
    return found.end() if found else where[0]


def _look(attributes: bytes) -> bytes:
    """The format that a point has of its own, as it is written."""
    form = pairs(attributes).get(b"formatCode")
    return b' formatCode="%b"' % form if form is not None else b""


def _points(
    now: Sequence[float | str | None], kind: bytes, prefix: bytes, looks: dict[bytes, bytes]
) -> bytes:
    return b'<%bptCount val="%d"/>' % (prefix, len(now)) + b"".join(
        b'<%bpt idx="%d"%b><%bv>%b</%bv></%bpt>'
        % (prefix, place, looks.get(b"%d" % place, b""), prefix, escaped(shown), prefix, prefix)
        for place, shown in _shown(now, kind)
    )


def _shown(now: Sequence[float | str | None], kind: bytes) -> Iterator[tuple[int, str]]:
    """Place and wording of every value that is drawn."""
    for place, value in enumerate(now):
        if isinstance(value, str):
            yield place, value if kind == b"str" else "0"
        elif isinstance(value, bool):
            yield place, str(value).upper() if kind == b"str" else str(int(value))
        elif value is not None and math.isfinite(value):
            yield place, number_text(value)


def with_charts(package: Package, sheets: Iterable[str]) -> Package:
    """The workbook with the cached numbers of the charts on these sheets as its cells now show them."""

    def values(reference: str) -> list[float | str | None] | None:
        target = sheet_and_area(reference)
        if target is None:
            return None
        sheet, area = target
        on_sheet = cells(package, sheet)
        found = (
            on_sheet.get(address(row, column))
            for row in range(area.first_row, area.last_row + 1)
            for column in range(area.first_column, area.last_column + 1)
        )
        return [
            cell.value if cell is not None and isinstance(cell.value, float | int | str) else None
            for cell in found
        ]

    parts = [part for sheet in sheets for part in charts_of(package, sheet)]
    return package.replaced({part: refreshed(package.part(part), values) for part in parts})
