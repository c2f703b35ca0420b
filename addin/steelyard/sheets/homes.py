"""Where each judgement stands in a workbook, what may stand there, and how its value stands in a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.model.field import InputKind
from steelyard.model.fields import ID_OF, INPUTS, NOT_NEGATIVE, PERCENT, PHASES, POINTS, SHARE
from steelyard.model.parts import PartyRole

if TYPE_CHECKING:
    from steelyard.model.field import Field
    from steelyard.model.keys import Value

ANYTHING = "anything"
POINTS_OR_EMPTY = f"{POINTS} or empty"
ZERO_OR_MORE, ZERO_TO_HUNDRED, ZERO_TO_ONE = str(NOT_NEGATIVE), str(PERCENT), f"{SHARE} or empty"
A_PHASE = str(PHASES)
LEVEL, LEVEL_OR_EMPTY = "a level", "a level or empty"
YES_NO, DATE = "yes or no", "a date"
MEASURE, OPTION, COST_HEAD, GROUP = "a measure", "an option", "a cost head", "a group of measures, or all"
STAKEHOLDER = "a stakeholder, or all"
LABEL, VERIFIER = "a label or empty", "a text or empty"
ROLE, FIRST_ROLE = "a role or empty", f"{PartyRole.BARGAINS} or empty"
"""What the ledger on Checks says of a judgement; all but the first are tested there by formulas."""

ON_SCALE = "on its scale"
"""What the ledger says of a cost in a unit: it lies between the amounts at 0 and at 100 points."""

AS_COMPUTED = "as computed"
"""Allowed where formulas are made from the value, such as the kind of a rule: a change is unfit until the next score."""


REFERRING = ("rules", "record", "plan")
"""The tables in which a reference is a name, and the id that it means stands in a column of its own."""


class Home(NamedTuple):
    """Where a judgement stands, and what may stand there."""

    table: str
    row: str
    column: str
    allowed: str


def home(key: str) -> Home:
    """The cell of a judgement, by the ids of its row and column.

    Raises:
        UnknownKey: no input has keys of this form.

    >>> home("effort/Russia/committee/partial").column
    'effort partial'
    >>> home("worth/Russia/limited-easing")
    Home(table='counterpart', row='Russia/option/limited-easing', column='weight', allowed='0 or more')
    """
    cell = INPUTS.cell_of(key)
    named = cell.field.kind is InputKind.REFERENCE and cell.table in REFERRING
    heading = ID_OF.format(cell.heading) if named else cell.heading
    return Home(cell.table, cell.row, heading, _tested(cell.field))


def _tested(field: Field) -> str:
    """What the formulas on Checks test of an input.

    Subject, item and number depend on the kind of their row: the ledger sees to the first two, and the last is not
    tested.
    """
    if field.table == "rules" and field.kind is InputKind.NUMBER:
        return ANYTHING
    if field.choices == tuple(PartyRole):
        return ROLE
    if field.kind is InputKind.NUMBER and field.low is not None:
        return _tested_number(field)
    return {
        InputKind.LEVEL: LEVEL_OR_EMPTY if field.may_be_empty else LEVEL,
        InputKind.YES_NO: YES_NO,
        InputKind.DAY: DATE,
        InputKind.LABEL: LABEL,
        InputKind.TEXT: VERIFIER,
        InputKind.REFERENCE: {"measures": MEASURE, "options": OPTION}.get(field.of, ANYTHING),
    }.get(field.kind, ANYTHING)


def _tested_number(field: Field) -> str:
    if field.bounds == SHARE:
        return ZERO_TO_ONE
    if field.bounds == POINTS:
        return POINTS_OR_EMPTY
    if field.may_be_empty:
        return ANYTHING
    return ZERO_OR_MORE if field.high is None else str(field.bounds)


def in_cell(value: Value) -> float | str:
    """A judgement's value as it stands in a cell; an empty cell reads as empty text in a formula."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else value
