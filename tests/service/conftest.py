"""One server for the session; it starts once for all tests of a process."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
from typing import TYPE_CHECKING

import pytest
from joserfc.jwk import KeySet, RSAKey
from service.running import CLIENT, HERE, LIMIT, NO_TIME_LIMITS, ROOT, TENANT, USERS, free_port, serving
from waiting import HANG, until

from steelyard import api
from steelyard.service.identity import tokens
from steelyard.workbook.building.build import workbook_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.running import Served

collect_ignore = ["project"]  # runs under the server, with xlwings' own decorators


@pytest.fixture(name="signer", scope="session")
def _signer() -> RSAKey:
    return RSAKey.generate_key(2048, parameters={"kid": "one"}, auto_kid=False)


@pytest.fixture(name="cache", scope="session")
def _cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a Redis of its own; nothing where there is none on this machine."""
    if not (program := shutil.which("redis-server")):
        yield ""
        return
    port = free_port()
    process = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
        cwd=tmp_path_factory.mktemp("redis"),
        stdout=subprocess.DEVNULL,
    )
    until(lambda: _accepts(port), "Redis does not start")
    yield f"redis://127.0.0.1:{port}"
    process.terminate()
    process.wait(HANG)


def _accepts(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except ConnectionRefusedError:
        return False
    return True


@pytest.fixture(name="redis")
def _redis(cache: str) -> None:
    """A test that needs Redis; where it must be there (STEELYARD_CI), its absence is a failure."""
    if not cache:
        (pytest.fail if os.environ.get("STEELYARD_CI") else pytest.skip)("redis-server is not installed")


@pytest.fixture(name="served", scope="session")
def _served(tmp_path_factory: pytest.TempPathFactory, signer: RSAKey, cache: str) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    keys = {user: tokens.add(folder / "tokens.json", user, role) for user, role in USERS.items()}
    (folder / "keys.json").write_text(json.dumps(KeySet([signer]).as_dict(private=False)))
    with serving(
        folder,
        "--tokens",
        "tokens.json",
        "--entra-tenant",
        TENANT,
        "--entra-client",
        CLIENT,
        entra_keys=folder / "keys.json",
        project=HERE / "project",
        restrict="explain=analyst,package=analyst,export=analyst,Slow=admin",
        failures=10_000,
        burst=100_000,
        call_bytes=6_000_000,
        cache=cache,
        **NO_TIME_LIMITS,
    ) as served:
        served.keys |= keys
        yield served


@pytest.fixture(name="short_limits", scope="session")
def _short_limits(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("short_limits")
    key = tokens.add(folder / "tokens.json", "ana", USERS["ana"])
    limits = NO_TIME_LIMITS | dict.fromkeys(("light_seconds", "head_seconds", "body_seconds"), LIMIT)
    processes = {"light_processes": 1, "heavy_processes": 1}
    with serving(
        folder, "--tokens", "tokens.json", project=HERE / "project", **processes, **limits
    ) as served:
        served.keys["ana"] = key
        yield served


@pytest.fixture(name="changed", scope="session")
def _changed() -> bytes:
    """The same workbook with two other judgements."""
    model = api.new("syria").replace_value("linkage/limited-easing/committee", 20.0)
    return workbook_bytes(model.replace_value("settings/reservation", 1.0))


@pytest.fixture(name="syria", scope="session")
def _syria() -> bytes:
    return (ROOT / "workbooks" / "syria.xlsx").read_bytes()
