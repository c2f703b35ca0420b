"""A console as the pages show it: commands typed in a folder of their own, and edits made in between."""

from __future__ import annotations

import shlex
import subprocess
from contextlib import chdir
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from steelyard.cli import app
from steelyard.ooxml.addresses import address
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.defined_names import defined_cells
from steelyard.ooxml.opc.package import Package, write
from steelyard.ooxml.sheet_cells import cells, with_cells
from steelyard.ooxml.tables import tables
from steelyard.sheets.homes import home
from steelyard.workbook.building import build
from steelyard.workbook.files import load, save

BUILT = cache(build.workbook_bytes)
"""The workbook of a model, built once: most pages begin with that of the shipped case."""


class Console:
    """A folder, and what was typed and changed there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.status = 0

    def type(self, command: str) -> str:
        """What the command prints; `steelyard` runs in this process, all else in a shell."""
        if command == "echo $?":
            return f"{self.status}\n"
        with chdir(self.folder):
            if command.startswith("steelyard "):
                typed, _, file = command.partition(" > ")
                done = CliRunner().invoke(
                    app, shlex.split(typed)[1:], prog_name="steelyard", catch_exceptions=False
                )
                self.status = done.exit_code
                if file:
                    Path(file).write_text(done.stdout, encoding="utf-8")
                return done.stderr if file else done.output
            shell = subprocess.run(
                ["bash", "-c", command],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            self.status = shell.returncode
            return shell.stdout

    def edit(self, file: str, key: str, value: float | str) -> None:
        """Set one judgement, as its owner would in a cell of the workbook or in a line of the text."""
        path = self.folder / file
        if path.suffix == ".xlsx":
            sheet, at = self.place(file, key)
            write(with_cells(Package.read(path), {sheet: {at: Value(value)}}), path)
        else:
            save(load(path).replace_value(key, value), path)

    def place(self, file: str, key: str) -> tuple[str, str]:
        """Sheet and address of a judgement's cell in a workbook."""
        package = Package.read(self.folder / file)
        if key in ("settings/scenario", "settings/viewpoint"):
            return defined_cells(package)[key.replace("settings/", "decide_")]
        at = home(key)
        spot = tables(package)[at.table]
        held = cells(package, spot.sheet)
        [number] = [
            row
            for row in range(spot.first_row, spot.last_row + 1)
            if (cell := held.get(address(row, spot.area.first_column))) and cell.value == at.row
        ]
        return spot.sheet, address(number, spot.column(at.column))


@pytest.fixture
def console(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Console:
    """An empty folder to type in."""
    monkeypatch.setattr(build, "workbook_bytes", BUILT)
    return Console(tmp_path)
