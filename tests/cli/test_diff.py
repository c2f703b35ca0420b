"""steelyard diff: two versions in either form, for people and programs, with an exit code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from steelyard import api
from steelyard.cases import text

if TYPE_CHECKING:
    from cli.conftest import Shell

KEY = "linkage/limited-easing/committee"


@pytest.fixture
def changed(book: Path) -> Path:
    """A text with one other judgement."""
    path = Path("changed.yaml")
    api.save(api.new("syria").replace_value(KEY, 20.0), path)
    return path


def test_equal_versions_exit_with_0_whatever_their_form(shell: Shell, book: Path) -> None:
    Path("same.yaml").write_text(text("syria"), encoding="utf-8")
    answer = shell("diff", book.name, "same.yaml")
    assert answer.stdout == "No judgement differs.\n"
    assert shell("diff", book.name, book.name, "--format", "json").stdout == "{}\n"


def test_a_changed_judgement_is_explained_and_exits_with_1(shell: Shell, book: Path, changed: Path) -> None:
    answer = shell("diff", book.name, changed.name, code=1)
    lines = [" ".join(line.split()) for line in answer.stdout.splitlines()]
    assert f"{KEY} changed 95 20 −4.6 Limited easing Comprehensive agreement" in lines
    where = "Core package verified, committee at work"
    assert f"{where} first place Limited easing Stabilisation {KEY}" in lines
    assert "share of the change" not in answer.stdout


def test_json_has_every_table(shell: Shell, book: Path, changed: Path) -> None:
    answer = shell("diff", book.name, changed.name, "--format", "json", code=1)
    found = json.loads(answer.stdout)
    assert [*found] == [
        *("edits", "remarks", "effects", "lacking", "causes", "shares", "cancelled", "packages", "plan")
    ]
    change = {(row["scenario"], row["option"]): row["change"] for row in found["effects"]}
    for row in found["shares"]:
        assert row["share"] == pytest.approx(change[row["scenario"], row["option"]], abs=1e-9)


def test_long_tables_are_cut_and_counted(shell: Shell, book: Path) -> None:
    model = api.new("syria")
    for key in [key for key in model.values if key.startswith("weights/")][:8]:
        model = model.replace_value(key, float(model.values[key] or 0) + 20)
    api.save(model, "many.yaml")
    answer = shell("diff", book.name, "many.yaml", "--format", "markdown", code=1)
    assert "more; --format json has all." in answer.stdout
    assert "| edit | kind |" in answer.stdout


def test_csv_and_unknown_stakeholders_are_refused(shell: Shell, book: Path) -> None:
    refused = shell("diff", book.name, book.name, "--format", "csv", code=2)
    assert refused.stderr.startswith("steelyard: a difference has several tables")
    assert "France" in shell("diff", book.name, book.name, "--stakeholder", "Frence", code=2).stderr


def test_diff_in_python_has_a_frame_a_table() -> None:
    old = api.new("syria")
    found = api.diff(old, old.replace_value(KEY, 20.0), viewpoint="France")
    assert found["edits"].loc[KEY, "now"] == "20"
    assert len(api.diff(old, old)["edits"]) == 0
