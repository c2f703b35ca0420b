"""Findings about what keeps a judgement from being seen: hidden sheets, rows and columns, and merged cells.

Such judgements count all the same, so nothing is refused; but nobody should find out by accident.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.draft import Place
from steelyard.model.findings import Finding, Severity
from steelyard.model.parts import ALL_SHEETS
from steelyard.ooxml.addresses import column_letters
from steelyard.ooxml.concealment import hidden_columns, hidden_rows, hidden_sheets, merged_areas
from steelyard.sheets.catalogue import outline, own_headings, tables_by_name
from steelyard.sheets.headings import PROPOSAL
from steelyard.sheets.spec import Kind, Role
from steelyard.workbook.reading.rows import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from steelyard.model.draft import Row
    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.tables import Table

SETTING = "sheets"
"""The setting that says whether a workbook was built with few sheets or with all."""

LISTS = frozenset(
    sheet.table.name for sheet in outline() if sheet.kind is Kind.JUDGEMENTS and sheet.essential is None
)
"""Tables that people type into and that a new workbook hides all the same: the list of evidence."""

SHOWN = "{} count all the same; show {}, or remove what should not count"


def hidden(
    package: Package, judged: Iterable[Table], rows: Mapping[str, Sequence[Row]]
) -> tuple[Finding, ...]:
    """A warning for everything about these tables that a reader of the sheets would not see.

    A hidden sheet without entries conceals nothing: a new workbook hides the sheets of parts that its case
    does not have. It also hides Evidence, a list, unless it shows all sheets.

    Args:
        package: the workbook.
        judged: the tables that people type into.
        rows: the entries of each table.
    """
    concealed = hidden_sheets(package)
    listed = set() if _shows_all(rows["settings"]) else LISTS
    found: list[Finding] = []
    for table in judged:
        if table.sheet in concealed and table.name not in listed and _has_entry(table, rows[table.name]):
            found.append(_not_shown(Place(table.sheet), "a hidden sheet"))
        found += _rows_and_columns(package, table)
        found += _merged(package, table)
    return tuple(found)


def _shows_all(settings: Sequence[Row]) -> bool:
    """Whether the workbook was built with all its sheets visible, as its settings say."""
    return any(text_of(row, "setting") == SETTING and text_of(row, "value") == ALL_SHEETS for row in settings)


def _has_entry(table: Table, rows: Sequence[Row]) -> bool:
    """Whether somebody typed something into a table, beside the ids that steelyard put there.

    On Package steelyard also puts *no* beside every option, which offers nothing.
    """
    declared = tables_by_name()[table.name]
    ids = {column.heading for column in declared.columns if column.role is Role.ID}
    own = {*ids, *own_headings(table.name, table.columns), *declared.keys}
    nothing = (None, "no") if table.name == PROPOSAL else (None,)
    entries = (entry for row in rows for entry in row.cells.items())
    return any(cell.value not in nothing and heading not in own for heading, cell in entries)


def _rows_and_columns(package: Package, table: Table) -> Iterator[Finding]:
    area = table.area
    for row in hidden_rows(package, table.sheet):
        if area.first_row <= row <= area.last_row:
            yield _not_shown(Place(table.sheet, at=f"row {row}"), "a hidden row")
    helpers = own_headings(table.name, table.columns)  # nobody types there
    for first, last in hidden_columns(package, table.sheet):
        for column in range(max(first, area.first_column), min(last, area.last_column) + 1):
            heading = table.columns[column - area.first_column]
            if heading in helpers:
                continue
            place = Place(table.sheet, "", heading, f"column {column_letters(column)}")
            yield _not_shown(place, "a hidden column")


def _merged(package: Package, table: Table) -> Iterator[Finding]:
    for merged in merged_areas(package, table.sheet):
        if merged.meets(table.area):
            wanted = "only the first of merged cells holds anything; unmerge them"
            place = Place(table.sheet, at=f"cells {merged}")
            yield Finding(place, "merged cells", wanted, "merged", Severity.WARNING)


def _not_shown(place: Place, found: str) -> Finding:
    return Finding(place, found, SHOWN.format("its judgements", "it"), "hidden", Severity.WARNING)
