"""What the engine found, typed as a person would: a package into the sheet Package, an order into Plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.errors import SteelyardError, WouldLoseContent
from steelyard.model.naming import meant
from steelyard.model.vocabulary import folded
from steelyard.ooxml.addresses import on_sheet
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.defined_names import defined_cells
from steelyard.ooxml.sheet_cells import cells, table_view, with_cells
from steelyard.ooxml.tables import table
from steelyard.sheets.catalogue import tables_by_name
from steelyard.sheets.headings import ASKED, OFFERED, PROPOSAL
from steelyard.sheets.names import PLAN
from steelyard.weigh import issues
from steelyard.weigh.bargain import solutions_for
from steelyard.weigh.proposal import parties, worth_in_words
from steelyard.weigh.sheet_lists import best_order, deal_of
from steelyard.weigh.weighing import Weighing
from steelyard.workbook.checking.verify import verified
from steelyard.workbook.reading.dropped import require_tables
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.score import scored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from steelyard.model.model import Model
    from steelyard.ooxml.cell_values import Scalar
    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.tables import Table
    from steelyard.weigh.result import ResultValue
    from steelyard.weigh.sheet_lists import Choices, Deal
    from steelyard.workbook.scoring.score import Scored


class _List(NamedTuple):
    """A table that lists packages, one a row."""

    key: str
    """Heading of what names a row."""
    keys: Callable[[Deal], Sequence[ResultValue]]
    """What stands under it, row by row."""
    packages: Callable[[Deal], Sequence[Choices | None]]
    """The package of each row."""
    words: str = "{}"
    """What a message calls a row, around its key."""


LISTS = {
    "packages": _List(
        "point",
        lambda deal: [row.point for row in deal.packages],
        lambda deal: deal.behind.packages,
        "point {}",
    ),
    "concessions": _List(
        "solution", lambda deal: [row.solution for row in deal.solutions], lambda deal: deal.behind.solutions
    ),
    "improvements": _List(
        "number",
        lambda deal: [row.number for row in deal.improvements],
        lambda deal: deal.behind.improvements,
        "number {}",
    ),
}
"""The tables that list packages, by their names."""

SELECT = "select one row on Packages (a point), Concessions (a solution) or Improvements, and press again"
"""What to do where no package is selected."""

STANDING = "tabled_standing"
"""Name of the cell above the table on Package that tells whether rules and parties accept the package."""

Wanted = dict[tuple[str, ...], tuple[str, "Scalar"]]
"""What cells of a table should hold: the heading and the value, by the texts that name the row."""


class Selected(NamedTuple):
    """The row that is selected in an open workbook."""

    sheet: str
    row: int


class Typed(NamedTuple):
    """The workbook with what the engine found typed in, scored, and a message about it."""

    file: Package
    done: Scored
    message: str


def propose_selection(file: Package, selected: Selected | None, now: datetime | None = None) -> Typed:
    """The workbook with the package of a row on Packages, Concessions or Improvements on the table.

    Args:
        file: the workbook.
        selected: the row; None where nothing that is one row is selected.
        now: see `steelyard.workbook.scoring.score.score`.

    Raises:
        SteelyardError: the row stands for no package; or what it shows was computed from other judgements.
        InvalidModel, WouldLoseContent, MissingTable: see `steelyard.workbook.scoring.score.score`.
    """
    listing = _list_at(file, selected)
    if listing is None or selected is None:
        raise SteelyardError(f"no package is selected: {SELECT}")
    reading = read_package(file, as_live=True)
    model, file = reading.fit(), reading.file
    _require_current(file, listing)
    key = table_view(file, listing.name).value(selected.row, LISTS[listing.name].key)
    found = _package_of(deal_of(Weighing(model)), listing.name, key)
    if found is None:
        raise SteelyardError(f"row {selected.row} of {listing.sheet} has no package: {SELECT}")
    what, choices = found
    return _proposed(file, model, choices, f"{what} on {listing.sheet}", now)


def propose_solution(file: Package, name: str, now: datetime | None = None) -> Typed:
    """The workbook with the package on the table that a solution points at, the first where several tie.

    The solution is that of the judgements as they stand, whatever the computed tables still show.

    Raises:
        UnknownName: there is no such solution.
        SteelyardError: it points at no package; the message says why.
        InvalidModel, WouldLoseContent, MissingTable: see `steelyard.workbook.scoring.score.score`.
    """
    file, done = scored(file, now=now)
    solution = meant("solution", name, {each: each for each in solutions_for(done.model)})
    deal = deal_of(Weighing(done.model))
    found = _package_of(deal, "concessions", solution)
    if found is None:
        raise SteelyardError(f"{solution} points at no package. {deal.said}")
    what, choices = found
    return _proposed(file, done.model, choices, what, now)


def ordered(file: Package, now: datetime | None = None) -> Typed:
    """The workbook with the plan in the order that leaves the more exposed side least exposed.

    Raises:
        SteelyardError: there is no such order; the message says why.
        InvalidModel, WouldLoseContent, MissingTable: see `steelyard.workbook.scoring.score.score`.
    """
    file, done = scored(file, now=now)
    plan, found = done.model.plan, best_order(Weighing(done.model))
    wanted: Wanted = {
        (step.id,): ("phase", float(best))
        for step, best in zip(plan, found.phases, strict=True)
        if best is not None and best != step.phase
    }
    if not found.then:
        raise SteelyardError(found.said)
    moved = (
        f"Steps with another phase now: {len(wanted)} of {len(plan)}"
        if wanted
        else "The plan stands so already"
    )
    file, done = scored(_typed(file, PLAN, wanted), now=now)
    return Typed(file, done, f"{moved}.\nGreatest exposure {found.then}; before, {found.now}.")


def _list_at(file: Package, selected: Selected | None) -> Table | None:
    """The table of packages that the selected row belongs to.

    Raises:
        MissingTable: one of these tables is gone.
    """
    require_tables(file)
    listings = [table(file, name) for name in LISTS]
    if selected is None:
        return None
    for listing in listings:
        if listing.sheet == selected.sheet and listing.first_row <= selected.row <= listing.last_row:
            return listing
    return None


def _require_current(file: Package, listing: Table) -> None:
    """Refuse a list that does not show what the engine computes from the judgements as they are."""
    found = verified(file)
    if found.current and not any(each.place.sheet == listing.sheet for each in found.computed):
        return
    is_known = bool(found.changed or found.computed_for)
    why = found.currency if is_known else "it is not what the engine computes"
    raise SteelyardError(
        f"{listing.sheet} is out of date ({why}), so its packages are others now: press Refresh first"
    )


def _package_of(deal: Deal, table: str, key: Scalar | ResultValue) -> tuple[str, Choices] | None:
    """The package of the row of a list that has this key, and what a message calls the row."""
    listed = LISTS[table]
    for own, choices in zip(listed.keys(deal), listed.packages(deal), strict=True):
        if own == key and choices is not None:
            return listed.words.format(own), choices
    return None


def _proposed(file: Package, model: Model, choices: Choices, what: str, now: datetime | None) -> Typed:
    wanted = dict(_differing(model, choices))
    at, chosen = issues.issues(model), np.array(choices)
    file, done = scored(_typed(file, PROPOSAL, wanted), now=now)
    head = f"On the table{'' if wanted else ' already'}: {what}."
    worth = worth_in_words(parties(Weighing(done.model, with_trial=True)))
    lines = [head, issues.in_words(model, at, chosen), worth]
    if STANDING in (named := defined_cells(file)):
        sheet, where = named[STANDING]
        lines.append(str(cells(file, sheet)[where].value))
    return Typed(file, done, "\n".join(lines))


def _differing(model: Model, choices: Choices) -> Iterator[tuple[tuple[str, ...], tuple[str, Scalar]]]:
    """Cells on the sheet Package that must change; the lowest level is an empty cell."""
    at, chosen = issues.issues(model), np.array(choices)
    for measure, now, then in zip(model.measures, issues.proposal(model, at).tolist(), choices, strict=False):
        if now != then:
            yield ("measure", measure.id), (ASKED, model.levels[then] if then else None)
    offered = at.offered(chosen)
    for place, option in enumerate(model.options):
        if option.offered != (place in offered):
            yield ("option", option.id), (OFFERED, "yes" if place in offered else "no")


def _typed(file: Package, name: str, wanted: Wanted) -> Package:
    """The workbook with these cells of a judgement table set.

    Raises:
        WouldLoseContent: a formula of somebody's stands in one of them.
    """
    view, keys = table_view(file, name), tables_by_name()[name].row_key
    sheet = view.table.sheet
    rows = {tuple(folded(view.text(row, heading)) for heading in keys): row for row in view.rows}
    patches: dict[str, Value] = {}
    for key, (heading, value) in wanted.items():
        row = rows[tuple(map(folded, key))]
        where = view.address(row, heading)
        if (cell := view.cell(row, heading)) is not None and cell.formula:
            raise WouldLoseContent(
                f"{on_sheet(sheet, where)} is in the way: it holds a formula. Type {value or 'nothing'} there"
            )
        patches[where] = Value(value)
    return with_cells(file, {sheet: patches}) if patches else file
