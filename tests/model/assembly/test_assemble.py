"""The tables as a whole; single cells and rows are in findings.txt (test_findings_of_cells below)."""

from __future__ import annotations

import ast
import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import models

from steelyard.model.assembly.assemble import Assembled, assemble, draft_of
from steelyard.model.draft import Cell, Draft, Place, Row
from steelyard.model.fingerprint import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from steelyard.model.model import Model

    Told = Callable[[Assembled], list[str]]
    WithCell = Callable[[Draft, str, int, str, object], Draft]


def vectors() -> list[tuple[str, list[str]]]:
    """Each change of findings.txt with what it leads to."""
    _, *blocks = Path(__file__).with_name("findings.txt").read_text(encoding="utf-8").strip().split("\n\n")
    lines = [block.split("\n") for block in blocks]
    return [(change, [line.strip() for line in found]) for change, *found in lines]


@pytest.mark.parametrize(("change", "expected"), vectors())
def test_findings_of_cells(
    change: str, expected: list[str], draft: Draft, told: Told, with_cell: WithCell
) -> None:
    where, value = change.split(" = ", 1)
    table, row, column = where.split(" ", 2)
    assert expected == told(assemble(with_cell(draft, table, int(row), column, ast.literal_eval(value))))


@given(models())
def test_a_model_written_down_is_assembled_again(model: Model) -> None:
    assembled = assemble(draft_of(model))
    assert assembled.model == model
    assert all(finding.severity == "warning" for finding in assembled.findings)


def test_nothing_at_all_is_told_what_a_model_needs(told: Told) -> None:
    expected = [
        "missing: Settings, row 'title': found nothing; a title is needed",
        "missing: Weights: found nothing; at least one stakeholder is needed",
        (
            "missing: Measures: found nothing; at least two delivery levels are needed, "
            "the first worth 0, the last 100"
        ),
        "missing: Measures: found nothing; at least one measure is needed",
        "missing: Options: found nothing; at least one option is needed",
        "missing: Delivery: found nothing; at least one scenario is needed",
    ]
    assert expected == told(assemble(Draft("nothing", ())))


def test_a_model_with_errors_is_none_and_one_with_warnings_is_not(draft: Draft) -> None:
    row = Row({"setting": Cell("colour", Place("Settings"))}, Place("Settings"))
    warned = assemble(replace(draft, tables={**draft.tables, "settings": [*draft.tables["settings"], row]}))
    assert warned.model is not None
    assert [finding.severity for finding in warned.findings] == ["warning"]
    assert assemble(replace(draft, tables={})).model is None


@settings(max_examples=30)
@given(models(plain=True), st.randoms(use_true_random=False))
def test_rows_may_stand_in_any_order(model: Model, random: Random) -> None:
    written = draft_of(model)
    tables = {table: [*rows] for table, rows in written.tables.items()}
    for table, rows in tables.items():
        if table != "counterpart":  # the first one bargains
            random.shuffle(rows)
    found = assemble(replace(written, tables=tables)).model
    assert found is not None
    assert fingerprint(model) == fingerprint(found)


def test_blank_rows_foreign_columns_and_foreign_tables_are_passed_over(sound: Model, draft: Draft) -> None:
    blank = Row({"id": Cell(None, Place("Options")), "name": Cell("  ", Place("Options"))}, Place("Options"))
    options = [Row({**row.cells, "mine": Cell("x", row.place)}, row.place) for row in draft.tables["options"]]
    tables = {**draft.tables, "options": [options[0], blank, *options[1:]], "mine": [blank]}
    assert sound == assemble(replace(draft, tables=tables)).model


