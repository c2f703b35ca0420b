"""Charts of many options: bars keep their room, numbers do not overlap, and Decide is one page wide."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

from benchmarks import large
from openpyxl import load_workbook

from steelyard.workbook.book import Book
from steelyard.workbook.build import pages_across, workbook_bytes
from steelyard.workbook.charts import charts
from steelyard.workbook.drawing import LEGEND, MOST_LABELLED, PLOT, drawn
from steelyard.workbook.plans import plans

if TYPE_CHECKING:
    from steelyard.model.model import Model


def named(options: int, name: str) -> Model:
    """A model of so many options of this name, each with its number."""
    model = large.model(large.Size(options, 15, 2, 3))
    parts = tuple(replace(option, name=f"{name} {at}") for at, option in enumerate(model.options))
    return model.replace(options=parts)


def test_long_names_of_many_options_leave_the_bars_their_room() -> None:
    found = charts(Book(named(MOST_LABELLED + 1, "Release of assets held in custody")))
    [decide], [positions] = found["decide"], found["positions"]
    layouts = [drawn(plan, 30.0).layout for plan in (decide, positions)]
    alone, beside = (layout.manualLayout for layout in layouts if layout is not None)
    assert alone is not None
    assert beside is not None
    assert (alone.x, alone.y, alone.w, alone.h) == PLOT
    assert beside.w == PLOT[2] - LEGEND


def test_short_names_and_few_options_are_laid_out_by_the_program() -> None:
    for model in (named(MOST_LABELLED, "Release of assets held in custody"), named(30, "Loan")):
        [plan] = charts(Book(model))["decide"]
        assert drawn(plan, 30.0).layout is None


def test_bars_bear_their_numbers_while_these_do_not_overlap() -> None:
    for options, labelled in ((MOST_LABELLED, True), (MOST_LABELLED + 1, False)):
        [plan] = charts(Book(named(options, "Loan")))["decide"]
        assert (drawn(plan, 30.0).dataLabels is not None) is labelled


def test_decide_is_as_wide_as_one_page_whatever_the_number_of_options() -> None:
    model = named(30, "Loan")
    [decide] = [plan for plan in plans(model) if plan.name == "Decide"]
    assert pages_across(decide) == 1
    sheet = load_workbook(io.BytesIO(workbook_bytes(model)))["Decide"]
    assert sheet.page_setup.fitToWidth == 1
    assert sheet.print_area.endswith(f"$H${decide.spot.last}")
