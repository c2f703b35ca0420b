"""Work in other processes: it ends in time, holds nobody up, leaves nothing behind."""

from __future__ import annotations

import json
import os
import statistics
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
from service.running import FUNCTION, HERE, SCRIPT, call, free_port, gone, opened, serving

from steelyard.service.identity import tokens
from steelyard.service.identity.identity import Role

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


def processor_seconds(process: int) -> float:
    """Time that a process has worked."""
    try:
        said = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(said[11]) + int(said[12])) / os.sysconf("SC_CLK_TCK")


def test_deadline_ends_the_work(served: Served) -> None:
    with served.client("ana") as ana:
        begun = time.monotonic()
        answer = ana.post(FUNCTION, json=call("busy", 60.0))
        taken = time.monotonic() - begun
        assert (answer.status_code, answer.text) == (
            400,
            "the call has no result: it took longer than 2 seconds and was ended",
        )
        assert 2 <= taken < 5
        assert ana.post(FUNCTION, json=call("busy", 0.01)).json() == {"result": [["done"]]}
    time.sleep(0.5)
    before = sum(map(processor_seconds, served.processes()))
    time.sleep(1)
    assert sum(map(processor_seconds, served.processes())) - before < 0.5, "somebody works on"


def test_death_of_a_process_is_one_calls_misfortune(served: Served) -> None:
    with served.client("ana") as ana:
        answer = ana.post(FUNCTION, json=call("die", "x"))
        assert (answer.status_code, answer.text) == (400, "the call has no result: its process died")
        assert ana.post(FUNCTION, json=call("busy", 0.01)).status_code == 200


def test_heavy_work_does_not_delay_light_calls(served: Served) -> None:
    """Two long calls on all processes for long ones, and short calls meanwhile; the load test measures."""
    with served.client("ana") as ana, served.client("ada") as ada, ThreadPoolExecutor(2) as heavy:
        alone = [one(ana) for _ in range(20)]
        book = opened(Sheet1=[["x"]]) | {"args": [3.0]}
        working = [heavy.submit(ada.post, f"{SCRIPT}/slow", json=book) for _ in range(2)]
        time.sleep(0.3)
        beside = [one(ana) for _ in range(20)]
        assert not any(call.done() for call in working), "the long calls were over before the short ones"
        assert [call.result().status_code for call in working] == [200, 200]
    assert statistics.median(beside) < statistics.median(alone) + 0.5


def one(client: httpx.Client) -> float:
    """Seconds of a short call."""
    begun = time.perf_counter()
    assert client.post(FUNCTION, content=LIGHT).status_code == 400
    return time.perf_counter() - begun


def test_users_take_turns(served: Served) -> None:
    """Ana recalculates forty cells of 0.1 s; Ben's one cell does not wait for all of them."""
    with served.client("ana") as ana, served.client("ben") as ben, ThreadPoolExecutor(40) as many:
        begun = time.monotonic()
        hers = [many.submit(ana.post, FUNCTION, json=call("busy", 0.1)) for _ in range(40)]
        time.sleep(0.5)
        assert ben.post(FUNCTION, json=call("busy", 0.1)).status_code == 200
        his = time.monotonic() - begun
        assert [call.result().status_code for call in hers] == [200] * 40
        assert his < (time.monotonic() - begun) / 2


def test_memory_is_flat(served: Served) -> None:
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
    with serving(tmp_path, "--user", "me", project=HERE / "project", **settings) as alone:
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
        alone.process.wait(20)
        assert gone(started) == []


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
    with serving(tmp_path, "--tokens", "tokens.json", "--workers", "2", project=HERE / "project") as two:
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
        number = ana.post(FUNCTION, json=call("busy", 0.01)).headers["x-request-id"]
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
        "name": "busy",
    }
