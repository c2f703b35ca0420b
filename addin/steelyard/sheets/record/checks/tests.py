"""The tests that run by themselves above the ledger: what each is about, and how many breaches it finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.sheets.context import ALL, CHOSEN
from steelyard.sheets.formula_text import TOLERANCE
from steelyard.sheets.headings import (
    CHANGED,
    CONFLICT,
    EFFECT,
    NOW,
    RANGE_MOVED,
    SIGNED_BY,
    SINCE_SIGNED,
    WHY,
    WITHOUT_WORDS,
)
from steelyard.sheets.homes import home, in_cell
from steelyard.sheets.log_text import log_column, unexplained
from steelyard.sheets.names import (
    CHANGE_LOG,
    DECIDE_EXPECTED,
    DECIDE_LEAD,
    DECIDE_OFFERS,
    DECIDE_RANGES,
    DECIDE_SCENARIO,
    DECIDE_STEP,
    DECIDE_VIEWPOINT,
    LEDGER,
    ROOM_TO_GROW,
    SIGNED_CHANGES,
    SIGNED_GONE,
    TEST,
    TRIAL_IN_USE,
    TRIAL_SAID,
    TRIAL_UNFIT,
    UNEXPLAINED_COUNT,
    VIEWPOINT,
    ledger_keys,
)
from steelyard.sheets.places import GIVING, is_given
from steelyard.sheets.record.checks import unmatched
from steelyard.sheets.record.checks.test import Test
from steelyard.sheets.signatures import IN_WORDS, ROLES
from steelyard.sheets.spec import Kind, Role
from steelyard.sheets.table_range import runs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.sheets.context import Context


def _unfit(context: Context) -> str:
    return f"SUM({context.tables[LEDGER].here.column('unfit')})"


def _scenario(context: Context) -> str:
    names = context.tables["delivery"].column("name")
    return f"1-SUMPRODUCT(({names}={context.cell(DECIDE_SCENARIO)})*1)"


def _viewpoint(context: Context) -> str:
    names = context.tables["shares"].part("viewpoint", ALL, ALL + len(context.model.stakeholders))
    return f"1-SUMPRODUCT(({names}={context.cell(DECIDE_VIEWPOINT)})*1)"


def _probabilities(context: Context) -> str:
    given = context.tables["delivery"].column("probability")
    return f"IF(COUNT({given})=0,0,IF(ABS(SUM({given})-1)<={TOLERANCE},0,1))"


def _budget(context: Context) -> str:
    criteria = context.model.criteria
    shares = context.tables["shares"].across(criteria[0], criteria[-1], CHOSEN)
    return f"IF(ABS(SUM({shares})-1)<={TOLERANCE},0,1)"


def _terms(context: Context) -> str:
    terms = context.tables["contributions"]
    total, net = terms.column("sum of terms"), terms.column("net")
    return f"SUMPRODUCT(({total}-{net}>{TOLERANCE})+({net}-{total}>{TOLERANCE}))"


def _scores(context: Context) -> str:
    # Not ISERROR, which Gnumeric computes for single cells only. COUNT leaves out errors.
    nets = context.tables["scores"].column("net")
    return f"ROWS({nets})-COUNT({nets})"


def _errors(context: Context) -> str:
    """How many areas of formulas show an error value, which their sum then is too.

    The flags above tables follow from this, so they are left out.
    """
    names = (DECIDE_LEAD, DECIDE_RANGES, DECIDE_OFFERS, DECIDE_STEP, DECIDE_EXPECTED, TRIAL_SAID)
    sentences = (context.cell(name) for name in names)
    return "+".join(
        (
            *(f"IF(ISERROR(SUM({area})),1,0)" for area in _live_areas(context)),
            *(f"IF(ISERROR({cell}),1,0)" for cell in sentences),
        )
    )


def _live_areas(context: Context) -> Iterator[str]:
    """The columns of formulas in all tables, neighbours together; of tables without inputs, the whole."""
    for sheet in context.sheets:
        for table in sheet.tables:
            place = context.tables[table.name]
            live = {column.heading for column in table.columns if column.role is Role.LIVE}
            for run in runs([at for at, heading in enumerate(place.headings) if heading in live]):
                first, last = place.headings[run[0]], place.headings[run[-1]]
                yield place.block(first, last, 0, place.last - place.first)


OF_INPUTS = (
    Test("Inputs outside what is allowed", _unfit),
    Test("Scenario on Decide unknown", _scenario),
    Test("Viewpoint on Decide unknown", _viewpoint),
    Test("Probabilities given but not adding up to 1", _probabilities),
    Test("Shares of the budget not adding up to 100 %", _budget),
    Test("Options whose terms do not add up to their net", _terms),
    Test("Scores that cannot be computed", _scores),
    *unmatched.TESTS,
    Test("Tables or sentences of formulas that show an error", _errors),
)
"""The tests of the inputs and of the sums; each finds 0 where all is well."""


def other_view(context: Context) -> str:
    """Formula text: 1 where another viewpoint is chosen than the one that the tables were computed for."""
    return context.tables[LEDGER].here.cell(CHANGED, ledger_keys(context.model).index(VIEWPOINT))


def _changed(context: Context) -> str:
    """How many judgements of the ledger changed, and how many numbers are given that it does not have.

    The viewpoint is a choice. It has a flag of its own. Numbers are given on Counterpart, and amounts and values of
    levels; of those that stand there, the ones that the ledger has are not counted again.
    """
    tables = [context.tables[name] for name in GIVING]
    given = ",".join(
        table.part(heading, 0, ROOM_TO_GROW)
        for name, table in zip(GIVING, tables, strict=True)
        for heading in table.headings
        if is_given(context.model, name, heading)
    )
    changed = f"SUM({context.tables[LEDGER].here.column(CHANGED)})-{other_view(context)}"
    keys = ledger_keys(context.model)
    homes = map(home, keys)
    known_there = [at for at, each in enumerate(homes) if is_given(context.model, each.table, each.column)]
    # COUNT passes over the errors of rows that are gone.
    known = ",".join(context.tables[LEDGER].here.part(NOW, run[0], run[-1]) for run in runs(known_there))
    then = sum(in_cell(context.model.values[keys[at]]) != "" for at in known_there)
    return f"{changed}+MAX(0,COUNTA({given})-COUNT({known})-{context.places.given - then})"


def _rows(context: Context) -> str:
    """How far the rows of each judgement table differ in number from those that were computed from.

    COUNTA looks further down than the tables reach, because a row may be typed below its table.
    """
    counted = [
        (
            context.tables[table.name].part(table.counted_by, 0, ROOM_TO_GROW),
            context.places.filled[table.name],
        )
        for sheet in context.sheets
        for table in sheet.tables
        if sheet.kind is Kind.JUDGEMENTS and table.counted
    ]
    return "+".join(f"ABS(COUNTA({column})-{rows})" for column, rows in counted)


def _without_words(context: Context) -> str:
    return f"SUM({context.tables['swings'].column(WITHOUT_WORDS)})"


def _trial(context: Context) -> str:
    unfit, in_use, said = (context.cell(name) for name in (TRIAL_UNFIT, TRIAL_IN_USE, TRIAL_SAID))
    return f'IF({unfit}>0,{unfit},IF(AND({said}<>"",{in_use}=0),1,0))'


def _moved_ranges(context: Context) -> str:
    return f"SUM({context.tables['swings'].column(RANGE_MOVED)})"


OF_WORDS = (
    Test(
        "Weights given before the range of their criterion moved",
        _moved_ranges,
        lambda context: sum(map(context.has_moved, context.swings, context.model_weights)),
    ),
    Test(
        "Weights on cost heads without worst and best in words",
        _without_words,
        lambda context: sum(swing.without_words for swing in context.swings),
    ),
    Test(
        "Trial weights that are no shares, or all 0",
        _trial,
        lambda context: context.weighing.trial.breaches,
    ),
)
"""What deserves a look and makes nothing unfit, as a warning of `steelyard check`."""


def _open_conflicts(context: Context) -> str:
    """How many conflicts of a merge have no reason in the Change log, which names them in their effects."""
    log = context.tables[CHANGE_LOG]
    effects, reasons = (log_column(log, heading) for heading in (EFFECT, WHY))
    return f'COUNTIFS({effects},"{CONFLICT}*",{reasons},"")'


OF_MERGES = (
    Test(
        "Conflicts of a merge that nobody has answered",
        _open_conflicts,
        lambda context: context.places.open_conflicts,
    ),
)
"""What a merge left to a person: judgements are fit, but `steelyard check` does not find the workbook sound."""


OF_CURRENCY = (
    Test("Judgements changed since the tables were computed", _changed),
    Test("Rows added or removed since then", _rows),
)
"""What makes the computed tables out of date; each finds 0 while they are current."""


COUNTING = range(len(OF_INPUTS) + 1, len(OF_INPUTS) + len(OF_CURRENCY) + 1)
"""Numbers of the tests that count entries: their formulas have how many there were at the last score."""


def _of_signature(role: str) -> Test:
    """How many judgements are others than those that a role signed, or were added, or are gone."""

    def formula(context: Context) -> str:
        ledger = context.tables[LEDGER].here
        gone = context.cell(SIGNED_GONE.format(ROLES.index(role) + 1))
        # Rows that no score has seen yet are not in the ledger.
        since_score = "+".join(context.cell(TEST.format(number), here=True) for number in COUNTING)
        known = f"SUM({ledger.column(CHANGED)})-{other_view(context)}"
        found = f"SUM({ledger.column(SINCE_SIGNED + role)})+{gone}+{since_score}-({known})"
        # Rows that are gone make these errors: at least one judgement is another then.
        return f"IF(COUNTA({ledger.column(SIGNED_BY + role)})=0,0,IFERROR({found},1))"

    def count(context: Context) -> int:
        signed = context.places.signatures.get(role)
        return 0 if signed is None else signed.count(context.signed_now)

    words = f"Changed since signed: {IN_WORDS[role].lower()}"
    return Test(words, formula, count, SIGNED_CHANGES.format(ROLES.index(role) + 1))


OF_RECORD = (
    Test(
        "Changes in the Change log without a reason",
        lambda context: unexplained(context.tables[CHANGE_LOG]),
        lambda context: context.places.unexplained,
        UNEXPLAINED_COUNT,
    ),
    *map(_of_signature, ROLES),
)
"""What the record still lacks, which makes nothing unfit."""
