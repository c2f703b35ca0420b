"""`steelyard release`: the copy of a case that may leave the house."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from steelyard.cli.options import Force
from steelyard.cli.output import (
    Format,
    as_json,
    command_help,
    require_free,
    say,
    warn,
    warn_of_losses,
)
from steelyard.weigh.entry_words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.workbook.releasing.release import Released

LEAKS = 1
"""The exit code where something still leaks."""


@command_help(
    """
    Write the copy of a case that may leave the house.

    The setting `release` of the case says what is withheld; by default our reservation value and future, what
    is estimated of the counterparts, weights on trial, authors, notes and sources. Sheets of your own are
    carried over unless the setting says `sheets` or `all`; hidden sheets, comments and the change log never
    are. The copy is built anew, built once more with other values for all that is withheld, and searched for
    it in all spellings. What still leaks is listed with its place; then nothing is written and the exit code
    is 1. No value that is withheld is ever printed.
    """
)
def release(
    book: Annotated[
        Path, typer.Argument(metavar="BOOK", help="Workbook (.xlsx, .ods) or text of a model (.yaml).")
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="OUT", help="The copy to make, a name in .xlsx.")
    ],
    *,
    force: Force = False,
    form: Annotated[
        Format, typer.Option("--format", help="How it is printed: table or json.")
    ] = Format.TABLE,
) -> None:
    from steelyard.errors import SteelyardError  # noqa: PLC0415 - help needs no engine
    from steelyard.workbook.releasing.release import release as released  # noqa: PLC0415 - help needs no workbook

    if form not in (Format.TABLE, Format.JSON):
        raise SteelyardError(f"a release is no table for {form.value}; ask for json")
    require_free(output, force=force)
    done = released(book, output, new=not force)
    if form is Format.JSON:
        say(as_json(done._asdict() | {"written": not done.leaks}))
    else:
        for line in _lines(done, book, output):
            say(line)
    warn_of_losses(output, done.lost)
    if done.leaks:
        leaks = counted(len(done.leaks), "leak")
        warn(f"{output} is not written: {leaks}; mend the case, and release it again")
        raise typer.Exit(LEAKS)


def _lines(done: Released, book: Path, output: Path) -> Iterator[str]:
    """What was done, in words."""
    from steelyard.workbook.releasing.said import said  # noqa: PLC0415 - help needs no workbook

    if not done.leaks:
        yield f"{output}: released from {book}."
    yield from said(done)
    for leak in done.leaks:
        yield f"Leaks: {leak}"
