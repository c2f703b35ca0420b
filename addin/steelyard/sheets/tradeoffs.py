"""Contributions, Trade-offs, Positions: what stands behind a score in the scenario that Decide shows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from steelyard.analysis.contributions import relative_steps
from steelyard.model.parts import POOLED
from steelyard.sheets.context import ALL, CHOSEN
from steelyard.sheets.formula_text import PERCENT, TOLERANCE
from steelyard.sheets.spec import Formula
from steelyard.weigh import score_results as answers
from steelyard.weigh import sentences

if TYPE_CHECKING:
    from steelyard.sheets.context import Context
    from steelyard.sheets.shares import Rows
    from steelyard.sheets.spec import Content


def contributions(book: Context) -> Rows:
    """Every term of net, one row an option; and the option's nearest tie with the first."""
    return tuple(_contribution(book, option) for option in range(len(book.model.options)))


def _contribution(book: Context, option: int) -> tuple[Content, ...]:
    model, weighing, d = book.model, book.weighing, book.scenario
    here, scores = book.tables["contributions"].here, book.tables["scores"]
    delivered = book.tables["delivered"]
    key = f'{delivered.cell("scenario", CHOSEN)}&"/"&{here.cell("id", option)}'
    criteria = model.criteria
    terms = weighing.contributions(d)[option]
    start, stop = option * len(criteria), (option + 1) * len(criteria) - 1
    trade = book.tables["tradeoffs"]
    away = trade.part("distance", start, stop)
    nearest = sentences.nearest_tie(weighing, d, option) if option != book.leader else None
    nearest_cell = here.cell("nearest tie", option)

    def at_nearest(heading: str, value: float | str) -> Formula:
        place = f"MATCH({nearest_cell},{away},0)"
        return Formula(f'IF({nearest_cell}="","",INDEX({trade.part(heading, start, stop)},{place}))', value)

    return (
        model.options[option].id,
        Formula(book.tables["options"].lookup(here.cell("id", option), "name"), model.options[option].name),
        Formula(scores.lookup(key, "rank"), int(weighing.ranks[option, d])),
        Formula(scores.lookup(key, "place"), int(weighing.order[option, d])),
        Formula(scores.lookup(key, "net"), float(weighing.net[option, d])),
        Formula(f"SUM({here.across(criteria[0], criteria[-1], option)})", float(terms.sum())),
        Formula(f'IF(COUNT({away})=0,"",MIN({away}))', nearest.distance if nearest else ""),
        at_nearest("criterion", criteria[nearest.criterion] if nearest else ""),
        at_nearest("tie share", nearest.share if nearest else ""),
        *(
            Formula(
                f"{book.tables['shares'].cell(c, CHOSEN)}*{book.tables['effects'].cell(c, option)}"
                f"*{delivered.cell(c, CHOSEN)}/{PERCENT}",
                float(terms[at]),
            )
            for at, c in enumerate(criteria)
        ),
    )


def tradeoffs(book: Context) -> Rows:
    """One row per option and criterion."""
    engine = _Answers(book)
    return tuple(
        _tradeoff(book, engine, option, criterion)
        for option in range(len(book.model.options))
        for criterion in range(len(book.model.criteria))
    )


class _Answers:
    """The engine's answers for all rows, asked for once."""

    def __init__(self, book: Context) -> None:
        weighing, d = book.weighing, book.scenario
        self.terms = weighing.contributions(d)
        self.steps = weighing.step_points(d)
        self.relative = relative_steps(self.steps)
        self.enough = weighing.break_even(d)
        self.ties = sentences.tie_shares(weighing, d)
        self.away = sentences.distances(weighing, d)
        worth, shares = weighing.worth(d), weighing.shares
        self.alone = worth[book.leader] - worth
        lead = (weighing.net[book.leader, d] - weighing.net[:, d])[:, np.newaxis]
        with np.errstate(divide="ignore", invalid="ignore"):
            self.without = np.where(
                weighing.whole_budget, np.nan, (lead - shares * self.alone) / (1 - shares)
            )


def _tradeoff(book: Context, engine: _Answers, option: int, at: int) -> tuple[Content, ...]:
    model, d = book.model, book.scenario
    criteria = model.criteria
    c, row = criteria[at], option * len(criteria) + at
    here, effects = book.tables["tradeoffs"].here, book.tables["effects"]
    delivered, shares = book.tables["delivered"], book.tables["shares"]
    contributions_at = book.tables["contributions"]
    share, alone, without = (here.cell(name, row) for name in ("share", "lead alone", "lead without"))
    first = book.cell("tradeoffs_first", here=True)
    own, counts = effects.cell(c, option), delivered.cell(c, CHOSEN)
    net = contributions_at.cell("net", option)
    lead = f"({contributions_at.lookup(first, 'net')}-{net})"
    tie, points = here.cell("tie share", row), here.cell("points", row)
    is_first = f"{here.cell('option', row)}={first}"
    whole = f"1-{share}<={TOLERANCE}"
    measure = at < len(model.measures)
    return (
        f"{model.options[option].id}/{c}",
        model.options[option].id,
        c,
        Formula(shares.cell(c, CHOSEN), float(book.weighing.shares[at])),
        Formula(
            book.tables["delivery"].crossing(delivered.cell("scenario", CHOSEN), here.cell("criterion", row)),
            model.all_scenarios[d].levels[at],
        )
        if measure
        else None,
        Formula(contributions_at.cell(c, option), float(engine.terms[option, at])),
        *(_steps(book, engine, option, at, net, points) if measure else (None, None, None)),
        Formula(f"({effects.lookup(first, c)}-{own})*{counts}/{PERCENT}", float(engine.alone[option, at])),
        Formula(f'IF({whole},"",({lead}-{share}*{alone})/(1-{share}))', _blank(engine.without[option, at])),
        Formula(
            f'IF({is_first},"",IF({whole},"",IF({_apart(alone, without)},"",'
            f"IF(ABS({lead})<={TOLERANCE},{share},{_crossing(alone, without)}))))",
            _blank(engine.ties[option, at]),
        ),
        Formula(
            f'IF({tie}="","",ROUND(ABS({tie}-{share}),{sentences.DISTANCE_DIGITS}))',
            _blank(engine.away[option, at]),
        ),
    )


