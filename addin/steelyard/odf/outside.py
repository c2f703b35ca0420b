"""What of an OpenDocument spreadsheet reaches out of it, or runs: as pointers that an .xlsx would have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from steelyard.ooxml.minimal import HEAD
from steelyard.ooxml.xml.text import quoted, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.odf.file import OdsFile

PART: Final = "_rels/content.xml.rels"
"""Where the pointers stand among the parts of the .xlsx: they belong to `content.xml`."""

_MACROS: Final = re.compile(r"(?:Basic|Scripts)/.+/(?!script-l[bc]\.xml$|dialog-l[bc]\.xml$).+")
_POINTERS: Final = (
    ("image", re.compile(rb'<draw:image\s[^>]*?xlink:href="((?:https?|ftp):[^"]*)"')),
    ("externalLink", re.compile(rb'<table:(?:table|cell-range)-source\s[^>]*?xlink:href="([^"]*)"')),
    ("externalLink", re.compile(rb"(?:&apos;|')((?:file|https?|ftp)://[^'\"&]*)(?:&apos;|')#")),
    ("connections", re.compile(rb'<office:dde-source\s[^>]*?office:dde-topic="([^"]*)"')),
    ("connections", re.compile(rb"<(table:database-source-\w+)[\s>]")),
)
_RELATION: Final = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS: Final = b"http://schemas.openxmlformats.org/package/2006/relationships"


def pointers(file: OdsFile) -> bytes:
    """The part with a pointer for each macro, link, connection and remote picture of a file, each once."""
    found = dict.fromkeys(_found(file))
    links = b"".join(
        b'<Relationship Id="rId%d" Type="%b/%b" Target="%b" TargetMode="External"/>'
        % (at, _RELATION, kind.encode(), quoted(target))
        for at, (kind, target) in enumerate(found, 1)
    )
    return b'%b<Relationships xmlns="%b">%b</Relationships>' % (HEAD, _RELATIONS, links)


def _found(file: OdsFile) -> Iterator[tuple[str, str]]:
    for entry in file.entries:
        if _MACROS.fullmatch(entry.name):
            yield "vbaProject", entry.name
    for kind, pattern in _POINTERS:
        for found in pattern.finditer(file.structure, file.body.start):
            yield kind, text(found[1])
