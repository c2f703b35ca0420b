"""What a workbook holds beside steelyard's sheets that a reviewer should know of.

Nothing of it changes a result, so each finding is a warning. Its code tells what it is, so that a program can
refuse a workbook by it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.draft import Place
from steelyard.model.findings import Finding, Severity
from steelyard.ooxml.addresses import address, column_letters
from steelyard.ooxml.cell_values import Patch, Value
from steelyard.ooxml.concealment import hidden_sheets, very_hidden_sheets
from steelyard.ooxml.defined_names import defined_cells, defined_names
from steelyard.ooxml.outside import Kind, outside
from steelyard.ooxml.sheet_cells import cells, with_cells
from steelyard.ooxml.sheet_index import sheet_parts
from steelyard.ooxml.tables import tables
from steelyard.ooxml.validations import validated_areas
from steelyard.sheets.forms import FORM_NAME
from steelyard.sheets.names import WAITING, WARNING, WARNING_LINES
from steelyard.sheets.record.checks.problems import NONE
from steelyard.workbook.scoring.problems import LONGEST, fitted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from steelyard.ooxml.addresses import Area
    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.outside import Outside
    from steelyard.ooxml.tables import Table
    from steelyard.sheets.spec import AnyColumn, FilledSheet

MACRO = "macros: code that runs when somebody allows it; steelyard never writes any"
LINK = "a link to another file, whose values may change; copy the values, and break the link"
CONNECTION = "a connection to a source of data, which refreshes cells; remove it, or say who keeps it"
PICTURE = "a picture that is fetched from elsewhere when the sheet is shown; insert the picture itself"
OWN = "a hidden sheet that is not steelyard's; show it, so that a reviewer sees what it holds"
VERY_HIDDEN = "a sheet that no menu shows; only a program shows it again. Ask who made it so"
UNKNOWN = "a name that steelyard did not define; no formula of steelyard's uses it"
BROKEN = "a name whose cells are gone; delete it in the manager of names"
ESCAPED = (
    "cells without the validation of their column, as after a paste over them. Copy another cell of the "
    "column, and paste only its validation there"
)

MOST_NAMED = 5
"""Cells that a finding names at most."""


def integrity(file: Package, sheets: Sequence[FilledSheet]) -> Iterator[Finding]:
    """Warnings about macros, links, connections, remote pictures, hidden sheets, names and validations.

    Args:
        file: the workbook.
        sheets: its sheets of steelyard's, as they should be.
    """
    sheet_of = {part: name for name, part in sheet_parts(file).items()}
    for each in outside(file):
        yield _reaching_out(Place(sheet_of.get(each.part, each.part)), each)
    found = tables(file)
    own = {found[table.name].sheet for sheet in sheets for table in sheet.tables}
    yield from _hidden(file, own)
    yield from _names(file, sheets)
    for sheet in sheets:
        for table in sheet.tables:
            yield from _escaped(file, found[table.name], table.columns)


def with_warnings_on_checks(file: Package, sheets: Sequence[FilledSheet]) -> Package:
    """The workbook, on whose sheet Checks a line stands for each warning; the last line has the rest.

    Args:
        file: the workbook, scored.
        sheets: its sheets of steelyard's, as they should be.
    """
    found = [str(finding)[:LONGEST] for finding in integrity(file, sheets)]
    lines = fitted(found or [NONE], WARNING_LINES)
    named, patches = defined_cells(file), dict[str, dict[str, Patch]]()
    for number in range(1, WARNING_LINES + 1):
        sheet, at = named.get(WARNING.format(number), ("", ""))
        wanted = lines[number - 1] if number <= len(lines) else None
        held = cells(file, sheet).get(at) if sheet else None
        if sheet and (None if held is None else held.value) != wanted:
            patches.setdefault(sheet, {})[at] = Value(wanted)
    return with_cells(file, patches) if patches else file


def _warning(place: Place, found: str, words: str, code: str) -> Finding:
    return Finding(place, found, words, code, Severity.WARNING)


def _reaching_out(place: Place, found: Outside) -> Finding:
    match found.kind:
        case Kind.MACRO:
            return _warning(place, found.target, MACRO, "macro")
        case Kind.LINK:
            return _warning(place, found.target, LINK, "external-link")
        case Kind.CONNECTION:
            return _warning(place, found.target, CONNECTION, "connection")
        case Kind.PICTURE:
            return _warning(place, found.target, PICTURE, "remote-picture")


def _hidden(file: Package, own: set[str]) -> Iterator[Finding]:
    very = very_hidden_sheets(file)
    for sheet in sorted(hidden_sheets(file)):
        if sheet in very:
            yield _warning(Place(sheet), "a very hidden sheet", VERY_HIDDEN, "very-hidden")
        elif sheet not in own:
            yield _warning(Place(sheet), "a hidden sheet", OWN, "hidden-sheet")


def _names(file: Package, sheets: Sequence[FilledSheet]) -> Iterator[Finding]:
    own = {cell.name for sheet in sheets for cell in sheet.header} | {FORM_NAME, WAITING}
    for name, formula in defined_names(file):
        if "#REF!" in formula:
            yield _warning(Place("Names of the workbook", name), f"={formula}", BROKEN, "broken-name")
        elif name not in own:
            yield _warning(Place("Names of the workbook", name), f"={formula}", UNKNOWN, "unknown-name")


def _escaped(file: Package, found: Table, columns: Sequence[AnyColumn]) -> Iterator[Finding]:
    """Cells of a column of inputs without a validation, where others of the column have one."""
    areas = validated_areas(file, found.sheet)
    for column in columns:
        if (column.allowed or column.guidance) and column.heading in found.columns:
            at = found.column(column.heading)
            rows = range(found.first_row, found.last_row + 1)
            bare = [*_bare(rows, at, areas)]
            if bare and len(bare) < len(rows):
                named = ", ".join(address(row, at) for row in bare[:MOST_NAMED])
                more = f" and {len(bare) - MOST_NAMED} more" if len(bare) > MOST_NAMED else ""
                place = Place(found.sheet, "", column.heading, f"column {column_letters(at)}")
                yield _warning(place, named + more, ESCAPED, "validation-lost")


def _bare(rows: range, column: int, areas: Iterable[Area]) -> Iterator[int]:
    """The rows that no area reaches in a column; most often one area reaches them all."""
    over = [area for area in areas if area.first_column <= column <= area.last_column]
    if not any(area.first_row <= rows.start and rows.stop - 1 <= area.last_row for area in over):
        yield from (row for row in rows if not any(area.first_row <= row <= area.last_row for area in over))
