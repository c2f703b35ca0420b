"""Score: put what the engine computes into a workbook that people own, and leave all else as it was."""

from __future__ import annotations

from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from steelyard.errors import (
    HostileWorkbook,
    InvalidModel,
    MissingTable,
    SteelyardError,
    WouldLoseContent,
)
from steelyard.ooxml.cell_values import Cached
from steelyard.ooxml.chart_caches import with_charts
from steelyard.ooxml.opc.limits import require_sane_sheet
from steelyard.ooxml.opc.lock import repeated_if_changed
from steelyard.ooxml.opc.package import Package, write
from steelyard.ooxml.pivot_caches import with_caches_refreshed
from steelyard.ooxml.sheet_cells import with_cells
from steelyard.ooxml.sheet_index import sheet_parts
from steelyard.ooxml.tables import tables
from steelyard.sheets.catalogue import filled_sheets
from steelyard.workbook import notebook
from steelyard.workbook.collection import without_collection
from steelyard.workbook.packages import package_of_bytes, package_of_path
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.change_log import entries as log_entries
from steelyard.workbook.scoring.change_log import with_entries
from steelyard.workbook.scoring.growth import grown
from steelyard.workbook.scoring.integrity import with_warnings_on_checks
from steelyard.workbook.scoring.own_formulas import foreign, has_other_formulas
from steelyard.workbook.scoring.printed_rows import fitted_to_text, printed_to_last_entry
from steelyard.workbook.scoring.problems import note
from steelyard.workbook.scoring.shape import context_in, has_grown, in_place, lacks_formulas
from steelyard.workbook.scoring.showing import Shown, with_first_entries_shown
from steelyard.workbook.scoring.stale import due, stale

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from steelyard.model.findings import Finding
    from steelyard.model.model import Model
    from steelyard.sheets.charts import Chart
    from steelyard.sheets.context import Context
    from steelyard.sheets.record.change_log import LogEntry
    from steelyard.sheets.spec import FilledSheet
    from steelyard.workbook.reading.read import Reading
    from steelyard.workbook.reading.spelling import Correction
    from steelyard.workbook.scoring.own_formulas import Due

    Credited = Callable[[LogEntry], LogEntry]


NOTED = "The sheet Checks lists this too; nothing else in the file was touched."
"""What a refusal adds once Checks lists its problems."""


class Scored(NamedTuple):
    """What a score did: the model that it read, its findings, and what it set."""

    model: Model
    findings: tuple[Finding, ...]
    changed: int
    """How many cells it set, those of the sheets that it laid out anew aside."""
    lost: tuple[str, ...] = ()
    """A sentence for each property of the old file, such as a second name, that the new one does not have."""
    corrections: tuple[Correction, ...] = ()
    """The input cells whose words it set right; see `steelyard.workbook.reading.spelling`."""
    restored: tuple[str, ...] = ()
    """The cells that had lost their own formula or heading and got it back, each with what it held."""
    laid_out: tuple[str, ...] = ()
    """Names of the sheets whose tables got another shape."""
    shown: tuple[str, ...] = ()
    """Names of the hidden sheets that are shown now, because their tables have got their first entries."""
    charts: Mapping[str, tuple[Chart, ...]] = MappingProxyType({})
    """What the charts on each sheet that was laid out anew draw now, by the name of the sheet."""

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        lines = [f"cells refreshed: {self.changed}"]
        lines += [f"cells set right: {len(self.corrections)}"] if self.corrections else []
        lines += [f"laid out anew: {', '.join(self.laid_out)}"] if self.laid_out else []
        noted = notebook.Table(("restored, or not kept",), [(each,) for each in (*self.restored, *self.lost)])
        title = f"{self.model.settings.title}: scored"
        return notebook.as_html(title, lines, noted, notebook.of_findings(self.findings))


def score(
    source: Path | str,
    target: Path | str | None = None,
    *,
    now: datetime | None = None,
    new: bool = False,
) -> Scored:
    """Read the judgements, compute, and write the computed tables and every stale value back.

    Where someone else changes the workbook in between, it is read and computed again.

    Args:
        source: the workbook.
        target: where the result goes; None writes it back in place.
        now: what the Change log says of when; None means the time of the call, in UTC.
        new: whether there may be no file at the target, unless it is the source.

    Raises:
        InvalidModel: the judgements make no model; nothing is written but, in place, the problems on Checks
            (see `problems.note`), which holds for the next two as well.
        WouldLoseContent: the tables have outgrown their sheets, or a cell is not steelyard's to set.
        MissingTable: see `read_workbook`.
        ChangedWorkbook: the workbook changed in between each of three times.
        LockedWorkbook, ReadOnlyWorkbook, NoSpace: the target cannot be written; it stays as it was.
        UnreadableFile, NotAWorkbook, EncryptedWorkbook, HostileWorkbook: see `read_workbook`.
    """
    when = now or datetime.now(tz=UTC)
    return repeated_if_changed(source, lambda: _score_once(source, target, when, new=new))


