"""Formulas of a sheet that is not steelyard's, as they read in a released copy.

The copy lists its parts in an order of its own, and has no rows for what is withheld. So a reference to cells
of steelyard's follows the judgement: its row by the key, its column by the heading, a named cell by the name.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from steelyard.model.vocabulary import folded
from steelyard.ooxml.addresses import Area, column_letters, column_number, on_sheet
from steelyard.ooxml.defined_names import defined_cells
from steelyard.ooxml.formula_references import Refers, function_name, references
from steelyard.ooxml.tables import tables
from steelyard.ooxml.transplant.book import names
from steelyard.sheets.catalogue import sheets_by_table, tables_by_name
from steelyard.workbook.reading.located import located, view_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Set

    from steelyard.ooxml.formula_references import Piece
    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.tables import Table, TableView
    from steelyard.ooxml.transplant.book import Name

BY_RESULTS: Final = frozenset(
    ("packages", "improvements", "concessions", "best_order", "checks", "change_log", "sign_off")
)
"""Tables whose rows may follow from what is withheld: no reference to a row of theirs follows."""

_BY_WORDS = ("INDIRECT", "HYPERLINK", "GETPIVOTDATA", "EVALUATE")
"""Functions that take a reference as a text."""
_BY_PLACE = ("OFFSET", "SINGLE", "ANCHORARRAY")
"""Functions that go from a cell to others by their place."""

_PART = re.compile(r"(\$?)([A-Za-z]+)(\$?)([0-9]+)")
_ITEM = re.compile(r"\[((?:[^\[\]']|'.)*)\]")
_NUMBERED = re.compile(r"(\w+_)([0-9]+)")
"""A name of steelyard's that goes by the place of a part."""
_ESCAPED = re.compile(r"'(.)")


class _Rows(NamedTuple):
    """Rows of a table that a reference covers."""

    with_heading: bool
    whole: bool
    """Whether it covers all of them."""
    keys: tuple[tuple[str, ...], ...]
    """The keys of those it covers."""


