"""The styles of an OpenDocument spreadsheet: what kind of number a cell shows, heights, and what is hidden.

Styles of single cells stand in the content, those that people name and most number formats in `styles.xml`.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from steelyard.ooxml.xml.scan import ATTRIBUTES, attributes, children

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from steelyard.ooxml.xml.scan import Element

_STYLE = re.compile(rb"<style:style(?=[\s/>])" + ATTRIBUTES + rb"(?:/>|>(.*?)</style:style>)", re.DOTALL)
_DATA = re.compile(
    rb"<number:(number|percentage|currency|date|time|boolean|text)-style(?=[\s/>])"
    + ATTRIBUTES
    + rb"(?:/>|>(.*?)</number:\1-style>)",
    re.DOTALL,
)
_LENGTH = re.compile(r"([0-9.]+)(in|cm|mm|pt|pc|px)")
_POINTS: Final = {"in": 72.0, "cm": 72 / 2.54, "mm": 7.2 / 2.54, "pt": 1.0, "pc": 12.0, "px": 0.75}
DATED: Final = ("date", "time")
"""Kinds of number formats that show a day or a time."""


class Style(NamedTuple):
    """A style of cells, rows, columns or sheets."""

    name: str
    family: str
    parent: str
    data: str
    """Name of its number format; empty where it has none of its own."""
    start: int
    stop: int
    """Where it stands, in the part that it is read from."""
    properties: Mapping[str, str]


class NumberFormat(NamedTuple):
    """A number format: its kind, and what it shows one after the other."""

    kind: str
    pieces: tuple[tuple[str, Mapping[str, str], str], ...]
    """Name, attributes and text of each element."""
    maps: tuple[tuple[str, str], ...]
    """A condition, and the format that holds under it."""


class Styles:
    """The styles of one file."""

    def __init__(self, parts: Iterable[bytes]) -> None:
        """The styles in these stretches of XML; those that come first count before those of the same name."""
        self._parts = tuple(parts)

    @cached_property
    def by_name(self) -> Mapping[tuple[str, str], Style]:
        """Styles by family and name."""
        found: dict[tuple[str, str], Style] = {}
        for part in self._parts:
            for each in _STYLE.finditer(part):
                style = _style(each)
                found.setdefault((style.family, style.name), style)
        return found

    @cached_property
    def formats(self) -> Mapping[str, NumberFormat]:
        """Number formats by name."""
        found: dict[str, NumberFormat] = {}
        for part in self._parts:
            for each in _DATA.finditer(part):
                found.setdefault(attributes(each[2]).get("style:name", ""), _format(each))
        return found

    def format_of(self, cell_style: str) -> NumberFormat | None:
        """The number format of a cell style, its own or that of the style that it is made from."""
        for _ in range(20):  # a style is made from another, and nobody nests them deeper
            style = self.by_name.get(("table-cell", cell_style))
            if style is None:
                return None
            if style.data:
                return self.formats.get(style.data)
            cell_style = style.parent
        return None

    def is_dated(self, cell_style: str) -> bool:
        """Whether a cell of this style shows a number as a day or a time."""
        form = self.format_of(cell_style)
        return form is not None and form.kind in DATED

    def points(self, family: str, name: str, length: str) -> float | None:
        """A length that a style sets, in points; None where it sets none."""
        style = self.by_name.get((family, name))
        found = _LENGTH.fullmatch(style.properties.get(length, "")) if style else None
        return float(found[1]) * _POINTS[found[2]] if found else None

    def has(self, family: str, name: str, what: str, value: str) -> bool:
        """Whether a style sets something to this value."""
        style = self.by_name.get((family, name))
        return style is not None and style.properties.get(what) == value


def _style(found: re.Match[bytes]) -> Style:
    named = attributes(found[1])
    inside = found[2] or b""
    properties = {
        name: value
        for each in children(inside, 0, len(inside))
        if each.local.endswith(b"-properties")
        for name, value in attributes(each.raw).items()
    }
    return Style(
        named.get("style:name", ""),
        named.get("style:family", ""),
        named.get("style:parent-style-name", ""),
        named.get("style:data-style-name", ""),
        *found.span(),
        properties,
    )


def _format(found: re.Match[bytes]) -> NumberFormat:
    inside = found[3] or b""
    pieces, maps = [], []
    for each in children(inside, 0, len(inside)):
        named = attributes(each.raw)
        if each.local == b"map":
            maps.append((named.get("style:condition", ""), named.get("style:apply-style-name", "")))
        elif each.name.startswith(b"number:"):
            pieces.append((each.local.decode(), named, _text(inside, each)))
    return NumberFormat(found[1].decode(), tuple(pieces), tuple(maps))


def _text(inside: bytes, element: Element) -> str:
    raw = inside[element.inside : element.end]
    return attributes(b' t="%b"' % raw.replace(b'"', b"&quot;")).get("t", "") if b"<" not in raw else ""
