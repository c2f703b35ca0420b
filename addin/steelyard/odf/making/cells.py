"""A cell as OpenDocument has it: its value in four attributes and a text, and what hangs on it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from steelyard.odf.formulas import open_formula
from steelyard.odf.making.markup import element, yes_or_no
from steelyard.odf.shown_numbers import shown_number
from steelyard.odf.xml import written_text
from steelyard.ooxml.cell_values import CellError, number_text
from steelyard.ooxml.dates import FIRST_DAY, LAST_DAY

if TYPE_CHECKING:
    from steelyard.odf.styles import Styles
    from steelyard.ooxml.cell_values import CellValue

_BLANKS: Final = re.compile(r"  +|^ | $|\t")
Named = dict[str, "str | None"]


class Hung(NamedTuple):
    """What a cell has beside its value."""

    validation: str = ""
    """Name of the rule for what may be typed."""
    link: str = ""
    """Where a click leads, inside the file."""
    frames: bytes = b""
    """The charts whose corner lies in the cell."""


PLAIN: Final = Hung()


def cell_element(
    cell: CellValue | None, style: str | None, hung: Hung, styles: Styles, times: int = 1
) -> bytes:
    """A cell, or several alike.

    Args:
        cell: what it holds; None for an empty one.
        style: name of its style; None for that of its column.
        hung: what else it has.
        styles: the styles of the file.
        times: how many stand side by side.
    """
    named: Named = {
        "table:style-name": style,
        "table:content-validation-name": hung.validation or None,
        "table:number-columns-repeated": str(times) if times > 1 else None,
    }
    if cell is None:
        return element("table:table-cell", named, hung.frames)
    if cell.formula:
        named["table:formula"] = open_formula(cell.formula)
    value, shown = _value(cell, style or "", styles)
    link = hung.link if not cell.formula else ""  # a formula cannot be a link in this format
    return element("table:table-cell", named | value, _paragraphs(shown, link), hung.frames)


def _value(cell: CellValue, style: str, styles: Styles) -> tuple[Named, str]:
    """The attributes of a value, and its words."""
    value = cell.value
    if isinstance(value, CellError):
        return {"office:value-type": "string", "office:string-value": "", "calcext:value-type": "error"}, str(
            value
        )
    if isinstance(value, bool):
        return _kind("boolean") | {"office:boolean-value": yes_or_no(value)}, str(value).upper()
    if isinstance(value, float):
        return _number(value, style, styles)
    shown = value or ""
    # An empty result must stand in an attribute; of a typed text the words are the value.
    return _kind("string") | ({"office:string-value": shown} if cell.formula else {}), shown


def _kind(kind: str) -> Named:
    return {"office:value-type": kind, "calcext:value-type": kind}


def _number(value: float, style: str, styles: Styles) -> tuple[Named, str]:
    form = styles.format_of(style)
    shown = shown_number(value, form, styles)
    kind = form.kind if form is not None and form.kind in ("percentage", "date") else "float"
    if kind == "date" and 0 <= value <= LAST_DAY:
        return _kind("date") | {"office:date-value": moment(value)}, shown
    kind = "float" if kind == "date" else kind
    return _kind(kind) | {"office:value": number_text(value)}, shown


def moment(value: float) -> str:
    """A day, with its time if it has one.

    >>> moment(43633.0), moment(43633.5)
    ('2019-06-17', '2019-06-17T12:00:00')
    """
    when = FIRST_DAY + timedelta(days=value)
    return when.date().isoformat() if value.is_integer() else when.replace(tzinfo=None).isoformat()


def _paragraphs(shown: str, link: str) -> bytes:
    """Words, a paragraph for each line."""
    return b"".join(
        b"<text:p>%b</text:p>" % linked(line, link) if line else b"<text:p/>" for line in shown.split("\n")
    )


def linked(line: str, link: str) -> bytes:
    """A line of text as a link, if it is one."""
    if not link:
        return letters(line)
    return element("text:a", {"xlink:href": link, "xlink:type": "simple"}, letters(line))


def letters(line: str) -> bytes:
    r"""A line of text; blanks that would not count are elements.

    >>> letters("a  b\t")
    b'a <text:s/>b<text:tab/>'
    """
    pieces, at = [], 0
    for found in _BLANKS.finditer(line):
        pieces.append(written_text(line[at : found.start()]))
        pieces.append(_blank(found[0], inside=found.start() > 0))
        at = found.end()
    return b"".join([*pieces, written_text(line[at:])])


def _blank(blanks: str, *, inside: bool) -> bytes:
    if blanks == "\t":
        return b"<text:tab/>"
    kept = inside and len(blanks) > 1
    count = len(blanks) - kept
    return b" " * kept + element("text:s", {"text:c": str(count) if count > 1 else None})
