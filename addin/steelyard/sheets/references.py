"""Columns that refer to a part by its name, and beside them the id that the name means.

People choose a name from a list. Formulas read the id, so that a rename changes nothing that is computed. A word
means a part by its name, by the name that the part had at the last score, or by its id, in this order.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from steelyard.model.fields import ID_OF, INPUTS
from steelyard.model.naming import meanings
from steelyard.model.vocabulary import folded
from steelyard.sheets.choices import BY_KIND
from steelyard.sheets.column_kinds import helper, live
from steelyard.sheets.formula_text import by_kind
from steelyard.sheets.headings import FROM_BELOW, KIND_OF, NOW, WHEN_COMPUTED
from steelyard.sheets.inputs import entered, text_of
from steelyard.sheets.names import ALIASES
from steelyard.sheets.portable_text import entry_of_column, greatest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steelyard.model.draft import Row
    from steelyard.model.field import Field
    from steelyard.sheets.spec import At, Column

DECLARED_ON = {
    "measures": "measures",
    "cost_heads": "cost_heads",
    "options": "options",
    "stakeholders": "weights",
    "scenarios": "delivery",
}
"""The table that declares the parts of each kind that have a name beside their id."""

OF_STAKEHOLDERS = "viewpoints"
"""What a reference to a stakeholder names: one of them, or all."""


def referring(table: str, name: str, width: float) -> tuple[Column[Row], ...]:
    """The column of a reference, and the columns with the id that it means.

    Args:
        table: the table of a draft that the reference belongs to.
        name: its name there.
        width: of the column with names, in characters.
    """
    field = INPUTS.named(table, name)
    heading = field.heading
    column = entered(table, name, "name", width)

    def shown(at: At[Row]) -> str | None:
        word = text_of(at.row, heading)
        return _names(at, field).get(_own(at, field), word) or None

    def own(at: At[Row]) -> str:
        return _own(at, field)

    live_id = live(
        ID_OF.format(heading),
        "id",
        20,
        f"Id that the {heading} means.",
        own,
        lambda at: _id_formula(at, field),
    )
    return (replace(column, value=shown), live_id, *([] if field.of else [_kind_column(field)]))


def _kind_column(field: Field) -> Column[Row]:
    """The kind of parts that a reference names, for its id."""
    meaning = f"What kind of part the {field.heading} is."
    return helper(
        live(
            KIND_OF.format(field.heading), "id", 14, meaning, lambda at: _kind(at, field), lambda at: _kind_formula(at, field)
        )
    )  # fmt: skip


def name_word(kind: str, name: str) -> str:
    """What Aliases has for a name of a part of this kind."""
    return f"{kind}/{name}"


def kind_referred(field: Field, kind_of_row: str) -> str:
    """The kind of parts that a reference names, as Aliases has it; empty where none follows from the kind of its row."""
    return _on_names(field.of or BY_KIND[field.name][1].get(folded(kind_of_row), ""))


def _kind(at: At[Row], field: Field) -> str:
    return kind_referred(field, text_of(at.row, "kind"))


def _names(at: At[Row], field: Field) -> Mapping[str, str]:
    """The names of the parts that a row may refer to, by their ids; none where parts of the kind have no names."""
    kind = _kind(at, field)
    return at.context.model.names(kind) if kind in DECLARED_ON else {}


def _own(at: At[Row], field: Field) -> str:
    """The id of the part that a row refers to."""
    word = text_of(at.row, field.heading)
    return meanings(_names(at, field).items()).get(folded(word), word)


def _kind_formula(at: At[Row], field: Field) -> str:
    kinds = BY_KIND[field.name][1].items()
    return by_kind(at.beside("kind"), {kind: f'"{_on_names(axis)}"' for kind, axis in kinds})


def _on_names(axis: str) -> str:
    """The kind that Aliases has for what a reference names."""
    return "stakeholders" if axis == OF_STAKEHOLDERS else axis


def _id_formula(at: At[Row], field: Field) -> str:
    """Formula text: the id that a word means; the word itself where it is no name."""
    word, names = at.beside(field.heading), at.table(ALIASES)
    kind = f'"{field.of}/"' if field.of else f'{at.beside(KIND_OF.format(field.heading))}&"/"'

    def own(called: str) -> str:
        # The first row with the word counts. Where there is none the place is one row too low, which is an error.
        is_word = f"({names.column(called)}={kind}&{word})"
        place = f"ROWS({names.column('id')})+1-{greatest(f'{is_word}*{names.column(FROM_BELOW)}')}"
        return entry_of_column(names.column("id"), place)

    return f'IF({word}="","",IFERROR({own(NOW)},IFERROR({own(WHEN_COMPUTED)},{word})))'
