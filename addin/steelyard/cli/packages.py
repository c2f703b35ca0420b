"""`steelyard packages`: what a deal could be, and what the tabled package leaves on the table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from steelyard.cli.output import Format, console_width, text_of, together

ON_TABLE = ("tabled", "acceptance", "counter_offers", "improvements")
"""Tables about the tabled package, shown where there is one."""


def packages(
    file: Annotated[Path, typer.Argument(help="Workbook (.xlsx) or text of a model (.yaml).")],
    stakeholder: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Whose weights: a stakeholder, or all; as on Decide by default."),
    ] = None,
    points: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=2, help="Thin the frontier out to about N points; the table states the gap."
        ),
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How it is printed.")] = Format.TABLE,
) -> None:
    """Print the packages that solve the exchange, and how the tabled one compares.

    Solutions first; then, where a package is tabled, who accepts it, the cheapest counter-offers and joint
    improvements; where no zone of agreement is open, the rules that stand in the way. csv has the solutions
    only, json every table by its name. `steelyard show FILE frontier` prints the whole frontier.
    """
    from steelyard import api as face  # noqa: PLC0415 - help needs no engine
    from steelyard.weigh import package_results  # noqa: PLC0415

    model = face.load(file)
    found = [package_results.solutions(face.weighed(model, stakeholder), points)]
    if form is not Format.CSV:
        if package_results.has_proposal(model):
            found += [face.table(model, name, None, stakeholder) for name in ON_TABLE]
        barriers = face.table(model, "relaxations", None, stakeholder)
        found += [barriers] if barriers.rows else []
    typer.echo(together(found, form, console_width()) if form is not Format.CSV else text_of(found[0], form))
