"""The parts of a workbook as trees of elements without prefixes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element, fromstring

from steelyard.ooxml.opc.relationships import of_kind, workbook_part

if TYPE_CHECKING:
    from steelyard.ooxml.opc.package import Package

_ROWS: Final = re.compile(rb"<sheetData>.*</sheetData>", re.DOTALL)
_ROW: Final = re.compile(rb"<row(?=[\s>/])([^>]*)>")
_CELL: Final = re.compile(rb"<c(?=[\s>/])([^>]*)>")
_PAIR: Final = re.compile(r'(\w+)="([^"]*)"')
EMPTY: Final = Element("nothing")


def tree(xml: bytes) -> Element:
    """A part. The names of elements and attributes have no prefixes.

    >>> tree(b'<a xmlns="b" xmlns:r="c"><d r:id="e"/></a>').find("d").get("id")
    'e'
    """
    root = fromstring(xml)  # noqa: S314 - parts with a document type never come this far
    for each in root.iter():
        each.tag = str(each.tag).rpartition("}")[2]
        each.attrib = {name.rpartition("}")[2]: value for name, value in each.attrib.items()}
    return root


def styles_tree(package: Package) -> Element:
    """The part with the styles."""
    [part] = of_kind(package, workbook_part(package), "styles")
    return tree(package.part(part))


def theme_colours(package: Package) -> dict[str, str]:
    """The colours that the theme names, as `1F3A5F`."""
    found: dict[str, str] = {}
    for part in of_kind(package, workbook_part(package), "theme"):
        for each in tree(package.part(part)).iter("clrScheme"):
            for named in each:
                found[named.tag] = named[0].get("lastClr") or named[0].get("val") or ""
    return found


def sheet_tree(package: Package, part: str) -> Element:
    """A sheet without its rows, which `row_tags` has."""
    return tree(_ROWS.sub(b"", package.part(part)))


def row_tags(package: Package, part: str) -> dict[int, dict[str, str]]:
    """What the rows of a sheet say of themselves, by their numbers."""
    found = {}
    for raw in _ROW.findall(package.part(part)):
        named = dict(_PAIR.findall(raw.decode()))
        found[int(named["r"])] = named
    return found


def cell_styles(package: Package, part: str) -> dict[str, int]:
    """The numbers of the styles of all cells of a sheet, by address."""
    found = {}
    for raw in _CELL.findall(package.part(part)):
        named = dict(_PAIR.findall(raw.decode()))
        found[named["r"]] = int(named.get("s", "0"))
    return found


def within(parent: Element, path: str) -> Element:
    """The element at this path; an empty one if there is none."""
    found = parent.find(path)
    return EMPTY if found is None else found


def is_on(element: Element, name: str, *, default: bool = False) -> bool:
    """Whether an attribute says yes."""
    return element.get(name, "1" if default else "0") in ("1", "true", "on")


def colour_of(element: Element) -> str:
    """The colour that an attribute spells out, as `#1f3a5f`; empty where there is none."""
    rgb = element.get("rgb", "")
    return f"#{rgb[-6:].lower()}" if rgb else ""
