"""`steelyard show`: a table of results."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from steelyard.cli import completion
from steelyard.cli.options import OnTrial, Viewpoint
from steelyard.cli.output import Format, command_help, console_width, for_readers, say, text_of

TABLES = (
    "ranking, scores, contributions, tradeoffs, exchange, duels, stability, leads, expected, "
    "what-it-takes, positions, record, shares, packages, frontier, accepted-frontier, concessions, "
    "tabled, acceptance, improvements, counter-offers, relaxations, plan, best-plan, plan-futures, "
    "plan-parties, order or snapback"
)
"""The tables, for the help, which must not import the engine; a test compares them with `api.QUESTIONS`."""


@command_help(
    """
    Print a table of results.

    Points have one decimal and shares are percentages. csv and json have full precision, shares from 0 to 1,
    and inf for an exchange rate at which no number of steps would be enough.
    """
)
def show(
    file: Annotated[Path, typer.Argument(help="Workbook (.xlsx, .ods) or text of a model (.yaml).")],
    table: Annotated[
        str, typer.Argument(help=f"Which table: {TABLES}.", autocompletion=completion.tables)
    ] = "ranking",
    scenario: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Scenario, by id or name; the one on Decide, or all where a table covers all.",
            autocompletion=completion.scenarios,
        ),
    ] = None,
    stakeholder: Viewpoint = None,
    *,
    trial: OnTrial = False,
    form: Annotated[Format, typer.Option("--format", help="How it is printed.")] = Format.TABLE,
) -> None:
    from steelyard import api  # noqa: PLC0415 - help needs no engine

    model = api.load(file)
    answer = for_readers(api.table(model, table, scenario, stakeholder, trial=trial), model, form)
    say(text_of(answer, form, console_width()))
