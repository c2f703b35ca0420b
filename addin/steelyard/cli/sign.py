"""`steelyard sign`: a role signs the judgements of a workbook."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from steelyard.cli.edited import edited, say_edited
from steelyard.cli.options import Force, Output
from steelyard.cli.output import command_help, warn


@command_help(
    """
    Sign the judgements of a workbook in a role, and score.

    The sheet Sign-off gets name, day and fingerprint, and the ledger on Checks keeps every judgement as it
    was signed. When a judgement changes, the signature is out of date: Sign-off says so at once, and which
    judgement is the first. With --key a key signs too, by ssh-keygen or gpg; steelyard verify-signature
    checks it. A role that signs again replaces its signature.
    """
)
def sign(
    book: Annotated[Path, typer.Argument(metavar="BOOK", help="Workbook.")],
    role: Annotated[
        str, typer.Option(metavar="ROLE", help="analyst, reviewer, commissioner or owner (of the numbers).")
    ],
    name: Annotated[str, typer.Option(metavar="NAME", help="Who signs.")],
    output: Output = None,
    *,
    key: Annotated[
        str | None,
        typer.Option(metavar="KEY", help="The file of an SSH key, or what names an OpenPGP key for gpg."),
    ] = None,
    force: Force = False,
) -> None:
    from datetime import UTC, datetime  # noqa: PLC0415 - help needs no workbook

    from steelyard.workbook.signing.key_programs import signed_by  # noqa: PLC0415
    from steelyard.workbook.signing.sign import signed  # noqa: PLC0415

    proof_of = None if key is None else partial(signed_by, key=key)
    now = datetime.now(tz=UTC)
    done, lost = edited(
        book, output, lambda file: signed(file, role, name, now=now, proof_of=proof_of), force=force
    )
    said = f"{output or book}: signed by {name} as {done.role.lower()} (fingerprint {done.fingerprint})."
    say_edited(output or book, [said], done.scored, lost)
    for each in done.lacking:
        warn(each)
