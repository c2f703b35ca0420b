"""Numbers that are allowed but probably not meant: percentages where numbers run to 100, years as days."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl import load_workbook

from steelyard.model.findings import errors
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import table_view
from steelyard.workbook.checking.verify import verified
from steelyard.workbook.reading.read import read_package

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.model.findings import Finding

CODES = ("percent-format", "year-alone")

SYRIA = Path(__file__).parents[3] / "workbooks" / "syria.xlsx"
BOOK = Package.read(SYRIA)


def cell(table: str, row: str, heading: str) -> tuple[str, str]:
    view = table_view(BOOK, table)
    names = (each for each in view.rows if view.text(each, view.table.columns[0]) == row)
    return view.table.sheet, view.address(next(names), heading)


def typed(puts: Sequence[tuple[tuple[str, str], float, str]]) -> dict[str, Finding]:
    """What is said of the workbook with these numbers in cells, shown in these formats, by cell."""
    book = load_workbook(SYRIA)
    for (sheet, at), value, look in puts:
        book[sheet][at].value = value
        book[sheet][at].number_format = look
    saved = io.BytesIO()
    book.save(saved)
    findings = read_package(Package.of(saved.getvalue())).findings
    assert errors(findings) == ()
    return {f"{each.place.sheet} {each.place.at}": each for each in findings if each.code in CODES}


def places(puts: Sequence[tuple[tuple[str, str], float, str]]) -> list[str]:
    return [f"{sheet} cell {at}" for (sheet, at), _, _ in puts]


def test_a_share_in_percent_where_numbers_run_to_100_is_named() -> None:
    cells = [
        (cell("linkage", "stabilisation", "safe-returns"), 0.4, "0%"),
        (cell("linkage", "stabilisation", "committee"), 0.4, "0.00%"),
        (cell("costs", "stabilisation", "money"), 0.4, "0.0 %"),
        (cell("evidence", "values/committee/partial", "low"), 0.4, "[Red]0%;-0%"),
    ]
    found = typed(cells)
    assert sorted(found) == sorted(places(cells))
    for finding in found.values():
        assert (finding.code, finding.found) == ("percent-format", "0.4, shown as 40 %")
        assert finding.allowed.startswith("numbers run to 100 here and 0.4 counts; if 40 was meant, write 40")


def test_a_year_alone_in_a_cell_for_a_day_is_named() -> None:
    cells = [
        (cell("record", "idlib-calm", "date"), 2019, "yyyy-mm-dd"),
        (cell("evidence", "groups/*", "date"), 2019, "General"),
        (cell("settings", "date", "value"), 2019, "yyyy-mm-dd"),
    ]
    found = typed(cells)
    assert sorted(found) == sorted(places(cells))
    for finding in found.values():
        assert (finding.code, finding.found) == ("year-alone", "2019, which is the day 1905-07-11")


def test_what_may_be_meant_is_not_named() -> None:
    cells = [
        (cell("linkage", "stabilisation", "safe-returns"), 0.4, "0.0"),
        (cell("linkage", "stabilisation", "committee"), 0.4, '0.0" %"'),
        (cell("linkage", "stabilisation", "independent-aid"), 0, "0%"),
        (cell("linkage", "stabilisation", "detainee-access"), 40, "0%"),
        (cell("options", "stabilisation", "snapback"), 0.4, "0%"),
        (cell("weights", "France", "influence"), 0.4, "0%"),
        (cell("evidence", "influence/Other-members", "low"), 0.4, "0%"),
        (cell("record", "idlib-calm", "date"), 43600, "yyyy-mm-dd"),
        (cell("plan", "acknowledge", "phase"), 1, "0%"),
    ]
    assert typed(cells) == {}


def test_the_shipped_cases_have_no_such_number() -> None:
    for path in sorted(SYRIA.parent.glob("*.xlsx")):
        assert verified(Package.read(path)).inputs == ()
