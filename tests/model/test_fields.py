"""The declared inputs: what follows from them, and that a new one is found everywhere."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import pytest

from steelyard.errors import InvalidModel, UnknownKey
from steelyard.model import fields as declared
from steelyard.model import parts
from steelyard.model.assembly import columnwise, our_side
from steelyard.model.assembly.assemble import draft_of
from steelyard.model.assembly.columnwise import Columns, plain_model
from steelyard.model.checks import check
from steelyard.model.draft_of_model import TRIAL
from steelyard.model.field import Bounds, Field, InputKind, Inputs
from steelyard.model.fields import INPUTS, PACKAGE_ROW, PHASES, TABLES
from steelyard.model.text.reading import read_text, write_text
from steelyard.model.text.schema import schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from steelyard.model.findings import Finding
    from steelyard.model.model import Model

    Told = Callable[[Iterable[Finding]], list[str]]

PARTS = {
    "settings": parts.Settings,
    "measures": parts.Measure,
    "cost_heads": parts.CostHead,
    "options": parts.Option,
    "stakeholders": parts.Stakeholder,
    "scenarios": parts.Scenario,
    "rules": parts.Rule,
    "record": parts.RecordEntry,
    "counterparts": parts.Counterpart,
    "plan": parts.Step,
    "evidence": parts.Evidence,
}


@pytest.mark.parametrize("name", PARTS)
def test_the_inputs_of_a_part_are_its_attributes(name: str) -> None:
    kinds = {table.name for table in TABLES if table.parts == name}
    inputs = {field.name for field in INPUTS.fields if field.table in kinds and not field.identifies}
    assert inputs == {field.name for field in fields(PARTS[name])} - {"id", "key"}


def test_the_sections_are_in_the_order_of_the_model() -> None:
    parts_of_a_model = [
        field.name for field in fields(parts.ModelFields) if field.name not in ("levels", "trial")
    ]
    assert [*INPUTS.sections] == parts_of_a_model


def test_every_column_of_a_draft_is_that_of_an_input(sound: Model) -> None:
    tables = draft_of(sound).tables
    assert not tables.pop(TRIAL)  # no judgements
    for table, rows in tables.items():
        headings = {heading for row in rows for heading in row.cells}
        inputs = [field for field in INPUTS.by_table[table] if not field.may_lack]
        known = {heading for field in inputs for heading in field.headings(sound)}
        assert headings == ({"setting", "value"} if table == "settings" else known)


def test_a_draft_has_columns_for_amounts_where_there_are_any(sound: Model) -> None:
    measure = replace(sound.measures[0], unit="people", amounts=(0.0, 1.0, 2.0, 3.0, 4.0))
    head = replace(sound.cost_heads[0], unit="euros", scale=(0.0, None, None, None, 9.0))
    tables = draft_of(sound.replace(measures=(measure,), cost_heads=(head,))).tables
    assert tables["measures"][0].cells["amount at partial"].value == 2.0
    assert [tables["cost_heads"][0].cells[f"amount at {at}"].value for at in (0, 50, 100)] == [0.0, None, 9.0]


def test_every_judgement_has_a_cell(sound: Model) -> None:
    sound = sound.replace(counterparts=(replace(sound.counterparts[0], future=1.0),))
    for key in sound.values:
        cell = INPUTS.cell_of(key)
        if cell.table != "settings":
            assert INPUTS.under(cell.table, cell.heading, sound, cell.field.row) is cell.field


@pytest.mark.parametrize(
    ("key", "table", "row", "heading", "bounds"),
    [
        ("settings/resolution", "settings", "resolution", "value", Bounds(0)),
        ("weights/France/aid", "weights", "France", "aid", Bounds(0)),
        ("amounts/aid/partial", "measures", "aid", "amount at partial", Bounds()),
        ("unit/aid", "measures", "aid", "unit", Bounds()),
        ("scale/money/100", "cost_heads", "money", "amount at 100", Bounds()),
        ("cost-unit/money", "cost_heads", "money", "unit", Bounds()),
        ("values/aid/partial", "measures", "aid", "partial", Bounds(0, 100)),
        ("groups/aid", "measures", "aid", "group", Bounds()),
        ("asked/aid", "tabled", "measure/aid", "asked", Bounds()),
        ("offered/words", "tabled", "option/words", "offered", Bounds()),
        ("linkage/words/aid", "linkage", "words", "aid", Bounds(0, 100)),
        ("delivery/core/aid", "delivery", "core", "aid", Bounds()),
        ("rules/r1/withdraws", "rules", "r1", "withdraws", Bounds(0, 1)),
        ("record/v1/date", "record", "v1", "date", Bounds()),
        ("reservation/Russia", "counterpart", "Russia/reservation/", "weight", Bounds(-1_000_000, 1_000_000)),
        ("future/Russia", "counterpart", "Russia/future/", "weight", Bounds(-1_000_000, 1_000_000)),
        ("worth/Russia/words", "counterpart", "Russia/option/words", "weight", Bounds(0)),
        ("effort/Russia/aid/partial", "counterpart", "Russia/measure/aid", "effort partial", Bounds(0, 1)),
        ("plan/s1/phase", "plan", "s1", "phase", PHASES),
    ],
)
def test_where_a_judgement_stands(key: str, table: str, row: str, heading: str, bounds: Bounds) -> None:
    cell = INPUTS.cell_of(key)
    assert (cell.table, cell.row, cell.heading, cell.field.bounds) == (table, row, heading, bounds)


@pytest.mark.parametrize(
    "key",
    [
        *("", "names/words", "settings", "settings/title", "settings/resolution/x", "weights/France"),
        *("rules", "rules/r1", "rules/r1/note", "rules/r1/kind/x", "effort/Russia/aid", "tracks/words/x"),
    ],
)
def test_no_input_has_keys_of_other_forms(key: str) -> None:
    with pytest.raises(UnknownKey):
        INPUTS.cell_of(key)


@pytest.mark.parametrize(
    ("table", "name", "prompt"),
    [
        ("linkage", "linkage", "A number from 0 to 100."),
        ("weights", "influence", "A number, 0 or more."),
        ("options", "snapback", "A share from 0 to 1, or empty."),
        ("options", "delay", "A whole number, 0 or more, or empty."),
        ("options", "opening", "yes or no."),
        ("options", "track", ""),
        ("measures", "asked", "One of the delivery levels; empty: the lowest."),
        ("delivery", "levels", "One of the delivery levels."),
        ("rules", "option", "The name of an option."),
        (
            "rules",
            "subject",
            (
                "The name of a measure, a group, an option, a cost head or a stakeholder, by the kind "
                "of the rule."
            ),
        ),
        ("rules", "number", ""),
        ("record", "date", "A date such as 2019-06-17."),
        ("plan", "phase", "A whole number from 1 to 99999999."),
        ("evidence", "low", ""),
    ],
)
def test_what_a_spreadsheet_says_of_a_cell(table: str, name: str, prompt: str) -> None:
    assert prompt == INPUTS.named(table, name).prompt


def test_what_is_said_of_an_input_has_its_range_in_words() -> None:
    linkage = INPUTS.named("linkage", "linkage")
    assert linkage.described == "How far the case for the option rests on the measure, 0 to 100."
    assert linkage.described_on_sheet == "Linkage, 0 to 100."
    every = [*INPUTS.fields, *PACKAGE_ROW]
    assert all(field.described_on_sheet for field in every if field.column != "weight")
    assert not any("{" in field.described + field.described_on_sheet for field in every)


def test_which_cells_may_be_empty() -> None:
    empty = [field.name for field in INPUTS.by_table["rules"] if field.may_be_empty]
    assert empty == ["level", "number", "withdraws", "note"]


@pytest.mark.parametrize(
    ("table", "headings"),
    [
        ("weights", "id, name, influence"),
        ("measures", "id, name"),
        ("linkage", "id"),
        ("rules", "id, option, kind, subject"),
        ("counterpart", "party, kind, item, weight"),
        ("plan", "id, phase, kind, item"),
    ],
)
def test_without_which_headings_cells_are_no_table(table: str, headings: str) -> None:
    assert headings == ", ".join(INPUTS.needed_headings(table))


def test_a_column_of_the_user_is_no_input(sound: Model) -> None:
    assert INPUTS.under("options", "mine", sound) is None
    assert INPUTS.under("measures", "asked", sound) is None
    weight = INPUTS.under("counterpart", "weight", sound)
    assert weight is INPUTS.named("counterpart", "reservation")
    assert INPUTS.under("counterpart", "weight", sound, "option") is INPUTS.named("counterpart", "worth")


URGENCY = Field(
    "options", "urgency", InputKind.NUMBER, bounds=Bounds(0, 1), key="urgency",
    meaning="How soon it is needed, {range}; 0 if left out.",
)  # fmt: skip
HASTE = Field(
    "options", "haste", InputKind.CHOICE, choices=("some", "much"), key="haste", meaning="How much haste."
)


@dataclass(frozen=True, kw_only=True)
class Urgent(parts.Option):
    """An option with two more inputs."""

    urgency: float | None = None
    haste: str = ""


@pytest.fixture
def with_more_inputs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two more inputs of an option, declared as any other."""
    at = INPUTS.fields.index(INPUTS.named("options", "offered")) + 1
    more = (*INPUTS.fields[:at], URGENCY, HASTE, *INPUTS.fields[at:])
    monkeypatch.setattr(declared, "INPUTS", Inputs(TABLES, more))
    monkeypatch.setattr(our_side, "Option", Urgent)
    monkeypatch.setattr(columnwise, "Option", Urgent)


