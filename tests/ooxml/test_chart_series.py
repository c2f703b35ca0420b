"""Charts with more, fewer or other series, each in the look that it had."""

from __future__ import annotations

import html
import io
import re
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import openpyxl
import pytest
import shipped
from hypothesis import given
from hypothesis import strategies as st
from ooxml import torture
from ooxml.test_cells_writing import loaded

from steelyard.ooxml.chart_caches import refreshed
from steelyard.ooxml.chart_series import with_series
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import charts_of
from steelyard.ooxml.xml.scan import require_well_formed
from steelyard.sheets.charts import Chart, ChartKind, Series
from steelyard.workbook.building.charts import drawn as chart_of

if TYPE_CHECKING:
    from openpyxl.chart.bar_chart import BarChart

C = b"http://schemas.openxmlformats.org/drawingml/2006/chart"
NAMES = "Contributions!$B$28:$B$34"
COLOURS = [f"0000{at:02X}" for at in range(40)]


def series(count: int) -> list[Series]:
    return [
        Series(f"Contributions!${x}$27", x, f"Contributions!${x}$28:${x}$34", ()) for x in LETTERS[:count]
    ]


LETTERS = "JKLMNOPQRSTUVWXYZ"


def one(at: int, inside: bytes = b"", last: bytes = b"") -> bytes:
    """A series as Excel writes it."""
    return (
        b'<c:ser><c:idx val="%d"/><c:order val="%d"/><c:tx><c:strRef><c:f>S!$A$%d</c:f></c:strRef></c:tx>%b'
        b"<c:cat><c:strRef><c:f>S!$A$1:$A$3</c:f></c:strRef></c:cat><c:val><c:numRef><c:f>S!$B$1:$B$3</c:f>"
        b"<c:numCache><c:formatCode>0.0</c:formatCode></c:numCache></c:numRef></c:val>%b</c:ser>"
    ) % (at, at, at, inside, last)


def chart(*each: bytes, kind: bytes = b"barChart", more: bytes = b"") -> bytes:
    return (
        b'<c:chartSpace xmlns:c="%b" xmlns:a="urn:a"><!-- <c:ser> --><c:chart><c:plotArea><c:layout/>'
        b'<c:%b><c:barDir val="col"/>%b<c:axId val="1"/></c:%b>%b<c:serAx/></c:plotArea></c:chart>'
        b"</c:chartSpace>"
    ) % (C, kind, b"".join(each), kind, more)


SHOWN = [
    Series("'R & D'!$A$1", "a", "'R & D'!$B$1:$B$3", ()),
    Series("T!$C$1", "b", "T!$C$2:$C$4", ()),
    Series("T!$D$1", "c", "T!$D$2:$D$4", ()),
]


def pointed(xml: bytes, at: int, name: bytes, values: bytes) -> bytes:
    """What the series should be: the text of its references replaced, by hand."""
    return (
        xml.replace(b"S!$A$%d<" % at, name + b"<")
        .replace(b"S!$A$1:$A$3", b"T!$A$2:$A$4")
        .replace(b"S!$B$1:$B$3", values)
    )


def test_series_draw_other_cells_and_nothing_else_changes() -> None:
    before = chart(one(0), one(4, b'<c:spPr><a:ln w="1"/></c:spPr>'))
    after = with_series(before, SHOWN[:2], "T!$A$2:$A$4", COLOURS)
    assert after == chart(
        pointed(one(0), 0, b"'R &amp; D'!$A$1", b"'R &amp; D'!$B$1:$B$3"),
        pointed(one(4, b'<c:spPr><a:ln w="1"/></c:spPr>'), 4, b"T!$C$1", b"T!$C$2:$C$4"),
    )


def test_series_too_many_go() -> None:
    after = with_series(chart(one(0), one(1), one(2)), SHOWN[:1], "T!$A$2:$A$4", COLOURS)
    assert after == chart(pointed(one(0), 0, b"'R &amp; D'!$A$1", b"'R &amp; D'!$B$1:$B$3"))


