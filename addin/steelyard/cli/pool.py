"""`steelyard pool`: the weights of several people, from the workbooks that they sent back."""

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
    for_readers,
    require_free_unless_same,
    say,
    text_of,
    together,
    warn,
    warn_of,
)
from steelyard.weigh.entry_words import counted

if TYPE_CHECKING:
    from steelyard.workbook.editing.pool_files import Gathered

CONFLICTS = 1
"""The exit code where two files give one stakeholder different weights."""


@command_help(
    """
    Gather the weights of stakeholders from the files that they sent back.

    The first FILE, or the one that --base names, is what was sent out. Each other FILE gives the rows of
    weights that it changed. OUT is what was sent out, with these rows. Printed are who is missing, what else
    somebody changed (which is not taken), weights on which two files differ (neither is taken), and how far
    the stakeholders are apart. Exits with 0, or with 1 where two files differ; OUT is written in both cases.
    """
)
def pool(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="What was sent out, then what came back.")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="OUT", help="Where the result goes.")],
    base: Annotated[
        Path | None,
        typer.Option("--base", metavar="FILE", help="What was sent out.  [default: the first FILE]"),
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How it is printed.")] = Format.TABLE,
    *,
    force: Force = False,
) -> None:
    from steelyard.errors import SteelyardError  # noqa: PLC0415 - help needs no engine
    from steelyard.workbook.editing.pool_files import pool_files  # noqa: PLC0415

    if form is Format.CSV:
        raise SteelyardError("what came back has several tables, and csv holds one; ask for json")
    sent, *copies = files if base is None else [base, *files]
    if not copies:
        raise SteelyardError("only the file that was sent out is given; give those that came back as well")
    require_free_unless_same(output, sent, force=force)
    done = pool_files(sent, copies, output, new=not force)
    _print(done, output, form)
    for each in done.lost:
        warn(each)
    if done.scored is not None:
        warn_of(done.scored.findings)
    if done.pooled.conflicts:
        raise typer.Exit(CONFLICTS)


def _print(done: Gathered, output: Path, form: Format) -> None:
    from steelyard.weigh.pool_results import tables  # noqa: PLC0415 - help needs no engine

    results, found = tables(done.pooled), done.pooled
    if form is Format.JSON:
        say(together(results, form))
        return
    gathered = counted(len(found.gathered), "row")
    say(f"{output}: {gathered} of weights gathered, {counted(len(found.missing), 'stakeholder')} missing.")
    for table in results:
        if table.rows:
            say(f"\n{text_of(for_readers(table, found.model, form), form, console_width())}")
    if done.scored is not None:
        for line in corrections_listed(done.scored.corrections):
            say(line)
