"""The shell: one file a command, each of which translates what was typed and prints what came out."""

from __future__ import annotations

import codecs
import sys
from functools import wraps
from typing import TYPE_CHECKING, Annotated, ParamSpec

import typer

from steelyard.cli.add import add
from steelyard.cli.addin import install
from steelyard.cli.build import build
from steelyard.cli.check import check
from steelyard.cli.export import export
from steelyard.cli.new import new
from steelyard.cli.output import warn
from steelyard.cli.packages import packages
from steelyard.cli.plan import plan
from steelyard.cli.schema import schema
from steelyard.cli.score import score
from steelyard.cli.serve import serve, token
from steelyard.cli.show import show
from steelyard.errors import SteelyardError

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")

PLAIN, PLAINER = "steelyard-plain", {"−": "-", "∞": "inf"}
"""How output is put where a console lacks a sign."""

REFUSED = 2
"""Exit code when a command could not do what it was asked for; usage errors have the same."""


def refusing(command: Callable[P, None]) -> Callable[P, None]:
    """The command, with what steelyard refuses as a message and an exit code instead of a traceback."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except SteelyardError as refusal:
            warn("\n".join([f"steelyard: {refusal}", *getattr(refusal, "__notes__", ())]))
            raise typer.Exit(REFUSED) from None

    return run


app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for command in (new, build, score, add, show, packages, plan, check, export, schema, serve, token):
    app.command()(refusing(command))
desktop = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
desktop.command()(refusing(install))


@desktop.callback()
def doors() -> None:
    """Open Excel's doors on a desktop."""


app.add_typer(desktop, name="addin")


def _version(*, wanted: bool) -> None:
    if wanted:
        from steelyard import __version__  # noqa: PLC0415 - asks the installation, which takes time

        typer.echo(f"steelyard {__version__}")
        raise typer.Exit


@app.callback()
def steelyard(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Weigh what to offer against what is delivered: decision support that lives in a spreadsheet.

    FILE is a workbook (.xlsx) or the text of a model (.yaml) everywhere.
    """


def main() -> None:
    """Run the command that was typed."""
    codecs.register_error(PLAIN, _plain)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A console keeps its own letters; a file or a pipe gets UTF-8.
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors=PLAIN)
    app()


def _plain(error: UnicodeError) -> tuple[str, int]:
    """What a console shows for a sign that it does not have: a plainer one, above all for the minus."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    unknown = error.object[error.start : error.end]
    return "".join(PLAINER.get(sign, "?") for sign in unknown), error.end
