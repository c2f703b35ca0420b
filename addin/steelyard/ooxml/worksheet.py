"""A sheet's XML as rows and cells with their byte offsets, ready to be spliced into."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from steelyard.errors import NotAWorkbook, WouldLoseContent
from steelyard.ooxml.addresses import on_sheet, row_and_column
from steelyard.ooxml.cells_reading import cell_pattern, content_pattern, sheet_data
from steelyard.ooxml.xml.scan import attributes, masked, pairs, root, start_tags, structure_of, tags

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.ooxml.xml.scan import Tag

CURE = "open the workbook in Excel and save it there first"


class Row(NamedTuple):
    """A row as it lies in the part."""

    number: int
    start: int
    """Where its tag begins."""
    stop: int
    """Where its tag ends."""
    raw: bytes
    """Its attributes as they are written."""
    closed: bool
    """Whether it ends with its own tag, and so has no cells."""
    end: int
    """Where its last cell ends; the end of its tag where it has none."""


class Cell(NamedTuple):
    """A cell as it lies in the part."""

    address: str
    start: int
    stop: int
    raw: bytes
    """Its attributes as they are written."""
    inside: bytes
    """What stands between its tags."""


class Content(NamedTuple):
    """What a cell holds, taken apart."""

    formula: bytes
    """The whole element, or empty."""
    formula_attributes: dict[str, str]
    formula_text: bytes
    rest: bytes
    """What is neither formula nor value nor inline text."""


class SheetXml:
    """A worksheet part, read only as far as somebody asks."""

    def __init__(self, xml: bytes, name: str, structure: bytes | None = None) -> None:
        self.xml = xml
        self.name = name
        self.structure = structure_of(xml, f"the sheet {name}") if structure is None else structure
        self.prefix = root(self.structure).prefix
        self.start, self.stop = sheet_data(self.structure, self.prefix)
        if self.start < 0:
            raise NotAWorkbook(f"the sheet {name} has no cells, so nothing can be written there")
        if b"AlternateContent" in self.structure[self.start : self.stop]:
            raise WouldLoseContent(f"the sheet {name} has cells in several versions; {CURE}")
        self._cells: dict[int, dict[int, Cell]] = {}
        self.free_groups: frozenset[str] = frozenset()
        """First cells of shared formulas that may be replaced; see `write_guards.whole_groups`."""

    def tags(self, name: bytes, start: int = 0, stop: int | None = None) -> Iterator[Tag]:
        """Start tags of the spreadsheet's own language, in order."""
        return tags(self.structure, self.prefix + name, start, stop)

    @cached_property
    def rows(self) -> dict[int, Row]:
        """Rows by number, in order.

        Raises:
            WouldLoseContent: rows have no number, or stand out of order.
        """
        rows: dict[int, Row] = {}
        last = 0
        closing = b"</" + self.prefix + b"row"
        for found in start_tags(self.structure, self.prefix + b"row", self.start, self.stop):
            raw, closed = found[1], bool(found[2])
            number = int(_first(raw, b"r") or 0)
            if number <= last:
                named = f"row {number}" if number else "a row without a number"
                raise WouldLoseContent(f"the sheet {self.name} has {named} after row {last}; {CURE}")
            end = found.end() if closed else self.structure.find(closing, found.end())
            rows[number] = Row(number, found.start(), found.end(), raw, closed, end)
            last = number
        return rows

    def cells(self, row: int) -> dict[int, Cell]:
        """Cells of a row by column, in order.

        Raises:
            WouldLoseContent: cells have no address, or stand out of order.
        """
        if row not in self._cells:
            self._cells[row] = dict(self._read_cells(self.rows[row])) if row in self.rows else {}
        return self._cells[row]

    def cell(self, address: str) -> Cell | None:
        """The cell of this address, if the sheet has it."""
        row, column = row_and_column(address)
        return self.cells(row).get(column)

    def _read_cells(self, row: Row) -> Iterator[tuple[int, Cell]]:
        last = 0
        pattern = cell_pattern(self.prefix)
        for found in pattern.finditer(self.structure, row.stop, row.end):
            where = _first(found[2], b"r").decode()
            if not where:
                raise WouldLoseContent(
                    f"the sheet {self.name} has a cell without an address in row {row.number}; {CURE}"
                )
            number, column = row_and_column(where)
            if number != row.number or column <= last:
                raise WouldLoseContent(
                    f"{on_sheet(self.name, where)} stands out of order in row {row.number}; {CURE}"
                )
            last = column
            inside = self.xml[slice(*found.span(3))] if found[3] else b""
            yield column, Cell(where, found.start(), found.end(), found[2], inside)

    def content(self, cell: Cell) -> Content:
        """What a cell holds, taken apart."""
        found = content_pattern(self.prefix).match(masked(cell.inside))
        if not (found and found[1]):
            return Content(b"", {}, b"", cell.inside[found.end() :] if found else cell.inside)
        return Content(
            formula=cell.inside[slice(*found.span(1))],
            formula_attributes=attributes(found[2]),
            formula_text=found[3] or b"",
            rest=cell.inside[found.end() :],
        )

    def style_near(self, row: int, column: int) -> str:
        """Style for a new cell: that of the cell above, else of its row, else of its column."""
        above = self.cells(row - 1).get(column)
        if above:
            return attributes(above.raw).get("s", "0")
        if row in self.rows and "s" in (of_row := attributes(self.rows[row].raw)):
            return of_row["s"]
        for tag in self.tags(b"col", 0, self.start):
            first, last = (tag.attributes.get(end, "") for end in ("min", "max"))
            if first.isdecimal() and last.isdecimal() and int(first) <= column <= int(last):
                return tag.attributes.get("style", "0")
        return "0"


def _first(raw: bytes, name: bytes) -> bytes:
    """The value of an attribute that most programs write first; empty where there is none."""
    opening = b" " + name + b'="'
    if raw.startswith(opening):
        return raw[len(opening) : raw.index(b'"', len(opening))]
    return pairs(raw).get(name, b"")
