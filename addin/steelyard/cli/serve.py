"""`steelyard serve` and `steelyard token`: the service for Excel and other programs, and tokens of users."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from steelyard.cli.output import command_help
from steelyard.errors import SteelyardError

if TYPE_CHECKING:
    from collections.abc import Mapping

EXTRA = ("fastapi", "jinja2", "joserfc", "prometheus_client", "uvicorn", "xlwings_server")
"""What `steelyard[server]` brings."""


class Role(StrEnum):
    """What a user may do; the same words as in the service, which help must not import."""

    READER = "reader"
    ANALYST = "analyst"
    ADMIN = "admin"
    MONITOR = "monitor"


class Action(StrEnum):
    """What is done to the file of tokens."""

    ADD = "add"
    LIST = "list"
    REVOKE = "revoke"


Host = Annotated[str | None, typer.Option(metavar="ADDRESS", help="Listen here.  [default: 127.0.0.1]")]
Port = Annotated[int | None, typer.Option(metavar="NUMBER", help="Listen on this port.  [default: 8000]")]
User = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Serve this one user, on this machine alone, without authentication."),
]
Tokens = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Accept users with a token of this file; see steelyard token."),
]
EntraTenant = Annotated[
    str | None, typer.Option(metavar="ID", help="Accept users of this tenant of Entra ID.")
]
EntraClient = Annotated[
    str | None, typer.Option(metavar="ID", help="Application for which their tokens must be issued.")
]
Hostname = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME", help="Name by which users reach the service; may be repeated."),
]
Certificate = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Certificate chain (PEM): serve https.")
]
Key = Annotated[Path | None, typer.Option(metavar="FILE", help="Its private key (PEM).")]
Proxy = Annotated[
    list[str] | None,
    typer.Option(metavar="ADDRESS", help="Reverse proxy in front that ends TLS; may be repeated."),
]
Workers = Annotated[
    int | None, typer.Option(metavar="NUMBER", help="Server processes that share the port.  [default: 1]")
]
CheckOnly = Annotated[bool, typer.Option("--check", help="Print whether it would start, and stop.")]


@command_help(
    """
    Serve worksheet functions, buttons and the task pane to Excel, and the verbs to other programs.

    Needs steelyard[server], and the licence of xlwings Server declared in XLWINGS_LICENSE_KEY. It does not
    start without authentication, unless it serves one user on this machine. Every further setting is a
    variable of the environment: see the reference of the service.
    """
)
def serve(  # noqa: PLR0913 - each is one thing that an operator decides
    *,
    host: Host = None,
    port: Port = None,
    user: User = None,
    tokens: Tokens = None,
    entra_tenant: EntraTenant = None,
    entra_client: EntraClient = None,
    hostname: Hostname = None,
    tls_certificate: Certificate = None,
    tls_key: Key = None,
    proxy: Proxy = None,
    workers: Workers = None,
    check_only: CheckOnly = False,
) -> None:
    chosen = {
        "host": host,
        "port": port,
        "user": user,
        "tokens": tokens,
        "entra_tenant": entra_tenant,
        "entra_client": entra_client,
        "hostnames": tuple(hostname or ()),
        "tls_certificate": tls_certificate,
        "tls_key": tls_key,
        "proxies": tuple(proxy or ()),
        "workers": workers,
    }
    _serve(chosen, check_only=check_only)


def _serve(chosen: Mapping[str, object], *, check_only: bool) -> None:
    """Check the settings that were typed and those in the environment, then serve."""
    require_extra()
    import os  # noqa: PLC0415 - help needs no service

    from steelyard.service.server import serve as run  # noqa: PLC0415
    from steelyard.service.settings import from_environment, require_licence  # noqa: PLC0415
    from steelyard.service.start_checks import require_startable  # noqa: PLC0415

    require_licence(os.environ)
    settings = from_environment(os.environ, **chosen)
    require_startable(settings, os.environ)
    if check_only:
        typer.echo(f"the service would start on {settings.host}:{settings.port}")
        return
    typer.echo(f"steelyard listens on {settings.host}:{settings.port}")
    typer.echo(f"  page for workbooks   {settings.url}/workbook")
    typer.echo(f"  add-in for Excel     {settings.url}/manifest/download")
    typer.echo(f"  all ways             {settings.url}/")
    run(settings)


@command_help(
    """
    Add a token for a user of the service, list the tokens, or revoke those of a user.

    A new token is printed once; the file keeps only its digest. A revoked token is refused at once, also by
    a service that is running.
    """
)
def token(
    action: Annotated[Action, typer.Argument(help="add, list or revoke.")],
    user: Annotated[str | None, typer.Argument(help="Name of the user.")] = None,
    *,
    file: Annotated[Path, typer.Option("--file", "-f", metavar="FILE", help="File of tokens.")] = Path(
        "tokens.json"
    ),
    role: Annotated[Role, typer.Option(help="What the user may do.")] = Role.READER,
    days: Annotated[
        int | None,
        typer.Option(metavar="NUMBER", min=1, max=36_500, help="Days that the token is valid."),
    ] = None,
) -> None:
    from steelyard.service.identity import tokens  # noqa: PLC0415 - help needs no service
    from steelyard.service.identity.identity import Role as ServiceRole  # noqa: PLC0415

    if action is Action.LIST:
        _list(file)
        return
    if not user:
        raise typer.BadParameter(f"{action} whose token?", param_hint="USER")
    if action is Action.ADD:
        typer.echo(tokens.add(file, user, ServiceRole(role), days=days))
        typer.echo(
            f"{file}: {user} may use the service as {role}. The token above is not shown again.", err=True
        )
    else:
        count = tokens.revoke(file, user)
        typer.echo(f"{file}: {count} of {user} revoked.")


def _list(file: Path) -> None:
    """One line a token."""
    from steelyard.service.identity import tokens  # noqa: PLC0415

    for entry in tokens.read(file):
        state = (
            f"revoked {entry.revoked}" if entry.revoked else f"until {entry.expires}" if entry.expires else ""
        )
        typer.echo(f"{entry.user:<24}{entry.role:<10}added {entry.added}  {state}".rstrip())


def require_extra() -> None:
    """Check that everything is installed that the service needs.

    Raises:
        SteelyardError: something is missing.
    """
    from importlib.util import find_spec  # noqa: PLC0415 - only for the service

    if missing := [name for name in EXTRA if find_spec(name) is None]:
        raise SteelyardError(f"the service needs {', '.join(missing)}: pip install 'steelyard[server]'")
