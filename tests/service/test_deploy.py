"""What deploys the service agrees with the service; no container runs here, so this is what can be told."""

from __future__ import annotations

import contextlib
import re
from dataclasses import fields
from importlib import metadata
from typing import Any

import pytest
import yaml
from service.running import ROOT

from steelyard.cli.serve import EXTRA
from steelyard.service.settings import PREFIX, Settings, from_environment
from steelyard.service.workers.lanes import PROBE_SECONDS

DEPLOY = ROOT / "deploy"
FILES = sorted(path for path in DEPLOY.iterdir() if path.is_file())
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_setting_that_is_named_exists(path: Any) -> None:
    known = {PREFIX + one.name.upper() for one in fields(Settings)}
    assert set(re.findall(rf"{PREFIX}[A-Z_]+", path.read_text(encoding="utf-8"))) <= known


def test_the_composition_would_start(tmp_path: Any) -> None:
    said = {name: str(value) for name, value in COMPOSE["services"]["steelyard"]["environment"].items()}
    (tmp_path / "tokens.json").touch()
    image = dict(re.findall(r"(STEELYARD_\w+)=(\S+)", (DEPLOY / "Containerfile").read_text(encoding="utf-8")))
    settings = from_environment(
        image
        | said
        | {"STEELYARD_TOKENS": str(tmp_path / "tokens.json"), "STEELYARD_HOSTNAMES": "weigh.example.org"}
    )
    assert settings.proxies == ("*",)
    assert settings.workers == 2
    assert settings.cache.startswith("redis://redis")


def test_nothing_lets_anybody_in_by_default() -> None:
    text = (DEPLOY / "env.example").read_text(encoding="utf-8")
    assert all(line.endswith("=") for line in text.splitlines() if line and not line.startswith("#"))
    for service in COMPOSE["services"].values():
        assert service["read_only"]
        assert "no-new-privileges:true" in service["security_opt"]
    assert COMPOSE["networks"]["inside"]["internal"]
    assert [name for name, service in COMPOSE["services"].items() if "ports" in service] == ["proxy"]


def test_every_file_that_is_mounted_or_copied_is_there_or_told_of() -> None:
    page = (ROOT / "docs" / "how-to" / "run-the-service.md").read_text(encoding="utf-8")
    for service in COMPOSE["services"].values():
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0].removeprefix("./")
            assert (DEPLOY / source).is_file() or f"deploy/{source}" in page
    copied = re.findall(
        r"^COPY (.+) \S+$", (DEPLOY / "Containerfile").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert all((ROOT / name).exists() for line in copied for name in line.split())


def test_the_image_runs_as_nobody_and_has_the_extra() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    assert re.search(r"^USER steelyard$", text, re.MULTILINE)
    assert "[server]" in text
    assert "LICENSE_KEY" not in text
    assert 'ENTRYPOINT ["steelyard", "serve"]' in text
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert all(
        name.replace("_", "-") in pyproject for name in EXTRA if name in {"prometheus_client", "uvicorn"}
    )


def test_the_proxy_lets_through_what_the_service_takes() -> None:
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    [size] = re.findall(r"client_max_body_size (\d+)m;", text)
    default = Settings(user="me")
    assert int(size) * 1024 * 1024 > default.upload_bytes
    [read] = re.findall(r"proxy_read_timeout (\d+)s;", text)
    assert int(read) > default.queue_seconds + default.heavy_seconds


def test_calls_reach_their_own_memory_limit_before_that_of_the_container() -> None:
    """Were all worker processes at their limits at once, the container would still have memory left."""
    service = COMPOSE["services"]["steelyard"]
    said = {"STEELYARD_USER": "me", **{name: str(value) for name, value in service["environment"].items()}}
    for name in ("STEELYARD_TOKENS", "STEELYARD_PROXIES", "STEELYARD_WORKERS"):
        said.pop(name)
    settings, servers = from_environment(said), int(service["environment"]["STEELYARD_WORKERS"])
    workers = settings.light_processes + settings.heavy_processes
    before_a_call = 180_000_000  # of each process: Python, numpy, xlwings; measured, and rounded up
    most = servers * (
        workers * (settings.worker_bytes + before_a_call) + settings.waiting_bytes + 2 * before_a_call
    )
    assert most < int(service["mem_limit"].removesuffix("g")) * 2**30


def test_containers_wait_for_lanes_that_answer() -> None:
    """The health of the container is what /ready says. A probe may take its time."""
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    assert "http://127.0.0.1:8000/ready" in text
    [timeout] = re.findall(r"HEALTHCHECK.* --timeout=(\d+)s", text)
    assert int(timeout) > PROBE_SECONDS
    assert COMPOSE["services"]["proxy"]["depends_on"]["steelyard"]["condition"] == "service_healthy"


def test_the_proxy_refuses_no_recalculation() -> None:
    """Its limit of one address counts HTTP/2 streams: twenty Excels, each at its limit of them, pass."""
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    [streams] = map(int, re.findall(r"http2_max_concurrent_streams (\d+);", text))
    [limit] = map(int, re.findall(r"limit_conn clients (\d+);", text))
    [connections] = map(int, re.findall(r"worker_connections (\d+);", text))
    assert limit >= 20 * streams
    assert connections >= 2 * limit  # one to the client, one to the service


def test_no_package_of_the_service_is_under_the_gpl_or_the_lgpl() -> None:
    """Every package that the extra brings, by its own metadata; the page of licences says the same."""
    waiting, seen = ["uvicorn", "prometheus-client", "xlwings", "xlwings-server"], set[str]()
    while waiting:
        name = waiting.pop()
        seen.add(name)
        with contextlib.suppress(metadata.PackageNotFoundError):
            about: Any = metadata.metadata(name)
            said = [about.get("License-Expression", ""), *(about.get("License") or "").splitlines()[:1]]
            said += [one for one in about.get_all("Classifier", []) if one.startswith("License")]
            assert not re.search(r"\b(?:[AL]?GPL|GNU)", " ".join(filter(None, said))), name
            needed = {re.split(r"[^\w.-]", one)[0] for one in metadata.requires(name) or ()}
            waiting.extend(needed - seen - {*waiting})
    assert {"fastapi", "redis", "cryptography"} <= seen
    assert "pebble" not in seen
