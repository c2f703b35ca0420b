"""What is said of one input: where it stands, what it means, what is allowed there, and its judgement key."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from steelyard.errors import UnknownKey
from steelyard.model.parts import POOLED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steelyard.model.parts import ModelFields

PACKAGE_TABLE = "tabled"
"""The workbook's table of the package; in the model its inputs belong to measures and options."""

ONE_OF = {
    "measures": "a measure",
    "cost_heads": "a cost head",
    "options": "an option",
    "scenarios": "a scenario",
    "viewpoints": f"a stakeholder, or {POOLED},",
    "criteria": "a measure or cost head",
    "levels": "a level",
    "points": "a point of the scale",
}
"""What one of the things is called that a reference names or an axis has."""


class InputKind(Enum):
    """What may stand in the cell of an input."""

    NUMBER = "number"
    TEXT = "text on one line"
    NOTE = "text of any number of lines"
    NAME = "text on one line that no other row of the table has"
    ID = "id"
    LABEL = "group or track: a short text"
    LEVEL = "delivery level"
    DAY = "day, year-month-day"
    YES_NO = "yes or no"
    CHOICE = "one of the words in `choices`"
    REFERENCE = "id of something that stands in another table"


class Bounds(NamedTuple):
    """The smallest and the largest number that may stand there; None where there is no limit."""

    low: float | None = None
    high: float | None = None

    def __str__(self) -> str:
        """The range in words; empty where there is none.

        >>> str(Bounds(0, 100)), str(Bounds(0)), str(Bounds())
        ('0 to 100', '0 or more', '')
        """
        if self.low is None:
            return ""
        return f"{self.low:.15g} or more" if self.high is None else f"{self.low:.15g} to {self.high:.15g}"


ANY_NUMBER = Bounds()


