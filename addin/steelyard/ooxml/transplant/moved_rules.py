"""What a sheet has beside its rows, as another workbook has it: rules, validations, links, views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.ooxml.transplant.obstacles import DROPPED, EXTENSIONS_LOST, alternative
from steelyard.ooxml.xml.scan import (
    attributes,
    children,
    pairs,
    tags_named,
    with_attribute,
    without_attribute,
)
from steelyard.ooxml.xml.text import escaped, text, unescaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from steelyard.ooxml.transplant.moves import Moves
    from steelyard.ooxml.xml.scan import Edit, Element, Tag

_UNITS = {
    b"cfRule": "a conditional format",
    b"dataValidation": "a validation",
    b"sparkline": "a sparkline",
}
"""Elements that go as a whole where one of their formulas cannot follow."""
_CONTAINERS = frozenset(
    b"extLst ext conditionalFormattings conditionalFormatting dataValidations sparklineGroups sparklineGroup "
    b"sparklines".split()
)
"""Elements that go when all units inside them are gone."""
_FORMULAS = (b"formula", b"formula1", b"formula2", b"f")
_COUNTED = (b"dataValidations",)


def element_edits(xml: bytes, structure: bytes, elements: Sequence[Element], moves: Moves) -> Iterator[Edit]:
    """What changes in the elements of a sheet, its rows aside.

    Args:
        xml: the sheet.
        structure: the same, masked.
        elements: those right below the root.
        moves: the sheet on its way.
    """
    by_name = {
        b"sheetViews": _views,
        b"cols": _columns,
        b"autoFilter": _filter,
        b"sortState": _filter,
        b"phoneticPr": _phonetic,
        b"hyperlinks": _links,
        b"pageSetup": _page,
    }
    for each in elements:
        local = alternative(structure, each) if each.local == b"AlternateContent" else each.local
        if local in DROPPED:
            yield each.start, each.stop, b""
        elif each.local in by_name:
            yield from by_name[each.local](xml, structure, each, moves)
        elif each.local in (b"conditionalFormatting", b"dataValidations", b"extLst"):
            edits = _ruled(xml, structure, each, moves)
            yield from [(each.start, each.stop, b"")] if edits is None else edits


def _set(xml: bytes, tag: Tag, name: bytes, value: str) -> Edit:
    """A start tag with an attribute that it has set to something else."""
    return tag.start, tag.stop, with_attribute(xml[tag.start : tag.stop], name, value)


def _views(xml: bytes, structure: bytes, element: Element, _: Moves) -> Iterator[Edit]:
    """The view of the first window, in which the sheet is not selected."""
    for view in children(structure, element.inside, element.end):
        if view.local == b"sheetView" and attributes(view.raw).get("workbookViewId", "0") != "0":
            yield view.start, view.stop, b""
        elif pairs(view.raw).get(b"tabSelected"):
            start = view.start + 1 + len(view.name)
            yield start, start + len(view.raw), without_attribute(view.raw, b"tabSelected")


def _columns(xml: bytes, structure: bytes, element: Element, moves: Moves) -> Iterator[Edit]:
    for tag in tags_named(structure, b"col", element.inside, element.end):
        if "style" in tag.attributes:
            yield _set(xml, tag, b"style", str(moves.styles.cell(int(tag.attributes["style"]))))


def differential_edits(xml: bytes, structure: bytes, start: int, stop: int, moves: Moves) -> Iterator[Edit]:
    """The formats that filters and sorting go by."""
    for name in (b"sortCondition", b"colorFilter"):
        for tag in tags_named(structure, name, start, stop):
            if "dxfId" in tag.attributes:
                raw = xml[tag.start : tag.stop]
                yield tag.start, tag.stop, with_format(raw, b"dxfId", tag.attributes["dxfId"], moves)


def with_format(raw: bytes, name: bytes, number: str, moves: Moves) -> bytes:
    """Attributes that name the format of a rule or a table, as the other workbook numbers it."""
    now = moves.styles.differential(int(number))
    return without_attribute(raw, name) if now < 0 else with_attribute(raw, name, str(now))


def _filter(xml: bytes, structure: bytes, element: Element, moves: Moves) -> Iterator[Edit]:
    return differential_edits(xml, structure, element.inside, element.end, moves)


def _phonetic(xml: bytes, structure: bytes, element: Element, moves: Moves) -> Iterator[Edit]:
    for tag in tags_named(structure, b"phoneticPr", element.start, element.stop):
        font = int(tag.attributes.get("fontId", "0"))
        yield _set(xml, tag, b"fontId", str(moves.styles.font(font)))


def _page(xml: bytes, structure: bytes, element: Element, _: Moves) -> Iterator[Edit]:
    """The page without its printer."""
    printer = [name for name in pairs(element.raw) if name.endswith(b":id")]
    if printer:
        start = element.start + 1 + len(element.name)
        yield start, start + len(element.raw), without_attribute(element.raw, *printer)


def _links(xml: bytes, structure: bytes, element: Element, moves: Moves) -> Iterator[Edit]:
    links = list(children(structure, element.inside, element.end))
    edits: list[Edit] = []
    lost = 0
    for link in links:
        place = unescaped(attributes(link.raw).get("location", ""))
        is_outside = any(name.endswith(b":id") for name in pairs(link.raw))
        now = moves.follow(place) if place and not is_outside else place
        if now is None:
            lost += 1
            moves.gone.append(f"the link of {attributes(link.raw).get('ref', '')}")
            edits.append((link.start, link.stop, b""))
        elif now != place:
            start = link.start + 1 + len(link.name)
            edits.append((start, start + len(link.raw), with_attribute(link.raw, b"location", now)))
    yield from [(element.start, element.stop, b"")] if lost == len(links) else edits


def _ruled(xml: bytes, structure: bytes, element: Element, moves: Moves) -> list[Edit] | None:
    """What changes in rules; None where nothing of them is left."""
    if element.local == b"ext" and attributes(element.raw).get("uri", "").upper() in EXTENSIONS_LOST:
        return None
    edits: list[Edit] = []
    inner = list(children(structure, element.inside, element.end))
    whole = area_of(xml, structure, element)
    units = lost = 0
    for each in inner:
        if each.local in _UNITS:
            found = _unit(xml, structure, each, moves, whole)
        elif each.local in _CONTAINERS:
            found = _ruled(xml, structure, each, moves)
        else:
            continue
        units += 1
        lost += found is None
        edits += [(each.start, each.stop, b"")] if found is None else found
    if units and units == lost:
        return None
    if lost and element.local in _COUNTED and b"count" in pairs(element.raw):
        start = element.start + 1 + len(element.name)
        raw = with_attribute(element.raw, b"count", str(units - lost))
        edits.append((start, start + len(element.raw), raw))
    return edits


def area_of(xml: bytes, structure: bytes, element: Element) -> str:
    """The cells that an element is about: its attribute `sqref`, or an element of this name inside it."""
    if found := attributes(element.raw).get("sqref"):
        return found
    inner = (each for each in children(structure, element.inside, element.end) if each.local == b"sqref")
    return next((text(xml[each.inside : each.end]).strip() for each in inner), "")


def _unit(xml: bytes, structure: bytes, unit: Element, moves: Moves, whole: str) -> list[Edit] | None:
    """What changes in a rule, a validation or a sparkline; None where it cannot follow."""
    about = area_of(xml, structure, unit) or whole
    fixed = not about or ":" in about or " " in about
    edits: list[Edit] = []
    for name in _FORMULAS:
        for tag in tags_named(structure, name, unit.inside, unit.end):
            stop = tag.stop if tag.closed else structure.index(b"</", tag.stop)
            old = unescaped(text(xml[tag.stop : stop]))
            # A sparkline names the cells that it draws; it stands for one cell.
            now = moves.follow(old, fixed=fixed and unit.local != b"sparkline")
            if now is None:
                moves.gone.append(f"{_UNITS[unit.local]} of {about}")
                return None
            if now != old:
                edits.append((tag.stop, stop, escaped(now)))
    for tag in tags_named(structure, b"cfvo", unit.inside, unit.end):
        if old := tag.attributes.get("val", ""):
            now = moves.follow(old, fixed=fixed)
            if now is None:
                moves.gone.append(f"{_UNITS[unit.local]} of {about}")
                return None
            if now != old:
                edits.append(_set(xml, tag, b"val", now))
    start = unit.start + 1 + len(unit.name)
    if (number := pairs(unit.raw).get(b"dxfId")) is not None:
        raw = with_format(unit.raw, b"dxfId", number.decode(), moves)
        edits.append((start, start + len(unit.raw), raw))
    return edits
