"""What changed since the last score: one entry a judgement, with its effect on the decision."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from steelyard.model.checks import check
from steelyard.model.findings import errors
from steelyard.ooxml import cell_values
from steelyard.ooxml.defined_names import with_print_area
from steelyard.ooxml.rows_and_columns import raised
from steelyard.ooxml.sheet_cells import table_view, with_cells, with_table
from steelyard.ooxml.xml.text import text
from steelyard.sheets.headings import KEY, WHEN_COMPUTED
from steelyard.sheets.homes import in_cell
from steelyard.sheets.log_text import TOGETHER
from steelyard.sheets.names import CHANGE_LOG, LEDGER
from steelyard.sheets.record.change_log import LogEntry, by_heading, height
from steelyard.weigh import edit_sentences
from steelyard.weigh.decision_difference import DecisionDifference
from steelyard.workbook.reading.located import view_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from steelyard.model.keys import Value
    from steelyard.model.model import Model
    from steelyard.ooxml.opc.package import Package

PART_KEYS = {
    "groups": "measures",
    "opening": "options",
    "influence": "stakeholders",
    "probability": "scenarios",
    "record": "record",
    "reservation": "counterparts",
}
"""Kinds of judgements that every part of the model has: the ledger shows by them whether a part was there."""

ADDED, REMOVED = "added", "removed"

MOST_EFFECTS = 50
"""Changes whose effects are computed one by one. More of them are not edits by hand."""

WEIGHED = 600
"""Models that are weighed at most for the effects; up to nine edits, their shares are exact."""

CORE = "docProps/core.xml"

_AUTHOR = re.compile(rb"<cp:lastModifiedBy>([^<]*)</cp:lastModifiedBy>")


def remembered(file: Package) -> dict[str, Value]:
    """Every judgement at the last score by its key, as the ledger on Checks lists it."""
    view = view_of(file, LEDGER)
    found: dict[str, Value] = {}
    for row in view.rows:
        key, value = view.value(row, KEY), view.value(row, WHEN_COMPUTED)
        if isinstance(key, str):
            found[key] = value if isinstance(value, float | int | str) else view.text(row, WHEN_COMPUTED)
    return found


def entries(file: Package, model: Model, now: datetime) -> list[LogEntry]:
    """Entries for the Change log: parts added or removed, then each judgement that differs from the ledger.

    Args:
        file: the workbook as it was read.
        model: what its judgement sheets say.
        now: stands in the column *when*.
    """
    before, entry = remembered(file), partial(LogEntry, now.strftime("%Y-%m-%d %H:%M"), author(file))
    return [*_parts(before, model, entry), *_judgements(before, model, entry)]


def with_entries(file: Package, new: Sequence[LogEntry]) -> Package:
    """The workbook with these entries below those that the Change log has already.

    Raises:
        WouldLoseContent: something of the user's is in the way.
    """
    if not new:
        return file
    view, lines = table_view(file, CHANGE_LOG), [by_heading(entry) for entry in new]
    log, first = view.table, next(iter(lines[0]))
    filled = [row for row in view.rows if view.cell(row, first) is not None]
    start = max(filled, default=log.first_row - 1) + 1
    area = log.area._replace(last_row=max(log.last_row, start + len(lines) - 1))
    patches = {
        view.address(row, heading): cell_values.Value(value)
        for row, line in enumerate(lines, start)
        for heading, value in line.items()
    }
    file = with_print_area(with_table(file, log, area), log.sheet, area, log.area)
    open_cells = {
        view.address(row, heading)
        for row in range(log.last_row + 1, area.last_row + 1)
        for heading in log.columns
        if heading not in lines[0]
    }
    # Only a cell that holds something takes the style of the cell above. So each cell of the user's columns
    # is filled first and then emptied: it keeps the style, in which the user can type.
    file = with_cells(file, {log.sheet: patches | dict.fromkeys(open_cells, cell_values.Value("why"))})
    file = with_cells(file, {log.sheet: dict.fromkeys(open_cells, cell_values.Value(None))})
    return raised(file, log.sheet, {row: height(each) for row, each in enumerate(new, start)})


def author(file: Package) -> str:
    """Who the file says changed it last."""
    found = _AUTHOR.search(file.part(CORE)) if CORE in file else None
    return text(found[1]) if found else ""


def _parts(before: Mapping[str, Value], model: Model, entry: Callable[..., LogEntry]) -> Iterator[LogEntry]:
    """Parts of the model that are new or gone."""
    for kind, parts in PART_KEYS.items():
        old = dict.fromkeys(key.split("/")[1] for key in before if key.startswith(f"{kind}/"))
        new = [part.id for part in getattr(model, parts)]
        for part in new:
            if part not in old:
                yield entry(key=f"{parts}/{part}", was="", now=ADDED, effect="")
        for part in old:
            if part not in new:
                yield entry(key=f"{parts}/{part}", was=REMOVED, now="", effect="")


def _judgements(
    before: Mapping[str, Value], model: Model, entry: Callable[..., LogEntry]
) -> Iterator[LogEntry]:
    """Judgements that were there and have another value; of several, what they did together comes last."""
    changed = [key for key, value in model.values.items() if key in before and before[key] != in_cell(value)]
    effects, together = _effects(model, {key: before[key] for key in changed})
    for key in changed:
        yield entry(key=key, was=before[key], now=in_cell(model.values[key]), effect=effects.get(key, ""))
    if len(changed) > 1 and together:
        yield entry(key=TOGETHER.format(f"{len(changed):,}"), was="", now="", effect=together)


def _effects(model: Model, before: Mapping[str, Value]) -> tuple[dict[str, str], str]:
    """What each change did, by key, and what all did together; nothing if there was no model."""
    earlier = model
    for key, old in before.items():
        earlier = earlier.replace_value(key, _from_cell(old, model.values[key]))
    if not before or errors(check(earlier)):
        return {}, ""
    found = DecisionDifference(earlier, model, weighed=WEIGHED)
    if len(before) > MOST_EFFECTS:
        return {}, edit_sentences.of_all(found)
    said = edit_sentences.of_each(found)
    of_key = {key: said[edit.key] for edit in found.edits for key in edit.was}
    return {key: of_key.get(key, edit_sentences.UNCHANGED) for key in before}, edit_sentences.of_all(found)


def _from_cell(value: Value, now: Value) -> Value:
    """A value of the ledger in the form that the model has for it, as its value now shows."""
    if isinstance(now, bool):
        return value == "yes"
    if value == "":
        return "" if isinstance(now, str) else None
    return value
