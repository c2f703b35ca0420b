"""What changed since the last score: one entry a judgement, with its effect on the decision."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from steelyard.model.checks import check
from steelyard.model.difference import EditKind, parts_by_id
from steelyard.model.findings import errors
from steelyard.model.from_judgements import ids_of_parts, model_of
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
from steelyard.workbook.reading.part_words import names_before

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from steelyard.model.difference import Edit
    from steelyard.model.keys import Value
    from steelyard.model.model import Model
    from steelyard.ooxml.opc.package import Package

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
    """Entries for the Change log: parts that came or went, then each judgement that differs from the ledger.

    Each has its share in the change of the decision; of several, what they did together comes last.

    Args:
        file: the workbook as it was read.
        model: what its judgement sheets say.
        now: stands in the column *when*.
    """
    before, entry = remembered(file), partial(LogEntry, now.strftime("%Y-%m-%d %H:%M"), author(file))
    parts = [*_parts(before, model)]
    changed = [key for key, value in model.values.items() if key in before and before[key] != in_cell(value)]
    if not parts and not changed:
        return []
    said, together = _effects(model, before, _names(file), len(parts) + len(changed))
    found = [entry(key=key, was=was, now=now, effect=said.get(key, "")) for key, was, now in parts]
    for key in changed:
        effect = said.get(key) or said.get(key.rpartition("/")[0], edit_sentences.UNCHANGED if said else "")
        found.append(entry(key=key, was=before[key], now=in_cell(model.values[key]), effect=effect))
    if len(found) > 1 and together:
        found.append(entry(key=TOGETHER.format(f"{len(found):,}"), was="", now="", effect=together))
    return found


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


def _parts(before: Mapping[str, Value], model: Model) -> Iterator[tuple[str, str, str]]:
    """Parts of the model that came or went: key, what was, and what is."""
    for parts, old in ids_of_parts(before).items():
        new = [*parts_by_id(model, parts)]
        for own in new:
            if own not in old:
                yield f"{parts}/{own}", "", ADDED
        for own in old:
            if own not in new:
                yield f"{parts}/{own}", REMOVED, ""


def _names(file: Package) -> dict[str, str]:
    """What each part was called at the last score, by field of the model and id."""
    return {
        f"{kind}/{own}": name for kind, names in names_before(file).items() for name, own in names.items()
    }


def _effects(
    model: Model, before: Mapping[str, Value], names: Mapping[str, str], count: int
) -> tuple[dict[str, str], str]:
    """What each edit did, by the keys that it is about, and what all did together.

    Nothing if there was no valid model, or one with other levels. An edit about all levels of a curve has the
    key without the level.
    """
    earlier = model_of(before, model, names)
    if earlier is None or errors(check(earlier)):
        return {}, ""
    found = DecisionDifference(earlier, model, weighed=WEIGHED)
    if count > MOST_EFFECTS:
        return {}, edit_sentences.of_all(found)
    said = edit_sentences.of_each(found)
    of_key = {key: said[edit.key] for edit in found.edits for key in (edit.key, *_about(edit))}
    return of_key, edit_sentences.of_all(found)


def _about(edit: Edit) -> Iterable[str]:
    """The keys of the judgements that an edit changes; a part that came or went has those of a part."""
    return edit.was if edit.kind is EditKind.CHANGED else ()
