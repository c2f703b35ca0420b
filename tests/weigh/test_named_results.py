"""Tables with names in place of ids: for people, and never for programs."""

from __future__ import annotations

import pytest

from steelyard import api
from steelyard.cases import text
from steelyard.model.text.reading import read_text
from steelyard.weigh.named_results import named

MODEL = read_text(text("syria"))
IDS = {
    part.id
    for axis in ("measures", "cost_heads", "options", "scenarios")
    for part in getattr(MODEL, axis)
    if part.id != part.name
}


@pytest.mark.parametrize("table", api.QUESTIONS)
def test_no_table_for_people_has_an_id_of_a_part_with_a_name(table: str) -> None:
    found = named(api.table(MODEL, table), MODEL)
    cells = {cell for row in found.rows for cell in row if isinstance(cell, str)}
    titles = {column.title for column in found.columns}
    assert not IDS & (cells | titles)
    assert not [
        word
        for word in IDS
        if "-" in word
        and any(word in cell for cell in (*cells, found.title))
        and not _names_a_rule_or_step(word, cells)
    ]


def _names_a_rule_or_step(word: str, cells: set[str]) -> bool:
    """Rules, steps and entries have no names, and their ids may hold the id of an option or a measure."""
    own = {part.id for axis in ("rules", "plan", "record") for part in getattr(MODEL, axis)}
    return all(cell in own or any(each in cell for each in own) for cell in cells if word in cell)


def test_programs_keep_the_ids() -> None:
    answer = api.table(MODEL, "contributions")
    assert answer.frame().columns.tolist() == ["net", *MODEL.criteria]
    assert answer.frame().index.tolist() == [option.id for option in MODEL.options]
    assert [column.title for column in answer.columns[2:]] == [*MODEL.criteria]
    titles = [column.title for column in named(answer, MODEL).columns[2:]]
    assert titles == [*MODEL.names("criteria").values()]


def test_a_column_that_repeats_the_names_is_left_out() -> None:
    found = named(api.table(MODEL, "ranking"), MODEL)
    assert [column.name for column in found.columns][:2] == ["option", "rank"]
    assert found.rows[0][:2] == ("Stabilisation", 1)


def test_items_rivals_and_judgements_have_names_by_their_kind() -> None:
    order = named(api.table(MODEL, "order"), MODEL).rows
    assert ("option", "Acknowledgements") in {row[3:5] for row in order}
    assert ("measure", "Independent delivery of aid") in {row[3:5] for row in order}
    leads = named(api.table(MODEL, "leads"), MODEL).rows
    assert leads[0][:3] == ("Status quo", "Acknowledgements", "Strategic patience")
    assert leads[0][5] == "weight of Credibility abroad for United Kingdom"
