"""At most seven parts of a net, measures by group first, that can be told apart without colour."""

from __future__ import annotations

from dataclasses import replace

import pytest
from benchmarks import large

import steelyard as sy
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import charts_of
from steelyard.sheets.catalogue import context_of, filled_sheets
from steelyard.sheets.contribution_parts import MOST_PARTS, Part, parts
from steelyard.sheets.looks import PATTERNS, STACKED, colours, pattern
from steelyard.workbook.building.build import workbook_bytes


def test_measures_of_a_group_are_one_part_and_the_last_cost_heads_are_together() -> None:
    syria = sy.new("syria")
    core = tuple(measure.id for measure in syria.measures if measure.group == "core")
    heads = [head.id for head in syria.cost_heads]
    assert parts(syria) == (
        Part("group core", core, takes=False),
        Part("committee", ("committee",), takes=False),
        Part("political-agreement", ("political-agreement",), takes=False),
        *(Part(head, (head,), takes=True) for head in heads[:3]),
        Part("other costs", tuple(heads[3:]), takes=True),
    )


@pytest.mark.parametrize(("measures", "heads"), [(1, 0), (1, 12), (6, 1), (7, 0), (8, 0), (40, 2), (40, 9)])
def test_every_criterion_is_in_one_of_at_most_seven_parts(measures: int, heads: int) -> None:
    model = large.model(large.Size(3, measures, 2, 2, heads))
    plain = model.replace(measures=tuple(replace(each, group="") for each in model.measures))
    for each in (model, plain):
        found = parts(each)
        assert len(found) <= MOST_PARTS
        assert sorted(own for part in found for own in part.criteria) == sorted(each.criteria)
        assert len({part.heading for part in found}) == len(found)
    assert len(parts(plain)) == min(MOST_PARTS, measures + min(heads, max(3, MOST_PARTS - measures)))


def test_series_add_up_to_the_net_of_each_option() -> None:
    context = context_of(sy.new("syria"))
    [sheet] = [sheet for sheet in filled_sheets(context) if sheet.name == "Contributions"]
    [chart] = sheet.charts
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
    patterned = [own for own in PATTERNS if own]
    assert len(set(patterned)) == len(patterned)
    [sheet] = [one for one in filled_sheets(context_of(sy.new("syria"))) if one.name == "Contributions"]
    [chart] = sheet.charts
    shown = [*zip(colours(chart), (pattern(chart, at) for at in range(7)), strict=True)]
    assert len(set(shown)) == 7
    assert [own for _, own in shown] == ["", "wdUpDiag", "", "", "wdDnDiag", "", "horzBrick"]


def test_patterns_stand_in_the_file_on_white_with_a_line_round_them() -> None:
    package = Package.of(workbook_bytes(sy.new("syria")))
    [chart] = charts_of(package, "Contributions")
    xml = package.part(chart)
    assert xml.count(b"<ser>") == 7
    assert xml.count(b'prst="horzBrick"') == 1
    assert b'plotVisOnly val="0"' in xml  # sums stand in hidden columns
