"""The file of tokens: what is in it, what is not, and how soon a change counts."""

from __future__ import annotations

import errno
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from steelyard.cli import app
from steelyard.errors import SteelyardError, UnknownName
from steelyard.service.identity import tokens
from steelyard.service.identity.identity import Identity, Role

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Path:
    return tmp_path / "tokens.json"


def test_the_file_holds_digests_for_its_owner_alone(file: Path) -> None:
    token = tokens.add(file, "ana", Role.ANALYST)
    assert token not in file.read_text(encoding="utf-8")
    assert token.removeprefix(tokens.MARK) not in file.read_text(encoding="utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(token) == 46  # 256 random bits


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    file = tmp_path / "gone" / "tokens.json"
    with pytest.raises(SteelyardError) as refusal:
        tokens.add(file, "ana", Role.ANALYST)
    assert str(refusal.value) == f"{file} cannot be written: the folder {file.parent} does not exist"


def test_a_folder_is_no_file_of_tokens(tmp_path: Path) -> None:
    with pytest.raises(SteelyardError, match="is a folder, not a file of tokens"):
        tokens.write(tmp_path, ())


def test_a_file_that_others_could_read_is_closed_to_them(file: Path) -> None:
    tokens.add(file, "ana", Role.ANALYST)
    file.chmod(0o644)
    tokens.add(file, "ben", Role.READER)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_disk_that_is_full_leaves_the_file_of_tokens(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    tokens.add(file, "ana", Role.ANALYST)
    before = file.read_bytes()
    monkeypatch.setattr("steelyard.ooxml.opc.atomic_save.os.replace", full)
    with pytest.raises(SteelyardError, match=r"the disk is full\. The file of tokens is as it was"):
        tokens.revoke(file, "ana")
    assert file.read_bytes() == before


def test_whose_token_it_is(file: Path) -> None:
    ana, ben = tokens.add(file, "ana", Role.ANALYST), tokens.add(file, "ben", Role.READER)
    held = tokens.TokenFile(file)
    assert held.identity(ana) == Identity("token", "ana", frozenset({Role.READER, Role.ANALYST}))
    assert held.identity(ben) == Identity("token", "ben", frozenset({Role.READER}))
    for other in ("", ana[:-1], ana + "A", ana.swapcase(), "ana"):
        assert held.identity(other) is None


def test_revocation_counts_at_once_and_for_all_of_a_user(file: Path) -> None:
    first, second = tokens.add(file, "ana", Role.READER), tokens.add(file, "ana", Role.READER)
    held = tokens.TokenFile(file)
    assert held.identity(first)
    assert tokens.revoke(file, "ana") == 2
    assert held.identity(first) is None
    assert held.identity(second) is None
    again = tokens.add(file, "ana", Role.ADMIN)
    assert held.identity(again)
    assert held.identity(first) is None
    assert [bool(entry.revoked) for entry in tokens.read(file)] == [True, True, False]


def test_a_token_ends_on_its_day(file: Path) -> None:
    yesterday = datetime.now(tz=UTC) - timedelta(days=2)
    ended = tokens.add(file, "ana", Role.READER, days=1, now=yesterday)
    valid = tokens.add(file, "ana", Role.READER, days=3, now=yesterday)
    held = tokens.TokenFile(file)
    assert held.identity(ended) is None
    assert held.identity(valid)


def test_what_is_refused(file: Path) -> None:
    for name in ("", "a b", "../x", "a:b", "x" * 65, "ä", "-x"):
        with pytest.raises(SteelyardError, match="cannot be a user's name"):
            tokens.add(file, name, Role.READER)
    tokens.add(file, "ana", Role.READER)
    with pytest.raises(SteelyardError, match="ana has a token as reader already; revoke it first"):
        tokens.add(file, "ana", Role.ADMIN)
    with pytest.raises(UnknownName, match="no user with a token 'ben'; there are: ana"):
        tokens.revoke(file, "ben")


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"form": 2, "tokens": []}', '{"form": 1, "tokens": [{}]}']
)
def test_a_broken_file_lets_nobody_in(file: Path, content: str) -> None:
    token = tokens.add(file, "ana", Role.READER)
    held = tokens.TokenFile(file)
    assert held.identity(token)
    file.write_text(content, encoding="utf-8")
    with pytest.raises(SteelyardError):
        held.identity(token)
    file.unlink()
    with pytest.raises(SteelyardError, match="cannot be read"):
        held.identity(token)


def test_the_command(file: Path) -> None:
    def typed(*words: str) -> str:
        done = CliRunner().invoke(app, ["token", *words, "--file", str(file)])
        assert done.exit_code == 0, done.output
        return done.stdout

    token = typed("add", "ana", "--role", "analyst").strip()
    held = tokens.TokenFile(file)
    assert held.identity(token)
    assert typed("list").startswith("ana                     analyst   added 20")
    assert typed("revoke", "ana").endswith("1 of ana revoked.\n")
    assert held.identity(token) is None
    assert "revoked 20" in typed("list")
    assert CliRunner().invoke(app, ["token", "add"]).exit_code == 2


MANY = """
import sys
from pathlib import Path
from steelyard.service.identity import tokens
from steelyard.service.identity.identity import Role
path, number = Path(sys.argv[1]), sys.argv[2]
sys.stdin.readline()
for count in range(12):
    tokens.add(path, f"user{number}-{count}", Role.READER)
tokens.revoke(path, f"user{number}-0")
"""


def test_eight_shells_at_once_lose_no_entry(file: Path) -> None:
    """All begin when they are told, so that they read and write the file at the same time."""
    shells = [
        subprocess.Popen([sys.executable, "-c", MANY, file, str(number)], stdin=subprocess.PIPE)
        for number in range(8)
    ]
    for shell in shells:
        assert shell.stdin
        shell.stdin.write(b"go\n")
        shell.stdin.flush()
    for shell in shells:
        shell.communicate()
    assert [shell.returncode for shell in shells] == [0] * 8
    entries = tokens.read(file)
    assert {one.user for one in entries} == {f"user{n}-{count}" for n in range(8) for count in range(12)}
    assert sum(bool(one.revoked) for one in entries) == 8


def test_days_beyond_the_calendar_are_refused(file: Path) -> None:
    typed = CliRunner().invoke(app, ["token", "add", "ana", "--days", "999999999", "--file", str(file)])
    assert typed.exit_code == 2
    assert not file.exists()
