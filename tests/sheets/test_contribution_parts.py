"""At most seven series of a net, the largest shares first, that can be told apart without colour."""

from __future__ import annotations

import pytest
import shipped
from benchmarks import large

import steelyard as sy
from steelyard.ooxml.sheet_cells import charts_of
from steelyard.sheets.catalogue import context_of, filled_sheets
from steelyard.sheets.contribution_parts import MOST_SERIES
from steelyard.sheets.looks import COST_PATTERNS, PATTERNS, STACKED, colours, pattern


def test_the_largest_shares_have_series_of_their_own_and_the_others_are_together() -> None:
    context = context_of(sy.new("syria"))
    [sheet] = [sheet for sheet in filled_sheets(context) if sheet.name == "Contributions"]
    [chart] = sheet.charts
    names = [*context.model.names("criteria").values()]
    by_share = sorted(range(len(names)), key=lambda at: -context.weighing.shares[at])
    assert [series.name for series in chart.series] == [
        *(names[at] for at in by_share[:5]),
        "other measures",
        "other costs",
    ]
    assert [series.name for series in chart.series][:2] == [
        "Independent access to detainees",
        "Comprehensive political agreement",
    ]
    assert [series.takes for series in chart.series] == [*[False] * 6, True]


@pytest.mark.parametrize(
    ("measures", "heads", "count"), [(1, 0, 1), (1, 12, 7), (6, 1, 7), (7, 0, 7), (8, 0, 7), (40, 9, 7)]
)
def test_series_add_up_to_the_net_of_each_option(measures: int, heads: int, count: int) -> None:
    model = large.model(large.Size(3, measures, 2, 2, heads))
    [sheet] = [sheet for sheet in filled_sheets(context_of(model)) if sheet.name == "Contributions"]
    [chart] = sheet.charts
    assert len(chart.series) == count <= MOST_SERIES
    at = [column.heading for column in sheet.table.columns].index("net")
    nets = [row[at].value for row in sheet.table.rows]  # type: ignore[union-attr]
    sums = [sum(values) for values in zip(*(series.values for series in chart.series), strict=True)]
    assert sums == pytest.approx(nets, abs=1e-9)


def grey(colour: str) -> float:
    """How light a colour is in grey print, from 0 to 255."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_parts_differ_by_pattern_or_by_lightness() -> None:
    plain = [grey(colour) for colour, own in zip(STACKED, PATTERNS, strict=True) if not own]
    assert all(abs(a - b) > 50 for a in plain for b in plain if a is not b)
    for patterns in (PATTERNS, COST_PATTERNS):
        patterned = [own for own in patterns if own]
        assert len(set(patterned)) == len(patterned)
    [sheet] = [one for one in filled_sheets(context_of(sy.new("syria"))) if one.name == "Contributions"]
    [chart] = sheet.charts
    assert [pattern(chart, at) for at in range(7)] == [
        "",
        "wdUpDiag",
        "",
        "horzBrick",
        "",
        "pct25",
        "smCheck",
    ]
    assert len(set(colours(chart))) == 7


def test_patterns_stand_in_the_file_on_white_with_a_line_round_them() -> None:
    package = shipped.package()
    [chart] = charts_of(package, "Contributions")
    xml = package.part(chart)
    assert xml.count(b"<ser>") == 7
    assert xml.count(b'prst="horzBrick"') == 1
    assert b'plotVisOnly val="0"' in xml  # sums stand in hidden columns
