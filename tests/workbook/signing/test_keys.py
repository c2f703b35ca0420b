"""Signatures by keys: ssh-keygen and gpg make and verify them, and whatever was altered is told."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cli.editing import chosen, typed
from typer.testing import CliRunner

from steelyard.cli import app
from steelyard.errors import SteelyardError
from steelyard.model.text.reading import read_text
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.signing import key_programs

if TYPE_CHECKING:
    from collections.abc import Iterator

MODEL = read_text((Path(__file__).parents[2] / "small.yaml").read_text())
BOOK = workbook_bytes(MODEL)
STAKEHOLDER = MODEL.stakeholders[0]


def needed(program: str) -> None:
    if shutil.which(program) is None:
        lacking = f"{program} is not installed"
        if os.environ.get("STEELYARD_CI"):
            pytest.fail(lacking)
        pytest.skip(lacking)


def asked(*words: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, [str(word) for word in words])
    return done.exit_code, " ".join(done.output.split())


def proof(path: Path, *words: str | Path) -> tuple[int, str, str]:
    """The exit code of verify-signature, how the one signature stands, and what it says of the key."""
    done = CliRunner().invoke(app, ["verify-signature", str(path), "--format", "json", *map(str, words)])
    [row] = json.loads(done.stdout)
    return done.exit_code, row["standing"], row["proof"]


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two SSH keys, and the keys that are known."""
    needed("ssh-keygen")
    folder = tmp_path_factory.mktemp("keys")
    for name in ("own", "other"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
        subprocess.run(command, check=True)
        public = (folder / f"{name}.pub").read_text().split()[:2]
        (folder / f"{name}.signers").write_text(f"{name}@example.org {' '.join(public)}\n")
    return folder


@pytest.fixture(scope="module")
def by_ssh(keys: Path) -> bytes:
    """A workbook that was signed with the first key."""
    path = keys / "signed.xlsx"
    path.write_bytes(BOOK)
    done = asked("sign", path, "--role", "reviewer", "--name", "Mara Lindt", "--key", keys / "own")
    assert done[0] == 0, done[1]
    return path.read_bytes()


def test_an_ssh_signature_is_verified(tmp_path: Path, keys: Path, by_ssh: bytes) -> None:
    path = tmp_path / "signed.xlsx"
    path.write_bytes(by_ssh)
    code, stands, words = proof(path)
    assert (code, stands) == (0, "current")
    assert words.startswith("good (ED25519 key SHA256:")
    code, _, words = proof(path, "--allowed-signers", keys / "own.signers")
    assert code == 0
    assert words.startswith("good (own@example.org, ED25519 key SHA256:")
    refused = f"broken: the key is not among those of {keys / 'other.signers'}"
    assert proof(path, "--allowed-signers", keys / "other.signers") == (1, "current", refused)


def test_a_changed_judgement_leaves_a_good_signature_for_others(tmp_path: Path, by_ssh: bytes) -> None:
    path = tmp_path / "signed.xlsx"
    path.write_bytes(by_ssh)
    typed(path, "weights", STAKEHOLDER.id, MODEL.criteria[0], STAKEHOLDER.weights[0] + 1)
    code, stands, words = proof(path)
    assert code == 1
    assert stands == f"1 judgement changed since; first: weights/{STAKEHOLDER.id}/{MODEL.criteria[0]}"
    assert words.endswith("), for other judgements")


def test_a_new_name_is_told_and_breaks_nothing(tmp_path: Path, by_ssh: bytes) -> None:
    path = tmp_path / "signed.xlsx"
    path.write_bytes(by_ssh)
    typed(path, "options", MODEL.options[0].id, "name", "Something else")
    code, stands, words = proof(path)
    assert (code, stands) == (0, "current")
    assert words.endswith("); names, notes or evidence differ since")


BEGINS = "-----BEGIN SSH SIGNATURE-----"


@pytest.mark.parametrize(
    ("cell", "altered", "said"),
    [
        ("sign_off_who_2", "Somebody else", "broken: Sign-off shows another name than the key signed"),
        ("sign_off_day_2", "2020-01-01", "broken: Sign-off shows another date than the key signed"),
        ("sign_off_text_2", BEGINS, "broken: the signature is not that of these lines"),
        ("sign_off_text_2", "signed, believe me", "broken: the cell holds no signature"),
    ],
)  # fmt: skip
def test_what_somebody_altered_is_told(
    tmp_path: Path, by_ssh: bytes, cell: str, altered: str, said: str
) -> None:
    path = tmp_path / "signed.xlsx"
    path.write_bytes(by_ssh)
    chosen(path, cell, altered)
    assert proof(path) == (1, "current", said)


def test_a_signature_moved_to_another_text_is_broken(keys: Path) -> None:
    signature = key_programs.signed_by("one\n", str(keys / "own"))
    assert key_programs.verified_by_ssh("one\n", signature).good
    assert not key_programs.verified_by_ssh("two\n", signature).good
    known = keys / "own.signers"
    assert not key_programs.verified_by_ssh("two\n", signature, known).good


@pytest.fixture(scope="module")
def gpg_home() -> Iterator[str]:
    """A home of gpg with one key; its path is short, since that of the agent's socket must be."""
    needed("gpg")
    folder = subprocess.run(["mktemp", "-d"], check=True, capture_output=True, text=True).stdout.strip()
    there = os.environ | {"GNUPGHOME": folder}
    made = ["gpg", "--batch", "--passphrase", "", "--quick-gen-key", "mara@example.org", "ed25519", "sign"]
    subprocess.run(made, check=True, capture_output=True, env=there)
    yield folder
    subprocess.run(["gpgconf", "--kill", "all"], check=False, env=there)
    shutil.rmtree(folder, ignore_errors=True)


def test_an_openpgp_signature_is_verified(
    tmp_path: Path, gpg_home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GNUPGHOME", gpg_home)
    path = tmp_path / "signed.xlsx"
    path.write_bytes(BOOK)
    code, said = asked("sign", path, "--role", "analyst", "--name", "M", "--key", "mara@example.org")
    assert (code, "signed by M as analyst" in said) == (0, True), said
    code, stands, words = proof(path)
    assert (code, stands) == (0, "current")
    assert words.startswith("good (mara@example.org, OpenPGP key ")
    chosen(path, "sign_off_who_1", "N")
    assert proof(path)[2] == "broken: Sign-off shows another name than the key signed"
    signature = key_programs.signed_by("one\n", "mara@example.org")
    assert not key_programs.verified_by_gpg("two\n", signature).good
    monkeypatch.setenv("GNUPGHOME", str(tmp_path))
    unknown = key_programs.verified_by_gpg("one\n", signature)
    assert unknown == (False, "gpg does not have the key; import it first")


def test_a_key_that_signs_nothing_is_refused_and_the_workbook_stays(tmp_path: Path, gpg_home: str) -> None:
    assert gpg_home
    path = tmp_path / "book.xlsx"
    path.write_bytes(BOOK)
    (tmp_path / "key").write_text("no key")
    sign = ("sign", path, "--role", "analyst", "--name", "M", "--key")
    code, said = asked(*sign, tmp_path / "key")
    assert (code, f"steelyard: the SSH key in {tmp_path / 'key'} signs nothing: " in said) == (2, True), said
    code, said = asked(*sign, tmp_path / "absent")
    wanted = (
        f"steelyard: {tmp_path / 'absent'} is no file of an SSH key, and as an OpenPGP key it signs nothing"
    )
    assert (code, wanted in said) == (2, True), said
    assert path.read_bytes() == BOOK


def test_an_absent_program_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SteelyardError, match="gpg is not installed: it comes with GnuPG"):
        key_programs.signed_by("text", "somebody")


def test_without_a_signature_nothing_is_verified(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(BOOK)
    assert asked("verify-signature", path) == (1, "Nobody has signed.")
    assert asked("sign", path, "--role", "analyst", "--name", "M")[0] == 0
    assert proof(path) == (0, "current", "no key was used")
