"""When the service starts, and what it says when it does not."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import get_type_hints

import pytest
from typer.testing import CliRunner

from steelyard.cli import app
from steelyard.errors import SteelyardError
from steelyard.service.identity.identity import Role
from steelyard.service.settings import (
    Settings,
    as_environment,
    bare,
    for_xlwings,
    from_environment,
    project_folder,
    require_licence,
)


def refusal(**chosen: object) -> str:
    """Why it does not start."""
    with pytest.raises(SteelyardError) as refused:
        Settings(**chosen)  # type: ignore[arg-type]
    return str(refused.value)


def test_without_authentication_it_does_not_start() -> None:
    assert "users could not be identified" in refusal()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_one_user_on_loopback_needs_none(host: str) -> None:
    assert Settings(host=host, user="me").on_loopback


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "weigh.example.org", "localhost.example.org"])  # noqa: S104
def test_one_user_elsewhere_is_refused(host: str) -> None:
    said = refusal(host=host, user="me", hostnames=("weigh.example.org",), proxies=("192.0.2.1",))
    assert f"host {host} can be reached from other machines, and --user lets everybody in" in said


def test_all_problems_at_once(tmp_path: Path) -> None:
    said = refusal(
        host="0.0.0.0",  # noqa: S104
        entra_tenant="t",
        tokens=tmp_path / "absent.json",
        restrict=("net", "cost=owner"),
        tls_key=tmp_path / "absent.pem",
        entra_keys="http://example.org/keys",
        workers=0,
        project=tmp_path / "absent",
    )
    for problem in (
        "Entra ID needs both",
        "absent.json: there is no such file",
        "restrict 'net': NAME=ROLE is needed",
        "restrict 'cost=owner'",
        "TLS needs both",
        "absent.pem: there is no such file",
        "keys are fetched by https only",
        "workers is 0",
        "there is no such folder",
        "tokens would travel in the open",
        "--hostname is needed",
    ):
        assert problem in said


def test_one_user_and_others_contradict_each_other(tmp_path: Path) -> None:
    (tmp_path / "tokens.json").touch()
    assert "--user is for one user" in refusal(user="me", tokens=tmp_path / "tokens.json")
    assert "--user is for one user" in refusal(user="me", proxies=("127.0.0.1",))
    assert "--user is for one user" in refusal(user="me", workers=2)


def test_settings_go_through_the_environment_unchanged(tmp_path: Path) -> None:
    (tmp_path / "tokens.json").touch()
    settings = Settings(
        tokens=tmp_path / "tokens.json",
        hostnames=("weigh.example.org", "weigh.example.net:8443"),
        restrict=("EXPLAIN=analyst",),
        heavy_seconds=1.5,
        port=8123,
    )
    assert from_environment(as_environment(settings)) == settings
    assert settings.names == ("weigh.example.org", "weigh.example.net")
    assert settings.restricted == {"explain": Role.ANALYST}


def test_what_is_typed_comes_before_the_environment() -> None:
    environment = {"STEELYARD_USER": "me", "STEELYARD_PORT": "8123"}
    assert from_environment(environment, port=8124, host=None).port == 8124
    with pytest.raises(SteelyardError, match=re.escape("STEELYARD_PORT is 'many': a number is needed")):
        from_environment({"STEELYARD_PORT": "many", "STEELYARD_USER": "me"})


@pytest.mark.parametrize("host", ["weigh.example.org", "WEIGH.example.org:443", "[::1]:8000", "127.0.0.1:1"])
def test_a_name_without_its_port(host: str) -> None:
    assert bare(host) in {"weigh.example.org", "::1", "127.0.0.1"}


def test_the_licence_is_asked_for_and_never_set() -> None:
    with pytest.raises(SteelyardError, match="wants its licence declared, and only you can do that"):
        require_licence({})
    with pytest.raises(SteelyardError, match="XLWINGS_LICENSE_KEY"):
        require_licence({"XLWINGS_LICENSE_KEY": " "})
    require_licence({"XLWINGS_LICENSE_KEY": "noncommercial"})
    assert not any("LICENSE" in name for name in for_xlwings(Settings(user="me")))


def test_the_command_asks_for_the_licence_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XLWINGS_LICENSE_KEY", raising=False)
    refused = CliRunner().invoke(app, ["serve", "--user", "me"])
    assert refused.exit_code == 2
    assert "wants its licence declared" in refused.output
    monkeypatch.setenv("XLWINGS_LICENSE_KEY", "noncommercial")
    assert CliRunner().invoke(app, ["serve"]).exit_code == 2
    would = CliRunner().invoke(app, ["serve", "--user", "me", "--check"])
    assert (would.exit_code, would.output) == (0, "the service would start on 127.0.0.1:8000\n")


def test_xlwings_server_is_told_what_to_leave_out(tmp_path: Path) -> None:
    (tmp_path / "tokens.json").touch()
    said = for_xlwings(Settings(tokens=tmp_path / "tokens.json", cache="redis://127.0.0.1"))
    assert said["XLWINGS_AUTH_PROVIDERS"] == '["token"]'
    assert said["XLWINGS_OBJECT_CACHE_PARTITION_BY_USER"] == "true"
    assert said["XLWINGS_ENVIRONMENT"] == "prod"
    assert {
        said[f"XLWINGS_ENABLE_{name}"] for name in ("SOCKETIO", "EXAMPLES", "TESTS", "WASM", "HOTRELOAD")
    } == {"false"}


def test_the_project_is_there() -> None:
    folder = project_folder(Settings(user="me"))
    for part in ("custom_functions/__init__.py", "custom_scripts/__init__.py", "auth/token.py"):
        assert (folder / part).is_file()


NUMBERS = [name for name, kind in get_type_hints(Settings).items() if kind in (int, float)]


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_out_of_its_sense_is_refused(name: str) -> None:
    for value in (0, -1, float("nan"), float("inf"), float("-inf")):
        assert f"{name} is {value}: a number from " in refusal(user="me", **{name: value})


@pytest.mark.parametrize("value", ["nan", "inf", "-1", "0", "1e400", "0x10"])
def test_a_number_out_of_its_sense_is_refused_in_a_variable(value: str) -> None:
    for name in ("RATE", "HEAVY_SECONDS"):
        with pytest.raises(SteelyardError, match="number"):
            from_environment({f"STEELYARD_{name}": value, "STEELYARD_USER": "me"})


def test_a_port_that_no_network_has_is_refused() -> None:
    assert "port is 99999: a number from 1 to 65,535 is needed" in refusal(user="me", port=99_999)


def test_names_and_addresses_of_another_form_are_refused() -> None:
    said = refusal(
        user="me",
        hostnames=("https://weigh.example.org", "weigh.example.org/x"),
        origins=("excel.example.org", "https://excel.example.org/"),
        proxies=("proxy.example.org", "192.0.2.0/99"),
    )
    assert said.count("a name without https:// and path is needed") == 2
    assert said.count("https://NAME is needed, without a path") == 2
    assert said.count("proxy '") == 2
    assert "proxy" not in refusal(proxies=("192.0.2.0/24", "*", "::1"))


def test_the_address_by_which_users_reach_it(tmp_path: Path) -> None:
    assert Settings(user="me").url == "http://127.0.0.1:8000"
    assert Settings(user="me", host="::1", port=81).url == "http://[::1]:81"
    assert Settings(user="me", hostnames=("weigh.example.org",)).url == "https://weigh.example.org"


@pytest.mark.parametrize(("address", "is_proxy"), [("192.0.2.9", True), ("192.0.3.9", False), ("", False)])
def test_the_connections_of_the_proxy_are_those_of_many(address: str, is_proxy: bool) -> None:
    settings = replace(Settings(user="me"), user="", tokens=Path(__file__), proxies=("192.0.2.0/24",))
    assert settings.is_proxy(address) == is_proxy
    assert replace(settings, proxies=("*",)).is_proxy(address)
