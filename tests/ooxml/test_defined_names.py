"""What is printed grows with the table, unless somebody chose it."""

from __future__ import annotations

import openpyxl
import pytest
import shipped
from hypothesis import given
from hypothesis import strategies as st
from ooxml import torture
from ooxml.test_cells_writing import loaded

from steelyard.ooxml.addresses import Area
from steelyard.ooxml.defined_names import with_print_area
from steelyard.ooxml.opc.package import Package

PART = "xl/workbook.xml"
OLD, NEW = Area(3, 1, 12, 16), Area(3, 1, 14, 19)


def named(*names: bytes) -> Package:
    """A workbook with these names; its sheets are Weights, a second and a third."""
    package = Package.of(torture.workbook())
    xml = package.part(PART).replace(b"</definedNames>", b"".join(names) + b"</definedNames>")
    return package.replaced({PART: xml})


def area_of(written: bytes, *, sheet: int = 0) -> bytes:
    return b'<definedName name="_xlnm.Print_Area" localSheetId="%d">%b</definedName>' % (sheet, written)


def test_the_end_of_the_print_area_follows_the_table() -> None:
    titles = b'<definedName name="_xlnm.Print_Titles" localSheetId="0">Weights!$A$1:$P$12</definedName>'
    other = area_of(b"Weights!$A$1:$P$12", sheet=1)
    after = with_print_area(named(titles, area_of(b"Weights!$B$2:$P$12"), other), "weights", NEW, OLD)
    expected = named(titles, area_of(b"Weights!$B$2:$S$14"), other)
    assert after.to_bytes() == expected.to_bytes()


@pytest.mark.parametrize(
    "written",
    [
        b"Weights!$A$1:$P$11",
        b"Weights!$A$1:$O$12",
        b"Weights!$A$1:$P$12,Weights!$A$20:$P$30",
        b"Weights!$A:$P",
        b"OFFSET(Weights!$A$1,0,0,12,16)",
        b"Other!$A$1:$P$12",
        b"#REF!",
        b"",
    ],
)
def test_a_print_area_of_somebodys_choice_stays(written: bytes) -> None:
    before = named(area_of(written), b'<definedName name="_xlnm.Print_Area" localSheetId="0"/>')
    assert with_print_area(before, "Weights", NEW, OLD).part(PART) == before.part(PART)


@pytest.mark.parametrize(
    ("name", "sheet", "cells"),
    [
        (b"Ann's &amp; A1!", b"'Ann''s &amp; A1!'!", b"$A$1:$P$12"),
        (b"Ann&apos;s", b"&apos;Ann&apos;&apos;s&apos;!", b"A1:P12"),
        (b"Weights", b"'Weights'!", b"$A$1:$P$12"),
    ],
)
def test_quoted_names_are_understood(name: bytes, sheet: bytes, cells: bytes) -> None:
    before = named(area_of(sheet + cells))
    before = before.replaced({PART: before.part(PART).replace(b'name="Weights"', b'name="%b"' % name)})
    known = name.replace(b"&amp;", b"&").replace(b"&apos;", b"'").decode()
    after = with_print_area(before, known, NEW, OLD).part(PART)
    assert after == before.part(PART).replace(sheet + cells, sheet + b"$A$1:$S$14")


def test_another_prefix_is_respected() -> None:
    xml = (
        b'<x:workbook xmlns:x="urn:x"><x:sheets><x:sheet name="Weights"/></x:sheets><x:definedNames>'
        b'<x:definedName localSheetId="0" name="_xlnm.Print_Area">Weights!$A$1:%b</x:definedName>'
        b"</x:definedNames></x:workbook>"
    )
    before = named().replaced({PART: xml % b"$P$12"})
    assert with_print_area(before, "Weights", NEW, OLD).part(PART) == xml % b"$S$14"


def test_a_sheet_that_is_not_there_changes_nothing() -> None:
    before = named(area_of(b"Weights!$A$1:$P$12"))
    assert with_print_area(before, "Nowhere", NEW, OLD).to_bytes() == before.to_bytes()


@given(st.integers(12, 1_048_576), st.integers(16, 16_384))
def test_any_end_can_be_reached_and_left_again(row: int, column: int) -> None:
    before, end = named(area_of(b"Weights!$A$1:$P$12")), Area(1, 1, row, column)
    after = with_print_area(with_print_area(before, "Weights", end, OLD), "Weights", OLD, end)
    assert after.part(PART) == before.part(PART)


def test_openpyxl_reads_the_new_print_area_of_a_real_workbook() -> None:
    package = shipped.package()
    old = loaded(package.to_bytes())["Weights"]
    end = Area(1, 1, old.max_row, old.max_column)
    after = with_print_area(package, "Weights", end._replace(last_row=40, last_column=20), end)
    book = loaded(after.to_bytes())
    assert isinstance(book, openpyxl.Workbook)
    assert book["Weights"].print_area == "'Weights'!$A$1:$T$40"
    assert book["Decide"].print_area == loaded(package.to_bytes())["Decide"].print_area
