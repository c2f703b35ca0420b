"""Parts that are put into a workbook under free names, with the pointers to them and their types."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from steelyard.ooxml.opc.relationships import relations_part
from steelyard.ooxml.xml.scan import root, spliced, tags_named
from steelyard.ooxml.xml.text import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.ooxml.opc.package import Package

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MICROSOFT = "http://schemas.microsoft.com/office"
_TYPES = "application/vnd.openxmlformats-officedocument"
_CONTENT_TYPES = "[Content_Types].xml"


class _Kind(NamedTuple):
    """A kind of part."""

    pattern: str
    """Its names, with `#` for the number."""
    content: str
    relation: str


KINDS: Final = {
    "worksheet": _Kind("xl/worksheets/sheet#.xml", f"{_TYPES}.spreadsheetml.worksheet+xml", OFFICE),
    "table": _Kind("xl/tables/table#.xml", f"{_TYPES}.spreadsheetml.table+xml", OFFICE),
    "drawing": _Kind("xl/drawings/drawing#.xml", f"{_TYPES}.drawing+xml", OFFICE),
    "chart": _Kind("xl/charts/chart#.xml", f"{_TYPES}.drawingml.chart+xml", OFFICE),
    "chartUserShapes": _Kind("xl/drawings/drawing#.xml", f"{_TYPES}.drawingml.chartshapes+xml", OFFICE),
    "themeOverride": _Kind("xl/theme/themeOverride#.xml", f"{_TYPES}.themeOverride+xml", OFFICE),
    "chartStyle": _Kind(
        "xl/charts/style#.xml", "application/vnd.ms-office.chartstyle+xml", f"{_MICROSOFT}/2011/relationships"
    ),
    "chartColorStyle": _Kind(
        "xl/charts/colors#.xml",
        "application/vnd.ms-office.chartcolorstyle+xml",
        f"{_MICROSOFT}/2011/relationships",
    ),
    "sharedStrings": _Kind("xl/sharedStrings.xml", f"{_TYPES}.spreadsheetml.sharedStrings+xml", OFFICE),
    "sheetMetadata": _Kind("xl/metadata.xml", f"{_TYPES}.spreadsheetml.sheetMetadata+xml", OFFICE),
}
"""The kinds of parts that are put into a workbook, less pictures."""

EXTENSIONS: Final = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "bmp": "image/bmp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "emf": "image/x-emf",
    "wmf": "image/x-wmf",
    "svg": "image/svg+xml",
}
"""The kinds of pictures, by the end of their names."""


class Pointer(NamedTuple):
    """A pointer of a part that is put into a workbook."""

    name: str
    """Its id."""
    kind: str
    """Last word of its type."""
    target: str
    """The part, or the address outside the workbook."""
    outside: bool = False


class Arrivals:
    """The parts that are put into one workbook."""

    def __init__(self, target: Package) -> None:
        """Prepare to put parts into this workbook."""
        self._target = target
        self.parts: dict[str, bytes] = {}
        """Every new part by its name."""
        self._types: dict[str, str] = {}
        self._taken = {name.casefold() for name in target.names}

    def name(self, kind: str, extension: str = "") -> str:
        """A free name for a part of this kind; it is taken from now on.

        Args:
            kind: one of `KINDS`, or `image`.
            extension: of a picture, one of `EXTENSIONS`.
        """
        pattern = KINDS[kind].pattern if kind in KINDS else f"xl/media/image#.{extension}"
        number = 1
        while pattern.replace("#", str(number)).casefold() in self._taken:
            number += 1
        found = pattern.replace("#", str(number))
        self._taken.add(found.casefold())
        self._types[found] = KINDS[kind].content if kind in KINDS else EXTENSIONS[extension]
        return found

    def put(self, name: str, content: bytes, pointers: Sequence[Pointer] = ()) -> None:
        """Put a part under a name that `name` gave."""
        self.parts[name] = content
        if pointers:
            self.parts[relations_part(name)] = relationships(pointers)

    def with_pointers(self, part: str, pointers: Sequence[Pointer]) -> None:
        """Add pointers to a part that the workbook has."""
        where = relations_part(part)
        self.parts[where] = _before_end(self._target, where, b"".join(map(_relationship, pointers)))

    def arrived(self) -> Package:
        """The workbook with all that was put into it."""
        types = b"".join(
            b'<Override PartName="/%b" ContentType="%b"/>' % (quoted(name), kind.encode())
            for name, kind in self._types.items()
        )
        listed = _before_end(self._target, _CONTENT_TYPES, types)
        return self._target.replaced({**self.parts, _CONTENT_TYPES: listed})


def _before_end(package: Package, part: str, put: bytes) -> bytes:
    """A part with something more at its end."""
    structure = package.structure(part)
    end = re.compile(rb"</%b%b\s*>" % root(structure)[:2])
    [*_, last] = end.finditer(structure)
    return spliced(package.part(part), [(last.start(), last.start(), put)])


def relationships(pointers: Sequence[Pointer]) -> bytes:
    """The part that holds the pointers of another."""
    head = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    head += b'<Relationships xmlns="%b">%b</Relationships>'
    space = b"http://schemas.openxmlformats.org/package/2006/relationships"
    return head % (space, b"".join(map(_relationship, pointers)))


def _relationship(pointer: Pointer) -> bytes:
    folder = KINDS[pointer.kind].relation if pointer.kind in KINDS else OFFICE
    target = pointer.target if pointer.outside else f"/{pointer.target}"
    return b'<Relationship Id="%b" Type="%b/%b" Target="%b"%b/>' % (
        quoted(pointer.name),
        folder.encode(),
        pointer.kind.encode(),
        quoted(target),
        b' TargetMode="External"' if pointer.outside else b"",
    )


def free_id(package: Package, part: str) -> int:
    """A number so that `rId` with it, and with every number above it, is no pointer of a part."""
    where = relations_part(part)
    found = tags_named(package.structure(where), b"Relationship") if where in package else ()
    numbers = (re.sub(r"\D", "", tag.attributes.get("Id", "")) for tag in found)
    return max((int(each) for each in numbers if each), default=0) + 1