def _score_once(source: Path | str, target: Path | str | None, now: datetime, *, new: bool) -> Scored:
    file = package_of_path(source)
    try:
        file, done = scored(file, now=now)
    except (InvalidModel, MissingTable, WouldLoseContent) as refusal:
        if target is None and note(file, source, refusal, now):
            refusal.add_note(NOTED)
        raise
    return done._replace(lost=write(file, source if target is None else target, new=new))


def scored(
    file: Package, *, now: datetime | None = None, credited: Credited | None = None
) -> tuple[Package, Scored]:
    """The workbook with its results as they should be, and what was done for it; see `score`.

    Args:
        file: the workbook.
        now: what the Change log says of when.
        credited: what becomes of each new entry of the Change log, where changes come from another file.
    """
    with without_collection():
        reading = read_package(file, as_live=True)
        context = context_in(reading, reading.fit())  # refuses a workbook that lacks a table
        return scored_reading(reading, context, now, credited)


def scored_reading(
    reading: Reading, context: Context, now: datetime | None = None, credited: Credited | None = None
) -> tuple[Package, Scored]:
    """The same for a workbook that was read as its live sheets have it.

    Args:
        reading: what the workbook says; its judgements make a model.
        context: of this model in this workbook; see `shape.context_in`.
        now: what the Change log says of when.
        credited: see `scored`.
    """
    model = context.model
    entries = log_entries(reading.file, model, now or datetime.now(tz=UTC))
    file = with_entries(reading.file, entries if credited is None else [*map(credited, entries)])
    reading = reading._replace(file=file)
    context = in_place(context, reading)  # the log is longer, and a formula refers to it
    sheets = filled_sheets(context)
    reshaped = [tables(file)[sheet.table.name].sheet for sheet in sheets if has_grown(file, [sheet])]
    if reshaped or has_other_formulas(file, model) or lacks_formulas(reading, sheets):
        file = grown(reading, sheets, context)
    file, wanted = _laid_out(reading._replace(file=file), sheets, context)
    patches = stale(file, wanted)
    has_foreign = any(not isinstance(patch, Cached) for each in patches.values() for patch in each.values())
    of_others = tuple(map(str, foreign(file, model, wanted))) if has_foreign else ()
    file = with_cells(file, patches)
    found = tables(file)
    with_chart = {found[sheet.table.name].sheet: sheet for sheet in sheets if sheet.charts}
    file, shown = _drawn(reading.file, file, sheets, [*with_chart])
    require_readable(reading.file, file, reshaped=bool(reshaped))
    done = {correction.finding for correction in reading.corrections}
    return file, Scored(
        model,
        tuple(finding for finding in reading.findings if finding not in done),
        sum(map(len, patches.values())),
        corrections=reading.corrections,
        restored=(*map(str, reading.restored), *of_others),
        laid_out=tuple(reshaped),
        shown=shown,
        charts={each: sheet.charts for each, sheet in with_chart.items() if each in reshaped},
    )


def _laid_out(reading: Reading, sheets: Sequence[FilledSheet], context: Context) -> tuple[Package, Due]:
    """The workbook with room for all cells of its sheets, and those cells."""
    try:
        return reading.file, due(reading.file, sheets)
    except WouldLoseContent:
        # A sheet of steelyard's own was changed; all that stands there follows from the model.
        file = grown(reading, sheets, context)
        return file, due(file, sheets)


def _drawn(before: Package, file: Package, sheets: Sequence[FilledSheet], charted: Sequence[str]) -> Shown:
    """The workbook with charts, pages, heights and sheets in sight as its new cells need them."""
    file = with_charts(file, charted)
    file = fitted_to_text(printed_to_last_entry(before, file, sheets), sheets)
    shown = with_first_entries_shown(file, sheets)
    return shown._replace(file=with_caches_refreshed(with_warnings_on_checks(shown.file, sheets)))


def require_readable(before: Package, after: Package, *, reshaped: bool) -> None:
    """Let a result pass that can be read again.

    Args:
        before: the workbook as it was read.
        after: the workbook that is to be written.
        reshaped: whether tables have another shape; then the whole file is read again.

    Raises:
        WouldLoseContent: it could not be read; a sheet that would be too large is named, with its last row.
    """
    for sheet, part in sheet_parts(after).items():
        if part not in before or before.part(part) != after.part(part):
            try:
                require_sane_sheet(after.part(part), f"the sheet {sheet!r}")
            except HostileWorkbook as refusal:
                raise WouldLoseContent(f"{after.where} is not written: {refusal}") from None
    if reshaped:
        try:
            read_package(package_of_bytes(after.to_bytes(), where=after.where)).fit()
        except SteelyardError as refusal:
            raise WouldLoseContent(
                f"{after.where} is not written, because it could not be read again: {refusal}"
            ) from refusal
