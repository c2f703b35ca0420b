"""Entries below a table after a blank row: taken in where a row is plainly an entry, and named in any case.

People leave gaps, and people write notes below a table. A row is an entry if it is not far below, has all
cells without which there is no entry, and bears an id that no other row has. All others stay what they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.draft import Place
from steelyard.model.fields import INPUTS
from steelyard.model.findings import Finding, Severity, quoted_value
from steelyard.model.vocabulary import folded, is_id
from steelyard.ooxml.addresses import row_and_column
from steelyard.sheets.names import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from steelyard.model.draft import Row
    from steelyard.ooxml.addresses import Area
    from steelyard.ooxml.cell_values import CellValue
    from steelyard.workbook.reading.rows import RowReader

FARTHEST = 20
"""Rows below the last entry in which a row still counts as an entry."""

BELOW = "it stands below the table after a blank row and"
TAKEN_IN = f"{BELOW} counts as an entry; the next score takes it into the table"
LEFT = (
    f"{BELOW} does not count: write it right below the table if it is an entry, or leave it if it is a note"
)
TWICE = f"{BELOW} does not count, as the table has this entry already"
COPIED = "the headings stand here again below the table; from this row on nothing counts as an entry"


def rows_below(
    reader: RowReader,
    sheet: Mapping[str, CellValue],
    read: Sequence[Row],
    elsewhere: Sequence[Area],
    noted: list[Finding],
) -> Iterator[Row]:
    """The entries below the first blank row under a table; all other rows there are noted.

    Args:
        reader: reads the rows of the table.
        sheet: the cells of its sheet.
        read: the entries of the table, and those right below it.
        elsewhere: the areas of other tables on the sheet, whose rows are theirs.
        noted: where findings are added.
    """
    last = max((row_number(row) for row in read), default=reader.last)
    last, known = max(last, reader.last), {folded(row.place.row) for row in read}
    for number in _filled(reader, sheet, last, elsewhere):
        entries = reader.entries(number, sheet)
        if reader.is_blank(entries) or reader.is_own(entries):
            continue
        row = reader.row(number, entries)
        if _repeats_headings(row):
            _note(noted, row, entries, COPIED)
            return
        if folded(row.place.row) in known:
            _note(noted, row, entries, TWICE)
        elif number - last <= FARTHEST and is_entry(reader.declared.name, row):
            _note(noted, row, entries, TAKEN_IN)
            known.add(folded(row.place.row))
            last = number
            yield row
        else:
            _note(noted, row, entries, LEFT)


def row_number(row: Row) -> int:
    """Number of a row on its sheet."""
    return int(row.place.at.removeprefix("row "))


def is_entry(table: str, row: Row) -> bool:
    """Whether a row has what every entry of the table has, and something to say."""
    held = {heading: cell.value for heading, cell in row.cells.items() if cell.value is not None}
    needed = _NEEDED.get(table) or INPUTS.needed_headings(table)
    if not all(heading in held for heading in needed) or len(held) < 2:
        return False
    if table == "settings":
        known = {LEVELS, *(field.name for field in INPUTS.by_table["settings"])}
        return folded(str(held["setting"])) in known
    return all(is_id(str(held[heading]).strip()) for heading in needed if heading in ("id", "party"))


_NEEDED = {
    "settings": ("setting", "value"),
    "tabled": ("kind", "item"),
    "counterpart": ("party", "kind"),
}
"""Headings without which a row is no entry, for tables with rows of several kinds."""


def _filled(
    reader: RowReader, sheet: Mapping[str, CellValue], last: int, elsewhere: Sequence[Area]
) -> list[int]:
    """Numbers of the rows below that have something under the table's headings."""
    across = range(min(reader.columns.values()), max(reader.columns.values()) + 1)
    found = set()
    for at in reversed(list(sheet)):  # cells come in the order of the sheet
        row, column = row_and_column(at)
        if row <= last:
            break
        if column in across and not any(area.holds(row, column) for area in elsewhere):
            found.add(row)
    return sorted(found)


def _repeats_headings(row: Row) -> bool:
    held = {heading: cell.value for heading, cell in row.cells.items() if cell.value is not None}
    return len(held) > 1 and all(folded(str(value)) == folded(heading) for heading, value in held.items())


def _note(noted: list[Finding], row: Row, entries: Mapping[str, CellValue | None], wanted: str) -> None:
    there = (cell.value for cell in entries.values() if cell is not None)
    first = next((value for value in there if value not in (None, "")), None)
    place = Place(row.place.sheet, row.place.row, at=row.place.at)
    noted.append(Finding(place, quoted_value(first), wanted, "apart", Severity.WARNING))
