"""The tests that run by themselves above the ledger, and the flags that every sheet repeats."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.sheets import evidence, problems
from steelyard.sheets.contents import JUDGEMENT_TABLES
from steelyard.sheets.context import ALL, CHOSEN
from steelyard.sheets.formula_text import TOLERANCE
from steelyard.sheets.headings import ALL_HOLD, CURRENT, OUT_OF_DATE, TABLED
from steelyard.sheets.layout import FIRST_TEST, TEST
from steelyard.sheets.spec import Formula, HeaderCell

if TYPE_CHECKING:
    from steelyard.sheets.context import Context


FLAG_ROW = 4

UNCOUNTED = ("counterpart", TABLED, "evidence")
"""Tables whose rows are not counted: they follow from those of others, or nothing is computed from them."""


class Test(NamedTuple):
    """One test: what it is about, and how many breaches it finds."""

    words: str
    formula: str


def tests(book: Context) -> tuple[Test, ...]:
    """The tests of the inputs and of the sums; each finds 0 where all is well."""
    ledger, shares, scores = book.tables["checks"].here, book.tables["shares"], book.tables["scores"]
    terms, delivery = book.tables["contributions"], book.tables["delivery"]
    criteria = book.model.criteria
    whole = f"ABS(SUM({shares.across(criteria[0], criteria[-1], CHOSEN)})-1)"
    probabilities = delivery.column("probability")
    scenario, viewpoint = book.cell("decide_scenario"), book.cell("decide_viewpoint")
    viewpoints = shares.part("viewpoint", ALL, 1 + len(book.model.stakeholders))
    return (
        Test("Inputs outside what is allowed", f"SUM({ledger.column('unfit')})"),
        Test("Scenario on Decide unknown", f"1-SUMPRODUCT(({delivery.column('name')}={scenario})*1)"),
        Test("Viewpoint on Decide unknown", f"1-SUMPRODUCT(({viewpoints}={viewpoint})*1)"),
        Test(
            "Probabilities given but not adding up to 1",
            f"IF(COUNT({probabilities})=0,0,IF(ABS(SUM({probabilities})-1)<={TOLERANCE},0,1))",
        ),
        Test("Shares of the budget not adding up to 100 %", f"IF({whole}<={TOLERANCE},0,1)"),
        Test(
            "Options whose terms do not add up to their net",
            f"SUMPRODUCT((ABS({terms.column('sum of terms')}-{terms.column('net')})>{TOLERANCE})*1)",
        ),
        Test("Scores that cannot be computed", f"SUMPRODUCT(ISERROR({scores.column('net')})*1)"),
    )


def changes(book: Context) -> tuple[Test, ...]:
    """What makes the computed tables out of date; each finds 0 while they are current."""
    ledger = book.tables["checks"].here
    counted = [table for table in JUDGEMENT_TABLES if table not in UNCOUNTED]
    below = "+".join(
        f"COUNTA({spot.part(spot.headings[0], 0, ROOM_TO_GROW)})"
        for spot in (book.tables[table] for table in counted)
    )
    rows = sum(book.filled[table] for table in counted)
    return (
        Test("Judgements changed since the tables were computed", f"SUM({ledger.column('changed')})"),
        Test("Rows added or removed since then", f"ABS({below}-{rows})"),
    )


def placed(book: Context) -> tuple[HeaderCell, ...]:
    """The flags, the stamp, the tests, what stands behind the judgements, and room for problems."""
    holding, changing = tests(book), changes(book)
    cells = [book.cell(TEST.format(at + 1), here=True) for at in range(len(holding) + len(changing))]
    found = f"{cells[0]}:{cells[len(holding) - 1]}"
    differing = f"{cells[len(holding)]}:{cells[-1]}"
    to_look_at = f'SUM({found})&" to look at on Checks"'
    flag = f'IF(ISERROR(SUM({found})),"errors on Checks",IF(SUM({found})=0,"{ALL_HOLD}",{to_look_at}))'
    currency = (
        f'IF(ISERROR(SUM({differing})),"{OUT_OF_DATE}",IF(SUM({differing})=0,"{CURRENT}","{OUT_OF_DATE}"))'
    )
    return (
        HeaderCell(FLAG_ROW, 1, "Checks", "label"),
        HeaderCell(FLAG_ROW, 2, Formula(flag, ALL_HOLD), "flag", "checks_flag"),
        HeaderCell(FLAG_ROW + 1, 1, "Computed tables", "label"),
        HeaderCell(FLAG_ROW + 1, 2, Formula(currency, CURRENT), "flag", "checks_currency"),
        HeaderCell(FLAG_ROW + 2, 1, "Fingerprint of the inputs they were computed from", "label"),
        HeaderCell(FLAG_ROW + 2, 2, book.fingerprint, "stamp", "checks_fingerprint"),
        HeaderCell(FIRST_TEST - 1, 1, "Test", "small_head"),
        HeaderCell(FIRST_TEST - 1, 2, "found", "head_right"),
        *(
            cell
            for row, test in enumerate((*holding, *changing), FIRST_TEST)
            for cell in (
                HeaderCell(row, 1, test.words, "label"),
                HeaderCell(row, 2, Formula(test.formula, 0), "tally", TEST.format(row - FIRST_TEST + 1)),
            )
        ),
        *evidence.placed(evidence.Backing(book), book),
        *problems.placed(),
    )


def flags(book: Context, table: str, row: int) -> tuple[HeaderCell, ...]:
    """The line that repeats both flags on another sheet."""
    text = f'"Checks: "&{book.cell("checks_flag")}&" · Computed tables: "&{book.cell("checks_currency")}'
    value = f"Checks: {ALL_HOLD} · Computed tables: {CURRENT}"
    return (HeaderCell(row, 1, Formula(text, value), "flag", f"{table}_flags"),)
