"""`steelyard packages`: the solutions of the exchange, and how the tabled package compares."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from steelyard.cli.options import OnTrial, Viewpoint
from steelyard.cli.output import Format, command_help, console_width, for_readers, say, text_of, together

PROPOSAL_TABLES = ("tabled", "acceptance", "counter_offers", "improvements")
"""Tables about the tabled package, printed where there is one."""


@command_help(
    """
    Print the packages that solve the exchange, and how the tabled one compares.

    The solutions come first; then, where a package is tabled, who accepts it, the cheapest counter-offers and
    the joint improvements; where no zone of agreement is open, the rules and consents that prevent it. csv
    has the solutions only, json every table by its name. `steelyard show FILE frontier` prints the whole
    frontier.
    """
)
def packages(
    file: Annotated[Path, typer.Argument(help="Workbook (.xlsx, .ods) or text of a model (.yaml).")],
    stakeholder: Viewpoint = None,
    *,
    trial: OnTrial = False,
    points: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=2, help="Also list about N packages of the frontier; the table states the gap."
        ),
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How it is printed.")] = Format.TABLE,
) -> None:
    from steelyard import api  # noqa: PLC0415 - help needs no engine
    from steelyard.weigh import package_results  # noqa: PLC0415

    model = api.load(file)
    weighing = api.weighed(model, stakeholder, trial=trial)
    found = [package_results.solutions(weighing)]
    if form is not Format.CSV:
        found += [package_results.frontier(weighing, points)] if points else []
        if package_results.has_proposal(model):
            found += [api.table(model, name, None, stakeholder, trial=trial) for name in PROPOSAL_TABLES]
        barriers = api.table(model, "relaxations", None, stakeholder, trial=trial)
        found += [barriers] if barriers.rows else []
    found = [for_readers(table, model, form) for table in found]
    say(together(found, form, console_width()) if form is not Format.CSV else text_of(found[0], form))
