"""Read me: what the workbook is for, how to use it, and where everything stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.sheets.contents import SHEETS
from steelyard.sheets.spec import HeaderCell

if TYPE_CHECKING:
    from steelyard.sheets.context import Context

HOW_TO_USE = (
    "1. On Decide, choose a scenario and a viewpoint: ranks, verdicts and what is missing follow at once.",
    "2. Change weights, levels, linkages, costs or rules on the judgement sheets: cells with a pale fill under "
    "the word input are yours. No macro runs and no Python is needed.",
    "3. Where Decide says that the computed tables are out of date, have the analyst run: steelyard score "
    "(this file). It writes them again and touches nothing else.",
    "4. Checks tells whether the inputs are fit and which judgements were changed since then.",
    "5. Sheets are protected without a password, so that formulas are not overwritten by accident. Headings of long "
    "tables stay in sight; View > Freeze Panes lets go of them.",
)

LEGEND = (
    "● offer (unlocked, worth its cost) · ◐ not yet (worth it, but locked: see what is missing) · "
    "▲ too dear (unlocked, not worth its cost) · ○ hold (locked and not worth it) · ▶ opening (released first, "
    "asking nothing). Points run from 0 to 100; 0 net is holding the current position."
)

NO_ILLUSTRATIONS = "The numbers are the judgements of those named as their sources on Evidence."

FIRST_LINE = 4


def placed(book: Context) -> tuple[HeaderCell, ...]:
    """Everything above the settings: a label on the left, the text beside it."""
    settings = book.model.settings
    lines = (
        ("Purpose", settings.purpose, "prose"),
        ("What the numbers are", settings.illustrations or NO_ILLUSTRATIONS, "warning"),
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
        *(
            cell
            for row, sheet in enumerate(SHEETS[1:], first_sheet)
            for cell in (
                HeaderCell(row, 1, sheet.name, "link", link=sheet.name),
                HeaderCell(row, 2, f"{sheet.kind.value} · {_short(sheet.title)}", "prose"),
            )
        ),
    )


def _short(title: str) -> str:
    return title.split(": ", 1)[1]
