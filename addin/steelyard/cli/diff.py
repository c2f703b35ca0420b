"""`steelyard diff`: what lies between two versions of a decision."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from steelyard.cli import completion
from steelyard.cli.options import Force
from steelyard.cli.output import (
    Format,
    command_help,
    console_width,
    for_readers,
    require_free,
    say,
    text_of,
    together,
    warn_of_losses,
)

if TYPE_CHECKING:
    from steelyard.weigh.result import Result
    from steelyard.workbook.reviewing.review import Reviewed

DIFFERENT = 1
"""The exit code where a judgement, a name or the evidence is another."""

LONGEST_TABLE = 20
"""Rows of a table that are printed for people; the rest is counted."""

NOTHING = "No judgement differs."


class DiffFormat(StrEnum):
    """How a difference is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"


@command_help(
    """
    Explain what lies between two versions of a decision.

    Judgements are compared by their keys, whatever the order of the rows and the looks of the cells. The
    tables say which judgements changed, came or went, the highest effect first; what that does to every net,
    rank and verdict, to what options lack, to the packages that solutions point at, and to the plan; the
    smallest sets of edits that bring a new first place or a new verdict by themselves; and edits that cancel
    each other. json has all rows, and the share of each edit in each change of a net value. With -o, a name
    in .xlsx makes the review workbook: the later version with every change marked, and the sheet Review, on
    which a reviewer says accept, question or reject of each line. Where NEW is a review workbook, what the
    reviewer wrote is printed too, and goes along into the next one. A name in .html makes a page. Exits with
    0 where nothing differs and with 1 where something does.
    """
)
def diff(  # noqa: PLR0913 - each is an argument or an option of the shell
    old: Annotated[Path, typer.Argument(help="The earlier version: workbook (.xlsx, .ods) or text (.yaml).")],
    new: Annotated[Path, typer.Argument(help="The later version.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="OUT", help="A review workbook (.xlsx) or a page (.html) to make."
        ),
    ] = None,
    stakeholder: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Whose weights: a stakeholder of both versions, by id or name, or all; as on Decide of the "
            "later version by default.",
            autocompletion=completion.viewpoints,
        ),
    ] = None,
    form: Annotated[DiffFormat, typer.Option("--format", help="How it is printed.")] = DiffFormat.TABLE,
    *,
    without_secrets: Annotated[
        bool,
        typer.Option(
            "--without-secrets",
            help="Leave out what a release of either version withholds, and what follows from it.",
        ),
    ] = False,
    force: Force = False,
) -> None:
    from steelyard.errors import SteelyardError  # noqa: PLC0415 - help needs no engine
    from steelyard.workbook.files import WORKBOOK, require_ending  # noqa: PLC0415
    from steelyard.workbook.reviewing.review import PAGE, read, reviewed, write_review  # noqa: PLC0415

    if form is DiffFormat.CSV:
        raise SteelyardError("a difference has several tables, and csv holds one; ask for json")
    if output is not None:
        require_ending(output, WORKBOOK, PAGE)
        require_free(output, force=force)
    found = reviewed(*read(old, new), stakeholder, without_secrets=without_secrets)
    if not found.both.differ and output is None:
        _say_equal(found, form)
    elif output is None:
        say(_printed(found, form, (old.name, new.name)))
    elif found.both.differ:
        warn_of_losses(output, write_review(found, output, (old.name, new.name), new=not force))
        say(f"{output}: the review of {new}, compared with {old}.")
    else:
        say(f"{NOTHING} {output} is not written.")
    if found.both.differ:
        raise typer.Exit(DIFFERENT)


def _say_equal(found: Reviewed, form: DiffFormat) -> None:
    """What is printed where nothing differs; what a reviewer wrote is not lost."""
    if form is DiffFormat.JSON:
        say(together(found.tables, Format.JSON) if found.answers.rows else "{}")
        return
    say(NOTHING)
    if found.answers.rows:
        say(f"\n{text_of(found.answers, Format.TABLE, console_width())}")


def _printed(found: Reviewed, form: DiffFormat, names: tuple[str, str]) -> str:
    """The tables, those for people with names and without their last rows where they are long."""
    if form is DiffFormat.HTML:
        from steelyard.workbook.reviewing.page import page  # noqa: PLC0415 - only where it is asked for

        return page(found, names).removesuffix("\n")
    plain = Format(form.value)
    if plain is Format.JSON:
        return together(found.tables, plain)
    shown = [table for table in found.tables if table.rows and table.name != "shares"]
    later = found.both.found.new
    tables = [_shortened(for_readers(table, later, plain), plain) for table in shown]
    return "\n\n".join([*tables, *filter(None, [found.both.withheld])])


def _shortened(table: Result, form: Format) -> str:
    """The first rows of a table, and how many there are beyond them."""
    left = len(table.rows) - LONGEST_TABLE
    shown = text_of(replace(table, rows=table.rows[:LONGEST_TABLE]), form, console_width())
    return f"{shown}\n… and {left:,} more; --format json has all." if left > 0 else shown
