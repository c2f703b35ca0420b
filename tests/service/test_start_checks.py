"""What `steelyard serve --check` finds: each would fail only while the service runs, or never be noticed."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc.jwk import KeySet, RSAKey
from service.running import CLIENT, HERE, LICENCE, TENANT

from steelyard.errors import SteelyardError
from steelyard.service.settings import Settings
from steelyard.service.start_checks import require_startable

if TYPE_CHECKING:
    from pathlib import Path

PRIVATE = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8)


def found(settings: Settings, **variables: str) -> list[str]:
    """The problems, without the first line."""
    try:
        require_startable(settings, variables)
    except SteelyardError as refusal:
        first, *problems = str(refusal).splitlines()
        assert first == "the service does not start:"
        return [one.strip() for one in problems]
    return []


def test_a_misspelt_variable_is_found_with_what_was_meant() -> None:
    said = found(
        Settings(user="me"),
        STEELYARD_RESTRCT="net=analyst",
        STEELYARD_NONSENSE="1",
        STEELYARD_RATE="3",
        STEELYARD_CI="1",
        PATH="/bin",
    )
    assert said == [
        "STEELYARD_NONSENSE: there is no such setting",
        "STEELYARD_RESTRCT: there is no such setting; did you mean STEELYARD_RESTRICT?",
    ]


def certificate(folder: Path, *, days: int = 1, encrypted: bool = False) -> tuple[Path, Path]:
    """A certificate that ends in so many days, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([]), datetime.now(tz=UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=9)).not_valid_after(now + timedelta(days=days))
    secret = serialization.BestAvailableEncryption(b"x") if encrypted else serialization.NoEncryption()
    (folder / "certificate.pem").write_bytes(
        made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )
    (folder / "key.pem").write_bytes(key.private_bytes(*PRIVATE, secret))
    return folder / "certificate.pem", folder / "key.pem"


def with_certificate(pair: tuple[Path, Path]) -> Settings:
    """Settings with this certificate and key."""
    return Settings(user="me", tls_certificate=pair[0], tls_key=pair[1])


def test_a_good_certificate_is_good(tmp_path: Path) -> None:
    assert found(with_certificate(certificate(tmp_path))) == []


def test_an_expired_certificate_is_found(tmp_path: Path) -> None:
    ended = datetime.now(tz=UTC) - timedelta(days=2)
    [said] = found(with_certificate(certificate(tmp_path, days=-2)))
    assert said == f"tls_certificate {tmp_path / 'certificate.pem'} expired on {ended:%Y-%m-%d}"


def test_a_certificate_that_cannot_be_used_is_found(tmp_path: Path) -> None:
    """Text, nothing, another's key, a key with a password: before somebody connects, and without a prompt."""
    chain, key = certificate(tmp_path)
    (tmp_path / "other").mkdir()
    _, other = certificate(tmp_path / "other", encrypted=False)
    text, empty = tmp_path / "text.pem", tmp_path / "empty.pem"
    text.write_text("no certificate", encoding="utf-8")
    empty.touch()
    (tmp_path / "secret").mkdir()
    for pair in (
        (text, key),
        (empty, key),
        (chain, text),
        (chain, other),
        certificate(tmp_path / "secret", encrypted=True),
    ):
        [said] = found(with_certificate(pair))
        assert said.startswith(f"tls_certificate {pair[0]} and tls_key {pair[1]} cannot be used: ")


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"form": 9, "tokens": []}'])
def test_a_broken_file_of_tokens_is_found(tmp_path: Path, content: str) -> None:
    path = tmp_path / "tokens.json"
    path.write_text(content, encoding="utf-8")
    [said] = found(Settings(tokens=path))
    assert said.startswith(f"tokens {path}")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"keys": [{"kty": "x"}]}', '{"keys": []}', "\udcff"])
def test_a_broken_file_of_keys_is_found(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(content, encoding="utf-8", errors="surrogateescape")
    assert found(Settings(entra_tenant=TENANT, entra_client=CLIENT, entra_keys=str(path))) == [
        f"entra_keys {path} is no set of keys (JSON with a list of keys is needed)"
    ]


def test_a_missing_file_of_keys_is_found_and_a_good_one_is_good(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    settings = Settings(entra_tenant=TENANT, entra_client=CLIENT, entra_keys=str(path))
    assert found(settings) == [f"entra_keys {path} cannot be read: No such file or directory"]
    keys = KeySet([RSAKey.generate_key(2048)])
    path.write_text(json.dumps(keys.as_dict(private=False)), encoding="utf-8")
    assert found(settings) == []


@pytest.mark.parametrize(
    "address", ["redis:6379", "http://redis", "redis://redis:99999", "redis://", "redis"]
)
def test_an_address_of_the_cache_that_leads_nowhere_is_found(address: str) -> None:
    [said] = found(Settings(user="me", cache=address))
    assert said.startswith(f"cache {address!r}: ")


@pytest.mark.parametrize("address", ["redis://redis:6379", "rediss://redis/1", "unix:///run/redis.sock"])
def test_a_good_address_of_the_cache_is_good(address: str) -> None:
    assert found(Settings(user="me", cache=address)) == []


@pytest.fixture(name="_licence")
def _licensed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in LICENCE.items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("_licence")
def test_a_restriction_of_a_misspelt_name_is_found() -> None:
    """A restriction that restricts nothing would let everybody do what the operator has forbidden."""
    good = ("NET=analyst", "package=analyst", "refresh=admin", "score=admin", "weigh=analyst")
    assert found(Settings(user="me", restrict=(*good, "Slow=admin"), project=HERE / "project")) == []
    assert found(Settings(user="me", restrict=(*good, "explian=analyst", "slow=admin"))) == [
        "restrict 'explian': no function, button or verb has this name; did you mean 'explain'?",
        "restrict 'slow': no function, button or verb has this name; did you mean 'show'?",
    ]


@pytest.mark.usefixtures("_licence")
def test_a_project_that_cannot_be_imported_is_found(tmp_path: Path) -> None:
    (tmp_path / "custom_functions").mkdir()
    (tmp_path / "custom_functions" / "__init__.py").write_text("import no_such_module", encoding="utf-8")
    [said] = found(Settings(user="me", project=tmp_path))
    assert said == (
        f"project {tmp_path}: its functions cannot be imported: "
        "ModuleNotFoundError: No module named 'no_such_module'"
    )
