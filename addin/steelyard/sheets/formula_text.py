"""Text of formulas that several sheets have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.analysis.arrays import SAME
from steelyard.model.fields import ID_OF
from steelyard.model.parts import EVERY_MEASURE, RuleKind
from steelyard.model.vocabulary import BLANKS
from steelyard.sheets.context import CHOSEN
from steelyard.sheets.headings import EFFORT, VERIFIED
from steelyard.sheets.portable_text import entry_of_block, entry_of_column, entry_of_row, greatest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steelyard.model.parts import Rule, StepKind
    from steelyard.sheets.context import Context
    from steelyard.sheets.table_range import TableRange

TOLERANCE = f"{SAME:.0E}".replace("E-0", "E-")
"""The one tolerance, as formulas write it."""

PERCENT = 100


def place_of_name(name: str, names: str) -> str:
    """Formula text: the place of a name in a column of names that differ.

    Not MATCH, for which the signs * ? ~ in a name stand for other signs.
    """
    return f"SUMPRODUCT(({names}={name})*(ROW({names})-MIN(ROW({names}))+1))"


HALF_A_TENTH = "0.05"
"""Half of the last digit that `number_text` shows: added to a number, it is rounded up."""

SEEN_AS_BLANKS = "".join(sign for sign in BLANKS if sign >= " ")
"""Those that CLEAN leaves; the others break lines or are controls."""


def is_blanks_only(text: str) -> str:
    """Formula text: whether a cell holds signs that nobody sees, and no other."""
    left = f"CLEAN({text})"
    for sign in SEEN_AS_BLANKS:
        left = f'SUBSTITUTE({left},"{sign}","")'
    return f"LEN(TRIM({left}))=0"


def number_text(value: str) -> str:
    """Formula text of a number in a sentence, with a decimal point whatever the language of the spreadsheet.

    Adding 0 turns a negative zero into zero.
    """
    return f'SUBSTITUTE(SUBSTITUTE(FIXED(ROUND({value},1)+0,1,TRUE),"-","−"),",",".")'


def plain_number_text(value: str) -> str:
    """Formula text of a number as a rule asks for it: up to three decimals, no trailing zeros, and a point.

    Not the number itself as text, of which Gnumeric shows twenty digits, and each system another decimal sign.
    """
    text = f'SUBSTITUTE(FIXED(ROUND({value},3)+0,3,TRUE)&"|",",",".")'
    for zeros in ("000", "00", "0", "."):
        text = f'SUBSTITUTE({text},"{zeros}|","|")'
    return f'SUBSTITUTE({text},"|","")'


def in_first_digits(value: str) -> str:
    """Formula text of a number as `number_text` shows it, to be compared."""
    return f"ROUND({value},1)"


TICK_DIGITS = 6
"""Digits after the point that ticks have."""


def in_ticks(points: str) -> str:
    """Formula text of points counted in whole ticks, as package values are."""
    return f"ROUND({points},{TICK_DIGITS})"


HALF_A_TICK = f"5E-{TICK_DIGITS + 1}"
"""Half a tick in points, as formulas write it."""


def rounding(terms: str) -> str:
    """Formula text: points by which the rounding of so many numbers may move a sum, and a little more.

    Each is half a tick off at most (see `steelyard.analysis.packages.acceptance`). `TOLERANCE` is for the sum,
    which spreadsheets compute in floating point.
    """
    return f"({terms})*{HALF_A_TICK}+{TOLERANCE}"


def rounding_of_worth(context: Context) -> str:
    """Formula text: the same where the worth of a package is compared with no deal, which is rounded too."""
    shares, first, last = context.tables["shares"], context.measures[0], context.measures[-1]
    return rounding(f"COUNTA({shares.headings_range(first, last)})+{options_count(context)}+1")


def rounding_of_costs(context: Context) -> str:
    """Formula text: the same where what options cost is compared with a cap, which is rounded too."""
    return rounding(f"{options_count(context)}+1")


def options_count(context: Context) -> str:
    """Formula text: how many options there are."""
    return f"ROWS({context.tables['effects'].column('option')})"


def level_value(context: Context, item: str, position: str) -> str:
    """Formula text: the value of a level of a measure, by references to its id and the level's position."""
    delivered, (lowest, highest) = context.tables["delivered"], context.level_rows
    first, last = context.measures[0], context.measures[-1]
    levels = delivered.block(first, last, lowest, highest)
    return entry_of_block(levels, position, f"MATCH({item},{delivered.headings_range(first, last)},0)")


def typed_effort(context: Context, key: str, level: str) -> str:
    """Formula text: the share of a measure's cost that a level takes, as it is typed on Counterpart."""
    return context.tables["counterpart"].crossing(key, f'"{EFFORT}"&{level}')