class Following:
    """Writes formulas of one workbook anew for its released copy."""

    def __init__(
        self, source: Package, copy: Package, carried: Collection[str], own_names: Collection[str]
    ) -> None:
        """Prepare for these sheets to be carried over.

        Args:
            source: the case.
            copy: the copy without them.
            carried: the names of the sheets.
            own_names: the names that steelyard defines in the case; none of them is carried over.
        """
        self._source, self._copy = source, copy
        self._carried = frozenset(each.casefold() for each in carried)
        own = sheets_by_table()
        self._tables = {name: each for name, each in located(source).tables.items() if name in own}
        self._ours = {each.sheet.casefold(): each.sheet for each in self._tables.values()}
        self._copied = {each.name.casefold(): each for each in tables(copy).values()}
        self._names = {(each.name.casefold(), each.sheet.casefold()): each for each in names(source)}
        self._in_copy = {each.name.casefold() for each in names(copy) if not each.sheet}
        self._own = frozenset(each.casefold() for each in own_names)
        self._known: dict[Name, Name | None] = {}

    def formula(self, formula: str, sheet: str, *, fixed: bool = False) -> str | None:
        """A formula as the copy has it; None where it refers to what the copy lacks.

        Args:
            formula: without the equals sign.
            sheet: the sheet that it stands on; empty for a name of the workbook.
            fixed: whether it stands for several cells, so that only fixed references can follow.
        """
        pieces = references(formula)
        functions = {function_name(each) for each in pieces if each.refers is Refers.FUNCTION}
        edits: list[tuple[int, int, str]] = []
        for piece in pieces:
            now = self._piece(piece, sheet, functions, fixed=fixed)
            if now is None:
                return None
            if now != formula[piece.start : piece.stop]:
                edits.append((piece.start, piece.stop, now or formula[piece.start : piece.stop]))
        for start, stop, now in reversed(edits):
            formula = formula[:start] + now + formula[stop:]
        return formula

    def _piece(self, piece: Piece, sheet: str, functions: Set[str], *, fixed: bool) -> str | None:
        """A piece as the copy has it, empty where it stays; None where the copy lacks it."""
        match piece.refers:
            case Refers.TEXT:
                return "" if functions.isdisjoint(_BY_WORDS) or not self._names_ours(piece.text) else None
            case Refers.NAME | Refers.FUNCTION:
                return self._word(piece, sheet)
            case Refers.TABLE:
                return "" if self._has_columns(piece, functions) else None
            case Refers.OUTSIDE:
                return None
            case _:
                return self._address(piece, functions, fixed=fixed)

    def _address(self, piece: Piece, functions: Set[str], *, fixed: bool) -> str | None:
        """An address as the copy has it, empty where it stays; None where the copy lacks it."""
        named = piece.sheet.casefold()
        if not named or named in self._carried:
            return ""
        if named not in self._ours or piece.joined or not functions.isdisjoint(_BY_PLACE):
            return None
        if fixed and not _is_fixed(piece):
            return None
        return self._moved(self._ours[named], piece)

    def _names_ours(self, text: str) -> bool:
        """Whether a text names a sheet or a table of steelyard's."""
        words = text.casefold()
        return any(each.casefold() in words for each in (*self._ours, *self._tables))

    # Names and tables.

    def _word(self, piece: Piece, sheet: str) -> str | None:
        """A name as the copy has it; a word that nobody defined is a variable, and stays."""
        name, named = piece.text.casefold(), piece.sheet.casefold()
        if piece.joined or (named and named not in self._carried):
            return None
        if piece.refers is Refers.NAME and not named and name in self._all_tables:
            return "" if name in self._copied or self._is_carried(name) else None
        for scope in (named,) if named else (sheet.casefold(), ""):
            if found := self._names.get((name, scope)):
                own = not scope and name in self._in_copy
                return self._own_name(piece.text) if own else "" if self.name(found) else None
        return None if named else ""

    def _own_name(self, name: str) -> str | None:
        """A name of steelyard's that stands for the same as in the source: some go by the place of a part."""
        spot = defined_cells(self._source).get(name)
        if spot is None or not _NUMBERED.fullmatch(name):
            return ""
        found = self._named(spot[0], spot[1])
        return found and found[2]

    @cached_property
    def _all_tables(self) -> Mapping[str, str]:
        """The sheet of every table of the source."""
        return {name.casefold(): each.sheet for name, each in tables(self._source).items()}

    def _is_carried(self, table: str) -> bool:
        return self._all_tables.get(table, "").casefold() in self._carried

    def _has_columns(self, piece: Piece, functions: Set[str]) -> bool:
        """Whether the copy has the columns of a table that a formula names."""
        name = piece.text.casefold()
        if self._is_carried(name):
            return True
        if name not in self._copied or name not in self._all_tables or not functions.isdisjoint(_BY_PLACE):
            return False
        there = {folded(each) for each in self._copied[name].columns}
        inside = piece.columns[1:-1]
        items = _ITEM.findall(inside) if "[" in inside else [inside]
        plain = [_ESCAPED.sub(r"\1", each) for each in items if each and not each.startswith("#")]
        by_row = inside.startswith("@") or any(folded(each) == "#this row" for each in items)
        return not by_row and all(folded(each) in there for each in plain)

    def name(self, name: Name) -> Name | None:
        """A name as the copy has it; None where it refers to what the copy lacks, or may not be carried."""
        if name not in self._known:
            self._known[name] = name  # while it is being looked at: names may refer to one another
            self._known[name] = self._name(name)
        return self._known[name]

    def _name(self, name: Name) -> Name | None:
        hidden = name.hidden and not name.of_program
        if hidden or name.macro or (name.sheet and name.sheet.casefold() not in self._carried):
            return None
        if not name.sheet and name.name.casefold() in self._in_copy | self._own:
            return None
        formula = self.formula(name.formula, name.sheet, fixed=True)
        return None if formula is None or "#REF!" in formula else name._replace(formula=formula)

    # Cells.

    def _moved(self, sheet: str, piece: Piece) -> str | None:
        """A reference to cells of steelyard's, as the copy has it."""
        if piece.refers is Refers.COLUMNS:
            return self._columns(sheet, piece.text)
        if piece.refers is Refers.ROWS:
            return None
        first, _, last = piece.text.partition(":")
        area = Area.parse(piece.text.upper())
        if not last and (named := self._named(sheet, str(area))):
            now_on, now, _ = named
        elif found := self._in_table(sheet, area) or self._heading(sheet, area):
            now_on, now = found
        else:
            return None
        if (now_on, now) == (sheet, area):
            return ""
        ends = [_end(now.first_row, now.first_column, first)]
        if last:
            ends.append(_end(now.last_row, now.last_column, last))
        return on_sheet(now_on, ":".join(ends))

    def _named(self, sheet: str, where: str) -> tuple[str, Area, str] | None:
        """Where a cell with a name of steelyard's stands in the copy, and its name there."""
        there = defined_cells(self._copy)
        for name, (held, at) in sorted(located(self._source).cells.items()):
            if (held.casefold(), at) == (sheet.casefold(), where):
                now = self._of_same_part(name, sheet, at)
                if now in there:
                    return there[now][0], Area.parse(there[now][1]), now
        return None

    def _of_same_part(self, name: str, sheet: str, where: str) -> str:
        """The name in the copy of a cell above a column, some of which are numbered from left to right."""
        numbered, column = _NUMBERED.fullmatch(name), Area.parse(where).first_column
        if not numbered:
            return name
        for old in self._on(sheet):
            new = self._copied.get(old.name.casefold())
            place = column - old.area.first_column
            if new and 0 <= place < len(old.columns) and old.columns[place] in new.columns:
                shift = new.column(old.columns[place]) - column
                return f"{numbered[1]}{int(numbered[2]) + shift}"
        return ""

    def _in_table(self, sheet: str, area: Area) -> tuple[str, Area] | None:
        """Where cells of a table stand in the copy."""
        for old in self._on(sheet):
            new = self._copied.get(old.name.casefold())
            if new is None or not (old.area.holds(*area[:2]) and old.area.holds(*area[2:])):
                continue
            columns = self._across(old, new, area)
            rows = self._down(old, new, area)
            return (new.sheet, Area(rows[0], columns[0], rows[1], columns[1])) if columns and rows else None
        return None

    def _heading(self, sheet: str, area: Area) -> tuple[str, Area] | None:
        """Where the title and the purpose of a sheet stand in the copy: always in the first two cells."""
        on = next((self._copied.get(old.name.casefold()) for old in self._on(sheet)), None)
        return (on.sheet, area) if on and Area(1, 1, 2, 1).holds(*area[2:]) else None

    def _on(self, sheet: str) -> Iterator[Table]:
        yield from (each for each in self._tables.values() if each.sheet.casefold() == sheet.casefold())

    @staticmethod
    def _across(old: Table, new: Table, area: Area) -> tuple[int, int] | None:
        """The columns under the same headings, which must stand beside one another in the same order."""
        start = old.area.first_column
        headings = old.columns[area.first_column - start : area.last_column - start + 1]
        if not {*headings} <= {*new.columns}:
            return None
        places = [new.column(each) for each in headings]
        return (places[0], places[-1]) if places == [*range(places[0], places[-1] + 1)] else None

    def _down(self, old: Table, new: Table, area: Area) -> tuple[int, int] | None:
        """The rows with the same keys: all of them, or some that stand below one another in this order."""
        rows = self._covered(old, area)
        head = new.first_row - 1
        if not rows.whole and not rows.keys:
            return (head, head) if rows.with_heading else None
        if old.name in BY_RESULTS:
            return None
        if rows.whole:
            return (head if rows.with_heading else new.first_row), new.last_row
        by_key = _by_key(view_of(self._copy, new.name))
        places = [by_key.get(key, 0) for key in rows.keys]
        if rows.with_heading:
            places.insert(0, head)
        in_order = all(places) and places == [*range(places[0], places[-1] + 1)]
        return (places[0], places[-1]) if in_order else None

    def _covered(self, old: Table, area: Area) -> _Rows:
        view = view_of(self._source, old.name)
        first = max(area.first_row, old.first_row)
        whole = first == old.first_row and area.last_row >= old.last_row and old.last_row > first
        keys = () if whole else tuple(_key(view, row) for row in range(first, area.last_row + 1))
        return _Rows(area.first_row < old.first_row, whole, keys)

    def _columns(self, sheet: str, written: str) -> str | None:
        """A whole column of a sheet that has one table."""
        first, _, last = written.partition(":")
        old = [*self._on(sheet)]
        if first.strip("$").upper() != last.strip("$").upper() or len(old) != 1:
            return None
        new = self._copied.get(old[0].name.casefold())
        place = column_number(first.strip("$").upper()) - old[0].area.first_column
        if new is None or not 0 <= place < len(old[0].columns) or old[0].columns[place] not in new.columns:
            return None
        letters = column_letters(new.column(old[0].columns[place]))
        ends = (f"{'$' * each.startswith('$')}{letters}" for each in (first, last))
        return on_sheet(new.sheet, ":".join(ends))


def _is_fixed(piece: Piece) -> bool:
    """Whether a reference names the same cells wherever the formula stands."""
    return all(
        each.count("$") == (2 if piece.refers is Refers.CELLS else 1) for each in piece.text.split(":")
    )


def _end(row: int, column: int, written: str) -> str:
    """An end of a reference, as fixed as it was."""
    found = _PART.fullmatch(written)
    across, down = (found[1], found[3]) if found else ("", "")
    return f"{across}{column_letters(column)}{down}{row}"


def _key(view: TableView, row: int) -> tuple[str, ...]:
    """The entries that name a row; empty where nothing does."""
    headings = tables_by_name()[view.table.name].row_key
    if not {*headings} <= {*view.table.columns}:
        return ()
    found = tuple(folded(view.text(row, heading)) for heading in headings)
    return found if any(found) else ()


def _by_key(view: TableView) -> dict[tuple[str, ...], int]:
    """The rows of a table by their keys, without those that share one."""
    keys = [_key(view, row) for row in view.rows]
    return {key: row for key, row in zip(keys, view.rows, strict=True) if key and keys.count(key) == 1}
