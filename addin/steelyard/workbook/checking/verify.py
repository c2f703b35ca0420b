"""Whether a workbook says what the engine says, and whether its computed tables are still current."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from steelyard.errors import MissingTable, SteelyardError, WouldLoseContent
from steelyard.model.draft import Place
from steelyard.model.findings import Finding, errors
from steelyard.model.fingerprint import fingerprint
from steelyard.model.text import kept_layout
from steelyard.ooxml.addresses import address, row_and_column
from steelyard.ooxml.cell_values import Cached
from steelyard.ooxml.defined_names import defined_cells
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.opc.preflight import file_bytes
from steelyard.ooxml.sheet_cells import cells, table_view
from steelyard.ooxml.tables import tables
from steelyard.sheets.catalogue import filled_sheets, naming_heading, outline
from steelyard.sheets.compared import PACKAGES_SHOWN
from steelyard.sheets.headings import (
    CHANGED,
    CHANGED_SINCE,
    COMPUTED_FOR,
    CURRENT,
    OUT_OF_DATE,
    RENAMED,
    SINCE_SIGNED,
    WHEN_COMPUTED,
)
from steelyard.sheets.names import (
    DEAL_CELL,
    DEAL_ROWS,
    DECIDE_RANGES,
    DECIDE_STEP,
    FINGERPRINT,
    FLAGS,
    NEXT,
    ON_CHECKS,
    SIGNED_COUNT,
    SIGNED_STANDING,
    STAMP,
    VIEWPOINT,
)
from steelyard.sheets.signatures import ROLES
from steelyard.sheets.spec import Formula, Kind, Role
from steelyard.workbook import notebook
from steelyard.workbook.checking.shown_values import quoted, same, told_apart
from steelyard.workbook.checking.since_score import as_computed, changes, renames, viewpoint_name
from steelyard.workbook.collection import without_collection
from steelyard.workbook.files import holds_workbook, read_bytes
from steelyard.workbook.packages import package_of_bytes
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.integrity import integrity
from steelyard.workbook.scoring.logged import open_conflicts
from steelyard.workbook.scoring.own_formulas import foreign, shortened
from steelyard.workbook.scoring.score import scored_reading
from steelyard.workbook.scoring.shape import context_in, has_grown
from steelyard.workbook.scoring.signatures import stale_signatures
from steelyard.workbook.scoring.stale import due, stale
from steelyard.workbook.scoring.weighed_ranges import moved_ranges

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from steelyard.model.model import Model
    from steelyard.ooxml.cell_values import CellValue, Scalar
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import FilledSheet
    from steelyard.workbook.checking.since_score import Change, Rename
    from steelyard.workbook.reading.read import Reading
    from steelyard.workbook.scoring.own_formulas import Foreign
    from steelyard.workbook.scoring.stale import Patches

STAMPS = (
    FINGERPRINT,
    *(STAMP.format(sheet.table.name) for sheet in outline() if sheet.kind is Kind.COMPUTED),
)
"""Names of the cells with a fingerprint of the inputs that results were computed from."""

FLAG_CELLS = frozenset(
    {
        *(
            each.format(number)
            for each in (SIGNED_COUNT, SIGNED_STANDING)
            for number in range(1, len(ROLES) + 1)
        ),
        DECIDE_RANGES,
        DECIDE_STEP,
        NEXT,
        *(FLAGS.format(sheet.table.name) for sheet in outline()),
    }
) | {DEAL_CELL.format(who, number) for who in DEAL_ROWS for number in range(1, 1 + len(PACKAGES_SHOWN))}
"""Names of the cells that repeat the flags of Checks, or depend on them."""

RESTING = frozenset(
    (sheet.name, column.heading)
    for sheet in outline()
    for table in sheet.tables
    for column in table.columns
    if column.rests_on_computed
)
"""Sheets and headings of the live columns that use a computed table."""

RESHAPED = "something was added, removed or moved; steelyard score lays these sheets out anew: "


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What was found out about a file; every part is empty where nothing is wrong."""

    where: str
    """Name of the file."""
    workbook: bool
    """Whether it is a workbook; a text has no parts but the first."""
    inputs: tuple[Finding, ...] = ()
    """The findings about the model, warnings among them; with an error nothing else can be found out."""
    structure: str = ""
    """Why the workbook's tables no longer have the shape of the model."""
    changed: tuple[Change, ...] = ()
    """The judgements that changed since the tables were computed; not the viewpoint, which is a choice."""
    renamed: tuple[Rename, ...] = ()
    """The parts that were renamed since then. Computed tables still say the old names, which is no fault."""
    computed_for: str = ""
    """The viewpoint that the tables were computed for, where another is chosen on Decide: no fault."""
    refusal: str = ""
    """Why `score` would refuse the workbook, although its judgements are valid."""
    integrity: tuple[Finding, ...] = ()
    """Warnings about what else the workbook holds: macros, links, hidden sheets, names, lost validations."""
    live: tuple[Finding, ...] = ()
    """Cells that do not hold their own formula, or do not show what the engine computes."""
    computed: tuple[Finding, ...] = ()
    """Cells of computed tables that do not hold what the engine computes."""
    conflicts: tuple[str, ...] = ()
    """Conflicts of a merge that nobody has answered: in the Change log, or as comments of a text."""
    fingerprint: str = ""
    """Of the judgements as they are; empty where they make no model."""
    stamp: str = ""
    """Of the judgements that the computed tables were computed from, as the workbook says."""

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        lines = [f"judgements: {'valid' if self.fit else 'not valid'}"]
        lines += [f"computed tables: {self.currency}"] if self.workbook and self.fit else []
        lines += [f"structure: {self.structure}"] if self.structure else []
        lines += [f"open conflicts of a merge: {len(self.conflicts)}"] if self.conflicts else []
        lines += [f"score would refuse it: {self.refusal}"] if self.refusal else []
        changes = [(str(change),) for change in (*self.changed, *self.renamed)]
        changed = notebook.Table(("changed since the score",), changes)
        findings = notebook.of_findings((*self.inputs, *self.live, *self.computed))
        return notebook.as_html(
            f"{self.where}: {'sound' if self.sound else 'not sound'}", lines, changed, findings
        )

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
        is_current = self.current or bool(self.computed_for and not self.changed)
        wrong = self.structure or self.refusal or self.live or self.computed or self.conflicts
        return self.fit and is_current and not wrong

    @property
    def currency(self) -> str:
        """The flag of the computed tables, in the words of Checks."""
        noun = "judgement" if len(self.changed) == 1 else "judgements"
        parts = [f"{len(self.changed)} {noun} {CHANGED_SINCE}"] if self.changed else []
        parts += [f"{COMPUTED_FOR} {self.computed_for}"] if self.computed_for else []
        parts = parts or [CURRENT if self.current else OUT_OF_DATE]
        named = "name" if len(self.renamed) == 1 else "names"
        parts += [f"{len(self.renamed)} {named} {CHANGED_SINCE}"] if self.renamed else []
        return "; ".join(parts)


