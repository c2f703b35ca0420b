"""Is a file valid? Each of its parts is held against the schema of OpenDocument; see `schema/README.md`.

What a program adds in names of its own is set aside, as the standard says. So are the attributes that
version 1.3 added to the schema of version 1.2.
"""

from __future__ import annotations

import lzma
from functools import cache
from pathlib import Path
from typing import Final

from lxml import etree
from odf import made

from steelyard.odf.preflight import MANIFEST

SCHEMA: Final = Path(__file__).with_name("schema") / "OpenDocument-v1.2-cs01-schema.rng.xz"
EXTENSIONS: Final = ("urn:org:documentfoundation:", "http://openoffice.org/")
OF_1_3: Final = {
    "{urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}min-decimal-places",
    "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}tab-color",
    "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}scale-to-X",
    "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}scale-to-Y",
    "{urn:oasis:names:tc:opendocument:xmlns:chart:1.0}data-label-series",
}
"""Attributes that came with version 1.3."""

_VERSION: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}version"


@cache
def _schema() -> etree.RelaxNG:
    return etree.RelaxNG(etree.fromstring(lzma.decompress(SCHEMA.read_bytes())))


def faults(data: bytes) -> list[str]:
    """What the schema has against the parts of a file."""
    found = []
    for name, part in made.parts_of(data).items():
        if name.endswith(".xml") and name != MANIFEST:
            root = etree.fromstring(part)
            assert root.get(_VERSION) == "1.3"
            _set_aside(root)
            if not _schema().validate(root):
                found += [f"{name}: {each.message}" for each in _schema().error_log]
    return found


def _set_aside(root: etree._Element) -> None:
    """Take away what version 1.2 of the standard does not know."""
    root.set(_VERSION, "1.2")
    for each in list(root.iter("*")):
        parent = each.getparent()
        if parent is not None and etree.QName(each).namespace.startswith(EXTENSIONS):
            parent.remove(each)
        for name in each.keys():  # noqa: SIM118 - an element is no dictionary: it counts its children
            space = etree.QName(name).namespace or ""
            if name in OF_1_3 or space.startswith(EXTENSIONS):
                del each.attrib[name]
