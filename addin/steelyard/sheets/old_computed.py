"""What it takes: the table that only the engine can compute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.sheets.spec import HeaderCell
from steelyard.weigh import score_results as answers

if TYPE_CHECKING:
    from steelyard.sheets.context import Context
    from steelyard.sheets.shares import Rows


def what_it_takes(book: Context) -> Rows:
    """The cheapest further steps, one row per scenario and option."""
    scenarios = {scenario.id: scenario.name for scenario in book.model.all_scenarios}
    options = {option.id: option.name for option in book.model.options}
    return tuple(
        (f"{scenario}/{option}", scenarios[str(scenario)], options[str(option)], *rest)
        for scenario, option, *rest in answers.what_it_takes(book.weighing).rows
    )


def placed(book: Context) -> tuple[HeaderCell, ...]:
    """The stamp above a computed table."""
    return (
        HeaderCell(5, 1, "Fingerprint of the inputs", "label"),
        HeaderCell(5, 2, book.fingerprint, "stamp", "what_it_takes_fingerprint"),
    )
