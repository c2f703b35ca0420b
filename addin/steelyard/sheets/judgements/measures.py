"""Measures: what the counterpart delivers, and where each measure stands by the Delivery record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.fields import ID_OF
from steelyard.model.vocabulary import folded
from steelyard.sheets.column_kinds import live
from steelyard.sheets.formula_text import DAY, latest_entry
from steelyard.sheets.headings import ANNOUNCED, LEVEL_TODAY, ONLY_ANNOUNCED, VERIFIED
from steelyard.sheets.inputs import entered, entered_along, note, own_id, text_of
from steelyard.sheets.portable_text import entry_of_column, greatest
from steelyard.sheets.spec import Kind, Sheet, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from steelyard.model.draft import Row
    from steelyard.model.model import Model
    from steelyard.model.record import Standing
    from steelyard.sheets.spec import At, Column

VERIFIED_ON, VERIFIED_BY = "verified on", "verified by"
"""Headings of the day and the verifier of the entry that counts."""


def sheet(model: Model) -> Sheet:
    """Measures."""
    return Sheet(
        name="Measures",
        kind=Kind.JUDGEMENTS,
        title="Measures: what the counterpart delivers",
        purpose="Each measure is delivered to a level: verified today or only announced, by the Delivery record. "
        "The columns on the right say what each level is worth, from 0 for the first to 100 for the last.",
        head=8,
        tables=(_table(model),),
        essential=True,
    )


def _table(model: Model) -> Table[Row]:
    return Table(
        name="measures",
        listed_by=("effects", ""),
        rows=lambda context: context.draft.tables["measures"],
        columns=(
            own_id("measures"),
            entered("measures", "name", "name", 34),
            entered("measures", "group", "id", 12),
            live(LEVEL_TODAY, "id", 13, "Level verified last, by the Delivery record; empty where nothing was.", _by_record(_level_verified), _level_today),
            live(VERIFIED_ON, "date", 12, "The day of that entry.", _day_verified, _verified_on),
            live(VERIFIED_BY, "name", 18, "The verifier of that entry.", _by_record(_verifier_named), _verified_by),
            live(ONLY_ANNOUNCED, "id", 13, "Level announced last, where it goes beyond what is verified.", _by_record(_level_pledged), _only_announced),
            *entered_along("measures", "values", "weight", model),
            entered("measures", "worst", "text", 28),
            entered("measures", "best", "text", 28),
            *_amounts(model),
            note("measures", 40),
        ),
    )  # fmt: skip


def _amounts(model: Model) -> Iterator[Column[Row]]:
    """The unit, and the amount of each level in it; a model that counts no measure has no such columns."""
    if any(measure.unit for measure in model.measures):
        yield entered("measures", "unit", "text", 16)
        yield from entered_along("measures", "amounts", "plain", model)


def _by_record(answer: Callable[[Standing], str]) -> Callable[[At[Row]], float | str | None]:
    """What the record says of the row's measure; nothing stands beside a row without an id."""

    def value(at: At[Row]) -> float | str | None:
        standing = _standing(at)
        return None if standing is None else answer(standing)

    return value


def _standing(at: At[Row]) -> Standing | None:
    own = text_of(at.row, "id")
    return at.context.standings[folded(own)] if own else None


def _level_verified(standing: Standing) -> str:
    return standing.verified.level if standing.verified else ""


def _day_verified(at: At[Row]) -> float | str | None:
    standing = _standing(at)
    if standing is None:
        return None
    return at.context.serial(standing.verified.date) if standing.verified else ""


def _verifier_named(standing: Standing) -> str:
    return standing.verified.verifier if standing.verified else ""


def _level_pledged(standing: Standing) -> str:
    return standing.pledged.level if standing.pledged else ""


def _level_today(at: At[Row]) -> str:
    level = f"MOD({_latest_verified(at)},{DAY})"
    return f'IF({at.beside(VERIFIED_ON)}="","",{entry_of_column(at.context.level_names(), level)})'


def _verified_on(at: At[Row]) -> str:
    verified = _latest_verified(at)
    return f'IF({verified}=0,"",INT({verified}/{DAY}))'


def _verified_by(at: At[Row]) -> str:
    record, day = at.table("record"), at.beside(VERIFIED_ON)
    order = f"{day}*{DAY}+MATCH({at.beside(LEVEL_TODAY)},{at.context.level_names()},0)"
    rows = f"ROW({record.column('id')})-ROW({record.heading_cell('id')})"
    same = f"({record.column(ID_OF.format('measure'))}={at.beside('id')})*({record.column('order')}={order})"
    # SUMPRODUCT compares two columns at once; MATCH would need an array formula for that.
    verifier = entry_of_column(record.column("verifier"), greatest(f"{same}*({rows})"))
    return f'IF({day}="","",{verifier})'


def _only_announced(at: At[Row]) -> str:
    levels, today = at.context.level_names(), at.beside(LEVEL_TODAY)
    pledged = f"MOD({latest_entry(at.context, at.beside('id'), ANNOUNCED)},{DAY})"
    beyond = f'{pledged}>IF({today}="",1,MATCH({today},{levels},0))'
    return f'IF({beyond},{entry_of_column(levels, pledged)},"")'


def _latest_verified(at: At[Row]) -> str:
    """Formula text: the order of the entry that says what is verified; 0 where nothing is."""
    return latest_entry(at.context, at.beside("id"), VERIFIED)
