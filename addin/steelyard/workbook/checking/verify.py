"""Whether a workbook says what the engine says, and whether its computed tables are still current."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from steelyard.analysis.arrays import SAME
from steelyard.errors import MissingTable, WouldLoseContent
from steelyard.model.draft import Place
from steelyard.model.findings import Finding, errors, quoted_value
from steelyard.model.fingerprint import fingerprint
from steelyard.ooxml.addresses import address, row_and_column
from steelyard.ooxml.cell_values import Cached
from steelyard.ooxml.defined_names import defined_cells
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.opc.preflight import file_bytes
from steelyard.ooxml.sheet_cells import cells
from steelyard.ooxml.tables import tables
from steelyard.sheets.catalogue import filled_sheets, outline
from steelyard.sheets.homes import in_cell
from steelyard.sheets.names import ledger_keys
from steelyard.sheets.spec import Formula, Kind
from steelyard.workbook.files import holds_workbook, read_bytes
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.change_log import remembered
from steelyard.workbook.scoring.shape import context_in, has_grown
from steelyard.workbook.scoring.stale import stale

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from steelyard.model.keys import Value
    from steelyard.model.model import Model
    from steelyard.ooxml.cell_values import CellValue, Patch, Scalar
    from steelyard.ooxml.tables import Table
    from steelyard.sheets.spec import Content, FilledSheet, FilledTable
    from steelyard.workbook.reading.read import Reading
    from steelyard.workbook.scoring.stale import Patches

STAMP = "checks_fingerprint"
"""Name of the cell with the fingerprint of the inputs that the computed tables were computed from."""

STAMPS = (STAMP, *(f"{sheet.table.name}_fingerprint" for sheet in outline() if sheet.kind is Kind.COMPUTED))

CHANGED = "changed"
"""Heading of the ledger's column that counts what differs."""

THEN = "when computed"
"""Heading of the values in the ledger that the computed tables were computed from."""

RESHAPED = "something was added, removed or moved; steelyard score lays these sheets out anew: "

NOWHERE = "\0"
"""A value that no cell shows."""


class Change(NamedTuple):
    """A judgement that is not what it was when the tables were computed; None for one that was not there."""

    key: str
    then: Value
    now: Value

    def __str__(self) -> str:
        return f"{self.key}: {_said(self.then)} when computed, {_said(self.now)} now"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What there is to say about a file; every part is empty where all is well."""

    where: str
    """Name of the file."""
    workbook: bool
    """Whether it is a workbook; a text has no parts but the first."""
    inputs: tuple[Finding, ...] = ()
    """The model's own findings, warnings among them; with an error nothing else can be told."""
    structure: str = ""
    """Why the workbook's tables no longer have the shape of the model."""
    changed: tuple[Change, ...] = ()
    """The judgements that changed since the tables were computed."""
    live: tuple[Finding, ...] = ()
    """Formula cells that do not show what the engine computes, or hold no formula any more."""
    computed: tuple[Finding, ...] = ()
    """Cells of computed tables that do not hold what the engine computes."""
    fingerprint: str = ""
    """Of the judgements as they are; empty where they make no model."""
    stamp: str = ""
    """Of the judgements that the computed tables were computed from, as the workbook says."""

    @property
    def fit(self) -> bool:
        """Whether the judgements make a model."""
        return not errors(self.inputs)

    @property
    def current(self) -> bool:
        """Whether the computed tables were computed from the judgements as they are."""
        return not self.workbook or (self.fit and not self.structure and self.stamp == self.fingerprint)

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong; warnings aside."""
        return self.fit and self.current and not (self.structure or self.live or self.computed)


def verify(path: Path | str) -> Verification:
    """Everything that can be told about a workbook, or a text, without asking anybody.

    Raises:
        TextError, NotAWorkbook, UnreadableFile: see `steelyard.workbook.files.load`.
        EncryptedWorkbook, HostileWorkbook, MissingTable: see `steelyard.workbook.reading.read.read_workbook`.
    """
    return verified_bytes(file_bytes(Path(path)), str(path))


def verified_bytes(data: bytes, where: str) -> Verification:
    """The same, of what a file holds; `where` is what it is called."""
    if not holds_workbook(data, where):
        return Verification(where=where, workbook=False, inputs=read_bytes(data, where).findings)
    return verified(Package.of(data, where=where))


def verified(package: Package) -> Verification:
    """Everything that can be told about a workbook; see `verify`."""
    structure = ""
    try:
        reading = read_package(package, as_live=True)
    except MissingTable as gone:
        reading = read_package(package)  # refuses if it is a judgement table that is gone
        structure = str(gone)
    shown_cells = _Shown(package)
    found = Verification(
        where=package.where,
        workbook=True,
        inputs=reading.findings,
        structure=structure,
        stamp=shown_cells.named(STAMP),
    )
    return found if reading.model is None else _compared(found, shown_cells, reading, reading.model)


def _compared(found: Verification, shown_cells: _Shown, reading: Reading, model: Model) -> Verification:
    """The same, with what the engine makes of the model beside what the workbook shows."""
    found = replace(found, fingerprint=fingerprint(model), changed=tuple(_changes(reading.package, model)))
    if found.structure:
        return found
    try:
        planned = filled_sheets(context_in(reading, model))
        if reshaped := [plan.name for plan in planned if has_grown(reading.package, [plan])]:
            return replace(found, structure=RESHAPED + ", ".join(reshaped))
        differing = stale(reading.package, planned)
        formulas = stale(reading.package, [_unknown(plan) for plan in planned])
    except (MissingTable, WouldLoseContent) as reason:
        return replace(found, structure=str(reason))
    typed_over = tuple(_typed_over(shown_cells, formulas))
    mended = {finding.place for finding in typed_over}
    wrong = _differences(shown_cells, differing, live=True)
    if found.changed:
        # Cells that tell of the change rightly say what a freshly scored workbook would not.
        wrong = (finding for finding in wrong if not _tells_of_change(reading.package, finding.place))
    live = (*typed_over, *(finding for finding in wrong if finding.place not in mended))
    return replace(found, live=live, computed=tuple(_differences(shown_cells, differing, live=False)))


def _tells_of_change(package: Package, place: Place) -> bool:
    """Whether a cell is one of those that say that judgements were changed since the last score."""
    telling = {
        (sheet, f"cell {at}")
        for name, (sheet, at) in defined_cells(package).items()
        if name.endswith("_flags") or name.startswith("checks_")
    }
    return place.column == CHANGED or (place.sheet, place.at) in telling


class _Shown:
    """What stands in the cells of a workbook, sheet by sheet as it is asked for."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._sheets: dict[str, Mapping[str, CellValue]] = {}

    @cached_property
    def tables(self) -> Mapping[str, Table]:
        """Where every table stands, by its name."""
        return tables(self._package)

    @cached_property
    def stamps(self) -> Mapping[str, tuple[str, str]]:
        """Sheet and address of the cells that hold a fingerprint, by their names."""
        named = defined_cells(self._package)
        return {name: named[name] for name in STAMPS if name in named}

    def named(self, stamp: str) -> str:
        """The fingerprint in the cell of this name; empty where there is none."""
        return str(self.value(*self.stamps[stamp]) or "") if stamp in self.stamps else ""

    def cell(self, sheet: str, at: str) -> CellValue | None:
        """What stands in a cell; None for an empty one."""
        if sheet not in self._sheets:
            self._sheets[sheet] = cells(self._package, sheet)
        return self._sheets[sheet].get(at)

    def value(self, sheet: str, at: str) -> Scalar:
        """What a cell shows."""
        cell = self.cell(sheet, at)
        return None if cell is None else cell.value

    def place(self, sheet: str, at: str) -> Place:
        """A cell in the reader's terms: row and column of the table, where it lies in one."""
        row, column = row_and_column(at)
        for spot in self.tables.values():
            if spot.sheet == sheet and spot.rows_of(spot.area).holds(row, column):
                row_id = self.value(sheet, address(row, spot.area.first_column))
                heading = spot.columns[column - spot.area.first_column]
                return Place(sheet, _found(row_id).strip("'"), heading, f"cell {at}")
        return Place(sheet, at=f"cell {at}")


