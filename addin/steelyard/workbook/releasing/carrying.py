"""The sheets of people's own in a released copy: which are carried over, and what of them stays behind."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from steelyard.ooxml.addresses import on_sheet
from steelyard.ooxml.calculation import recalculated_on_load
from steelyard.ooxml.formula_references import is_self_contained
from steelyard.ooxml.sheet_cells import cells
from steelyard.ooxml.sheet_index import sheet_parts
from steelyard.ooxml.tables import tables
from steelyard.ooxml.transplant.book import counts_from_1904, hidden_sheets, names
from steelyard.ooxml.transplant.moves import PLACEHOLDER
from steelyard.ooxml.transplant.obstacles import left_behind, obstacle
from steelyard.ooxml.transplant.sheets import transplanted
from steelyard.sheets.catalogue import sheets_by_table
from steelyard.workbook.reading.located import located
from steelyard.workbook.releasing.following import Following

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.transplant.book import Name
    from steelyard.ooxml.transplant.moves import Follow
    from steelyard.ooxml.transplant.sheets import Transplanted


class Carried(NamedTuple):
    """A copy with the sheets that were carried over into it."""

    file: Package
    sheets: tuple[str, ...]
    """The names of the sheets that were carried over."""
    left_out: Mapping[str, str]
    """The sheets that were not, each with the reason as a sentence."""
    beside: tuple[str, ...]
    """What the carried sheets lack, and the names that were left out, in words."""
    parts: frozenset[str]
    """The parts of the copy that hold something of theirs."""


POLICY = "the policy of the case withholds sheets of your own"


class Case(NamedTuple):
    """A workbook of which a copy is made."""

    file: Package
    own_names: frozenset[str]
    """The names that steelyard defines in it."""


def carried(case: Case, copy: Package, *, withheld: bool) -> Carried:
    """The copy with the sheets of a case that are not steelyard's.

    Args:
        case: the case.
        copy: the copy without them.
        withheld: whether the policy withholds them all, and the names that people defined.
    """
    source = case.file
    others, left_out = _of_others(source), dict[str, str]()
    for sheet in others:
        if why := POLICY if withheld else _obstacle(source, copy, sheet):
            left_out[sheet] = why
    sheets = tuple(sheet for sheet in others if sheet not in left_out)
    following = Following(source, copy, sheets, case.own_names)
    theirs = _names_of_others(case, copy)
    moved = [] if withheld else [name for each in theirs if (name := following.name(each))]
    there = {(each.name, each.sheet) for each in moved}
    lost = [
        f"the name {each.name!r}"
        for each in theirs
        if not each.of_program and (each.name, each.sheet) not in there
    ]
    if not there and not sheets:
        return Carried(copy, (), left_out, tuple(lost), frozenset())
    keeping = [sheet for sheet in sheets if _keeps(source, sheet)]
    done = transplanted(source, copy, sheets, partial(_on, following), moved, keeping)
    file = recalculated_on_load(done.file)
    return Carried(file, sheets, left_out, (*_beside(source, sheets, done), *lost), done.parts)


def _names_of_others(case: Case, copy: Package) -> list[Name]:
    """The names that are not steelyard's."""
    own = {*case.own_names, *(each.name for each in names(copy) if not each.sheet)}
    ours = sheet_parts(case.file).keys() - {*_of_others(case.file)}
    return [each for each in names(case.file) if each.name not in own and each.sheet not in ours]


def _of_others(file: Package) -> tuple[str, ...]:
    """The sheets of a workbook that are not steelyard's."""
    ours = sheets_by_table()
    own = {table.sheet for name, table in located(file).tables.items() if name in ours}
    return tuple(name for name in sheet_parts(file) if name not in own)


def _obstacle(source: Package, copy: Package, sheet: str) -> str:
    """Why a sheet is not carried over, as a sentence; empty where it is."""
    part = sheet_parts(source)[sheet]
    if sheet in hidden_sheets(source):
        return "it is hidden"
    if counts_from_1904(source) != counts_from_1904(copy):
        return "its workbook counts days from 1904"
    if sheet.casefold() in {each.casefold() for each in sheet_parts(copy)}:
        return "a sheet of steelyard's has this name in the copy"
    if why := obstacle(source, sheet, part):
        return why
    taken = {each.casefold() for each in (*tables(copy), *(name.name for name in names(copy)))}
    own = [name for name, table in tables(source).items() if table.sheet == sheet]
    clash = next((name for name in own if name.casefold() in taken), "")
    return f"steelyard has a table or a name {clash!r}, as it has" if clash else ""


def _on(following: Following, sheet: str) -> Follow:
    """What writes the formulas of one sheet anew."""

    def follow(formula: str, *, fixed: bool = False) -> str | None:
        return following.formula(formula, sheet, fixed=fixed)

    return follow


def _keeps(source: Package, sheet: str) -> bool:
    """Whether nothing but the sheet itself decides what its formulas show."""
    return all(is_self_contained(cell.formula) for cell in cells(source, sheet).values() if cell.formula)


def _beside(source: Package, sheets: Sequence[str], done: Transplanted) -> Iterator[str]:
    """What the carried sheets lack, in words."""
    lacking = "which refers to what the copy lacks"
    for sheet in sheets:
        where = f"of the sheet {sheet!r}"
        yield from (f"{what} {where}" for what in left_behind(source, sheet_parts(source)[sheet]))
        for what, count in _counted(each for on, each in done.gone if on == sheet):
            yield f"{what} {where}, {lacking}{f' ({count} times)' if count > 1 else ''}"
        for at in (at for on, at in done.withheld if on == sheet):
            yield f"the formula of {on_sheet(sheet, at)}, {lacking}; it says {PLACEHOLDER}"


def _counted(each: Iterable[str]) -> Iterator[tuple[str, int]]:
    counts: dict[str, int] = {}
    for what in each:
        counts[what] = counts.get(what, 0) + 1
    yield from counts.items()