@dataclass(frozen=True)
class Field:
    """One input of a judgement table.

    >>> linkage = Field("linkage", "linkage", InputKind.NUMBER, axis="measures", bounds=Bounds(0, 100),
    ...                 needed=True, key="linkage", meaning="How far the case rests on the measure, {range}.")
    >>> linkage.described, linkage.prompt, linkage.heading_for("aid")
    ('How far the case rests on the measure, 0 to 100.', 'A number from 0 to 100.', 'aid')
    """

    table: str
    """The table of a draft."""
    name: str
    """The attribute of the part that holds it."""
    kind: InputKind
    _: KW_ONLY
    meaning: str = ""
    """What it says, for the text form and its schema; `{range}` stands for the bounds in words."""
    sheet_meaning: str = ""
    """What the workbook says of its column, where that differs from `meaning`."""
    bounds: Bounds = ANY_NUMBER
    whole: bool = False
    """Whether decimals are refused."""
    earliest: str = ""
    """The first day that may stand there."""
    choices: tuple[str, ...] = ()
    """The only words that may stand there; for the kind CHOICE."""
    of: str = ""
    """What a reference names: a field of the model; empty where it depends on the kind of the row."""
    needed: bool = False
    """Whether an empty cell is refused; in rows of the kinds in `only_for`, where it names some."""
    has_default: bool = False
    """Whether the text form may leave it out although it is needed, because a default stands for it."""
    only_for: tuple[str, ...] = ()
    """The kinds of rows that have it; in all others the cell must be empty. Empty where every row has it."""
    identifies: bool = False
    """Whether it names its row: the text form writes it before the colon, and it has no judgement key."""
    axis: str = ""
    """What its values run along: measures, cost_heads, criteria, options or levels; '' for a single value."""
    by_level: bool = False
    """Whether each value along the axis is in turn nothing, or one value a level."""
    row: str = ""
    """The kind of the rows that hold it, where a table has several; the axis then runs down the rows."""
    row_if_given: bool = False
    """Whether its row, and its key, exist only where there is a value."""
    column: str = ""
    """The heading of its column, where that is not the name."""
    own_ranges: bool = False
    """Whether a part along the axis may have a range of its own, as costs have that are typed in a unit."""
    prefix: str = ""
    """What stands before the id or the level in the headings of its columns."""
    other_word: str = ""
    """The word of the text form, where that is not the name."""
    sheet_table: str = ""
    """The workbook's table, where that is not the table of the draft."""
    key: str = ""
    """The kind of its judgement key, the part before the first slash; empty where it is no judgement."""
    key_rank: int = 0
    """Orders the keys of a table where their order, as on the sheet Checks, is not that of the inputs."""
    sheet_prompt: str = ""
    """What a spreadsheet says when the cell is selected, where that does not follow from kind and bounds."""
    unchecked: bool = False
    """Whether a spreadsheet lets anything be typed; a reading checks it all the same."""

    @property
    def low(self) -> float | None:
        """The smallest number that may stand there."""
        return self.bounds.low

    @property
    def high(self) -> float | None:
        """The largest number that may stand there."""
        return self.bounds.high

    @property
    def word(self) -> str:
        """The word of the text form; empty for what identifies a row."""
        return "" if self.identifies else self.other_word or self.name

    @property
    def heading(self) -> str:
        """The heading of its column; empty where headings follow from parts or levels: `heading_for`."""
        if self.column or not self.axis:
            return self.column or self.name
        return ""

    @property
    def described(self) -> str:
        """The meaning with its range in words."""
        return self.meaning.replace("{range}", str(self.bounds))

    @property
    def described_on_sheet(self) -> str:
        """What the workbook says of its column, with the range in words."""
        return (self.sheet_meaning or self.meaning).replace("{range}", str(self.bounds))

    @property
    def key_ends_in_name(self) -> bool:
        """Whether its name ends the key, as in `rules/RULE/level` and `settings/resolution`."""
        return self.key == self.table and not self.axis

    @property
    def may_be_empty(self) -> bool:
        """Whether there are rows in which an empty cell is right."""
        return not self.needed or bool(self.only_for)

    @property
    def may_lack(self) -> bool:
        """Whether a part may have no value at all along the axis."""
        return bool(self.axis) and not (self.needed or self.by_level)

    @property
    def needed_in_text(self) -> bool:
        """Whether the text form refuses every row that leaves it out."""
        return self.needed and not self.has_default and not self.only_for

    @property
    def prompt(self) -> str:
        """What a spreadsheet says when the cell is selected; empty where anything may be typed."""
        if self.sheet_prompt or self.unchecked:
            return self.sheet_prompt
        if self.kind is InputKind.NUMBER:
            return self._number_prompt()
        if self.kind is InputKind.REFERENCE:
            return f"The name of {ONE_OF[self.of]}." if self.of else ""
        return _PROMPTS.get(self.kind, "")

    def _number_prompt(self) -> str:
        if self.low is None:
            return ""
        what = "share" if self.high == 1 else "whole number" if self.whole else "number"
        range_ = f", {self.bounds}" if self.high is None else f" from {self.bounds}"
        return f"A {what}{range_}{'' if self.needed else ', or empty'}."

    def heading_for(self, item: str = "", level: str = "") -> str:
        """The heading of the column that holds the value for an item of the axis, and for a level."""
        if self.by_level:
            return f"{self.name} {level}"
        return self.heading or self.prefix + item

    def headings(self, model: ModelFields) -> tuple[str, ...]:
        """The headings of all its columns in the workbook of a model."""
        if self.by_level:
            return tuple(self.heading_for(level=level) for level in model.levels)
        return (self.heading,) if self.heading else tuple(map(self.heading_for, model.ids(self.axis)))


_PROMPTS = {
    InputKind.LEVEL: "One of the delivery levels.",
    InputKind.YES_NO: "yes or no.",
    InputKind.DAY: "A date such as 2019-06-17.",
}


class InputTable(NamedTuple):
    """One judgement table of a draft."""

    name: str
    sheet: str
    """What messages call it: the name of its sheet."""
    parts: str
    """The field of the model that its rows are about, which is also the section of the text form."""
    about: str = ""
    """What the section is, for the schema; empty where another table has the section."""
    at_least_one: str = ""
    """What one row is, where a model needs at least one."""


class ParsedKey(NamedTuple):
    """The parts of a judgement key: what it is a key of, the id of the part, and places along the axis."""

    table: InputTable
    field: Field
    own: str
    """Id of the part; empty for a setting."""
    along: tuple[str, ...]
    """An id and a level, as far as the input runs along an axis."""


class JudgementCell(NamedTuple):
    """Where a judgement stands in a workbook, and the input that says what is allowed there."""

    table: str
    row: str
    """What names the row; several names with slashes between them, in the order of their columns."""
    heading: str
    field: Field


