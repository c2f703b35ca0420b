"""The cell styles of a new workbook: two for each look, one of them for cells that people type into."""

from __future__ import annotations

from copy import copy
from functools import cache
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.styles.named_styles import NamedStyleList
from openpyxl.utils.indexed_list import IndexedList

from steelyard.sheets.looks import (
    BODY_SIZE,
    FONT,
    GENERAL,
    INK,
    INPUT_LINE,
    LINE,
    LOOKS,
    MARK_FILL,
    TEXT,
    look,
)

OPAQUE = "FF"
"""Stands before the colour of a line; with what openpyxl writes by itself Gnumeric draws none."""


MARKED = " changed"
"""How the names of the styles end of entries that a review marks."""


INDEXED = ("_fonts", "_alignments", "_borders", "_fills", "_number_formats", "_protections")
"""The lists of a workbook in openpyxl that its styles refer to; there is no public way to them."""


def add_styles(book: Workbook, *, marked: bool = False) -> None:
    """Give the workbook its font and a style for every look; if `marked`, one more for changed inputs."""
    pattern = _styled(marked=marked)
    for name in INDEXED:
        setattr(book, name, _twin(getattr(pattern, name)))
    book._named_styles = NamedStyleList(pattern._named_styles)  # type: ignore[attr-defined] # noqa: SLF001


def _twin(styles: IndexedList[Any]) -> IndexedList[Any]:
    """A list of its own with the same styles, without finding again where each stands."""
    twin: IndexedList[Any] = IndexedList()
    list.extend(twin, styles)
    twin.__dict__ |= styles.__dict__ | {"_dict": dict(styles._dict)}  # type: ignore[attr-defined] # noqa: SLF001
    return twin


@cache
def _styled(*, marked: bool) -> Workbook:
    """A workbook with nothing but the styles, which are the same in every workbook and slow to make."""
    book = Workbook()
    # openpyxl has no public way to the default font; the first one is that of cells without a style.
    default = Font(name=FONT, size=BODY_SIZE)
    book._fonts = IndexedList([default])  # type: ignore[attr-defined] # noqa: SLF001
    book._named_styles["Normal"].font = default  # type: ignore[attr-defined] # noqa: SLF001
    for name in LOOKS:
        book.add_named_style(_style(name, is_input=False))
        book.add_named_style(_style(name, is_input=True))
        if marked:
            book.add_named_style(_marked(_style(name, is_input=True)))
    return book


def _style(name: str, *, is_input: bool) -> NamedStyle:
    chosen = look(name, is_input=is_input)
    style = NamedStyle(name=style_name(name, is_input=is_input))
    style.font = Font(
        name=FONT,
        size=chosen.size,
        bold=chosen.bold,
        color=chosen.colour,
        underline="single" if chosen.underline else None,
    )
    style.alignment = Alignment(
        horizontal="right" if chosen.right else "left",
        vertical="top",
        wrap_text=chosen.wrap,
        indent=1 if chosen.indent else 0,
    )
    # A formula in a cell of the text format would turn into text when somebody edits it.
    style.number_format = GENERAL if chosen.number_format == TEXT and not is_input else chosen.number_format
    if chosen.fill:
        style.fill = PatternFill("solid", fgColor=chosen.fill)
    if chosen.boxed:
        side = Side(style="thin", color=OPAQUE + INPUT_LINE)
        right = Side() if chosen.overflows else side
        style.border = Border(left=side, right=right, top=side, bottom=side)
    elif chosen.line:
        style.border = Border(bottom=Side(style="hair", color=OPAQUE + LINE))
    style.protection = Protection(locked=not is_input)
    return style


def _marked(style: NamedStyle) -> NamedStyle:
    """The style of an input that is changed; it is told from others in grey print too."""
    style.name = marked_style(style.name)
    style.fill = PatternFill("solid", fgColor=MARK_FILL)
    side, thick = Side(style="thin", color=OPAQUE + INK), Side(style="thick", color=OPAQUE + INK)
    style.border = Border(left=thick, right=side, top=side, bottom=side)
    style.font = copy(style.font)
    style.font.b = True
    return style


def marked_style(name: str) -> str:
    """Name of the style of a changed entry, by that of the same entry unchanged."""
    return f"{name}{MARKED}"


@cache
def style_name(name: str, *, is_input: bool) -> str:
    """What the cell style of a look is called in the workbook."""
    if name == "title" and not is_input:
        return "Headline 1"
    return f"steelyard {name.replace('_', ' ')}{' input' if is_input else ''}"


class StyleNumbers:
    """Numbers of the styles that cells refer to, given in the order in which they are asked for."""

    def __init__(self, book: Workbook) -> None:
        """The numbers of one workbook; its styles must be there."""
        self._book = book
        self._styles = {style.name: style for style in book._named_styles}  # type: ignore[attr-defined] # noqa: SLF001
        self._numbers: dict[tuple[str, bool], int] = {}

    def number(self, name: str, *, quoted: bool) -> int:
        """Number of a style.

        openpyxl looks a style up by its name for every cell, which took a third of the time of a build.

        Args:
            name: of the style.
            quoted: whether the cell holds a text that begins like a formula, which Excel marks with a quote.
        """
        key = (name, quoted)
        if key not in self._numbers:
            style = copy(self._styles[name].as_tuple())
            style.quotePrefix = int(quoted)
            self._numbers[key] = self._book._cell_styles.add(style)  # type: ignore[attr-defined] # noqa: SLF001
        return self._numbers[key]
