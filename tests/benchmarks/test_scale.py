"""The benchmark of scale runs, on a size that takes no time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.large import Size, model
from benchmarks.scale import measured, report
from steelyard.workbook.reading.read import read_workbook

if TYPE_CHECKING:
    import pytest

SIZE = Size(3, 2, 1, 1)


def test_a_model_has_its_size_and_is_the_same_each_time() -> None:
    made = model(Size(6, 4, 2, 1))
    parts = (made.options, made.measures, made.scenarios, made.stakeholders, made.cost_heads)
    assert tuple(map(len, parts)) == Size(6, 4, 2, 1)
    assert made == model(Size(6, 4, 2, 1))


def test_a_size_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.scale.missing", lambda: "no office is needed here")
    found = measured(SIZE, 1, tmp_path)
    assert min(found.build, found.score, found.peers, found.megabytes, found.kilobytes) > 0
    assert found.edit is None
    assert read_workbook(tmp_path / "large.xlsx").fit() == model(SIZE)


def test_the_report_has_a_line_a_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.scale.missing", lambda: "no office is needed here")
    head, small, large, growth = report(((SIZE, 1), (SIZE, 1)), tmp_path).splitlines()
    assert head.split()[0] == "options"
    assert small.split()[:7] == large.split()[:7] == ["3", "x", "2", "x", "1", "x", "1"]
    assert growth.startswith("From 3 x 2 x 1 x 1 to 3 x 2 x 1 x 1: build x ")
