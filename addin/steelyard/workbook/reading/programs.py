"""Which program saved a workbook last, as far as the file tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.errors import NotAWorkbook
from steelyard.ooxml.opc.relationships import of_kind
from steelyard.ooxml.xml.scan import tags_named
from steelyard.ooxml.xml.text import text

if TYPE_CHECKING:
    from steelyard.ooxml.opc.package import Package

LONGEST = 40
"""Letters of the name that a message repeats."""


def saved_by(file: Package) -> str:
    """The name that the program gave itself; empty where it gave none, as Google Sheets does.

    The part is for people only, so one that cannot be read is no reason to refuse the workbook.
    """
    try:
        for part in of_kind(file, "", "extended-properties"):
            for tag in tags_named(file.structure(part), b"Application"):
                if not tag.closed:
                    xml = file.part(part)
                    return text(xml[tag.stop : xml.index(b"<", tag.stop)]).strip()[:LONGEST]
    except NotAWorkbook:
        pass
    return ""
