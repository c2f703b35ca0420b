"""Write what the engine says into the open workbook: all of it as one step of undo, or nothing.

Inside LibreOffice, so for Python 3.8 and later, with the standard library and uno alone; see `component`. UNO
sets single locked cells without a word, so protection guards nothing. What may be written to is decided here,
by the tables that the workbook has: cells in tables of steelyard's, those above tables that get a column, and
cells with a name.

It cannot empty a locked cell, set a block of them, or give new rows their formats. So protection is taken off
the sheets that are written to, and put back before anybody can do anything: no window of the workbook takes
keys meanwhile, and the office remembers what the protection allowed.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

try:
    import uno
except ImportError:  # no office runs this file
    uno = None

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

CONTENTS = 1 | 2 | 4 | 8 | 16
"""Numbers, days, texts, comments and formulas, but no formats: com.sun.star.sheet.CellFlags."""

POINT = 2540 / 72
"""Hundredths of a millimetre in a point."""

CHARACTER, PADDING = 185.2, 132.3
"""Width of a character, and what a column has beside its characters, in hundredths of a millimetre."""

READING = 0.3
"""The share of all work that goes into reading the workbook again."""

BOLD = 150.0
"""com.sun.star.awt.FontWeight.BOLD."""


class NotWritten(Exception):
    """Nothing was written; the message says why."""


def write(
    document: Any, changes: Any, before: Any, label: str, loaded: Callable[[str], Any]
) -> Generator[float, None, int]:
    """Make the changes piece by piece, and say how many cells they set.

    If an error ends it, or the caller closes it before the end, everything is taken back.

    Args:
        document: the workbook, of which nobody may change anything meanwhile.
        changes: what the engine answered; see `steelyard.libreoffice.sent_book`.
        before: the content that the engine got.
        label: of the button, for the step of undo.
        loaded: a module of the extension, by its name.

    Yields:
        The share that is done.

    Raises:
        NotWritten: something changed since the content was read, or a cell is not one of steelyard's.
    """
    reading, undoing = loaded("reading"), loaded("undoing")
    now = yield from reading.content(document, before["who"], READING)
    moved = reading.differing(before, now)
    if moved:
        raise NotWritten(f"{moved} changed while it was computed; press again.")
    contents = loaded("contents").Contents(document, changes, before, undoing.unrecorded)
    require_own(changes, before, contents.cells)
    yield READING
    names = touched(changes, before)
    count = sum(map(len, contents.cells.values()))
    with undoing.step(document, f"Steelyard: {label}", names) as refused:
        if refused:
            raise NotWritten(f"The sheet {refused!r} is protected by a password; take it off first.")
        done, every = 0, max(1, count + sum(size(target) for _, _, target, _ in changes["looks"]))
        for made in make(document, changes, contents, loaded, names):
            done += made
            yield READING + (1 - READING) * min(1.0, done / every)
    return count


def size(area: Any) -> int:
    """Number of cells."""
    return int((area[2] - area[0] + 1) * (area[3] - area[1] + 1))


def require_own(changes: Any, before: Any, cells: Any) -> None:
    """Refuse cells that are not steelyard's; `cells` are those that are set, by sheet."""
    named = {(sheet, *area[:2]) for sheet, area in before["named_cells"]}
    old = {name: (sheet, area) for name, sheet, area, _ in before["tables"] if name in changes["own"]}
    new = dict(old)
    for name, sheet, area, was in changes["tables"]:
        if old.get(name) != (sheet, tuple(was)):
            raise NotWritten(f"The table {name} is not where it was.")
        new[name] = (sheet, tuple(area))
    created = changes["new"]["sheet"] if changes["new"] else ""
    if created in before["sheets"]:
        raise NotWritten(f"There is a sheet {created!r} already.")
    for sheet, set_ in cells.items():
        own = [(old[name][1], area) for name, (where, area) in new.items() if where == sheet]
        for row, column in set_ if sheet != created else ():
            is_own = (sheet, row, column) in named
            if not is_own and not any(belongs(row, column, was, area) for was, area in own):
                raise NotWritten(f"Row {row}, column {column} of {sheet!r} is not steelyard's.")


def belongs(row: int, column: int, was: Any, area: Any) -> bool:
    """Whether a cell lies in a table, which grows or shrinks, or above one that gets a column."""
    top, left, bottom, right = area
    if max(was[1], left) <= column <= max(was[3], right) and top <= row <= max(was[2], bottom):
        return True
    return was[3] < right and left <= column <= right and row < top


def touched(changes: Any, before: Any) -> Any:
    """The sheets on which something is to be set, but for a new one."""
    shapes = (changes["looks"], changes["lists"], changes["heights"])
    sheets = {part[0] for each in shapes for part in each} | {part[1] for part in changes["tables"]}
    return sorted(({*changes["cells"]} | sheets) & {*before["sheets"]})


