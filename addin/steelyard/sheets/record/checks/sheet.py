"""Checks: are the inputs fit, and are the computed tables current?"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from steelyard.sheets.headings import ALL_HOLD, CURRENT, OUT_OF_DATE
from steelyard.sheets.names import CURRENCY, FINGERPRINT, FLAG, PROBLEM_LINES, TEST
from steelyard.sheets.record.checks import evidence_summary, ledger, problems
from steelyard.sheets.record.checks.tests import OF_CURRENCY, OF_INPUTS, ROWS
from steelyard.sheets.spec import Formula, HeaderCell, Kind, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.model.model import Model
    from steelyard.sheets.context import Context

TESTS = (*OF_INPUTS, *OF_CURRENCY)

COUNTS_ROWS = 1 + TESTS.index(ROWS)
"""The number of the test that counts rows: its formula has their number at the last score."""

# The blocks above the table follow each other, with an empty row between two of them.

FLAG_ROW = 4
FIRST_TEST = 9
EVIDENCE_ROW = FIRST_TEST + len(TESTS) + 1
"""Row of the headings above the counts of evidence."""
PROBLEM_ROW = EVIDENCE_ROW + evidence_summary.ROWS + 1
"""Row of the heading above the problems."""
HEAD = PROBLEM_ROW + PROBLEM_LINES + 3
"""Row of the table's headings: below the last problem an empty row, and the row of the words above headings."""


def sheet(model: Model) -> Sheet:
    """Checks."""
    return Sheet(
        name="Checks",
        kind=Kind.RECORD,
        title="Checks: are the inputs fit, and are the computed tables current?",
        purpose="Above: tests that run by themselves, what stands behind the judgements, and what stopped the last score. "
        "Below: the ledger of judgements, each as it was when the computed tables were written and as it is now.",
        head=HEAD,
        tables=(ledger.table(model),),
        header=_header,
        cells={
            FLAG: f"B{FLAG_ROW}",
            CURRENCY: f"B{FLAG_ROW + 1}",
            **{TEST.format(at + 1): f"B{FIRST_TEST + at}" for at in range(len(TESTS))},
        },
    )


def _header(context: Context) -> tuple[HeaderCell, ...]:
    """The flags, the stamp, the tests, the counts of evidence, and room for problems."""
    return (
        *_flags(context),
        *_tests(context),
        *evidence_summary.header(context, EVIDENCE_ROW),
        *problems.header(PROBLEM_ROW),
    )


def _flags(context: Context) -> tuple[HeaderCell, ...]:
    flag, currency = Formula(partial(_flag, context), ALL_HOLD), Formula(partial(_currency, context), CURRENT)
    return (
        HeaderCell(FLAG_ROW, 1, "Checks", "label"),
        HeaderCell(FLAG_ROW, 2, flag, "flag", FLAG),
        HeaderCell(FLAG_ROW + 1, 1, "Computed tables", "label"),
        HeaderCell(FLAG_ROW + 1, 2, currency, "flag", CURRENCY),
        HeaderCell(FLAG_ROW + 2, 1, "Fingerprint of the inputs they were computed from", "label"),
        HeaderCell(FLAG_ROW + 2, 2, context.fingerprint, "stamp", FINGERPRINT),
    )


def _flag(context: Context) -> str:
    found = f"SUM({_found(context, 1, len(OF_INPUTS))})"
    to_look_at = f'{found}&" to look at on Checks"'
    return f'IF(ISERROR({found}),"errors on Checks",IF({found}=0,"{ALL_HOLD}",{to_look_at}))'


def _currency(context: Context) -> str:
    found = f"SUM({_found(context, len(OF_INPUTS) + 1, len(TESTS))})"
    return f'IF(ISERROR({found}),"{OUT_OF_DATE}",IF({found}=0,"{CURRENT}","{OUT_OF_DATE}"))'


def _found(context: Context, first: int, last: int) -> str:
    """The cells with what tests found, from one number to another."""
    return f"{context.cell(TEST.format(first), here=True)}:{context.cell(TEST.format(last), here=True)}"


def _tests(context: Context) -> Iterator[HeaderCell]:
    yield HeaderCell(FIRST_TEST - 1, 1, "Test", "small_head")
    yield HeaderCell(FIRST_TEST - 1, 2, "found", "head_right")
    for at, test in enumerate(TESTS):
        found = Formula(partial(test.formula, context), 0)
        yield HeaderCell(FIRST_TEST + at, 1, test.words, "label")
        yield HeaderCell(FIRST_TEST + at, 2, found, "tally", TEST.format(at + 1))
