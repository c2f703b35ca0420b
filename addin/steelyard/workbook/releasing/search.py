"""The search of a workbook's bytes, whoever made it, for numbers and words that it must not hold.

Every part is searched: texts, attributes, comments in the XML, pictures and other binary parts, what lies in
the ZIP outside its parts, and packages inside the package. The search knows no sheet of ours and trusts no
table of contents.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from html import unescape
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from steelyard.workbook.releasing.spellings import Spelling, Spellings, Wanted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from collections.abc import Set as AbstractSet

KINDS = (
    (re.compile(r"threadedcomments?/|/persons?/", re.IGNORECASE), "a threaded comment or its author"),
    (re.compile(r"/comments?\d*\.(?:xml|bin)$|/comments/", re.IGNORECASE), "comments"),
    (re.compile(r"externallinks?/", re.IGNORECASE), "a link to another workbook"),
    (re.compile(r"vbaproject|macrosheets/|\.bas$", re.IGNORECASE), "macros"),
    (re.compile(r"^customxml/", re.IGNORECASE), "custom XML"),
    (re.compile(r"/revisions/|/userNames\.xml$", re.IGNORECASE), "revision data"),
    (re.compile(r"docprops/custom\.xml$", re.IGNORECASE), "document properties of its own"),
    (re.compile(r"/embeddings/", re.IGNORECASE), "an embedded file"),
    (re.compile(r"/querytables/|/connections\.xml$", re.IGNORECASE), "a connection to data"),
    (re.compile(r"/pivotcache/", re.IGNORECASE), "the cache of a pivot table"),
)
"""Kinds of parts that may hold what nobody sees, by their names."""

_TAG = re.compile(r"<[^>]*>")
_JOINED = re.compile(
    r"<(?:[\w.-]+:)?(si|is|text|p|txBody|rich)(?:\s[^>]*)?>(.*?)</(?:[\w.-]+:)?\1>", re.DOTALL
)
"""Elements whose runs make one text: a number may be in two of them."""
_TEXTS = re.compile(
    r"<(?:[\w.-]+:)?(si|is|p|(?:odd|even|first)(?:Header|Footer)|definedName|formula[12]?)(?:\s[^>]*)?>"
    r"""(.*?)</(?:[\w.-]+:)?\1>|\s(?:descr|title|prompt|promptTitle|error|errorTitle|tooltip|display|formatCode)"""
    r"""=["']([^"']*)["']""",
    re.DOTALL,
)
"""Texts of a part that people type, less what they type into cells as numbers."""
_UNIQUE = re.compile(r"\{[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}")
"""A number that programs draw to tell things apart: some of its digits are met by chance."""
_CELL = re.compile(r'<(?:[\w.-]+:)?c\s[^>]*?r="([A-Z]+[0-9]+)"')
_SHEET = re.compile(r"<(?:[\w.-]+:)?sheet\s([^>]*)>")
_ATTRIBUTE = re.compile(r"""([\w.:-]+)\s*=\s*["']([^"']*)["']""")
_PNG = b"\x89PNG\r\n\x1a\n"
DIGITS_OF_TEXTS = 3
"""Digits that count of a number that is searched for in texts that people typed: these are few."""
_DEEPEST = 3
"""Packages inside packages that are opened."""
_LONGEST = 1 << 28
"""Bytes of a part that are read."""


class Hit(NamedTuple):
    """Something that was met where it must not be."""

    part: str
    """Of the package; empty for the file itself."""
    place: str
    """A cell, or another place inside the part; empty where there is none."""
    what: str
    how: str
    """In full, rounded, in words; empty for a kind of part."""
    written: str = ""
    """The text that was met; it is never printed."""

    def __str__(self) -> str:
        where = ", ".join(filter(None, (self.part or "the file", self.place)))
        return f"{where}: {self.what}{f' ({self.how})' if self.how else ''}"


def searched(
    data: bytes,
    wanted: Sequence[Wanted],
    own_hidden: Collection[str] = (),
    typed: AbstractSet[str] = frozenset(),
) -> tuple[Hit, ...]:
    """Everything in a workbook that it must not hold; one thing is listed once for each place.

    Args:
        data: the bytes of the workbook.
        wanted: what is searched for.
        own_hidden: names of sheets that may be hidden.
        typed: parts with texts that people typed: there, fewer digits are enough.
    """
    sought = Spellings(wanted)
    found = list(_in_package(data, sought, frozenset(own_hidden), "", 0))
    if typed:
        found += _typed(data, Spellings(wanted, DIGITS_OF_TEXTS), typed)
    return tuple(dict.fromkeys(found))


def _typed(data: bytes, spellings: Spellings, parts: AbstractSet[str]) -> Iterator[Hit]:
    """What texts say that people typed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in sorted(parts & {*archive.namelist()}):
            text = _xml(archive.read(part)) or ""
            for found in _TEXTS.finditer(text):
                written = unescape(_TAG.sub("", found[2] or found[3] or ""))
                for _, spelling in spellings.met(written):
                    yield _hit(part, _place(text, found.start()), spelling)


