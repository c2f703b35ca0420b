"""What of a workbook reaches out of it, or runs: macros, links, data connections, remote pictures."""

from __future__ import annotations

import posixpath
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from steelyard.ooxml.xml.scan import tags_named
from steelyard.ooxml.xml.text import unescaped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.xml.scan import Tag

_OF_MACROS = ("vbaProject", "xlMacrosheet", "xlIntlMacrosheet")
_OF_CONNECTIONS = ("connections", "queryTable")
_HARMLESS = ("hyperlink",)
"""Pointers that nothing follows by itself."""


class Kind(StrEnum):
    """What reaches out of a workbook, or runs."""

    MACRO = "macro"
    LINK = "link"
    """A pointer to another file."""
    CONNECTION = "connection"
    """A source of data."""
    PICTURE = "picture"
    """A picture that is fetched when it is shown."""


class Outside(NamedTuple):
    """One thing that reaches out of the workbook, or runs."""

    kind: Kind
    part: str
    """The part of the package that has it."""
    target: str
    """The part or the address that it points to."""


def outside(package: Package) -> tuple[Outside, ...]:
    """Everything of a workbook that reaches out of it, or runs, in the order of the parts; each once."""
    found = (each for part in package.names if part.endswith(".rels") for each in _pointers(package, part))
    return tuple(dict.fromkeys(found))


def _pointers(package: Package, part: str) -> Iterator[Outside]:
    folder, name = posixpath.split(part)
    owner = posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))
    for tag in tags_named(package.structure(part, "a list of relationships"), b"Relationship"):
        if kind := _kind(tag):
            yield Outside(kind, owner, unescaped(tag.attributes.get("Target", "")))


def _kind(tag: Tag) -> Kind | None:
    """What a pointer is; None for one inside the workbook, and for one that nothing follows."""
    means = tag.attributes.get("Type", "").rpartition("/")[2]
    if means in _OF_MACROS:
        return Kind.MACRO
    if means in _OF_CONNECTIONS:
        return Kind.CONNECTION
    if tag.attributes.get("TargetMode") != "External" or means in _HARMLESS:
        return None
    return Kind.PICTURE if means == "image" else Kind.LINK
