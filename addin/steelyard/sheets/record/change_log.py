"""Change log: what was changed, when, by whom and why."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from steelyard.sheets.column_kinds import computed
from steelyard.sheets.headings import EFFECT, WHY
from steelyard.sheets.names import CHANGE_LOG, UNEXPLAINED, UNEXPLAINED_COUNT
from steelyard.sheets.row_heights import height_of
from steelyard.sheets.spec import FLAGS_ROW, Column, Formula, HeaderCell, Kind, Role, Sheet, Table

if TYPE_CHECKING:
    from steelyard.model.keys import Value
    from steelyard.model.model import Model
    from steelyard.sheets.context import Context


EFFECT_WIDTH = 70.0
"""Characters that the column of effects is wide."""


LACKING = (
    "change has no reason yet: say why in the last column.",
    "changes have no reason yet: say why in the last column.",
)


class LogEntry(NamedTuple):
    """One change, as a score writes it; the last column, *why*, is the user's."""

    when: str
    who: str
    key: str
    was: Value
    now: Value
    effect: str


def sheet(model: Model) -> Sheet:
    """Change log."""
    return Sheet(
        name="Change log",
        kind=Kind.RECORD,
        title="Change log: what was changed, when, by whom and why",
        purpose="One row for each change. The last column is yours: say why.",
        tables=(_table(model),),
        header=_header,
    )


def _table(_: Model) -> Table[LogEntry]:
    return Table(
        name=CHANGE_LOG,
        columns=(
            _written("when", "id", 18, "Date and time of the score that found the change."),
            _written("who", "id", 18, "Last author that the file names."),
            _written("key", "id", 40, "Key of the judgement."),
            _written("was", "plain", 14, "Value before."),
            _written("is", "plain", 14, "Value after."),
            _written(
                EFFECT,
                "text",
                EFFECT_WIDTH,
                "The net that it moved most; new first places and verdicts, alone or with others.",
            ),
            Column(WHY, Role.INPUT, "text", 40, "Your reason."),
        ),
        kept=True,
    )


def _header(context: Context) -> tuple[HeaderCell, ...]:
    """What the log still lacks."""
    count = context.places.unexplained
    found = Formula(partial(_lacking, context), _said(count))
    return (HeaderCell(FLAGS_ROW, 1, found, "flag", UNEXPLAINED),)


ALL_EXPLAINED = "Every change has a reason."


def _said(count: int) -> str:
    return f"{count} {LACKING[count != 1]}" if count else ALL_EXPLAINED


def _lacking(context: Context) -> str:
    count = context.cell(UNEXPLAINED_COUNT)
    one, several = LACKING
    return f'IF({count}=0,"{ALL_EXPLAINED}",{count}&IF({count}=1," {one}"," {several}"))'


def _written(heading: str, look: str, width: float, meaning: str) -> Column[LogEntry]:
    return computed(heading, look, width, meaning, lambda at: by_heading(at.row)[heading])


def height(entry: LogEntry) -> float:
    """Points that the row of an entry must be high, so that its effect is read as a whole."""
    return height_of(entry.effect, EFFECT_WIDTH)


def by_heading(entry: LogEntry) -> dict[str, Value]:
    """The cells of an entry, by the headings of their columns."""
    return {
        "when": entry.when,
        "who": entry.who,
        "key": entry.key,
        "was": entry.was,
        "is": entry.now,
        EFFECT: entry.effect,
    }