def _in_package(
    data: bytes, spellings: Spellings, own_hidden: frozenset[str], inside: str, depth: int
) -> Iterator[Hit]:
    yield from _in_raw(data, spellings, inside)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        yield from _in_text(_decoded(archive.comment), spellings, inside, "the comment of the ZIP")
        for entry in archive.infolist():
            part = f"{inside}{entry.filename}"
            yield from _in_text(_decoded(entry.comment), spellings, part, "its comment in the ZIP")
            yield from _in_text(_decoded(entry.extra), spellings, part, "its extra field in the ZIP")
            yield from _in_text(entry.filename, spellings, part, "its name")
            yield from _of_kind(part)
            with archive.open(entry) as opened:
                content = opened.read(_LONGEST)
            if content.startswith(b"PK\x03\x04") and depth < _DEEPEST:
                yield from _in_package(content, spellings, own_hidden, f"{part}!", depth + 1)
            else:
                yield from _in_part(content, spellings, part, own_hidden)


def _of_kind(part: str) -> Iterator[Hit]:
    for pattern, kind in KINDS:
        if pattern.search(part):
            yield Hit(part, "", kind, "")
            return


def _in_raw(data: bytes, spellings: Spellings, inside: str) -> Iterator[Hit]:
    """What lies between, before and after the parts, which no table of contents lists.

    Compressed data hold digits by chance, so only what lies outside them is looked at.
    """
    covered = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            start = entry.header_offset
            lengths = data[start + 26 : start + 30]
            head = 30 + int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
            covered.append((start + head, start + head + entry.compress_size))
    at, between = 0, []
    for start, stop in sorted(covered):
        between.append(data[at:start])
        at = max(at, stop)
    between.append(data[at:])
    for piece in between:
        for text in _plain_texts(piece):
            yield from _in_text(text, spellings, inside, "in the ZIP, outside its parts")


def _in_part(content: bytes, spellings: Spellings, part: str, own_hidden: frozenset[str]) -> Iterator[Hit]:
    text = _xml(content)
    if text is None:
        for each in chain(_plain_texts(content), _png_texts(content)):
            yield from _in_text(each, spellings, part, "")
        return
    yield from _hidden(text, part, own_hidden)
    yield from _in_xml(text, spellings, part)


def _in_xml(text: str, spellings: Spellings, part: str) -> Iterator[Hit]:
    """What the source of an XML part says, then what its runs say together."""
    text = _UNIQUE.sub(lambda found: " " * len(found[0]), text)
    plain = unescape(text)
    cells = plain if plain == text else text
    for at, spelling in spellings.met(plain):
        yield _hit(part, _place(plain, at), spelling)
    for found in _JOINED.finditer(cells):
        if found[2].count("<") > 2:
            joined = unescape(_TAG.sub("", found[2]))
            for _, spelling in spellings.met(joined):
                yield _hit(part, _place(cells, found.start()), spelling)


def _place(text: str, at: int) -> str:
    """The cell in which a place of a sheet lies, or the element."""
    start = text.rfind("<c ", 0, at)
    cell = _CELL.match(text, start) if start >= 0 else None
    if cell and "</c>" not in text[start:at] and "</row>" not in text[start:at]:
        return f"cell {cell[1]}"
    opened = re.match(r"<[?!/]?([\w.:-]*)", text[text.rfind("<", 0, at + 1) :])
    return opened[1] if opened else ""


def _in_text(text: str, spellings: Spellings, part: str, place: str) -> Iterator[Hit]:
    for _, spelling in spellings.met(text):
        yield _hit(part, place, spelling)


def _hit(part: str, place: str, spelling: Spelling) -> Hit:
    return Hit(part, place, spelling.what, spelling.how, spelling.written)


def _hidden(text: str, part: str, own_hidden: frozenset[str]) -> Iterator[Hit]:
    """The hidden sheets that are not among those that may be."""
    if not part.endswith("workbook.xml"):
        return
    for found in _SHEET.finditer(text):
        attributes = {name: unescape(value) for name, value in _ATTRIBUTE.findall(found[1])}
        name = attributes.get("name", "")
        if attributes.get("state", "visible") != "visible" and name not in own_hidden:
            yield Hit(part, f"sheet {name}", "a hidden sheet", "")


def _xml(content: bytes) -> str | None:
    """An XML part as text; None for anything else."""
    for mark, encoding in (
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
        (b"\xef\xbb\xbf", "utf-8-sig"),
    ):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    if content.startswith((b"<\x00", b"\x00<")):
        return content.decode("utf-16-le" if content[0] else "utf-16-be", "replace")
    return content.decode("utf-8", "replace") if content.lstrip()[:1] == b"<" else None


def _decoded(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def _plain_texts(content: bytes) -> Iterator[str]:
    """Binary data as the texts that they may be: in one byte a letter, and in two."""
    if content:
        yield content.decode("latin-1")
        yield content.decode("utf-8", "ignore")
        yield content.decode("utf-16-le", "ignore")
        yield content[1:].decode("utf-16-le", "ignore")


def _png_texts(content: bytes) -> Iterator[str]:
    """The compressed texts of a PNG."""
    at = len(_PNG)
    while content.startswith(_PNG) and at + 8 <= len(content):
        length, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        chunk = content[at + 8 : at + 8 + length]
        at += 12 + length
        if kind in (b"zTXt", b"iTXt"):
            for start in range(len(chunk)):
                if chunk[start : start + 1] == b"\x78":
                    try:
                        yield (
                            zlib.decompressobj()
                            .decompress(chunk[start:], _LONGEST)
                            .decode("utf-8", "replace")
                        )
                    except zlib.error:
                        continue
