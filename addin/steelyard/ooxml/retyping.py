"""Texts of cells typed anew: the style of the cell stays, and the formatting of single letters too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from steelyard.errors import WouldLoseContent
from steelyard.ooxml.addresses import address
from steelyard.ooxml.cell_values import RichText, Value
from steelyard.ooxml.cells_reading import ITEM, RUN
from steelyard.ooxml.opc.relationships import of_kind, workbook_part
from steelyard.ooxml.sheet_cells import with_cells
from steelyard.ooxml.sheet_index import sheet_part
from steelyard.ooxml.tables import table_resized, tables
from steelyard.ooxml.worksheet import SheetXml
from steelyard.ooxml.xml.scan import attributes, masked, root
from steelyard.ooxml.xml.text import escaped, text, unescaped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from steelyard.ooxml.cell_values import Patch
    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.tables import Table
    from steelyard.ooxml.worksheet import Cell

_PIECE = re.compile(rb"<((?:[\w.-]++:)?+)r(?=[\s/>]).*?</\1r\s*>", re.DOTALL)
"""A run of a text: some letters with a format of their own."""

_INLINE = re.compile(rb"<(?:[\w.-]++:)?+is(?=[\s/>])[^>]*+>(.*)</(?:[\w.-]++:)?+is\s*>", re.DOTALL)

OTHER_PREFIX = "single letters of it have a format of their own, which this file writes in an unusual way"
PHONETIC = "it has phonetic guides over its letters"
UNEVEN = "single letters of it have a format of their own, and the new text has another number of letters"


def with_texts(
    package: Package, sheet: str, texts: Mapping[str, str], blanks: str
) -> tuple[Package, dict[str, str]]:
    """The workbook with these texts in cells of a sheet, and the cells that were left, each with the reason.

    A format of single letters stays with them where the new text has as many letters as the old one between
    the signs at its ends; otherwise the cell is left as it stands.

    Args:
        package: the workbook.
        sheet: name of the sheet.
        texts: the new text of each cell, by address; an empty text empties the cell.
        blanks: the signs that may be taken off the ends of a text.
    """
    patches: dict[str, Patch] = {}
    left: dict[str, str] = {}
    items = _Items(package, sheet)
    for at, new in texts.items():
        try:
            patches[at] = _patch(items.raw(at), new, blanks) if new else Value(None)
        except WouldLoseContent as reason:
            left[at] = str(reason)
    try:
        return with_cells(package, {sheet: patches}), left
    except WouldLoseContent:
        if package.signed:
            raise
    for at, patch in patches.items():  # the cell that cannot be set is found by setting each by itself
        try:
            package = with_cells(package, {sheet: {at: patch}})
        except WouldLoseContent as reason:
            left[at] = str(reason)
    return package, left


class _Items:
    """The texts in the cells of a sheet as XML has them, with the formats of their letters."""

    def __init__(self, package: Package, sheet: str) -> None:
        part = sheet_part(package, sheet)
        self._sheet = SheetXml(package.part(part), sheet, package.structure(part, f"the sheet {sheet}"))
        self._package = package
        self._shared: Sequence[bytes] = ()
        self._alike = True

    def raw(self, at: str) -> bytes:
        """What makes the text of a cell with formatted letters; empty for a plain one.

        Raises:
            WouldLoseContent: the list of shared strings is written in another way than the sheet.
        """
        cell = self._sheet.cell(at)
        item = b"" if cell is None else self._item(cell)
        structure = masked(item)
        if not (_PIECE.search(structure) or b"rPh" in structure):
            return b""
        if not self._alike:
            raise WouldLoseContent(OTHER_PREFIX)
        return item

    def _item(self, cell: Cell) -> bytes:
        kind = attributes(cell.raw).get("t")
        if kind == "inlineStr":
            found = _INLINE.search(cell.inside)
            return found[1] if found else b""
        if kind == "s":
            number = re.search(rb">\s*(\d+)\s*<", masked(cell.inside))
            return self._shared_items()[int(number[1])] if number else b""
        return b""

    def _shared_items(self) -> Sequence[bytes]:
        if not self._shared:
            [part] = of_kind(self._package, workbook_part(self._package), "sharedStrings")
            structure, xml = self._package.structure(part), self._package.part(part)
            self._alike = root(structure).prefix == self._sheet.prefix
            self._shared = [xml[slice(*found.span(2))] for found in ITEM.finditer(structure)]
        return self._shared


def _patch(item: bytes, new: str, blanks: str) -> Patch:
    """What puts a text into a cell whose letters are formatted so.

    Raises:
        WouldLoseContent: a format could not be kept.
    """
    if not item:
        return Value(new)
    if b"rPh" in masked(item):
        raise WouldLoseContent(PHONETIC)
    pieces = [(found, _text(found[0])) for found in _PIECE.finditer(masked(item))]
    old = "".join(piece for _, piece in pieces)
    before = len(old) - len(old.lstrip(blanks))
    if len(old.strip(blanks)) != len(new):
        raise WouldLoseContent(UNEVEN)
    written, start = [], -before
    for found, piece in pieces:
        kept = new[max(0, start) : max(0, start + len(piece))]
        start += len(piece)
        if kept:
            written.append(_with_text(item[slice(*found.span())], kept))
    return RichText(new, b"".join(written))


def with_headings(
    package: Package, table: Table, renamed: Mapping[str, str], blanks: str
) -> tuple[Package, dict[str, str]]:
    """The workbook with other headings in a table, in the cells and in the table's part together.

    Args:
        package: the workbook.
        table: the table.
        renamed: the new heading of each heading that changes.
        blanks: see `with_texts`.

    Returns:
        The workbook, and the headings that were left, each with the reason.
    """
    left: dict[str, str] = {}
    for old, new in renamed.items():
        if _is_named_by_formulas(package, table, old):
            left[old] = "formulas name the column by its heading"
            continue
        columns = [new if heading == old else heading for heading in tables(package)[table.name].columns]
        part = table_resized(package.part(table.part), str(table.area), columns)
        changed = package.replaced({table.part: part})
        kept: dict[str, str] = {}
        if table.headings:
            at = address(table.area.first_row, table.column(old))
            changed, kept = with_texts(changed, table.sheet, {at: new}, blanks)
        if kept:
            left[old] = next(iter(kept.values()))
        else:
            package = changed
    return package, left


def _is_named_by_formulas(package: Package, table: Table, heading: str) -> bool:
    """Whether a formula of the workbook may name the column, as spreadsheets do with `table[heading]`."""
    named = re.compile(rb"(?i)(?<![\w.])" + re.escape(escaped(table.name)) + rb"\[")
    word = escaped(heading.strip()).lower()
    return any(
        word in (content := package.part(name)).lower() and named.search(content) is not None
        for name in package.names
        if name.casefold().endswith(".xml")
    )


def _text(piece: bytes) -> str:
    return unescaped("".join(text(found[2]) for found in RUN.finditer(piece)))


def _with_text(piece: bytes, new: str) -> bytes:
    """A run with other letters."""
    found = next(RUN.finditer(masked(piece)))
    opening, closing = found.start(2), found.end(2)
    tag = piece[found.start() : opening]
    if new != new.strip() and b"xml:space" not in tag:
        tag = tag.removesuffix(b">") + b' xml:space="preserve">'
    return piece[: found.start()] + tag + escaped(new) + piece[closing:]
