"""The sentences above the tables: what can be offered, who leads by how much, and what that rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.sheets.context import CHOSEN
from steelyard.sheets.formula_text import TOLERANCE, number_text
from steelyard.sheets.headings import (
    CURRENT,
    FURTHER_STEP,
    IF_OFFERED,
    IF_RELEASED,
    IN_PLACE,
    NET_AFTER_STEP,
    OFFER_PLACE,
    OFFERS_SO_FAR,
    WHOLE,
)
from steelyard.sheets.names import (
    CURRENCY,
    LEAD_AHEAD,
    LEAD_BEHIND,
    LEAD_POINTS,
    LEAD_WORDS,
    LEADS,
    NEXT_STEP,
    TRIAL_IN_USE,
)
from steelyard.weigh import next_step as words
from steelyard.weigh import sentences, standing_offers
from steelyard.weigh.trial_sentences import AS_JUDGED

if TYPE_CHECKING:
    from steelyard.sheets.context import Context

NOT_CURRENT = "Ranges of the evidence: the judgements changed since this was computed; score the workbook."


def lead(context: Context) -> str:
    """Formula text: who leads whom by how much, and whether that is a clear lead."""
    terms = context.tables["contributions"]
    net, name = (context.tables["decide"].here.cell(each, 0) for each in ("net", "option"))
    by, ahead, behind, words = map(context.cell, (LEAD_POINTS, LEAD_AHEAD, LEAD_BEHIND, LEAD_WORDS))
    whole = terms.lookup(terms.cell(IN_PLACE, 0), WHOLE)
    level = f'{ahead}&" and "&{behind}&" are level: no clear winner."'
    leads = f'{ahead}&" leads "&{behind}&" by "&{words}'
    required = f'" "&{name}&": "&{number_text(whole)}&" points{sentences.WITH_REQUIRED}."'
    drags = f'IF(ABS({whole}-{net})<={TOLERANCE},"",{required})'
    return f"IF(ABS({by})<={TOLERANCE},{level},{leads})&{drags}"


def ranges(context: Context) -> str:
    """Formula text: what Leads says of the chosen scenario, while it is current; it leaves trial weights alone."""
    found = context.tables[LEADS].lookup(context.tables["delivered"].cell("scenario", CHOSEN), "standing")
    judged = f'IF({context.cell(TRIAL_IN_USE)}=1,"{SO_JUDGED}","")'
    # Renamed parts leave the numbers as they are; the flag says so after its first word.
    is_current = f'LEFT({context.cell(CURRENCY)},LEN("{CURRENT}"))="{CURRENT}"'
    return f'IF({is_current},{judged}&{found},"{NOT_CURRENT}")'


def expected(context: Context) -> str:
    """Formula text: what the option in first place is expected to bring over all scenarios; empty without chances."""
    first = context.tables["contributions"].cell(IN_PLACE, 0)
    offered, released = (
        context.tables["positions"].lookup(first, heading) for heading in (IF_OFFERED, IF_RELEASED)
    )
    name = context.tables["decide"].here.cell("option", 0)
    said = (
        f'"{standing_offers.EXPECTED}"&{name}&" "&{number_text(offered)}&" ("&{number_text(released)}'
        f'&"{standing_offers.IF_RELEASED}"'
    )
    return f'IF({offered}="","",{said})'


SO_JUDGED = f"{AS_JUDGED[0].upper()}{AS_JUDGED[1:]}: "
"""Before a sentence that trial weights leave alone, while they are in use."""


def offers(context: Context) -> str:
    """Formula text: the options that can be offered, each with its worth."""
    terms = context.tables["contributions"]
    found = terms.cell(OFFERS_SO_FAR, terms.rows - 1)
    if terms.rows > sentences.MOST_OFFERS:
        count, named = f"COUNT({terms.column(OFFER_PLACE)})", sentences.MOST_OFFERS
        first = terms.cell(OFFERS_SO_FAR, named - 1)
        found = f'IF({count}>{named},{first}&" and "&({count}-{named})&" more",{found})'
    hold = context.tables["settings"].lookup('"hold"', "value")
    nothing = f'"{sentences.NOTHING_TO_OFFER}"&{hold}&"{sentences.REMAINS}"'
    none = f'{terms.cell(OFFERS_SO_FAR, terms.rows - 1)}=""'
    return f'IF({none},{nothing},{found}&"{sentences.CAN_BE_OFFERED}")'


def step(context: Context) -> str:
    """Formula text: the nearest further step, and what follows from it for the option that it makes an offer."""
    tables, scenario = context.tables, context.tables["delivered"].cell("scenario", CHOSEN)
    option, further = (tables[NEXT_STEP].lookup(scenario, heading) for heading in ("option", FURTHER_STEP))
    terms = tables["contributions"]
    after, nets = terms.lookup(option, NET_AFTER_STEP), terms.column(NET_AFTER_STEP)
    name = terms.lookup(option, "option")
    others = terms.cell(OFFERS_SO_FAR, terms.rows - 1)
    too = f'IF({others}="","","{words.TOO}")'
    first = f'IF(MAX({nets})<={after}+{TOLERANCE},"{words.COMES_FIRST}","")'
    found = f'"{words.IF}"&{further}&", "&{name}&" ("&{number_text(after)}&"{words.CAN_BE}"&{too}&{first}&"."'
    old = f'IF(AND({context.cell(CURRENCY)}="{CURRENT}",{context.cell(TRIAL_IN_USE)}=0),"","{words.AS_OF_THE_LAST_SCORE}")'
    return f'{old}&IF({option}="","{words.NO_STEP}",{found})'
