"""Colours that say something say it without colour, too: verdicts by sign and word, inputs by a box."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
import shipped
from openpyxl import load_workbook

from steelyard.sheets.compared import ACCEPTS, REFUSES
from steelyard.sheets.looks import INPUT_FILL, INPUT_LINE, VERDICT_COLOURS
from steelyard.weigh.sentences import VERDICTS

if TYPE_CHECKING:
    from openpyxl import Workbook

WHITE = "FFFFFF"


@pytest.fixture(name="book", scope="module")
def _book() -> Workbook:
    return load_workbook(io.BytesIO(shipped.workbook()))


def luminance(colour: str) -> float:
    """Relative luminance, as the guidelines for accessible pages (WCAG 2.1) define it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_every_verdict_has_a_colour_that_is_read_on_white() -> None:
    assert {word[0] for word in VERDICTS} == set(VERDICT_COLOURS)
    assert {ACCEPTS[0], REFUSES[0]} <= set(VERDICT_COLOURS)
    assert len(set(VERDICT_COLOURS.values())) == len(VERDICT_COLOURS)
    for colour in VERDICT_COLOURS.values():
        assert contrast(colour, WHITE) >= 4.5


@pytest.mark.parametrize(
    ("sheet", "area", "first"),
    [
        ("Decide", "E13:E18", "E13"),
        ("Scores", None, None),
        ("Contributions", "G29:G34", "G29"),
        ("What it takes", None, None),
        ("Package", None, None),
    ],
)
def test_verdicts_are_coloured_by_a_formula_that_finds_their_sign(
    book: Workbook, sheet: str, area: str | None, first: str | None
) -> None:
    [found] = book[sheet].conditional_formatting
    first = first or str(found.sqref).replace(":", " ").split()[0]
    assert area in (None, str(found.sqref))
    assert [rule.type for rule in found.rules] == ["expression"] * 5
    told = {rule.formula[0]: rule.dxf.font.color.rgb[2:] for rule in found.rules}
    assert told == {f'ISNUMBER(FIND("{sign}",{first}))': colour for sign, colour in VERDICT_COLOURS.items()}
    # Where several parties answer in one cell, a refusal counts.
    priorities = {rule.formula[0]: rule.priority for rule in found.rules}
    refused, accepted = (f'ISNUMBER(FIND("{word[0]}",{first}))' for word in (REFUSES, ACCEPTS))
    assert priorities[refused] < priorities[accepted]


def test_sheets_without_a_verdict_have_no_such_format(book: Workbook) -> None:
    for name in ("Weights", "Linkage", "Checks"):
        assert len(book[name].conditional_formatting) == 0


def test_an_input_has_a_box_that_is_seen_in_grey_print() -> None:
    assert contrast(INPUT_LINE, WHITE) >= 3  # what the guidelines ask of the edge of a field
    assert contrast(INPUT_LINE, INPUT_FILL) > 2.75


def test_every_input_cell_has_the_box_and_no_result_has(book: Workbook) -> None:
    for name, column, table in (
        ("Weights", "D", "weights"),
        ("Linkage", "C", "linkage"),
        ("Decide", "N", ""),
    ):
        head = int(book[name].tables[table].ref.partition(":")[0].lstrip("ABC")) if table else 12
        cell = f"{column}{head + 1}"
        found = book[name][cell]
        assert found.fill.fgColor.rgb[2:] == INPUT_FILL, (name, cell)
        sides = (found.border.left, found.border.right, found.border.top, found.border.bottom)
        # Gnumeric draws no line whose colour is not said to be opaque.
        assert {(side.style, side.color.rgb) for side in sides} == {("thin", f"FF{INPUT_LINE}")}
    for name, cell in (("Decide", "C13"), ("Scores", "C9"), ("Packages", "B28")):
        border = book[name][cell].border
        assert [side for side in (border.left, border.right, border.top) if side and side.style] == []
        assert border.bottom.style == "hair"
    chosen = book["Decide"]["B4"].border  # its text runs over the next cell
    assert chosen.left.style == "thin"
    assert not (chosen.right and chosen.right.style)
