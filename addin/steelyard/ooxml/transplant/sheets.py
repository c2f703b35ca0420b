"""Sheets of one workbook put into another, with all that belongs to them and nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from steelyard.ooxml.opc.relationships import relations, relations_part, workbook_part
from steelyard.ooxml.sheet_cells import cells
from steelyard.ooxml.sheet_index import sheet_part
from steelyard.ooxml.tables import tables
from steelyard.ooxml.transplant.arrivals import Arrivals, Pointer, free_id
from steelyard.ooxml.transplant.book import spilling, theme, with_sheets
from steelyard.ooxml.transplant.fragments import outermost
from steelyard.ooxml.transplant.moved_cells import cell_edits
from steelyard.ooxml.transplant.moved_drawings import moved_chart, moved_drawing
from steelyard.ooxml.transplant.moved_rules import element_edits
from steelyard.ooxml.transplant.moved_table import moved_table
from steelyard.ooxml.transplant.moves import Moves
from steelyard.ooxml.transplant.obstacles import TAKEN, top_elements
from steelyard.ooxml.transplant.strings import MAIN, MovedStrings
from steelyard.ooxml.transplant.styles import MovedStyles
from steelyard.ooxml.xml.scan import spliced, structure_of, tags_named
from steelyard.ooxml.xml.text import unescaped

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.transplant.book import Name
    from steelyard.ooxml.transplant.moves import Follow

_DYNAMIC: Final = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<metadata xmlns="{MAIN}" '
    'xmlns:xda="http://schemas.microsoft.com/office/spreadsheetml/2017/dynamicarray">'
    '<metadataTypes count="1"><metadataType name="XLDAPR" minSupportedVersion="120000" copy="1" pasteAll="1" '
    'pasteValues="1" merge="1" splitFirst="1" rowColShift="1" clearFormats="1" clearComments="1" assign="1" '
    'coerce="1" cellMeta="1"/></metadataTypes><futureMetadata name="XLDAPR" count="1"><bk><extLst>'
    '<ext uri="{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}"><xda:dynamicArrayProperties fDynamic="1" '
    'fCollapsed="0"/></ext></extLst></bk></futureMetadata><cellMetadata count="1"><bk><rc t="1" v="0"/></bk>'
    "</cellMetadata></metadata>"
).encode()
"""The part that says of a formula that it spills."""


_PREFIXED: Final = re.compile(rb"""\s[\w.-]+:[\w.-]+\s*=\s*["']([^"'<>]+)["']""")
"""An attribute with a prefix, such as the id of a pointer."""


class Transplanted(NamedTuple):
    """What became of the sheets."""

    file: Package
    """The workbook that they were put into."""
    parts: frozenset[str]
    """The parts that are new in it."""
    gone: tuple[tuple[str, str], ...]
    """Sheets, and what of them refers to something that the workbook lacks."""
    withheld: tuple[tuple[str, str], ...]
    """Sheets, and addresses of the cells whose formula does."""


def transplanted(
    source: Package,
    target: Package,
    sheets: Sequence[str],
    follow: Callable[[str], Follow],
    names: Sequence[Name],
    keeping: Collection[str],
) -> Transplanted:
    """A workbook with sheets of another behind its own.

    Args:
        source: the workbook that has the sheets.
        target: the workbook that gets them.
        sheets: their names; see `obstacles.obstacle` for what can be moved.
        follow: gives, for a sheet, what writes its formulas anew.
        names: the names that come with them.
        keeping: the sheets whose formulas keep their results.
    """
    return _Transplant(source, target, keeping).done(sheets, follow, names)


class _Transplant:
    """Sheets on their way."""

    def __init__(self, source: Package, target: Package, keeping: Collection[str]) -> None:
        self._source, self._target = source, target
        self._arrivals = Arrivals(target)
        self._styles = MovedStyles(source, target)
        self._strings = MovedStrings(source, target, self._styles.font)
        self._keeping = frozenset(each.casefold() for each in keeping)
        self._dynamic = spilling(source)
        self._moved: dict[str, str] = {}
        """New names of the parts that are already moved."""
        self._next_table = 1 + max((self._number(each.part) for each in tables(target).values()), default=0)

    def _number(self, part: str) -> int:
        head = next(tags_named(self._target.structure(part), b"table"))
        return int(head.attributes.get("id", "0"))

    def done(
        self, sheets: Sequence[str], follow: Callable[[str], Follow], names: Sequence[Name]
    ) -> Transplanted:
        """Move them all."""
        book = workbook_part(self._target)
        free = free_id(self._target, book)
        pointers, gone, withheld = [], [], []
        for number, sheet in enumerate(sheets, free):
            moves = self._moves(sheet, follow(sheet))
            part = self._part("worksheet", sheet_part(self._source, sheet), moves, sheet)
            pointers.append(Pointer(f"rId{number}", "worksheet", part))
            gone += [(sheet, what) for what in moves.gone]
            withheld += [(sheet, where) for where in moves.withheld]
        tabs = {sheet: pointer.name for sheet, pointer in zip(sheets, pointers, strict=True)}
        self._arrivals.parts[book] = with_sheets(self._target, tabs, names)
        pointers += self._shared(free + len(pointers))
        self._arrivals.with_pointers(book, pointers)
        name, styles = self._styles.part()
        self._arrivals.parts[name] = styles
        self._take_theme()
        file = self._arrivals.arrived()
        return Transplanted(file, frozenset(self._arrivals.parts), tuple(gone), tuple(withheld))

    def _moves(self, sheet: str, follow: Follow) -> Moves:
        keeps = sheet.casefold() in self._keeping
        return Moves(self._styles, self._strings, follow, keeps, self._keeping, self._dynamic)

    def _shared(self, free: int) -> Iterator[Pointer]:
        """Parts that the sheets share, each with a pointer to it."""
        held = {"sharedStrings": self._strings.xml, "sheetMetadata": _DYNAMIC if self._spills() else b""}
        for number, (kind, xml) in enumerate(held.items(), free):
            if xml:
                name = self._arrivals.name(kind)
                self._arrivals.put(name, xml)
                yield Pointer(f"rId{number}", kind, name)

    def _spills(self) -> bool:
        sheets = (xml for name, xml in self._arrivals.parts.items() if "/worksheets/" in name)
        return bool(self._dynamic) and any(b' cm="1"' in xml for xml in sheets)

    def _take_theme(self) -> None:
        """The theme of the other workbook, where something that was moved takes its looks from it."""
        old, new = theme(self._target), theme(self._source)
        drawn = any("/drawings/" in name or "/charts/" in name for name in self._arrivals.parts)
        if old and new and (drawn or self._styles.themed) and not relations(self._source, new):
            self._arrivals.parts[old] = self._source.part(new)

    def _part(self, kind: str, part: str, moves: Moves, sheet: str = "") -> str:
        """The new name of a part, which is moved with all that it needs if that has not been done yet."""
        if part not in self._moved:
            name = self._arrivals.name(kind, part.rpartition(".")[2].lower())
            self._moved[part] = name
            content = self._content(kind, part, moves, sheet)
            self._arrivals.put(name, content, list(self._pointers(kind, part, content, moves)))
        return self._moved[part]

    def _content(self, kind: str, part: str, moves: Moves, sheet: str) -> bytes:
        if kind not in ("worksheet", "drawing", "chart", "chartUserShapes", "table"):
            return self._source.raw(part)
        xml, structure = self._source.part(part), self._source.structure(part)
        if kind == "worksheet":
            formulas = {at: cell.formula for at, cell in cells(self._source, sheet).items() if cell.formula}
            edits = [
                *element_edits(xml, structure, top_elements(self._source, part), moves),
                *cell_edits(xml, structure, formulas, moves),
            ]
            return spliced(xml, outermost(edits))
        if kind == "table":
            self._next_table += 1
            return moved_table(xml, structure, self._next_table - 1, moves)
        return (moved_chart if kind == "chart" else moved_drawing)(xml, structure, moves)

    def _pointers(self, owner: str, part: str, content: bytes, moves: Moves) -> Iterator[Pointer]:
        """The pointers of a part that it still uses."""
        where = relations_part(part)
        if where not in self._source:
            return
        known = relations(self._source, part)
        used = _ids(content, part) if part.endswith(".xml") else frozenset()
        for tag in tags_named(self._source.structure(where), b"Relationship"):
            name, kind = tag.attributes.get("Id", ""), tag.attributes.get("Type", "").rpartition("/")[2]
            if name not in used and kind not in ("chartStyle", "chartColorStyle", "themeOverride"):
                continue
            if tag.attributes.get("TargetMode") == "External":
                yield Pointer(name, "hyperlink", unescaped(tag.attributes.get("Target", "")), outside=True)
            elif name in known and kind in TAKEN.get(owner, ()):
                yield Pointer(name, kind, self._part(kind, known[name].target, moves))


def _ids(content: bytes, part: str) -> frozenset[str]:
    """The values of all attributes with a prefix, among which are the ids of pointers."""
    structure = structure_of(content, part)
    return frozenset(value.decode() for value in _PREFIXED.findall(structure))
