"""`steelyard score`: the results, computed and written into the workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from steelyard.cli.options import Force, Output
from steelyard.cli.output import (
    LONGEST_LIST,
    Format,
    command_help,
    console_width,
    corrections_listed,
    for_readers,
    listed,
    require_free_unless_same,
    say,
    text_of,
    warn_of,
    warn_of_losses,
)
from steelyard.weigh.entry_words import counted

if TYPE_CHECKING:
    from steelyard.workbook.scoring.score import Scored


AS_JUDGED = "Trial weights are in use on Decide; what is printed here is as judged."
"""Said where the workbook shows other results than the command prints."""


@command_help(
    """
    Compute, and write the results back into the workbook.

    Only the results change, and input cells whose word is spelled otherwise than where it is declared; these
    are listed. Everything else in the file stays as it was, byte for byte. The ranking is
    printed for the scenario and the viewpoint chosen on Decide. Where the workbook is refused, its sheet
    Checks lists the reasons too, unless --output is given.
    """
)
def score(
    book: Annotated[Path, typer.Argument(metavar="BOOK", help="Workbook to read and, by default, to write.")],
    output: Output = None,
    *,
    force: Force = False,
) -> None:
    from steelyard import api  # noqa: PLC0415 - help needs no engine
    from steelyard.weigh import sentences  # noqa: PLC0415

    require_free_unless_same(output, book, force=force)
    scored = api.score(book, output, new=not force)
    weighing = api.weighed(scored.model)
    scenario = weighing.scenario()
    ranking = for_readers(api.table(scored.model, "ranking"), scored.model, Format.TABLE)
    say(text_of(ranking, Format.TABLE, console_width()))
    say(f"\n{sentences.lead(weighing, scenario)}\n{sentences.offers(weighing, scenario)}")
    if weighing.trial.in_use:
        say(AS_JUDGED)
    say(f"{output or book}: {_done(scored)}.")
    for line in corrections_listed(scored.corrections):
        say(line)
    for line in listed([f"restored: {each}" for each in scored.restored], LONGEST_LIST):
        say(line)
    warn_of_losses(output or book, scored.lost)
    warn_of(scored.findings)


def _done(scored: Scored) -> str:
    """What a score did to the workbook, in words."""
    parts = [f"laid out anew: {', '.join(scored.laid_out)}"] if scored.laid_out else []
    parts += [f"shown, with their first entries: {', '.join(scored.shown)}"] if scored.shown else []
    parts += [f"{counted(len(scored.restored), 'cell')} restored"] if scored.restored else []
    parts += [f"{counted(scored.changed, 'cell')} refreshed"] if scored.changed else []
    return "; ".join(parts) or "every cell was up to date"
