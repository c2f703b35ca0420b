"""What the engine found, typed as a person would: a package into the sheet Package, an order into Plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.errors import SteelyardError, UnknownName, WouldLoseContent
from steelyard.model.vocabulary import folded
from steelyard.ooxml.addresses import address, cell_name
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.defined_names import defined_cells
from steelyard.ooxml.sheet_cells import cells, with_cells
from steelyard.ooxml.tables import table, tables
from steelyard.sheets.headings import ASKED, OFFERED, TABLED
from steelyard.weigh import issues
from steelyard.weigh.bargain import SOLUTIONS
from steelyard.weigh.sheet_lists import best_order, deal_of
from steelyard.weigh.weighing import Weighing
from steelyard.workbook.checking.verify import verified
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.score import scored

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from steelyard.model.model import Model
    from steelyard.ooxml.cell_values import Scalar
    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.tables import Table
    from steelyard.weigh.result import ResultValue
    from steelyard.weigh.sheet_lists import Choices, Deal
    from steelyard.workbook.scoring.score import Scored

from datetime import datetime
from typing import TYPE_CHECKING

from steelyard.ooxml.opc.package import Package

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.ooxml.cell_values import Scalar
    from steelyard.ooxml.tables import Table


LISTS = ("packages", "concessions", "improvements")
"""Tables that list packages, one a row."""

SELECT = "select one row on Packages (a point), Concessions (a solution) or Improvements, and press again"
"""What somebody has to do who has selected no package."""

ABOVE = ("tabled_worth", "tabled_standing")
"""Names of the cells above the table on Package that tell what the package is worth, and whether it holds."""

Wanted = dict[tuple[str, ...], tuple[str, "Scalar"]]
"""What a table is to hold: by the texts that name a row, the column and the value."""


class Typed(NamedTuple):
    """The workbook with what the engine found typed in, scored, and what there is to say of it."""

    package: Package
    done: Scored
    said: str


def tabled_selection(package: Package, selected: Selected | None, now: datetime | None = None) -> Typed:
    """The workbook with the package of a row on Packages, Concessions or Improvements on the table.

    Args:
        package: the workbook.
        selected: the row; None where nothing that is one row is selected.
        now: see `steelyard.workbook.scoring.score.score`.

    Raises:
        SteelyardError: the row stands for no package; or what it shows was computed from other judgements.
        InvalidModel, WouldLoseContent, MissingTable: see `steelyard.workbook.scoring.score.score`.
    """
    spot = _list_at(package, selected)
    if spot is None or selected is None:
        raise SteelyardError(f"no package is selected: {SELECT}")
    model = read_package(package, as_live=True).fit()
    _require_current(package, spot)
    first = cells(package, spot.sheet).get(address(selected.row, spot.area.first_column))
    found = _package_of(deal_of(Weighing(model)), spot.name, None if first is None else first.value)
    if found is None:
        raise SteelyardError(f"row {selected.row} of {spot.sheet} has no package: {SELECT}")
    what, choices = found
    return _tabled(package, model, choices, f"{what} on {spot.sheet}", now)


def tabled_solution(package: Package, name: str, now: datetime | None = None) -> Typed:
    """The workbook with the package on the table that a solution points at, the first where several tie.

    The solution is that of the judgements as they stand, whatever the computed tables still show.

    Raises:
        UnknownName: there is no such solution.
        SteelyardError: it points at no package; the message says why.
        InvalidModel, WouldLoseContent, MissingTable: see `steelyard.workbook.scoring.score.score`.
    """
    known = {folded(each): each for each in SOLUTIONS}
    if folded(name) not in known:
        raise UnknownName("solution", name, (*SOLUTIONS,))
    package, done = scored(package, now=now)
    deal = deal_of(Weighing(done.model))
    found = _package_of(deal, "concessions", known[folded(name)])
    if found is None:
        raise SteelyardError(f"{known[folded(name)]} points at no package. {deal.said}")
    what, choices = found
    return _tabled(package, done.model, choices, what, now)


def ordered(package: Package, now: datetime | None = None) -> Typed:
    """The workbook with the plan in the order that leaves the more exposed side least exposed.

    Raises:
        SteelyardError: there is no such order; the message says why.
        InvalidModel, WouldLoseContent, MissingTable: see `steelyard.workbook.scoring.score.score`.
    """
    package, done = scored(package, now=now)
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
    package, done = scored(_typed(package, "plan", ("id",), wanted), now=now)
    return Typed(package, done, f"{moved}.\nGreatest exposure {found.then}; before, {found.now}.")


def _list_at(package: Package, selected: Selected | None) -> Table | None:
    """The table of packages that the selected row belongs to.

    Raises:
        MissingTable: one of these tables is gone.
    """
    spots = [table(package, name) for name in LISTS]
    if selected is None:
        return None
    return next(
        (
            spot
            for spot in spots
            if spot.sheet == selected.sheet and spot.first_row <= selected.row <= spot.last_row
        ),
        None,
    )


def _require_current(package: Package, spot: Table) -> None:
    """Let pass a list that shows what the engine makes of the judgements as they stand."""
    found = verified(package)
    if found.current and not any(each.place.sheet == spot.sheet for each in found.computed):
        return
    changed = len(found.changed)
    why = f"judgements changed since: {changed}" if changed else "it is not what the engine computes"
    raise SteelyardError(
        f"{spot.sheet} is out of date ({why}), so its packages are others now: press Refresh first"
    )


def _package_of(deal: Deal, name: str, key: Scalar | ResultValue) -> tuple[str, Choices] | None:
    """The package behind the row of a list that this stands first in, with words for the row."""
    rows, behind, words = {
        "packages": (deal.packages, deal.behind.packages, "point {}"),
        "concessions": (deal.solutions, deal.behind.solutions, "{}"),
        "improvements": (deal.improvements, deal.behind.improvements, "number {}"),
    }[name]
    for row, choices in zip(rows, behind, strict=True):
        if row[0] == key and choices is not None:
            return words.format(row[0]), choices
    return None


def _tabled(package: Package, model: Model, choices: Choices, what: str, now: datetime | None) -> Typed:
    wanted = dict(_differing(model, choices))
    at, chosen = issues.issues(model), np.array(choices)
    package, done = scored(_typed(package, TABLED, ("kind", "item"), wanted), now=now)
    head = f"On the table{'' if wanted else ' already'}: {what}."
    named = defined_cells(package)
    told = (
        cells(package, sheet)[where].value
        for sheet, where in (named[name] for name in ABOVE if name in named)
    )
    return Typed(package, done, "\n".join([head, issues.in_words(model, at, chosen), *map(str, told)]))


def _differing(model: Model, choices: Choices) -> Iterator[tuple[tuple[str, ...], tuple[str, Scalar]]]:
    """What Package must say otherwise than it does; the lowest level is an empty cell."""
    at, chosen = issues.issues(model), np.array(choices)
    for measure, now, then in zip(model.measures, issues.proposal(model, at).tolist(), choices, strict=False):
        if now != then:
            yield ("measure", measure.id), (ASKED, model.levels[then] if then else None)
    offered = at.offered(chosen)
    for place, option in enumerate(model.options):
        if option.offered != (place in offered):
            yield ("option", option.id), (OFFERED, "yes" if place in offered else "no")


def _typed(package: Package, name: str, keys: tuple[str, ...], wanted: Wanted) -> Package:
    """The workbook with these cells of a judgement table set.

    Raises:
        WouldLoseContent: a formula of somebody's stands in one of them.
    """
    spot = tables(package)[name]
    held = cells(package, spot.sheet)
    rows = dict(_rows(package, spot, keys))
    puts: dict[str, Value] = {}
    for key, (heading, value) in wanted.items():
        where = address(rows[tuple(map(folded, key))], spot.column(heading))
        if (cell := held.get(where)) is not None and cell.formula:
            raise WouldLoseContent(
                f"{cell_name(spot.sheet, where)} is in the way: it holds a formula. "
                f"Type {value or 'nothing'} there"
            )
        puts[where] = Value(value)
    return with_cells(package, {spot.sheet: puts}) if puts else package


def _rows(package: Package, spot: Table, keys: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], int]]:
    held = cells(package, spot.sheet)
    for row in range(spot.first_row, spot.last_row + 1):
        own = (held.get(address(row, spot.column(heading))) for heading in keys)
        yield tuple("" if cell is None else folded(str(cell.value)) for cell in own), row


class Selected(NamedTuple):
    """Where the person is in an open workbook: one row of one sheet."""

    sheet: str
    row: int
