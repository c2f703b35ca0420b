"""What somebody added to the sheets of a case, and a released copy does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.ooxml.opc.relationships import of_kind
from steelyard.ooxml.sheet_cells import charts_of
from steelyard.ooxml.sheet_index import sheet_part
from steelyard.ooxml.tables import tables
from steelyard.ooxml.xml.scan import tags_named
from steelyard.sheets.forms import FORM_NAME
from steelyard.sheets.names import WAITING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.tables import Table
    from steelyard.sheets.spec import FilledSheet

COMMENTS = {"comments": b"comment", "threadedComment": b"threadedComment"}
"""The kinds of parts with comments, and the tag of one."""


def left_out(file: Package, sheets: Iterable[FilledSheet]) -> Iterator[str]:
    """What a copy lacks of what people put on steelyard's sheets, each with its sheet.

    Args:
        file: the workbook.
        sheets: steelyard's sheets as they follow from what it says.
    """
    found = tables(file)
    for sheet in sheets:
        if sheet.table.name in found:
            yield from _on_sheet(file, sheet, found[sheet.table.name])


def own_names(sheets: Iterable[FilledSheet]) -> frozenset[str]:
    """The names that steelyard defines in the workbook with these sheets."""
    return frozenset({cell.name for sheet in sheets for cell in sheet.header} | {FORM_NAME, WAITING})


def _on_sheet(file: Package, sheet: FilledSheet, found: Table) -> Iterator[str]:
    part, where = sheet_part(file, found.sheet), f"on the sheet {found.sheet!r}"
    comments = max(
        sum(sum(1 for _ in tags_named(file.structure(each), tag)) for each in of_kind(file, part, kind))
        for kind, tag in COMMENTS.items()
    )
    pictures = sum(len(of_kind(file, drawing, "image")) for drawing in of_kind(file, part, "drawing"))
    charts = len(charts_of(file, found.sheet)) - len(sheet.charts)
    for count, what in ((comments, "comment"), (charts, "chart"), (pictures, "picture")):
        if count > 0:
            yield f"{count} {what if count == 1 else f'{what}s'} {where}"
    headings = {column.heading for column in sheet.table.columns}
    if not sheet.table.declared.own_prefixes:  # there columns of earlier models are steelyard's own
        yield from (f"the column {each!r} {where}" for each in found.columns if each not in headings)
