"""Cells that do not show what they should: which they are, and what to put there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from steelyard.errors import WouldLoseContent
from steelyard.ooxml import cell_values
from steelyard.ooxml.addresses import address, column_letters
from steelyard.ooxml.cell_values import Cached, Value, shows_same
from steelyard.ooxml.defined_names import defined_cells
from steelyard.ooxml.shared_formulas import shifted
from steelyard.ooxml.sheet_cells import cells
from steelyard.ooxml.tables import tables
from steelyard.sheets.names import WARNING, WARNING_LINES
from steelyard.sheets.spec import Formula, Kind, Role
from steelyard.workbook.reading.cures import NEW_WORKBOOK, UNDO
from steelyard.workbook.scoring.own_formulas import has_own_formula

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from steelyard.ooxml.cell_values import CellValue, Patch
    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.tables import Table
    from steelyard.sheets.spec import Content, FilledSheet, FilledTable
    from steelyard.workbook.scoring.own_formulas import Due


Patches = dict[str, dict[str, "Patch"]]
"""What to put where: by sheet, then by address."""

Key = tuple[str, ...]
"""What names a row: the texts of its key columns."""


CHANGED = (
    f"somebody changed a sheet of steelyard's own, and steelyard score cannot write the table there. {UNDO}. "
    f"Without one, {NEW_WORKBOOK}"
)

WARNINGS = frozenset(WARNING.format(line) for line in range(1, WARNING_LINES + 1))

MOST_NAMED = 5
"""Rows that a message names at most."""


def due(file: Package, sheets: Sequence[FilledSheet]) -> Due:
    """What the live and computed cells of a workbook should hold.

    Raises:
        WouldLoseContent: a table in the workbook has another shape than the model needs.
    """
    found, named = tables(file), defined_cells(file)
    wanted: Due = {}
    for sheet in sheets:
        for table in sheet.tables:
            there = found[table.name]
            of_sheet = wanted.setdefault(there.sheet, {})
            of_sheet.update(_in_table(sheet.kind, table, there, cells(file, there.sheet)))
            of_sheet.update(_above(sheet, there.sheet, named))
    return wanted


def stale(file: Package, wanted: Due) -> Patches:
    """Cells that do not hold or show what they should, with what to put there.

    A cell that has lost its formula, or has another one, gets its formula back.

    Args:
        file: the workbook.
        wanted: what its cells should hold; see `due`.
    """
    patches: Patches = {}
    for sheet, of_sheet in wanted.items():
        existing = cells(file, sheet)
        differing = {
            at: patch
            for at, content in of_sheet.items()
            if not _is_so(cell := existing.get(at), content) and (patch := _patch(cell, content)) is not None
        }
        if differing:
            patches[sheet] = differing
    return patches


def _in_table(
    kind: Kind, table: FilledTable, found: Table, existing: Mapping[str, CellValue]
) -> Iterator[tuple[str, Content]]:
    is_written = any(column.role in (Role.LIVE, Role.COMPUTED) for column in table.columns)
    if table.declared.kept or not (table.rows and (is_written or table.own_rows)):
        return
    there = {heading: at for at, heading in enumerate(found.columns, found.area.first_column)}
    numbers = _row_numbers(kind, table, found, existing)
    letters = {heading: column_letters(at) for heading, at in there.items()}
    columns = [(column.heading, column.role is Role.COMPUTED) for column in table.columns]
    for place, (number, entries) in enumerate(zip(numbers, table.rows, strict=True), table.place.first):
        for (heading, is_computed), content in zip(columns, _on_row(entries, number - place), strict=True):
            if is_computed or isinstance(content, Formula):
                if heading not in letters:
                    raise WouldLoseContent(
                        f"sheet {found.sheet!r}: table {found.name!r} has no column {heading!r}; {CHANGED}"
                    )
                yield f"{letters[heading]}{number}", content


def _on_row(entries: Sequence[Content], down: int) -> Sequence[Content]:
    """The cells of a row as they stand some rows further down, where sorting put them.

    The references of a formula to its own row move along with it.
    """
    if not down:
        return entries
    return [
        Formula(partial(_moved, each, down), each.value) if isinstance(each, Formula) else each
        for each in entries
    ]


def _moved(formula: Formula, down: int) -> str:
    return shifted(formula.text, down, 0)


def _row_numbers(
    kind: Kind, table: FilledTable, found: Table, existing: Mapping[str, CellValue]
) -> Sequence[int]:
    """The row of the workbook that each row has: found by its key if it has one, otherwise by its place."""
    headings = [column.heading for column in table.columns]
    at_keys = [headings.index(heading) for heading in table.declared.row_key]
    if not isinstance(table.rows[0][at_keys[0]], str):
        return _all_rows(table, found)
    columns = [found.column(heading) for heading in table.declared.row_key]
    rows: dict[Key, int] = {}
    for number in range(found.first_row, found.last_row + 1):
        of_key = [existing.get(address(number, column)) for column in columns]
        rows[tuple("" if cell is None else str(cell.value or "") for cell in of_key)] = number
    wanted = [tuple(str(entries[at] or "") for at in at_keys) for entries in table.rows]
    _require_rows(kind, found, wanted, rows)
    return [rows[key] for key in wanted]


def _all_rows(table: FilledTable, found: Table) -> range:
    """The rows of a table without keys, which must be as many as the model needs."""
    rows = range(found.first_row, found.last_row + 1)
    if len(table.rows) != len(rows):
        raise WouldLoseContent(
            f"sheet {found.sheet!r}: table {found.name!r} has {len(rows)} rows and needs {len(table.rows)}; "
            f"{CHANGED}"
        )
    return rows


def _require_rows(kind: Kind, found: Table, wanted: Sequence[Key], there: Mapping[Key, int]) -> None:
    """Let pass a table that has a row for every key, and no other, unless people type its rows."""
    missing = [_named(key) for key in wanted if key not in there]
    if missing:
        more = f" and {len(missing) - MOST_NAMED} more" if len(missing) > MOST_NAMED else ""
        raise WouldLoseContent(
            f"sheet {found.sheet!r}: table {found.name!r} has no row for {', '.join(missing[:MOST_NAMED])}"
            f"{more}; {CHANGED}"
        )
    keys = set(wanted)
    left = [_named(key) for key in there if any(key) and key not in keys]
    if left and kind is not Kind.JUDGEMENTS:
        raise WouldLoseContent(
            f"sheet {found.sheet!r}: table {found.name!r} still has rows for {', '.join(left[:MOST_NAMED])}; "
            f"{CHANGED}"
        )


def _named(key: Key) -> str:
    return repr("/".join(key))


def _above(
    filled: FilledSheet, sheet: str, named: Mapping[str, tuple[str, str]]
) -> Iterator[tuple[str, Content]]:
    """The named cells above the tables that nobody types into, but for the warnings of a score."""
    for cell in filled.header:
        written = bool(cell.name) and cell.allowed is None and cell.name not in WARNINGS
        if written and cell.name in named and named[cell.name][0] == sheet:
            yield named[cell.name][1], cell.content


def _is_so(cell: CellValue | None, content: Content) -> bool:
    """Whether a cell is to the letter what it should be, as nearly all are; others may show the same yet."""
    if cell is None:
        return content is None
    wanted, formula = (content.value, content.text) if isinstance(content, Formula) else (content, "")
    value = cell.value
    same_type = type(value) is type(wanted) or (type(value) is float and type(wanted) is int)
    return same_type and value == wanted and cell.formula == formula


def _patch(cell: CellValue | None, content: Content) -> Patch | None:
    """What makes a cell hold and show this; None where it does already."""
    if isinstance(content, Formula):
        if not has_own_formula(cell, content):
            return cell_values.Formula(content.text, content.value)
        return None if _shows(cell, content) else Cached(content.value)
    return None if has_own_formula(cell, content) and _shows(cell, content) else Value(content)


def _shows(cell: CellValue | None, content: Content) -> bool:
    """Whether the cell shows this already."""
    value = None if cell is None else cell.value
    wanted = content.value if isinstance(content, Formula) else content
    return shows_same(value, wanted)
