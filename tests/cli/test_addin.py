"""What `steelyard addin install` writes where; Excel's own folders are xlwings' matter, not touched here."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from steelyard.cli import addin as verb
from steelyard.cli import app
from steelyard.cli.addin_files import (
    MAIN,
    System,
    files,
    module_of,
    settings_file,
    this_system,
    with_settings,
)
from steelyard.errors import SteelyardError, WouldLoseContent

if TYPE_CHECKING:
    from collections.abc import Sequence

PYTHON = r"C:\tools\python.exe"


def pairs(text: str) -> list[list[str]]:
    return list(csv.reader(text.splitlines()))


def install(*args: str) -> tuple[int, Sequence[str]]:
    done = CliRunner().invoke(app, ["addin", "install", *args])
    return done.exit_code, done.output.splitlines()


@pytest.fixture
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Windows machine whose ribbon is never really installed."""
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setattr(verb, "ribbon", lambda: None)
    return tmp_path


def test_windows_gets_its_python_and_the_module_of_functions(tmp_path: Path) -> None:
    [settings] = files(System.WINDOWS, tmp_path, PYTHON)
    assert settings.path == tmp_path / ".xlwings" / "xlwings.conf"
    assert pairs(settings.text) == [["INTERPRETER_WIN", PYTHON], ["UDF MODULES", "steelyard.excel.desktop"]]


def test_a_mac_gets_its_python_in_excels_own_folder(tmp_path: Path) -> None:
    [settings] = files(System.MAC, tmp_path, "/usr/local/bin/python3")
    assert settings.path.parts[-4:] == ("Containers", "com.microsoft.Excel", "Data", "xlwings.conf")
    assert pairs(settings.text) == [["INTERPRETER_MAC", "/usr/local/bin/python3"]]


def test_settings_of_others_stay_and_again_is_the_same() -> None:
    held = '"LOG FILE","log.txt"\n"UDF MODULES","mine;theirs"\n"INTERPRETER_WIN","old"\n'
    once = with_settings(held, System.WINDOWS, PYTHON)
    assert pairs(once) == [
        ["LOG FILE", "log.txt"],
        ["UDF MODULES", "mine;theirs;steelyard.excel.desktop"],
        ["INTERPRETER_WIN", PYTHON],
    ]
    assert with_settings(once, System.WINDOWS, PYTHON) == once


def test_a_workbook_gets_the_module_that_run_main_imports(at_home: Path) -> None:
    book = at_home / "syria.xlsx"
    code, said = install(str(book))
    assert code == 0
    assert (at_home / "syria.py").read_text(encoding="utf-8") == MAIN
    assert "written (lets 'Run main' work in syria.xlsx)" in said[2]
    code, said = install(str(book))
    assert code == 0
    assert [": as it should be (" in line for line in said[1:3]] == [True, True]


def test_a_dry_run_writes_nothing(at_home: Path) -> None:
    code, said = install("--dry-run", str(at_home / "syria.xlsx"))
    assert code == 0
    assert [line for line in said[:3] if "would be" not in line] == []
    assert list(at_home.iterdir()) == []


@pytest.mark.parametrize("name", ["my case.xlsx", "2026.xlsx", "class.xlsm"])
def test_a_name_that_no_module_can_have_is_refused(name: str) -> None:
    with pytest.raises(SteelyardError, match="is no name of a module"):
        module_of(Path(name))


@pytest.mark.parametrize("name", ["steelyard.xlsx", "json.xlsx", "numpy.xlsm"])
def test_a_name_that_would_hide_a_module_is_refused(name: str) -> None:
    with pytest.raises(SteelyardError, match="would hide one that is needed"):
        module_of(Path(name))


def test_only_workbooks_have_a_module() -> None:
    with pytest.raises(SteelyardError, match=r"is no workbook in \.xlsx or \.xlsm"):
        module_of(Path("case.yaml"))


def test_a_module_of_the_users_is_left_alone(at_home: Path) -> None:
    (at_home / "syria.py").write_text("print('mine')", encoding="utf-8")
    with pytest.raises(WouldLoseContent, match="is not steelyard's"):
        module_of(at_home / "syria.xlsx")
    code, said = install(str(at_home / "syria.xlsx"))
    assert code == 2
    assert not settings_file(System.WINDOWS, at_home).exists()
    assert "is not steelyard's" in said[-1]


def test_elsewhere_it_says_where_excel_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    assert this_system() is None
    code, said = install()
    assert (code, said) == (
        2,
        ["steelyard: Excel runs on Windows and macOS; --for and --dry-run show what it would be there"],
    )
    code, said = install("--for", "mac")
    assert (code, said) == (2, ["steelyard: this is not mac; --dry-run shows what it would be there"])
    code, said = install("--for", "mac", "--dry-run")
    assert code == 0
    assert said[-1].startswith("Next: quit Excel and open it.")


def test_what_xlwings_says_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verb, "RIBBON", (sys.executable, "-c", "print('Error: Failed to install')"))
    with pytest.raises(SteelyardError, match="could not install its ribbon: Error: Failed"):
        verb.ribbon()
    monkeypatch.setattr(verb, "RIBBON", (sys.executable, "-c", "print('Successfully installed')"))
    verb.ribbon()


def test_the_shell_does_not_know_xlwings() -> None:
    code = "import sys, steelyard.cli; assert not {'xlwings', 'steelyard.excel'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
