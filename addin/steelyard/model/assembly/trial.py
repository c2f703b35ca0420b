"""Shares on trial, read: one that is none is kept as it was typed, and named; it puts no trial into use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.assembly import cell_rules
from steelyard.model.assembly.rows import cell
from steelyard.model.findings import quoted_value
from steelyard.model.parts import Trial
from steelyard.model.vocabulary import folded

if TYPE_CHECKING:
    from steelyard.model.assembly.rows import Known, Table
    from steelyard.model.draft import Cell

WANTED = "a share from 0 to 1 (0 % to 100 %) or nothing is needed; until then the judged weights are used"


def shares(table: Table, known: Known) -> tuple[Trial, ...]:
    """The shares on trial in the order of the criteria.

    A criterion that is gone is named in a warning, and its share is left out.
    """
    criteria = {**known.named("measures"), **known.named("cost_heads")}
    found: dict[str, float | str] = {}
    for row in table.rows:
        word, given = cell(row, "criterion"), cell(row, "trial")
        own = criteria.get(folded(cell_rules.raw(word)), "")
        if cell_rules.is_empty(given):
            continue
        if not own or own in found:
            why = "a share on trial stands there already" if own else "there is no such criterion any more"
            left_out = f"{why}; the share on trial {quoted_value(given.value)} is left out"
            cell_rules.note_warning(table.noted, word.place, quoted_value(word.value), left_out, "trial")
            continue
        found[own] = _share(given)
        if not Trial(criterion=own, share=found[own]).is_fit:
            cell_rules.note_warning(table.noted, given.place, quoted_value(given.value), WANTED, "trial")
    return tuple(Trial(criterion=own, share=found[own]) for own in known.along("criteria") if own in found)


def _share(given: Cell) -> float | str:
    """A number as it is; anything else as the text that it shows."""
    value = given.value
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= cell_rules.LARGEST:
        return float(value) + 0.0
    return cell_rules.raw(given)
