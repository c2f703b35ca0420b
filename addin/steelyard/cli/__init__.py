"""The commands, one file each: a command reads its options, calls another room, and prints the result."""

from __future__ import annotations

import codecs
import os
import sys
from contextlib import nullcontext
from functools import wraps
from typing import TYPE_CHECKING, Annotated, ParamSpec

import typer

from steelyard.cli.add import add
from steelyard.cli.addin import build as build_extension
from steelyard.cli.addin import install, remove
from steelyard.cli.adopt import adopt
from steelyard.cli.build import build
from steelyard.cli.check import check
from steelyard.cli.diff import diff
from steelyard.cli.export import export
from steelyard.cli.merge import merge
from steelyard.cli.new import new
from steelyard.cli.output import command_help, warn
from steelyard.cli.packages import packages
from steelyard.cli.plan import plan
from steelyard.cli.pool import pool
from steelyard.cli.progress import at_work
from steelyard.cli.release import release
from steelyard.cli.reweigh import reweigh
from steelyard.cli.schema import schema
from steelyard.cli.score import score
from steelyard.cli.serve import serve, token
from steelyard.cli.show import show
from steelyard.cli.sign import sign
from steelyard.cli.streams import REFUSED, fill_closed_streams, run
from steelyard.cli.verify_signature import verify_signature
from steelyard.errors import SteelyardError

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")

REPLACE, REPLACEMENTS = "steelyard-plain", {"−": "-", "∞": "inf"}
"""Name of the error handler for consoles that lack a sign, and the signs that it uses instead."""

SELDOM = (200_000, 50, 100)
"""How seldom Python looks for cycles of objects that nothing uses. A command ends within seconds, and at the
usual numbers the search takes a tenth of its time. A service lives long and keeps the usual numbers."""


def refusing(command: Callable[P, None]) -> Callable[P, None]:
    """The command, with errors of steelyard as a message and an exit code instead of a traceback."""

    @wraps(command)
    def refused(*args: P.args, **kwargs: P.kwargs) -> None:
        if command is not serve:
            _save_time()
        try:
            with nullcontext() if command is serve else at_work():
                command(*args, **kwargs)
        except SteelyardError as refusal:
            warn("\n".join([f"steelyard: {refusal}", *getattr(refusal, "__notes__", ())]))
            raise typer.Exit(REFUSED) from None

    return refused


def _save_time() -> None:
    """Set Python and numpy up for a process that ends within seconds."""
    import gc  # noqa: PLC0415 - the help of a command does without it

    from steelyard.service.threads import ask_for_one_thread  # noqa: PLC0415

    gc.set_threshold(*SELDOM)
    ask_for_one_thread(os.environ)


app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for command in (
    new,
    build,
    score,
    add,
    adopt,
    reweigh,
    show,
    packages,
    plan,
    check,
    diff,
    merge,
    pool,
    release,
    sign,
    verify_signature,
    export,
    schema,
    serve,
    token,
):
    app.command()(refusing(command))
desktop = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
desktop.command()(refusing(install))
desktop.command("build")(refusing(build_extension))
desktop.command()(refusing(remove))


@desktop.callback()
@command_help("Connect Excel or LibreOffice on this desktop to steelyard.")
def addin_group() -> None:
    pass  # a group needs a callback for its help


app.add_typer(desktop, name="addin")


def _version(*, wanted: bool) -> None:
    if wanted:
        from steelyard import __version__  # noqa: PLC0415 - reads the metadata of the installation, which takes time

        typer.echo(f"steelyard {__version__}")
        raise typer.Exit


@app.callback()
@command_help(
    """
    Weigh what to offer against what is delivered: decision support that lives in a spreadsheet.

    FILE is a workbook (.xlsx, .ods) or the text of a model (.yaml) everywhere.
    """
)
def steelyard(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    pass  # --version has a callback of its own


def main() -> None:
    """Run the command that was typed."""
    fill_closed_streams()
    codecs.register_error(REPLACE, _replaced)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A console keeps its own encoding; a file or a pipe gets UTF-8.
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors=REPLACE)
    run(app)


def _replaced(error: UnicodeError) -> tuple[str, int]:
    """Replace a sign that the encoding of the console lacks: the minus sign by a hyphen, others by ?."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    unknown = error.object[error.start : error.end]
    return "".join(REPLACEMENTS.get(sign, "?") for sign in unknown), error.end
