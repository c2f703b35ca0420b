"""steelyard schema: the shape of a model's text, printed or written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from steelyard.model.text.schema import schema

if TYPE_CHECKING:
    from cli.conftest import Shell


def test_the_schema_is_printed(shell: Shell) -> None:
    assert json.loads(shell("schema").stdout) == schema()


def test_the_schema_is_written_and_what_stands_there_stays(shell: Shell) -> None:
    assert shell("schema", "-o", "s.json").stdout == "s.json: the schema of a model's text.\n"
    assert json.loads(Path("s.json").read_text(encoding="utf-8")) == schema()
    Path("s.json").write_text("mine", encoding="utf-8")
    assert "s.json exists already" in shell("schema", "-o", "s.json", code=2).stderr
    assert Path("s.json").read_text(encoding="utf-8") == "mine"
    shell("schema", "-o", "s.json", "--force")
    assert json.loads(Path("s.json").read_text(encoding="utf-8")) == schema()
