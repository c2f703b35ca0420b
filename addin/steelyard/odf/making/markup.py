"""Elements as OpenDocument has them, and the prefixes of their names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from steelyard.odf.file import NAMESPACES
from steelyard.odf.xml import attribute_text

if TYPE_CHECKING:
    from collections.abc import Mapping

HEAD: Final = b'<?xml version="1.0" encoding="UTF-8"?>\n'
VERSION: Final = "1.3"
"""Of the standard that the files follow."""

PREFIXES: Final = NAMESPACES | {
    "number": "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "chart": "urn:oasis:names:tc:opendocument:xmlns:chart:1.0",
    "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
    "config": "urn:oasis:names:tc:opendocument:xmlns:config:1.0",
    "of": "urn:oasis:names:tc:opendocument:xmlns:of:1.2",
    "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/",
    "ooo": "http://openoffice.org/2004/office",
    "chartooo": "http://openoffice.org/2010/chart",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
}
"""The last four are extensions of LibreOffice's, which other programs leave out."""

_PLAIN: Final = re.compile(r"[A-Za-z0-9]")


def element(name: str, named: Mapping[str, str | None], *inside: bytes) -> bytes:
    """An element with its attributes, without those that are None.

    >>> element("text:p", {}, b"a"), element("style:map", {"style:condition": "1<2", "style:other": None})
    (b'<text:p>a</text:p>', b'<style:map style:condition="1&lt;2"/>')
    """
    opening = name.encode() + b"".join(
        b' %b="%b"' % (key.encode(), attribute_text(value))
        for key, value in named.items()
        if value is not None
    )
    content = b"".join(inside)
    return b"<%b>%b</%b>" % (opening, content, name.encode()) if content else b"<%b/>" % opening


def document(name: str, *inside: bytes) -> bytes:
    """A part whose root is this element."""
    named: dict[str, str | None] = {f"xmlns:{prefix}": name for prefix, name in PREFIXES.items()}
    return HEAD + element(name, named | {"office:version": VERSION}, *inside)


def style_name(name: str) -> str:
    """A name that people gave to a style, as the format names it: other signs are written by their number.

    >>> style_name("Headline 1")
    'Headline_20_1'
    """
    return "".join(each if _PLAIN.match(each) else f"_{ord(each):x}_" for each in name)


def points(length: float) -> str:
    """A length in points.

    >>> points(49.5), points(12.0)
    ('49.5pt', '12pt')
    """
    return f"{round(length, 2):g}pt"


def centimetres(units: float) -> str:
    """A length that a drawing of Excel's gives in units of which a centimetre has 360,000.

    >>> centimetres(7_200_000)
    '20cm'
    """
    return f"{round(units / 360_000, 3):g}cm"


def yes_or_no(value: object) -> str:
    """A truth value.

    >>> yes_or_no(1), yes_or_no("")
    ('true', 'false')
    """
    return "true" if value else "false"
