"""One cell of an OpenDocument spreadsheet with another content, set in every way in which it stands there.

A comment, a picture and a link of the cell stay, and so does everything that its tag says beside the value.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from steelyard.errors import WouldLoseContent
from steelyard.odf.formulas import open_formula
from steelyard.odf.shown_numbers import shown_number
from steelyard.odf.values import Piece, moment_number, paragraphs
from steelyard.odf.xml import attribute_text, with_attribute, with_count, written_text
from steelyard.ooxml.addresses import address, on_sheet
from steelyard.ooxml.cell_values import CellError, number_text
from steelyard.ooxml.dates import FIRST_DAY, LAST_DAY
from steelyard.ooxml.xml.scan import children, pairs, without_attribute
from steelyard.ooxml.xml.text import text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from steelyard.odf.content import Cell
    from steelyard.odf.file import OdsFile
    from steelyard.odf.styles import NumberFormat
    from steelyard.ooxml.cell_values import Scalar
    from steelyard.ooxml.xml.scan import Element

OF_VALUE: Final = (
    b"office:value-type",
    b"office:value",
    b"office:date-value",
    b"office:time-value",
    b"office:boolean-value",
    b"office:string-value",
    b"office:currency",
    b"calcext:value-type",
)
"""What a tag says of a value."""

REPEATED: Final = b"table:number-columns-repeated"
_BEFORE_TEXT: Final = (b"table:cell-range-source", b"office:annotation", b"table:detective")
"""What stands before the text of a cell."""


class Content(NamedTuple):
    """What a cell is to hold."""

    value: Scalar
    formula: str = ""
    """As Excel writes it; empty for none."""
    keeps_formula: bool = False
    """Whether the formula that is there stays as it is written."""
    pieces: tuple[Piece, ...] = ()
    """The text in pieces, where letters of it have a format of their own."""


class Change(NamedTuple):
    """What becomes of a cell; None for what stays."""

    content: Content | None = None
    style: str | None = None
    validation: str | None = None


class CellWriter:
    """Writes the cells of one sheet."""

    def __init__(self, file: OdsFile, sheet: str) -> None:
        self._file, self._sheet = file, sheet

    def written(self, cell: Cell | None, row: int, column: int, change: Change) -> bytes:
        """A cell as it is to be.

        Raises:
            WouldLoseContent: another cell covers it, or fills it with its formula.
        """
        raw = b"" if cell is None else with_count(cell.raw, REPEATED, 1)
        inside = b"" if cell is None else self._file.content[cell.inside : cell.end]
        if change.style is not None:
            raw = with_attribute(raw, b"table:style-name", change.style)
        if change.validation is not None:
            raw = with_attribute(raw, b"table:content-validation-name", change.validation)
        if change.content is not None:
            self._require_free(cell, raw, row, column, change.content)
            raw, inside = self._filled(cell, raw, change.content)
        name = b"table:covered-table-cell" if cell is not None and cell.covered else b"table:table-cell"
        opening = b"<%b%b" % (name, raw.rstrip())
        return b"%b>%b</%b>" % (opening, inside, name) if inside else opening + b"/>"

    def _require_free(self, cell: Cell | None, raw: bytes, row: int, column: int, content: Content) -> None:
        where = on_sheet(self._sheet, address(row, column))
        if cell is not None and cell.covered:
            raise WouldLoseContent(f"{where} is covered by a merged cell; unmerge that first")
        if b"table:number-matrix-" in raw and not content.keeps_formula:
            raise WouldLoseContent(f"{where} holds an array formula; clear that first")

    def _filled(self, cell: Cell | None, raw: bytes, content: Content) -> tuple[bytes, bytes]:
        """The attributes and the content of the cell."""
        style = text(pairs(raw).get(b"table:style-name", b""))
        form = self._file.styles.format_of(style)
        before = pairs(raw)
        gone = OF_VALUE if content.keeps_formula else (*OF_VALUE, b"table:formula")
        raw = without_attribute(raw, *gone).rstrip()
        if content.formula and not content.keeps_formula:
            raw += b' table:formula="%b"' % attribute_text(open_formula(content.formula))
        is_formula = bool(content.formula) or content.keeps_formula
        kind, written, shown = self._typed(content.value, form, before.get(b"office:value-type", b""))
        if is_formula and isinstance(content.value, str) and content.value:
            written = b' office:string-value="%b"' % attribute_text(content.value)
        if kind and not (is_formula and content.value == ""):
            also = b"error" if isinstance(content.value, CellError) else kind
            raw += b' office:value-type="%b"%b' % (kind, written)
            raw += b' calcext:value-type="%b"' % also if self._file.has_calcext else b""
        own = content.pieces or ((Piece(shown),) if shown or is_formula else ())
        return raw, self._with_text(cell, own)

    def _typed(self, value: Scalar, form: NumberFormat | None, before: bytes) -> tuple[bytes, bytes, str]:
        """Kind of a value, the attribute that holds it, and the words that show it."""
        if value is None:
            return b"", b"", ""
        if isinstance(value, bool):
            return b"boolean", b' office:boolean-value="%b"' % str(value).lower().encode(), str(value).upper()
        if isinstance(value, CellError):
            return b"string", b' office:string-value=""', value.code
        if isinstance(value, str):
            return b"string", b"", value
        shown = shown_number(value, form, self._file.styles, self._file.days_before)
        if form is not None and form.kind == "date" and (written := self._day(value)):
            return b"date", b' office:date-value="%b"' % written.encode(), shown
        kind = b"percentage" if form is not None and form.kind == "percentage" else b"float"
        kind = before if before == b"percentage" and form is None else kind
        return kind, b' office:value="%b"' % number_text(value).encode(), shown

    def _day(self, value: float) -> str:
        """A number as a day and its time; empty where it would not be read as the same number."""
        number = value + self._file.days_before
        if not 0 <= number <= LAST_DAY:
            return ""
        moment = FIRST_DAY + timedelta(days=number)
        written = moment.replace(tzinfo=None).isoformat()
        same = moment_number(written, self._file.days_before) == value
        return written.removesuffix("T00:00:00") if same else ""

    def _with_text(self, cell: Cell | None, own: Sequence[Piece]) -> bytes:
        """The content of a cell with another text, and with all else that it had."""
        if cell is None or cell.simple:
            return b"".join(_paragraphs(own))
        part = self._file.content_part
        xml, structure = part.xml, part.structure
        there = paragraphs(cell, part)
        if len(there) == 1 and len(own) == 1 and (link := _only_link(structure, there[0])):
            within = xml[there[0].start : link.inside], xml[link.end : there[0].stop]
            new = [within[0] + _inline(own[0].text) + within[1]]
        else:
            new = [*_paragraphs(own)]
        return self._placed(cell, there, b"".join(new))

    def _placed(self, cell: Cell, there: Sequence[Element], new: bytes) -> bytes:
        """The content with the new text where the old one stood."""
        xml, at = self._file.content, cell.inside
        first = there[0].start if there else _text_begins(self._file.structure, cell)
        kept = []
        for each in there:
            kept.append((at, each.start))
            at = each.stop
        kept.append((at, cell.end))
        pieces = []
        for start, stop in kept:
            if new and start <= first <= stop:
                pieces += [xml[start:first], new, xml[first:stop]]
                new = b""
            else:
                pieces.append(xml[start:stop])
        return b"".join(pieces)


def _text_begins(structure: bytes, cell: Cell) -> int:
    """Where the text of a cell comes that has none: behind its comment, before its pictures."""
    at = cell.inside
    for each in children(structure, cell.inside, cell.end):
        if each.name not in _BEFORE_TEXT:
            break
        at = each.stop
    return at


def _only_link(structure: bytes, paragraph: Element) -> Element | None:
    """The link that holds all the text of a paragraph, if there is one and it has no formats inside."""
    inner = list(children(structure, paragraph.inside, paragraph.end))
    if len(inner) != 1 or inner[0].name != b"text:a":
        return None
    [link] = inner
    around = structure[paragraph.inside : link.start] + structure[link.stop : paragraph.end]
    return link if not around.strip() and b"<" not in structure[link.inside : link.end] else None


def _paragraphs(own: Sequence[Piece]) -> Iterator[bytes]:
    """A paragraph for each line."""
    lines: list[list[Piece]] = [[]]
    for piece in own:
        for number, line in enumerate(piece.text.split("\n")):
            if number:
                lines.append([])
            if line:
                lines[-1].append(Piece(line, piece.style))
    for pieces in lines if own else ():
        written = b"".join(map(_styled, pieces))
        yield b"<text:p>%b</text:p>" % written if written else b"<text:p/>"


def _styled(piece: Piece) -> bytes:
    inline = _inline(piece.text)
    if not piece.style:
        return inline
    return b'<text:span text:style-name="%b">%b</text:span>' % (attribute_text(piece.style), inline)


def _inline(line: str) -> bytes:
    """A line of text: blanks that would not count otherwise, and tabs, are elements."""
    written, blanks = [], 0
    for at, letter in enumerate(line):
        if letter == " ":
            blanks += 1
            if at + 1 < len(line) and line[at + 1] == " ":
                continue
            written.append(_blanks(blanks, is_first=at + 1 == blanks, is_last=at + 1 == len(line)))
            blanks = 0
        else:
            written.append(b"<text:tab/>" if letter == "\t" else written_text(letter))
    return b"".join(written)


def _blanks(count: int, *, is_first: bool, is_last: bool) -> bytes:
    """Blanks side by side: only the first counts, and none at the beginning or the end."""
    plain = 0 if is_first or is_last else 1
    more = count - plain
    if not more:
        return b" "
    return b" " * plain + (b'<text:s text:c="%d"/>' % more if more > 1 else b"<text:s/>")
