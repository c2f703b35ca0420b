"""Output that nobody takes: a closed pipe, a full disk, a closed stream. None of them ends in a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest
from benchmarks.large import Size, model

from steelyard.cases import text
from steelyard.cli import streams
from steelyard.model.text.writing import write_text

SOURCE = Path(__file__).parents[2] / "addin"
ROOT = SOURCE.parent

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")


def typed(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A line of the shell with `steelyard` in it; the exit code is that of the first command.

    Its output has a buffer, as it has for users. Without one, Python takes a write for complete of which a
    reader that goes away took a part.
    """
    command = f'"{sys.executable}" -m steelyard'
    return subprocess.run(
        ["bash", "-c", line.replace("steelyard", command, 1) + "; exit ${PIPESTATUS[0]}"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONUNBUFFERED": ""},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    (tmp_path / "book.xlsx").write_bytes((ROOT / "workbooks" / "nash-1950.xlsx").read_bytes())
    judged = ("costs/option-{}/cost-1", "linkage/option-{}/measure-1")
    keys = [key.format(number) for key in judged for number in (1, 2)]
    evidence = "".join(f"  {key}: {{source: {'x' * 31_000}}}\n" for key in keys)
    (tmp_path / "large.yaml").write_text(f"{text('blank')}evidence:\n{evidence}", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "command",
    [
        "steelyard export large.yaml | true",
        "steelyard --help | true",
        "steelyard --version | true",
        "steelyard show book.xlsx --format json | true",
        "steelyard check book.xlsx | true",
        "steelyard score book.xlsx | true",
        "steelyard schema | true",
    ],
)
def test_a_reader_that_is_gone_ends_the_command_quietly(command: str, folder: Path) -> None:
    done = typed(command, folder)
    assert (done.returncode, done.stderr) == (streams.READER_GONE, "")


MORE_THAN_A_PIPE_HOLDS = 2**16 + 2**14
"""Bytes: what a pipe holds, and what its reader takes at once. Beyond that the command still writes when the
reader is gone."""


@pytest.fixture(scope="module", name="many")
def _many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a model of many options and measures, and one with many errors."""
    folder = tmp_path_factory.mktemp("many")
    text_of_many = write_text(model(Size(options=100, measures=100, scenarios=3, stakeholders=2)))
    (folder / "many.yaml").write_text(text_of_many, encoding="utf-8")
    wrong = "".join(f"  s{at}: {{phase: 1, kind: option, item: {'nothing' * 30}}}\n" for at in range(200))
    (folder / "wrong.yaml").write_text(f"{text('blank')}\nplan:\n{wrong}", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "command",
    [
        "show many.yaml contributions",
        "show many.yaml contributions --format csv",
        "show many.yaml contributions --format json",
        "export many.yaml",
        "check wrong.yaml --format json",
    ],
)
def test_a_reader_that_goes_away_in_the_midst_ends_the_command_quietly(command: str, many: Path) -> None:
    whole = typed(f"steelyard {command}", many)
    assert len(whole.stdout) > MORE_THAN_A_PIPE_HOLDS
    done = typed(f"steelyard {command} | head -n 1", many)
    assert (done.returncode, done.stderr) == (streams.READER_GONE, "")
    assert done.stdout == whole.stdout.partition("\n")[0] + "\n"


@pytest.mark.parametrize("command", ["show wrong.yaml", "score wrong.yaml", "build wrong.yaml -o book.xlsx"])
def test_a_reader_of_messages_that_goes_away_leaves_a_refusal(command: str, many: Path) -> None:
    done = typed(f"steelyard {command} 2>&1 >/dev/null | head -n 1", many)
    assert done.returncode in (streams.REFUSED, streams.READER_GONE)
    assert "Traceback" not in done.stdout + done.stderr
    assert len(done.stdout.splitlines()) == 1


@FULL
@pytest.mark.parametrize(
    "command",
    [
        "--help",
        "--version",
        "show book.xlsx",
        "show book.xlsx --format csv",
        "export large.yaml",
        "check book.xlsx",
        "new --list",
        "schema",
    ],
)
def test_a_full_device_is_one_message_and_no_success(command: str, folder: Path) -> None:
    done = typed(f"steelyard {command} > /dev/full", folder)
    assert (done.returncode, done.stderr) == (
        streams.REFUSED,
        "steelyard: the output cannot be written: No space left on device\n",
    )


@FULL
def test_a_workbook_is_written_though_its_output_is_not(folder: Path) -> None:
    done = typed("steelyard add option book.xlsx rope > /dev/full", folder)
    assert done.returncode == streams.REFUSED
    assert done.stderr == "steelyard: the output cannot be written: No space left on device\n"
    assert "rope" in typed("steelyard export book.xlsx", folder).stdout


@FULL
@pytest.mark.parametrize(
    "command", ["show absent.xlsx", "frob", "show book.xlsx positions --stakeholder nobody"]
)
def test_a_refusal_that_cannot_be_told_is_still_a_refusal(command: str, folder: Path) -> None:
    for stream in ("/dev/full", "&-"):
        done = typed(f"steelyard {command} 2>{stream}", folder)
        assert done.returncode == streams.REFUSED
        assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize("closed", [">&-", ">&- 2>&-", ">&- 2>&- <&-"])
@pytest.mark.parametrize("command", ["show book.xlsx", "--help", "check book.xlsx", "score book.xlsx"])
def test_a_closed_output_is_no_error(closed: str, command: str, folder: Path) -> None:
    done = typed(f"steelyard {command} {closed}", folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


NUMBERS = """\
import os, sys
from steelyard.cli.streams import fill_closed_streams
fill_closed_streams()
with open("opened", "w") as file:
    os.write(3 if len(sys.argv) > 1 else 2, b"")
    file.write(str(file.fileno()))
"""


def test_a_file_never_gets_the_number_of_a_closed_stream(folder: Path) -> None:
    (folder / "numbers.py").write_text(NUMBERS, encoding="utf-8")
    done = subprocess.run(
        ["bash", "-c", f'"{sys.executable}" numbers.py >&- 2>&- <&-'],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        check=False,
    )
    assert done.returncode == 0
    assert int((folder / "opened").read_text()) > 2


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(5, "Input/output error"), "the output cannot be written: Input/output error"),
        (PermissionError(13, "Permission denied", "a.conf"), "a.conf: Permission denied"),
        (MemoryError(), "the memory is too small for this"),
    ],
)
def test_other_errors_of_the_system_are_messages(
    error: BaseException, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> NoReturn:
        raise error

    told: list[str] = []
    monkeypatch.setattr(streams, "warn", told.append)
    monkeypatch.setattr(os, "dup2", lambda *_: None)
    with pytest.raises(SystemExit) as end:
        streams.run(fail)
    assert end.value.code == streams.REFUSED
    assert told == [f"steelyard: {said}"]
