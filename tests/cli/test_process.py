"""The command as it is typed: in a process of its own, with its exit code, its streams and its start-up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import small
from cli.test_commands_page import commands

from steelyard.cases import text

SOURCE = Path(__file__).parents[2] / "addin"
SLOW = {"numpy", "pandas", "scipy", "openpyxl", "yaml", "rich", "xlwings"}
IMPORTED = """\
import contextlib, json, sys
from steelyard.cli import main
sys.argv = ["steelyard", *sys.argv[1:]]
with contextlib.suppress(SystemExit):
    main()
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def process(*arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(SOURCE), **environment},
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_nothing_slow_is_imported_for_help_or_version(option: str, tmp_path: Path) -> None:
    done = process("-c", IMPORTED, option, folder=tmp_path)
    assert done.stderr == b""
    assert SLOW & set(json.loads(done.stdout.splitlines()[-1])) == set()


@pytest.mark.parametrize(("set_before", "threads"), [({}, "1"), ({"OPENBLAS_NUM_THREADS": "4"}, "4")])
def test_a_command_asks_for_one_thread_of_arithmetic_unless_the_user_asks_for_more(
    set_before: dict[str, str], threads: str, tmp_path: Path
) -> None:
    asked = IMPORTED.rpartition("print")[0] + "import os; print(os.environ['OPENBLAS_NUM_THREADS'])"
    done = process("-c", asked, "schema", folder=tmp_path, **set_before)
    assert done.stdout.split()[-1] == threads.encode()


def modules_of(*arguments: str, folder: Path) -> set[str]:
    """The packages that a command has imported when it ends."""
    done = process("-c", IMPORTED, *arguments, folder=folder)
    assert b"steelyard: " not in done.stderr, "refused"
    assert b"Traceback" not in done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("command", [*commands()])
def test_nothing_slow_is_imported_for_the_help_of_a_command(command: str, tmp_path: Path) -> None:
    assert SLOW & modules_of(*command.split(), "--help", folder=tmp_path) == set()


@pytest.mark.parametrize(
    ("command", "absent"),
    [
        ("new nash-1950 -o new.xlsx", {"xlwings"}),
        ("build model.yaml -o built.xlsx", {"xlwings"}),
        ("show book.xlsx", {"xlwings", "openpyxl"}),
        ("packages book.xlsx", {"xlwings", "openpyxl"}),
        ("plan model.yaml", {"xlwings", "openpyxl"}),
        ("check book.xlsx", {"xlwings", "openpyxl"}),
        ("export book.xlsx", {"xlwings", "openpyxl"}),
        ("schema", {"xlwings", "openpyxl"}),
        ("add option book.xlsx loan", {"xlwings", "openpyxl"}),
        ("score book.xlsx", {"xlwings", "openpyxl"}),
    ],
)
def test_a_command_loads_neither_xlwings_nor_openpyxl_without_need(
    command: str, absent: set[str], tmp_path: Path
) -> None:
    (tmp_path / "model.yaml").write_text(text("syria"), encoding="utf-8")
    (tmp_path / "book.xlsx").write_bytes((SOURCE.parent / "workbooks" / "nash-1950.xlsx").read_bytes())
    assert absent & modules_of(*command.split(), folder=tmp_path) == set()


HELPS = """\
import contextlib, io, sys
from steelyard.cli import app
from typer.main import get_command

def helps(group, *before):
    for name, command in group.commands.items():
        yield [*before, name]
        yield from helps(command, *before, name) if hasattr(command, "commands") else ()

for arguments in [[], *helps(get_command(app))]:
    with contextlib.suppress(SystemExit):
        app([*arguments, "--help"], prog_name="steelyard")
"""


def test_help_does_not_depend_on_docstrings(tmp_path: Path) -> None:
    """`python -OO` removes docstrings."""
    plain, optimised = (
        process(*flags, "-c", HELPS, folder=tmp_path).stdout.decode() for flags in ([], ["-OO"])
    )
    assert optimised == plain
    assert plain.count("Usage: steelyard") == len(commands()) + 2  # and of steelyard and of its group addin


def test_the_package_imports_nothing_slow(tmp_path: Path) -> None:
    code = "import steelyard, sys, json; print(json.dumps(sorted(sys.modules)))"
    modules = json.loads(process("-c", code, folder=tmp_path).stdout)
    assert SLOW & {name.partition(".")[0] for name in modules} == set()
    assert [name for name in modules if name.startswith("steelyard")] == ["steelyard"]


def test_a_refusal_is_one_message_and_no_traceback(tmp_path: Path) -> None:
    done = process("-m", "steelyard", "check", "absent.xlsx", folder=tmp_path)
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.decode().splitlines() == ["steelyard: absent.xlsx does not exist"]


def test_a_usage_error_names_the_usage(tmp_path: Path) -> None:
    done = process("-m", "steelyard", "frob", folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith(b"Usage: ")
    assert b"steelyard: " not in done.stderr, "refused"
    assert b"Traceback" not in done.stderr


def test_a_finding_is_exit_code_1(tmp_path: Path) -> None:
    (tmp_path / "model.yaml").write_text("steelyard: 1\n", encoding="utf-8")
    done = process("-m", "steelyard", "check", "model.yaml", folder=tmp_path)
    assert (done.returncode, done.stderr) == (1, b"")


def test_a_pipe_gets_utf_8_whatever_the_console_speaks(tmp_path: Path) -> None:
    process("-m", "steelyard", "new", "--blank", "-o", "b.yaml", folder=tmp_path)
    done = process("-m", "steelyard", "show", "b.yaml", folder=tmp_path, PYTHONIOENCODING="latin-1")
    assert done.returncode == 0
    assert "● offer" in done.stdout.decode("utf-8")


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal, which Windows has under another name")
def test_a_console_that_cannot_show_a_sign_shows_another(tmp_path: Path) -> None:
    import pty  # noqa: PLC0415 - not on Windows

    dear = small.TEXT.replace("cost-1: 20", "cost-1: 100").replace("measure-1: 40", "measure-1: 1")
    (tmp_path / "b.yaml").write_text(dear, encoding="utf-8")
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "steelyard", "show", "b.yaml"],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(SOURCE),
            "PYTHONIOENCODING": "latin-1",
            "COLUMNS": "110",
            "TERM": "dumb",
        },
        stdout=theirs,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(theirs)
    shown = b""
    try:
        while block := os.read(ours, 4096):
            shown += block
    except OSError:
        pass  # Linux says so when the other end is closed
    finally:
        os.close(ours)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"? too dear" in shown
    assert b" -" in shown
    assert max(len(line) for line in shown.splitlines()) <= 110
