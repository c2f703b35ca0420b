"""`steelyard add`: a new part of the model, added to the workbook and to every sheet that depends on it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from steelyard.cli.edited import edited, say_edited
from steelyard.cli.options import Force, Output
from steelyard.cli.output import command_help


class Kind(StrEnum):
    """What can be added."""

    OPTION = "option"
    MEASURE = "measure"
    COST_HEAD = "cost-head"
    SCENARIO = "scenario"
    STAKEHOLDER = "stakeholder"
    RULE = "rule"
    RECORD_ENTRY = "record-entry"
    STEP = "step"
    EVIDENCE = "evidence"


UNNAMED = (Kind.RULE, Kind.RECORD_ENTRY, Kind.STEP, Kind.EVIDENCE)
"""Kinds of parts that have no name."""


@command_help(
    """
    Add an option, a measure or another part to a workbook, and score it.

    What is not given is filled so that no result changes before somebody judges: no weight, no linkage, no
    cost, no influence, the lowest level. All sheets that depend on it get the new part too.
    """
)
def add(  # noqa: PLR0913 - each is an option of the shell
    kind: Annotated[Kind, typer.Argument(help="What to add.", show_choices=True)],
    book: Annotated[Path, typer.Argument(metavar="BOOK", help="Workbook to add it to.")],
    part: Annotated[
        str, typer.Argument(metavar="ID", help="Its id; for evidence, the key of the judgement.")
    ],
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="WHAT=VALUE",
            help="A column of its row (note=..., kind=requires), or a judgement by its key "
            "(linkage/ID/MEASURE=40). May be given more than once.",
        ),
    ] = None,
    name: Annotated[str | None, typer.Option("--name", help="Its name.  [default: the id]")] = None,
    output: Output = None,
    *,
    force: Force = False,
) -> None:
    from steelyard.workbook.editing.add_part import added  # noqa: PLC0415 - help needs no workbook

    given = dict(_pair(each) for each in settings or ())
    judgements = {what: value for what, value in given.items() if "/" in what}
    named = {} if kind in UNNAMED else {"name": name or part}
    own = {"key" if kind is Kind.EVIDENCE else "id": part} | named
    own |= {what: value for what, value in given.items() if what not in judgements}

    done, lost = edited(book, output, lambda file: added(file, kind.value, own, judgements), force=force)
    say_edited(output or book, [f"{output or book}: {kind.value} {part!r} added."], done, lost)


def _pair(written: str) -> tuple[str, str]:
    what, sign, value = written.partition("=")
    if not sign or not what:
        raise typer.BadParameter(f"{written!r} is not of the form WHAT=VALUE", param_hint="--set")
    return what, value
