"""Styles that a change needs and the file has not: copies of one that is there, with one property set."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from steelyard.odf.xml import with_attribute
from steelyard.ooxml.cell_values import number_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.odf.file import OdsFile
    from steelyard.ooxml.xml.scan import Edit

AUTOMATIC: Final = b"</office:automatic-styles>"
_PREFIXES: Final = {"table-row": "ro", "table": "ta"}
_NAME = re.compile(rb'(?<=\sstyle:name=")[^"]*(?=")')


class NewStyles:
    """The styles that are added to a file, each once."""

    def __init__(self, file: OdsFile) -> None:
        self._file = file
        self._made: dict[tuple[str, str, str], tuple[str, bytes]] = {}

    def row_of_height(self, style: str, points: float) -> str:
        """Name of a row style like another, of this height."""
        height = f"{number_text(round(points, 2))}pt"
        return self._like("table-row", style, b"table-row", b"style:row-height", height)

    def shown_sheet(self, style: str) -> str:
        """Name of a sheet style like another, whose sheet has a visible tab."""
        return self._like("table", style, b"table", b"table:display", "true")

    def edits(self) -> Iterator[Edit]:
        """The edit of the content that adds them."""
        at = self._file.structure.rfind(AUTOMATIC, 0, self._file.body.start)
        new = b"".join(xml for _, xml in self._made.values())
        if new and at >= 0:
            yield at, at, new

    def _like(self, family: str, style: str, kind: bytes, name: bytes, value: str) -> str:
        key = family, style, value
        if key not in self._made:
            own = self._free_name(family)
            self._made[key] = own, self._xml(family, style, own, kind, name, value)
        return self._made[key][0]

    def _free_name(self, family: str) -> str:
        taken = {name for of, name in self._file.styles.by_name if of == family}
        taken |= {name for (of, *_), (name, _) in self._made.items() if of == family}
        prefix = _PREFIXES[family]
        number = next(at for at in range(1, len(taken) + 2) if f"{prefix}{at}" not in taken)
        return f"{prefix}{number}"

    def _xml(self, family: str, style: str, own: str, kind: bytes, name: bytes, value: str) -> bytes:
        """A copy of the style under another name; one of its own where the file has no such style."""
        properties = re.compile(rb"<style:%b-properties(?=[\s/>])([^>]*?)(/?)>" % kind)
        found = self._file.styles.by_name.get((family, style))
        whole = self._file.structure[found.start : found.stop] if found else b""
        tag = properties.search(whole)
        if not (whole.startswith(b"<style:style") and tag and _NAME.search(whole)):
            raw = with_attribute(b"", name, value)
            opening = b'<style:style style:name="%b" style:family="%b">' % (own.encode(), family.encode())
            return opening + b"<style:%b-properties%b/></style:style>" % (kind, raw)
        raw = with_attribute(tag[1], name, value)
        new = b"<style:%b-properties%b%b>" % (kind, raw, tag[2])
        return _NAME.sub(own.encode(), whole[: tag.start()] + new + whole[tag.end() :], count=1)
