"""The second and the third sentence above Plan ledger: who goes on, and how further counterparts end the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.model.parts import PartyRole
from steelyard.sheets.formula_text import NO_NEXT, number_text
from steelyard.sheets.headings import AT_FIRST, BELOW_AFTER, FUTURE_WORDS, POINTS_FOR, ROLE
from steelyard.sheets.live.plan_ledger.further import is_no_lower
from steelyard.sheets.plan_sides import half_steps_shown, last_needed, sides, stops_count
from steelyard.weigh import plan_sentences as said

if TYPE_CHECKING:
    from steelyard.sheets.context import Context
    from steelyard.weigh.plan_course import PlanCourse


class Words(NamedTuple):
    """A part of a sentence: the formula text, and the engine's value."""

    formula: str
    value: str


def goes_on(context: Context, course: PlanCourse) -> Words:
    """Whether each side goes on throughout, and which future that rests on."""
    found = sides(context)
    nobody = _begin(said.NOBODY_STOPS if len(found) > 1 else said.ALONE)
    stops, after = (
        [stops_count(context, side) for side in found],
        [last_needed(context, side) for side in found],
    )
    words = [context.tables["parties"].cell(FUTURE_WORDS, side.place) for side in found]
    short, needy = _joined(stops, words), _joined([f"LEN({each})" for each in after], words)
    fine = f'IF({"&".join(after)}="","{nobody}{said.WORTH_NOTHING}","{nobody}{said.IF_WORTH}"&{needy})'
    shown = course.halves[: half_steps_shown(context, course)]
    value = said.going_on(said.futures(course, course.places, shown))
    formula = f'IF({"+".join(stops)}=0,{fine},"{_begin(said.NEEDED)}"&{short})&"."'
    return Words(formula, f"{_begin(value)}.")


def _joined(counts: list[str], texts: list[str]) -> str:
    """Formula text: those of the texts whose count is not 0, with commas between them."""
    parts = [f'IF({count}=0,"",{text})' for count, text in zip(counts, texts, strict=True)]
    return f'&IF({"*".join(f"({count})" for count in counts)}=0,"",", ")&'.join(parts)


def standings(context: Context, course: PlanCourse) -> Words:
    """How each further counterpart that must accept ends the plan."""
    shown = course.halves[: half_steps_shown(context, course)]
    value = " ".join(f"{each}." for each in said.standings(course, course.places, shown))
    parts = [_standing(context, place) for place in range(2, len(context.parties))]
    return Words("&".join(parts) or '""', value)


def _standing(context: Context, place: int) -> str:
    """Formula text: how one of them ends the plan; empty where it need not accept."""
    parties, here = context.tables["parties"], context.tables["plan_ledger"].here
    party = context.parties[place].id
    steps = context.tables["plan_steps"]
    name, no_deal = parties.cell("name", place), parties.cell("no deal", place)
    final = f"SUMPRODUCT(({steps.column('next')}={NO_NEXT})*1,{steps.column(POINTS_FOR + party)})"
    ends = f"({parties.cell(AT_FIRST, place)}+{final})"
    gap = f"({no_deal}-{ends})"
    short = f'IF(ROUND({gap},1)=0,"{said.LESS}",{number_text(gap)})&"{said.SHORT}"'
    whether = f'IF({is_no_lower(context, ends, place)},"{said.NOT_SHORT}",{short})'
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
