"""Sign-off: what was checked, who signed in which role, and whether that still holds."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from steelyard.sheets.column_kinds import computed, helper
from steelyard.sheets.headings import CHANGED_SINCE, CURRENT, KEY, SINCE_SIGNED
from steelyard.sheets.inputs import EARLIEST_DAY
from steelyard.sheets.names import (
    LEDGER,
    SIGN_OFF,
    SIGNED_CHANGES,
    SIGNED_COUNT,
    SIGNED_DAY,
    SIGNED_FINGERPRINT,
    SIGNED_GONE,
    SIGNED_NAME,
    SIGNED_PROOF,
    SIGNED_STANDING,
    SIGNED_TEXT,
)
from steelyard.sheets.portable_text import entry_of_column
from steelyard.sheets.signatures import IN_WORDS, ROLES
from steelyard.sheets.spec import (
    Allowed,
    Column,
    Formula,
    HeaderCell,
    Kind,
    Role,
    Sheet,
    Table,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from steelyard.model.model import Model
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import At


FIRST_ROLE = 7
"""Row of the first role."""

NOT_SIGNED = "not signed"

YES_NO = '"yes,no"'
DAY = Allowed("A date, such as 2026-05-17.", low=EARLIEST_DAY, date=True)
BY = Allowed("A role, or a name.", choices=f'"{",".join(IN_WORDS.values())}"', offered=True)

_COLUMNS = {
    SIGNED_NAME: "B",
    SIGNED_DAY: "C",
    SIGNED_FINGERPRINT: "D",
    SIGNED_COUNT: "E",
    SIGNED_TEXT: "G",
    SIGNED_GONE: "H",
}
"""Where the cells of a signature stand that are read back, or that a formula refers to."""


class Check(NamedTuple):
    """One area of quality assurance."""

    area: str
    meaning: str


CHECKS = (
    Check("purpose", "The question, the options and the scenarios are those that the decision is about."),
    Check("inputs", "Somebody else has read every judgement. Units, ranges and signs are right."),
    Check("evidence", "The weighty judgements rest on a named source. Checks lists those that do not."),
    Check("logic", "Rules and linkages say what was agreed. No criterion counts one thing twice."),
    Check("tests", "Checks finds nothing. Extreme weights and levels give results that make sense."),
    Check("limits", "It is written down what the results cannot say, and how firm the order is."),
    Check("clearance", "Somebody with the authority has allowed the use, and what may leave the house."),
)
"""What departments that assure the quality of models look at, such as those that follow the Aqua Book of
HM Treasury (2015)."""


def sheet(_: Model) -> Sheet:
    """Sign-off."""
    return Sheet(
        name="Sign-off",
        kind=Kind.RECORD,
        since=9,
        title="Sign-off: what was checked, and who signed for which judgements",
        purpose="Plan the checks in the table, and say when each is done. Then each role signs by steelyard sign. A signature is "
        "out of date as soon as a judgement differs.",
        head=FIRST_ROLE + len(ROLES) + 3,
        tables=(_table(),),
        header=_header,
        cells={
            pattern.format(number): f"{column}{FIRST_ROLE + number - 1}"
            for number in range(1, len(ROLES) + 1)
            for pattern, column in _COLUMNS.items()
        },
    )


def _table() -> Table[Check]:
    return Table(
        name=SIGN_OFF,
        rows=lambda _: CHECKS,
        columns=(
            _typed("area", "name", 22, "What is looked at.", lambda at: at.row.area),
            _typed("what it means", "text", 46, "What is right when the check is done.", lambda at: at.row.meaning),
            replace(_typed("planned", "id", 12, "Whether the check is to be made."), allowed=Allowed("yes or no.", choices=YES_NO)),
            replace(_typed("done", "id", 15, "Whether it was made."), allowed=Allowed("yes or no.", choices=YES_NO)),
            replace(_typed("on", "date", 12, "Day on which it was made."), allowed=DAY),
            replace(_typed("by", "text", 22, "Who made it: a role or a name."), allowed=BY),
            helper(computed("signed text", "id", 12, "Nothing; above stands what a key has signed.", lambda _: None)),
            helper(computed("gone", "count", 9, "Nothing; above stands how many signed judgements are gone.", lambda _: None)),
            replace(_typed("remark", "text", 66, "What was found, and what is left."), role=Role.NOTE),
        ),
        kept=True,
    )  # fmt: skip


def _typed(
    heading: str,
    look: str,
    width: float,
    meaning: str,
    value: Callable[[At[Any]], str | None] = lambda _: None,
) -> Column[Check]:
    return Column(heading, Role.INPUT, look, width, meaning, value=value, guidance=meaning)


def _header(context: Context) -> tuple[HeaderCell, ...]:
    return (
        *_headings(),
        *(cell for number in range(1, len(ROLES) + 1) for cell in _signature(context, number)),
    )


def _headings() -> Iterator[HeaderCell]:
    for column, words in enumerate(("role", "name", "date", "fingerprint"), 1):
        yield HeaderCell(FIRST_ROLE - 1, column, words, "small_head")
    yield HeaderCell(FIRST_ROLE - 1, 5, "changed", "head_right")
    yield HeaderCell(FIRST_ROLE - 1, 6, "proof", "small_head")
    yield HeaderCell(FIRST_ROLE - 1, 9, "standing", "small_head")


def _signature(context: Context, number: int) -> Iterator[HeaderCell]:
    """The line of a role; its number is counted from 1."""
    role, row = ROLES[number - 1], FIRST_ROLE + number - 1
    signed = context.places.signatures.get(role)
    changed, stands = 0, NOT_SIGNED
    if signed is not None:
        changed, stands = signed.count(context.signed_now), signed.standing(context.signed_now)
    yield HeaderCell(row, 1, IN_WORDS[role], "name")
    for column, pattern, content, look in (
        (2, SIGNED_NAME, signed and signed.name, "text"),
        (3, SIGNED_DAY, signed and signed.day, "id"),
        (4, SIGNED_FINGERPRINT, signed and signed.fingerprint, "id"),
        (5, SIGNED_COUNT, Formula(context.cell(SIGNED_CHANGES.format(number)), changed), "count"),
        (6, SIGNED_PROOF, signed and signed.kind_of_proof, "id"),
        (7, SIGNED_TEXT, (signed and signed.proof) or None, "stamp"),
        (8, SIGNED_GONE, signed and signed.gone, "tally"),
        (9, SIGNED_STANDING, Formula(partial(_standing_text, context, number), stands), "flag"),
    ):  # fmt: skip
        yield HeaderCell(row, column, content, look, pattern.format(number))


def _standing_text(context: Context, number: int) -> str:
    name, count = (context.cell(each.format(number), here=True) for each in (SIGNED_NAME, SIGNED_COUNT))
    ledger = context.tables[LEDGER]
    place = f"MATCH(1,{ledger.column(SINCE_SIGNED + ROLES[number - 1])},0)"
    first = f'IFERROR("; first: "&{entry_of_column(ledger.column(KEY), place)},"")'
    changed = f'{count}&IF({count}=1," judgement "," judgements ")&"{CHANGED_SINCE}"&{first}'
    return f'IF({name}="","{NOT_SIGNED}",IF({count}=0,"{CURRENT}",{changed}))'
