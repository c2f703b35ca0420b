"""Work in other processes: it ends in time, holds nobody up, leaves nothing behind."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from service.running import (
    FUNCTION,
    HERE,
    LIMIT,
    NO_TIME_LIMITS,
    SCRIPT,
    call,
    free_port,
    opened,
    require_gone,
    serving,
)
from waiting import HANG, until

from steelyard.service.identity import tokens
from steelyard.service.identity.identity import Role
from steelyard.service.workers.lanes import HEAVY_NICENESS

if TYPE_CHECKING:
    import httpx
    from service.running import Served

LIGHT = json.dumps(call("unlisted"))


def resident(process: int) -> int:
    """Bytes of memory that a process holds; none once it has gone."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def test_deadline_ends_the_work(short_limits: Served, tmp_path: Path) -> None:
    """Nothing but the deadline ends such a call; a new process answers the next one."""
    file = tmp_path / "process"
    with short_limits.client("ana") as ana:
        begun = time.monotonic()
        answer = ana.post(FUNCTION, json=call("endless", str(file)))
        assert time.monotonic() - begun >= LIMIT
        assert (answer.status_code, answer.text) == (
            400,
            f"the call has no result: it took longer than {LIMIT} seconds and was ended",
        )
        require_gone([int(file.read_text())], "the process works on")
        # A busy machine may not even give a short call its time here.
        until(lambda: ana.post(FUNCTION, json=call("bare", 1.0)).status_code == 200, "no process takes over")


def test_death_of_a_process_is_one_calls_misfortune(served: Served) -> None:
    with served.client("ana") as ana:
        answer = ana.post(FUNCTION, json=call("die", "x"))
        assert (answer.status_code, answer.text) == (400, "the call has no result: its process died")
        assert ana.post(FUNCTION, json=call("bare", 1.0)).status_code == 200


def test_every_process_is_killed_and_the_next_call_is_answered(served: Served) -> None:
    """The worker processes of both lanes, and the process from which they are forked."""
    with served.client("ana") as ana, served.client() as anybody:
        for process in (killed := served.processes()):
            os.kill(process, signal.SIGKILL)
        require_gone(killed, "a process was not killed")
        assert ana.post(FUNCTION, json=call("bare", 1.0)).status_code == 200
        assert ana.post("/v1/check", content=b"PK").status_code == 422
        answer = anybody.get("/ready")
        assert (answer.status_code, answer.json()) == (
            200,
            {"ready": True, "lanes": {"light": True, "heavy": True}},
        )


def test_heavy_work_does_not_delay_light_calls(served: Served, tmp_path: Path) -> None:
    """Long calls on all processes for them; short calls are answered before any of those may end.

    The long ones give way, so that the short ones get the processor too; the load test measures how soon.
    """
    with served.client("ana") as ana, served.client("ada") as ada, ThreadPoolExecutor(2) as heavy:
        book = opened(Sheet1=[["x"]]) | {"args": [str(tmp_path)]}
        working = [heavy.submit(ada.post, f"{SCRIPT}/until_open", json=book) for _ in range(2)]
        try:
            until(lambda: len([*tmp_path.iterdir()]) == 2, "the long calls do not begin")
            assert [ana.post(FUNCTION, content=LIGHT).status_code for _ in range(20)] == [400] * 20
            assert not any(call.done() for call in working), "a long call ended too early"
            niceness = min(19, os.getpriority(os.PRIO_PROCESS, served.process.pid) + HEAVY_NICENESS)
            for process in tmp_path.iterdir():
                assert os.getpriority(os.PRIO_PROCESS, int(process.name)) == niceness
        finally:
            (tmp_path / "open").touch()
        assert [call.result().status_code for call in working] == [200, 200]


def test_users_take_turns(served: Served, tmp_path: Path) -> None:
    """Ana recalculates forty cells; Ben, who comes after all of them, is next but one."""

    def asked(client: httpx.Client, name: str) -> int:
        return client.post(FUNCTION, json=call("take_turn", str(tmp_path), name)).status_code

    with served.client("ana") as ana, served.client("ben") as ben, ThreadPoolExecutor(41) as many:
        try:
            hers = [many.submit(asked, ana, "ana") for _ in range(40)]
            until(lambda: waiting(served) == 39, "one of her calls does not wait")
            his = many.submit(asked, ben, "ben")
            until(lambda: waiting(served) == 40, "his call does not wait")
        finally:
            (tmp_path / "open").touch()
        assert [call.result() for call in (*hers, his)] == [200] * 41
    assert "ben" in (tmp_path / "order").read_text().split()[:3]


