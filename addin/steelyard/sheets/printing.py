"""What of a sheet is printed, on how many pages side by side, and what is repeated on every page."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from steelyard.ooxml.addresses import Area, column_letters
from steelyard.sheets.headings import CHANGED_SINCE, flag_line
from steelyard.sheets.looks import look
from steelyard.sheets.names import FLAGS
from steelyard.sheets.names_above import ABOVE
from steelyard.sheets.row_heights import LINE_HEIGHT, SPARE
from steelyard.sheets.spec import Formula, Kind, purpose_lines
from steelyard.sheets.text_width import POINTS_A_CHARACTER, text_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from steelyard.sheets.spec import AnyColumn, FilledSheet

PAGE_CHARACTERS = 185
"""Width, in characters of the body font, that one landscape A4 page holds and is still read with ease."""

PAGE_WIDTH, PAGE_HEIGHT = 770.0, 523.0
"""Points, between the margins of half an inch, of A4 across."""

MOST_PRESSED, NEARLY_FULL = 1.45, 0.9
"""Up to so many pages are pressed into one; below so much of a page nothing needs pressing."""

EMPTY_COLUMN = 46.0
"""Points that a column takes that nobody gave a width, at least."""

SCREEN_CHARACTERS, MOST_HELD = 200, 100
"""Width in characters that a screen of 1440 points shows at full size, and that columns may take which stay."""

FLAG_ROOM = flag_line(computed=f"12 judgements {CHANGED_SINCE}")
"""A flag line as long as it is while somebody works."""

ONE_PAGE_CHARACTERS = 290
"""Up to this width a sheet is printed on one page all the same: a table is read best as a whole."""


def printed(sheet: FilledSheet) -> tuple[AnyColumn, ...]:
    """Columns that are printed: not those that only serve formulas, which are hidden."""
    columns = zip(sheet.table.columns, sheet.declared.helpers, strict=True)
    return tuple(column for column, helper in columns if not helper)


def unprinted(sheet: FilledSheet) -> int:
    """How many columns at the right end of the sheet only serve formulas, and are not printed."""
    return sheet.declared.helpers_at_end if len(sheet.tables) == 1 else 0


def pages_across(sheet: FilledSheet) -> int:
    """How many pages, side by side, the sheet is printed on."""
    width = sum(column.width for column in printed(sheet))
    beside = (table for table in sheet.tables[1:] if table.place.left > sheet.place.left)
    width += sum(column.width for table in beside for column in table.columns)
    return 1 if width <= ONE_PAGE_CHARACTERS else math.ceil(width / PAGE_CHARACTERS)


def held_columns(sheet: FilledSheet) -> int:
    """How many columns stay in sight when one scrolls right, and are repeated on pages further right.

    None where the table fits a screen. The title and the lines below it begin in column A, and a program cuts
    them off where these columns end: there are so many that the lines are whole, or none.
    """
    columns = printed(sheet)
    if sum(column.width for column in columns) <= SCREEN_CHARACTERS:
        return 0
    wanted = max(_line_widths(sheet)) / POINTS_A_CHARACTER
    for count in range(sheet.declared.frozen_columns, len(columns)):
        width = sum(column.width + SPARE for column in columns[:count])
        if width > MOST_HELD:
            return 0
        if width >= wanted:
            return count
    return 0


def _line_widths(sheet: FilledSheet) -> Iterator[float]:
    """Points that the title, the flags, the view and the sentences above a table take."""
    yield text_width(sheet.title, look("title").size, bold=True)
    for cell in sheet.header:
        chosen = look(cell.look)
        if cell.column == 1 and not chosen.wrap and cell.look not in ("label", "link"):
            shown = cell.content.value if isinstance(cell.content, Formula) else cell.content
            words = FLAG_ROOM if cell.name.endswith(FLAGS.format("")) else str(shown or "")
            yield text_width(words, chosen.size, bold=chosen.bold)


def pages_down(sheet: FilledSheet, heights: Mapping[int, float]) -> int:
    """How many pages, one below the other, the sheet is pressed into; 0 where as many are taken as it needs.

    A little more than one page is pressed into one, and so on: a page with two last rows helps nobody.

    Args:
        sheet: the sheet.
        heights: of its rows, in points.
    """
    if pages_across(sheet) > 1:
        return 0
    width = sum(column.width + SPARE for column in printed(sheet)) * POINTS_A_CHARACTER
    scale = min(1.0, PAGE_WIDTH / width)
    last = print_area(sheet).last_row
    height = sum(heights.get(row, LINE_HEIGHT) for row in range(1, last + 1))
    pages = height * scale / PAGE_HEIGHT
    return math.ceil(pages / MOST_PRESSED) if pages > NEARLY_FULL else 0


def print_area(sheet: FilledSheet) -> Area:
    """The cells that are printed: from A1 to the end of the table, or to the last row above it."""
    last_row = _last_filled(sheet) if sheet.declared.prints_table else max(cell.row for cell in sheet.header)
    ends = [table.place.left + len(table.place.headings) - 1 for table in sheet.tables]
    last_column = max(ends) - unprinted(sheet)
    if len(sheet.tables) > 1:
        return Area(1, 1, max(table.place.last for table in sheet.tables), last_column)
    return Area(1, 1, last_row, last_column + _further_columns(sheet))


def _further_columns(sheet: FilledSheet) -> int:
    """How many empty columns right of the table are printed, so that the lines above it are whole."""
    widths = [column.width + SPARE for column in printed(sheet)]
    room = sum(widths) * POINTS_A_CHARACTER
    wanted = max(_line_ends(sheet, widths))
    if sheet.kind is Kind.START or wanted > ONE_PAGE_CHARACTERS * POINTS_A_CHARACTER:
        return 0
    return max(0, math.ceil((wanted - room) / EMPTY_COLUMN))


def _line_ends(sheet: FilledSheet, widths: Sequence[float]) -> Iterator[float]:
    """Where the lines above a table end that do not wrap, in points from the left edge."""
    yield text_width(sheet.title, look("title").size, bold=True)
    yield from (text_width(line) for line in purpose_lines(sheet.declared.purpose))
    for cell in sheet.header:
        chosen = look(cell.look)
        if not chosen.wrap and not chosen.right:
            shown = cell.content.value if isinstance(cell.content, Formula) else cell.content
            start = sum(widths[: cell.column - 1]) * POINTS_A_CHARACTER
            yield start + text_width(str(shown or ""), chosen.size, bold=chosen.bold)


def _last_filled(sheet: FilledSheet) -> int:
    """The last row of the table with an entry that is printed; the last of all where people type them."""
    place, rows, helpers = sheet.place, sheet.table.rows, sheet.declared.helpers
    if sheet.kind is not Kind.COMPUTED:
        return place.last
    filled = [
        row
        for row, entries in enumerate(rows, place.first)
        if any(each is not None for each, helper in zip(entries, helpers, strict=True) if not helper)
    ]
    return max(filled, default=place.first)


def print_titles(sheet: FilledSheet) -> tuple[str, str]:
    """The rows and the columns that are repeated on every page, such as `8:8` and `A:A`; empty where none are."""
    first = min((cell.row for cell in sheet.header if cell.look.startswith(ABOVE)), default=sheet.place.head)
    rows = f"{first}:{sheet.place.head}" if sheet.declared.prints_table else ""
    if pages_across(sheet) == 1:
        return rows, ""
    held = 1 if sheet.charts else held_columns(sheet)  # a chart in these columns would be repeated, too
    return rows, f"A:{column_letters(held)}" if held else ""