LOOK = (
    b'<c:spPr><a:solidFill xmlns:a="urn:a"><a:srgbClr val="%b"><a:alpha val="5"/></a:srgbClr></a:solidFill>'
    b'<a:ln><a:solidFill><a:srgbClr val="AAAAAA"/></a:solidFill></a:ln></c:spPr>'
)
LABEL = (
    b"<c:dLbls><c:dLbl><c:idx val='0'/><c:tx><c:strRef><c:f>S!$Z$1</c:f></c:strRef></c:tx></c:dLbl></c:dLbls>"
)
IDENTITY = b'<c:extLst><c:ext><c16:uniqueId xmlns:c16="urn:c16" val="{%08X-59FA-4C1F}"/></c:ext></c:extLst>'


def test_the_last_series_is_the_model_of_those_to_come() -> None:
    first = one(7, LOOK % b"111111", IDENTITY % 9)
    last = one(3, LOOK % b"222222" + LABEL, IDENTITY % 3)
    after = with_series(chart(first, last), [SHOWN[0], *SHOWN], "T!$A$2:$A$4", COLOURS)
    place = {
        8: (b"T!$C$1", b"T!$C$2:$C$4", COLOURS[2].encode()),
        9: (b"T!$D$1", b"T!$D$2:$D$4", COLOURS[3].encode()),
    }
    same = (b"'R &amp; D'!$A$1", b"'R &amp; D'!$B$1:$B$3")
    new = [
        pointed(one(at, LOOK % colour + LABEL, IDENTITY % (at + 2)), at, name, values)
        for at, (name, values, colour) in place.items()
    ]
    assert after == chart(pointed(first, 7, *same), pointed(last, 3, *same), *new)


def test_a_look_without_a_plain_colour_is_kept_as_it_is() -> None:
    theme = b'<c:spPr><a:solidFill><a:schemeClr val="accent1"/></a:solidFill></c:spPr>'
    for look in (theme, LOOK % b"222222"):
        after = with_series(chart(one(0, look)), SHOWN[:2], "T!$A$2:$A$4", COLOURS[:1])
        assert after.count(look) == 2


def test_a_series_without_numbers_is_cloned_without_them() -> None:
    odd = b'<c:extLst><c:ext><c16:uniqueId xmlns:c16="urn:c16" val="mine"/></c:ext></c:extLst>'
    bare = re.sub(rb"<c:(idx|order)[^>]*>", b"", one(0, last=odd))
    after = with_series(chart(bare), [SHOWN[1], SHOWN[1]], "T!$A$2:$A$4", COLOURS)
    assert after == chart(*[pointed(bare, 0, b"T!$C$1", b"T!$C$2:$C$4")] * 2)


@pytest.mark.parametrize("typed", [b"<c:tx><c:v>my own &amp; only</c:v></c:tx>", b""])
def test_a_typed_name_stays_but_is_not_given_to_another_series(typed: bytes) -> None:
    mine = re.sub(rb"<c:tx>.*?</c:tx>", typed, one(0))
    after = with_series(chart(mine), SHOWN[:2], "T!$A$2:$A$4", COLOURS)
    assert after == chart(
        pointed(mine, 0, b"", b"'R &amp; D'!$B$1:$B$3"), pointed(one(1), 1, b"T!$C$1", b"T!$C$2:$C$4")
    )


def test_a_reference_to_nothing_gets_one() -> None:
    before = chart(one(0).replace(b"<c:f>S!$A$0</c:f>", b"<c:f/>").replace(b"S!$B$1:$B$3", b""))
    after = with_series(before, SHOWN[:1], "T!$A$2:$A$4", COLOURS)
    assert after == chart(pointed(one(0), 0, b"'R &amp; D'!$A$1", b"'R &amp; D'!$B$1:$B$3"))


def test_a_new_series_is_filled_whatever_the_last_one_remembered() -> None:
    after = with_series(chart(one(0)), SHOWN[:2], "T!$A$2:$A$4", COLOURS)
    filled = refreshed(after, lambda reference: [1.5, 2.5, None] if ":" in reference else [reference])
    clone = filled.rpartition(b"<c:ser>")[2]
    assert b'<c:pt idx="0"><c:v>T!$C$1</c:v></c:pt>' in clone
    assert b'<c:ptCount val="3"/><c:pt idx="0"><c:v>1.5</c:v></c:pt>' in clone