@pytest.mark.usefixtures("with_more_inputs")
class TestANewInput:
    """A new input is found by all that follows from the declarations."""

    @pytest.fixture
    def text(self, sound_text: str) -> str:
        return sound_text.replace(
            "    opening: true\n", "    opening: true\n    urgency: 0.5\n    haste: much\n"
        )

    def test_in_the_text(self, text: str) -> None:
        model = read_text(text)
        assert [part.urgency for part in model.options] == [0.5, None, None, None]  # type: ignore[attr-defined]
        assert "    opening: true\n    urgency: 0.5\n    haste: much\n" in write_text(model)
        assert model == read_text(write_text(model))

    def test_in_the_schema(self) -> None:
        found: Any = schema()
        words = found["properties"]["options"]["additionalProperties"]["properties"]
        assert words["urgency"] == {
            "description": "How soon it is needed, 0 to 1; 0 if left out.",
            "type": ["number", "null"],
            "minimum": 0,
            "maximum": 1,
        }
        assert words["haste"]["enum"] == ["some", "much", None]

    def test_among_the_judgements(self, text: str) -> None:
        model = read_text(text)
        assert model.values["urgency/words"] == 0.5
        assert model.replace_value("urgency/funds", 1).values["urgency/funds"] == 1.0
        assert declared.INPUTS.cell_of("urgency/words")[:3] == ("options", "words", "urgency")

    def test_in_the_draft(self, text: str) -> None:
        cells = draft_of(read_text(text)).tables["options"][0].cells
        assert (cells["urgency"].value, cells["haste"].value) == (0.5, "much")

    def test_in_what_is_allowed(self, text: str, told: Told) -> None:
        with pytest.raises(
            InvalidModel, match=r"a number from 0 to 1 is needed[\s\S]*some, much or nothing is needed"
        ):
            read_text(text.replace("0.5\n    haste: much", "2\n    haste: none"))
        evidence = (parts.Evidence(key="urgency/*", high=2.0),)
        assert told(check(read_text(text).replace(evidence=evidence))) == [
            "out-of-range: Evidence, row 'urgency/*', column 'high': found 2; a number from 0 to 1 is needed"
        ]

    @pytest.mark.parametrize(
        ("urgency", "haste", "read"), [(0.5, "", True), (2, "", False), (0.5, "much", False)]
    )
    def test_in_columns(self, text: str, urgency: float, haste: str, read: bool) -> None:
        model = read_text(text)
        tables = {
            name: Columns([*rows[0].cells], [[cell.value for cell in row.cells.values()] for row in rows])
            for name, rows in draft_of(model).tables.items()
            if name in ("weights", "measures", "linkage", "costs", "delivery", "options")
        }
        headings, rows = tables["options"]
        first = dict(zip(headings, rows[0], strict=True)) | {"urgency": urgency, "haste": haste}
        tables["options"] = Columns(headings, [[*first.values()], *rows[1:]])
        found = plain_model(tables, model.levels, model.ids("cost_heads"), model.settings)
        if not read:  # a word of a list is read cell by cell
            assert found is None
            return
        assert found is not None
        assert [part.urgency for part in found.options] == [0.5, None, None, None]  # type: ignore[attr-defined]
