"""The rows of a sheet as another workbook has them: formats, shared texts, formulas, results."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.ooxml.addresses import Area, address, row_and_column
from steelyard.ooxml.cells_reading import cell_pattern, content_pattern, sheet_data
from steelyard.ooxml.transplant.moves import PLACEHOLDER
from steelyard.ooxml.xml.scan import masked, pairs, root, spliced, with_attribute, without_attribute
from steelyard.ooxml.xml.text import escaped, text

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Mapping

    from steelyard.ooxml.transplant.moves import Moves
    from steelyard.ooxml.xml.scan import Edit

_OVER_CELLS = (b"array", b"dataTable")
"""The types of formulas that fill other cells too."""


class _Cell(NamedTuple):
    """A cell as it stands in the part."""

    address: str
    start: int
    stop: int
    raw: bytes
    inside: bytes


def cell_edits(xml: bytes, structure: bytes, formulas: Mapping[str, str], moves: Moves) -> Iterator[Edit]:
    """What changes in the rows of a sheet.

    Args:
        xml: the sheet.
        structure: the same, masked.
        formulas: every formula of the sheet by its address, shared ones as they read in each cell.
        moves: the sheet on its way.
    """
    prefix = root(structure).prefix
    rows = _Rows(xml, structure, prefix, formulas, moves)
    start, stop = sheet_data(structure, prefix)
    found = list(_cells(xml, structure, prefix))
    rows.look_over(found)
    for cell in found:
        yield from rows.edits(cell)
    for row in cell_pattern(prefix).finditer(structure, start, stop):
        if row[1] is not None and (style := pairs(row[1]).get(b"s")):
            raw = with_attribute(row[1], b"s", str(moves.styles.cell(int(style))))
            yield row.start(1), row.end(1), raw


def _cells(xml: bytes, structure: bytes, prefix: bytes) -> Iterator[_Cell]:
    """Every cell, with an address also where it does not give its own."""
    row = column = 0
    for found in cell_pattern(prefix).finditer(structure, *sheet_data(structure, prefix)):
        if found[1] is not None:
            row, column = int(pairs(found[1]).get(b"r", row + 1)), 0
            continue
        where = pairs(found[2]).get(b"r")
        row, column = row_and_column(where.decode()) if where else (row, column + 1)
        inside = xml[slice(*found.span(3))] if found[3] else b""
        yield _Cell(address(row, column), *found.span(), found[2], inside)


class _Rows:
    """The rows of one sheet on their way."""

    def __init__(
        self, xml: bytes, structure: bytes, prefix: bytes, formulas: Mapping[str, str], moves: Moves
    ) -> None:
        self._prefix, self._moves = prefix, moves
        self._inner = content_pattern(prefix)
        self._formulas = formulas
        self._now: dict[str, str | None] = {}
        """Every formula as the other workbook has it, by address."""
        self._apart: set[bytes] = set()
        """Shared formulas that are written out in every cell."""
        self._filled: list[Area] = []
        """Cells that a formula of another cell fills."""

    def look_over(self, cells: list[_Cell]) -> None:
        """Follow every formula, and note what that means for other cells."""
        for cell in cells:
            found = self._content(cell)
            if not (found and found[1]):
                continue
            written = pairs(found[2])
            kind = written.get(b"t", b"")
            if kind in _OVER_CELLS and b"ref" in written:
                self._filled.append(Area.parse(written[b"ref"].decode()))
            old = self._formulas.get(cell.address, "")
            self._now[cell.address] = old if kind == b"dataTable" else self._moves.follow(old)
            if kind == b"shared" and self._now[cell.address] != old:
                self._apart.add(written.get(b"si", b""))

    def _content(self, cell: _Cell) -> re.Match[bytes] | None:
        return self._inner.match(masked(cell.inside))

    def edits(self, cell: _Cell) -> Iterator[Edit]:
        """What changes in a cell."""
        inside, raw = self._inside(cell)
        style = int(pairs(raw).get(b"s", b"0"))
        now = self._moves.styles.cell(style)
        if now != style:
            raw = with_attribute(raw, b"s", str(now))
        if (metadata := pairs(raw).get(b"cm")) is not None:
            is_dynamic = int(metadata) in self._moves.dynamic
            raw = with_attribute(raw, b"cm", "1") if is_dynamic else without_attribute(raw, b"cm")
        name = self._prefix + b"c"
        if inside == cell.inside and raw != cell.raw:
            start = cell.start + 1 + len(name)
            yield start, start + len(cell.raw), raw
        elif inside != cell.inside:
            yield cell.start, cell.stop, b"<%b%b>%b</%b>" % (name, raw.rstrip(), inside, name)

    def _inside(self, cell: _Cell) -> tuple[bytes, bytes]:
        """Content and attributes of a cell in the other workbook, its format aside."""
        found = self._content(cell)
        if found is None:
            return cell.inside, cell.raw
        if found[1]:
            return self._formula(cell, found)
        if not self._moves.keeps and self._is_filled(cell.address):
            return b"", without_attribute(cell.raw, b"t", b"cm")
        if pairs(cell.raw).get(b"t") == b"s" and found[5]:
            number = str(self._moves.strings.number(int(text(cell.inside[slice(*found.span(5))])))).encode()
            return spliced(cell.inside, [(*found.span(5), number)]), cell.raw
        return cell.inside, cell.raw

    def _is_filled(self, where: str) -> bool:
        return bool(self._filled) and any(area.holds(*row_and_column(where)) for area in self._filled)

    def _formula(self, cell: _Cell, found: re.Match[bytes]) -> tuple[bytes, bytes]:
        now, written = self._now[cell.address], pairs(found[2])
        if now is None:
            self._moves.withheld.append(cell.address)
            raw = with_attribute(without_attribute(cell.raw, b"t", b"cm"), b"t", "inlineStr")
            held = b"<#is><#t>%b</#t></#is>".replace(b"#", self._prefix)
            return held % PLACEHOLDER.encode(), raw
        formula = cell.inside[slice(*found.span(1))]
        is_shared = written.get(b"t") == b"shared"
        if is_shared and written.get(b"si", b"") in self._apart:
            formula = b"<#f>%b</#f>".replace(b"#", self._prefix) % escaped(now)
        elif not is_shared and now != self._formulas.get(cell.address, ""):
            raw = found[2]
            formula = b"<#f%b>%b</#f>".replace(b"#", self._prefix) % (raw.rstrip(b"/"), escaped(now))
        if self._moves.keeps:
            return formula + cell.inside[found.end(1) :], cell.raw
        return formula, without_attribute(cell.raw, b"t")
