"""git shows the lines of the texts of workbooks, and the tables of a difference, by three lines of set-up."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cli.editing import typed

if TYPE_CHECKING:
    from cli.conftest import Shell

RUN = f'"{sys.executable}" -m steelyard'
"""The command, whatever the path of the shell."""


@pytest.fixture(name="repository")
def _repository(shell: Shell, book: Path) -> Path:
    assert shell
    if not shutil.which("git"):
        assert not os.environ.get("STEELYARD_CI")
        pytest.skip("there is no git")
    git("init", "-q")
    Path(".gitattributes").write_text("*.xlsx diff=steelyard\n", encoding="utf-8")
    git("config", "diff.steelyard.textconv", f"{RUN} export")
    git("config", "difftool.steelyard.cmd", f'{RUN} diff "$LOCAL" "$REMOTE"')
    git("add", ".")
    git("-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "First")
    typed(book, "rules", "easing-committee", "level", "partial")
    return book


def git(*words: str) -> str:
    """What git prints, without what the user or the machine has set up."""
    plain = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_PAGER": "cat"}
    done = subprocess.run(
        ["git", *words], check=True, capture_output=True, text=True, encoding="utf-8", env=os.environ | plain
    )
    return done.stdout


def test_textconv_and_difftool(repository: Path) -> None:
    lines = git("diff", repository.name).splitlines()
    changed = [line for line in lines if line.startswith(("+ ", "- "))]
    assert changed == ["-    level: implemented", "+    level: partial"]
    for words in (("-t", "steelyard"), ("-x", f"{RUN} diff")):
        shown = git("difftool", "-y", *words, repository.name)
        assert "rules/easing-committee" in shown
        assert "implemented" in shown
        assert "The smallest sets of edits that suffice" in shown
