"""The page of ten tasks names sheets and cells that are there, and counts what its steps take."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from openpyxl import load_workbook

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "explanation" / "ten-tasks.md"
BOOK = load_workbook(ROOT / "workbooks" / "syria.xlsx", data_only=True)

ROW = re.compile(
    r"^\| (\d+) \| (.*?) \| (.*?) \| (\d+) acts?, (\d) sheets? \| (\d+) acts?, (\d) sheets? \|$", re.M
)
CELL = re.compile(r"`([^`!]+)!([A-Z]+\d+)`")
ACTS = {"read": 0, "click": 1, "type": 1, "press": 1, "open": 1, "choose": 1, "turn to": 2}
"""How many acts each kind of step takes; the sheets that are turned to have their tabs out of sight."""

IN_SIGHT = 12
"""Tabs that such a window shows beside Read me."""


class Task(NamedTuple):
    """One row of the page."""

    number: str
    task: str
    steps: str
    acts: str
    sheets: str
    acts_before: str
    sheets_before: str


TASKS = [Task(*found) for found in ROW.findall(PAGE.read_text(encoding="utf-8"))]


def test_there_are_ten_tasks() -> None:
    assert [task.number for task in TASKS] == [str(number) for number in range(1, 11)]


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.number)
def test_a_task_names_cells_that_are_there_and_needs_two_sheets_at_most(task: Task) -> None:
    steps = task.steps.split(", ")
    kinds = [next(kind for kind in ACTS if step.startswith(kind)) for step in steps]
    assert int(task.acts) == sum(ACTS[kind] for kind in kinds)
    assert int(task.acts) <= int(task.acts_before)
    seen = {"Decide"}
    for kind, step in zip(kinds, steps, strict=True):
        if kind == "turn to":
            seen.add(sheet := step.removeprefix("turn to "))
            assert BOOK.sheetnames.index(sheet) >= IN_SIGHT
        for sheet, at in CELL.findall(step):
            assert sheet in seen
            cell = BOOK[sheet][at]
            assert not cell.protection.locked if kind == "click" else cell.value is not None
    assert {BOOK[sheet].sheet_state for sheet in seen} == {"visible"}
    assert int(task.sheets) == len(seen) <= 2
    assert int(task.sheets) <= int(task.sheets_before)


def test_the_cells_hold_what_the_tasks_speak_of() -> None:
    decide, package = BOOK["Decide"], BOOK["Package"]
    assert [decide[at].value for at in ("N12", "L15", "B14", "F12", "G12", "A4", "A5")] == [
        *("trial", "Independent delivery of aid", "Limited easing"),
        *("what is missing", "how firm", "Scenario", "Viewpoint"),
    ]
    assert decide["G14"].value == "level at Independent delivery of aid 3.6 %"
    assert [package["A22"].value, package["C12"].value] == ["Stabilisation", "offered"]
