"""Decide: the page an official lives on. One row an option, best first, and the sentences above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from steelyard.model.parts import POOLED
from steelyard.model.vocabulary import POOLED_NAME
from steelyard.sheets.choices import SCENARIOS, VIEWPOINTS
from steelyard.sheets.context import CHOSEN
from steelyard.sheets.formula_text import PERCENT, TOLERANCE, number_text
from steelyard.sheets.spec import Allowed, Formula, HeaderCell
from steelyard.weigh import score_results as answers
from steelyard.weigh import sentences

if TYPE_CHECKING:
    from steelyard.sheets.context import Context
    from steelyard.sheets.shares import Rows
    from steelyard.sheets.spec import Content

OFFER = sentences.VERDICTS[0]


def decide(book: Context) -> Rows:
    """The options in the order of their ranks."""
    order = book.weighing.order[:, book.scenario]
    return tuple(_line(book, place, option) for place, option in enumerate(np.argsort(order).tolist()))


def _line(book: Context, place: int, option: int) -> tuple[Content, ...]:
    model, weighing, d = book.model, book.weighing, book.scenario
    here, terms, scores = book.tables["decide"].here, book.tables["contributions"], book.tables["scores"]
    letter = here.letter("rank")
    count = f"ROWS({letter}${here.first}:{letter}{here.first + place})"
    own_id = here.cell("id", place)
    key = f'{book.tables["delivered"].cell("scenario", CHOSEN)}&"/"&{own_id}'
    missing = scores.lookup(key, "what is missing")
    return (
        Formula(terms.lookup(own_id, "rank"), int(weighing.ranks[option, d])),
        Formula(book.tables["options"].lookup(own_id, "name"), model.options[option].name),
        Formula(scores.lookup(key, "benefit"), float(weighing.benefit[option, d])),
        Formula(scores.lookup(key, "cost"), float(weighing.cost[option])),
        Formula(scores.lookup(key, "net"), float(weighing.net[option, d])),
        Formula(scores.lookup(key, "verdict"), sentences.VERDICTS[int(weighing.verdicts[option, d])]),
        Formula(
            f'IF({missing}="","{answers.NOTHING}",{missing})', weighing.missing(option, d) or answers.NOTHING
        ),
        Formula(_how_firm(book, place), sentences.how_firm(weighing, d, option)),
        Formula(
            f"INDEX({terms.column('id')},MATCH({count},{terms.column('place')},0))", model.options[option].id
        ),
    )


def _how_firm(book: Context, place: int) -> str:
    """Formula text of the smallest change of one share that would change the first place."""
    here, terms = book.tables["decide"].here, book.tables["contributions"]
    if place == 0:
        all_ties = terms.column("nearest tie")
        row = f"MATCH(MIN({all_ties}),{all_ties},0)"
        nearest, criterion, share = (
            f"INDEX({terms.column(name)},{row})" for name in ("nearest tie", "tie criterion", "tie share")
        )
        now = _share_now(book, criterion)
        side = f'IF({share}>{now},"under","over")'
        words = (
            f'"first while "&{criterion}&" stays "&{side}&" "&{_percent(share)}&" (now "&{_percent(now)}&")"'
        )
        twins, none = f"COUNTIF({here.column('rank')},1)>1", f"COUNT({all_ties})=0"
        firm = f'IF({none},"{sentences.ALWAYS_FIRST}",IF({nearest}=0,"{sentences.SHARED}",{words}))'
        return f'IF({twins},"{sentences.SHARED}",{firm})'
    own_id = here.cell("id", place)
    nearest, criterion, share = (
        terms.lookup(own_id, name) for name in ("nearest tie", "tie criterion", "tie share")
    )
    now = _share_now(book, criterion)
    words = f'"level with the first at "&{criterion}&" "&{_percent(share)}&" (now "&{_percent(now)}&")"'
    apart = f'IF({nearest}="","{sentences.NO_TIE}",IF({nearest}=0,"{sentences.EQUAL}",{words}))'
    return f'IF({here.cell("rank", place)}=1,"{sentences.EQUAL}",{apart})'


def _share_now(book: Context, criterion: str) -> str:
    shares = book.tables["shares"]
    chosen = shares.across(shares.headings[0], shares.headings[-1], CHOSEN)
    return f"INDEX({chosen},MATCH({criterion},{shares.headings_range()},0))"


def _percent(share: str) -> str:
    return f'{number_text(f"{PERCENT}*{share}")}&" %"'


def placed(book: Context) -> tuple[HeaderCell, ...]:
    """The choices and the sentences above the table."""
    model, weighing, d = book.model, book.weighing, book.scenario
    names = {POOLED: POOLED_NAME, **{s.id: s.name for s in model.stakeholders}}
    return (
        HeaderCell(4, 1, "Scenario", "label"),
        HeaderCell(
            4,
            2,
            model.all_scenarios[d].name,
            "choice",
            "decide_scenario",
            Allowed("Choose a scenario of the Delivery sheet.", choices=SCENARIOS),
        ),
        HeaderCell(4, 3, "input", "word"),
        HeaderCell(5, 1, "Viewpoint", "label"),
        HeaderCell(
            5,
            2,
            names[weighing.viewpoint],
            "choice",
            "decide_viewpoint",
            Allowed("Choose all, pooled or a stakeholder of the Weights sheet.", choices=VIEWPOINTS),
        ),
        HeaderCell(5, 3, "input", "word"),
        HeaderCell(7, 1, Formula(_lead(book), sentences.lead(weighing, d)), "sentence", "decide_lead"),
        HeaderCell(8, 1, Formula(_offers(book), sentences.offers(weighing, d)), "sentence", "decide_offers"),
    )


def _lead(book: Context) -> str:
    here = book.tables["decide"].here
    name, net = here.cell("option", 0), here.cell("net", 0)
    if here.rows == 1:
        return f'{name}&" is the only option: "&{number_text(net)}&" points."'
    by = f"({net}-{here.cell('net', 1)})"
    resolution = book.tables["settings"].lookup('"resolution"', "value")
    judged = f'IF({by}>={resolution}-{TOLERANCE},"a clear lead","no clear winner")'
    return (
        f'{name}&" leads "&{here.cell("option", 1)}&" by "&{number_text(by)}&" points: "&{judged}'
        f'&" (resolution "&{number_text(resolution)}&")."'
    )


def _offers(book: Context) -> str:
    here = book.tables["decide"].here
    verdicts = here.column("verdict")
    count = f'COUNTIF({verdicts},"{OFFER}")'
    best = f'MATCH("{OFFER}",{verdicts},0)'
    hold = book.tables["settings"].lookup('"hold"', "value")
    name, net = (f"INDEX({here.column(heading)},{best})" for heading in ("option", "net"))
    return (
        f'IF({count}=0,"Nothing can be offered in this scenario: "&{hold}&" remains.",'
        f'"Options that can be offered in this scenario: "&{count}&". The best of them: "&{name}&", "'
        f'&{number_text(net)}&" points.")'
    )
