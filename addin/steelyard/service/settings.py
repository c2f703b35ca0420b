"""The settings of an operator: where the service listens, who may use it, and the limits of each user."""

from __future__ import annotations

import ipaddress
import os
import re
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, get_type_hints

from steelyard.errors import SteelyardError
from steelyard.service.identity.identity import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

PREFIX: Final = "STEELYARD_"
"""How the names of environment variables begin that hold settings."""

LICENCE: Final = "XLWINGS_LICENSE_KEY"
"""Variable in which the operator declares the licence of xlwings Server."""

BOUNDS: Final = {
    "port": (1, 65_535),
    "workers": (1, 1_000),
    "light_processes": (1, 1_000),
    "heavy_processes": (1, 1_000),
}
"""Lowest and highest value of a number, where they differ from those of other numbers."""

WHOLE: Final = (1, 1_000_000_000_000)
FRACTION: Final = (0.001, 1_000_000_000)
"""Lowest and highest value of whole numbers and of fractions."""

LOOPBACK_NAMES: Final = ("localhost", "127.0.0.1", "::1")

HOSTNAME: Final = re.compile(r"[\w.-]+(:\d+)?|\[[0-9a-fA-F:]+\](:\d+)?", re.ASCII)
ORIGIN: Final = re.compile(r"https?://[^/\s]+", re.ASCII)

MEGABYTE: Final = 1_000_000

