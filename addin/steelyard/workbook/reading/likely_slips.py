"""Findings about numbers that are allowed, but are probably not the numbers that were meant.

Where a cell has a format in percent, who types 40 gets 0.4: in a column from 0 to 100 that is allowed, and a
hundredth of what was meant. Who types 2019 into a cell for a day gets the 2,019th day that a spreadsheet
counts, in 1905.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.assembly.evidence import bounds_of
from steelyard.model.field import InputKind
from steelyard.model.fields import INPUTS
from steelyard.model.findings import Finding, Severity, quoted_value
from steelyard.ooxml.dates import day, days_before
from steelyard.ooxml.number_formats import percent_styles
from steelyard.ooxml.sheet_cells import cells
from steelyard.workbook.reading.located import located
from steelyard.workbook.reading.rows import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from steelyard.model.draft import Place, Row
    from steelyard.model.field import Field
    from steelyard.model.model import Model
    from steelyard.ooxml.cell_values import CellValue
    from steelyard.ooxml.opc.package import Package

YEARS = range(1900, 2101)
"""Numbers that are probably years. As days they lie between March and October 1905, before any exchange."""


def likely_slips(file: Package, rows: Mapping[str, Sequence[Row]], model: Model) -> Iterator[Finding]:
    """Warnings about percentages where numbers run to 100, and about years where days belong.

    Args:
        file: the workbook.
        rows: the rows of its tables, by table.
        model: the model that they make.
    """
    found, percent, before = located(file).tables, percent_styles(file), days_before(file)
    for table in rows.keys() & found.keys():
        for field, row, place, held in _numbers(table, rows[table], cells(file, found[table].sheet), model):
            value = float(held.value)  # type: ignore[arg-type]
            if field.kind is InputKind.DAY:
                yield from _year_alone(place, value, before)
            elif 0 < value <= 1 and held.style in percent and _runs_to_100(field, row):
                yield _in_percent(place, value)


def _numbers(
    table: str, rows: Sequence[Row], sheet: Mapping[str, CellValue], model: Model
) -> Iterator[tuple[Field, Row, Place, CellValue]]:
    """The cells of inputs that hold a number, each with its input and its row."""
    fields = _by_heading(table, model)
    for row in rows:
        for heading, cell in row.cells.items():
            held = sheet.get(cell.place.at.removeprefix("cell "))
            field = fields.get(text_of(row, "setting") if table == "settings" else heading)
            if field is not None and held is not None and _is_number(held):
                yield field, row, cell.place, held


def _year_alone(place: Place, value: float, before: int) -> Iterator[Finding]:
    if value in YEARS:
        said = f"{quoted_value(value)}, which is the day {day(value, before)}"
        wanted = "a year alone is no day: type the whole day, such as 2019-06-17"
        yield Finding(place, said, wanted, "year-alone", Severity.WARNING)


def _in_percent(place: Place, value: float) -> Finding:
    number, shown = quoted_value(value), quoted_value(round(100 * value, 10))
    wanted = (
        f"numbers run to 100 here and {number} counts; if {shown} was meant, write {shown} and give the cell "
        "a format without percent"
    )
    return Finding(place, f"{number}, shown as {shown} %", wanted, "percent-format", Severity.WARNING)


def _is_number(held: CellValue) -> bool:
    return isinstance(held.value, int | float) and not isinstance(held.value, bool)


def _by_heading(table: str, model: Model) -> dict[str, Field]:
    """The inputs of a table that are days or numbers, by heading; those of the settings by their names."""
    inputs = [
        field
        for field in INPUTS.fields
        if (field.sheet_table or field.table) == table and field.kind in (InputKind.DAY, InputKind.NUMBER)
    ]
    if table == "settings":
        return {field.name: field for field in inputs}
    return {heading: field for field in inputs for heading in field.headings(model)}


def _runs_to_100(field: Field, row: Row) -> bool:
    """Whether a number may be above 1 and has an end: of points without an end only the proportions count.

    Whole numbers count something, so that a percentage means nothing else there.
    """
    high = bounds_of(text_of(row, "key")).high if field.table == "evidence" else field.high
    return high is not None and high > 1 and not field.whole
