"""Delivery record: what was really delivered, and what was only announced.

An entry's day and level make one number, its order, below 0 for what was only announced: of two entries of
one kind on a measure the one further from 0 counts. So one MAX finds the entry that counts, and its day and
level follow from that number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.vocabulary import folded
from steelyard.sheets.column_kinds import helper, live
from steelyard.sheets.formula_text import DAY, is_blanks_only
from steelyard.sheets.headings import ANNOUNCED, NO_DATE, VERIFIED
from steelyard.sheets.inputs import entered, note, own_id, text_of
from steelyard.sheets.references import referring
from steelyard.sheets.spec import Kind, Sheet, Table

if TYPE_CHECKING:
    from steelyard.model.draft import Row
    from steelyard.model.model import Model
    from steelyard.model.parts import RecordEntry
    from steelyard.sheets.spec import At


def sheet(model: Model) -> Sheet:
    """Delivery record."""
    return Sheet(
        name="Delivery record",
        kind=Kind.JUDGEMENTS,
        title="Delivery record: what was really delivered, and what was only announced",
        purpose="One row for each report: on that day the measure stood at the level, says the verifier. Without a verifier it is "
        "an announcement. The latest day of a measure counts; on one day, the highest level.",
        head=8,
        tables=(_table(model),),
        essential=bool(model.record),
        since=2,
    )


def _table(_: Model) -> Table[Row]:
    return Table(
        name="record",
        rows=lambda context: context.draft.tables["record"],
        columns=(
            own_id("record"),
            entered("record", "date", "date", 12),
            *referring("record", "measure", 26),
            entered("record", "level", "id", 13),
            entered("record", "verifier", "name", 21),
            entered("record", "source", "text", 38),
            note("record", 34),
            helper(live("day", "id", 12, "The date as text, or no date, for the ledger on Checks.", _day_value, _day)),
            live("counts as", "id", 11, "verified where a verifier is named, else announced.", _counts_as_value, _counts_as),
            helper(live(
                "order", "count", 11, "Day and level as one number, below 0 if only announced: of two entries of a kind the one further from 0 counts.",
                _order_value, _order,
            )),
        ),
    )  # fmt: skip


def _entry(at: At[Row]) -> RecordEntry | None:
    """The row's entry in the model; None for a row without an id."""
    own = text_of(at.row, "id")
    return at.context.model.record[at.context.places_by_id["entry"][folded(own)]] if own else None


def _day_value(at: At[Row]) -> str | None:
    entry = _entry(at)
    return None if entry is None else entry.date


def _day(at: At[Row]) -> str:
    """Not TEXT, whose formats have other letters in spreadsheets of other languages."""
    date = at.beside("date")
    month, day = (f'RIGHT("0"&{part}({date}),2)' for part in ("MONTH", "DAY"))
    return f'IF(ISNUMBER({date}),YEAR({date})&"-"&{month}&"-"&{day},"{NO_DATE}")'


def _counts_as_value(at: At[Row]) -> str | None:
    entry = _entry(at)
    if entry is None:
        return None
    return VERIFIED if entry.verifier else ANNOUNCED


def _counts_as(at: At[Row]) -> str:
    return f'IF({is_blanks_only(at.beside("verifier"))},"{ANNOUNCED}","{VERIFIED}")'


def _order_value(at: At[Row]) -> float | None:
    entry = _entry(at)
    if entry is None:
        return None
    order = at.context.serial(entry.date) * DAY + at.context.model.levels.index(entry.level) + 1
    return float(order if entry.verifier else -order)


def _order(at: At[Row]) -> str:
    # A day may have been typed with a time, which is the part of the number after the point.
    level = f"MATCH({at.beside('level')},{at.context.level_names()},0)"
    sign = f'IF({at.beside("counts as")}="{VERIFIED}",1,-1)'
    return f"IFERROR({sign}*(INT({at.beside('date')})*{DAY}+{level}),0)"