ADD_IN: Final = "3719a284-a15d-4ffa-b2f4-eb583084833d"
"""Id of the add-in in Excel, unless the operator sets another; it must never change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting with its default; each has an environment variable of the same name."""

    host: Annotated[str, "Address that is listened on."] = "127.0.0.1"
    port: Annotated[int, "Port that is listened on."] = 8000
    workers: Annotated[int, "Server processes that share the port."] = 1
    user: Annotated[str, "The one user of a service on loopback, who needs no authentication."] = ""
    tokens: Annotated[Path | None, "File of tokens; see steelyard token."] = None
    entra_tenant: Annotated[str, "Tenant of Entra ID whose users are accepted."] = ""
    entra_client: Annotated[str, "Application id for which tokens of Entra ID must be issued."] = ""
    entra_keys: Annotated[
        str,
        "Keys of Entra ID: an https address, or a file for a server without internet; else the tenant's own.",
    ] = ""
    hostnames: Annotated[
        tuple[str, ...], "Names by which the service is reached; the first one goes into the manifest."
    ] = ()
    origins: Annotated[tuple[str, ...], "Other origins whose pages may call."] = ()
    proxies: Annotated[
        tuple[str, ...],
        "Addresses of the reverse proxy that ends TLS; the address of the client that it states is trusted.",
    ] = ()
    tls_certificate: Annotated[Path | None, "Certificate chain, PEM."] = None
    tls_key: Annotated[Path | None, "Its private key, PEM."] = None
    restrict: Annotated[
        tuple[str, ...], "Functions, buttons or verbs that need a higher role: NAME=ROLE."
    ] = ()
    project: Annotated[
        Path | None, "Project folder of xlwings Server with functions of your own, in place of steelyard's."
    ] = None
    cache: Annotated[str, "Address of Redis (redis:// or rediss://) for functions that return objects."] = ""
    light_processes: Annotated[int, "Worker processes for short calls, for each server process."] = 1
    heavy_processes: Annotated[int, "Worker processes for long calls, at a lower priority."] = 2
    light_seconds: Annotated[float, "Longest that a short call may work before it is ended."] = 10.0
    heavy_seconds: Annotated[float, "Longest that a long call may work before it is ended."] = 60.0
    queue_seconds: Annotated[float, "Longest that a call waits for its turn."] = 120.0
    queue_length: Annotated[int, "Calls of one user that may wait."] = 5_000
    recycle_after: Annotated[int, "Calls after which a worker process is replaced."] = 2_000
    worker_bytes: Annotated[int, "Memory that a call may use in its worker process."] = 2_000 * MEGABYTE
    call_bytes: Annotated[int, "Largest body of a function or a script."] = 16 * MEGABYTE
    upload_bytes: Annotated[int, "Largest workbook."] = 25 * MEGABYTE
    waiting_bytes: Annotated[int, "Bytes of bodies in memory at one time; more wait unread."] = 256 * MEGABYTE
    user_bytes: Annotated[int, "Bytes of bodies of one user in memory at one time."] = 64 * MEGABYTE
    head_seconds: Annotated[float, "Longest that a client takes to send the head of a request."] = 10.0
    body_seconds: Annotated[float, "Longest that a client takes to send a body."] = 30.0
    rate: Annotated[
        float,
        "Requests a second of one user, or of one unknown client, that are answered without delay.",
    ] = 50.0
    burst: Annotated[int, "Requests that may come at once above that rate."] = 2_000
    failures: Annotated[
        int, "Wrong tokens a minute from one address, after which it gets the answer 429."
    ] = 20
    connections: Annotated[int, "Connections at one time."] = 1_000
    client_connections: Annotated[
        int, "Connections at one time of one user, or of one address whose user is unknown."
    ] = 100

    def __post_init__(self) -> None:
        refuse_start([*self._problems()])

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        try:
            return self.host == "localhost" or ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def providers(self) -> tuple[str, ...]:
        """Names of the providers of identities, as xlwings' client names them."""
        named = {"token": self.tokens is not None, "entraid": bool(self.entra_tenant)}
        return tuple(name for name, there in named.items() if there)

    @property
    def names(self) -> tuple[str, ...]:
        """Host names that a request may name, without ports."""
        return tuple(bare(name) for name in self.hostnames) or LOOPBACK_NAMES

    def is_proxy(self, address: str) -> bool:
        """Whether an address is that of the reverse proxy."""
        if "*" in self.proxies or address in self.proxies:
            return True
        try:
            client = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(client in network for network in map(_network, self.proxies) if network is not None)

    @property
    def url(self) -> str:
        """Address by which users reach it."""
        if self.hostnames:
            return f"https://{self.hostnames[0]}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.tls_certificate else 'http'}://{host}:{self.port}"

    @property
    def restricted(self) -> dict[str, Role]:
        """The role that a function, script or verb needs, where the operator sets a higher one."""
        return {
            name.casefold(): Role(role) for name, _, role in (one.partition("=") for one in self.restrict)
        }

    def _problems(self) -> Iterator[str]:
        """Every reason why it must not start."""
        yield from self._problems_of_users()
        yield from self._problems_of_names()
        yield from self._problems_of_network()
        for one in self.restrict:
            name, _, role = one.partition("=")
            if not name or role not in {*Role}:
                yield f"restrict {one!r}: NAME=ROLE is needed, with a role among {', '.join(Role)}"
        yield from self._problems_of_numbers()
        if self.project is not None and not self.project.is_dir():
            yield f"project {self.project}: there is no such folder"

    def _problems_of_numbers(self) -> Iterator[str]:
        hints = get_type_hints(Settings)
        for one in fields(self):
            if hints[one.name] not in (int, float):
                continue
            value = getattr(self, one.name)
            low, high = BOUNDS.get(one.name, WHOLE if hints[one.name] is int else FRACTION)
            if not low <= value <= high:  # also where it is no number
                yield f"{one.name} is {value}: a number from {low:g} to {high:,g} is needed"

    def _problems_of_users(self) -> Iterator[str]:
        if self.user and not self.on_loopback:
            yield (
                f"host {self.host} can be reached from other machines, and --user lets everybody in: give "
                "--tokens FILE or --entra-tenant, or listen on 127.0.0.1"
            )
        if self.user and (self.providers or self.proxies or self.workers > 1):
            yield "--user is for one user on this machine: without tokens, Entra ID, proxies, or more workers"
        if not (self.user or self.providers):
            yield (
                "users could not be identified: give --tokens FILE (see steelyard token), or "
                "--entra-tenant and --entra-client, or, for yourself on this machine alone, --user NAME"
            )
        if bool(self.entra_tenant) != bool(self.entra_client):
            yield "Entra ID needs both --entra-tenant and --entra-client"
        if self.entra_keys.startswith("http:"):
            yield f"entra_keys {self.entra_keys!r}: keys are fetched by https only"
        if self.tokens is not None and not self.tokens.is_file():
            yield f"tokens {self.tokens}: there is no such file; steelyard token add USER makes it"

    def _problems_of_names(self) -> Iterator[str]:
        for name in self.hostnames:
            if not HOSTNAME.fullmatch(name):
                yield f"hostname {name!r}: a name without https:// and path is needed"
        for origin in self.origins:
            if not ORIGIN.fullmatch(origin):
                yield f"origin {origin!r}: https://NAME is needed, without a path"
        for proxy in self.proxies:
            if proxy != "*" and _network(proxy) is None:
                yield f"proxy {proxy!r}: an address such as 192.0.2.1, a network such as 192.0.2.0/24, or *"

    def _problems_of_network(self) -> Iterator[str]:
        if bool(self.tls_certificate) != bool(self.tls_key):
            yield "TLS needs both --tls-certificate and --tls-key"
        for path in (self.tls_certificate, self.tls_key):
            if path is not None and not path.is_file():
                yield f"{path}: there is no such file"
        if self.on_loopback:
            return
        if not (self.tls_certificate or self.proxies):
            yield (
                f"host {self.host} can be reached from other machines, and tokens would travel in the open: "
                "give --tls-certificate and --tls-key, or --proxy ADDRESS of the reverse proxy that ends TLS"
            )
        if not self.hostnames:
            yield "--hostname is needed: the name by which users reach the service"


