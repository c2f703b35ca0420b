"""A model written down as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.draft import Draft
from steelyard.model.draft_of_model import SHEETS, TRIAL, draft_of

if TYPE_CHECKING:
    from steelyard.model.model import Model


def test_the_tables_are_those_of_a_draft(draft: Draft) -> None:
    told = [
        line.split("|")[1].strip() for line in (Draft.__doc__ or "").splitlines() if line.count("|") == 4
    ][2:]
    assert sorted(told) == sorted(draft.tables)
    assert list(draft.tables) == [*SHEETS, TRIAL]


def test_cells_hold_plain_values(draft: Draft) -> None:
    kinds = {
        type(cell.value) for rows in draft.tables.values() for row in rows for cell in row.cells.values()
    }
    assert kinds == {str, float, int, type(None)}
    assert [row.cells["opening"].value for row in draft.tables["options"]] == ["yes", "no", "no", "no"]


def test_places_are_in_the_words_of_the_sheets(draft: Draft) -> None:
    places = {
        "settings": "Settings, row 'title', column 'value'",
        "weights": "Weights, row 'France', column 'influence'",
        "counterpart": "Counterpart, row 'Russia / reservation', column 'weight'",
        "evidence": "Evidence, row 'linkage/easing/access', column 'low'",
    }
    for table, expected in places.items():
        cells = draft.tables[table][0].cells
        assert expected in [str(cell.place) for cell in cells.values()]


def test_a_counterpart_is_one_row_for_each_item(draft: Draft) -> None:
    rows = [[cell.value for cell in row.cells.values()][:4] for row in draft.tables["counterpart"]]
    assert rows == [
        ["Russia", "reservation", None, 5.0],
        ["Russia", "option", "words", 5.0],
        ["Russia", "option", "funds", 20.0],
        ["Russia", "option", "easing", 30.0],
        ["Russia", "option", "lifting", 60.0],
        ["Russia", "measure", "access", 20.0],
        ["Russia", "measure", "aid", 30.0],
        ["Russia", "measure", "talks", 40.0],
    ]
    access = draft.tables["counterpart"][5].cells
    assert [access[f"chance {level}"].value for level in draft.levels] == [1.0, 0.9, 0.6, 0.4, 0.2]
    assert "effort none" not in draft.tables["counterpart"][6].cells


def test_a_draft_is_named(sound: Model) -> None:
    assert draft_of(sound).where == "model"
    assert draft_of(sound, "case.yaml").where == "case.yaml"
