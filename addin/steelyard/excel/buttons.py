"""What each button does to the open workbook, and the one list of all buttons.

A button reads all that the workbook shows, runs the same code on it that runs on files, and writes the
difference into steelyard's own tables only. Where a cell of the user's is in the way, it writes nothing.
`server_scripts` and `desktop` read the list and declare each button to Excel; LibreOffice's room makes its
menu and toolbar of it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from steelyard.errors import SteelyardError
from steelyard.model.parts import POOLED
from steelyard.sheets.log_text import TOGETHER
from steelyard.weigh.conditions import plain_number
from steelyard.weigh.difference_results import NOTHING
from steelyard.workbook.checking.verify import verified
from steelyard.workbook.editing.add_part import added
from steelyard.workbook.editing.adopt import adopted
from steelyard.workbook.editing.put_package import ordered, propose_selection, propose_solution
from steelyard.workbook.open_workbook import snapshot as snapshots
from steelyard.workbook.open_workbook.as_file import package_of
from steelyard.workbook.open_workbook.changes import changes
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.change_log import entries
from steelyard.workbook.scoring.score import scored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from steelyard.excel.open_book import OpenBook
    from steelyard.model.findings import Finding
    from steelyard.ooxml.opc.package import Package
    from steelyard.sheets.record.change_log import LogEntry
    from steelyard.workbook.checking.verify import Verification
    from steelyard.workbook.editing.put_package import Typed
    from steelyard.workbook.open_workbook.changes import Changes

MOST = 5
"""Lines of one list that a message box shows."""

TITLE = "Steelyard"


def refresh(book: OpenBook, now: datetime | None = None) -> Changes:
    """Compute what formulas cannot, and add what was typed or removed everywhere; as `steelyard score` does.

    Written are the computed tables with their fingerprints, the ledger on Checks, the Change log and, where
    the model has grown, every table that depends on it. Excel computes the formulas that are there already.

    Raises:
        InvalidModel: the judgements make no model; nothing is written.
        WouldLoseContent: a cell of the user's is in the way, or a sheet of steelyard's was changed.
        MissingTable, NewerWorkbook: see `steelyard.workbook.reading.read.read_workbook`.
        ReadOnlyWorkbook: a sheet is protected by a password.
    """
    before = package_of(book.content())
    after, done = scored(before, now=now)
    found = changes(before, after, done)
    book.write(found)
    return found


def check(book: OpenBook) -> Verification:
    """Show whether the judgements are valid, the computed tables current and the formulas unchanged.

    Raises:
        MissingTable, NewerWorkbook: see `steelyard.workbook.reading.read.read_workbook`.
    """
    found = verified(package_of(book.content()))
    book.show_message(TITLE, "\n".join(report_lines(found)))
    return found


def compare(book: OpenBook) -> list[LogEntry]:
    """Say what changed since the last score, and what each change did to the decision; nothing is written.

    Raises:
        InvalidModel: the judgements make no model.
        MissingTable, NewerWorkbook: see `steelyard.workbook.reading.read.read_workbook`.
    """
    file = package_of(book.content())
    found = entries(file, read_package(file).fit(), datetime.now(tz=UTC))
    book.show_message(TITLE, "\n".join(compared_lines(found)))
    return found


def compared_lines(found: Sequence[LogEntry]) -> Iterator[str]:
    """What changed, in as many lines as a message box shows; what all changes did together comes first."""
    together = [entry for entry in found if entry.key == TOGETHER.format(f"{len(found) - 1:,}")]
    single = [entry for entry in found if entry not in together]
    if not single:
        yield "Nothing changed since the last score."
        return
    yield f"Changed since the last score: {len(single)}"
    yield from (f"Together: {entry.effect}" for entry in together)
    yield from _first_lines([_changed(entry) for entry in single])


def _changed(entry: LogEntry) -> str:
    was, now = map(_in_words, (entry.was, entry.now))
    return f"{entry.key}: {was} → {now}" + (f"; {entry.effect}" if entry.effect else "")


def _in_words(value: object) -> str:
    if isinstance(value, float | int):
        return plain_number(value)
    return str(value) or NOTHING


def snapshot(book: OpenBook, now: datetime | None = None) -> Changes:
    """Keep the ranking of Decide's scenario and viewpoint, with date and fingerprint, on the sheet Snapshots.

    Raises:
        InvalidModel: the judgements make no model; nothing is written.
        WouldLoseContent: something of the user's is in the way.
    """
    file = package_of(book.content())
    found = snapshots.snapshot(file, read_package(file).fit(), now or datetime.now(tz=UTC))
    book.write(found)
    return found


def insert(book: OpenBook, kind: str, part: str = "", name: str = "", now: datetime | None = None) -> Changes:
    """Add a part with neutral values: its row, and everything that depends on it; as `steelyard add` does.

    Args:
        book: the open workbook.
        kind: `option` or `measure`, or another of `steelyard.workbook.editing.add_part.KINDS`.
        part: its id; a free one by default.
        name: its name; the id by default.
        now: the time that the Change log states.

    Raises:
        SteelyardError: the id is taken.
        InvalidModel: the judgements make no model, or the id is not valid; nothing is written.
        WouldLoseContent: a cell of the user's is in the way.
    """
    before = package_of(book.content())
    own = part.strip() or _free_id(kind, read_package(before).fit())
    after, done = added(before, kind, {"id": own, "name": name.strip() or own}, {}, now)
    found = changes(before, after, done)
    book.write(found)
    return found


def table_package(book: OpenBook, solution: str = "", now: datetime | None = None) -> Changes:
    """Write a package on the sheet Package, score everything, and show what the package is worth.

    Args:
        book: the open workbook.
        solution: a solution by its name on Concessions; by default the package of the selected row.
        now: the time that the Change log states.

    Raises:
        SteelyardError: no package is selected, or its sheet is out of date; nothing is written.
        UnknownName: there is no such solution.
        InvalidModel: the judgements make no model; nothing is written.
        WouldLoseContent: a cell of the user's is in the way.
    """
    before = package_of(book.content())
    if solution.strip():
        return _write(book, before, propose_solution(before, solution, now))
    return _write(book, before, propose_selection(before, book.selected(), now))


def order_plan(book: OpenBook, now: datetime | None = None) -> Changes:
    """Give the steps on Plan the phases of the best order, score everything, and show what that brings.

    Raises:
        SteelyardError: there is no such order, and why; nothing is written.
        InvalidModel: the judgements make no model; nothing is written.
        WouldLoseContent: a cell of the user's is in the way.
    """
    before = package_of(book.content())
    return _write(book, before, ordered(before, now))


def adopt(book: OpenBook, stakeholder: str = "", now: datetime | None = None) -> Changes:
    """Write the trial weights of Decide as those of a stakeholder, empty the trials, and score.

    Args:
        book: the open workbook.
        stakeholder: whose weights they become, by id or name; by default the viewpoint on Decide.
        now: the time that the Change log states.

    Raises:
        SteelyardError: no trial weights are in use, or nobody is named and Decide shows the pool; nothing is
            written.
        UnknownName: there is no such stakeholder.
        InvalidModel: the judgements make no model; nothing is written.
        WouldLoseContent: a cell of the user's is in the way.
    """
    before = package_of(book.content())
    own = stakeholder.strip() or read_package(before).fit().settings.viewpoint
    if own == POOLED:
        raise SteelyardError(
            "trial weights become those of one stakeholder: choose one as the viewpoint on Decide, or in the "
            "pane, and press again"
        )
    after, done = adopted(before, own, now)
    found = changes(before, after, done.scored)
    book.write(found)
    book.show_message(TITLE, "\n".join(done.said))
    return found


def _write(book: OpenBook, before: Package, typed: Typed) -> Changes:
    found = changes(before, typed.file, typed.done)
    book.write(found)
    book.show_message(TITLE, typed.message)
    return found


def _free_id(kind: str, model: object) -> str:
    """An id that no part of this kind has."""
    taken = {part.id.casefold() for part in getattr(model, f"{kind}s")}
    first = f"new-{kind}"
    return next(
        own for at in range(1, len(taken) + 2) if (own := first if at == 1 else f"{first}-{at}") not in taken
    )


def report_lines(found: Verification) -> Iterator[str]:
    """What a check found, in as many lines as a message box shows."""
    yield "All is well." if found.sound else "There is something to mend."
    errors = [finding for finding in found.inputs if finding.severity.value == "error"]
    warnings = len(found.inputs) - len(errors)
    aside = f" ({warnings} to look at)" if warnings else ""
    yield f"Judgements: {'valid' if found.fit else f'{len(errors)} to mend'}{aside}"
    yield from _first_lines(errors or found.inputs)
    if found.structure:
        yield f"Structure: {found.structure}"
    if found.fit:
        press = "" if found.changed or found.computed_for or found.current else "; press Refresh"
        yield f"Computed tables: {found.currency}{press}"
        yield from _first_lines((*found.changed, *found.renamed))
    wrong: Sequence[Finding] = found.live if found.changed else (*found.live, *found.computed)
    if wrong:
        yield f"Cells that do not show what the engine computes: {len(wrong)}"
        yield from _first_lines(wrong)


def _first_lines(entries: Sequence[object]) -> Iterator[str]:
    yield from (f"  {entry}" for entry in entries[:MOST])
    if len(entries) > MOST:
        yield f"  and {len(entries) - MOST} more"


class Button(NamedTuple):
    """A button, for everything that declares it to a spreadsheet program."""

    name: str
    """Name of the script; on the desktop, where VBA has no namespaces, `steelyard_` stands before it."""
    label: str
    """What stands on it."""
    description: str
    press: Callable[..., object]
    """What it does; called with the open book, and with the texts of `asks` by name."""
    asks: tuple[str, ...] = ()
    """Texts that a script may give after the book; each may be left out."""


BUTTONS = (
    Button(
        "adopt",
        "Adopt the trial",
        "Write the trial weights of Decide as those of a stakeholder, or of the viewpoint, and score.",
        adopt,
        ("stakeholder",),
    ),
    Button(
        "check",
        "Check",
        "Say whether the judgements are valid, the computed tables current and the formulas untouched.",
        check,
    ),
    Button(
        "compare",
        "What changed",
        "Say what changed since the last score, and what each change did to the decision.",
        compare,
    ),
    Button(
        "insert_measure",
        "Insert a measure",
        "Add a measure: its row on Measures, and everything that depends on it.",
        partial(insert, kind="measure"),
        ("part", "name"),
    ),
    Button(
        "insert_option",
        "Insert an option",
        "Add an option: its row on Options, and everything that depends on it.",
        partial(insert, kind="option"),
        ("part", "name"),
    ),
    Button(
        "order_plan",
        "Order the plan",
        "Give the steps on Plan the phases of the order with the least exposure, and score.",
        order_plan,
    ),
    Button(
        "refresh",
        "Refresh",
        "Compute anew what formulas cannot, and write it into the open workbook.",
        refresh,
    ),
    Button(
        "snapshot",
        "Snapshot",
        "Keep a dated copy of the ranking in the workbook, with the fingerprint of its judgements.",
        snapshot,
    ),
    Button(
        "table_package",
        "Table this package",
        "Table the package of the selected row, or of a solution by its name: write it on Package, score.",
        table_package,
        ("solution",),
    ),
)
"""Every button, sorted by name. Without any text, each works on what is selected or takes a free id."""
