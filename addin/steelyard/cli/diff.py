"""`steelyard diff`: what lies between two versions of a decision."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from steelyard.cli import completion
from steelyard.cli.output import Format, command_help, console_width, for_readers, say, text_of, together

if TYPE_CHECKING:
    from steelyard.weigh.result import Result

DIFFERENT = 1
"""The exit code where a judgement, a name or the evidence is another."""

LONGEST_TABLE = 20
"""Rows of a table that are printed for people; the rest is counted."""


@command_help(
    """
    Explain what lies between two versions of a decision.

    Judgements are compared by their keys, whatever the order of the rows and the looks of the cells. The
    tables say which judgements changed, came or went, the highest effect first; what that does to every net,
    rank and verdict; the smallest sets of edits that bring a new first place or a new verdict by themselves;
    and edits that cancel each other. json has all rows, and the share of each edit in each change of a net
    value. Exits with 0 where nothing differs and with 1 where something does.
    """
)
def diff(
    old: Annotated[Path, typer.Argument(help="The earlier version: workbook (.xlsx) or text (.yaml).")],
    new: Annotated[Path, typer.Argument(help="The later version.")],
    stakeholder: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Whose weights: a stakeholder of both versions, by id or name, or all; as on Decide of the "
            "later version by default.",
            autocompletion=completion.viewpoints,
        ),
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How it is printed.")] = Format.TABLE,
) -> None:
    from steelyard import api  # noqa: PLC0415 - help needs no engine
    from steelyard.errors import SteelyardError  # noqa: PLC0415

    if form is Format.CSV:
        raise SteelyardError("a difference has several tables, and csv holds one; ask for json")
    later = api.load(new)
    tables = api.difference(api.load(old), later, stakeholder)
    if not any(table.rows for table in tables):
        say("{}" if form is Format.JSON else "No judgement differs.")
        return
    if form is Format.JSON:
        say(together(tables, form))
    else:
        shown = [table for table in tables if table.rows and table.name != "shares"]
        say("\n\n".join(_shortened(for_readers(table, later, form), form) for table in shown))
    raise typer.Exit(DIFFERENT)


def _shortened(table: Result, form: Format) -> str:
    """The first rows of a table, and how many there are beyond them."""
    left = len(table.rows) - LONGEST_TABLE
    shown = text_of(replace(table, rows=table.rows[:LONGEST_TABLE]), form, console_width())
    return f"{shown}\n… and {left:,} more; --format json has all." if left > 0 else shown
