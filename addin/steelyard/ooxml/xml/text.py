"""Text as XML carries it: references resolved, and written again so that any program reads the same."""

from __future__ import annotations

import re

_MARKUP = re.compile(rb"<!\[CDATA\[(.*?)\]\]>|<!--.*?-->|<\?.*?\?>|&(#?\w+);", re.DOTALL)
_NAMED = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))
_ENTITIES = {entity[1:-1].encode(): letter for entity, letter in _NAMED}
# Excel writes a character that XML cannot hold as _xHHHH_, and an underscore before such letters as _x005F_.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def text(raw: bytes) -> str:
    """What a run of character data says: references resolved, CDATA unwrapped, comments gone.

    >>> text(b"R &amp; D &#8211; <![CDATA[a<b]]>")
    'R & D – a<b'
    """
    if b"&" not in raw and b"<" not in raw and b"\r" not in raw:
        return raw.decode()
    if b"\r" in raw:
        raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if b"<" not in raw and b"&#" not in raw:
        return plain_text(raw.decode())
    pieces, at = [], 0
    for found in _MARKUP.finditer(raw):
        pieces += [raw[at : found.start()].decode(), _resolved(found)]
        at = found.end()
    return "".join([*pieces, raw[at:].decode()])


def plain_text(written: str) -> str:
    """Text in which only the five named entities can occur.

    >>> plain_text("R &amp;amp; D &lt; 1")
    'R &amp; D < 1'
    """
    if "&" not in written:
        return written
    for entity, letter in _NAMED:
        written = written.replace(entity, letter)
    return written


def _resolved(found: re.Match[bytes]) -> str:
    if found[1] is not None:
        return found[1].decode()
    if found[2] is None:
        return ""
    if found[2].startswith(b"#x"):
        return chr(int(found[2][2:], 16))
    if found[2].startswith(b"#"):
        return chr(int(found[2][1:]))
    return _ENTITIES.get(found[2], found[0].decode())


def escaped(plain: str) -> bytes:
    r"""Text as a cell carries it: markup as entities, what XML cannot write as `_x0000_`.

    >>> escaped("a<b\x07 _x0041_")
    b'a&lt;b_x0007_ _x005F_x0041_'
    """
    if not plain.isprintable() or "_x" in plain:  # a quick look, which most texts pass
        plain = _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", plain)
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").encode()


def unescaped(written: str) -> str:
    r"""Text with `_x0000_` turned back into the characters it stands for.

    >>> unescaped("a_x0007_ _x005F_x0041_")
    'a\x07 _x0041_'
    """
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), written) if "_x" in written else written


def quoted(plain: str) -> bytes:
    """Text as an attribute carries it."""
    whole = escaped(plain).replace(b'"', b"&quot;")
    return whole.replace(b"\n", b"_x000a_").replace(b"\t", b"_x0009_")
