"""`steelyard plan`: what each side has given and received at every half-step, and the best order."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from steelyard.cli.options import OnTrial, Viewpoint
from steelyard.cli.output import Format, command_help, console_width, for_readers, say, text_of, together


@command_help(
    """
    Print the ledger of the plan; refuse a plan that releases an option before its conditions hold.

    With --optimise, print the order of the steps in which the more exposed side is exposed least, with the
    fewest phases, and its ledger. Below the ledger stands what each side needs of the time after the plan,
    and what each further counterpart has. csv has the ledger only, json every table by its name.
    """
)
def plan(
    file: Annotated[Path, typer.Argument(help="Workbook (.xlsx, .ods) or text of a model (.yaml).")],
    *,
    optimise: Annotated[
        bool, typer.Option("--optimise", help="Find the order with the least exposure, and show its ledger.")
    ] = False,
    stakeholder: Viewpoint = None,
    trial: OnTrial = False,
    form: Annotated[Format, typer.Option("--format", help="How it is printed.")] = Format.TABLE,
) -> None:
    from steelyard import api  # noqa: PLC0415 - help needs no engine
    from steelyard.weigh import plan_results  # noqa: PLC0415

    weighing = api.weighed(api.load(file), stakeholder, trial=trial)
    ledger = plan_results.ledger(weighing, optimise=optimise)
    if form is Format.CSV:
        say(text_of(ledger, form))
        return
    found = [plan_results.order(weighing)] if optimise else []
    found += [ledger, plan_results.plan_futures(weighing, optimise=optimise)]
    parties = plan_results.plan_parties(weighing, optimise=optimise)
    found += [parties] if parties.rows else []
    say(together([for_readers(table, weighing.model, form) for table in found], form, console_width()))