def make(
    document: Any, changes: Any, contents: Any, loaded: Callable[[str], Any], names: Any
) -> Iterator[int]:
    """Make the changes, in the order in which xlwings makes them for Excel.

    Args:
        document: the workbook.
        changes: what the engine answered.
        contents: of the cells, before and after.
        loaded: a module of the extension, by its name.
        names: of the sheets that are written to.

    Yields:
        How many cells were touched by each piece.
    """
    sheets, action = document.Sheets, loaded("undoing").action
    if changes["new"]:
        sheets.insertNewByName(changes["new"]["sheet"], sheets.Count)
    # Copied formats overwrite what stands in cells. So cells are put back after the formats are taken back,
    # by an entry before theirs, and set again after the formats, by an entry behind theirs.
    document.UndoManager.addUndoAction(action(document, names, contents.put_back, nothing))
    for sheet, source, target, width in changes["looks"]:
        copy_look(sheets.getByName(sheet), source, target, width)
        yield size(target)
    yield from contents.write()
    document.UndoManager.addUndoAction(action(document, names, nothing, contents.again))
    for name, sheet, area, _ in changes["tables"]:
        document.DatabaseRanges.getByName(name).setDataArea(block(sheets.getByName(sheet), area).RangeAddress)
        yield 0
    for sheet, area, formula in changes["lists"]:
        offer(block(sheets.getByName(sheet), area), formula)
        yield 0
    for sheet, first, last, height in equal_heights(changes["heights"]):
        rows = block(sheets.getByName(sheet), (first, 1, last, 1)).Rows
        rows.Height = round(height * POINT)
        yield 0
    for sheet, area in changes["printed"]:
        print_only(document, sheet, area, loaded("undoing"))
    yield 0
    loaded("charts").redraw(document, changes["charts"], action)
    if changes["new"]:
        add_table(document, changes["new"])


def nothing() -> None:
    """What one half of an entry of the history does where the other half does all."""


def block(sheet: Any, area: Any) -> Any:
    """The cells of an area."""
    top, left, bottom, right = area
    return sheet.getCellRangeByPosition(left - 1, top - 1, right - 1, bottom - 1)


def copy_look(sheet: Any, source: Any, target: Any, width: Any) -> None:
    """Repeat formats, and what may be typed, of the source over the target, which is empty."""
    tall, wide = source[2] - source[0] + 1, source[3] - source[1] + 1
    from_ = block(sheet, source).RangeAddress
    for row in range(target[0], target[2] + 1, tall):
        for column in range(target[1], target[3] + 1, wide):
            sheet.copyRange(sheet.getCellByPosition(column - 1, row - 1).CellAddress, from_)
    block(sheet, target).clearContents(CONTENTS)
    if width is not None:
        for column in range(target[1], target[3] + 1):
            sheet.Columns.getByIndex(column - 1).Width = width_of(width)


def equal_heights(heights: Any) -> Iterator[Any]:
    """Rows below each other that get the same height: sheet, first row, last row, height."""

    def run_of(placed: Any) -> Any:
        place, (sheet, row, height) = placed
        return sheet, height, row - place  # the same for rows below each other

    for (sheet, height, _), run in itertools.groupby(enumerate(sorted(heights)), run_of):
        rows = [row for _, (_, row, _) in run]
        yield sheet, rows[0], rows[-1], height


def print_only(document: Any, sheet: str, area: Any, undoing: Any) -> None:
    """Let a sheet print this area; the office itself needs 0.1 seconds to take such a change back."""

    def printed(areas: Any) -> None:
        # By its name: an object of a sheet that was deleted and came back is dead.
        undoing.unrecorded(document, document.Sheets.getByName(sheet).setPrintAreas, areas)

    own = document.Sheets.getByName(sheet)
    before, after = own.getPrintAreas(), (block(own, area).RangeAddress,)
    printed(after)
    entry = undoing.action(document, (sheet,), lambda: printed(before), lambda: printed(after))
    document.UndoManager.addUndoAction(entry)


def width_of(characters: float) -> int:
    """The width of a column of so many characters."""
    return round(characters * CHARACTER + PADDING)


def offer(cells: Any, formula: str) -> None:
    """Offer a list in cells; messages and all else of their validation stay."""
    rule = cells.Validation
    rule.Type = uno.Enum("com.sun.star.sheet.ValidationType", "LIST")
    rule.setFormula1(formula)
    cells.Validation = rule


def add_table(document: Any, new: Any) -> None:
    """Make a table of a new sheet, with its widths and formats and the look of its title."""
    sheet = document.Sheets.getByName(new["sheet"])
    top, left, bottom, right = new["area"]
    document.DatabaseRanges.addNewByName(new["table"], block(sheet, new["area"]).RangeAddress)
    written = block(sheet, (1, left, bottom, right))
    written.CharFontName, written.CharHeight = new["font"], new["size"]
    for column, (width, form) in enumerate(new["columns"], left):
        sheet.Columns.getByIndex(column - 1).Width = width_of(width)
        if form:
            block(sheet, (top + 1, column, bottom, column)).NumberFormat = number_format(document, form)
    block(sheet, (top, left, top, right)).CharWeight = BOLD
    title = sheet.getCellByPosition(0, 0)
    title.CharWeight, title.CharHeight, title.CharColor = BOLD, new["title_size"], new["ink"]


def number_format(document: Any, form: str) -> int:
    """The key of a number format, which is added where the workbook does not have it."""
    where = uno.createUnoStruct("com.sun.star.lang.Locale")
    where.Language, where.Country = "en", "US"
    found = int(document.NumberFormats.queryKey(form, where, False))  # noqa: FBT003 - as it is
    return found if found >= 0 else int(document.NumberFormats.addNew(form, where))
