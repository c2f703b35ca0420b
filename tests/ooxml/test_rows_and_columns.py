"""Columns and rows in the look of their neighbours; what already has a look keeps it."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from steelyard.ooxml.rows_and_columns import (
    with_columns_moved,
    with_heights,
    with_heights_fitted,
    with_widths,
)
from steelyard.ooxml.xml.scan import require_well_formed, tags_named

if TYPE_CHECKING:
    from collections.abc import Iterable

MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REST = (
    b'<col collapsed="false" customWidth="false" hidden="false" max="1025" min="7" style="0" width="11.5"/>'
)


def sheet(columns: bytes = b"", rows: bytes = b"", rules: bytes = b"") -> bytes:
    return (
        b'<?xml version="1.0"?>\r\n<worksheet xmlns="%b"><!-- <col min="1" max="9"/> -->%b'
        b"<sheetData>%b</sheetData>%b</worksheet>" % (MAIN, columns, rows, rules)
    )


def prefixed(xml: bytes) -> bytes:
    return re.sub(rb"<(/?)(?=[a-zA-Z]+[\s/>])", rb"<\1x:", xml).replace(b"xmlns=", b"xmlns:x=")


def columns(xml: bytes) -> dict[int, dict[str, str]]:
    """What the sheet says of each column."""
    return {
        column: {name: value for name, value in tag.attributes.items() if name not in {"min", "max"}}
        for tag in tags_named(re.sub(rb"<!--.*?-->", b"", xml), b"col")
        for column in range(int(tag.attributes["min"]), int(tag.attributes["max"]) + 1)
    }


def in_order(xml: bytes) -> bool:
    """Whether the entries follow each other and none meets the next."""
    spans = [
        (int(tag.attributes["min"]), int(tag.attributes["max"]))
        for tag in tags_named(re.sub(rb"<!--.*?-->", b"", xml), b"col")
    ]
    edges = [edge for span in spans for edge in span]
    return edges == sorted(edges) and all(a[1] < b[0] for a, b in pairwise(spans))


WIDE = b'<col min="2" max="4" width="13.5" customWidth="1" style="3" hidden="0" outlineLevel="1"/>'


def test_a_new_column_at_the_end_is_as_wide_as_its_model() -> None:
    before = sheet(b"<cols>%b</cols>" % WIDE)
    new = b'<col min="6" max="6" width="13.5" customWidth="1" style="3"/>'
    assert with_widths(before, {6: 3}) == before.replace(WIDE, WIDE + new)
    assert with_widths(prefixed(before), {6: 3}) == prefixed(before.replace(WIDE, WIDE + new))


def test_new_columns_stand_in_order_among_the_others() -> None:
    last = b'<col min="9" max="9" width="5" customWidth="1"></col>'
    new = b'<col min="%d" max="%d" width="13.5" customWidth="1" style="3"/>'
    after = with_widths(sheet(b"<cols>%b%b</cols>" % (WIDE, last)), {11: 6, 7: 4, 6: 2})
    expected = WIDE + new % (6, 6) + new % (7, 7) + last
    assert expected in after
    assert 11 not in columns(after)


def test_a_new_column_may_be_like_another_new_one() -> None:
    after = with_widths(sheet(b"<cols>%b</cols>" % WIDE), {6: 3, 7: 6})
    assert columns(after)[7] == columns(after)[6] == {"width": "13.5", "customWidth": "1", "style": "3"}


def test_an_entry_for_all_columns_to_the_end_is_parted() -> None:
    before = sheet(b"<cols>%b%b</cols>" % (WIDE, REST))
    after = with_widths(before, {7: 2, 9: 2, 10: 3, 1025: 4})
    rest = REST.replace(b'max="1025" min="7"', b'max="%d" min="%d"')
    new = b'<col min="%d" max="%d" width="13.5" customWidth="1" style="3"/>'
    expected = [WIDE, new % (7, 7), rest % (8, 8), new % (9, 9), new % (10, 10), rest % (1024, 11)]
    assert b"".join([*expected, new % (1025, 1025)]) in after


def test_a_column_with_an_entry_of_its_own_keeps_it() -> None:
    for own in (b'width="9" customWidth="1"', b'width="9" style="4"', b'width="9" hidden="true"'):
        before = sheet(b'<cols>%b<col min="6" max="7" %b/></cols>' % (WIDE, own))
        assert with_widths(before, {6: 3, 7: 2}) == before


def test_nothing_is_said_where_there_is_nothing_to_say() -> None:
    assert with_widths(sheet(), {6: 3}) == sheet()
    before = sheet(b"<cols>%b</cols>" % WIDE)
    assert with_widths(before, {}) == with_widths(before, {6: 5, 3: 2}) == before
    assert with_widths(b"<chartsheet/>", {6: 5}) == b"<chartsheet/>"


def test_a_hidden_column_hides_no_other() -> None:
    hidden = b'<cols><col min="1" max="1" width="%b" hidden="1" customWidth="1"%b/></cols>'
    assert columns(with_widths(sheet(hidden % (b"7.5", b"")), {2: 1}))[2] == {
        "width": "7.5",
        "customWidth": "1",
    }
    assert with_widths(sheet(hidden % (b"0", b"")), {2: 1}) == sheet(hidden % (b"0", b""))
    assert columns(with_widths(sheet(hidden % (b"0", b' style="2"')), {2: 1}))[2] == {"style": "2"}


@st.composite
def entries(draw: st.DrawFn) -> list[tuple[int, int, bool]]:
    """Spans of columns one after the other, some of them of no account."""
    edges = sorted(draw(st.sets(st.integers(1, 30), max_size=10)))
    spans = zip(edges[::2], edges[1::2], strict=False)
    return [(first, last - 1, draw(st.booleans())) for first, last in spans]


def written(spans: Iterable[tuple[int, int, bool]]) -> bytes:
    return b"".join(
        b'<col min="%d" max="%d" width="%d"%b/>' % (first, last, first, b' customWidth="1"' if own else b"")
        for first, last, own in spans
    )


@given(entries(), st.dictionaries(st.integers(1, 32), st.integers(1, 32)))
def test_every_column_keeps_its_look_or_gets_that_of_its_model(
    spans: list[tuple[int, int, bool]], like: dict[int, int]
) -> None:
    before = sheet(b"<cols>%b</cols>" % written(spans) if spans else b"")
    after = with_widths(before, {new: old for new, old in like.items() if old not in like})
    was = columns(before)
    expected = dict(was)
    for new, old in like.items():
        if old in was and old not in like and "customWidth" not in was.get(new, {}):
            expected[new] = was[old]
    assert columns(after) == expected
    assert in_order(after)
    require_well_formed(after, "the sheet")


ROWS = (
    b'<row r="1" ht="26" customHeight="1"><c r="A1"/></row><row r="2" spans="1:2"/>'
    b'<row customHeight="0"></row>'
)


def test_rows_without_a_height_get_one() -> None:
    high = (
        b'<row r="1" ht="26" customHeight="1"><c r="A1"/></row>'
        b'<row r="2" spans="1:2" ht="16.75" customHeight="1"/><row customHeight="1" ht="42"></row>'
    )
    heights = {1: 99.0, 2: 16.75, 3: 42.0, 8: 5.0}
    assert with_heights(sheet(rows=ROWS), heights) == sheet(rows=high)
    assert with_heights(prefixed(sheet(rows=ROWS)), heights) == prefixed(sheet(rows=high))
    assert with_heights(sheet(rows=high), dict.fromkeys(heights, 1.0)) == sheet(rows=high)
    assert with_heights(sheet(), heights) == sheet()


def test_columns_that_move_take_width_and_style_along_and_nothing_hidden() -> None:
    column = '<col min="{0}" max="{1}" {2}/>'.format
    narrow, wide, small = 'width="9" customWidth="1"', 'width="30" style="4"', 'width="7"'
    before = column(1, 2, narrow) + column(3, 3, wide) + column(4, 4, f'{small} hidden="1"')
    after = (
        column(1, 1, narrow) + column(2, 2, wide) + column(3, 3, small) + column(4, 4, f'{wide} hidden="1"')
    )
    old, new = (
        f"<worksheet><cols>{each}</cols><sheetData/></worksheet>".encode() for each in (before, after)
    )
    assert with_columns_moved(old, {2: 3, 3: 4, 4: 3, 9: 1, 1: 9}) == new


def test_rows_are_fitted_unless_somebody_fixed_their_height() -> None:
    rows = (
        b'<row r="1" ht="26" customHeight="1"><c r="A1"/></row><row r="2" ht="12.75"><c r="A2"/></row>'
        b'<row r="3" customHeight="0" ht="9"/><row r="4" customHeight="true" ht="8"></row><row/>'
    )
    fitted = (
        b'<row r="1" ht="26" customHeight="1"><c r="A1"/></row><row r="2" ht="28.5"><c r="A2"/></row>'
        b'<row r="3" customHeight="0" ht="41.25"/><row r="4" customHeight="true" ht="8"></row>'
        b'<row ht="15.75"/>'
    )
    heights = {1: 15.75, 2: 28.5, 3: 41.25, 4: 28.5, 5: 15.75}
    assert with_heights_fitted(sheet(rows=rows), heights) == sheet(rows=fitted)
    assert with_heights_fitted(sheet(rows=fitted), heights) == sheet(rows=fitted)
    assert with_heights_fitted(sheet(), heights) == sheet()
