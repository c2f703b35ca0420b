"""What a copy that withholds judgements shows in their place: the word *withheld* in every cell that needs them.

An empty reservation value counts as 0. A cell that rests on it would state what nobody judged. Which cells rest
on it follows from the formulas: first those that look the setting up, then all that refer to one of these.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from steelyard.model.release import OURS, WITHHELD, Withheld, policy_of
from steelyard.ooxml.addresses import Area, column_number, row_and_column, sheet_and_area
from steelyard.sheets.spec import Formula, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.sheets.charts import Chart
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import Content, FilledSheet, FilledTable, HeaderCell

MASK = Formula(f'"{WITHHELD}"', WITHHELD)
"""What stands in a cell that cannot be computed. It is a formula, so that a score finds the cell as it was."""

_WORDS = re.compile(r'"(?:[^"]|"")*"')
_REFERENCE = re.compile(
    r"(?:(?:'(?:[^']|'')+'|[A-Za-z_][\w.]*)!)?\$?[A-Z]{1,3}\$?[1-9][0-9]*(?::\$?[A-Z]{1,3}\$?[1-9][0-9]*)?(?![\w(!.])"
)


class _Cell(NamedTuple):
    sheet: str
    row: int
    column: int


class _Reference(NamedTuple):
    area: Area
    user: _Cell


def with_withheld(context: Context, sheets: tuple[FilledSheet, ...]) -> tuple[FilledSheet, ...]:
    """The sheets, in which each cell that rests on what is withheld says so.

    Charts that show such a cell are left out.
    """
    if not context.model.settings.withheld:
        return sheets
    # Checks counts cells that show an error or are unfit; the word is neither.
    counted = [sheet for sheet in sheets if sheet.kind is not Kind.RECORD]
    formulas = {cell: content.text for sheet in counted for cell, content in _formulas(context, sheet)}
    found = _resting(formulas, _first(context, formulas))
    return tuple(_masked(context, sheet, found) for sheet in sheets)


def _formulas(context: Context, sheet: FilledSheet) -> Iterator[tuple[_Cell, Formula]]:
    above = [(_above(context, sheet, cell), cell.content) for cell in sheet.header]
    below = [found for table in sheet.tables for row in _rows(table) for found in row]
    for cell, content in (*above, *below):
        if isinstance(content, Formula):
            yield cell, content


def _above(context: Context, sheet: FilledSheet, cell: HeaderCell) -> _Cell:
    """Where a cell above the tables stands; people may have moved one that has a name."""
    if cell.name not in context.places.cells:
        return _Cell(sheet.place.sheet, cell.row, cell.column)
    where, at = context.places.cells[cell.name]
    return _Cell(where, *row_and_column(at))


def _rows(table: FilledTable) -> Iterator[list[tuple[_Cell, Content]]]:
    """The rows of a table, each cell with where it stands."""
    place = table.place
    columns = [column_number(place.letter(column.heading)) for column in table.columns]
    for row, entries in enumerate(table.rows, place.first):
        yield [
            (_Cell(place.sheet, row, column), content)
            for column, content in zip(columns, entries, strict=True)
        ]


def _first(context: Context, formulas: dict[_Cell, str]) -> set[_Cell]:
    """The cells that look up what is withheld, or count the parties."""
    classes = policy_of(context.model.settings.withheld).classes
    settings, wanted = context.tables["settings"], list[str]()
    if Withheld.RESERVATION in classes:
        wanted += [settings.lookup(f'"{name}"', "value") for name in OURS]
    if Withheld.COUNTERPART in classes:
        # With no counterpart left, our side alone would be all parties that must accept.
        wanted.append(context.tables["parties"].column("accepts"))
    return {cell for cell, text in formulas.items() if any(each in text for each in wanted)}


def _resting(formulas: dict[_Cell, str], first: set[_Cell]) -> set[_Cell]:
    """These cells, and all whose formulas refer to one of them, directly or through others."""
    users: dict[str, list[_Reference]] = defaultdict(list)
    for cell, text in formulas.items():
        for sheet, area in _references(text, cell.sheet):
            users[sheet].append(_Reference(area, cell))
    found, new = set(first), list(first)
    while new:
        cell = new.pop()
        for area, user in users[cell.sheet]:
            if user not in found and area.holds(cell.row, cell.column):
                found.add(user)
                new.append(user)
    return found


def _references(text: str, own: str) -> Iterator[tuple[str, Area]]:
    """Sheet and area of every reference in a formula."""
    for written in set(_REFERENCE.findall(_WORDS.sub('""', text))):
        yield sheet_and_area(written) or (own, Area.parse(written))


def _masked(context: Context, sheet: FilledSheet, found: set[_Cell]) -> FilledSheet:
    header = tuple(
        replace(cell, content=MASK) if _above(context, sheet, cell) in found else cell
        for cell in sheet.header
    )
    tables = tuple(
        replace(
            table,
            rows=tuple(
                tuple(MASK if cell in found else content for cell, content in row) for row in _rows(table)
            ),
        )
        for table in sheet.tables
    )
    charts = tuple(chart for chart in sheet.charts if not _shows(chart, found))
    return replace(sheet, header=header, tables=tables, charts=charts)


def _shows(chart: Chart, found: set[_Cell]) -> bool:
    """Whether a chart shows one of these cells."""
    written = [chart.categories_ref]
    for series in chart.series:
        written += [series.name_ref, series.values_ref, series.across_ref]
    areas = [place for each in written if each and (place := sheet_and_area(each))]
    return any(
        cell.sheet == sheet and area.holds(cell.row, cell.column) for sheet, area in areas for cell in found
    )