def test_case_and_outer_spaces_of_ids_columns_and_levels_do_not_count(
    sound: Model, draft: Draft, with_cell: WithCell
) -> None:
    linkage = [
        Row({column.upper(): held for column, held in row.cells.items()}, row.place)
        for row in draft.tables["linkage"]
    ]
    linkage[0] = Row({**linkage[0].cells, "ID": Cell(" WORDS ", linkage[0].place)}, linkage[0].place)
    changed = replace(draft, tables={**draft.tables, "linkage": linkage})
    changed = with_cell(changed, "delivery", 1, "aid", "Implemented ")
    changed = with_cell(changed, "settings", 18, "value", "france")
    expected = sound.replace_value("settings/viewpoint", "France")
    assert expected == assemble(changed).model


def test_groups_that_differ_in_case_are_one(draft: Draft, with_cell: WithCell) -> None:
    found = assemble(with_cell(draft, "measures", 1, "group", "CORE")).model
    assert found is not None
    assert [measure.group for measure in found.measures] == ["core", "core", ""]


def test_groups_that_only_some_programs_take_for_one_are_named(
    draft: Draft, told: Told, with_cell: WithCell
) -> None:
    changed = with_cell(with_cell(draft, "measures", 0, "group", "Straße"), "measures", 1, "group", "STRASSE")
    [said] = [line for line in told(assemble(changed)) if line.startswith("spelling:")]
    assert "column 'group': found 'STRASSE'; write it letter by letter as 'Straße'" in said


def test_levels_are_named_once_and_well(draft: Draft, told: Told) -> None:
    levels = ("none", "None", "all", "a/b", "", "verified")
    changed = replace(
        draft, levels=levels, tables={**draft.tables, "rules": [], "plan": [], "counterpart": []}
    )
    expected = [
        (
            "duplicate-id: Measures, column 'None': found 'None'; "
            "each level has a name of its own, this one is taken"
        ),
        (
            "reserved: Measures, column 'all': found 'all'; "
            "this word has a meaning of its own; choose another level"
        ),
        (
            "bad-label: Measures, column 'a/b': found 'a/b'; "
            "a level starts with a letter and holds none of / * ? ~"
        ),
        "missing: Measures: found nothing; a name for each level is needed",
    ]
    assert expected == told(assemble(changed))[:4]


def test_a_column_that_nobody_has_is_told_once(draft: Draft, told: Told) -> None:
    rows = [
        Row({column: held for column, held in row.cells.items() if column != "talks"}, row.place)
        for row in draft.tables["linkage"]
    ]
    found = assemble(replace(draft, tables={**draft.tables, "linkage": rows}))
    assert told(found) == ["missing-column: Linkage, column 'talks': found nothing; values for it are needed"]


def test_a_place_is_named_where_an_id_is_taken(draft: Draft, told: Told) -> None:
    rows = [*draft.tables["options"]]
    cells = {**rows[0].cells, "id": Cell("words", Place("Options", "words", "id", "cell A5"))}
    tables = {**draft.tables, "options": [Row(cells, rows[0].place), rows[0], *rows[1:]]}
    expected = "found 'words'; each id stands once, this one is taken by cell A5"
    assert f"duplicate-id: Options, row 'words', column 'id': {expected}" in told(
        assemble(replace(draft, tables=tables))
    )


def test_a_model_may_have_no_cost_heads(sound: Model) -> None:
    bare = sound.replace(
        cost_heads=(),
        options=tuple(replace(option, costs=()) for option in sound.options),
        stakeholders=tuple(replace(part, weights=part.weights[:3]) for part in sound.stakeholders),
        rules=sound.rules[:5],
    )
    assert Assembled(bare, ()) == assemble(draft_of(bare))


ODD: list[object] = [None, " ", "x", "#N/A", 7, -1.5, True, math.nan, 10**5000, [], b"x", "\ud800"]


@pytest.mark.drawn
@pytest.mark.parametrize("value", ODD, ids=range(len(ODD)))
def test_no_value_makes_it_raise(draft: Draft, value: object) -> None:
    for table, rows in draft.tables.items():
        for column in rows[0].cells if rows else ():
            spoiled = [Row({**row.cells, column: Cell(value, row.place)}, row.place) for row in rows]
            assemble(replace(draft, tables={**draft.tables, table: spoiled}))
