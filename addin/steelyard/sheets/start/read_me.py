"""Read me: what the workbook is for, how to use it, and what each sheet is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.draft import Cell, Place, Row
from steelyard.sheets.column_kinds import as_typed, typed
from steelyard.sheets.names import LEVEL_SEPARATOR, LEVELS, ON_DECIDE
from steelyard.sheets.spec import Column, HeaderCell, Kind, Role, Sheet, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.model.model import Model
    from steelyard.sheets.context import Context

NAME = "Read me"

HOW_TO_USE = (
    "1. On Decide, choose a scenario and a viewpoint: ranks, verdicts and what is missing follow at once.",
    "2. Change weights, levels, linkages, costs or rules on the judgement sheets: cells with a pale fill under "
    "the word input are yours. No macro runs and no Python is needed.",
    "3. Where Decide says that the computed tables are out of date, have the analyst run: steelyard score "
    "(this file). It writes them again and changes nothing else.",
    "4. Checks tells whether the inputs are fit and which judgements were changed since then.",
    "5. Sheets are protected without a password, so that formulas are not overwritten by accident. Headings of long "
    "tables stay in sight; View > Freeze Panes switches this off.",
)

LEGEND = (
    "● offer (unlocked, worth its cost) · ◐ not yet (worth it, but locked: see what is missing) · "
    "▲ too dear (unlocked, not worth its cost) · ○ hold (locked and not worth it) · ▶ opening (released first, "
    "asking nothing). An option is judged with all that it requires. Points run from 0 to 100; 0 net is holding the "
    "current position. Nets of several options cannot be added."
)

NO_ILLUSTRATIONS = "The numbers are the judgements of those named as their sources on Evidence."

FIRST_LINE = 4


def sheet(model: Model) -> Sheet:
    """Read me."""
    return Sheet(
        name=NAME,
        kind=Kind.START,
        title="",
        purpose="What this workbook is for, how to use it, and what its numbers are.",
        head=56,  # below the list of all sheets: one more for each new sheet
        tables=(_table(model),),
        header=_header,
    )


def _table(_: Model) -> Table[Row]:
    return Table(
        name="settings",
        rows=_rows,
        columns=(
            Column("setting", Role.ID, "id", 22, "Name of the setting.", value=lambda at: as_typed(at.row, "setting")),
            typed("value", "setting", 92, "What it is set to."),
        ),
        counted=False,
    )  # fmt: skip


def _rows(context: Context) -> tuple[Row, ...]:
    """The settings but those on Decide, then the levels, which a draft keeps outside its settings."""
    settings = context.draft.tables["settings"]
    place = Place(NAME, LEVELS)
    levels = Cell(LEVEL_SEPARATOR.join(context.model.levels), place)
    return (
        *(row for row in settings if row.cells["setting"].value not in ON_DECIDE),
        Row({"setting": Cell(LEVELS, place), "value": levels}, place),
    )


def _header(context: Context) -> tuple[HeaderCell, ...]:
    """Everything above the settings: a label on the left, the text beside it."""
    settings = context.model.settings
    lines = (
        ("Purpose", settings.purpose, "prose"),
        ("What the numbers are", settings.illustrations or NO_ILLUSTRATIONS, "warning"),
        *([("Beyond the numbers", settings.context, "prose")] if settings.context else []),
        ("How to use it", HOW_TO_USE[0], "prose"),
        *(("", line, "prose") for line in HOW_TO_USE[1:]),
        ("Verdicts", LEGEND, "prose"),
    )
    first_sheet = FIRST_LINE + len(lines) + 1
    return (
        *(
            cell
            for row, (label, text, look) in enumerate(lines, FIRST_LINE)
            for cell in (
                HeaderCell(row, 1, label or None, "subhead"),
                HeaderCell(row, 2, text or None, look),
            )
        ),
        HeaderCell(first_sheet - 1, 1, "Sheets", "subhead"),
        *_list_of_sheets(context, first_sheet),
    )


def _list_of_sheets(context: Context, first: int) -> Iterator[HeaderCell]:
    """A link to every other sheet, with its kind and its title."""
    others = (each for each in context.sheets if each.name != NAME)
    for row, other in enumerate(others, first):
        _, _, about = other.title.partition(": ")  # a title begins with the name of its sheet
        yield HeaderCell(row, 1, other.name, "link", link=other.name)
        yield HeaderCell(row, 2, f"{other.kind.value} · {about}", "prose")
