"""The weights beside the options: each criterion with its share, and the share that somebody tries for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.sheets.column_kinds import live
from steelyard.sheets.context import CHOSEN, JUDGED
from steelyard.sheets.names import TRIAL, TRIAL_IN_USE
from steelyard.sheets.spec import Allowed, Column, Role, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import At

PROMPT = "A share of the budget to try: type 30 for 30 %. Empty: none. Criteria without one divide the rest."


class _Criterion(NamedTuple):
    """One criterion and its shares."""

    id: str
    name: str
    share: float
    judged: float
    tried: float | str | None


def table(left: int) -> Table[_Criterion]:
    """The table of trial weights, from this column on."""
    return Table(
        name=TRIAL,
        left=left,
        keys=("criterion id",),
        rows=_rows,
        columns=(
            live("criterion", "name", 21.3, "Name of the measure or cost head; in the order of Weights.", lambda at: at.row.name, _name),
            live("share", "share", 7, "Its share of the budget, which all live results follow.", lambda at: at.row.share, lambda at: _in_shares(at, CHOSEN)),
            Column("trial", Role.INPUT, "share", 7, "The share that somebody tries for it; no judgement.", Allowed(PROMPT, low=0, high=1), lambda at: at.row.tried),
            live("share as judged", "share", 9, "Its share by the judged weights, while trial weights are in use.", _judged_value, _judged),
            Column("criterion id", Role.ID, "id", 18, "Id of the criterion.", None, lambda at: at.row.id),
        ),
        typed_rows=False,
    )  # fmt: skip


def _rows(context: Context) -> Sequence[_Criterion]:
    model, weighing = context.model, context.weighing
    tried = {each.criterion: each.share for each in model.trial}
    shares, judged = weighing.shares.tolist(), weighing.judged_shares.tolist()
    found = zip(model.criteria, model.names("criteria").values(), shares, judged, strict=True)
    return tuple(_Criterion(*each, tried.get(each[0])) for each in found)


def _name(at: At[_Criterion]) -> str:
    kind = "measures" if at.place < len(at.context.measures) else "cost_heads"
    return at.table(kind).lookup(_id(at), "name")


def _id(at: At[_Criterion]) -> str:
    return at.beside("criterion id")


def _in_shares(at: At[_Criterion], row: int) -> str:
    """Formula text: the share of the row's criterion in a row of Shares."""
    return at.table("shares").cell(at.row.id, row)


def _judged_value(at: At[_Criterion]) -> float | str:
    return at.row.judged if at.context.weighing.on_trial else ""


def _judged(at: At[_Criterion]) -> str:
    return f'IF({at.context.cell(TRIAL_IN_USE)}=1,{_in_shares(at, JUDGED)},"")'