def our_measure(context: Context, item: str, value: str, viewpoint: int = CHOSEN) -> str:
    """Formula text: ticks, in points, that a level of this value is worth to our side, by a row of Shares."""
    shares, first, last = context.tables["shares"], context.measures[0], context.measures[-1]
    place = f"MATCH({item},{shares.headings_range(first, last)},0)"
    share = entry_of_row(shares.across(first, last, viewpoint), place)
    return in_ticks(f"{share}*{value}")


def our_option(context: Context, item: str) -> str:
    """Formula text: what an option costs our side, below 0; the same in every scenario."""
    return f"-{in_ticks(option_cost(context, item))}"


def option_cost(context: Context, option: str) -> str:
    """Formula text: points that an option costs our side; the same in every scenario, so that of the first is taken."""
    key = f'{context.tables["delivered"].cell("id", 1)}&"/"&{option}'
    return context.tables["scores"].lookup(key, "cost")


def in_chosen_scenario(context: Context, option: str, heading: str) -> str:
    """Formula text: what Scores says of an option in the scenario on Decide."""
    key = f'{context.tables["delivered"].cell("scenario", CHOSEN)}&"/"&{option}'
    return context.tables["scores"].lookup(key, heading)


def in_conditions(context: Context, rule: str, column: str) -> str:
    """Formula text: what Conditions says of a rule, by a reference to its id; the same in every scenario."""
    waits, last = context.tables["conditions"], len(context.weighing.conditions) - 1
    place = f"MATCH({rule},{waits.part('condition', 0, last)},0)"
    return entry_of_column(waits.part(column, 0, last), place)


def rows_of_block(block: int, size: int) -> tuple[int, int]:
    """First and last row of a block, in a table that consists of blocks of this many rows; all counted from 0."""
    return block * size, (block + 1) * size - 1


def is_named(rule: Rule, subject: str, items: str, groups: str) -> str:
    """Formula text: 1 for each measure of these columns that a threshold rule names."""
    if rule.kind is RuleKind.REQUIRES:
        return f"({items}={subject})"
    return f'((({subject}="{EVERY_MEASURE}")+({groups}={subject}))>0)'


STEPS_KEPT = 10_000
"""What one phase adds to an order; more than a plan has steps."""

NO_NEXT = 10**13
"""The order of no step: larger than any that is."""


def steps_in_force(context: Context, kind: StepKind, below: str) -> str:
    """Formula text: 1 for each step of a kind that is in force once all steps of an order below are done."""
    return f'({context.tables["plan_steps"].column("kind")}="{kind}")*{steps_standing(context, below)}'


def steps_standing(context: Context, below: str) -> str:
    """Formula text: the same for steps of either kind."""
    steps = context.tables["plan_steps"]
    return f"({steps.column('order')}<{below})*({steps.column('next')}>={below})"


DAY = 10_000
"""What one day adds to an order; more than there are levels."""

ROWS_KEPT = 100_000
"""What one order adds to a number that ends in a row; more than a record has rows."""


def latest_entry(context: Context, measure: str, counts_as: str, further: str = "") -> str:
    """Formula text: the order of a measure's entry that counts of one kind, without its sign; 0 for none."""
    record, sign = context.tables["record"], "" if counts_as == VERIFIED else "-"
    which = f"({record.column(ID_OF.format('measure'))}={measure})"
    latest = greatest(f"{which}{further}*{sign}{record.column('order')}")
    return f"MAX(0,{latest})"


def by_kind(kind: str, texts: Mapping[str, str]) -> str:
    """Formula text: what belongs to the kind in a cell, by a reference to the cell; that of the last for others.

    >>> by_kind("$A$1", {"requires": "$B$1", "cap": "$C$1", "requires all": "$B$1"})
    'IF(OR($A$1="requires",$A$1="requires all"),$B$1,$C$1)'
    """
    *others, found = dict.fromkeys(texts.values())
    for text in reversed(others):
        is_kind = ",".join(f'{kind}="{each}"' for each, own in texts.items() if own == text)
        found = f"IF(OR({is_kind}),{text},{found})"
    return found


def percent_text(share: str) -> str:
    """Formula text of a share as it reads in a sentence."""
    return f'{number_text(f"{PERCENT}*{share}")}&" %"'


def of_chosen(here: TableRange, names: str, rows: tuple[int, int], heading: str) -> str:
    """Formula text on Shares or Delivered: what stands under a heading in the row of the name in the first row.

    Args:
        here: the place of the table.
        names: its heading of the names, which must differ.
        rows: the first and the last row with such a name, counted from 0.
        heading: the heading of the entry.
    """
    place = place_of_name(here.cell(names, 0), here.part(names, *rows))
    return entry_of_column(here.part(heading, *rows), place)