def verify(path: Path | str) -> Verification:
    """Everything that can be found out about a workbook, or a text, from the file alone.

    Raises:
        TextError, NotAWorkbook, UnreadableFile: see `steelyard.workbook.files.load`.
        EncryptedWorkbook, HostileWorkbook, MissingTable: see `steelyard.workbook.reading.read.read_workbook`.
    """
    return verified_bytes(file_bytes(Path(path)), str(path))


def verified_bytes(data: bytes, where: str) -> Verification:
    """The same for the content of a file; `where` is the name of the file."""
    if not holds_workbook(data, where):
        return Verification(
            where=where,
            workbook=False,
            inputs=read_bytes(data, where).findings,
            conflicts=tuple(kept_layout.open_conflicts(data.decode("utf-8", "replace"))),
        )
    return verified(package_of_bytes(data, where=where))


def verified(file: Package) -> Verification:
    """Everything that can be found out about a workbook; see `verify`."""
    with without_collection():
        return _verified(file)


def _verified(file: Package) -> Verification:
    structure, context = "", None
    try:
        reading = read_package(file, as_live=True)
    except MissingTable as gone:
        reading = read_package(file)  # refuses if it is a judgement table that is gone
        structure = str(gone)
    if reading.model is not None and not structure:
        try:
            context = context_in(reading, reading.model)
        except (MissingTable, WouldLoseContent) as reason:
            structure = str(reason)
    contents = _Cells(reading.file)
    found = Verification(
        where=file.where,
        workbook=True,
        inputs=reading.findings,
        structure=structure,
        conflicts=tuple(map(str, open_conflicts(reading.file))),
        stamp=contents.named(FINGERPRINT),
    )
    if reading.model is None:
        return found
    found = _compared(found, contents, reading, reading.model, context)
    is_as_scored = found.sound or replace(found, conflicts=()).sound
    return found if is_as_scored else replace(found, refusal=_refusal(reading, context, found))


