"""What a cell of an OpenDocument spreadsheet holds: its value, and the pieces of its text."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from steelyard.errors import HostileWorkbook
from steelyard.odf.xml import whole_number
from steelyard.ooxml.cell_values import ERRORS, CellError
from steelyard.ooxml.dates import FIRST_DAY
from steelyard.ooxml.xml.scan import attributes, children
from steelyard.ooxml.xml.text import text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from steelyard.odf.content import Cell
    from steelyard.ooxml.cell_values import Scalar
    from steelyard.ooxml.xml.scan import Element

_PARAGRAPH = re.compile(rb"<text:p>([^<]*+)</text:p>|<text:p/>")
_BLANKS = re.compile(r"[ \t\r\n]+")
_DURATION = re.compile(r"(-?)P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?", re.ASCII)
MOST_OF_TIME: Final = 999_999_999
"""Days, hours or minutes that a time may have; more is cut."""
NOT_TEXT: Final = frozenset({b"note", b"annotation", b"ruby-text", b"bookmark"})
MOST_BLANKS: Final = 32_767
"""No cell of Excel's holds more characters."""
MOST_FORMATS: Final = 100
"""How many formats, one in another, letters may have; programs write one or two."""


class Part(NamedTuple):
    """A part of a file, as it is written and as `scan.structure_of` gives it."""

    xml: bytes
    structure: bytes
    where: str
    """The file, for messages."""


class Piece(NamedTuple):
    """Letters of a text that look alike."""

    text: str
    style: str = ""
    """Name of the format that they have of their own."""


def value_of(cell: Cell, named: Mapping[bytes, bytes], part: Part, before: int) -> Scalar:
    """What a cell shows; days and times are numbers, and an empty result is an empty text.

    Args:
        cell: the cell.
        named: its attributes.
        part: the part that it lies in.
        before: the days before day 0 of the file.
    """
    kind = named.get(b"office:value-type", named.get(b"calcext:value-type", b""))
    if named.get(b"calcext:value-type") == b"error":
        return _error(words(cell, part))
    match kind:
        case b"float" | b"percentage" | b"currency":
            value: Scalar = _number(named.get(b"office:value", b""))
        case b"boolean":
            value = named.get(b"office:boolean-value") == b"true"
        case b"date":
            value = _moment_or_text(text(named.get(b"office:date-value", b"")), before)
        case b"time":
            value = _duration(text(named.get(b"office:time-value", b"")))
        case b"string":
            written = named.get(b"office:string-value")
            value = words(cell, part) if written is None else text(written)
        case b"":
            value = words(cell, part) or ("" if b"table:formula" in named else None)
        case _:
            value = "" if b"table:formula" in named else None
    return value


def _error(shown: str) -> CellError:
    return CellError(shown if shown in ERRORS else "#VALUE!")


def _number(written: bytes) -> float | str:
    try:
        number = float(written)
    except ValueError:
        return written.decode()
    return number if math.isfinite(number) else written.decode()


def _moment_or_text(written: str, before: int) -> float | str:
    try:
        return moment_number(written, before)
    except ValueError:
        return written


def moment_number(written: str, before: int) -> float:
    """The number that stands for a day and its time.

    Raises:
        ValueError: it is none.

    >>> moment_number("2019-06-17T12:00:00", 0)
    43633.5
    """
    moment = datetime.fromisoformat(written[:26].rstrip("Z"))
    return (moment.replace(tzinfo=UTC) - FIRST_DAY).total_seconds() / 86_400 - before


def _duration(written: str) -> float | str:
    found = _DURATION.fullmatch(written)
    if not found:
        return written
    days, hours, minutes = (whole_number(each or "0", MOST_OF_TIME) or 0 for each in found.group(2, 3, 4))
    seconds = float((found[5] or "0").replace(",", "."))
    number = days + (hours * 3600 + minutes * 60 + seconds) / 86_400
    if not math.isfinite(number):
        return written
    return -number if found[1] else number


def words(cell: Cell, part: Part) -> str:
    """The text of a cell, a new line for each paragraph."""
    inside = part.xml[cell.inside : cell.end]
    if cell.simple and b"<!" not in inside and b"<?" not in inside:
        return "\n".join(_collapsed(text(found or b"")) for found in _PARAGRAPH.findall(inside))
    return "".join(piece.text for piece in pieces(cell, part))


def pieces(cell: Cell, part: Part) -> list[Piece]:
    """The text of a cell in pieces that look alike; a new line stands between paragraphs."""
    found: list[Piece] = []
    for number, paragraph in enumerate(paragraphs(cell, part)):
        if number:
            found.append(Piece("\n"))
        found += _Paragraph(part).read(paragraph)
    return found


def paragraphs(cell: Cell, part: Part) -> list[Element]:
    """The paragraphs of a cell; those of its comment and of pictures in it are not among them."""
    return [each for each in children(part.structure, cell.inside, cell.end) if each.name == b"text:p"]


def _collapsed(written: str) -> str:
    """Text in which blanks side by side count as one, and none at the beginning.

    By the standard none counts at the end either, but LibreOffice writes the last blank of a text so.
    """
    return _BLANKS.sub(" ", written).removeprefix(" ") if _BLANKS.search(written) else written


class _Paragraph:
    """A paragraph while it is read: a blank after a blank does not count, even in another element."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._after_blank = True
        self._depth = 0

    def read(self, element: Element, style: str = "") -> list[Piece]:
        """The pieces of an element."""
        return [piece for piece in self._pieces(element, style) if piece.text]

    def _pieces(self, element: Element, style: str) -> Iterator[Piece]:
        self._depth += 1
        if self._depth > MOST_FORMATS:
            raise HostileWorkbook(
                f"{self._part.where} is not opened: a text has more than {MOST_FORMATS} formats in each other"
            )
        at = element.inside
        for each in children(self._part.structure, element.inside, element.end):
            yield Piece(self._plain(self._part.xml[at : each.start]), style)
            at = each.stop
            yield from self._inner(each, style)
        yield Piece(self._plain(self._part.xml[at : element.end]), style)
        self._depth -= 1

    def _inner(self, each: Element, style: str) -> Iterator[Piece]:
        signs = {b"s": " ", b"tab": "\t", b"line-break": "\n"}
        if each.local in signs:
            self._after_blank = False
            count = whole_number(attributes(each.raw).get("text:c", "1"), MOST_BLANKS)
            often = 1 if count is None or each.local != b"s" else count
            yield Piece(signs[each.local] * often, style)
        elif each.local == b"span":
            yield from self._pieces(each, attributes(each.raw).get("text:style-name", style))
        elif each.local not in NOT_TEXT:
            yield from self._pieces(each, style)

    def _plain(self, raw: bytes) -> str:
        written = _BLANKS.sub(" ", text(raw))
        if self._after_blank:
            written = written.removeprefix(" ")
        if written:
            self._after_blank = written.endswith(" ")
        return written