HIDDEN = (
    b'<c:extLst><c:ext xmlns:q="urn:q"><q:filteredBarSeries><q:ser><c:idx val="2"/></q:ser>'
    b"</q:filteredBarSeries></c:ext></c:extLst>"
)


@pytest.mark.parametrize(
    "xml",
    [
        chart(),
        chart(one(0), more=b"<c:lineChart>" + one(1) + b"</c:lineChart>"),
        chart(one(0), HIDDEN),
        chart(one(0).replace(b"c:val>", b"c:yVal>"), kind=b"scatterChart"),
        chart(one(0), one(1).replace(b"numRef", b"numLit")),
        b'<c:chartSpace xmlns:c="%b"><c:chart/></c:chartSpace>' % C,
        b'<c:chartSpace xmlns:c="%b"/>' % C,
    ],
)
def test_a_chart_of_another_make_is_let_be(xml: bytes) -> None:
    assert with_series(xml, SHOWN, "T!$A$2:$A$4", COLOURS) == xml


def test_nothing_to_show_is_no_reason_to_empty_a_chart() -> None:
    assert with_series(chart(one(0)), [], "T!$A$2:$A$4", COLOURS) == chart(one(0))


def point(at: int, look: bytes = b"", last: bytes = b"") -> bytes:
    """A series of points as Excel writes it."""
    return (
        b'<c:ser><c:idx val="%d"/><c:order val="%d"/><c:tx><c:strRef><c:f>S!$A$%d</c:f></c:strRef></c:tx>%b'
        b"<c:xVal><c:numRef><c:f>S!$X$%d</c:f></c:numRef></c:xVal>"
        b"<c:yVal><c:numRef><c:f>S!$Y$%d</c:f></c:numRef></c:yVal>"
        b'<c:smooth val="0"/>%b</c:ser>'
    ) % (at, at, at, look, at, at, last)


def plane(*each: bytes, more: bytes = b"") -> bytes:
    return chart(*each, kind=b"scatterChart", more=more)


PLACED = [
    Series("'R & D'!$A$1", "a", "T!$Y$1", (), across_ref="'R & D'!$X$1"),
    Series("T!$A$2", "b", "T!$Y$2", (), across_ref="T!$X$2", mark="plus"),
    Series("T!$A$3", "c", "T!$Y$3", (), across_ref="T!$X$3"),
    Series("T!$A$4", "d", "T!$Y$4", (), across_ref="T!$X$4", joined=True, mark="star"),
]


def placed(xml: bytes, at: int, to: int) -> bytes:
    """What the series should be: the text of its references replaced, by hand."""
    shown = PLACED[to]
    for letter, reference in (("A", shown.name_ref), ("X", shown.across_ref), ("Y", shown.values_ref)):
        xml = xml.replace(f"S!${letter}${at}<".encode(), reference.replace("&", "&amp;").encode() + b"<")
    return xml


def marker(symbol: bytes, size: int, colour: bytes) -> bytes:
    return (
        b"<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>"
        b'<c:marker><c:symbol val="%b"/><c:size val="%d"/><c:spPr><a:noFill/>'
        b'<a:ln w="9"><a:solidFill><a:srgbClr val="%b"/></a:solidFill></a:ln></c:spPr></c:marker>'
    ) % (symbol, size, colour)


def test_points_stand_at_other_cells_and_nothing_else_changes() -> None:
    look = marker(b"circle", 7, b"222222")
    after = with_series(plane(point(0), point(4, look)), PLACED[:2], "", COLOURS)
    assert after == plane(placed(point(0), 0, 0), placed(point(4, look), 4, 1))


def test_series_of_points_too_many_go() -> None:
    after = with_series(plane(point(0), point(1), point(2)), PLACED[:1], "", COLOURS)
    assert after == plane(placed(point(0), 0, 0))


def test_new_series_of_points_have_their_own_mark_and_are_larger_than_all_before() -> None:
    first, last = point(7, marker(b"square", 13, b"111111")), point(3, marker(b"circle", 9, b"222222"))
    after = with_series(plane(first, last), [PLACED[0], *PLACED[:3]], "", COLOURS)
    assert after == plane(
        placed(first, 7, 0),
        placed(last, 3, 0),
        placed(point(8, marker(b"plus", 15, COLOURS[2].encode())), 8, 1),
        placed(point(9, marker(b"circle", 17, COLOURS[3].encode())), 9, 2),
    )


