"""The reference of commands is what the shell says of itself.

python tests/cli/test_commands_page.py      writes the page anew
"""

from __future__ import annotations

import sys
from enum import StrEnum
from inspect import cleandoc
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from steelyard.cli import app

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "commands.md"

OPENING = """\
# Commands

`FILE` is a workbook (`.xlsx`) or the text of a model (`.yaml`) everywhere; which of the two it is, its content says.
No command writes over a file that exists, unless `--force` is given; `steelyard score` alone writes into the
workbook that it reads, and only its results or, on the sheet Checks, why there are none.

| exit code | means |
| --- | --- |
| 0 | done; for `check`: the file is sound |
| 1 | for `check`: something is to be mended |
| 2 | refused: the file cannot be read or written, the model in it is not valid, or the command was not typed as below; the reason is on standard error |

Every command has `--help`; `steelyard --version` prints the version.
"""  # noqa: E501


def commands() -> dict[str, Any]:
    """The commands by their names, in the order of the help; those of a group with the group's name first."""
    group: Any = typer.main.get_command(app)
    return dict(_flat(group))


def _flat(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _flat(command, f"{before}{name} ")
        else:
            yield before + name, command


def page() -> str:
    """The whole page."""
    return "\n".join([OPENING, *(section(name, command) for name, command in commands().items())])


def section(name: str, command: Any) -> str:
    """One command: how it is typed, what it does, what it takes."""
    parameters = [parameter for parameter in command.params if parameter.name != "help"]
    usage = " ".join(["steelyard", name, *(typed(parameter) for parameter in parameters)])
    rows = [f"| {spelled(parameter)} | {meaning(parameter)} |" for parameter in parameters]
    told = cleandoc(command.help)
    lines = [f"## {name}", "", f"```text\n{usage}\n```", "", told, "", "| | |", "| --- | --- |", *rows, ""]
    return "\n".join(lines)


def typed(parameter: Any) -> str:
    """A parameter in the line that shows how a command is typed."""
    if parameter.param_type_name == "argument":
        named = value(parameter)
    else:
        named = (
            max(parameter.opts, key=len) if parameter.is_flag else f"{shortest(parameter)} {value(parameter)}"
        )
    return named if parameter.required else f"[{named}]"


def shortest(parameter: Any) -> str:
    """The shortest spelling of an option."""
    spellings: list[str] = parameter.opts
    return min(spellings, key=len)


def value(parameter: Any) -> str:
    """What stands for the value: its name, or its choices."""
    if isinstance(parameter.default, StrEnum):
        return "|".join(type(parameter.default))
    return str(parameter.metavar or parameter.name.upper())


def spelled(parameter: Any) -> str:
    """A parameter in the table: every spelling of it."""
    if parameter.param_type_name == "argument":
        return f"`{value(parameter)}`"
    taken = "" if parameter.is_flag else f" {value(parameter)}".replace("|", "\\|")
    return ", ".join(f"`{option}`" for option in parameter.opts) + (f" `{taken.strip()}`" if taken else "")


def meaning(parameter: Any) -> str:
    """What a parameter is for, and what it is unless it is given."""
    default = parameter.default
    told = not (parameter.required or default is None or default is False)
    return str(parameter.help).replace("  [", " [") + (f" [default: {default}]" if told else "")


def helps() -> Iterator[tuple[str, str | None]]:
    """Every command and parameter with its help."""
    for name, command in commands().items():
        yield name, command.help
        yield from (
            (f"{name} {parameter.name}", getattr(parameter, "help", None)) for parameter in command.params
        )


def test_every_command_and_option_has_help() -> None:
    assert [name for name, told in helps() if not told] == []


def test_the_page_is_what_the_shell_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python tests/cli/test_commands_page.py"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)}\n")
