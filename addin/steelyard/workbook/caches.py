"""What a chart remembers of the cells it draws, brought up to date without opening the workbook."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from steelyard.workbook.xml_scan import ATTRIBUTES, escaped, pairs, spliced, structure_of, text
from steelyard.workbook.xml_values import number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_PREFIX = rb"(?:[\w.-]++:)?+"
_REFERENCE = re.compile(
    rb"<((?P<prefix>%b)(?P<kind>num|str)Ref)(?=[\s/>])%b>" % (_PREFIX, ATTRIBUTES), re.DOTALL
)
_FORMULA = re.compile(rb"<(%bf)(?=[\s/>])%b>([^<]*)</\1\s*>" % (_PREFIX, ATTRIBUTES))
_COUNT = re.compile(rb"<(%bptCount)(?=[\s/>])%b(?:/>|></\1\s*>)" % (_PREFIX, ATTRIBUTES))
_POINT = re.compile(rb"<(%bpt)(?=[\s/>])%b(?:/>|>.*?</\1\s*>)" % (_PREFIX, ATTRIBUTES), re.DOTALL)


def refreshed(chart_xml: bytes, values: Callable[[str], Sequence[float | str | None] | None]) -> bytes:
    """The part of a chart with what it remembers of its cells set anew.

    Formats, looks and the order of everything stay. Empty cells are left out, as Excel leaves them out;
    text among numbers counts as 0, as Excel draws it. A reference without a memory gets one.

    Args:
        chart_xml: a chart part.
        values: what stands in the cells of a reference such as `Scores!$B$8:$B$12`, in order; None leaves
            what the chart remembers of it.
    """
    structure = structure_of(chart_xml, "a chart")
    edits: list[tuple[int, int, bytes]] = []
    for found in _REFERENCE.finditer(structure):
        stop = structure.index(b"</" + found[1], found.end())
        formula = _FORMULA.search(structure, found.end(), stop)
        now = values(text(chart_xml[slice(*formula.span(3))])) if formula else None
        if formula and now is not None:
            edits.append(_edit(structure, found, (formula.end(), stop), now))
    return spliced(chart_xml, edits)


def _edit(
    structure: bytes, found: re.Match[bytes], where: tuple[int, int], now: Sequence[float | str | None]
) -> tuple[int, int, bytes]:
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
    """Where to go on behind a memory that is there but holds nothing; the start if there is none."""
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