def test_a_new_line_through_points_has_the_markers_of_the_last() -> None:
    fill = b'<a:solidFill><a:srgbClr val="%b"/></a:solidFill>'
    line = b"<c:spPr><a:ln>" + fill + b"</a:ln></c:spPr>"
    solid = line + b'<c:marker><c:size val="4"/><c:spPr>' + fill + b"</c:spPr></c:marker>"
    after = with_series(plane(point(0, solid % ((b"222222",) * 2))), [PLACED[0], PLACED[3]], "", COLOURS)
    assert after == plane(
        placed(point(0, solid % ((b"222222",) * 2)), 0, 0),
        placed(point(1, solid % ((COLOURS[1].encode(),) * 2)), 1, 3),
    )


def test_points_without_markers_are_cloned_without_them() -> None:
    after = with_series(plane(point(0)), PLACED[:2], "", COLOURS)
    assert after == plane(placed(point(0), 0, 0), placed(point(1), 1, 1))


def test_a_marker_is_never_larger_than_excel_allows() -> None:
    after = with_series(plane(point(0, marker(b"circle", 71, b"222222"))), PLACED[:3], "", COLOURS)
    assert re.findall(rb'<c:size val="(\d+)"', after) == [b"71", b"72", b"72"]


@pytest.mark.parametrize(
    "xml",
    [
        plane(),
        chart(one(0)),
        chart(one(0), kind=b"lineChart"),
        chart(point(0), kind=b"bubbleChart"),
        plane(point(0), more=b"<c:scatterChart>" + point(1) + b"</c:scatterChart>"),
        plane(point(0), more=b"<c:lineChart>" + one(1) + b"</c:lineChart>"),
        plane(point(0, last=HIDDEN)),
        plane(point(0), re.sub(rb"<c:xVal>.*</c:xVal>", b"", point(1))),
        plane(point(0), point(1).replace(b"numRef", b"numLit")),
    ],
)
def test_a_plane_that_somebody_made_another_chart_is_let_be(xml: bytes) -> None:
    assert with_series(xml, PLACED, "", COLOURS) == xml


@given(st.integers(1, 4), st.integers(1, 4))
def test_a_plane_shows_exactly_the_series_asked_for(before: int, after: int) -> None:
    xml = plane(*(point(at, marker(b"circle", 7, b"222222")) for at in range(before)))
    found = with_series(xml, PLACED[:after], "", COLOURS)
    require_well_formed(found, "the chart")
    for name in ("tx", "xVal", "yVal"):
        said = re.findall(rb"<c:%b><c:(?:str|num)Ref><c:f>([^<]*)<" % name.encode(), found)
        attribute = {"tx": "name_ref", "xVal": "across_ref", "yVal": "values_ref"}[name]
        assert [html.unescape(one.decode()) for one in said] == [
            getattr(s, attribute) for s in PLACED[:after]
        ]
    assert len(set(re.findall(rb'<c:idx val="(\d+)"', found))) == after
    assert with_series(default_prefix(xml), PLACED[:after], "", COLOURS) == default_prefix(found)
    assert with_series(found, PLACED[:after], "", COLOURS) == found


def default_prefix(xml: bytes) -> bytes:
    return xml.replace(b"<c:", b"<").replace(b"</c:", b"</").replace(b"xmlns:c=", b"xmlns=")


@given(st.integers(1, 5), st.integers(1, 9))
def test_a_chart_shows_exactly_the_series_asked_for(before: int, after: int) -> None:
    xml = chart(*(one(at, LOOK % b"222222") for at in range(before)))
    found = with_series(xml, series(after), NAMES, COLOURS)
    require_well_formed(found, "the chart")
    assert re.findall(rb"<c:tx><c:strRef><c:f>([^<]*)<", found) == [
        s.name_ref.encode() for s in series(after)
    ]
    assert re.findall(rb"<c:val><c:numRef><c:f>([^<]*)<", found) == [
        s.values_ref.encode() for s in series(after)
    ]
    assert len(set(re.findall(rb'<c:idx val="(\d+)"', found))) == after
    assert with_series(default_prefix(xml), series(after), NAMES, COLOURS) == default_prefix(found)
    assert with_series(found, series(after), NAMES, COLOURS) == found


