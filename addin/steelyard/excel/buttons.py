"""What each button does to the workbook on a desk.

Every one reads all that the workbook shows, lets the same code work on it that works on files, and writes
what differs: into steelyard's own tables only. Where a cell of the user's is in the way nothing is written.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from steelyard.workbook.checking.verify import verified
from steelyard.workbook.editing.add_part import added
from steelyard.workbook.editing.put_package import ordered, propose_selection, propose_solution
from steelyard.workbook.open_workbook import snapshot as snapshots
from steelyard.workbook.open_workbook.as_file import package_of
from steelyard.workbook.open_workbook.changes import changes
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.score import scored

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from steelyard.excel.open_book import Desk
    from steelyard.model.findings import Finding
    from steelyard.ooxml.opc.package import Package
    from steelyard.workbook.checking.verify import Verification
    from steelyard.workbook.editing.put_package import Typed
    from steelyard.workbook.open_workbook.changes import Changes

MOST = 5
"""Lines of one list that a message box shows."""

TITLE = "Steelyard"


def refresh(desk: Desk, now: datetime | None = None) -> Changes:
    """Compute anew what formulas cannot, and take up what was typed or removed; as `steelyard score` does.

    Written are: the computed tables with their fingerprints, the ledger on Checks, the Change log, and,
    where the model has grown, every table that depends. Formulas that are there are left to the program.

    Raises:
        InvalidModel: the judgements make no model; nothing is written.
        WouldLoseContent: a cell of the user's is in the way, or a sheet of steelyard's was changed.
        MissingTable, NewerWorkbook: see `steelyard.workbook.reading.read.read_workbook`.
        ReadOnlyWorkbook: a sheet is protected by a password.
    """
    before = package_of(desk.shown())
    after, done = scored(before, now=now)
    found = changes(before, after, done.model)
    desk.write(found)
    return found


def check(desk: Desk) -> Verification:
    """Tell the person whether the judgements are valid, the tables current and the formulas untouched.

    Raises:
        MissingTable, NewerWorkbook: see `steelyard.workbook.reading.read.read_workbook`.
    """
    found = verified(package_of(desk.shown()))
    desk.tell(TITLE, "\n".join(told(found)))
    return found


def snapshot(desk: Desk, now: datetime | None = None) -> Changes:
    """Keep the ranking of Decide's scenario and viewpoint, with date and fingerprint, on the sheet Snapshots.

    Raises:
        InvalidModel: the judgements make no model; nothing is written.
        WouldLoseContent: something of the user's is in the way.
    """
    package = package_of(desk.shown())
    found = snapshots.snapshot(package, read_package(package).fit(), now or datetime.now(tz=UTC))
    desk.write(found)
    return found


def insert(desk: Desk, kind: str, part: str = "", name: str = "", now: datetime | None = None) -> Changes:
    """Add a part with neutral values: its row, and everything that depends on it; as `steelyard add` does.

    Args:
        desk: the workbook.
        kind: `option` or `measure`, or another of `steelyard.workbook.editing.add_part.KINDS`.
        part: its id; a free one by default.
        name: its name; the id by default.
        now: what the Change log says of when.

    Raises:
        SteelyardError: the id is taken.
        InvalidModel: the judgements make no model, or the id is none; nothing is written.
        WouldLoseContent: a cell of the user's is in the way.
    """
    before = package_of(desk.shown())
    own = part.strip() or _free(kind, read_package(before).fit())
    after, done = added(before, kind, {"id": own, "name": name.strip() or own}, {}, now)
    found = changes(before, after, done.model)
    desk.write(found)
    return found


def table(desk: Desk, solution: str = "", now: datetime | None = None) -> Changes:
    """Put a package on the table: its cells on Package, everything scored, and what it is worth told.

    Args:
        desk: the workbook.
        solution: a solution by its name on Concessions; by default the package of the selected row.
        now: what the Change log says of when.

    Raises:
        SteelyardError: no package is selected, or its sheet is out of date; nothing is written.
        UnknownName: there is no such solution.
        InvalidModel: the judgements make no model; nothing is written.
        WouldLoseContent: a cell of the user's is in the way.
    """
    before = package_of(desk.shown())
    if solution.strip():
        return _write(desk, before, propose_solution(before, solution, now))
    return _write(desk, before, propose_selection(before, desk.selected(), now))


def order(desk: Desk, now: datetime | None = None) -> Changes:
    """Give the steps on Plan the phases of the best order, score everything, and tell what that brings.

    Raises:
        SteelyardError: there is no such order, and why; nothing is written.
        InvalidModel: the judgements make no model; nothing is written.
        WouldLoseContent: a cell of the user's is in the way.
    """
    before = package_of(desk.shown())
    return _write(desk, before, ordered(before, now))


def _write(desk: Desk, before: Package, typed: Typed) -> Changes:
    found = changes(before, typed.file, typed.done.model)
    desk.write(found)
    desk.tell(TITLE, typed.message)
    return found


def _free(kind: str, model: object) -> str:
    """An id that no part of the kind has."""
    taken = {part.id.casefold() for part in getattr(model, f"{kind}s")}
    first = f"new-{kind}"
    return next(
        own for at in range(1, len(taken) + 2) if (own := first if at == 1 else f"{first}-{at}") not in taken
    )


def told(found: Verification) -> Iterator[str]:
    """What was found, in as many lines as a message box has."""
    yield "All is well." if found.sound else "There is something to mend."
    errors = [finding for finding in found.inputs if finding.severity.value == "error"]
    warnings = len(found.inputs) - len(errors)
    aside = f" ({warnings} to look at)" if warnings else ""
    yield f"Judgements: {'valid' if found.fit else f'{len(errors)} to mend'}{aside}"
    yield from _listed(errors or found.inputs)
    if found.structure:
        yield f"Structure: {found.structure}"
    if found.fit:
        changed = f"{len(found.changed)} judgements changed since" if found.changed else "press Refresh"
        yield f"Computed tables: {'current' if found.current else f'out of date, {changed}'}"
        yield from _listed(found.changed)
    wrong: Sequence[Finding] = found.live if found.changed else (*found.live, *found.computed)
    if wrong:
        yield f"Cells that do not show what the engine computes: {len(wrong)}"
        yield from _listed(wrong)


def _listed(entries: Sequence[object]) -> Iterator[str]:
    yield from (f"  {entry}" for entry in entries[:MOST])
    if len(entries) > MOST:
        yield f"  and {len(entries) - MOST} more"
