"""What stopped the last score, written on the sheet Checks for the people who work in the workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.errors import ChangedWorkbook, InvalidModel, SteelyardError
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.defined_names import defined_cells
from steelyard.ooxml.opc.package import write
from steelyard.ooxml.sheet_cells import with_cells
from steelyard.sheets.names import PROBLEM, PROBLEM_LINES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from steelyard.ooxml.opc.package import Package


UNTIL = "The list goes with the next score that works."

LONGEST = 30_000
"""Letters; a cell holds 32,767."""


def lines(refusal: SteelyardError, now: datetime) -> list[str]:
    """One line a problem below one that says when; what is left over shares the last line.

    Args:
        refusal: why nothing was scored.
        now: when, in UTC.
    """
    found = [str(one) for one in refusal.findings] if isinstance(refusal, InvalidModel) else [str(refusal)]
    count = "1 problem" if len(found) == 1 else f"{len(found)} problems"
    first = f"{now:%Y-%m-%d %H:%M} UTC: nothing was scored, {count}. {UNTIL}"
    room = PROBLEM_LINES - 1
    shown = fitted(found, room)
    return [first, *shown, *[""] * (room - len(shown))]


def fitted(found: Sequence[str], room: int) -> list[str]:
    """So many lines at most: what is left over shares the last one."""
    if len(found) <= room:
        return [*found]
    left = found[room - 1 :]
    return [*found[: room - 1], f"and {len(left)} more: {' · '.join(left)}"[:LONGEST]]


def note(file: Package, path: Path | str, refusal: SteelyardError, now: datetime) -> bool:
    """Put the problems on Checks and touch nothing else; whether that could be done.

    A workbook that cannot be written, or has lost the places for them, stays as it was. Where the new file
    lacks a property of the old one, the refusal gets a note.

    Raises:
        ChangedWorkbook: somebody changed the file meanwhile, so its problems may be others now.
    """
    named = defined_cells(file)
    places = [named.get(PROBLEM.format(line)) for line in range(1, PROBLEM_LINES + 1)]
    sheets: dict[str, dict[str, Value]] = {}
    for place, line in zip(places, lines(refusal, now), strict=True):
        if place is None:
            return False
        sheets.setdefault(place[0], {})[place[1]] = Value(line or None)
    try:
        lost = write(with_cells(file, sheets), path)
    except ChangedWorkbook:
        raise
    except SteelyardError:
        return False
    for each in lost:
        refusal.add_note(f"{path}: {each}")
    return True
