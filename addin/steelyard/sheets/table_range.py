"""The place of a table, and references to its cells, rows and columns for formulas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from steelyard.ooxml.addresses import column_letters, on_sheet
from steelyard.sheets.portable_text import entry_of_block, entry_of_column


@dataclass(frozen=True)
class TableRange:
    """The place of a table: its sheet, the row of its headings, its headings and how many rows it has.

    >>> weights = TableRange("Cost heads", 7, ("id", "name"), 3)
    >>> weights.column("name"), weights.cell("id", 0), weights.headings_range()
    ("'Cost heads'!$B$8:$B$10", "'Cost heads'!$A$8", "'Cost heads'!$A$7:$B$7")
    >>> weights.here.column("name")
    '$B$8:$B$10'
    """

    sheet: str
    head: int
    headings: tuple[str, ...]
    rows: int
    left: int = 1
    """Number of its first column."""
    local: bool = False
    named_by: str = ""
    """Heading of the column whose entries name the rows; empty for the first one."""

    @cached_property
    def here(self) -> TableRange:
        """The same table for formulas on its own sheet, which need no sheet name."""
        return self if self.local else replace(self, local=True)

    @cached_property
    def first(self) -> int:
        """Row of the first entry."""
        return self.head + 1

    @cached_property
    def last(self) -> int:
        """Row of the last entry; a table without entries keeps one empty row."""
        return self.head + max(1, self.rows)

    @property
    def ref(self) -> str:
        """The whole table, headings included, as a plain range."""
        return f"{self.letter(self.headings[0])}{self.head}:{self.letter(self.headings[-1])}{self.last}"

    def letter(self, heading: str) -> str:
        """Letter of the column with this heading.

        Raises:
            KeyError: the table has no such heading.
        """
        return self._letters[heading]

    # Every reference needs a letter and the sheet, so both are made once.

    @cached_property
    def _letters(self) -> Mapping[str, str]:
        """Letter of each column, by its heading."""
        return {heading: column_letters(at) for at, heading in enumerate(self.headings, self.left)}

    @cached_property
    def _prefix(self) -> str:
        """What comes before a reference: the name of the sheet, unless the formula is on it."""
        return "" if self.local else on_sheet(self.sheet, "")

    def _at(self, ref: str) -> str:
        return self._prefix + ref

    @cached_property
    def _made(self) -> dict[tuple[str, str], str]:
        """References and formula texts that were made already: many formulas have the same ones."""
        return {}

    @cached_property
    def _cells(self) -> Mapping[str, str]:
        """What a reference to an entry begins with, by the heading of its column; the row follows."""
        return {heading: self._at(f"${letter}$") for heading, letter in self._letters.items()}

    def column(self, heading: str) -> str:
        """All entries of a column."""
        found = self._made.get(("column", heading))
        if found is None:
            found = self._made["column", heading] = self.part(heading, 0, self.last - self.first)
        return found

    def part(self, heading: str, start: int, stop: int) -> str:
        """The entries of a column from `start` to `stop`, counted from 0, both included."""
        letter = self.letter(heading)
        return self._at(f"${letter}${self.first + start}:${letter}${self.first + stop}")

    def cell(self, heading: str, row: int) -> str:
        """One entry, the row counted from 0."""
        return f"{self._cells[heading]}{self.first + row}"

    def beside(self, heading: str, row: int) -> str:
        """One entry of the formula's own row, which the formula still means after somebody sorts the rows."""
        return f"${self.letter(heading)}{self.first + row}"

    def across(self, first: str, last: str, row: int) -> str:
        """The entries of one row from one heading to another."""
        at = self.first + row
        return self._at(f"${self.letter(first)}${at}:${self.letter(last)}${at}")

    def block(self, first: str, last: str, start: int, stop: int) -> str:
        """The entries of several columns, from row `start` to row `stop`, counted from 0, both included."""
        top, bottom = self.first + start, self.first + stop
        return self._at(f"${self.letter(first)}${top}:${self.letter(last)}${bottom}")

    def headings_range(self, first: str | None = None, last: str | None = None, *, above: int = 0) -> str:
        """The headings from one to another, all of them by default; or what stands so many rows above them."""
        start, stop = self.letter(first or self.headings[0]), self.letter(last or self.headings[-1])
        return self._at(f"${start}${self.head - above}:${stop}${self.head - above}")

    def heading_cell(self, heading: str) -> str:
        """The cell of a heading, which stays the same wherever the formula is put."""
        return f"{self._cells[heading]}{self.head}"

    def heading_beside(self, heading: str) -> str:
        """The cell of a heading on the formula's own sheet, with a row that moves with the formula."""
        return f"${self.letter(heading)}{self.head}"

    def body(self) -> str:
        """All entries of the table."""
        start, stop = self.letter(self.headings[0]), self.letter(self.headings[-1])
        return self._at(f"${start}${self.first}:${stop}${self.last}")

    def lookup(self, row_id: str, heading: str) -> str:
        """Formula text: the entry of `heading` in the row that `row_id` (a reference) names."""
        return entry_of_column(self.column(heading), self._row(row_id))

    def crossing(self, row_id: str, heading: str) -> str:
        """Formula text: the entry where the row and the heading (both references) cross."""
        column = self._made.get(("heading", heading))
        if column is None:
            column = self._made["heading", heading] = f"MATCH({heading},{self.headings_range()},0)"
        return entry_of_block(self._body, self._row(row_id), column)

    @cached_property
    def _body(self) -> str:
        """As `body`, made once."""
        return self.body()

    def _row(self, row_id: str) -> str:
        """Formula text: the place of the row that `row_id` names."""
        found = self._made.get(("row", row_id))
        if found is None:
            names = self.column(self.named_by or self.headings[0])
            found = self._made["row", row_id] = f"MATCH({row_id},{names},0)"
        return found


def runs(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """The parts of a sequence in which each number is one more than the one before.

    >>> [*runs([2, 3, 5, 6, 7])]
    [[2, 3], [5, 6, 7]]
    """
    first = 0
    for at in range(1, len(numbers) + 1):
        if at == len(numbers) or numbers[at] != numbers[at - 1] + 1:
            yield numbers[first:at]
            first = at