@dataclass(frozen=True, eq=False)
class Inputs:
    """Tables with their inputs, found by table, by section of the text form and by kind of key."""

    tables: tuple[InputTable, ...]
    """In the order of the sheets."""
    fields: tuple[Field, ...]
    """In the order of the text form."""

    @cached_property
    def by_table(self) -> Mapping[str, tuple[Field, ...]]:
        """The inputs of each table of a draft."""
        return {
            table.name: tuple(field for field in self.fields if field.table == table.name)
            for table in self.tables
        }

    @cached_property
    def sections(self) -> Mapping[str, tuple[InputTable, Mapping[str, Field]]]:
        """The sections of the text form: the table of the rows of each, and its inputs by word."""
        own = {table.parts: table for table in self.tables if table.about}
        parts = {table.name: table.parts for table in self.tables}
        words = {
            section: dict[str, Field]() for section in dict.fromkeys(parts[f.table] for f in self.fields)
        }
        for field in self.fields:
            if field.word:
                words[parts[field.table]][field.word] = field
        return {section: (own[section], found) for section, found in words.items()}

    @cached_property
    def keyed(self) -> Mapping[str, tuple[InputTable, tuple[Field, ...]]]:
        """The inputs with a judgement key, by its kind, in the order of the sheets."""
        found: dict[str, tuple[InputTable, tuple[Field, ...]]] = {}
        for table in self.tables:
            for field in sorted(self.by_table[table.name], key=lambda field: field.key_rank):
                if field.key:
                    _, others = found.get(field.key, (table, ()))
                    found[field.key] = (table, (*others, field))
        return found

    def parts_of(self, field: Field) -> str:
        """The field of the model that holds the parts with this input."""
        return next(table.parts for table in self.tables if table.name == field.table)

    def named(self, table: str, name: str) -> Field:
        """The input of this name in a table of a draft."""
        return next(field for field in self.by_table[table] if field.name == name)

    def needed_headings(self, table: str) -> tuple[str, ...]:
        """The headings of single columns without which cells are not this table of a draft."""
        needed = [field for field in self.by_table[table] if field.needed and field.heading]
        return tuple(
            dict.fromkeys(field.heading for field in needed if field.identifies or not field.only_for)
        )

    def under(self, sheet_table: str, heading: str, model: ModelFields, row: str = "") -> Field | None:
        """The input under a heading of a table of the workbook; None for a column that no input has.

        Args:
            sheet_table: name of the table in the workbook.
            heading: also one that follows from a part or a level of the model.
            model: whose parts and levels give headings to columns.
            row: the kind of the row, where inputs of several kinds stand in one column.
        """
        return next(
            (
                field
                for field in self.fields
                if sheet_table == (field.sheet_table or field.table)
                and heading in field.headings(model)
                and (not row or field.row == row)
            ),
            None,
        )

    def parsed(self, key: str) -> ParsedKey:
        """What the parts of a key stand for; whether the model has such a part is not asked.

        Raises:
            UnknownKey: no input has keys of this form.
        """
        kind, *path = key.split("/")
        table, fields = self.keyed.get(kind, (None, ()))
        if table is None or not path:
            raise UnknownKey(key)
        own = "" if table.parts == "settings" else path.pop(0)
        if fields[0].key_ends_in_name:
            name = path.pop(0) if path else ""
            fields = tuple(field for field in fields if field.name == name)
        if not fields or len(path) != bool(fields[0].axis) + fields[0].by_level:
            raise UnknownKey(key)
        return ParsedKey(table, fields[0], own, tuple(path))

    def cell_of(self, key: str) -> JudgementCell:
        """Where the judgement with this key stands in a workbook; whether there is such a part is not asked.

        Raises:
            UnknownKey: no input has keys of this form.
        """
        table, field, own, along = self.parsed(key)
        item, level = (*along, "", "")[:2]
        if table.name == "settings":
            return JudgementCell("settings", field.name, "value", field)
        if field.sheet_table == PACKAGE_TABLE:
            return JudgementCell(PACKAGE_TABLE, f"{field.row}/{own}", field.heading, field)
        row = f"{own}/{field.row}/{item}" if field.row else own
        return JudgementCell(field.table, row, field.heading_for(item, level), field)
