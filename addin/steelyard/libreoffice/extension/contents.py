"""Set the cells of the open workbook in blocks, and put back what stood there.

Inside LibreOffice, so for Python 3.8 and later, with the standard library alone; see `component`.

LibreOffice 7.4 binds formulas anew after each block that it takes back, which took 23 seconds for an added
measure, and it leaves what came to stand in cells that were empty. So blocks are set without an entry in the
history, which gets entries of steelyard that put everything back. Blocks that hold a text with formats or
links within are left to the office, which alone can put those back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

CONTENTS = 1 | 2 | 4 | 8 | 16
"""Numbers, days, texts, comments and formulas, but no formats: com.sun.star.sheet.CellFlags."""

FORMATTED = 512
"""Texts with formats, links or line breaks within: another of com.sun.star.sheet.CellFlags."""

PIECE = 500
"""So many cells are set by one call, if a row has no more."""


class Formula(str):
    """A formula, which a text with an equals sign is not."""


class Piece(NamedTuple):
    """A part of a block that is set by one call."""

    sheet: str
    area: tuple[int, int, int, int]
    kind: str
    rows: tuple[tuple[Any, ...], ...]

    def meets(self, area: Any) -> bool:
        """Whether it has a cell in common with an area of its sheet."""
        top, left, bottom, right = self.area
        return bool(top <= area[2] and area[0] <= bottom and left <= area[3] and area[1] <= right)


class Contents:
    """The contents of a workbook before something is written, and what is written."""

    def __init__(self, document: Any, changes: Any, before: Any, unrecorded: Callable[..., None]) -> None:
        """Take what is to be written.

        Args:
            document: the workbook.
            changes: what the engine answered; see `steelyard.libreoffice.sent_book`.
            before: the content of the workbook.
            unrecorded: makes a call that the history does not know; see `undoing`.
        """
        self._document, self._unrecorded = document, unrecorded
        self._before = {name: contents_of(shown) for name, shown in before["sheets"].items()}
        self._pieces = [
            piece
            for sheet, blocks in changes["cells"].items()
            for area, kind, rows in blocks
            for piece in pieces(sheet, area, kind, rows)
        ]
        set_ = [(piece.sheet, piece.area) for piece in self._pieces]
        places = [*set_, *((sheet, target) for sheet, _, target, _ in changes["looks"])]
        self.cells = cells_by_sheet(set_)
        """Row and column of every cell that is set, by sheet."""
        self._free = {
            sheet: [at for at in cells if at not in self._before.get(sheet, ())]
            for sheet, cells in cells_by_sheet(places).items()
        }
        formatted = {sheet: self._formatted(sheet) for sheet in by_sheet(self._pieces)}
        self._own = [piece for piece in self._pieces if not any(map(piece.meets, formatted[piece.sheet]))]

    def _formatted(self, sheet: str) -> list[Any]:
        """The areas of a sheet that have texts with formats within, row and column counted from 1."""
        if not self._document.Sheets.hasByName(sheet):
            return []
        found = self._document.Sheets.getByName(sheet).queryContentCells(FORMATTED).RangeAddresses
        return [(at.StartRow + 1, at.StartColumn + 1, at.EndRow + 1, at.EndColumn + 1) for at in found]

    def write(self) -> Iterator[int]:
        """Set all cells, an empty text empties one; yields how many cells each call sets."""
        for sheet, pieces_ in by_sheet(self._pieces).items():
            # A block that is made again would not empty cells, so they are emptied by a call of their own.
            emptied = [at for piece in pieces_ for at, value in values_of(piece) if value == ""]
            if emptied:
                call, content = self._cleared(sheet, emptied)
                call(content)
                yield 0
        own = set(map(id, self._own))
        for piece in self._pieces:
            call, content = self._setting(piece)
            if id(piece) in own:
                self._unrecorded(self._document, call, content)
            else:
                call(content)
            yield sum(map(len, piece.rows))

    def put_back(self) -> None:
        """Let the cells hold what they held, those aside that the office itself puts back."""
        for piece in self._own:
            held = self._before.get(piece.sheet, {})
            old = [(at, held.get(at, "")) for at in each_cell(piece.area)]
            for kind, area, rows in runs(piece.area, [value for _, value in old]):
                self._quietly(self._setting(Piece(piece.sheet, area, kind, rows)))
        for sheet, cells in self._free.items():
            if cells and self._document.Sheets.hasByName(sheet):
                self._quietly(self._cleared(sheet, cells))

    def again(self) -> None:
        """Set the cells again that were put back."""
        for piece in self._own:
            self._quietly(self._setting(piece))

    def _quietly(self, call: tuple[Callable[..., None], Any]) -> None:
        """Make a call that the history does not know."""
        self._unrecorded(self._document, *call)

    def _setting(self, piece: Piece) -> tuple[Callable[..., None], Any]:
        """The call that sets cells, and what it takes."""
        cells = block(self._document.Sheets.getByName(piece.sheet), piece.area)
        if piece.kind == "array":
            return cells.setArrayFormula, piece.rows[0][0][1:-1]
        return (cells.setFormulaArray if piece.kind == "formulas" else cells.setDataArray), piece.rows

    def _cleared(self, sheet: str, cells: Iterable[Any]) -> tuple[Callable[..., None], Any]:
        """The call that empties many cells, and what it takes."""
        found = self._document.createInstance("com.sun.star.sheet.SheetCellRanges")
        own = self._document.Sheets.getByName(sheet)
        addresses = tuple(block(own, (*at, *at)).RangeAddress for at in cells)
        found.addRangeAddresses(addresses, True)  # noqa: FBT003 - they are merged
        return found.clearContents, CONTENTS


def contents_of(shown: Any) -> dict[Any, Any]:
    """What stands in the cells of a sheet that are not empty, by row and column."""
    found: dict[Any, Any] = {
        (row, column): value
        for row, values in enumerate(shown["rows"], 1)
        for column, value in enumerate(values, 1)
        if value != ""
    }
    found.update(((row, column), sign) for row, column, sign in shown["errors"])
    found.update(((row, column), Formula(text)) for row, column, text in shown["formulas"])
    return found


def block(sheet: Any, area: Any) -> Any:
    """The cells of an area."""
    top, left, bottom, right = area
    return sheet.getCellRangeByPosition(left - 1, top - 1, right - 1, bottom - 1)


def each_cell(area: Any) -> Iterator[tuple[int, int]]:
    """Row and column of every cell, row by row."""
    top, left, bottom, right = area
    return ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))


def cells_by_sheet(places: Iterable[Any]) -> dict[str, list[Any]]:
    """The cells in many areas, each once and in order."""
    found: dict[str, set[Any]] = {}
    for sheet, area in places:
        found.setdefault(sheet, set()).update(each_cell(area))
    return {sheet: sorted(cells) for sheet, cells in found.items()}


def by_sheet(found: Iterable[Piece]) -> dict[str, list[Piece]]:
    """Pieces by their sheets."""
    sheets: dict[str, list[Piece]] = {}
    for piece in found:
        sheets.setdefault(piece.sheet, []).append(piece)
    return sheets


def values_of(piece: Piece) -> Iterator[Any]:
    """Place and content of every cell."""
    return zip(each_cell(piece.area), (value for row in piece.rows for value in row))


def pieces(sheet: str, area: Any, kind: str, rows: Any) -> Iterator[Piece]:
    """A block, some rows at a time."""
    top, left, _, right = area
    some = max(1, PIECE // len(rows[0]))
    for at in range(0, len(rows), some):
        taken = tuple(map(tuple, rows[at : at + some]))
        yield Piece(sheet, (top + at, left, top + at + len(taken) - 1, right), kind, taken)


def kind_of(value: Any) -> str:
    """How a content is set; an empty cell is left to be emptied with others."""
    if isinstance(value, Formula):
        return "array" if value.startswith("{") else "formulas"
    return "values" if value != "" else ""


def runs(area: Any, values: Any) -> Iterator[Any]:
    """An area as blocks of one kind: the whole, or runs within its rows; without empty cells."""
    top, left, _, right = area
    kinds = {kind_of(value) for value in values}
    wide = right - left + 1
    lines = [tuple(values[at : at + wide]) for at in range(0, len(values), wide)]
    if len(kinds) == 1 and "array" not in kinds:
        if kinds != {""}:
            yield kinds.pop(), area, tuple(lines)
        return
    for row, line in enumerate(lines, top):
        start = 0
        for at in range(1, wide + 1):
            kind = kind_of(line[start])
            if at == wide or kind == "array" or kind_of(line[at]) != kind:
                if kind:
                    yield kind, (row, left + start, row, left + at - 1), (line[start:at],)
                start = at