def _apart(alone: str, without: str) -> str:
    """Formula text: whether the line from `without` (share 0) to `alone` (share 1) never crosses zero."""
    one_side = f"MIN({alone},{without})>{TOLERANCE},MAX({alone},{without})<-{TOLERANCE}"
    flat = f"ABS({without}-{alone})<={TOLERANCE},MAX(ABS({alone}),ABS({without}))<={TOLERANCE}"
    return f"OR({one_side},{flat})"


def _crossing(alone: str, without: str) -> str:
    """Formula text: the share at which that line crosses zero."""
    return f"MAX(0,MIN(1,{without}/({without}-{alone})))"


def _steps(
    book: Context, engine: _Answers, option: int, at: int, net: str, points: str
) -> tuple[Content, Content, Content]:
    """Points for one more step, that over the largest, and the break-even level."""
    model, criteria = book.model, book.model.criteria
    c, row, count = criteria[at], option * len(criteria) + at, len(book.measures)
    here, delivered = book.tables["tradeoffs"].here, book.tables["delivered"]
    below = 1 + len(model.all_scenarios)
    top = below + len(model.levels) - 1
    worth = delivered.part(c, below, top)
    rate = f"{here.cell('share', row)}*{book.tables['effects'].cell(c, option)}"
    level = f"MATCH({here.cell('level', row)},{book.level_names()},0)"
    step = here.cell("one more step", row)
    start = option * len(criteria)
    largest = f"MAX({here.part('one more step', start, start + count - 1)})"
    short = f"SUMPRODUCT(({net}-{points}+{rate}*{worth}/{PERCENT}<-{TOLERANCE})*1)"
    names = delivered.part("name", below, top)
    gain = f"{rate}*(INDEX({worth},{level}+1)-{delivered.cell(c, CHOSEN)})/{PERCENT}"
    return (
        Formula(f'IF({level}={len(model.levels)},"",{gain})', _blank(engine.steps[option, at])),
        Formula(
            f'IF({step}="","",IF({largest}<={TOLERANCE},"",{step}/{largest}))',
            _blank(engine.relative[option, at]),
        ),
        Formula(
            f'IF({short}={len(model.levels)},"{answers.NONE_OF_THEM}",INDEX({names},{short}+1))',
            answers.break_even_level(book.weighing, int(engine.enough[option, at])),
        ),
    )


def positions(book: Context) -> Rows:
    """Net from every viewpoint, one row an option."""
    return tuple(_position(book, option) for option in range(len(book.model.options)))


def _position(book: Context, option: int) -> tuple[Content, ...]:
    model, d = book.model, book.scenario
    here, scores, effects = book.tables["positions"].here, book.tables["scores"], book.tables["effects"]
    shares, delivered = book.tables["shares"], book.tables["delivered"]
    first, last = model.criteria[0], model.criteria[-1]
    nets = answers.viewpoint_nets(book.weighing, d)[option]
    viewpoints = [POOLED, *(s.id for s in model.stakeholders)]
    ours = here.across(viewpoints[1], viewpoints[-1], option)
    mine = f"({scores.column('option')}={here.cell('option', option)})*1"
    expected = f"SUMPRODUCT({mine},{scores.column('net')},{scores.column('probability')})"
    found = book.weighing.expected
    return (
        model.options[option].id,
        Formula(book.tables["options"].lookup(here.cell("id", option), "name"), model.options[option].name),
        Formula(
            f'IF(COUNT({scores.column("probability")})=0,"",{expected})',
            "" if found is None else float(found[option]),
        ),
        Formula(f"SUMPRODUCT(({ours}>=-{TOLERANCE})*1)", answers.in_favour(nets)),
        Formula(f"MIN({ours})", float(nets[1:].min())),
        Formula(f"MAX({ours})", float(nets[1:].max())),
        *(
            Formula(
                f"SUMPRODUCT({shares.across(first, last, ALL + at)},{effects.across(first, last, option)},"
                f"{delivered.across(first, last, CHOSEN)})/{PERCENT}",
                float(nets[at]),
            )
            for at in range(len(viewpoints))
        ),
    )


def _blank(value: float) -> float | str:
    """A number for a cell: what does not apply is empty text, as the formula says it."""
    return "" if math.isnan(value) else float(value)
