"""`steelyard merge`: the judgements of two versions of one file brought together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from steelyard.cli.options import Force
from steelyard.cli.output import (
    Format,
    command_help,
    console_width,
    corrections_listed,
    require_free_unless_same,
    say,
    text_of,
    together,
    warn,
    warn_of,
)
from steelyard.weigh.entry_words import counted

if TYPE_CHECKING:
    from steelyard.workbook.editing.merge_files import Done

CONFLICTS = 1
"""The exit code where something is left for a person."""


@command_help(
    """
    Merge two versions of one file, three-way, by judgement.

    OUT is OURS with what THEIRS changed since BASE and OURS did not: judgements, names, notes, evidence,
    added and removed parts. All else in OURS stays, such as sheets and comments. Where both changed the same,
    OURS stays, and the conflict is listed with the three values and their authors: here, and in OUT (in the
    Change log of a workbook, as comments at the top of a text) until a person has decided. Each of the three
    may be a workbook or a text. Exits with 0 where nothing conflicts and with 1 where something does; OUT is
    written in both cases.
    """
)
def merge(  # noqa: PLR0913 - each is an argument or an option of the shell
    base: Annotated[Path, typer.Argument(help="The version that both come from: workbook or text.")],
    ours: Annotated[Path, typer.Argument(help="The version into which is merged: workbook or text.")],
    theirs: Annotated[Path, typer.Argument(help="The other version.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="OUT", help="Where the result goes; it may be OURS.")
    ],
    form: Annotated[Format, typer.Option("--format", help="How it is printed.")] = Format.TABLE,
    name: Annotated[
        str, typer.Option("--name", metavar="TEXT", help="What to call THEIRS.  [default: its file name]")
    ] = "",
    *,
    force: Force = False,
) -> None:
    from steelyard.errors import SteelyardError  # noqa: PLC0415 - help needs no engine
    from steelyard.workbook.editing.merge_files import merge_files  # noqa: PLC0415

    if form is Format.CSV:
        raise SteelyardError("a merge has several tables, and csv holds one; ask for json")
    require_free_unless_same(output, ours, force=force)
    done = merge_files(base, ours, theirs, output, name=name, new=not force)
    _print(done, output, form)
    for each in done.lost:
        warn(each)
    if done.scored is not None:
        warn_of(done.scored.findings)
    if done.merged.conflicts:
        raise typer.Exit(CONFLICTS)


def _print(done: Done, output: Path, form: Format) -> None:
    if form is Format.JSON:
        say(together(done.results, form))
        return
    edits, conflicts = (
        counted(len(done.merged.taken), "edit"),
        counted(len(done.merged.conflicts), "conflict"),
    )
    say(f"{output}: {edits} taken from theirs, {conflicts}.")
    for table in done.results:
        if table.rows:
            say(f"\n{text_of(table, form, console_width())}")
    if done.scored is not None:
        for line in corrections_listed(done.scored.corrections):
            say(line)
