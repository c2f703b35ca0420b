"""Deals: what the packages that Package compares give each party, and whether the party accepts them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.parts import PartyRole
from steelyard.sheets.column_kinds import live, resting
from steelyard.sheets.compared import (
    ACCEPTS,
    AND,
    NO_POINT,
    NO_SOLUTION,
    NOT_COMPUTED,
    REFUSES,
    SOLVED,
    WHERE,
    shares,
)
from steelyard.sheets.formula_text import number_text, rounding_of_worth
from steelyard.sheets.headings import CODE, NO_DEAL, POINTS_CHOSEN, POINTS_FOR, ROLE
from steelyard.sheets.names import COMPARED, DEALS, TRIAL_IN_USE
from steelyard.sheets.spec import Kind, Sheet, Table
from steelyard.weigh.trial_sentences import AS_JUDGED

if TYPE_CHECKING:
    from steelyard.model.model import Model
    from steelyard.sheets.compared import Share
    from steelyard.sheets.spec import At


def sheet(model: Model) -> Sheet:
    """Deals."""
    return Sheet(
        name="Deals",
        kind=Kind.LIVE,
        title="Deals: what the packages that Package compares give each party",
        purpose="The tabled package and no deal are live. Solutions and points of the frontier were computed with the tables Concessions and Packages.",
        tables=(_table(model),),
        since=7,
    )


def _table(_: Model) -> Table[Share]:
    return Table(
        name=DEALS,
        rows=shares,
        columns=(
            live("key", "id", 36, "Package and party.", lambda at: f"{at.row.package}/{at.row.party.id}"),
            live("deal", "id", 20, "The tabled package, no deal, a solution, or a point that somebody typed.", lambda at: at.row.package),
            live("party", "id", 20, "Our side, or the counterpart.", lambda at: at.row.party.id),
            resting("points", "points", 9, "What the package gives the party; empty where there is none.", lambda at: at.row.points, _points),
            resting("verdict", "id", 12, "Whether that is at least what the party has with no deal.", lambda at: at.row.verdict, _verdict),
            resting("in words", "text", 30, "Both, as Package shows them.", lambda at: at.row.words, _words),
            resting("consents", "text", 40, "What the further parties that must accept get, up to this one.", _so_far_value, _so_far),
            resting(CODE, "verdict", 30, "What the package settles in full.", lambda at: at.row.code, _code),
        ),
    )  # fmt: skip


def _so_far_value(at: At[Share]) -> str | None:
    return at.row.so_far if at.row.place > 1 else None


def _party(at: At[Share], heading: str) -> str:
    """Reference to what Parties says of the row's party."""
    return at.table("parties").cell(heading, at.row.place)


def _points(at: At[Share]) -> str:
    if at.row.package in NOT_COMPUTED:
        return _party(at, at.row.package)
    here = ("us", "them")[at.row.place] if at.row.place < 2 else POINTS_FOR + at.row.party.id
    found = _in_computed(at, here)
    return f'IFERROR(IF({found}="","",{found}),"")'


def _in_computed(at: At[Share], heading: str) -> str:
    """Formula text: what the computed table of the row's package says; an error where it is not there."""
    if at.row.package in SOLVED:
        return at.table("concessions").lookup(at.cell("deal"), heading)
    return at.table("packages").lookup(f"0+{_typed_cell(at)}", heading)


def _typed_cell(at: At[Share]) -> str:
    return at.context.cell(COMPARED.format(1 + POINTS_CHOSEN.index(at.row.package)))


def _verdict(at: At[Share]) -> str:
    points, no_deal = at.cell("points"), _party(at, NO_DEAL)
    if at.row.package == NO_DEAL:
        return '""'
    enough = f"{points}-{no_deal}>=-({rounding_of_worth(at.context)})"
    return f'IF({points}="","",IF({enough},"{ACCEPTS}","{REFUSES}"))'


def _words(at: At[Share]) -> str:
    points, verdict = at.cell("points"), at.cell("verdict")
    said = f'{number_text(points)}&IF({verdict}="",""," "&{verdict})'
    if at.row.package in NOT_COMPUTED:
        return said
    judged = f'IF({at.context.cell(TRIAL_IN_USE)}=1," {AS_JUDGED}","")'
    return f'IF({points}="",{_missing(at)},{said}&{judged})'


def _missing(at: At[Share]) -> str:
    """Formula text: what stands there where there is no such package."""
    if at.row.package in SOLVED:
        return f'"{(NO_SOLUTION, WHERE, "")[min(at.row.place, 2)]}"'
    words = (NO_POINT, WHERE, "")[min(at.row.place, 2)]
    return f'IF({_typed_cell(at)}="","","{words}")'


def _so_far(at: At[Share]) -> str:
    before, words = at.here.cell("consents", at.place - 1), at.cell("in words")
    left_out = f'OR({_party(at, ROLE)}="{PartyRole.IS_SHOWN}",{at.cell("points")}="")'
    join = f'IF({before}="","","{AND}")'
    return f'{before}&IF({left_out},"",{join}&{_party(at, "name")}&" "&{words})'


def _code(at: At[Share]) -> str:
    if at.row.package in NOT_COMPUTED:
        return '""'
    return f'IFERROR({_in_computed(at, CODE)}&"","")'
