"""What an OpenDocument spreadsheet becomes when the parts that show it have changed: edits of its content.

The parts before and after a change (see `shown_workbook`) are compared. What differs is spliced into the
content of the file, and into its charts; every other byte stays, but for pictures that show old values.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from steelyard.errors import WouldLoseContent
from steelyard.odf.addresses import ranges
from steelyard.odf.cell_splicing import SheetChanges, sheet_edits
from steelyard.odf.cell_writing import Change, Content
from steelyard.odf.chart_splicing import changed_charts, range_of
from steelyard.odf.charts import series_of
from steelyard.odf.content import attribute
from steelyard.odf.list_splicing import (
    format_edits,
    name_edits,
    newly_validated,
    print_name_edits,
    printed,
    table_edits,
    tag_edit,
    validation_edits,
)
from steelyard.odf.preflight import CONTENT, MANIFEST
from steelyard.odf.style_making import NewStyles
from steelyard.odf.values import Piece
from steelyard.odf.xml import with_attribute
from steelyard.ooxml.addresses import column_letters, row_and_column
from steelyard.ooxml.cell_values import CellValue
from steelyard.ooxml.concealment import hidden_sheets
from steelyard.ooxml.formula_comparison import same_formula
from steelyard.ooxml.opc.archive import NewEntry, archive
from steelyard.ooxml.rows_and_columns import cell_styles
from steelyard.ooxml.sheet_cells import cells
from steelyard.ooxml.sheet_index import sheet_part
from steelyard.ooxml.worksheet import SheetXml
from steelyard.ooxml.xml.scan import spliced, structure_of, tags
from steelyard.ooxml.xml.text import text, unescaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from steelyard.odf.content import SheetContent
    from steelyard.odf.list_splicing import Printed
    from steelyard.odf.shown_workbook import ShownFile
    from steelyard.ooxml.opc.archive import Part
    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.xml.scan import Edit

FORMULAS: Final = b' xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"'
"""Declares the prefix of formulas."""

STALE: Final = ("ObjectReplacements/", "Thumbnails/")
"""Folders of pictures that show the file as it was; programs make them anew."""

HEIGHT_COUNTS_FROM: Final = 0.75
"""Points by which a height differs at least, since programs round heights in their own ways."""

_ROW: Final = re.compile(rb'<row r="(\d+)"[^>]*?\bht="([0-9.]+)"')
_RUN: Final = re.compile(rb'<r>(?:<rPr><rFont val="([^"]*)"/></rPr>)?<t[^>]*>([^<]*)</t></r>')
_ENTRY: Final = re.compile(
    rb'\s*<manifest:file-entry\s[^>]*?manifest:full-path="(?:%b)[^"]*"[^>]*?(?:/>|>\s*</manifest:file-entry>)'
    % "|".join(STALE).encode()
)


def changed_file(shown: ShownFile, before: Package, after: Package) -> bytes:
    """The file with everything changed that differs between the two.

    Raises:
        WouldLoseContent: the file records changes, or something stands in the way.
    """
    file = shown.file
    if all(before.raw(name) == after.raw(name) for name in after.names if name in before):
        return archive(file.entries)
    if file.tracks_changes:
        raise WouldLoseContent(
            f"{file.where} records changes, and what is written now would be missing there. Accept or reject "
            "them in LibreOffice (Edit > Track Changes > Manage), stop recording, and save it"
        )
    content = spliced(file.content, _Edits(shown, before, after).all())
    structure_of(content, f"{file.where}, as changed,")  # what was spliced in is checked before it is saved
    parts = changed_charts(shown.charts, before, after) | {CONTENT: content}
    if MANIFEST in file:
        parts[MANIFEST] = _ENTRY.sub(b"", file.part(MANIFEST))
    return archive([_entry(each, parts) for each in file.entries if not each.name.startswith(STALE)])


def _entry(entry: Part, parts: Mapping[str, bytes]) -> Part:
    new = parts.get(entry.name)
    return entry if new is None or new == entry.content else NewEntry(entry.name, new)


class _Edits:
    """The edits of the content of one file."""

    def __init__(self, shown: ShownFile, before: Package, after: Package) -> None:
        self._shown, self._file = shown, shown.file
        self._before, self._after = before, after
        self._styles = NewStyles(shown.file)
        self._sheets = {sheet.name: sheet for sheet in shown.file.sheets}
        self._has_new_formulas = False
        self._changed = [name for name in self._sheets if self._differs(name)]

    def _differs(self, sheet: str) -> bool:
        part = sheet_part(self._after, sheet)
        return self._before.part(part) != self._after.part(part)

    def all(self) -> list[Edit]:
        """All edits; where two stand at one place, an insertion comes first."""
        file, before, after = self._file, self._before, self._after
        edits: list[Edit] = []
        for name in self._changed:
            changes = self._sheet_changes(name)
            edits += sheet_edits(file, self._sheets[name], changes)
            self._has_new_formulas |= changes.has_new_formulas
        if self._has_new_formulas and file.formulas_declared_at:
            edits.append((file.formulas_declared_at, file.formulas_declared_at, FORMULAS))
        edits += table_edits(file, before, after)
        edits += name_edits(file, before, after)
        edits += validation_edits(file, before, after, self._changed)
        edits += format_edits(file, before, after, self._changed)
        paper = printed(file, before, after)
        edits += print_name_edits(file, paper)
        edits += self._tag_edits(paper)
        edits += self._notes_of_charts()
        edits += self._styles.edits()
        return edits

    def _sheet_changes(self, sheet: str) -> SheetChanges:
        changes: dict[int, dict[int, Change]] = {}
        for at, change in self._cells(sheet):
            row, column = row_and_column(at)
            changes.setdefault(row, {})[column] = change
        for row, column, name in newly_validated(self._before, self._after, sheet):
            of_row = changes.setdefault(row, {})
            of_row[column] = of_row.get(column, Change())._replace(validation=name)
        return SheetChanges(changes, dict(self._heights(sheet)), dict(self._columns(sheet)))

    def _cells(self, sheet: str) -> Iterator[tuple[str, Change]]:
        """What becomes of each cell that is another now."""
        before, after = self._before, self._after
        old, new = cells(before, sheet), cells(after, sheet)
        looks, now = cell_styles(before, sheet), cell_styles(after, sheet)
        rich = _Rich(after, sheet)
        for at in dict.fromkeys((*new, *old, *now)):
            content = _content(old.get(at), new.get(at))
            if content is not None and isinstance(content.value, str) and not content.formula:
                content = content._replace(pieces=rich.pieces(at))
            style = self._style(sheet, at, now[at]) if at in now and now[at] != looks.get(at) else None
            if content is not None or style is not None:
                yield at, Change(content, style)

    def _style(self, sheet: str, at: str, look: int) -> str | None:
        """The name of the style that a cell is to have; None where it has it.

        A cell that no part of an .xlsx shows, because it is empty, may have a look of its own, which stays.
        """
        wanted = self._shown.looks.names[look]
        if at in cell_styles(self._before, sheet):
            return wanted
        content = self._sheets[sheet]
        own, default = content.looks_of(*row_and_column(at))
        if own and own != default:
            return None
        return wanted if wanted != (own or default) else None

    def _heights(self, sheet: str) -> Iterator[tuple[int, str]]:
        """The style of each row that is to have another height."""
        part = sheet_part(self._after, sheet)
        old = dict(_ROW.findall(self._before.part(part)))
        for number, height in _ROW.findall(self._after.part(part)):
            if old.get(number) != height:
                yield from self._height(self._sheets[sheet], int(number), float(height))

    def _height(self, sheet: SheetContent, number: int, points: float) -> Iterator[tuple[int, str]]:
        row = next((row for row in sheet.rows if row.number <= number < row.number + row.times), None)
        style = text(attribute(row.raw, b"table:style-name")) if row else ""
        there = self._file.styles.points("table-row", style, "style:row-height")
        if there is None or abs(there - points) > HEIGHT_COUNTS_FROM:
            yield number, self._styles.row_of_height(style, points)

    def _columns(self, sheet: str) -> Iterator[tuple[int, dict[bytes, str]]]:
        """What the tag of each column is to say that has another look."""
        old, new = (_looks_of_columns(each, sheet) for each in (self._before, self._after))
        for at, look in new.items():
            if old.get(at) != look:
                style, cell_style, hidden = look
                yield (
                    at,
                    {
                        b"table:style-name": style,
                        b"table:default-cell-style-name": self._shown.looks.names[cell_style],
                        b"table:visibility": "collapse" if hidden else "",
                    },
                )

    def _tag_edits(self, paper: Mapping[str, Printed]) -> Iterator[Edit]:
        """The tags of sheets that are shown now, or printed otherwise."""
        shown = hidden_sheets(self._before) - hidden_sheets(self._after)
        for name, sheet in self._sheets.items():
            named: dict[bytes, str] = {}
            if name in shown:
                style = text(attribute(sheet.element.raw, b"table:style-name"))
                named[b"table:style-name"] = self._styles.shown_sheet(style)
            if name in paper:
                if paper[name].areas:
                    named[b"table:print-ranges"] = ranges(paper[name].areas)
                yield from _title_edits(sheet, paper[name].titles)
            if named:
                yield tag_edit(sheet.element, named)

    def _notes_of_charts(self) -> Iterator[Edit]:
        """The ranges that the frame of a chart repeats, in which LibreOffice looks for changes."""
        for part, chart in self._shown.charts.items():
            old, new = series_of(self._before.part(part)), series_of(self._after.part(part))
            if old != new:
                target = b'xlink:href="./' + chart.part.removesuffix("/content.xml").encode() + b'"'
                for tag in tags(self._file.structure, b"draw:object", self._file.body.start):
                    whole = self._file.content[tag.start : tag.stop]
                    if target in whole and "draw:notify-on-update-of-ranges" in tag.attributes:
                        wanted = [new[1], *(each for drawn in new[0] for each in drawn[:3])]
                        noted = " ".join(dict.fromkeys(filter(None, map(range_of, wanted))))
                        yield _attribute_edit(tag.start, whole, noted)


def _attribute_edit(start: int, whole: bytes, ranges: str) -> Edit:
    end = len(whole) - (2 if whole.endswith(b"/>") else 1)
    return start, start + end, with_attribute(whole[:end], b"draw:notify-on-update-of-ranges", ranges)


def _content(old: CellValue | None, new: CellValue | None) -> Content | None:
    """What a cell is to hold; None where it holds that already."""
    old, new = old or CellValue(None), new or CellValue(None)
    same_value = type(old.value) is type(new.value) and old.value == new.value
    if old.formula and new.formula and same_formula(old.formula, new.formula):
        return None if same_value else Content(new.value, new.formula, keeps_formula=True)
    if not old.formula and not new.formula and same_value:
        return None
    return Content(new.value, new.formula)


class _Rich:
    """The texts of a sheet whose letters have formats of their own, as `shown_sheet` writes them."""

    def __init__(self, package: Package, sheet: str) -> None:
        self._part = package.part(sheet_part(package, sheet))
        self._sheet = sheet
        self._xml: SheetXml | None = None

    def pieces(self, at: str) -> tuple[Piece, ...]:
        """The pieces of the text in a cell; none where all its letters look like the cell."""
        if b"<rPr>" not in self._part:
            return ()
        self._xml = self._xml or SheetXml(self._part, self._sheet)
        cell = self._xml.cell(at)
        if cell is None or b"<rPr>" not in cell.inside:
            return ()
        return tuple(
            Piece(unescaped(text(letters)), unescaped(text(style)))
            for style, letters in _RUN.findall(cell.inside)
        )


def _looks_of_columns(package: Package, sheet: str) -> dict[int, tuple[str, int, bool]]:
    """Name of the style, number of the style of cells, and whether it is hidden, of each column."""
    structure = package.structure(sheet_part(package, sheet), "a sheet")
    looks: dict[int, tuple[str, int, bool]] = {}
    for tag in tags(structure, b"col", 0, max(structure.find(b"<sheetData"), 0)):
        named = tag.attributes
        look = unescaped(named.get("odf", "")), int(named.get("style", "0")), named.get("hidden") == "1"
        first, last = int(named["min"]), int(named["max"])
        looks |= dict.fromkeys(range(first, min(last, MOST_COLUMNS) + 1), look)
    return looks


MOST_COLUMNS: Final = 2_000
"""Columns that are told apart; what is right of them nobody uses."""


def _title_edits(sheet: SheetContent, titles: str) -> Iterator[Edit]:
    """The rows and columns that every page repeats, put into the elements that say so."""
    for each in filter(None, titles.split(",")):
        first, _, last = each.rpartition("!")[2].replace("$", "").partition(":")
        if first.isdecimal():
            name = b"table:table-header-rows"
            wanted = range(int(first), int(last) + 1)
            found = [(row.start, row.stop) for row in sheet.rows if row.number in wanted and row.times == 1]
        else:
            name = b"table:table-header-columns"
            letters = [column_letters(column.number) for column in sheet.columns]
            wanted = (
                range(letters.index(first), letters.index(last) + 1)
                if first in letters and last in letters
                else range(0)
            )
            found = [
                (sheet.columns[at].start, sheet.columns[at].stop)
                for at in wanted
                if sheet.columns[at].times == 1
            ]
        if wanted and len(found) == len(wanted):
            yield found[0][0], found[0][0], b"<%b>" % name
            yield found[-1][1], found[-1][1], b"</%b>" % name
