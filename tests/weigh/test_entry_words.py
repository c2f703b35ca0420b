"""An entry of a result as people read it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from steelyard.weigh.entry_words import entry_text, runs_right
from steelyard.weigh.result import ResultColumn, Unit

if TYPE_CHECKING:
    from steelyard.weigh.result import ResultValue


@pytest.mark.parametrize(
    ("entry", "unit", "shown"),
    [
        (-0.04, Unit.POINTS, "0.0"),
        (0.0355, Unit.SHARE, "3.6 %"),
        (-3, Unit.COUNT, "−3"),
        (True, Unit.YES_NO, "yes"),
        ("limited-easing", Unit.TEXT, "limited-easing"),
        (None, Unit.POINTS, ""),
        (math.inf, Unit.POINTS, "∞"),
        (-math.inf, Unit.POINTS, "−∞"),
    ],
)
def test_an_entry_reads_as_on_a_sheet(entry: ResultValue, unit: Unit, shown: str) -> None:
    assert entry_text(entry, ResultColumn("x", "x", unit)) == shown


def test_numbers_stand_at_the_right() -> None:
    right = {unit for unit in Unit if runs_right(ResultColumn("x", "x", unit))}
    assert right == {Unit.POINTS, Unit.SHARE, Unit.COUNT}
