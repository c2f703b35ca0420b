"""Days of a workbook: by its date system, and refused where a cell holds none."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import shipped
from workbook.scoring.test_growth import disagreements

from steelyard.ooxml.cell_values import Scalar, Value
from steelyard.ooxml.dates import DAYS_BEFORE_1904, days_before, serial
from steelyard.ooxml.opc.package import Package, write
from steelyard.ooxml.sheet_cells import table_view, with_cells
from steelyard.workbook.checking.verify import verified
from steelyard.workbook.editing.add_part import added
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.score import scored

if TYPE_CHECKING:
    from libreoffice import Office

MODEL = shipped.model(shipped.EXCERPT)
DATA = shipped.workbook(shipped.EXCERPT)

TYPED_DAYS = ("record", "evidence")
"""The tables in which people type days."""


def dated_from_1904(chosen: str = "1") -> Package:
    """The workbook in the date system of 1904: other numbers, which show the same days."""
    package = Package.of(DATA, where="book.xlsx")
    part = "xl/workbook.xml"
    counted = package.part(part).replace(b"<workbookPr>", b'<workbookPr date1904="%b">' % chosen.encode())
    package = package.replaced({part: counted})
    for name in TYPED_DAYS:
        view = table_view(package, name)
        days = {view.address(row, "date"): view.text(row, "date") for row in view.rows}
        # A new workbook shows the days of evidence as text; a spreadsheet makes numbers of those typed there.
        numbers = {at: serial(day) if "-" in day else float(day) for at, day in days.items() if day}
        moved = {at: Value(number - DAYS_BEFORE_1904) for at, number in numbers.items()}
        package = with_cells(package, {view.table.sheet: moved})
    return package


def with_day(table: str, value: Scalar) -> Package:
    """The workbook with something else in the first day of a table."""
    package = Package.of(DATA, where="book.xlsx")
    view = table_view(package, table)
    if table == "settings":
        row, heading = next(row for row in view.rows if view.text(row, "setting") == "date"), "value"
    else:
        row, heading = next(row for row in view.rows if view.value(row, "date")), "date"
    return with_cells(package, {view.table.sheet: {view.address(row, heading): Value(value)}})


def told(package: Package) -> list[str]:
    """What is said of the days of a workbook."""
    return [str(finding).split(": ", 1)[1] for finding in read_package(package).findings]


@pytest.mark.parametrize("chosen", ["1", "true"])
def test_days_are_read_by_the_date_system_of_1904(chosen: str) -> None:
    assert read_package(dated_from_1904(chosen)).fit() == MODEL


@pytest.mark.parametrize("chosen", ["0", "false"])
def test_the_usual_date_system_may_be_named_too(chosen: str) -> None:
    package = Package.of(DATA)
    part = package.part("xl/workbook.xml").replace(
        b"<workbookPr>", b'<workbookPr date1904="%b">' % chosen.encode()
    )
    assert days_before(package.replaced({"xl/workbook.xml": part})) == 0


def test_a_score_writes_days_in_the_date_system_of_the_workbook() -> None:
    package, _ = scored(dated_from_1904())
    over_time, measures = table_view(package, "over_time"), table_view(package, "measures")
    assert over_time.value(over_time.rows[0], "date") == serial(MODEL.record[0].date) - DAYS_BEFORE_1904
    assert measures.value(measures.rows[0], "verified on") == serial("2019-01-21") - DAYS_BEFORE_1904
    assert verified(package).sound


def test_a_day_that_is_added_is_written_in_the_date_system_of_the_workbook() -> None:
    own = {"id": "new", "date": "2019-06-14", "measure": "committee", "level": "partial"}
    package, done = added(dated_from_1904(), "record-entry", own, {})
    assert done.model.record[-1].date == "2019-06-14"
    view = table_view(package, "record")
    assert view.value(view.rows[-1], "date") == serial("2019-06-14") - DAYS_BEFORE_1904


@pytest.mark.office
def test_formulas_agree_with_the_engine_in_the_date_system_of_1904(tmp_path: Path, office: Office) -> None:
    package, _ = scored(dated_from_1904())
    write(package, tmp_path / "book.xlsx")
    assert disagreements(tmp_path / "book.xlsx", office) == []


@pytest.mark.parametrize("table", [*TYPED_DAYS, "settings"])
@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("2031-02-30", "; the calendar has no such day"),
        ("31.12.2031", "; did you mean 2031-12-31?"),
        ("03/04/2019", "; did you mean 2019-04-03 or 2019-03-04?"),
        (0.5, "; this is a time of day, without a day"),
        (20190617.0, "; did you mean 2019-06-17?"),
    ],
)
def test_what_is_no_day_is_asked_about_in_every_column_of_days(
    table: str, typed: float | str, asked: str
) -> None:
    found = repr(typed) if isinstance(typed, str) else f"{typed:g}" if typed < 1 else f"{typed:.0f}"
    assert told(with_day(table, typed)) == [f"found {found}; a date such as 2019-06-17 is needed{asked}"]


def test_the_place_of_the_date_on_read_me_is_named() -> None:
    [finding] = read_package(with_day("settings", "31.12.2031")).findings
    assert str(finding.place) == "Read me, row 'date', column 'value' (cell B74)"


@pytest.mark.parametrize("table", TYPED_DAYS)
def test_a_day_that_spreadsheets_do_not_count_alike_is_refused(table: str) -> None:
    wanted = "a date from 1900-03-01 on is needed, as spreadsheets count no earlier days alike"
    assert told(with_day(table, 59.0)) == [f"found 1900-02-27; {wanted}"]


def test_the_time_beside_a_day_does_not_count() -> None:
    entry = read_package(with_day("record", serial("2019-02-03") + 0.75)).fit().record[0]
    assert entry.date == "2019-02-03"
