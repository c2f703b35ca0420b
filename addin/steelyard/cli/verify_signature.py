"""`steelyard verify-signature`: what still holds of the signatures in a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from steelyard.cli.output import Format, command_help, console_width, say, text_of

NOT_SOUND = 1
"""The exit code where nobody signed, or a signature is out of date or broken."""


@command_help(
    """
    Say what still holds of the signatures in a workbook.

    Each signature is current while every judgement is as it was signed. Where a key signed, ssh-keygen or gpg
    verifies that, and what the key signed is compared with the sheet and with the judgements of now. Exits
    with 0 where somebody signed and all signatures are current, and with 1 otherwise.
    """
)
def verify_signature(
    book: Annotated[Path, typer.Argument(metavar="BOOK", help="Workbook.")],
    *,
    allowed_signers: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Who may sign by which SSH key, as for ssh-keygen; any key is accepted without it.",
        ),
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How it is printed.")] = Format.TABLE,
) -> None:
    from steelyard.workbook.packages import package_of_path  # noqa: PLC0415 - help needs no workbook
    from steelyard.workbook.signing.standing import standing  # noqa: PLC0415

    found = standing(package_of_path(book), allowed_signers)
    if not found.table.rows and form is Format.TABLE:
        say("Nobody has signed.")
    else:
        say(text_of(found.table, form, console_width()))
    if not found.sound:
        raise typer.Exit(NOT_SOUND)
