"""Reading XML where it lies: tags, attributes and text by byte offset, so that the rest can stay as it is.

A parser that builds a tree cannot give back the bytes it read. Here regular expressions find the tags. That
is safe because expat has found the part well formed, it has no DTD, and comments and CDATA are masked first:
what looks like a tag is one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias
from xml.parsers import expat

from steelyard.errors import NotAWorkbook
from steelyard.ooxml.xml.text import quoted, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ATTRIBUTES: Final = rb"""((?:[^<>"'/]++|"[^"]*+"|'[^']*+')*+)"""
"""Pattern of what stands between a tag's name and its `>` or `/>`."""

Edit: TypeAlias = tuple[int, int, bytes]
"""One change of a part: where the replaced bytes begin and end, and what comes in their place."""

_PAIR = re.compile(rb"""([^\s=/"'<>]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_PAIR_OF_TEXT = re.compile(_PAIR.pattern.decode())
_MASKED = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
_ANY_TAG = re.compile(rb"<(/?)((?:[\w.-]+:)?([\w.-]+))(?=[\s/>])" + ATTRIBUTES + rb"(/?)>")
_ROOT = re.compile(rb"<(?:([\w.-]+):)?([\w.-]+)(?=[\s/>])" + ATTRIBUTES)


class Root(NamedTuple):
    """The element that holds all others."""

    prefix: bytes
    """With its colon, or empty."""
    name: bytes
    namespace: str


class Tag(NamedTuple):
    """A start tag and where it stands."""

    start: int
    stop: int
    attributes: dict[str, str]
    closed: bool
    """Whether the element ends with its own tag."""


class Element(NamedTuple):
    """An element and where it stands."""

    name: bytes
    """With its prefix."""
    local: bytes
    raw: bytes
    """The attributes of its start tag as they are written."""
    start: int
    inside: int
    """Where its content begins; where it ends if it has none."""
    end: int
    """Where its content ends."""
    stop: int


def masked(xml: bytes) -> bytes:
    """Well-formed XML with comments, CDATA and processing instructions blanked, every offset as before.

    >>> masked(b"<a><!-- <c> --></a>")
    b'<a>            </a>'
    """
    if b"<!" not in xml and xml.find(b"<?", 5) < 0:
        return xml
    return _MASKED.sub(lambda found: b" " * len(found[0]), xml)


def require_well_formed(xml: bytes, part: str) -> None:
    """Let a part pass that is XML from end to end.

    Raises:
        NotAWorkbook: it is not.
    """
    try:
        expat.ParserCreate().Parse(xml, True)  # noqa: FBT003 - expat takes it by position only
    except expat.ExpatError as error:
        raise NotAWorkbook(f"{part} is damaged: it is not well-formed XML ({error})") from None


def structure_of(xml: bytes, part: str) -> bytes:
    """The part as `masked`, once it is certain that it is XML; what looks like a tag in it is one.

    Where the part belongs to a `Package`, `Package.structure` gives the same without a second pass.

    Raises:
        NotAWorkbook: it is not well formed.
    """
    require_well_formed(xml, part)
    return masked(xml)


def root(structure: bytes) -> Root:
    """The first element of a part (masked where it has comments before it)."""
    found = _ROOT.search(structure)
    if not found:
        return Root(b"", b"", "")
    prefix = found[1] + b":" if found[1] else b""
    spaces = pairs(found[3])
    return Root(prefix, found[2], text(spaces.get(b"xmlns:" + found[1] if found[1] else b"xmlns", b"")))


@lru_cache(maxsize=256)
def _tag(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"<" + name + rb"(?=[\s/>])" + ATTRIBUTES + rb"(/?)>")


def start_tags(
    structure: bytes, name: bytes, start: int = 0, stop: int | None = None
) -> Iterator[re.Match[bytes]]:
    """Start tags of this exact name attributes in group 1, and `/` in 2 where they close."""
    return _found(_tag(re.escape(name)), name, structure, start, stop)


def _found(
    pattern: re.Pattern[bytes], name: bytes, structure: bytes, start: int, stop: int | None
) -> Iterator[re.Match[bytes]]:
    """What a pattern of tags with this name finds; before the first place with the name there is nothing.

    A name is found much faster than a pattern, and most parts have a tag nowhere or only near their end.
    """
    stop = len(structure) if stop is None else stop
    first = structure.find(name, start, stop)
    if first < 0:
        return iter(())
    return pattern.finditer(structure, max(start, structure.rfind(b"<", start, first)), stop)


def tags(structure: bytes, name: bytes, start: int = 0, stop: int | None = None) -> Iterator[Tag]:
    """Start tags of this exact name, prefix included, in order."""
    for found in start_tags(structure, name, start, stop):
        yield Tag(found.start(), found.end(), attributes(found[1]), bool(found[2]))


def tags_named(structure: bytes, local: bytes, start: int = 0, stop: int | None = None) -> Iterator[Tag]:
    """Start tags of this local name under any prefix, in order."""
    pattern = _tag(rb"(?:[\w.-]+:)?" + re.escape(local))
    for found in _found(pattern, local, structure, start, stop):
        yield Tag(found.start(), found.end(), attributes(found[1]), bool(found[2]))


def children(structure: bytes, start: int, stop: int) -> Iterator[Element]:
    """The elements of a stretch of content, without those inside them."""
    depth = 0
    opened = None
    for found in _ANY_TAG.finditer(structure, start, stop):
        name, local, raw = found.group(2, 3, 4)
        if found[1]:
            depth -= 1
            if depth == 0 and opened:
                name, local, raw = opened.group(2, 3, 4)
                yield Element(name, local, raw, opened.start(), opened.end(), found.start(), found.end())
        elif found[5]:
            if depth == 0:
                yield Element(name, local, raw, found.start(), found.end(), found.end(), found.end())
        else:
            opened = opened if depth else found
            depth += 1


def child(structure: bytes, parent: Element, *path: bytes) -> Element | None:
    """The first element that a path leads to; a name that begins with `*` stands for any that ends so."""
    found: Element | None = parent
    for step in path:
        if found is None:
            break
        ending = step.removeprefix(b"*")
        found = next(
            (
                one
                for one in children(structure, found.inside, found.end)
                if one.local == step or (ending != step and one.local.endswith(ending))
            ),
            None,
        )
    return found


def element_end(structure: bytes, tag: Tag) -> int:
    """Where the element of a start tag ends, whatever is inside it."""
    return tag.stop if tag.closed else next(children(structure, tag.start, len(structure))).stop


def pairs(raw: bytes) -> dict[bytes, bytes]:
    """Attributes by name, values as they are written."""
    return {name: double or single for name, double, single in _PAIR.findall(raw)}


def attributes(raw: bytes) -> dict[str, str]:
    """Attributes by name.

    >>> attributes(b' ref="A1" name="R &amp; D"')
    {'ref': 'A1', 'name': 'R & D'}
    """
    if b"&" in raw or b"\r" in raw or b"<" in raw:
        return {name.decode(): text(value) for name, value in pairs(raw).items()}
    return {name: double or single for name, double, single in _PAIR_OF_TEXT.findall(raw.decode())}


def without_attribute(raw: bytes, *names: bytes) -> bytes:
    """The attributes as they are written, less some.

    >>> without_attribute(b' r="3" spans="1:4" s="2"', b"spans", b"t")
    b' r="3" s="2"'
    """
    for name in names:
        for found in _PAIR.finditer(raw):
            if found[1] == name:
                raw = raw[: found.start()].rstrip() + raw[found.end() :]
                break
    return raw


def with_attribute(raw: bytes, name: bytes, value: str) -> bytes:
    """The attributes as they are written, one of them set, in its place if it was there.

    >>> with_attribute(b' ref="A1:B2" id="3"', b"ref", "A1:B3")
    b' ref="A1:B3" id="3"'
    """
    return with_written(raw, name, quoted(value))


def with_written(raw: bytes, name: bytes, value: bytes) -> bytes:
    """The same for a value that is escaped already, as another format does it.

    >>> with_written(b' ref="A1:B2"', b"id", b"a&#10;b")
    b' ref="A1:B2" id="a&#10;b"'
    """
    written = name + b'="' + value + b'"'
    for found in _PAIR.finditer(raw):
        if found[1] == name:
            return raw[: found.start()] + written + raw[found.end() :]
    return raw.rstrip() + b" " + written


def spliced(whole: bytes, edits: Iterable[Edit]) -> bytes:
    """The bytes with some spans replaced; of edits at one place, insertions come first and in their order.

    >>> spliced(b"abcdef", [(3, 4, b"D"), (1, 1, b"-")])
    b'a-bcDef'
    """
    pieces, at = [], 0
    for start, stop, piece in sorted(edits, key=lambda edit: edit[:2]):
        pieces += [whole[at:start], piece]
        at = stop
    return b"".join([*pieces, whole[at:]])
