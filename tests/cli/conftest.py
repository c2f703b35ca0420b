"""A shell in a folder of its own, and the shipped case as a workbook in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest
import shipped
from typer.testing import CliRunner

from steelyard.cli import app

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result


class Shell(Protocol):
    """Types a command and looks at its exit code."""

    def __call__(self, *arguments: str, code: int = 0) -> Result: ...


@pytest.fixture(name="shell")
def _shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.chdir(tmp_path)

    def typed(*arguments: str, code: int = 0) -> Result:
        result = CliRunner().invoke(app, arguments, prog_name="steelyard")
        assert result.exit_code == code, result.output
        return result

    return typed


@pytest.fixture(name="built", scope="session")
def _built() -> bytes:
    return shipped.workbook()


@pytest.fixture(name="book")
def _book(shell: Shell, tmp_path: Path, built: bytes) -> Path:
    assert shell  # which stands in this folder
    path = tmp_path / "syria.xlsx"
    path.write_bytes(built)
    return path