def _network(written: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(written)
    except ValueError:
        return None


def refuse_start(problems: Sequence[str]) -> None:
    """Refuse to start where there are problems.

    Raises:
        SteelyardError: with every problem.
    """
    if problems:
        raise SteelyardError("the service does not start:\n" + "\n".join(f"  {one}" for one in problems))


def bare(host: str) -> str:
    """A host name without its port, in small letters.

    >>> bare("Weigh.example.org:8443"), bare("[::1]:8000"), bare("::1")
    ('weigh.example.org', '::1', '::1')
    """
    if host.startswith("["):
        return host[1:].partition("]")[0].casefold()
    name, _, port = host.rpartition(":")
    return (name if name and ":" not in name and port.isdigit() else host).casefold()


def from_environment(environment: Mapping[str, str], **chosen: object) -> Settings:
    """The settings in the environment; values that are given here come first.

    Raises:
        SteelyardError: a variable has no valid value, or the service must not start with these settings.
    """
    hints = get_type_hints(Settings)
    given = {name: value for name, value in chosen.items() if value not in (None, ())}
    for one in fields(Settings):
        written = environment.get(PREFIX + one.name.upper(), "")
        if written and one.name not in given:
            given[one.name] = _parsed(one.name, written, hints[one.name])
    return Settings(**given)  # type: ignore[arg-type]


def _parsed(name: str, written: str, wanted: object) -> object:
    """The value of a variable of the environment."""
    try:
        if wanted in (int, float):
            return wanted(written)
        if wanted is str:
            return written
        if wanted == tuple[str, ...]:
            return tuple(part.strip() for part in written.split(",") if part.strip())
        return Path(written)
    except ValueError:
        raise SteelyardError(f"{PREFIX}{name.upper()} is {written!r}: a number is needed") from None


def as_environment(settings: Settings) -> dict[str, str]:
    """The settings as variables, for other processes of the same service."""
    written = {}
    for one in fields(Settings):
        value = getattr(settings, one.name)
        text = ",".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
        written[PREFIX + one.name.upper()] = text
    return written


def require_licence(environment: Mapping[str, str]) -> None:
    """Check that the operator has declared the licence of xlwings Server; no code declares it.

    Raises:
        SteelyardError: it is not declared.
    """
    if not environment.get(LICENCE, "").strip():
        raise SteelyardError(
            "the service does not start: xlwings Server, on which it runs, wants its licence declared, and "
            f"only you can do that. Set {LICENCE} to the key you bought, or to noncommercial if your use is "
            "one that its PolyForm Noncommercial licence permits (a government, a charity, a school, public "
            "research, ...); see docs/how-to/run-the-service.md"
        )


def project_folder(settings: Settings) -> Path:
    """The folder in which xlwings Server finds functions, scripts, templates and static files."""
    if settings.project is not None:
        return settings.project.resolve()
    package = Path(__file__).resolve().parents[1]
    installed = package / "project"
    return installed if installed.is_dir() else package.parent


def for_xlwings(settings: Settings) -> dict[str, str]:
    """The settings of xlwings Server, as its variables; they must be set before it is imported anywhere.

    Everything that is not needed is off. Cached objects are always kept apart by user.
    """
    variables = {
        "PROJECT_DIR": str(project_folder(settings)),
        "ENVIRONMENT": "prod",
        "PROJECT_NAME": "steelyard",
        "FUNCTIONS_NAMESPACE": "STEELYARD",
        "AUTH_PROVIDERS": _json(settings.providers),
        "CORS_ALLOW_ORIGINS": _json(settings.origins),
        "OBJECT_CACHE_PARTITION_BY_USER": "true",
        "ENABLE_SOCKETIO": "false",
        "ENABLE_HOTRELOAD": "false",
        "ENABLE_EXAMPLES": "false",
        "ENABLE_TESTS": "false",
        "ENABLE_WASM": "false",
        "ENABLE_BOOTSTRAP": "false",
        "ENABLE_HTMX": "false",
        "ENABLE_ALPINEJS_CSP": "false",
        "CDN_OFFICEJS": "false",
        "MANIFEST_ID_PROD": os.environ.get("XLWINGS_MANIFEST_ID_PROD", ADD_IN),
        "LOG_LEVEL": "WARNING",
    }
    if settings.cache:
        variables["OBJECT_CACHE_URL"] = settings.cache
    if settings.hostnames:
        variables["HOSTNAME"] = settings.hostnames[0]
    return {f"XLWINGS_{name}": value for name, value in variables.items()} | {"XLWINGS_ON_SERVER": "true"}


def _json(values: tuple[str, ...]) -> str:
    import json  # noqa: PLC0415 - once

    return json.dumps(list(values))


def read() -> Settings:
    """The settings of this process, which `steelyard serve` put into its environment."""
    return from_environment(os.environ)
