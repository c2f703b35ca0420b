"""`steelyard plan`: what each side has given and received at every half-step, and the best order."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from steelyard.cli import completion
from steelyard.cli.output import Format, command_help, console_width, text_of, together


@command_help(
    """
    Print the ledger of the plan; refuse a plan that releases an option before its conditions hold.

    With --optimise, print the order of the steps in which the more exposed side is exposed least, with the
    fewest phases, and its ledger. csv has the ledger only, json both by their names.
    """
)
def plan(
    file: Annotated[Path, typer.Argument(help="Workbook (.xlsx) or text of a model (.yaml).")],
    *,
    optimise: Annotated[
        bool, typer.Option("--optimise", help="Find the order with the least exposure, and show its ledger.")
    ] = False,
    stakeholder: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Whose weights: a stakeholder, by id or name, or all; as on Decide by default.",
            autocompletion=completion.viewpoints,
        ),
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How it is printed.")] = Format.TABLE,
) -> None:
    from steelyard import api  # noqa: PLC0415 - help needs no engine

    model = api.load(file)
    names = ["order", "best_plan"] if optimise else ["plan"]
    found = [api.table(model, name, None, stakeholder) for name in names]
    typer.echo(together(found, form, console_width()) if form is not Format.CSV else text_of(found[-1], form))
