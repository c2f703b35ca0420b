"""Cells that do not hold the formula that belongs there, whatever value they show.

A value that was stored with a formula stays when a library changes the formula. Such a cell looks right and
is wrong.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from steelyard.model.findings import quoted_value
from steelyard.ooxml.addresses import on_sheet
from steelyard.ooxml.defined_names import defined_cells
from steelyard.ooxml.formula_comparison import same_formula
from steelyard.ooxml.sheet_cells import cells, table_view
from steelyard.sheets.headings import ALLOWED, KEY, WHEN_COMPUTED
from steelyard.sheets.homes import AS_COMPUTED
from steelyard.sheets.names import LEDGER, TEST
from steelyard.sheets.record.checks.tests import COUNTING
from steelyard.sheets.spec import Formula

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.model.model import Model
    from steelyard.ooxml.cell_values import CellValue
    from steelyard.ooxml.opc.package import Package
    from steelyard.sheets.spec import Content

_NUMBER = re.compile(r"(?<=\)-)[0-9]+")

UNREAD_FORMULA = 'NA()&"unread"'
"""Stands for a formula that is there but cannot be read, where a server gets values only; nobody types it."""

Due = dict[str, dict[str, "Content"]]
"""What each cell of steelyard's own should hold: by sheet, then by address."""

UNITS = ("unit/", "cost-unit/")
"""How the keys of the units of criteria begin; only a criterion with a unit has formulas for amounts."""

LONGEST_SHOWN = 120
"""Characters of a formula that a message shows."""


class Foreign(NamedTuple):
    """A cell that holds another formula than its own, or none, or one where a value belongs."""

    sheet: str
    at: str
    found: CellValue | None
    """What stands there; None for an empty cell."""
    wanted: Content

    def __str__(self) -> str:
        return f"{on_sheet(self.sheet, self.at)}: {self.holds or 'nothing'} stood there"

    @property
    def has_formula(self) -> bool:
        """Whether there is a formula, if not the right one."""
        return self.found is not None and bool(self.found.formula)

    @property
    def holds(self) -> str:
        """What stands in the cell, in words; empty for an empty cell."""
        if self.found is None or (self.found.value is None and not self.found.formula):
            return ""
        value = self.found.value
        if self.found.formula:
            return shortened(f"={self.found.formula}")
        return shortened(quoted_value(value if isinstance(value, float | int | str | bool) else str(value)))


def shortened(text: str) -> str:
    """A formula as messages show it."""
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 3]}..."


def has_own_formula(cell: CellValue | None, content: Content) -> bool:
    """Whether the cell holds the formula that belongs there, or none where none belongs there.

    A formula that cannot be read is taken to be the one that belongs there.
    """
    there = "" if cell is None else cell.formula
    if there == UNREAD_FORMULA:
        return isinstance(content, Formula)
    return same_formula(there, content.text) if isinstance(content, Formula) else not there


def foreign(file: Package, model: Model, wanted: Due) -> Iterator[Foreign]:
    """Every cell that does not hold its own formula, but for those whose formula a judgement has changed.

    Args:
        file: the workbook.
        model: its model.
        wanted: what its cells should hold; see `stale.due`.
    """
    counting = {defined_cells(file).get(TEST.format(number)) for number in COUNTING}
    other_rules = has_other_formulas(file, model)
    for sheet, of_sheet in wanted.items():
        existing = cells(file, sheet)
        for at, content in of_sheet.items():
            if not has_own_formula(existing.get(at), content):
                found = Foreign(sheet, at, existing.get(at), content)
                explained = other_rules or ((sheet, at) in counting and _differs_in_numbers(found))
                if not (explained and found.has_formula and isinstance(content, Formula)):
                    yield found


def _differs_in_numbers(found: Foreign) -> bool:
    """Whether only numbers of the formula are others, such as how many rows there were at the last score."""
    there = "" if found.found is None else found.found.formula
    wanted = found.wanted.text if isinstance(found.wanted, Formula) else ""
    return same_formula(_NUMBER.sub("0", there), _NUMBER.sub("0", wanted))


def _decides(key: str) -> bool:
    """Whether formulas depend on there being such a judgement: a unit, without which there are no amounts."""
    return key.startswith(UNITS)


def has_other_formulas(file: Package, model: Model) -> bool:
    """Whether a judgement that formulas are made from is another than when they were written."""
    ledger = table_view(file, LEDGER)
    then = {key for row in ledger.rows if _decides(key := ledger.text(row, KEY))}
    return then != set(filter(_decides, model.values)) or any(
        ledger.text(row, ALLOWED) == AS_COMPUTED
        and ledger.text(row, WHEN_COMPUTED) != str(model.values.get(ledger.text(row, KEY), ""))
        for row in ledger.rows
    )
