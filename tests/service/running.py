"""The real server in a process of its own, those who come to it, and what they send."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from joserfc import jwt
from waiting import HANG, NEVER, until

from steelyard.service.identity.identity import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from joserfc.jwk import RSAKey

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TENANT, CLIENT = "11111111-2222-3333-4444-555555555555", "66666666-7777-8888-9999-000000000000"

USERS = {
    "rita": Role.READER,
    "ana": Role.ANALYST,
    "ben": Role.ANALYST,
    "ada": Role.ADMIN,
    "mona": Role.MONITOR,
}

LICENCE = {"XLWINGS_LICENSE_KEY": "noncommercial"}
"""For the server's process alone."""

NO_TIME_LIMITS = dict.fromkeys(
    ("light_seconds", "heavy_seconds", "queue_seconds", "head_seconds", "body_seconds"), NEVER
)
"""Settings of a server that never refuses because of time, however busy the machine is."""

LIMIT = 3
"""Seconds of each limit of the server `short_limits`. Only what never ends by itself is sent there."""


def free_port() -> int:
    """A port on this machine that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass(slots=True)
class Served:
    """A server that runs, and how to get in."""

    process: subprocess.Popen[bytes]
    port: int
    folder: Path
    keys: dict[str, str] = field(default_factory=dict)
    certificate: Path | None = None

    @property
    def url(self) -> str:
        """Where it is."""
        return f"{'https' if self.certificate else 'http'}://127.0.0.1:{self.port}"

    @property
    def trust(self) -> ssl.SSLContext | bool:
        """Whom its clients trust: it alone."""
        return ssl.create_default_context(cafile=self.certificate) if self.certificate else True

    def client(self, user: str | None = None, **more: Any) -> httpx.Client:
        """A client of the service, with the token of the user if they have one."""
        headers = {"Authorization": f"Bearer {self.keys[user]}"} if user else {}
        return httpx.Client(
            base_url=self.url, headers=headers, verify=self.trust, timeout=HANG, trust_env=False, **more
        )

    def line(self, request: str) -> dict[str, Any]:
        """The line in the log about a request, which is written just after its answer."""

        def written() -> list[str]:
            lines = (self.folder / "log").read_text(encoding="utf-8").splitlines(keepends=True)
            return [line for line in lines if request in line and line.endswith("\n")]

        return dict(json.loads(until(written, f"nothing in the log about {request}")[0]))

    def processes(self) -> list[int]:
        """Every process that it has started and that lives."""
        return [*children(self.process.pid)]


def children(parent: int) -> Iterator[int]:
    """Processes below this one; the system lists those that each of its threads has started."""
    for listed in Path(f"/proc/{parent}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in map(int, listed.read_text().split()):
                yield child
                yield from children(child)


@contextlib.contextmanager
def serving(folder: Path, *options: str, **settings: object) -> Iterator[Served]:
    """A server of its own, until the end of the block."""
    port = free_port()
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("STEELYARD", "XLWINGS"))
    }
    environment |= LICENCE | {f"STEELYARD_{name.upper()}": str(value) for name, value in settings.items()}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "steelyard", "serve", "--port", str(port), *options],
            env=environment,
            cwd=folder,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    served = Served(process, port, folder, certificate=settings.get("tls_certificate"))  # type: ignore[arg-type]
    try:
        _wait(served)
        yield served
        started = served.processes()
        process.send_signal(signal.SIGTERM)
        process.wait(HANG)
        require_gone(started, "the server left processes behind")
    finally:
        for one in (process.pid, *served.processes()):
            with contextlib.suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        process.wait()


def require_gone(processes: Sequence[int], failure: str) -> None:
    """Wait until each of the processes has ended."""
    until(lambda: not any(Path(f"/proc/{one}/exe").exists() for one in processes), failure)


def processor_seconds(process: int) -> float:
    """Time that a process has worked."""
    try:
        said = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(said[11]) + int(said[12])) / os.sysconf("SC_CLK_TCK")


def _wait(served: Served) -> None:
    def failure() -> str:
        return "the server does not start: " + (served.folder / "log").read_text(encoding="utf-8")[-2000:]

    def answers() -> bool:
        if served.process.poll() is not None:
            pytest.fail(failure())
        try:
            with served.client() as anybody:
                return anybody.get("/health").status_code == 200
        except httpx.TransportError:
            return False

    until(answers, failure)


def entra_token(signer: RSAKey, **claims: object) -> str:
    """A token as the tenant makes it, with what is changed in it."""
    now = int(time.time())
    said: dict[str, Any] = {
        "iss": f"https://login.microsoftonline.com/{TENANT}/v2.0",
        "aud": CLIENT,
        "tid": TENANT,
        "oid": "aaaa-bbbb",
        "ver": "2.0",
        "iat": now,
        "nbf": now,
        "exp": now + 3600,
        "roles": ["analyst"],
    }
    kept = {name: value for name, value in (said | claims).items() if value is not None}
    return jwt.encode({"alg": "RS256", "kid": signer.kid}, kept, signer)


def call(name: str, *arguments: object, **more: object) -> dict[str, object]:
    """A worksheet function as the Office client calls it: every argument a matrix of cells."""
    matrices = [value if value is None or isinstance(value, list) else [[value]] for value in arguments]
    return {
        "client": "Office.js",
        "func_name": name,
        "args": matrices,
        "caller_address": "[model.xlsx]Score!A1",
        "session_id": "00000000-0000-4000-8000-000000000000",
        "culture_info_name": "en-GB",
        "date_format": "dd/mm/yyyy",
        "version": "0.37.8",
        "runtime": "1.4",
        **more,
    }


def opened(**sheets: list[list[object]]) -> dict[str, object]:
    """A workbook as a button of the pane sends it along."""
    return {
        "client": "Office.js",
        "version": "0.37.8",
        "book": {"name": "model.xlsx", "active_sheet_index": 0, "selection": "A1"},
        "names": [],
        "sheets": [
            {"name": name, "values": values, "pictures": [], "tables": []} for name, values in sheets.items()
        ],
    }


FUNCTION = "/xlwings/custom-functions-call"
SCRIPT = "/xlwings/custom-scripts-call"
