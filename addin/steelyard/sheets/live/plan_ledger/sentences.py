"""The sentences but the first above Plan ledger: who goes on, and how further counterparts end the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.model.parts import PartyRole
from steelyard.sheets.formula_text import NO_NEXT, number_text
from steelyard.sheets.headings import (
    AT_FIRST,
    BELOW_AFTER,
    FUTURE_WORDS,
    NO_DEAL_LAST,
    POINTS_FOR,
    ROLE,
)
from steelyard.sheets.live.plan_ledger.further import is_no_lower
from steelyard.sheets.plan_sides import half_steps_shown, last_needed, sides, stops_count
from steelyard.weigh import plan_sentences as said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.sheets.context import Context
    from steelyard.sheets.plan_sides import Side
    from steelyard.weigh.plan_course import PlanCourse


class Words(NamedTuple):
    """A part of a sentence: the formula text, and the engine's value."""

    formula: str
    value: str


NOTHING = Words('""', "")


def goes_on(context: Context, course: PlanCourse) -> tuple[Words, Words, Words]:
    """Whether each side goes on throughout; and which future that rests on, for our side and for the other."""
    there = sides(context)
    shown = course.halves[: half_steps_shown(context, course)]
    found = said.futures(course, course.places, shown)
    stops = "+".join(stops_count(context, side) for side in there)
    after = "&".join(last_needed(context, side) for side in there)
    nobody = said.NOBODY_STOPS if len(there) > 1 else said.ALONE
    nothing, if_worth, needed = map(
        _begin, (f"{nobody}{said.WORTH_NOTHING}.", f"{nobody}{said.IF_WORTH}".rstrip(), said.NEEDED.rstrip())
    )
    value = if_worth if any(side.after for side in found) else nothing
    if any(not side.goes_on for side in found):
        value = needed
    verdict = Words(f'IF({stops}=0,IF({after}="","{nothing}","{if_worth}"),"{needed}")', value)
    ours, *theirs = (_future(context, side, stops, found) for side in there)
    return verdict, ours, theirs[0] if theirs else NOTHING


def _future(context: Context, side: Side, stops: str, found: Sequence[said.Future]) -> Words:
    """What a side needs of the time after the plan; empty where only the other side needs more than is stated."""
    words, own = context.tables["parties"].cell(FUTURE_WORDS, side.place), found[side.place]
    told = f'IF({words}="","",{words}&".")'
    value = said.future_words(own) if not own.goes_on or all(each.goes_on for each in found) else ""
    formula = f'IF({stops_count(context, side)}>0,{told},IF({stops}=0,{told},""))'
    return Words(formula, f"{value}." if value else "")


def standings(context: Context, course: PlanCourse) -> Words:
    """How each further counterpart that must accept ends the plan."""
    shown = course.halves[: half_steps_shown(context, course)]
    value = " ".join(f"{each}." for each in said.standings(course, course.places, shown))
    parts = [_standing(context, place) for place in range(2, len(context.parties))]
    return Words("&".join(parts) or '""', value)


def _standing(context: Context, place: int) -> str:
    """Formula text: how one of them ends the plan; empty where it need not accept."""
    parties, here = context.tables["parties"], context.tables["plan_ledger"].here
    party, steps = context.parties[place].id, context.tables["plan_steps"]
    name, no_deal = parties.cell("name", place), parties.cell(NO_DEAL_LAST, place)
    final = f"SUMPRODUCT(({steps.column('next')}={NO_NEXT})*1,{steps.column(POINTS_FOR + party)})"
    ends = f"({parties.cell(AT_FIRST, place)}+{final})"
    gap = f"({no_deal}-{ends})"
    short = f'IF(ROUND({gap},1)=0,"{said.LESS}",{number_text(gap)})&"{said.SHORT}"'
    whether = f'IF({is_no_lower(context, ends, no_deal)},"{said.NOT_SHORT}",{short})'
    below = here.cell(BELOW_AFTER + party, here.rows - 1)
    after = f'IF({below}="","","{said.BELOW_AFTER}"&{below})'
    text = (
        f'{name}&"{said.ENDS}"&{number_text(ends)}&", "&{whether}&" ("&{number_text(no_deal)}&")"&{after}&"."'
    )
    return f'IF({parties.cell(ROLE, place)}="{PartyRole.IS_SHOWN}","",{_blank_before(context, place)}{text})'


def _blank_before(context: Context, place: int) -> str:
    """Formula text: a blank where another sentence stands before that of this party."""
    if place == 2:
        return ""
    roles = context.tables["parties"].part(ROLE, 2, place - 1)
    return f'IF(COUNTIF({roles},"{PartyRole.IS_SHOWN}")={place - 2},""," ")&'


def _begin(sentence: str) -> str:
    return f"{sentence[:1].upper()}{sentence[1:]}"
