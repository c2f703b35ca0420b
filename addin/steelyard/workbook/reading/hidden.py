"""Findings about what keeps a judgement from being seen: hidden sheets, rows and columns, and merged cells.

Such judgements count all the same, so nothing is refused; but nobody should find out by accident.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.draft import Place
from steelyard.model.findings import Finding, Severity
from steelyard.ooxml.addresses import column_letters
from steelyard.ooxml.concealment import hidden_columns, hidden_rows, hidden_sheets, merged_areas

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.tables import Table

SHOWN = "{} count all the same; show {}, or remove what should not count"


def hidden(package: Package, judged: Iterable[Table]) -> tuple[Finding, ...]:
    """A warning for everything about these tables that a reader of the sheets would not see."""
    concealed = hidden_sheets(package)
    found: list[Finding] = []
    for table in judged:
        if table.sheet in concealed:
            found.append(_not_shown(Place(table.sheet), "a hidden sheet"))
        found += _rows_and_columns(package, table)
        found += _merged(package, table)
    return tuple(found)


def _rows_and_columns(package: Package, table: Table) -> Iterator[Finding]:
    area = table.area
    for row in hidden_rows(package, table.sheet):
        if area.first_row <= row <= area.last_row:
            yield _not_shown(Place(table.sheet, at=f"row {row}"), "a hidden row")
    for first, last in hidden_columns(package, table.sheet):
        for column in range(max(first, area.first_column), min(last, area.last_column) + 1):
            heading = table.columns[column - area.first_column]
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