def waiting(served: Served) -> int:
    """Short calls that wait for their turn."""
    with served.client("mona") as mona:
        [count] = re.findall(
            r'^steelyard_waiting\{lane="light"\} (\d+)', mona.get("/metrics").text, re.MULTILINE
        )
    return int(count)


def test_kept_weighings_is_flat(served: Served) -> None:
    """Sixty workbooks of 300 kB each, all different, through processes that would keep each one for ever."""

    def press(first: int, last: int) -> None:
        with served.client("ana") as ana:
            for number in range(first, last):
                sheet: list[list[object]] = [
                    [f"{number} {row} {column}" for column in range(20)] for row in range(1000)
                ]
                assert ana.post(f"{SCRIPT}/stamp", json=opened(Sheet1=sheet)).status_code == 200

    press(0, 10)
    before = sum(map(resident, [served.process.pid, *served.processes()]))
    press(10, 60)
    after = sum(map(resident, [served.process.pid, *served.processes()]))
    assert after - before < 30_000_000


def test_one_user_of_this_machine(tmp_path: Path) -> None:
    """Alone, without a token, over TLS; then the server is killed, and its workers go by themselves."""
    settings = {
        "origins": "https://excel.example.org",
        "recycle_after": 5,
        "cache": f"redis://127.0.0.1:{free_port()}",
        **certified(tmp_path),
    }
    with serving(tmp_path, "--user", "me", project=HERE / "project", **settings, **NO_TIME_LIMITS) as alone:
        with alone.client() as me:
            assert me.post(FUNCTION, json=call("claim", "x")).status_code == 503
            assert me.get("/metrics").headers["strict-transport-security"].startswith("max-age=")
            assert me.get("/health", headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 403
            assert me.get("/health", headers={"Host": "rebound.example.org"}).status_code == 421
            assert me.post("/v1/check", headers={"Origin": "https://example.org"}).status_code == 403
            asked = {"Origin": "https://excel.example.org", "Access-Control-Request-Method": "POST"}
            leave = me.request("OPTIONS", "/v1/check", headers=asked)
            assert (leave.status_code, leave.headers["access-control-allow-origin"]) == (200, asked["Origin"])
            held = [me.post(FUNCTION, json=call("hold", "x")).json()["result"][0][0] for _ in range(12)]
        assert max(held) <= 5, "a process was not replaced"
        assert held.count(1) >= 2
        started = alone.processes()
        assert len(started) >= 4
        alone.process.kill()
        alone.process.wait(HANG)
        require_gone(started, "the workers outlive the server")


def certified(folder: Path) -> dict[str, Path]:
    """A certificate for this machine, and its key, made here and now."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(tz=UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "certificate.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(private)
    return {"tls_certificate": folder / "certificate.pem", "tls_key": folder / "key.pem"}


@pytest.mark.slow
def test_several_server_processes_count_together(tmp_path: Path) -> None:
    key = tokens.add(tmp_path / "tokens.json", "ada", Role.ADMIN)
    with serving(
        tmp_path, "--tokens", "tokens.json", "--workers", "2", project=HERE / "project", **NO_TIME_LIMITS
    ) as two:
        two.keys["ada"] = key
        for _ in range(20):
            with two.client("ada") as ada:
                assert ada.post("/v1/check").status_code == 422
        with two.client("ada") as ada:
            counted = ada.get("/metrics").text
            uncached = ada.post(FUNCTION, json=call("claim", "x"))
    assert (uncached.status_code, "no object cache" in uncached.text) == (400, True)
    assert 'steelyard_requests_total{method="POST",route="check",status="422"} 20.0' in counted


def test_metrics_and_log(served: Served) -> None:
    with served.client("mona") as mona, served.client("ana") as ana:
        number = ana.post(FUNCTION, json=call("bare", 1.0)).headers["x-request-id"]
        counted = mona.get("/metrics").text
    assert 'steelyard_requests_total{method="POST",route="function",status="200"}' in counted
    assert 'steelyard_work_seconds_count{lane="light"}' in counted
    line = served.line(number)
    kept = {name: line[name] for name in ("event", "route", "method", "status", "user", "lane", "name")}
    assert kept == {
        "event": "request",
        "route": "function",
        "method": "POST",
        "status": 200,
        "user": "token:ana",
        "lane": "light",
        "name": "bare",
    }
