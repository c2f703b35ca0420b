"""The quick reading gives the model of plain tables, and nothing where anything is unusual.

That it agrees with the reading cell by cell is tested on drawn ranges in tests/excel/test_ranges.py.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest

from steelyard.model.assembly.columnwise import Columns, plain_model
from steelyard.model.draft_of_model import draft_of

if TYPE_CHECKING:
    from steelyard.model.model import Model

TABLES = ("weights", "measures", "linkage", "costs", "delivery", "options")


@pytest.fixture
def tables(sound: Model) -> dict[str, Columns]:
    """The tables of the sound model."""
    return {
        name: Columns([*rows[0].cells], [[cell.value for cell in row.cells.values()] for row in rows])
        for name, rows in draft_of(sound).tables.items()
        if name in TABLES
    }


def read(tables: dict[str, Columns], sound: Model) -> Model | None:
    return plain_model(tables, sound.levels, sound.ids("cost_heads"), sound.settings)


def changed(
    tables: dict[str, Columns], table: str, row: int, heading: str, value: object
) -> dict[str, Columns]:
    headings, rows = tables[table]
    rows = [[*each] for each in rows]
    rows[row][headings.index(heading)] = value  # type: ignore[index]
    return {**tables, table: Columns(headings, rows)}


def without(tables: dict[str, Columns], table: str, heading: str) -> dict[str, Columns]:
    headings, rows = tables[table]
    at = headings.index(heading)
    kept = [[cell for here, cell in enumerate(row) if here != at] for row in rows]
    return {**tables, table: Columns([h for h in headings if h != heading], kept)}


def test_plain_tables_give_the_model(tables: dict[str, Columns], sound: Model) -> None:
    found = read(tables, sound)
    assert found is not None
    for name in ("measures", "options", "stakeholders", "scenarios", "levels", "criteria"):
        assert getattr(found, name) == getattr(sound, name)


@pytest.mark.parametrize(
    ("table", "heading"),
    [("options", "track"), ("options", "snapback"), ("measures", "asked"), ("weights", "note")],
)
def test_columns_that_nobody_needs_may_be_missing(
    tables: dict[str, Columns], sound: Model, table: str, heading: str
) -> None:
    assert read(without(tables, table, heading), sound) is not None


def test_options_without_a_table_are_called_by_their_ids(tables: dict[str, Columns], sound: Model) -> None:
    del tables["options"]
    found = read(tables, sound)
    assert found is not None
    assert [part.name for part in found.options] == [part.id for part in sound.options]
    assert [part.linkage for part in found.options] == [part.linkage for part in sound.options]


def test_without_cost_heads_there_are_no_costs(tables: dict[str, Columns], sound: Model) -> None:
    found = plain_model(tables, sound.levels, [], sound.settings)
    assert found is not None
    assert [part.costs for part in found.options] == [(), (), (), ()]


@pytest.mark.parametrize(
    ("table", "row", "heading", "value"),
    [
        ("linkage", 0, "aid", 101),
        ("linkage", 0, "aid", -1),
        ("linkage", 0, "aid", math.nan),
        ("linkage", 0, "aid", math.inf),
        ("linkage", 0, "aid", 10**400),
        ("linkage", 0, "aid", "10"),
        ("linkage", 0, "aid", None),
        ("linkage", 0, "id", "word"),
        ("linkage", 0, "id", "funds"),
        ("costs", 0, "money", True),
        ("measures", 0, "none", 1),
        ("measures", 0, "id", "2nd"),
        ("measures", 0, "id", 5),
        ("measures", 0, "id", "money"),
        ("measures", 0, "name", None),
        ("measures", 0, "name", "Talks"),
        ("measures", 0, "group", "CORE"),
        ("measures", 0, "group", "all"),
        ("measures", 0, "group", "a/b"),
        ("measures", 0, "asked", "some"),
        ("measures", 0, "note", "#N/A"),
        ("options", 0, "name", "Hold the current position"),
        ("options", 0, "opening", "perhaps"),
        ("options", 0, "delay", 1.5),
        ("options", 0, "snapback", 2),
        ("options", 0, "name", "x" * 256),
        ("options", 0, "note", "x" * 32_001),
        ("weights", 0, "influence", None),
        ("weights", 0, "name", "all, pooled"),
        ("delivery", 0, "aid", "some"),
        ("delivery", 0, "probability", None),
        ("delivery", 0, "probability", 0.5),
    ],
)
def test_where_anything_is_unusual_there_is_no_model(
    tables: dict[str, Columns], sound: Model, table: str, row: int, heading: str, value: object
) -> None:
    assert read(changed(tables, table, row, heading, value), sound) is None


def test_a_note_may_be_as_long_as_a_cell_holds(tables: dict[str, Columns], sound: Model) -> None:
    found = read(changed(tables, "options", 0, "note", "x" * 32_000), sound)
    assert found is not None
    assert found.options[0].note == "x" * 32_000


def test_a_track_offers_one_option(tables: dict[str, Columns], sound: Model) -> None:
    one = changed(tables, "options", 2, "offered", "yes")
    assert read(one, sound) is not None
    assert read(changed(one, "options", 3, "offered", "yes"), sound) is None


@pytest.mark.parametrize(
    ("levels", "heads"),
    [
        (("none",), ("money", "home")),
        (("none", "None", "verified"), ("money", "home")),
        (("all", "none"), ("money", "home")),
        (("none", "verified" * 10), ("money", "home")),
        (("none", "verified"), ("money", "Money")),
        (("none", "verified"), ("two words",)),
        (("none", "verified"), ("lacking",)),
    ],
)
def test_odd_headings_give_no_model(
    tables: dict[str, Columns], sound: Model, levels: Any, heads: Any
) -> None:
    assert plain_model(tables, levels, heads, sound.settings) is None