def _refusal(reading: Reading, context: Context | None, found: Verification) -> str:
    """Why a score would refuse a workbook that has something to set right; empty where it would not.

    Without a context it would refuse it for its structure, which was told already.
    """
    try:
        if context is not None:
            scored_reading(reading, context)
    except SteelyardError as refusal:
        return "" if str(refusal) == found.structure else str(refusal)
    return ""


def _compared(
    found: Verification, contents: _Cells, reading: Reading, model: Model, context: Context | None
) -> Verification:
    """The same, with what the engine makes of the model beside what the workbook contents."""
    every = tuple(changes(reading.file, model))
    changed = tuple(change for change in every if change.key != VIEWPOINT)
    then = "".join(str(change.then or "") for change in every if change.key == VIEWPOINT)
    found = replace(
        found,
        fingerprint=fingerprint(model),
        changed=changed,
        renamed=tuple(renames(reading.file, model)),
        computed_for=viewpoint_name(model, then) if then else "",
    )
    if context is None:
        return found
    try:
        sheets = filled_sheets(context)
        if reshaped := [sheet for sheet in sheets if has_grown(reading.file, [sheet])]:
            words = [sheet.name + _other_heading(reading.file, sheet) for sheet in reshaped]
            return replace(found, structure=RESHAPED + ", ".join(words))
        wanted = due(reading.file, sheets)
    except (MissingTable, WouldLoseContent) as reason:
        return replace(found, structure=str(reason))
    differing = stale(reading.file, wanted)
    of_others = tuple(_foreign(contents, foreign(reading.file, model, wanted)))
    wrong = tuple(_differences(contents, differing, live=True))
    if every or found.renamed:
        # Cells that report the change, or use a computed table, are right, though a score will change them.
        wrong = tuple(finding for finding in wrong if not _follows_change(reading.file, finding.place))
    if (then or found.renamed) and not changed:
        earlier = as_computed(model, then, found.renamed)
        differing = stale(reading.file, due(reading.file, filled_sheets(context_in(reading, earlier))))
    return replace(
        found,
        integrity=(*_outdated(context), *integrity(reading.file, sheets)),
        live=(*reading.restored, *of_others, *wrong),
        computed=tuple(_differences(contents, differing, live=False)),
    )


def _outdated(context: Context) -> Iterator[Finding]:
    """Warnings of weights and of signatures that were given for something else than there is now."""
    yield from moved_ranges(context.model, context.places.weighed)
    yield from stale_signatures(context)


