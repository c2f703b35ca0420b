"""An open workbook of LibreOffice as the office sends it, and what is to be written into it, both as JSON.

`extension/reading.py` makes the content, and `extension/writing.py` takes the changes. Rows and columns count
from 1; an area is its first row, first column, last row and last column.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from steelyard.errors import SteelyardError
from steelyard.libreoffice.formulas import excel_of_office, office_of_excel
from steelyard.ooxml.addresses import Area, address, column_letters, on_sheet
from steelyard.ooxml.cell_values import CellError
from steelyard.ooxml.dates import FIRST_DAY, LAST_DAY
from steelyard.ooxml.minimal import Shown, ShownTable
from steelyard.sheets.catalogue import tables_by_name
from steelyard.sheets.looks import BODY_SIZE, FONT, INK, LOOKS
from steelyard.workbook.editing.put_package import Selected
from steelyard.workbook.open_workbook.changes import blocks, printed_to_the_end
from steelyard.workbook.open_workbook.snapshot import TABLE as SNAPSHOTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from steelyard.ooxml.minimal import Shows
    from steelyard.workbook.open_workbook.changes import Changes, NewTable, Put, Redrawn, Resized

NULL_DATE: Final = [1899, 12, 30]
"""The day from which the office counts, unless somebody has chosen another."""


class SentBook:
    """The workbook that the office sent; what is written into it is kept for the answer."""

    def __init__(self, sent: Mapping[str, Any]) -> None:
        self._sent = sent
        self.messages: list[str] = []
        self.changes: dict[str, Any] | None = None

    def content(self) -> Shown:
        """Everything that the workbook shows, formulas too.

        Raises:
            SteelyardError: its days count from another day than usual.
        """
        sent = self._sent
        if sent["null_date"] != NULL_DATE:
            first = "-".join(map(str, sent["null_date"]))
            raise SteelyardError(
                f"{sent['where']} counts its days from {first}, not from 1899-12-30 as usual; "
                "use the commands, such as steelyard score"
            )
        return Shown(
            where=sent["where"],
            who=sent["who"],
            sheets={name: _rows(sheet) for name, sheet in sent["sheets"].items()},
            formulas={
                name: {address(row, column): excel_of_office(text) for row, column, text in sheet["formulas"]}
                for name, sheet in sent["sheets"].items()
            },
            tables=tuple(
                ShownTable(name, sheet, str(Area(*area)), totals)
                for name, sheet, area, totals in sent["tables"]
            ),
            names={name: excel_of_office(f"={target}") for name, target in sent["names"].items()},
        )

    def selected(self) -> Selected | None:
        """The row in which the user has selected cells; None unless it is exactly one."""
        found = self._sent["selected"]
        return Selected(*found) if found else None

    def write(self, changes: Changes) -> None:
        """Keep what is to be written."""
        self.changes = as_sent(changes, self._sent["printed"])

    def show_message(self, _title: str, message: str) -> None:
        """Keep what is to be shown."""
        self.messages.append(message)


def _rows(sheet: Mapping[str, Any]) -> list[list[Shows]]:
    """What the cells show: days and truth values are numbers that only their format tells from others."""
    rows: list[list[Shows]] = [[None if value == "" else value for value in row] for row in sheet["rows"]]
    for row, column, sign in sheet["errors"]:
        rows[row - 1][column - 1] = _error(sign)
    for area in map(Area._make, sheet["days"]):
        for row, column, value in _numbers(rows, area):
            if 0 <= value <= LAST_DAY:
                day = FIRST_DAY + timedelta(days=value)
                rows[row - 1][column - 1] = day.replace(tzinfo=None)
    for area in map(Area._make, sheet["truths"]):
        for row, column, value in _numbers(rows, area):
            rows[row - 1][column - 1] = bool(value)
    return rows


def _numbers(rows: Sequence[Sequence[Shows]], area: Area) -> Iterator[tuple[int, int, float]]:
    """The numbers in an area, which may be larger than what is used of the sheet."""
    for row in range(area.first_row, min(area.last_row, len(rows)) + 1):
        line = rows[row - 1]
        for column in range(area.first_column, min(area.last_column, len(line)) + 1):
            value = line[column - 1]
            if isinstance(value, float | int) and not isinstance(value, bool):
                yield row, column, value


def _error(sign: str) -> CellError:
    """The error of a cell; one that only LibreOffice has is a wrong value in Excel."""
    return CellError("#VALUE!" if sign.startswith("Err:") else sign)


def as_sent(changes: Changes, printed: Mapping[str, Sequence[Sequence[int]]]) -> dict[str, Any]:
    """What is to be written, as the office takes it.

    Args:
        changes: the same as the rooms below have it.
        printed: the print areas of each sheet.
    """
    return {
        "own": sorted({*tables_by_name(), SNAPSHOTS}),
        "cells": {sheet: list(_blocks(puts)) for sheet, puts in changes.cells.items()},
        "tables": [[each.table, each.sheet, each.area, each.before] for each in changes.tables],
        "looks": [[each.sheet, each.source, each.target, each.width] for each in changes.looks],
        "lists": [
            [each.sheet, each.area, office_of_excel(on_sheet(each.source_sheet, _fixed(each.source)))[1:]]
            for each in changes.lists
        ],
        "heights": list(changes.heights),
        "printed": list(_printed(changes.tables, printed)),
        "charts": [_chart(each) for each in changes.charts],
        "new": _new(changes.new) if changes.new else None,
    }


def _blocks(puts: Mapping[str, Put]) -> Iterator[tuple[Area, str, list[list[float | str]]]]:
    """The cells as blocks of formulas and blocks of values: area, kind and content."""
    formulas = {at: put for at, put in puts.items() if put.formula or isinstance(put.value, bool)}
    values = {at: put for at, put in puts.items() if at not in formulas}
    for kind, of_kind in (("formulas", formulas), ("values", values)):
        for area, rows in blocks(of_kind):
            yield area, kind, [[_content(put) for put in row] for row in rows]


def _content(put: Put) -> float | str:
    """What a cell gets: a truth value is a formula, since only its format would tell it from a number."""
    if put.formula:
        return office_of_excel(put.formula)
    if isinstance(put.value, bool):
        return f"={str(put.value).upper()}()"
    if isinstance(put.value, float | int):
        return put.value
    return "" if put.value is None else str(put.value)


def _chart(redrawn: Redrawn) -> list[object]:
    """A chart and what it draws, in the references of the office."""
    series = [[*map(_cells, each[:3]), each.colour] for each in redrawn.series]
    return [redrawn.sheet, redrawn.place, _cells(redrawn.categories), series]


def _cells(reference: str) -> str:
    return office_of_excel(reference)[1:] if reference else ""


def _fixed(area: Area) -> str:
    """The area with dollar signs, so that every cell offers the same list."""
    first = f"${column_letters(area.first_column)}${area.first_row}"
    return f"{first}:${column_letters(area.last_column)}${area.last_row}"


def _new(new: NewTable) -> dict[str, Any]:
    look = {"font": FONT, "size": BODY_SIZE, "title_size": LOOKS["title"].size, "ink": int(INK, 16)}
    return {"table": new.table, "sheet": new.sheet, "area": new.area, "columns": new.columns, **look}


def _printed(
    tables: Sequence[Resized], printed: Mapping[str, Sequence[Sequence[int]]]
) -> Iterator[tuple[str, Area]]:
    """The print areas that end with a table, where the table ends now."""
    for table in tables:
        areas = printed[table.sheet]
        if len(areas) == 1 and (until := printed_to_the_end(Area(*areas[0]), table)):
            yield table.sheet, until
