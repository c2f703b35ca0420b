"""The cells above the rows of Package: whether all accept, and what each package gives whom."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from steelyard.model.parts import PartyRole
from steelyard.sheets.compared import PACKAGES_SHOWN, compared, first_share, shares_of
from steelyard.sheets.headings import ASKED, OFFERED, POINTS_CHOSEN, PROPOSAL, PROPOSAL_POINTS, ROLE
from steelyard.sheets.names import COMPARED, DEAL_CELL, DEALS, OVERLAPPING, TRIAL_SAID
from steelyard.sheets.spec import Allowed, Formula, HeaderCell
from steelyard.weigh.package_results import has_proposal
from steelyard.weigh.proposal import overlapping

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from steelyard.sheets.context import Context


ALL_RULES_HOLD = "All rules hold"

EVERYBODY, REFUSE = "every party that must accept does", " parties that must accept do not"
"""Who accepts, of the parties without which there is no deal."""

NOTHING_TABLED = "Nothing is on the table: no measure is asked for and no option is offered."

NO_ONE = Formula('""', "")
"""Where there is no such party."""

CONSENTS = "Further parties that must accept"

PROMPT = (
    "The number of a point on the sheet Packages, to see that package here beside the tabled one. Empty: none. "
    "This is no judgement."
)

NO_OVERLAP = "Linkages of the options offered add up to 100 or less on every measure."
OVERLAP = (
    "Do not add the nets of the options offered. Measures on which their linkages exceed 100 in all: {}. "
    "The points below count each measure once."
)


STANDING_ROW, OVERLAP_ROW, POINTS_ROW, CONSENTS_ROW = 5, 6, 7, 10
"""Rows of the two sentences; of the line about trial weights, with the points that are compared; of the consents."""

SIDES = ((8, "us"), (9, "them"))
"""Row and word of each side's points and verdict."""


def cells(context: Context) -> tuple[HeaderCell, ...]:
    """Whether rules and parties accept; the points that are compared; what every package of the matrix gives whom."""
    verdict = Formula(partial(_verdict, context), _verdict_value(context))
    overlap = Formula(partial(_overlap, context), _overlap_value(context))
    trial = Formula(partial(context.cell, TRIAL_SAID), context.trial_said)
    return (
        HeaderCell(STANDING_ROW, 1, verdict, "sentence", "tabled_standing"),
        HeaderCell(OVERLAP_ROW, 1, overlap, "purpose", "tabled_overlap"),
        HeaderCell(POINTS_ROW, 1, trial, "banner", "tabled_trial"),
        *_inputs(context),
        *_labels(context),
        *(cell for package in PACKAGES_SHOWN for cell in _worth(context, package)),
    )


def _columns_of_matrix(context: Context) -> dict[str, int]:
    """Number of the column in which each package of the matrix stands; the tabled one stands under *asked*."""
    there = context.tables[PROPOSAL]
    numbers = {heading: at for at, heading in enumerate(there.headings, there.left)}
    return {package: numbers[ASKED if package == PROPOSAL_POINTS else package] for package in PACKAGES_SHOWN}


def _inputs(context: Context) -> Iterator[HeaderCell]:
    """The cells for the numbers of points, with the word left of them."""
    numbers = _columns_of_matrix(context)
    yield HeaderCell(POINTS_ROW, numbers[POINTS_CHOSEN[0]] - 2, "input: points of Packages", "word")
    typed = compared(context.model.settings.compare)
    for number, (package, value) in enumerate(zip(POINTS_CHOSEN, typed, strict=True), 1):
        yield HeaderCell(
            POINTS_ROW,
            numbers[package],
            value,
            "setting",
            COMPARED.format(number),
            Allowed(PROMPT, low=1, whole=True),
        )


def _labels(context: Context) -> Iterator[HeaderCell]:
    """Who is asked, in the first column."""
    names = context.tables["parties"]
    for place, (row, side) in enumerate(SIDES):
        content = NO_ONE
        if place < len(context.parties):
            content = Formula(partial(names.cell, "name", place), context.parties[place].name)
        yield HeaderCell(row, 1, content, "prose", DEAL_CELL.format(side, 0))
    yield HeaderCell(CONSENTS_ROW, 1, CONSENTS, "prose")


def _worth(context: Context, package: str) -> Iterator[HeaderCell]:
    """What one package gives our side and the other side, and what further parties that must accept get."""
    of_parties, first = shares_of(context, package), first_share(context, package)
    number, column = PACKAGES_SHOWN.index(package), _columns_of_matrix(context)[package]

    def cell(heading: str, place: int) -> Callable[[], str]:
        return lambda: context.tables[DEALS].cell(heading, first + place)

    for place, (row, side) in enumerate(SIDES):
        content = NO_ONE
        if place < len(of_parties):
            content = Formula(cell("in words", place), of_parties[place].words)
        yield HeaderCell(row, column, content, "answer", DEAL_CELL.format(side, 1 + number))
    content, last = NO_ONE, len(of_parties) - 1
    if last > 1:
        content = Formula(cell("consents", last), of_parties[last].so_far)
    yield HeaderCell(CONSENTS_ROW, column, content, "answer", DEAL_CELL.format("further", 1 + number))


def _overlap_value(context: Context) -> str:
    count = overlapping(context.model)
    return OVERLAP.format(count) if count else NO_OVERLAP


def _overlap(context: Context) -> str:
    count = context.cell(OVERLAPPING)
    before, after = OVERLAP.split("{}")
    return f'IF({count}=0,"{NO_OVERLAP}","{before}"&{count}&"{after}")'


def _verdict_value(context: Context) -> str:
    if not has_proposal(context.model):
        return NOTHING_TABLED
    parties = context.parties
    broken = sum(not rule.kept for rule in context.proposal_rules)
    needed = [party for party in parties if party.must_accept]
    refusing = sum(not party.accepts for party in needed)
    rules = f"Rules broken: {broken} (see Package rules)" if broken else ALL_RULES_HOLD
    if not refusing:
        return f"{rules}; {EVERYBODY}."
    return f"{rules}; {refusing} of {len(needed)}{REFUSE} (see Parties)."


def _verdict(context: Context) -> str:
    tables = context.tables
    kept, accepts = tables["package_rules"].column("kept"), tables["parties"].column("accepts")
    # A table without entries keeps one empty row, which SUMPRODUCT would count as a broken rule.
    broken = f"SUMPRODUCT(({kept}=0)*1)" if context.model.rules else "0"
    role = tables["parties"].column(ROLE)
    needed = f'({role}<>"{PartyRole.IS_SHOWN}")'
    refusing, count = f'SUMPRODUCT({needed}*({accepts}="no"))', f"SUMPRODUCT({needed}*1)"
    here = tables[PROPOSAL].here
    tabled = f'SUMPRODUCT(({here.column("position")}>1)*1)+COUNTIF({here.column(OFFERED)},"yes")'
    return (
        f'IF({tabled}=0,"{NOTHING_TABLED}",IF({broken}=0,"{ALL_RULES_HOLD}","Rules broken: "&{broken}&" (see Package rules)")&"; "&'
        f'IF({refusing}=0,"{EVERYBODY}.",{refusing}&" of "&{count}&"{REFUSE} (see Parties)."))'
    )
