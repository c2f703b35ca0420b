"""A sheet as OpenDocument has it: columns, rows and cells, of which those that are alike stand once.

Every sheet ends at its last row and column, so that columns have their styles to the end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Final

from steelyard.odf.addresses import Place, ranges
from steelyard.odf.making.cells import PLAIN, Hung, cell_element
from steelyard.odf.making.markup import element, points
from steelyard.odf.making.parts import is_on
from steelyard.ooxml.addresses import LAST_COLUMN, LAST_ROW, Area

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from xml.etree.ElementTree import Element

    from steelyard.odf.making.cell_styles import CellStyles
    from steelyard.odf.making.line_styles import LineStyles
    from steelyard.odf.making.rules import Conditional, Rule
    from steelyard.odf.styles import Styles
    from steelyard.ooxml.cell_values import CellValue

USUAL_WIDTH: Final = 64.0 * 0.75
"""Points; of a column of which nothing is said."""

USUAL_HEIGHT: Final = 15.0
A_CHARACTER: Final = 5.55
"""Points that a column is wider for each character that Excel counts; as LibreOffice shows an .xlsx."""


@dataclass(frozen=True, kw_only=True)
class SheetParts:
    """What a sheet is made from."""

    name: str
    tree: Element
    rows: Mapping[int, Mapping[str, str]]
    """What the rows say of themselves."""
    cells: Mapping[tuple[int, int], CellValue]
    """By row and column; those without a value have a style."""
    links: Mapping[tuple[int, int], str]
    frames: Mapping[tuple[int, int], bytes]
    rules: Sequence[Rule]
    conditionals: Sequence[Conditional]
    printed: Sequence[Area]
    header_rows: tuple[int, int] = (0, 0)
    """First and last row that every printed page repeats; 0 for none."""
    header_columns: tuple[int, int] = (0, 0)
    names: bytes = field(default=b"", repr=False)
    """The names that belong to the sheet, as the file has them."""


class SheetWriter:
    """A sheet on its way into the file."""

    def __init__(self, parts: SheetParts, looks: CellStyles, lines: LineStyles, styles: Styles) -> None:
        self._parts, self._looks, self._lines, self._styles = parts, looks, lines, styles
        self._columns = _columns(parts.tree)
        self._valid = [(area, rule.name) for rule in parts.rules for area in rule.areas]
        self._maps = [(area, each.maps) for each in parts.conditionals for area in each.areas]
        self._last_column = max([1, *(column for _, column in [*parts.cells, *parts.frames])])

    def written(self, style: str) -> bytes:
        """The sheet, under the name of its style."""
        parts = self._parts
        protection = parts.tree.find("sheetProtection")
        protected = protection is not None and is_on(protection, "sheet")
        named = {
            "table:name": parts.name,
            "table:style-name": style,
            "table:protected": "true" if protected else None,
            "table:print-ranges": ranges(Place(parts.name, area) for area in parts.printed) or None,
        }
        formats = b"".join(each.xml for each in parts.conditionals)
        return element(
            "table:table",
            named,
            _selectable(protection) if protected and protection is not None else b"",
            self._column_elements(),
            self._row_elements(),
            element("table:named-expressions", {}, parts.names) if parts.names else b"",
            element("calcext:conditional-formats", {}, formats) if formats else b"",
        )

    def _column_elements(self) -> bytes:
        return b"".join(_in_headers(self._column_pieces(), self._parts.header_columns, "columns"))

    def _column_pieces(self) -> Iterator[tuple[int, bytes]]:
        """The columns from left to right, each with the number of the first that it stands for."""
        for at in range(1, max([0, *self._columns]) + 1):
            yield at, self._column(at, 1)
        first = max([0, *self._columns]) + 1
        yield first, self._column(first, LAST_COLUMN - first + 1)

    def _column(self, at: int, times: int) -> bytes:
        named = self._columns.get(at, {})
        width = float(named["width"]) * A_CHARACTER if "width" in named else USUAL_WIDTH
        hidden = named.get("hidden") in ("1", "true")
        return element(
            "table:table-column",
            {
                "table:style-name": self._lines.column(points(width)),
                "table:number-columns-repeated": str(times) if times > 1 else None,
                "table:default-cell-style-name": self._looks.name(int(named.get("style", "0"))),
                "table:visibility": "collapse" if hidden else None,
            },
        )

    def _row_elements(self) -> bytes:
        return b"".join(_in_headers(self._row_pieces(), self._parts.header_rows, "rows"))

    def _row_pieces(self) -> Iterator[tuple[int, bytes]]:
        """The rows from top to bottom, those alike together; the last piece reaches to the end."""
        by_row: dict[int, list[int]] = {}
        for row, column in sorted({*self._parts.cells, *self._parts.frames, *self._ruled()}):
            by_row.setdefault(row, []).append(column)
        at = 1
        for row in sorted({*by_row, *self._parts.rows, *self._edges()}):
            if row > at:
                yield at, self._row(at, [], row - at)
            yield row, self._row(row, by_row.get(row, []), 1)
            at = row + 1
        yield at, self._row(at, [], LAST_ROW - at + 1)

    def _edges(self) -> set[int]:
        """Rows that do not stand with those above: the first header row, and the one after the last."""
        first, last = self._parts.header_rows
        return {first, last + 1} if first else set()

    def _ruled(self) -> Iterator[tuple[int, int]]:
        for area, _ in [*self._valid, *self._maps]:
            for row in range(area.first_row, area.last_row + 1):
                yield from ((row, column) for column in range(area.first_column, area.last_column + 1))

    def _row(self, number: int, columns: Sequence[int], times: int) -> bytes:
        named = self._parts.rows.get(number, {})
        height = points(float(named.get("ht", USUAL_HEIGHT)))
        # A row of which nothing is said keeps its height, too: charts stand over rows without cells. Those to
        # the end of the sheet do not: Gnumeric writes out each of a million rows with heights of their own.
        is_end = number + times - 1 == LAST_ROW
        own = not is_end and ("ht" not in named or named.get("customHeight") in ("1", "true"))
        return element(
            "table:table-row",
            {
                "table:style-name": self._lines.row(height, own=own),
                "table:number-rows-repeated": str(times) if times > 1 else None,
                "table:visibility": "collapse" if named.get("hidden") in ("1", "true") else None,
            },
            *self._cells(number, columns),
        )

    def _cells(self, row: int, columns: Sequence[int]) -> Iterator[bytes]:
        """The cells of a row; empty ones that are alike stand together."""
        at = 1
        for (column, cell, style, hung), count in _runs(self._placed(row, columns)):
            if column > at:
                yield cell_element(None, None, PLAIN, self._styles, column - at)
            yield cell_element(cell, style, hung, self._styles, count)
            at = column + count
        if at <= LAST_COLUMN:
            yield cell_element(None, None, PLAIN, self._styles, LAST_COLUMN - at + 1)

    def _placed(
        self, row: int, columns: Sequence[int]
    ) -> Iterator[tuple[int, CellValue | None, str | None, Hung]]:
        for column in columns:
            cell = self._parts.cells.get((row, column))
            hung = Hung(
                next((name for area, name in self._valid if area.holds(row, column)), ""),
                self._parts.links.get((row, column), ""),
                self._parts.frames.get((row, column), b""),
            )
            yield column, cell if cell and _holds(cell) else None, self._style(row, column, cell), hung

    def _style(self, row: int, column: int, cell: CellValue | None) -> str | None:
        """Name of the style of a cell; None where its column has it."""
        of_column = int(self._columns.get(column, {}).get("style", "0"))
        number = cell.style if cell is not None else of_column
        maps = next((maps for area, maps in self._maps if area.holds(row, column)), b"")
        return None if not maps and number == of_column else self._looks.name(number, maps)


def _holds(cell: CellValue) -> bool:
    return cell.value is not None or bool(cell.formula)


def _runs(
    cells: Iterator[tuple[int, CellValue | None, str | None, Hung]],
) -> Iterator[tuple[tuple[int, CellValue | None, str | None, Hung], int]]:
    """Cells, empty ones side by side that are alike as one, with how many there are."""

    def key(numbered: tuple[int, tuple[int, CellValue | None, str | None, Hung]]) -> object:
        place, (column, cell, style, hung) = numbered
        return (column - place, style, hung) if cell is None and not hung.frames else column

    for _, run in groupby(enumerate(cells), key=key):
        found = [each for _, each in run]
        yield found[0], len(found)


def _columns(tree: Element) -> dict[int, Mapping[str, str]]:
    """What is said of each column, by its number."""
    return {
        at: each.attrib
        for each in tree.iter("col")
        for at in range(int(each.get("min", "1")), int(each.get("max", "1")) + 1)
    }


def _in_headers(pieces: Iterator[tuple[int, bytes]], headers: tuple[int, int], what: str) -> Iterator[bytes]:
    """Rows or columns, with those that every page repeats in an element of their own."""
    first, last = headers
    opening, closing = (b"<%btable:table-header-%b>" % (sign, what.encode()) for sign in (b"", b"/"))
    inside = False
    for at, xml in pieces:
        if (first <= at <= last) != inside and first:
            inside = not inside
            yield opening if inside else closing
        yield xml
    if inside:
        yield closing


def _selectable(protection: Element) -> bytes:
    """Which cells of a protected sheet cannot be chosen, as LibreOffice has it; nothing where all can."""
    if not (is_on(protection, "selectLockedCells") or is_on(protection, "selectUnlockedCells")):
        return b""
    return element(
        "loext:table-protection",
        {
            "loext:select-protected-cells": "false" if is_on(protection, "selectLockedCells") else "true",
            "loext:select-unprotected-cells": "false" if is_on(protection, "selectUnlockedCells") else "true",
        },
    )
