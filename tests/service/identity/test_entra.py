"""Entra ID with keys made here: rotation, clocks, roles, a source of keys that does not answer."""

from __future__ import annotations

import asyncio
import json
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from joserfc.jwk import KeySet, RSAKey
from service.running import CLIENT, TENANT, entra_token
from waiting import NEVER

from steelyard.errors import SteelyardError
from steelyard.service.identity import entra
from steelyard.service.identity.entra import Entra
from steelyard.service.identity.identity import Identity, Role
from steelyard.service.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(name="keys")
def _keys(tmp_path: Path, signer: RSAKey) -> Path:
    path = tmp_path / "keys.json"
    put(path, signer)
    return path


def put(path: Path, *keys: RSAKey) -> None:
    """Have the tenant publish these keys."""
    path.write_text(json.dumps(KeySet([*keys]).as_dict(private=False)), encoding="utf-8")


def tenant(keys: Path) -> Entra:
    """A tenant whose keys are in a file."""
    return Entra(Settings(entra_tenant=TENANT, entra_client=CLIENT, entra_keys=str(keys)))


def whose(one: Entra, token: str) -> Identity | None:
    """Whose token it is."""
    return asyncio.run(one.identity(token))


def test_both_versions_of_tokens(keys: Path, signer: RSAKey) -> None:
    one = tenant(keys)
    found = whose(one, entra_token(signer))
    assert found == Identity("entraid", "aaaa-bbbb", frozenset({Role.READER, Role.ANALYST}))
    first = {"ver": "1.0", "iss": f"https://sts.windows.net/{TENANT}/", "aud": f"api://{CLIENT}"}
    assert whose(one, entra_token(signer, **first)) == found
    assert whose(one, entra_token(signer, ver="1.0")) is None


def test_clocks_may_differ_by_a_minute(keys: Path, signer: RSAKey, monkeypatch: pytest.MonkeyPatch) -> None:
    now, one = int(time.time()), tenant(keys)
    monkeypatch.setattr(entra, "time", SimpleNamespace(time=lambda: now, monotonic=lambda: 0.0))
    assert whose(one, entra_token(signer, exp=now - 30))
    assert whose(one, entra_token(signer, nbf=now + 30))
    assert whose(one, entra_token(signer, exp=now - 90)) is None
    assert whose(one, entra_token(signer, exp="tomorrow")) is None
    assert whose(one, entra_token(signer, exp=True)) is None


def test_a_new_key_is_found_and_an_old_one_forgotten(
    keys: Path, signer: RSAKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, newer = tenant(keys), RSAKey.generate_key(2048, parameters={"kid": "two"}, auto_kid=False)
    monkeypatch.setattr(entra, "AGAIN", NEVER)
    assert whose(one, entra_token(signer))
    put(keys, newer)
    assert whose(one, entra_token(newer)) is None, "the keys were looked up again at once"
    monkeypatch.setattr(entra, "AGAIN", -1)
    assert whose(one, entra_token(newer))
    assert whose(one, entra_token(signer)) is None


@pytest.mark.parametrize("token", ["", "a", "a.b", "a.b.c", "..", "e30.e30.e30", "W10.e30.", "\udcff.a.b"])
def test_what_is_no_token(keys: Path, token: str) -> None:
    assert whose(tenant(keys), token) is None


def test_without_keys_nobody_gets_in(keys: Path, signer: RSAKey) -> None:
    keys.unlink()
    with pytest.raises(SteelyardError, match="the keys of Entra ID cannot be had"):
        whose(tenant(keys), entra_token(signer))
    away = Entra(Settings(entra_tenant=TENANT, entra_client=CLIENT, entra_keys="https://127.0.0.1:9/keys"))
    with pytest.raises(SteelyardError, match="ConnectError"):
        whose(away, entra_token(signer))


def slow(one: Entra, monkeypatch: pytest.MonkeyPatch) -> tuple[asyncio.Event, list[int]]:
    """Let the tenant answer only when the event is set; how often it was asked."""
    answers, asked, fetch = asyncio.Event(), [], one._fetch

    async def waiting() -> KeySet:
        asked.append(1)
        await answers.wait()
        return await fetch()

    monkeypatch.setattr(one, "_fetch", waiting)
    return answers, asked


def test_good_tokens_that_come_while_keys_are_fetched_are_good(
    keys: Path, signer: RSAKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the start, and when the tenant has a new key: all wait for the same fetch."""
    newer = RSAKey.generate_key(2048, parameters={"kid": "two"}, auto_kid=False)

    async def tried() -> None:
        one = tenant(keys)
        for signing in (signer, newer):
            put(keys, signer, signing) if signing is newer else put(keys, signer)
            with monkeypatch.context() as patched:
                patched.setattr(entra, "AGAIN", -1)
                answers, asked = slow(one, patched)
                token = entra_token(signing)
                calls = [asyncio.create_task(one.identity(token)) for _ in range(8)]
                await asyncio.sleep(0)
                calls.pop().cancel()
                if signing is newer:
                    assert await one.identity(entra_token(signer)), "a known key waits for nothing"
                answers.set()
                found = await asyncio.gather(*calls)
            assert [one and one.user for one in found] == ["aaaa-bbbb"] * 7
            assert len(asked) == 1

    asyncio.run(tried())


def test_a_known_key_is_good_while_the_tenant_does_not_answer(
    keys: Path, signer: RSAKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = tenant(keys)
    assert whose(one, entra_token(signer))
    keys.write_text("[]", encoding="utf-8")
    monkeypatch.setattr(entra, "FRESH", -1)
    assert whose(one, entra_token(signer))
    other = RSAKey.generate_key(2048, parameters={"kid": "two"}, auto_kid=False)
    with pytest.raises(SteelyardError, match="cannot be had"):
        whose(one, entra_token(other))
