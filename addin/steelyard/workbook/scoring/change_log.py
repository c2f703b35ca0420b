"""What changed since the last score: one entry a judgement, with its effect on the ranking."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from steelyard.model.checks import check
from steelyard.model.findings import errors
from steelyard.ooxml.addresses import address
from steelyard.ooxml.cell_values import Value as Put
from steelyard.ooxml.defined_names import with_print_area
from steelyard.ooxml.sheet_cells import cells, with_cells, with_table
from steelyard.ooxml.tables import require_room, table
from steelyard.ooxml.xml.text import text
from steelyard.sheets.homes import in_cell
from steelyard.sheets.names import CHANGE_LOG as LOG
from steelyard.weigh.weighing import Weighing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from steelyard.model.keys import Value
    from steelyard.model.model import Model
    from steelyard.ooxml.opc.package import Package

HEADINGS = ("when", "who", "key", "was", "is", "effect")
"""Columns of the Change log that an entry fills; the last one, *why*, is the user's."""

Entry = tuple[float | str | None, ...]
"""One line of the Change log, in the order of `HEADINGS`."""

WITNESS = {
    "groups": "measures",
    "opening": "options",
    "influence": "stakeholders",
    "probability": "scenarios",
    "record": "record",
    "reservation": "counterparts",
}
"""Kinds of which every part of the model has a key, so that it tells whether the part was there."""

ADDED, REMOVED, SAME_RANKING = "added", "removed", "ranking unchanged"

MOST_EFFECTS = 200
"""Changes whose effect is worked out; beyond that a workbook was rewritten rather than edited."""

CORE = "docProps/core.xml"

_AUTHOR = re.compile(rb"<cp:lastModifiedBy>([^<]*)</cp:lastModifiedBy>")


def remembered(file: Package) -> dict[str, Value]:
    """Every judgement as the ledger on Checks holds it from the last score, as it stands in a cell."""
    spot = table(file, "checks")
    held = cells(file, spot.sheet)
    keys, values = spot.column("key"), spot.column("when computed")
    found: dict[str, Value] = {}
    for row in range(spot.first_row, spot.last_row + 1):
        key, value = held.get(address(row, keys)), held.get(address(row, values))
        if key is not None and isinstance(key.value, str):
            shown = "" if value is None or value.value is None else value.value
            found[key.value] = shown if isinstance(shown, float | int | str) else str(shown)
    return found


def entries(file: Package, model: Model, now: datetime) -> list[Entry]:
    """Entries for the Change log: parts added or removed, then each judgement that differs from the ledger.

    Args:
        file: the workbook as it was read.
        model: what its judgement sheets say.
        now: stands in the column *when*.
    """
    before = remembered(file)
    stamp, who = now.strftime("%Y-%m-%d %H:%M"), author(file)
    return [(stamp, who, *line) for line in (*_parts(before, model), *_judgements(before, model))]


def with_entries(file: Package, lines: Sequence[Entry]) -> Package:
    """The workbook with these entries below those that the Change log holds already.

    Raises:
        WouldLoseContent: something of the user's is in the way.
    """
    if not lines:
        return file
    log = table(file, LOG)
    held = cells(file, log.sheet)
    columns = [log.column(heading) for heading in HEADINGS]
    filled = [row for row in range(log.first_row, log.last_row + 1) if address(row, columns[0]) in held]
    start = max(filled, default=log.first_row - 1) + 1
    area = log.area._replace(last_row=max(log.last_row, start + len(lines) - 1))
    require_room(file, log, area, held)
    patches = {
        address(row, column): Put(value)
        for row, line in enumerate(lines, start)
        for column, value in zip(columns, line, strict=True)
    }
    file = with_print_area(with_table(file, log, area), log.sheet, area, log.area)
    open_cells = {
        address(row, log.column(heading))
        for row in range(log.last_row + 1, area.last_row + 1)
        for heading in log.columns
        if heading not in HEADINGS
    }
    # A new cell takes the look of the one above; emptied again, it stays open for the user's reason.
    file = with_cells(file, {log.sheet: patches | dict.fromkeys(open_cells, Put("why"))})
    return with_cells(file, {log.sheet: dict.fromkeys(open_cells, Put(None))})


def author(file: Package) -> str:
    """Who the file says changed it last."""
    found = _AUTHOR.search(file.part(CORE)) if CORE in file else None
    return text(found[1]) if found else ""


def _parts(before: Mapping[str, Value], model: Model) -> Iterator[tuple[str, Value, Value, str]]:
    """Parts of the model that are new or gone."""
    for kind, parts in WITNESS.items():
        old = dict.fromkeys(key.split("/")[1] for key in before if key.startswith(f"{kind}/"))
        new = [part.id for part in getattr(model, parts)]
        yield from ((f"{parts}/{part}", "", ADDED, "") for part in new if part not in old)
        yield from ((f"{parts}/{part}", REMOVED, "", "") for part in old if part not in new)


def _judgements(before: Mapping[str, Value], model: Model) -> Iterator[tuple[str, Value, Value, str]]:
    """Judgements that were there and have another value."""
    changed = [key for key, value in model.values.items() if key in before and before[key] != in_cell(value)]
    for at, key in enumerate(changed):
        effect = _effect(model, key, before[key]) if at < MOST_EFFECTS else ""
        yield key, before[key], in_cell(model.values[key]), effect


def _effect(model: Model, key: str, old: Value) -> str:
    """What this change alone did to the ranks in the scenario on Decide; empty where that cannot be said."""
    earlier = model.replace_value(key, _from_cell(old, model.values[key]))
    if errors(check(earlier)):
        return ""
    now, then = Weighing(model), Weighing(earlier)
    scenario = now.scenario()
    ranks = zip(model.options, then.ranks[:, scenario].tolist(), now.ranks[:, scenario].tolist(), strict=True)
    moved = [f"{option.name}: rank {was} to {rank}" for option, was, rank in ranks if was != rank]
    return "; ".join(moved) or SAME_RANKING


def _from_cell(shown: Value, now: Value) -> Value:
    """A value of the ledger as the model holds it."""
    if isinstance(now, bool):
        return shown == "yes"
    if shown == "":
        return "" if isinstance(now, str) else None
    return shown
