"""Attributes and texts as OpenDocument writes them; Excel's escapes such as `_x000A_` are plain text here."""

from __future__ import annotations

import re
from typing import Final

from steelyard.ooxml.xml.scan import with_written, without_attribute

_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
REPLACEMENT: Final = "\ufffd"
"""Stands for a character that XML cannot hold."""


def written_text(plain: str) -> bytes:
    """Text between tags.

    >>> written_text("a<b & c")
    b'a&lt;b &amp; c'
    """
    kept = _UNWRITABLE.sub(REPLACEMENT, plain)
    return kept.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").encode()


def attribute_text(plain: str) -> bytes:
    r"""Text in an attribute.

    >>> attribute_text('say "a"\nb')
    b'say &quot;a&quot;&#10;b'
    """
    whole = written_text(plain).replace(b'"', b"&quot;").replace(b"\n", b"&#10;")
    return whole.replace(b"\t", b"&#9;").replace(b"\r", b"&#13;")


def whole_number(written: str, most: int) -> int | None:
    """A number of things as an attribute has it, or `most` where that is less; None for no number.

    >>> whole_number("12", 99), whole_number("9" * 5000, 99), whole_number("-1", 99)
    (12, 99, None)
    """
    if not (written.isascii() and written.isdecimal()):
        return None
    digits = written.lstrip("0")
    return most if len(digits) > len(str(most)) else min(int(digits or "0"), most)


def with_attribute(raw: bytes, name: bytes, value: str) -> bytes:
    """Attributes as they are written, or a tag without its end, with one set in its place; a new one is last.

    >>> with_attribute(b' a="1" b="2"', b"a", "<")
    b' a="&lt;" b="2"'
    """
    return with_written(raw, name, attribute_text(value))


def with_count(raw: bytes, name: bytes, count: int) -> bytes:
    """Attributes with how often the element is repeated, which nobody writes for once.

    >>> with_count(b' s="1" n="9"', b"n", 1), with_count(b' s="1" n="9"', b"n", 2)
    (b' s="1"', b' s="1" n="2"')
    """
    return without_attribute(raw, name) if count == 1 else with_attribute(raw, name, str(count))
