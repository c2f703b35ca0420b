"""Validations and conditional formats: over a table that grows or shrinks, and over new columns."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ooxml import torture

from steelyard.ooxml.addresses import Area
from steelyard.ooxml.validations import rules_resized, with_rules_beside

MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sheet(columns: bytes = b"", rows: bytes = b"", rules: bytes = b"") -> bytes:
    return (
        b'<?xml version="1.0"?>\r\n<worksheet xmlns="%b"><!-- <col min="1" max="9"/> -->%b'
        b"<sheetData>%b</sheetData>%b</worksheet>" % (MAIN, columns, rows, rules)
    )


def prefixed(xml: bytes) -> bytes:
    return re.sub(rb"<(/?)(?=[a-zA-Z]+[\s/>])", rb"<\1x:", xml).replace(b"xmlns=", b"xmlns:x=")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("B3:B6", "B3:B8"),  # one column, all rows
        ("B3:C6", "B3:E8"),  # on to the last column
        ("C3:C6", "C3:C8"),  # the last column alone stays alone
        ("A3:B6", "A3:B8"),
        ("B3:B6 E1 C3:C6", "B3:B8 E1 C3:C8"),
        ("B3:B5", "B3:B5"),  # not all rows
        ("B2:B6", "B2:B8"),  # with the heading
        ("A1:C6", "A1:E8"),  # from above it
        ("B2:B5", "B2:B5"),
        ("B4:B6", "B4:B6"),
        ("B3:D6", "B3:D6"),  # beyond the table
    ],
)
def test_rules_follow_where_they_ran_along_all_rows(before: str, after: str) -> None:
    sheet = torture.sheet_with(
        "",
        after=f'<conditionalFormatting sqref="{before}"/><dataValidations><dataValidation sqref="{before}"/>'
        '</dataValidations><extLst xmlns:x14="x" xmlns:xm="m"><x14:conditionalFormatting><xm:f>B3:B6</xm:f>'
        f"<xm:sqref>{before}</xm:sqref></x14:conditionalFormatting><x14:sparkline><xm:sqref>B3:B6</xm:sqref>"
        "</x14:sparkline></extLst>",
    )
    done = rules_resized(sheet, Area.parse("A3:C6"), Area.parse("A3:E8"))
    assert done.count(f'sqref="{after}"'.encode()) == 2
    assert f"<xm:f>B3:B6</xm:f><xm:sqref>{after}</xm:sqref>".encode() in done
    assert b"<xm:sqref>B3:B6</xm:sqref></x14:sparkline>" in done


def test_rules_shrink_with_their_table() -> None:
    sheet = torture.sheet_with("", after='<conditionalFormatting sqref="A3:C6 C3:C6"/>')
    done = rules_resized(sheet, Area.parse("A3:C6"), Area.parse("A3:B4"))
    assert b'sqref="A3:B4 C3:C6"' in done
    assert rules_resized(sheet, Area.parse("A3:C6"), Area.parse("A3:C6")) == sheet


def test_ranges_over_all_rows_in_a_rule_follow_with_it() -> None:
    formula = "<{0}>$B3=MAX($B$3:$B$6)&amp;&quot;&lt;&quot;</{0}>"
    sheet = torture.sheet_with(
        "",
        after='<conditionalFormatting sqref="B3:B6"><cfRule>'
        + formula.format("formula")
        + '</cfRule></conditionalFormatting><dataValidation sqref="B3:B6">'
        + formula.format("formula1")
        + "<formula2>Own!$B$3:$B$6</formula2></dataValidation>"
        '<extLst xmlns:x14="x" xmlns:xm="m"><x14:conditionalFormatting>'
        + formula.format("xm:f")
        + "<xm:sqref>B3:B6</xm:sqref></x14:conditionalFormatting></extLst>"
        '<dataValidation sqref="B9:B10"><formula1>SUM($B$3:$B$6)</formula1></dataValidation>',
    )
    done = rules_resized(sheet, Area.parse("A3:C6"), Area.parse("A3:C8"))
    assert done.count(b'>$B3=MAX($B$3:$B$8)&amp;"&lt;"<') == 3
    assert b"<formula2>Own!$B$3:$B$6</formula2>" in done
    assert b'sqref="B9:B10"><formula1>SUM($B$3:$B$6)<' in done  # over other cells: it is the user's own


FORMAT = b'<conditionalFormatting sqref="%b"><cfRule type="dataBar" priority="1"/></conditionalFormatting>'
VALIDATION = (
    b'<dataValidation type="whole" sqref="%b" prompt="0 &gt; fine"><formula1>0</formula1></dataValidation>'
)
EXTENDED = (
    b'<extLst><ext xmlns:x14="urn:x14" xmlns:xm="urn:xm"><x14:dataValidations count="1">'
    b'<x14:dataValidation type="list"><x14:formula1><xm:f>Other!A1:A3</xm:f></x14:formula1>'
    b"<xm:sqref>%b</xm:sqref></x14:dataValidation></x14:dataValidations>"
    b"<x14:sparklines><xm:sqref>F9:F12</xm:sqref></x14:sparklines></ext></extLst>"
)


def rules(format_areas: bytes, areas: bytes, other: bytes, extended: bytes) -> bytes:
    several = VALIDATION % areas + VALIDATION % other
    validations = b'<dataValidations count="2">%b</dataValidations>' % several
    return sheet(rules=FORMAT % format_areas + validations + EXTENDED % extended)


def test_rules_over_all_rows_cover_the_new_column_too() -> None:
    before = rules(b"A1 E9:G12", b"F9:F12", b"G9:G11", b"H9:H12")
    after = rules(b"A1 E9:G12 S9:S12", b"F9:F12 S9:S12", b"G9:G11", b"H9:H12 U9:U12")
    assert with_rules_beside(before, {19: 6, 20: 9, 21: 8}, (9, 12)) == after
    assert with_rules_beside(after, {19: 6, 20: 9, 21: 8}, (9, 12)) == after
    assert with_rules_beside(prefixed(before), {19: 6, 21: 8}, (9, 12)) == prefixed(after)


def test_a_rule_over_fewer_or_more_rows_stays() -> None:
    before = rules(b"F9:F13", b"F8:F12", b"G9", b"F10:F12")
    assert with_rules_beside(before, {19: 6, 20: 7}, (9, 12)) == before
    assert with_rules_beside(before, {20: 7}, (9, 9)) == before.replace(b'"G9"', b'"G9 T9"')


def test_a_cell_that_is_validated_gets_no_second_rule() -> None:
    before = rules(b"F9:F12", b"F9:F12", b"S10", b"A1")
    assert with_rules_beside(before, {19: 6}, (9, 12)) == rules(b"F9:F12 S9:S12", b"F9:F12", b"S10", b"A1")


def test_rules_over_whole_columns_are_let_be() -> None:
    before = rules(b"F:F", b"F9:F12 7:7", b"B2", b"A1")
    assert with_rules_beside(before, {19: 6, 20: 19}, (9, 12)) == rules(
        b"F:F", b"F9:F12 7:7 S9:S12 T9:T12", b"B2", b"A1"
    )


def test_a_rule_of_the_extension_without_areas_is_let_be() -> None:
    before = sheet(rules=b'<extLst xmlns:x14="urn:x14"><x14:dataValidation type="list"/></extLst>')
    assert with_rules_beside(before, {2: 1}, (1, 2)) == before


@given(st.integers(1, 5), st.integers(0, 5), st.integers(1, 4), st.integers(0, 4), st.integers(1, 6))
def test_only_the_areas_change(top: int, more: int, left: int, wide: int, column: int) -> None:
    area = Area(top, left, top + more, left + wide)
    before = sheet(rules=VALIDATION % str(area).encode())
    after = with_rules_beside(before, {40: column}, (2, 4))
    covered = (top, top + more) == (2, 4) and left <= column <= left + wide
    assert after == (before.replace(str(area).encode(), f"{area} AN2:AN4".encode()) if covered else before)
