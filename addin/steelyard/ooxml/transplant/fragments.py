"""Elements of one part, written so that they can stand in another part of the same language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from steelyard.ooxml.xml.scan import ATTRIBUTES, children, pairs, spliced, without_attribute

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from steelyard.ooxml.xml.scan import Edit, Element

_TAG = re.compile(rb"<(/?)((?:[\w.-]+:)?)([\w.-]+)(?=[\s/>])" + ATTRIBUTES + rb"(/?)>")


def fragment(xml: bytes, structure: bytes, element: Element, prefix: bytes, to: bytes = b"") -> bytes:
    """An element with another prefix, without what is inside it in other namespaces.

    Args:
        xml: the part.
        structure: the same, masked.
        element: the element, which has the prefix of the part's own language.
        prefix: that prefix, with its colon.
        to: the prefix that this language has in the other part.
    """
    edits = [(start, stop, b"") for start, stop in _strange(structure, element, prefix)]
    for tag in _TAG.finditer(structure, element.start, element.stop):
        if tag[2] == prefix and not any(start <= tag.start() < stop for start, stop, _ in edits):
            raw = without_attribute(tag[4], *(name for name in pairs(tag[4]) if _is_strange(name)))
            edits.append((*tag.span(), b"<%b%b%b%b%b>" % (tag[1], to, tag[3], raw, tag[5])))
    inside = [(start - element.start, stop - element.start, new) for start, stop, new in edits]
    return spliced(xml[element.start : element.stop], inside)


def _is_strange(attribute: bytes) -> bool:
    """Whether an attribute belongs to another language; `xml:space` belongs to every one."""
    return (b":" in attribute and not attribute.startswith(b"xml:")) or attribute == b"xmlns"


def _strange(structure: bytes, element: Element, prefix: bytes) -> Iterator[tuple[int, int]]:
    """Where the elements of other languages stand, and those that hold them."""
    for each in children(structure, element.inside, element.end):
        if each.name != prefix + each.local or each.local == b"extLst":
            yield each.start, each.stop
        else:
            yield from _strange(structure, each, prefix)


def outermost(edits: Iterable[Edit]) -> list[Edit]:
    """The edits without those that lie inside another.

    >>> outermost([(4, 6, b"x"), (2, 9, b""), (9, 9, b"y")])
    [(2, 9, b''), (9, 9, b'y')]
    """
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda each: (each[0], -each[1])):
        if not kept or edit[0] >= kept[-1][1]:
            kept.append(edit)
    return kept
