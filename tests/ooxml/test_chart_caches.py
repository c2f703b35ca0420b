"""Charts that show the new values without anybody's recalculation."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ooxml import torture
from openpyxl.chart import BarChart, Reference

from steelyard.errors import NotAWorkbook
from steelyard.ooxml.chart_caches import refreshed
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import charts_of

CHART = torture.CHART.encode()
NAMES, POINTS, TITLE = "Weights!$A$3:$A$6", "Weights!$B$3:$B$6", "Weights!$B$2"
Cells = dict[str, list[float | str | None]]


def test_names_and_numbers_are_set_and_all_else_stays() -> None:
    now: Cells = {NAMES: ["a<b", None, "c", 2026.0], POINTS: [1.5, None, 0.1 + 0.2, 7.0], TITLE: ["net"]}
    assert refreshed(CHART, now.get) == (
        CHART.replace(b"<c:v>points</c:v>", b"<c:v>net</c:v>")
        .replace(
            b'<c:pt idx="0"><c:v>old</c:v></c:pt>',
            b'<c:pt idx="0"><c:v>a&lt;b</c:v></c:pt><c:pt idx="2"><c:v>c</c:v></c:pt>'
            b'<c:pt idx="3"><c:v>2026</c:v></c:pt>',
        )
        .replace(
            b'<c:pt idx="0"><c:v>1</c:v></c:pt><c:pt idx="3" formatCode="0.0%"><c:v>4</c:v></c:pt>',
            b'<c:pt idx="0"><c:v>1.5</c:v></c:pt><c:pt idx="2"><c:v>0.30000000000000004</c:v></c:pt>'
            b'<c:pt idx="3" formatCode="0.0%"><c:v>7</c:v></c:pt>',
        )
    )


def test_a_reference_that_nobody_can_look_up_keeps_its_memory() -> None:
    assert refreshed(CHART, lambda _: None) == CHART


def test_text_among_numbers_counts_as_nought_and_no_number_leaves_a_gap() -> None:
    now: Cells = {POINTS: ["n/a", float("nan"), True, 0.0]}
    after = refreshed(CHART, now.get)
    cache = after.partition(b"<c:numCache>")[2]
    assert re.findall(rb'idx="(\d)"[^>]*><c:v>([^<]*)<', cache) == [(b"0", b"0"), (b"2", b"1"), (b"3", b"0")]


def test_a_longer_or_shorter_area_sets_the_count() -> None:
    after = refreshed(CHART, {POINTS: [1.0] * 12}.get)
    assert b'<c:ptCount val="12"/>' in after
    assert after.count(b"<c:pt ") == 12 + 2
    none = refreshed(after, {POINTS: []}.get)
    assert b'<c:formatCode>0.00</c:formatCode><c:ptCount val="0"/></c:numCache>' in none
    assert refreshed(none, {POINTS: [1.0] * 12}.get).count(b"<c:pt ") == 12 + 2


@pytest.mark.parametrize("empty", ["", "<c:numCache/>", "<c:numCache></c:numCache>"])
def test_a_chart_without_memory_gets_one(empty: str) -> None:
    bare = f'<c:c xmlns:c="c"><c:numRef><c:f>A&amp;B!$A$1</c:f>{empty}</c:numRef></c:c>'.encode()
    assert refreshed(bare, {"A&B!$A$1": [2.0]}.get) == (
        b'<c:c xmlns:c="c"><c:numRef><c:f>A&amp;B!$A$1</c:f><c:numCache><c:formatCode>General</c:formatCode>'
        b'<c:ptCount val="1"/><c:pt idx="0"><c:v>2</c:v></c:pt></c:numCache></c:numRef></c:c>'
    )


def test_any_prefix_and_comments_will_do() -> None:
    xml = (
        b'<chartSpace xmlns="c"><!-- <numRef><f>x</f></numRef> --><strRef><f>N!$A$1</f><strCache>\n '
        b'<ptCount val="1"></ptCount>\n <pt idx="0"><v>a</v></pt>\n<extLst/></strCache></strRef></chartSpace>'
    )
    after = refreshed(xml, {"N!$A$1": ["b", "c"]}.get)
    assert after == xml.replace(
        b'<ptCount val="1"></ptCount>\n <pt idx="0"><v>a</v></pt>',
        b'<ptCount val="2"/><pt idx="0"><v>b</v></pt><pt idx="1"><v>c</v></pt>',
    )


def test_a_damaged_chart_is_left_alone() -> None:
    with pytest.raises(NotAWorkbook, match=r"^a chart is damaged: it is not well-formed XML"):
        refreshed(b"<c:chart>", lambda _: [1.0])


@given(st.lists(st.none() | st.floats(allow_nan=False, allow_infinity=False), max_size=9))
def test_the_memory_holds_exactly_the_numbers(numbers: list[float | None]) -> None:
    after = refreshed(CHART, {POINTS: numbers}.get)
    cache = after.partition(b"<c:numCache>")[2].partition(b"</c:numCache>")[0]
    held = {int(place): float(number) for place, number in re.findall(rb'idx="(\d)".*?<c:v>([^<]*)<', cache)}
    assert held == {place: number for place, number in enumerate(numbers) if number is not None}
    assert refreshed(after, {POINTS: numbers}.get) == after


PLANE = (
    b'<c:chart xmlns:c="c"><c:ser><c:errBars><c:plus><c:numRef><c:f>E</c:f></c:numRef></c:plus></c:errBars>'
    b"<c:xVal><c:numRef><c:f>X</c:f><c:numCache><c:formatCode>0.0</c:formatCode>"
    b'<c:ptCount val="1"/><c:pt idx="0"><c:v>9</c:v></c:pt></c:numCache></c:numRef></c:xVal>\n'
    b"<c:yVal><c:numRef><c:f>Y</c:f></c:numRef></c:yVal></c:ser><c:ser>"
    b"<c:xVal><c:numRef><c:f>P</c:f></c:numRef></c:xVal><c:yVal><c:numRef><c:f>Q</c:f></c:numRef></c:yVal>"
    b"</c:ser></c:chart>"
)
"""Two series of points, the first with bars of error."""


def memory(xml: bytes, reference: bytes) -> tuple[int, dict[int, str]]:
    """How many points are remembered of a reference, and those that are there."""
    cache = xml.partition(b"<c:f>%b</c:f>" % reference)[2].partition(b"Ref>")[0]
    counted = re.search(rb'ptCount val="(\d+)"', cache)
    assert counted
    return int(counted[1]), {int(i): v.decode() for i, v in re.findall(rb'idx="(\d+)"><c:v>([^<]*)<', cache)}


def test_points_in_a_plane_are_set_along_both_axes() -> None:
    now: Cells = {"X": [1.5, -2.0], "Y": [3.0, 4.0], "P": [0.0], "Q": [-4.0], "E": [7.0, None, 8.0]}
    after = refreshed(PLANE, now.get)
    assert memory(after, b"X") == (2, {0: "1.5", 1: "-2"})
    assert memory(after, b"Y") == (2, {0: "3", 1: "4"})
    assert memory(after, b"P") == (1, {0: "0"})
    assert memory(after, b"Q") == (1, {0: "-4"})
    assert memory(after, b"E") == (3, {0: "7", 2: "8"})


def test_a_point_needs_both_numbers_but_keeps_an_x_alone_and_text_is_no_place_in_a_plane() -> None:
    now: Cells = {"X": [1.0, None, 3.0, "", 5.0], "Y": [1.0, 2.0, None, 4.0, "n/a"], "P": [None], "Q": [1.0]}
    after = refreshed(PLANE, now.get)
    assert memory(after, b"X") == (5, {0: "1", 2: "3", 4: "5"})
    assert memory(after, b"Y") == (5, {0: "1"})
    assert memory(after, b"P") == memory(after, b"Q") == (1, {})


def test_points_without_a_partner_are_not_there() -> None:
    after = refreshed(PLANE, {"X": [1.0, 2.0, 3.0], "Y": [4.0, 5.0]}.get)
    assert memory(after, b"X") == (3, {0: "1", 1: "2", 2: "3"})
    assert memory(after, b"Y") == (2, {0: "4", 1: "5"})


def test_where_only_one_axis_can_be_looked_up_the_other_keeps_its_memory() -> None:
    after = refreshed(PLANE, {"Y": [None, 5.0, "n/a"]}.get)
    assert memory(after, b"X") == (1, {0: "9"})
    assert memory(after, b"Y") == (3, {1: "5"})


def test_a_series_without_one_axis_leaves_the_next_alone() -> None:
    half = re.sub(rb"<c:yVal>.*?</c:yVal>", b"", PLANE, count=1)
    now: Cells = {"X": [None, 2.0], "P": [3.0, 4.0], "Q": [5.0, 6.0]}
    after = refreshed(half, now.get)
    assert memory(after, b"X") == (2, {1: "2"})
    assert memory(after, b"P") == (2, {0: "3", 1: "4"})
    assert memory(after, b"Q") == (2, {0: "5", 1: "6"})


def test_names_along_an_axis_count_the_points() -> None:
    start, _, rest = PLANE.partition(b"<c:xVal>")
    named = start + b"<c:xVal>" + rest.replace(b"num", b"str", 3).replace(b"numRef", b"strRef", 1)
    now: Cells = {"X": ["a", None, 3.0], "Y": [1.0, 2.0, 3.0]}
    after = refreshed(named, now.get)
    assert memory(after, b"X") == (3, {0: "a", 2: "3"})
    assert memory(after, b"Y") == (3, {0: "1", 2: "3"})


_ENTRIES = st.lists(st.none() | st.integers(-99, 99).map(float) | st.just("n/a"), max_size=6)


@given(_ENTRIES, _ENTRIES)
def test_both_axes_remember_the_points_with_two_numbers_and_the_first_an_x_alone(
    across: list[float | str | None], values: list[float | str | None]
) -> None:
    now: Cells = {"X": across, "Y": values}
    after = refreshed(PLANE, now.get)
    places = [place for place, x in enumerate(across) if isinstance(x, float)]
    whole = [place for place in places if place < len(values) and isinstance(values[place], float)]
    for name, entries, there in ((b"X", across, places), (b"Y", values, whole)):
        count, held = memory(after, name)
        assert count == len(entries)
        assert {place: float(number) for place, number in held.items()} == {at: entries[at] for at in there}
    assert refreshed(after, now.get) == after
    bare = PLANE.replace(b"c:", b"").replace(b":c=", b"=")
    assert refreshed(bare, now.get) == after.replace(b"c:", b"").replace(b":c=", b"=")


def test_a_chart_by_openpyxl_is_filled_and_still_loads() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (("option", "net"), ("a", 1), ("b", 2)):
        sheet.append(row)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=3))
    sheet.add_chart(chart, "D2")
    target = io.BytesIO()
    book.save(target)
    package = Package.of(target.getvalue())
    [part] = charts_of(package, sheet.title)
    now: Cells = {"'Sheet'!$B$2:$B$3": [1.5, -2.0], "'Sheet'!$A$2:$A$3": ["a", "b"], "'Sheet'!B1": ["net"]}
    after = package.replaced({part: refreshed(package.part(part), now.get)})
    assert after.part(part).count(b"Cache>") == 6
    [again] = getattr(openpyxl.load_workbook(io.BytesIO(after.to_bytes())).worksheets[0], "_charts")  # noqa: B009
    assert [point.v for point in again.series[0].val.numRef.numCache.pt] == [1.5, -2.0]