def _changes(package: Package, model: Model) -> Iterator[Change]:
    """Judgements whose value in the ledger is another than the one that the model has now."""
    try:
        then = remembered(package)
    except MissingTable:  # told of already
        return
    now = {key: in_cell(model.judgements[key].value) for key in ledger_keys(model)}
    for key in (*now, *(key for key in then if key not in now)):
        if not _same(then.get(key), now.get(key)):
            yield Change(key, then.get(key), now.get(key))


def _differences(shown_cells: _Shown, differing: Patches, *, live: bool) -> Iterator[Finding]:
    """Cells that show another value than they should, of the live or of the computed kind."""
    for sheet, patches in differing.items():
        for at, patch in patches.items():
            value = shown_cells.value(sheet, at)
            if isinstance(patch, Cached) is live and not _same(value, patch.value):
                place = shown_cells.place(sheet, at)
                if live or not (place.column == THEN or (sheet, at) in shown_cells.stamps.values()):
                    yield Finding(place, _found(value), f"the engine computes {_wanted(patch)}", "differs")


def _unknown(plan: FilledSheet) -> FilledSheet:
    """The plan of a sheet on which every formula should show what no cell shows: all of them are stale."""
    header = tuple(replace(cell, content=_unknown_entry(cell.content)) for cell in plan.header)
    return replace(plan, header=header, tables=tuple(map(_unknown_table, plan.tables)))


def _unknown_table(table: FilledTable) -> FilledTable:
    rows = tuple(tuple(_unknown_entry(entry) for entry in entries) for entries in table.rows)
    return replace(table, rows=rows)


def _unknown_entry(content: Content) -> Content:
    return Formula(lambda: content.text, NOWHERE) if isinstance(content, Formula) else content


def _typed_over(shown_cells: _Shown, formulas: Patches) -> Iterator[Finding]:
    """Cells of tables that should hold a formula and hold none."""
    for sheet, patches in formulas.items():
        for at, patch in patches.items():
            cell = shown_cells.cell(sheet, at)
            if isinstance(patch, Cached) and not (cell and cell.formula):
                value = None if cell is None else cell.value
                yield Finding(
                    shown_cells.place(sheet, at), _found(value), "a formula belongs here", "typed-over"
                )


def _same(value: Scalar, wanted: Scalar) -> bool:
    """Whether a cell shows what it should: numbers to the one tolerance, texts to the letter.

    >>> _same(0.1 + 0.2, 0.3), _same("offer", "hold"), _same(None, ""), _same(None, 0.0)
    (True, False, True, False)
    """
    if isinstance(value, float | int) and isinstance(wanted, float | int):
        return abs(value - wanted) <= SAME
    return ("" if value is None else value) == ("" if wanted is None else wanted)


def _found(value: Scalar) -> str:
    return quoted_value(
        value if isinstance(value, float | int | str | bool) else None if value is None else str(value)
    )


def _wanted(patch: Patch) -> str:
    return _found(patch.value) or "nothing"


def _said(value: Value) -> str:
    return "not there" if value is None else quoted_value(value) if value != "" else "empty"
