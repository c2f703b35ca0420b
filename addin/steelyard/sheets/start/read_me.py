"""Read me: who keeps the workbook and what for, how to start, what to do next, and what each sheet is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.draft import Cell, Place, Row
from steelyard.model.parts import ALL_SHEETS
from steelyard.model.release import WITHHELD, policy_of
from steelyard.sheets.column_kinds import as_typed, typed
from steelyard.sheets.headings import CURRENT, FIT
from steelyard.sheets.names import CURRENCY, ELSEWHERE, FLAG, LEVEL_SEPARATOR, LEVELS, NEXT, ROOM_TO_GROW
from steelyard.sheets.spec import Column, Formula, HeaderCell, Kind, Role, Sheet, Table

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

HOW_WITHHELD = f"A cell that cannot be computed without it says {WITHHELD}; an empty cell states nothing."

HIDDEN_TITLE = "Hidden sheets"
HOW_TO_SHOW = (
    "Workings, long lists and parts that the case does not have were hidden when this workbook was built. To see one, "
    "click a tab with the right mouse button and choose Unhide (in LibreOffice: Show Sheet), then the sheet."
)

NEW_TITLE = "A new case"
"""Title of the case that has placeholders only."""

TO_MEND = "Checks lists what to mend; start there."
TO_SCORE = "The computed sheets are older than the judgements or the viewpoint: have the analyst run steelyard score (this file)."
TO_NAME = (
    "Replace the placeholders: the title in the table at the end of this sheet, then the names on Measures and Options, "
    "the points on Weights and Linkage, the levels on Delivery."
)
TO_DECIDE = "Choose a scenario and a viewpoint on Decide, and read what can be offered."
NO_COSTS = " Cost heads is empty: show that sheet if options cost our side something."
NO_RULES = " Rules is empty: show that sheet if options wait for something."
"""What to do next, and what may be added to it."""

FIRST_LINE = 4


def sheet(model: Model) -> Sheet:
    """Read me."""
    return Sheet(
        name=NAME,
        kind=Kind.START,
        title="",
        purpose="Who keeps this workbook and what for, how to start, and what each sheet is for.",
        head=67,  # below the list of all sheets: one more for each new sheet
        tables=(_table(model),),
        essential=True,
        prints_table=False,
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
    """The settings but those that stand elsewhere, then the levels, which a draft keeps outside its settings."""
    settings = context.draft.tables["settings"]
    place = Place(NAME, LEVELS)
    levels = Cell(LEVEL_SEPARATOR.join(context.model.levels), place)
    return (
        *(row for row in settings if row.cells["setting"].value not in ELSEWHERE),
        Row({"setting": Cell(LEVELS, place), "value": levels}, place),
    )


def _header(context: Context) -> tuple[HeaderCell, ...]:
    """Everything above the settings: a label on the left, the text beside it."""
    settings = context.model.settings
    lines = (
        ("Purpose", settings.purpose, "prose"),
        ("Who", _who(context.model), "prose"),
        ("What the numbers are", _numbers_are(context.model), "warning"),
        ("How to use it", HOW_TO_USE[0], "prose"),
        *(("", line, "prose") for line in HOW_TO_USE[1:]),
        ("Verdicts", LEGEND, "prose"),
    )
    below = FIRST_LINE + 1 + len(lines)
    return (
        HeaderCell(FIRST_LINE, 1, "Next", "subhead"),
        HeaderCell(FIRST_LINE, 2, _next(context), "next", NEXT),
        *(
            cell
            for row, (label, text, look) in enumerate(lines, FIRST_LINE + 1)
            for cell in (
                HeaderCell(row, 1, label or None, "subhead"),
                HeaderCell(row, 2, text or None, look),
            )
        ),
        *_list_of_sheets(context, below),
    )


def _numbers_are(model: Model) -> str:
    """Which numbers are illustrations, and what a copy withholds."""
    settings = model.settings
    if not settings.withheld:
        return settings.illustrations or NO_ILLUSTRATIONS
    withheld = f"{policy_of(settings.withheld).sentence} {HOW_WITHHELD}"
    return f"{settings.illustrations} {withheld}" if settings.illustrations else withheld


def _who(model: Model) -> str:
    """Who keeps the workbook, where to ask, and how far it is."""
    settings = model.settings
    version = f"version {settings.version}" if settings.version else ""
    about = ", ".join(filter(None, (settings.status, version, settings.date, settings.marking)))
    asked = f"ask: {settings.contact}" if settings.contact else ""
    return " · ".join(filter(None, (settings.owner, asked, about)))


def _next(context: Context) -> Formula:
    """The next thing to do."""
    tables = context.tables
    title = tables["settings"].lookup('"title"', "value")
    empty = (
        f'IF(COUNTA({tables[name].part("id", 0, ROOM_TO_GROW)})=0,"{words}","")'
        for name, words in (("cost_heads", NO_COSTS), ("rules", NO_RULES))
    )
    decide = "&".join((f'"{TO_DECIDE}"', *empty))
    unfit, old = f'{context.cell(FLAG)}<>"{FIT}"', f'{context.cell(CURRENCY)}<>"{CURRENT}"'
    named = f'IF({title}="{NEW_TITLE}","{TO_NAME}",{decide})'
    return Formula(f'IF({unfit},"{TO_MEND}",IF({old},"{TO_SCORE}",{named}))', _next_by(context.model))


def _next_by(model: Model) -> str:
    """The same, in a workbook that was just scored."""
    if model.settings.title == NEW_TITLE:
        return TO_NAME
    return TO_DECIDE + ("" if model.cost_heads else NO_COSTS) + ("" if model.rules else NO_RULES)


def _list_of_sheets(context: Context, first: int) -> Iterator[HeaderCell]:
    """Every other sheet with its kind and its title: links to the visible ones, then the hidden ones."""
    others = [each for each in context.sheets if each.name != NAME]
    shown = [each for each in others if each.essential or context.model.settings.sheets == ALL_SHEETS]
    yield HeaderCell(first, 1, "Sheets", "subhead")
    for row, other in enumerate(shown, first + 1):
        yield HeaderCell(row, 1, other.name, "link", link=other.name)
        yield HeaderCell(row, 2, _about(other), "prose")
    row = first + 1 + len(shown)
    if len(shown) < len(others):
        yield HeaderCell(row, 1, HIDDEN_TITLE, "subhead")
        yield HeaderCell(row, 2, HOW_TO_SHOW, "prose")
    for other in others:
        if other not in shown:
            row += 1
            yield HeaderCell(row, 1, other.name, "label")
            yield HeaderCell(row, 2, _about(other), "prose")
    if context.model.settings.context:
        yield HeaderCell(row + 2, 1, "Beyond the numbers", "subhead")
        yield HeaderCell(row + 2, 2, context.model.settings.context, "prose")


def _about(other: Sheet) -> str:
    _, _, about = other.title.partition(": ")  # a title begins with the name of its sheet
    return f"{other.kind.value} · {about}"