def drawn(package: Package, sheet: str) -> BarChart:
    with zipfile.ZipFile(io.BytesIO(package.to_bytes())) as archive:
        assert archive.testzip() is None
    [found] = loaded(package.to_bytes())[sheet]._charts  # type: ignore[attr-defined]
    return found


@pytest.fixture(name="syria", scope="module")
def _syria() -> Package:
    return shipped.package()


@pytest.mark.parametrize("count", [1, 3, 14])
def test_openpyxl_reads_the_new_series_and_their_numbers(syria: Package, count: int) -> None:
    [part] = charts_of(syria, "Contributions")
    was = len(drawn(syria, "Contributions").series)

    def values(reference: str) -> list[float | str | None]:
        if reference == NAMES:
            return [f"option {at}" for at in range(7)]
        letter = LETTERS.index(reference.partition("$")[2][0])
        return [float(letter * 10 + at) for at in range(7)] if ":" in reference else [LETTERS[letter]]

    xml = refreshed(with_series(syria.part(part), series(count), NAMES, COLOURS), values)
    found = drawn(syria.replaced({part: xml}), "Contributions")
    assert len(found.series) == count
    for at, (shown, expected) in enumerate(zip(found.series, series(count), strict=True)):
        assert (shown.idx, shown.order) == (at, at)
        assert shown.tx.strRef.f == expected.name_ref
        assert [point.v for point in shown.tx.strRef.strCache.pt] == [expected.name]
        assert shown.cat.strRef.f == NAMES
        assert shown.cat.strRef.strCache.ptCount == 7
        assert shown.val.numRef.f == expected.values_ref
        assert [float(p.v) for p in shown.val.numRef.numCache.pt] == [float(at * 10 + i) for i in range(7)]
        if at >= was:
            # The last one has a pattern, which stays.
            assert shown.spPr.pattFill.prst == found.series[was - 1].spPr.pattFill.prst
            assert shown.spPr.pattFill.fgClr.srgbClr == COLOURS[at]


def test_a_chart_of_excels_own_make_grows_too() -> None:
    package = Package.of(torture.workbook())
    [part] = charts_of(package, "Weights")
    after = with_series(package.part(part), series(3), NAMES, COLOURS)
    found = drawn(package.replaced({part: after}), "Weights")
    assert [shown.val.numRef.f for shown in found.series] == [shown.values_ref for shown in series(3)]


def test_a_plane_by_openpyxl_grows_and_shows_the_new_numbers() -> None:
    plan = Chart(
        kind=ChartKind.SCATTERED,
        title="Packages",
        description="",
        value_title="them",
        categories_ref="",
        categories=(),
        series=tuple(replace(shown, values=(1.0,), across=(2.0,)) for shown in PLACED[:2]),
        row=1,
    )
    book = openpyxl.Workbook()
    book.worksheets[0].add_chart(chart_of(plan, 20.0), "A1")
    target = io.BytesIO()
    book.save(target)
    package = Package.of(target.getvalue())
    [part] = charts_of(package, "Sheet")

    now: dict[str, list[float | str | None]] = {"T!$X$3": [4.0, None, 6.0], "T!$Y$3": [7.0, 8.0, 9.0]}
    xml = refreshed(with_series(package.part(part), PLACED[:3], "", COLOURS), now.get)
    with zipfile.ZipFile(io.BytesIO(package.replaced({part: xml}).to_bytes())) as archive:
        assert archive.testzip() is None
    [found] = loaded(package.replaced({part: xml}).to_bytes())["Sheet"]._charts  # type: ignore[attr-defined]
    assert [shown.xVal.numRef.f for shown in found.series] == [shown.across_ref for shown in PLACED[:3]]
    last = found.series[-1]
    assert [(point.idx, float(point.v)) for point in last.xVal.numRef.numCache.pt] == [(0, 4.0), (2, 6.0)]
    assert [(point.idx, float(point.v)) for point in last.yVal.numRef.numCache.pt] == [(0, 7.0), (2, 9.0)]
    assert (last.marker.size, last.marker.spPr.ln.solidFill.srgbClr) == (15, COLOURS[2])
