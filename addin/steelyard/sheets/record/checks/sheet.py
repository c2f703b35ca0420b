"""Checks: are the inputs fit, and are the computed tables current?"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from steelyard.sheets.context import ALL
from steelyard.sheets.headings import (
    CHANGED_SINCE,
    COMPUTED_FOR,
    CURRENT,
    FIT,
    OUT_OF_DATE,
    RENAMED,
    WHEN_COMPUTED,
)
from steelyard.sheets.names import (
    ALIASES,
    CURRENCY,
    FINGERPRINT,
    FLAG,
    LEDGER,
    PROBLEM_LINES,
    TEST,
    VIEWPOINT,
    WARNING_LINES,
    ledger_keys,
)
from steelyard.sheets.portable_text import entry_of_column
from steelyard.sheets.record.checks import evidence_summary, ledger, problems
from steelyard.sheets.record.checks.tests import (
    COUNTING,
    OF_CURRENCY,
    OF_INPUTS,
    OF_MERGES,
    OF_RECORD,
    OF_WORDS,
    other_view,
)
from steelyard.sheets.spec import Formula, HeaderCell, Kind, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.model.model import Model
    from steelyard.sheets.context import Context

TESTS = (*OF_INPUTS, *OF_CURRENCY, *OF_WORDS, *OF_MERGES, *OF_RECORD)

LONGEST_FLAG = 999
"""Characters of a flag; more than any has, as a name has 255 at most."""

OTHER_VIEW = "Tables that were computed for another viewpoint than the one on Decide are no fault."

# The blocks above the table follow each other, with an empty row between two of them.

FLAG_ROW = 4
FIRST_TEST = 9
EVIDENCE_ROW = FIRST_TEST + len(TESTS) + 1
"""Row of the headings above the counts of evidence."""
PROBLEM_ROW = EVIDENCE_ROW + evidence_summary.ROWS + 1
"""Row of the heading above the problems."""
WARNING_ROW = PROBLEM_ROW + PROBLEM_LINES + 2
"""Row of the heading above the warnings."""
HEAD = WARNING_ROW + WARNING_LINES + 3
"""Row of the table's headings: below the last warning an empty row, and the row of the words above headings."""


def sheet(model: Model) -> Sheet:
    """Checks."""
    return Sheet(
        name="Checks",
        kind=Kind.RECORD,
        title="Checks: are the inputs fit, and are the computed tables current?",
        purpose="Above: tests that run by themselves, what stands behind the judgements, what stopped the last score, and warnings. "
        "Below: the ledger of judgements, each as it was when the computed tables were written and as it is now.",
        head=HEAD,
        prints_table=False,
        tables=(ledger.table(model),),
        essential=True,
        header=_header,
        cells={
            FLAG: f"B{FLAG_ROW}",
            CURRENCY: f"B{FLAG_ROW + 1}",
            **{_name(at): f"B{FIRST_TEST + at}" for at in range(len(TESTS))},
        },
    )


def _name(at: int) -> str:
    """The name of the cell with what a test found."""
    return TESTS[at].name or TEST.format(at + 1)


def _header(context: Context) -> tuple[HeaderCell, ...]:
    """The flags, the stamp, the tests, the counts of evidence, and room for problems and warnings."""
    return (
        *_flags(context),
        *_tests(context),
        *evidence_summary.header(context, EVIDENCE_ROW),
        *problems.header(PROBLEM_ROW),
        *problems.warnings(WARNING_ROW),
    )


def _flags(context: Context) -> tuple[HeaderCell, ...]:
    flag, currency = Formula(partial(_flag, context), FIT), Formula(partial(_currency, context), CURRENT)
    return (
        HeaderCell(FLAG_ROW, 1, "Judgements", "label"),
        HeaderCell(FLAG_ROW, 2, flag, "flag", FLAG),
        HeaderCell(FLAG_ROW + 1, 1, "Computed tables", "label"),
        HeaderCell(FLAG_ROW + 1, 2, currency, "flag", CURRENCY),
        HeaderCell(FLAG_ROW + 2, 1, "Fingerprint of the inputs they were computed from", "label"),
        HeaderCell(FLAG_ROW + 2, 2, context.fingerprint, "stamp", FINGERPRINT),
        HeaderCell(FLAG_ROW + 3, 1, OTHER_VIEW, "label"),
    )


def _flag(context: Context) -> str:
    found = f"SUM({_found(context, 1, len(OF_INPUTS))})"
    to_look_at = f'{found}&" to look at on Checks"'
    return f'IF(ISERROR({found}),"errors on Checks",IF({found}=0,"{FIT}",{to_look_at}))'


def _currency(context: Context) -> str:
    found = f"SUM({_found(context, COUNTING.start, COUNTING.stop - 1)})"
    other = other_view(context)
    renamed = f"SUM({context.tables[ALIASES].column(RENAMED)})"
    changed = f'IF({found}=0,"","; "&{found}&IF({found}=1," judgement "," judgements ")&"{CHANGED_SINCE}")'
    view = f'IF({other}=0,"","; {COMPUTED_FOR} "&{_view_then(context)})'
    names = f'IF({renamed}=0,"","; "&{renamed}&IF({renamed}=1," name "," names ")&"{CHANGED_SINCE}")'
    state = f'IF(AND({found}=0,{other}=0),"{CURRENT}",MID({changed}&{view},3,{LONGEST_FLAG}))'
    return f'IF(ISERROR({found}),"{OUT_OF_DATE}",{state}&{names})'


def _view_then(context: Context) -> str:
    """Formula text: the name of the viewpoint that the tables were computed for, or its id if it is gone."""
    then = context.tables[LEDGER].here.cell(WHEN_COMPUTED, ledger_keys(context.model).index(VIEWPOINT))
    shares, last = context.tables["shares"], ALL + len(context.model.stakeholders)
    place = f"MATCH({then},{shares.part('id', ALL, last)},0)"
    return f"IFERROR({entry_of_column(shares.part('viewpoint', ALL, last), place)},{then})"


def _found(context: Context, first: int, last: int) -> str:
    """The cells with what tests found, from one number to another."""
    return f"{context.cell(TEST.format(first), here=True)}:{context.cell(TEST.format(last), here=True)}"


def _tests(context: Context) -> Iterator[HeaderCell]:
    yield HeaderCell(FIRST_TEST - 1, 1, "Test", "small_head")
    yield HeaderCell(FIRST_TEST - 1, 2, "found", "head_right")
    for at, test in enumerate(TESTS):
        found = Formula(partial(test.formula, context), test.found(context))
        yield HeaderCell(FIRST_TEST + at, 1, test.words, "label")
        yield HeaderCell(FIRST_TEST + at, 2, found, "tally", _name(at))