def _other_heading(file: Package, sheet: FilledSheet) -> str:
    """The first column on a sheet that was one of steelyard's and does not count, in words; else empty."""
    for table in sheet.tables:
        found = tables(file)[table.name]
        shown, row = cells(file, found.sheet), found.area.first_row
        own = {column.heading for column in table.columns} | {*table.place.headings[len(found.columns) :]}
        for at, heading in enumerate(found.columns, found.area.first_column):
            word = shown.get(address(row - 1, at)) if row > 1 else None
            is_own = word is not None and str(word.value).partition(" (")[0] in list(Role)
            kept = heading in own or heading.startswith(table.declared.own_prefixes)
            if is_own and not kept:
                return f" (column {heading!r} in {address(row, at)} does not count)"
    return ""


def _follows_change(file: Package, place: Place) -> bool:
    """Whether a cell reports that judgements changed since the score, or is as old as a computed table."""
    reporting = {
        (sheet, f"cell {at}")
        for name, (sheet, at) in defined_cells(file).items()
        if name in FLAG_CELLS or name.startswith(ON_CHECKS)
    }
    counts = place.column in (CHANGED, RENAMED) or place.column.startswith(SINCE_SIGNED)
    follows = counts or (place.sheet, place.column) in RESTING
    return follows or (place.sheet, place.at) in reporting


class _Cells:
    """What stands in the cells of a workbook, sheet by sheet as it is asked for."""

    def __init__(self, file: Package) -> None:
        self._file = file
        self._sheets: dict[str, Mapping[str, CellValue]] = {}

    @cached_property
    def stamps(self) -> Mapping[str, tuple[str, str]]:
        """Sheet and address of the cells that hold a fingerprint, by their names."""
        named = defined_cells(self._file)
        return {name: named[name] for name in STAMPS if name in named}

    def named(self, stamp: str) -> str:
        """The fingerprint in the cell of this name; empty where there is none."""
        return str(self.value(*self.stamps[stamp]) or "") if stamp in self.stamps else ""

    def cell(self, sheet: str, at: str) -> CellValue | None:
        """What stands in a cell; None for an empty one."""
        if sheet not in self._sheets:
            self._sheets[sheet] = cells(self._file, sheet)
        return self._sheets[sheet].get(at)

    def value(self, sheet: str, at: str) -> Scalar:
        """What a cell contents."""
        cell = self.cell(sheet, at)
        return None if cell is None else cell.value

    def place(self, sheet: str, at: str) -> Place:
        """A cell as messages name it: by row and column of its table, if it is in one."""
        row, column = row_and_column(at)
        for table in tables(self._file).values():
            if table.sheet == sheet and table.rows_of(table.area).holds(row, column):
                named_by = naming_heading(table.name, table.columns)
                row_id = table_view(self._file, table.name).value(row, named_by)
                heading = table.columns[column - table.area.first_column]
                return Place(sheet, quoted(row_id).strip("'"), heading, f"cell {at}")
        return Place(sheet, at=f"cell {at}")


def _differences(contents: _Cells, differing: Patches, *, live: bool) -> Iterator[Finding]:
    """Cells that show another value than they should, of the live or of the computed kind."""
    for sheet, patches in differing.items():
        for at, patch in patches.items():
            value = contents.value(sheet, at)
            if isinstance(patch, Cached) is live and not same(value, patch.value):
                place = contents.place(sheet, at)
                if live or not (place.column == WHEN_COMPUTED or (sheet, at) in contents.stamps.values()):
                    shown, wanted = told_apart(value, patch.value)
                    yield Finding(place, shown, f"the engine computes {wanted or 'nothing'}", "differs")


def _foreign(contents: _Cells, found: Iterable[Foreign]) -> Iterator[Finding]:
    """Cells that hold another formula than their own, or none, or one where a value belongs."""
    for each in found:
        place = contents.place(each.sheet, each.at)
        if not isinstance(each.wanted, Formula):
            yield Finding(place, each.holds, "a value belongs here, not a formula", "other-formula")
        elif each.has_formula:
            belongs = f"{shortened(f'={each.wanted.text}')} belongs here"
            yield Finding(place, each.holds, belongs, "other-formula")
        else:
            yield Finding(place, each.holds, "a formula belongs here", "typed-over")
