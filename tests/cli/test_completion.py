"""What the shell offers when Tab is pressed, as bash asks for it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typer.testing
from typer.testing import CliRunner

from steelyard import api, cases
from steelyard.cases import text
from steelyard.cli import app

if TYPE_CHECKING:
    from cli.conftest import Shell


def offered(*words: str) -> list[str]:
    """What is offered for the last word."""
    asked = {
        "_STEELYARD_COMPLETE": "complete_bash",
        "COMP_WORDS": " ".join(("steelyard", *words)),
        "COMP_CWORD": str(len(words)),
    }
    return CliRunner().invoke(app, [], prog_name="steelyard", env=asked).stdout.split()


@pytest.fixture(name="model")
def _model(shell: Shell) -> str:
    assert shell  # which stands in this folder
    Path("model.yaml").write_text(text("syria"), encoding="utf-8")
    return "model.yaml"


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("sho",), ["show"]),
        (("new", "s"), ["syria"]),
        (("show", "x.yaml", "what"), ["what-it-takes"]),
        (("show", "absent.yaml", "--scenario", ""), []),
        (("show", "--scenario", ""), []),
    ],
)
def test_commands_cases_and_tables_are_offered(
    shell: Shell, words: tuple[str, ...], wanted: list[str]
) -> None:
    assert shell  # which stands in a folder without files
    assert offered(*words) == wanted


def test_all_cases_and_all_tables_are_offered_before_anything_is_typed(shell: Shell) -> None:
    assert shell
    assert offered("new", "") == [*cases.names()]
    assert offered("show", "x.yaml", "") == [name.replace("_", "-") for name in api.QUESTIONS]


@pytest.mark.parametrize("command", [("show",), ("packages",), ("plan",)])
def test_the_stakeholders_of_the_file_are_offered(model: str, command: tuple[str, ...]) -> None:
    assert offered(*command, model, "--stakeholder", "") == [*api.load(model).viewpoints]


def test_the_scenarios_of_the_file_are_offered(model: str) -> None:
    assert offered("show", model, "scores", "--scenario", "core") == ["core-announced", "core-implemented"]
    assert offered("show", model, "--scenario", "to") == ["today"]


def test_a_shell_that_can_shows_the_name_beside_the_id(model: str) -> None:
    asked = {
        "_STEELYARD_COMPLETE": "complete_zsh",
        "_TYPER_COMPLETE_ARGS": f"steelyard show {model} --scenario unr",
    }
    shown = CliRunner().invoke(app, [], prog_name="steelyard", env=asked).stdout
    assert "Common position unravels" in shown


def test_there_is_a_script_for_every_common_shell(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    # Typer else asks which shell runs the tests, and none may. It does so when it makes the commands.
    monkeypatch.setenv("_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION", "1")
    monkeypatch.setattr(typer.testing, "_get_command", typer.main.get_command)
    for name in ("bash", "zsh", "fish"):
        script = CliRunner().invoke(app, ["--show-completion", name], prog_name="steelyard").stdout
        assert "_STEELYARD_COMPLETE" in script
    assert "--install-completion" in shell("--help").stdout
