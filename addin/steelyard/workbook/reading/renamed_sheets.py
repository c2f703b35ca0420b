"""Sheets of steelyard's own that a program renamed and left the references to them as they were.

Excel and LibreOffice rewrite every reference when a sheet is renamed. Libraries do not: then names, lists,
charts and formulas refer to a sheet that is not there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.draft import Place
from steelyard.model.findings import Finding, quoted_value
from steelyard.ooxml.defined_names import defined_cells
from steelyard.ooxml.sheet_index import sheet_parts
from steelyard.ooxml.sheet_references import with_references
from steelyard.ooxml.tables import tables
from steelyard.sheets.catalogue import outline
from steelyard.sheets.names import FLAGS, STAMP, VIEW

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steelyard.ooxml.opc.package import Package


def with_own_names(file: Package) -> tuple[Package, tuple[Finding, ...]]:
    """The workbook whose names, lists and charts lead to its sheets as these are called now; and findings."""
    findings: list[Finding] = []
    for before, now in _renamed(file).items():
        parts = sheet_parts(file)
        own = {table.sheet: parts[table.sheet] for table in tables(file).values()}
        other = with_references(file, {before: now}, own)
        if other is not file:  # a spreadsheet that renames a sheet leaves no reference to its old name
            wanted = f"references lead to this name, and the sheet is called {now!r}"
            findings.append(Finding(Place(now), quoted_value(before), wanted, "renamed-sheet"))
        file = other
    return file, tuple(findings)


def _renamed(file: Package) -> Mapping[str, str]:
    """The name of each renamed sheet now, by the names that references to it may have."""
    there = {name.casefold() for name in sheet_parts(file)}
    found, named = tables(file), defined_cells(file)
    renamed: dict[str, str] = {}
    for sheet in outline():
        table = found.get(sheet.table.name)
        if table and sheet.name.casefold() not in there:
            renamed[sheet.name] = table.sheet
        names = (*sheet.cells, *(form.format(sheet.table.name) for form in (FLAGS, VIEW, STAMP)))
        for name in names if table else ():
            before = named.get(name, ("", ""))[0]
            if table and before and before.casefold() not in there:
                renamed[before] = table.sheet
    return renamed
