"""The range of each criterion when its weights were given, as a workbook remembers it between two scores."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.draft import Place
from steelyard.model.findings import Finding, Severity
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.sheet_cells import table_view, with_cells
from steelyard.ooxml.tables import tables
from steelyard.sheets.headings import BEST_AMOUNT, WHEN_WEIGHED, WORST_AMOUNT
from steelyard.weigh.conditions import plain_number
from steelyard.weigh.swings import WeighedRange, swings
from steelyard.workbook.scoring.change_log import remembered

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from steelyard.model.model import Model
    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.tables import TableView

SWINGS = "swings"
ENDS = ("worst", "best", WORST_AMOUNT, BEST_AMOUNT)
"""What is remembered of a range, by its headings for now."""


def weighed_ranges(file: Package, model: Model) -> dict[str, WeighedRange]:
    """The remembered range of each criterion none of whose weights has changed since the last score.

    Nothing is remembered of a criterion that was added, or by a workbook of an older form.
    """
    if not _remembers(file):
        return {}
    view, then = table_view(file, SWINGS), remembered(file)
    found = {view.text(row, "id"): row for row in view.rows}
    kept: dict[str, WeighedRange] = {}
    for criterion in model.criteria:
        row = found.get(criterion)
        if row is not None and not _is_weighed_anew(model, criterion, then):
            range_ = _remembered(view, row)
            if any(range_):
                kept[criterion] = range_
    return kept


def _remembers(file: Package) -> bool:
    found = tables(file).get(SWINGS)
    return found is not None and all(f"{heading}{WHEN_WEIGHED}" in found.columns for heading in ENDS)


def _is_weighed_anew(model: Model, criterion: str, then: Mapping[str, object]) -> bool:
    """Whether a stakeholder gave the criterion another weight than at the last score."""
    keys = (f"weights/{part.id}/{criterion}" for part in model.stakeholders)
    return any(key in then and then[key] != model.values[key] for key in keys)


def _remembered(view: TableView, row: int) -> WeighedRange:
    worst, best = (view.text(row, f"{heading}{WHEN_WEIGHED}") for heading in ENDS[:2])
    ends = tuple(view.value(row, f"{heading}{WHEN_WEIGHED}") for heading in ENDS[2:])
    numbers = tuple(float(end) for end in ends if isinstance(end, int | float))
    return WeighedRange(worst, best, numbers if len(numbers) == len(ends) else ())


def without_ranges(file: Package, criteria: Collection[str]) -> Package:
    """The workbook that remembers no range of these criteria: the next score takes that of then."""
    view = table_view(file, SWINGS)
    rows = [row for row in view.rows if view.text(row, "id") in criteria]
    cells = {
        view.address(row, f"{heading}{WHEN_WEIGHED}"): Value(None)
        for row in rows
        for heading in ENDS
        if view.cell(row, f"{heading}{WHEN_WEIGHED}") is not None
    }
    return with_cells(file, {view.table.sheet: cells})


def moved_ranges(model: Model, weighed: Mapping[str, WeighedRange]) -> Iterator[Finding]:
    """A warning for each criterion with a weight that was given for another range than it has now.

    Args:
        model: the model of the workbook.
        weighed: see `weighed_ranges`.
    """
    weights = zip(*(part.weights for part in model.stakeholders), strict=True)
    for swing, given in zip(swings(model), weights, strict=True):
        then = weighed.get(swing.id, swing.range)
        if then == swing.range or not any(given):
            continue
        factor = then.factor(swing.range)
        offered = ""
        if factor is not None:
            told = (
                f"{part.id} {plain_number(part.weights[model.criteria.index(swing.id)] * factor)}"
                for part in model.stakeholders
            )
            offered = f"; in proportion to the range the weights would be: {', '.join(told)}"
        words = (
            f"its weights were given for {_words(then)}; a weight is about the whole way from worst to best, "
            f"so ask again{offered}. steelyard reweigh lets the weights stay, or puts them in proportion"
        )
        place = Place("Weights", "", swing.id)
        yield Finding(place, _words(swing.range), words, "moved-range", Severity.WARNING)


def _words(range_: WeighedRange) -> str:
    amounts = " to ".join(map(plain_number, range_.ends))
    said = f"{range_.worst} → {range_.best}"
    return f"{said} ({amounts})" if amounts and amounts.split(" to ") != [range_.worst, range_.best] else said
