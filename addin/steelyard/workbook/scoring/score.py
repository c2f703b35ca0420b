"""Score: put what the engine computes into a workbook that people own, and leave all else as it was."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from steelyard.errors import InvalidModel, MissingTable, WouldLoseContent
from steelyard.ooxml.chart_caches import with_charts
from steelyard.ooxml.opc.lock import repeated_if_changed
from steelyard.ooxml.opc.package import Package, write
from steelyard.ooxml.sheet_cells import table_view, with_cells
from steelyard.ooxml.tables import tables
from steelyard.sheets.catalogue import filled_sheets
from steelyard.sheets.headings import ALLOWED, KEY, WHEN_COMPUTED
from steelyard.sheets.homes import AS_COMPUTED
from steelyard.sheets.names import LEDGER
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.change_log import entries as log_entries
from steelyard.workbook.scoring.change_log import with_entries
from steelyard.workbook.scoring.growth import grown
from steelyard.workbook.scoring.problems import note
from steelyard.workbook.scoring.shape import context_in, has_grown, lacks_formulas
from steelyard.workbook.scoring.stale import due, stale

if TYPE_CHECKING:
    from pathlib import Path

    from steelyard.model.findings import Finding
    from steelyard.model.model import Model
    from steelyard.workbook.reading.spelling import Correction


NOTED = "The sheet Checks lists this too; nothing else in the file was touched."
"""What a refusal adds once Checks lists its problems."""


class Scored(NamedTuple):
    """What a score did: the model that it read, its findings, and how many cells it set."""

    model: Model
    findings: tuple[Finding, ...]
    changed: int
    lost: tuple[str, ...] = ()
    """A sentence for each property of the old file, such as a second name, that the new one does not have."""
    corrections: tuple[Correction, ...] = ()
    """The input cells whose words it set right; see `steelyard.workbook.reading.spelling`."""


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
    file = Package.read(source)
    try:
        file, done = scored(file, now=now)
    except (InvalidModel, MissingTable, WouldLoseContent) as refusal:
        if target is None and note(file, source, refusal, now):
            refusal.add_note(NOTED)
        raise
    return done._replace(lost=write(file, source if target is None else target, new=new))


def scored(file: Package, *, now: datetime | None = None) -> tuple[Package, Scored]:
    """The workbook with its results as they should be, and what was done for it; see `score`."""
    reading = read_package(file, as_live=True)
    model = reading.fit()
    context = context_in(reading, model)
    sheets = filled_sheets(context)
    file = with_entries(reading.file, log_entries(reading.file, model, now or datetime.now(tz=UTC)))
    reading = reading._replace(file=file)
    if has_grown(file, sheets) or has_other_formulas(file, model) or lacks_formulas(reading, sheets):
        file = grown(reading, sheets, context)
    try:
        wanted = due(file, sheets)
    except WouldLoseContent:
        # A sheet of steelyard's own was changed; all that stands there follows from the model.
        file = grown(reading._replace(file=file), sheets, context)
        wanted = due(file, sheets)
    patches = stale(file, wanted)
    file = with_cells(file, patches)
    found = tables(file)
    file = with_charts(file, [found[sheet.table.name].sheet for sheet in sheets if sheet.charts])
    done = {correction.finding for correction in reading.corrections}
    findings = tuple(finding for finding in reading.findings if finding not in done)
    refreshed = sum(len(cells) for cells in patches.values())
    return file, Scored(model, findings, refreshed, corrections=reading.corrections)


def has_other_formulas(file: Package, model: Model) -> bool:
    """Whether a judgement that formulas are made from is another than when they were written."""
    ledger = table_view(file, LEDGER)
    return any(
        ledger.text(row, ALLOWED) == AS_COMPUTED
        and ledger.text(row, WHEN_COMPUTED) != str(model.values.get(ledger.text(row, KEY), ""))
        for row in ledger.rows
    )
