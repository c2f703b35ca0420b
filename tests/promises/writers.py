"""Every command that writes a file, each on the same folder of files; those that write none, by name.

python tests/promises/writers.py FOLDER TRIALS SEED [COMMAND...]

kills a process TRIALS times while it saves in the folder, which holds `files()`.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import sys
import zipfile
from pathlib import Path
from typing import Any

from cli.editing import place
from typer.testing import CliRunner

from steelyard import cli
from steelyard.cases import text
from steelyard.model.parts import Trial
from steelyard.model.text.reading import read_text
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.opc import atomic_save
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import with_cells
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.files import load
from steelyard.workbook.packages import opendocument_of
from steelyard.workbook.scoring.score import scored

CASE = "office-2004"
BOOK = "book.xlsx"

ON_BOOK = {
    "new": f"new {CASE} -o {BOOK} --force",
    "build": f"build model.yaml -o {BOOK} --force",
    "score": f"score {BOOK}",
    "add": f"add stakeholder {BOOK} Ann --name Ann",
    "adopt": f"adopt {BOOK} --stakeholder benefits",
    "reweigh": f"reweigh {BOOK} --rescale",
    "sign": f"sign {BOOK} --role analyst --name Ann",
    "merge": f"merge base.xlsx {BOOK} theirs.xlsx -o {BOOK}",
    "pool": f"pool {BOOK} back.xlsx -o {BOOK}",
    "release": f"release theirs.xlsx -o {BOOK} --force",
}
"""The commands that write the workbook, as typed; `--force` asks to put another file in its place."""

EDITING = [name for name, typed in ON_BOOK.items() if "--force" not in typed]
"""Those that read the workbook, change something and write it."""

ELSEWHERE = {
    "export": f"export {BOOK} -o model.yaml --force",
    "diff": f"diff {BOOK} theirs.xlsx -o review.xlsx --force",
    "schema": "schema -o schema.json --force",
    "token": "token add Eve -f tokens.json",
    "addin build": "addin build --libreoffice -o steelyard.oxt --force",
}
"""The commands that write another file."""

COMMANDS = ON_BOOK | ELSEWHERE

ODS = "book.ods"
ON_ODS = {
    f"{name} .ods": ON_BOOK[name].replace(BOOK, ODS)
    for name in ("new", "build", "score", "add", "adopt", "reweigh", "sign")
}
"""The same on a workbook in the other format, which other code puts together."""

EDITING_ODS = [name for name, typed in ON_ODS.items() if "--force" not in typed]

ALL = COMMANDS | ON_ODS

OF_ITS_OWN = {"addin install", "addin remove"}
"""They write settings of Excel and of LibreOffice; see `test_addin` and `libreoffice_addin`."""

READERS = {"show", "packages", "plan", "check", "verify-signature", "serve"}
"""Write no file."""


EXPONENTS = (-5.0, -1.0)
"""A save takes a hundredth of a second or less: a process is killed after 10 to the power of one of these."""


def files() -> dict[str, bytes]:
    """A folder in which each of the commands has something to do."""
    model = read_text(text(CASE), where=CASE)
    base = Package.of(workbook_bytes(model.replace(trial=(Trial(criterion="size", share=0.25),))))
    larger, _ = scored(_typed(base, "measures", "size", "amount at top", 2600))
    theirs = _typed(base, "weights", "benefits", "comfort", 9)
    back = _typed(larger, "weights", "with-cost", "comfort", 8)
    book = _typed(larger, "weights", "benefits", "image", 24)
    packages = {"base.xlsx": base, BOOK: book}
    held = packages | {"theirs.xlsx": theirs, "back.xlsx": back, "review.xlsx": base}
    texts = {
        "model.yaml": text(CASE).encode(),
        "schema.json": b"{}",
        "steelyard.oxt": b"",
        "tokens.json": b'{"form": 1, "tokens": []}',
        ODS: opendocument_of(book.to_bytes()),
    }
    return {name: file.to_bytes() for name, file in held.items()} | texts


def _typed(file: Package, name: str, row: str, heading: str, value: float) -> Package:
    sheet, at = place(file, name, row, heading)
    return with_cells(file, {sheet: {at: Value(value)}})


def written_by(command: str) -> str:
    """The file that a command writes."""
    words = ALL[command].split()
    flags = [at for at, word in enumerate(words) if word in ("-o", "-f")]
    return words[flags[-1] + 1] if flags else ODS if command in ON_ODS else BOOK


def run(command: str) -> Any:
    """Type a command in this folder, in this process."""
    return CliRunner().invoke(cli.app, ALL[command].split(), prog_name="steelyard")


def fill(folder: Path, held: dict[str, bytes]) -> None:
    """Make a folder hold these files and nothing else."""
    for path in folder.iterdir():
        path.unlink()
    for name, data in held.items():
        (folder / name).write_bytes(data)


def killed(command: str, after: float) -> bool:
    """Run a command in a process that the system ends some seconds after its save began; whether it did."""
    child = os.fork()
    if not child:
        saved = atomic_save._saved

        def begun(*args: Any, **kwargs: Any) -> Any:
            signal.setitimer(signal.ITIMER_REAL, after)  # nothing handles it: the process ends at once
            return saved(*args, **kwargs)

        atomic_save._saved = begun
        with contextlib.suppress(BaseException):
            run(command)
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def require_whole(command: str, held: dict[str, bytes]) -> bool:
    """Whether the file of a killed command is the new one. It is as it was, or it is whole."""
    name = written_by(command)
    data = Path(name).read_bytes()
    others = {path.name: path.read_bytes() for path in Path().iterdir() if path.suffix != ".tmp"}
    assert {**others, name: b""} == {**held, name: b""}, command
    if data == held[name]:
        return False
    if name.endswith(".json"):
        json.loads(data)
    elif name.endswith(".oxt"):
        with zipfile.ZipFile(name) as extension:
            assert extension.testzip() is None
    else:
        load(name)
    return True


def main(folder: Path, trials: int, seed: int, *only: str) -> None:
    """Kill commands in turn, and print what became of their files."""
    os.chdir(folder)
    held = {path.name: path.read_bytes() for path in Path().iterdir()}
    chance = random.Random(seed)  # noqa: S311 - moments need no secrecy
    in_turn = only or tuple(ALL)
    for command in in_turn:  # so that no process has to import anything any more
        run(command)
        fill(Path(), held)
    found = {"killed": 0, "new": 0, "drafts": 0}
    for number in range(trials):
        command = in_turn[number % len(in_turn)]
        found["killed"] += killed(command, 10 ** chance.uniform(*EXPONENTS))
        found["new"] += require_whole(command, held)
        found["drafts"] += len([*Path().glob(".steelyard-*.tmp")])
        atomic_save.save(b"next", Path("next"))
        assert not [*Path().glob(".*")], "the next save leaves the draft of a killed one"
        fill(Path(), held)
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:])
